// SPDX-License-Identifier: Apache-2.0
#include "cli/completion.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace mqttspec::cli {

namespace {

constexpr char const* beginning = R"zsh(#compdef mqttspec
# zsh completion for mqttspec; made by `mqttspec completion zsh`.

_mqttspec_listed()
{
    local -a names
    names=(${(fu)"$(mqttspec list $1 2>/dev/null | sed 's/[ @].*//')"})
    compadd -a names
    [[ $1 != targets ]] || _files
}

_mqttspec()
{
    local context state line
    local -a commands
    commands=(
)zsh";

constexpr char const* middle = R"zsh(    )
    _arguments -C '--help[show what there is]' '--version[show the version]' '1: :->command' '*:: :->rest'
    case $state in
    command) _describe command commands ;;
    rest)
        case $words[1] in
)zsh";

/// Inside single quotes, and for _arguments, which reads brackets and colons.
std::string escaped(std::string const& text)
{
    std::string out;
    for (char const each : text) {
        if (each == '\'')
            out += "'\\''";
        else if (each == '[' || each == ']' || each == ':' || each == '\\')
            out += std::string{"\\"} + each;
        else
            out += each;
    }
    return out;
}

std::string action_of(Value const& value)
{
    if (!value.choices.empty())
        return fmt::format("({})", fmt::join(value.choices, " "));
    if (!value.listed.empty())
        return fmt::format("_mqttspec_listed {}", value.listed);
    return value.is_number ? "" : "_files";
}

std::string value_spec(Value const& value)
{
    return fmt::format(":{}:{}", escaped(value.name), action_of(value));
}

std::string spec_of(Flag const& flag)
{
    std::string text;
    for (auto const& name : flag.names)
        text += fmt::format(" \\\n            '*{}{}[{}]{}'", name,
                            flag.takes_value() && name.starts_with("--") ? "=" : "", escaped(flag.about),
                            flag.takes_value() ? value_spec(flag.value) : "");
    return text;
}

std::string spec_of(Operand const& operand)
{
    return fmt::format(" \\\n            '{}{}'", operand.may_repeat ? "*" : "", value_spec(operand.value));
}

std::string arm(Command const& command)
{
    std::string text = fmt::format("        {})\n            _arguments", command.name);
    for (auto const& flag : command.flags)
        text += spec_of(flag);
    for (auto const& operand : command.operands)
        text += spec_of(operand);
    return text + "\n            ;;\n";
}

} // namespace

std::string zsh_completion(std::vector<Command> const& commands)
{
    std::string text = beginning;
    for (auto const& command : commands)
        text += fmt::format("        '{}:{}'\n", command.name, escaped(command.about));
    text += middle;
    for (auto const& command : commands)
        text += arm(command);
    return text + "        esac\n        ;;\n    esac\n}\n\n_mqttspec \"$@\"\n";
}

} // namespace mqttspec::cli
