#pragma once
// Everything that happened between a client and us, by business date: communications, and what
// became of the client's cases. A case is on the timelines of both its parties.
//
//     place := tenant 0 "t" client            a contact's or a company's id
//     rest  := occurred_at kind:u8 channel:u8 seq:u64 event:u16 uuid:byte{16}
//     found := tenant 0 "c" uuid → rows:u64 client contact           the parties of a case; either
//                                                                    may be empty
//            | tenant 0 "r" uuid n:u64 → rest                        its rows, from 1 on: should it
//                                                                    be another client's one day
//            | tenant 0 "m" uuid → occurred_at channel:u8 seq:u64 event:u16 client*
//
// `uuid` is of the communication or of the case; `event` its place in the entry `seq`.
#include "projections/view.hpp"

#include <array>

namespace dossier {

enum class TimelineKind : std::uint8_t { communication, case_opened, case_update, case_status };
constexpr std::array<std::string_view, 4> names(TimelineKind) {
    return {"communication", "case_opened", "case_update", "case_status"};
}

struct TimelineRow {
    Timestamp occurred_at;
    TimelineKind kind = TimelineKind::communication;
    std::uint8_t channel = 0;  // of a communication
    Sequence seq = 0;
    std::uint16_t event = 0;
    std::string uuid;

    StreamId stream() const;
    std::string rest() const;
};
TimelineRow timeline_row_from(std::string_view rest);
std::string timeline_place(std::string_view tenant, const StreamId& client);

class ClientTimeline final : public View {
public:
    std::string name() const override { return "client_timeline"; }
    std::string version() const override { return "2"; }
    bool follows(const Aggregate&) const override;
    void fold(const Fact&, ViewWriter&) override;
    void end_entry(const Entry&, Position, ViewWriter&) override {}
    void drop_entry() override {}
    std::unique_ptr<View> another() const override { return std::make_unique<ClientTimeline>(); }
};

}  // namespace dossier
