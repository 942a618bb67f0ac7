// SPDX-License-Identifier: Apache-2.0
#include "reference/machine.hpp"

#include <algorithm>

namespace mqttspec::reference {
namespace {

std::optional<Time> allowance_for(wire::Connect const& connect, BrokerOptions const& options);

} // namespace

/// The first packet of a connection must be a CONNECT [MQTT-3.1.0-1].
void Broker::Machine::greet(Link& link, wire::Packet const& packet)
{
    auto const* connect = std::get_if<wire::Connect>(&packet);
    if (connect == nullptr || !conforms(*connect)) {
        return break_off(link); // [MQTT-3.1.4-1] Without a CONNACK.
    }
    auto const code = examine(*connect, options_);
    if (code != ReturnCode::accepted) {
        return refuse(link, code);
    }
    accept(link, *connect);
}

/// The steps of 3.1.4, in their order.
void Broker::Machine::accept(Link& link, wire::Connect const& connect)
{
    auto const client_id = client_id_of(connect);
    if (!has_room_for(client_id)) {
        return refuse(link, ReturnCode::server_unavailable);
    }
    if (auto const* stored = sessions_.find(client_id); stored != nullptr && stored->link) {
        break_off(*find(*stored->link)); // [MQTT-3.1.4-2] And its Will goes out [MQTT-3.1.2-8].
    }
    bool const is_present = resume_or_create(client_id, connect.clean_session); // [MQTT-3.1.4-3]
    auto& session = *sessions_.find(client_id);
    attach(link, session, connect);

    // [MQTT-3.1.4-4] [MQTT-3.2.0-1] CONNACK, before all else. [MQTT-3.2.2-1] [MQTT-3.2.2-2] [MQTT-3.2.2-3] It
    // tells whether there was a Session to go on with.
    transmit(link.id, wire::Connack{.acknowledge_flags = is_present ? std::uint8_t{1} : std::uint8_t{0},
                                    .return_code = static_cast<std::uint8_t>(ReturnCode::accepted)});
    for (auto& packet : session.outbox.unacknowledged()) { // [MQTT-4.4.0-1]
        transmit(link.id, std::move(packet));
    }
    send_what_the_window_allows(session);
}

/// [MQTT-3.1.2-4] Goes on with a stored Session or makes a new one; [MQTT-3.1.2-6] a clean one is always new.
/// Returns whether there is a stored one to go on with.
bool Broker::Machine::resume_or_create(std::string const& client_id, bool is_clean)
{
    auto* stored = sessions_.find(client_id);
    if (stored != nullptr && !is_clean) {
        return true;
    }
    if (stored != nullptr) {
        end(*stored);
    }
    sessions_.create(client_id, is_clean, outbox_limits_);
    return false;
}

void Broker::Machine::attach(Link& link, Session& session, wire::Connect const& connect)
{
    session.link = link.id;
    link.session = &session;
    if (connect.will) { // [MQTT-3.1.2-9]
        auto const& will = *connect.will;
        link.will = Will{.message = std::make_shared<Message const>(
                             Message{.topic = will.topic, .payload = will.message, .qos = will.qos}),
                         .retain = will.retain};
    }
    link.allowance = allowance_for(connect, options_);
    schedule(link, link.allowance ? std::optional{now_ + *link.allowance} : std::nullopt);
}

/// [MQTT-3.2.2-4] Session Present is 0, [MQTT-3.2.2-5] the connection is closed, and [MQTT-3.1.4-5] what
/// comes behind the CONNECT finds no link any more.
void Broker::Machine::refuse(Link& link, ReturnCode code)
{
    transmit(link.id, wire::Connack{.acknowledge_flags = 0, .return_code = static_cast<std::uint8_t>(code)});
    break_off(link);
}

/// [MQTT-3.12.4-1]
void Broker::Machine::on(Link& link, wire::Pingreq const&)
{
    transmit(link.id, wire::Pingresp{});
}

/// [MQTT-3.14.4-3] The Will is discarded. The Server closes, too (3.14.4), so that nothing more is served on
/// this connection, which [MQTT-3.14.4-2] forbids the Client to ask for.
void Broker::Machine::on(Link& link, wire::Disconnect const&)
{
    link.will.reset(); // [MQTT-3.1.2-10]
    break_off(link);
}

/// The Server closes the connection.
void Broker::Machine::break_off(Link& link)
{
    actions_.emplace_back(Drop{.link = link.id});
    end(link);
}

/// The connection is closed, by whomever. `link` is gone afterwards, and so is a clean Session.
void Broker::Machine::end(Link& link)
{
    auto const will = std::move(link.will);
    auto* session = link.session;
    schedule(link, std::nullopt);
    links_.erase(link.id);

    if (session != nullptr) {
        session->link.reset(); // [MQTT-3.1.2-4] The Session is kept,
        if (session->is_clean) {
            end(*session); // [MQTT-3.1.2-6] unless it was to last for this connection only.
        }
    }

    if (!will) { // [MQTT-3.1.2-12]
        return;
    }
    // [MQTT-3.1.2-8] [MQTT-3.1.2-10] Published once, [MQTT-3.1.2-17] retained or [MQTT-3.1.2-16] not. Nobody
    // is left to be told that there is no room to retain it.
    if (will->retain) {
        static_cast<void>(retain(will->message));
    }
    publish(will->message);
}

/// Retained messages are no part of it: they stay [MQTT-3.1.2-7].
void Broker::Machine::end(Session& session)
{
    for (auto const& filter : session.filters) {
        subscriptions_->unsubscribe(session.id, filter);
    }
    sessions_.erase(session);
}

/// A Session that cannot store a message that it must store is ended as a whole, which 4.1 leaves to a Server
/// short of resources; and no Session of a connected Client may end before its connection [MQTT-4.1.0-2].
void Broker::Machine::end_overfull_sessions()
{
    while (!overfull_.empty()) {
        auto const id = overfull_.back();
        overfull_.pop_back();
        if (auto* session = sessions_.find(id); session != nullptr && session->link) {
            break_off(*find(*session->link));
        }
        if (auto* session = sessions_.find(id)) {
            end(*session);
        }
    }
}

/// [MQTT-3.1.3-6] A Client without an identifier gets one that nobody else has.
std::string Broker::Machine::client_id_of(wire::Connect const& connect)
{
    if (!connect.client_id.empty()) {
        return connect.client_id;
    }
    std::string assigned;
    do {
        assigned = "assigned" + std::to_string(++assigned_client_ids_);
    } while (sessions_.find(assigned) != nullptr);
    return assigned;
}

bool Broker::Machine::has_room_for(std::string const& client_id)
{
    return sessions_.size() < options_.max_sessions || sessions_.find(client_id) != nullptr;
}

namespace {

/// [MQTT-3.1.2-24] One and a half times the Keep Alive; 0 turns it off.
std::optional<Time> allowance_for(wire::Connect const& connect, BrokerOptions const& options)
{
    if (connect.keep_alive == 0) {
        return options.max_idle;
    }
    Time const keep_alive = std::chrono::seconds{connect.keep_alive};
    auto const allowance = keep_alive * 3 / 2;
    return options.max_idle ? std::min(allowance, *options.max_idle) : allowance;
}

} // namespace
} // namespace mqttspec::reference
