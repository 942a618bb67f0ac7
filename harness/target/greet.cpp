// SPDX-License-Identifier: Apache-2.0
#include "target/greet.hpp"

#include "net/first_bytes.hpp"
#include "wire/decode.hpp"
#include "wire/encode.hpp"
#include "wire/framer.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <fmt/format.h>

#include <array>
#include <memory>
#include <span>
#include <utility>
#include <variant>

namespace mqttspec::target {

namespace asio = boost::asio;
using asio::awaitable;

namespace {

constexpr auto no_server = "what answers there is no MQTT server: it sent something other than CONNACK";

awaitable<std::variant<Greeting, std::monostate>> exchange_until(net::ByteStream& stream, wire::Bytes connect,
                                                                 bool is_plain, net::TimePoint deadline);
awaitable<Greeting> exchange(net::ByteStream& stream, wire::Bytes connect, bool is_plain);
awaitable<void> say_goodbye(net::ByteStream& stream);
Greeting greeting_from(wire::Frame const& frame);
bool has_other_than_connack(std::span<std::uint8_t const> unfinished);
wire::Bytes connect_packet(TargetSpec const& spec);
std::string_view meaning(std::uint8_t return_code);
Greeting without_answer(std::string trouble);

} // namespace

awaitable<Greeting> greet(net::Connector& connector, TargetSpec const& spec, net::TimePoint deadline)
{
    auto connect = connect_packet(spec);
    bool const is_plain = spec.transport == "tcp";
    auto connected = co_await connector.connect(deadline);
    if (!connected.stream)
        co_return without_answer(connected.trouble);
    auto const begun = net::Clock::now();
    auto outcome = co_await exchange_until(*connected.stream, std::move(connect), is_plain, deadline);
    if (auto* const greeting = std::get_if<Greeting>(&outcome))
        co_return std::move(*greeting);
    connected.stream->reset();
    std::chrono::duration<double> const waited = net::Clock::now() - begun;
    co_return without_answer(fmt::format("{} took the connection, but did not answer CONNECT within {:.1f} s",
                                         connector.name(), waited.count()));
}

namespace {

/// The connection is of no further use when the deadline comes first; so it may cancel a read.
awaitable<std::variant<Greeting, std::monostate>> exchange_until(net::ByteStream& stream, wire::Bytes connect,
                                                                 bool is_plain, net::TimePoint deadline)
{
    using namespace asio::experimental::awaitable_operators;
    return exchange(stream, std::move(connect), is_plain) || net::sleep_until(deadline);
}

awaitable<Greeting> exchange(net::ByteStream& stream, wire::Bytes connect, bool is_plain)
{
    co_await stream.write(connect);
    wire::Framer framer(1024);
    std::array<std::uint8_t, 1024> buffer{};
    for (;;) {
        auto const got = co_await stream.read_some(buffer);
        auto const language = net::language_of(std::span(buffer).first(got.bytes));
        if (language != net::Language::unknown)
            co_return without_answer(
                fmt::format("{} {}", stream.peer_name(),
                            language == net::Language::tls
                                ? "answered CONNECT with a TLS record: it expects mqtts:// or wss://"
                                : "answered CONNECT in HTTP: it expects ws:// or wss://"));
        framer.feed(std::span(buffer).first(got.bytes));
        if (auto const frame = framer.next()) {
            auto greeting = greeting_from(*frame);
            co_await say_goodbye(stream);
            co_return greeting;
        }
        if (has_other_than_connack(framer.rest()))
            co_return without_answer(no_server);
        if (got.end != net::End::none)
            co_return without_answer(
                fmt::format("{} closed the connection ({}{}{}) on CONNECT{}", stream.peer_name(),
                            net::name_of(got.end), got.detail.empty() ? "" : ", ", got.detail,
                            is_plain ? ": it may expect another transport (mqtts://, ws:// or wss://)" : ""));
    }
}

awaitable<void> say_goodbye(net::ByteStream& stream)
{
    auto const disconnect = wire::encode(wire::Disconnect{}, wire::Version::v3_1_1);
    co_await stream.write(disconnect.bytes);
    stream.close();
}

Greeting greeting_from(wire::Frame const& frame)
{
    if (frame.defect == wire::Frame::Defect::none) {
        auto const decoded = wire::decode(frame.bytes, wire::Version::v3_1_1);
        if (auto const* const connack = std::get_if<wire::Connack>(&decoded.packet)) {
            Greeting greeting{.return_code = connack->return_code, .trouble = {}};
            if (!greeting.is_accepted())
                greeting.trouble = fmt::format("CONNECT was refused with return code 0x{:02x}{}",
                                               connack->return_code, meaning(connack->return_code));
            return greeting;
        }
    }
    return without_answer(no_server);
}

/// Whatever else an unfinished packet may become.
bool has_other_than_connack(std::span<std::uint8_t const> unfinished)
{
    return !unfinished.empty() && unfinished.front() != 0x20;
}

wire::Bytes connect_packet(TargetSpec const& spec)
{
    wire::Connect packet;
    packet.client_id = spec.client_id_prefix + "mqttspecready";
    packet.keep_alive = 60;
    if (spec.credentials) {
        packet.user_name = spec.credentials->user_name;
        if (auto const& password = spec.credentials->password)
            packet.password = wire::Bytes(password->begin(), password->end());
    }
    return wire::encode(packet, wire::Version::v3_1_1).bytes;
}

/// Table 3.1 of the standard.
std::string_view meaning(std::uint8_t return_code)
{
    switch (return_code) {
    case 1: return ", unacceptable protocol version";
    case 2: return ", identifier rejected";
    case 3: return ", Server unavailable";
    case 4: return ", bad user name or password";
    case 5: return ", not authorized";
    default: return "";
    }
}

Greeting without_answer(std::string trouble)
{
    return {.return_code = std::nullopt, .trouble = std::move(trouble)};
}

} // namespace

} // namespace mqttspec::target
