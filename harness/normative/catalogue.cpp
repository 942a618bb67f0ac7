// SPDX-License-Identifier: Apache-2.0
#include "normative/catalogue.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace mqttspec::normative {

namespace {

/// A name without its brackets and prefix, in upper case; the clause apart.
struct Name
{
    std::string number{};
    char clause = '\0';
};

std::string bare(std::string_view name);
Name split(std::string_view bare_name);
std::string filled_up(std::string number);

} // namespace

Catalogue::Catalogue(Content content) : content_(std::move(content))
{
    std::ranges::stable_sort(content_.statements, comes_before, &Statement::id);
    std::ranges::stable_sort(content_.sections, comes_before, &Section::number);
    for (std::size_t index = 0; index < content_.statements.size(); ++index) {
        auto const& statement = content_.statements[index];
        by_name_.emplace(bare(statement.id), index);
        for (auto const& alias : statement.aliases)
            by_name_.emplace(bare(alias), index);
    }
}

std::optional<Reference> Catalogue::find(std::string_view name) const
{
    auto const whole = bare(name);
    if (auto const found = by_name_.find(whole); found != by_name_.end())
        return Reference{.statement = &content_.statements[found->second], .clause = '\0'};

    auto const [number, clause] = split(whole);
    auto const found = by_name_.find(number);
    if (clause == '\0' || found == by_name_.end())
        return std::nullopt;
    auto const& statement = content_.statements[found->second];
    if (statement.clause(clause) == nullptr)
        return std::nullopt;
    return Reference{.statement = &statement, .clause = clause};
}

std::string Catalogue::nearest(std::string_view name) const
{
    std::vector<std::string> numbers;
    for (auto const& statement : content_.statements)
        numbers.push_back(bare(statement.id));

    // The prefix is left out, as it would make everything look alike.
    auto const [number, clause] = split(bare(name));
    auto const whole = filled_up(number);
    auto const near = by_name_.find(by_name_.contains(whole) ? whole : yaml::nearest(number, numbers));
    if (near == by_name_.end())
        return {};
    auto const& statement = content_.statements[near->second];
    bool const has_clause = statement.clause(clause) != nullptr;
    return Reference{.statement = &statement, .clause = has_clause ? clause : '\0'}.name();
}

Section const* Catalogue::section(std::string_view number) const
{
    auto const found = std::ranges::find(content_.sections, number, &Section::number);
    return found == content_.sections.end() ? nullptr : &*found;
}

std::vector<Statement const*> Catalogue::in_section(std::string_view number) const
{
    std::vector<Statement const*> out;
    for (auto const& statement : content_.statements)
        if (is_within(statement.place, number))
            out.push_back(&statement);
    return out;
}

std::vector<Obligation> Catalogue::obligations(Role role) const
{
    std::vector<Obligation> out;
    auto const add = [&](Statement const& statement, char clause) {
        out.push_back({.reference = {.statement = &statement, .clause = clause}, .role = role});
    };
    for (auto const& statement : content_.statements) {
        if (!statement.obliges(role))
            continue;
        if (statement.clauses.empty())
            add(statement, '\0');
        for (auto const& clause : statement.clauses)
            if (clause.obliges(role))
                add(statement, clause.letter);
    }
    return out;
}

std::size_t Catalogue::count(Role role) const
{
    auto const number = std::ranges::count_if(
        content_.statements, [=](Statement const& statement) { return statement.obliges(role); });
    return static_cast<std::size_t>(number);
}

std::size_t Catalogue::count(Role role, Method method) const
{
    auto const number = std::ranges::count_if(content_.statements, [=](Statement const& statement) {
        auto const& examination = statement.examination(role);
        return statement.obliges(role) && examination && examination->uses(method);
    });
    return static_cast<std::size_t>(number);
}

std::string Reference::name() const
{
    return clause == '\0' ? statement->id : statement->id + "." + clause;
}

namespace {

std::string bare(std::string_view name)
{
    if (name.starts_with('[') && name.ends_with(']'))
        name = name.substr(1, name.size() - 2);
    std::string out;
    for (char const letter : name)
        out += static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
    constexpr std::string_view prefix = "MQTT-";
    return out.starts_with(prefix) ? out.substr(prefix.size()) : out;
}

Name split(std::string_view bare_name)
{
    auto const size = bare_name.size();
    bool const has_clause = size > 2 && bare_name[size - 2] == '.' &&
                            std::isalpha(static_cast<unsigned char>(bare_name[size - 1]));
    if (!has_clause)
        return {.number = std::string(bare_name), .clause = '\0'};
    auto const letter = std::tolower(static_cast<unsigned char>(bare_name[size - 1]));
    return {.number = std::string(bare_name.substr(0, size - 2)), .clause = static_cast<char>(letter)};
}

/// The zeros that fill a section number up to three components are easily left out: 3.1-2.
std::string filled_up(std::string number)
{
    auto const hyphen = number.find('-');
    if (hyphen == std::string::npos)
        return number;
    for (auto dots = std::count(number.begin(), number.end(), '.'); dots < 2; ++dots)
        number.insert(hyphen, ".0");
    return number;
}

} // namespace

} // namespace mqttspec::normative
