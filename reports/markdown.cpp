// SPDX-License-Identifier: Apache-2.0
#include "reports/markdown.hpp"

#include "reports/case_in_full.hpp"
#include "reports/failure_groups.hpp"
#include "reports/markdown_text.hpp"
#include "reports/score_line.hpp"
#include "reports/section_tree.hpp"
#include "reports/text.hpp"
#include "reports/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace mqttspec::reports {

namespace {

using results::CaseResult;
using results::Finding;
using results::Result;
using results::StatementVerdict;
using results::Verdict;

// A comment on a pull request holds 65,536 characters; what is left out is counted.
constexpr std::size_t most_in_full = 8;
constexpr std::size_t most_in_a_list = 25;

/// Writes the parts of the page one below the other.
class Page
{
public:
    Page(Result const& result, Language lang) : result_(result), lang_(lang), w_(words(lang)) {}

    [[nodiscard]] std::string text();

private:
    void add_heading();
    void add_trouble();
    void add_failures();
    void add_failure(FailureGroup const& group);
    void add_sentences(std::vector<std::string> const& statements);
    void add_list(std::string_view title, std::vector<std::string> const& items);
    void add_sections();
    void add_footer();
    [[nodiscard]] std::vector<std::string> items_of(std::vector<CaseResult const*> const& cases) const;
    [[nodiscard]] std::vector<std::string> known_failures() const;
    [[nodiscard]] std::vector<std::string> unexpected_passes() const;
    [[nodiscard]] std::string more(std::size_t count) const;

    Result const& result_;
    Language lang_;
    Words const& w_;
    std::string text_;
};

std::string_view mark_of(Result const& result);
std::string place(CaseResult const& one);
std::string known_in_words(std::string const& name, results::Known const& known);

} // namespace

std::string to_markdown(Result const& result, Language lang)
{
    return Page(result, lang).text();
}

namespace {

std::string Page::text()
{
    add_heading();
    add_trouble();
    add_failures();
    add_list(w_.unexpected_passes, unexpected_passes());
    auto undecided = undeclared(result_, Verdict::error);
    for (CaseResult const* const one : undeclared(result_, Verdict::inconclusive))
        undecided.push_back(one);
    add_list(w_.undecided_cases, items_of(undecided));
    add_list(w_.known_failures, known_failures());
    add_sections();
    add_footer();
    return std::move(text_);
}

void Page::add_heading()
{
    text_ += fmt::format("### {} {}{}{}\n\n**{}**\n", mark_of(result_),
                         md_prose(target_in_words(result_.target, lang_)), w_.colon,
                         last_word(result_, lang_), score_in_words(result_, lang_));
    if (!result_.selection.empty())
        text_ += "\n" + fmt::format(fmt::runtime(w_.selection), md_code(result_.selection)) + "\n";
}

void Page::add_trouble()
{
    if (!result_.trouble.empty())
        text_ += fmt::format("\n> {}{}{}\n", w_.trouble, w_.colon, md_code(result_.trouble, 400));
    std::vector<std::string> stale;
    for (std::string const& one : result_.stale_expectations)
        stale.push_back(md_code(one, 300));
    add_list(w_.stale, stale);
}

void Page::add_failures()
{
    auto const groups = failure_groups(result_);
    auto const broken = broken_rules(result_);
    if (groups.empty() && broken.empty())
        return;
    text_ += fmt::format("\n#### {} ({})\n", w_.failures, groups.size() + broken.size());
    for (std::size_t i = 0; i < std::min(most_in_full, groups.size()); ++i)
        add_failure(groups[i]);
    for (std::size_t i = 0; i < std::min(most_in_full, broken.size()); ++i) {
        text_ += fmt::format("\n**{}**{}{}\n", md_prose(broken[i]->statement), w_.colon,
                             md_code(in_words(*broken[i]), 300));
        add_sentences({broken[i]->statement});
        if (!broken[i]->seen_in.empty())
            text_ += fmt::format("\n{} {}\n", w_.seen_in, md_code(broken[i]->seen_in));
    }
    std::vector<std::string> rest;
    for (std::size_t i = most_in_full; i < groups.size(); ++i)
        rest.push_back(md_prose(told_under(*groups[i].first)) + " " + md_code(groups[i].first->id));
    for (std::size_t i = most_in_full; i < broken.size(); ++i)
        rest.push_back(md_prose(broken[i]->statement) + " " + md_code(in_words(*broken[i])));
    add_list(fmt::format(fmt::runtime(w_.and_more), rest.size()), rest);
}

void Page::add_failure(FailureGroup const& group)
{
    CaseResult const& one = *group.first;
    text_ += fmt::format("\n**{}** {}{}\n", md_prose(told_under(one)), md_code(one.id),
                         one.is_crash ? fmt::format(" 💥 {}", w_.crash) : "");
    add_sentences(told_under_all(one));
    text_ += fmt::format("\n{}{}{}{}{}{} ({})\n", w_.when, w_.colon, md_prose(one.when), w_.separator,
                         w_.then, " " + md_prose(one.then), place(one));
    if (!group.others.empty()) {
        std::string names;
        for (std::size_t i = 0; i < std::min<std::size_t>(group.others.size(), 6); ++i)
            names += (i == 0 ? "" : ", ") + md_code(group.others[i]->id, 80);
        if (group.others.size() > 6)
            names += std::string(w_.separator) + more(group.others.size() - 6);
        text_ += fmt::format("\n{}{}{}\n", w_.likewise, w_.colon, names);
    }
    std::string seen;
    if (one.failure && !one.failure->expected.empty())
        seen = fmt::format("{}: {}\n{}: {}", w_.expected, one.failure->expected, w_.received,
                           one.failure->received);
    else
        seen = one.reason;
    text_ += "\n" + md_block(seen, "text", 300, 12) + "\n" + md_block(one_line(one.replay), "sh", 600, 1);
}

/// What the standard demands, in our words.
void Page::add_sentences(std::vector<std::string> const& statements)
{
    for (std::size_t i = 0; i < std::min<std::size_t>(statements.size(), 3); ++i) {
        auto const* const found = find_statement(result_, statements[i]);
        if (found == nullptr)
            continue;
        bool const in_chinese = lang_ == Language::chinese && !found->summary_zh.empty();
        text_ += "\n> " + md_prose(in_chinese ? found->summary_zh : found->summary, 500) + "\n";
    }
}

/// Folded away, since only some want it.
void Page::add_list(std::string_view title, std::vector<std::string> const& items)
{
    if (items.empty())
        return;
    text_ += fmt::format("\n<details><summary>{} ({})</summary>\n\n", title, items.size());
    for (std::size_t i = 0; i < std::min(most_in_a_list, items.size()); ++i)
        text_ += "- " + items[i] + "\n";
    if (items.size() > most_in_a_list)
        text_ += "- " + more(items.size() - most_in_a_list) + "\n";
    text_ += "\n</details>\n";
}

void Page::add_sections()
{
    auto const groups = sections_of(result_, lang_);
    if (groups.empty())
        return;
    text_ += fmt::format("\n<details><summary>{}</summary>\n\n| {} | | {} | {} | {} | {} |\n", w_.sections,
                         w_.section, w_.pass, w_.fail, w_.inconclusive, w_.skipped);
    text_ += "|---|---|--:|--:|--:|--:|\n";
    for (SectionGroup const& group : groups) {
        std::array<int, 5> counts{};
        for (auto const* const statement : group.statements)
            ++counts.at(static_cast<std::size_t>(statement->verdict));
        auto const of = [&](StatementVerdict verdict) {
            return counts.at(static_cast<std::size_t>(verdict));
        };
        text_ +=
            fmt::format("| {} | {} | {} | {} | {} | {} |\n", md_prose(group.id, 20),
                        md_prose(group.title, 60), of(StatementVerdict::pass), of(StatementVerdict::fail),
                        of(StatementVerdict::inconclusive), of(StatementVerdict::skipped));
    }
    text_ += "\n</details>\n";
}

void Page::add_footer()
{
    text_ += fmt::format(
        "\n<sub>mqttspec {} · MQTT {} · {} · seed {}", md_prose(result_.suite_version, 40),
        md_prose(result_.protocol, 20),
        fmt::format(fmt::runtime(w_.cases_in), result_.cases.size(), duration(result_.summary.wall_s)),
        result_.seed);
    if (!result_.as_of.empty())
        text_ += " · " + fmt::format(fmt::runtime(w_.as_of), md_prose(result_.as_of, 40));
    if (!result_.started.empty())
        text_ += " · " + md_prose(result_.started, 40);
    text_ += "</sub>\n";
}

std::vector<std::string> Page::items_of(std::vector<CaseResult const*> const& cases) const
{
    std::vector<std::string> items;
    for (CaseResult const* const one : cases)
        items.push_back(md_prose(told_under(*one), 100) + " " + md_code(one->id) + std::string(w_.colon) +
                        md_code(one->reason, 200));
    return items;
}

std::vector<std::string> Page::known_failures() const
{
    std::vector<std::string> items;
    for (CaseResult const& one : result_.cases) {
        if (one.verdict == Verdict::fail && one.known)
            items.push_back(known_in_words(told_under(one) + " " + one.id, *one.known));
    }
    for (Finding const& finding : result_.findings) {
        if (finding.kind == "rule" && finding.known)
            items.push_back(known_in_words(finding.statement, *finding.known));
    }
    return items;
}

std::vector<std::string> Page::unexpected_passes() const
{
    std::vector<std::string> items;
    for (CaseResult const& one : result_.cases) {
        if (one.verdict == Verdict::pass && one.unexpected_pass)
            items.push_back(
                md_code(one.id) + std::string(w_.colon) +
                fmt::format(fmt::runtime(w_.remove_entry), md_code(one.known ? one.known->pattern : one.id)));
    }
    for (Finding const& finding : result_.findings) {
        if (finding.kind == "expectation")
            items.push_back(md_code(in_words(finding), 300));
    }
    return items;
}

std::string Page::more(std::size_t count) const
{
    return fmt::format(fmt::runtime(w_.and_more), count);
}

std::string_view mark_of(Result const& result)
{
    int const code = results::exit_code(result);
    if (result.summary.conformant)
        return "✅";
    return code == 1 ? "❌" : "⚠️";
}

std::string place(CaseResult const& one)
{
    bool const has_step = one.failure && one.failure->line > 0;
    std::string const& file = has_step && !one.failure->file.empty() ? one.failure->file : one.file;
    return md_code(fmt::format("{}:{}", file, has_step ? one.failure->line : one.line));
}

std::string known_in_words(std::string const& name, results::Known const& known)
{
    return md_code(name, 120) + " " + md_prose(known.reason, 160) +
           (known.link.empty() ? "" : " " + md_link(known.link));
}

} // namespace

} // namespace mqttspec::reports
