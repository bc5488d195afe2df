#include "tools/import/read.hpp"

namespace dossier::tools {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr int end_of_file = std::istream::traits_type::eof();

/// One line as it was cut: its cells, or why it has none.
struct Line {
    std::size_t number = 0;
    std::vector<std::string> cells;
    std::string why;
};

class Lines {
public:
    explicit Lines(std::istream& in) : in_(in) {}

    /// False at the end. A quoted cell may hold line breaks; `number` is where the line begins.
    bool next(Line& line) {
        if (in_.peek() == end_of_file) return false;
        line = {number_, {""}, {}};
        size_ = 0;
        bool more = true;
        while (more) more = in_.peek() == '"' ? quoted(line) : bare(line);
        return true;
    }

private:
    /// One cell, and what ends it; false when that ends the line.
    bool bare(Line& line) {
        for (int c = in_.get(); c != end_of_file; c = in_.get()) {
            if (c == ',') return begin_cell(line);
            if (c == '\n') return ++number_, drop_return(line), false;
            keep(line, static_cast<char>(c));
        }
        return false;
    }

    bool quoted(Line& line) {
        in_.get();
        for (int c = in_.get(); c != end_of_file; c = in_.get()) {
            if (c == '\n') ++number_;
            if (c == '"' && in_.peek() != '"') return bare(line);  // what ends it, and no more
            if (c == '"') in_.get();
            keep(line, static_cast<char>(c));
        }
        line.why = "A quoted cell does not end.";
        return false;
    }

    static bool begin_cell(Line& line) { return line.cells.emplace_back(), true; }

    static void drop_return(Line& line) {
        if (line.cells.back().ends_with('\r')) line.cells.back().pop_back();
    }

    void keep(Line& line, char c) {
        if (++size_ <= row_bytes_max)
            line.cells.back() += c;
        else
            line.why = "This line is larger than 1 MiB.";
    }

    std::istream& in_;
    std::size_t number_ = 1, size_ = 0;
};

/// "ObjectId(65f0…)" is how mongoexport writes an id into a cell.
std::string_view bare_id(std::string_view cell) {
    constexpr std::string_view opening = "ObjectId(";
    if (!cell.starts_with(opening) || !cell.ends_with(')')) return cell;
    return cell.substr(opening.size(), cell.size() - opening.size() - 1);
}

Row row_of(const std::vector<std::string>& header, Line line) {
    if (line.why.empty() && line.cells.size() != header.size())
        line.why = "This line has " + std::to_string(line.cells.size()) + " cells, the header " +
                   std::to_string(header.size()) + ".";
    if (!line.why.empty()) return {line.number, {}, std::move(line.why)};
    json::object fields;
    for (std::size_t i = 0; i < header.size(); ++i)
        if (!line.cells[i].empty()) fields[header[i]] = bare_id(line.cells[i]);
    return {line.number, std::move(fields), {}};
}

bool blank(const Line& line) {
    return line.why.empty() && line.cells.size() == 1 && line.cells[0].empty();
}

}  // namespace

void read_csv(std::istream& in, const TakeRow& take) {
    Lines lines(in);
    Line line;
    if (!lines.next(line)) return;
    std::vector<std::string> header = std::move(line.cells);
    if (header[0].starts_with(byte_order_mark)) header[0].erase(0, byte_order_mark.size());
    while (lines.next(line))
        if (!blank(line)) take(row_of(header, std::move(line)));
}

}  // namespace dossier::tools
