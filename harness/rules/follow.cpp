// SPDX-License-Identifier: Apache-2.0
#include "rules/follow.hpp"

#include <algorithm>

namespace mqttspec::rules {

namespace {

using Stage = Exchange::Stage;

constexpr std::size_t most_requests = 4096;
constexpr std::size_t most_topics = 256; ///< Of which a connection keeps the order.

class Follower
{
public:
    Follower(Connection& connection, Event const& event)
        : connection_{connection}, event_{event}, sender_{event.sender}
    {}

    void operator()(wire::Publish const& packet);
    void operator()(wire::Puback const& packet);
    void operator()(wire::Pubrec const& packet);
    void operator()(wire::Pubrel const& packet);
    void operator()(wire::Pubcomp const& packet);
    void operator()(wire::Subscribe const& packet);
    void operator()(wire::Suback const& packet);
    void operator()(wire::Unsubscribe const& packet);
    void operator()(wire::Unsuback const& packet);
    template <class P>
    void operator()(P const&)
    {}

private:
    [[nodiscard]] Session& session() { return *connection_.session; }
    [[nodiscard]] Flow& own() { return session().flow_of(sender_); }
    [[nodiscard]] Flow& other() { return session().flow_of(opposite(sender_)); }
    [[nodiscard]] Ordering& order() { return connection_.order_of(sender_); }
    void repeat(Exchange& exchange);
    void keep(std::uint16_t id, Request request);

    Connection& connection_;
    Event const& event_;
    Role sender_;
};

/// Remembers the latest of a topic; forgets all where there are too many.
void remember(std::unordered_map<std::uint64_t, std::uint64_t>& latest, std::uint64_t topic,
              std::uint64_t value)
{
    if (latest.size() >= most_topics)
        latest.clear();
    auto& known = latest[topic];
    known = std::max(known, value);
}

void Follower::operator()(wire::Publish const& packet)
{
    if (packet.qos == 0 && sender_ == Role::client)
        ++connection_.at_qos_0;
    if (packet.qos == 0 || packet.packet_id.value_or(0) == 0 || connection_.is_displaced)
        return;
    auto* exchange = own().find(*packet.packet_id);
    if (exchange != nullptr && exchange->is_of(event_.content, packet.qos))
        return repeat(*exchange);
    exchange = &own().begin(*packet.packet_id);
    exchange->qos = packet.qos;
    exchange->content = event_.content;
    exchange->topic = digest_of(packet.topic);
    exchange->connection = connection_.id;
    exchange->arrival = ++order().publishes;
}

void Follower::repeat(Exchange& exchange)
{
    if (exchange.connection == connection_.id)
        return;
    exchange.connection = connection_.id;
    exchange.arrival = ++order().publishes;
    exchange.was_answered_here = false;
    remember(order().resent_by_topic, exchange.topic + exchange.qos, exchange.first_seen);
    order().resent = std::max(order().resent, exchange.first_seen);
}

void Follower::operator()(wire::Puback const& packet)
{
    auto const* exchange = other().find(packet.packet_id);
    if (exchange == nullptr || exchange->qos != 1)
        return;
    if (exchange->connection == connection_.id)
        order().acknowledged = std::max(order().acknowledged, exchange->arrival);
    other().end(packet.packet_id);
}

void Follower::operator()(wire::Pubrec const& packet)
{
    auto* exchange = other().find(packet.packet_id);
    if (exchange == nullptr || exchange->qos != 2)
        return;
    other().note_receipt(packet.packet_id);
    if (exchange->connection == connection_.id && !exchange->was_answered_here) {
        order().received = std::max(order().received, exchange->arrival);
        exchange->was_answered_here = true;
    }
    if (exchange->recorded_on != connection_.id) {
        exchange->recorded_on = connection_.id;
        exchange->receipt = ++order().receipts;
        exchange->was_released_here = false;
    }
    if (exchange->stage == Stage::published)
        other().advance(*exchange, Stage::received);
}

void Follower::operator()(wire::Pubrel const& packet)
{
    own().note_release(packet.packet_id);
    auto* exchange = own().find(packet.packet_id);
    if (exchange == nullptr || exchange->qos != 2)
        return;
    if (exchange->recorded_on == connection_.id && !exchange->was_released_here) {
        exchange->was_released_here = true;
        order().released = std::max(order().released, exchange->receipt);
        remember(order().released_by_topic, exchange->topic, exchange->receipt);
    }
    own().advance(*exchange, Stage::released);
}

void Follower::operator()(wire::Pubcomp const& packet)
{
    auto const* exchange = other().find(packet.packet_id);
    if (exchange != nullptr && exchange->qos == 2)
        other().end(packet.packet_id);
}

void Follower::operator()(wire::Subscribe const& packet)
{
    if (sender_ != Role::client || connection_.is_displaced)
        return;
    Request request{.type = wire::PacketType::subscribe, .count = packet.filters.size()};
    request.digest = digest_of_request(event_.packet);
    for (auto const& each : packet.filters)
        if (auto const index = session().subscriptions.request(each.filter, each.qos, event_.now))
            request.filters.push_back(*index);
    session().subscribe_ids.insert(packet.packet_id);
    keep(packet.packet_id, std::move(request));
}

void Follower::operator()(wire::Suback const& packet)
{
    auto const found = session().requests.find(packet.packet_id);
    if (sender_ != Role::server || found == session().requests.end() ||
        found->second.type != wire::PacketType::subscribe)
        return;
    auto const& request = found->second;
    bool const is_whole =
        request.filters.size() == request.count && packet.return_codes.size() == request.count;
    for (std::size_t i = 0; is_whole && i < request.count; ++i)
        session().subscriptions.answer(request.filters[i], packet.return_codes[i], event_.now);
    session().requests.erase(found);
}

void Follower::operator()(wire::Unsubscribe const& packet)
{
    if (sender_ != Role::client || connection_.is_displaced)
        return;
    Request request{.type = wire::PacketType::unsubscribe, .count = packet.filters.size()};
    request.digest = digest_of_request(event_.packet);
    request.deleted = packet.filters;
    request.sent = event_.now;
    session().unsubscribe_ids.insert(packet.packet_id);
    keep(packet.packet_id, std::move(request));
}

void Follower::operator()(wire::Unsuback const& packet)
{
    auto const found = session().requests.find(packet.packet_id);
    if (sender_ != Role::server || found == session().requests.end() ||
        found->second.type != wire::PacketType::unsubscribe)
        return;
    for (auto const& filter : found->second.deleted)
        session().subscriptions.remove(filter, found->second.sent, event_.now);
    session().requests.erase(found);
}

void Follower::keep(std::uint16_t id, Request request)
{
    if (session().requests.size() >= most_requests) {
        session().requests.clear();
        session().is_known = false;
    }
    session().requests[id] = std::move(request);
}

} // namespace

void follow(Connection& connection, Event const& event)
{
    std::visit(Follower{connection, event}, event.packet);
    connection.session->is_blank = false;
}

} // namespace mqttspec::rules
