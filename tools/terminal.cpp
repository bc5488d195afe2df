#include "tools/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace dossier::tools {
namespace {

constexpr auto redraw = std::chrono::milliseconds{100};
constexpr std::size_t bar_columns = 24;

/// The bytes of the scalar that starts here; 1 for a byte that starts none.
std::size_t scalar_bytes(std::string_view text) {
    const auto first = static_cast<unsigned char>(text.front());
    const std::size_t n = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    return std::min(n, text.size());
}

std::uint32_t scalar(std::string_view bytes) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    if (bytes.size() == 1) return at(0);
    std::uint32_t value = at(0) & (0xffu >> (bytes.size() + 1));
    for (std::size_t i = 1; i < bytes.size(); ++i) value = value << 6 | (at(i) & 0x3fu);
    return value;
}

/// Unicode Standard Annex 11, coarsely: marks take none, ideographs and emoji two columns.
std::size_t columns_of(std::uint32_t c) {
    if ((c >= 0x300 && c <= 0x36f) || (c >= 0x200b && c <= 0x200f) || c == 0xfe0f) return 0;
    const bool wide = (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf) ||
                      (c >= 0xac00 && c <= 0xd7a3) || (c >= 0xf900 && c <= 0xfaff) ||
                      (c >= 0xff00 && c <= 0xff60) || (c >= 0x1f300 && c <= 0x1faff);
    return wide ? 2 : 1;
}

std::string_view code_of(Colour colour) {
    switch (colour) {
        case Colour::plain: return "0";
        case Colour::bold: return "1";
        case Colour::dim: return "2";
        case Colour::red: return "31";
        case Colour::green: return "32";
        case Colour::yellow: return "33";
        case Colour::blue: return "34";
    }
    return "0";
}

}  // namespace

bool out_is_terminal() {
    static const bool is = isatty(STDOUT_FILENO) == 1;
    return is;
}

bool err_is_terminal() {
    static const bool is = isatty(STDERR_FILENO) == 1;
    return is;
}

bool out_has_colours() {
    static const char* const no = std::getenv("NO_COLOR");
    return out_is_terminal() && (no == nullptr || *no == '\0');
}

std::size_t terminal_columns() {
    winsize size{};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
    return 100;
}

std::string coloured(std::string_view text, Colour colour) {
    if (!out_has_colours() || colour == Colour::plain) return std::string(text);
    return "\033[" + std::string(code_of(colour)) + "m" + std::string(text) + "\033[0m";
}

std::size_t width_of(std::string_view text) {
    std::size_t width = 0;
    while (!text.empty()) {
        const std::size_t n = scalar_bytes(text);
        width += columns_of(scalar(text.substr(0, n)));
        text.remove_prefix(n);
    }
    return width;
}

std::string fitted(std::string_view text, std::size_t columns) {
    std::string flat(text);
    std::replace_if(
        flat.begin(), flat.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    if (width_of(flat) <= columns) return flat;
    std::string kept;
    std::size_t width = 0;
    for (std::string_view rest = flat; !rest.empty();) {
        const std::size_t n = scalar_bytes(rest), wide = columns_of(scalar(rest.substr(0, n)));
        if (width + wide + 1 > columns) break;
        kept += rest.substr(0, n);
        width += wide;
        rest.remove_prefix(n);
    }
    return columns == 0 ? "" : kept + "…";
}

std::string padded(std::string_view text, std::size_t columns) {
    std::string out = fitted(text, columns);
    return out + std::string(columns - std::min(columns, width_of(out)), ' ');
}

Progress::Progress(std::string what, std::uint64_t total)
    : what_(std::move(what)), total_(total), started_(std::chrono::steady_clock::now()) {}

Progress::~Progress() { finish(); }

void Progress::at(std::uint64_t done) {
    done_ = done;
    const auto now = std::chrono::steady_clock::now();
    if (!err_is_terminal() || now - drawn_ < redraw) return;
    drawn_ = now;
    draw();
}

void Progress::draw() {
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
    const double rate = seconds > 0 ? static_cast<double>(done_) / seconds : 0;
    if (total_ == 0) {
        std::fprintf(stderr, "\r%s %llu  %.0f/s\033[K", what_.c_str(),
                     static_cast<unsigned long long>(done_), rate);
    } else {
        const double part = std::min(1.0, static_cast<double>(done_) / static_cast<double>(total_));
        const auto full = static_cast<std::size_t>(part * bar_columns);
        std::string bar;
        for (std::size_t i = 0; i < bar_columns; ++i) bar += i < full ? "█" : "░";
        std::fprintf(stderr, "\r%s %s %3.0f %%  %llu of %llu  %.0f/s\033[K", what_.c_str(),
                     bar.c_str(), part * 100, static_cast<unsigned long long>(done_),
                     static_cast<unsigned long long>(total_), rate);
    }
    std::fflush(stderr);
    shown_ = true;
}

void Progress::finish() {
    if (shown_) std::fputs("\r\033[K", stderr);
    shown_ = false;
}

}  // namespace dossier::tools
