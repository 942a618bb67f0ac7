// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rules/rule.hpp"
#include "rules/sight.hpp"
#include "trace/observation.hpp"
#include "wire/decode.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace mqttspec::rules {

/// A rule's objection.
struct Finding
{
    Rule const* rule = nullptr;
    trace::ConnectionId connection = 0;
    trace::Time at{};
    std::string packet{}; ///< The name of its type; empty for a frame and the end of a connection.
    std::string text{};   ///< In words, with the bytes that show it.
};

/// How often a rule could judge, and how often it objected.
struct Tally
{
    std::uint64_t kept = 0;
    std::uint64_t broken = 0;
};

/// Watches any number of connections between Clients and Servers, packet by packet, and judges both sides by
/// all rules. It keeps a bounded amount for each connection and each Client Identifier, whatever they do.
/// Once the Client breaks something, the Server is no longer judged on that connection.
class Watch
{
public:
    explicit Watch(Knowledge knowledge = {});

    /// A connection is seen from its very beginning. Connections with the same number for `server` go to one
    /// Server.
    void opened(trace::ConnectionId connection, trace::Time at, std::uint64_t server = 0);

    /// One packet of a connection. `bytes` are those that were decoded.
    void packet(trace::ConnectionId connection, Role sender, wire::Decoded const& decoded,
                std::span<std::uint8_t const> bytes, trace::Time at);

    /// A data frame of a WebSocket, behind the packets that it brought to their end.
    void frame(trace::ConnectionId connection, Role sender, Frame frame, trace::Time at);

    /// Bytes that cannot be cut into packets: nothing more of this connection can be judged.
    void garbled(trace::ConnectionId connection, Role sender);

    /// Something was missed.
    void missed(trace::ConnectionId connection);

    void closed(trace::ConnectionId connection, trace::Time at);

    /// The first ones; more than `most_findings` of a rule are only counted.
    [[nodiscard]] std::vector<Finding> const& findings() const { return findings_; }

    /// In the order of `all_rules`.
    [[nodiscard]] std::vector<Tally> const& tallies() const { return tallies_; }

    static constexpr std::uint64_t most_findings = 16;

private:
    /// What is known of a Client Identifier.
    struct Client
    {
        Stored stored = Stored::unknown;
        std::shared_ptr<Session> session{};
        trace::ConnectionId latest = 0;
        int undecided = 0; ///< Connections that wait for CONNACK.
        bool is_contested = false;
    };

    void judge(Connection& connection, Sight const& sight, std::span<std::uint8_t const> bytes);
    void judge_end(Connection& connection, trace::Time at);
    void object(std::size_t index, Sight const& sight, std::span<std::uint8_t const> bytes);
    void taint(Connection& connection);
    [[nodiscard]] Connection& connection_of(trace::ConnectionId id);

    /// Without anything that must be looked up.
    [[nodiscard]] Sight bare_sight(Connection const& connection, Role sender, wire::Decoded const& decoded,
                                   trace::Time at) const;
    [[nodiscard]] Sight sight_of(Connection const& connection, Role sender, wire::Decoded const& decoded,
                                 std::span<std::uint8_t const> bytes, trace::Time at) const;

    void note(Connection& connection, Sight const& sight);
    void note_connect(Connection& connection, wire::Connect const& connect, trace::Time at);
    void note_client(Connection& connection, wire::Connect const& connect);
    void note_will(Connection& connection, wire::Will const& will, trace::Time at);
    void note_connack(Connection& connection, wire::Connack const& connack, trace::Time at);
    void note_end(Connection& connection);

    Knowledge knowledge_;
    std::unordered_map<trace::ConnectionId, Connection> connections_;
    std::unordered_map<std::string, Client> clients_; ///< By `key_of`.
    Messages messages_;
    std::uint64_t packets_ = 0;
    std::vector<Finding> findings_;
    std::vector<Tally> tallies_;
};

} // namespace mqttspec::rules
