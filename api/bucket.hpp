#pragma once
// How often somebody may ask: a token bucket for each of them, and a bound on how many are known.
#include <chrono>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace dossier {

struct BucketRate {
    double per_second = 0;  // 0: without a limit
    double burst = 0;
};

/// Any thread.
class Buckets {
public:
    using Time = std::chrono::steady_clock::time_point;

    explicit Buckets(BucketRate rate, std::size_t known_max = 10'000)
        : rate_(rate), known_max_(known_max) {}

    /// How long to wait before it may be asked for; zero when it may be now. A bucket may go into
    /// debt: the work of one allowed request is counted when it is known.
    std::chrono::milliseconds take(std::string_view who, Time now, double count = 1);

    /// Counts what was done, whether it is too much or not.
    void charge(std::string_view who, Time now, double count);

private:
    struct Bucket {
        double level;
        Time at;
    };
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>{}(text);
        }
    };

    Bucket& filled(std::string_view who, Time now);
    void forget_full(Time now);

    const BucketRate rate_;
    const std::size_t known_max_;
    std::mutex mutex_;
    std::unordered_map<std::string, Bucket, Hash, std::equal_to<>> buckets_;  // guarded
};

}  // namespace dossier
