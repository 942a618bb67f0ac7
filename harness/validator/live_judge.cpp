// SPDX-License-Identifier: Apache-2.0
#include "validator/live_judge.hpp"

#include <utility>

namespace mqttspec::validator {

void LiveJudge::opened(Id id, Ends ends, Moment moment)
{
    bool const is_chosen = true; // Who sends it through a proxy of MQTT says that it is some.
    auto const added = conversations_.try_emplace(id, judge_, std::move(ends), is_chosen);
    added.first->second.opened(moment);
}

void LiveJudge::bytes(Id id, Role sender, std::span<std::uint8_t const> bytes, Moment moment)
{
    auto const found = conversations_.find(id);
    if (found != conversations_.end())
        found->second.bytes(sender, bytes, moment);
}

void LiveJudge::frame(Id id, Role sender, Frame frame, Moment moment)
{
    auto const found = conversations_.find(id);
    if (found != conversations_.end())
        found->second.frame(sender, frame, moment);
}

void LiveJudge::missed(Id id, Role sender, std::uint64_t count)
{
    auto const found = conversations_.find(id);
    if (found != conversations_.end())
        found->second.missed(sender, count);
}

void LiveJudge::closed(Id id, Moment moment)
{
    auto const found = conversations_.find(id);
    if (found == conversations_.end())
        return;
    auto& conversation = found->second;
    unjudged_.over_tls += conversation.kind() == Kind::tls ? 1U : 0U;
    unjudged_.unreadable_websockets += conversation.is_unreadable() ? 1U : 0U;
    conversation.closed(moment);
    conversations_.erase(found);
}

} // namespace mqttspec::validator
