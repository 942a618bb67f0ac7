// SPDX-License-Identifier: Apache-2.0
// Tries packets of a case on the codec, so that what cannot be sent is found before anything runs.
#include "scenario/edits.hpp"
#include "scenario/packets.hpp"
#include "scenario/words.hpp"
#include "wire/encode.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace mqttspec::scenario {

namespace {

std::string to_sample(Text const& text);
wire::Value to_sample(Template const& value, wire::KeyInfo const& info);
wire::Map to_sample(Template::Members const& members, std::span<wire::KeyInfo const> infos);
yaml::Cursor const& place_of(std::string_view trouble, Places const& places, yaml::Cursor const& whole);
wire::Map richest(wire::PacketType type);
std::vector<wire::Edit> to_edits(std::vector<EditTemplate> const& edits);

} // namespace

std::vector<std::string> const& field_paths(wire::PacketType type)
{
    static auto const all = [] {
        std::map<wire::PacketType, std::vector<std::string>> out;
        for (auto const each : packet_types()) {
            auto const packet = wire::from_values(each, richest(each));
            auto const image = wire::encode(std::get<wire::Packet>(packet), wire::Version::v3_1_1);
            for (auto const& field : image.fields)
                out[each].emplace_back(field.path);
        }
        return out;
    }();
    return all.at(type);
}

void try_out(PacketTemplate const& packet, Places const& places, yaml::Cursor const& whole)
{
    auto const built = wire::from_values(packet.type, to_sample(packet.members, wire::keys_of(packet.type)));
    if (auto const* trouble = std::get_if<std::string>(&built)) {
        place_of(*trouble, places, whole).error(*trouble);
        return;
    }
    try {
        auto image = wire::encode(std::get<wire::Packet>(built), wire::Version::v3_1_1);
        auto const missing = wire::apply(image, to_edits(packet.edits));
        if (missing)
            place_of(place_of_edit(*missing), places, whole)
                .error("this " + std::string(wire::name_of(packet.type)) + " has no field " +
                           ticked(*missing),
                       "a field is there only if its member is, and an earlier edit may have taken it out");
    } catch (std::length_error const& trouble) {
        place_of(trouble.what(), places, whole).error(std::string("it cannot be written: ") + trouble.what());
    }
}

void try_out(Pattern const& pattern, Places const& places, yaml::Cursor const& whole)
{
    auto const infos = wire::keys_of(pattern.type);
    for (auto const& [name, matcher] : pattern.members) {
        auto const* literal = std::get_if<Template>(&matcher.held);
        if (literal == nullptr)
            continue;
        Template::Members const alone{{name, *literal}};
        auto const built = wire::from_values(pattern.type, to_sample(alone, infos));
        if (auto const* trouble = std::get_if<std::string>(&built))
            place_of(name, places, whole).error(*trouble);
    }
}

namespace {

std::string to_sample(Text const& text)
{
    std::string out;
    for (auto const& part : text.parts) {
        auto const* literal = std::get_if<std::string>(&part);
        out += literal != nullptr ? *literal : "x";
    }
    return out;
}

wire::Value to_sample(Template const& value, wire::KeyInfo const& info)
{
    if (auto const* flag = std::get_if<bool>(&value.held))
        return {*flag};
    if (auto const* number = std::get_if<std::int64_t>(&value.held))
        return {*number};
    if (auto const* text = std::get_if<Text>(&value.held))
        return {to_sample(*text)};
    if (auto const* members = std::get_if<Template::Members>(&value.held))
        return {to_sample(*members, info.element)};
    if (auto const* items = std::get_if<Template::Items>(&value.held)) {
        bool const is_nameless = info.element.size() == 1 && info.element.front().name.empty();
        wire::List list;
        for (auto const& item : *items)
            list.push_back(to_sample(item, is_nameless ? info.element.front() : info));
        return {std::move(list)};
    }
    if (info.kind == wire::Kind::boolean)
        return {true};
    return {std::int64_t{1}};
}

wire::Map to_sample(Template::Members const& members, std::span<wire::KeyInfo const> infos)
{
    wire::Map out;
    for (auto const& [name, value] : members) {
        auto const info = std::ranges::find(infos, name, &wire::KeyInfo::name);
        if (info != infos.end())
            out.emplace_back(name, to_sample(value, *info));
    }
    return out;
}

/// The codec begins with the path of the member: "filters[0].qos: ...".
yaml::Cursor const& place_of(std::string_view trouble, Places const& places, yaml::Cursor const& whole)
{
    auto const exact = places.find(trouble);
    if (exact != places.end())
        return exact->second;
    auto const found = places.find(trouble.substr(0, trouble.find_first_of(".[: ")));
    return found == places.end() ? whole : found->second;
}

/// Values with which every field of the packet is there.
wire::Map richest(wire::PacketType type)
{
    using wire::Value;
    switch (type) {
    case wire::PacketType::connect:
        return {{"client_id", Value{"x"}},
                {"will", Value{wire::Map{{"topic", Value{"x"}}, {"message", Value{"x"}}}}},
                {"user_name", Value{"x"}},
                {"password", Value{"x"}}};
    case wire::PacketType::publish:
        return {{"qos", Value{std::int64_t{1}}}, {"topic", Value{"x"}}, {"payload", Value{"x"}}};
    case wire::PacketType::subscribe:
        return {{"filters", Value{wire::List{Value{wire::Map{{"filter", Value{"x"}}}}}}}};
    case wire::PacketType::unsubscribe: return {{"filters", Value{wire::List{Value{"x"}}}}};
    case wire::PacketType::suback: return {{"return_codes", Value{wire::List{Value{std::int64_t{0}}}}}};
    default: return {};
    }
}

std::vector<wire::Edit> to_edits(std::vector<EditTemplate> const& edits)
{
    std::vector<wire::Edit> out;
    for (auto const& edit : edits)
        out.push_back(to_edit(edit, to_sample(edit.bytes)));
    return out;
}

} // namespace

} // namespace mqttspec::scenario
