// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reference/broker.hpp"
#include "reference/broker_options.hpp"
#include "reference/deviation_of.hpp"
#include "reference/event.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mqttspec::reference {

/// What chapter 6 asks of a Server: it lies below the broker, with whoever serves it.
struct WebSocketManners
{
    bool accepts_text = false;          ///< Takes packets out of text frames, too.
    bool sends_text = false;            ///< Sends its packets in text frames.
    bool aligns_packets = false;        ///< A packet must end with the message in which it began.
    bool takes_one_packet_each = false; ///< Only the first packet of a message is seen.
    bool refuses_fragments = false;     ///< A message must come in one frame.
    std::string subprotocol = "mqtt";   ///< That it names to who offers "mqtt"; empty: none.
};

/// One deliberate fault of the reference broker.
class Deviation : public DeviationOf<Event, Action, BrokerOptions>
{
public:
    /// Before it is served.
    virtual void set_manners(WebSocketManners& /*manners*/) {}
};

using DeviationInfo = DeviationInfoOf<Deviation>;

/// All of them, chapter by chapter.
[[nodiscard]] std::vector<DeviationInfo> const& deviations();

/// The one of that name, or nullptr.
[[nodiscard]] DeviationInfo const* find_deviation(std::string_view name);

/// The reference broker with faults.
class DeviatingBroker : public Deviating<Broker, Deviation>
{
public:
    explicit DeviatingBroker(std::vector<DeviationInfo const*> const& faults, BrokerOptions options = {});

    /// How it has to be served.
    [[nodiscard]] WebSocketManners manners() const;
};

} // namespace mqttspec::reference
