// SPDX-License-Identifier: Apache-2.0
// The JSON Schema of case files. It is made from the tables of the loader, and is for editors: what it cannot
// say (which variables are defined, which field a packet has), the loader finds.
#include "scenario/case.hpp"
#include "scenario/load.hpp"
#include "scenario/member_schema.hpp"
#include "scenario/needs.hpp"
#include "scenario/verb.hpp"
#include "scenario/words.hpp"

#include <utility>

namespace mqttspec::scenario {

namespace {

constexpr auto none = wire::PacketType::reserved_0;

Json values();
Json expected_values();
Json statement(Vocabulary const& vocabulary);
Json needs(Vocabulary const& vocabulary);
Json step();
Json verb_word(Side side);
Json case_map();
Json packet_list(bool is_expected);
Json allowed_list(bool may_name_actors);
Json edits();
void add_packets(Json& definitions);

// Helpers of the above.
/// The sides, and the definitions of their verbs.
constexpr std::array<std::pair<Side, std::string_view>, 3> sides{
    {{Side::client, "verb"}, {Side::server, "verb of server"}, {Side::subject, "verb of client"}}};

Json keys_of_verb(FoundVerb const& found);
Json extra_key(std::string_view key, Verb const& verb);
std::string joined(std::vector<std::string> const& words);

} // namespace

std::string json_schema(Vocabulary const& vocabulary)
{
    Json definitions = values();
    definitions.update(expected_values());
    definitions["statement"] = statement(vocabulary);
    definitions["statements"] = any_of({link_to("statement"), list_of(link_to("statement"))});
    definitions["needs"] = needs(vocabulary);
    definitions["edits"] = edits();
    definitions["split"] = any_of({{{"const", "each byte"}}, list_of(link_to("u16")), filled()});
    definitions["sent_packets"] = packet_list(false);
    definitions["expected_packets"] = packet_list(true);
    definitions["allowed"] = allowed_list(false);
    definitions["allowed_of_actors"] = allowed_list(true);
    add_packets(definitions);
    for (auto const& [side, definition] : sides)
        definitions[std::string(definition)] = verb_word(side);
    definitions["step"] = step();
    definitions["steps"] = list_of(link_to("step"));
    definitions["case"] = case_map();
    Json const schema{{"$schema", "http://json-schema.org/draft-07/schema#"},
                      {"title", "mqttspec case file"},
                      {"description",
                       "Made by mqttspec from the tables of its loader; docs/case-language.md is "
                       "the reference."},
                      {"type", "array"},
                      {"items", link_to("case")},
                      {"definitions", std::move(definitions)}};
    return schema.dump(1) + "\n";
}

namespace {

Json values()
{
    Json out;
    out["variable"] = {{"type", "string"}, {"pattern", R"(^\$\{[a-z][a-z0-9_.]*\}$)"}};
    out["boolean"] = any_of({{{"type", "boolean"}}, {{"enum", {0, 1}}}, link_to("variable")});
    out["u8"] = any_of({{{"type", "integer"}, {"minimum", 0}, {"maximum", 0xFF}}, link_to("variable")});
    out["u16"] = any_of({{{"type", "integer"}, {"minimum", 0}, {"maximum", 0xFFFF}}, link_to("variable")});
    out["count"] = any_of({{{"type", "integer"}, {"minimum", 1}, {"maximum", 70'000}}, link_to("variable")});
    Json repeat = map_of({{"text", link_to("text")}, {"times", link_to("count")}});
    repeat["required"] = {"text", "times"};
    out["text"] = described(
        any_of({{{"type", {"string", "number", "boolean"}}}, std::move(repeat), list_of(link_to("text"), 0)}),
        "Text, or !hex c3 28, !repeat {text: a, times: 65535}, !concat [a, !hex c3].");
    out["hex"] = described({{"type", {"string", "number"}}}, "Bytes in hex: c3 28.");
    out["span"] =
        described({{"type", "string"}, {"pattern", R"(^(\d+(\.\d+)? )?(keep_alive|response|settle)$|\$\{)"}},
                  "In units of the standard: 1.5 keep_alive, 2 response, settle.");
    return out;
}

Json expected_values()
{
    Json out;
    for (auto const* const name : {"boolean", "u8", "u16", "text"}) {
        auto const self = link_to("expected_" + std::string(name));
        out["expected_" + std::string(name)] = any_of({link_to(name),
                                                       {{"enum", {"any", "absent"}}},
                                                       map_of({{"one_of", list_of(self, 2)}}),
                                                       map_of({{"not", self}})});
    }
    return out;
}

Json statement(Vocabulary const& vocabulary)
{
    if (vocabulary.catalogue == nullptr)
        return {{"type", "string"}};
    Json names = Json::array();
    for (auto const& each : vocabulary.catalogue->statements()) {
        names.push_back(each.id);
        for (auto const& alias : each.aliases)
            names.push_back(alias);
        for (auto const& clause : each.clauses)
            names.push_back(each.id + "." + clause.letter);
    }
    return any_of({{{"enum", std::move(names)}}, filled()});
}

Json needs(Vocabulary const& vocabulary)
{
    if (vocabulary.features.empty())
        return {{"type", "array"}, {"items", {{"type", "string"}}}};
    std::vector<std::string> signs;
    for (auto const& [sign, comparison] : comparisons())
        signs.emplace_back(sign);
    auto const features = joined(vocabulary.features);
    return {{"type", "array"},
            {"items", any_of({{{"enum", vocabulary.features}},
                              {{"type", "string"},
                               {"pattern", "^(not )?(" + features + ")$|^(" + features + ") (" +
                                               joined(signs) + R"() \S+$)"}},
                              filled()})}};
}

Json edits()
{
    auto const field = Json{{"type", "string"}};
    auto const edit = [](char const* name, Json properties) {
        Json inner = map_of(properties);
        for (auto const& [key, schema] : properties.items())
            inner["required"].push_back(key);
        return map_of({{name, std::move(inner)}});
    };
    return list_of(any_of({edit("set", {{"field", field}, {"bytes", link_to("hex")}}),
                           edit("remove", {{"field", field}}),
                           edit("insert", {{"after", field}, {"bytes", link_to("hex")}}),
                           edit("truncate", {{"after", field}})}));
}

void add_packets(Json& definitions)
{
    for (auto const type : packet_types()) {
        auto const name = std::string(wire::name_of(type));
        Json members = sent_members(type);
        members["corrupt"] = link_to("edits");
        definitions["sent " + name] = any_of({map_of(std::move(members)), {{"type", "null"}}});
        definitions["expected " + name] = any_of({map_of(expected_members(type)), {{"type", "null"}}});
    }
}

Json packet_list(bool is_expected)
{
    Json names = Json::array();
    Json maps = Json::object();
    for (auto const type : packet_types()) {
        auto const name = std::string(wire::name_of(type));
        names.push_back(name);
        maps[name] = link_to((is_expected ? "expected " : "sent ") + name);
    }
    Json one = map_of(std::move(maps));
    one["minProperties"] = 1;
    one["maxProperties"] = 1;
    // A name that `for` fills in.
    one["patternProperties"] = {{R"(\$\{)", true}};
    return list_of(any_of({{{"enum", std::move(names)}}, filled(), std::move(one)}));
}

Json allowed_list(bool may_name_actors)
{
    Json items = any_of({{{"const", "close"}}, link_to("expected_packets/items")});
    if (may_name_actors) {
        Json actors;
        for (auto const& actor : actor_names())
            actors[actor] = link_to("allowed/items");
        items["anyOf"].push_back(map_of(std::move(actors)));
    }
    return {{"type", "array"}, {"items", std::move(items)}};
}

Json verb_word(Side side)
{
    return any_of({{{"enum", verb_names(side)}}, filled()});
}

/// The actors of one side, and one branch for each verb that is theirs.
void add_actors(Side side, std::string_view definition, Json& properties, Json& firsts, Json& branches)
{
    auto const names = actor_names(side);
    Json actors = Json::array();
    for (auto const& actor : names) {
        properties[actor] = link_to(std::string(definition));
        actors.push_back({{"required", {actor}}});
        firsts.push_back({{"required", {actor}}});
    }
    for (auto const& name : verb_names(side)) {
        Json const is_verb{{"anyOf", actors},
                           {"patternProperties", {{"^(" + joined(names) + ")$", {{"const", name}}}}}};
        auto keys = keys_of_verb(find_verb(name, side));
        for (auto const& actor : names)
            keys[actor] = true;
        branches.push_back({{"if", is_verb}, {"then", map_of(std::move(keys))}});
    }
}

/// One branch for each verb, so that an editor offers and checks the keys of that verb only.
Json step()
{
    Json properties;
    Json firsts = Json::array();
    Json branches = Json::array();
    for (auto const& [side, definition] : sides)
        add_actors(side, definition, properties, firsts, branches);
    for (auto const& name : actorless_names()) {
        auto const& verb = *find_actorless(name);
        auto keys = keys_of_verb({.verb = &verb});
        keys[name] = name == "wait"      ? link_to("span")
                     : name == "repeat"  ? link_to("count")
                     : name == "restart" ? Json{{"const", "target"}}
                                         : list_of(link_to("steps"), 2);
        firsts.push_back({{"required", {name}}});
        properties[name] = described(true, verb.about);
        branches.push_back({{"if", {{"required", {name}}}}, {"then", map_of(std::move(keys))}});
    }
    return {{"type", "object"},
            {"properties", std::move(properties)},
            {"oneOf", std::move(firsts)},
            {"allOf", std::move(branches)}};
}

Json case_map()
{
    Json const types{{"id", {{"type", "string"}, {"pattern", id_pattern}, {"maxLength", 60}}},
                     {"when", {{"type", "string"}, {"minLength", 1}, {"maxLength", 300}}},
                     {"then", {{"type", "string"}, {"minLength", 1}, {"maxLength", 300}}},
                     {"statements", list_of(link_to("statement"))},
                     {"provokes", list_of(link_to("statement"), 0)},
                     {"for", any_of({{{"type", "object"}, {"additionalProperties", list_of(true)}},
                                     list_of({{"type", "object"}})})},
                     {"needs", link_to("needs")},
                     {"setup", link_to("steps")},
                     {"steps", link_to("steps")},
                     {"allow", link_to("allowed_of_actors")},
                     {"exclusive", link_to("boolean")},
                     {"load", link_to("boolean")},
                     {"why", {{"type", "string"}}},
                     {"since", {{"type", {"string", "number"}}}}};
    Json properties;
    Json required = Json::array();
    for (auto const& key : case_keys()) {
        properties[std::string(key.name)] = described(types.at(std::string(key.name)), key.about);
        if (key.is_required)
            required.push_back(key.name);
    }
    Json out = map_of(std::move(properties));
    out["required"] = std::move(required);
    return out;
}

Json keys_of_verb(FoundVerb const& found)
{
    Json out = Json::object();
    if (found.sends() != none)
        out.update(sent_members(found.sends()));
    if (found.meets() != none)
        out.update(expected_members(found.meets(), found.verb->sends));
    for (auto const key : found.verb->keys)
        if (!key.empty())
            out[std::string(key)] = extra_key(key, *found.verb);
    bool const can_fail =
        found.verb->form == Verb::Form::exchange || found.verb->form == Verb::Form::expectation;
    if (can_fail) {
        out["checks"] = any_of(
            {link_to("statements"), {{"type", "object"}, {"additionalProperties", link_to("statements")}}});
        out["control"] = link_to("boolean");
        out["within"] = link_to("span");
    }
    if (can_fail && found.meets() != none)
        out["capture"] = {{"type", "object"}, {"additionalProperties", {{"type", "string"}}}};
    return out;
}

Json extra_key(std::string_view key, Verb const& verb)
{
    if (key == "packets")
        return link_to(verb.form == Verb::Form::expectation ? "expected_packets" : "sent_packets");
    if (key == "corrupt")
        return link_to("edits");
    if (key == "allow")
        return link_to("allowed");
    if (key == "frame")
        return {{"enum", {"binary", "text", "fragments"}}};
    if (key == "subprotocols")
        return {{"type", "array"}, {"items", link_to("text")}};
    if (key == "status")
        return link_to("expected_u16");
    if (key == "subprotocol")
        return link_to("expected_text");
    if (key == "acknowledge")
        return link_to("boolean");
    if (key == "ways")
        return {{"type", "object"}, {"minProperties", 2}, {"additionalProperties", link_to("steps")}};
    if (key == "filter")
        return link_to("text");
    if (key == "session_present")
        return link_to("boolean");
    if (key == "return_code")
        return link_to("u8");
    if (key == "return_codes")
        return list_of(link_to("u8"));
    return link_to(key == "qos" ? "u8" : std::string(key));
}

std::string joined(std::vector<std::string> const& words)
{
    std::string out;
    for (auto const& word : words)
        out += (out.empty() ? "" : "|") + word;
    return out;
}

} // namespace

} // namespace mqttspec::scenario
