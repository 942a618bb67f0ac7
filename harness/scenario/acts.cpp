// SPDX-License-Identifier: Apache-2.0
// The verbs that are single acts, and those that expect.
#include "scenario/packets.hpp"
#include "scenario/steps.hpp"
#include "scenario/verb.hpp"
#include "scenario/words.hpp"

#include <algorithm>
#include <utility>

namespace mqttspec::scenario {

Action read_send(Words& words)
{
    Send out;
    out.packets.push_back(read_packet(*words.keys, words.packet, words.actor, words.reader()));
    out.split = read_split(*words.keys, words.reader());
    return out;
}

Action read_send_packets(Words& words)
{
    Send out;
    if (auto const at = words.keys->require("packets"))
        out.packets = read_packets(*at, words.actor, words.reader());
    out.split = read_split(*words.keys, words.reader());
    return out;
}

Action read_send_bytes(Words& words)
{
    SendBytes out;
    auto const hex = words.keys->take("hex");
    auto const text = words.keys->take("text");
    if (hex && text)
        words.keys->key("text")->error("`hex` and `text` exclude each other");
    if (!hex && !text)
        words.keys->map().error("`hex` or `text` is missing");
    if (hex)
        out.bytes = words.reader().hex(*hex).value_or(Text{});
    else if (text)
        out.bytes = words.reader().text(*text).value_or(Text{});
    out.split = read_split(*words.keys, words.reader());
    return out;
}

Action read_expect(Words& words)
{
    return Expect{.packet = read_pattern(*words.keys, words.packet, words.reader())};
}

Action read_expect_any_order(Words& words)
{
    ExpectAnyOrder out;
    if (auto const at = words.keys->require("packets"))
        out.packets = read_patterns(*at, words.reader());
    if (auto const at = words.keys->take("acknowledge"))
        out.acknowledges = words.reader().boolean(*at).value_or(false);
    return out;
}

Action read_expect_close(Words& words)
{
    ExpectClose out;
    if (auto const at = words.keys->take("allow"))
        out.allow = read_allowed(*at, words.reader(), {.may_name_actors = false});
    return out;
}

Action read_wait(Words& words)
{
    auto const span = read_span(words.value, words.reader());
    return Wait{.span = span.value_or(Span{})};
}

Action read_restart(Words& words)
{
    auto const what = words.reader().words(words.value);
    if (what && *what != "target")
        words.value.error("only the target can be restarted", "`restart: target`");
    return RestartTarget{};
}

} // namespace mqttspec::scenario
