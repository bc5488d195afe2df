#pragma once
// A house whose journal is Kafka: any of the roles in this process, the others in others.
//
//     submit → topic of commands → command role → journal → topic of replies → answer
//                                                    ↘ query role: views    ↘ react: submit
//                                                    ↘ relay → topic of events
#include "consumers/data_directory.hpp"
#include "consumers/house.hpp"
#include "consumers/kafka/command_role.hpp"
#include "consumers/kafka/gateway.hpp"
#include "consumers/kafka/placement.hpp"
#include "consumers/kafka/relay.hpp"
#include "consumers/react.hpp"

namespace dossier {

struct KafkaRoles {
    bool command = true, query = true, api = true, relay = true, react = true;
};

struct KafkaOptions {
    kafka::KafkaConfig config;
    kafka::HousePlan plan;  // of a new house; an old one keeps its partitions
    KafkaRoles roles;
    WriterLimits limits = {};
    bool virtual_time = false;  // the clock is not the world's
};

class KafkaHouse final : public House {
public:
    /// `disk.root` is this process's own folder: a copy of the journal, and what is folded from it,
    /// which may all be lost; and the keys that all processes share, root.key and token.key. Makes
    /// the topics that are not there. Returns when the copy has what the journal had. `stop` is
    /// called once when the process must end. Throws StoreError.
    KafkaHouse(const rocks::Disk&, const Clock&, Random&,
               std::function<void(const std::string&)> stop, KafkaOptions,
               const kafka::Journal::Progress& = {});
    ~KafkaHouse() override;

    void submit(Request, Reply) override;
    bool takes_commands() const override { return roles_.api; }
    bool has_views() const override { return roles_.query; }
    const Queries& queries(std::string_view tenant) const override;
    void drain() override;

    int partitions() const override { return journal_->partitions(); }
    const kafka::Journal& journal() const override { return *journal_; }
    Keys& keys() override { return *keys_; }
    const Clock& clock() const override { return clock_; }
    std::vector<PartitionHealth> health() const override;
    std::optional<LogCounts> log_counts() const override;

private:
    struct Partition;

    void place_react(const Ground&);
    void place_relay(const Ground&);

    const kafka::HousePlan plan_;
    DataDirectory directory_;
    const Clock& clock_;
    const KafkaRoles roles_;
    Tokens tokens_;
    std::unique_ptr<Keys> keys_;
    std::unique_ptr<kafka::Journal> journal_;
    std::vector<std::unique_ptr<Partition>> all_;
    std::unique_ptr<CommandRole> command_;
    std::unique_ptr<Gateway> gateway_;
    std::unique_ptr<Placement> react_, relay_;
};

}  // namespace dossier
