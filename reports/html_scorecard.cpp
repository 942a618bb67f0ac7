// SPDX-License-Identifier: Apache-2.0
#include "reports/html_parts.hpp"
#include "reports/html_text.hpp"
#include "reports/score_line.hpp"
#include "reports/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace mqttspec::reports {

namespace {

using results::Result;
using results::StatementResult;

/// How many statements have a look, in the order of the bar.
using Shares = std::vector<std::pair<std::string_view, std::size_t>>;

Shares shares_of(Result const& result);
std::string eyebrow(Result const& result);
std::string score(Result const& result);
std::string bar(Shares const& shares);
std::string legend(Shares const& shares);
std::string totals(Result const& result, Language lang);
std::string warnings(Result const& result);
std::string_view look_of_whole(Result const& result);

} // namespace

std::string html_scorecard(Result const& result)
{
    auto const& target = result.target;
    std::string const version =
        target.version.empty() ? "" : fmt::format(" <small>{}</small>", html_escaped(target.version));
    Shares const shares = shares_of(result);
    std::string html = eyebrow(result);
    html += fmt::format("<h1>{}{}</h1>\n", html_escaped(target.name), version);
    html += score(result);
    html += bar(shares) + legend(shares);
    html +=
        fmt::format("<p class=\"totals\">{}</p>\n", in_both(html_escaped(totals(result, Language::english)),
                                                            html_escaped(totals(result, Language::chinese))));
    return html + warnings(result);
}

namespace {

Shares shares_of(Result const& result)
{
    Shares shares;
    for (std::string_view const look : {"pass", "known", "fail", "inconclusive", "skipped", "not_examined"}) {
        auto const count = std::count_if(
            result.statements.begin(), result.statements.end(), [&](StatementResult const& one) {
                return one.role == judged_role(result.target) && look_of(one) == look;
            });
        if (count > 0)
            shares.emplace_back(look, static_cast<std::size_t>(count));
    }
    return shares;
}

std::string eyebrow(Result const& result)
{
    bool const is_broker = result.target.role == "broker";
    auto const protocol = html_escaped(result.protocol);
    auto const transport = html_escaped(result.target.transport);
    return fmt::format(
        "<p class=\"eyebrow\">{}</p>\n",
        in_both(fmt::format("MQTT {} · {} · {}", protocol, is_broker ? "Server" : "Client", transport),
                fmt::format("MQTT {} · {} · {}", protocol, is_broker ? "服务端" : "客户端", transport)));
}

std::string score(Result const& result)
{
    auto const& summary = result.summary;
    auto const share = percentage(summary);
    auto const in_words = [&](Language lang) {
        Words const& w = words(lang);
        bool const is_english = lang == Language::english;
        auto const sentence = is_english ? " of {} applicable statements pass" : " / {} 条适用条款通过";
        return fmt::format(fmt::runtime(sentence), summary.score_applicable) +
               (share ? fmt::format(fmt::runtime(w.percent), *share) : "");
    };
    auto const word = in_both(last_word(result, Language::english), last_word(result, Language::chinese));
    return fmt::format("<div class=\"outcome\"><p class=\"score\"><strong>{}</strong>{}</p>"
                       "<p class=\"badge {}\">{}</p></div>\n",
                       summary.score_passed,
                       in_both(in_words(Language::english), in_words(Language::chinese)),
                       look_of_whole(result), word);
}

/// Widths are attributes, since the page's policy allows no style in them.
std::string bar(Shares const& shares)
{
    std::size_t all = 0;
    for (auto const& [look, count] : shares)
        all += count;
    std::string html =
        R"(<svg class="shares" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">)";
    double x = 0;
    for (auto const& [look, count] : shares) {
        double const width = 1000.0 * static_cast<double>(count) / static_cast<double>(all);
        html += fmt::format(R"(<rect class="{}" x="{:.2f}" width="{:.2f}" height="10"/>)", look, x,
                            std::max(width - 2, 1.0));
        x += width;
    }
    return html + "</svg>\n";
}

std::string legend(Shares const& shares)
{
    std::string html = "<ul class=\"legend\">";
    for (auto const& [look, count] : shares)
        html += fmt::format(R"(<li class="{}">{} {}</li>)", look, count, in_both(word_of(look)));
    return html + "</ul>\n";
}

std::string totals(Result const& result, Language lang)
{
    Words const& w = words(lang);
    auto const& counts = result.summary.cases;
    std::string text =
        fmt::format(fmt::runtime(w.cases_in), result.cases.size(), duration(result.summary.wall_s)) +
        std::string(w.colon);
    constexpr std::array counters{std::pair{"pass", "pass"},
                                  std::pair{"fail", "fail"},
                                  std::pair{"known_failure", "known"},
                                  std::pair{"unexpected_pass", "unexpected"},
                                  std::pair{"inconclusive", "inconclusive"},
                                  std::pair{"error", "error"},
                                  std::pair{"skipped", "skipped"}};
    std::string list;
    for (auto const& [name, look] : counters) {
        auto const it = counts.find(name);
        if (it != counts.end() && it->second > 0)
            list += (list.empty() ? "" : std::string(w.separator)) +
                    fmt::format("{} {}", it->second, w.*word_of(look));
    }
    return text + list;
}

/// What a reader must know before believing the score.
std::string warnings(Result const& result)
{
    std::string html;
    auto const add = [&](std::string const& text) {
        html += fmt::format("<p class=\"warning\">{}</p>\n", text);
    };
    auto const add_filled = [&](std::string_view Words::*sentence, std::string const& value) {
        auto const in = [&](Language lang) {
            return fmt::format(fmt::runtime(words(lang).*sentence), html_escaped(value));
        };
        add(in_both(in(Language::english), in(Language::chinese)));
    };
    if (!result.selection.empty())
        add_filled(&Words::selection, result.selection);
    if (!result.trouble.empty())
        add(in_both(&Words::trouble) + ": " + html_escaped(result.trouble));
    for (std::string const& stale : result.stale_expectations)
        add(in_both(&Words::one_stale) + ": " + html_escaped(stale));
    return html;
}

std::string_view look_of_whole(Result const& result)
{
    if (results::exit_code(result) == 1)
        return "fail";
    auto const& counts = result.summary.statements;
    bool const fails = counts.contains("fail") && counts.at("fail") > 0;
    if (fails)
        return "known";
    return result.summary.conformant ? "pass" : "inconclusive";
}

} // namespace

} // namespace mqttspec::reports
