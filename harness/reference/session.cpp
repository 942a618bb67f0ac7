// SPDX-License-Identifier: Apache-2.0
#include "reference/session.hpp"

#include <utility>

namespace mqttspec::reference {

Session& Sessions::create(std::string client_id, bool is_clean, OutboxLimits const& limits)
{
    auto const id = ++last_id_;
    by_client_id_.emplace(client_id, id);
    auto session = std::make_unique<Session>(Session{.id = id,
                                                     .client_id = std::move(client_id),
                                                     .is_clean = is_clean,
                                                     .link = std::nullopt,
                                                     .filters = {},
                                                     .outbox = Outbox{limits},
                                                     .received_unreleased = {}});
    return *by_id_.emplace(id, std::move(session)).first->second;
}

void Sessions::erase(Session const& session)
{
    auto const id = session.id;
    by_client_id_.erase(session.client_id);
    by_id_.erase(id);
}

Session* Sessions::find(std::string_view client_id) const
{
    auto const found = by_client_id_.find(client_id);
    return found == by_client_id_.end() ? nullptr : find(found->second);
}

Session* Sessions::find(SubscriberId id) const
{
    auto const found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : found->second.get();
}

std::size_t Sessions::queued_count() const
{
    std::size_t count = 0;
    for (auto const& [id, session] : by_id_) {
        count += session->outbox.size();
    }
    return count;
}

} // namespace mqttspec::reference
