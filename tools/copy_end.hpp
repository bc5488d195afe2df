#pragma once
// One end of a copy: a data directory, or the topics of a house on Kafka.
//
//     end := path | "kafka://" host ":" port ("," host ":" port)* ["/" prefix]
#include "eventstore/move.hpp"
#include "tools/subcommands.hpp"

#include <memory>

namespace dossier::tools {

class CopyEnd {
public:
    virtual ~CopyEnd() = default;

    /// As it is shown.
    virtual std::string name() const = 0;
    virtual Journal& journal() = 0;
    /// Throws CannotGoOn when those of a source cannot be opened here.
    virtual std::unique_ptr<Keys> keys(Random&) = 0;
    /// Where the key lies that those are wrapped by.
    virtual std::string root_key() const = 0;
    /// What is not in the journal and may be missed; empty where there is nothing.
    virtual std::string left_behind() { return {}; }

    /// Of a target: before something is added, and when all is there.
    virtual void begin() {}
    virtual void finish(const AllEntries&) {}
};

/// What is done at it; nobody else works there as long as this lives. Throws CannotGoOn or
/// StoreError saying who does, or what it is instead.
std::unique_ptr<CopyEnd> open_source(const Place&, const CopyArguments&, Random&);
std::unique_ptr<CopyEnd> open_target(const Place&, const CopyArguments&, Random&);

/// Whether the two names are of one place.
bool same_end(const std::string&, const std::string&);

}  // namespace dossier::tools
