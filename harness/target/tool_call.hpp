// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "driving/line_splitter.hpp"
#include "target/process.hpp"
#include "target/report_box.hpp"
#include "target/spec.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/regex.hpp>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mqttspec::target {

/// A line of a tool's output that tells of something, ready to be looked for.
struct ToolPattern
{
    explicit ToolPattern(ToolEvent of) : pattern(of.match), event(std::move(of)) {}

    boost::regex pattern;
    ToolEvent event;
};

using Values = std::map<std::string, std::string, std::less<>>;

/// The arguments for a connection with that work behind it, if any; `known` is what is in the texts besides.
/// Returns what cannot be done instead.
[[nodiscard]] std::variant<std::vector<std::string>, std::string>
arguments_for(Action const& action, reference::ConnectCommand const& connect, reference::Command const* work,
              Place const& place, Values known);

/// The same for the text of its standard input.
[[nodiscard]] std::string input_for(Action const& action, reference::Command const* work);

/// One run of a tool: one connection, and the work that is done on it. The case's commands come one after the
/// other, though the tool knew of them all when it was started; each is answered when both have come to it.
class ToolCall
{
public:
    struct Errand
    {
        Action const* action = nullptr;
        reference::CommandId connect = 0;
        std::optional<reference::Command> work{}; ///< Behind the connect.
    };

    ToolCall(std::unique_ptr<Process> process, Errand errand, std::vector<ToolPattern> const& patterns,
             std::shared_ptr<ReportBox> box);

    /// False if that is not what it was started for, or is asked for a second time.
    [[nodiscard]] bool work_on(reference::Command const& command);
    void disconnect(reference::CommandId id);
    void abort(reference::CommandId id);

    [[nodiscard]] bool is_running() const { return process_->is_running(); }

    /// Its program, still running perhaps, with nobody listening.
    [[nodiscard]] static std::unique_ptr<Process> dismiss(std::unique_ptr<ToolCall> call);

private:
    void hear(std::string_view line);
    void hear_of_end();
    void take(ToolEvent const& event, boost::smatch const& found);
    void take_connected(bool session_present, std::uint8_t return_code);
    void settle();
    void close(std::optional<reference::CommandId> id);
    [[nodiscard]] bool tells_of(std::string_view event) const;
    [[nodiscard]] std::string end_in_words() const;

    std::unique_ptr<Process> process_;
    Errand errand_;
    std::vector<ToolPattern> const& patterns_;
    std::shared_ptr<ReportBox> box_;
    driving::LineSplitter lines_;
    std::optional<reference::CommandId> work_; ///< What the case calls the work, once it has asked for it.
    std::optional<ClientReport> done_;         ///< What came of it, once that is known.
    std::optional<reference::CommandId> ending_;
    bool is_settled_ = false;   ///< The case has been told.
    bool is_connected_ = false; ///< Or was.
};

} // namespace mqttspec::target
