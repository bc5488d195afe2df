// Fills an empty data directory with the story, on a clock that ends now.
#include "consumers/local_house.hpp"
#include "consumers/provision.hpp"
#include "tools/json.hpp"
#include "tools/seed/cast.hpp"
#include "tools/seed/story.hpp"
#include "tools/subcommands.hpp"
#include "tools/terminal.hpp"
#include "tools/token.hpp"

#include <future>
#include <iostream>
#include <map>
#include <thread>

namespace dossier::tools {
namespace {

constexpr std::chrono::seconds patience{30};
constexpr Duration before_the_story{(seed::story_days + 2) * 24 * 3600};

Timestamp before(Timestamp at, Duration by) { return {at.us - by.seconds * 1'000'000}; }

void need_nothing(const std::filesystem::path& directory) {
    std::error_code why;
    if (std::filesystem::exists(directory, why) && !std::filesystem::is_empty(directory, why))
        throw CannotGoOn("'" + directory.string() +
                         "' is not empty: name another with --data, or remove it");
}

class Telling {
public:
    Telling(const Place& place, Timestamp now)
        : clock_(before(now, before_the_story)),
          house_({place.data, place.under.env, place.under.sync}, clock_, random_,
                 [this](const std::string& why) { broken_.set_value(why); }) {}

    UserId begin() {
        const seed::Staff& first = seed::staff().front();
        const std::string name = std::string(first.first) + " " + std::string(first.last);
        const Provisioned made = provision(house_, {.slug = std::string(seed::tenant),
                                                    .name = std::string(seed::tenant_name),
                                                    .base_currency = "EUR",
                                                    .admin_name = name,
                                                    .admin_email = "nora@tidewater.example"});
        if (made.why) refused("ProvisionTenant", *made.why);
        settle();
        return made.admin;
    }

    /// A refusal is a mistake in the story, and ends it.
    Answer tell(const seed::Step& step) {
        clock_.set(step.at);
        auto promised = std::make_shared<std::promise<Answer>>();
        auto coming = promised->get_future();
        house_.submit({.tenant = std::string(seed::tenant),
                       .command = step.command,
                       .actor = step.actor,
                       .via = "seed"},
                      [promised](Answer said) { promised->set_value(std::move(said)); });
        if (coming.wait_for(patience) != std::future_status::ready)
            throw CannotGoOn("the house gave no answer within 30 s");
        Answer answer = coming.get();
        if (answer.why) refused(step.command.payload.type, *answer.why);
        settle();
        return answer;
    }

    void end(Timestamp now) { clock_.set(now); }

private:
    [[noreturn]] static void refused(const std::string& command, const Rejection& why) {
        std::string text = "the story is wrong: " + command + " was refused, ";
        text += std::string(why.rule) + " " + std::string(why.message);
        for (const Error& error : why.errors) text += " " + error.path + " " + error.message;
        throw CannotGoOn(text);
    }

    /// What follows a step happens at its time: nobody reacts to it tomorrow.
    void settle() const {
        const auto until = std::chrono::steady_clock::now() + patience;
        while (behind()) {
            if (std::chrono::steady_clock::now() > until)
                throw CannotGoOn("the house did not react within 30 s");
            std::this_thread::sleep_for(std::chrono::microseconds{200});
        }
    }
    bool behind() const {
        for (const PartitionHealth& partition : house_.health())
            if (partition.reacted < partition.journal_end) return true;
        return false;
    }

    VirtualClock clock_;
    SystemRandom random_;
    std::promise<std::string> broken_;
    LocalHouse house_;
};

struct Made {
    std::map<std::string, std::uint64_t> commands;
    UserId admin;
    StreamId client, the_case;
    std::int64_t number = 0;  // of the case
    std::int64_t seq = 0;
};

/// What people call the case that this answer opened.
std::int64_t number_of(const Answer& answer) {
    const auto data = parsed(answer.events.front().data.text);
    const auto* number = data ? data->get_object().if_contains("number") : nullptr;
    return number != nullptr && number->is_int64() ? number->get_int64() : 0;
}

std::string sentence(const Made& made) {
    const auto of = [&](const char* command) {
        const auto found = made.commands.find(command);
        return std::to_string(found == made.commands.end() ? 0 : found->second);
    };
    return std::string(seed::tenant_name) + ": " + std::to_string(seed::staff().size()) +
           " users, " + of("RegisterCompany") + " companies, " + of("RegisterContact") +
           " contacts, " + of("LogCommunication") + " mails, calls and meetings, " +
           of("OpenCase") + " cases with " + of("RecordCaseUpdate") + " updates.\n";
}

std::string as_json(const Made& made) {
    return json::serialize(json::object{{"tenant", seed::tenant},
                                        {"admin", made.admin.text},
                                        {"client", made.client.text},
                                        {"case", made.the_case.text},
                                        {"number", made.number},
                                        {"seq", made.seq}}) +
           "\n";
}

Made tell_all(const Place& place, std::uint64_t seed, Timestamp now) {
    Telling telling(place, now);
    Made made;
    made.admin = telling.begin();
    const seed::Story story = seed::story(now, seed, made.admin);
    made.client = story.client;
    made.the_case = story.the_case;
    Progress progress("Six weeks", story.steps.size());
    std::uint64_t done = 0;
    for (const seed::Step& step : story.steps) {
        const Answer answer = telling.tell(step);
        made.seq = answer.seq;
        const bool opens = step.command.payload.type == "OpenCase";
        if (opens && step.command.stream == made.the_case) made.number = number_of(answer);
        ++made.commands[step.command.payload.type];
        progress.at(++done);
    }
    telling.end(now);
    progress.finish();
    return made;
}

/// Half a story is worth nothing, and would be in the way of the next try.
void forget(const std::filesystem::path& directory) {
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(directory, ignored))
        std::filesystem::remove_all(entry.path(), ignored);
}

}  // namespace

int seed_data(const Place& place, const SeedArguments& arguments) {
    need_nothing(place.data);
    Made made;
    try {
        made = tell_all(place, arguments.seed, SystemClock{}.now());
    } catch (...) {
        forget(place.data);
        throw;
    }
    leave_token(place, {std::string(seed::tenant), made.admin}, SystemClock{});
    std::cout << (arguments.json ? as_json(made) : sentence(made));
    return all_well;
}

}  // namespace dossier::tools
