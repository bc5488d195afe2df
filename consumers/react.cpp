#include "consumers/react.hpp"

#include "base/check.hpp"
#include "domain/catalog.hpp"
#include "eventstore/causes.hpp"
#include "eventstore/refusals.hpp"

#include <fstream>
#include <future>

namespace dossier {
namespace {

constexpr std::chrono::milliseconds look_again{500}, back_off{100};
constexpr Portion portion{.records_max = 256, .bytes_max = 1 << 20};
constexpr std::size_t parked_max = 100;  // entries; one more stops it
constexpr std::string_view role = "reactions";

/// Opens the boxes of one tenant, for what crosses from it to another.
class Opener final : public Sealer {
public:
    Opener(const Keys& keys, std::string_view tenant) : keys_(keys), tenant_(tenant) {}
    Box seal(const StreamId&, std::string_view) override {
        DOSSIER_CHECK(!"a reaction seals nothing");
        return {};
    }
    std::optional<std::string> open(const Box& box) const override {
        return keys_.open(tenant_, box);
    }

private:
    const Keys& keys_;
    const std::string_view tenant_;
};

const Type& type_of_command(std::string_view name) {
    if (const Transaction* transaction = transaction_named(name)) return *transaction->type;
    const Aggregate* aggregate = aggregate_answering(name);
    DOSSIER_CHECK(aggregate != nullptr);  // a reaction asks only what the catalog knows
    return *aggregate->command(name)->type;
}

void add_reactions(const Entry& entry, std::size_t place, const Keys& keys,
                   std::vector<Request>& all) {
    const Event& event = entry.events[place];
    for (const Reaction& reaction : all_reactions()) {
        if (reaction.on->name != event.type) continue;
        const Object object = aggregate_named(aggregate_of(event.stream))->read(event);
        for (Command& command : reaction.commands(object, event, meta_of(entry, event))) {
            const bool abroad = !command.tenant.empty() && command.tenant != entry.tenant;
            const std::string tenant = abroad ? command.tenant : entry.tenant;
            if (abroad)
                command.payload = unsealed(type_of_command(command.payload.type), command.payload,
                                           Opener(keys, entry.tenant));
            all.push_back({.tenant = tenant, .command = std::move(command), .via = "reaction"});
            // A cause is named by its sequence, which means nothing in another
            // tenant.
            if (!abroad) all.back().cause = {entry.seq, static_cast<std::int64_t>(place)};
        }
    }
}

bool to_be_sent_again(const Rejection& why) {
    return why.rule == refused::busy.name || why.rule == refused::closing.name ||
           why.rule == refused::unheard.name;
}

}  // namespace

std::vector<Request> reactions_to(const Entry& entry, const Keys& keys) {
    std::vector<Request> all;
    for (std::size_t place = 0; place < entry.events.size(); ++place)
        add_reactions(entry, place, keys, all);
    return all;
}

React::React(int partition, const Journal& journal, const Keys& keys, Submit submit,
             std::filesystem::path kept_in)
    : partition_(partition),
      journal_(journal),
      keys_(keys),
      submit_(std::move(submit)),
      file_(std::move(kept_in)) {
    recall();
    thread_ = std::thread([this] { run(); });
}

React::~React() {
    stopping_ = true;
    thread_.join();
    keep();
}

std::string React::trouble() const {
    const std::lock_guard lock(mutex_);
    return trouble_;
}

std::vector<Parked> React::parked() const {
    const std::lock_guard lock(mutex_);
    std::vector<Parked> all;
    for (const auto& [position, one] : parked_) all.push_back(one);
    return all;
}

void React::run() try {
    try_parked();
    position_ = last_cause(journal_, partition_, position_).value_or(position_);
    while (!stopping_) {
        const std::vector<Recorded> records = journal_.read(partition_, position_, portion);
        if (records.empty()) journal_.wait(partition_, position_, look_again);
        for (const Recorded& record : records) {
            if (!react_to(record)) return;
            position_ = record.position + 1;
        }
        if (!records.empty()) keep();
    }
} catch (const std::exception& error) {
    const std::lock_guard lock(mutex_);
    trouble_ = error.what();
}

/// By a program that may have been mended since.
void React::try_parked() {
    std::vector<Position> then;
    for (const auto& [position, one] : parked_) then.push_back(position);
    for (const Position position : then)
        for (const Recorded& record : journal_.read(partition_, position, {1, 1}))
            if (!react_to(record)) return;
}

/// False when it ends meanwhile. What cannot be read, or fails a reaction, is passed over and told.
bool React::react_to(const Recorded& record) {
    std::vector<Request> wanted;
    try {
        wanted = reactions_to(entry_from(record.bytes), keys_);
    } catch (const std::exception& error) {
        park(record, error.what());
        keep();
        return !stopping_;
    }
    for (const Request& request : wanted)
        while (!send(request)) {
            if (stopping_) return false;
            std::this_thread::sleep_for(back_off);
        }
    const std::lock_guard lock(mutex_);
    parked_.erase(record.position);
    return !stopping_;
}

void React::park(const Recorded& record, const std::string& why) {
    const std::lock_guard lock(mutex_);
    if (parked_.size() >= parked_max && !parked_.contains(record.position))
        throw std::runtime_error(std::to_string(parked_max) + " entries are parked, and at " +
                                 std::to_string(record.position) + ": " + why);
    parked_[record.position] = parked_entry(role, record, why);
}

/// Waits for the answer. A refusal is an answer like any other, but for those that say nothing of
/// the command.
bool React::send(const Request& request) {
    auto answered = std::make_shared<std::promise<bool>>();
    auto future = answered->get_future();
    submit_(request, [answered](const Answer& answer) {
        answered->set_value(!answer.why || !to_be_sent_again(*answer.why));
    });
    while (future.wait_for(look_again) != std::future_status::ready)
        if (stopping_) return false;
    return future.get();
}

/// The file: the position, then those of what is parked, a line each.
void React::recall() {
    std::ifstream in(file_);
    Position position = 0;
    if (in >> position) position_ = position;
    while (parked_.size() < parked_max && in >> position)
        parked_[position] = parked_entry(role, {position, {}}, "not tried again yet");
}

void React::keep() const {
    std::filesystem::path fresh = file_;
    fresh += ".new";
    {
        std::ofstream out(fresh);
        out << position_ << '\n';
        const std::lock_guard lock(mutex_);
        for (const auto& [position, one] : parked_) out << position << '\n';
    }
    std::error_code ignored;  // then a restart takes longer, and knows of nothing parked
    std::filesystem::rename(fresh, file_, ignored);
}

}  // namespace dossier
