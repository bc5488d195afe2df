#pragma once
// What was said and done in a case, in the order in which it happened: its updates, as they stand
// after the last edit, and the communications that belong to it.
//
//     row   := tenant 0 "u" case:byte{16} update:u64 → JSON of the update
//     place := tenant 0 "h" case:byte{16}
//     rest  := occurred_at 0:u8 update:u64 | occurred_at 1:u8 communication:byte{16}
//     found := tenant 0 "m" communication:byte{16} → occurred_at case:byte{16}*
#include "projections/view.hpp"

namespace dossier {

class CaseThread final : public View {
public:
    std::string name() const override { return "case_thread"; }
    std::string version() const override { return "1"; }
    bool follows(const Aggregate&) const override;
    void fold(const Fact&, ViewWriter&) override;
    void end_entry(const Entry&, Position, ViewWriter&) override {}
    void drop_entry() override {}
    std::unique_ptr<View> another() const override { return std::make_unique<CaseThread>(); }
};

struct ThreadRow {
    Timestamp occurred_at;
    std::int64_t update = 0;    // of the case; 0: a communication
    std::string communication;  // its UUID
};
ThreadRow thread_row_from(std::string_view rest);
std::string thread_place(std::string_view tenant, std::string_view case_uuid);
std::string thread_update_key(std::string_view tenant, std::string_view case_uuid,
                              std::int64_t update);

}  // namespace dossier
