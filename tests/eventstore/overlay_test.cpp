#include "eventstore/overlay.hpp"

#include "tests/support/temp_dir.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace dossier;

namespace {

using Seen = std::map<std::string, std::string>;

Seen seen(const Rows& rows, std::string_view prefix) {
    Seen all;
    std::string last;
    rows.scan(prefix, [&](std::string_view key, std::string_view value) {
        CHECK(last < key);  // in order, each once
        last = key;
        all.emplace(key, value);
        return true;
    });
    return all;
}

}  // namespace

TEST_CASE("rows on top of rows: the upper ones hold, and a removed one is not there") {
    const test::TempDir dir;
    State state(rocks::Disk{dir.path()});
    state.write(std::vector<RowChange>{{"sa", "1"}, {"sb", "1"}, {"sd", "1"}}, 7);
    Overlay overlay(state);
    Layer first(overlay);
    first.put("sb", "2");
    first.put("sc", "2");
    first.remove("sd");
    overlay.add(first.changes(), 1);
    Layer layer(overlay);
    layer.remove("sa");
    layer.put("se", "3");

    CHECK(seen(state, "s") == Seen{{"sa", "1"}, {"sb", "1"}, {"sd", "1"}});
    CHECK(seen(overlay, "s") == Seen{{"sa", "1"}, {"sb", "2"}, {"sc", "2"}});
    CHECK(seen(layer, "s") == Seen{{"sb", "2"}, {"sc", "2"}, {"se", "3"}});
    CHECK_FALSE(layer.get("sa"));
    CHECK(layer.get("sb") == "2");
    CHECK_FALSE(layer.get("sd"));
}

TEST_CASE("what has settled in the state leaves the overlay, what came later stays") {
    const test::TempDir dir;
    State state(rocks::Disk{dir.path()});
    Overlay overlay(state);
    overlay.add({{"sa", "1"}, {"sb", "1"}}, 1);
    const std::vector<RowChange> closed = overlay.close(1);
    REQUIRE(closed.size() == 2);
    overlay.add({{"sb", "2"}}, 2);
    state.write(closed, 1);
    overlay.settle(1);
    CHECK(seen(overlay, "s") == Seen{{"sa", "1"}, {"sb", "2"}});
    CHECK(seen(state, "s") == Seen{{"sa", "1"}, {"sb", "1"}});
    state.write(overlay.close(2), 2);
    overlay.settle(2);
    CHECK(seen(overlay, "s") == seen(state, "s"));
    CHECK(state.get("sb") == "2");
    CHECK(state.position() == 2);
}
