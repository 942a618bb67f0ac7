// SPDX-License-Identifier: Apache-2.0
#include "validator/relay.hpp"

#include "net/clock.hpp"
#include "wire/packet.hpp"

#include <algorithm>
#include <utility>

namespace mqttspec::validator {

using boost::asio::awaitable;
using net::End;

namespace {

constexpr std::size_t smallest = 4096;
constexpr std::size_t largest = 65'536;

/// Idle connections are many and shall be small; busy ones are few and shall be fast.
void fit(wire::Bytes& buffer, std::size_t filled)
{
    if (filled == buffer.size() && buffer.size() < largest)
        buffer = wire::Bytes(buffer.size() * 2);
    else if (filled * 16 < buffer.size() && buffer.size() > smallest)
        buffer = wire::Bytes(buffer.size() / 2);
}

} // namespace

Moment now()
{
    return {.at = net::Clock::now().time_since_epoch(), .number = 0};
}

Relay::Relay(Parts parts, Witness& witness, RelayCounts& counts, Complain complain)
    : id_{parts.id}, witness_{witness}, counts_{counts}, complain_{std::move(complain)},
      client_{std::move(parts.client)}, server_{std::move(parts.server)}
{
    witness_.opened(id_, std::move(parts.ends), now());
}

Relay::~Relay()
{
    // A Client that has ended its side owes nothing more, however long the Server takes to end the other.
    witness_.closed(id_, client_.has_ended ? Moment{client_ended_at_, 0} : now());
}

awaitable<void> Relay::carry(std::shared_ptr<Relay> relay, Role sender)
{
    auto& from = relay->side(sender);
    auto& to = relay->other(sender);
    wire::Bytes buffer(smallest);
    net::Transfer got;
    while (got.end == End::none) {
        auto const into = std::span(buffer);
        got = co_await from.stream->read_some(into);
        auto const bytes = into.first(got.bytes);
        relay->note(sender, bytes);
        relay->note_frame(sender, got);
        auto const framing = got.is_text ? net::Framing::text : net::Framing::binary;
        net::Transfer put;
        if (!bytes.empty() || got.is_text) // There are empty ones.
            put = co_await to.stream->write(bytes, framing);
        if (put.end != End::none)
            co_return relay->lose(sender);
        fit(buffer, bytes.size());
    }
    relay->pass_on(sender, got);
}

void Relay::note(Role sender, std::span<std::uint8_t const> bytes)
{
    if (bytes.empty())
        return;
    (sender == Role::client ? counts_.from_clients : counts_.from_servers) += bytes.size();
    witness_.bytes(id_, sender, bytes, now());
}

void Relay::note_frame(Role sender, net::Transfer const& got)
{
    if (!side(sender).stream->is_framed() || (got.bytes == 0 && !got.is_text))
        return;
    witness_.frame(id_, sender, rules::data_frame(got.is_text, got.bytes == 0), now());
}

/// What the sender said cannot be delivered. The one to whom it goes may have said more before that, and then
/// how it ended: whoever carries that passes it on. If nobody does any more, the sender hears it from here.
void Relay::lose(Role sender)
{
    auto& to = other(sender);
    to.is_broken = true;
    if (to.has_ended)
        side(sender).stream->reset();
}

void Relay::pass_on(Role sender, net::Transfer const& end)
{
    auto& from = side(sender);
    auto& to = other(sender);
    from.has_ended = true;
    if (sender == Role::client)
        client_ended_at_ = now().at;
    if (end.end == End::failed && !end.detail.empty())
        complain_(end.detail, from.stream->peer_name());
    // The system tells of a reset once: if whoever wrote heard of it, a reader sees an end in order.
    if (end.end == End::fin && !from.is_broken)
        to.stream->shutdown_send();
    else if (end.end != End::local)
        to.stream->reset();
}

void Relay::close()
{
    client_.stream->close();
    server_.stream->close();
}

} // namespace mqttspec::validator
