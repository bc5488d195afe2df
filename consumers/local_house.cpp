#include "consumers/local_house.hpp"

namespace dossier {

/// In the order in which they need each other; the first to be made is the last
/// to go.
struct LocalHouse::Partition {
    std::unique_ptr<State> state;
    std::unique_ptr<Writer> writer;
    std::unique_ptr<Views> views;
    std::unique_ptr<Queries> queries;
    std::unique_ptr<React> react;
};

namespace {

/// Null when the house stands on another.
std::unique_ptr<RocksJournal> journal_in(const DataDirectory& directory, const Journal* another) {
    if (another != nullptr) return nullptr;
    const rocks::Disk& disk = directory.disk();
    auto journal = std::make_unique<RocksJournal>(disk.at("journal"), directory.partitions());
    if (journal->is_copy())
        throw StoreError(disk.root.string() +
                         " is the folder of a process on Kafka: name its brokers with --kafka, or "
                         "copy the log into another folder with 'dossier copy'");
    check_mark(*journal, disk.root / "mark");
    return journal;
}

template <class T>
T* of_views(const std::unique_ptr<T>& it) {
    if (!it) throw StoreError("this house was opened without views: there is nothing to ask");
    return it.get();
}

}  // namespace

LocalHouse::LocalHouse(const rocks::Disk& disk, const Clock& clock, Random& random,
                       std::function<void(const std::string&)> stop, HouseOptions options)
    : directory_(disk, options.partitions),
      clock_(clock),
      has_views_(options.views),
      own_journal_(journal_in(directory_, options.journal)),
      keys_(open_keys(disk.at("keys"), root_key(disk.root / "root.key", random), random)),
      journal_(options.journal != nullptr ? *options.journal : *own_journal_) {
    if (own_journal_) mark_ = std::make_unique<MarkKeeper>(disk.root / "mark");
    std::filesystem::create_directories(disk.root / "react");
    for (int i = 0; i < directory_.partitions(); ++i) {
        const std::string name = std::to_string(i);
        Partition& it = *all_.emplace_back(std::make_unique<Partition>());
        it.state = std::make_unique<State>(disk.at("state").at(name));
        it.writer = std::make_unique<Writer>(i, journal_, *keys_, *it.state, clock, stop,
                                             options.limits, mark_.get());
        if (options.views) {
            it.views = std::make_unique<Views>(disk.at("views").at(name), i, journal_, *keys_);
            it.queries = std::make_unique<Queries>(*it.views, journal_, *keys_, clock);
            it.views->start();
        }
    }
    // A reaction may reach into any partition, so all writers stand before the
    // first one reacts.
    for (int i = 0; options.react && i < directory_.partitions(); ++i)
        all_[static_cast<std::size_t>(i)]->react = std::make_unique<React>(
            i, journal_, *keys_,
            [this](Request request, Reply reply) { submit(std::move(request), std::move(reply)); },
            disk.root / "react" / std::to_string(i));
}

LocalHouse::~LocalHouse() { drain(); }

void LocalHouse::submit(Request request, Reply reply) {
    const auto place = static_cast<std::size_t>(partition_of(request.tenant, partitions()));
    all_[place]->writer->submit(std::move(request), std::move(reply));
}

const Queries& LocalHouse::queries(std::string_view tenant) const {
    return *of_views(all_[static_cast<std::size_t>(partition_of(tenant, partitions()))]->queries);
}

const Views& LocalHouse::views(int partition) const {
    return *of_views(all_[static_cast<std::size_t>(partition)]->views);
}

void LocalHouse::drain() {
    for (const auto& it : all_) it->react.reset();
    for (const auto& it : all_) it->writer->drain();
}

std::vector<PartitionHealth> LocalHouse::health() const {
    std::vector<PartitionHealth> all;
    for (int i = 0; i < partitions(); ++i) {
        const Partition& it = *all_[static_cast<std::size_t>(i)];
        PartitionHealth& health = all.emplace_back();
        health.partition = i;
        health.journal_end = journal_.end(i);
        health.writer = it.writer->counts();
        health.viewed = it.views != nullptr;
        health.reacting = it.react != nullptr;
        if (it.views) health.views = it.views->health();
        if (!it.react) continue;
        health.reacted = it.react->position();
        health.react_trouble = it.react->trouble();
        health.react_parked = it.react->parked();
    }
    return all;
}

}  // namespace dossier
