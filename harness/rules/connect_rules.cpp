// SPDX-License-Identifier: Apache-2.0
// 3.1: what a CONNECT holds.
#include "rules/tables.hpp"

#include "wire/connect_flags.hpp"

#include <cstddef>
#include <optional>

namespace mqttspec::rules {

namespace {

using enum wire::Defect;

wire::ConnectFlags flags_of(wire::Connect const& packet)
{
    return {packet.connect_flags.value_or(wire::connect_flags_for(packet))};
}

/// The flags, if reading came that far.
std::optional<wire::ConnectFlags> flags_of(Sight const& sight)
{
    for (auto const* const field : {"protocol_name", "protocol_level", "connect_flags"})
        if (sight.find(truncated, field) != nullptr)
            return std::nullopt;
    if (sight.find(remaining_length) != nullptr)
        return std::nullopt;
    return flags_of(*sight.get<wire::Connect>());
}

template <class Test>
Word of_flags(Sight const& sight, Test test)
{
    auto const flags = flags_of(sight);
    return flags ? kept_if(test(*flags)) : Word::nothing;
}

/// Whether that field, which the flags announce or which is always due, is there.
template <class Announced>
Word is_there(Sight const& sight, Announced announced, std::string_view field, std::string_view second = "-")
{
    auto const flags = flags_of(sight);
    if (!flags || !announced(*flags) || sight.find(truncated, "keep_alive") != nullptr)
        return Word::nothing;
    for (auto const name : {field, second})
        if (auto const* cut = sight.find(truncated, name))
            return cut->field.length == 0 ? Word::broken : Word::nothing; // Part of it is there.
    return Word::kept;
}

Word is_utf8(Sight const& sight, std::string_view field)
{
    return kept_if(sight.find(ill_formed_utf8, field) == nullptr);
}

/// How many fields with a two-byte length the bytes behind the last field make up, if they do exactly.
std::optional<std::size_t> surplus_fields(Sight const& sight)
{
    auto const* found = sight.find(trailing_bytes);
    if (found == nullptr)
        return 0;
    return sight.surplus_fields;
}

/// Bytes that no flag announces break one of three clauses, or none if they are no field: judged by what
/// they look like.
Word has_no_surplus(Sight const& sight, bool (*fits)(wire::ConnectFlags, std::size_t))
{
    auto const flags = flags_of(sight);
    auto const fields = surplus_fields(sight);
    if (!flags || !fields)
        return Word::nothing;
    return kept_if(*fields == 0 || !fits(*flags, *fields));
}

bool looks_like_will(wire::ConnectFlags flags, std::size_t fields)
{
    return !flags.will() && fields >= 2;
}

bool looks_like_user_name(wire::ConnectFlags flags, std::size_t fields)
{
    return !flags.user_name() && fields <= 2;
}

bool looks_like_password(wire::ConnectFlags flags, std::size_t fields)
{
    return flags.user_name() && !flags.password() && fields == 1;
}

Word protocol_name(Sight const& sight)
{
    auto const* packet = sight.get<wire::Connect>();
    return sight.find(truncated, "protocol_name") != nullptr ? Word::nothing
                                                             : kept_if(packet->protocol_name == "MQTT");
}

Word empty_id_is_clean(Sight const& sight)
{
    auto const* packet = sight.get<wire::Connect>();
    if (!is_readable(sight.decoded) || !packet->client_id.empty())
        return Word::nothing;
    return kept_if(packet->clean_session);
}

Rule rule(std::string_view name, std::string_view clause, std::string_view about, Word (*check)(Sight const&))
{
    return {.name = name,
            .clause = clause,
            .role = Role::client,
            .occasions = {wire::PacketType::connect},
            .about = about,
            .check = check};
}

std::vector<Rule> flag_rules()
{
    return {
        rule("reserved-connect-flag", "MQTT-3.1.2-3", "the reserved bit of the Connect Flags is 0",
             [](Sight const& it) { return of_flags(it, [](auto flags) { return !flags.reserved(); }); }),
        rule("no-will-bits-without-will", "MQTT-3.1.2-11.a",
             "without Will Flag, Will QoS and Will Retain are 0",
             [](Sight const& it) {
                 return of_flags(it, [](auto flags) {
                     return flags.will() || (flags.will_qos() == 0 && !flags.will_retain());
                 });
             }),
        rule("no-will-qos-without-will", "MQTT-3.1.2-13", "without Will Flag, Will QoS is 0",
             [](Sight const& it) {
                 return of_flags(it, [](auto flags) { return flags.will() || flags.will_qos() == 0; });
             }),
        rule("no-will-qos-3", "MQTT-3.1.2-14", "with Will Flag, Will QoS is 0, 1 or 2",
             [](Sight const& it) {
                 return of_flags(it, [](auto flags) { return !flags.will() || flags.will_qos() != 3; });
             }),
        rule("no-will-retain-without-will", "MQTT-3.1.2-15", "without Will Flag, Will Retain is 0",
             [](Sight const& it) {
                 return of_flags(it, [](auto flags) { return flags.will() || !flags.will_retain(); });
             }),
        rule("no-password-without-user-name", "MQTT-3.1.2-22", "without User Name Flag, Password Flag is 0",
             [](Sight const& it) {
                 return of_flags(it, [](auto flags) { return flags.user_name() || !flags.password(); });
             }),
    };
}

std::vector<Rule> field_rules()
{
    return {
        rule("protocol-name", "MQTT-3.1.2-1", "the protocol name is MQTT", protocol_name),
        rule("will-fields-are-there", "MQTT-3.1.2-9.b",
             "with Will Flag, Will Topic and Will Message are there",
             [](Sight const& it) {
                 return is_there(
                     it, [](auto flags) { return flags.will(); }, "will.topic", "will.message");
             }),
        rule("user-name-is-there", "MQTT-3.1.2-19", "with User Name Flag, the User Name is there",
             [](Sight const& it) {
                 return is_there(
                     it, [](auto flags) { return flags.user_name(); }, "user_name");
             }),
        rule("password-is-there", "MQTT-3.1.2-21", "with Password Flag, the Password is there",
             [](Sight const& it) {
                 return is_there(
                     it, [](auto flags) { return flags.password(); }, "password");
             }),
        rule("client-id-is-there", "MQTT-3.1.3-3.a", "the Client Identifier is there",
             [](Sight const& it) {
                 return is_there(
                     it, [](auto) { return true; }, "client_id");
             }),
        rule("client-id-is-utf8", "MQTT-3.1.3-4", "the Client Identifier is UTF-8",
             [](Sight const& it) { return is_utf8(it, "client_id"); }),
        rule("will-topic-is-utf8", "MQTT-3.1.3-10", "the Will Topic is UTF-8",
             [](Sight const& it) { return is_utf8(it, "will.topic"); }),
        rule("user-name-is-utf8", "MQTT-3.1.3-11", "the User Name is UTF-8",
             [](Sight const& it) { return is_utf8(it, "user_name"); }),
        rule("empty-client-id-is-clean", "MQTT-3.1.3-7",
             "an empty Client Identifier comes with Clean Session 1", empty_id_is_clean),
    };
}

std::vector<Rule> surplus_rules()
{
    return {
        rule("no-will-without-flag", "MQTT-3.1.2-11.b", "without Will Flag there is no Will",
             [](Sight const& it) { return has_no_surplus(it, looks_like_will); }),
        rule("no-user-name-without-flag", "MQTT-3.1.2-18", "without User Name Flag there is no User Name",
             [](Sight const& it) { return has_no_surplus(it, looks_like_user_name); }),
        rule("no-password-without-flag", "MQTT-3.1.2-20", "without Password Flag there is no Password",
             [](Sight const& it) { return has_no_surplus(it, looks_like_password); }),
    };
}

} // namespace

std::vector<Rule> connect_rules()
{
    auto rules = flag_rules();
    for (auto const& each : field_rules()) {
        rules.push_back(each);
        if (each.clause == "MQTT-3.1.3-4" || each.clause == "MQTT-3.1.3-10" || each.clause == "MQTT-3.1.3-11")
            rules.back().follows_from = "MQTT-1.5.3-1.a";
    }
    for (auto& each : rules)
        each.is_provocation = each.clause == "MQTT-3.1.2-1" || each.clause == "MQTT-3.1.2-3";
    for (auto const& each : surplus_rules()) {
        rules.push_back(each);
        rules.back().is_hint = true;
    }
    return rules;
}

} // namespace mqttspec::rules
