#include "tools/seed/problems.hpp"

namespace dossier::tools::seed {
namespace {

using cases::Problem, cases::Priority;
using enum Problem;
using enum Priority;

constexpr Trouble all_troubles[] = {
    {"Receipt printer prints blank lines",
     incident,
     normal,
     {"Hello, since this morning the printer at the front till leaves a hand's width of white "
      "before every receipt. Guests think we are hiding something.\n\n{first}, {firm}",
      "It is the small one beside the window, and the roll is new."},
     {"Hello {first},\n\nthat is the margin setting, which an update put back. I have set it again "
      "from here; please print one receipt and tell me how it looks.\n\n{me}"},
     {"Margin was 24 after the update, should be 2. Set from remote.",
      "Two more printers of this model had it. Told product."},
     "Asked which of their printers it is.",
     "settings",
     "Put the margin back and printed a test."},
    {"Card payments are declined on Saturdays",
     incident,
     high,
     {"Every Saturday between eleven and one about a third of the cards are declined, and the same "
      "cards work at the kiosk next door. We lose sales.\n\n{first}",
      "I have noted ten of them with the time, see below. All were contactless."},
     {"Hello {first},\n\nI see the declines in the log. They come from the bank's limit for "
      "readers "
      "without a name. Could you send me the times of a few of them?\n\n{me}",
      "We have registered your readers with the bank. It should hold from this weekend on."},
     {"Declines are code 65, contactless limit, all on readers registered as anonymous.",
      "Bank confirmed: reader name was missing since the swap."},
     "We need the times of some declined payments.",
     "third_party",
     "The readers were not registered by name with the bank; they are now."},
    {"Cannot log in after changing the phone",
     question,
     normal,
     {"I have a new phone and the login asks for a code that the old one would have shown. The old "
      "one is at the bottom of the harbour."},
     {"Hello {first},\n\nno harm done. I have reset the second step; at the next login you will be "
      "asked to scan a new code. Please do it with your colleagues watching.\n\n{me}"},
     {"Checked by call-back on the number we have. Reset the second factor."},
     "Waiting for the call-back.",
     "account",
     "Second factor reset after a call-back."},
    {"Month-end export has no VAT column",
     problem,
     normal,
     {"The export for our bookkeeper lost the VAT column between last month and this one. Without "
      "it she types two hundred lines by hand.\n\n{first}",
      "She uses the file with semicolons, if that matters."},
     {"Hello {first},\n\nthe column is still there, but only in the new layout. I have switched "
      "you "
      "to it and sent this month's file again. Does your bookkeeper's program take it?\n\n{me}"},
     {"Old layout drops columns that are zero in the first row. Known, ticket with product."},
     "Which layout does the bookkeeper's program read?",
     "settings",
     "Switched to the new export layout; the file was sent again."},
    {"Online booking shows yesterday's prices",
     incident,
     high,
     {"We put the new prices in at six. It is ten now and the web page still sells at the old "
      "ones. "
      "Please hurry, the phone does not stop.\n\n{first}"},
     {"Hello {first},\n\nthe prices are live now: the page kept an old copy for too long. Bookings "
      "made in between are listed below, so that you can decide about them.\n\n{me}"},
     {"Cache was not cleared because the price list was imported and not typed.",
      "Eleven bookings at the old price between 06:00 and 10:20; list sent to the client."},
     "Client decides what happens with the bookings made meanwhile.",
     "defect",
     "Cleared the copy by hand; the import does it by itself since the fix."},
    {"Add a second opening period to the calendar",
     request,
     low,
     {"We open at lunch and again in the evening, and the calendar lets me write down only one of "
      "them. Can I have two?\n\n{first}"},
     {"Hello {first},\n\nyou can: the plus sign beside the hours adds a period. It hides on small "
      "screens, which I have told our product people.\n\n{me}"},
     {"Plus sign is cut off below 1100 pixels."},
     "",
     "answered",
     "Showed where the second period is added."},
    {"Gift vouchers are sold twice",
     incident,
     urgent,
     {"Two guests came with the same voucher number, both bought here this week. One of them was "
      "rather loud about it. What shall we do?\n\n{first}",
      "I have found a third one."},
     {"Hello {first},\n\nplease stop selling vouchers at the second till until I write again. Both "
      "guests' vouchers are good, and I am marking them so.\n\n{me}",
      "The two tills shared a range of numbers. They do not any more, and you can sell again."},
     {"Both tills were set up from the same template: same range of numbers.",
      "Seven vouchers affected, four not used yet. New numbers mailed to the buyers we know."},
     "",
     "setup",
     "Each till has its own range of numbers; affected vouchers were replaced."},
    {"How do I refund part of a booking?",
     question,
     low,
     {"A family of five came as four. How do I give back a fifth without cancelling all of it?"},
     {"Hello {first},\n\nopen the booking, choose the line of the fifth guest and then Refund this "
      "line. The receipt shows both. I have written it into your handbook, too.\n\n{me}"},
     {"Third time this week; the button is called Amend."},
     "",
     "answered",
     "Explained refunds of single lines."},
    {"Tablet at the gate loses the network",
     problem,
     normal,
     {"The tablet at the gate says Offline every afternoon. We then tear paper tickets, and nobody "
      "knows who is in.\n\n{first}",
      "I moved the box as you said, and it is better, but not gone."},
     {"Hello {first},\n\nfrom the log the signal gets weak when the sun is on the wall, which is a "
      "first for me too. Could you move the box half a metre into the shade?\n\n{me}",
      "A second access point is on its way to you, on us."},
     {"Signal drops from -60 to -84 between 14:00 and 17:00, every day.",
      "Sent an access point from stock."},
     "They move the box and tell us.",
     "hardware",
     "A second access point at the gate."},
    {"Our logo is missing on invoices",
     problem,
     low,
     {"Since the weekend the invoices go out without our logo. It looks as if we had no money for "
      "one.\n\n{first}"},
     {"Hello {first},\n\nthe file was larger than what mail programs take, so it was left out. I "
      "have made a smaller one of it; the next invoice has it.\n\n{me}"},
     {"PNG of 9 MB. Scaled to 400 px."},
     "",
     "settings",
     "Smaller logo uploaded."},
    {"School groups cannot pay by invoice",
     problem,
     normal,
     {"Schools must pay by invoice, and the group booking insists on a card. The first class comes "
      "in two weeks.\n\n{first}, {firm}",
      "The school's number is on its way, I have asked them."},
     {"Hello {first},\n\ninvoice is there, but it is given to each customer and not to each "
      "booking. Which schools shall have it?\n\n{me}"},
     {"Enabled for the group School. Deposit stays at zero for them."},
     "We need the list of schools.",
     "settings",
     "Payment by invoice enabled for the schools."},
    {"Double entry of walk-in guests",
     problem,
     normal,
     {"When two of us have the list open, walk-in guests appear twice and count twice. The fire "
      "officer counts, too.\n\n{first}"},
     {"Hello {first},\n\nI could make it happen here, so it is ours to mend. Until then please "
      "keep "
      "the list open at one place only.\n\n{me}",
      "The mended version is on your machines since this morning."},
     {"Happens when both press Save within a second. Needs a unique key per form.",
      "Fix released to this client first."},
     "Waits for the fix from product.",
     "defect",
     "Fixed; both screens show one guest."},
    {"You have won a prize",
     other,
     low,
     {"Dear customer, your domain was selected. To receive your prize please confirm your bank "
      "account at the link below within 24 hours."},
     {},
     {},
     "",
     "",
     ""},
    {"Kitchen does not get orders from the terrace",
     incident,
     urgent,
     {"Orders from the terrace do not arrive in the kitchen since half past twelve. Forty guests "
      "are sitting out there. Please call me.\n\n{first}"},
     {"Called {first}: the kitchen printer had changed its address after a power cut. Orders run "
      "again, the ones in between were printed twice to be sure."},
     {"Printer took a new address by DHCP after the cut. Fixed address set.",
      "Reminded them of the battery for the router."},
     "",
     "network",
     "The kitchen printer has a fixed address now."},
    {"Guests get their confirmation in the wrong language",
     problem,
     normal,
     {"Our French guests get German mails and the other way round. Funny once.\n\n{first}",
      "It happens with bookings that the travel agencies make, now that I look at it."},
     {"Hello {first},\n\nwe take the language of the browser. For bookings by an agency that is "
      "the "
      "agency's. Do all of them come by the same way?\n\n{me}",
      "From today on the guest's country decides when an agency books."},
     {"Agency bookings carry locale of the agency.", "Rule added for channel = agency."},
     "Asked where the wrong ones come from.",
     "defect",
     "The guest's country decides the language."},
    {"Stock count is off by the crates of last year",
     problem,
     low,
     {"The stock says we have ninety crates more than anybody can find. I believe they are last "
      "year's.\n\n{first}"},
     {"Hello {first},\n\nthey are: the count of the new year was taken as an addition. I have "
      "written a correction of ninety, with the reason, so that your auditor finds it.\n\n{me}"},
     {"Opening count imported with the wrong kind (add instead of set)."},
     "",
     "data",
     "Corrected by ninety, with the reason."},
    {"Two-hour slots are offered as three",
     incident,
     normal,
     {"The page offers three hours for the price of two. Guests are delighted, I am "
      "not.\n\n{first}",
      "Only for the blue boats, not for the others."},
     {"Hello {first},\n\nI cannot see it here with the red boats. Is it all of them?\n\n{me}",
      "Found it: the blue boats had an hour of cleaning that was sold as well. It is not any "
      "more."},
     {"Buffer of 60 minutes counted as bookable for resource type 'blue'."},
     "Which boats?",
     "settings",
     "Cleaning time is no longer sold."},
    {"Please delete the account of a former colleague",
     request,
     normal,
     {"{first} here. A colleague left us on Friday. Please close his account and give me what was "
      "his to do."},
     {"Hello {first},\n\ndone: he cannot log in any more, and his open bookings are yours. What he "
      "did stays in the history under his name, as the law wants it.\n\n{me}"},
     {"Asked by the person who may ask. Deactivated, work handed over."},
     "",
     "account",
     "Account closed, open work handed over."},
    {"Ticket scanner beeps twice and lets nobody in",
     incident,
     high,
     {"The scanner at pier two beeps twice for every ticket. People miss the ferry with a valid "
      "ticket in their hand.\n\n{first}",
      "Pier two again, since the eight o'clock sailing. It worked for two days."},
     {"Hello {first},\n\nthe clock of that scanner was an hour behind, so every ticket was too "
      "early. I have set it; please scan one.\n\n{me}",
      "The battery that keeps its clock is empty. A new scanner is with the courier."},
     {"Clock drift of 61 minutes on device P2-B.", "Backup battery dead. Swap under warranty."},
     "",
     "hardware",
     "Scanner swapped; the old one's clock battery was dead."},
    {"Membership fees were collected twice",
     complaint,
     urgent,
     {"You took the fee from eighteen members twice. They call me, and I call you. I want to know "
      "today when they get it back.\n\n{first}",
      "Two members still have not got theirs. See the names below."},
     {"Hello {first},\n\nI am sorry. The file was sent to the bank twice because the first answer "
      "did not come. The money goes back today, and each member gets a note from us.\n\n{me}",
      "The last two are paid back, too; their bank wanted a new reference."},
     {"Bank file 0417 transmitted twice after a timeout. No dedupe on our side.",
      "Refunds sent, 18 of 18 confirmed. Product has a ticket for the dedupe."},
     "",
     "defect",
     "All eighteen were paid back; files to the bank carry an id now."},
    {"Berth plan does not show catamarans to scale",
     request,
     low,
     {"A catamaran is twice as wide as the plan draws it. Yesterday I sold a berth that is not "
      "there.\n\n{first}",
      "Width at the waterline, please, not on deck."},
     {"Hello {first},\n\nthe plan uses one width for all. I have asked for a width per boat, and "
      "until then a note warns you when the kind is catamaran.\n\n{me}"},
     {"Feature request filed, third client who asks.", "Warning by note type added for now."},
     "Product says when.",
     "workaround",
     "A warning for wide boats until the plan knows widths."},
    {"Search finds nobody with an accent",
     problem,
     normal,
     {"I type Muller and do not find Müller. Half of our guests have dots somewhere.\n\n{first}"},
     {"Hello {first},\n\nyou are right, it should. With the update of tonight it will find both "
      "ways of writing.\n\n{me}"},
     {"Folding was off for this tenant since the migration. Reindexed."},
     "",
     "settings",
     "Search finds names with and without accents."},
    {"Deposit was not counted on the final bill",
     complaint,
     high,
     {"A wedding party paid a deposit of two thousand and got a bill for all of it. The bride's "
      "father read it aloud.\n\n{first}",
      "Thank you. The new bill is right. He has calmed down."},
     {"Hello {first},\n\nthe deposit was booked on the couple and the bill on her father. I have "
      "moved it and made a new bill. Shall I write to him?\n\n{me}"},
     {"Deposit on another customer number. Moved with a reason, bill 2 replaces bill 1."},
     "Asked whether we shall write to the guest.",
     "data",
     "Deposit moved; a new bill was sent."},
};

}  // namespace

std::span<const Trouble> troubles() { return all_troubles; }

}  // namespace dossier::tools::seed
