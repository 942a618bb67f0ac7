// SPDX-License-Identifier: Apache-2.0
// The steps of cases in which a Client is under test: what it is told, what it tells, and how a Server
// answers.
#include "engine/player.hpp"

namespace mqttspec::engine {

boost::asio::awaitable<Outcome> Player::perform(Step const& step, scenario::Accept const&, Scope)
{
    co_return inconclusive(step, "no Client can be tested yet");
}

boost::asio::awaitable<Outcome> Player::perform(Step const& step, scenario::Order const&, Scope)
{
    co_return inconclusive(step, "no Client can be tested yet");
}

boost::asio::awaitable<Outcome> Player::perform(Step const& step, scenario::ExpectConnection const&, Scope)
{
    co_return inconclusive(step, "no Client can be tested yet");
}

boost::asio::awaitable<Outcome> Player::perform(Step const& step, scenario::ExpectReport const&, Scope)
{
    co_return inconclusive(step, "no Client can be tested yet");
}

} // namespace mqttspec::engine
