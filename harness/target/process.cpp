// SPDX-License-Identifier: Apache-2.0
#include "target/process.hpp"

#include "target/guardian.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <sys/socket.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace mqttspec::target {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kept_bytes = 64U * 1024;

} // namespace

/// Shared with the handlers that read the pipes: they may outlive the Process.
struct Process::State
{
    State(asio::any_io_executor executor, Guardian const& guardian)
        : output(executor, guardian.output), reports(executor, guardian.reports), errors(executor),
          input(executor), orders(guardian.orders), pid(guardian.pid), is_spoken_with(guardian.input >= 0),
          changed(executor)
    {
        output.non_blocking(true);
        if (!is_spoken_with)
            return;
        errors.assign(guardian.errors);
        errors.non_blocking(true);
        input.assign(asio::local::stream_protocol(), guardian.input);
    }

    void give(Order order) const;
    void let_go();
    void reap();
    void keep(std::string_view text);
    void hear(std::string_view text);
    void drain(asio::posix::stream_descriptor& from, void (State::*take)(std::string_view));
    void take_end(std::string words);

    asio::posix::stream_descriptor output;
    asio::posix::stream_descriptor reports;
    asio::posix::stream_descriptor errors;      ///< Open if it is spoken with.
    asio::local::stream_protocol::socket input; ///< The same.
    int orders = -1;
    pid_t pid = -1;
    bool is_spoken_with = false;
    net::Timer changed;
    std::vector<char> buffer = std::vector<char>(kept_bytes);
    std::vector<char> error_buffer = std::vector<char>(is_spoken_with ? kept_bytes : 0);
    std::string unsaid;
    std::string being_said;
    bool ends_input = false;
    Report incoming;
    std::string log;
    std::string end;      ///< In words; empty while the program runs.
    bool is_gone = false; ///< And so is all that it started.
    std::function<void()> on_end;
    std::function<void(std::string_view)> on_output;
};

namespace {

using State = Process::State;

void read_output(std::shared_ptr<State> const& state);
void read_errors(std::shared_ptr<State> const& state);
void read_reports(std::shared_ptr<State> const& state);
void write_input(std::shared_ptr<State> const& state);
std::string words_for(Report const& report);
std::vector<std::string> merged_environment(std::vector<std::pair<std::string, std::string>> const& ours);
bool is_executable(std::string const& path);

} // namespace

std::variant<std::unique_ptr<Process>, std::string> Process::start(asio::any_io_executor executor,
                                                                   Command const& command)
{
    if (command.arguments.empty())
        return std::string("there is no command");
    auto const program = find_program(command.arguments.front());
    if (!program)
        return fmt::format("{} is not installed", command.arguments.front());
    auto started = start_guardian({.program = *program,
                                   .arguments = command.arguments,
                                   .environment = merged_environment(command.environment),
                                   .folder = command.folder,
                                   .is_spoken_with = command.is_spoken_with});
    if (auto* const trouble = std::get_if<std::string>(&started))
        return std::move(*trouble);
    auto state = std::make_shared<State>(executor, std::get<Guardian>(started));
    read_output(state);
    if (state->is_spoken_with)
        read_errors(state);
    read_reports(state);
    return std::unique_ptr<Process>(new Process(std::move(state)));
}

Process::Process(std::shared_ptr<State> state) : state_(std::move(state)) {}

Process::~Process()
{
    state_->on_end = {};
    state_->on_output = {};
    state_->let_go();
}

bool Process::is_running() const
{
    return state_->end.empty();
}

std::string Process::end_in_words() const
{
    return state_->end;
}

std::string Process::output_tail() const
{
    auto const& log = state_->log;
    return log.size() > kept_bytes ? log.substr(log.size() - kept_bytes) : log;
}

void Process::on_end(std::function<void()> call)
{
    state_->on_end = std::move(call);
}

void Process::say(std::string_view text)
{
    state_->unsaid += text;
    write_input(state_);
}

std::size_t Process::unsaid_bytes() const
{
    return state_->unsaid.size() + state_->being_said.size();
}

void Process::end_input()
{
    state_->ends_input = true;
    write_input(state_);
}

void Process::on_output(std::function<void(std::string_view)> call)
{
    state_->on_output = std::move(call);
}

void Process::terminate()
{
    state_->give(Order::terminate);
}

void Process::kill()
{
    state_->give(Order::kill);
}

asio::awaitable<bool> Process::wait_for_end(net::TimePoint deadline)
{
    auto const state = state_; // We may be destroyed meanwhile.
    while (state->end.empty() && net::Clock::now() < deadline)
        co_await state->changed.wait_until(deadline);
    co_return !state->end.empty();
}

asio::awaitable<void> Process::stop(net::Duration grace)
{
    constexpr auto patience = std::chrono::seconds(10); // The guardian gives up earlier.
    auto const state = state_;
    state->on_end = {};
    auto const killed_at = net::Clock::now() + grace;
    if (grace > net::Duration::zero())
        state->give(Order::terminate);
    while (!state->is_gone && net::Clock::now() < killed_at)
        co_await state->changed.wait_until(killed_at);
    state->give(Order::kill);
    auto const given_up_at = net::Clock::now() + patience;
    while (!state->is_gone && net::Clock::now() < given_up_at)
        co_await state->changed.wait_until(given_up_at);
    state->let_go();
}

std::optional<std::string> find_program(std::string const& name)
{
    if (name.find('/') != std::string::npos) {
        auto absolute = std::filesystem::absolute(name).string(); // It is run from another folder.
        return is_executable(name) ? std::optional(std::move(absolute)) : std::nullopt;
    }
    auto const* const path = std::getenv("PATH");
    auto const folders = std::string(path ? path : "/usr/bin:/bin") + ":/usr/local/sbin:/usr/sbin:/sbin";
    for (std::size_t from = 0; from <= folders.size();) {
        auto const to = std::min(folders.find(':', from), folders.size());
        auto const folder = folders.substr(from, to - from);
        if (!folder.empty() && is_executable(folder + "/" + name))
            return folder + "/" + name;
        from = to + 1;
    }
    return std::nullopt;
}

void Process::State::give(Order order) const
{
    auto const byte = static_cast<char>(order);
    if (pid >= 0)
        ::send(orders, &byte, 1, MSG_NOSIGNAL);
}

/// Kills what still runs, and waits for the guardian, which does not take long.
void Process::State::let_go()
{
    give(Order::kill);
    reap();
    boost::system::error_code ignored;
    output.close(ignored);
    reports.close(ignored);
    errors.close(ignored);
    input.close(ignored);
}

void Process::State::reap()
{
    if (pid < 0)
        return;
    ::waitpid(pid, nullptr, 0);
    ::close(orders);
    pid = -1;
}

void Process::State::keep(std::string_view text)
{
    log += text;
    if (log.size() > 4 * kept_bytes)
        log.erase(0, log.size() - kept_bytes);
}

void Process::State::hear(std::string_view text)
{
    if (on_output)
        on_output(text);
}

/// What is in the pipe already belongs to the story of the end.
void Process::State::drain(asio::posix::stream_descriptor& from, void (State::*take)(std::string_view))
{
    std::array<char, 4096> text{};
    for (std::size_t total = 0; total < 4 * kept_bytes;) {
        auto const size = ::read(from.native_handle(), text.data(), text.size());
        if (size <= 0)
            return;
        (this->*take)({text.data(), static_cast<std::size_t>(size)});
        total += static_cast<std::size_t>(size);
    }
}

void Process::State::take_end(std::string words)
{
    if (!end.empty())
        return;
    end = std::move(words);
    if (is_spoken_with)
        drain(errors, &State::keep);
    drain(output, is_spoken_with ? &State::hear : &State::keep);
    changed.wake();
    if (auto const call = std::exchange(on_end, {}))
        call();
}

namespace {

void read_output(std::shared_ptr<State> const& state)
{
    auto const take = [state](boost::system::error_code ec, std::size_t size) {
        std::string_view const text(state->buffer.data(), size);
        if (state->is_spoken_with)
            state->hear(text);
        else
            state->keep(text);
        if (!ec)
            read_output(state);
    };
    state->output.async_read_some(asio::buffer(state->buffer), take);
}

void read_errors(std::shared_ptr<State> const& state)
{
    auto const take = [state](boost::system::error_code ec, std::size_t size) {
        state->keep({state->error_buffer.data(), size});
        if (!ec)
            read_errors(state);
    };
    state->errors.async_read_some(asio::buffer(state->error_buffer), take);
}

/// One write at a time. Who does not listen any more is told nothing: how it ended says the rest.
void write_input(std::shared_ptr<State> const& state)
{
    if (!state->being_said.empty())
        return;
    boost::system::error_code ignored;
    if (state->unsaid.empty()) {
        if (state->ends_input)
            state->input.shutdown(asio::local::stream_protocol::socket::shutdown_send, ignored);
        return;
    }
    state->being_said.swap(state->unsaid);
    asio::async_write(state->input, asio::buffer(state->being_said),
                      [state](boost::system::error_code ec, std::size_t) {
                          state->being_said.clear();
                          if (ec)
                              state->unsaid.clear();
                          else
                              write_input(state);
                      });
}

/// A report is smaller than what a pipe writes at once, and therefore comes whole.
void read_reports(std::shared_ptr<State> const& state)
{
    auto const into = asio::buffer(&state->incoming, sizeof state->incoming);
    state->reports.async_read_some(into, [state](boost::system::error_code ec, std::size_t size) {
        if (ec == asio::error::operation_aborted)
            return;
        if (!ec && size == sizeof state->incoming) {
            state->take_end(words_for(state->incoming));
            read_reports(state);
            return;
        }
        state->reap();
        state->is_gone = true;
        state->take_end("was lost, because its guardian was killed");
        state->changed.wake();
    });
}

std::string words_for(Report const& report)
{
    if (report.kind == Report::Kind::not_started)
        return fmt::format("could not be started: {}", std::strerror(report.value));
    if (WIFSIGNALED(report.value))
        return fmt::format("was ended by signal {} ({})", WTERMSIG(report.value),
                           ::strsignal(WTERMSIG(report.value)));
    return fmt::format("ended with exit code {}", WEXITSTATUS(report.value));
}

std::vector<std::string> merged_environment(std::vector<std::pair<std::string, std::string>> const& ours)
{
    std::vector<std::string> merged;
    for (auto const* const* entry = environ; *entry; ++entry) {
        auto const inherited = std::string_view(*entry);
        auto const name = inherited.substr(0, inherited.find('='));
        if (std::ranges::find(ours, name, &std::pair<std::string, std::string>::first) == ours.end())
            merged.emplace_back(inherited);
    }
    for (auto const& [name, value] : ours)
        merged.push_back(name + "=" + value);
    return merged;
}

bool is_executable(std::string const& path)
{
    std::error_code ec;
    return std::filesystem::is_regular_file(path, ec) && ::access(path.c_str(), X_OK) == 0;
}

} // namespace

} // namespace mqttspec::target
