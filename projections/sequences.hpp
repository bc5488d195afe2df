#pragma once
// The view that knows where each entry of a tenant lies, and when it was recorded.
//
//     row := tenant 0 "s" seq:u64 → position:u64 at
#include "projections/sight.hpp"
#include "projections/view.hpp"

namespace dossier {

class SequencesView final : public View {
public:
    std::string name() const override { return "sequences"; }
    std::string version() const override { return "1"; }
    bool follows(const Aggregate&) const override { return false; }
    void fold(const Fact&, ViewWriter&) override {}
    void end_entry(const Entry&, Position, ViewWriter&) override;
    void drop_entry() override {}
    std::unique_ptr<View> another() const override { return std::make_unique<SequencesView>(); }
};

/// ListReading it, as of now.
struct Sequences {
    struct Place {
        Position position = 0;
        Timestamp at;
    };

    static std::optional<Place> find(const Sight&, std::string_view tenant, Sequence);
    /// The last entry recorded at this instant or before it; 0 when there is none.
    static Sequence at(const Sight&, std::string_view tenant, Timestamp, Sequence last);
};

/// The row of an entry; all rows of a tenant begin with that of 0, but for its last 8 bytes.
std::string sequence_key(std::string_view tenant, Sequence);

}  // namespace dossier
