// SPDX-License-Identifier: Apache-2.0
// The steps of cases in which a Client is under test: what it is told, what it tells, and how a Server
// answers.
#include "engine/player.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace mqttspec::engine {

namespace {

using Kind = scenario::Order::Kind;

/// The packet that the Client shall send; none where it is to end the connection.
std::optional<wire::PacketType> packet_of(Kind kind)
{
    switch (kind) {
    case Kind::connect: return wire::PacketType::connect;
    case Kind::publish: return wire::PacketType::publish;
    case Kind::subscribe: return wire::PacketType::subscribe;
    case Kind::unsubscribe: return wire::PacketType::unsubscribe;
    case Kind::disconnect:
    case Kind::abort: break;
    }
    return std::nullopt;
}

/// The packet with which a Server answers at once.
std::optional<wire::PacketType> answer_to(wire::Packet const& request)
{
    auto const reply = reply_to(request);
    bool const is_a_single_one = reply && !std::holds_alternative<wire::Publish>(request);
    return is_a_single_one ? reply : std::nullopt;
}

bool has_taken_connect(Stage const& stage, Connection const& connection)
{
    return std::ranges::any_of(connection.taken, [&](std::size_t index) {
        auto const* packet = stage.packet_at(index);
        return packet != nullptr && std::holds_alternative<wire::Connect>(*packet);
    });
}

/// Whether the step waits for something that a Client does only if it obeys.
bool waits_for_obedience(scenario::Step const& step)
{
    auto const* report = std::get_if<scenario::ExpectReport>(&step.action);
    if (report != nullptr)
        return report->kind != scenario::ExpectReport::Kind::refusal &&
               report->kind != scenario::ExpectReport::Kind::closed;
    return std::holds_alternative<scenario::Expect>(step.action) ||
           std::holds_alternative<scenario::ExpectAnyOrder>(step.action) ||
           std::holds_alternative<scenario::ExpectConnection>(step.action) ||
           std::holds_alternative<scenario::Accept>(step.action);
}

/// Whether it has said that its connection is over, or that it could not be made, and no step has looked.
bool has_told_of_end(Subject const& subject)
{
    using Report = scenario::ExpectReport::Kind;
    return std::ranges::any_of(std::array{Report::closed, Report::refusal}, [&](Report kind) {
        return !subject.inbox.reports[static_cast<std::size_t>(kind)].empty();
    });
}

/// Whether it was the Client that closed, or its adapter that died, is known a little later.
boost::asio::awaitable<void> hear_of_end(Stage& stage, Subject const& subject)
{
    auto const until = net::Clock::now() + 5 * stage.surroundings().timing.settle;
    for (bool goes_on = true; goes_on && !subject.has_given_up() && !has_told_of_end(subject);)
        goes_on = co_await stage.wait(until);
}

} // namespace

bool Player::has_no_hope() const
{
    return stage_.subject() != nullptr && stage_.subject()->has_given_up();
}

std::optional<Outcome> Player::excuse(Step const& step) const
{
    auto const* subject = stage_.subject();
    if (subject == nullptr)
        return std::nullopt;
    auto outcome = inconclusive(step, "");
    if (auto trouble = subject->trouble(); !trouble.empty()) {
        outcome.verdict = results::Verdict::error;
        outcome.reason = std::move(trouble);
        return outcome;
    }
    if (!subject->unsupported().empty()) {
        outcome.verdict = results::Verdict::skipped;
        outcome.reason = "the client cannot " + subject->unsupported();
        return outcome;
    }
    // What it could not do because a connection had ended is no refusal.
    auto const* connection = stage_.connection(scenario::Actor::server);
    bool const is_open = connection == nullptr || connection->is_open();
    auto const refusal = subject->refusal(begin_of_connection());
    if (refusal.empty() || !is_open || !waits_for_obedience(step))
        return std::nullopt;
    outcome.reason = "the client will not " + refusal;
    return outcome;
}

/// The journal's index from which on all is about the Client's present connection.
std::size_t Player::begin_of_connection() const
{
    auto const& connections = stage_.actors().at(scenario::Actor::server).connections;
    if (connections.size() < 2)
        return 0;
    auto const& journal = stage_.journal();
    std::size_t begin = 0;
    while (begin < journal.size() && journal[begin].connection != connections.back()->id())
        ++begin;
    return begin;
}

bool Player::awaits_connection(Step const& step) const
{
    auto const* expect = std::get_if<scenario::Expect>(&step.action);
    if (expect == nullptr || expect->packet.type != wire::PacketType::connect)
        return false;
    auto const* current = stage_.connection(step.actor);
    return current == nullptr || has_taken_connect(stage_, *current);
}

void Player::take_arrival_for(scenario::ExpectOneOf const& it)
{
    for (auto const& way : it.ways)
        if (awaits_connection(way.steps.front()) && stage_.accept(way.steps.front().actor))
            return;
}

boost::asio::awaitable<Outcome> Player::take_connection(Step const& step)
{
    auto const* current = stage_.connection(step.actor);
    if (current != nullptr && !has_taken_connect(stage_, *current))
        co_return Outcome{};
    since_ = stage_.journal().size();
    auto const until = stage_.deadline(step.actor, step.within);
    bool is_there = stage_.accept(step.actor);
    for (bool goes_on = true; !is_there && goes_on && !has_no_hope();) {
        goes_on = co_await stage_.wait(until);
        is_there = stage_.accept(step.actor);
    }
    if (is_there)
        co_return Outcome{};
    if (auto excused = excuse(step))
        co_return *std::move(excused);
    auto outcome = inconclusive(
        step, fmt::format("the client opened no connection to {} within {:g} s", stage_.subject()->place(),
                          std::chrono::duration<double>(stage_.surroundings().timing.response).count()));
    if (stage_.actors().at(step.actor).connections.empty())
        outcome.verdict = results::Verdict::error;
    co_return outcome;
}

boost::asio::awaitable<Outcome> Player::perform(Step const& step, scenario::ExpectConnection const&, Scope)
{
    auto* current = stage_.connection(step.actor);
    if (current != nullptr && current->is_open())
        co_return inconclusive(step, "the connection before is still open");
    if (current != nullptr)
        current->end_was_seen = true;
    auto outcome = co_await take_connection(step);
    co_return outcome;
}

boost::asio::awaitable<Outcome> Player::perform(Step const& step, scenario::Accept const& it, Scope scope)
{
    if (it.expected.type == wire::PacketType::connect) {
        auto taken = co_await take_connection(step);
        if (!taken.has_passed())
            co_return taken;
    }
    auto received = co_await await_packet(step, it.expected, scope);
    if (!received.has_passed())
        co_return received;
    auto request = *stage_.packet_at(stage_.connection(step.actor)->taken.back());
    auto answered = co_await answer_request(step, it, scope, std::move(request));
    co_return answered;
}

boost::asio::awaitable<Outcome> Player::answer_request(Step const& step, scenario::Accept const& it,
                                                       Scope scope, wire::Packet request)
{
    if (std::holds_alternative<wire::Disconnect>(request)) {
        auto ended = co_await await_end(step);
        co_return ended;
    }
    if (auto const* message = std::get_if<wire::Publish>(&request)) {
        auto acknowledged = co_await acknowledge(step, *message);
        co_return acknowledged;
    }
    auto const type = answer_to(request);
    bool const is_answered =
        std::holds_alternative<wire::Pingreq>(request) && stage_.connection(step.actor)->answers_pings();
    if (!type || is_answered)
        co_return Outcome{};
    auto members = engine::fill_in(it.answer, scope);
    stage_.begin_stimulus(step.actor);
    stage_.transmit(step.actor, stage_.build(step.actor, *type, std::move(members)));
    co_await stage_.flush(step.actor);
    co_return Outcome{};
}

/// [MQTT-3.14.4-1] Who has sent DISCONNECT closes.
boost::asio::awaitable<Outcome> Player::await_end(Step const& step)
{
    auto const until = stage_.deadline(step.actor, step.within);
    auto* connection = stage_.connection(step.actor);
    for (bool goes_on = true; goes_on && connection->is_open();)
        goes_on = co_await stage_.wait(until);
    if (connection->is_open())
        co_return unfinished(step, "the client closes the connection");
    connection->end_was_seen = true;
    co_return Outcome{};
}

boost::asio::awaitable<Outcome> Player::perform(Step const& step, scenario::Order const& it, Scope scope)
{
    if (has_no_hope())
        co_return excuse(step).value_or(Outcome{});
    since_ = stage_.journal().size();
    auto command = command_of(step, it, scope);
    auto const later = upcoming(step, scope);
    stage_.subject()->order(std::move(command), later);
    co_return Outcome{};
}

reference::Command Player::command_of(Step const& step, scenario::Order const& it, Scope scope)
{
    if (auto const found = orders_.find(&step); found != orders_.end())
        return found->second;
    std::optional<wire::Packet> packet;
    if (auto const type = packet_of(it.kind))
        packet = stage_.build(step.actor, *type, engine::fill_in(it.members, scope));
    return to_command(it.kind, packet);
}

/// What stands in repeats, ways and branches is not foreseen, nor what depends on values that are not known
/// yet.
std::vector<reference::Command> Player::upcoming(Step const& step, Scope scope)
{
    std::vector<reference::Command> commands;
    auto const& scenario = stage_.scenario();
    bool is_past = false;
    for (auto const* list : {&scenario.setup, &scenario.steps})
        for (auto const& other : *list) {
            auto const* order = std::get_if<scenario::Order>(&other.action);
            bool const is_later = std::exchange(is_past, is_past || &other == &step);
            if (order == nullptr || !is_later)
                continue;
            if (order->kind == Kind::connect)
                return commands;
            try {
                auto command = command_of(other, *order, scope);
                orders_.insert_or_assign(&other, command);
                commands.push_back(std::move(command));
            } catch (std::out_of_range const&) {
                return commands;
            }
        }
    return commands;
}

boost::asio::awaitable<Outcome> Player::perform(Step const& step, scenario::ExpectReport const&, Scope scope)
{
    auto const until = stage_.deadline(step.actor, step.within);
    Attempt tried;
    for (bool is_last = false;;) {
        tried = attempt(step, scope, *stage_.inbox(step.actor));
        if (tried.state != Attempt::State::pending || is_last || has_no_hope())
            break;
        bool const goes_on = co_await stage_.wait(until);
        is_last = !goes_on;
    }
    if (tried.state != Attempt::State::met)
        co_return unmet(step, tried.member, expected_by(step, scope));
    take(step, tried.taken);
    co_return Outcome{};
}

boost::asio::awaitable<void> Player::dismiss_client()
{
    auto* subject = stage_.subject();
    auto const* connection = stage_.connection(scenario::Actor::server);
    // Who has had no answer has nothing to leave.
    bool const is_there = connection != nullptr && connection->is_open() && !connection->sent.empty();
    if (subject == nullptr || subject->has_given_up())
        co_return;
    auto const& connections = stage_.actors().at(scenario::Actor::server).connections;
    bool const has_ended = !connections.empty() && connections.back()->has_ended();
    if (has_ended)
        co_await hear_of_end(stage_, *subject);
    if (!is_there)
        co_return;
    auto const until = net::Clock::now() + stage_.surroundings().timing.response;
    reference::Command command;
    command.what = reference::DisconnectCommand{};
    std::vector<reference::Command> const nothing_more;
    subject->order(std::move(command), nothing_more);
    for (bool goes_on = true; goes_on && connection->is_open() && !subject->has_given_up();)
        goes_on = co_await stage_.wait(until);
    if (connection->is_open())
        stage_.note("the client did not disconnect when it was told to");
}

} // namespace mqttspec::engine
