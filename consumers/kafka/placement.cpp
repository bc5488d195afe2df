#include "consumers/kafka/placement.hpp"

#include <algorithm>

namespace dossier {

Placement::Placement(const kafka::KafkaConfig& config, kafka::GroupOptions options, Change taken,
                     Change lost)
    : group_(config, options),
      taken_(std::move(taken)),
      lost_(std::move(lost)),
      thread_([this] { run(); }) {}

Placement::~Placement() {
    stopping_ = true;
    group_.wake();
    thread_.join();
    for (const int partition : mine_) lost_(partition);
}

void Placement::run() {
    while (!stopping_) {
        polled_ = std::chrono::steady_clock::now();
        const kafka::Placed placed = group_.poll(kafka::milliseconds(1000));
        using enum kafka::Placed::Kind;
        if (placed.kind == error) {
            const std::lock_guard lock(mutex_);
            trouble_ = placed.error->what();
        }
        if (placed.kind == revoked && placed.lost) lost_count_ += placed.partitions.size();
        for (const int partition : placed.partitions) {
            const bool here = std::ranges::find(mine_, partition) != mine_.end();
            if (placed.kind == assigned && !here) {
                mine_.push_back(partition);
                taken_(partition);
            }
            if (placed.kind == revoked && here) {
                std::erase(mine_, partition);
                lost_(partition);
            }
        }
    }
}

std::string Placement::trouble() const {
    const std::lock_guard lock(mutex_);
    return trouble_;
}

}  // namespace dossier
