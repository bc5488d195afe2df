#pragma once
// The cases that are not archived, in columns by status: the most pressing first.
//
//     place := tenant 0 "b" status:u8
//     rest  := priority turned:u8 deadline number:u64 uuid:byte{16} assignee client
//     row   := tenant 0 "n" status:u8 → count
//     found := tenant 0 "s" uuid → fingerprint:u64 state          as of schema/binary.hpp
#include "domain/cases/case.hpp"
#include "projections/decoders.hpp"
#include "projections/view.hpp"

#include <set>

namespace dossier {

struct Card {
    cases::Priority priority = cases::Priority::normal;
    std::optional<Timestamp> deadline;
    std::int64_t number = 0;
    std::string uuid;
    std::string assignee;  // empty: nobody
    std::string client;
};
Card card_from(std::string_view rest);
std::string board_place(std::string_view tenant, cases::Status);
std::string board_count_key(std::string_view tenant, cases::Status);
std::int64_t board_count_from(std::string_view value);

class CaseBoard final : public View {
public:
    CaseBoard(const Aggregate& cases, Decoders&);

    std::string name() const override { return "case_board"; }
    std::string version() const override;
    bool follows(const Aggregate& aggregate) const override { return &aggregate == &cases_; }
    void fold(const Fact&, ViewWriter&) override;
    void end_entry(const Entry&, Position, ViewWriter&) override;
    void drop_entry() override;
    std::unique_ptr<View> another() const override;

private:
    struct Life {
        Object state;
        std::optional<IndexRow> shown;
        cases::Status column = cases::Status::open;  // of what is shown
    };
    Life& life(const Fact&, ViewWriter&);
    std::optional<IndexRow> shown(std::string_view tenant, std::string_view uuid,
                                  const Object& state) const;

    const Aggregate& cases_;
    Decoders& decoders_;
    const std::uint64_t fingerprint_;
    std::map<std::string, Life> lives_;  // by UUID, with the tenant in front
    std::set<std::string> touched_;
};

}  // namespace dossier
