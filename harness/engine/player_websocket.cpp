// SPDX-License-Identifier: Apache-2.0
// The steps that look at what WebSocket adds (6).
#include "engine/player.hpp"

#include <fmt/format.h>

#include <utility>

namespace mqttspec::engine {

namespace {

/// The answer as the members that a case can name.
wire::Value member_of(net::UpgradeAnswer const& answer, std::string_view name)
{
    if (name == "status")
        return wire::Value{std::int64_t{answer.status}};
    return answer.subprotocol.empty() ? wire::Value{} : wire::Value{answer.subprotocol};
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
