// SPDX-License-Identifier: Apache-2.0
#include "engine/player.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>
#include <type_traits>
#include <utility>

namespace mqttspec::engine {

namespace {

/// Whether the first that the step does, on a connection that is there, is to send.
bool begins_with_packet(scenario::Step const& step)
{
    using namespace scenario;
    return std::visit(
        []<class A>(A const&) {
            return std::is_same_v<A, Send> || std::is_same_v<A, SendBytes> || std::is_same_v<A, Subscribe> ||
                   std::is_same_v<A, Unsubscribe> || std::is_same_v<A, Publish> || std::is_same_v<A, Ping> ||
                   std::is_same_v<A, Disconnect>;
        },
        step.action);
}

Outcome void_at_the_end(Stage const& stage, results::Verdict verdict, std::string reason)
{
    Outcome outcome;
    outcome.where = stage.scenario().where;
    outcome.verdict = verdict;
    outcome.step = "the end of the case";
    outcome.reason = std::move(reason);
    return outcome;
}

/// A Client may ping and take its leave when it likes.
bool is_farewell(wire::Packet const* packet)
{
    return packet != nullptr && (std::holds_alternative<wire::Pingreq>(*packet) ||
                                 std::holds_alternative<wire::Disconnect>(*packet));
}

} // namespace

Player::Player(Stage& stage) : stage_{stage} {}

boost::asio::awaitable<Outcome> Player::play()
{
    Scope const scope{&stage_.variables(), 0};
    is_in_setup_ = true;
    auto prepared = co_await run(stage_.scenario().setup, scope);
    if (!prepared.has_passed())
        co_return prepared;
    is_in_setup_ = false;
    auto outcome = co_await run(stage_.scenario().steps, scope);
    if (!outcome.has_passed())
        co_return outcome;
    auto rest = co_await expect_nothing_left();
    // What a Client did when its adapter died, nobody knows.
    if (auto const* subject = stage_.subject(); subject != nullptr && !subject->trouble().empty())
        rest = void_at_the_end(stage_, results::Verdict::error, subject->trouble());
    if (stage_.is_abandoned())
        rest = void_at_the_end(stage_, results::Verdict::inconclusive, "the case was broken off");
    co_return rest;
}

boost::asio::awaitable<Outcome> Player::run(Steps const& steps, Scope scope)
{
    for (auto const& step : steps) {
        auto outcome = co_await run_step(step, scope);
        if (!outcome.has_passed())
            co_return outcome;
    }
    co_return Outcome{};
}

boost::asio::awaitable<Outcome> Player::run_step(Step const& step, Scope scope)
{
    auto const holder = stage_.holder();
    if (holder != scenario::Actor::none && (holder != step.actor || !begins_with_packet(step)))
        co_await stage_.release();
    auto running = std::visit([&](auto const& action) { return perform(step, action, scope); }, step.action);
    auto outcome = co_await std::move(running);
    if (stage_.is_abandoned() && !outcome.has_passed())
        outcome = inconclusive(step, "the case was broken off");
    co_return outcome;
}

/// What is unread behind a barrier on each open connection was not asked for.
boost::asio::awaitable<Outcome> Player::expect_nothing_left()
{
    co_await dismiss_client();
    for (auto const& entry : stage_.actors()) {
        auto const actor = entry.first;
        if (can_ping(stage_.connection(actor))) {
            auto passed = co_await barrier(actor);
            auto const* connection = stage_.connection(actor);
            if (!passed.has_passed() && connection != nullptr && connection->is_open())
                co_return passed;
        }
        auto judged = judge_leftovers(actor);
        if (!judged.has_passed())
            co_return judged;
    }
    co_return Outcome{};
}

Outcome Player::judge_leftovers(scenario::Actor actor)
{
    auto const* connection = stage_.connection(actor);
    if (connection == nullptr)
        return {};
    auto const& allow = stage_.scenario().allow;
    Sight const sight{stage_.journal(), *connection, Scope{&stage_.variables(), 0}};
    auto const fail = [&](std::string received) {
        Outcome outcome;
        outcome.verdict = results::Verdict::fail;
        outcome.statements = {stage_.scenario().statements.front().full()};
        outcome.where = stage_.scenario().where;
        outcome.step = fmt::format("the end of the case, {}", name_of(actor));
        outcome.expected = "nothing more";
        outcome.received = std::move(received);
        outcome.reason = fmt::format("{} got {}", name_of(actor), outcome.received);
        return outcome;
    };
    for (auto const& queue :
         {connection->inbox.deliveries, connection->inbox.replies, connection->inbox.requests})
        for (auto const index : queue)
            if (!is_farewell(stage_.packet_at(index)) && !is_allowed(allow, actor, sight, index))
                return fail(trace::describe(stage_.journal()[index].event, stage_.scenario().version));
    bool const may_close = std::ranges::any_of(allow, [&](auto const& allowed) {
        return !allowed.packet && (allowed.actor == scenario::Actor::none || allowed.actor == actor);
    });
    if (connection->has_ended() && !may_close && !connection->is_server())
        return fail(
            trace::describe(stage_.journal()[*connection->closed_at()].event, stage_.scenario().version));
    return {};
}

void Player::take(Step const& step, std::vector<std::size_t> const& indices)
{
    auto* connection = stage_.connection(step.actor);
    for (auto const index : indices) {
        auto const* closed = std::get_if<trace::Closed>(&stage_.journal()[index].event);
        if (closed != nullptr && connection != nullptr) {
            connection->end_was_seen = true;
            stage_.note(fmt::format("{}: closed by {}", name_of(step.actor), trace::name_of(closed->how)));
        }
        auto const* packet = stage_.packet_at(index);
        if (packet == nullptr)
            continue;
        if (connection != nullptr)
            connection->taken.push_back(index);
        auto const values = wire::to_values(*packet);
        for (auto const& capture : step.captures)
            if (auto scalar = as_scalar(member_of(values, capture.member)))
                stage_.variables().set(capture.variable, std::move(*scalar));
    }
}

/// We are about to end a connection that the target may have ended already.
void Player::note_earlier_end(Step const& step, Connection const& connection)
{
    if (connection.has_ended())
        stage_.note(fmt::format("{}: the target had closed the connection before", name_of(step.actor)));
}

std::vector<std::string> Player::blamed(Step const& step, std::string_view member) const
{
    std::vector<std::string> statements;
    auto const collect = [&](std::string_view name) {
        for (auto const& check : step.checks)
            if (check.member == name)
                statements.push_back(check.statement);
    };
    collect(member);
    if (statements.empty() && !member.empty())
        collect("");
    if (statements.empty())
        statements.push_back(stage_.scenario().statements.front().full());
    return statements;
}

Outcome Player::unmet(Step const& step, std::string_view member, std::string expected) const
{
    if (auto excused = excuse(step))
        return *std::move(excused);
    Outcome outcome;
    outcome.where = step.where;
    outcome.step = fmt::format("{}: {}", name_of(step.actor), step.verb);
    outcome.expected = std::move(expected);
    outcome.received = stage_.what_came(step.actor, since_);
    outcome.reason = fmt::format("expected {}; received {}", outcome.expected, outcome.received);
    if (is_in_setup_ || step.is_control || !scenario::is_judged(step)) {
        outcome.verdict = results::Verdict::inconclusive;
        auto const* what = is_in_setup_      ? "the setup"
                           : step.is_control ? "a positive control"
                                             : "an exchange";
        outcome.reason = fmt::format("{} did not succeed ({}): {}", what, outcome.step, outcome.reason);
        return outcome;
    }
    if (may_be_lost(step)) {
        outcome.verdict = results::Verdict::inconclusive;
        outcome.reason = "the target reset the connection, and a reset can destroy a CONNACK on its way; " +
                         outcome.reason;
        return outcome;
    }
    outcome.verdict = results::Verdict::fail;
    outcome.statements = blamed(step, member);
    return outcome;
}

/// A Server that closes with unread input in its socket sends RST, which may overtake what it sent before.
bool Player::may_be_lost(Step const& step) const
{
    auto const* expect = std::get_if<scenario::Expect>(&step.action);
    auto const* connection = stage_.connection(step.actor);
    if (expect == nullptr || connection == nullptr || expect->packet.type != wire::PacketType::connack ||
        connection->has_connack() || !connection->has_ended() || !connection->inbox.is_empty())
        return false;
    auto const* closed = std::get_if<trace::Closed>(&stage_.journal()[*connection->closed_at()].event);
    return closed != nullptr && closed->by == trace::Side::peer && closed->how == trace::Ending::rst;
}

/// A later part of an exchange did not come. Only where the step as a whole is checked is that a failure:
/// what checks single members says nothing of the handshake.
Outcome Player::unfinished(Step const& step, std::string expected) const
{
    auto outcome = unmet(step, "", std::move(expected));
    bool const is_checked =
        std::ranges::any_of(step.checks, [](scenario::Check const& check) { return check.member.empty(); });
    if (outcome.verdict == results::Verdict::fail && !is_checked) {
        outcome.verdict = results::Verdict::inconclusive;
        outcome.statements.clear();
        outcome.reason = fmt::format("an exchange was not completed ({}): {}", outcome.step, outcome.reason);
    }
    return outcome;
}

Outcome Player::inconclusive(Step const& step, std::string reason) const
{
    Outcome outcome;
    outcome.verdict = results::Verdict::inconclusive;
    outcome.where = step.where;
    outcome.step = fmt::format("{}: {}", name_of(step.actor), step.verb);
    outcome.reason = std::move(reason);
    return outcome;
}

} // namespace mqttspec::engine
