// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reference/broker_options.hpp"
#include "reference/event.hpp"

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace mqttspec::reference {

/// A Server of MQTT 3.1.1 as a value: it is told what happened and says what is to be done. It does no input
/// or output, has no clock and no threads; equal histories give equal actions.
class Broker
{
public:
    explicit Broker(BrokerOptions options = BrokerOptions{});
    ~Broker();
    Broker(Broker&&) noexcept;
    Broker& operator=(Broker&&) noexcept;

    /// Events of links that were never opened, or that are gone, are ignored.
    [[nodiscard]] std::vector<Action> handle(Event const& event);

    [[nodiscard]] std::size_t link_count() const;
    [[nodiscard]] std::size_t client_count() const; ///< Connected and accepted.
    [[nodiscard]] std::size_t session_count() const;
    [[nodiscard]] std::size_t subscription_count() const;
    [[nodiscard]] std::size_t retained_count() const;
    [[nodiscard]] std::size_t queued_count() const; ///< Messages under way or waiting, over all Sessions.
    [[nodiscard]] bool has_session(std::string_view client_id) const;

private:
    class Machine;
    std::unique_ptr<Machine> machine_;
};

} // namespace mqttspec::reference
