// SPDX-License-Identifier: Apache-2.0
// Chapter 1: strings.
#include "reference/deviation_tables.hpp"
#include "reference/rewriting.hpp"

#include <string>

namespace mqttspec::reference {
namespace {

using enum wire::Defect;

constexpr std::string_view mark = "\xEF\xBB\xBF";

class PassesOn final : public Deviation
{
public:
    explicit PassesOn(Complaint complaint) : complaint_(std::move(complaint)) {}

    void incoming(Event& event) override
    {
        is_bad_ = received<wire::Publish>(event) != nullptr && has(event, complaint_);
        forgive(event, complaint_);
    }

    void outgoing(Event const& original, std::vector<Action>& actions) override
    {
        if (is_bad_) {
            unsend<wire::Puback>(actions, [](LinkId, auto const&) { return true; });
            drop(actions, link_of(original));
        }
    }

private:
    Complaint complaint_;
    bool is_bad_ = false;
};

Complaint ill_formed(std::string_view kind);
std::string without_mark(std::string text);
std::string without_leading_mark(std::string text);
std::string cut_at_null(std::string text);

/// Passes a message on despite what is wrong with it, and closes the connection that brought it.
Make passing_on(Complaint complaint)
{
    return make<PassesOn>(complaint);
}

template <class Change>
Make changing_filters(Change change)
{
    return on_the_way_in([change](Event& event) {
        if (auto* subscribe = received<wire::Subscribe>(event)) {
            for (auto& request : subscribe->filters) {
                request.filter = change(request.filter);
            }
        }
        if (auto* unsubscribe = received<wire::Unsubscribe>(event)) {
            for (auto& filter : unsubscribe->filters) {
                filter = change(filter);
            }
        }
    });
}

} // namespace

std::vector<DeviationInfo> deviations_1()
{
    return {
        {"accepts-ill-formed-client-id", "MQTT-1.5.3-1.b", "accepts a ClientId that is not well-formed UTF-8",
         forgiving<wire::Connect>(about(ill_formed_utf8, "client_id"))},
        {"accepts-ill-formed-will-topic", "MQTT-1.5.3-1.b",
         "accepts a will topic that is not well-formed UTF-8",
         forgiving<wire::Connect>(about(ill_formed_utf8, "will.topic"))},
        {"accepts-ill-formed-user-name", "MQTT-1.5.3-1.b",
         "accepts a user name that is not well-formed UTF-8",
         forgiving<wire::Connect>(about(ill_formed_utf8, "user_name"))},
        {"accepts-ill-formed-topic", "MQTT-1.5.3-1.b",
         "accepts a PUBLISH whose topic is not well-formed UTF-8",
         forgiving<wire::Publish>(about(ill_formed_utf8))},
        {"accepts-ill-formed-filter", "MQTT-1.5.3-1.b",
         "accepts a SUBSCRIBE with a filter that is not well-formed UTF-8",
         forgiving<wire::Subscribe>(about(ill_formed_utf8))},
        {"accepts-ill-formed-filter-to-unsubscribe", "MQTT-1.5.3-1.b",
         "accepts an UNSUBSCRIBE with a filter that is not well-formed UTF-8",
         forgiving<wire::Unsubscribe>(about(ill_formed_utf8))},
        {"ignores-ill-formed-topic", "MQTT-1.5.3-1.b",
         "passes a PUBLISH with an ill-formed topic over and keeps the connection",
         ignoring<wire::Publish>(about(ill_formed_utf8))},
        {"accepts-surrogates", "MQTT-1.5.3-1.b", "accepts the code points U+D800 to U+DFFF in strings",
         on_the_way_in([](Event& event) { forgive(event, ill_formed("surrogate")); })},
        {"accepts-overlong-forms", "MQTT-1.5.3-1.b", "accepts characters that are encoded longer than needed",
         on_the_way_in([](Event& event) { forgive(event, ill_formed("overlong")); })},
        {"accepts-code-points-above-10ffff", "MQTT-1.5.3-1.b", "accepts code points above U+10FFFF",
         on_the_way_in([](Event& event) { forgive(event, ill_formed("code point above")); })},

        {"passes-ill-formed-topics-on", "MQTT-1.5.3-1.a",
         "passes a PUBLISH with an ill-formed topic on before it closes", passing_on(about(ill_formed_utf8))},

        {"accepts-null-in-client-id", "MQTT-1.5.3-2.b", "accepts U+0000 in a ClientId",
         forgiving<wire::Connect>(about(null_character, "client_id"))},
        {"accepts-null-in-will-topic", "MQTT-1.5.3-2.b", "accepts U+0000 in a will topic",
         forgiving<wire::Connect>(about(null_character, "will.topic"))},
        {"accepts-null-in-user-name", "MQTT-1.5.3-2.b", "accepts U+0000 in a user name",
         forgiving<wire::Connect>(about(null_character, "user_name"))},
        {"accepts-null-in-topic", "MQTT-1.5.3-2.b", "accepts U+0000 in the topic of a PUBLISH",
         forgiving<wire::Publish>(about(null_character))},
        {"accepts-null-in-filter", "MQTT-1.5.3-2.b", "accepts U+0000 in the filter of a SUBSCRIBE",
         forgiving<wire::Subscribe>(about(null_character))},
        {"accepts-null-in-filter-to-unsubscribe", "MQTT-1.5.3-2.b",
         "accepts U+0000 in the filter of an UNSUBSCRIBE",
         forgiving<wire::Unsubscribe>(about(null_character))},
        {"cuts-topics-at-null", "MQTT-1.5.3-2.b", "takes U+0000 for the end of a topic, as C does",
         on_the_way_in([](Event& event) {
             forgive(event, about(null_character));
             if (auto* publish = received<wire::Publish>(event)) {
                 publish->topic = cut_at_null(publish->topic);
             }
         })},
        {"passes-topics-with-null-on", "MQTT-1.5.3-2.a",
         "passes a PUBLISH with U+0000 in its topic on before it closes", passing_on(about(null_character))},

        {"drops-leading-mark-of-topic", "MQTT-1.5.3-3", "drops U+FEFF at the start of a topic",
         taking<wire::Publish>([](auto& it) { it.topic = without_leading_mark(it.topic); })},
        {"drops-marks-of-topic", "MQTT-1.5.3-3", "drops U+FEFF anywhere in a topic",
         taking<wire::Publish>([](auto& it) { it.topic = without_mark(it.topic); })},
        {"drops-leading-mark-of-filter", "MQTT-1.5.3-3", "drops U+FEFF at the start of a filter",
         changing_filters(without_leading_mark)},
        {"drops-marks-of-filter", "MQTT-1.5.3-3", "drops U+FEFF anywhere in a filter",
         changing_filters(without_mark)},
        {"drops-leading-mark-of-client-id", "MQTT-1.5.3-3", "drops U+FEFF at the start of a ClientId",
         taking<wire::Connect>([](auto& it) { it.client_id = without_leading_mark(it.client_id); })},
        {"drops-marks-of-client-id", "MQTT-1.5.3-3", "drops U+FEFF anywhere in a ClientId",
         taking<wire::Connect>([](auto& it) { it.client_id = without_mark(it.client_id); })},
        {"delivers-topics-without-marks", "MQTT-1.5.3-3",
         "matches U+FEFF in topics, and leaves it out when delivering",
         sending<wire::Publish>([](auto& it) { it.topic = without_mark(it.topic); })},
    };
}

namespace {

Complaint ill_formed(std::string_view kind)
{
    return [kind](wire::Malformation const& it) {
        return it.defect == ill_formed_utf8 && it.detail.starts_with(kind);
    };
}

std::string without_mark(std::string text)
{
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark)) {
        text.erase(at, mark.size());
    }
    return text;
}

std::string without_leading_mark(std::string text)
{
    return text.starts_with(mark) ? text.substr(mark.size()) : text;
}

std::string cut_at_null(std::string text)
{
    return text.substr(0, text.find('\0'));
}

} // namespace
} // namespace mqttspec::reference
