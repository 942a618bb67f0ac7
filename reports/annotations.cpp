// SPDX-License-Identifier: Apache-2.0
#include "reports/annotations.hpp"

#include "reports/case_in_full.hpp"
#include "reports/failure_groups.hpp"
#include "reports/score_line.hpp"
#include "reports/text.hpp"
#include "reports/words.hpp"

#include <fmt/format.h>

#include <charconv>
#include <vector>

namespace mqttspec::reports {

namespace {

using results::CaseResult;
using results::Result;

constexpr std::size_t most_of_a_level = 10;
constexpr int widest_message = 1000;

struct Annotation
{
    std::string file{};
    int line = 0;
    std::string title{};
    std::string text{};
};

std::vector<Annotation> errors_in(Result const& result, Words const& w);
std::vector<Annotation> warnings_in(Result const& result);
Annotation of_failures(FailureGroup const& group, Words const& w);
Annotation of_rule(results::Finding const& finding, Result const& result);
Annotation of_stale(std::string const& text, Words const& w);
Annotation at_case(CaseResult const& one, std::string text);
std::string written(std::string_view level, std::vector<Annotation> const& annotations, Words const& w);
std::string escaped(std::string_view text, std::string_view characters);

} // namespace

std::string to_annotations(Result const& result, Language lang)
{
    Words const& w = words(lang);
    return written("error", errors_in(result, w), w) + written("warning", warnings_in(result), w) +
           fmt::format("::notice title=mqttspec::{}\n", escaped_message(score_line(result, lang)));
}

std::string escaped_message(std::string_view text)
{
    return escaped(text, "%\r\n");
}

std::string escaped_property(std::string_view text)
{
    return escaped(text, "%\r\n:,");
}

namespace {

std::vector<Annotation> errors_in(Result const& result, Words const& w)
{
    std::vector<Annotation> errors;
    if (!result.trouble.empty())
        errors.push_back({.file = {}, .line = 0, .title = std::string(w.trouble), .text = result.trouble});
    for (FailureGroup const& group : failure_groups(result))
        errors.push_back(of_failures(group, w));
    for (auto const* const finding : broken_rules(result))
        errors.push_back(of_rule(*finding, result));
    for (CaseResult const& one : result.cases) {
        if (one.verdict == results::Verdict::pass && one.unexpected_pass)
            errors.push_back(at_case(one, fmt::format("{}: {}", w.unexpected_pass, one.reason)));
    }
    for (results::Finding const& finding : result.findings) {
        if (finding.kind == "expectation")
            errors.push_back(of_stale(finding.text, w));
    }
    for (std::string const& stale : result.stale_expectations)
        errors.push_back(of_stale(stale, w));
    return errors;
}

std::vector<Annotation> warnings_in(Result const& result)
{
    std::vector<Annotation> warnings;
    for (auto const verdict : {results::Verdict::error, results::Verdict::inconclusive}) {
        for (CaseResult const* const one : undeclared(result, verdict))
            warnings.push_back(at_case(*one, fmt::format("{}: {}", name_of(verdict), one->reason)));
    }
    return warnings;
}

Annotation of_failures(FailureGroup const& group, Words const& w)
{
    CaseResult const& one = *group.first;
    std::string text = fmt::format("{}: {}\n{}: {}", w.when, one.when, w.then, one.then);
    if (one.failure && !one.failure->expected.empty())
        text += fmt::format("\n{}: {}\n{}: {}", w.expected, one.failure->expected, w.received,
                            one.failure->received);
    else
        text += "\n" + one.reason;
    text += fmt::format("\n{}: {}", w.replay, one.replay);
    for (CaseResult const* const other : group.others)
        text += fmt::format("\n{}: {}", w.likewise, other->id);
    return at_case(one, std::move(text));
}

Annotation of_rule(results::Finding const& finding, Result const& result)
{
    Annotation annotation{.file = {}, .line = 0, .title = finding.statement, .text = in_words(finding)};
    for (CaseResult const& one : result.cases) {
        if (one.id == finding.seen_in) {
            annotation.file = one.file;
            annotation.line = one.line;
        }
    }
    return annotation;
}

/// Such a text begins with its place: "targets/brokers/mosquitto.yaml:31: ...".
Annotation of_stale(std::string const& text, Words const& w)
{
    Annotation annotation{.file = {}, .line = 0, .title = std::string(w.one_stale), .text = text};
    std::size_t const end = text.find(": ");
    std::size_t const colon = text.rfind(':', end == std::string::npos || end == 0 ? 0 : end - 1);
    if (end == std::string::npos || colon == std::string::npos)
        return annotation;
    auto const [last, error] = std::from_chars(text.data() + colon + 1, text.data() + end, annotation.line);
    if (error == std::errc{} && last == text.data() + end)
        annotation.file = text.substr(0, colon);
    return annotation;
}

Annotation at_case(CaseResult const& one, std::string text)
{
    std::string const id = told_under(one);
    Annotation annotation{.file = one.file,
                          .line = one.line,
                          .title = id + (id.empty() ? "" : " ") + one.id,
                          .text = std::move(text)};
    if (one.failure && one.failure->line > 0) {
        annotation.line = one.failure->line;
        if (!one.failure->file.empty())
            annotation.file = one.failure->file;
    }
    return annotation;
}

std::string written(std::string_view level, std::vector<Annotation> const& annotations, Words const& w)
{
    std::string lines;
    bool const is_long = annotations.size() > most_of_a_level;
    std::size_t const shown = is_long ? most_of_a_level - 1 : annotations.size();
    for (std::size_t i = 0; i < shown; ++i) {
        Annotation const& one = annotations[i];
        std::string properties = "title=" + escaped_property(cut(one_line(one.title), 160, "…"));
        if (!one.file.empty())
            properties = fmt::format("file={},line={},{}", escaped_property(one_line(one.file)),
                                     one.line > 0 ? one.line : 1, properties);
        lines += fmt::format("::{} {}::{}\n", level, properties,
                             escaped_message(cut(sanitised(one.text), widest_message, "…")));
    }
    if (is_long)
        lines += fmt::format("::{} title=mqttspec::{}\n", level,
                             fmt::format(fmt::runtime(w.and_more), annotations.size() - shown));
    return lines;
}

std::string escaped(std::string_view text, std::string_view characters)
{
    std::string result;
    for (char const c : text) {
        if (characters.find(c) == std::string_view::npos)
            result += c;
        else
            result += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return result;
}

} // namespace

} // namespace mqttspec::reports
