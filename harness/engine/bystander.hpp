// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/stage.hpp"
#include "engine/surroundings.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <memory>
#include <string>

namespace mqttspec::engine {

/// An innocent connection that lives through the whole run. A crash looks like a close: whether the target
/// closed one connection or all of them shows here.
class Bystander
{
public:
    explicit Bystander(Surroundings const& surroundings);

    /// Connects, anew where it was connected before; returns in words why it could not.
    [[nodiscard]] boost::asio::awaitable<std::string> arrive();

    /// A PINGREQ round trip on its connection, and a new connection beside it. Returns in words what is
    /// wrong.
    [[nodiscard]] boost::asio::awaitable<std::string> check();

    /// Whether its connection has ended, without asking the target.
    [[nodiscard]] bool is_lost() const;

    [[nodiscard]] boost::asio::awaitable<void> leave();

private:
    [[nodiscard]] boost::asio::awaitable<std::string> ping();
    [[nodiscard]] boost::asio::awaitable<std::string> see_new_connection();

    Surroundings const& surroundings_;
    scenario::Scenario arrival_;
    scenario::Scenario visit_;
    std::unique_ptr<Stage> stage_;
    std::size_t pings_ = 0;
    int arrivals_ = 0;
    int visits_ = 0;
};

} // namespace mqttspec::engine
