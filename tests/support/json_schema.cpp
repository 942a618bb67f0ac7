// SPDX-License-Identifier: Apache-2.0
#include "support/json_schema.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <regex>

namespace mqttspec::support {

namespace {

using Json = nlohmann::json;

class Checker
{
public:
    explicit Checker(Json const& schema) : root_(schema) { declare(schema, "#"); }

    void check(Json const& schema, std::string const& place, Json const& value, std::string const& path);
    [[nodiscard]] SchemaCheck finish();

private:
    void declare(Json const& schema, std::string const& place);
    void check_members(Json const& schema, std::string const& place, Json const& value,
                       std::string const& path);
    void check_keyword(std::string const& keyword, Json const& rule, Json const& value,
                       std::string const& path);
    void complain(std::string const& path, std::string const& what)
    {
        check_.violations.push_back(path + " " + what);
    }

    Json const& root_;
    SchemaCheck check_;
    std::set<std::string> declared_;
    std::set<std::string> seen_;
};

bool has_type(Json const& value, std::string const& type);
bool has_any_type(Json const& value, Json const& types);

} // namespace

SchemaCheck check_schema(Json const& schema, Json const& document)
{
    Checker checker(schema);
    checker.check(schema, "#", document, "$");
    return checker.finish();
}

namespace {

void Checker::declare(Json const& schema, std::string const& place)
{
    for (auto const& [name, member] : schema.items()) {
        if (name == "properties") {
            for (auto const& [property, rule] : member.items()) {
                declared_.insert(place + "/" + property);
                declare(rule, place + "/" + property);
            }
        } else if (name == "items") {
            declare(member, place + "/[]");
        } else if (name == "$defs") {
            for (auto const& [definition, rule] : member.items())
                declare(rule, "#/$defs/" + definition);
        }
    }
}

void Checker::check(Json const& schema, std::string const& place, Json const& value, std::string const& path)
{
    if (schema.contains("$ref")) {
        auto const target = schema["$ref"].get<std::string>();
        check(root_.at(Json::json_pointer(target.substr(1))), target, value, path);
        return;
    }
    for (auto const& [keyword, rule] : schema.items())
        check_keyword(keyword, rule, value, path);
    if (value.is_object())
        check_members(schema, place, value, path);
    if (!value.is_array())
        return;
    for (std::size_t i = 0; i < value.size(); ++i)
        check(schema.value("items", Json::object()), place + "/[]", value[i],
              path + "[" + std::to_string(i) + "]");
}

void Checker::check_members(Json const& schema, std::string const& place, Json const& value,
                            std::string const& path)
{
    for (auto const& [name, member] : value.items()) {
        if (schema.contains("properties") && schema["properties"].contains(name)) {
            seen_.insert(place + "/" + name);
            check(schema["properties"][name], place + "/" + name, member, path + "." + name);
        } else if (schema.contains("additionalProperties")) {
            check(schema["additionalProperties"], place + "/*", member, path + "." + name);
        } else {
            complain(path + "." + name, "is not in the schema");
        }
    }
}

void Checker::check_keyword(std::string const& keyword, Json const& rule, Json const& value,
                            std::string const& path)
{
    static std::set<std::string> const handled_elsewhere{
        "$schema", "$id", "$defs", "title", "description", "properties", "items", "additionalProperties"};
    if (keyword == "type" && !has_any_type(value, rule))
        complain(path, "is no " + rule.dump());
    else if (keyword == "const" && value != rule)
        complain(path, "is not " + rule.dump());
    else if (keyword == "enum" && std::find(rule.begin(), rule.end(), value) == rule.end())
        complain(path, "is none of " + rule.dump());
    else if (keyword == "minimum" && value.get<double>() < rule.get<double>())
        complain(path, "is below " + rule.dump());
    else if (keyword == "pattern" &&
             !std::regex_search(value.get<std::string>(), std::regex(rule.get<std::string>())))
        complain(path, "does not match " + rule.dump());
    else if (keyword == "required") {
        for (Json const& name : rule) {
            if (!value.contains(name.get<std::string>()))
                complain(path, "lacks " + name.dump());
        }
    } else if (!std::set<std::string>{"type", "const", "enum", "minimum", "pattern"}.contains(keyword) &&
               !handled_elsewhere.contains(keyword))
        complain(path, "meets the unknown keyword " + keyword);
}

SchemaCheck Checker::finish()
{
    std::set_difference(declared_.begin(), declared_.end(), seen_.begin(), seen_.end(),
                        std::inserter(check_.unused, check_.unused.end()));
    return std::move(check_);
}

bool has_type(Json const& value, std::string const& type)
{
    return (type == "object" && value.is_object()) || (type == "array" && value.is_array()) ||
           (type == "string" && value.is_string()) || (type == "boolean" && value.is_boolean()) ||
           (type == "integer" && value.is_number_integer()) || (type == "number" && value.is_number());
}

bool has_any_type(Json const& value, Json const& types)
{
    if (types.is_string())
        return has_type(value, types.get<std::string>());
    return std::any_of(types.begin(), types.end(),
                       [&](Json const& type) { return has_type(value, type.get<std::string>()); });
}

} // namespace

} // namespace mqttspec::support
