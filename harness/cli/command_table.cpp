// SPDX-License-Identifier: Apache-2.0
#include "cli/command_table.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace mqttspec::cli {

namespace {

/// What the program itself can list, for values that are called so.
constexpr std::array listed_values{
    std::pair{std::string_view{"TARGET"}, std::string_view{"targets"}},
    std::pair{std::string_view{"STATEMENT|CASE"}, std::string_view{"statements"}},
    std::pair{std::string_view{"--statement"}, std::string_view{"statements"}},
    std::pair{std::string_view{"--case"}, std::string_view{"cases"}},
    std::pair{std::string_view{"--deviate"}, std::string_view{"deviations"}},
};

/// "TEXT:{en,zh}": the words between the braces.
std::vector<std::string> choices_in(std::string const& type)
{
    std::vector<std::string> choices;
    auto const open = type.find('{');
    auto const close = type.find('}');
    if (open == std::string::npos || close == std::string::npos)
        return choices;
    for (auto at = open + 1; at < close;) {
        auto const end = std::min(type.find(',', at), close);
        choices.push_back(type.substr(at, end - at));
        at = end + 1;
    }
    return choices;
}

/// `name` is what the value is called where it has a name of its own.
Value value_of(CLI::Option const& option, std::string const& name)
{
    auto const type = option.get_type_name();
    Value value;
    value.name = option.get_positional() ? name : type.substr(0, type.find(':'));
    value.choices = choices_in(type);
    value.is_number = type.starts_with("UINT") || type.starts_with("INT") || type.starts_with("FLOAT");
    for (auto const& [called, what] : listed_values)
        if (called == name)
            value.listed = what;
    return value;
}

Flag flag_of(CLI::Option const& option)
{
    Flag flag;
    for (auto const& name : option.get_snames())
        flag.names.push_back("-" + name);
    for (auto const& name : option.get_lnames())
        flag.names.push_back("--" + name);
    if (option.get_items_expected_max() > 0)
        flag.value = value_of(option, flag.names.back());
    flag.about = option.get_description();
    return flag;
}

Operand operand_of(CLI::Option const& option)
{
    return {.value = value_of(option, option.get_name(true)),
            .about = option.get_description(),
            .is_required = option.get_required(),
            .may_repeat = option.get_items_expected_max() > 1};
}

} // namespace

std::vector<Flag> flags_of(CLI::App const& app)
{
    std::vector<Flag> flags;
    for (auto const* option : app.get_options([](auto const* it) { return it->nonpositional(); }))
        flags.push_back(flag_of(*option));
    return flags;
}

std::vector<Command> commands_of(CLI::App const& app)
{
    std::vector<Command> commands;
    for (auto const* declared : app.get_subcommands([](CLI::App const*) { return true; })) {
        Command command;
        command.name = declared->get_name();
        command.about = declared->get_description();
        command.flags = flags_of(*declared);
        command.footer = declared->get_footer();
        for (auto const* option : declared->get_options([](auto const* it) { return it->get_positional(); }))
            command.operands.push_back(operand_of(*option));
        commands.push_back(std::move(command));
    }
    return commands;
}

} // namespace mqttspec::cli
