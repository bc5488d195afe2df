#include "bench/kafka_street.hpp"

#include "eventstore/keys.hpp"

#include <spawn.h>
#include <sys/wait.h>

#include <csignal>
#include <cstdio>

extern char** environ;

namespace dossier::bench {
namespace {

constexpr kafka::milliseconds asking{30'000};

std::string fresh_prefix() {
    std::array<std::byte, 8> bytes;
    SystemRandom().fill(bytes);
    return "bench-" + to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace

KafkaStreet::KafkaStreet(const std::string& brokers, const std::filesystem::path& under,
                         int partitions)
    : brokers_(brokers), scratch_(under) {
    plan_.prefix = fresh_prefix();
    plan_.partitions = partitions;
    SystemRandom random;
    root_key(scratch_.path() / "root.key", random);
    token_key(scratch_.path() / "token.key", random);
}

KafkaStreet::~KafkaStreet() {
    try {
        kafka::Admin admin({.bootstrap = brokers_});
        for (const kafka::Topic& topic :
             {journal_topic(plan_), commands_topic(plan_), replies_topic(plan_),
              events_topic(plan_), keys_topic(plan_)})
            if (admin.describe(topic.name, asking)) admin.remove(topic.name, asking);
    } catch (const StoreError& error) {
        std::fprintf(stderr, "dossier_bench: %s\n", error.what());
    }
}

std::filesystem::path KafkaStreet::folder() {
    const auto made = scratch_.path() / std::to_string(++folders_);
    std::filesystem::create_directories(made);
    for (const char* key : {"root.key", "token.key"})
        std::filesystem::copy_file(scratch_.path() / key, made / key);
    return made;
}

std::unique_ptr<KafkaHouse> house_on(const std::string& brokers, const kafka::HousePlan& plan,
                                     const std::filesystem::path& folder, const Clock& clock,
                                     Random& random, KafkaRoles roles) {
    KafkaOptions options;
    options.config.bootstrap = brokers;
    options.plan = plan;
    options.roles = roles;
    options.virtual_time = true;
    return std::make_unique<KafkaHouse>(rocks::Disk{folder}, clock, random, give_up, options);
}

CommandProcess::CommandProcess(KafkaStreet& street) {
    const std::string program = std::filesystem::read_symlink("/proc/self/exe").string();
    const std::vector<std::string> words = {
        program,          "--command-process", street.folder().string(), "--kafka",
        street.brokers(), "--kafka-prefix",    street.plan().prefix};
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    if (::posix_spawn(&pid_, program.c_str(), nullptr, nullptr, arguments.data(), environ) != 0)
        throw std::runtime_error("cannot start " + program);
}

CommandProcess::~CommandProcess() {
    signal(SIGKILL);
    wait();
}

void CommandProcess::signal(int number) const {
    if (pid_ > 0) ::kill(pid_, number);
}

void CommandProcess::wait() {
    if (pid_ > 0) ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
}

void be_command_process(const std::string& brokers, const std::string& prefix,
                        const std::filesystem::path& folder) {
    sigset_t end;
    sigemptyset(&end);
    sigaddset(&end, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &end, nullptr);
    const SystemClock clock;
    SystemRandom random;
    const auto house =
        house_on(brokers, {.prefix = prefix}, folder, clock, random,
                 {.command = true, .query = false, .api = false, .relay = false, .react = false});
    int number = 0;
    sigwait(&end, &number);
    house->drain();
}

}  // namespace dossier::bench
