// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/clock.hpp"
#include "reports/progress.hpp"
#include "results/result.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <map>
#include <set>
#include <string>

namespace mqttspec::cli {

/// Keeps count of what is going on and shows it as a live line, on a terminal only.
class ProgressLine
{
public:
    ProgressLine(boost::asio::any_io_executor executor, reports::Progress& progress, std::size_t total,
                 bool is_wanted);

    void begin(std::string const& scenario);
    void end(std::string const& scenario, results::Verdict verdict);

    /// Refreshes the line until stop().
    [[nodiscard]] boost::asio::awaitable<void> run();
    void stop();

private:
    void show();

    reports::Progress& progress_;
    net::Timer stopped_;
    net::TimePoint began_;
    std::map<std::string, net::TimePoint> running_;
    std::set<std::string> done_;
    std::size_t total_;
    int failed_ = 0;
    bool is_wanted_;
    bool is_stopped_ = false;
};

} // namespace mqttspec::cli
