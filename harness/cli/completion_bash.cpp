// SPDX-License-Identifier: Apache-2.0
#include "cli/completion.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace mqttspec::cli {

namespace {

/// A word that bash breaks at `=` (--lang=en) is put together again; cases are completed without their
/// values.
constexpr char const* beginning = R"bash(# bash completion for mqttspec; made by `mqttspec completion bash`.

_mqttspec_listed()
{
    COMPREPLY+=($(compgen -W "$("${COMP_WORDS[0]}" list "$1" 2>/dev/null | sed 's/[ @].*//' | sort -u)" -- "$2"))
}

_mqttspec()
{
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command='' i
    if [ "$word" = = ]; then
        word=
    elif [ "$before" = = ]; then
        before=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; ++i)); do
        case ${COMP_WORDS[i]} in
)bash";

std::string names_of(std::vector<Flag> const& flags)
{
    std::vector<std::string> names;
    for (auto const& flag : flags)
        names.insert(names.end(), flag.names.begin(), flag.names.end());
    return fmt::format("{}", fmt::join(names, " "));
}

/// What puts a value's words into the reply; nothing: files are offered.
std::string words_for(Value const& value)
{
    if (!value.choices.empty())
        return fmt::format("COMPREPLY=($(compgen -W '{}' -- \"$word\"))", fmt::join(value.choices, " "));
    if (!value.listed.empty())
        return fmt::format("_mqttspec_listed {} \"$word\"", value.listed);
    return value.is_number ? "compopt +o default" : "";
}

std::string arm(std::string const& pattern, std::string const& action)
{
    return fmt::format("    {})\n{}        return\n        ;;\n", pattern,
                       action.empty() ? "" : "        " + action + "\n");
}

std::string value_arms(Command const& command)
{
    std::string text;
    for (auto const& flag : command.flags) {
        if (!flag.takes_value())
            continue;
        std::vector<std::string> patterns;
        for (auto const& name : flag.names)
            patterns.push_back(command.name + "," + name);
        text += arm(fmt::format("{}", fmt::join(patterns, " | ")), words_for(flag.value));
    }
    return text;
}

std::string operand_arm(Command const& command)
{
    std::string text = fmt::format("    {},-*) COMPREPLY=($(compgen -W '{}' -- \"$word\")) ;;\n",
                                   command.name, names_of(command.flags));
    if (!command.operands.empty())
        if (auto const words = words_for(command.operands.front().value); !words.empty())
            text += fmt::format("    {},*) {} ;;\n", command.name, words);
    return text;
}

} // namespace

std::string bash_completion(std::vector<Command> const& commands)
{
    std::vector<std::string> names;
    std::string values;
    std::string operands;
    for (auto const& command : commands) {
        names.push_back(command.name);
        values += value_arms(command);
        operands += operand_arm(command);
    }
    std::string text = beginning;
    text += fmt::format("        {})\n            command=${{COMP_WORDS[i]}}\n            break\n"
                        "            ;;\n        esac\n    done\n",
                        fmt::join(names, " | "));
    text += "    case $command,$before in\n" + values + "    esac\n";
    text +=
        fmt::format("    case $command,$word in\n    ,*) COMPREPLY=($(compgen -W '{} --help --version' -- "
                    "\"$word\")) ;;\n",
                    fmt::join(names, " "));
    return text + operands + "    esac\n}\ncomplete -o default -F _mqttspec mqttspec\n";
}

} // namespace mqttspec::cli
