// SPDX-License-Identifier: Apache-2.0
#include "scenario/step.hpp"

#include "scenario/scenario.hpp"

#include <algorithm>

namespace mqttspec::scenario {

bool is_expectation(Step const& step)
{
    return std::holds_alternative<Expect>(step.action) ||
           std::holds_alternative<ExpectAnyOrder>(step.action) ||
           std::holds_alternative<ExpectClose>(step.action) ||
           std::holds_alternative<ExpectSilence>(step.action) ||
           std::holds_alternative<ExpectReport>(step.action) || std::holds_alternative<Receive>(step.action);
}

bool is_about_websocket(Step const& step)
{
    if (auto const* open = std::get_if<Open>(&step.action))
        return open->subprotocols.has_value();
    if (auto const* send = std::get_if<Send>(&step.action))
        return send->frames != Frames::binary;
    if (auto const* send = std::get_if<SendBytes>(&step.action))
        return send->frames != Frames::binary;
    return std::holds_alternative<ExpectHandshake>(step.action) ||
           std::holds_alternative<ExpectBinaryFrames>(step.action);
}

bool is_judged(Step const& step)
{
    if (step.is_control)
        return false;
    // A `receive` is a whole exchange, too: it has to say what it blames.
    bool const is_pure = (is_expectation(step) && !std::holds_alternative<Receive>(step.action)) ||
                         std::holds_alternative<ExpectHandshake>(step.action) ||
                         std::holds_alternative<ExpectBinaryFrames>(step.action) ||
                         std::holds_alternative<ExpectConnection>(step.action);
    return is_pure || std::holds_alternative<ExpectOneOf>(step.action) || !step.checks.empty();
}

void for_each_step(std::vector<Step> const& steps, std::function<void(Step const&)> const& visit)
{
    for (auto const& step : steps) {
        visit(step);
        if (auto const* repeat = std::get_if<Repeat>(&step.action))
            for_each_step(repeat->steps, visit);
        if (auto const* together = std::get_if<Together>(&step.action))
            for (auto const& branch : together->branches)
                for_each_step(branch, visit);
        if (auto const* one_of = std::get_if<ExpectOneOf>(&step.action))
            for (auto const& way : one_of->ways)
                for_each_step(way.steps, visit);
    }
}

bool Scenario::is_about_client() const
{
    auto const all = actors();
    return std::ranges::any_of(all, [](Actor actor) { return side_of(actor) != Side::client; });
}

std::vector<Actor> Scenario::actors() const
{
    std::vector<Actor> out;
    auto const note = [&](Step const& step) {
        if (step.actor != Actor::none && std::ranges::find(out, step.actor) == out.end())
            out.push_back(step.actor);
    };
    for_each_step(setup, note);
    for_each_step(steps, note);
    return out;
}

} // namespace mqttspec::scenario
