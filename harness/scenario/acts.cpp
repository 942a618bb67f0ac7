// SPDX-License-Identifier: Apache-2.0
// The verbs that are single acts, and those that expect.
#include "scenario/packets.hpp"
#include "scenario/steps.hpp"
#include "scenario/verb.hpp"
#include "scenario/words.hpp"

#include <algorithm>
#include <utility>

namespace mqttspec::scenario {

namespace {

/// Takes `split` and `frame`.
void read_writes(Words& words, Split& split, Frames& frames)
{
    split = read_split(*words.keys, words.reader());
    auto const at = words.keys->take("frame");
    auto const word = at ? words.reader().words(*at) : std::nullopt;
    if (!word)
        return;
    if (*word == "text")
        frames = Frames::text;
    else if (*word == "fragments")
        frames = Frames::fragments;
    else if (*word != "binary")
        at->error(ticked(*word) + " is no kind of WebSocket frame",
                  suggestion(*word, {"binary", "text", "fragments"}));
    if (frames == Frames::fragments && split.kind == Split::Kind::whole)
        at->error("there is nothing to make fragments of", "`split: each byte`, or `split: [1, 5]`");
}

} // namespace

Action read_open(Words& words)
{
    Open out;
    auto const at = words.keys->take("subprotocols");
    if (!at)
        return out;
    if (!at->is_list()) {
        at->error("`subprotocols` is a list", "`[mqtt]`; `[]` offers none");
        return out;
    }
    out.subprotocols.emplace();
    for (auto const& item : at->items())
        if (auto name = words.reader().words(item))
            out.subprotocols->push_back(std::move(*name));
    return out;
}

Action read_send(Words& words)
{
    Send out;
    out.packets.push_back(read_packet(*words.keys, words.packet, words.actor, words.reader()));
    read_writes(words, out.split, out.frames);
    return out;
}

Action read_send_packets(Words& words)
{
    Send out;
    if (auto const at = words.keys->require("packets"))
        out.packets = read_packets(*at, words.actor, words.reader());
    read_writes(words, out.split, out.frames);
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
    read_writes(words, out.split, out.frames);
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
        out.packets = read_patterns(*at, side_of(words.actor), words.reader());
    if (auto const at = words.keys->take("acknowledge"))
        out.acknowledges = words.reader().boolean(*at).value_or(false);
    return out;
}

Action read_expect_close(Words& words)
{
    ExpectClose out;
    if (auto const at = words.keys->take("allow"))
        out.allow =
            read_allowed(*at, words.reader(), {.may_name_actors = false, .side = side_of(words.actor)});
    return out;
}

Action read_expect_handshake(Words& words)
{
    constexpr wire::KeyInfo status{.name = "status", .kind = wire::Kind::u16, .maximum = 999};
    constexpr wire::KeyInfo subprotocol{.name = "subprotocol", .kind = wire::Kind::text, .is_optional = true};
    ExpectHandshake out;
    for (auto const& info : {status, subprotocol}) {
        auto const at = words.keys->take(info.name);
        if (at && info.name == status.name && side_of(words.actor) == Side::server)
            at->error("a Client is given the status, and does not give it", "`subprotocol: mqtt`");
        else if (auto matcher = at ? words.reader().matcher(*at, info) : std::nullopt)
            out.members.emplace_back(info.name, std::move(*matcher));
    }
    if (out.members.empty())
        words.keys->map().error("`expect handshake` expects nothing",
                                "`subprotocol: mqtt`, or `status: 101`");
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
