// SPDX-License-Identifier: Apache-2.0
#include "scenario/printed.hpp"

#include "scenario/vocabulary.hpp"
#include "wire/value.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace mqttspec::tests {

using namespace scenario;

// In one namespace with those of the header, so that no overload hides another.
static std::string printed(Text const& text);
static std::string printed(Span const& span);
static std::string printed(Split const& split);
static std::string printed(Frames frames);
static std::string printed(std::optional<std::vector<std::string>> const& subprotocols);
static std::string printed(PacketTemplate const& packet);
static std::string printed(ExpectOneOf::Way const& way);
static std::string printed(Action const& action);
static std::string printed_second_step(std::string const& text);
static std::string indented(std::string const& step);

namespace {

template <class... Fs>
struct Overloaded : Fs...
{
    using Fs::operator()...;
};
template <class... Fs>
Overloaded(Fs...) -> Overloaded<Fs...>;

template <class Range>
std::string listed(Range const& items, std::string const& glue = ", ")
{
    std::string out;
    for (auto const& item : items)
        out += (out.empty() ? "" : glue) + printed(item);
    return out;
}

template <class Members>
std::string named(Members const& members)
{
    std::string out;
    for (auto const& [name, value] : members)
        out += (out.empty() ? "" : ", ") + name + " " + printed(value);
    return "{" + out + "}";
}

} // namespace

std::string printed_second_step(std::string const& text)
{
    auto const complaint = said_of(text);
    return complaint.empty() ? printed(loaded(text).front().steps.at(1)) : complaint;
}

std::string indented(std::string const& step)
{
    std::string out;
    std::istringstream lines(step);
    for (std::string line; std::getline(lines, line);)
        out += "    " + line + "\n";
    return out;
}

std::string printed(Text const& text)
{
    std::string out = "'";
    for (auto const& part : text.parts) {
        if (auto const* bytes = std::get_if<std::string>(&part))
            out += wire::quote(*bytes).substr(1, wire::quote(*bytes).size() - 2);
        else
            out += "<" + std::get<Variable>(part).name + ">";
    }
    return out + "'";
}

std::string printed(Span const& span)
{
    constexpr std::array units{"response", "settle", "keep_alive"};
    std::ostringstream out;
    out << span.factor << ' ' << units.at(static_cast<std::size_t>(span.unit));
    return out.str();
}

std::string printed(Split const& split)
{
    if (split.kind == Split::Kind::whole)
        return "";
    if (split.kind == Split::Kind::each_byte)
        return " each byte";
    std::string out = " at";
    for (auto const offset : split.offsets)
        out += " " + std::to_string(offset);
    return out;
}

std::string printed(Frames frames)
{
    constexpr std::array names{"", " as text", " as fragments"};
    return names.at(static_cast<std::size_t>(frames));
}

std::string printed(std::optional<std::vector<std::string>> const& subprotocols)
{
    std::string out;
    for (auto const& name : subprotocols.value_or(std::vector<std::string>{}))
        out += " " + name;
    return subprotocols ? " offering" + out : "";
}

std::string printed(PacketTemplate const& packet)
{
    constexpr std::array kinds{"set", "remove", "insert", "truncate"};
    auto out = std::string(wire::name_of(packet.type)) + " " + named(packet.members);
    for (auto const& edit : packet.edits)
        out += " " + std::string(kinds.at(static_cast<std::size_t>(edit.kind))) + " " + edit.field +
               (edit.bytes.parts.empty() ? "" : " " + printed(edit.bytes));
    return out;
}

std::string printed(ExpectOneOf::Way const& way)
{
    return "'" + way.name + "' on " + std::to_string(way.condition) + " of " + printed(way.steps);
}

std::string printed(Action const& action)
{
    return std::visit(
        Overloaded{
            [](Connect const& it) { return "Connect " + named(it.members) + " " + printed(it.expected); },
            [](Subscribe const& it) { return "Subscribe " + named(it.members) + " " + printed(it.expected); },
            [](Unsubscribe const& it) { return "Unsubscribe " + named(it.members); },
            [](Publish const& it) { return "Publish " + named(it.members); },
            [](Receive const& it) { return "Receive " + printed(it.expected); },
            [](Ping const&) { return std::string("Ping"); },
            [](Disconnect const&) { return std::string("Disconnect"); },
            [](Open const& it) { return "Open" + printed(it.subprotocols); },
            [](Close const&) { return std::string("Close"); },
            [](Reset const&) { return std::string("Reset"); },
            [](HalfClose const&) { return std::string("HalfClose"); },
            [](Wait const& it) { return "Wait " + printed(it.span); },
            [](RestartTarget const&) { return std::string("RestartTarget"); },
            [](Repeat const& it) { return "Repeat " + printed(it.times) + " " + printed(it.steps); },
            [](Together const& it) { return "Together " + listed(it.branches, " | "); },
            [](Send const& it) {
                return "Send " + listed(it.packets) + printed(it.split) + printed(it.frames);
            },
            [](SendBytes const& it) {
                return "SendBytes " + printed(it.bytes) + printed(it.split) + printed(it.frames);
            },
            [](Expect const& it) { return "Expect " + printed(it.packet); },
            [](ExpectAnyOrder const& it) {
                return std::string("ExpectAnyOrder ") + (it.acknowledges ? "acknowledging " : "") +
                       listed(it.packets);
            },
            [](ExpectClose const& it) { return "ExpectClose [" + listed(it.allow) + "]"; },
            [](ExpectSilence const&) { return std::string("ExpectSilence"); },
            [](ExpectHandshake const& it) { return "ExpectHandshake " + named(it.members); },
            [](ExpectBinaryFrames const&) { return std::string("ExpectBinaryFrames"); },
            [](Accept const& it) {
                return "Accept " + printed(it.expected) + " answers " + named(it.answer);
            },
            [](Order const& it) {
                constexpr std::array kinds{"connect",     "publish",    "subscribe",
                                           "unsubscribe", "disconnect", "abort"};
                return std::string("Order ") + kinds.at(static_cast<std::size_t>(it.kind)) + " " +
                       named(it.members);
            },
            [](ExpectConnection const&) { return std::string("ExpectConnection"); },
            [](ExpectReport const& it) {
                constexpr std::array kinds{"connected",    "message", "acknowledged", "subscribed",
                                           "unsubscribed", "closed",  "refusal"};
                return std::string("ExpectReport ") + kinds.at(static_cast<std::size_t>(it.kind)) + " " +
                       named(it.report.members);
            },
            [](ExpectOneOf const& it) { return "ExpectOneOf " + listed(it.ways, " | "); },
        },
        action);
}

std::string printed(Template const& value)
{
    return std::visit(Overloaded{
                          [](bool flag) { return std::string(flag ? "true" : "false"); },
                          [](std::int64_t number) { return std::to_string(number); },
                          [](Text const& text) { return printed(text); },
                          [](Variable const& variable) { return "${" + variable.name + "}"; },
                          [](Template::Items const& items) { return "[" + listed(items) + "]"; },
                          [](Template::Members const& members) { return named(members); },
                      },
                      value.held);
}

std::string printed(Matcher const& matcher)
{
    return std::visit(Overloaded{
                          [](Matcher::Any const&) { return std::string("any"); },
                          [](Matcher::Absent const&) { return std::string("absent"); },
                          [](Template const& literal) { return printed(literal); },
                          [](Matcher::OneOf const& it) { return "one_of(" + listed(it.alternatives) + ")"; },
                          [](Matcher::Not const& it) { return "not(" + listed(it.what) + ")"; },
                          [](Matcher::Items const& it) { return "[" + listed(it.items) + "]"; },
                          [](Matcher::Members const& it) { return named(it.members); },
                      },
                      matcher.held);
}

std::string printed(Pattern const& pattern)
{
    return std::string(wire::name_of(pattern.type)) + " " + named(pattern.members);
}

std::string printed(Allowed const& allowed)
{
    auto const who =
        allowed.actor == Actor::none ? std::string() : std::string(name_of(allowed.actor)) + ": ";
    return who + (allowed.packet ? printed(*allowed.packet) : "close");
}

std::string printed(Need const& need)
{
    constexpr std::array signs{"is true", "is false", "==", "!=", "<", "<=", ">", ">="};
    auto const literal = std::visit(Overloaded{
                                        [](bool flag) { return std::string(flag ? "true" : "false"); },
                                        [](std::int64_t number) { return std::to_string(number); },
                                        [](std::string const& text) { return "'" + text + "'"; },
                                    },
                                    need.literal);
    auto const sign = std::string(signs.at(static_cast<std::size_t>(need.comparison)));
    return need.feature + " " + sign + (sign.starts_with("is") ? "" : " " + literal);
}

std::string printed(Step const& step)
{
    auto out =
        (step.actor == Actor::none ? "" : std::string(name_of(step.actor)) + ": ") + printed(step.action);
    for (auto const& check : step.checks)
        out += " blames(" + check.member + (check.member.empty() ? "" : " ") + check.statement + ")";
    for (auto const& capture : step.captures)
        out += " keeps(" + capture.variable + " = " + capture.member + ")";
    if (step.within)
        out += " within(" + printed(*step.within) + ")";
    return out + (step.is_control ? " control" : "");
}

std::string printed(std::vector<Step> const& steps)
{
    return "(" + listed(steps, "; ") + ")";
}

// So that any step is legal where it stands, and the case can fail.
std::string printed_step(std::string const& step)
{
    return printed_second_step(
        case_of("    - alice: connect\n" + indented(step) + "    - bob: open\n    - bob: expect silence\n",
                "  needs: [websocket]\n"));
}

std::string printed_step_of_client_case(std::string const& step)
{
    auto text =
        case_of("    - server: accept CONNECT\n" + indented(step) + "    - client: expect connected\n",
                "  needs: [websocket]\n");
    auto const of_servers = std::string("MQTT-3.1.0-2");
    return printed_second_step(text.replace(text.find(of_servers), of_servers.size(), "MQTT-4.8.0-1"));
}

std::vector<Scenario> loaded(std::string const& text)
{
    yaml::Diagnostics diagnostics;
    auto out = load_text("case.yaml", text, vocabulary(), diagnostics);
    EXPECT_EQ(diagnostics.render(), "");
    return out;
}

std::string said_of(std::string const& text)
{
    yaml::Diagnostics diagnostics;
    (void)load_text("case.yaml", text, vocabulary(), diagnostics);
    return diagnostics.render();
}

std::string case_of(std::string const& steps, std::string const& more)
{
    return "- id: a-case\n"
           "  when: A client does something\n"
           "  then: the Server does its duty\n"
           "  statements: [MQTT-3.1.0-2]\n" +
           more + "  steps:\n" + steps;
}

} // namespace mqttspec::tests
