// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reference/admission.hpp"
#include "reference/broker.hpp"
#include "reference/session.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace mqttspec::reference {

/// The broker itself. Its functions stand in one source for each group of packets:
///   broker.cpp       events, deadlines
///   connecting.cpp   CONNECT, DISCONNECT, the ends of connections and Sessions, Wills (3.1, 3.2, 3.14)
///   publishing.cpp   PUBLISH and its answers, delivery, retained messages (3.3 to 3.7, 4.3 to 4.6)
///   subscribing.cpp  SUBSCRIBE, UNSUBSCRIBE (3.8 to 3.11)
class Broker::Machine
{
public:
    explicit Machine(BrokerOptions options);

    [[nodiscard]] std::vector<Action> handle(Event const& event);

    [[nodiscard]] std::size_t link_count() const { return links_.size(); }
    [[nodiscard]] std::size_t client_count() const;
    [[nodiscard]] Sessions const& sessions() const { return sessions_; }
    [[nodiscard]] TopicTree const& subscriptions() const { return *subscriptions_; }
    [[nodiscard]] RetainedStore const& retained() const { return *retained_; }

private:
    struct Will
    {
        MessagePtr message{};
        bool retain = false;
    };

    /// One Network Connection.
    struct Link
    {
        LinkId id = 0;
        Session* session = nullptr;      ///< Absent until its CONNECT was accepted.
        std::optional<Will> will{};      ///< Published when the connection closes (3.1.2.5).
        std::optional<Time> allowance{}; ///< How long the Client may be silent.
        Time last_heard{};
        std::optional<Time> deadline{}; ///< Its place in deadlines_; may lag behind last_heard.
    };

    // Events.
    void on(LinkOpened const& opened);
    void on(Received const& received);
    void on(Garbled const& garbled);
    void on(LinkLost const& lost);
    void on(Ticked const& ticked);

    // First packets, and those of accepted Clients. Packets that only a Server sends, a second CONNECT and
    // the reserved types are left to the template.
    void greet(Link& link, wire::Packet const& packet);
    void on(Link& link, wire::Publish const& packet);
    void on(Link& link, wire::Puback const& packet);
    void on(Link& link, wire::Pubrec const& packet);
    void on(Link& link, wire::Pubrel const& packet);
    void on(Link& link, wire::Pubcomp const& packet);
    void on(Link& link, wire::Subscribe const& packet);
    void on(Link& link, wire::Unsubscribe const& packet);
    void on(Link& link, wire::Pingreq const& packet);
    void on(Link& link, wire::Disconnect const& packet);
    template <class Packet>
    void on(Link& link, Packet const& packet);

    // Connections and Sessions.
    void accept(Link& link, wire::Connect const& connect);
    [[nodiscard]] bool resume_or_create(std::string const& client_id, bool is_clean);
    void attach(Link& link, Session& session, wire::Connect const& connect);
    void refuse(Link& link, ReturnCode code);
    void break_off(Link& link);
    void end(Link& link);
    void end(Session& session);
    void end_overfull_sessions();
    [[nodiscard]] std::string client_id_of(wire::Connect const& connect);
    [[nodiscard]] bool has_room_for(std::string const& client_id);

    // Messages.
    [[nodiscard]] bool take(wire::Publish const& packet);
    void acknowledge(Link& link, wire::Publish const& packet);
    [[nodiscard]] bool retain(MessagePtr const& message);
    [[nodiscard]] bool has_room_to_retain(Message const& message) const;
    void publish(MessagePtr const& message);
    void deliver(Session& session, MessagePtr const& message, std::uint8_t max_qos, bool retain);
    void send_what_the_window_allows(Session& session);

    // Subscriptions.
    [[nodiscard]] std::uint8_t subscribe(Session& session, wire::Subscription const& request);
    [[nodiscard]] bool has_room_for(Session const& session, std::string_view filter) const;
    void send_retained(Session& session, wire::Subscribe const& packet,
                       std::vector<std::uint8_t> const& return_codes);

    // Deadlines and actions.
    void schedule(Link& link, std::optional<Time> deadline);
    void look_at(Link& link);
    void set_timer();
    [[nodiscard]] Link* find(LinkId id);
    void transmit(LinkId link, wire::Packet packet);

    BrokerOptions options_;
    OutboxLimits outbox_limits_;
    std::unique_ptr<TopicTree> subscriptions_;
    std::unique_ptr<RetainedStore> retained_;
    Sessions sessions_;
    std::unordered_map<LinkId, Link> links_;
    std::uint64_t assigned_client_ids_ = 0;

    Time now_{};
    std::set<std::pair<Time, LinkId>> deadlines_;
    std::optional<Time> timer_;          ///< For which Ticked was asked.
    std::vector<SubscriberId> overfull_; ///< Sessions to be ended after this event.
    std::vector<Action> actions_;        ///< Of this event.
};

/// A protocol violation: no Client sends such a packet, or not twice [MQTT-3.1.0-2] [MQTT-4.8.0-1].
template <class Packet>
void Broker::Machine::on(Link& link, Packet const&)
{
    break_off(link);
}

} // namespace mqttspec::reference
