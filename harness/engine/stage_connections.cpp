// SPDX-License-Identifier: Apache-2.0
// The connections of a case: those that it opens, and those that the Client under test opens.
#include "engine/stage.hpp"

#include <algorithm>
#include <utility>

namespace mqttspec::engine {

namespace {

/// A case that expects PINGREQs answers them itself, or does not; one that accepts them only looks at them.
Pings pings_of(scenario::Scenario const& scenario)
{
    auto pings = Pings::answered;
    auto const is_ping = [](scenario::Pattern const& it) { return it.type == wire::PacketType::pingreq; };
    auto const look = [&](scenario::Step const& step) {
        auto const* accept = std::get_if<scenario::Accept>(&step.action);
        auto const* expect = std::get_if<scenario::Expect>(&step.action);
        auto const* any_order = std::get_if<scenario::ExpectAnyOrder>(&step.action);
        if (accept != nullptr && is_ping(accept->expected))
            pings = std::max(pings, Pings::answered_and_kept);
        if ((expect != nullptr && is_ping(expect->packet)) ||
            (any_order != nullptr && std::ranges::any_of(any_order->packets, is_ping)))
            pings = Pings::kept;
    };
    scenario::for_each_step(scenario.setup, look);
    scenario::for_each_step(scenario.steps, look);
    return pings;
}

} // namespace

Connection* Stage::connection(scenario::Actor actor)
{
    auto& connections = actors_.at(actor).connections;
    if (connections.empty() || connections.back()->end_was_seen)
        return nullptr;
    return connections.back().get();
}

boost::asio::awaitable<std::string> Stage::open(scenario::Actor actor, net::Upgrade upgrade)
{
    auto const slot =
        surroundings_.pacer == nullptr ? net::Clock::now() : surroundings_.pacer->next(net::Clock::now());
    if (slot > net::Clock::now())
        co_await net::sleep_until(slot);
    auto const until = net::Clock::now() + surroundings_.timing.response;
    auto connected = co_await surroundings_.connector->connect(until, std::move(upgrade));
    actors_.at(actor).handshake = connected.upgrade;
    if (is_abandoned_)
        co_return std::string{"the case was broken off"};
    if (!connected.stream)
        co_return connected.trouble;
    add_connection(actor, std::move(connected.stream));
    co_return std::string{};
}

void Stage::add_connection(scenario::Actor actor, std::unique_ptr<net::ByteStream> stream)
{
    bool const is_server = side_of(actor) == scenario::Side::server;
    Connection::Surroundings shared{.journal = journal_,
                                    .changed = changed_,
                                    .executor = surroundings_.executor,
                                    .epoch = epoch_,
                                    .version = scenario_.version,
                                    .is_server = is_server,
                                    .pings = is_server ? pings_of(scenario_) : Pings::kept};
    auto& connections = actors_.at(actor).connections;
    connections.push_back(
        std::make_unique<Connection>(std::move(stream), std::string{name_of(actor)}, std::move(shared)));
    nursery_.spawn(connections.back()->read());
    nursery_.spawn(connections.back()->write());
}

boost::asio::awaitable<std::string> Stage::prepare()
{
    if (!scenario_.is_about_client())
        co_return std::string{};
    if (surroundings_.clients == nullptr)
        co_return std::string{"the case is about a Client, and the target is none"};
    Subject::Surroundings shared{.target = *surroundings_.clients,
                                 .journal = journal_,
                                 .changed = changed_,
                                 .executor = surroundings_.executor,
                                 .epoch = epoch_};
    subject_ = std::make_unique<Subject>(std::move(shared));
    auto trouble = co_await subject_->arrive();
    co_return trouble;
}

bool Stage::accept(scenario::Actor actor)
{
    auto stream = subject_ ? subject_->take_arrival() : nullptr;
    if (!stream)
        return false;
    add_connection(actor, std::move(stream));
    return true;
}

Inbox* Stage::inbox(scenario::Actor actor)
{
    if (side_of(actor) == scenario::Side::subject)
        return subject_ ? &subject_->inbox : nullptr;
    auto* current = connection(actor);
    return current == nullptr ? nullptr : &current->inbox;
}

trace::ConnectionId Stage::id_of(scenario::Actor actor) const
{
    auto const& connections = actors_.at(actor).connections;
    if (side_of(actor) == scenario::Side::subject && subject_)
        return subject_->id();
    return connections.empty() ? 0 : connections.back()->id();
}

} // namespace mqttspec::engine
