// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reference/broker.hpp"
#include "reference/broker_options.hpp"
#include "reference/event.hpp"

#include <functional>
#include <memory>
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

/// One deliberate fault of a broker that is without fault itself. It lies to the broker about what happened,
/// and changes what the broker wants done; it may remember things.
class Deviation
{
public:
    Deviation() = default;
    virtual ~Deviation() = default;
    Deviation(Deviation const&) = delete;
    Deviation& operator=(Deviation const&) = delete;

    /// Before the broker is made.
    virtual void configure(BrokerOptions& /*options*/) {}

    /// Before it is served.
    virtual void set_manners(WebSocketManners& /*manners*/) {}

    /// On the way in: what the broker is told instead.
    virtual void incoming(Event& /*event*/) {}

    /// On the way out: what is done instead. `original` is what really happened.
    virtual void outgoing(Event const& /*original*/, std::vector<Action>& /*actions*/) {}
};

/// What there is to know about a deviation before it is made.
struct DeviationInfo
{
    std::string_view name{};   ///< A slug: "ignores-second-connect".
    std::string_view clause{}; ///< That it breaks: "MQTT-3.1.2-6.a".
    std::string_view about{};  ///< What the broker then does, in one line.
    std::function<std::unique_ptr<Deviation>()> make{};
};

/// All of them, chapter by chapter.
[[nodiscard]] std::vector<DeviationInfo> const& deviations();

/// The one of that name, or nullptr.
[[nodiscard]] DeviationInfo const* find_deviation(std::string_view name);

/// The reference broker with faults.
class DeviatingBroker
{
public:
    explicit DeviatingBroker(std::vector<DeviationInfo const*> const& faults, BrokerOptions options = {});

    [[nodiscard]] std::vector<Action> handle(Event const& event);

    /// How it has to be served.
    [[nodiscard]] WebSocketManners manners() const;

private:
    std::vector<std::unique_ptr<Deviation>> faults_;
    Broker broker_;
};

} // namespace mqttspec::reference
