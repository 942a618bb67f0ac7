// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/delivery.hpp"
#include "net/connector.hpp"
#include "scenario/scenario.hpp"
#include "target/client_seat.hpp"
#include "target/pacer.hpp"
#include "target/spec.hpp"
#include "trace/observation.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <functional>
#include <string>

namespace mqttspec::engine {

/// What every case of a run is played in. The runner owns all of it.
struct Surroundings
{
    boost::asio::any_io_executor executor;
    net::Connector* connector = nullptr;     ///< To the Server under test.
    target::ClientTarget* clients = nullptr; ///< The Client under test, where it is one.
    target::Timing timing;                   ///< Already scaled.
    target::Features features;
    std::optional<target::Credentials> credentials;
    target::Pacer* pacer = nullptr;
    Delivery delivery = Delivery::whole;
    std::string run_id; ///< Stands in every topic and, hashed, in every client id.
    std::string topic_prefix;
    std::string client_id_prefix;
    bool keeps_wire_logs = true;  ///< Of each attempt, for reports.
    bool has_exact_clock = false; ///< Virtual time: nothing is ever late.
    /// Restarts the target; says in words why it could not.
    std::function<boost::asio::awaitable<std::string>()> restart_target;
    /// Sees every observation of every case as it is made; may be empty.
    std::function<void(std::string const& scenario, std::string const& party, trace::Observation const&)>
        trace;
};

/// The password that goes into every CONNECT which is not about credentials; empty if there is none.
[[nodiscard]] inline std::string password_of(Surroundings const& surroundings)
{
    auto const& credentials = surroundings.credentials;
    return credentials ? credentials->password.value_or("") : std::string{};
}

} // namespace mqttspec::engine
