// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/memory.hpp"
#include "net/nursery.hpp"
#include "net/transports.hpp"
#include "serving/broker_server.hpp"
#include "wire/decode.hpp"
#include "wire/encode.hpp"
#include "wire/framer.hpp"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace mqttspec::serving {

using boost::asio::awaitable;
using net::Clock;
using net::TimePoint;
using namespace std::chrono_literals;

/// A broker that notes what it is told and does as the test says.
class NotingBroker
{
public:
    using Reply = std::function<std::vector<reference::Action>(reference::Event const&)>;

    std::vector<reference::Action> operator()(reference::Event const& event)
    {
        std::visit([this](auto const& what) { note(what); }, event.what);
        return reply ? reply(event) : std::vector<reference::Action>{};
    }

    Reply reply;
    std::vector<std::string> notes; ///< "opened 1", "PINGREQ from 1", "garbled 1", "lost 1: rst", "ticked".

private:
    void note(reference::LinkOpened const& opened)
    {
        notes.push_back("opened " + std::to_string(opened.link));
    }
    void note(reference::Received const& received)
    {
        auto const name = std::string(wire::name_of(wire::type_of(received.packet.packet)));
        notes.push_back(name + " from " + std::to_string(received.link));
    }
    void note(reference::Garbled const& garbled)
    {
        notes.push_back("garbled " + std::to_string(garbled.link));
    }
    void note(reference::LinkLost const& lost)
    {
        auto const* const how = lost.how == reference::Loss::fin   ? "fin"
                                : lost.how == reference::Loss::rst ? "rst"
                                                                   : "failed";
        notes.push_back("lost " + std::to_string(lost.link) + ": " + how);
    }
    void note(reference::Ticked const&)
    {
        auto const at = std::chrono::duration_cast<std::chrono::seconds>(Clock::now().time_since_epoch());
        notes.push_back("ticked at " + std::to_string(at.count()) + " s");
    }
};

/// Answers each packet in the same way.
template <class... Actions>
NotingBroker::Reply on_packet(Actions... actions)
{
    return [=](reference::Event const& event) {
        if (!std::holds_alternative<reference::Received>(event.what))
            return std::vector<reference::Action>{};
        return std::vector<reference::Action>{actions...};
    };
}

inline reference::Action transmit(reference::LinkId link, wire::Bytes bytes)
{
    reference::Transmit transmit;
    transmit.link = link;
    transmit.what = std::move(bytes);
    return transmit;
}

inline reference::Action drop(reference::LinkId link)
{
    reference::Drop drop;
    drop.link = link;
    return drop;
}

/// A server with its listener in memory; the test plays the clients.
struct Stage
{
    explicit Stage(boost::asio::any_io_executor executor, ServerOptions options = ServerOptions{})
        : listener(executor), server(executor, std::ref(broker), options), nursery(executor)
    {
        nursery.spawn(server.serve(listener));
    }

    NotingBroker broker;
    net::MemoryListener listener;
    BrokerServer server;
    net::Nursery nursery;
};

inline wire::Bytes const pingreq{0xC0, 0x00};
inline wire::Bytes const pingresp{0xD0, 0x00};

/// Lets the others do all that they can do at this instant of virtual time, and a little longer.
inline awaitable<void> settle()
{
    return net::sleep_until(Clock::now() + 1ms);
}

} // namespace mqttspec::serving
