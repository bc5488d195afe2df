#include "bench/measure.hpp"

#include "schema/json_text.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>

#include <unistd.h>

namespace dossier::bench {
namespace {

std::string number(std::optional<double> value) {
    if (!value) return "null";
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", *value);
    return text;
}

std::string readable(double value) {
    char text[32];
    const int digits = std::fabs(value) >= 100 ? 0 : std::fabs(value) >= 1 ? 2 : 4;
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

}  // namespace

std::optional<double> Row::ratio() const {
    if (!baseline || *baseline == 0) return {};
    return value / *baseline;
}

bool Row::reached() const {
    if (!goal) return true;
    const double is = ratio().value_or(value);
    return higher_is_better ? is >= *goal : is <= *goal;
}

Report::~Report() {
    if (json_) std::puts(any_ ? "\n]" : "[]");
}

void Report::title(const std::string& text) {
    if (!json_) std::printf("\n%s\n", text.c_str());
}

void Report::add(const Row& row) {
    if (json_) {
        std::string line = any_ ? ",\n" : "[\n";
        line += R"({"name":)" + dossier::quoted(row.name) + R"(,"value":)" + number(row.value) +
                R"(,"unit":)" + dossier::quoted(row.unit) + R"(,"baseline":)" +
                number(row.baseline) + R"(,"ratio":)" + number(row.ratio()) + R"(,"goal":)" +
                number(row.goal) + R"(,"higher_is_better":)" +
                (row.higher_is_better ? "true}" : "false}");
        std::fputs(line.c_str(), stdout);
    } else {
        std::printf("  %-46s %10s %-12s", row.name.c_str(), readable(row.value).c_str(),
                    row.unit.c_str());
        if (row.ratio())
            std::printf(" = %5.2f x %s", *row.ratio(), readable(*row.baseline).c_str());
        if (row.goal)
            std::printf("   goal %s %s%s",
                        row.higher_is_better ? ">=" : "<=", readable(*row.goal).c_str(),
                        row.reached() ? "" : "   MISSED");
        std::puts("");
    }
    any_ = true;
    std::fflush(stdout);
}

void progress(const char* what, double part) {
    if (::isatty(STDERR_FILENO) == 0) return;
    std::fprintf(stderr, "\r  %s: %3.0f %%%s", what, std::min(part, 1.0) * 100,
                 part < 1 ? "" : "\r\033[K");
}

double quantile(std::vector<double> values, double part) {
    const auto rank =
        static_cast<std::size_t>(std::ceil(part * static_cast<double>(values.size())));
    const auto nth =
        values.begin() + static_cast<std::ptrdiff_t>(std::max<std::size_t>(rank, 1) - 1);
    std::nth_element(values.begin(), nth, values.end());
    return *nth;
}

double median(std::vector<double> values) { return quantile(std::move(values), 0.5); }

double cpu_seconds() {
    timespec spent{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
    return static_cast<double>(spent.tv_sec) + static_cast<double>(spent.tv_nsec) * 1e-9;
}

}  // namespace dossier::bench
