#include "api/bucket.hpp"

#include <algorithm>
#include <cmath>

namespace dossier {
namespace {

double seconds(std::chrono::steady_clock::duration d) {
    return std::chrono::duration<double>(d).count();
}

}  // namespace

Buckets::Bucket& Buckets::filled(std::string_view who, Time now) {
    auto found = buckets_.find(who);
    if (found == buckets_.end()) {
        if (buckets_.size() >= known_max_) forget_full(now);
        found = buckets_.emplace(std::string(who), Bucket{rate_.burst, now}).first;
    }
    Bucket& bucket = found->second;
    const double came = std::max(0.0, seconds(now - bucket.at)) * rate_.per_second;
    bucket.level = std::min(rate_.burst, bucket.level + came);
    bucket.at = std::max(bucket.at, now);
    return bucket;
}

/// A full bucket says no more than none.
void Buckets::forget_full(Time now) {
    std::erase_if(buckets_, [&](const auto& one) {
        const Bucket& bucket = one.second;
        return bucket.level + seconds(now - bucket.at) * rate_.per_second >= rate_.burst;
    });
    if (buckets_.size() >= known_max_) buckets_.clear();
}

std::chrono::milliseconds Buckets::take(std::string_view who, Time now, double count) {
    if (rate_.per_second <= 0) return {};
    const std::lock_guard lock(mutex_);
    Bucket& bucket = filled(who, now);
    if (bucket.level >= count) {
        bucket.level -= count;
        return {};
    }
    const double wait = (count - bucket.level) / rate_.per_second;
    return std::chrono::milliseconds(static_cast<std::int64_t>(std::ceil(wait * 1000)));
}

void Buckets::charge(std::string_view who, Time now, double count) {
    if (rate_.per_second <= 0) return;
    const std::lock_guard lock(mutex_);
    filled(who, now).level -= count;
}

}  // namespace dossier
