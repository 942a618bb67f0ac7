// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/clock.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace mqttspec::target {

/// A program to be run, without a shell.
struct Command
{
    std::vector<std::string>
        arguments; ///< The first is the program: a path, or a name that find_program knows.
    std::vector<std::pair<std::string, std::string>> environment; ///< Besides our own.
    std::string
        folder; ///< Where it runs; empty: where we do. Removed should we be killed without stopping it.
    bool is_spoken_with = false; ///< Its standard input is ours, and what it writes is told, not kept.
};

/// A program of ours, in a process group of its own, under a guardian (guardian.hpp) that ends it and all
/// that it started when it ends, when we stop it, or when we die, however suddenly. What it writes is kept,
/// the last of it; of one that is spoken with, what it writes to standard error.
class Process
{
public:
    /// Returns what is wrong instead, in one line.
    [[nodiscard]] static std::variant<std::unique_ptr<Process>, std::string>
    start(boost::asio::any_io_executor executor, Command const& command);

    ~Process(); ///< Kills it, if it still runs.
    Process(Process const&) = delete;
    Process& operator=(Process const&) = delete;

    [[nodiscard]] bool is_running() const;

    /// "ended with exit code 1", "was ended by signal 11 (Segmentation fault)"; empty while it runs.
    [[nodiscard]] std::string end_in_words() const;

    /// The last 64 KiB of its standard output and error, at most.
    [[nodiscard]] std::string output_tail() const;

    /// Puts that behind what its standard input is yet to take. Only if it is spoken with, as the next three.
    void say(std::string_view text);
    [[nodiscard]] std::size_t unsaid_bytes() const;
    void end_input(); ///< Behind what was said.

    /// Called with what it writes to standard output, as it comes; before on_end() with the last of it.
    void on_output(std::function<void(std::string_view)> call);

    void terminate(); ///< SIGTERM to its group; does not wait.
    void kill();      ///< SIGKILL to all that it started; does not wait.

    /// Called once, at once, when it has ended. Not called from within stop().
    void on_end(std::function<void()> call);

    /// False if the deadline came first.
    [[nodiscard]] boost::asio::awaitable<bool> wait_for_end(net::TimePoint deadline);

    /// SIGTERM to its group and, after the grace, SIGKILL to all that it started. Returns when nothing is
    /// left.
    [[nodiscard]] boost::asio::awaitable<void> stop(net::Duration grace);

    struct State;

private:
    explicit Process(std::shared_ptr<State> state);
    std::shared_ptr<State> state_;
};

/// The path of a program: on PATH, or where administrators' programs are, which PATH often lacks.
[[nodiscard]] std::optional<std::string> find_program(std::string const& name);

} // namespace mqttspec::target
