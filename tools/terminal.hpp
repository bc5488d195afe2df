#pragma once
// What people see: widths, colours where they are wanted, a bar while something takes long.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace dossier::tools {

bool out_is_terminal();
bool err_is_terminal();
/// A terminal, and NO_COLOR is not set (no-color.org).
bool out_has_colours();
std::size_t terminal_columns();  // 100 where there is no terminal

enum class Colour : std::uint8_t { plain, bold, dim, red, green, yellow, blue };
/// As it is when stdout has no colours.
std::string coloured(std::string_view text, Colour);

/// Columns the text takes: its UTF-8 scalars, wide ones (East Asian, emoji) as two.
std::size_t width_of(std::string_view text);
/// Cut to so many columns, with … in the last when something was lost; line breaks become spaces.
std::string fitted(std::string_view text, std::size_t columns);
std::string padded(std::string_view text, std::size_t columns);

/// One line on stderr that is drawn over, at most ten times a second; silent where no one looks.
class Progress {
public:
    Progress(std::string what, std::uint64_t total);
    ~Progress();
    void at(std::uint64_t done);
    void finish();  // wipes the line

private:
    void draw();

    std::string what_;
    std::uint64_t total_ = 0, done_ = 0;
    bool shown_ = false;
    std::chrono::steady_clock::time_point started_, drawn_;
};

}  // namespace dossier::tools
