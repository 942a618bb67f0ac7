// SPDX-License-Identifier: Apache-2.0
// The step that leaves the target several ways.
#include "engine/player.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace mqttspec::engine {

namespace {

using State = Attempt::State;

bool ends_in_silence(scenario::ExpectOneOf::Way const& way)
{
    return way.condition > 0 &&
           std::holds_alternative<scenario::ExpectSilence>(way.steps[way.condition - 1].action);
}

bool acknowledges(scenario::Step const& step)
{
    auto const* any_order = std::get_if<scenario::ExpectAnyOrder>(&step.action);
    return std::holds_alternative<scenario::Receive>(step.action) ||
           (any_order != nullptr && any_order->acknowledges);
}

} // namespace

boost::asio::awaitable<Outcome> Player::perform(Step const& step, scenario::ExpectOneOf const& it,
                                                Scope scope)
{
    auto until = stage_.deadline(step.actor, step.within);
    bool const has_silence = std::ranges::any_of(it.ways, ends_in_silence);
    if (has_silence) {
        // What breaks the silence decides for another way, and so does the end of the connection.
        if (can_ping(stage_.connection(step.actor)))
            (void)co_await barrier(step.actor);
        until = net::Clock::now() + stage_.surroundings().timing.settle;
    }
    HandshakesOf handshakes;
    for (bool goes_on = true, is_last = false; !is_last;) {
        is_last = !goes_on;
        for (auto& [actor, begun] : handshakes)
            answer_pubrels(actor, begun);
        bool can_be_met = false;
        take_arrival_for(it);
        for (auto const& way : it.ways) {
            auto trial = try_way(way, scope);
            can_be_met = can_be_met || trial.state == State::pending;
            bool const is_silent = is_last && trial.state == State::pending && ends_in_silence(way) &&
                                   trial.reached + 1 == way.condition;
            if (is_silent)
                trial.taken.emplace_back();
            if (trial.state != State::met && !is_silent)
                continue;
            auto outcome = co_await take_way(step, way, scope, std::move(trial), handshakes);
            co_return outcome;
        }
        if (!can_be_met || has_no_hope())
            break;
        answer_in_ways(it, scope, handshakes);
        if (!is_last)
            goes_on = co_await stage_.wait(until);
    }
    auto outcome = no_way_met(step, it, scope);
    co_return outcome;
}

/// Where one way alone was begun, and the step that it broke off at says whom to blame, that one is told.
Outcome Player::no_way_met(Step const& step, scenario::ExpectOneOf const& it, Scope scope)
{
    Step const* broken_off = nullptr;
    std::size_t furthest = 0;
    for (auto const& way : it.ways) {
        auto const reached = try_way(way, scope).reached;
        if (reached == furthest)
            broken_off = nullptr;
        if (reached <= furthest)
            continue;
        furthest = reached;
        broken_off = &way.steps[reached];
    }
    if (broken_off != nullptr && !broken_off->checks.empty() && !step.is_control)
        return unmet(*broken_off, "", expected_by(*broken_off, scope));
    std::string expected;
    for (auto const& way : it.ways)
        expected += fmt::format("{}{} ({})", expected.empty() ? "" : ", or ", way.name,
                                expected_by(way.steps.front(), scope));
    return unmet(step, "", std::move(expected));
}

Player::Trial Player::try_way(scenario::ExpectOneOf::Way const& way, Scope scope)
{
    Trial trial;
    for (std::size_t i = 0; i < way.condition; ++i) {
        auto const& step = way.steps[i];
        if (auto const* inbox = stage_.inbox(step.actor))
            trial.inboxes.try_emplace(step.actor, *inbox);
        auto tried = attempt(step, scope, trial.inboxes[step.actor]);
        if (tried.state != State::met) {
            trial.state = tried.state;
            return trial;
        }
        ++trial.reached;
        trial.taken.push_back(std::move(tried.taken));
    }
    return trial;
}

void Player::answer_in_ways(scenario::ExpectOneOf const& it, Scope scope, HandshakesOf& handshakes)
{
    std::map<std::size_t, scenario::Actor> received;
    std::set<std::size_t> expected; // Taken by a way that does not answer.
    for (auto const& way : it.ways) {
        auto const trial = try_way(way, scope);
        if (trial.state == State::failed)
            continue;
        for (std::size_t i = 0; i < trial.taken.size(); ++i)
            for (auto const index : trial.taken[i]) {
                if (acknowledges(way.steps[i]))
                    received.emplace(index, way.steps[i].actor);
                else
                    expected.insert(index);
            }
    }
    for (auto const& [index, actor] : received)
        if (!expected.contains(index))
            answer_once(actor, index, handshakes[actor]);
}

boost::asio::awaitable<Outcome> Player::take_way(Step const& step, scenario::ExpectOneOf::Way const& way,
                                                 Scope scope, Trial trial, HandshakesOf& handshakes)
{
    stage_.note(fmt::format("{}:{}: taken: {}", step.where.file, step.where.line, way.name));
    for (auto& [actor, inbox] : trial.inboxes)
        if (auto* own = stage_.inbox(actor))
            *own = std::move(inbox);
    for (std::size_t i = 0; i < way.condition; ++i)
        take(way.steps[i], trial.taken[i]);
    for (std::size_t i = 0; i < way.condition; ++i) {
        if (!acknowledges(way.steps[i]))
            continue;
        auto& begun = handshakes[way.steps[i].actor];
        for (auto const index : trial.taken[i])
            answer_once(way.steps[i].actor, index, begun);
        for (auto const id : begun.expects_pubrel) {
            auto completed = co_await complete(way.steps[i], id);
            if (!completed.has_passed())
                co_return completed;
        }
        begun.expects_pubrel.clear();
    }
    for (std::size_t i = way.condition; i < way.steps.size(); ++i) {
        auto outcome = co_await run_step(way.steps[i], scope);
        if (!outcome.has_passed())
            co_return outcome;
    }
    co_return Outcome{};
}

} // namespace mqttspec::engine
