// SPDX-License-Identifier: Apache-2.0
#include "reports/html_parts.hpp"
#include "reports/html_text.hpp"
#include "reports/section_tree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <vector>

namespace mqttspec::reports {

namespace {

using results::CaseResult;
using results::Result;
using results::StatementResult;
using results::StatementVerdict;
using results::Verdict;

constexpr std::size_t shown_at_once = 1; ///< Of the cases of a statement; the others are one tap away.

std::vector<CaseResult const*> failing_of(StatementResult const& one, Result const& result);
std::string broken(StatementResult const& one, Result const& result);
std::string how_often(StatementResult const& one, std::size_t failing);
std::string findings_of(StatementResult const& one, Result const& result);
std::string incidents(std::vector<CaseResult const*> const& cases);
std::string incident(CaseResult const& one);
std::string doubts(Result const& result);
std::string doubtful(Result const& result, std::string_view look, std::string_view Words::*title);

} // namespace

std::string html_failures(Result const& result)
{
    std::string html;
    for (bool const known : {false, true}) {
        for (SectionGroup const& group : sections_of(result, Language::english)) {
            for (StatementResult const* const one : group.statements) {
                if (one->verdict == StatementVerdict::fail && one->known == known)
                    html += broken(*one, result);
            }
        }
    }
    if (html.empty())
        html = fmt::format("<p>{}</p>\n", in_both("No statement fails.", "没有失败的条款。"));
    return fmt::format("<h2>{}</h2>\n", in_both("What it breaks", "违反的条款")) + html + doubts(result);
}

namespace {

std::vector<CaseResult const*> failing_of(StatementResult const& one, Result const& result)
{
    std::vector<CaseResult const*> failing;
    for (CaseResult const& each : result.cases) {
        if (each.verdict == Verdict::fail && results::blames(each, one.id))
            failing.push_back(&each);
    }
    std::stable_partition(failing.begin(), failing.end(), [](auto const* it) { return !it->known; });
    return failing;
}

std::string broken(StatementResult const& one, Result const& result)
{
    auto const failing = failing_of(one, result);
    auto const look = look_of(one);
    return fmt::format("<article class=\"broken {}\"><header>{} {} <span class=\"faint\">{}</span></header>\n"
                       "<p class=\"sentence\">{}</p>\n{}{}</article>\n",
                       look, html_link(html_row_id(one, result.target)), html_badge(look),
                       how_often(one, failing.size()),
                       in_both(html_escaped(one.summary),
                               html_escaped(one.summary_zh.empty() ? one.summary : one.summary_zh)),
                       findings_of(one, result), incidents(failing));
}

std::string how_often(StatementResult const& one, std::size_t failing)
{
    if (one.cases.empty())
        return in_both("seen in the traffic", "在网络报文中观察到");
    auto const in = [&](Language lang) {
        return fmt::format(fmt::runtime(words(lang).fails_in), failing, one.cases.size());
    };
    return in_both(in(Language::english), in(Language::chinese));
}

std::string findings_of(StatementResult const& one, Result const& result)
{
    std::string html;
    for (results::Finding const& finding : result.findings) {
        if (finding.rule.empty() && finding.kind != "rule")
            continue;
        if (!results::is_of_statement(finding.statement, one.id))
            continue;
        html += fmt::format("<div class=\"incident\">{}<dl class=\"pairs\">{}{}</dl></div>\n",
                            finding.seen_in.empty() ? "" : html_link(finding.seen_in),
                            html_pair(in_both("seen", "观察到"), finding.text),
                            finding.known ? html_pair(in_both(&Words::known_failure), finding.known->reason)
                                          : "");
    }
    return html;
}

std::string incidents(std::vector<CaseResult const*> const& cases)
{
    std::string html;
    for (std::size_t i = 0; i < cases.size(); ++i) {
        if (i == shown_at_once) {
            auto const rest = cases.size() - i;
            html += fmt::format("<details><summary>{}</summary>\n",
                                in_both(fmt::format("{} more case{} that fail{}", rest, rest == 1 ? "" : "s",
                                                    rest == 1 ? "s" : ""),
                                        fmt::format("另外 {} 个失败的用例", rest)));
        }
        html += incident(*cases[i]);
    }
    return html + (cases.size() > shown_at_once ? "</details>\n" : "");
}

std::string incident(CaseResult const& one)
{
    std::string html = fmt::format("<div class=\"incident\">{}{}\n<p>{}: {}</p>\n<dl class=\"pairs\">",
                                   html_link(one.id), one.is_crash ? " " + html_badge("fail") : "",
                                   html_escaped(one.when), html_escaped(one.then));
    if (one.failure) {
        html += html_pair(in_both(&Words::expected), one.failure->expected);
        html += html_pair(in_both(&Words::received), one.failure->received);
    } else {
        html += html_pair(in_both(&Words::reason), one.reason);
    }
    if (one.known)
        html += html_pair(in_both(&Words::known_failure), one.known->reason);
    return html + "</dl></div>\n";
}

std::string doubts(Result const& result)
{
    return doubtful(result, "unexpected", &Words::unexpected_passes) +
           doubtful(result, "inconclusive", &Words::inconclusive_cases) +
           doubtful(result, "error", &Words::errors);
}

std::string doubtful(Result const& result, std::string_view look, std::string_view Words::*title)
{
    std::string list;
    std::size_t count = 0;
    for (CaseResult const& one : result.cases) {
        if (look_of(one) != look)
            continue;
        ++count;
        bool const is_unexpected = look == "unexpected" && one.known;
        list +=
            fmt::format("<div class=\"incident\">{}<dl class=\"pairs\">{}</dl></div>\n", html_link(one.id),
                        html_pair(in_both(&Words::reason), is_unexpected ? one.known->reason : one.reason));
    }
    if (count == 0)
        return {};
    return fmt::format(
        "<article class=\"broken {}\"><details><summary>{} ({})</summary>\n{}</details></article>\n", look,
        in_both(title), count, list);
}

} // namespace

} // namespace mqttspec::reports
