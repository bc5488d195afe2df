#pragma once
// A measurement: a number, beside it what a loop that does the least possible work reached in the
// same run, and what we aim at.
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace dossier::bench {

struct Row {
    std::string name;
    double value = 0;
    std::string unit;
    std::optional<double> baseline;
    std::optional<double> goal;  // of the ratio where there is a baseline, else of the value
    bool higher_is_better = true;

    std::optional<double> ratio() const;
    /// False where there is a goal and it is missed.
    bool reached() const;
};

/// Prints rows as they come, a line each, for people or as JSON.
class Report {
public:
    explicit Report(bool json) : json_(json) {}
    ~Report();

    void title(const std::string&);
    void add(const Row&);

private:
    const bool json_;
    bool any_ = false;
};

/// Says on a terminal how much of something slow is done.
void progress(const char* what, double part);

/// The one in the middle; of an even number the lower one. Not of nothing.
double median(std::vector<double>);
/// The value that so much of all is not above; `part` is in (0, 1].
double quantile(std::vector<double>, double part);

class Watch {
public:
    double seconds() const {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    }

private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// Of this thread's own time on a processor, whatever else the machine does.
double cpu_seconds();

}  // namespace dossier::bench
