// SPDX-License-Identifier: Apache-2.0
#include "reports/diff.hpp"
#include "reports/text.hpp"

#include <nlohmann/json.hpp>

namespace mqttspec::reports {

namespace {

using Json = nlohmann::ordered_json;

/// Of this document; members may be added within a number.
constexpr int diff_schema = 1;

Json side_of(results::Result const& result);
Json to(Remark const& remark);
Json to(Change const& change);
std::string text_of(std::string const& text);

} // namespace

std::string diff_json(Comparison const& comparison)
{
    Json document;
    document["mqttspec_diff"] = diff_schema;
    document["old"] = side_of(*comparison.before);
    document["new"] = side_of(*comparison.after);
    document["regressed"] = exit_code(comparison) == 1;
    Json counts = Json::object();
    for (std::size_t i = 0; i < change_kinds; ++i) {
        auto const kind = static_cast<ChangeKind>(i);
        counts[std::string(name_of(kind))] = comparison.of(kind).size();
    }
    document["counts"] = counts;
    document["remarks"] = Json::array();
    for (Remark const& remark : comparison.remarks)
        document["remarks"].push_back(to(remark));
    document["changes"] = Json::array();
    for (Change const& change : comparison.changes)
        document["changes"].push_back(to(change));
    return document.dump(1) + "\n";
}

namespace {

Json side_of(results::Result const& result)
{
    return {{"target", text_of(result.target.name)},
            {"version", text_of(result.target.version)},
            {"transport", text_of(result.target.transport)},
            {"suite", text_of(result.suite_version)},
            {"catalogue_hash", text_of(result.catalogue_hash)},
            {"started", text_of(result.started)},
            {"run", text_of(result.run_id)},
            {"passed", result.summary.score_passed},
            {"applicable", result.summary.score_applicable},
            {"conformant", result.summary.conformant}};
}

Json to(Remark const& remark)
{
    return {{"kind", name_of(remark.kind)}, {"old", text_of(remark.before)}, {"new", text_of(remark.after)}};
}

Json to(Change const& change)
{
    return {{"kind", name_of(change.kind)},           {"subject", text_of(change.subject)},
            {"statement", text_of(change.statement)}, {"old", text_of(change.before)},
            {"new", text_of(change.after)},           {"detail", text_of(change.detail)},
            {"replay", text_of(change.replay)},       {"rewritten", change.was_rewritten}};
}

std::string text_of(std::string const& text)
{
    return valid_utf8(text);
}

} // namespace

} // namespace mqttspec::reports
