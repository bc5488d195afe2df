// What goes wrong, and what is done about it.
#include "domain/cases/commands.hpp"
#include "domain/communications/communication.hpp"
#include "tools/seed/problems.hpp"
#include "tools/seed/teller.hpp"

#include <algorithm>

namespace dossier::tools::seed {
namespace {

using namespace cases;
using communications::Direction;

constexpr std::int64_t us_of_minute = 60'000'000;
constexpr int cases_before = 28, cases_lately = 13, cases_now = 7;
constexpr double long_case_days = 24;
// Of today, whatever the hour: minutes ago.
constexpr int minutes_ago[] = {26, 17, 8};
constexpr int last_reply_minutes_ago = 12;

std::size_t said_of(const Lines& lines) {
    return static_cast<std::size_t>(std::find(lines.begin(), lines.end(), std::string_view{}) -
                                    lines.begin());
}

/// One case, from what the client wrote first to where it is now.
class Tale {
public:
    Tale(Teller& to, const Trouble& trouble, const Course& course, Guest& guest, Timestamp start)
        : to_(to),
          trouble_(trouble),
          course_(course),
          guest_(guest),
          at_(start),
          id_(to.fresh("case", start)),
          agent_(to.support()),
          assignee_(agent_),
          by_phone_(to.once_in(3)) {}

    /// Step by step; in a hurry the hour does not matter, and minutes pass instead of hours.
    void tell(bool hurry = false) {
        for (const Turn& turn : course_.turns) {
            if (turn.after_minutes > 0) at_ = to_.later(at_, hurry ? 3 : turn.after_minutes);
            if (!hurry) at_ = to_.at_work(at_);
            take(turn.beat);
        }
    }

    void reply_at(Timestamp at) {
        at_ = at;
        reply();
    }

    const StreamId& id() const { return id_; }

private:
    void take(Beat beat) {
        switch (beat) {
            case Beat::opens: return opens();
            case Beat::is_taken:
                return say(to_.once_in(2) ? to_.manager() : agent_, AssignCase{agent_});
            case Beat::note: return note();
            case Beat::answer: return answer();
            case Beat::waits_for_them: return hold(Waiting::customer, "Waiting for their answer.");
            case Beat::waits_for_us: return hold(Waiting::internal, "Waiting for the engineers.");
            case Beat::reply: return reply();
            case Beat::goes_to_tech:
                assignee_ = to_.tech();
                return say(agent_, AssignCase{assignee_});
            case Beat::more_urgent:
                if (trouble_.priority != Priority::urgent)
                    say(agent_, ChangeCasePriority{static_cast<Priority>(
                                    static_cast<int>(trouble_.priority) + 1)});
                return;
            case Beat::new_deadline:
                return say(agent_, SetCaseDeadline{at_ + Duration{6 * 24 * 3600}});
            case Beat::goes_on: return say(agent_, ResumeCase{});
            case Beat::solved:
                return say(agent_,
                           ResolveCase{std::string(trouble_.code), {fill(trouble_.summary)}});
            case Beat::closed: return say(agent_, CloseCase{});
            case Beat::unwanted: return say(agent_, RejectCase{Unwanted::spam});
        }
    }

    void opens() {
        OpenCase command{.client = to_.companies[guest_.firm],
                         .contact = guest_.id,
                         .title = {std::string(trouble_.title)},
                         .description = {{fill(trouble_.client[0])}},
                         .type = trouble_.type,
                         .priority = trouble_.priority,
                         .origin = by_phone_ ? Origin::phone : Origin::email,
                         .occurred_at = Timestamp{at_.us - 6 * us_of_minute}};
        if (course_.deadline_hours > 0)
            command.deadline = at_ + Duration{course_.deadline_hours * 3600};
        say(agent_, command);
        at_.us += us_of_minute;
        heard(6);
    }

    /// The client's next words. A reply resumes or reopens the case: that is the house's to do.
    void heard(int minutes_before) {
        if (client_said_ >= said_of(trouble_.client)) return;
        const bool first = client_said_ == 0;
        const std::string_view text = trouble_.client[client_said_++];
        log(agent_, Direction::in, by_phone_ && first, text, minutes_before);
    }

    void reply() { heard(1); }

    void answer() {
        if (answered_ >= said_of(trouble_.answer)) return;
        const std::string_view text = trouble_.answer[answered_++];
        log(agent_, Direction::out, text.starts_with("Called "), text, 1);
    }

    void log(const UserId& by, Direction direction, bool phone, std::string_view text,
             int minutes_before) {
        const StreamId mail = to_.fresh("communication", at_);
        communications::LogCommunication command{
            .party = to_.companies[guest_.firm],
            .user = by,
            .about = CaseId{id_.text},
            .content = {.channel = phone ? communications::Channel::phone_call
                                         : communications::Channel::email,
                        .direction = direction,
                        .occurred_at = {at_.us - minutes_before * us_of_minute},
                        .subject = {{(last_.empty() ? "" : "Re: ") + std::string(trouble_.title)}},
                        .body = {fill(text)}},
            .participants = {{.who = stream(guest_.id),
                              .address = {},
                              .part = direction == Direction::in ? communications::Part::from
                                                                 : communications::Part::to}},
            .thread = id_.text};
        if (!last_.empty()) command.in_reply_to = CommunicationId{last_.text};
        to_.say(at_, by, mail, command);
        last_ = mail;
    }

    void note() {
        if (noted_ >= said_of(trouble_.note)) return;
        const std::string text = fill(trouble_.note[noted_++]);
        say(assignee_, RecordCaseUpdate{.occurred_at = at_, .body = {text}});
        if (noted_ != 1 || !to_.once_in(6)) return;
        at_ = to_.later(at_, 4);
        say(assignee_, EditCaseUpdate{.update = 1, .body = {text + " Checked again, it holds."}});
    }

    void hold(Waiting whom, std::string_view otherwise) {
        const bool asked = whom == Waiting::customer && !trouble_.hold.empty();
        say(agent_, HoldCase{.waiting_for = whom,
                             .reason = std::string(asked ? trouble_.hold : otherwise)});
    }

    template <class C>
    void say(const UserId& who, const C& command) {
        to_.say(at_, who, id_, command);
    }

    std::string fill(std::string_view text) const {
        return filled(text, guest_.person->first, to_.first_name(agent_),
                      firms()[guest_.firm].name);
    }

    Teller& to_;
    const Trouble& trouble_;
    const Course& course_;
    Guest& guest_;
    Timestamp at_;
    StreamId id_, last_;
    UserId agent_, assignee_;
    bool by_phone_;
    std::size_t client_said_ = 0, answered_ = 0, noted_ = 0;
};

bool is_spam(const Trouble& trouble) { return said_of(trouble.answer) == 0; }

bool has(const Course& course, Beat beat) {
    return std::any_of(course.turns.begin(), course.turns.end(),
                       [&](const Turn& turn) { return turn.beat == beat; });
}

/// Whether there is enough to say; one that stays open is for the last days.
bool fits(const Course& course, const Trouble& trouble, bool lately) {
    if (has(course, Beat::unwanted)) return is_spam(trouble);
    if (is_spam(trouble) || (has(course, Beat::reply) && said_of(trouble.client) < 2)) return false;
    return lately || has(course, Beat::solved);
}

class Desk {
public:
    explicit Desk(Teller& to) : to_(to), trouble_(to.any(troubles().size())) {}

    void open(Timestamp at, bool lately, bool hurry = false) {
        const Trouble& trouble = troubles()[trouble_++ % troubles().size()];
        while (!fits(courses()[course_ % courses().size()], trouble, lately)) ++course_;
        const Course& course = courses()[course_++ % courses().size()];
        const std::size_t firm = firm_++ * 5 % customers();
        Tale(to_, trouble, course, to_.guest_of(firm), at).tell(hurry);
    }

private:
    static std::size_t customers() {
        return static_cast<std::size_t>(std::count_if(firms().begin(), firms().end(),
                                                      [](auto& firm) { return !firm.prospect; }));
    }

    Teller& to_;
    std::size_t trouble_, course_ = 0, firm_ = 0;
};

}  // namespace

std::pair<StreamId, StreamId> tell_of_cases(Teller& to) {
    Desk desk(to);
    // From after the first days to two weeks ago; from then to half a week ago; and since.
    for (int i = 0; i < cases_before; ++i)
        desk.open(to.day(story_days - 5 - 23.0 * i / cases_before), false);
    for (int i = 0; i < cases_lately; ++i) desk.open(to.day(13 - 9.0 * i / cases_lately), true);
    for (int i = 0; i < cases_now; ++i) desk.open(to.day(4.0 - 3.6 * i / cases_now), true);
    for (const int ago : minutes_ago) desk.open({to.now.us - ago * us_of_minute}, true, true);

    Guest& guest = to.guests.front();  // of the first firm, who runs it
    Tale tale(to, long_trouble(), long_course(), guest, to.day(long_case_days));
    tale.tell();
    tale.reply_at({to.now.us - last_reply_minutes_ago * us_of_minute});
    return {to.companies[guest.firm], tale.id()};
}

}  // namespace dossier::tools::seed
