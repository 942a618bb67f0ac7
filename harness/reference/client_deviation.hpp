// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reference/client.hpp"
#include "reference/client_event.hpp"

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace mqttspec::reference {

/// One deliberate fault of a client that is without fault itself. It lies to the client about what happened,
/// and changes what the client wants done; it may remember things.
class ClientDeviation
{
public:
    ClientDeviation() = default;
    virtual ~ClientDeviation() = default;
    ClientDeviation(ClientDeviation const&) = delete;
    ClientDeviation& operator=(ClientDeviation const&) = delete;

    /// Before the client is made.
    virtual void configure(ClientOptions& /*options*/) {}

    /// On the way in: what the client is told instead.
    virtual void incoming(ClientEvent& /*event*/) {}

    /// On the way out: what is done instead. `original` is what really happened.
    virtual void outgoing(ClientEvent const& /*original*/, std::vector<ClientAction>& /*actions*/) {}
};

/// What there is to know about a deviation of a client before it is made.
struct ClientDeviationInfo
{
    std::string_view name{};   ///< A slug: "counts-inbound-traffic-as-keep-alive".
    std::string_view clause{}; ///< That it breaks: "MQTT-3.1.2-23.a".
    std::string_view about{};  ///< What the client then does, in one line.
    std::function<std::unique_ptr<ClientDeviation>()> make{};
};

/// All of them, chapter by chapter.
[[nodiscard]] std::vector<ClientDeviationInfo> const& client_deviations();

/// The one of that name, or nullptr.
[[nodiscard]] ClientDeviationInfo const* find_client_deviation(std::string_view name);

/// The reference client with faults.
class DeviatingClient
{
public:
    explicit DeviatingClient(std::vector<ClientDeviationInfo const*> const& faults,
                             ClientOptions options = {});

    [[nodiscard]] std::vector<ClientAction> handle(ClientEvent const& event);

private:
    std::vector<std::unique_ptr<ClientDeviation>> faults_;
    Client client_;
};

} // namespace mqttspec::reference
