// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reference/broker.hpp"
#include "reference/model_client.hpp"

#include <cstddef>
#include <deque>
#include <map>
#include <random>
#include <variant>
#include <vector>

namespace mqttspec::reference {

/// Model clients and a broker on a network that delays packets, and loses all that is under way on a
/// connection when it breaks. Every choice comes from the seed.
class ModelWorld
{
public:
    ModelWorld(unsigned seed, std::size_t clients);

    /// One random thing happens: somebody publishes, a packet arrives at either end, a connection breaks.
    void step();

    /// Connects everybody and lets all packets arrive, and the connect timeout pass.
    void settle();

    [[nodiscard]] std::vector<ModelClient> const& clients() const { return clients_; }
    [[nodiscard]] Broker const& broker() const { return broker_; }
    [[nodiscard]] int losses() const { return losses_; }

private:
    struct Wire
    {
        LinkId link = 0;
        bool is_open = false; ///< As the client sees it.
        std::deque<wire::Packet> to_client{};
    };

    [[nodiscard]] std::size_t any(std::size_t count);
    void publish(std::size_t client);
    void connect(std::size_t client);
    void lose(std::size_t client);
    bool deliver_to_broker(std::size_t client);
    bool deliver_to_client(std::size_t client);
    void handle(std::variant<LinkOpened, Received, Garbled, LinkLost, Ticked> what);

    std::mt19937 random_;
    Broker broker_;
    std::vector<ModelClient> clients_;
    std::vector<Wire> wires_; ///< By client.
    Time now_{};
    LinkId last_link_ = 0;
    int published_ = 0;
    int losses_ = 0;
};

} // namespace mqttspec::reference
