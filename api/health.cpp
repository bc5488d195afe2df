#include "api/health.hpp"

#include "schema/json_text.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

namespace dossier {
namespace {

enum class Condition : std::uint8_t { ready, behind, stuck };
constexpr std::string_view words[] = {"ready", "behind", "stuck"};

Condition condition_of(const Lag& lag, const ReadyLimits& limits) {
    return lag.seconds > limits.lag_seconds_max ? Condition::behind : Condition::ready;
}

Condition condition_of_views(const PartitionHealth& of, const Lag& lag, const ReadyLimits& limits) {
    if (!of.views.error.empty() || !of.trouble.empty()) return Condition::stuck;
    return condition_of(lag, limits);
}

Condition condition_of(const PartitionHealth& of, const PartitionLag& lags,
                       const ReadyLimits& limits) {
    if (!of.react_trouble.empty()) return Condition::stuck;
    const bool taking = of.standing == "taking";
    if (taking ? of.standing_seconds > limits.taking_seconds_max : !of.standing_trouble.empty())
        return Condition::stuck;
    return std::max({condition_of_views(of, lags.views, limits),
                     condition_of(lags.reactions, limits), condition_of(lags.relay, limits)});
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

void append_lag(std::string& to, const Lag& lag) {
    to.append(R"(,"lag_entries":)").append(std::to_string(lag.entries));
    to.append(R"(,"lag_seconds":)").append(seconds_text(lag.seconds));
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

void append_views(std::string& to, const PartitionHealth& of, const Lag& lag, Condition state) {
    to.append(R"(,"views":{"status":")").append(word_of(state));
    to.append(R"(","position":)").append(std::to_string(of.views.position));
    append_lag(to, lag);
    append_parked(to, of.views.parked);
    append_error(to, of.views.error);
    to.push_back('}');
}

void append_relay(std::string& to, const RelayHealth& of, const Lag& lag) {
    to.append(R"(,"relay":{"position":)").append(std::to_string(of.position));
    to.append(R"(,"published":)").append(std::to_string(of.published));
    append_lag(to, lag);
    append_parked(to, of.parked_last);
    append_error(to, of.trouble);
    to.push_back('}');
}

void append_writer(std::string& to, const PartitionHealth& of) {
    to.append(R"(,"writer":{"standing":")").append(of.standing);
    to.append(R"(","seconds":)").append(seconds_text(of.standing_seconds));
    to.append(R"(,"queued":)").append(std::to_string(of.writer.queued));
    to.append(R"(,"faults":)").append(std::to_string(of.writer.faults));
    if (!of.writer.last_fault.empty()) {
        to.append(R"(,"last_fault":)");
        append_quoted(to, of.writer.last_fault);
    }
    append_error(to, of.standing_trouble);
    to.push_back('}');
}

void append_partition(std::string& to, const PartitionHealth& of, const PartitionLag& lags,
                      const ReadyLimits& limits) {
    to.append(R"({"partition":)").append(std::to_string(of.partition));
    to.append(R"(,"status":")").append(word_of(condition_of(of, lags, limits)));
    to.append(R"(","journal":)").append(std::to_string(of.journal_end));
    append_error(to, of.trouble);
    to.append(R"(,"journal_lag":)").append(std::to_string(of.log_lag));
    if (of.viewed) append_views(to, of, lags.views, condition_of_views(of, lags.views, limits));
    if (of.reacting) {
        to.append(R"(,"reactions":{"position":)").append(std::to_string(of.reacted));
        append_lag(to, lags.reactions);
        append_parked(to, of.react_parked);
        append_error(to, of.react_trouble);
        to.push_back('}');
    }
    if (!of.standing.empty()) append_writer(to, of);
    if (of.relay) append_relay(to, *of.relay, lags.relay);
    to.push_back('}');
}

void append_doors(std::string& to, const Doors& doors) {
    to.append(R"(,"serves":[)").append(doors.commands ? R"("commands")" : "");
    to.append(doors.commands && doors.queries ? "," : "");
    to.append(doors.queries ? R"("queries")" : "").append("]");
    const char* between = R"(,"peers":[)";
    for (const PeerHealth& peer : doors.peers) {
        to.append(std::exchange(between, ",")).append(R"({"url":)");
        append_quoted(to, peer.url);
        to.append(R"(,"status":")").append(peer.status).append(R"("})");
    }
    if (!doors.peers.empty()) to.push_back(']');
}

}  // namespace

HttpResponse ready(const Doors& doors, const std::vector<PartitionHealth>& all,
                   const std::vector<PartitionLag>& lags, ReadyLimits limits) {
    Condition worst = Condition::ready;
    std::string partitions;
    for (std::size_t i = 0; i < all.size(); ++i) {
        worst = std::max(worst, condition_of(all[i], lags[i], limits));
        if (i != 0) partitions.push_back(',');
        append_partition(partitions, all[i], lags[i], limits);
    }
    std::string said;
    append_doors(said, doors);
    return {.status = worst == Condition::ready ? 200 : 503,
            .body = R"({"status":")" + std::string(word_of(worst)) + "\"" + said +
                    R"(,"partitions":[)" + partitions + "]}"};
}

}  // namespace dossier
