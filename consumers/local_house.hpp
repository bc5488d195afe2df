#pragma once
// One machine: every role in one process, over one data directory.
//
//     submit → writer → journal → projector → queries
//                              ↘ react → submit
#include "consumers/data_directory.hpp"
#include "consumers/house.hpp"
#include "consumers/react.hpp"
#include "eventstore/mark.hpp"
#include "eventstore/rocks_journal.hpp"
#include "eventstore/state.hpp"
#include "projections/queries.hpp"
#include "projections/views.hpp"

namespace dossier {

struct HouseOptions {
    int partitions = 1;  // of a new data directory; an old one keeps what it has
    bool views = true;   // false: for measuring the writer alone
    bool react = true;
    WriterLimits limits = {};
    Journal* journal = nullptr;  // instead of one in the directory; outlives the house
};

class LocalHouse final : public House {
public:
    /// Opens the directory, or makes a new one with its keys and the tenant
    /// `system`. Folds what state has not seen before it returns; views follow.
    /// `stop` is called once, from a thread of the house, when a write failed:
    /// the process must end. Throws StoreError.
    LocalHouse(const rocks::Disk&, const Clock&, Random&,
               std::function<void(const std::string&)> stop, HouseOptions = {});
    /// Answers what is waiting, then closes.
    ~LocalHouse() override;

    void submit(Request, Reply) override;
    bool takes_commands() const override { return true; }
    bool has_views() const override { return has_views_; }
    const Queries& queries(std::string_view tenant) const override;
    const Views& views(int partition) const;
    void drain() override;

    int partitions() const override { return directory_.partitions(); }
    const rocks::Disk& disk() const { return directory_.disk(); }
    const Journal& journal() const override { return journal_; }
    Keys& keys() override { return *keys_; }
    const Clock& clock() const override { return clock_; }
    std::vector<PartitionHealth> health() const override;

private:
    struct Partition;

    DataDirectory directory_;
    const Clock& clock_;
    const bool has_views_;
    std::unique_ptr<RocksJournal> own_journal_;
    std::unique_ptr<Keys> keys_;
    Journal& journal_;
    std::unique_ptr<MarkKeeper> mark_;
    std::vector<std::unique_ptr<Partition>> all_;
};

}  // namespace dossier
