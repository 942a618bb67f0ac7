// SPDX-License-Identifier: Apache-2.0
// The steps that are whole exchanges, done as a well-behaved client does them.
#include "engine/player.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace mqttspec::engine {

namespace {

using enum wire::PacketType;

scenario::Matcher equal_to(std::int64_t number)
{
    return {scenario::Template{number}};
}

bool names(scenario::Pattern const& pattern, std::string_view member)
{
    return std::ranges::any_of(pattern.members, [&](auto const& it) { return it.first == member; });
}

/// Adds what the exchange expects of itself, unless the case says otherwise.
void expect_by_default(scenario::Pattern& pattern, std::string_view member, scenario::Matcher matcher)
{
    if (!names(pattern, member))
        pattern.members.emplace_back(std::string{member}, std::move(matcher));
}

scenario::Matcher granted_as_requested(wire::Subscribe const& subscribe)
{
    scenario::Matcher::Items codes;
    for (auto const& subscription : subscribe.filters)
        codes.items.push_back(equal_to(subscription.qos));
    return {std::move(codes)};
}

} // namespace

boost::asio::awaitable<Outcome> Player::send_one(Step const& step, wire::PacketType type, wire::Map members,
                                                 wire::Packet& sent)
{
    auto ready = co_await ensure_connection(step);
    if (!ready.has_passed())
        co_return ready;
    since_ = stage_.journal().size();
    stage_.begin_stimulus(step.actor);
    sent = stage_.build(step.actor, type, std::move(members));
    stage_.transmit(step.actor, sent);
    co_await stage_.flush(step.actor);
    co_return Outcome{};
}

boost::asio::awaitable<Outcome> Player::perform(Step const& step, scenario::Connect const& it, Scope scope)
{
    auto const* current = stage_.connection(step.actor);
    if (current != nullptr && current->has_connack())
        throw std::invalid_argument(
            fmt::format("{} is connected already (line {}): close that connection first, or `send CONNECT` "
                        "for a second one on it",
                        name_of(step.actor), step.where.line));
    auto members = engine::fill_in(it.members, scope);
    wire::Packet packet;
    auto sent = co_await send_one(step, connect, std::move(members), packet);
    if (!sent.has_passed())
        co_return sent;
    auto expected = it.expected;
    expect_by_default(expected, "return_code", equal_to(0));
    auto outcome = co_await await_packet(step, expected, scope);
    co_return outcome;
}

boost::asio::awaitable<Outcome> Player::perform(Step const& step, scenario::Subscribe const& it, Scope scope)
{
    auto members = engine::fill_in(it.members, scope);
    wire::Packet packet;
    auto sent = co_await send_one(step, subscribe, std::move(members), packet);
    if (!sent.has_passed())
        co_return sent;
    auto const& request = std::get<wire::Subscribe>(packet);
    auto expected = it.expected;
    expect_by_default(expected, "packet_id", equal_to(request.packet_id));
    expect_by_default(expected, "return_codes", granted_as_requested(request));
    auto outcome = co_await await_packet(step, expected, scope);
    co_return outcome;
}

boost::asio::awaitable<Outcome> Player::perform(Step const& step, scenario::Unsubscribe const& it,
                                                Scope scope)
{
    auto members = engine::fill_in(it.members, scope);
    wire::Packet packet;
    auto sent = co_await send_one(step, unsubscribe, std::move(members), packet);
    if (!sent.has_passed())
        co_return sent;
    auto outcome = co_await await_reply(step, unsuback, std::get<wire::Unsubscribe>(packet).packet_id);
    co_return outcome;
}

boost::asio::awaitable<Outcome> Player::perform(Step const& step, scenario::Publish const& it, Scope scope)
{
    auto members = engine::fill_in(it.members, scope);
    wire::Packet packet;
    auto sent = co_await send_one(step, publish, std::move(members), packet);
    if (!sent.has_passed())
        co_return sent;
    auto const& message = std::get<wire::Publish>(packet);
    auto const id = message.packet_id.value_or(0);
    if (message.qos == 0)
        co_return Outcome{};
    auto const reply = message.qos == 1 ? puback : pubrec;
    auto answered = co_await await_reply(step, reply, id);
    if (!answered.has_passed() || message.qos == 1)
        co_return answered;
    stage_.transmit(step.actor, wire::Pubrel{.packet_id = id});
    auto completed = co_await await_reply(step, pubcomp, id);
    co_return completed;
}

boost::asio::awaitable<Outcome> Player::perform(Step const& step, scenario::Receive const& it, Scope scope)
{
    auto received = co_await await_packet(step, it.expected, scope);
    if (!received.has_passed())
        co_return received;
    auto const* packet = stage_.packet_at(stage_.connection(step.actor)->taken.back());
    auto acknowledged = co_await acknowledge(step, std::get<wire::Publish>(*packet));
    co_return acknowledged;
}

boost::asio::awaitable<Outcome> Player::acknowledge(Step const& step, wire::Publish message)
{
    auto const id = message.packet_id.value_or(0);
    answer(step.actor, message.qos, id);
    if (message.qos != 2)
        co_return Outcome{};
    auto completed = co_await complete(step, id);
    co_return completed;
}

void Player::answer(scenario::Actor actor, std::uint8_t qos, std::uint16_t id)
{
    if (qos == 1)
        stage_.transmit(actor, wire::Puback{.packet_id = id});
    if (qos == 2)
        stage_.transmit(actor, wire::Pubrec{.packet_id = id});
}

boost::asio::awaitable<Outcome> Player::complete(Step const& step, std::uint16_t id)
{
    auto const until = stage_.deadline(step.actor, step.within);
    bool is_complete = false;
    Look const look = [&](Connection& connection) {
        // Other deliveries may come between PUBREC and PUBREL; they are not this handshake's.
        auto& deliveries = connection.inbox.deliveries;
        auto const found = std::ranges::find_if(deliveries, [&](std::size_t index) {
            auto const* pubrel = std::get_if<wire::Pubrel>(stage_.packet_at(index));
            return pubrel != nullptr && pubrel->packet_id == id;
        });
        is_complete = found != deliveries.end();
        if (is_complete) {
            deliveries.erase(found);
            stage_.transmit(step.actor, wire::Pubcomp{.packet_id = id});
        }
        return is_complete || connection.has_ended();
    };
    co_await look_until(step.actor, until, look);
    if (is_complete)
        co_return Outcome{};
    co_return unfinished(step, fmt::format("PUBREL packet_id {}", id));
}

boost::asio::awaitable<Attempt> Player::await_answered(Step const& step, scenario::ExpectAnyOrder const& it,
                                                       Scope scope, Handshakes& handshakes)
{
    auto const until = stage_.deadline(step.actor, step.within);
    Attempt tried;
    Look const look = [&](Connection& connection) {
        answer_pubrels(step.actor, handshakes);
        auto const& deliveries = connection.inbox.deliveries;
        for (std::size_t i = 0; i < std::min(it.packets.size(), deliveries.size()); ++i)
            answer_once(step.actor, deliveries[i], handshakes);
        tried = attempt(step, scope, connection.inbox);
        return tried.state != Attempt::State::pending;
    };
    co_await look_until(step.actor, until, look);
    co_return tried;
}

void Player::answer_once(scenario::Actor actor, std::size_t index, Handshakes& handshakes)
{
    auto const* message = std::get_if<wire::Publish>(stage_.packet_at(index));
    if (message == nullptr || !handshakes.answered.insert(index).second)
        return;
    auto const id = message->packet_id.value_or(0);
    if (message->qos == 2)
        handshakes.expects_pubrel.insert(id);
    answer(actor, message->qos, id);
}

void Player::answer_pubrels(scenario::Actor actor, Handshakes& handshakes)
{
    auto* connection = stage_.connection(actor);
    if (connection == nullptr)
        return;
    std::erase_if(connection->inbox.deliveries, [&](std::size_t index) {
        auto const* pubrel = std::get_if<wire::Pubrel>(stage_.packet_at(index));
        if (pubrel == nullptr || handshakes.expects_pubrel.erase(pubrel->packet_id) == 0)
            return false;
        stage_.transmit(actor, wire::Pubcomp{.packet_id = pubrel->packet_id});
        return true;
    });
}

boost::asio::awaitable<Outcome> Player::perform(Step const& step, scenario::Ping const&, Scope scope)
{
    wire::Packet packet;
    auto sent = co_await send_one(step, pingreq, wire::Map(), packet);
    if (!sent.has_passed())
        co_return sent;
    scenario::Pattern const expected{.type = pingresp, .members = {}, .where = step.where};
    auto outcome = co_await await_packet(step, expected, scope);
    co_return outcome;
}

boost::asio::awaitable<Outcome> Player::perform(Step const& step, scenario::Disconnect const&, Scope)
{
    auto const* connection = stage_.connection(step.actor);
    if (connection == nullptr)
        co_return Outcome{};
    if (connection->has_ended())
        co_return inconclusive(step, "the target had closed the connection before");
    wire::Packet packet;
    auto sent = co_await send_one(step, disconnect, wire::Map(), packet);
    if (!sent.has_passed())
        co_return sent;
    // The Server may close first (3.14.4). Giving it the time lets it be done with the session before we go
    // on.
    auto const until = net::Clock::now() + stage_.surroundings().timing.settle;
    bool goes_on = true;
    while (goes_on && connection->is_open())
        goes_on = co_await stage_.wait(until);
    // None is left where another branch has closed it, or the case is broken off.
    auto* own = stage_.connection(step.actor);
    if (own != nullptr) {
        own->close();
        own->end_was_seen = true;
    }
    co_return Outcome{};
}

} // namespace mqttspec::engine
