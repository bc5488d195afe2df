#include "tools/copy_end.hpp"

#include "consumers/data_directory.hpp"
#include "eventstore/kafka/journal.hpp"
#include "eventstore/kafka/keys.hpp"
#include "eventstore/rocks_journal.hpp"
#include "tools/local.hpp"
#include "tools/on_kafka.hpp"
#include "tools/terminal.hpp"

#include <unistd.h>

#include <optional>

namespace dossier::tools {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view scheme = "kafka://";
constexpr int partitions_of_a_directory = 1, partitions_of_a_log = 12;
constexpr kafka::JournalTimes times{.give_up = kafka::milliseconds{30'000},
                                    .come_back = kafka::milliseconds{60'000},
                                    .restore = std::chrono::hours{24}};

fs::path root_key_file(const fs::path& folder) { return folder / "root.key"; }

int wanted(int said, int otherwise) { return said > 0 ? said : otherwise; }

void need(const std::string& name, int has, int said) {
    if (said > 0 && said != has)
        throw CannotGoOn(name + " has " + std::to_string(has) +
                         " partitions already; leave --partitions out, or copy to a new place");
}

/// A folder for as long as somebody works in it.
class Scratch {
public:
    explicit Scratch(const fs::path& in)
        : path_(in / ("dossier-copy-" + std::to_string(getpid()))) {
        fs::create_directories(path_);
    }
    ~Scratch() {
        std::error_code nobody_minds;
        fs::remove_all(path_, nobody_minds);
    }
    Scratch(const Scratch&) = delete;

    const fs::path& path() const { return path_; }

private:
    const fs::path path_;
};

// ---- A directory -------------------------------------------------------------------------------

class Directory final : public CopyEnd {
public:
    Directory(const rocks::Disk& disk, bool source, int partitions)
        : source_(source),
          held_(disk, wanted(partitions, partitions_of_a_directory)),
          journal_(disk.at("journal"), held_.partitions()) {
        need(name(), held_.partitions(), source ? 0 : partitions);
        if (journal_.is_copy())
            throw CannotGoOn(name() +
                             " is the folder of a process on Kafka, which has only a copy: say "
                             "kafka://HOST:PORT for the log itself");
        if (source) check_mark(journal_, disk.root / "mark");
    }

    std::string name() const override { return held_.disk().root.string(); }
    Journal& journal() override { return journal_; }
    std::unique_ptr<Keys> keys(Random& random) override {
        const fs::path file = root_key_file(held_.disk().root);
        const Bytes32 root =
            source_ ? root_key_there(file, random) : dossier::root_key(file, random);
        return open_keys(held_.disk().at("keys"), root, random);
    }
    std::string root_key() const override {
        return root_key_place(root_key_file(held_.disk().root));
    }

    void begin() override { held_.begin(); }
    void finish(const AllEntries& entries) override {
        Marks marks;
        for (const auto& [tenant, its] : entries) marks[tenant] = its.last;
        write_mark(held_.disk().root / "mark", marks);
        held_.finish();
    }

private:
    const bool source_;
    UnfinishedDirectory held_;
    RocksJournal journal_;
};

// ---- A log -------------------------------------------------------------------------------------

class Log final : public CopyEnd {
public:
    Log(const Place& place, std::string name, bool source, KafkaOptions options, int partitions,
        const fs::path& scratch, Random& random)
        : name_(std::move(name)),
          source_(source),
          data_(place.data),
          options_(std::move(options)),
          scratch_(scratch / (source ? "from" : "to")) {
        options_.config.settings.emplace("message.timeout.ms",
                                         std::to_string(times.give_up.count()));
        kafka::Admin admin(options_.config);
        const std::string topic = journal_topic(options_.plan).name;
        const auto there = admin.describe(topic, asking);
        if (source && !there) throw CannotGoOn(name_ + " has no topic " + topic);
        if (source && admin.describe(arriving_topic(options_.plan).name, asking))
            throw CannotGoOn(name_ + " is not copied to its end itself");
        options_.plan.partitions =
            there ? there->partitions : wanted(partitions, partitions_of_a_log);
        need(name_, options_.plan.partitions, source ? 0 : partitions);
        const std::string group = options_.plan.prefix + ".command";
        if (const int members = admin.members(group, asking); members > 0)
            throw CannotGoOn(name_ + ": " + std::to_string(members) +
                             " processes of this house run (the group " + group +
                             "): stop them first; one that was killed counts a few seconds more");
        if (!source) admin.ensure(journal_topic(options_.plan), asking);
        Progress progress("Reading " + topic, 0);
        journal_.emplace(options_.config, topic, options_.plan.partitions,
                         rocks::Disk{scratch_.path()}, random, times, shown_by(progress));
    }

    std::string name() const override { return name_; }
    Journal& journal() override { return *journal_; }
    std::unique_ptr<Keys> keys(Random& random) override {
        const fs::path file = root_key_file(data_);
        if (!source_) {
            fs::create_directories(data_);
            kafka::Admin(options_.config).ensure(keys_topic(options_.plan), asking);
        }
        const Bytes32 root =
            source_ ? root_key_there(file, random) : dossier::root_key(file, random);
        return kafka::open_keys(options_.config, keys_topic(options_.plan).name, root, random);
    }
    std::string root_key() const override { return root_key_place(root_key_file(data_)); }

    void begin() override {
        kafka::Admin(options_.config).ensure(arriving_topic(options_.plan), asking);
    }
    void finish(const AllEntries&) override {
        kafka::Admin admin(options_.config);
        const std::string arriving = arriving_topic(options_.plan).name;
        if (admin.describe(arriving, asking)) admin.remove(arriving, asking);
    }

    std::string left_behind() override {
        const std::string topic = commands_topic(options_.plan).name;
        if (!kafka::Admin(options_.config).describe(topic, asking)) return {};
        kafka::Consumer consumer(options_.config);
        std::uint64_t left = 0;
        for (int i = 0; i < options_.plan.partitions; ++i) {
            const kafka::Watermarks there = consumer.watermarks({topic, i}, asking);
            const std::uint64_t decided =
                std::max(journal_->decided(i), static_cast<std::uint64_t>(there.low));
            const auto high = static_cast<std::uint64_t>(there.high);
            left += high > decided ? high - decided : 0;
        }
        if (left == 0) return {};
        return std::to_string(left) + " commands in " + topic +
               " that nobody has decided: start that house once more and let it decide them";
    }

private:
    const std::string name_;
    const bool source_;
    const fs::path data_;
    KafkaOptions options_;
    Scratch scratch_;
    std::optional<kafka::Journal> journal_;
};

/// `kafka://a:1,b:2/prefix` as what `serve` is told.
KafkaArguments on_kafka(const std::string& text, const CopyArguments& arguments) {
    KafkaArguments found{.settings = arguments.settings, .replicas = arguments.replicas};
    const std::string rest = text.substr(scheme.size());
    const std::size_t slash = rest.find('/');
    found.brokers = rest.substr(0, slash);
    if (slash != std::string::npos && slash + 1 < rest.size())
        found.prefix = rest.substr(slash + 1);
    if (found.brokers.empty() || found.prefix.find('/') != std::string::npos)
        throw CannotGoOn("'" + text + "' is not kafka://HOST:PORT or kafka://HOST:PORT/PREFIX");
    return found;
}

std::unique_ptr<CopyEnd> open_end(const Place& place, const CopyArguments& arguments,
                                  const std::string& text, bool source, Random& random) {
    if (text.starts_with(scheme))
        return std::make_unique<Log>(
            place, text, source, kafka_options(on_kafka(text, arguments), partitions_of_a_log),
            arguments.partitions,
            arguments.scratch.empty() ? fs::temp_directory_path() : fs::path(arguments.scratch),
            random);
    const rocks::Disk disk{text, place.under.env, place.under.sync};
    if (source && !read_format(disk.root)) throw CannotGoOn("there are no data in " + text);
    return std::make_unique<Directory>(disk, source, arguments.partitions);
}

}  // namespace

std::unique_ptr<CopyEnd> open_source(const Place& place, const CopyArguments& arguments,
                                     Random& random) {
    return open_end(place, arguments, arguments.from, true, random);
}

std::unique_ptr<CopyEnd> open_target(const Place& place, const CopyArguments& arguments,
                                     Random& random) {
    return open_end(place, arguments, arguments.to, false, random);
}

bool same_end(const std::string& one, const std::string& other) {
    const bool log = one.starts_with(scheme);
    if (log != other.starts_with(scheme)) return false;
    if (!log) return fs::weakly_canonical(one) == fs::weakly_canonical(other);
    const KafkaArguments a = on_kafka(one, {}), b = on_kafka(other, {});
    return a.brokers == b.brokers && a.prefix == b.prefix;
}

}  // namespace dossier::tools
