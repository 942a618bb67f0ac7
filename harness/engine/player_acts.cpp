// SPDX-License-Identifier: Apache-2.0
// The steps that only do something: connections, sending, waiting, and the steps that hold other steps.
#include "engine/player.hpp"

#include "net/nursery.hpp"

#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include <stdexcept>
#include <utility>

namespace mqttspec::engine {

namespace {

wire::Bytes to_bytes(std::string const& text)
{
    return {text.begin(), text.end()};
}

std::vector<wire::Edit> fill_in(std::vector<scenario::EditTemplate> const& edits, Scope const& scope)
{
    using Kind = scenario::EditTemplate::Kind;
    std::vector<wire::Edit> filled;
    for (auto const& edit : edits) {
        auto bytes = to_bytes(engine::fill_in(edit.bytes, scope));
        switch (edit.kind) {
        case Kind::set: filled.emplace_back(wire::SetField{edit.field, std::move(bytes)}); break;
        case Kind::remove: filled.emplace_back(wire::RemoveField{edit.field}); break;
        case Kind::insert: filled.emplace_back(wire::InsertAfter{edit.field, std::move(bytes)}); break;
        case Kind::truncate: filled.emplace_back(wire::TruncateAfter{edit.field}); break;
        }
    }
    return filled;
}

std::vector<std::size_t> cuts_of(scenario::Split const& split, std::size_t size)
{
    if (split.kind != scenario::Split::Kind::each_byte)
        return split.offsets;
    std::vector<std::size_t> cuts;
    for (std::size_t i = 1; i < size; ++i)
        cuts.push_back(i);
    return cuts;
}

net::Upgrade offering(std::vector<std::string> const& subprotocols)
{
    net::Upgrade upgrade;
    upgrade.subprotocols = subprotocols;
    return upgrade;
}

/// Sends one branch's outcome to where `together` collects them.
boost::asio::awaitable<void> keep(boost::asio::awaitable<Outcome> running, Outcome& into)
{
    auto outcome = co_await std::move(running);
    into = std::move(outcome);
}

} // namespace

boost::asio::awaitable<Outcome> Player::ensure_connection(Step const& step)
{
    if (stage_.connection(step.actor) != nullptr)
        co_return Outcome{};
    if (side_of(step.actor) == scenario::Side::server)
        co_return inconclusive(step, "the Client has no connection");
    auto const trouble = co_await stage_.open(step.actor);
    if (trouble.empty())
        co_return Outcome{};
    co_return inconclusive(step, trouble);
}

boost::asio::awaitable<Outcome> Player::perform(Step const& step, scenario::Open const& it, Scope)
{
    since_ = stage_.journal().size();
    if (!it.subprotocols) {
        auto opened = co_await ensure_connection(step);
        co_return opened;
    }
    auto upgrade = offering(*it.subprotocols);
    auto const trouble = co_await stage_.open(step.actor, std::move(upgrade));
    // A refusal is an answer, too: what it should have been is for `expect handshake` to say.
    if (trouble.empty() || stage_.actor(step.actor).handshake)
        co_return Outcome{};
    co_return inconclusive(step, trouble);
}

boost::asio::awaitable<Outcome> Player::perform(Step const& step, scenario::Close const&, Scope)
{
    if (auto* connection = stage_.connection(step.actor)) {
        note_earlier_end(step, *connection);
        connection->close();
        connection->end_was_seen = true;
    }
    co_return Outcome{};
}

boost::asio::awaitable<Outcome> Player::perform(Step const& step, scenario::Reset const&, Scope)
{
    if (auto* connection = stage_.connection(step.actor)) {
        note_earlier_end(step, *connection);
        connection->reset();
        connection->end_was_seen = true;
    }
    co_return Outcome{};
}

boost::asio::awaitable<Outcome> Player::perform(Step const& step, scenario::HalfClose const&, Scope)
{
    since_ = stage_.journal().size();
    // The packet before it stays the stimulus: its reply is not owed because nothing more will come.
    auto* connection = stage_.connection(step.actor);
    if (connection != nullptr)
        connection->half_close();
    co_return Outcome{};
}

boost::asio::awaitable<Outcome> Player::perform(Step const& step, scenario::Wait const& it, Scope)
{
    auto const until = net::Clock::now() + stage_.length_of(it.span);
    bool goes_on = true;
    while (goes_on)
        goes_on = co_await stage_.wait(until);
    if (stage_.is_abandoned())
        co_return inconclusive(step, "the case was broken off");
    co_return Outcome{};
}

boost::asio::awaitable<Outcome> Player::perform(Step const& step, scenario::RestartTarget const&, Scope)
{
    auto const& restart = stage_.surroundings().restart_target;
    if (!restart)
        co_return inconclusive(step, "the target cannot be restarted by us");
    auto const trouble = co_await restart();
    if (!trouble.empty())
        co_return inconclusive(step, trouble);
    co_return Outcome{};
}

boost::asio::awaitable<Outcome> Player::perform(Step const& step, scenario::Repeat const& it, Scope scope)
{
    auto const value = engine::fill_in(it.times, scope);
    auto const* times = std::get_if<std::int64_t>(&value.held);
    if (times == nullptr)
        co_return inconclusive(step, "`repeat` needs a number");
    if (*times > scenario::most_rounds)
        throw std::out_of_range(
            fmt::format("{} rounds of a repeat, and {} are the most", *times, scenario::most_rounds));
    for (scope.n = 1; scope.n <= *times; ++scope.n) {
        auto outcome = co_await run(it.steps, scope);
        if (!outcome.has_passed())
            co_return outcome;
    }
    co_return Outcome{};
}

boost::asio::awaitable<Outcome> Player::perform(Step const&, scenario::Together const& it, Scope scope)
{
    std::vector<Outcome> outcomes(it.branches.size());
    // A cancellation (of this branch of another `together`) is for join() to hand on.
    bool const throws = co_await boost::asio::this_coro::throw_if_cancelled();
    co_await boost::asio::this_coro::throw_if_cancelled(false);
    net::Nursery branches{stage_.surroundings().executor};
    for (std::size_t i = 0; i < it.branches.size(); ++i) {
        auto running = run(it.branches[i], scope);
        branches.spawn(keep(std::move(running), outcomes[i]));
    }
    co_await branches.join();
    co_await boost::asio::this_coro::throw_if_cancelled(throws);
    for (auto& outcome : outcomes)
        if (!outcome.has_passed())
            co_return outcome;
    co_return Outcome{};
}

boost::asio::awaitable<Outcome> Player::perform(Step const& step, scenario::Send const& it, Scope scope)
{
    auto ready = co_await ensure_connection(step);
    if (!ready.has_passed())
        co_return ready;
    since_ = stage_.journal().size();
    stage_.begin_stimulus(step.actor);
    std::vector<wire::Bytes> images;
    std::size_t size = 0;
    for (auto const& packet : it.packets) {
        auto members = engine::fill_in(packet.members, scope);
        auto image = wire::encode(stage_.build(step.actor, packet.type, std::move(members)),
                                  stage_.scenario().version);
        auto const edits = fill_in(packet.edits, scope);
        auto const unknown = wire::apply(image, edits);
        if (unknown)
            throw std::invalid_argument(fmt::format("`corrupt` names {}, which this {} has not", *unknown,
                                                    wire::name_of(packet.type)));
        size += image.bytes.size();
        images.push_back(std::move(image.bytes));
    }
    stage_.transmit(step.actor, images, cuts_of(it.split, size), it.frames);
    co_await stage_.flush(step.actor);
    co_return Outcome{};
}

boost::asio::awaitable<Outcome> Player::perform(Step const& step, scenario::SendBytes const& it, Scope scope)
{
    auto ready = co_await ensure_connection(step);
    if (!ready.has_passed())
        co_return ready;
    since_ = stage_.journal().size();
    stage_.begin_stimulus(step.actor);
    std::vector<wire::Bytes> images;
    images.push_back(to_bytes(engine::fill_in(it.bytes, scope)));
    stage_.transmit(step.actor, images, cuts_of(it.split, images.front().size()), it.frames);
    co_await stage_.flush(step.actor);
    co_return Outcome{};
}

} // namespace mqttspec::engine
