// SPDX-License-Identifier: Apache-2.0
#include "scenario/scope.hpp"

#include "scenario/words.hpp"

#include <algorithm>
#include <cstddef>

namespace mqttspec::scenario {

namespace {

constexpr std::string_view client_id_suffix = ".client_id";
constexpr std::size_t most_bytes_in_name = 40;

bool has_client_id(std::string_view actor)
{
    auto const named = actor_named(actor);
    return named && side_of(*named) != Side::server;
}

} // namespace

std::string_view name_of(Type type)
{
    switch (type) {
    case Type::boolean: return "`true` or `false`";
    case Type::number: return "a number";
    case Type::text: return "text";
    }
    return "";
}

std::optional<Type> type_of(wire::Kind kind)
{
    switch (kind) {
    case wire::Kind::boolean: return Type::boolean;
    case wire::Kind::u8:
    case wire::Kind::u16: return Type::number;
    case wire::Kind::text:
    case wire::Kind::binary: return Type::text;
    case wire::Kind::list:
    case wire::Kind::map: return std::nullopt;
    }
    return std::nullopt;
}

Scope::Scope(Constants const& constants, std::set<std::string, std::less<>>& used)
    : constants_(&constants), used_(&used)
{}

Constant const* Scope::constant(std::string_view name) const
{
    auto const found = std::ranges::find(*constants_, name, &Constants::value_type::first);
    if (found == constants_->end())
        return nullptr;
    used_->emplace(name);
    return &found->second;
}

std::optional<Type> Scope::variable(std::string_view name) const
{
    if (name == "topic" || size_of_fill(name))
        return Type::text;
    if (name == "keep_alive" || (name == "n" && is_counting_))
        return Type::number;
    if (name.ends_with(client_id_suffix) &&
        has_client_id(name.substr(0, name.size() - client_id_suffix.size())))
        return Type::text;
    if (is_feature(name) && needed_.contains(name))
        return features_->find(name)->second;
    auto const captured = captures_.find(name);
    return captured == captures_.end() ? std::nullopt : std::optional(captured->second);
}

bool Scope::is_feature(std::string_view name) const
{
    return features_ != nullptr && features_->contains(name);
}

std::vector<std::string> Scope::names() const
{
    std::vector<std::string> out;
    for (auto const& [name, constant] : *constants_)
        out.push_back(name);
    for (auto const& [name, type] : captures_)
        out.push_back(name);
    for (auto const& name : needed_)
        if (is_feature(name))
            out.push_back(name);
    out.emplace_back("topic");
    out.emplace_back("keep_alive");
    if (is_counting_)
        out.emplace_back("n");
    for (auto const& actor : actor_names())
        if (has_client_id(actor))
            out.push_back(actor + std::string(client_id_suffix));
    return out;
}

bool is_name(std::string_view word)
{
    auto const is_lower = [](char letter) { return letter >= 'a' && letter <= 'z'; };
    auto const is_inner = [&](char letter) {
        return is_lower(letter) || letter == '_' || (letter >= '0' && letter <= '9');
    };
    return !word.empty() && word.size() <= most_bytes_in_name && is_lower(word.front()) &&
           std::ranges::all_of(word, is_inner);
}

bool is_taken(std::string_view name)
{
    return name == "topic" || name == "keep_alive" || name == "n" || actor_named(name).has_value();
}

} // namespace mqttspec::scenario
