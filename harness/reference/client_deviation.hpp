// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reference/client.hpp"
#include "reference/client_event.hpp"
#include "reference/deviation_of.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mqttspec::reference {

/// What chapter 6 asks of a Client: it lies below the client, with whoever drives it.
struct ClientManners
{
    bool accepts_text = false;                     ///< Takes packets out of text frames, too.
    bool sends_text = false;                       ///< Sends its packets in text frames.
    bool aligns_packets = false;                   ///< A packet must end with the message in which it began.
    bool takes_one_packet_each = false;            ///< Only the first packet of a message is seen.
    std::vector<std::string> subprotocols{"mqtt"}; ///< That it offers.

    friend bool operator==(ClientManners const&, ClientManners const&) = default;
};

/// One deliberate fault of the reference client.
class ClientDeviation : public DeviationOf<ClientEvent, ClientAction, ClientOptions>
{
public:
    /// Before it is driven.
    virtual void set_manners(ClientManners& /*manners*/) {}
};

using ClientDeviationInfo = DeviationInfoOf<ClientDeviation>;

/// All of them, chapter by chapter.
[[nodiscard]] std::vector<ClientDeviationInfo> const& client_deviations();

/// The one of that name, or nullptr.
[[nodiscard]] ClientDeviationInfo const* find_client_deviation(std::string_view name);

/// The reference client with faults.
class DeviatingClient : public Deviating<Client, ClientDeviation>
{
public:
    explicit DeviatingClient(std::vector<ClientDeviationInfo const*> const& faults,
                             ClientOptions options = {});

    /// How it has to be driven.
    [[nodiscard]] ClientManners manners() const;
};

} // namespace mqttspec::reference
