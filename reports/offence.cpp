// SPDX-License-Identifier: Apache-2.0
#include "reports/offence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>

namespace mqttspec::reports {

namespace {

using results::CaseResult;
using results::Failure;
using results::WireEvent;

constexpr double rounding_s = 0.06; ///< Durations in words have one decimal.

std::string_view actor_of(Failure const& failure);
bool is_told(WireEvent const& event, std::string_view received);
std::string in_words(double seconds);
std::optional<double> silence_in(std::string_view received);
std::optional<double> end_of_silence(CaseResult const& one, std::vector<std::size_t> const& events,
                                     double length);

} // namespace

Offence offence_of(CaseResult const& one)
{
    Offence offence;
    if (!one.failure)
        return offence;
    auto const actor = actor_of(*one.failure);
    for (std::size_t i = 0; i < one.wire.size(); ++i) {
        WireEvent const& event = one.wire[i];
        if (event.actor == actor && event.direction == "received" && is_told(event, one.failure->received))
            offence.events.push_back(i);
    }
    if (auto const silence = silence_in(one.failure->received))
        offence.gave_up_s = end_of_silence(one, offence.events, *silence);
    else if (!offence.events.empty())
        offence.gave_up_s = one.wire[offence.events.back()].t;
    return offence;
}

namespace {

/// "alice: expect close", "the end of the case, alice".
std::string_view actor_of(Failure const& failure)
{
    std::string_view const step = failure.step;
    if (auto const comma = step.rfind(", "); step.starts_with("the end of the case") && comma != step.npos)
        return step.substr(comma + 2);
    return step.substr(0, step.find(':'));
}

/// "PINGRESP (at 17.1 ms), then nothing for 5.0 s", "closed by the peer (FIN) (at 36.1 ms)"; what is left at
/// the end of a case is told without its time.
bool is_told(WireEvent const& event, std::string_view received)
{
    auto const time = fmt::format("(at {})", in_words(event.t));
    if (!event.packet)
        return event.kind == "closed" && received.find("closed by the peer") != received.npos &&
               (received.find(time) != received.npos || received.find("(at ") == received.npos);
    auto const& summary = event.packet->summary;
    return received.find(summary + " " + time) != received.npos || received == "received " + summary;
}

/// As the engine writes it.
std::string in_words(double seconds)
{
    return seconds < 0.1 ? fmt::format("{:.1f} ms", seconds * 1000) : fmt::format("{:.1f} s", seconds);
}

std::optional<double> silence_in(std::string_view received)
{
    constexpr std::string_view lead = "nothing for ";
    auto const place = received.rfind(lead);
    if (place == received.npos)
        return std::nullopt;
    std::string const number(received.substr(place + lead.size(), 16));
    bool const is_in_ms = number.find(" ms") != number.npos;
    return std::strtod(number.c_str(), nullptr) / (is_in_ms ? 1000 : 1);
}

/// The silence begins behind what came, else behind the last thing that was sent and long enough before the
/// next: the actor itself is silent while it waits.
std::optional<double> end_of_silence(CaseResult const& one, std::vector<std::size_t> const& events,
                                     double length)
{
    if (!events.empty())
        return one.wire[events.back()].t + length;
    auto const actor = actor_of(*one.failure);
    std::optional<double> end;
    std::optional<double> last;
    for (WireEvent const& event : one.wire) {
        if (event.actor != actor || event.direction != "sent")
            continue;
        if (last && event.t - *last >= length - rounding_s)
            end = std::min(*last + length, event.t);
        last = event.t;
    }
    return end ? end : last ? std::optional(*last + length) : std::nullopt;
}

} // namespace

} // namespace mqttspec::reports
