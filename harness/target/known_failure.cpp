// SPDX-License-Identifier: Apache-2.0
#include "target/known_failure.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mqttspec::target {

namespace {

bool is_about_case(KnownFailure const& entry, std::string_view instance);
bool is_about_statement(KnownFailure const& entry, std::string_view statement);
bool is_about(KnownFailure const& entry, std::string_view instance,
              std::vector<std::string> const& statements);
bool has_passed(KnownFailure const& entry, std::chrono::year_month_day today);
bool is_for_version(KnownFailure const& entry, std::string_view version);
bool is_among(std::vector<std::string> const& names, std::string const& name);
bool matches_anything(KnownFailure const& entry, std::vector<CaseName> const& cases,
                      std::vector<std::string> const& statements);
std::string in_words(std::chrono::year_month_day date);

} // namespace

std::string KnownFailure::pattern() const
{
    return case_pattern + (case_pattern.empty() || statement.empty() ? "" : " ") + statement;
}

std::chrono::year_month_day today()
{
    return std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
}

bool applies(KnownFailure const& entry, Circumstances const& circumstances)
{
    return !has_passed(entry, circumstances.today) && is_for_version(entry, circumstances.version) &&
           is_among(entry.transports, circumstances.transport) &&
           is_among(entry.deliveries, circumstances.delivery);
}

bool matches(KnownFailure const& entry, std::string_view instance, std::vector<std::string> const& statements,
             Circumstances const& circumstances)
{
    return applies(entry, circumstances) && is_about(entry, instance, statements);
}

bool names_rule(KnownFailure const& entry)
{
    return entry.case_pattern.starts_with("rule:");
}

std::vector<std::string> stale(std::vector<KnownFailure> const& entries, std::vector<CaseName> const& cases,
                               std::vector<std::string> const& statements, Circumstances const& circumstances)
{
    std::vector<std::string> messages;
    for (auto const& entry : entries) {
        auto const place =
            fmt::format("{}:{}: known failure `{}`", entry.where.file, entry.where.line, entry.pattern());
        if (!matches_anything(entry, cases, statements))
            messages.push_back(place + " is stale: it matches no case and no statement");
        else if (has_passed(entry, circumstances.today) && is_for_version(entry, circumstances.version))
            messages.push_back(place + " is stale: its `until` " + in_words(*entry.until) + " has passed");
    }
    return messages;
}

bool matches_glob(std::string_view pattern, std::string_view text)
{
    std::size_t at = 0;
    std::size_t resume_pattern =
        std::string_view::npos; // Behind the last star seen, which took text up to ...
    std::size_t resume_text = 0;
    for (std::size_t i = 0; i < text.size();) {
        if (at < pattern.size() && pattern[at] == '*') {
            resume_pattern = ++at;
            resume_text = i;
        } else if (at < pattern.size() && (pattern[at] == '?' || pattern[at] == text[i])) {
            ++at;
            ++i;
        } else if (resume_pattern != std::string_view::npos) {
            at = resume_pattern;
            i = ++resume_text;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', at) == std::string_view::npos;
}

namespace {

bool is_about_case(KnownFailure const& entry, std::string_view instance)
{
    if (matches_glob(entry.case_pattern, instance))
        return true;
    bool const names_instances = entry.case_pattern.find('@') != std::string::npos;
    return !names_instances && matches_glob(entry.case_pattern, instance.substr(0, instance.find('@')));
}

/// A pattern without a clause letter is about all clauses: `MQTT-4.3.3-1` also means `MQTT-4.3.3-1.d`.
bool is_about_statement(KnownFailure const& entry, std::string_view statement)
{
    if (matches_glob(entry.statement, statement))
        return true;
    auto const dot = statement.rfind('.');
    bool const has_clause = dot != std::string_view::npos && dot > statement.rfind('-');
    return has_clause && matches_glob(entry.statement, statement.substr(0, dot));
}

bool is_about(KnownFailure const& entry, std::string_view instance,
              std::vector<std::string> const& statements)
{
    if (!entry.case_pattern.empty() && !is_about_case(entry, instance))
        return false;
    return entry.statement.empty() || std::ranges::any_of(statements, [&](std::string const& statement) {
               return is_about_statement(entry, statement);
           });
}

bool has_passed(KnownFailure const& entry, std::chrono::year_month_day today)
{
    return entry.until && today > *entry.until;
}

bool is_for_version(KnownFailure const& entry, std::string_view version)
{
    return !entry.versions || entry.versions->contains(version);
}

/// An empty list leaves it open.
bool is_among(std::vector<std::string> const& names, std::string const& name)
{
    return names.empty() || std::ranges::find(names, name) != names.end();
}

/// A statement may be judged by a passive rule alone: then an entry without a case pattern is about that.
bool matches_anything(KnownFailure const& entry, std::vector<CaseName> const& cases,
                      std::vector<std::string> const& statements)
{
    bool const matches_case = std::ranges::any_of(
        cases, [&](CaseName const& name) { return is_about(entry, name.instance, name.statements); });
    return matches_case ||
           (entry.case_pattern.empty() && std::ranges::any_of(statements, [&](auto const& statement) {
                return is_about_statement(entry, statement);
            }));
}

std::string in_words(std::chrono::year_month_day date)
{
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

} // namespace

} // namespace mqttspec::target
