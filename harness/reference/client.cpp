// SPDX-License-Identifier: Apache-2.0
#include "reference/client.hpp"

#include "reference/client_machine.hpp"

#include <algorithm>

namespace mqttspec::reference {

Client::Client(ClientOptions options) : machine_(std::make_unique<Machine>(std::move(options))) {}
Client::~Client() = default;
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;

std::vector<ClientAction> Client::handle(ClientEvent const& event)
{
    return machine_->handle(event);
}

bool Client::is_connected() const
{
    return machine_->is_connected();
}

std::size_t Client::session_count() const
{
    return machine_->session_count();
}

bool Client::has_session(std::string_view client_id) const
{
    return machine_->has_session(client_id);
}

std::size_t Client::queued_count() const
{
    return machine_->queued_count();
}

Client::Machine::Machine(ClientOptions options) : options_(std::move(options))
{
    // Messages and Subscriptions draw on one pool of 65,535 identifiers [MQTT-2.3.1-2].
    options_.max_in_flight = std::clamp<std::size_t>(options_.max_in_flight, 1, 60'000);
    options_.max_subscriptions = std::min<std::size_t>(options_.max_subscriptions, 5'000);
}

std::vector<ClientAction> Client::Machine::handle(ClientEvent const& event)
{
    now_ = event.now;
    std::visit([this](auto const& what) { on(what); }, event.what);
    set_timer();
    return std::exchange(actions_, {});
}

std::size_t Client::Machine::queued_count() const
{
    std::size_t count = 0;
    for (auto const& [id, session] : sessions_) {
        count += session.outbox.size();
    }
    return count;
}

/// What a Client must not send is refused before it does anything.
void Client::Machine::on(Command const& command)
{
    auto const objections = options_.objections(command);
    if (!objections.empty()) {
        return fail(command.id, objections.front().why);
    }
    bool const is_for_later = std::holds_alternative<PublishCommand>(command.what) ||
                              std::holds_alternative<SubscribeCommand>(command.what) ||
                              std::holds_alternative<UnsubscribeCommand>(command.what);
    if (!is_for_later || is_connected()) {
        return std::visit([&](auto const& what) { carry_out(command.id, what); }, command.what);
    }
    if (!link_ || link_->early.size() >= options_.max_early_commands) {
        return fail(command.id, link_ ? "too many commands wait for CONNACK" : "there is no connection");
    }
    link_->early.push_back(command); // A Client may send before CONNACK (3.1.4); this one waits.
}

void Client::Machine::on(Received const& received)
{
    if (!is_current(received.link) || link_->stage == Stage::opening) {
        return;
    }
    // Malformed is what breaks the figures of chapters 2 and 3; a Client closes on it just as a Server does:
    // [MQTT-1.5.3-1], [MQTT-1.5.3-2], [MQTT-2.2.2-2], [MQTT-2.3.1-1], [MQTT-3.3.1-4], [MQTT-3.3.2-1],
    // [MQTT-3.9.3-2], [MQTT-4.7.3-2], and [MQTT-4.8.0-1] for all else.
    auto const& [packet, fields, malformations] = received.packet;
    if (!malformations.empty()) {
        auto const name = std::string(wire::name_of(wire::type_of(packet)));
        auto const defect = std::string(wire::name_of(malformations.front().defect));
        return break_off("malformed " + name + ": " + defect);
    }
    if (link_->stage == Stage::greeting) {
        return greet(packet);
    }
    std::visit([this](auto const& it) { on_packet(it); }, packet);
}

/// [MQTT-4.8.0-1]
void Client::Machine::on(Garbled const& garbled)
{
    if (is_current(garbled.link)) {
        break_off("what came is no packet");
    }
}

/// [MQTT-3.1.2-23] A PINGREQ goes out when nothing else has for so long; whatever else goes out moves it. No
/// answer to it within another Keep Alive means that the connection is dead (3.1.2.10).
void Client::Machine::on(Ticked const&)
{
    timer_.reset();
    if (!link_) {
        return;
    }
    if (link_->stage != Stage::connected && link_->connack_due <= now_) {
        return break_off("no CONNACK came in time");
    }
    if (auto const due = pingresp_due(); due && *due <= now_) {
        return break_off("no PINGRESP came in time");
    }
    if (auto const due = ping_due(); due && *due <= now_) {
        link_->ping_sent = link_->ping_sent.value_or(now_);
        transmit(wire::Pingreq{});
    }
}

void Client::Machine::on_packet(wire::Pingresp const&)
{
    link_->ping_sent.reset();
}

/// A quarter of the Keep Alive is left for the network and for a timer that is late.
std::optional<Time> Client::Machine::ping_due() const
{
    if (link_->connect.keep_alive == 0 || link_->stage == Stage::opening) {
        return std::nullopt;
    }
    return link_->last_sent + Time(std::chrono::seconds{link_->connect.keep_alive}) * 3 / 4;
}

std::optional<Time> Client::Machine::pingresp_due() const
{
    if (!link_->ping_sent) {
        return std::nullopt;
    }
    return *link_->ping_sent + std::chrono::seconds{link_->connect.keep_alive};
}

void Client::Machine::set_timer()
{
    if (!link_) {
        return;
    }
    std::vector<Time> due;
    if (link_->stage != Stage::connected) {
        due.push_back(link_->connack_due);
    }
    for (auto const& deadline : {ping_due(), pingresp_due()}) {
        if (deadline) {
            due.push_back(*deadline);
        }
    }
    if (due.empty()) {
        return;
    }
    auto const next = *std::ranges::min_element(due);
    if (!timer_ || next < *timer_) {
        timer_ = next;
        actions_.emplace_back(SetTimer{.at = next});
    }
}

void Client::Machine::transmit(wire::Packet packet)
{
    link_->last_sent = now_;
    actions_.emplace_back(Transmit{.link = link_->id, .what = std::move(packet)});
}

void Client::Machine::fail(CommandId command, std::string why)
{
    tell(Failed{.command = command, .why = std::move(why)});
}

} // namespace mqttspec::reference
