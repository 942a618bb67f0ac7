// SPDX-License-Identifier: Apache-2.0
#include "cli/prove_report.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
#include <string_view>

namespace mqttspec::cli {

namespace {

using Json = nlohmann::ordered_json;
using prove::Proof;
using prove::Trial;

std::size_t count(Proof const& proof, std::function<bool(Trial const&)> const& test)
{
    return static_cast<std::size_t>(std::ranges::count_if(proof.trials, test));
}

std::string name_of_outcome(Trial const& trial)
{
    if (!trial.trouble.empty())
        return "trouble";
    if (!trial.caught_by.empty())
        return "caught";
    return trial.is_caught() ? "noticed" : "survives";
}

std::string catchers(Trial const& trial)
{
    auto const& all = trial.caught_by.empty() ? trial.noticed_by : trial.caught_by;
    if (all.empty())
        return trial.trouble.empty() ? "nobody" : trial.trouble;
    auto const rest = all.size() - 1;
    return rest == 0 ? all.front() : fmt::format("{} and {} more", all.front(), rest);
}

void add_list(std::string& text, std::string_view title, std::vector<std::string> const& lines)
{
    if (lines.empty())
        return;
    text += fmt::format("\n{} ({})\n", title, lines.size());
    for (auto const& line : lines)
        text += fmt::format("  {}\n", line);
}

std::vector<std::string> lines_of(std::vector<prove::Miss> const& misses)
{
    std::vector<std::string> lines;
    for (auto const& miss : misses)
        lines.push_back(fmt::format("{}: {}", miss.id, miss.reason));
    return lines;
}

std::vector<std::string> trials_that(Proof const& proof, std::string_view outcome)
{
    std::vector<std::string> lines;
    for (auto const& trial : proof.trials)
        if (name_of_outcome(trial) == outcome)
            lines.push_back(fmt::format("{:<14} {}: {}{}", trial.fault.clause, trial.fault.name,
                                        trial.fault.about,
                                        outcome == "trouble" ? " (" + trial.trouble + ")" : ""));
    return lines;
}

std::vector<std::string> collateral(Proof const& proof)
{
    std::vector<std::string> lines;
    for (auto const& trial : proof.trials)
        for (auto const& miss : trial.collateral)
            lines.push_back(
                fmt::format("{}: {} blames {}", trial.fault.name, miss.id, fmt::join(miss.blamed, ", ")));
    return lines;
}

std::vector<std::string> other_rules(Proof const& proof)
{
    std::vector<std::string> lines;
    for (auto const& trial : proof.trials)
        for (auto const& miss : trial.other_rules)
            lines.push_back(
                fmt::format("{}: {} blames {}", trial.fault.name, miss.id, fmt::join(miss.blamed, ", ")));
    return lines;
}

std::string_view title_of_survivors(Proof const& proof)
{
    return proof.is_selection ? "Deviations that survive the selected cases" : "Deviations that survive";
}

std::string summary(Proof const& proof)
{
    auto const caught = count(proof, [](Trial const& trial) { return trial.is_caught(); });
    return fmt::format("{} of {} instances pass on the reference, {} need what it does not offer; "
                       "{} of {} deviations are caught; {} cases cannot fail: {}",
                       proof.instances - proof.on_reference.size() - proof.skipped.size(), proof.instances,
                       proof.skipped.size(), caught, proof.trials.size(), proof.unfailable.size(),
                       proof.holds() ? "the proof holds" : "the proof does not hold");
}

Json to_json(Trial const& trial)
{
    auto misses = Json::array();
    for (auto const& miss : trial.collateral)
        misses.push_back({{"case", miss.id}, {"blamed", miss.blamed}});
    auto rules = Json::array();
    for (auto const& miss : trial.other_rules)
        rules.push_back({{"rule", miss.id}, {"blamed", miss.blamed}});
    return {{"name", trial.fault.name},
            {"clause", trial.fault.clause},
            {"about", trial.fault.about},
            {"role", normative::name_of(trial.fault.role)},
            {"outcome", name_of_outcome(trial)},
            {"played", trial.played},
            {"caught_by", trial.caught_by},
            {"noticed_by", trial.noticed_by},
            {"collateral", misses},
            {"other_rules", rules},
            {"trouble", trial.trouble}};
}

} // namespace

std::string in_words(Proof const& proof, bool with_matrix)
{
    std::string text;
    if (!proof.trouble.empty())
        text += fmt::format("The reference: {}\n", proof.trouble);
    if (with_matrix)
        for (auto const& trial : proof.trials)
            text += fmt::format("{:<15} {:<44} {:<9} {}\n", trial.fault.clause, trial.fault.name,
                                name_of_outcome(trial), catchers(trial));
    add_list(text, "Do not pass on the reference", lines_of(proof.on_reference));
    add_list(text, title_of_survivors(proof), trials_that(proof, "survives"));
    add_list(text, "Deviations that could not be tried", trials_that(proof, "trouble"));
    add_list(text, "Deviations that only another clause of their statement catches",
             trials_that(proof, "noticed"));
    add_list(text, "Cases that nothing can fail", proof.unfailable);
    add_list(text, "Rules that no deviation makes speak", proof.mute_rules);
    add_list(text, "What cases say that they provoke, and do not", proof.unshown);
    if (with_matrix) {
        add_list(text, "Instances that nothing can fail, though others of their case can", proof.idle);
        add_list(text, "Cases that fail for statements that they do not claim", collateral(proof));
        add_list(text, "Rules that speak of other statements", other_rules(proof));
        add_list(text, "Instances that need what the reference does not offer", proof.skipped);
    }
    return text + (text.empty() ? "" : "\n") + summary(proof) + "\n";
}

std::string in_markdown(Proof const& proof)
{
    std::string text = fmt::format("# mqttspec prove\n\n{}\n", summary(proof));
    auto const section = [&text](std::string_view title, std::vector<std::string> const& lines) {
        if (lines.empty())
            return;
        text += fmt::format("\n## {}\n\n", title);
        for (auto const& line : lines)
            text += fmt::format("- {}\n", line);
    };
    section("Do not pass on the reference", lines_of(proof.on_reference));
    section(title_of_survivors(proof), trials_that(proof, "survives"));
    section("Deviations that could not be tried", trials_that(proof, "trouble"));
    section("Deviations that only another clause of their statement catches", trials_that(proof, "noticed"));
    section("Cases that nothing can fail", proof.unfailable);
    section("Rules that no deviation makes speak", proof.mute_rules);
    section("What cases say that they provoke, and do not", proof.unshown);
    section("Instances that nothing can fail, though others of their case can", proof.idle);
    section("Instances that need what the reference does not offer", proof.skipped);
    text += "\n## All deviations\n\n| clause | of the | deviation | what it does | outcome | caught by |\n"
            "|---|---|---|---|---|---|\n";
    for (auto const& trial : proof.trials)
        text += fmt::format("| {} | {} | `{}` | {} | {} | {} |\n", trial.fault.clause,
                            normative::name_of(trial.fault.role), trial.fault.name, trial.fault.about,
                            name_of_outcome(trial), catchers(trial));
    section("Cases that fail for statements that they do not claim", collateral(proof));
    section("Rules that speak of other statements", other_rules(proof));
    return text;
}

std::string in_json(Proof const& proof)
{
    auto misses = Json::array();
    for (auto const& miss : proof.on_reference)
        misses.push_back({{"case", miss.id}, {"reason", miss.reason}});
    auto trials = Json::array();
    for (auto const& trial : proof.trials)
        trials.push_back(to_json(trial));
    Json const all = {{"holds", proof.holds()},
                      {"instances", proof.instances},
                      {"trouble", proof.trouble},
                      {"fail_on_reference", misses},
                      {"skipped", proof.skipped},
                      {"cases_that_cannot_fail", proof.unfailable},
                      {"rules_that_cannot_fail", proof.mute_rules},
                      {"provokes_that_do_not_show", proof.unshown},
                      {"instances_that_cannot_fail", proof.idle},
                      {"deviations", trials}};
    return all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace mqttspec::cli
