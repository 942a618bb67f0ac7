// SPDX-License-Identifier: Apache-2.0
#include "scenario/member_schema.hpp"

#include "scenario/packets.hpp"
#include "scenario/scope.hpp"

#include <algorithm>
#include <utility>

namespace mqttspec::scenario {

namespace {

Json sent(wire::KeyInfo const& info);
Json expected(wire::KeyInfo const& info);

} // namespace

Json sent_members(wire::PacketType type)
{
    Json out = Json::object();
    for (auto const& info : wire::keys_of(type))
        out[std::string(info.name)] = described(sent(info), info.about);
    if (type == wire::PacketType::subscribe || type == wire::PacketType::unsubscribe)
        out["filter"] = described(link_to("text"), "The only Topic Filter, in place of `filters`.");
    if (type == wire::PacketType::subscribe)
        out["qos"] = described(link_to("u8"), "Of the only Topic Filter.");
    return out;
}

Json expected_members(wire::PacketType type, wire::PacketType leave)
{
    Json out = Json::object();
    auto const left = keys_to_leave(leave);
    for (auto const& info : wire::keys_of(type))
        if (std::ranges::find(left, info.name, &wire::KeyInfo::name) == left.end())
            out[std::string(info.name)] = described(expected(info), info.about);
    return out;
}

Json link_to(std::string const& name)
{
    return {{"$ref", "#/definitions/" + name}};
}

Json any_of(Json alternatives)
{
    return {{"anyOf", std::move(alternatives)}};
}

Json list_of(Json item, int least)
{
    Json out{{"type", "array"}, {"items", std::move(item)}};
    if (least > 0)
        out["minItems"] = least;
    return out;
}

Json map_of(Json properties)
{
    return {{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
}

/// A text in which values of `for` are still to be filled in.
Json filled()
{
    return {{"type", "string"}, {"pattern", R"(\$\{)"}};
}

Json described(Json schema, std::string_view about)
{
    // draft-07: what stands beside a $ref is passed over.
    if (schema.is_object() && schema.contains("$ref"))
        return {{"description", about}, {"allOf", Json::array({std::move(schema)})}};
    if (!schema.is_object())
        return {{"description", about}};
    schema["description"] = about;
    return schema;
}

namespace {

bool is_list_of_scalars(wire::KeyInfo const& info)
{
    return info.element.size() == 1 && info.element.front().name.empty();
}

Json sent(wire::KeyInfo const& info)
{
    switch (info.kind) {
    case wire::Kind::boolean: return link_to("boolean");
    case wire::Kind::u8: return link_to("u8");
    case wire::Kind::u16: return link_to("u16");
    case wire::Kind::text:
    case wire::Kind::binary: return link_to("text");
    case wire::Kind::list:
    case wire::Kind::map: break;
    }
    if (info.kind == wire::Kind::list && is_list_of_scalars(info))
        return list_of(sent(info.element.front()), 0);
    Json members;
    for (auto const& each : info.element)
        members[std::string(each.name)] = described(sent(each), each.about);
    if (info.kind == wire::Kind::map)
        return map_of(std::move(members));
    return list_of(any_of({map_of(std::move(members)), link_to("text")}), 0);
}

Json expected(wire::KeyInfo const& info)
{
    if (type_of(info.kind)) {
        auto const of_kind = sent(info)["$ref"].get<std::string>();
        return link_to("expected_" + of_kind.substr(of_kind.rfind('/') + 1));
    }
    if (info.kind == wire::Kind::map)
        return Json{{"type", {"object", "string"}}};
    Json items = is_list_of_scalars(info) ? expected(info.element.front()) : Json{{"type", "object"}};
    return any_of({list_of(std::move(items), 0),
                   {{"const", "any"}},
                   map_of({{"one_of", list_of(true, 2)}}),
                   map_of({{"not", true}})});
}

} // namespace

} // namespace mqttspec::scenario
