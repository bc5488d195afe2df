#include "tools/import/sink.hpp"

#include "tools/session.hpp"

namespace dossier::tools {
namespace {

std::int64_t seq_of(const json::object& answer) {
    const auto* seq = answer.if_contains("seq");
    return seq != nullptr && seq->is_int64() ? seq->get_int64() : 0;
}

/// What a command would get now, by trying one: the views may still be behind.
std::int64_t seq_now(const Place& place) {
    const HttpAnswer answer = session(place).ask({"POST",
                                                  "/v1/commands/RegisterClient",
                                                  R"({"display_name":"Nobody"})",
                                                  "application/json",
                                                  {{"Dossier-Dry-Run", "true"}}});
    if (!answer.well()) throw CannotGoOn(refusal_of(answer));
    const auto body = parsed(answer.body);
    return body && body->is_object() ? seq_of(body->get_object()) - 1 : 0;
}

Outcome outcome_of(const json::object& answer) {
    Outcome out;
    out.accepted = answer.contains("seq");
    if (out.accepted) return out;
    out.rule = text_of(answer, "rule");
    out.message = text_of(answer, "detail");
    if (out.message.empty()) out.message = text_of(answer, "title");
    if (const auto* errors = answer.if_contains("errors"); errors && errors->is_array())
        for (const json::value& error : errors->get_array())
            if (error.is_object())
                out.errors.push_back({text_of(error.get_object(), "path"),
                                      text_of(error.get_object(), "rule"),
                                      text_of(error.get_object(), "message")});
    return out;
}

}  // namespace

ServerSink::ServerSink(const Place& place, int wait_s)
    : seq_(seq_now(place)),
      sender_(session(place), wait_s, [this](const json::object& outcome) { heard(outcome); }) {}

void ServerSink::send(std::string command, Then then) {
    waiting_.push_back(std::move(then));
    sender_.add(std::move(command));
}

void ServerSink::heard(const json::object& answer) {
    const Then then = std::move(waiting_.front());
    waiting_.pop_front();
    Outcome outcome = outcome_of(answer);
    if (outcome.accepted) {  // a fresh one is behind all that was accepted before it
        outcome.there = seq_of(answer) <= seq_;
        seq_ = std::max(seq_, seq_of(answer));
    }
    then(outcome);
}

}  // namespace dossier::tools
