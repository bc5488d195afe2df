// A house on Kafka, beside loops that do nothing with the same records on the same broker.
#include "bench/kafka_street.hpp"
#include "bench/raw_kafka.hpp"
#include "bench/relaying.hpp"
#include "bench/suites.hpp"
#include "eventstore/move.hpp"

#include <algorithm>
#include <thread>

namespace dossier::bench {
namespace {

constexpr int partitions = 12, tenants = 24, rounds = 5;
constexpr double accepted_goal = 0.4, one_ratio_goal = 1.5, one_extra_us = 1000,
                 applied_goal = 0.65;
constexpr Timestamp noon_of_the_first{1'767'225'600'000'000 + std::int64_t{12} * 3'600'000'000};
constexpr kafka::milliseconds asking{10'000};
constexpr std::size_t sampled_max = 2000;

/// Many tenants' commands, mixed.
class Street {
public:
    Street(std::uint64_t seed, std::size_t contacts_of_each) {
        for (int i = 0; i < tenants; ++i)
            workloads_.emplace_back(seed + static_cast<std::uint64_t>(i), contacts_of_each,
                                    "bench-" + std::to_string(i));
    }
    std::vector<Request> populations() {
        std::vector<std::vector<Request>> of;
        for (Workload& one : workloads_) of.push_back(requests(one, one.population()));
        return mixed(of);
    }
    std::vector<Request> next(std::size_t commands) {
        std::vector<std::vector<Request>> of;
        for (Workload& one : workloads_)
            of.push_back(requests(one, one.next(commands / tenants + 1)));
        std::vector<Request> all = mixed(of);
        all.resize(std::min(all.size(), commands));
        return all;
    }

private:
    static std::vector<Request> requests(const Workload& of, const std::vector<Asked>& asked) {
        std::vector<Request> all;
        for (const Asked& one : asked) all.push_back(request_of(of.tenant(), one));
        return all;
    }
    static std::vector<Request> mixed(std::vector<std::vector<Request>>& of) {
        std::vector<Request> all;
        for (std::size_t i = 0, left = of.size(); left > 0; ++i) {
            left = 0;
            for (std::vector<Request>& one : of) {
                if (i >= one.size()) continue;
                all.push_back(std::move(one[i]));
                ++left;
            }
        }
        return all;
    }

    std::vector<Workload> workloads_;
};

Sent send(House& house, const std::vector<Request>& all, std::size_t in_flight) {
    const auto submit = [&](Request request, Reply reply) {
        house.submit(std::move(request), std::move(reply));
    };
    return send_each(
        submit, all.size(), [&](std::size_t i) { return all[i]; }, in_flight);
}

/// Of the records that lie there, the first few of each partition.
std::size_t mean_bytes(const std::string& brokers, const std::string& topic) {
    kafka::Consumer consumer({.bootstrap = brokers});
    std::size_t bytes = 0, records = 0;
    int ends = partitions;
    for (int i = 0; i < partitions; ++i)
        consumer.start({topic, i}, consumer.watermarks({topic, i}, asking).low);
    while (ends > 0 && records < sampled_max) {
        const kafka::Polled polled = consumer.poll(asking);
        if (polled.kind == kafka::Polled::Kind::end) --ends;
        if (polled.kind == kafka::Polled::Kind::nothing) break;
        if (polled.kind != kafka::Polled::Kind::record) continue;
        ++records;
        bytes += polled.record.key.size() + polled.record.value.value_or("").size();
        for (const kafka::Header& header : polled.record.headers)
            bytes += header.name.size() + header.value.size();
    }
    return bytes / std::max<std::size_t>(records, 1);
}

struct Together {
    KafkaStreet street;
    VirtualClock clock{noon_of_the_first};
    SystemRandom random;
    Street workload;
    std::unique_ptr<KafkaHouse> house;
    kafka::HousePlan raw_plan;

    explicit Together(const Options& options)
        : street(options.brokers, options.scratch, partitions), workload(options.seed, 40) {
        house = house_on(
            street.brokers(), street.plan(), street.folder(), clock, random,
            {.command = true, .query = false, .api = true, .relay = false, .react = false});
        raw_plan = street.plan();
        raw_plan.prefix += "-raw";
        kafka::Admin admin({.bootstrap = street.brokers()});
        for (const kafka::Topic& topic : raw_topics()) admin.ensure(topic, asking);
    }
    ~Together() {
        try {
            kafka::Admin admin({.bootstrap = street.brokers()});
            for (const kafka::Topic& topic : raw_topics()) admin.remove(topic.name, asking);
        } catch (const StoreError& error) {
            std::fprintf(stderr, "dossier_bench: %s\n", error.what());
        }
    }
    std::vector<kafka::Topic> raw_topics() const {
        return {commands_topic(raw_plan), journal_topic(raw_plan), replies_topic(raw_plan)};
    }
};

/// Enough for some seconds of the slower of the two.
std::size_t commands_of(std::size_t in_flight, const Options& options) {
    if (in_flight == 1) return std::max<std::size_t>(options.commands / 60, 100);
    return in_flight == 64 ? options.commands / 4 : options.commands;
}

void accepted(Together& it, RawLoop& raw, const RecordSizes& sizes, std::size_t in_flight,
              const Options& options, Report& report) {
    std::vector<double> ours, bare, our_us, bare_us;
    for (int round = 0; round < rounds; ++round) {
        const std::vector<Request> all = it.workload.next(commands_of(in_flight, options));
        const Sent sent = send(*it.house, all, in_flight);
        expect_accepted(sent.refused, all.size(), sent.a_rule);
        ours.push_back(static_cast<double>(sent.accepted) / sent.seconds);
        our_us.insert(our_us.end(), sent.latency_us.begin(), sent.latency_us.end());
        const RawRun run = raw.run(all.size(), in_flight, sizes);
        bare.push_back(static_cast<double>(all.size()) / run.seconds);
        bare_us.insert(bare_us.end(), run.latency_us.begin(), run.latency_us.end());
        progress("Commands", (round + 1.0) / rounds);
    }
    const std::string who = std::to_string(in_flight) + " in flight";
    if (in_flight == 1) {
        const double loop = median(bare_us);
        report.add({.name = "command to answer, p50, " + who,
                    .value = median(our_us),
                    .unit = "us",
                    .baseline = loop,
                    .goal = one_ratio_goal + one_extra_us / loop,
                    .higher_is_better = false});
        return;
    }
    report.add({.name = "commands accepted, " + who,
                .value = median(ours),
                .unit = "1/s",
                .baseline = median(bare),
                .goal = accepted_goal});
    report.add({.name = "  answered, p50, " + who,
                .value = median(our_us),
                .unit = "us",
                .baseline = median(bare_us),
                .higher_is_better = false});
}

/// Fresh views, all partitions at once, as a house folds them.
double seconds_to_fold(const std::filesystem::path& under, const Journal& journal, Keys& keys) {
    const Watch watch;
    std::vector<std::unique_ptr<Views>> views;
    for (int i = 0; i < partitions; ++i) {
        views.push_back(
            std::make_unique<Views>(rocks::Disk{under / std::to_string(i)}, i, journal, keys));
        views.back()->start();
    }
    for (const auto& one : views)
        while (one->health().position < one->health().journal_end)
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
    return watch.seconds();
}

/// The log folded by a fresh query role, reading it included, beside views over the same entries
/// on this disk.
void applied(Together& it, Report& report) {
    const Scratch scratch(std::filesystem::temp_directory_path());
    std::vector<double> ours, embedded;
    double entries = 0;
    for (int round = 0; round < 3; ++round) {
        const auto folder = it.street.folder();
        const Watch watch;
        const auto house = house_on(
            it.street.brokers(), it.street.plan(), folder, it.clock, it.random,
            {.command = false, .query = true, .api = false, .relay = false, .react = false});
        for (bool behind = true; behind;) {
            behind = false;
            entries = 0;
            for (const PartitionHealth& one : house->health()) {
                behind |= one.views.position < one.journal_end;
                entries += static_cast<double>(one.journal_end);
            }
            if (behind) std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
        ours.push_back(entries / watch.seconds());

        const auto path = scratch.path() / std::to_string(round);
        RocksJournal journal({path / "journal"}, partitions);
        move_journal(house->journal(), journal);
        embedded.push_back(entries / seconds_to_fold(path / "views", journal, house->keys()));
    }
    report.add({.name = "entries folded by a fresh query role",
                .value = median(ours),
                .unit = "1/s",
                .baseline = median(embedded),
                .goal = applied_goal});
}

}  // namespace

void on_kafka(const Options& options, Report& report) {
    report.title("Kafka: one broker, " + std::to_string(partitions) + " partitions, " +
                 std::to_string(tenants) + " tenants");
    Together it(options);
    const std::vector<Request> founding = it.workload.populations();
    const Sent founded = send(*it.house, founding, 512);
    expect_accepted(founded.refused, founding.size(), founded.a_rule);
    const RecordSizes sizes{mean_bytes(it.street.brokers(), commands_topic(it.street.plan()).name),
                            mean_bytes(it.street.brokers(), journal_topic(it.street.plan()).name),
                            mean_bytes(it.street.brokers(), replies_topic(it.street.plan()).name)};
    report.add(
        {.name = "bytes of a command's record", .value = double(sizes.command), .unit = "B"});
    report.add({.name = "  of its entry's", .value = double(sizes.entry), .unit = "B"});
    report.add({.name = "  of its reply's", .value = double(sizes.reply), .unit = "B"});
    RawLoop raw(it.street.brokers(),
                {commands_topic(it.raw_plan).name, journal_topic(it.raw_plan).name,
                 replies_topic(it.raw_plan).name, partitions});
    for (const std::size_t in_flight : {1, 64, 512, 4096})
        accepted(it, raw, sizes, in_flight, options, report);
    relaying(it.street, it.house->journal(), report);
    it.house.reset();
    applied(it, report);
}

}  // namespace dossier::bench
