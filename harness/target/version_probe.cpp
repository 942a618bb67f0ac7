// SPDX-License-Identifier: Apache-2.0
#include "target/version_probe.hpp"

#include <boost/regex.hpp>

#include <memory>
#include <utility>
#include <variant>

namespace mqttspec::target {

boost::asio::awaitable<std::string> probe_version(boost::asio::any_io_executor executor, Command command,
                                                  std::string pattern, net::TimePoint deadline)
{
    auto started = Process::start(executor, command);
    if (!std::holds_alternative<std::unique_ptr<Process>>(started))
        co_return std::string();
    auto const process = std::get<std::unique_ptr<Process>>(std::move(started));
    bool const ended = co_await process->wait_for_end(deadline);
    auto const output = process->output_tail();
    co_await process->stop(net::Duration::zero());
    co_return ended ? version_in(output, pattern) : std::string();
}

std::string version_in(std::string_view output, std::string const& pattern)
{
    auto const text = std::string(output.substr(0, 4096));
    boost::smatch match;
    try {
        if (!boost::regex_search(text, match, boost::regex(pattern)))
            return {};
    } catch (boost::regex_error const&) {
        return {};
    }
    return match.size() > 1 ? match[1].str() : match[0].str();
}

std::optional<std::string> why_no_pattern(std::string const& pattern)
{
    if (pattern.empty())
        return "is empty";
    try {
        boost::regex const compiled(pattern);
    } catch (boost::regex_error const& error) {
        return std::string("is no regular expression: ") + error.what();
    }
    return std::nullopt;
}

} // namespace mqttspec::target
