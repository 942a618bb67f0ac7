// SPDX-License-Identifier: Apache-2.0
#include "rules/follow.hpp"

namespace mqttspec::rules {

namespace {

using enum wire::PacketType;
using Stage = Exchange::Stage;

class Bookkeeper
{
public:
    Bookkeeper(Connection& connection, Event const& event) : connection_{connection}, event_{event} {}

    void operator()(wire::Publish const& packet)
    {
        auto const id = packet.packet_id.value_or(0);
        auto const* exchange = packet.qos > 0 ? own().find(id) : nullptr;
        bool const is_repeat = exchange != nullptr && exchange->is_of(event_.content, packet.qos);
        if (is_repeat && (exchange->connection == connection_.id || exchange->stage != Stage::published))
            return; // It is owed already; and behind PUBREC a repeat is another matter [MQTT-4.3.3-2.b].
        if (packet.qos == 1)
            owe(puback, id);
        if (packet.qos == 2)
            owe(pubrec, id);
    }

    void operator()(wire::Pubrec const& packet)
    {
        auto const* exchange = other().find(packet.packet_id);
        if (exchange != nullptr && exchange->qos == 2 && exchange->recorded_on != connection_.id)
            owe(pubrel, packet.packet_id);
    }

    void operator()(wire::Pubrel const& packet)
    {
        auto const* exchange = own().find(packet.packet_id);
        bool const is_due = exchange != nullptr && exchange->qos == 2 &&
                            exchange->stage != Stage::published && !exchange->was_released_here;
        if (is_due)
            owe(pubcomp, packet.packet_id);
    }

    void operator()(wire::Subscribe const& packet) { owe_once(suback, packet.packet_id); }
    void operator()(wire::Unsubscribe const& packet) { owe_once(unsuback, packet.packet_id); }
    void operator()(wire::Pingreq const&) { owe(pingresp, 0); }
    template <class P>
    void operator()(P const&)
    {}

private:
    [[nodiscard]] Role debtor() const { return opposite(event_.sender); }
    [[nodiscard]] Flow const& own() const { return connection_.session->flow_of(event_.sender); }
    [[nodiscard]] Flow const& other() const { return connection_.session->flow_of(debtor()); }

    void owe_once(wire::PacketType answer, std::uint16_t id)
    {
        if (!connection_.session->requests.contains(id))
            owe(answer, id);
    }

    void owe(wire::PacketType answer, std::uint16_t id)
    {
        connection_.debts_of(debtor()).add(answer, {.id = id,
                                                    .place = event_.now.count,
                                                    .since = event_.now.at,
                                                    .gap = event_.now.at - connection_.last_from_client});
    }

    Connection& connection_;
    Event const& event_;
};

} // namespace

void follow_debts(Connection& connection, Event const& event, Knowledge const& knowledge)
{
    auto const type = wire::type_of(event.packet);
    if (is_answer(type))
        connection.debts_of(event.sender)
            .settle(type, wire::packet_id_of(event.packet).value_or(0), event.now.at,
                    knowledge.patience_with(event.sender));
    if (type == disconnect && event.sender == Role::client)
        for (auto& debts : connection.debts)
            debts.clear(); // The Server may close now, and the Client has to.
    std::visit(Bookkeeper{connection, event}, event.packet);
}

} // namespace mqttspec::rules
