#pragma once
// What people ask of the house: a population, then a mix of commands, the same for the same seed.
// Where something is not built, its share is spread over the rest in proportion.
#include "base/ids.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "bench/words.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace dossier::bench {

constexpr std::uint64_t default_seed = 0x43524d5f32303236;

/// A command as a client sends it.
struct Asked {
    std::string id, type, stream, data;
    std::string actor;  // empty: the house itself
    Timestamp at;       // on the clock of the workload
};

class Workload {
public:
    /// Of one tenant, which in the end has about so many contacts.
    Workload(std::uint64_t seed, std::size_t contacts, std::string tenant = "bench");

    /// The tenant, its users, and what they know on the first day.
    std::vector<Asked> population();
    /// The next command of the mix; after the population.
    Asked next();
    std::vector<Asked> next(std::size_t commands);

    struct Share {
        std::string command;
        double percent;  // of what is built
    };
    static std::vector<Share> shares();

    const std::string& tenant() const { return tenant_; }
    const std::string& admin() const { return admin_; }
    const std::vector<std::string>& contacts() const { return contacts_; }
    std::size_t cases() const { return cases_.size(); }

private:
    enum class Status : std::uint8_t { open, held, resolved, closed };
    struct Case {
        std::string stream, client;
        Status status = Status::open;
    };

    Asked ask(std::string type, std::string data, const std::string& stream = {});
    Asked make(const std::string& command);
    Asked found_tenant();
    Asked register_contact();
    Asked register_company();
    Asked open_case();
    Asked log_communication();
    Asked record_update();
    Asked move_case();
    Asked assign_case();
    Asked update_contact();
    Asked update_company();

    std::string new_stream(const std::string& type);
    const std::string& hot_client();
    Case& recent_case();
    const std::string& user() { return users_[chance_.below(users_.size())]; }
    std::string body(double median, double p99, std::size_t bytes_max);
    std::string text(std::size_t bytes);
    std::string instant(double days_back_mean);

    Chance chance_;
    SeededRandom ids_;
    Words words_;
    std::size_t contacts_max_;
    std::string tenant_;
    Timestamp now_;
    std::string admin_;
    std::vector<std::string> users_, contacts_, companies_;
    std::vector<Case> cases_;
    Asked last_;
};

}  // namespace dossier::bench
