#include "consumers/reply.hpp"

#include "schema/describe.hpp"
#include "schema/formats.hpp"

namespace dossier {
namespace {

struct WrongField {
    std::string path, rule, message;

    static void describe(auto& is) {
        is.named("WrongField", "One thing that is wrong, and where.");
        is.field("path", &WrongField::path);
        is.field("rule", &WrongField::rule);
        is.field("message", &WrongField::message);
    }
};

struct Refused {
    Refusal refusal = Refusal::fault;
    std::string rule, message;
    std::vector<WrongField> errors;
    std::vector<StreamId> records;
    Map<Json> details;

    static void describe(auto& is) {
        is.named("Refused", "Why a command was refused.");
        is.field("class", &Refused::refusal);
        is.field("rule", &Refused::rule);
        is.field("message", &Refused::message);
        is.field("errors", &Refused::errors);
        is.field("records", &Refused::records);
        is.field("details", &Refused::details);
    }
};

struct Said {
    std::string id;
    std::optional<Refused> refused;
    std::int64_t seq = 0;
    StreamId stream;
    std::int64_t version = 0;
    std::optional<Timestamp> at;
    std::vector<Event> events;
    std::vector<std::int64_t> shown;

    static void describe(auto& is) {
        is.named("Reply", "What became of a command.");
        is.field("id", &Said::id);
        is.field("refused", &Said::refused);
        is.field("seq", &Said::seq);
        is.field("stream", &Said::stream);
        is.field("version", &Said::version);
        is.field("at", &Said::at);
        is.field("events", &Said::events);
        is.field("shown", &Said::shown);
    }
};

}  // namespace

std::string reply_json(const std::string& id, const Answer& answer) {
    Said said{.id = id};
    if (answer.why) {
        said.refused.emplace();
        Refused& to = *said.refused;
        to.refusal = answer.why->refusal;
        to.rule = answer.why->rule;
        to.message = answer.why->message;
        for (const Error& error : answer.why->errors)
            to.errors.push_back({error.path, error.rule, error.message});
        to.records = answer.why->records;
        for (const Detail& detail : answer.why->details) to.details[detail.name].text = detail.json;
    } else {
        said.seq = answer.seq;
        said.stream = answer.stream;
        said.version = answer.version;
        said.at = answer.at;
        said.events = answer.events;
        for (std::size_t i = 0; i < answer.seen.size(); ++i)
            if (answer.seen[i]) said.shown.push_back(static_cast<std::int64_t>(i));
    }
    return to_json(type_of<Said>(), &said);
}

std::optional<Answer> answer_from(std::string_view reply) {
    Said said;
    if (!from_json(type_of<Said>(), &said, reply).empty()) return {};
    if (!said.refused) {
        std::vector<bool> seen(said.events.size(), false);
        for (const std::int64_t shown : said.shown)
            if (shown >= 0 && shown < std::ssize(said.events))
                seen[static_cast<std::size_t>(shown)] = true;
        return Answer{.why = {},
                      .seq = said.seq,
                      .stream = std::move(said.stream),
                      .version = said.version,
                      .at = said.at.value_or(Timestamp{}),
                      .events = std::move(said.events),
                      .seen = std::move(seen)};
    }
    Refused& from = *said.refused;
    Rejection why{from.refusal, std::move(from.rule), std::move(from.message)};
    for (WrongField& one : from.errors)
        why.errors.push_back({std::move(one.path), std::move(one.rule), std::move(one.message)});
    why.records = std::move(from.records);
    for (const auto& [name, value] : from.details) why.details.push_back({name, value.text});
    return Answer{.why = std::move(why)};
}

}  // namespace dossier
