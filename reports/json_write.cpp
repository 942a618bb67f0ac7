// SPDX-License-Identifier: Apache-2.0
#include "reports/json.hpp"
#include "reports/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace mqttspec::reports {

namespace {

// Keeps the members in the order of the design, so that a person can read the document from its top.
using Json = nlohmann::ordered_json;
using Pairs = std::vector<std::pair<std::string, std::string>>;

/// Of one packet or case; a SUBSCRIBE can have tens of thousands, and its bytes are cut as well.
constexpr std::size_t most_values = 1000;

std::string laid_out(Json const& document);
Json run_of(results::Result const& result);
Json target_of(results::Target const& target);
Json summary_of(results::Summary const& summary);
Json counts_of(std::map<std::string, int> const& counts);
Json to(results::Finding const& finding);
Json to(results::Expectation const& expectation);
Json to(results::Section const& section);
Json to(results::StatementResult const& statement);
Json to(results::CaseResult const& one);
Json to(results::Failure const& failure);
Json to(results::Known const& known);
Json to(results::WireEvent const& event);
Json to(results::WirePacket const& packet);
Json to(results::WireField const& field);
Json to(std::string const& text);
Json to(results::Scalar const& scalar);
Json to(results::Values const& values);
Json to(Pairs const& pairs);
double number(double value);
std::string hex(std::string_view bytes);

template <class T>
Json to(std::vector<T> const& items)
{
    Json array = Json::array();
    for (T const& item : items)
        array.push_back(to(item));
    return array;
}

} // namespace

std::string to_json(results::Result const& result)
{
    Json document;
    document["mqttspec"] = {{"version", to(result.suite_version)}, {"schema", result.schema}};
    document["target"] = target_of(result.target);
    document["run"] = run_of(result);
    document["summary"] = summary_of(result.summary);
    document["behaviour"] = to(result.behaviour);
    document["findings"] = to(result.findings);
    document["stale_expectations"] = to(result.stale_expectations);
    document["expectations"] = to(result.expectations);
    document["sections"] = to(result.sections);
    document["statements"] = to(result.statements);
    document["cases"] = to(result.cases);
    return laid_out(document);
}

namespace {

/// One line a member, and one line an item of the long arrays: small, and yet a case can be found with grep.
std::string laid_out(Json const& document)
{
    std::string text = "{";
    for (auto const& [name, value] : document.items()) {
        text += text.size() == 1 ? "\n" : ",\n";
        text += " \"" + name + "\": ";
        if (!value.is_array() || value.empty()) {
            text += value.dump();
            continue;
        }
        std::string lead = "[\n  ";
        for (Json const& item : value) {
            text += lead + item.dump();
            lead = ",\n  ";
        }
        text += "\n ]";
    }
    return text + "\n}\n";
}

Json target_of(results::Target const& target)
{
    return {{"name", to(target.name)},           {"version", to(target.version)},
            {"role", to(target.role)},           {"endpoint", to(target.endpoint)},
            {"transport", to(target.transport)}, {"features", to(target.features)},
            {"timing", to(target.timing)}};
}

Json run_of(results::Result const& result)
{
    Json run;
    run["protocol"] = to(result.protocol);
    run["catalogue_hash"] = to(result.catalogue_hash);
    run["started"] = to(result.started);
    run["host"] = to(result.host);
    run["seed"] = std::to_string(result.seed); // As text: many readers of JSON keep only 53 bits of a number.
    run["id"] = to(result.run_id);
    run["delivery"] = to(result.delivery);
    run["command"] = to(result.command);
    run["interrupted"] = result.interrupted;
    run["partial"] = result.partial;
    run["selection"] = to(result.selection);
    run["repeat"] = result.repeat;
    if (result.shards > 0)
        run["shard"] = {{"index", result.shard}, {"of", result.shards}};
    if (!result.as_of.empty())
        run["as_of"] = to(result.as_of);
    run["trouble"] = to(result.trouble);
    return run;
}

Json summary_of(results::Summary const& summary)
{
    Json json;
    json["conformant"] = summary.conformant;
    json["statements"] = counts_of(summary.statements);
    json["cases"] = counts_of(summary.cases);
    json["score"] = {{"passed", summary.score_passed}, {"applicable", summary.score_applicable}};
    json["wall_s"] = number(summary.wall_s);
    json["together_s"] = number(summary.together_s);
    json["longest_case_s"] = number(summary.longest_case_s);
    json["longest_case"] = to(summary.longest_case);
    json["cpu_s"] = number(summary.cpu_s);
    return json;
}

/// In the order in which people think of verdicts, not that of the alphabet.
Json counts_of(std::map<std::string, int> const& counts)
{
    constexpr std::array order{"pass",  "fail",          "inconclusive",    "skipped",
                               "error", "known_failure", "unexpected_pass", "not_examined"};
    Json json = Json::object();
    for (char const* const name : order) {
        if (auto const it = counts.find(name); it != counts.end())
            json[name] = it->second;
    }
    return json;
}

Json to(results::Finding const& finding)
{
    Json json{{"kind", to(finding.kind)},       {"statement", to(finding.statement)},
              {"rule", to(finding.rule)},       {"text", to(finding.text)},
              {"seen_in", to(finding.seen_in)}, {"packet", to(finding.packet)},
              {"instances", finding.instances}};
    if (finding.known)
        json["known"] = to(*finding.known);
    return json;
}

Json to(results::Expectation const& expectation)
{
    return {{"known", to(expectation.known)},
            {"place", to(expectation.place)},
            {"sometimes", expectation.is_sporadic},
            {"expected", expectation.expected},
            {"told", to(expectation.told)}};
}

Json to(results::Section const& section)
{
    return {{"id", to(section.id)}, {"title", to(section.title)}, {"title_zh", to(section.title_zh)}};
}

Json to(results::StatementResult const& statement)
{
    Json json;
    json["id"] = to(statement.id);
    json["role"] = to(statement.role);
    json["verdict"] = results::name_of(statement.verdict);
    json["known"] = statement.known;
    json["reason"] = to(statement.reason);
    json["section"] = to(statement.section);
    json["summary"] = to(statement.summary);
    json["summary_zh"] = to(statement.summary_zh);
    json["level"] = to(statement.level);
    json["examined"] = to(statement.examined);
    json["clauses"] = to(statement.clauses);
    json["cases"] = to(statement.cases);
    json["rules"] = to(statement.rules);
    return json;
}

Json to(results::CaseResult const& one)
{
    Json json;
    json["id"] = to(one.id);
    json["case"] = to(one.case_id);
    json["values"] = to(one.values);
    json["hash"] = to(one.hash);
    json["file"] = to(one.file);
    json["line"] = one.line;
    json["section"] = to(one.section);
    json["when"] = to(one.when);
    json["then"] = to(one.then);
    json["statements"] = to(one.statements);
    json["provokes"] = to(one.provokes);
    json["variant"] = to(one.variant);
    json["verdict"] = results::name_of(one.verdict);
    json["reason"] = to(one.reason);
    json["crash"] = one.is_crash;
    json["unexpected_pass"] = one.unexpected_pass;
    if (one.known)
        json["known"] = to(*one.known);
    if (one.failure)
        json["failure"] = to(*one.failure);
    json["notes"] = to(one.notes);
    json["started_s"] = number(one.started_s);
    json["duration_s"] = number(one.duration_s);
    json["attempts"] = one.attempts;
    json["client_ids"] = to(one.client_ids);
    json["replay"] = to(one.replay);
    json["wire"] = to(one.wire);
    json["other_attempts"] = to(one.other_attempts);
    return json;
}

Json to(results::Failure const& failure)
{
    return {{"statement", to(failure.statement)}, {"blamed", to(failure.blamed)},
            {"file", to(failure.file)},           {"line", failure.line},
            {"step", to(failure.step)},           {"expected", to(failure.expected)},
            {"received", to(failure.received)}};
}

Json to(results::Known const& known)
{
    return {{"reason", to(known.reason)}, {"link", to(known.link)}, {"pattern", to(known.pattern)}};
}

Json to(results::WireEvent const& event)
{
    Json json;
    json["t"] = number(event.t);
    json["actor"] = to(event.actor);
    json["connection"] = event.connection;
    json["direction"] = to(event.direction);
    json["kind"] = to(event.kind);
    if (!event.detail.empty())
        json["detail"] = to(event.detail);
    if (!event.bytes.empty() || event.total_bytes != 0) {
        json["hex"] = hex(event.bytes);
        json["total_bytes"] = event.total_bytes;
    }
    if (event.packet)
        json["packet"] = to(*event.packet);
    return json;
}

Json to(results::WirePacket const& packet)
{
    return {{"type", to(packet.type)},
            {"summary", to(packet.summary)},
            {"values", to(packet.values)},
            {"fields", to(packet.fields)},
            {"malformations", to(packet.malformations)}};
}

Json to(results::WireField const& field)
{
    return {{"path", to(field.path)}, {"offset", field.offset}, {"length", field.length}};
}

Json to(std::string const& text)
{
    return valid_utf8(text);
}

Json to(results::Scalar const& scalar)
{
    if (auto const* const text = std::get_if<std::string>(&scalar))
        return to(*text);
    if (auto const* const value = std::get_if<double>(&scalar); value != nullptr && !std::isfinite(*value))
        return fmt::format("{}", *value); // JSON has no number for it.
    return std::visit([](auto const& value) { return Json(value); }, scalar);
}

Json to(results::Values const& values)
{
    Json json = Json::object();
    for (std::size_t i = 0; i < std::min(most_values, values.size()); ++i)
        json[valid_utf8(values[i].first)] = to(values[i].second);
    return json;
}

Json to(Pairs const& pairs)
{
    Json json = Json::object();
    for (auto const& [name, value] : pairs)
        json[valid_utf8(name)] = to(value);
    return json;
}

double number(double value)
{
    return std::isfinite(value) ? value : 0;
}

std::string hex(std::string_view bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(2 * bytes.size());
    for (char const c : bytes) {
        auto const byte = static_cast<unsigned char>(c);
        text += digits[byte >> 4U];
        text += digits[byte & 0xfU];
    }
    return text;
}

} // namespace

} // namespace mqttspec::reports
