#include "tools/http.hpp"

#include "api/caller.hpp"
#include "tools/options.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <optional>

namespace dossier::tools {
namespace {

namespace asio = boost::asio;

constexpr auto connect_timeout = std::chrono::seconds{5};
constexpr auto answer_timeout = std::chrono::seconds{120};
constexpr std::uint64_t answer_bytes_max = std::uint64_t{256} << 20;

ServerAddress address_of(std::string_view url) {
    const auto address = server_address(url);
    if (!address)
        throw CannotGoOn("the address '" + std::string(url) +
                         "' is not http://host:port: set DOSSIER_URL or --url");
    return *address;
}

}  // namespace

struct Http::Impl {
    ServerAddress address;
    std::string token;
    asio::io_context io;
    std::optional<Caller> caller;

    [[noreturn]] void lost(const Caller::Code& why) {
        caller.reset();
        throw CannotGoOn("no answer from http://" + address.text() + " (" + why.message() +
                         "): is 'dossier serve' running there?");
    }

    /// Runs it to its end.
    template <class T>
    T finish(asio::awaitable<T> work) {
        std::optional<T> result;
        std::exception_ptr broken;
        asio::co_spawn(io, std::move(work), [&](std::exception_ptr why, T value) {
            broken = why;
            result = std::move(value);
        });
        io.restart();
        io.run();
        if (broken) std::rethrow_exception(broken);
        return std::move(*result);
    }

    Caller::Code connect() {
        const Caller::Endpoints ends = finish(resolve(address));
        if (ends.empty()) return asio::error::host_not_found;
        caller.emplace(io.get_executor());
        return finish(caller->connect(ends, connect_timeout));
    }

    dossier::HttpRequest message(const HttpRequest& request) const {
        dossier::HttpRequest out{
            .method = request.method, .target = request.target, .body = request.body};
        out.fields.push_back({"User-Agent", "dossier"});
        if (!token.empty()) out.fields.push_back({"Authorization", "Bearer " + token});
        if (!request.body.empty() || request.method != "GET")
            out.fields.push_back({"Content-Type", request.content_type});
        for (const auto& [name, value] : request.headers) out.fields.push_back({name, value});
        return out;
    }

    /// Sends the request and reads the header of its answer, on a fresh connection if need be.
    HttpAnswer begin(const HttpRequest& request) {
        for (bool kept = caller.has_value();; kept = false) {
            if (!caller)
                if (const auto failed = connect()) lost(failed);
            const auto failed =
                finish(caller->ask(message(request), address.text(), answer_timeout));
            if (!failed) break;
            caller.reset();
            if (!kept) lost(failed);
        }
        return {caller->head().status, std::string(caller->head().field("Content-Type")), {}};
    }
};

Http::Http(std::string_view url, std::string token) : impl_(std::make_unique<Impl>()) {
    impl_->address = address_of(url);
    impl_->token = std::move(token);
}

Http::~Http() = default;
Http::Http(Http&&) noexcept = default;

HttpAnswer Http::ask(const HttpRequest& request) {
    HttpAnswer answer = impl_->begin(request);
    while (!impl_->caller->whole()) {
        if (const auto failed = impl_->finish(impl_->caller->read(answer.body, answer_timeout)))
            impl_->lost(failed);
        if (answer.body.size() > answer_bytes_max) impl_->lost(asio::error::message_size);
    }
    if (!impl_->caller->keeps()) impl_->caller.reset();
    return answer;
}

HttpAnswer Http::stream(const HttpRequest& request,
                        const std::function<bool(std::string_view)>& each) {
    HttpAnswer answer = impl_->begin(request);
    while (!impl_->caller->whole()) {
        std::string portion;
        if (const auto failed = impl_->finish(impl_->caller->read(portion, answer_timeout)))
            impl_->lost(failed);
        if (!answer.well())
            answer.body += portion;
        else if (!portion.empty() && !each(portion))
            break;
    }
    impl_->caller.reset();
    return answer;
}

}  // namespace dossier::tools
