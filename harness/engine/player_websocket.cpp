// SPDX-License-Identifier: Apache-2.0
// The steps that look at what WebSocket adds (6).
#include "engine/player.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace mqttspec::engine {

namespace {

/// The answer as the members that a case can name.
wire::Value member_of(net::UpgradeAnswer const& answer, std::string_view name)
{
    if (name == "status")
        return wire::Value{std::int64_t{answer.status}};
    return answer.subprotocol.empty() ? wire::Value{} : wire::Value{answer.subprotocol};
}

/// That of a Client that offers nothing is absent.
std::vector<wire::Value> values_of(std::vector<std::string> const& subprotocols)
{
    if (subprotocols.empty())
        return {wire::Value{}};
    std::vector<wire::Value> values;
    for (auto const& subprotocol : subprotocols)
        values.push_back(wire::Value{subprotocol});
    return values;
}

std::string in_words(net::Upgrade const& asked)
{
    if (asked.subprotocols.empty())
        return "no subprotocol";
    std::string text = "subprotocol";
    for (auto const& subprotocol : asked.subprotocols)
        text += " " + describe(wire::Value{subprotocol});
    return text;
}

std::string in_words(net::UpgradeAnswer const& answer)
{
    return fmt::format("status {}, subprotocol {}", answer.status,
                       answer.subprotocol.empty() ? std::string{"none"}
                                                  : describe(wire::Value{answer.subprotocol}));
}

} // namespace

boost::asio::awaitable<Outcome> Player::perform(Step const& step, scenario::ExpectHandshake const& it,
                                                Scope scope)
{
    if (scenario::side_of(step.actor) == scenario::Side::server) {
        auto judged = co_await judge_offer(step, it, scope);
        co_return judged;
    }
    auto const& answer = stage_.actor(step.actor).handshake;
    if (!answer)
        co_return inconclusive(step, "there was no answer to a WebSocket handshake");
    for (auto const& [name, matcher] : it.members) {
        if (matches(matcher, member_of(*answer, name), scope))
            continue;
        auto outcome = unmet(step, name, fmt::format("{} {}", name, describe(matcher, scope)));
        outcome.received = in_words(*answer);
        outcome.reason = fmt::format("expected {}; received {}", outcome.expected, outcome.received);
        co_return outcome;
    }
    stage_.note(fmt::format("{}: the WebSocket handshake was answered with {}", name_of(step.actor),
                            in_words(*answer)));
    co_return Outcome{};
}

/// What the Client under test offered, as soon as it has asked.
boost::asio::awaitable<Outcome> Player::judge_offer(Step const& step, scenario::ExpectHandshake const& it,
                                                    Scope scope)
{
    auto const& connection = *stage_.actor(step.actor).connections.back();
    auto const until = stage_.deadline(step.actor, step.within);
    for (bool goes_on = true; goes_on && connection.asked_for() == nullptr && connection.is_open();)
        goes_on = co_await stage_.wait(until);
    auto const* const asked = connection.asked_for();
    if (asked == nullptr)
        co_return inconclusive(step, "there was no WebSocket handshake");
    auto const offered = values_of(asked->subprotocols);
    for (auto const& [name, matcher] : it.members) {
        bool const is_met = std::ranges::any_of(
            offered, [&, &wanted = matcher](auto const& value) { return matches(wanted, value, scope); });
        if (is_met)
            continue;
        auto outcome = unmet(step, name, fmt::format("{} {}", name, describe(matcher, scope)));
        outcome.received = in_words(*asked);
        outcome.reason = fmt::format("expected {}; received {}", outcome.expected, outcome.received);
        co_return outcome;
    }
    stage_.note(fmt::format("the client offered {} in its WebSocket handshake", in_words(*asked)));
    co_return Outcome{};
}

boost::asio::awaitable<Outcome> Player::perform(Step const& step, scenario::ExpectBinaryFrames const&, Scope)
{
    auto const& connections = stage_.actor(step.actor).connections;
    auto const id = connections.empty() ? 0 : connections.back()->id();
    for (auto const& observation : stage_.journal().observations()) {
        auto const* received = std::get_if<trace::Received>(&observation.event);
        if (observation.connection != id || received == nullptr || !received->is_text)
            continue;
        auto outcome = unmet(step, "", "binary frames only");
        outcome.received = trace::describe(observation.event, stage_.scenario().version);
        outcome.reason = fmt::format("expected {}; {}", outcome.expected, outcome.received);
        co_return outcome;
    }
    co_return Outcome{};
}

} // namespace mqttspec::engine
