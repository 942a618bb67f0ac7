// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "normative/statement.hpp"
#include "wire/packet.hpp"

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

namespace mqttspec::rules {

struct Sight;

/// What a rule must have seen from its start in order to speak. Where that is missing it is silent.
enum class Needs : std::uint8_t
{
    nothing,    ///< One packet shows it.
    connection, ///< The Network Connection.
    session     ///< The Session, also across connections.
};

/// What a rule makes of one packet.
enum class Word : std::uint8_t
{
    nothing, ///< No occasion to judge, or not enough knowledge for it.
    kept,
    broken
};

/// Control packet types, data frames of a WebSocket, and the end of a connection.
class Occasions
{
public:
    constexpr Occasions() = default;
    constexpr Occasions(std::initializer_list<wire::PacketType> types)
    {
        for (auto const type : types)
            bits_ |= 1U << static_cast<unsigned>(type);
    }

    [[nodiscard]] static constexpr Occasions all_packets() { return Occasions{0xFFFFU}; }
    [[nodiscard]] static constexpr Occasions frames() { return Occasions{frame_bit}; }
    [[nodiscard]] constexpr Occasions and_end() const { return Occasions{bits_ | end_bit}; }
    [[nodiscard]] constexpr bool contain(wire::PacketType type) const
    {
        return (bits_ >> static_cast<unsigned>(type) & 1U) != 0;
    }
    [[nodiscard]] constexpr bool contain_frames() const { return (bits_ & frame_bit) != 0; }
    [[nodiscard]] constexpr bool contain_end() const { return (bits_ & end_bit) != 0; }

private:
    static constexpr std::uint32_t end_bit = 1U << 16U;
    static constexpr std::uint32_t frame_bit = 1U << 17U;
    constexpr explicit Occasions(std::uint32_t bits) : bits_{bits} {}
    std::uint32_t bits_ = 0;
};

/// A check of one clause that only watches, whoever causes the traffic. A row of a table.
struct Rule
{
    std::string_view name{};   ///< A slug: "reserved-flags".
    std::string_view clause{}; ///< "MQTT-2.3.1-1.a"; empty for a duty that the standard does not number.
    normative::Role role = normative::Role::server; ///< Who must keep it, and sends what is looked at.
    Needs needs = Needs::nothing;
    Occasions occasions{};
    std::string_view about{}; ///< The duty, in one line.
    Word (*check)(Sight const&) = nullptr;

    /// Another clause that the very same fault breaks. Who names that one need not name this one.
    std::string_view follows_from{};
    bool is_hint = false; ///< The packet is wrong for sure, but it may be another clause that it breaks.
    bool is_provocation = false; ///< The clause obliges the other role, by its words: to react to this.
    bool is_timed = false;       ///< Depends on when things happened.
};

/// All of them: those for Servers first, each in the order of their clauses.
[[nodiscard]] std::span<Rule const> all_rules();

/// The one of that name for that role, or nullptr.
[[nodiscard]] Rule const* find_rule(std::string_view name, normative::Role role);

} // namespace mqttspec::rules
