// SPDX-License-Identifier: Apache-2.0
#include "reports/html_parts.hpp"
#include "reports/html_text.hpp"
#include "reports/section_tree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace mqttspec::reports {

namespace {

using results::Result;
using results::StatementResult;

std::vector<SectionGroup> groups_of(Result const& result, Language lang);
std::string cell(StatementResult const& one, Result const& result);
std::string row(StatementResult const& one, Result const& result);
std::string details(StatementResult const& one, Result const& result);
std::string in_words(std::string_view code);
std::string joined(std::vector<std::string> const& items);

} // namespace

std::string html_map(Result const& result)
{
    auto const english = groups_of(result, Language::english);
    auto const chinese = groups_of(result, Language::chinese);
    std::string html = "<ul class=\"map\">\n";
    for (std::size_t i = 0; i < english.size(); ++i) {
        html += fmt::format(
            R"(<li><span class="number">{}</span><span class="name">{}</span><span class="cells">)",
            html_escaped(english[i].id),
            in_both(html_escaped(english[i].title), html_escaped(chinese[i].title)));
        for (StatementResult const* const one : english[i].statements)
            html += cell(*one, result);
        html += "</span></li>\n";
    }
    return html + "</ul>\n";
}

std::string html_statements(Result const& result)
{
    auto const english = groups_of(result, Language::english);
    auto const chinese = groups_of(result, Language::chinese);
    std::string html;
    for (std::size_t i = 0; i < english.size(); ++i) {
        html +=
            fmt::format("<h3 data-section=\"{0}\">{0} <span>{1}</span></h3>\n", html_escaped(english[i].id),
                        in_both(html_escaped(english[i].title), html_escaped(chinese[i].title)));
        for (StatementResult const* const one : english[i].statements)
            html += row(*one, result);
    }
    return html;
}

namespace {

/// Those of the judged role first.
std::vector<SectionGroup> groups_of(Result const& result, Language lang)
{
    auto groups = sections_of(result, lang);
    auto const others =
        sections_of(result, lang, judged_role(result.target) == "server" ? "client" : "server");
    groups.insert(groups.end(), others.begin(), others.end());
    return groups;
}

std::string cell(StatementResult const& one, Result const& result)
{
    auto const look = look_of(one);
    auto const id = html_row_id(one, result.target);
    return fmt::format(R"(<a class="cell {0}" href="#{1}" title="{2}: {3}" aria-label="{2}: {3}">{4}</a>)",
                       look, html_fragment(id), html_escaped(id), words(Language::english).*word_of(look),
                       mark_of(look));
}

std::string row(StatementResult const& one, Result const& result)
{
    auto const look = look_of(one);
    auto const count = one.cases.size();
    auto const ratio = count == 0 ? std::string()
                                  : in_both(fmt::format("{} case{}", count, count == 1 ? "" : "s"),
                                            fmt::format("{} 个用例", count));
    return fmt::format(
        R"(<details class="statement" id="{}" data-look="{}" data-role="{}" data-section="{}"><summary>)"
        R"(<span class="mark {}" role="img" aria-label="{}">{}</span><span class="id">{}</span>)"
        R"(<span class="words">{}</span><span class="ratio">{}</span></summary>{}</details>)"
        "\n",
        html_escaped(html_row_id(one, result.target)), look, html_escaped(one.role),
        html_escaped(one.section), look, words(Language::english).*word_of(look), mark_of(look),
        html_escaped(one.id),
        in_both(html_escaped(one.summary),
                html_escaped(one.summary_zh.empty() ? one.summary : one.summary_zh)),
        ratio, details(one, result));
}

std::string details(StatementResult const& one, Result const& result)
{
    std::string html = "<div class=\"more\"><dl class=\"pairs\">";
    html += fmt::format("<dt>{}</dt><dd>{}</dd>", in_both("verdict", "结果"), html_badge(look_of(one)));
    html += html_pair(in_both(&Words::reason), one.reason);
    html += html_pair(in_both("level", "级别"), one.level);
    html += html_pair(in_both("examined", "检验方式"), in_words(one.examined));
    html += html_pair(in_both("clauses", "分句"), joined(one.clauses));
    html += html_pair(in_both("rules that watched", "监视的规则"), joined(one.rules));
    for (results::Finding const& finding : result.findings) {
        if (!finding.rule.empty() && results::is_of_statement(finding.statement, one.id))
            html += html_pair(in_both("seen", "观察到"), finding.text);
    }
    html += fmt::format("<dt>{}</dt><dd>{}</dd>", in_both("link", "链接"),
                        html_link(html_row_id(one, result.target)));
    return html + "</dl><div class=\"cases-of needs-script\"></div></div>";
}

std::string in_words(std::string_view code)
{
    std::string text(code);
    std::replace(text.begin(), text.end(), '_', ' ');
    return text;
}

std::string joined(std::vector<std::string> const& items)
{
    return fmt::format("{}", fmt::join(items, ", "));
}

} // namespace

} // namespace mqttspec::reports
