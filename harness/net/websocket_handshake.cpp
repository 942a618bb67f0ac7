// SPDX-License-Identifier: Apache-2.0
// The only source that knows Beast, for its HTTP. Its WebSocket is not used: it hides how frames are cut,
// which is what chapter 6 is about, and closes the connection at a text frame with MQTT in it, which we have
// to tell.
#include "net/websocket_handshake.hpp"

#include "net/first_bytes.hpp"

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/rfc7230.hpp>

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <utility>

namespace mqttspec::net {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::awaitable;

namespace {

using Response = http::response_parser<http::empty_body>;
using Request = http::request_parser<http::empty_body>;

/// Reads the head of a message, which begins so; the outcome has a trouble if there is none. What begins
/// otherwise may never have an end of line for which to wait.
template <class Parser>
awaitable<Handshake> read_head(ByteStream& stream, Parser& parser, std::string beginning);

bool begins_with(std::vector<std::uint8_t> const& bytes, std::string_view beginning);
std::string trouble_with(std::vector<std::uint8_t> const& first, Transfer const& end);
std::string check(http::response_header<> const& head, std::string const& key);
std::string refusal_of(http::request_header<> const& head, WebSocketService const& service);
std::vector<std::string> tokens_of(http::fields const& head, http::field field);
bool has_token(http::fields const& head, http::field field, std::string_view token);
std::string new_key();
std::string accept_value(std::string const& key);
std::vector<std::uint8_t> bytes_of(std::string const& text);

} // namespace

awaitable<Handshake> request_upgrade(ByteStream& stream, std::string host, std::string path,
                                     std::vector<std::string> subprotocols)
{
    auto const key = new_key();
    auto request = "GET " + path + " HTTP/1.1\r\nHost: " + host +
                   "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " + key +
                   "\r\nSec-WebSocket-Version: 13\r\n";
    std::string offer;
    for (auto const& name : subprotocols)
        offer += (offer.empty() ? "" : ", ") + name;
    if (!offer.empty())
        request += "Sec-WebSocket-Protocol: " + offer + "\r\n";
    auto const bytes = bytes_of(request + "\r\n");
    co_await stream.write(bytes); // Who reads finds out if that failed.

    Response parser;
    auto result = co_await read_head(stream, parser, "HTTP/");
    if (!result.trouble.empty())
        co_return result;
    auto const& head = parser.get();
    UpgradeAnswer answer;
    answer.status = static_cast<int>(head.result_int());
    answer.subprotocol = std::string(head[http::field::sec_websocket_protocol]);
    result.answer = answer;
    result.trouble = check(head, key);
    result.is_done = result.trouble.empty();
    co_return result;
}

awaitable<Handshake> answer_upgrade(ByteStream& stream, WebSocketService service)
{
    Request parser;
    auto result = co_await read_head(stream, parser, "GET ");
    if (!result.trouble.empty())
        co_return result;
    auto const& head = parser.get();
    Upgrade asked;
    asked.subprotocols = tokens_of(head, http::field::sec_websocket_protocol);
    result.asked_for = asked;
    auto const refusal = refusal_of(head, service);
    auto response = "HTTP/1.1 " + refusal + "\r\nContent-Length: 0\r\nConnection: close\r\n";
    if (refusal.empty()) {
        auto const key = std::string(head[http::field::sec_websocket_key]);
        response = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                   "Sec-WebSocket-Accept: " +
                   accept_value(key) + "\r\n";
        if (!service.subprotocol.empty())
            response += "Sec-WebSocket-Protocol: " + service.subprotocol + "\r\n";
    }
    auto const bytes = bytes_of(response + "\r\n");
    auto const put = co_await stream.write(bytes);
    result.end = put;
    result.is_done = refusal.empty();
    if (!refusal.empty())
        result.trouble = "was answered " + refusal;
    co_return result;
}

namespace {

template <class Parser>
awaitable<Handshake> read_head(ByteStream& stream, Parser& parser, std::string beginning)
{
    constexpr std::size_t head_bytes_max = 16384;
    parser.header_limit(head_bytes_max);
    Handshake result;
    std::vector<std::uint8_t> first;
    std::vector<std::uint8_t> buffer(4096);
    while (!parser.is_header_done()) {
        auto const got = co_await stream.read_some(buffer);
        result.rest.insert(result.rest.end(), buffer.begin(),
                           buffer.begin() + static_cast<std::ptrdiff_t>(got.bytes));
        if (first.empty())
            first = result.rest;
        boost::system::error_code error;
        auto const taken = parser.put(asio::buffer(result.rest), error);
        result.rest.erase(result.rest.begin(), result.rest.begin() + static_cast<std::ptrdiff_t>(taken));
        bool const is_malformed =
            (error && error != http::error::need_more) || !begins_with(first, beginning);
        if (is_malformed || got.end != End::none) {
            result.end = got;
            result.trouble = trouble_with(first, got);
            co_return result;
        }
    }
    co_return result;
}

/// As far as it is there.
bool begins_with(std::vector<std::uint8_t> const& bytes, std::string_view beginning)
{
    return std::equal(
        bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(std::min(bytes.size(), beginning.size())),
        beginning.begin(),
        [](std::uint8_t byte, char wanted) { return byte == static_cast<std::uint8_t>(wanted); });
}

std::string trouble_with(std::vector<std::uint8_t> const& first, Transfer const& end)
{
    auto const how = std::string(name_of(end.end)) + (end.detail.empty() ? "" : ", " + end.detail);
    if (first.empty())
        return "closed the connection (" + how + ") in answer to the WebSocket handshake: it may speak none";
    auto const language = language_of(first);
    if (language == Language::tls)
        return "expects TLS, wss:// in place of ws:// (it answered " + in_hex(first) + ")";
    if (language == Language::http)
        return "answered the WebSocket handshake with malformed HTTP";
    return "speaks no WebSocket (it answered " + in_hex(first) + ")";
}

std::string check(http::response_header<> const& head, std::string const& key)
{
    if (head.result() != http::status::switching_protocols)
        return "answered the WebSocket handshake with " + std::to_string(head.result_int()) + " " +
               std::string(head.reason());
    if (!has_token(head, http::field::upgrade, "websocket") ||
        !has_token(head, http::field::connection, "upgrade"))
        return "answered the WebSocket handshake with 101, but does not say that it upgrades to websocket";
    if (head[http::field::sec_websocket_accept] != accept_value(key))
        return "answered the WebSocket handshake with a wrong Sec-WebSocket-Accept";
    return {};
}

/// "404 Not Found"; empty for a request that is fine.
std::string refusal_of(http::request_header<> const& head, WebSocketService const& service)
{
    auto const target = std::string(head.target());
    if (target.substr(0, target.find('?')) != service.path)
        return "404 Not Found";
    bool const is_upgrade =
        head.method() == http::verb::get && has_token(head, http::field::upgrade, "websocket") &&
        has_token(head, http::field::connection, "upgrade") && !head[http::field::sec_websocket_key].empty();
    if (!is_upgrade)
        return "400 Bad Request";
    if (head[http::field::sec_websocket_version] != "13")
        return "426 Upgrade Required\r\nSec-WebSocket-Version: 13";
    bool const offers_mqtt = has_token(head, http::field::sec_websocket_protocol, "mqtt");
    return offers_mqtt ? "" : "400 Bad Request"; // [MQTT-6.0.0-3]
}

std::vector<std::string> tokens_of(http::fields const& head, http::field field)
{
    std::vector<std::string> tokens;
    for (auto [it, end] = head.equal_range(field); it != end; ++it)
        for (auto const& token : http::token_list(it->value()))
            tokens.emplace_back(token);
    return tokens;
}

bool has_token(http::fields const& head, http::field field, std::string_view token)
{
    for (auto [it, end] = head.equal_range(field); it != end; ++it)
        if (http::token_list(it->value()).exists(boost::beast::string_view(token.data(), token.size())))
            return true;
    return false;
}

std::string base64(std::span<std::uint8_t const> bytes)
{
    std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    auto const size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(),
                                      static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(size));
    return text;
}

std::string new_key()
{
    std::array<std::uint8_t, 16> random{};
    RAND_bytes(random.data(), static_cast<int>(random.size()));
    return base64(random);
}

std::string accept_value(std::string const& key)
{
    auto const text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455, 1.3
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> hash{};
    unsigned size = 0;
    EVP_Digest(text.data(), text.size(), hash.data(), &size, EVP_sha1(), nullptr);
    return base64(std::span(hash).first(size));
}

std::vector<std::uint8_t> bytes_of(std::string const& text)
{
    return {text.begin(), text.end()};
}

} // namespace

} // namespace mqttspec::net
