// SPDX-License-Identifier: Apache-2.0
#include "engine/world.hpp"

#include "engine/judge.hpp"
#include "net/nursery.hpp"
#include "normative/shipped.hpp"
#include "reference/broker.hpp"
#include "scenario/load.hpp"
#include "support/bytes.hpp"
#include "target/feature.hpp"

#include <boost/asio/co_spawn.hpp>

#include <algorithm>
#include <exception>
#include <stdexcept>
#include <utility>

namespace mqttspec::engine {

using boost::asio::awaitable;

namespace {

/// Another connector's streams in a wrapping.
class WrappingConnector final : public net::Connector
{
public:
    WrappingConnector(net::Connector& inner,
                      std::function<std::unique_ptr<net::ByteStream>(std::unique_ptr<net::ByteStream>)> wrap)
        : inner_{inner}, wrap_{std::move(wrap)}
    {}

    awaitable<net::ConnectResult> connect(net::TimePoint deadline, net::Upgrade upgrade) override
    {
        auto result = co_await inner_.connect(deadline, upgrade);
        if (result.stream && wrap_)
            result.stream = wrap_(std::move(result.stream));
        co_return result;
    }
    std::string name() const override { return inner_.name(); }

private:
    net::Connector& inner_;
    std::function<std::unique_ptr<net::ByteStream>(std::unique_ptr<net::ByteStream>)> wrap_;
};

/// Plays one case once between the start and the stop of the target.
awaitable<void> play_case(scenario::Scenario const& scenario, World& world, target::Target& target,
                          CaseRun& into)
{
    auto const started = co_await target.start();
    if (!started.ok)
        throw std::runtime_error(started.trouble);
    Surroundings surroundings;
    surroundings.executor = world.executor();
    surroundings.clients = dynamic_cast<target::ClientTarget*>(&target);
    std::optional<WrappingConnector> connector;
    if (surroundings.clients == nullptr)
        surroundings.connector = &connector.emplace(target.connector(), world.wrap);
    surroundings.timing = world.timing;
    surroundings.delivery = world.delivery;
    surroundings.credentials = world.credentials;
    surroundings.run_id = "test";
    auto run = co_await play_once(scenario, surroundings, 1, world.live);
    into = std::move(run);
    co_await target.stop();
}

awaitable<void> interfere(net::TimePoint when, Runner& runner, std::function<void(Runner&)> meanwhile)
{
    co_await net::sleep_until(when);
    meanwhile(runner);
}

} // namespace

target::BrokerFactory twisted(Twist twist)
{
    return [twist = std::move(twist)]() -> serving::Handler {
        auto const broker = std::make_shared<reference::Broker>();
        return [broker, twist](reference::Event const& event) {
            auto actions = broker->handle(event);
            if (twist)
                twist(event, actions);
            return actions;
        };
    };
}

reference::Action transmit(reference::LinkId link, wire::Packet packet)
{
    return reference::Transmit{.link = link, .what = std::move(packet)};
}

reference::Action transmit_bytes(reference::LinkId link, std::string_view hex)
{
    return reference::Transmit{.link = link, .what = test::bytes_of(hex)};
}

reference::Action drop(reference::LinkId link)
{
    return reference::Drop{.link = link};
}

std::vector<scenario::Scenario> cases_of(std::string const& text)
{
    yaml::Diagnostics diagnostics;
    scenario::Vocabulary const vocabulary{.catalogue = &tests::shipped_catalogue(),
                                          .features = target::feature_names(),
                                          .variables = target::feature_variables()};
    auto cases = scenario::load_text("test.yaml", text, vocabulary, diagnostics);
    if (!diagnostics.empty())
        throw std::runtime_error(diagnostics.render());
    return cases;
}

std::string case_of(std::string_view steps, std::string_view id)
{
    if (steps.starts_with('\n'))
        steps.remove_prefix(1);
    return "- id: " + std::string{id} +
           "\n  when: A client does something\n  then: the Server does its duty\n"
           "  statements: [MQTT-3.1.0-2]\n  steps:\n" +
           std::string{steps} + "\n";
}

results::CaseResult const& Played::of(std::string_view id) const
{
    auto const found = std::ranges::find(cases, id, &results::CaseResult::id);
    if (found == cases.end())
        throw std::out_of_range("no result of " + std::string{id});
    return *found;
}

CaseRun World::play(std::string const& text, Twist twist)
{
    auto const target = make_target(std::move(twist));
    return play(text, *target);
}

CaseRun World::play(std::string const& text, target::Target& target)
{
    auto const cases = cases_of(text);
    CaseRun run;
    finish(play_case(cases.front(), *this, target, run));
    return run;
}

Played World::run(std::string const& text, target::Target& target, RunOptions options, net::Duration when,
                  std::function<void(Runner&)> meanwhile)
{
    auto const cases = cases_of(text);
    Played played;
    options.run_id = "test";
    options.on_begin = [&](std::string const& id) { played.begun.push_back(id); };
    Runner runner{target, cases, std::move(options), executor()};
    auto const before = net::Clock::now();
    net::Nursery nursery{executor()};
    if (meanwhile)
        nursery.spawn(interfere(before + when, runner, std::move(meanwhile)));
    finish(runner.run());
    played.duration = net::Clock::now() - before;
    for (auto const& judgement : runner.judgements())
        if (judgement.was_played() || !judgement.skipped.empty())
            played.cases.push_back(judge(judgement));
    apply_known(played.cases, cases, target.spec().known_failures,
                {.version = target.version(), .today = target::today()});
    played.left_behind = runner.left_behind();
    played.trouble = runner.trouble();
    return played;
}

Played World::run(std::string const& text, Twist twist, RunOptions options)
{
    auto const target = make_target(std::move(twist));
    return run(text, *target, std::move(options));
}

void World::finish(awaitable<void> what)
{
    std::exception_ptr failure;
    boost::asio::co_spawn(context_, std::move(what), [&](std::exception_ptr thrown) { failure = thrown; });
    time_.run(context_);
    if (failure)
        std::rethrow_exception(failure);
}

std::unique_ptr<target::Target> World::make_target(Twist twist)
{
    return target::make_memory_target(executor(), twisted(std::move(twist)));
}

} // namespace mqttspec::engine
