// SPDX-License-Identifier: Apache-2.0
#include "cli/progress_line.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace mqttspec::cli {

ProgressLine::ProgressLine(boost::asio::any_io_executor executor, reports::Progress& progress,
                           std::size_t total, bool is_wanted)
    : progress_{progress}, stopped_{std::move(executor)}, began_{net::Clock::now()}, total_{total},
      is_wanted_{is_wanted}
{}

void ProgressLine::begin(std::string const& scenario)
{
    running_[scenario] = net::Clock::now();
}

void ProgressLine::end(std::string const& scenario, results::Verdict verdict)
{
    running_.erase(scenario);
    bool const is_first = done_.insert(scenario).second;
    failed_ += is_first && verdict == results::Verdict::fail ? 1 : 0;
}

boost::asio::awaitable<void> ProgressLine::run()
{
    while (!is_stopped_ && is_wanted_) {
        show();
        auto const next = net::Clock::now() + std::chrono::milliseconds{100};
        co_await stopped_.wait_until(next);
    }
    progress_.clear();
}

void ProgressLine::stop()
{
    is_stopped_ = true;
    stopped_.wake();
}

void ProgressLine::show()
{
    reports::ProgressState state;
    state.done = static_cast<int>(done_.size());
    state.total = static_cast<int>(total_);
    state.running = static_cast<int>(running_.size());
    state.failed = failed_;
    state.elapsed_s = std::chrono::duration<double>(net::Clock::now() - began_).count();
    auto const longest =
        std::ranges::min_element(running_, {}, [](auto const& entry) { return entry.second; });
    if (longest != running_.end())
        state.waiting_for = longest->first;
    progress_.update(state);
}

} // namespace mqttspec::cli
