// SPDX-License-Identifier: Apache-2.0
#include "reference/broker.hpp"

#include "reference/machine.hpp"

#include <algorithm>

namespace mqttspec::reference {

Broker::Broker(BrokerOptions options) : machine_(std::make_unique<Machine>(std::move(options))) {}
Broker::~Broker() = default;
Broker::Broker(Broker&&) noexcept = default;
Broker& Broker::operator=(Broker&&) noexcept = default;

std::vector<Action> Broker::handle(Event const& event)
{
    return machine_->handle(event);
}

std::size_t Broker::link_count() const
{
    return machine_->link_count();
}

std::size_t Broker::client_count() const
{
    return machine_->client_count();
}

std::size_t Broker::session_count() const
{
    return machine_->sessions().size();
}

std::size_t Broker::subscription_count() const
{
    return machine_->subscriptions().size();
}

std::size_t Broker::retained_count() const
{
    return machine_->retained().size();
}

std::size_t Broker::queued_count() const
{
    return machine_->sessions().queued_count();
}

bool Broker::has_session(std::string_view client_id) const
{
    return machine_->sessions().find(client_id) != nullptr;
}

Broker::Machine::Machine(BrokerOptions options)
    : options_(std::move(options)), outbox_limits_{.in_flight = std::clamp<std::size_t>(
                                                       options_.max_in_flight, 1, 65'535),
                                                   .queued = options_.max_queued,
                                                   .queued_bytes = options_.max_queued_bytes},
      subscriptions_(options_.topic_tree()), retained_(options_.retained_store())
{
    if (options_.has_sys_topics) {
        std::string_view const name = "mqttspec reference broker";
        retained_->keep(std::make_shared<Message const>(
            Message{.topic = "$SYS/broker/version", .payload = {name.begin(), name.end()}, .qos = 1}));
    }
}

std::vector<Action> Broker::Machine::handle(Event const& event)
{
    now_ = event.now;
    std::visit([this](auto const& what) { on(what); }, event.what);
    end_overfull_sessions();
    set_timer();
    return std::exchange(actions_, {});
}

std::size_t Broker::Machine::client_count() const
{
    auto const is_accepted = [](auto const& entry) { return entry.second.session != nullptr; };
    return static_cast<std::size_t>(std::ranges::count_if(links_, is_accepted));
}

void Broker::Machine::on(LinkOpened const& opened)
{
    if (links_.size() >= options_.max_links) {
        actions_.emplace_back(Drop{.link = opened.link});
        return;
    }
    auto& link = links_.try_emplace(opened.link, Link{.id = opened.link, .last_heard = now_}).first->second;
    schedule(link, now_ + options_.connect_timeout);
}

void Broker::Machine::on(Received const& received)
{
    auto* link = find(received.link);
    if (link == nullptr) {
        return;
    }
    link->last_heard = now_;

    auto const& packet = received.packet.packet;
    if (link->session == nullptr && is_of_other_level(packet)) {
        return refuse(*link, ReturnCode::unacceptable_level); // [MQTT-3.1.2-2]
    }
    // Malformed is what breaks the figures of chapters 2 and 3. The connection ends, and if the packet was a
    // CONNECT there is no CONNACK: [MQTT-1.5.3-1], [MQTT-1.5.3-2], [MQTT-2.2.2-2], [MQTT-3.1.2-3],
    // [MQTT-3.1.3-1], [MQTT-3.1.4-1], [MQTT-3.2.2-6], [MQTT-3.3.1-4], [MQTT-3.3.2-1], [MQTT-3.6.1-1],
    // [MQTT-3.8.1-1], [MQTT-3.8.3-4], [MQTT-3.10.1-1], [MQTT-3.14.1-1], [MQTT-4.7.3-2], and [MQTT-4.8.0-1]
    // for all else.
    if (!received.packet.malformations.empty()) {
        return break_off(*link);
    }
    if (link->session == nullptr) {
        return greet(*link, packet);
    }
    std::visit([this, link](auto const& it) { on(*link, it); }, packet);
}

/// [MQTT-4.8.0-1]
void Broker::Machine::on(Garbled const& garbled)
{
    if (auto* link = find(garbled.link)) {
        break_off(*link);
    }
}

/// Whichever way it went: there was no DISCONNECT [MQTT-3.1.2-8].
void Broker::Machine::on(LinkLost const& lost)
{
    if (auto* link = find(lost.link)) {
        end(*link);
    }
}

void Broker::Machine::on(Ticked const&)
{
    timer_.reset();
    while (!deadlines_.empty() && deadlines_.begin()->first <= now_) {
        look_at(links_.at(deadlines_.begin()->second));
    }
}

/// Closes a connection whose time is up, and gives one that was heard in the meantime what is left.
void Broker::Machine::look_at(Link& link)
{
    if (link.session != nullptr && link.last_heard + *link.allowance > now_) {
        return schedule(link, link.last_heard + *link.allowance);
    }
    break_off(link); // [MQTT-3.1.2-24], or no CONNECT came (3.1.4, item 1).
}

void Broker::Machine::schedule(Link& link, std::optional<Time> deadline)
{
    if (link.deadline) {
        deadlines_.erase({*link.deadline, link.id});
    }
    if (deadline) {
        deadlines_.emplace(*deadline, link.id);
    }
    link.deadline = deadline;
}

void Broker::Machine::set_timer()
{
    if (deadlines_.empty() || (timer_ && *timer_ <= deadlines_.begin()->first)) {
        return;
    }
    timer_ = deadlines_.begin()->first;
    actions_.emplace_back(SetTimer{.at = *timer_});
}

Broker::Machine::Link* Broker::Machine::find(LinkId id)
{
    auto const found = links_.find(id);
    return found == links_.end() ? nullptr : &found->second;
}

void Broker::Machine::transmit(LinkId link, wire::Packet packet)
{
    actions_.emplace_back(Transmit{.link = link, .what = std::move(packet)});
}

} // namespace mqttspec::reference
