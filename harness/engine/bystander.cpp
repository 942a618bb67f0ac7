// SPDX-License-Identifier: Apache-2.0
#include "engine/bystander.hpp"

#include "engine/own_step.hpp"
#include "engine/player.hpp"

#include <fmt/format.h>

#include <utility>

namespace mqttspec::engine {

namespace {

/// No case can have the id: it has a space. So no case takes over the client id that follows from it.
scenario::Scenario with_connect(std::string id, std::int64_t keep_alive)
{
    scenario::Template::Members members;
    members.emplace_back("keep_alive", scenario::Template{keep_alive});
    scenario::Scenario made;
    made.id = std::move(id);
    made.statements.push_back({.id = "bystander", .clause = {}});
    made.steps.push_back(own_connect(std::move(members)));
    return made;
}

} // namespace

Bystander::Bystander(Surroundings const& surroundings)
    : surroundings_{surroundings}, arrival_{with_connect("the bystander", 0)}, visit_{with_connect(
                                                                                   "the visitor", 60)}
{
    visit_.steps.push_back(own_step("disconnect", scenario::Disconnect{}));
}

boost::asio::awaitable<std::string> Bystander::arrive()
{
    co_await leave();
    stage_ = std::make_unique<Stage>(arrival_, surroundings_, ++arrivals_);
    pings_ = 0;
    Player player{*stage_};
    auto const outcome = co_await player.play();
    co_return outcome.reason;
}

boost::asio::awaitable<std::string> Bystander::check()
{
    auto lost = co_await ping();
    if (!lost.empty())
        co_return lost;
    auto refused = co_await see_new_connection();
    co_return refused;
}

boost::asio::awaitable<std::string> Bystander::ping()
{
    if (is_lost())
        co_return std::string{"an innocent connection was closed, too"};
    auto* connection = stage_->connection(scenario::Actor::alice);
    // Several may ask at once: each waits for as many answers as there were questions before its own.
    auto const asked = ++pings_;
    stage_->transmit(scenario::Actor::alice, wire::Pingreq{});
    auto const until = net::Clock::now() + surroundings_.timing.response;
    bool goes_on = true;
    while (goes_on && connection->is_open() && connection->inbox.replies.size() < asked)
        goes_on = co_await stage_->wait(until);
    if (connection->has_ended())
        co_return std::string{"an innocent connection was closed, too"};
    if (connection->inbox.replies.size() < asked)
        co_return std::string{"an innocent connection gets no PINGRESP any more"};
    co_return std::string{};
}

boost::asio::awaitable<std::string> Bystander::see_new_connection()
{
    Stage stage{visit_, surroundings_, ++visits_};
    Player player{stage};
    auto const outcome = co_await player.play();
    co_await stage.leave();
    co_return outcome.has_passed() ? std::string{}
                                   : "a new connection is not accepted any more: " + outcome.reason;
}

bool Bystander::is_lost() const
{
    if (!stage_)
        return true;
    auto const& connections = stage_->actors().at(scenario::Actor::alice).connections;
    return connections.empty() || connections.back()->has_ended();
}

boost::asio::awaitable<void> Bystander::leave()
{
    if (stage_)
        co_await stage_->leave();
    stage_.reset();
}

} // namespace mqttspec::engine
