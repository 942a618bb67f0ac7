// SPDX-License-Identifier: Apache-2.0
#include "rules/messages.hpp"

#include <utility>

namespace mqttspec::rules {

void Messages::add(Message message)
{
    auto const content = message.content;
    if (auto const will = wills_.find(content); will != wills_.end())
        will->second.is_shared = true;
    if (latest_.empty())
        latest_.resize(most);
    if (!seen_.insert(content))
        return spoil(content);
    latest_[content % most] = std::move(message);
}

void Messages::spoil(std::uint64_t content)
{
    if (auto* known = find(content))
        *known = {};
}

void Messages::note_unknown(std::uint64_t content)
{
    if (!wills_.contains(content))
        (void)seen_.insert(content);
}

Message* Messages::find(std::uint64_t content)
{
    return const_cast<Message*>(std::as_const(*this).find(content));
}

Message const* Messages::find(std::uint64_t content) const
{
    if (latest_.empty() || latest_[content % most].content != content || content == 0)
        return nullptr;
    return &latest_[content % most];
}

void Messages::add_will(std::uint64_t content, KnownWill will)
{
    if (wills_.size() == most_wills && !wills_.contains(content))
        wills_.clear();
    bool const is_new = seen_.insert(content);
    auto& known = wills_.try_emplace(content, will).first->second;
    known.is_shared = known.is_shared || !is_new;
    spoil(content);
}

void Messages::withdraw_will(std::uint64_t content, trace::ConnectionId owner, trace::Time at)
{
    auto const found = wills_.find(content);
    if (found == wills_.end() || found->second.owner != owner)
        return;
    found->second.is_withdrawn = true;
    found->second.withdrawn = at;
}

KnownWill const* Messages::find_will(std::uint64_t content) const
{
    auto const found = wills_.find(content);
    return found == wills_.end() || found->second.is_shared ? nullptr : &found->second;
}

} // namespace mqttspec::rules
