// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reference/client_event.hpp"
#include "reference/scruples.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace mqttspec::reference {

/// What the standard leaves to a Client, and the limits of this one.
struct ClientOptions
{
    /// From the command to the CONNACK (3.1.4 speaks of a reasonable amount of time, of the Server's).
    Time connect_timeout = std::chrono::seconds{10};

    std::size_t max_in_flight = 1000;      ///< Messages that wait for an answer. At most 60,000.
    std::size_t max_queued = 100'000;      ///< Messages that are under way or waiting; more are refused.
    std::size_t max_subscriptions = 1000;  ///< SUBSCRIBEs and UNSUBSCRIBEs that wait for an answer.
    std::size_t max_early_commands = 1000; ///< Commands that wait for the CONNACK.

    /// What it refuses to send. A test may want it less strict.
    std::function<std::vector<Objection>(Command const&)> objections = objections_to;
};

/// A Client of MQTT 3.1.1 as a value, the mirror of Broker: it is told what happened and what is asked of it,
/// and says what is to be done. It does no input or output, has no clock and no threads; equal histories give
/// equal actions. All its connections go to one Server, one at a time.
class Client
{
public:
    explicit Client(ClientOptions options = ClientOptions{});
    ~Client();
    Client(Client&&) noexcept;
    Client& operator=(Client&&) noexcept;

    /// Events of links that are gone are ignored.
    [[nodiscard]] std::vector<ClientAction> handle(ClientEvent const& event);

    [[nodiscard]] bool is_connected() const; ///< And accepted.
    [[nodiscard]] std::size_t session_count() const;
    [[nodiscard]] bool has_session(std::string_view client_id) const;
    [[nodiscard]] std::size_t queued_count() const; ///< Messages under way or waiting, over all Sessions.

private:
    class Machine;
    std::unique_ptr<Machine> machine_;
};

} // namespace mqttspec::reference
