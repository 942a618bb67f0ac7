// SPDX-License-Identifier: Apache-2.0
// The steps that look at what the target does.
#include "engine/player.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace mqttspec::engine {

namespace {

using State = Attempt::State;

std::string listed(std::vector<scenario::Pattern> const& patterns, Scope const& scope)
{
    std::string text;
    for (auto const& pattern : patterns)
        text += (text.empty() ? "in any order: " : "; ") + describe(pattern, scope);
    return text;
}

std::string told_as(scenario::ExpectReport const& expected, Scope const& scope)
{
    using Kind = scenario::ExpectReport::Kind;
    constexpr std::array kinds{"is connected",     "hands a message over", "has delivered its message",
                               "is subscribed",    "is unsubscribed",      "is disconnected",
                               "refuses the order"};
    static_assert(kinds.size() == scenario::kinds_of_report);
    auto const* what = kinds[static_cast<std::size_t>(expected.kind)];
    bool const has_members = !expected.report.members.empty() && expected.kind != Kind::refusal;
    return fmt::format("the client tells that it {}{}", what,
                       has_members ? " (" + describe(expected.report, scope) + ")" : "");
}

/// Adds to a failure the statements that a second fault of the same step breaks.
void blame_also(Outcome& outcome, std::vector<std::string> const& statements)
{
    if (outcome.verdict != results::Verdict::fail)
        return;
    for (auto const& statement : statements)
        if (std::ranges::find(outcome.statements, statement) == outcome.statements.end())
            outcome.statements.push_back(statement);
}

} // namespace

boost::asio::awaitable<void> Player::look_until(scenario::Actor actor, net::TimePoint deadline,
                                                Look const& has_seen_enough)
{
    auto const patience = deadline - net::Clock::now();
    for (bool is_last = false;;) {
        auto* connection = stage_.connection(actor);
        if (connection == nullptr || has_seen_enough(*connection) || is_last || has_no_hope())
            co_return;
        // Nobody can answer what is not written yet, and who is answering slowly does answer.
        auto const moved = connection->last_moved();
        bool const goes_on = co_await stage_.wait(std::max(deadline, moved + patience));
        connection = stage_.connection(actor);
        // Where we are kept from running, what came in time and the deadline are seen in the same turn.
        is_last = !goes_on && (connection == nullptr || connection->last_moved() == moved);
    }
}

boost::asio::awaitable<Outcome> Player::await_packet(Step const& step, scenario::Pattern const& pattern,
                                                     Scope scope)
{
    auto const until = stage_.deadline(step.actor, step.within);
    Attempt tried;
    Look const look = [&](Connection& connection) {
        Sight const sight{stage_.journal(), connection, scope};
        tried = try_packet(pattern, sight, connection.inbox);
        return tried.state != State::pending;
    };
    co_await look_until(step.actor, until, look);
    if (tried.state != State::met)
        co_return unmet(step, tried.member, describe(pattern, scope));
    take(step, tried.taken);
    co_return Outcome{};
}

boost::asio::awaitable<Outcome> Player::await_reply(Step const& step, wire::PacketType type,
                                                    std::uint16_t packet_id)
{
    scenario::Pattern expected{.type = type, .members = {}, .where = step.where};
    expected.members.emplace_back("packet_id",
                                  scenario::Matcher{scenario::Template{std::int64_t{packet_id}}});
    Scope const scope{&stage_.variables(), 0};
    auto outcome = co_await await_packet(step, expected, scope);
    co_return outcome;
}

Attempt Player::attempt(Step const& step, Scope scope, Inbox& inbox) const
{
    auto const* report = std::get_if<scenario::ExpectReport>(&step.action);
    if (report != nullptr && stage_.subject() != nullptr)
        return try_report(*report, *stage_.subject(), scope, inbox);
    if (awaits_connection(step))
        return {};
    auto* connection = stage_.connection(step.actor);
    if (connection == nullptr)
        return {.state = State::failed, .member = {}, .taken = {}};
    Sight const sight{stage_.journal(), *connection, scope};
    if (auto const* expect = std::get_if<scenario::Expect>(&step.action))
        return try_packet(expect->packet, sight, inbox);
    if (auto const* receive = std::get_if<scenario::Receive>(&step.action))
        return try_packet(receive->expected, sight, inbox);
    if (auto const* any_order = std::get_if<scenario::ExpectAnyOrder>(&step.action))
        return try_any_order(any_order->packets, sight, inbox);
    if (auto const* close = std::get_if<scenario::ExpectClose>(&step.action))
        return try_close(close->allow, sight, inbox);
    // Silence: it can be broken at once, and is shown only by the time that passes.
    bool const is_broken = !inbox.is_empty() || connection->has_ended();
    return {.state = is_broken ? State::failed : State::pending, .member = {}, .taken = {}};
}

std::string Player::expected_by(Step const& step, Scope scope) const
{
    if (auto const* expect = std::get_if<scenario::Expect>(&step.action))
        return describe(expect->packet, scope);
    if (auto const* receive = std::get_if<scenario::Receive>(&step.action))
        return describe(receive->expected, scope);
    if (auto const* any_order = std::get_if<scenario::ExpectAnyOrder>(&step.action))
        return listed(any_order->packets, scope);
    if (std::holds_alternative<scenario::ExpectSilence>(step.action))
        return "nothing";
    if (auto const* report = std::get_if<scenario::ExpectReport>(&step.action))
        return told_as(*report, scope);
    return "the target closes the connection";
}

boost::asio::awaitable<Attempt> Player::await_attempt(Step const& step, Scope scope)
{
    auto const until = stage_.deadline(step.actor, step.within);
    Attempt tried;
    Look const look = [&](Connection& connection) {
        tried = attempt(step, scope, connection.inbox);
        return tried.state != State::pending;
    };
    co_await look_until(step.actor, until, look);
    co_return tried;
}

boost::asio::awaitable<Outcome> Player::perform(Step const& step, scenario::Expect const&, Scope scope)
{
    if (awaits_connection(step)) {
        auto taken = co_await take_connection(step);
        if (!taken.has_passed())
            co_return taken;
    }
    auto const tried = co_await await_attempt(step, scope);
    if (tried.state != State::met)
        co_return unmet(step, tried.member, expected_by(step, scope));
    take(step, tried.taken);
    co_return Outcome{};
}

boost::asio::awaitable<Outcome> Player::perform(Step const& step, scenario::ExpectAnyOrder const& it,
                                                Scope scope)
{
    Attempt tried;
    Handshakes handshakes;
    if (it.acknowledges)
        tried = co_await await_answered(step, it, scope, handshakes);
    else
        tried = co_await await_attempt(step, scope);
    if (tried.state != State::met)
        co_return unmet(step, tried.member, expected_by(step, scope));
    take(step, tried.taken);
    for (auto const id : handshakes.expects_pubrel) {
        auto completed = co_await complete(step, id);
        if (!completed.has_passed())
            co_return completed;
    }
    co_return Outcome{};
}

boost::asio::awaitable<Outcome> Player::perform(Step const& step, scenario::ExpectClose const&, Scope scope)
{
    auto const* connection = stage_.connection(step.actor);
    if (connection == nullptr)
        co_return inconclusive(step, "there is no connection that the target could close");
    auto const until = stage_.deadline(step.actor, step.within);
    auto const tried = co_await await_attempt(step, scope);
    // A forbidden reply is one fault, a connection that stays open another: the time goes on for the second.
    bool goes_on = tried.member == "reply";
    while (goes_on && connection->is_open())
        goes_on = co_await stage_.wait(until);
    if (tried.state != State::met) {
        auto outcome = unmet(step, tried.member, expected_by(step, scope));
        if (tried.member == "reply" && connection->is_open())
            blame_also(outcome, blamed(step, ""));
        co_return outcome;
    }
    if (step.within && step.within->unit == scenario::Span::Unit::keep_alive) {
        auto const gap = std::chrono::duration<double>(net::Clock::now() - connection->last_sent()).count();
        stage_.note(fmt::format("closed {:.1f} s after the last packet, {:.2f} x the keep alive", gap,
                                gap / stage_.surroundings().timing.keep_alive));
    }
    take(step, tried.taken);
    co_return Outcome{};
}

boost::asio::awaitable<Outcome> Player::perform(Step const& step, scenario::ExpectSilence const&, Scope)
{
    for (auto const& entry : stage_.actors()) {
        if (!can_ping(stage_.connection(entry.first)))
            continue;
        auto passed = co_await barrier(entry.first);
        // Whether another's connection may have ended is judged at the end of the case, by what is allowed.
        auto const* connection = stage_.connection(entry.first);
        bool const is_gone = connection == nullptr || connection->has_ended();
        if (!passed.has_passed() && (entry.first == step.actor || !is_gone))
            co_return unmet(step, "", "PINGRESP");
    }
    auto const until = net::Clock::now() + stage_.surroundings().timing.settle;
    auto const* connection = stage_.connection(step.actor);
    bool goes_on = connection != nullptr && connection->inbox.is_empty();
    while (goes_on) {
        goes_on = co_await stage_.wait(until);
        goes_on = goes_on && connection->inbox.is_empty() && connection->is_open();
    }
    if (connection == nullptr || !connection->inbox.is_empty() || connection->has_ended())
        co_return unmet(step, "", "nothing");
    co_return Outcome{};
}

boost::asio::awaitable<Outcome> Player::barrier(scenario::Actor actor)
{
    stage_.transmit(actor, wire::Pingreq{});
    auto const until = net::Clock::now() + stage_.surroundings().timing.response;
    bool is_answered = false;
    Look const look = [&](Connection& connection) {
        auto& replies = connection.inbox.replies;
        auto const found = std::ranges::find_if(replies, [&](std::size_t index) {
            auto const* packet = stage_.packet_at(index);
            return packet != nullptr && wire::type_of(*packet) == wire::PacketType::pingresp;
        });
        is_answered = found != replies.end();
        if (is_answered) {
            connection.taken.push_back(*found);
            replies.erase(found);
        }
        return is_answered || connection.has_ended();
    };
    co_await look_until(actor, until, look);
    if (is_answered)
        co_return Outcome{};
    Outcome outcome;
    outcome.verdict = results::Verdict::inconclusive;
    outcome.where = stage_.scenario().where;
    outcome.step = fmt::format("the end of the case, {}", name_of(actor));
    outcome.reason = fmt::format("{} got no PINGRESP to the PINGREQ behind everything", name_of(actor));
    co_return outcome;
}

} // namespace mqttspec::engine
