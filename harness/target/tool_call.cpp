// SPDX-License-Identifier: Apache-2.0
#include "target/tool_call.hpp"

#include "driving/harness_line.hpp"
#include "target/printable.hpp"
#include "wire/hex.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <utility>

namespace mqttspec::target {

using reference::CommandId;

namespace {

/// What a tool says of a message is longer than the message.
constexpr std::size_t longest_line_bytes = 16U * 1024 * 1024;

constexpr std::string_view all_is_well = "ended with exit code 0";

/// How a tool tells that the work is done, and what is then told of it.
struct Success
{
    std::string_view event{};
    ClientReport report{};
};

Success success_of(reference::Command const& work);
std::vector<std::uint8_t> numbers_in(std::string const& text);
void set_command(ClientReport& report, CommandId id);

/// What a group of the pattern holds; empty if the pattern has none for it.
std::string text(ToolEvent const& event, boost::smatch const& found, char const* member)
{
    auto const group = event.groups.find(member);
    if (group == event.groups.end() || static_cast<std::size_t>(group->second) >= found.size())
        return {};
    return found[group->second].str();
}

std::uint8_t number(ToolEvent const& event, boost::smatch const& found, char const* member)
{
    return static_cast<std::uint8_t>(std::strtoul(text(event, found, member).c_str(), nullptr, 10));
}

} // namespace

ToolCall::ToolCall(std::unique_ptr<Process> process, Errand errand, std::vector<ToolPattern> const& patterns,
                   std::shared_ptr<ReportBox> box)
    : process_(std::move(process)), errand_(std::move(errand)), patterns_(patterns), box_(std::move(box)),
      lines_(longest_line_bytes)
{
    process_->on_output([this](std::string_view output) {
        lines_.feed(output, [this](std::optional<std::string_view> line) {
            if (line)
                hear(*line);
            else
                box_->put_trouble(fmt::format("{} wrote a line of more than {} bytes",
                                              errand_.action->command.front(), longest_line_bytes));
        });
    });
    process_->on_end([this] { hear_of_end(); });
}

std::unique_ptr<Process> ToolCall::dismiss(std::unique_ptr<ToolCall> call)
{
    call->process_->on_output({});
    call->process_->on_end({});
    return std::move(call->process_);
}

bool ToolCall::work_on(reference::Command const& command)
{
    if (work_ || !errand_.work || errand_.work->what.index() != command.what.index())
        return false;
    work_ = command.id;
    settle();
    return true;
}

void ToolCall::disconnect(CommandId id)
{
    if (!is_running())
        return close(id);
    ending_ = id;
    if (errand_.action->ends == ToolEnd::with_input)
        process_->end_input();
    if (errand_.action->ends == ToolEnd::on_signal)
        process_->terminate();
}

void ToolCall::abort(CommandId id)
{
    if (!is_running())
        return close(id);
    ending_ = id;
    process_->kill();
}

void ToolCall::hear(std::string_view line)
{
    std::string const whole(line);
    for (auto const& pattern : patterns_) {
        boost::smatch found;
        try {
            if (boost::regex_search(whole, found, pattern.pattern))
                return take(pattern.event, found);
        } catch (std::runtime_error const& error) { // The pattern takes too long, or too much memory.
            box_->put_trouble(fmt::format("looking for `{}`: {}", pattern.event.match, error.what()));
        }
    }
}

void ToolCall::take(ToolEvent const& event, boost::smatch const& found)
{
    if (event.event == "connected")
        take_connected(number(event, found, "session_present") != 0, number(event, found, "return_code"));
    else if (event.event == "acknowledged")
        done_ = reference::Acknowledged{};
    else if (event.event == "unsubscribed")
        done_ = reference::Unsubscribed{};
    else if (event.event == "subscribed")
        done_ =
            reference::Subscribed{.command = 0, .return_codes = numbers_in(text(event, found, "granted"))};
    else if (auto payload = wire::from_hex(text(event, found, "payload_hex")))
        box_->put(reference::MessageArrived{.topic = text(event, found, "topic"),
                                            .payload = std::move(*payload),
                                            .qos = number(event, found, "qos"),
                                            .retain = number(event, found, "retain") != 0,
                                            .dup = number(event, found, "dup") != 0});
    settle();
}

void ToolCall::take_connected(bool session_present, std::uint8_t return_code)
{
    reference::Connected const connected{
        .command = is_connected_ ? 0 : errand_.connect, // The tool did it by itself.
        .session_present = session_present,
        .return_code = return_code};
    is_connected_ = true;
    box_->put(connected);
}

void ToolCall::settle()
{
    if (!work_ || !done_ || is_settled_)
        return;
    is_settled_ = true;
    set_command(*done_, *work_);
    box_->put(*done_);
}

/// A tool that ends with exit code 0 has done what it was called for, unless it would have said so.
void ToolCall::hear_of_end()
{
    bool const is_well = process_->end_in_words() == all_is_well;
    if (!is_connected_ && is_well && !tells_of("connected"))
        take_connected(false, 0);
    if (!is_connected_)
        box_->put(reference::Failed{.command = errand_.connect, .why = end_in_words()});
    if (errand_.work && !done_) {
        auto const success = success_of(*errand_.work);
        if (is_well && !tells_of(success.event))
            done_ = success.report;
        else
            done_ = reference::Failed{.command = 0, .why = end_in_words()};
    }
    settle();
    if (is_connected_)
        close(ending_);
}

void ToolCall::close(std::optional<CommandId> id)
{
    bool const is_well = process_->end_in_words() == all_is_well;
    box_->put(
        reference::Closed{.command = id,
                          .by = is_well || ending_ ? reference::Closer::client : reference::Closer::network,
                          .why = end_in_words()});
}

bool ToolCall::tells_of(std::string_view event) const
{
    return std::ranges::any_of(patterns_, [&](auto const& pattern) { return pattern.event.event == event; });
}

std::string ToolCall::end_in_words() const
{
    auto words = errand_.action->command.front() + " " + process_->end_in_words();
    auto const errors = last_lines(process_->output_tail());
    if (!errors.empty())
        words += ": " + errors.substr(errors.find_last_of('\n') + 1);
    return words;
}

namespace {

Success success_of(reference::Command const& work)
{
    if (auto const* const subscribe = std::get_if<reference::SubscribeCommand>(&work.what)) {
        reference::Subscribed subscribed;
        for (auto const& entry : subscribe->filters)
            subscribed.return_codes.push_back(entry.qos);
        return {.event = "subscribed", .report = subscribed};
    }
    if (std::holds_alternative<reference::UnsubscribeCommand>(work.what))
        return {.event = "unsubscribed", .report = reference::Unsubscribed{}};
    return {.event = "acknowledged", .report = reference::Acknowledged{}};
}

/// Whatever stands between them.
std::vector<std::uint8_t> numbers_in(std::string const& text)
{
    constexpr auto digits = "0123456789";
    std::vector<std::uint8_t> numbers;
    for (auto at = text.find_first_of(digits); at != std::string::npos; at = text.find_first_of(digits, at)) {
        numbers.push_back(static_cast<std::uint8_t>(std::strtoul(text.c_str() + at, nullptr, 10)));
        at = std::min(text.find_first_not_of(digits, at), text.size());
    }
    return numbers;
}

void set_command(ClientReport& report, CommandId id)
{
    std::visit(
        [id](auto& it) {
            if constexpr (requires { it.command; })
                it.command = id;
        },
        report);
}

} // namespace

} // namespace mqttspec::target
