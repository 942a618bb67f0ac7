// SPDX-License-Identifier: Apache-2.0
// Chapter 4: topics, protocol violations.
#include "reference/deviation_tables.hpp"
#include "reference/rewriting.hpp"

#include <algorithm>
#include <set>
#include <string>

namespace mqttspec::reference {
namespace {

using enum wire::Defect;

template <class Change>
Make changing_topics(Change change)
{
    return taking<wire::Publish>([change](wire::Publish& packet) { change(packet.topic); });
}

void replace_all(std::string& text, std::string const& from, std::string const& to)
{
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
}

void drop_control_characters(std::string& text)
{
    std::erase_if(text, [](char c) { return (c > 0 && c < ' ') || c == 0x7F; });
    for (int code = 0x80; code < 0xA0; ++code) {
        replace_all(text, std::string{'\xC2', static_cast<char>(code)}, "");
    }
}

void replace_non_characters(std::string& text)
{
    replace_all(text, "\xEF\xB7\x90", "\xEF\xBF\xBD");
    replace_all(text, "\xEF\xBF\xBF", "\xEF\xBF\xBD");
    replace_all(text, "\xF0\x9F\xBF\xBE", "\xEF\xBF\xBD");
}

/// Whatever takes more than so many bytes is no character to it.
void replace_longer_than(std::string& text, unsigned bytes)
{
    std::string kept;
    for (std::size_t i = 0; i < text.size();) {
        auto const lead = static_cast<unsigned char>(text[i]);
        std::size_t const length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        kept += length > bytes ? std::string("?") : text.substr(i, length);
        i += length;
    }
    text = kept;
}

/// Passes the first packets of a connection over as long as they are no CONNECT, if they are of that kind.
template <class Test>
Make waiting_for_connect(Test test)
{
    return on_the_way_in([test, connected = std::set<LinkId>{}](Event& event) mutable {
        if (received<wire::Connect>(event) != nullptr) {
            connected.insert(link_of(event));
        } else if (std::holds_alternative<Received>(event.what) && !connected.contains(link_of(event)) &&
                   test(event)) {
            ignore(event);
        }
    });
}

bool is_for_clients(Event const& event)
{
    return received<wire::Connack>(event) != nullptr || received<wire::Suback>(event) != nullptr ||
           received<wire::Unsuback>(event) != nullptr || received<wire::Pingresp>(event) != nullptr;
}

Make forgiving_acknowledgements(wire::Defect defect)
{
    return on_the_way_in([defect](Event& event) {
        bool const is_acknowledgement =
            received<wire::Puback>(event) != nullptr || received<wire::Pubrec>(event) != nullptr ||
            received<wire::Pubrel>(event) != nullptr || received<wire::Pubcomp>(event) != nullptr;
        if (is_acknowledgement) {
            forgive(event, about(defect));
            forgive(event, about(zero_packet_id));
        }
    });
}

} // namespace

std::vector<DeviationInfo> deviations_4()
{
    return {
        {"drops-control-characters-of-topics", "MQTT-4.7.3-4", "leaves control characters out of topics",
         changing_topics(drop_control_characters)},
        {"replaces-non-characters-of-topics", "MQTT-4.7.3-4",
         "writes U+FFFD for the non-characters of a topic", changing_topics(replace_non_characters)},
        {"replaces-replacement-character", "MQTT-4.7.3-4", "takes U+FFFD in a topic for a fault of decoding",
         changing_topics([](std::string& it) { replace_all(it, "\xEF\xBF\xBD", "?"); })},
        {"knows-characters-of-one-byte", "MQTT-4.7.3-4", "writes ? for every character that is not ASCII",
         changing_topics([](std::string& it) { replace_longer_than(it, 1); })},
        {"knows-characters-of-three-bytes", "MQTT-4.7.3-4",
         "writes ? for every character beyond the basic plane",
         changing_topics([](std::string& it) { replace_longer_than(it, 3); })},

        {"accepts-packet-id-0-in-publish", "MQTT-4.8.0-1", "accepts Packet Identifier 0 in a PUBLISH",
         forgiving<wire::Publish>(about(zero_packet_id))},
        {"accepts-packet-id-0-in-subscribe", "MQTT-4.8.0-1", "accepts Packet Identifier 0 in a SUBSCRIBE",
         forgiving<wire::Subscribe>(about(zero_packet_id))},
        {"accepts-packet-id-0-in-unsubscribe", "MQTT-4.8.0-1",
         "accepts Packet Identifier 0 in an UNSUBSCRIBE",
         forgiving<wire::Unsubscribe>(about(zero_packet_id))},
        {"accepts-cut-off-publish", "MQTT-4.8.0-1", "takes what is missing from a PUBLISH for empty",
         forgiving<wire::Publish>(about(truncated))},
        {"accepts-malformed-subscribe", "MQTT-4.8.0-1", "takes what it can read of a SUBSCRIBE",
         forgiving<wire::Subscribe>([](auto const&) { return true; })},
        {"accepts-malformed-unsubscribe", "MQTT-4.8.0-1", "takes what it can read of an UNSUBSCRIBE",
         forgiving<wire::Unsubscribe>([](auto const&) { return true; })},
        {"accepts-bytes-behind-pingreq", "MQTT-4.8.0-1", "does not look behind the header of a PINGREQ",
         forgiving<wire::Pingreq>(about(trailing_bytes))},
        {"accepts-bytes-behind-acknowledgements", "MQTT-4.8.0-1",
         "does not look behind the identifier of an acknowledgement",
         forgiving_acknowledgements(trailing_bytes)},
        {"accepts-cut-off-acknowledgements", "MQTT-4.8.0-1",
         "takes what is missing from an acknowledgement for zero", forgiving_acknowledgements(truncated)},
        {"waits-for-connect", "MQTT-4.8.0-1", "passes every packet over that comes before a CONNECT",
         waiting_for_connect([](Event const&) { return true; })},
        {"waits-for-connect-behind-servers-packets", "MQTT-4.8.0-1",
         "passes packets that only a Server sends over before a CONNECT",
         waiting_for_connect(is_for_clients)},
        {"answers-pingreq-before-connect", "MQTT-4.8.0-1", "answers a PINGREQ before a CONNECT, too",
         on_the_way_out([](Event const& original, std::vector<Action>& actions) {
             auto const link = link_of(original);
             if (received<wire::Pingreq>(original) != nullptr && drops(actions, link)) {
                 undrop(actions, link);
                 send(actions, link, wire::Pingresp{});
             }
         })},
        {"ignores-reserved-types", "MQTT-4.8.0-1", "passes packets of the types 0 and 15 over",
         on_the_way_in([](Event& event) {
             if (received<wire::Unrecognised>(event) != nullptr) {
                 ignore(event);
             }
         })},
        {"ignores-packets-of-a-server", "MQTT-4.8.0-1", "passes packets that only a Server sends over",
         on_the_way_in([](Event& event) {
             if (is_for_clients(event)) {
                 ignore(event);
             }
         })},
    };
}

} // namespace mqttspec::reference
