#include "tests/scenario/stage.hpp"

#include "consumers/provision.hpp"
#include "domain/users/user.hpp"

#include <thread>

namespace dossier::test {
namespace {

constexpr std::chrono::seconds patience{30};
constexpr std::chrono::milliseconds look_again{20};

}  // namespace

Stage::Stage() {
    const Provisioned made = provision(
        *house,
        {.slug = "acme", .name = "Acme", .admin_name = "Ada", .admin_email = "ada@acme.example"});
    REQUIRE_FALSE(made.why);
    ada = made.admin;
    max = hire("max", Role::manager);
    uma = hire("uma", Role::support);
    tom = hire("tom", Role::tech);
    sara = hire("sara", Role::sales);
}

UserId Stage::hire(const char* name, Role role) {
    const UserId user{
        done(ada, users::InviteUser{.profile = {.name = {name},
                                                .email = {std::string(name) + "@acme.example"}},
                                    .roles = {role}})
            .text};
    done(user, users::AcceptInvitation{}, stream(user));
    return user;
}

std::future<Answer> Stage::send(Request request) {
    const auto answered = std::make_shared<std::promise<Answer>>();
    std::future<Answer> answer = answered->get_future();
    house->submit(std::move(request),
                  [answered](Answer said) { answered->set_value(std::move(said)); });
    return answer;
}

Answer Stage::ask(Request request) {
    std::future<Answer> coming = send(std::move(request));
    REQUIRE(coming.wait_for(patience) == std::future_status::ready);
    Answer answer = coming.get();
    last_ = std::max(last_, answer.seq);
    return answer;
}

std::string Stage::see(const UserId& who, const std::string& path, const Parameters& parameters) {
    const Queries& queries = house->queries("acme");
    std::promise<bool> folded;
    queries.when_folded("acme", last_, patience, [&](bool came) { folded.set_value(came); });
    REQUIRE(folded.get_future().get());
    const std::optional<Found> found =
        queries.answer({.reader = {"acme", who}, .path = path, .parameters = parameters});
    INFO(path);
    REQUIRE(found);
    INFO((found->why ? found->why->rule : ""));
    REQUIRE_FALSE(found->why);
    return found->json;
}

std::string Stage::await(const UserId& who, const std::string& path, const std::string& what) {
    const auto until = std::chrono::steady_clock::now() + patience;
    std::string seen = see(who, path);
    while (seen.find(what) == std::string::npos && std::chrono::steady_clock::now() < until) {
        std::this_thread::sleep_for(look_again);
        seen = see(who, path);
    }
    INFO(path << " says " << seen);
    REQUIRE(seen.find(what) != std::string::npos);
    return seen;
}

}  // namespace dossier::test
