// SPDX-License-Identifier: Apache-2.0
#include "reference/model_world.hpp"

#include "wire/decode.hpp"
#include "wire/encode.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace mqttspec::reference {
namespace {

/// A narrow window, so that queues build up.
BrokerOptions narrow()
{
    BrokerOptions options;
    options.max_in_flight = 4;
    return options;
}

constexpr std::size_t topics = 3;

} // namespace

ModelWorld::ModelWorld(unsigned seed, std::size_t clients) : random_(seed), broker_(narrow()), wires_(clients)
{
    for (std::size_t i = 0; i < clients; ++i) {
        clients_.emplace_back("client" + std::to_string(i));
        connect(i);
        clients_[i].subscribe("qos1/+", 1);
        clients_[i].subscribe("qos2/+", 2);
    }
    settle();
}

void ModelWorld::step()
{
    auto const client = any(clients_.size());
    auto const dice = any(100);
    if (dice < 10) {
        publish(client);
    } else if (dice < 53) {
        deliver_to_broker(client);
    } else if (dice < 96) {
        deliver_to_client(client);
    } else if (wires_[client].is_open) {
        lose(client);
    } else {
        connect(client);
    }
}

void ModelWorld::settle()
{
    for (std::size_t i = 0; i < clients_.size(); ++i) {
        if (!wires_[i].is_open) {
            connect(i);
        }
    }
    bool moved = true;
    while (moved) {
        moved = false;
        for (std::size_t i = 0; i < clients_.size(); ++i) {
            moved |= deliver_to_broker(i);
            moved |= deliver_to_client(i);
        }
    }
    now_ += BrokerOptions{}.connect_timeout; // For connections that broke before their CONNECT arrived.
    handle(Ticked{});
}

std::size_t ModelWorld::any(std::size_t count)
{
    return random_() % count;
}

void ModelWorld::publish(std::size_t client)
{
    bool const is_qos2 = any(2) == 1;
    auto const topic = (is_qos2 ? "qos2/" : "qos1/") + std::to_string(any(topics));
    auto const payload = std::to_string(client) + ":" + std::to_string(++published_);
    clients_[client].publish(topic, payload, is_qos2 ? 2 : 1);
}

void ModelWorld::connect(std::size_t client)
{
    wires_[client] = Wire{.link = ++last_link_, .is_open = true};
    handle(LinkOpened{.link = last_link_});
    clients_[client].connect();
}

/// Half of the time the broker does not notice: then the next connection takes over.
void ModelWorld::lose(std::size_t client)
{
    ++losses_;
    auto const link = std::exchange(wires_[client], Wire{}).link;
    clients_[client].outgoing.clear();
    if (any(2) == 1) {
        handle(LinkLost{.link = link, .how = Loss::rst});
    }
}

bool ModelWorld::deliver_to_broker(std::size_t client)
{
    auto& outgoing = clients_[client].outgoing;
    if (!wires_[client].is_open || outgoing.empty()) {
        return false;
    }
    auto const bytes = wire::encode(outgoing.front(), wire::Version::v3_1_1).bytes;
    outgoing.pop_front();
    handle(Received{
        .link = wires_[client].link, .packet = wire::decode(bytes, wire::Version::v3_1_1), .bytes = bytes});
    return true;
}

bool ModelWorld::deliver_to_client(std::size_t client)
{
    auto& to_client = wires_[client].to_client;
    if (to_client.empty()) {
        return false;
    }
    auto const packet = to_client.front();
    to_client.pop_front();
    clients_[client].receive(packet);
    return true;
}

void ModelWorld::handle(std::variant<LinkOpened, Received, Garbled, LinkLost, Ticked> what)
{
    Event event;
    event.now = now_;
    event.what = std::move(what);
    for (auto const& action : broker_.handle(event)) {
        if (auto const* transmit = std::get_if<Transmit>(&action)) {
            auto const wire = std::ranges::find(wires_, transmit->link, &Wire::link);
            if (wire != wires_.end()) { // Else it goes down a connection that is broken already.
                wire->to_client.push_back(std::get<wire::Packet>(transmit->what));
            }
        }
    }
}

} // namespace mqttspec::reference
