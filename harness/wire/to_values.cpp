// SPDX-License-Identifier: Apache-2.0
#include "wire/members.hpp"
#include "wire/value.hpp"

#include <algorithm>
#include <concepts>

namespace mqttspec::wire {
namespace {

template <class Held>
Map map_of(Held const& held, std::span<KeyInfo const> keys);
template <class Member>
Value value_of(Member const& member, KeyInfo const& key);
template <class Element>
Value list_of(std::vector<Element> const& elements, KeyInfo const& key);

/// Collects the members that are there.
struct Collector
{
    std::span<KeyInfo const> keys;
    Map map{};

    template <class Member>
    void operator()(std::string_view name, Member const& member)
    {
        auto const key = std::ranges::find(keys, name, &KeyInfo::name);
        map.emplace_back(std::string(name), value_of(member, *key));
    }

    template <class Member>
    void operator()(std::string_view name, std::optional<Member> const& member)
    {
        if (member)
            (*this)(name, *member);
    }
};

} // namespace

Map to_values(Packet const& packet)
{
    return std::visit([](auto const& held) { return map_of(held, keys_of(held.type)); }, packet);
}

namespace {

template <class Held>
Map map_of(Held const& held, std::span<KeyInfo const> keys)
{
    Collector collector{.keys = keys};
    visit_members(held, collector);
    return std::move(collector.map);
}

template <class Member>
Value value_of(Member const& member, KeyInfo const& key)
{
    if constexpr (std::same_as<Member, bool> || std::same_as<Member, std::string>) {
        return {member};
    } else if constexpr (std::integral<Member>) {
        return {std::int64_t{member}};
    } else if constexpr (std::same_as<Member, Will> || std::same_as<Member, Subscription>) {
        return {map_of(member, key.element)};
    } else if constexpr (std::same_as<Member, Bytes>) {
        // The same type holds binary data and a list of return codes.
        return key.kind == Kind::list ? list_of(member, key)
                                      : Value{std::string(member.begin(), member.end())};
    } else {
        return list_of(member, key);
    }
}

template <class Element>
Value list_of(std::vector<Element> const& elements, KeyInfo const& key)
{
    List list;
    list.reserve(elements.size());
    for (auto const& element : elements)
        list.push_back(value_of(element, key));
    return {std::move(list)};
}

} // namespace
} // namespace mqttspec::wire
