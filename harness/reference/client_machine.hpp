// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reference/client.hpp"
#include "reference/outbox.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace mqttspec::reference {

/// The client itself. Its functions stand in one source for each group of packets:
///   client.cpp              events, commands, deadlines, Keep Alive
///   client_connecting.cpp   CONNECT, CONNACK, DISCONNECT, the ends of connections and Sessions
///   (3.1, 3.2, 3.14) client_publishing.cpp   PUBLISH and its answers in both directions (3.3 to 3.7, 4.3
///   to 4.6) client_subscribing.cpp  SUBSCRIBE, UNSUBSCRIBE (3.8 to 3.11)
class Client::Machine
{
public:
    explicit Machine(ClientOptions options);

    [[nodiscard]] std::vector<ClientAction> handle(ClientEvent const& event);

    [[nodiscard]] bool is_connected() const { return link_ && link_->stage == Stage::connected; }
    [[nodiscard]] std::size_t session_count() const { return sessions_.size(); }
    [[nodiscard]] bool has_session(std::string_view id) const { return sessions_.contains(id); }
    [[nodiscard]] std::size_t queued_count() const;

private:
    /// All that a Client keeps of a Server from connection to connection (3.1.2.4) [MQTT-4.1.0-1].
    struct Session
    {
        Outbox outbox;                                  ///< QoS 1 and 2 messages to the Server.
        std::deque<CommandId> waiting{};                ///< The commands of what `outbox` has not sent yet.
        std::map<std::uint16_t, CommandId> under_way{}; ///< Those of what it has sent, by identifier.
        std::set<std::uint16_t> received_unreleased{};  ///< QoS 2 messages from the Server that await PUBREL.
    };

    enum class Stage
    {
        opening,  ///< There is no Network Connection yet.
        greeting, ///< CONNECT is sent, CONNACK has not come.
        connected
    };

    struct Subscribing
    {
        CommandId command = 0;
        std::size_t filters = 0;
    };

    /// The Network Connection.
    struct Link
    {
        LinkId id = 0;
        Stage stage = Stage::opening;
        CommandId command = 0; ///< To which CONNACK is the answer.
        ConnectCommand connect{};
        Session* session = nullptr; ///< Absent while it is opening.
        Time connack_due{};
        Time last_sent{};
        std::optional<Time> ping_sent{}; ///< The first PINGREQ that was not answered.
        std::deque<Command> early{};     ///< They wait for CONNACK.
        std::map<std::uint16_t, Subscribing> subscribing{};
        std::map<std::uint16_t, CommandId> unsubscribing{};
    };

    // Events.
    void on(Command const& command);
    void on(LinkOpened const& opened);
    void on(LinkRefused const& refused);
    void on(Received const& received);
    void on(Garbled const& garbled);
    void on(LinkLost const& lost);
    void on(Ticked const& ticked);

    // Commands against which there is no objection.
    void carry_out(CommandId id, ConnectCommand const& command);
    void carry_out(CommandId id, PublishCommand const& command);
    void carry_out(CommandId id, SubscribeCommand const& command);
    void carry_out(CommandId id, UnsubscribeCommand const& command);
    void carry_out(CommandId id, DisconnectCommand const& command);
    void carry_out(CommandId id, AbortCommand const& command);

    // Packets behind CONNACK. Those that only a Client sends, and a second CONNACK, are left to the template.
    void greet(wire::Packet const& packet);
    void on_packet(wire::Publish const& packet);
    void on_packet(wire::Puback const& packet);
    void on_packet(wire::Pubrec const& packet);
    void on_packet(wire::Pubrel const& packet);
    void on_packet(wire::Pubcomp const& packet);
    void on_packet(wire::Suback const& packet);
    void on_packet(wire::Unsuback const& packet);
    void on_packet(wire::Pingresp const& packet);
    template <class Packet>
    void on_packet(Packet const& packet);

    // Connections and Sessions.
    void begin_session();
    void resume(wire::Connack const& connack);
    void break_off(std::string why);
    void end(Closed closed);
    void end_session(std::string const& client_id, std::string const& why);

    // Messages and Subscriptions.
    void deliver(wire::Publish const& packet);
    void settle(std::uint16_t packet_id);
    void send_what_the_window_allows();
    [[nodiscard]] bool has_room_to_subscribe() const;

    // Deadlines and actions.
    [[nodiscard]] bool is_current(LinkId id) const { return link_ && link_->id == id; }
    [[nodiscard]] std::optional<Time> ping_due() const;
    [[nodiscard]] std::optional<Time> pingresp_due() const;
    void set_timer();
    void transmit(wire::Packet packet);
    void tell(Report report) { actions_.emplace_back(Tell{.what = std::move(report)}); }
    void fail(CommandId command, std::string why);

    ClientOptions options_;
    std::map<std::string, Session, std::less<>> sessions_; ///< By Client Identifier [MQTT-3.1.3-2].
    std::optional<Link> link_;
    LinkId last_link_ = 0;

    Time now_{};
    std::optional<Time> timer_;         ///< For which Ticked was asked.
    std::vector<ClientAction> actions_; ///< Of this event.
};

/// A protocol violation: no Server sends such a packet, or not twice [MQTT-4.8.0-1].
template <class Packet>
void Client::Machine::on_packet(Packet const& packet)
{
    break_off("a Server sent " + std::string(wire::name_of(packet.type)) + " out of place");
}

} // namespace mqttspec::reference
