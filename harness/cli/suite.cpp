// SPDX-License-Identifier: Apache-2.0
#include "cli/suite.hpp"

#include "scenario/load.hpp"
#include "target/feature.hpp"
#include "target/known_failure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <set>
#include <utility>

namespace mqttspec::cli {

namespace {

std::string listed(std::vector<std::string> const& words)
{
    std::string text;
    for (auto const& word : words)
        text += (text.empty() ? "" : ", ") + word;
    return text;
}

bool is_pattern(std::string_view text)
{
    return text.find_first_of("*?[") != std::string_view::npos;
}

bool is_about(scenario::StatementRef const& reference, std::string const& wanted)
{
    return target::matches_glob(wanted, reference.id) || target::matches_glob(wanted, reference.full());
}

bool is_selected(scenario::Scenario const& scenario, Selection const& selection)
{
    auto const any = [](auto const& list, auto const& test) {
        return list.empty() || std::ranges::any_of(list, test);
    };
    bool const by_statement = any(selection.statements, [&](std::string const& wanted) {
        return std::ranges::any_of(scenario.statements, [&](auto const& it) { return is_about(it, wanted); });
    });
    bool const by_section = any(selection.sections, [&](std::string const& wanted) {
        return normative::is_within(normative::section_of(scenario.statements.front().id), wanted);
    });
    bool const by_case = any(selection.cases, [&](std::string const& wanted) {
        return target::matches_glob(wanted, scenario.id) || target::matches_glob(wanted, scenario.case_id);
    });
    return by_statement && by_section && by_case;
}

/// Aliases and short forms become the ids that cases use.
std::string canonical(std::string const& name, normative::Catalogue const& catalogue,
                      std::vector<std::string>& trouble)
{
    if (is_pattern(name))
        return name.starts_with("MQTT-") ? name : "MQTT-" + name;
    if (auto const found = catalogue.find(name))
        return found->name();
    auto const near = catalogue.nearest(name);
    trouble.push_back(fmt::format("there is no statement {}{}", name,
                                  near.empty() ? std::string{} : fmt::format("; did you mean {}?", near)));
    return name;
}

} // namespace

Suite load_suite(Shelf const& shelf, std::vector<std::string> const& more_cases,
                 yaml::Diagnostics& diagnostics)
{
    Suite suite;
    suite.catalogue = shelf.catalogue(diagnostics);
    scenario::Vocabulary const vocabulary{.catalogue = &suite.catalogue,
                                          .features = target::feature_names(),
                                          .variables = target::feature_variables()};
    suite.cases = shelf.cases(vocabulary, diagnostics);
    if (more_cases.empty())
        return suite;
    auto more = scenario::load(more_cases, vocabulary, diagnostics);
    std::set<std::string> replaced;
    for (auto const& scenario : more)
        replaced.insert(scenario.case_id);
    std::erase_if(suite.cases, [&](auto const& scenario) { return replaced.contains(scenario.case_id); });
    std::ranges::move(more, std::back_inserter(suite.cases));
    return suite;
}

bool complain(yaml::Diagnostics const& diagnostics)
{
    if (diagnostics.empty())
        return false;
    auto const count = diagnostics.all().size();
    fmt::print(stderr, "{}{} {}; nothing was run\n", diagnostics.render(), count,
               count == 1 ? "error" : "errors");
    return true;
}

std::string Selection::in_words() const
{
    std::string text;
    auto const add = [&](std::string_view what, std::vector<std::string> const& words) {
        if (!words.empty())
            text += fmt::format("{}{} {}", text.empty() ? "" : ", ", what, listed(words));
    };
    add("statement", statements);
    add("section", sections);
    add("case", cases);
    return text;
}

std::vector<scenario::Scenario> of_role(std::vector<scenario::Scenario> const& cases, std::string_view role)
{
    std::vector<scenario::Scenario> chosen;
    std::ranges::copy_if(cases, std::back_inserter(chosen), [&](scenario::Scenario const& scenario) {
        return scenario.is_about_client() == (role == "client");
    });
    return chosen;
}

std::vector<scenario::Scenario> select(std::vector<scenario::Scenario> const& cases,
                                       Selection const& selection, normative::Catalogue const& catalogue,
                                       std::vector<std::string>& trouble)
{
    auto resolved = selection;
    for (auto& name : resolved.statements)
        name = canonical(name, catalogue, trouble);
    for (auto const& section : resolved.sections)
        if (catalogue.section(section) == nullptr)
            trouble.push_back(fmt::format("there is no section {} with statements", section));
    std::vector<scenario::Scenario> selected;
    for (auto const& scenario : cases)
        if (is_selected(scenario, resolved))
            selected.push_back(scenario);
    for (auto const& pattern : resolved.cases) {
        bool const matches = std::ranges::any_of(cases, [&](auto const& scenario) {
            return target::matches_glob(pattern, scenario.id) ||
                   target::matches_glob(pattern, scenario.case_id);
        });
        if (!matches)
            trouble.push_back(fmt::format("no case is called {}", pattern));
    }
    return selected;
}

} // namespace mqttspec::cli
