// SPDX-License-Identifier: Apache-2.0
#include "target/fields.hpp"

#include "target/delivery.hpp"
#include "target/transport.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

namespace mqttspec::target {

namespace {

std::string did_you_mean(std::string const& word, std::vector<std::string> const& candidates);
std::optional<int> parse_number(std::string_view digits);
std::optional<scenario::Scalar> read_feature(yaml::Cursor const& value, FeatureInfo const& feature);
bool stays_inside(std::string const& path);
std::optional<VersionRange> read_version_range(yaml::Cursor const& value);
std::vector<KnownFailure> read_known_failure(yaml::Cursor const& entry);
std::vector<std::string> read_names(yaml::Cursor const& value, std::vector<std::string> const& known);
std::vector<KnownFailure> one_each(KnownFailure const& failure, yaml::Cursor const& patterns);

} // namespace

std::optional<net::Duration> read_duration(yaml::Cursor const& value)
{
    auto const text = value.text();
    if (!text)
        return std::nullopt;
    auto const unit_at = std::min(text->find_first_not_of("0123456789"), text->size());
    auto const number = parse_number(std::string_view(*text).substr(0, unit_at));
    auto const unit_from = std::min(text->find_first_not_of(' ', unit_at), text->size());
    auto const unit = std::string_view(*text).substr(unit_from);
    if (!number || (unit != "s" && unit != "ms")) {
        value.error(fmt::format("expected a time, not `{}`", *text), "write `5 s` or `200 ms`");
        return std::nullopt;
    }
    auto const time = std::chrono::milliseconds(unit == "s" ? *number * std::int64_t{1000} : *number);
    if (time > std::chrono::hours(1)) {
        value.error(fmt::format("{} is too long", *text), "3600 s at most");
        return std::nullopt;
    }
    return time;
}

std::optional<std::chrono::year_month_day> read_date(yaml::Cursor const& value)
{
    auto const text = value.text();
    if (!text)
        return std::nullopt;
    if (text->size() == 10 && (*text)[4] == '-' && (*text)[7] == '-') {
        auto const year = parse_number(text->substr(0, 4));
        auto const month = parse_number(text->substr(5, 2));
        auto const day = parse_number(text->substr(8, 2));
        auto const date = std::chrono::year(year.value_or(0)) / month.value_or(0) / day.value_or(0);
        if (year && date.ok())
            return date;
    }
    value.error(fmt::format("expected a date, not `{}`", *text), "write `2027-01-31`");
    return std::nullopt;
}

std::optional<std::string> read_word(yaml::Cursor const& value, std::vector<std::string> const& words)
{
    auto text = value.text();
    if (!text || std::ranges::find(words, *text) != words.end())
        return text;
    value.error(fmt::format("unknown word `{}`", *text), did_you_mean(*text, words));
    return std::nullopt;
}

std::vector<std::string> read_texts(yaml::Cursor const& value)
{
    std::vector<std::string> texts;
    for (auto const& item : value.items(true))
        if (auto text = item.text())
            texts.push_back(std::move(*text));
    return texts;
}

std::optional<std::string> read_template(yaml::Cursor const& value, TemplateScope scope)
{
    auto text = value.text();
    if (!text)
        return std::nullopt;
    auto const found = placeholders_in(*text);
    if (found.is_unterminated)
        value.error("a `${` without its `}`", "write `$${` for a literal `${`");
    for (auto const& name : found.names)
        if (!is_template_name(name, scope))
            value.error(fmt::format("`${{{}}}` is not known", name),
                        did_you_mean(name, template_names(scope)));
    return text;
}

std::vector<std::string> read_templates(yaml::Cursor const& list, TemplateScope scope)
{
    std::vector<std::string> texts;
    for (auto const& item : list.items())
        if (auto text = read_template(item, scope))
            texts.push_back(std::move(*text));
    if (list.is_list() && texts.empty())
        list.error("is empty");
    return texts;
}

std::vector<std::pair<std::string, std::string>> read_named_templates(yaml::Cursor const& map,
                                                                      TemplateScope scope)
{
    std::vector<std::pair<std::string, std::string>> named;
    for (auto const& [key, value] : map.entries())
        if (auto text = read_template(value, scope))
            named.emplace_back(key.raw(), std::move(*text));
    return named;
}

std::vector<std::pair<std::string, std::string>> read_files(yaml::Cursor const& map)
{
    for (auto const& [key, value] : map.entries())
        if (!stays_inside(key.raw()))
            key.error(fmt::format("`{}` is no path below ${{dir}}", key.raw()));
    return read_named_templates(map);
}

Features read_features(yaml::Cursor const& map, std::string_view role)
{
    Features declared;
    for (auto const& [key, value] : map.entries()) {
        auto const* const feature = feature_named(key.raw());
        if (!feature) {
            key.error(fmt::format("unknown feature `{}`", key.raw()),
                      did_you_mean(key.raw(), feature_names(role)));
        } else if (!feature->is_of(role)) {
            key.error(fmt::format("`{}` is no feature of a {}", key.raw(), role));
        } else if (feature->is_derived) {
            key.error(fmt::format("`{}` follows from the rest of this file", key.raw()), "leave it out");
        } else if (auto scalar = read_feature(value, *feature)) {
            declared.insert_or_assign(key.raw(), std::move(*scalar));
        }
    }
    return declared;
}

std::vector<KnownFailure> read_known_failures(yaml::Cursor const& list)
{
    std::vector<KnownFailure> entries;
    for (auto const& item : list.items())
        std::ranges::move(read_known_failure(item), std::back_inserter(entries));
    return entries;
}

namespace {

std::string did_you_mean(std::string const& word, std::vector<std::string> const& candidates)
{
    auto const near = yaml::nearest(word, candidates);
    if (!near.empty())
        return fmt::format("did you mean `{}`?", near);
    std::string hint;
    for (auto const& candidate : candidates)
        hint += (hint.empty() ? "known here: `" : ", `") + candidate + "`";
    return hint;
}

std::optional<int> parse_number(std::string_view digits)
{
    int number = 0;
    auto const [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (ec != std::errc() || end != digits.data() + digits.size() || number < 0)
        return std::nullopt;
    return number;
}

std::optional<scenario::Scalar> read_feature(yaml::Cursor const& value, FeatureInfo const& feature)
{
    auto const as_scalar = [](auto const& read) -> std::optional<scenario::Scalar> {
        if (!read)
            return std::nullopt;
        return scenario::Scalar(*read);
    };
    auto const kind = default_of(feature);
    if (std::holds_alternative<bool>(kind))
        return as_scalar(value.boolean());
    if (std::holds_alternative<std::int64_t>(kind))
        return as_scalar(value.integer(feature.least, feature.most));
    return as_scalar(value.text());
}

bool stays_inside(std::string const& path)
{
    auto const normal = std::filesystem::path(path).lexically_normal();
    return !path.empty() && normal.is_relative() && normal.has_filename() && *normal.begin() != ".." &&
           normal != ".";
}

std::optional<VersionRange> read_version_range(yaml::Cursor const& value)
{
    auto const text = value.text();
    if (!text)
        return std::nullopt;
    auto parsed = parse_version_range(*text);
    if (auto const* const trouble = std::get_if<std::string>(&parsed)) {
        value.error(*trouble);
        return std::nullopt;
    }
    return std::get<VersionRange>(std::move(parsed));
}

/// One of the words, or a list of them.
std::vector<std::string> read_names(yaml::Cursor const& value, std::vector<std::string> const& known)
{
    std::vector<std::string> names;
    for (auto const& item : value.items(true)) {
        auto const name = item.text();
        if (!name)
            continue;
        if (std::ranges::find(known, *name) == known.end())
            item.error(fmt::format("`{}` is none of them", *name), did_you_mean(*name, known));
        names.push_back(*name);
    }
    return names;
}

/// One failure for each pattern of cases, so that each can become stale, or pass, by itself.
std::vector<KnownFailure> read_known_failure(yaml::Cursor const& entry)
{
    KnownFailure failure;
    failure.where = entry.where();
    if (!entry.is_map()) {
        entry.error("expected a map with `case` or `statement`, and `reason`");
        return {failure};
    }
    auto const text_of = [](std::optional<yaml::Cursor> const& value) {
        return value ? value->text().value_or(std::string()) : std::string();
    };
    auto const about_case = entry.find("case");
    auto const about_statement = entry.find("statement");
    failure.statement = text_of(about_statement);
    if (!about_case && !about_statement)
        entry.error("names neither a `case` nor a `statement`");
    auto const reason = entry.require("reason");
    failure.reason = text_of(reason);
    if (reason && reason->is_scalar() && failure.reason.empty())
        reason->error("is empty", "say why this is expected");
    failure.link = text_of(entry.find("link"));
    if (auto const sometimes = entry.find("sometimes"))
        failure.is_sporadic = sometimes->boolean().value_or(false);
    if (auto const until = entry.find("until"))
        failure.until = read_date(*until);
    if (auto const version = entry.find("version"))
        failure.versions = read_version_range(*version);
    if (auto const transport = entry.find("transport"))
        failure.transports = read_names(*transport, transports());
    if (auto const delivery = entry.find("delivery"))
        failure.deliveries = read_names(*delivery, delivery_names());
    entry.finish();
    return about_case ? one_each(failure, *about_case) : std::vector{failure};
}

std::vector<KnownFailure> one_each(KnownFailure const& failure, yaml::Cursor const& patterns)
{
    std::vector<KnownFailure> failures;
    for (auto const& pattern : patterns.items(true)) {
        failures.push_back(failure);
        failures.back().case_pattern = pattern.text().value_or(std::string());
        failures.back().where = pattern.where();
    }
    if (patterns.is_list() && failures.empty())
        patterns.error("is empty");
    return failures;
}

} // namespace

} // namespace mqttspec::target
