// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/connection.hpp"
#include "net/byte_stream.hpp"
#include "net/nursery.hpp"
#include "scenario/step.hpp"
#include "target/client_seat.hpp"
#include "trace/journal.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mqttspec::engine {

/// The Client under test, as one case meets it: the seat from which it is driven, the place that it is to
/// connect to, the connections that it has opened and nobody has taken yet, and what it has told.
class Subject
{
public:
    /// What it shares with the case; all of it outlives it.
    struct Surroundings
    {
        target::ClientTarget& target;
        trace::Journal& journal;
        net::Timer& changed; ///< Is woken whenever something happens.
        boost::asio::any_io_executor executor;
        net::TimePoint epoch; ///< Time 0 of the journal.
    };

    explicit Subject(Surroundings surroundings);
    ~Subject();

    /// Takes a seat and opens the place; returns in words why that cannot be.
    [[nodiscard]] boost::asio::awaitable<std::string> arrive();

    /// Gives the order. `upcoming` are those that follow until it is told to connect again.
    void order(reference::Command command, std::vector<reference::Command> const& upcoming);

    /// The next connection that it has opened, or nullptr.
    [[nodiscard]] std::unique_ptr<net::ByteStream> take_arrival();
    [[nodiscard]] bool has_arrival() const { return !arrivals_.empty(); }

    /// Gives the seat back; who connects from now on is refused.
    [[nodiscard]] boost::asio::awaitable<void> leave();

    /// What it told, as a packet that says the same; nullptr for what has no members.
    [[nodiscard]] wire::Packet const* told(std::size_t index) const;

    /// What the adapter or the command is at fault for; empty if nothing.
    [[nodiscard]] std::string trouble() const;

    /// Which order it cannot take, and why; empty if it took all.
    [[nodiscard]] std::string const& unsupported() const { return unsupported_; }

    /// Which order it has refused and no step expected that, and why, from that place of the journal on;
    /// empty if none.
    [[nodiscard]] std::string refusal(std::size_t since) const;

    /// Nothing more is to be expected of it.
    [[nodiscard]] bool has_given_up() const { return !unsupported_.empty() || !trouble().empty(); }

    [[nodiscard]] std::string place() const; ///< "127.0.0.1:40123".
    [[nodiscard]] trace::ConnectionId id() const { return id_; }

    Inbox inbox; ///< What it told, and no step has looked at.

private:
    [[nodiscard]] boost::asio::awaitable<void> accept();
    void hear(target::ClientReport const& report);
    void note(std::string text);
    void keep(scenario::ExpectReport::Kind kind, std::string text, std::optional<wire::Packet> packet = {});
    [[nodiscard]] std::string ordered(reference::CommandId id) const;

    Surroundings case_;
    trace::ConnectionId id_; ///< Under which the journal has what it is told and tells.
    std::unique_ptr<target::ClientSeat> seat_;
    target::Door door_;
    net::Nursery nursery_;
    std::deque<std::unique_ptr<net::ByteStream>> arrivals_;
    std::map<std::size_t, wire::Packet> told_;
    std::map<std::size_t, std::string> refusals_; ///< By their place in the journal.
    std::map<reference::CommandId, std::string> orders_;
    reference::CommandId last_id_ = 0;
    std::string unsupported_;
    std::string broken_;
};

/// The order to send that packet, or, where there is none, to do what `kind` says.
[[nodiscard]] reference::Command to_command(scenario::Order::Kind kind,
                                            std::optional<wire::Packet> const& packet);

} // namespace mqttspec::engine
