// SPDX-License-Identifier: Apache-2.0
#include "cli/completion.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace mqttspec::cli {

namespace {

constexpr char const* beginning = R"(# fish completion for mqttspec; made by `mqttspec completion fish`.

function __mqttspec_listed
    mqttspec list $argv[1] 2>/dev/null | string replace -r '[ @].*' '' | sort -u
end

complete -c mqttspec -n __fish_use_subcommand -l help -d 'show what there is'
complete -c mqttspec -n __fish_use_subcommand -l version -d 'show the version'
)";

std::string quoted(std::string const& text)
{
    std::string out = "'";
    for (char const each : text)
        out += each == '\'' || each == '\\' ? std::string{"\\"} + each : std::string{each};
    return out + "'";
}

/// `-x`: nothing but these; `-r`: a value, which may be a file.
std::string value_words(Value const& value, char const* without_files)
{
    if (!value.choices.empty())
        return fmt::format("{} -a {}", without_files,
                           quoted(fmt::format("{}", fmt::join(value.choices, " "))));
    if (!value.listed.empty())
        return fmt::format("{} -a '(__mqttspec_listed {})'", value.listed == "targets" ? "" : without_files,
                           value.listed);
    return {};
}

std::string line_of(Command const& command, Flag const& flag)
{
    auto text = fmt::format("complete -c mqttspec -n '__fish_seen_subcommand_from {}'", command.name);
    for (auto const& name : flag.names)
        text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    if (flag.takes_value()) {
        auto const words = value_words(flag.value, "-x");
        text += " " + (words.empty() ? std::string{flag.value.is_number ? "-x" : "-r"} : words);
    }
    return text + " -d " + quoted(flag.about) + "\n";
}

std::string line_of(Command const& command, Operand const& operand)
{
    auto const words = value_words(operand.value, "-f");
    if (words.empty())
        return {};
    return fmt::format("complete -c mqttspec -n '__fish_seen_subcommand_from {}' {}\n", command.name, words);
}

} // namespace

std::string fish_completion(std::vector<Command> const& commands)
{
    std::string text = beginning;
    for (auto const& command : commands)
        text += fmt::format("complete -c mqttspec -n __fish_use_subcommand -f -a {} -d {}\n", command.name,
                            quoted(command.about));
    for (auto const& command : commands) {
        for (auto const& operand : command.operands)
            text += line_of(command, operand);
        for (auto const& flag : command.flags)
            text += line_of(command, flag);
    }
    return text;
}

} // namespace mqttspec::cli
