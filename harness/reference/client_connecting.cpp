// SPDX-License-Identifier: Apache-2.0
#include "reference/client_machine.hpp"

#include <limits>

namespace mqttspec::reference {
namespace {

constexpr auto unlimited = std::numeric_limits<std::size_t>::max();

wire::Connect to_packet(ConnectCommand const& command);

} // namespace

void Client::Machine::carry_out(CommandId id, ConnectCommand const& command)
{
    if (link_) {
        return fail(id, "there is a connection already"); // CONNECT is sent once (3.1).
    }
    link_.emplace(Link{.id = ++last_link_,
                       .command = id,
                       .connect = command,
                       .connack_due = now_ + options_.connect_timeout});
    actions_.emplace_back(OpenLink{.link = link_->id});
}

/// [MQTT-3.1.0-1] CONNECT comes first, whatever waits.
void Client::Machine::on(LinkOpened const& opened)
{
    if (!is_current(opened.link) || link_->stage != Stage::opening) {
        return;
    }
    link_->stage = Stage::greeting;
    begin_session();
    transmit(to_packet(link_->connect));
}

void Client::Machine::on(LinkRefused const& refused)
{
    if (!is_current(refused.link) || link_->stage != Stage::opening) {
        return;
    }
    auto const link = std::move(*link_);
    link_.reset();
    fail(link.command, refused.why);
    for (auto const& command : link.early) {
        fail(command.id, refused.why);
    }
}

/// [MQTT-3.1.2-4] The Session of that Client Identifier goes on, or begins; [MQTT-3.1.2-6] with Clean Session
/// none goes on.
void Client::Machine::begin_session()
{
    auto const& [client_id, is_clean] = std::pair(link_->connect.client_id, link_->connect.clean_session);
    if (is_clean) {
        end_session(client_id, "a Clean Session began");
    }
    OutboxLimits const limits{
        .in_flight = options_.max_in_flight, .queued = unlimited, .queued_bytes = unlimited};
    auto const place = sessions_.try_emplace(client_id, Session{.outbox = Outbox{limits}}).first;
    link_->session = &place->second;
}

/// [MQTT-3.2.0-1] The first packet from the Server is a CONNACK; every other violates the protocol.
void Client::Machine::greet(wire::Packet const& packet)
{
    auto const* connack = std::get_if<wire::Connack>(&packet);
    if (connack == nullptr) {
        return break_off("the first packet was " + std::string(wire::name_of(wire::type_of(packet))));
    }
    tell(Connected{.command = link_->command,
                   .session_present = connack->session_present(),
                   .return_code = connack->return_code});
    link_->stage = Stage::connected;
    if (connack->return_code != 0) { // The Server closes, too [MQTT-3.2.2-5].
        return break_off("the Server refused with return code " + std::to_string(connack->return_code));
    }
    resume(*connack);
}

/// [MQTT-4.4.0-1] What is not acknowledged is sent again, before anything else [MQTT-4.6.0-1]. Where the
/// Server has lost the Session, we choose (3.2.2.2) to go on: the Server gets our messages, and its
/// identifiers mean new messages to us.
void Client::Machine::resume(wire::Connack const& connack)
{
    auto& session = *link_->session;
    if (!connack.session_present()) {
        session.received_unreleased.clear();
    }
    for (auto& packet : session.outbox.unacknowledged()) {
        transmit(std::move(packet));
    }
    send_what_the_window_allows();
    for (auto const& command : std::exchange(link_->early, {})) {
        std::visit([&](auto const& what) { carry_out(command.id, what); }, command.what);
    }
}

/// [MQTT-3.14.4-1] [MQTT-3.14.4-2] Then the connection is closed, and nothing follows.
void Client::Machine::carry_out(CommandId id, DisconnectCommand const&)
{
    if (!link_) {
        return fail(id, "there is no connection");
    }
    if (link_->stage != Stage::opening) {
        transmit(wire::Disconnect{});
    }
    actions_.emplace_back(Drop{.link = link_->id});
    end(Closed{.command = id, .by = Closer::client, .why = "disconnected as asked"});
}

void Client::Machine::carry_out(CommandId id, AbortCommand const&)
{
    if (!link_) {
        return fail(id, "there is no connection");
    }
    actions_.emplace_back(Drop{.link = link_->id});
    end(Closed{.command = id, .by = Closer::client, .why = "aborted as asked"});
}

void Client::Machine::on(LinkLost const& lost)
{
    if (!is_current(lost.link)) {
        return;
    }
    switch (lost.how) {
    case Loss::fin: return end(Closed{.by = Closer::server, .why = "the Server closed"});
    case Loss::rst: return end(Closed{.by = Closer::server, .why = "the Server reset the connection"});
    case Loss::failed: return end(Closed{.by = Closer::network, .why = "the network failed"});
    }
}

/// [MQTT-4.8.0-1] Closes at once: there is no word by which a Client could say why.
void Client::Machine::break_off(std::string why)
{
    actions_.emplace_back(Drop{.link = link_->id});
    end(Closed{.by = Closer::client, .why = std::move(why)});
}

/// Exchanges that are no part of the Session end with the connection, and so does a clean Session
/// [MQTT-3.1.2-6]; another one is kept, with its messages [MQTT-3.1.2-4] [MQTT-4.1.0-1].
void Client::Machine::end(Closed closed)
{
    auto const link = std::move(*link_);
    link_.reset();
    std::string const why = "the connection ended before the answer: " + closed.why;
    if (link.stage != Stage::connected) {
        fail(link.command, why);
    }
    for (auto const& command : link.early) {
        fail(command.id, why);
    }
    for (auto const& [packet_id, pending] : link.subscribing) {
        fail(pending.command, why);
        link.session->outbox.give_back_packet_id(packet_id);
    }
    for (auto const& [packet_id, command] : link.unsubscribing) {
        fail(command, why);
        link.session->outbox.give_back_packet_id(packet_id);
    }
    if (link.session != nullptr && link.connect.clean_session) {
        end_session(link.connect.client_id, why);
    }
    tell(std::move(closed));
}

void Client::Machine::end_session(std::string const& client_id, std::string const& why)
{
    auto const place = sessions_.find(client_id);
    if (place == sessions_.end()) {
        return;
    }
    for (auto const& [packet_id, command] : place->second.under_way) {
        fail(command, why);
    }
    for (auto const command : place->second.waiting) {
        fail(command, why);
    }
    sessions_.erase(place);
}

namespace {

/// 3.1: each flag is set just where its field is there [MQTT-3.1.2-9] [MQTT-3.1.2-11] [MQTT-3.1.2-18 to -21],
/// and the fields stand in their order [MQTT-3.1.3-1]; `wire` sees to both.
wire::Connect to_packet(ConnectCommand const& command)
{
    return wire::Connect{.clean_session = command.clean_session,
                         .keep_alive = command.keep_alive,
                         .client_id = command.client_id,
                         .will = command.will,
                         .user_name = command.user_name,
                         .password = command.password};
}

} // namespace
} // namespace mqttspec::reference
