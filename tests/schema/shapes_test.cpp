// Every shape there is, through every format there is.
#include "schema/binary.hpp"
#include "schema/describe.hpp"
#include "schema/formats.hpp"
#include "schema/sample.hpp"

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <set>
#include <stdexcept>

using namespace dossier;

namespace {

enum class Color : std::uint8_t { red, green };
constexpr std::array<std::string_view, 2> names(Color) { return {"red", "green"}; }

struct Inner {
    Personal<std::string> email;
    std::optional<Money> price;

    static void describe(auto& is) {
        is.named("Inner", "Inside of another.");
        is.field("email", &Inner::email).email().editable();
        is.field("price", &Inner::price).min(0).editable();
    }
};

struct Everything {
    bool agreed = false;
    std::int64_t count = 1;
    std::string title;
    std::string body;
    Json extra;
    CaseId about;
    Timestamp at;
    Date day;
    Duration length;
    Rate rate;
    Money price{0, "EUR"};
    Color color = Color::red;
    std::optional<Date> until;
    std::optional<Json> settings;
    std::vector<Quantity> quantities;
    Map<Money> prices;
    Map<std::string> labels;
    std::optional<Personal<std::string>> name;
    Patch<Inner> change;
    std::vector<Inner> inners;

    static void describe(auto& is) {
        is.named("Everything", "One of each.");
        is.field("agreed", &Everything::agreed);
        is.field("count", &Everything::count, "How many.").min(1).max(9);
        is.field("title", &Everything::title).limit(10);
        is.field("body", &Everything::body).bytes(12).multiline();
        is.field("extra", &Everything::extra);
        is.field("about", &Everything::about).refers("case");
        is.field("at", &Everything::at);
        is.field("day", &Everything::day);
        is.field("length", &Everything::length).min(0).max(3600);
        is.field("rate", &Everything::rate).min(1);
        is.field("price", &Everything::price).min(-100);
        is.field("color", &Everything::color);
        is.field("until", &Everything::until);
        is.field("settings", &Everything::settings).bytes(40);
        is.field("quantities", &Everything::quantities);
        is.field("prices", &Everything::prices).limit(3);
        is.field("labels", &Everything::labels);
        is.field("name", &Everything::name);
        is.field("change", &Everything::change);
        is.field("inners", &Everything::inners);
    }
};

struct Needs {
    Json extra;
    std::optional<Money> price;
    Map<std::string> labels;
    Patch<Inner> change;
    Date day;

    static void describe(auto& is) {
        is.named("Needs", "Everything here is needed.");
        is.field("extra", &Needs::extra).required();
        is.field("price", &Needs::price).required();
        is.field("labels", &Needs::labels).required();
        is.field("change", &Needs::change).required();
        is.field("day", &Needs::day).required();
    }
};

struct SignIn {
    std::string name, password;

    static void describe(auto& is) {
        is.named("SignIn", "Has a secret.");
        is.field("name", &SignIn::name);
        is.field("password", &SignIn::password).secret();
    }
};

struct Kept {
    std::vector<SignIn> tries;

    static void describe(auto& is) {
        is.named("Kept", "Would keep one.");
        is.field("tries", &Kept::tries);
    }
};

struct Was {
    Quantity n;
    static void describe(auto& is) {
        is.named("Was", "Counted in thousandths.");
        is.field("n", &Was::n);
    }
};

struct Is {
    Rate n;
    static void describe(auto& is) {
        is.named("Is", "Counts finer.");
        is.field("n", &Is::n);
    }
};

/// path and rule of everything wrong, as they read best when a test fails.
using Wrong = std::set<std::string>;

template <class T>
Wrong wrong(std::string_view json) {
    T value;
    Wrong rules;
    for (const Error& error : read_command(type_of<T>(), &value, json))
        CHECK(rules.insert(error.path + " " + error.rule).second);
    return rules;
}

Everything command(std::string_view json) {
    Everything value;
    for (const Error& error : read_command(type_of<Everything>(), &value, json)) {
        INFO(error.path << " " << error.message);
        CHECK(error.rule.empty());
    }
    return value;
}

}  // namespace

TEST_CASE("every shape comes back from JSON and from bytes as it was") {
    const Type& type = type_of<Everything>();
    const Decoder decoder(type, stored_description(type));
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        INFO("seed " << seed);
        const Object made = Sampler(seed).make(type);
        const std::string json = to_json(type, made.get());
        Object again(type), bytes(type);
        REQUIRE(from_json(type, again.get(), json).empty());
        decoder.decode(bytes.get(), encode(type, made.get()));
        CHECK(diff(type, made.get(), again.get()).empty());
        CHECK(diff(type, made.get(), bytes.get()).empty());
        CHECK(to_json(type, again.get()) == json);
        CHECK(to_json(type, bytes.get()) == json);
    }
}

TEST_CASE("a sampled command has nothing wrong") {
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        const Object made = Sampler(seed).command(type_of<Everything>());
        const std::string json = to_json(type_of<Everything>(), made.get());
        INFO("seed " << seed << ": " << json);
        CHECK(wrong<Everything>(json).empty());
    }
}

TEST_CASE("days, lengths, decimals and money have one JSON form each") {
    const std::string json =
        R"({"agreed":true,"count":9,"title":"","body":"","extra":null,"about":"",)"
        R"("at":"2024-03-27T09:30:00.000000Z","day":"2024-03-27","length":90,"rate":"1.25",)"
        R"("price":{"minor":1250,"currency":"EUR"},"color":"green","until":"2024-12-31",)"
        R"("quantities":["0.001","-3"],"prices":{"a":{"minor":-5,"currency":"JPY"}},"change":{}})";
    CHECK(to_json(type_of<Everything>(),
                  std::addressof(static_cast<const Everything&>(command(json)))) == json);
}

TEST_CASE("what is no day and no decimal and no money is said where it is") {
    CHECK(wrong<Everything>(
              R"({"day":"2023-02-29","length":1.5,"rate":1.25,"price":{"minor":1.5,"x":1},
                  "until":"soon","quantities":["1.2345",5],"prices":{"a":7,"":{"minor":1,"currency":"EUR"}}})") ==
          Wrong{"/day date", "/length duration", "/rate decimal", "/price/minor integer",
                "/price/x unknown", "/price/currency required", "/until date",
                "/quantities/0 decimal", "/quantities/1 decimal", "/prices/a money",
                "/prices key"});
    CHECK(wrong<Everything>(R"({"price":{"minor":1,"currency":"eur"},"rate":"1"})") ==
          Wrong{"/price currency"});
    CHECK(
        wrong<Everything>(R"({"price":{"minor":9000000000000001,"currency":"EUR"},"rate":"1"})") ==
        Wrong{"/price limit"});
}

TEST_CASE("numbers keep to their bounds") {
    CHECK(wrong<Everything>(R"({"count":0,"length":3601,"rate":"0",
                                "price":{"minor":-101,"currency":"EUR"},
                                "inners":[{"price":{"minor":-1,"currency":"EUR"}}]})") ==
          Wrong{"/count min", "/length max", "/rate min", "/price min", "/inners/0/price min"});
}

TEST_CASE("bodies are counted in bytes and a JSON value in bytes and levels") {
    const std::string deep =
        R"({"rate":"1","extra":)" + std::string(9, '[') + std::string(9, ']') + "}";
    CHECK(
        wrong<Everything>(
            R"({"rate":"1","body":"ääääääa","settings":{"a":"0123456789012345678901234567890123456789"}})") ==
        Wrong{"/body limit", "/settings limit"});
    CHECK(wrong<Everything>(R"({"rate":"1","body":"ääääää"})").empty());
    CHECK(wrong<Everything>(deep) == Wrong{"/extra limit"});
}

TEST_CASE("what is needed is there and not empty whatever its shape") {
    CHECK(wrong<Needs>("{}") == Wrong{"/extra required", "/price required", "/labels required",
                                      "/change required", "/day required"});
    CHECK(wrong<Needs>(R"({"extra":null,"price":null,"labels":{},"change":{},"day":null})") ==
          wrong<Needs>("{}"));
}

TEST_CASE("a text is composed and its lines end one way") {
    const Everything read =
        command("{\"rate\":\"1\",\"title\":\" U\u0308n \",\"body\":\"a\\r\\nb\\rc \"}");
    CHECK(read.title == "\u00dcn");
    CHECK(read.body == "a\nb\nc");
    CHECK(wrong<Everything>("{\"title\":\"\xff\"}") == Wrong{" json"});
}

TEST_CASE("a name that comes twice is refused where it is") {
    CHECK(wrong<Everything>(R"({"rate":"1","count":1,"count":1,"labels":{"a":"","a":""},
            "price":{"minor":1,"minor":2,"currency":"EUR"},"extra":{"x":[{"y":1,"\u0079":1}]},
            "change":{"price":null,"price":null},"inners":[{"email":"","email":""}]})") ==
          Wrong{"/count twice", "/labels/a twice", "/price/minor twice", "/extra/x/0/y twice",
                "/change/price twice", "/inners/0/email twice"});
}

TEST_CASE("a JSON value stays as it came but for blanks") {
    const Everything read = command(R"({"rate":"1","extra": { "b" : [ 1.50, 1e3, "\u0041 b" ] ,
                                        "a":{ },"c":[ ] } })");
    CHECK(read.extra.text == R"({"b":[1.50,1e3,"\u0041 b"],"a":{},"c":[]})");
    Everything again;
    const std::string json = to_json(type_of<Everything>(), &read);
    CHECK(from_json(type_of<Everything>(), &again, json).empty());
    CHECK(again.extra.text == read.extra.text);
}

TEST_CASE("a decimal of another scale is another shape") {
    CHECK_THROWS_AS(Decoder(type_of<Is>(), stored_description(type_of<Was>())), std::runtime_error);
}

TEST_CASE("a secret is written nowhere and kept by nothing") {
    SignIn asked;
    REQUIRE(read_command(type_of<SignIn>(), &asked, R"({"name":"kim","password":"1234"})").empty());
    CHECK(asked.password == "1234");
    CHECK(to_json(type_of<SignIn>(), &asked) == R"({"name":"kim"})");
    CHECK_THROWS_AS(require_no_secret(type_of<SignIn>()), std::logic_error);
    CHECK_THROWS_AS(require_no_secret(type_of<Kept>()), std::logic_error);
    CHECK_NOTHROW(require_no_secret(type_of<Everything>()));
}

TEST_CASE("a JSON Schema knows every shape and its bounds and what it is about") {
    const std::string schema = json_schema(type_of<Everything>());
    for (const char* part :
         {R"("count":{"type":"integer","minimum":1,"maximum":9,"description":"How many."})",
          R"("day":{"type":"string","format":"date"})",
          R"("rate":{"type":"string","pattern":"^-?[0-9]{1,10}(\\.[0-9]{1,8})?$"})",
          R"("body":{"type":"string","maxLength":12})",
          R"("currency":{"type":"string","pattern":"^[A-Z]{3}$"})",
          R"("color":{"enum":["red","green"]})"}) {
        INFO(part);
        CHECK(schema.find(part) != std::string::npos);
    }
    CHECK(json_schema(type_of<SignIn>()).find(R"("writeOnly":true)") != std::string::npos);
}

TEST_CASE("the schema of what is stored asks no flag, and knows that what is personal is sealed") {
    const std::string schema = stored_schema(type_of<Everything>(), "#/$defs/Sealed");
    for (const char* part : {R"("count":{"type":"integer","description":"How many."})",
                             R"("until":{"type":"string","format":"date"})",
                             R"("name":{"anyOf":[{"$ref":"#/$defs/Sealed"},{"const":""}]})"}) {
        INFO(part);
        CHECK(schema.find(part) != std::string::npos);
    }
    CHECK(schema.find("required\":[\"") == schema.find(R"(required":["minor")"));
}
