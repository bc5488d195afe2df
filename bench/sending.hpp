#pragma once
// Sending a workload's commands in process, so many on their way at once.
#include "base/clock.hpp"
#include "bench/workload.hpp"
#include "eventstore/writer.hpp"

#include <condition_variable>
#include <filesystem>
#include <mutex>

namespace dossier::bench {

constexpr const char* tenant = "bench";

/// Gone with everything in it when it goes.
class Scratch {
public:
    explicit Scratch(const std::filesystem::path& under);
    ~Scratch();
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// What came of sending commands.
struct Sent {
    double seconds = 0;
    std::vector<double> latency_us;
    std::size_t accepted = 0, refused = 0;
    std::string a_rule;  // of one of the refusals
};

using Submit = std::function<void(Request, Reply)>;

Request request_of(const std::string& tenant, const Asked&);

/// Counts what is on its way, and lets no more in than there is room for. Any thread.
class Gate {
public:
    explicit Gate(std::size_t room) : room_(room) {}
    void enter();
    void leave();
    void wait_empty();

private:
    const std::size_t room_;
    std::size_t inside_ = 0;
    std::mutex mutex_;
    std::condition_variable changed_;
};

/// Keeps so many on their way until all are answered.
Sent send_each(const Submit&, std::size_t count, const std::function<Request(std::size_t)>& nth,
               std::size_t in_flight);
/// The same of a workload; moves the clock to each command's instant.
Sent send_all(const Submit&, VirtualClock&, const std::vector<Asked>&, std::size_t clients);

/// Throws std::runtime_error when more was refused than the workload has of wrong commands.
void expect_accepted(std::size_t refused, std::size_t of, const std::string& a_rule);

/// A writer that could not write: there is nothing left to measure.
[[noreturn]] void give_up(const std::string& why);

}  // namespace dossier::bench
