#include "bench/house.hpp"

namespace dossier::bench {

Position RecordingJournal::append(int partition, std::span<const std::string> entries,
                                  const Decided& decided) {
    {
        const std::lock_guard lock(mutex_);
        batches_.emplace_back(entries.begin(), entries.end());
    }
    return journal_.append(partition, entries, decided);
}

RecordingJournal::Batches RecordingJournal::take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(batches_, {});
}

House::House(const std::filesystem::path& path)
    : journal_({path / "journal"}, 1), recording_(journal_) {
    Bytes32 root{};
    random_.fill(root);
    keys_ = open_keys({path / "keys"}, root, random_);
    state_ = std::make_unique<State>(rocks::Disk{path / "state"});
    writer_ = std::make_unique<Writer>(0, recording_, *keys_, *state_, clock_, give_up);
}
House::~House() { close(); }

void House::close() {
    writer_.reset();
    state_.reset();
}

Sent House::send(const std::vector<Asked>& all, std::size_t clients) {
    return send_all([this](Request request,
                           Reply reply) { writer_->submit(std::move(request), std::move(reply)); },
                    clock_, all, clients);
}

}  // namespace dossier::bench
