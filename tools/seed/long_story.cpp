#include "tools/seed/problems.hpp"

namespace dossier::tools::seed {
namespace {

using enum Beat;

constexpr Trouble the_long_one{
    "Rooms are booked twice after the channel sync",
    cases::Problem::problem,
    cases::Priority::high,
    {"Good morning,\n\nroom 12 and room 14 were sold twice for the coming weekend, once by us and "
     "once by the travel site. That is four guests for two beds. We have found them other rooms, "
     "but it must not happen again.\n\n{first}\n{firm}",
     "Hello,\n\nit has happened again, this time room 9, on the night from Saturday to Sunday. The "
     "booking of the travel site came at 23:58 and ours at 00:03. Please open this "
     "again.\n\n{first}",
     "Here are the log and the two confirmations. Our night auditor wrote down the minutes.\n\n"
     "{first}",
     "Room 21 this time, tonight at midnight. I am sorry to be the one who writes again. It is "
     "only the nights when the clock passes twelve between the two.\n\n{first}"},
    {"Hello {first},\n\nthank you for the call, and I am sorry about the weekend. I can see both "
     "pairs in the log: the site's message came eleven minutes late. I am looking at why, and "
     "until "
     "then I have taken rooms 12 and 14 off the site.\n\n{me}",
     "Hello {first},\n\nwe found it: messages were read in bundles of fifty, and a bundle that was "
     "not full waited. They are read one by one now. Both rooms are on sale again.\n\n{me}",
     "Hello {first},\n\nthis one is another matter, because the message was in time. Could you "
     "send "
     "me the site's confirmation, with its time zone, and your own?\n\n{me}"},
    {"Channel messages arrive up to 11 minutes late, only below 50 in a bundle. Off-peak only.",
     "Reader takes messages one by one on the test system; no delay in 24 hours. Released for this "
     "client.",
     "Not the old one: the message was there after 4 seconds. The stay's date is computed in local "
     "time for us and in UTC for the site.",
     "Confirmed with their log: for 23:58 and 00:03 the site's night is another than ours. Date "
     "now "
     "taken from the house's own time zone."},
    "We need the confirmations of both bookings.",
    "defect",
    "The night of a stay is taken from the house's time zone, on both sides."};

// Two nights of trouble, each solved, and a third one today.
constexpr Turn twice_back[] = {
    {opens, 0},        {is_taken, 12}, {answer, 25},  {note, 90},          {goes_to_tech, 15},
    {waits_for_us, 5}, {note, 1400},   {goes_on, 10}, {answer, 30},        {solved, 240},
    {reply, 10'000},   {note, 25},     {answer, 35},  {waits_for_them, 2}, {reply, 2300},
    {note, 60},        {solved, 700}};
constexpr Course the_long_course{twice_back, 96};

}  // namespace

const Trouble& long_trouble() { return the_long_one; }
const Course& long_course() { return the_long_course; }

}  // namespace dossier::tools::seed
