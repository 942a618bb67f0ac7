// SPDX-License-Identifier: Apache-2.0
#include "engine/attempt.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace mqttspec::engine {

namespace {

using State = Attempt::State;

wire::Packet const* packet_at(Sight const& sight, std::size_t index)
{
    auto const* received = std::get_if<trace::Received>(&sight.journal[index].event);
    return received == nullptr ? nullptr : &received->decoded.packet;
}

/// Before CONNACK there is one queue only.
std::deque<std::size_t>& queue_of(wire::PacketType type, Inbox& inbox, bool is_server)
{
    if (is_server && is_request(type))
        return inbox.requests;
    return is_delivery(type) ? inbox.deliveries : inbox.replies;
}

/// A Client pings when it likes; where a case looks for something else, that counts for nothing.
void pass_pings_over(std::deque<std::size_t>& requests, Sight const& sight)
{
    std::erase_if(requests, [&](std::size_t index) {
        auto const* packet = packet_at(sight, index);
        return packet != nullptr && wire::type_of(*packet) == wire::PacketType::pingreq;
    });
}

Attempt nothing_there(Sight const& sight)
{
    return {
        .state = sight.connection.has_ended() ? State::failed : State::pending, .member = {}, .taken = {}};
}

/// Gives pattern after pattern a packet of its own, moving earlier ones to others where that helps.
class Assignment
{
public:
    Assignment(std::vector<scenario::Pattern> const& patterns, Sight const& sight)
        : patterns_{patterns}, sight_{sight}, packet_of_(patterns.size(), none)
    {}

    /// Finds a pattern for the packet as well as for all before it.
    bool add(std::size_t index)
    {
        std::vector<bool> tried(patterns_.size(), false);
        return place(index, tried);
    }

private:
    static constexpr auto none = static_cast<std::size_t>(-1);

    bool place(std::size_t index, std::vector<bool>& tried)
    {
        for (std::size_t i = 0; i < patterns_.size(); ++i) {
            if (tried[i] || !fits(patterns_[i], index))
                continue;
            tried[i] = true;
            if (packet_of_[i] == none || place(packet_of_[i], tried)) {
                packet_of_[i] = index;
                return true;
            }
        }
        return false;
    }

    [[nodiscard]] bool fits(scenario::Pattern const& pattern, std::size_t index) const
    {
        auto const* packet = packet_at(sight_, index);
        return packet != nullptr && wire::type_of(*packet) == pattern.type &&
               !first_mismatch(pattern, *packet, sight_.scope);
    }

    std::vector<scenario::Pattern> const& patterns_;
    Sight const& sight_;
    std::vector<std::size_t> packet_of_;
};

/// What the standard has the peer answer to the first `count` packets that were sent.
class OwedReplies
{
public:
    OwedReplies(Sight const& sight, std::size_t count) : version_{sight.connection.version()}
    {
        for (std::size_t i = 0; i < count; ++i)
            add(std::get<trace::Sent>(sight.journal[sight.connection.sent[i]].event).bytes);
    }

    /// Whether that reply is owed; it then is no longer.
    bool take(Sight const& sight, std::size_t index)
    {
        auto const* packet = packet_at(sight, index);
        if (packet == nullptr)
            return false;
        auto const found = owed_.find({wire::type_of(*packet), wire::packet_id_of(*packet).value_or(0)});
        if (found == owed_.end() || found->second == 0)
            return false;
        --found->second;
        return true;
    }

    [[nodiscard]] bool is_any_left() const
    {
        return std::ranges::any_of(owed_, [](auto const& owed) { return owed.second > 0; });
    }

private:
    void add(wire::Bytes const& bytes)
    {
        auto const packet = wire::decode(bytes, version_).packet;
        if (auto const reply = reply_to(packet))
            ++owed_[{*reply, wire::packet_id_of(packet).value_or(0)}];
    }

    wire::Version version_;
    std::map<std::pair<wire::PacketType, std::uint16_t>, int> owed_;
};

/// Whether each of the replies is owed or allowed.
bool are_owed(std::deque<std::size_t> const& replies, std::vector<scenario::Allowed> const& allow,
              Sight const& sight)
{
    OwedReplies owed{sight, sight.connection.last_stimulus};
    for (auto const index : sight.connection.taken)
        (void)owed.take(sight, index);
    return std::ranges::all_of(replies, [&](std::size_t index) {
        return owed.take(sight, index) || is_allowed(allow, scenario::Actor::none, sight, index);
    });
}

} // namespace

Attempt try_packet(scenario::Pattern const& pattern, Sight const& sight, Inbox& inbox)
{
    bool const is_server = sight.connection.is_server();
    auto& queue = queue_of(pattern.type, inbox, is_server);
    if (is_server && pattern.type != wire::PacketType::pingreq && pattern.type != wire::PacketType::connect)
        pass_pings_over(inbox.requests, sight);
    bool const is_one_queue = !is_server && !sight.connection.has_connack();
    if (queue.empty() && is_delivery(pattern.type) && is_one_queue && !inbox.replies.empty())
        return {.state = State::failed, .member = {}, .taken = {}};
    if (queue.empty())
        return nothing_there(sight);
    auto const index = queue.front();
    auto const* packet = packet_at(sight, index);
    if (packet == nullptr || wire::type_of(*packet) != pattern.type)
        return {.state = State::failed, .member = {}, .taken = {}};
    if (auto mismatch = first_mismatch(pattern, *packet, sight.scope))
        return {.state = State::failed, .member = std::move(*mismatch), .taken = {}};
    queue.pop_front();
    return {.state = State::met, .member = {}, .taken = {index}};
}

Attempt try_any_order(std::vector<scenario::Pattern> const& patterns, Sight const& sight, Inbox& inbox)
{
    bool const is_server = sight.connection.is_server();
    std::size_t deliveries = 0;
    std::size_t replies = 0;
    std::size_t requests = 0;
    for (auto const& pattern : patterns)
        ++(is_delivery(pattern.type)               ? deliveries
           : is_server && is_request(pattern.type) ? requests
                                                   : replies);
    Assignment assignment{patterns, sight};
    Attempt attempt;
    auto const take = [&](std::deque<std::size_t> const& queue, std::size_t wanted) {
        for (std::size_t i = 0; i < std::min(wanted, queue.size()); ++i) {
            if (!assignment.add(queue[i]))
                attempt.state = State::failed;
            attempt.taken.push_back(queue[i]);
        }
    };
    take(inbox.deliveries, deliveries);
    take(inbox.replies, replies);
    take(inbox.requests, requests);
    if (attempt.state == State::failed)
        return {.state = State::failed, .member = {}, .taken = {}};
    if (attempt.taken.size() < patterns.size())
        return nothing_there(sight);
    auto const drop = [](std::deque<std::size_t>& queue, std::size_t count) {
        queue.erase(queue.begin(), queue.begin() + static_cast<std::ptrdiff_t>(count));
    };
    drop(inbox.deliveries, deliveries);
    drop(inbox.replies, replies);
    drop(inbox.requests, requests);
    std::ranges::sort(attempt.taken);
    attempt.state = State::met;
    return attempt;
}

Attempt try_close(std::vector<scenario::Allowed> const& allow, Sight const& sight, Inbox& inbox)
{
    if (!inbox.replies.empty() && !are_owed(inbox.replies, allow, sight))
        return {.state = State::failed, .member = "reply", .taken = {}};
    bool const is_garbled = std::ranges::any_of(
        inbox.deliveries, [&](std::size_t index) { return packet_at(sight, index) == nullptr; });
    if (is_garbled)
        return {.state = State::failed, .member = {}, .taken = {}};
    if (!sight.connection.has_ended())
        return {};
    inbox = {};
    return {.state = State::met, .member = {}, .taken = {*sight.connection.closed_at()}};
}

Attempt try_report(scenario::ExpectReport const& expected, Subject const& subject, Scope const& scope,
                   Inbox& inbox)
{
    auto& queue = inbox.reports[static_cast<std::size_t>(expected.kind)];
    if (queue.empty())
        return {};
    auto const index = queue.front();
    auto const* told = subject.told(index);
    if (told != nullptr)
        if (auto mismatch = first_mismatch(expected.report, *told, scope))
            return {.state = State::failed, .member = std::move(*mismatch), .taken = {}};
    queue.pop_front();
    return {.state = State::met, .member = {}, .taken = {index}};
}

bool is_allowed(std::vector<scenario::Allowed> const& allow, scenario::Actor actor, Sight const& sight,
                std::size_t index)
{
    auto const* packet = packet_at(sight, index);
    return packet != nullptr && std::ranges::any_of(allow, [&](scenario::Allowed const& allowed) {
               bool const is_for_us = allowed.actor == scenario::Actor::none || allowed.actor == actor;
               return is_for_us && allowed.packet && allowed.packet->type == wire::type_of(*packet) &&
                      !first_mismatch(*allowed.packet, *packet, sight.scope);
           });
}

bool has_unanswered(Sight const& sight)
{
    OwedReplies owed{sight, sight.connection.sent.size()};
    for (std::size_t i = 0; i < sight.journal.size(); ++i)
        if (sight.journal[i].connection == sight.connection.id())
            (void)owed.take(sight, i);
    return owed.is_any_left();
}

} // namespace mqttspec::engine
