// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "driving/harness_line.hpp"
#include "driving/line_splitter.hpp"
#include "net/clock.hpp"
#include "target/process.hpp"
#include "target/report_box.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace mqttspec::target {

/// One adapter (docs/adapter-protocol.md) at work. It serves one case after the other, each of which counts
/// its commands as it likes: over the pipe they have numbers that are never used twice. Whatever the adapter
/// does that the protocol does not allow is its trouble, and the end of it.
class AdapterProcess
{
public:
    /// Returns what is wrong instead, in one line.
    [[nodiscard]] static std::variant<std::shared_ptr<AdapterProcess>, std::string>
    start(boost::asio::any_io_executor executor, Command command);

    /// Waits for hello. What is wrong, if anything.
    [[nodiscard]] static boost::asio::awaitable<std::string>
    wait_for_hello(std::shared_ptr<AdapterProcess> adapter, net::TimePoint deadline);

    [[nodiscard]] driving::Hello const& hello() const { return *hello_; }

    /// Who hears of it from now on, and of the commands that are given from now on; nobody, if null.
    void serve(std::shared_ptr<ReportBox> box) { box_ = std::move(box); }

    /// Hands over a command of the case that is served. Returns its number over the pipe.
    reference::CommandId say(driving::Request request);

    /// Waits for that command's answer, of whatever kind. No answer in time is the adapter's trouble. What is
    /// wrong, if anything.
    [[nodiscard]] static boost::asio::awaitable<std::string>
    wait_for_answer(std::shared_ptr<AdapterProcess> adapter, reference::CommandId id,
                    net::TimePoint deadline);

    /// Ends its connection, with nobody listening. False if that cannot be told: it is in doubt.
    [[nodiscard]] static boost::asio::awaitable<bool> make_quiet(std::shared_ptr<AdapterProcess> adapter,
                                                                 net::TimePoint deadline);

    /// Ends its input, and the adapter by force if it does not end itself by then. How it ended, in words;
    /// empty if it had to be forced.
    [[nodiscard]] static boost::asio::awaitable<std::string> end(std::shared_ptr<AdapterProcess> adapter,
                                                                 net::TimePoint deadline);

    /// Ends it by force, without waiting.
    void kill();

    /// What it did wrong, with the last of its standard error; empty if nothing.
    [[nodiscard]] std::string const& trouble() const { return trouble_; }
    void fail(std::string const& why);

    // For tests of the adapter itself.

    /// What is no command: an adapter may complain about it from now on.
    void say_nonsense(std::string_view line);
    /// A command that the protocol does not have. Returns its number.
    reference::CommandId say_unknown_command(std::string_view name);
    /// Its last `error` without a number.
    [[nodiscard]] std::string const& last_complaint() const { return last_complaint_; }

    AdapterProcess(boost::asio::any_io_executor executor, std::unique_ptr<Process> process);

private:
    struct Pending
    {
        reference::Command command{};
        std::shared_ptr<ReportBox> box{};
    };

    void write(std::string_view line);
    void hear(std::optional<std::string_view> line);
    void take(driving::AdapterEvent const& event);
    void take(driving::Greeting const& greeting);
    void take(reference::Report report);
    void take(driving::Unsupported unsupported);
    void take(driving::NotUnderstood const& complaint);
    void take(driving::BadEvent const& bad);
    [[nodiscard]] std::optional<Pending> answered(reference::CommandId id, std::string_view event);
    void hear_of_end();

    boost::asio::any_io_executor executor_;
    std::unique_ptr<Process> process_;
    driving::LineSplitter lines_{driving::longest_line_bytes};
    net::Timer changed_; ///< Those who wait for hello or an answer sleep on it.
    std::optional<driving::Hello> hello_;
    std::map<reference::CommandId, Pending> pending_;
    reference::CommandId last_id_ = 0;
    std::shared_ptr<ReportBox> box_;
    std::string trouble_;
    std::string line_; ///< That is being read, for complaints.
    std::string last_complaint_;
    bool tolerates_complaints_ = false;
    bool is_ending_ = false;
};

} // namespace mqttspec::target
