#include "api/health.hpp"

#include "schema/json_text.hpp"

#include <cstdio>

namespace dossier {
namespace {

enum class Condition : std::uint8_t { ready, behind, stuck };
constexpr std::string_view words[] = {"ready", "behind", "stuck"};

Condition condition_of(const PartitionHealth& of, const PartitionLag& lag,
                       const ReadyLimits& limits) {
    if (!of.views.error.empty()) return Condition::stuck;
    const double seconds = std::max(lag.views.seconds, lag.relay.seconds);
    return seconds > limits.lag_seconds_max ? Condition::behind : Condition::ready;
}

std::string_view word_of(Condition state) { return words[static_cast<std::size_t>(state)]; }

std::string seconds_text(double seconds) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3f", seconds);
    return text;
}

void append_error(std::string& to, const std::string& error) {
    if (error.empty()) return;
    to.append(R"(,"error":)");
    append_quoted(to, error);
}

void append_parked(std::string& to, const std::vector<Parked>& all) {
    to.append(R"(,"parked":[)");
    for (std::size_t i = 0; i < all.size(); ++i) {
        to.append(i == 0 ? "" : ",").append(R"({"view":)");
        append_quoted(to, all[i].view);
        to.append(R"(,"tenant":)");
        append_quoted(to, all[i].tenant);
        to.append(R"(,"stream":)");
        append_quoted(to, all[i].stream);
        to.append(R"(,"seq":)").append(std::to_string(all[i].seq));
        append_error(to, all[i].error);
        to.push_back('}');
    }
    to.push_back(']');
}

void append_lag(std::string& to, const Lag& lag) {
    to.append(R"(,"lag_entries":)").append(std::to_string(lag.entries));
    to.append(R"(,"lag_seconds":)").append(seconds_text(lag.seconds));
}

void append_relay(std::string& to, const RelayHealth& of, const Lag& lag) {
    to.append(R"(,"relay":{"position":)").append(std::to_string(of.position));
    to.append(R"(,"published":)").append(std::to_string(of.published));
    append_lag(to, lag);
    append_parked(to, of.parked_last);
    append_error(to, of.trouble);
    to.push_back('}');
}

void append_partition(std::string& to, const PartitionHealth& of, const PartitionLag& lag,
                      Condition state) {
    to.append(R"({"partition":)").append(std::to_string(of.partition));
    to.append(R"(,"status":")").append(word_of(state));
    to.append(R"(","journal":)").append(std::to_string(of.journal_end));
    to.append(R"(,"views":{"position":)").append(std::to_string(of.views.position));
    append_lag(to, lag.views);
    append_parked(to, of.views.parked);
    append_error(to, of.views.error);
    to.append(R"(},"reactions":{"position":)").append(std::to_string(of.reacted));
    append_error(to, of.react_trouble);
    to.append(R"(},"writer":{"queued":)").append(std::to_string(of.writer.queued));
    to.append(R"(,"faults":)").append(std::to_string(of.writer.faults));
    if (!of.writer.last_fault.empty()) {
        to.append(R"(,"last_fault":)");
        append_quoted(to, of.writer.last_fault);
    }
    to.push_back('}');
    if (of.relay) append_relay(to, *of.relay, lag.relay);
    to.push_back('}');
}

}  // namespace

HttpResponse ready(const std::vector<PartitionHealth>& all, const std::vector<PartitionLag>& lags,
                   ReadyLimits limits) {
    Condition worst = Condition::ready;
    std::string partitions;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const Condition state = condition_of(all[i], lags[i], limits);
        worst = std::max(worst, state);
        if (i != 0) partitions.push_back(',');
        append_partition(partitions, all[i], lags[i], state);
    }
    return {.status = worst == Condition::ready ? 200 : 503,
            .body = R"({"status":")" + std::string(word_of(worst)) + R"(","partitions":[)" +
                    partitions + "]}"};
}

}  // namespace dossier
