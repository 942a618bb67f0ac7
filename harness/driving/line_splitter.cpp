// SPDX-License-Identifier: Apache-2.0
#include "driving/line_splitter.hpp"

namespace mqttspec::driving {

void LineSplitter::feed(std::string_view bytes,
                        std::function<void(std::optional<std::string_view>)> const& take)
{
    for (;;) {
        auto const end = bytes.find('\n');
        add(bytes.substr(0, end), take);
        if (end == std::string_view::npos)
            return;
        bytes.remove_prefix(end + 1);
        auto const line = std::move(unfinished_);
        unfinished_.clear();
        if (!line.empty() && !is_skipping_)
            take(line);
        is_skipping_ = false;
    }
}

void LineSplitter::add(std::string_view part,
                       std::function<void(std::optional<std::string_view>)> const& take)
{
    if (is_skipping_)
        return;
    unfinished_ += part;
    if (unfinished_.size() <= longest_bytes_)
        return;
    is_skipping_ = true;
    unfinished_.clear();
    unfinished_.shrink_to_fit();
    take(std::nullopt);
}

} // namespace mqttspec::driving
