// SPDX-License-Identifier: Apache-2.0
#include "cli/notice_board.hpp"

#include "cli/judged.hpp"
#include "cli/say.hpp"

#include <fmt/format.h>

namespace mqttspec::cli {

namespace {

constexpr std::chrono::minutes pause{1};
constexpr std::size_t most_kinds = 64; ///< What peers send is in some of them.

} // namespace

void NoticeBoard::note(std::string const& what, std::string const& who)
{
    bool const is_room = kinds_.size() < most_kinds || kinds_.contains(what);
    auto& kind = kinds_[is_room ? what : std::string{"other troubles"}];
    ++kind.count;
    auto const now = std::chrono::steady_clock::now();
    if (kind.count > 1 && now - kind.said_at < pause) {
        ++kind.unsaid;
        return;
    }
    auto const more = kind.unsaid > 0 ? fmt::format(" (and {} more since the last time)", kind.unsaid) : "";
    say(fmt::format("{}: {}{}", who, what, more));
    kind.said_at = now;
    kind.unsaid = 0;
}

std::string NoticeBoard::counts() const
{
    std::string text;
    for (auto const& [what, kind] : kinds_)
        text += count_line(kind.count, what);
    return text;
}

} // namespace mqttspec::cli
