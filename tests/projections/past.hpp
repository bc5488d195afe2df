#pragma once
// An office with a past, and the views of it.
#include "projections/views.hpp"
#include "tests/support/office.hpp"

namespace dossier::test {

class Past {
public:
    Views& views() {
        if (!views_)
            views_ = std::make_unique<Views>(rocks::Disk{office.dir.path() / "views"}, 0,
                                             office.journal(), *office.keys);
        views_->catch_up();
        return *views_;
    }
    void close() { views_.reset(); }
    rocks::Disk scratch(const std::string& name) const { return {office.dir.path() / name}; }

    /// An hour later; what it answered, which is accepted.
    template <Described C>
    Answer ask(const C& command, const StreamId& stream = {}) {
        office.clock.set(office.clock.now() + std::chrono::hours(1));
        Answer answer = office.ask(command, stream);
        INFO(payload(command).type << (answer.why ? answer.why->rule : ""));
        REQUIRE_FALSE(answer.why);
        return answer;
    }

    Sequence last() const { return office.entries().back().seq; }

    Office office;

private:
    std::unique_ptr<Views> views_;
};

}  // namespace dossier::test
