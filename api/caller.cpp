#include "api/caller.hpp"

#include <boost/asio/this_coro.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

namespace dossier {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
constexpr auto use = asio::as_tuple(asio::use_awaitable);

namespace {

constexpr std::size_t portion_bytes = 16 * 1024;
constexpr std::uint32_t head_bytes_max = 16 * 1024;

/// Beast has a time-out of its own.
Caller::Code plain(Caller::Code why) {
    return why == beast::error::timeout ? Caller::Code(asio::error::timed_out) : why;
}

}  // namespace

std::optional<ServerAddress> server_address(std::string_view url) {
    constexpr std::string_view scheme = "http://";
    if (!url.starts_with(scheme)) return std::nullopt;
    url.remove_prefix(scheme.size());
    url = url.substr(0, url.find('/'));
    const std::size_t colon = url.rfind(':');
    ServerAddress address{std::string(url.substr(0, colon))};
    if (colon != std::string_view::npos) address.port = url.substr(colon + 1);
    if (address.host.empty() || address.port.empty()) return std::nullopt;
    return address;
}

std::string_view AnswerHead::field(std::string_view name) const {
    for (const HttpField& one : fields)
        if (same_name(one.name, name)) return one.value;
    return {};
}

struct Caller::Impl {
    explicit Impl(asio::any_io_executor executor) : stream(std::move(executor)) {}

    beast::tcp_stream stream;
    beast::flat_buffer buffer;
    std::optional<http::response_parser<http::buffer_body>> parser;
    AnswerHead head;
};

Caller::Caller(asio::any_io_executor executor)
    : impl_(std::make_unique<Impl>(std::move(executor))) {}
Caller::~Caller() = default;

asio::awaitable<Caller::Code> Caller::connect(Endpoints to, Milliseconds at_most) {
    impl_->stream.expires_after(at_most);
    const auto [why, end] = co_await impl_->stream.async_connect(to, use);
    if (!why) {
        Code ignored;
        impl_->stream.socket().set_option(tcp::no_delay(true), ignored);
    }
    co_return plain(why);
}

asio::awaitable<Caller::Code> Caller::ask(HttpRequest request, std::string host,
                                          Milliseconds at_most) {
    http::request<http::string_body> out;
    out.version(11);
    out.method_string(request.method);
    out.target(request.target);
    out.set(http::field::host, host);
    for (const HttpField& field : request.fields) out.set(field.name, field.value);
    if (!request.body.empty() || request.method != "GET") {
        out.body() = std::move(request.body);
        out.prepare_payload();
    }
    impl_->stream.expires_after(at_most);
    const auto [unsent, sent] = co_await http::async_write(impl_->stream, out, use);
    if (unsent) co_return plain(unsent);
    auto& parser = impl_->parser.emplace();
    parser.header_limit(head_bytes_max);
    parser.body_limit(boost::none);  // whoever reads says how much is too much
    const auto [why, came] =
        co_await http::async_read_header(impl_->stream, impl_->buffer, parser, use);
    if (why) co_return plain(why);
    impl_->head = {.status = static_cast<int>(parser.get().result_int())};
    for (const auto& field : parser.get())
        impl_->head.fields.push_back(
            {std::string(field.name_string()), std::string(field.value())});
    co_return Code();
}

const AnswerHead& Caller::head() const { return impl_->head; }

asio::awaitable<Caller::Code> Caller::read(std::string& to, Milliseconds at_most) {
    const std::size_t before = to.size();
    to.resize(before + portion_bytes);
    auto& body = impl_->parser->get().body();
    body.data = to.data() + before;
    body.size = portion_bytes;
    impl_->stream.expires_after(at_most);
    auto [why, came] =
        co_await http::async_read_some(impl_->stream, impl_->buffer, *impl_->parser, use);
    if (why == http::error::need_buffer) why = {};
    to.resize(before + portion_bytes - body.size);
    co_return plain(why);
}

bool Caller::whole() const { return impl_->parser->is_done(); }
bool Caller::keeps() const { return impl_->parser->get().keep_alive(); }

void Caller::end() { impl_->stream.close(); }

asio::awaitable<Caller::Endpoints> resolve(ServerAddress address) {
    tcp::resolver resolver(co_await asio::this_coro::executor);
    const auto [why, found] = co_await resolver.async_resolve(address.host, address.port, use);
    Caller::Endpoints ends;
    if (!why)
        for (const auto& one : found) ends.push_back(one.endpoint());
    co_return ends;
}

}  // namespace dossier
