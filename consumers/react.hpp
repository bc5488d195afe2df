#pragma once
// The role that reacts: it follows the journal of one partition and sends what the reactions make
// of every event. The ids of what it sends are derived from the event, so sending twice is asking
// once; its position is only there to make a restart cheap.
#include "consumers/parked.hpp"
#include "eventstore/writer.hpp"

#include <atomic>
#include <filesystem>
#include <map>
#include <mutex>
#include <thread>

namespace dossier {

/// Everything the reactions ask because of an entry, each under the same id whenever it is asked.
std::vector<Request> reactions_to(const Entry&, const Keys&);

/// One thread, from its construction until it is destroyed.
class React {
public:
    using Submit = std::function<void(Request, Reply)>;

    /// `kept` is the file of the position; it may be lost, or be older than what another process
    /// did meanwhile: it goes on at the last cause that it finds in the journal. Submitting the
    /// same again does nothing, for it is under the same id. What the file says is parked is tried
    /// once more.
    React(int partition, const Journal&, const Keys&, Submit, std::filesystem::path kept);
    ~React();

    /// The first entry it has not reacted to.
    Position position() const { return position_; }
    /// What stopped it, when something did; it goes on from there at the next start.
    std::string trouble() const;
    /// The entries it could make nothing of, and has passed over.
    std::vector<Parked> parked() const;

private:
    void run();
    void try_parked();
    bool react_to(const Recorded&);
    void park(const Recorded&, const std::string& why);
    bool send(const Request&);
    void recall();
    void keep() const;

    const int partition_;
    const Journal& journal_;
    const Keys& keys_;
    const Submit submit_;
    const std::filesystem::path file_;
    std::atomic<Position> position_ = 0;
    std::atomic<bool> stopping_ = false;
    mutable std::mutex mutex_;
    std::string trouble_;
    std::map<Position, Parked> parked_;  // guarded, as is the trouble
    std::thread thread_;
};

}  // namespace dossier
