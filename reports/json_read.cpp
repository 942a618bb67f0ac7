// SPDX-License-Identifier: Apache-2.0
#include "reports/json.hpp"

#include "reports/json_node.hpp"
#include "reports/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace mqttspec::reports {

namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

constexpr int deepest = 32;
constexpr int most_members = 2'000; ///< Of one object: to look one up takes as long as there are members.

Json parsed(std::string_view text);
std::string place_of(std::string_view text, std::size_t byte);
void check_origin(Json const& document);
results::Result read_result(Node const& document);
results::Target read_target(Node const& node);
results::Summary read_summary(Node const& node);
std::map<std::string, int> read_counts(Node const& node);
results::Finding read_finding(Node const& node);
results::Expectation read_expectation(Node const& node);
results::Section read_section(Node const& node);
results::StatementResult read_statement(Node const& node);
results::CaseResult read_case(Node const& node);
results::Known read_known(Node const& node);
results::Failure read_failure(Node const& node);
results::WireEvent read_event(Node const& node);
results::WirePacket read_packet(Node const& node);
results::WireField read_field(Node const& node);
std::vector<std::string> texts(Node const& node);
Pairs pairs(Node const& node);

} // namespace

std::variant<results::Result, std::string> parse_json(std::string_view text)
{
    try {
        Json const document = parsed(text);
        check_origin(document);
        return read_result(Node(document, "result"));
    } catch (Refused const& refused) {
        return one_line(refused.what());
    }
}

namespace {

/// Without exceptions for what is wrong, and within bounds: the document may come from anywhere.
Json parsed(std::string_view text)
{
    std::vector<int> members(static_cast<std::size_t>(deepest) + 2);
    auto const stay_within_bounds = [&](int depth, Json::parse_event_t event, Json const&) {
        if (depth > deepest)
            throw Refused("is no result of mqttspec: it is nested too deeply");
        auto const level = static_cast<std::size_t>(depth);
        if (event == Json::parse_event_t::object_start)
            members[level + 1] = 0;
        if (event == Json::parse_event_t::key && ++members[level] > most_members)
            throw Refused("is no result of mqttspec: an object has too many members");
        return true;
    };
    try {
        return Json::parse(text, stay_within_bounds);
    } catch (Json::parse_error const& error) {
        if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
            throw Refused("is empty");
        if (error.byte > text.size())
            throw Refused("is truncated: it ends in the middle, at " + place_of(text, text.size()));
        throw Refused("is no JSON: " + place_of(text, error.byte));
    } catch (Json::out_of_range const&) {
        throw Refused("is no JSON: a number is out of bounds");
    }
}

std::string place_of(std::string_view text, std::size_t byte)
{
    std::string_view const before = text.substr(0, byte == 0 ? 0 : byte - 1);
    auto const line = 1 + std::count(before.begin(), before.end(), '\n');
    std::size_t const start = before.rfind('\n');
    std::size_t const column = before.size() - (start == std::string_view::npos ? 0 : start + 1) + 1;
    return fmt::format("line {}, column {}", line, column);
}

void check_origin(Json const& document)
{
    bool const has_mark =
        document.is_object() && document.contains("mqttspec") && document["mqttspec"].is_object();
    if (!has_mark || !document["mqttspec"].contains("schema") ||
        !document["mqttspec"]["schema"].is_number_integer())
        throw Refused("is JSON, but no result of mqttspec");
    Node const mark(document["mqttspec"], "mqttspec");
    int const schema = mark["schema"].integer();
    if (schema > json_schema)
        throw Refused(
            fmt::format("has schema {}, written by mqttspec {}; this mqttspec reads up to schema {}", schema,
                        mark.text_or_empty("version"), json_schema));
    if (schema < 1)
        throw Refused(fmt::format("has schema {}, which never existed", schema));
}

results::Result read_result(Node const& document)
{
    results::Result result;
    result.suite_version = document["mqttspec"]["version"].text();
    result.schema = document["mqttspec"]["schema"].integer();
    result.target = read_target(document["target"]);

    Node const run = document["run"];
    result.protocol = run["protocol"].text();
    result.catalogue_hash = run["catalogue_hash"].text();
    result.started = run["started"].text();
    result.host = run["host"].text();
    result.seed = run["seed"].seed();
    result.run_id = run["id"].text();
    result.delivery = run["delivery"].text();
    result.command = texts(run["command"]);
    result.interrupted = run["interrupted"].flag();
    result.partial = run["partial"].flag();
    result.selection = run["selection"].text();
    result.repeat = run["repeat"].integer();
    if (run.has("shard")) {
        result.shard = run["shard"]["index"].integer();
        result.shards = run["shard"]["of"].integer();
    }
    result.as_of = run.text_or_empty("as_of");
    result.trouble = run["trouble"].text();

    result.summary = read_summary(document["summary"]);
    result.behaviour = pairs(document["behaviour"]);
    result.findings = document["findings"].list(read_finding);
    result.stale_expectations = texts(document["stale_expectations"]);
    if (document.has("expectations"))
        result.expectations = document["expectations"].list(read_expectation);
    result.sections = document["sections"].list(read_section);
    result.statements = document["statements"].list(read_statement);
    result.cases = document["cases"].list(read_case);
    return result;
}

results::Target read_target(Node const& node)
{
    return {.name = node["name"].text(),
            .version = node["version"].text(),
            .role = node["role"].text(),
            .endpoint = node["endpoint"].text(),
            .transport = node["transport"].text(),
            .features = pairs(node["features"]),
            .timing = pairs(node["timing"])};
}

results::Summary read_summary(Node const& node)
{
    return {.conformant = node["conformant"].flag(),
            .statements = read_counts(node["statements"]),
            .cases = read_counts(node["cases"]),
            .score_passed = node["score"]["passed"].integer(),
            .score_applicable = node["score"]["applicable"].integer(),
            .wall_s = node["wall_s"].number(),
            .together_s = node["together_s"].number(),
            .longest_case_s = node["longest_case_s"].number(),
            .longest_case = node["longest_case"].text(),
            .cpu_s = node["cpu_s"].number()};
}

std::map<std::string, int> read_counts(Node const& node)
{
    auto const counts = node.members([](Node const& count) { return count.integer(); });
    return {counts.begin(), counts.end()};
}

results::Finding read_finding(Node const& node)
{
    results::Finding finding{.kind = node["kind"].text(),
                             .statement = node["statement"].text(),
                             .rule = node["rule"].text(),
                             .text = node["text"].text(),
                             .seen_in = node["seen_in"].text()};
    finding.packet = node.text_or_empty("packet");
    if (node.has("instances"))
        finding.instances = node["instances"].integer();
    if (node.has("known"))
        finding.known = read_known(node["known"]);
    return finding;
}

results::Expectation read_expectation(Node const& node)
{
    return {.known = read_known(node["known"]),
            .place = node["place"].text(),
            .is_sporadic = node["sometimes"].flag(),
            .expected = node["expected"].integer(),
            .told = texts(node["told"])};
}

results::Section read_section(Node const& node)
{
    return {.id = node["id"].text(), .title = node["title"].text(), .title_zh = node["title_zh"].text()};
}

results::StatementResult read_statement(Node const& node)
{
    using enum results::StatementVerdict;
    return {.id = node["id"].text(),
            .role = node["role"].text(),
            .section = node["section"].text(),
            .summary = node["summary"].text(),
            .summary_zh = node["summary_zh"].text(),
            .level = node["level"].text(),
            .examined = node["examined"].text(),
            .verdict = node["verdict"].one_of({pass, fail, inconclusive, skipped, not_examined}),
            .known = node["known"].flag(),
            .reason = node["reason"].text(),
            .clauses = texts(node["clauses"]),
            .cases = texts(node["cases"]),
            .rules = texts(node["rules"])};
}

results::CaseResult read_case(Node const& node)
{
    using enum results::Verdict;
    results::CaseResult one;
    one.id = node["id"].text();
    one.case_id = node["case"].text();
    one.values = node["values"].members([](Node const& value) { return value.scalar(); });
    one.hash = node["hash"].text();
    one.file = node["file"].text();
    one.line = node["line"].integer();
    one.section = node["section"].text();
    one.when = node["when"].text();
    one.then = node["then"].text();
    one.statements = texts(node["statements"]);
    one.provokes = texts(node["provokes"]);
    one.variant = node["variant"].text();
    one.verdict = node["verdict"].one_of({pass, fail, inconclusive, skipped, error});
    one.reason = node["reason"].text();
    one.is_crash = node["crash"].flag();
    one.unexpected_pass = node["unexpected_pass"].flag();
    if (node.has("known"))
        one.known = read_known(node["known"]);
    if (node.has("failure"))
        one.failure = read_failure(node["failure"]);
    one.notes = texts(node["notes"]);
    one.started_s = node["started_s"].number();
    one.duration_s = node["duration_s"].number();
    one.attempts = node["attempts"].integer();
    one.client_ids = pairs(node["client_ids"]);
    one.replay = node["replay"].text();
    one.wire = node["wire"].list(read_event);
    one.other_attempts =
        node["other_attempts"].list([](Node const& events) { return events.list(read_event); });
    return one;
}

results::Known read_known(Node const& node)
{
    return {.reason = node["reason"].text(), .link = node["link"].text(), .pattern = node["pattern"].text()};
}

results::Failure read_failure(Node const& node)
{
    return {.statement = node["statement"].text(),
            .blamed = texts(node["blamed"]),
            .file = node["file"].text(),
            .line = node["line"].integer(),
            .step = node["step"].text(),
            .expected = node["expected"].text(),
            .received = node["received"].text()};
}

results::WireEvent read_event(Node const& node)
{
    results::WireEvent event;
    event.t = node["t"].number();
    event.actor = node["actor"].text();
    event.connection = node["connection"].integer();
    event.direction = node["direction"].text();
    event.kind = node["kind"].text();
    event.detail = node.text_or_empty("detail");
    if (node.has("hex")) {
        event.bytes = node["hex"].bytes();
        event.total_bytes = node["total_bytes"].size();
    }
    if (node.has("packet"))
        event.packet = read_packet(node["packet"]);
    return event;
}

results::WirePacket read_packet(Node const& node)
{
    return {.type = node["type"].text(),
            .summary = node["summary"].text(),
            .values = node["values"].members([](Node const& value) { return value.scalar(); }),
            .fields = node["fields"].list(read_field),
            .malformations = texts(node["malformations"])};
}

results::WireField read_field(Node const& node)
{
    return {.path = node["path"].text(), .offset = node["offset"].size(), .length = node["length"].size()};
}

std::vector<std::string> texts(Node const& node)
{
    return node.list([](Node const& item) { return item.text(); });
}

Pairs pairs(Node const& node)
{
    return node.members([](Node const& value) { return value.text(); });
}

} // namespace

} // namespace mqttspec::reports
