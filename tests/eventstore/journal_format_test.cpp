// docs/journal-format.md is true: its example is an entry, and its reader reads a journal.
#include "base/crypto.hpp"
#include "eventstore/entry.hpp"
#include "eventstore/rocks.hpp"
#include "eventstore/rocks_journal.hpp"
#include "tests/support/child.hpp"
#include "tests/support/entries.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch_test_macros.hpp>

#include <fstream>
#include <iterator>

using namespace dossier;

namespace {

std::string page() {
    std::ifstream in(DOSSIER_SOURCE_DIR "/docs/journal-format.md");
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string between(const std::string& text, const std::string& begin, const std::string& end) {
    const std::size_t from = text.find(begin) + begin.size();
    REQUIRE(from >= begin.size());
    return text.substr(from, text.find(end, from) - from);
}

/// What `ldb scan --hex` would print of the journal.
void dump(const std::filesystem::path& journal, const std::filesystem::path& to) {
    const rocks::Database rows(rocks::Disk{journal}, {{"entries", rocks::Shape::log}},
                               rocks::Mode::reader);
    std::ofstream out(to);
    rocks::Cursor cursor = rows.cursor(0);
    for (cursor.seek(""); cursor.valid(); cursor.next())
        out << "0x" << to_hex(cursor.key()) << " ==> 0x" << to_hex(cursor.value()) << '\n';
}

/// What the page's reader prints of these entries, without and with its complaint.
std::vector<std::string> read_by_python(const std::vector<std::string>& entries, bool& content) {
    test::TempDir folder;
    { RocksJournal(rocks::Disk{folder / "journal"}, 1).append(0, entries); }
    dump(folder / "journal", folder / "rows");
    std::ofstream(folder / "reader.py") << between(page(), "```python\n", "```");
    test::Child child({"/bin/sh", "-c",
                       "python3 " + (folder / "reader.py").string() + " < " +
                           (folder / "rows").string() + " 2>&1"});
    std::vector<std::string> lines;
    for (std::string line; child.line(line);) lines.push_back(line);
    content = child.wait() == 0;
    return lines;
}

bool has_python() { return std::system("python3 -c 'import json' > /dev/null 2>&1") == 0; }

}  // namespace

TEST_CASE("the page's example is an entry, and hashes to what it says") {
    const std::string example = between(page(), "## An example\n\n    ", "\n");
    CHECK(to_bytes(entry_from(example)) == example);
    CHECK(page().find('`' + to_hex(view(sha256(example))) + '`') != std::string::npos);
}

TEST_CASE("the page's reader reads a journal, and sees what is wrong with one") {
    if (!has_python()) SKIP("there is no python3 here");
    std::vector<std::string> entries;
    for (int seq = 1; seq <= 3; ++seq)
        entries.push_back(to_bytes(test::company_entry("acme", seq)));
    Entry wide = test::contact_entry("acme", 4);
    wide.reason = "quotes \" and \\, a line\nand a\ttab, \x01, /, ü, 漢, 🙂";
    wide.keys["10"] = "tenant";
    entries.push_back(to_bytes(wide));
    bool content = false;
    const std::vector<std::string> lines = read_by_python(entries, content);
    CHECK(content);
    REQUIRE(lines.size() == 4);
    CHECK(lines[1] ==
          "acme 2 2023-11-14T22:13:20.000002Z CompanyRegistered company/" + test::uuid(2) + " 1");

    entries.erase(entries.begin() + 1);
    const std::vector<std::string> holed = read_by_python(entries, content);
    CHECK_FALSE(content);
    REQUIRE_FALSE(holed.empty());
    CHECK(holed.back() == "AssertionError: acme 3: there is a hole before it");
}
