#pragma once
// Loads dumps: every row becomes a command, in an order in which each finds what it leads to.
#include "tools/import/command.hpp"

#include <filesystem>
#include <map>
#include <unordered_map>

namespace dossier::tools {

/// One file, and which collection it holds.
struct Dump {
    std::filesystem::path file;
    std::string name;  // as it is reported: "cases.json"
    Collection collection;
    std::uint64_t rows = 0;

    /// Throws CannotGoOn when it cannot be read.
    void read(const TakeRow&) const;
};

/// Finds the dumps in folders and files. What is no collection of ours, or comes as CSV beside the
/// same collection as JSON, is left out, and `say` says so. Throws CannotGoOn when there is none.
std::vector<Dump> dumps_in(std::span<const std::string> paths,
                           const std::function<void(const std::string&)>& say);

/// What became of a command.
struct Outcome {
    bool accepted = false;
    bool there = false;  // it had been accepted before
    std::string rule, message;
    Errors errors;
};

/// Where commands go. Outcomes come in the order of sending, at the latest when flush() returns.
class Sink {
public:
    using Then = std::function<void(const Outcome&)>;
    virtual ~Sink() = default;
    virtual void send(std::string command, Then) = 0;
    virtual void flush() = 0;
};

struct Tally {
    std::uint64_t read = 0, loaded = 0, there = 0, refused = 0;
};

struct ImportRules {
    OldNames names;
    std::vector<WordFor> words;
    std::string batch;
};

/// One run. A row that cannot be loaded is reported on a line and the rest go on; what leads to
/// such a row is reported as well. Memory grows with the number of rows by their ids only.
class Load {
public:
    using Say = std::function<void(const std::string& line)>;

    Load(std::vector<Dump>, ImportRules, Sink&, Say problem, Say note,
         std::function<void(std::uint64_t done)> progress = {});

    void run();

    const std::map<Collection, Tally>& tallies() const { return tallies_; }
    std::uint64_t rows() const;

private:
    enum class Fate : std::uint8_t { loaded, there, changed, refused };
    struct Known {
        const Dump* dump = nullptr;
        std::size_t line = 0;
        Fate fate = Fate::refused;
    };
    /// From the first to the last update of a case.
    struct Span {
        Timestamp first, last;
    };
    /// A row on its way.
    struct Sent {
        const Dump* dump;
        std::size_t line;
        json::object fields;
        Known* known;
        const Mapping* mapping;  // by which its command was made
    };

    void look_through(Dump&);
    void take(const Dump&, Row);
    void check_leads(Made&);
    Known* loaded(const Dump&, const Row&);
    void add_note(const Dump&, const Row&);
    void end_case(const Dump&, const Row&);
    void heard(const Sent&, const Outcome&);
    void ended(const Sent&, const Outcome&);
    void complain(const Sent&, const Outcome&);
    void date(json::object& case_fields) const;
    std::string ended_at(const std::string& old_id) const;
    void refuse(const Dump&, std::size_t line, const std::string& why);

    std::vector<Dump> dumps_;
    ImportRules rules_;
    Sink& sink_;
    Say problem_, note_;
    std::function<void(std::uint64_t)> progress_;
    std::map<Collection, Tally> tallies_;
    std::map<Collection, std::unordered_map<std::string, Known>> records_;  // by old id
    std::unordered_map<std::string, Span> updates_of_;                      // by the case's old id
    std::uint64_t done_ = 0;
};

}  // namespace dossier::tools
