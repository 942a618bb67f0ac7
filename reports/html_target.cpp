// SPDX-License-Identifier: Apache-2.0
#include "reports/html_parts.hpp"
#include "reports/html_text.hpp"
#include "reports/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace mqttspec::reports {

namespace {

using results::Result;
using Pairs = std::vector<std::pair<std::string, std::string>>;

std::string card(std::string const& title, std::string const& pairs);
std::string pairs_of(Pairs const& pairs);
std::string run_in_pairs(Result const& result);
std::string findings(Result const& result);
std::string variants_of(Result const& result);

} // namespace

std::string html_target(Result const& result)
{
    auto const& target = result.target;
    std::string html =
        fmt::format("<h2>{}</h2>\n<div class=\"facts\">\n", in_both("Target and run", "被测对象与运行"));
    html += card(in_both(&Words::behaviour), pairs_of(result.behaviour));
    html += card(in_both("What it offers", "支持的特性"), pairs_of(target.features));
    html += card(in_both("The run", "运行"), run_in_pairs(result));
    html += card(in_both("Timing", "时间设定"), pairs_of(target.timing));
    return html + findings(result) + "</div>\n";
}

namespace {

std::string card(std::string const& title, std::string const& pairs)
{
    if (pairs.empty())
        return {};
    return fmt::format("<div class=\"card\"><h3>{}</h3><dl class=\"pairs\">\n{}</dl></div>\n", title, pairs);
}

std::string pairs_of(Pairs const& pairs)
{
    std::string html;
    for (auto const& [name, value] : pairs)
        html += html_pair(html_escaped(name), value.empty() ? "–" : value);
    return html;
}

std::string run_in_pairs(Result const& result)
{
    auto const& target = result.target;
    auto const& summary = result.summary;
    std::string html = html_pair(in_both("target", "被测对象"), target.name + " " + target.version);
    html += html_pair(in_both("endpoint", "地址"), target.endpoint);
    html += html_pair(in_both("transport", "传输"), target.transport);
    html += html_pair(in_both("variants", "变体"), variants_of(result));
    html += html_pair(in_both("delivery", "发送方式"), result.delivery);
    html += html_pair(in_both("command", "命令"), fmt::format("mqttspec {}", fmt::join(result.command, " ")));
    html += html_pair(in_both("seed", "随机种子"), std::to_string(result.seed));
    html += html_pair(in_both("run id", "运行标识"), result.run_id);
    html += html_pair(in_both("started", "开始时间"), result.started);
    html += html_pair(in_both("host", "主机"), result.host);
    html += html_pair(in_both("took", "耗时"), duration(summary.wall_s));
    if (!summary.longest_case.empty())
        html += html_pair(in_both("longest case", "最长的用例"),
                          fmt::format("{} ({})", summary.longest_case, duration(summary.longest_case_s)));
    if (result.repeat > 1)
        html += html_pair(in_both("repeated", "重复次数"), std::to_string(result.repeat));
    html += html_pair(in_both("suite", "套件"), "mqttspec " + result.suite_version);
    return html + html_pair(in_both("catalogue", "条款目录"), result.catalogue_hash.substr(0, 16));
}

std::string variants_of(Result const& result)
{
    std::set<std::string> variants;
    for (results::CaseResult const& one : result.cases) {
        if (!one.variant.empty())
            variants.insert(one.variant);
    }
    return fmt::format("{}", fmt::join(variants, ", "));
}

/// Those of rules are told with the statements that they break.
std::string findings(Result const& result)
{
    std::string list;
    for (results::Finding const& finding : result.findings) {
        if (finding.kind == "rule")
            continue;
        list += fmt::format("<li><span class=\"faint\">{}</span> {} {}</li>\n", html_escaped(finding.kind),
                            html_escaped(finding.text),
                            finding.seen_in.empty() ? "" : html_link(finding.seen_in));
    }
    if (list.empty())
        return {};
    return fmt::format("<div class=\"card wide\"><h3>{}</h3><ul class=\"findings\">\n{}</ul></div>\n",
                       in_both(&Words::findings), list);
}

} // namespace

} // namespace mqttspec::reports
