// SPDX-License-Identifier: Apache-2.0
// Chapter 1: strings.
#include "reference/client_deviation_tables.hpp"
#include "reference/client_rewriting.hpp"

#include <string>

namespace mqttspec::reference {
namespace {

using enum wire::Defect;

/// Characters beyond U+FFFF as two surrogates of three bytes each, as Java's DataOutput writes them.
std::string as_cesu8(std::string const& text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto const byte = [&](std::size_t at) { return static_cast<std::uint32_t>(text[at]) & 0x3FU; };
        if ((static_cast<std::uint8_t>(text[i]) & 0xF8U) != 0xF0U || i + 3 >= text.size()) {
            out += text[i];
            continue;
        }
        auto const first = static_cast<std::uint32_t>(text[i]) & 0x07U;
        auto const offset = (first << 18U | byte(i + 1) << 12U | byte(i + 2) << 6U | byte(i + 3)) - 0x10000U;
        for (auto const half : {0xD800U + (offset >> 10U), 0xDC00U + (offset & 0x3FFU)}) {
            out += static_cast<char>(0xE0U | half >> 12U);
            out += static_cast<char>(0x80U | (half >> 6U & 0x3FU));
            out += static_cast<char>(0x80U | (half & 0x3FU));
        }
        i += 3;
    }
    return out;
}

void strip_marks(std::string& topic)
{
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    while (topic.find(mark) != std::string::npos) {
        topic.erase(topic.find(mark), mark.size());
    }
}

} // namespace

std::vector<ClientDeviationInfo> client_deviations_1()
{
    return {
        {"sends-surrogates", "MQTT-1.5.3-1.a", "writes characters beyond U+FFFF in topics as surrogates",
         client_sends<wire::Publish>([](wire::Publish& packet) { packet.topic = as_cesu8(packet.topic); })},
        {"takes-ill-formed-topics", "MQTT-1.5.3-1.b", "takes topics that are not UTF-8",
         client_forgives(about(ill_formed_utf8))},
        {"passes-over-ill-formed-topics", "MQTT-1.5.3-1.b", "passes packets over that are not UTF-8",
         client_passes_over(about(ill_formed_utf8))},
        {"ends-client-ids-with-null", "MQTT-1.5.3-2.a", "sends the null that ends its strings",
         client_sends<wire::Connect>([](wire::Connect& packet) { packet.client_id += '\0'; })},
        {"publishes-null-characters", "MQTT-1.5.3-2.a", "publishes to topics with a null character",
         client_without_scruple("MQTT-1.5.3-2")},
        {"takes-null-characters", "MQTT-1.5.3-2.b", "takes topics with a null character",
         client_forgives(about(null_character))},
        {"passes-over-null-characters", "MQTT-1.5.3-2.b", "passes packets with a null character over",
         client_passes_over(about(null_character))},
        {"strips-byte-order-marks", "MQTT-1.5.3-3", "hands topics over without byte order marks",
         client_does([](ClientEvent const&, ClientActions& actions) {
             for (auto& action : actions) {
                 auto* tell = std::get_if<Tell>(&action);
                 auto* message = tell == nullptr ? nullptr : std::get_if<MessageArrived>(&tell->what);
                 if (message != nullptr) {
                     strip_marks(message->topic);
                 }
             }
         })},
    };
}

} // namespace mqttspec::reference
