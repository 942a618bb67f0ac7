// SPDX-License-Identifier: Apache-2.0
#include "cli/run_facts.hpp"

#include <fmt/chrono.h>

#include <chrono>
#include <random>
#include <string_view>
#include <sys/resource.h>

namespace mqttspec::cli {

std::string now_in_utc()
{
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                       fmt::gmtime(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now())));
}

std::string new_run_id()
{
    constexpr std::string_view alphabet = "0123456789abcdefghijklmnopqrstuvwxyz";
    std::random_device random;
    std::string id;
    while (id.size() < 6)
        id += alphabet[random() % alphabet.size()];
    return id;
}

double cpu_seconds()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    auto const seconds = [](timeval const& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

} // namespace mqttspec::cli
