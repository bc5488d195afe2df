#pragma once
// Kafka with nothing of ours around it: what the same records cost at least. raw_kafka.cpp is the
// benchmark's own door to librdkafka.
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace dossier::bench {

/// What a command leads to, in bytes: keys, headers and values together.
struct RecordSizes {
    std::size_t command = 600, entry = 600, reply = 200;
};

struct RawRun {
    double seconds = 0;
    std::vector<double> latency_us;  // of each, from its sending to its reply
};

/// commands → journal → read back → replies: one thread asks; another copies each command to the
/// journal, and answers when it reads it there. Topics of as many partitions as a house's.
class RawLoop {
public:
    struct Topics {
        std::string commands, journal, replies;
        int partitions = 1;
    };
    /// Of topics that are there. Throws std::runtime_error with what librdkafka said.
    RawLoop(const std::string& brokers, const Topics&);
    ~RawLoop();

    /// Keeps so many on their way until all are answered.
    RawRun run(std::size_t commands, std::size_t in_flight, const RecordSizes&);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Reads so many records of one topic and sends each to the same partition of another, with its
/// key, headers and value; the seconds until the last was acknowledged. Throws std::runtime_error.
double raw_copy(const std::string& brokers, const std::string& from, const std::string& to,
                int partitions, std::size_t records);

}  // namespace dossier::bench
