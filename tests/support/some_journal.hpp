#pragma once
// A journal of the kind that DOSSIER_JOURNAL names (memory, rocksdb, kafka), new and empty, every
// partition taken; its folder or topic goes with it.
#include "eventstore/journal.hpp"

#include <memory>

namespace dossier::test {

class SomeJournal {
public:
    explicit SomeJournal(int partitions);
    ~SomeJournal();

    std::unique_ptr<Journal> journal;

    /// As after a restart of the process.
    void reopen();
    /// Whether it outlives its process.
    bool kept() const;

private:
    struct Kind;
    void take_all();

    std::unique_ptr<Kind> kind_;
};

}  // namespace dossier::test
