#include "bench/chance.hpp"

#include <cmath>
#include <numbers>

namespace dossier::bench {
namespace {

/// (exp(x) - 1) / x and log(1 + x) / x, which are 1 at 0.
double exp_part(double x) { return std::fabs(x) > 1e-8 ? std::expm1(x) / x : 1 + x / 2; }
double log_part(double x) { return std::fabs(x) > 1e-8 ? std::log1p(x) / x : 1 - x / 2; }

/// The integral of x^-exponent, and back.
double integral(double x, double exponent) {
    const double log_x = std::log(x);
    return exp_part((1 - exponent) * log_x) * log_x;
}
double from_integral(double y, double exponent) {
    const double t = std::fmax(-1.0, y * (1 - exponent));
    return std::exp(log_part(t) * y);
}

}  // namespace

double Chance::normal() {
    const double radius = std::sqrt(-2 * std::log(1 - part()));
    return radius * std::cos(2 * std::numbers::pi * part());
}

double Chance::log_normal(double median, double p99) {
    constexpr double z99 = 2.3263478740408408;
    return median * std::exp(std::log(p99 / median) / z99 * normal());
}

double Chance::exponential(double mean) { return -mean * std::log(1 - part()); }

std::uint64_t zipf(Chance& chance, std::uint64_t n, double exponent) {
    const double first = integral(1.5, exponent) - 1;
    const double last = integral(static_cast<double>(n) + 0.5, exponent);
    const double shift =
        2 - from_integral(integral(2.5, exponent) - std::pow(2.0, -exponent), exponent);
    for (;;) {
        const double u = last + chance.part() * (first - last);
        const double x = from_integral(u, exponent);
        double rank = std::floor(x + 0.5);
        rank = std::fmin(std::fmax(rank, 1), static_cast<double>(n));
        if (rank - x <= shift || u >= integral(rank + 0.5, exponent) - std::pow(rank, -exponent))
            return static_cast<std::uint64_t>(rank);
    }
}

}  // namespace dossier::bench
