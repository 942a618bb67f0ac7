// SPDX-License-Identifier: Apache-2.0
#include "cli/manual.hpp"

#include "cli/commands.hpp"
#include "cli/say.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <mqttspec/version.hpp>

namespace mqttspec::cli {

namespace {

constexpr char const* beginning = R"(.SH NAME
mqttspec \- tells whether an MQTT broker or client keeps to the standard
.SH SYNOPSIS
.B mqttspec
.I COMMAND
.RI [ OPTIONS ]
.RI [ ARGUMENT ...]
.SH DESCRIPTION
.B mqttspec
replays scenarios against an MQTT broker or client, each tied to numbered statements of the MQTT 3.1.1 standard, watches every
byte of that traffic for violations, scores what it saw, and writes reports for people and for continuous integration.
.PP
A target is a URL
.RI ( mqtt://HOST:PORT ,
.IR mqtts:// ,
.IR ws:// ,
.IR wss:// ),
a target file, the name of a target that comes with the program
.RB ( "mqttspec list targets" ),
or one of the built-in
.B reference
(a broker) and
.BR reference\-client .
.SH COMMANDS
)";

constexpr char const* ending = R"(.SH EXIT STATUS
.TP
.B 0
The target conforms, or fails only in ways that are declared.
.TP
.B 1
It does not conform; a regression; or a declared failure passes now.
.TP
.B 2
A mistake in the call or in a file.
.TP
.B 3
It could not be told: the target cannot be reached, verdicts are inconclusive, a report cannot be written.
.TP
.B 4
Nothing was selected, or a declared failure matches nothing any more.
.TP
.B 130
Interrupted; the reports of what was finished are written.
.SH ENVIRONMENT
.TP
.B MQTTSPEC_HOME
A folder with
.IR normative/ ,
.I cases/
and
.I targets/
to use in place of what comes with the program.
.TP
.B MQTTSPEC_CACHE
Where adapters are kept once they are built, and what shipped targets need on disk;
.I ~/.cache/mqttspec
without it.
.TP
.B NO_COLOR
No colours.
.TP
.BR GITHUB_ACTIONS ", " GITHUB_STEP_SUMMARY
In a job of GitHub Actions: annotations, and the summary of the job.
.TP
.BR TEST_SHARD_INDEX ", " GTEST_SHARD_INDEX ", " CI_NODE_INDEX ", " JOB_COMPLETION_INDEX
With their totals, read by
.BR "run \-\-shard auto" .
.SH EXAMPLES
.TP
.B mqttspec run mqtt://127.0.0.1:1883 \-\-report html=report.html \-\-report junit=junit.xml
Play the whole suite against a broker that runs already.
.TP
.B mqttspec run mosquitto \-\-case second\-connect \-vv
Start Mosquitto, play one case, and show its packets.
.TP
.B mqttspec explain MQTT\-3.1.0\-2
Say what a statement demands and how it is examined.
)";

/// Text as roff takes it: no escape, no hyphen for a minus sign, no request at the start of a line.
std::string roff(std::string_view text)
{
    std::string out;
    for (char const each : text) {
        if (each == '\\')
            out += "\\e";
        else if (each == '-')
            out += "\\-";
        else
            out += each;
    }
    if (out.starts_with('.') || out.starts_with('\''))
        out.insert(0, "\\&");
    return out;
}

std::string paragraphs(std::string const& text)
{
    std::string out;
    std::string_view rest = text;
    while (!rest.empty()) {
        auto const end = rest.find('\n');
        if (auto const line = rest.substr(0, end); !line.empty())
            out += ".PP\n" + roff(line) + "\n";
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    }
    return out;
}

std::string call_of(Operand const& operand)
{
    auto const name = fmt::format("\\fI{}\\fR{}", roff(operand.value.name), operand.may_repeat ? "..." : "");
    return operand.is_required ? " " + name : " [" + name + "]";
}

std::string entry(std::string const& term, std::string const& about, std::vector<std::string> const& choices)
{
    auto text = ".TP\n" + term + "\n" + roff(about);
    if (!choices.empty())
        text += fmt::format(" ({})", roff(fmt::format("{}", fmt::join(choices, ", "))));
    return text + "\n";
}

std::string entry_of(Flag const& flag)
{
    std::string names;
    for (auto const& name : flag.names)
        names += fmt::format("{}\\fB{}\\fR", names.empty() ? "" : ", ", roff(name));
    if (flag.takes_value())
        names += fmt::format(" \\fI{}\\fR", roff(flag.value.name));
    return entry(names, flag.about, flag.value.choices);
}

std::string section_of(Command const& command)
{
    auto text = fmt::format(".SS \"\\fBmqttspec {}\\fR [\\fIOPTIONS\\fR]", roff(command.name));
    for (auto const& operand : command.operands)
        text += call_of(operand);
    text += "\"\n" + roff(command.about) + ".\n";
    for (auto const& operand : command.operands)
        text +=
            entry(fmt::format("\\fI{}\\fR", roff(operand.value.name)), operand.about, operand.value.choices);
    for (auto const& flag : command.flags)
        text += entry_of(flag);
    return text + paragraphs(command.footer);
}

} // namespace

std::string manual(std::vector<Command> const& commands, std::string_view version)
{
    auto text = fmt::format(".TH MQTTSPEC 1 \"\" \"mqttspec {}\" \"User Commands\"\n", version);
    text += beginning;
    for (auto const& command : commands)
        text += section_of(command);
    return text + ending;
}

void add_manual(CLI::App& app, Invocation& invocation)
{
    auto* command = app.add_subcommand("manual", "Print the manual page: mqttspec manual | man -l -");
    command->callback([&app, &invocation] {
        invocation.action = [&app] {
            end_with_reader();
            fmt::print("{}", manual(commands_of(app), suite_version));
            return int{ExitCode::ok};
        };
    });
}

} // namespace mqttspec::cli
