// SPDX-License-Identifier: Apache-2.0
// Chapter 2: flags of the fixed header, Packet Identifiers.
#include "reference/deviation_tables.hpp"
#include "reference/rewriting.hpp"

#include <deque>
#include <map>
#include <set>
#include <string_view>
#include <utility>

namespace mqttspec::reference {
namespace {

using enum wire::Defect;

/// 1 becomes 256: an identifier that is read in one byte order and written in the other.
std::uint16_t swapped(std::uint16_t id)
{
    return static_cast<std::uint16_t>(id << 8U | id >> 8U);
}

/// What is left of an identifier that is kept in one byte, or in a signed number that shuns the sign.
std::uint16_t low_byte(std::uint16_t id)
{
    return id & 0xFFU;
}

std::uint16_t without_top_bit(std::uint16_t id)
{
    return id & 0x7FFFU;
}

template <class P>
Make sending_id(std::uint16_t (*change)(std::uint16_t))
{
    return sending<P>([change](P& packet) { packet.packet_id = change(packet.packet_id); });
}

/// The acknowledgement that the event brings from a receiver, by its identifier; else nullptr.
std::uint16_t* acknowledged_id(Event& event)
{
    if (auto* packet = received<wire::Puback>(event)) {
        return &packet->packet_id;
    }
    if (auto* packet = received<wire::Pubrec>(event)) {
        return &packet->packet_id;
    }
    auto* packet = received<wire::Pubcomp>(event);
    return packet == nullptr ? nullptr : &packet->packet_id;
}

/// Every delivery at QoS 1 and 2 bears the identifier 1.
class OneIdForAll final : public Deviation
{
public:
    void incoming(Event& event) override
    {
        auto* id = acknowledged_id(event);
        auto& waiting = waiting_[link_of(event)];
        if (id != nullptr && !waiting.empty()) {
            *id = waiting.front();
            if (received<wire::Pubrec>(event) == nullptr) {
                waiting.pop_front();
            }
        }
    }

    void outgoing(Event const& /*original*/, std::vector<Action>& actions) override
    {
        each_sent<wire::Publish>(actions, [this](LinkId link, wire::Publish& packet) {
            if (packet.packet_id) {
                waiting_[link].push_back(*std::exchange(packet.packet_id, std::uint16_t{1}));
            }
        });
        each_sent<wire::Pubrel>(actions, [](LinkId, wire::Pubrel& packet) { packet.packet_id = 1; });
    }

private:
    std::map<LinkId, std::deque<std::uint16_t>> waiting_;
};

/// What is sent again bears another identifier than before.
class NewIdOnResend final : public Deviation
{
public:
    void incoming(Event& event) override
    {
        auto* id = acknowledged_id(event);
        if (id != nullptr && *id > shift) {
            *id = static_cast<std::uint16_t>(*id - shift);
        }
    }

    void outgoing(Event const& /*original*/, std::vector<Action>& actions) override
    {
        each_sent<wire::Publish>(actions, [](LinkId, wire::Publish& packet) {
            if (packet.dup && packet.packet_id) {
                packet.packet_id = static_cast<std::uint16_t>(*packet.packet_id + shift);
            }
        });
    }

private:
    static constexpr std::uint16_t shift = 1000;
};

/// The next delivery bears an identifier that was freed too early: that of one in `Freed`, which gathers
/// what is free by its own mistaken reckoning.
class FreesIdsEarly : public Deviation
{
public:
    void incoming(Event& event) override
    {
        auto* id = acknowledged_id(event);
        if (id == nullptr) {
            return;
        }
        auto& aliases = aliases_[link_of(event)];
        auto const alias = aliases.find(*id);
        // PUBCOMP ends the exchange that had the identifier first, all else belongs to the one that has it
        // now.
        if (alias != aliases.end() && received<wire::Pubcomp>(event) == nullptr) {
            *id = alias->second;
        }
    }

    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        note(original, actions);
        each_sent<wire::Publish>(actions, [this](LinkId link, wire::Publish& packet) {
            auto& freed = freed_[link];
            if (packet.packet_id && !freed.empty()) {
                auto const reused = *freed.begin();
                freed.erase(freed.begin());
                aliases_[link][reused] = *packet.packet_id;
                packet.packet_id = reused;
            }
        });
    }

protected:
    /// Frees what is thought to be free.
    virtual void note(Event const& original, std::vector<Action>& actions) = 0;
    void free(LinkId link, std::uint16_t id) { freed_[link].insert(id); }

private:
    std::map<LinkId, std::set<std::uint16_t>> freed_;
    std::map<LinkId, std::map<std::uint16_t, std::uint16_t>> aliases_; ///< What is sent: what is meant.
};

class FreesIdsAtPubrec final : public FreesIdsEarly
{
    void note(Event const& original, std::vector<Action>& /*actions*/) override
    {
        if (auto const* packet = received<wire::Pubrec>(original)) {
            free(link_of(original), packet->packet_id);
        }
    }
};

/// A PUBACK frees the oldest identifier under way, whichever it names.
class FreesTheOldestId final : public FreesIdsEarly
{
    void note(Event const& original, std::vector<Action>& actions) override
    {
        auto& sent = sent_[link_of(original)];
        if (received<wire::Puback>(original) != nullptr && !sent.empty()) {
            free(link_of(original), sent.front());
            sent.pop_front();
        }
        each_sent<wire::Publish>(actions, [this](LinkId link, wire::Publish& packet) {
            if (packet.packet_id) {
                sent_[link].push_back(*packet.packet_id);
            }
        });
    }

    std::map<LinkId, std::deque<std::uint16_t>> sent_;
};

/// PUBREL bears the identifier of the oldest delivery that waits for PUBREC, whichever the PUBREC names.
class PubrelForTheOldest final : public Deviation
{
    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        each_sent<wire::Publish>(actions, [this](LinkId link, wire::Publish& packet) {
            if (packet.qos == 2 && packet.packet_id) {
                sent_[link].push_back(*packet.packet_id);
            }
        });
        auto& sent = sent_[link_of(original)];
        each_sent<wire::Pubrel>(actions, [&sent](LinkId, wire::Pubrel& packet) {
            if (!sent.empty()) {
                packet.packet_id = sent.front();
                sent.pop_front();
            }
        });
    }

    std::map<LinkId, std::deque<std::uint16_t>> sent_;
};

Make sending_publish(std::uint8_t qos, std::uint16_t id)
{
    return sending<wire::Publish>([qos, id](wire::Publish& packet) {
        if (packet.qos == qos) {
            packet.packet_id = id;
        }
    });
}

} // namespace

std::vector<DeviationInfo> deviations_2()
{
    return {
        {"accepts-flags-of-connect", "MQTT-2.2.2-2", "accepts a CONNECT whatever its reserved flags",
         forgiving<wire::Connect>(about(reserved_flags))},
        {"accepts-flags-of-puback", "MQTT-2.2.2-2", "accepts a PUBACK whatever its reserved flags",
         forgiving<wire::Puback>(about(reserved_flags))},
        {"accepts-flags-of-pubrec", "MQTT-2.2.2-2", "accepts a PUBREC whatever its reserved flags",
         forgiving<wire::Pubrec>(about(reserved_flags))},
        {"accepts-flags-of-pubrel", "MQTT-2.2.2-2", "accepts a PUBREL whatever its reserved flags",
         forgiving<wire::Pubrel>(about(reserved_flags))},
        {"accepts-flags-of-pubcomp", "MQTT-2.2.2-2", "accepts a PUBCOMP whatever its reserved flags",
         forgiving<wire::Pubcomp>(about(reserved_flags))},
        {"accepts-flags-of-subscribe", "MQTT-2.2.2-2", "accepts a SUBSCRIBE whatever its reserved flags",
         forgiving<wire::Subscribe>(about(reserved_flags))},
        {"accepts-flags-of-unsubscribe", "MQTT-2.2.2-2", "accepts an UNSUBSCRIBE whatever its reserved flags",
         forgiving<wire::Unsubscribe>(about(reserved_flags))},
        {"accepts-flags-of-pingreq", "MQTT-2.2.2-2", "answers a PINGREQ whatever its reserved flags",
         forgiving<wire::Pingreq>(about(reserved_flags))},
        {"ignores-flags-of-disconnect", "MQTT-2.2.2-2",
         "passes a DISCONNECT with wrong flags over and keeps the connection",
         ignoring<wire::Disconnect>(about(reserved_flags))},
        {"ignores-packets-with-wrong-flags", "MQTT-2.2.2-2",
         "passes packets with wrong flags over and keeps the connection", on_the_way_in([](Event& event) {
             if (has(event, about(reserved_flags))) {
                 ignore(event);
             }
         })},

        {"sends-packet-id-0-at-qos-1", "MQTT-2.3.1-1.a", "delivers at QoS 1 with Packet Identifier 0",
         sending_publish(1, 0)},
        {"sends-packet-id-0-at-qos-2", "MQTT-2.3.1-1.a", "delivers at QoS 2 with Packet Identifier 0",
         sending_publish(2, 0)},
        {"sends-one-packet-id-for-all", "MQTT-2.3.1-4.a", "delivers everything with Packet Identifier 1",
         make<OneIdForAll>()},
        {"re-sends-with-new-packet-id", "MQTT-2.3.1-4.b",
         "sends a message again with another Packet Identifier", make<NewIdOnResend>()},
        {"frees-packet-id-at-pubrec", "MQTT-2.3.1-4.c",
         "uses a Packet Identifier for another message once it got the PUBREC", make<FreesIdsAtPubrec>()},
        {"frees-oldest-packet-id-at-puback", "MQTT-2.3.1-4.c",
         "takes each PUBACK as the one of the oldest message under way", make<FreesTheOldestId>()},
        {"sends-packet-id-at-qos-0", "MQTT-2.3.1-5", "writes a Packet Identifier into a PUBLISH at QoS 0",
         sending<wire::Publish>([](auto& it) {
             if (it.qos == 0) {
                 it.payload.insert(it.payload.begin(), {0, 1});
             }
         })},
        {"swaps-bytes-of-puback-id", "MQTT-2.3.1-6.a", "writes the identifier of a PUBACK low byte first",
         sending_id<wire::Puback>(swapped)},
        {"keeps-one-byte-of-puback-id", "MQTT-2.3.1-6.a", "keeps one byte of the identifier for its PUBACK",
         sending_id<wire::Puback>(low_byte)},
        {"loses-top-bit-of-puback-id", "MQTT-2.3.1-6.a", "answers identifiers above 32767 with another one",
         sending_id<wire::Puback>(without_top_bit)},
        {"swaps-bytes-of-pubrec-id", "MQTT-2.3.1-6.a", "writes the identifier of a PUBREC low byte first",
         sending_id<wire::Pubrec>(swapped)},
        {"keeps-one-byte-of-pubrec-id", "MQTT-2.3.1-6.a", "keeps one byte of the identifier for its PUBREC",
         sending_id<wire::Pubrec>(low_byte)},
        {"sends-pubrel-for-the-oldest", "MQTT-2.3.1-6.b",
         "answers each PUBREC with the PUBREL of the oldest delivery", make<PubrelForTheOldest>()},
        {"swaps-bytes-of-pubrel-id", "MQTT-2.3.1-6.b", "writes the identifier of a PUBREL low byte first",
         sending_id<wire::Pubrel>(swapped)},
        {"swaps-bytes-of-suback-id", "MQTT-2.3.1-7.a", "writes the identifier of a SUBACK low byte first",
         sending_id<wire::Suback>(swapped)},
        {"keeps-one-byte-of-suback-id", "MQTT-2.3.1-7.a", "keeps one byte of the identifier for its SUBACK",
         sending_id<wire::Suback>(low_byte)},
        {"loses-top-bit-of-suback-id", "MQTT-2.3.1-7.a", "answers identifiers above 32767 with another one",
         sending_id<wire::Suback>(without_top_bit)},
        {"swaps-bytes-of-unsuback-id", "MQTT-2.3.1-7.b",
         "writes the identifier of an UNSUBACK low byte first", sending_id<wire::Unsuback>(swapped)},
        {"keeps-one-byte-of-unsuback-id", "MQTT-2.3.1-7.b",
         "keeps one byte of the identifier for its UNSUBACK", sending_id<wire::Unsuback>(low_byte)},
        {"loses-top-bit-of-unsuback-id", "MQTT-2.3.1-7.b", "answers identifiers above 32767 with another one",
         sending_id<wire::Unsuback>(without_top_bit)},
    };
}

} // namespace mqttspec::reference
