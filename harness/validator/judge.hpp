// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rules/watch.hpp"
#include "trace/observation.hpp"
#include "validator/packet_cutter.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace mqttspec::validator {

using rules::Frame;
using rules::Role;

/// When something was seen, and as which packet of a capture (from 1; live traffic has no numbers: 0).
struct Moment
{
    trace::Time at{};
    std::uint64_t number = 0;
};

/// The two ends of a connection: "10.0.0.7:1883".
struct Ends
{
    std::string client{};
    std::string server{};
};

/// A rule's objection, with all that somebody needs to find what it speaks of.
struct Finding
{
    rules::Rule const* rule = nullptr;
    Ends ends{};
    std::string client_id{}; ///< As it stood in CONNECT, escaped by nobody; empty if none was seen.
    Moment moment{};         ///< Of the packet's last byte, or of the end of the connection.
    std::string packet{};    ///< The name of its type; empty for the end of a connection.
    std::string text{};      ///< In words, with the bytes that show it.
};

/// A connection that is not judged any more, or not in all that it was.
struct Loss
{
    Ends const& ends;
    std::string const& client_id;
    Role sender = Role::client; ///< Whose bytes are the reason.
    std::string_view why{};     ///< In words.
};

struct JudgeOptions
{
    rules::Knowledge knowledge{};
    std::size_t most_packet_bytes = std::size_t{16} << 20U; ///< A larger packet is passed over.
    std::size_t most_held_bytes = std::size_t{256} << 20U;  ///< Of packets that are not whole, in total.
    std::function<void(Finding const&)> on_finding{};       ///< As soon as it is known; may be empty.
    std::function<void(Loss const&)> on_loss{};             ///< Likewise.
};

/// What was seen, and what was not.
struct Counts
{
    std::uint64_t connections = 0;
    std::uint64_t of_another_version = 0; ///< Connections of MQTT 3.1, 5.0: not judged from there on.
    std::uint64_t packets = 0;
    std::uint64_t gaps = 0;      ///< Something was missing.
    std::uint64_t garbled = 0;   ///< Connections given up because their bytes are no packets.
    std::uint64_t oversized = 0; ///< Packets passed over.
};

/// Judges both sides of any number of connections by all rules, from the MQTT bytes that each side sent, in
/// whatever pieces they come. A proxy and a capture are two sources for it. What is missing is told by
/// `missed`; a connection that was not seen from its start is judged as far as what is seen of it suffices.
/// It keeps less than one packet for each direction of a connection, besides what `rules::Watch` knows.
class Judge
{
public:
    using Id = trace::ConnectionId;

    explicit Judge(JudgeOptions options);

    /// A connection, from its first byte.
    [[nodiscard]] Id open(Ends ends, Moment moment);

    /// One that is there already: the next bytes may begin anywhere in a packet.
    [[nodiscard]] Id join(Ends ends);

    /// The next bytes of one side.
    void bytes(Id id, Role sender, std::span<std::uint8_t const> bytes, Moment moment);

    /// Bytes of that side were not seen; how many, if that is known.
    void missed(Id id, Role sender, std::optional<std::uint64_t> count = std::nullopt);

    /// What that side sent last came in such a frame of a WebSocket.
    void frame(Id id, Role sender, Frame frame, Moment moment);

    /// Both sides are done, or one of them broke off.
    void close(Id id, Moment moment);

    /// Nothing more will be seen of it, whatever becomes of it.
    void forget(Id id);

    /// In the order in which they were told.
    [[nodiscard]] std::vector<Finding> const& findings() const { return findings_; }

    /// How often each rule could judge, in the order of `rules::all_rules`.
    [[nodiscard]] std::vector<rules::Tally> const& tallies() const { return watch_.tallies(); }
    [[nodiscard]] Counts const& counts() const { return counts_; }

    /// Whether the bytes of that connection are of no interest any more.
    [[nodiscard]] bool is_over(Id id) const;

private:
    struct Direction
    {
        explicit Direction(std::size_t most_packet_bytes) : cutter{most_packet_bytes} {}
        PacketCutter cutter;
        bool is_out_of_step = false; ///< Nobody knows where the next packet begins.
        int doubts = 0;              ///< Packets that must be well formed before the step is trusted.
        std::size_t counted_as_held = 0;
    };
    struct Connection
    {
        Connection(Ends its_ends, std::size_t most_packet_bytes);
        [[nodiscard]] Direction& of(Role sender) { return directions[index_of(sender)]; }

        Ends ends;
        std::string client_id{};
        std::array<Direction, 2> directions;
        bool has_begun = false; ///< The Client has sent a packet.
        bool is_over = false;
    };

    Connection& add(Ends ends);
    void cut(Id id, Connection& connection, Role sender, Moment moment);
    void show(Id id, Connection& connection, Role sender, Cut const& cut, Moment moment);
    void note_connect(Connection& connection, wire::Connect const& connect);
    void lose_step(Id id, Direction& direction);
    void limit_held(Id id, Direction& direction);
    /// What the rules found since it was last called.
    void tell(Connection const& connection, Moment moment);
    void tell_loss(Connection const& connection, Role sender, std::string_view why) const;

    JudgeOptions options_;
    rules::Watch watch_;
    std::unordered_map<Id, Connection> connections_;
    Id latest_ = 0;
    wire::Decoded decoded_; ///< The latest packet: its memory is used again.
    std::size_t held_bytes_ = 0;
    std::vector<Finding> findings_;
    Counts counts_;
};

} // namespace mqttspec::validator
