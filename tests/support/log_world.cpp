#include "tests/support/log_world.hpp"

#include "tests/support/log_process.hpp"

#include <algorithm>

namespace dossier::test {
namespace {

using namespace kafka;

constexpr int rounds_max = 150;  // until all is decided, when nothing goes wrong any more

class World {
public:
    explicit World(const WorldOptions& options)
        : options_(options), chance_(options.seed), unaware_(2) {
        for (int i = 0; i < 3; ++i)
            processes_.push_back(std::make_unique<LogProcess>(i, options_, outside_, chance_));
    }

    Outcome live() {
        for (int i = 0; i < options_.steps && outside_.broken.empty(); ++i) happen();
        if (outside_.broken.empty()) finish();
        if (outside_.broken.empty()) compare();
        out_.log = outside_.log;
        out_.broken = outside_.broken;
        out_.answered = static_cast<int>(outside_.answered.size());
        out_.refused = static_cast<int>(outside_.refused.size());
        for (Unaware& reader : unaware_) out_.views.push_back(reader.view);
        return out_;
    }

private:
    /// Reads on whatever happens, and never looks back.
    struct Unaware {
        Position position = 0;
        Log view;
    };

    void happen() {
        const unsigned what = chance_.up_to(100);
        if (what < 12)
            outside_.commands.push_back(chance_.one_in(6) && !outside_.commands.empty()
                                            ? outside_.commands[chance_.index(outside_.commands)]
                                            : static_cast<int>(outside_.commands.size()) + 1);
        else if (what < 75)
            processes_[chance_.index(processes_)]->act();
        else if (what < 94)
            land();
        else if (what < 96)
            read_on(unaware_[chance_.index(unaware_)]);
        else if (what < 98)
            crash();
        else if (options_.cuts && chance_.one_in(2))
            cut();
    }

    void crash() {
        ++out_.crashes;
        processes_[chance_.index(processes_)]->crash();
    }

    /// Mostly in the order of sending; sometimes late, twice, or never.
    void land() {
        std::vector<Sent>& network = outside_.network;
        if (network.empty()) return;
        const std::size_t which = chance_.one_in(4) ? chance_.index(network) : 0;
        Sent sent = network[which];
        const bool stays = chance_.one_in(12), lost = chance_.one_in(15);
        if (!stays) network.erase(network.begin() + static_cast<std::ptrdiff_t>(which));
        if (lost) return;
        outside_.end += chance_.one_in(10) ? chance_.up_to(3) : 0;
        sent.record.position = outside_.end++;
        outside_.log.push_back(sent.record);
        if (!stays) return;
        network[which].landed = true;
        // What comes a second time may come much later.
        std::rotate(network.begin() + static_cast<std::ptrdiff_t>(which),
                    network.begin() + static_cast<std::ptrdiff_t>(which) + 1, network.end());
    }

    void read_on(Unaware& reader) {
        const auto next = outside_.from(reader.position);
        reader.view.insert(reader.view.end(), next, outside_.log.cend());
        if (next != outside_.log.cend()) reader.position = outside_.log.back().position + 1;
    }

    /// A leader that does not have the newest records is elected; all who are up look back.
    /// Either offsets are given again, but then not to the same bytes at the same place, or
    /// repeated records may land again, but then elsewhere: that a cut log has other records with
    /// the same one before a stored position is the one thing nobody can see.
    void cut() {
        if (outside_.log.empty()) return;
        ++out_.cuts;
        outside_.was_cut = true;
        const std::size_t kept =
            outside_.log.size() - 1 -
            chance_.up_to(static_cast<unsigned>(std::min<std::size_t>(8, outside_.log.size())));
        outside_.log.resize(kept);
        if (chance_.one_in(2)) {
            outside_.end = kept == 0 ? 0 : outside_.log.back().position + 1;
            std::erase_if(outside_.network, [](const Sent& sent) { return sent.landed; });
        }
        for (const auto& process : processes_) process->look_back();
    }

    /// Whatever is under way lands or is lost, then there is peace, and one writer does the rest.
    void finish() {
        while (!outside_.network.empty()) land();
        outside_.peace = true;
        LogProcess& last = *processes_[chance_.index(processes_)];
        for (const auto& process : processes_)
            if (process.get() != &last) process->only_reads();
        last.look_back();
        for (int i = 0; i < rounds_max && outside_.broken.empty() && !last.finished(); ++i) {
            last.act();
            while (!outside_.network.empty()) {
                Sent sent = outside_.network.front();
                outside_.network.erase(outside_.network.begin());
                sent.record.position = outside_.end++;
                outside_.log.push_back(sent.record);
            }
        }
        if (!last.finished()) outside_.breaks("the commands are never all decided");
        for (const auto& process : processes_)
            for (int i = 0; i < rounds_max && !process->at_end(); ++i) process->act();
        for (Unaware& reader : unaware_) read_on(reader);
    }

    /// What was promised, asked of the log by one who reads it from the beginning.
    void compare() {
        RuleState state;
        LogFold fold;
        std::set<int> decided;  // refused by a Decided
        for (const Lying& record : outside_.log) {
            const Verdict verdict = options_.step(state, record);
            out_.terms += verdict == Verdict::term;
            out_.voided += verdict == Verdict::voided;
            out_.suspect += verdict == Verdict::suspect;
            if (verdict == Verdict::decided) decided.merge(offsets_of(record));
            if (verdict != Verdict::entry) continue;
            if (const std::string why = add_to(fold, record.value); !why.empty())
                return outside_.breaks(why);
            ++out_.accepted;
        }
        for (const auto& process : processes_)
            if (process->state() != state || process->fold() != fold)
                return outside_.breaks("a reader has folded something else");
        for (int offset = 0; offset < static_cast<int>(outside_.commands.size()); ++offset)
            if (!fold.seq_of.contains(outside_.commands[static_cast<std::size_t>(offset)]) &&
                !decided.contains(offset))
                outside_.breaks("a command was passed over");
        if (outside_.was_cut) return;
        if (out_.suspect > 0) outside_.breaks("an alarm without a cause");
        for (const auto& [id, seq] : outside_.answered)
            if (const auto found = fold.seq_of.find(id);
                found == fold.seq_of.end() || found->second != seq)
                outside_.breaks("an accepted command is not in the journal as it was answered");
        for (const int offset : outside_.refused)
            if (fold.offsets.contains(offset)) outside_.breaks("a refused command left something");
    }

    std::set<int> offsets_of(const Lying& record) const {
        const auto found = outside_.meant.find(record.stamp);
        if (found == outside_.meant.end()) return {};
        return {found->second.begin(), found->second.end()};
    }

    const WorldOptions options_;
    Chance chance_;
    Outside outside_;
    std::vector<std::unique_ptr<LogProcess>> processes_;
    std::vector<Unaware> unaware_;
    Outcome out_;
};

}  // namespace

Outcome live(const WorldOptions& options) { return World(options).live(); }

}  // namespace dossier::test
