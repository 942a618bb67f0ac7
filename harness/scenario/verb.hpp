// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "normative/catalogue.hpp"
#include "scenario/keys.hpp"
#include "scenario/scenario.hpp"

#include <array>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mqttspec::scenario {

/// What the steps of one list have in common.
struct Setting
{
    Reader const* reader = nullptr;
    std::vector<StatementRef> const* statements = nullptr; ///< Those that `checks` may name.
    normative::Catalogue const* catalogue = nullptr;
    bool is_setup = false;
};

/// What the parser of a verb works on.
struct Words
{
    Keys* keys = nullptr;
    yaml::Cursor value; ///< Of the step's first key.
    Actor actor = Actor::none;
    wire::PacketType packet{}; ///< The one that the verb names.
    Setting const* setting = nullptr;

    [[nodiscard]] Reader const& reader() const { return *setting->reader; }
};

/// Some of the sides.
class Sides
{
public:
    constexpr Sides(std::initializer_list<Side> sides)
    {
        for (auto const side : sides)
            bits_ |= 1U << static_cast<unsigned>(side);
    }
    [[nodiscard]] constexpr bool contain(Side side) const
    {
        return (bits_ >> static_cast<unsigned>(side) & 1U) != 0;
    }

private:
    unsigned bits_ = 0;
};

/// A row of the table of verbs.
struct Verb
{
    enum class Form
    {
        exchange,    ///< Unjudged, unless it has `checks`.
        expectation, ///< Judged.
        act,         ///< Cannot fail.
        structure    ///< Holds other steps.
    };

    std::string_view name;  ///< "connect"; "send" where the name of a packet follows.
    std::size_t action = 0; ///< The alternative of Action that it makes.
    Form form{};
    bool has_actor = true; ///< Else the verb is itself the step's first key.
    bool names_packet = false;
    wire::PacketType sends{};               ///< Whose members it takes to send; reserved_0: none.
    wire::PacketType meets{};               ///< Whose members it expects and can capture.
    std::array<std::string_view, 4> keys{}; ///< Its other keys.
    Action (*read)(Words&) = nullptr;
    std::string_view about;    ///< One line for editors.
    Sides sides{Side::client}; ///< Whose verb it is, if it has an actor.

    [[nodiscard]] constexpr bool is_of(Side side) const { return has_actor && sides.contain(side); }
};

[[nodiscard]] std::span<Verb const> verbs();

/// All verbs of that side as a case writes them, "send CONNECT" included.
[[nodiscard]] std::vector<std::string> const& verb_names(Side side);

/// The same for people: "send PACKET" stands for all of them.
[[nodiscard]] std::vector<std::string> verb_forms(Side side);

/// The verbs that stand in the place of an actor: `wait`.
[[nodiscard]] std::vector<std::string> const& actorless_names();

/// A verb of the table, and the packet that the case names with it.
struct FoundVerb
{
    Verb const* verb = nullptr; ///< Null if there is none of that name.
    wire::PacketType packet{};

    // With the named packet filled in.
    [[nodiscard]] wire::PacketType sends() const;
    [[nodiscard]] wire::PacketType meets() const;
};
[[nodiscard]] FoundVerb find_verb(std::string_view name, Side side);
[[nodiscard]] Verb const* find_actorless(std::string_view name);

/// The packets that can follow the verb on that side.
[[nodiscard]] std::vector<wire::PacketType> packets_of(Verb const& verb, Side side);

// The parsers, in the order of the table.
Action read_connect(Words& words);
Action read_subscribe(Words& words);
Action read_unsubscribe(Words& words);
Action read_publish(Words& words);
Action read_receive(Words& words);
Action read_open(Words& words);
Action read_send(Words& words);
Action read_send_packets(Words& words);
Action read_send_bytes(Words& words);
Action read_expect(Words& words);
Action read_expect_any_order(Words& words);
Action read_expect_close(Words& words);
Action read_expect_handshake(Words& words);
Action read_expect_one_of(Words& words);
Action read_accept(Words& words);
Action read_order_connect(Words& words);
Action read_order_publish(Words& words);
Action read_order_subscribe(Words& words);
Action read_order_unsubscribe(Words& words);
Action read_order_disconnect(Words& words);
Action read_order_abort(Words& words);
Action read_expect_connected(Words& words);
Action read_expect_message(Words& words);
Action read_expect_acknowledged(Words& words);
Action read_expect_subscribed(Words& words);
Action read_expect_unsubscribed(Words& words);
Action read_expect_closed(Words& words);
Action read_expect_refusal(Words& words);
Action read_wait(Words& words);
Action read_restart(Words& words);
Action read_repeat(Words& words);
Action read_together(Words& words);

} // namespace mqttspec::scenario
