// Whose data can be opened, in memory and on the disk alike.
#include "eventstore/keys.hpp"
#include "eventstore/rocks.hpp"
#include "tests/support/temp_dir.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <atomic>
#include <fstream>
#include <iterator>
#include <thread>
#include <vector>

using namespace dossier;
namespace fs = std::filesystem;

namespace {

SystemRandom chance;
const Bytes32 root = sha256("root"), passphrase = sha256("passphrase");

std::unique_ptr<Keys> on_disk(const test::TempDir& folder, const Bytes32& under = root) {
    return open_keys(rocks::Disk{folder / "keys"}, under, chance);
}
std::unique_ptr<Keys> in_memory(const test::TempDir&) { return memory_keys(chance); }
std::unique_ptr<Keys> in_rocks(const test::TempDir& folder) { return on_disk(folder); }
using Maker = std::unique_ptr<Keys> (*)(const test::TempDir&);

Box sealed(Keys& keys, std::string_view tenant, std::int64_t key, std::string_view plain) {
    keys.ensure(tenant, key);
    return keys.seal(tenant, key, plain);
}

std::string all_bytes(const fs::path& folder) {
    std::string all;
    for (const auto& file : fs::recursive_directory_iterator(folder)) {
        if (!file.is_regular_file()) continue;
        std::ifstream in(file.path(), std::ios::binary);
        all.append(std::istreambuf_iterator<char>(in), {});
    }
    return all;
}

/// Bytes of `old` that are nowhere else: a window in the middle of a wrapped row is as good as
/// random.
bool any_left(const std::vector<std::string>& windows, const std::string& bytes) {
    for (const std::string& window : windows)
        if (bytes.find(window) != std::string::npos) return true;
    return false;
}

}  // namespace

TEST_CASE("what was sealed opens again, and only as what it was") {
    test::TempDir folder;
    const auto keys = GENERATE(Maker{in_memory}, Maker{in_rocks})(folder);
    const Box box = sealed(*keys, "acme", 17, R"("Kim")");
    CHECK(box.key == 17);
    CHECK(keys->open("acme", box) == R"("Kim")");
    CHECK(keys->open("acme", sealed(*keys, "acme", 1000, "")) == "");
    CHECK(keys->seal("acme", 17, R"("Kim")").text != box.text);

    sealed(*keys, "acme", 18, "x");
    sealed(*keys, "globex", 17, "x");
    CHECK_FALSE(keys->open("acme", {18, box.text}));
    CHECK_FALSE(keys->open("globex", box));
    CHECK_FALSE(keys->open("nobody", box));
    CHECK_FALSE(keys->open("acme", {17, "no base64!"}));
    CHECK_FALSE(keys->open("acme", {17, ""}));
    CHECK_FALSE(keys->open("acme", {-1, box.text}));
    std::string bytes = *from_base64(box.text);
    bytes[0] = 2;
    CHECK_FALSE(keys->open("acme", {17, to_base64(bytes)}));
}

TEST_CASE("nothing is sealed under a key that nobody made sure of") {
    test::TempDir folder;
    const auto keys = GENERATE(Maker{in_memory}, Maker{in_rocks})(folder);
    CHECK_THROWS_AS(keys->seal("acme", 17, "x"), StoreError);
    keys->ensure("acme", 17);
    CHECK_NOTHROW(keys->seal("acme", 255, "x"));
    CHECK_THROWS_AS(keys->seal("acme", 256, "x"), StoreError);
}

TEST_CASE("a destroyed key opens nothing, and its neighbours open everything") {
    test::TempDir folder;
    const auto keys = GENERATE(Maker{in_memory}, Maker{in_rocks})(folder);
    const Box gone = sealed(*keys, "acme", 17, "gone"), near = sealed(*keys, "acme", 18, "near"),
              far = sealed(*keys, "acme", 700, "far"), away = sealed(*keys, "acme", 70'000, "away"),
              other = sealed(*keys, "globex", 17, "other");
    const Bytes32 blind = keys->blind("acme", "kim@example.com");
    keys->destroy("acme", 17);
    keys->destroy("acme", 17);
    keys->destroy("acme", 1'000'000);
    CHECK_FALSE(keys->open("acme", gone));
    CHECK_THROWS_AS(keys->seal("acme", 17, "again"), StoreError);
    keys->ensure("acme", 17);
    CHECK_FALSE(keys->open("acme", gone));
    CHECK(keys->open("acme", near) == "near");
    CHECK(keys->open("acme", far) == "far");
    CHECK(keys->open("acme", away) == "away");
    CHECK(keys->open("globex", other) == "other");
    CHECK(keys->blind("acme", "kim@example.com") == blind);
}

TEST_CASE("a blind sum is the same for the same value of the same tenant") {
    test::TempDir folder;
    const auto keys = GENERATE(Maker{in_memory}, Maker{in_rocks})(folder);
    const Bytes32 sum = keys->blind("acme", "kim@example.com");
    CHECK(keys->blind("acme", "kim@example.com") == sum);
    CHECK(keys->blind("acme", "tim@example.com") != sum);
    CHECK(keys->blind("globex", "kim@example.com") != sum);
}

TEST_CASE("keys are there after a start, under the right root key only") {
    test::TempDir folder;
    Box box, gone;
    Bytes32 blind;
    {
        const auto keys = on_disk(folder);
        box = sealed(*keys, "acme", 17, "Kim");
        gone = sealed(*keys, "acme", 300, "Tim");
        blind = keys->blind("acme", "x");
        keys->destroy("acme", 300);
    }
    CHECK_THROWS_AS(on_disk(folder, sha256("another")), StoreError);
    const auto keys = on_disk(folder);
    CHECK(keys->open("acme", box) == "Kim");
    CHECK_FALSE(keys->open("acme", gone));
    CHECK(keys->blind("acme", "x") == blind);
}

TEST_CASE("after a key was destroyed no file has the bytes that held it") {
    test::TempDir folder;
    const auto keys = on_disk(folder);
    const fs::path place = folder / "keys";
    sealed(*keys, "acme", 17, "Kim");
    const std::string before = all_bytes(place);
    // The write-ahead log holds the wrapped pool and tenant key as they are, uncompressed.
    std::vector<std::string> windows;
    for (const char kind : {'p', 't'}) {
        const std::size_t at = before.find(std::string(1, kind) + "acme");
        REQUIRE(at != std::string::npos);
        windows.push_back(before.substr(at + 20, 24));
    }
    REQUIRE(any_left(windows, before));
    SECTION("when it was only in the log") {}
    SECTION("when it had been flushed") {
        keys->ensure("other", 1);
        keys->destroy("other", 1);
        CHECK(any_left(windows, all_bytes(place)));
    }
    keys->destroy("acme", 17);
    CHECK_FALSE(any_left(windows, all_bytes(place)));
}

TEST_CASE("a destruction that a crash cut short is made up for at the next start") {
    test::TempDir folder;
    const fs::path place = folder / "keys";
    sealed(*on_disk(folder), "acme", 17, "Kim");
    std::vector<std::string> windows;
    {
        // The rows are overwritten, and before they are purged the process ends.
        rocks::Database rows(rocks::Disk{place}, {{"keys"}});
        rocks::Cursor cursor = rows.cursor(0);
        rocks::Batch batch = rows.batch();
        for (cursor.seek("p"); cursor.valid() && cursor.key() < "q"; cursor.next()) {
            windows.emplace_back(cursor.value().substr(20, 24));
            batch.put(0, cursor.key(), "moved");
        }
        batch.put(0, "x", "");
        rows.write(batch, rocks::Sync::yes);
    }
    REQUIRE(windows.size() == 1);
    REQUIRE(any_left(windows, all_bytes(place)));
    const auto keys = on_disk(folder);
    CHECK_FALSE(any_left(windows, all_bytes(place)));
}

TEST_CASE("an export moves every key to another store, and wakes none that was destroyed") {
    test::TempDir here, there;
    const auto keys = on_disk(here);
    const Box box = sealed(*keys, "acme", 17, "Kim"), gone = sealed(*keys, "acme", 18, "Tim");
    const Bytes32 blind = keys->blind("acme", "x");
    const std::string early = keys->export_all(passphrase);
    keys->destroy("acme", 18);
    const std::string exported = keys->export_all(passphrase);

    const auto moved = on_disk(there, sha256("another root"));
    CHECK_THROWS_AS(moved->import_all(exported, sha256("wrong")), StoreError);
    CHECK_THROWS_AS(moved->import_all("something", passphrase), StoreError);
    moved->import_all(exported, passphrase);
    CHECK(moved->open("acme", box) == "Kim");
    CHECK_FALSE(moved->open("acme", gone));
    CHECK(moved->blind("acme", "x") == blind);
    moved->import_all(exported, passphrase);
    moved->import_all(early, passphrase);
    CHECK_FALSE(moved->open("acme", gone));
    moved->ensure("acme", 300);
    CHECK_NOTHROW(moved->seal("acme", 300, "x"));
}

TEST_CASE("an export of other keys under the same numbers is refused whole") {
    test::TempDir here, there;
    const auto one = on_disk(here), other = on_disk(there);
    sealed(*one, "acme", 17, "x");
    sealed(*one, "first", 1, "x");
    const Box kept = sealed(*other, "acme", 17, "y");
    CHECK_THROWS_AS(other->import_all(one->export_all(passphrase), passphrase), StoreError);
    CHECK(other->open("acme", kept) == "y");
    CHECK_THROWS_AS(other->seal("first", 1, "x"), StoreError);
}

TEST_CASE("any thread may seal, open, make and destroy") {
    test::TempDir folder;
    const auto keys = on_disk(folder);
    std::vector<std::thread> threads;
    std::atomic<int> wrong = 0;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            const std::string tenant = t % 2 == 0 ? "acme" : "globex";
            for (std::int64_t key = t * 1000; key < t * 1000 + 600; ++key) {
                const Box box = sealed(*keys, tenant, key, "x");
                if (keys->open(tenant, box) != "x") ++wrong;
                keys->blind(tenant, "x");
                if (key % 300 != 299) continue;
                keys->destroy(tenant, key);
                if (keys->open(tenant, box)) ++wrong;
            }
        });
    for (std::thread& thread : threads) thread.join();
    CHECK(wrong == 0);
}

TEST_CASE("the root key is made once, for its owner only") {
    test::TempDir folder;
    const fs::path file = folder / "root.key";
    ::unsetenv("DOSSIER_ROOT_KEY");
    const Bytes32 made = root_key(file, chance);
    CHECK(root_key(file, chance) == made);
    CHECK((fs::status(file).permissions() & fs::perms::all) ==
          (fs::perms::owner_read | fs::perms::owner_write));

    fs::permissions(file, fs::perms::group_read, fs::perm_options::add);
    CHECK_THROWS_AS(root_key(file, chance), StoreError);
    fs::permissions(file, fs::perms::group_read, fs::perm_options::remove);
    std::ofstream(file) << "short";
    CHECK_THROWS_AS(root_key(file, chance), StoreError);

    ::setenv("DOSSIER_ROOT_KEY", to_base64(view(root)).c_str(), 1);
    CHECK(root_key(file, chance) == root);
    ::setenv("DOSSIER_ROOT_KEY", "nonsense", 1);
    CHECK_THROWS_AS(root_key(file, chance), StoreError);
    CHECK(root_key_place(file) == "DOSSIER_ROOT_KEY");
    ::unsetenv("DOSSIER_ROOT_KEY");
    CHECK(root_key_place(file) == file);

    const fs::path given = folder / "given";  // by a container, readable by all in it
    std::ofstream(given) << to_base64(view(root)) << '\n';
    ::setenv("DOSSIER_ROOT_KEY_FILE", given.c_str(), 1);
    CHECK(root_key(folder / "none", chance) == root);
    CHECK(root_key_place(folder / "none") == given);
    fs::remove(given);
    CHECK_THROWS_AS(root_key(folder / "none", chance), StoreError);
    CHECK_FALSE(fs::exists(given));
    ::unsetenv("DOSSIER_ROOT_KEY_FILE");
}
