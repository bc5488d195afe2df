#include "tools/http.hpp"

#include "tools/options.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <optional>

namespace dossier::tools {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
using tcp = boost::asio::ip::tcp;

constexpr auto connect_timeout = std::chrono::seconds{5};
constexpr auto answer_timeout = std::chrono::seconds{120};
constexpr std::uint64_t answer_bytes_max = std::uint64_t{256} << 20;
constexpr std::size_t portion_bytes = 16 << 10;

struct Address {
    std::string host, port = "80";
};

Address address_of(std::string_view url) {
    constexpr std::string_view scheme = "http://";
    if (!url.starts_with(scheme))
        throw CannotGoOn("the address '" + std::string(url) +
                         "' does not start with http://: set DOSSIER_URL or --url");
    url.remove_prefix(scheme.size());
    url = url.substr(0, url.find('/'));
    const std::size_t colon = url.rfind(':');
    if (colon == std::string_view::npos) return {std::string(url)};
    return {std::string(url.substr(0, colon)), std::string(url.substr(colon + 1))};
}

}  // namespace

struct Http::Impl {
    Address address;
    std::string token;
    boost::asio::io_context io;
    std::optional<beast::tcp_stream> stream;
    beast::flat_buffer buffer;

    [[noreturn]] void lost(const beast::error_code& why) {
        stream.reset();
        throw CannotGoOn("no answer from http://" + address.host + ":" + address.port + " (" +
                         why.message() + "): is 'dossier serve' running there?");
    }

    /// Runs one operation started on `io` to its end.
    void finish() {
        io.restart();
        io.run();
    }

    beast::error_code connect() {
        beast::error_code failed;
        tcp::resolver resolver(io);
        const auto ends = resolver.resolve(address.host, address.port, failed);
        if (failed) return failed;
        stream.emplace(io);
        buffer.clear();
        stream->expires_after(connect_timeout);
        stream->async_connect(ends, [&](beast::error_code ec, const auto&) { failed = ec; });
        finish();
        if (failed) return stream.reset(), failed;
        stream->socket().set_option(tcp::no_delay(true), failed);
        return failed;
    }

    http::request<http::string_body> message(const HttpRequest& request) const {
        http::request<http::string_body> out;
        out.version(11);
        out.method_string(request.method);
        out.target(request.target);
        out.set(http::field::host, address.host + ":" + address.port);
        out.set(http::field::user_agent, "dossier");
        if (!token.empty()) out.set(http::field::authorization, "Bearer " + token);
        for (const auto& [name, value] : request.headers) out.set(name, value);
        if (!request.body.empty() || request.method != "GET") {
            out.set(http::field::content_type, request.content_type);
            out.body() = request.body;
            out.prepare_payload();
        }
        return out;
    }

    beast::error_code write(const HttpRequest& request) {
        beast::error_code failed;
        const auto out = message(request);
        stream->expires_after(answer_timeout);
        http::async_write(*stream, out, [&](beast::error_code ec, std::size_t) { failed = ec; });
        finish();
        return failed;
    }

    template <class Parser>
    beast::error_code read_header(Parser& parser) {
        beast::error_code failed;
        stream->expires_after(answer_timeout);
        http::async_read_header(*stream, buffer, parser,
                                [&](beast::error_code ec, std::size_t) { failed = ec; });
        finish();
        return failed;
    }

    template <class Parser>
    beast::error_code read(Parser& parser) {
        beast::error_code failed;
        stream->expires_after(answer_timeout);
        http::async_read(*stream, buffer, parser,
                         [&](beast::error_code ec, std::size_t) { failed = ec; });
        finish();
        return failed;
    }

    /// Sends the request and reads the header of its answer, on a fresh connection if need be.
    template <class Parser>
    void begin(const HttpRequest& request, std::optional<Parser>& parser) {
        for (bool kept = stream.has_value();; kept = false) {
            if (!stream)
                if (const auto failed = connect()) lost(failed);
            parser.emplace();
            parser->body_limit(answer_bytes_max);
            auto failed = write(request);
            if (!failed) failed = read_header(*parser);
            if (!failed) return;
            stream.reset();
            if (!kept) lost(failed);
        }
    }
};

Http::Http(std::string_view url, std::string token) : impl_(std::make_unique<Impl>()) {
    impl_->address = address_of(url);
    impl_->token = std::move(token);
}

Http::~Http() = default;
Http::Http(Http&&) noexcept = default;

HttpAnswer Http::ask(const HttpRequest& request) {
    std::optional<http::response_parser<http::string_body>> parser;
    impl_->begin(request, parser);
    if (const auto failed = impl_->read(*parser)) impl_->lost(failed);
    auto message = parser->release();
    if (!message.keep_alive()) impl_->stream.reset();
    return {static_cast<int>(message.result_int()), std::string(message[http::field::content_type]),
            std::move(message.body())};
}

HttpAnswer Http::stream(const HttpRequest& request,
                        const std::function<bool(std::string_view)>& each) {
    std::optional<http::response_parser<http::buffer_body>> parser;
    impl_->begin(request, parser);
    parser->body_limit(boost::none);
    HttpAnswer answer{static_cast<int>(parser->get().result_int()),
                      std::string(parser->get()[http::field::content_type]),
                      {}};
    std::string portion(portion_bytes, '\0');
    while (!parser->is_done()) {
        parser->get().body().data = portion.data();
        parser->get().body().size = portion.size();
        beast::error_code failed;
        impl_->stream->expires_after(answer_timeout);
        http::async_read_some(*impl_->stream, impl_->buffer, *parser,
                              [&](beast::error_code ec, std::size_t) { failed = ec; });
        impl_->finish();
        if (failed == http::error::need_buffer) failed = {};
        if (failed) impl_->lost(failed);
        const std::string_view came(portion.data(), portion.size() - parser->get().body().size);
        if (!answer.well())
            answer.body += came;
        else if (!came.empty() && !each(came))
            break;
    }
    impl_->stream.reset();
    return answer;
}

}  // namespace dossier::tools
