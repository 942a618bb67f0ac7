// SPDX-License-Identifier: Apache-2.0
#include "engine/janitor.hpp"

#include "engine/own_step.hpp"
#include "engine/player.hpp"

#include <fmt/format.h>

#include <utility>

namespace mqttspec::engine {

namespace {

scenario::Template literal(std::string text)
{
    return {scenario::Text{{std::move(text)}}};
}

scenario::Step connect_as(std::string client_id)
{
    scenario::Template::Members members;
    members.emplace_back("client_id", literal(std::move(client_id)));
    members.emplace_back("clean_session", scenario::Template{true});
    return own_connect(std::move(members));
}

scenario::Step clear(std::string topic)
{
    scenario::Publish publish;
    publish.members.emplace_back("topic", literal(std::move(topic)));
    publish.members.emplace_back("payload", literal(""));
    publish.members.emplace_back("qos", scenario::Template{std::int64_t{1}});
    publish.members.emplace_back("retain", scenario::Template{true});
    return own_step("publish", std::move(publish));
}

/// What is to be done, as a scenario of its own: it then behaves, waits and reports like any other.
scenario::Scenario chores(std::vector<scenario::Step> steps, scenario::Scenario const& origin)
{
    scenario::Scenario made;
    made.id = origin.id + ", clean-up";
    made.version = origin.version;
    made.statements.push_back({.id = "clean-up", .clause = {}});
    made.steps = std::move(steps);
    return made;
}

boost::asio::awaitable<std::string> do_chores(scenario::Scenario const& chores,
                                              Surroundings const& surroundings)
{
    Stage stage{chores, surroundings};
    Player player{stage};
    auto const outcome = co_await player.play();
    co_await stage.leave();
    co_return outcome.reason;
}

} // namespace

boost::asio::awaitable<std::vector<std::string>> clean_up(Remains remains, scenario::Scenario const& scenario,
                                                          Surroundings const& surroundings)
{
    std::vector<std::string> left;
    for (auto const& client_id : remains.client_ids) {
        std::vector<scenario::Step> steps;
        steps.push_back(connect_as(client_id));
        steps.push_back(own_step("disconnect", scenario::Disconnect{}));
        auto const work = chores(std::move(steps), scenario);
        auto const trouble = co_await do_chores(work, surroundings);
        if (!trouble.empty())
            left.push_back(fmt::format("{}: the session of {} may be left: {}", scenario.id,
                                       wire::quote(client_id), trouble));
    }
    if (remains.topics.empty())
        co_return left;
    std::vector<scenario::Step> steps;
    steps.push_back(connect_as(client_id_of(surroundings, scenario.id, "clean-up")));
    for (auto const& topic : remains.topics)
        steps.push_back(clear(topic));
    auto const work = chores(std::move(steps), scenario);
    auto const trouble = co_await do_chores(work, surroundings);
    if (!trouble.empty())
        left.push_back(fmt::format("{}: retained messages may be left: {}", scenario.id, trouble));
    co_return left;
}

} // namespace mqttspec::engine
