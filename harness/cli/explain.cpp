// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.hpp"
#include "cli/say.hpp"
#include "cli/suite.hpp"
#include "results/result.hpp"
#include "rules/rule.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>

namespace mqttspec::cli {

namespace {

struct ExplainFlags
{
    std::string what;
    std::string lang = "en";
    std::vector<std::string> more_cases;
};

class Explainer
{
public:
    Explainer(Suite const& suite, bool is_chinese) : suite_{suite}, is_chinese_{is_chinese} {}

    void explain(normative::Statement const& statement) const
    {
        fmt::print("{}  (section {}, {}, {})\n", statement.id, statement.place,
                   normative::name_of(statement.subject), normative::name_of(statement.level));
        fmt::print("\n  {}\n", text(statement.summary));
        for (auto const& clause : statement.clauses)
            fmt::print("    {}. {}\n", clause.letter, text(clause.summary));
        line("\n  Note: ", statement.note);
        line("\n  Disputed: ", statement.dispute);
        examination("a Server", statement.server);
        examination("a Client", statement.client);
        cases(statement);
        rules(statement);
    }

    void explain(scenario::Scenario const& scenario) const
    {
        fmt::print("{}  ({}:{})\n", scenario.id, scenario.where.file, scenario.where.line);
        fmt::print("\n  When {}{},\n  then {}.\n", static_cast<char>(std::tolower(scenario.when.front())),
                   scenario.when.substr(1), scenario.then);
        line("\n  Why it is read so: ", scenario.why);
        for (auto const& need : scenario.needs)
            fmt::print("  Needs {}.\n", need.text);
        fmt::print("\n  It checks\n");
        for (auto const& reference : scenario.statements)
            statement_line(reference);
        if (!scenario.provokes.empty())
            fmt::print("\n  The harness itself breaks, on purpose\n");
        for (auto const& reference : scenario.provokes)
            statement_line(reference);
        fmt::print("\n  Steps\n");
        for (auto const& step : scenario.setup)
            fmt::print("    {:>4}  setup  {}: {}\n", step.where.line, name_of(step.actor), step.verb);
        for (auto const& step : scenario.steps)
            fmt::print("    {:>4}         {}: {}\n", step.where.line, name_of(step.actor), step.verb);
    }

private:
    [[nodiscard]] std::string const& text(normative::Text const& both) const
    {
        return is_chinese_ ? both.zh : both.en;
    }

    static void line(std::string_view head, std::string const& body)
    {
        if (!body.empty())
            fmt::print("{}{}\n", head, body);
    }

    static void examination(std::string_view role, std::optional<normative::Examination> const& examination)
    {
        if (!examination)
            return;
        std::string how;
        for (auto const method : examination->by)
            how += (how.empty() ? "" : " and ") + std::string{normative::name_of(method)};
        fmt::print("\n  How {} is examined: {}\n", role, how);
        for (auto const& under : examination->judged_under)
            fmt::print("    its reaction is judged under {}\n", under);
        line("    needs ", examination->needs);
        line("    ", examination->reason);
        line("    ", examination->note);
    }

    void cases(normative::Statement const& statement) const
    {
        fmt::print("\n  Cases\n");
        std::string last;
        for (auto const& scenario : suite_.cases) {
            auto const names = [&](auto const& list) {
                return std::ranges::any_of(list, [&](auto const& it) { return it.id == statement.id; });
            };
            if (scenario.case_id == last || (!names(scenario.statements) && !names(scenario.provokes)))
                continue;
            last = scenario.case_id;
            fmt::print("    {:<44} {}{}\n", scenario.case_id, scenario.when,
                       names(scenario.statements) ? "" : " (provokes it)");
        }
        if (last.empty())
            fmt::print("    none\n");
    }

    static void rules(normative::Statement const& statement)
    {
        bool is_first = true;
        for (auto const& rule : rules::all_rules()) {
            if (!results::is_of_statement(rule.clause, statement.id))
                continue;
            fmt::print("{}    {:<44} a {} {}: {}\n", is_first ? "\n  Rules, on any traffic\n" : "", rule.name,
                       normative::name_of(rule.role), rule.clause, rule.about);
            is_first = false;
        }
    }

    void statement_line(scenario::StatementRef const& reference) const
    {
        auto const found = suite_.catalogue.find(reference.full());
        if (found)
            fmt::print("    {:<16} {}\n", reference.full(), text(found->statement->summary));
    }

    Suite const& suite_;
    bool is_chinese_;
};

int unknown(Suite const& suite, std::string const& what)
{
    std::vector<std::string> ids;
    for (auto const& scenario : suite.cases)
        ids.push_back(scenario.case_id);
    auto near = suite.catalogue.nearest(what);
    if (near.empty())
        near = yaml::nearest(what, ids);
    fmt::print(stderr, "mqttspec: neither a statement nor a case is called {}{}\n", what,
               near.empty() ? std::string{} : fmt::format("; did you mean {}?", near));
    return ExitCode::usage;
}

int explain(ExplainFlags const& flags)
{
    end_with_reader();
    yaml::Diagnostics diagnostics;
    auto const suite = load_suite(Shelf::find(), flags.more_cases, diagnostics);
    if (complain(diagnostics))
        return ExitCode::usage;
    Explainer const explainer{suite, flags.lang == "zh"};
    if (auto const found = suite.catalogue.find(flags.what)) {
        explainer.explain(*found->statement);
        return ExitCode::ok;
    }
    auto const found = std::ranges::find_if(suite.cases, [&](auto const& scenario) {
        return scenario.id == flags.what || scenario.case_id == flags.what;
    });
    if (found == suite.cases.end())
        return unknown(suite, flags.what);
    explainer.explain(*found);
    return ExitCode::ok;
}

} // namespace

void add_explain(CLI::App& app, Invocation& invocation)
{
    auto flags = std::make_shared<ExplainFlags>();
    auto* command =
        app.add_subcommand("explain", "Say in words what a statement or a case means, and how it is checked");
    command->add_option("STATEMENT|CASE", flags->what, "MQTT-3.1.0-2, or the id of a case")->required();
    command->add_option("--lang", flags->lang, "en or zh")->check(CLI::IsMember({"en", "zh"}));
    command->add_option("--cases", flags->more_cases, "a file or folder with more cases");
    command->callback([flags, &invocation] { invocation.action = [flags] { return explain(*flags); }; });
}

} // namespace mqttspec::cli
