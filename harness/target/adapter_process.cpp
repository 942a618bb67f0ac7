// SPDX-License-Identifier: Apache-2.0
#include "target/adapter_process.hpp"

#include "target/printable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace mqttspec::target {

namespace asio = boost::asio;
using asio::awaitable;
using reference::CommandId;

namespace {

constexpr std::size_t unsaid_bytes_max = 64U * 1024 * 1024;
constexpr std::size_t shown_bytes = 200; ///< Of a line that is wrong.

std::string excerpt(std::string_view line);
void set_command(reference::Report& report, CommandId id);

} // namespace

std::variant<std::shared_ptr<AdapterProcess>, std::string>
AdapterProcess::start(asio::any_io_executor executor, Command command)
{
    command.is_spoken_with = true;
    auto started = Process::start(executor, command);
    if (auto* const trouble = std::get_if<std::string>(&started))
        return std::move(*trouble);
    return std::make_shared<AdapterProcess>(executor, std::get<std::unique_ptr<Process>>(std::move(started)));
}

AdapterProcess::AdapterProcess(asio::any_io_executor executor, std::unique_ptr<Process> process)
    : executor_(std::move(executor)), process_(std::move(process)), changed_(executor_)
{
    process_->on_output([this](std::string_view text) {
        lines_.feed(text, [this](std::optional<std::string_view> line) { hear(line); });
    });
    process_->on_end([this] { hear_of_end(); });
}

awaitable<std::string> AdapterProcess::wait_for_hello(std::shared_ptr<AdapterProcess> adapter,
                                                      net::TimePoint deadline)
{
    auto const began = net::Clock::now();
    while (!adapter->hello_ && adapter->trouble_.empty() && net::Clock::now() < deadline)
        co_await adapter->changed_.wait_until(deadline);
    if (!adapter->hello_ && adapter->trouble_.empty()) {
        std::chrono::duration<double> const waited = net::Clock::now() - began;
        adapter->fail(fmt::format("said no hello for {:.3g} s", waited.count()));
    }
    co_return adapter->trouble_;
}

CommandId AdapterProcess::say(driving::Request request)
{
    auto const id = ++last_id_;
    pending_.emplace(id, Pending{.command = request.command, .box = box_});
    request.command.id = id;
    write(driving::line_of(request));
    return id;
}

void AdapterProcess::say_nonsense(std::string_view line)
{
    tolerates_complaints_ = true;
    write(line);
}

CommandId AdapterProcess::say_unknown_command(std::string_view name)
{
    auto const id = ++last_id_;
    pending_.emplace(id, Pending{.command = {}, .box = box_});
    write(fmt::format(R"({{"id": {}, "command": "{}"}})", id, name));
    return id;
}

void AdapterProcess::write(std::string_view line)
{
    process_->say(std::string(line) + '\n');
    if (process_->unsaid_bytes() > unsaid_bytes_max)
        fail("does not read what it is told");
}

awaitable<std::string> AdapterProcess::wait_for_answer(std::shared_ptr<AdapterProcess> adapter, CommandId id,
                                                       net::TimePoint deadline)
{
    auto const began = net::Clock::now();
    auto const is_open = [&] {
        return adapter->pending_.contains(id) && adapter->trouble_.empty() && adapter->process_->is_running();
    };
    while (is_open() && net::Clock::now() < deadline)
        co_await adapter->changed_.wait_until(deadline);
    if (is_open()) {
        auto const& command = adapter->pending_.find(id)->second.command;
        std::chrono::duration<double> const waited = net::Clock::now() - began;
        adapter->fail(
            fmt::format("hangs: no answer to `{}` for {:.3g} s", driving::name_of(command), waited.count()));
    }
    co_return adapter->trouble_;
}

awaitable<bool> AdapterProcess::make_quiet(std::shared_ptr<AdapterProcess> adapter, net::TimePoint deadline)
{
    if (!adapter->trouble_.empty())
        co_return false;
    auto const silent = std::make_shared<ReportBox>(adapter->executor_);
    adapter->serve(silent);
    driving::Request request;
    request.command.what = reference::AbortCommand{};
    auto const& features = adapter->hello().features;
    if (std::ranges::find(features, "abort") == features.end())
        request.command.what = reference::DisconnectCommand{};
    auto const id = adapter->say(request);
    auto const trouble = co_await wait_for_answer(adapter, id, deadline);
    adapter->serve(nullptr);
    co_return trouble.empty();
}

awaitable<std::string> AdapterProcess::end(std::shared_ptr<AdapterProcess> adapter, net::TimePoint deadline)
{
    adapter->is_ending_ = true;
    adapter->process_->end_input();
    co_await adapter->process_->wait_for_end(deadline);
    auto const how = adapter->process_->end_in_words();
    co_await adapter->process_->stop(net::Duration::zero());
    adapter->changed_.wake();
    co_return how;
}

void AdapterProcess::kill()
{
    is_ending_ = true;
    process_->kill();
}

void AdapterProcess::fail(std::string const& why)
{
    if (!trouble_.empty() || is_ending_)
        return;
    trouble_ = "the adapter " + why;
    auto const errors = last_lines(process_->output_tail());
    if (!errors.empty()) {
        auto const last = errors.substr(errors.find_last_of('\n') + 1);
        trouble_ += fmt::format("; the last of its standard error: {}", last);
    }
    if (box_)
        box_->put_trouble(trouble_);
    kill();
    changed_.wake();
}

void AdapterProcess::hear(std::optional<std::string_view> line)
{
    if (!trouble_.empty())
        return;
    if (!line)
        return fail(fmt::format("wrote a line of more than {} bytes", driving::longest_line_bytes));
    line_ = excerpt(*line);
    auto const event = driving::read_event(*line);
    if (!hello_ && !std::holds_alternative<driving::Greeting>(event))
        return fail(fmt::format("did not begin with hello, but with: {}", line_));
    std::visit([this](auto const& it) { take(it); }, event);
    changed_.wake();
}

void AdapterProcess::take(driving::Greeting const& greeting)
{
    if (hello_)
        return fail(fmt::format("said hello twice: {}", line_));
    if (greeting.protocol != driving::adapter_protocol_version)
        return fail(fmt::format("speaks version {} of the adapter protocol, and mqttspec version {}: {}",
                                greeting.protocol, driving::adapter_protocol_version, line_));
    hello_ = greeting.hello;
}

void AdapterProcess::take(reference::Report report)
{
    auto box = box_;
    if (auto const id = driving::answered_by(report)) {
        auto const open = pending_.find(*id);
        if (open != pending_.end() && !driving::is_answer_to(report, open->second.command))
            return fail(fmt::format("answered `{}` with `{}`: {}", driving::name_of(open->second.command),
                                    driving::name_of(report), line_));
        auto const pending = answered(*id, driving::name_of(report));
        if (!pending)
            return;
        set_command(report, pending->command.id);
        box = pending->box;
    }
    // Late answers of an earlier case are for nobody.
    if (box && box == box_)
        std::visit([&](auto& it) { box->put(std::move(it)); }, report);
}

void AdapterProcess::take(driving::Unsupported unsupported)
{
    auto const pending = answered(unsupported.command, "unsupported");
    if (!pending || !pending->box || pending->box != box_)
        return;
    unsupported.command = pending->command.id;
    box_->put(std::move(unsupported));
}

void AdapterProcess::take(driving::NotUnderstood const& complaint)
{
    last_complaint_ = complaint.why;
    if (!tolerates_complaints_)
        fail(fmt::format("could not read a line of ours: {}", line_));
}

void AdapterProcess::take(driving::BadEvent const& bad)
{
    fail(fmt::format("wrote what is no event of the protocol ({}): {}", bad.why, line_));
}

/// The command of that number; if it does not wait for an answer, that is trouble.
std::optional<AdapterProcess::Pending> AdapterProcess::answered(CommandId id, std::string_view event)
{
    auto const open = pending_.find(id);
    if (open == pending_.end()) {
        bool const was_given = id > 0 && id <= last_id_;
        fail(was_given ? fmt::format("answered command {} a second time, with `{}`: {}", id, event, line_)
                       : fmt::format("answered command {}, which was never given: {}", id, line_));
        return std::nullopt;
    }
    auto pending = std::move(open->second);
    pending_.erase(open);
    return pending;
}

void AdapterProcess::hear_of_end()
{
    auto const when = hello_ ? "" : " before it said hello";
    fail(process_->end_in_words() + when);
    changed_.wake();
}

namespace {

std::string excerpt(std::string_view line)
{
    auto const is_long = line.size() > shown_bytes;
    auto text = last_lines(line.substr(0, shown_bytes));
    return is_long ? text + " ..." : text;
}

void set_command(reference::Report& report, CommandId id)
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
