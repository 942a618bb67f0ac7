// SPDX-License-Identifier: Apache-2.0
#include "driving/members.hpp"

#include "driving/base64.hpp"

namespace mqttspec::driving {

bool Members::has(std::string const& key) const
{
    return object_.is_object() && object_.contains(key) && !object_[key].is_null();
}

std::uint8_t Members::byte(std::string const& key)
{
    return static_cast<std::uint8_t>(number(key, 255));
}

nlohmann::json const* Members::find(std::string const& key)
{
    auto const place = object_.find(key);
    if (place != object_.end())
        return &*place;
    complain(key, "is missing");
    return nullptr;
}

void Members::complain(std::string const& key, std::string_view what)
{
    if (why_.empty())
        why_ = "\"" + key + "\" " + std::string(what);
}

std::string Members::text(std::string const& key)
{
    auto const* value = find(key);
    if (value != nullptr && value->is_string())
        return value->get<std::string>();
    complain(key, "is no string");
    return {};
}

std::uint64_t Members::number(std::string const& key, std::uint64_t largest)
{
    auto const* value = find(key);
    if (value != nullptr && value->is_number_unsigned() && value->get<std::uint64_t>() <= largest)
        return value->get<std::uint64_t>();
    complain(key, "is no number from 0 to " + std::to_string(largest));
    return 0;
}

bool Members::boolean(std::string const& key)
{
    auto const* value = find(key);
    if (value != nullptr && value->is_boolean())
        return value->get<bool>();
    complain(key, "is neither true nor false");
    return false;
}

wire::Bytes Members::bytes(std::string const& key)
{
    auto bytes = from_base64(text(key));
    if (!bytes)
        complain(key, "is not Base64");
    return bytes.value_or(wire::Bytes{});
}

nlohmann::json const& Members::list(std::string const& key)
{
    static auto const none = nlohmann::json::array();
    auto const* value = find(key);
    if (value != nullptr && value->is_array())
        return *value;
    complain(key, "is no list");
    return none;
}

} // namespace mqttspec::driving
