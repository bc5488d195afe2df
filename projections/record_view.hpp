#pragma once
// The view every aggregate has unasked: its records and their versions, its lists, and the exact
// look-ups of its .findable() fields.
//
//     found := tenant 0 "f" look-up 0 1 hmac:byte{32} uuid:byte{16} → nothing
//            | tenant 0 "b" uuid → (size:u16 found key)*                what to take away again
#include "eventstore/keys.hpp"
#include "projections/record_lists.hpp"
#include "projections/record_row.hpp"
#include "projections/view.hpp"

#include <set>

namespace dossier {

class RecordView final : public View {
public:
    RecordView(const Aggregate&, const RecordLists&, Decoders&, Keys&);

    std::string name() const override { return std::string(aggregate_.plural); }
    std::string version() const override;
    bool follows(const Aggregate& aggregate) const override { return &aggregate == &aggregate_; }
    void fold(const Fact&, ViewWriter&) override;
    void end_entry(const Entry&, Position, ViewWriter&) override;
    void drop_entry() override;
    std::unique_ptr<View> another() const override;

private:
    struct Life {
        RecordRow row;
        std::vector<IndexRow> listed;
        std::vector<std::string> found;  // findable values as they stand in a live state
        std::string uuid;
    };

    Life& life(const Fact&, ViewWriter&);
    std::vector<std::string> found_values(const void* state) const;
    void end(std::string_view tenant, const std::string& key, Life&, ViewWriter&);
    void find(std::string_view tenant, Life&, ViewWriter&);

    const Aggregate& aggregate_;
    const RecordLists& lists_;
    Decoders& decoders_;
    Keys& keys_;
    const std::uint64_t fingerprint_;
    std::unordered_map<std::string, Life> lives_;  // by row
    std::set<std::string> touched_;                // by the entry
};

/// The found keys of a value begin with this, whoever has it. The value as it is written.
std::string found_prefix(std::string_view tenant, std::string_view lookup, std::string_view value,
                         Keys&);

/// Whether the record still has the value that the prefix was made of, in the open: the row of whom
/// was forgotten stays until their record changes, or the view is rebuilt, and answers nobody.
bool is_found_by(const Object& state, std::string_view tenant, const std::string& prefix, Keys&);

}  // namespace dossier
