// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/attempt.hpp"
#include "engine/outcome.hpp"
#include "engine/stage.hpp"
#include "scenario/scenario.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace mqttspec::engine {

/// Plays the steps of a scenario on its stage. Each step is a coroutine that returns what it came to; the
/// first that does not pass ends the scenario.
class Player
{
public:
    explicit Player(Stage& stage);

    /// `setup`, then `steps`, then the look at what was left unread.
    [[nodiscard]] boost::asio::awaitable<Outcome> play();

private:
    using Step = scenario::Step;
    using Steps = std::vector<Step>;
    using Running = boost::asio::awaitable<Outcome>;

    using Look = std::function<bool(Connection&)>;

    /// How far the condition of a way came.
    struct Trial
    {
        Attempt::State state = Attempt::State::met;
        std::size_t reached = 0;                     ///< The number of its expectations that were met.
        std::map<scenario::Actor, Inbox> inboxes;    ///< As they are behind it.
        std::vector<std::vector<std::size_t>> taken; ///< By expectation.
    };

    /// The deliveries that a step has answered.
    struct Handshakes
    {
        std::set<std::size_t> answered;         ///< As indices into the journal.
        std::set<std::uint16_t> expects_pubrel; ///< Ids of those that were answered with PUBREC.
    };
    using HandshakesOf = std::map<scenario::Actor, Handshakes>;

    [[nodiscard]] Running run(Steps const& steps, Scope scope);
    [[nodiscard]] Running run_step(Step const& step, Scope scope);
    [[nodiscard]] Running expect_nothing_left();
    [[nodiscard]] Outcome judge_leftovers(scenario::Actor actor);

    // One for each kind of step (player_acts.cpp, player_exchanges.cpp, player_expectations.cpp). Steps
    // belong to the scenario, which outlives all of this.
    [[nodiscard]] Running perform(Step const& step, scenario::Connect const& it, Scope scope);
    [[nodiscard]] Running perform(Step const& step, scenario::Subscribe const& it, Scope scope);
    [[nodiscard]] Running perform(Step const& step, scenario::Unsubscribe const& it, Scope scope);
    [[nodiscard]] Running perform(Step const& step, scenario::Publish const& it, Scope scope);
    [[nodiscard]] Running perform(Step const& step, scenario::Receive const& it, Scope scope);
    [[nodiscard]] Running perform(Step const& step, scenario::Ping const& it, Scope scope);
    [[nodiscard]] Running perform(Step const& step, scenario::Disconnect const& it, Scope scope);
    [[nodiscard]] Running perform(Step const& step, scenario::Open const& it, Scope scope);
    [[nodiscard]] Running perform(Step const& step, scenario::Close const& it, Scope scope);
    [[nodiscard]] Running perform(Step const& step, scenario::Reset const& it, Scope scope);
    [[nodiscard]] Running perform(Step const& step, scenario::HalfClose const& it, Scope scope);
    [[nodiscard]] Running perform(Step const& step, scenario::Accept const& it, Scope scope);
    [[nodiscard]] Running perform(Step const& step, scenario::Order const& it, Scope scope);
    [[nodiscard]] Running perform(Step const& step, scenario::Wait const& it, Scope scope);
    [[nodiscard]] Running perform(Step const& step, scenario::RestartTarget const& it, Scope scope);
    [[nodiscard]] Running perform(Step const& step, scenario::Repeat const& it, Scope scope);
    [[nodiscard]] Running perform(Step const& step, scenario::Together const& it, Scope scope);
    [[nodiscard]] Running perform(Step const& step, scenario::Send const& it, Scope scope);
    [[nodiscard]] Running perform(Step const& step, scenario::SendBytes const& it, Scope scope);
    [[nodiscard]] Running perform(Step const& step, scenario::Expect const& it, Scope scope);
    [[nodiscard]] Running perform(Step const& step, scenario::ExpectAnyOrder const& it, Scope scope);
    [[nodiscard]] Running perform(Step const& step, scenario::ExpectClose const& it, Scope scope);
    [[nodiscard]] Running perform(Step const& step, scenario::ExpectSilence const& it, Scope scope);
    [[nodiscard]] Running perform(Step const& step, scenario::ExpectHandshake const& it, Scope scope);
    [[nodiscard]] Running perform(Step const& step, scenario::ExpectBinaryFrames const& it, Scope scope);
    [[nodiscard]] Running perform(Step const& step, scenario::ExpectConnection const& it, Scope scope);
    [[nodiscard]] Running perform(Step const& step, scenario::ExpectReport const& it, Scope scope);
    [[nodiscard]] Running perform(Step const& step, scenario::ExpectOneOf const& it, Scope scope);

    /// Takes the Client's next connection unless the last one still waits for its CONNECT.
    [[nodiscard]] Running take_connection(Step const& step);

    /// Whether the step expects a CONNECT, for which the Client has to open another connection.
    [[nodiscard]] bool awaits_connection(Step const& step) const;

    /// Takes the Client's next connection, if there is one, where a way expects a CONNECT on it.
    void take_arrival_for(scenario::ExpectOneOf const& it);

    /// Sends what a well-behaved Server answers to that packet, or goes through the rest of the exchange.
    [[nodiscard]] Running answer_request(Step const& step, scenario::Accept const& it, Scope scope,
                                         wire::Packet request);
    [[nodiscard]] Running judge_offer(Step const& step, scenario::ExpectHandshake const& it, Scope scope);
    [[nodiscard]] Running await_end(Step const& step);

    /// Has the Client under test disconnect, so that all it had to say before has come.
    [[nodiscard]] boost::asio::awaitable<void> dismiss_client();

    /// The order of that step, and those that follow until the Client is told to connect again.
    [[nodiscard]] reference::Command command_of(Step const& step, scenario::Order const& it, Scope scope);
    [[nodiscard]] std::vector<reference::Command> upcoming(Step const& step, Scope scope);

    /// Why an unmet expectation is not the fault of the Client under test, if it is not.
    [[nodiscard]] std::optional<Outcome> excuse(Step const& step) const;

    [[nodiscard]] std::size_t begin_of_connection() const;

    /// Opens a connection where the actor has none.
    [[nodiscard]] Running ensure_connection(Step const& step);

    /// Sends the packet of an exchange, on a connection that it opens if need be.
    [[nodiscard]] Running send_one(Step const& step, wire::PacketType type, wire::Map members,
                                   wire::Packet& sent);

    /// Whether there is nothing more to wait for: the Client under test cannot do what it was told.
    [[nodiscard]] bool has_no_hope() const;

    /// Waits until the pattern is met, can no longer be met, or the deadline has passed.
    [[nodiscard]] Running await_packet(Step const& step, scenario::Pattern const& pattern, Scope scope);

    /// The reply of that type and id, the next in its queue.
    [[nodiscard]] Running await_reply(Step const& step, wire::PacketType type, std::uint16_t packet_id);

    /// Answers a PUBLISH as its QoS demands, until the handshake is complete.
    [[nodiscard]] Running acknowledge(Step const& step, wire::Publish message);

    /// The first answer to a PUBLISH: PUBACK or PUBREC.
    void answer(scenario::Actor actor, std::uint8_t qos, std::uint16_t id);

    /// What follows our PUBREC: the PUBREL of that id, and our PUBCOMP.
    [[nodiscard]] Running complete(Step const& step, std::uint16_t id);

    /// Waits for the packets of an `expect any order`, and answers each as it comes: a Server may hold back
    /// the others until then.
    [[nodiscard]] boost::asio::awaitable<Attempt>
    await_answered(Step const& step, scenario::ExpectAnyOrder const& it, Scope scope, Handshakes& handshakes);

    /// Answers the delivery at that place of the journal, if it is one and was not answered yet.
    void answer_once(scenario::Actor actor, std::size_t index, Handshakes& handshakes);

    /// Answers the PUBRELs among the deliveries that our PUBRECs have brought about.
    void answer_pubrels(scenario::Actor actor, Handshakes& handshakes);

    /// PINGREQ and PINGRESP, past whatever else arrives.
    [[nodiscard]] Running barrier(scenario::Actor actor);

    /// Has a look, and another one whenever something happens, until one says that it has seen enough, the
    /// deadline has passed (which moves on while bytes of the actor still go out or half a packet comes), or
    /// the actor has no connection: another branch closed it, or the case is broken off.
    [[nodiscard]] boost::asio::awaitable<void> look_until(scenario::Actor actor, net::TimePoint deadline,
                                                          Look const& has_seen_enough);

    /// Waits until the expectation is met, can no longer be met, or the deadline has passed.
    [[nodiscard]] boost::asio::awaitable<Attempt> await_attempt(Step const& step, Scope scope);

    /// What the expectation makes of what is there.
    [[nodiscard]] Attempt attempt(Step const& step, Scope scope, Inbox& inbox) const;

    /// What a way's condition makes of what is there, on copies of the inboxes.
    [[nodiscard]] Trial try_way(scenario::ExpectOneOf::Way const& way, Scope scope);
    [[nodiscard]] Outcome no_way_met(Step const& step, scenario::ExpectOneOf const& it, Scope scope);
    [[nodiscard]] Running take_way(Step const& step, scenario::ExpectOneOf::Way const& way, Scope scope,
                                   Trial trial, HandshakesOf& handshakes);

    /// Answers the deliveries that every way open to them would answer, since others may wait behind them.
    void answer_in_ways(scenario::ExpectOneOf const& it, Scope scope, HandshakesOf& handshakes);

    /// Records what an expectation took, keeps its captures, and notes how the connection was closed.
    void take(Step const& step, std::vector<std::size_t> const& indices);
    void note_earlier_end(Step const& step, Connection const& connection);
    [[nodiscard]] std::string expected_by(Step const& step, Scope scope) const;

    // Outcomes.
    [[nodiscard]] Outcome unmet(Step const& step, std::string_view member, std::string expected) const;
    [[nodiscard]] Outcome unfinished(Step const& step, std::string expected) const;
    [[nodiscard]] Outcome inconclusive(Step const& step, std::string reason) const;
    [[nodiscard]] bool may_be_lost(Step const& step) const;
    [[nodiscard]] std::vector<std::string> blamed(Step const& step, std::string_view member) const;

    Stage& stage_;
    std::map<Step const*, reference::Command> orders_; ///< That were made ready before their turn came.
    bool is_in_setup_ = false;
    std::size_t since_ = 0; ///< Where the journal stood when the last stimulus began.
};

} // namespace mqttspec::engine
