#pragma once
// What the parts of the story have in common: its steps, its people, its chance and its hours.
#include "base/random.hpp"
#include "tools/seed/cast.hpp"
#include "tools/seed/story.hpp"

#include <random>

namespace dossier::tools::seed {

struct Guest {
    ContactId id;
    const Person* person;
    std::size_t firm;
};

class Teller {
public:
    Teller(Timestamp instant, std::uint64_t seed, const UserId& admin);

    template <Described C>
    void say(Timestamp at, const UserId& who, const StreamId& about, const C& command) {
        add(at, who, about, payload(command));
    }

    /// A new record's id, as old as the record.
    StreamId fresh(std::string_view kind, Timestamp at);

    /// From 0 to n - 1.
    std::size_t any(std::size_t n) { return static_cast<std::size_t>(chance_() % n); }
    bool once_in(std::size_t n) { return any(n) == 0; }

    /// So many days before now, at a minute of the working day.
    Timestamp day(double ago);
    /// The instant, or when people are next at work: Monday to Friday, 8 to 17 UTC.
    Timestamp at_work(Timestamp);
    /// Later by two fifths of it to all of it.
    Timestamp later(Timestamp, int minutes);

    std::string_view first_name(const UserId&) const;
    const UserId& manager() const { return users[1]; }
    const UserId& tech() const { return users[7]; }
    const UserId& support() { return users[2 + any(3)]; }
    const UserId& sales(std::size_t firm) const { return users[5 + firm % 2]; }
    Guest& guest_of(std::size_t firm);

    const Timestamp now;
    std::vector<UserId> users;        // as staff()
    std::vector<StreamId> companies;  // as firms()
    std::vector<Guest> guests;
    std::vector<Step> steps;

private:
    void add(Timestamp, const UserId&, const StreamId&, Payload);

    std::mt19937_64 chance_;
    SeededRandom ids_;
};

/// With what is in braces put in: {first}, {me}, {firm}.
std::string filled(std::string_view text, std::string_view first, std::string_view me,
                   std::string_view firm);

void tell_of_people(Teller&);  // who comes to work there, and whom they work for
void tell_of_sales(Teller&);   // calls, meetings, and what becomes of prospects
/// What goes wrong; the long story's client and case.
std::pair<StreamId, StreamId> tell_of_cases(Teller&);

}  // namespace dossier::tools::seed
