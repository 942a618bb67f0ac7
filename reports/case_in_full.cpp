// SPDX-License-Identifier: Apache-2.0
#include "reports/case_in_full.hpp"

#include "reports/ladder.hpp"
#include "reports/look.hpp"
#include "reports/reproducer.hpp"
#include "reports/text.hpp"
#include "reports/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mqttspec::reports {

namespace {

using results::CaseResult;
using results::Result;
using results::StatementResult;

constexpr int indent = 2;

/// Writes labelled paragraphs, their text in one column.
class Page
{
public:
    explicit Page(ConsoleOptions const& options);

    void heading(CaseResult const& one);
    void entry(std::string_view label, std::string_view text);
    void command(std::string_view label, std::string_view text);
    void wire(std::vector<results::WireEvent> const& events, std::string_view title);
    void blank() { text_ += '\n'; }

    [[nodiscard]] std::string text() { return std::move(text_); }
    [[nodiscard]] Words const& w() const { return words_; }

private:
    ConsoleOptions const& options_;
    Words const& words_;
    Ink ink_;
    int label_width_ = 0;
    std::string text_;
};

void add_what_it_checks(Page& page, CaseResult const& one, Result const& result, Language lang);
void add_what_happened(Page& page, CaseResult const& one);
void add_wire(Page& page, CaseResult const& one);
void add_how_to_go_on(Page& page, CaseResult const& one);
std::string place(std::string const& file, int line);
std::string others(CaseResult const& one);
std::string joined(std::vector<std::string> const& items);

} // namespace

std::string case_in_full(CaseResult const& one, Result const& result, ConsoleOptions const& options)
{
    Page page(options);
    page.heading(one);
    add_what_it_checks(page, one, result, options.lang);
    add_what_happened(page, one);
    add_wire(page, one);
    add_how_to_go_on(page, one);
    if (options.verbosity > 0 && one.verdict == results::Verdict::fail)
        page.command(page.w().by_hand, reproducer(one, result.target).command);
    return page.text();
}

std::vector<std::string> told_under_all(CaseResult const& one)
{
    if (one.failure && !one.failure->blamed.empty())
        return one.failure->blamed;
    if (one.failure && !one.failure->statement.empty())
        return {one.failure->statement};
    if (one.statements.empty())
        return {};
    return {one.statements.front()};
}

std::string told_under(CaseResult const& one)
{
    return joined(told_under_all(one));
}

StatementResult const* find_statement(Result const& result, std::string_view name)
{
    auto const it =
        std::find_if(result.statements.begin(), result.statements.end(), [&](StatementResult const& one) {
            return one.role == judged_role(result.target) && results::is_of_statement(name, one.id);
        });
    return it == result.statements.end() ? nullptr : &*it;
}

namespace {

Page::Page(ConsoleOptions const& options)
    : options_(options), words_(words(options.lang)), ink_(options.colour)
{
    for (std::string_view const label :
         {words_.when, words_.then, words_.statement, words_.also, words_.provokes, words_.step,
          words_.expected, words_.received, words_.reason, words_.clients, words_.notes, words_.attempts,
          words_.replay, words_.by_hand})
        label_width_ = std::max(label_width_, columns(label));
}

void Page::heading(CaseResult const& one)
{
    Symbols const s = symbols(options_.unicode);
    bool const is_fail = one.verdict == results::Verdict::fail || one.unexpected_pass;
    std::string const mark(is_fail ? s.fail : s.inconclusive);
    std::string const id = one_line(told_under(one));
    std::string const name =
        one_line(one.id) + (one.variant.empty() ? "" : " [" + one_line(one.variant) + "]");
    std::string const title = mark + " " + id + (id.empty() ? "" : "  ");
    std::string remark(one.is_crash ? words_.crash : "");
    if (one.known)
        remark += (remark.empty() ? "" : ", ") + std::string(words_.known_failure);
    if (!remark.empty())
        remark = "  " + remark;

    text_ +=
        (is_fail ? ink_.loud(title) : ink_.doubtful(title)) + ink_.strong(name) + ink_.loud(remark) + " ";
    for (int at = columns(title + name + remark) + 1; at < options_.width; ++at)
        text_ += s.rule;
    text_ += '\n';
}

void Page::entry(std::string_view label, std::string_view text)
{
    if (text.empty())
        return;
    std::string lead = ink_.faint(padded(label, label_width_));
    for (std::string const& line : wrapped(sanitised(text), options_.width - indent - label_width_ - 2)) {
        text_ += padded("", indent) + lead + "  " + line + "\n";
        lead = padded("", label_width_);
    }
}

/// On one line however long, so that it can be copied.
void Page::command(std::string_view label, std::string_view text)
{
    if (!text.empty())
        text_ += padded("", indent) + ink_.faint(padded(label, label_width_)) + "  " + one_line(text) + "\n";
}

void Page::wire(std::vector<results::WireEvent> const& events, std::string_view title)
{
    if (events.empty())
        return;
    text_ += '\n';
    if (!title.empty())
        text_ += padded("", indent) + std::string(title) + "\n";
    text_ += ladder(events, options_);
}

void add_what_it_checks(Page& page, CaseResult const& one, Result const& result, Language lang)
{
    page.entry(page.w().when, one.when);
    page.entry(page.w().then, one.then);
    for (std::string const& name : told_under_all(one)) {
        StatementResult const* const found = find_statement(result, name);
        if (found == nullptr)
            continue;
        bool const in_chinese = lang == Language::chinese && !found->summary_zh.empty();
        std::string const& summary = in_chinese ? found->summary_zh : found->summary;
        page.entry(page.w().statement, fmt::format("{} ({}): {}", name, found->level, summary));
    }
    page.entry(page.w().also, others(one));
    page.entry(page.w().provokes, joined(one.provokes));
}

void add_what_happened(Page& page, CaseResult const& one)
{
    if (one.failure) {
        std::string const where = place(one.failure->file, one.failure->line);
        page.entry(page.w().step, one.failure->step + (where.empty() ? "" : "  (" + where + ")"));
        page.blank();
        page.entry(page.w().expected, one.failure->expected);
        page.entry(page.w().received, one.failure->received);
    } else {
        page.entry(page.w().step, place(one.file, one.line));
        page.blank();
    }
    // What was expected and received says it all, unless the verdict is about more than that.
    bool const is_told =
        one.failure && !one.failure->expected.empty() && one.verdict == results::Verdict::fail;
    if (!is_told)
        page.entry(page.w().reason, one.reason);
}

void add_wire(Page& page, CaseResult const& one)
{
    page.wire(one.wire, "");
    int number = 0;
    for (auto const& events : one.other_attempts)
        page.wire(events, fmt::format(fmt::runtime(page.w().other_attempt), ++number));
    page.blank();
}

void add_how_to_go_on(Page& page, CaseResult const& one)
{
    for (std::string const& note : one.notes)
        page.entry(page.w().notes, note);
    std::string ids;
    for (auto const& [actor, id] : one.client_ids)
        ids += (ids.empty() ? "" : ", ") + actor + " = " + id;
    page.entry(page.w().clients, ids);
    if (one.attempts > 1 && one.reason.empty())
        page.entry(page.w().attempts, std::to_string(one.attempts));
    page.command(page.w().replay, one.replay);
}

std::string place(std::string const& file, int line)
{
    if (file.empty())
        return {};
    return line > 0 ? file + ":" + std::to_string(line) : file;
}

std::string others(CaseResult const& one)
{
    std::vector<std::string> rest = one.statements;
    for (std::string const& name : told_under_all(one))
        std::erase(rest, name);
    return joined(rest);
}

std::string joined(std::vector<std::string> const& items)
{
    std::string text;
    for (std::string const& item : items)
        text += (text.empty() ? "" : ", ") + item;
    return text;
}

} // namespace

} // namespace mqttspec::reports
