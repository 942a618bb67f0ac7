// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

namespace mqttspec::cli {

/// Says on standard error what goes wrong again and again, for hours maybe: of each kind one line a minute at
/// most. The rest is counted.
class NoticeBoard
{
public:
    /// `what` is the kind; `who` is an example.
    void note(std::string const& what, std::string const& who);

    /// A count_line for each kind.
    [[nodiscard]] std::string counts() const;

private:
    struct Kind
    {
        std::uint64_t count = 0;
        std::uint64_t unsaid = 0;
        std::chrono::steady_clock::time_point said_at{};
    };
    std::map<std::string, Kind> kinds_;
};

} // namespace mqttspec::cli
