// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace mqttspec::driving {

/// Cuts what comes in at `\n`, however it comes.
class LineSplitter
{
public:
    explicit LineSplitter(std::size_t longest_bytes) : longest_bytes_(longest_bytes) {}

    /// Calls with each line that has its end now, without that; empty lines are passed over. Once with
    /// nothing for a line that is too long, as soon as it is; the rest of it is skipped.
    void feed(std::string_view bytes, std::function<void(std::optional<std::string_view>)> const& take);

    [[nodiscard]] std::string const& unfinished() const { return unfinished_; }

private:
    void add(std::string_view part, std::function<void(std::optional<std::string_view>)> const& take);

    std::size_t longest_bytes_;
    std::string unfinished_;
    bool is_skipping_ = false; ///< The rest of a line that is too long.
};

} // namespace mqttspec::driving
