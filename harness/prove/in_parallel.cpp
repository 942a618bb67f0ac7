// SPDX-License-Identifier: Apache-2.0
#include "prove/in_parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace mqttspec::prove {

void in_parallel(std::size_t count, std::function<void(std::size_t)> const& work)
{
    std::atomic<std::size_t> next{0};
    std::mutex failing;
    std::exception_ptr first;
    auto const run = [&] {
        try {
            for (auto i = next++; i < count; i = next++)
                work(i);
        } catch (...) {
            std::scoped_lock const lock{failing};
            if (!first)
                first = std::current_exception();
            next = count;
        }
    };
    std::vector<std::jthread> others;
    auto const threads = std::min<std::size_t>(count, std::thread::hardware_concurrency());
    for (std::size_t i = 1; i < threads; ++i)
        others.emplace_back(run);
    run();
    others.clear(); // Joins them.
    if (first)
        std::rethrow_exception(first);
}

} // namespace mqttspec::prove
