// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/connection.hpp"
#include "engine/subject.hpp"
#include "engine/surroundings.hpp"
#include "engine/values.hpp"
#include "net/nursery.hpp"
#include "scenario/scenario.hpp"
#include "trace/journal.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace mqttspec::engine {

/// One party that the harness plays: one client id and what belongs to it.
struct ActorState
{
    std::string client_id;
    std::uint16_t last_packet_id = 0;
    std::optional<net::UpgradeAnswer> handshake; ///< Of the last connection that was opened over WebSocket.
    std::set<std::uint16_t> in_flight;           ///< Ids of ours that are not yet free again [MQTT-2.3.1-2].
    std::vector<std::unique_ptr<Connection>> connections; ///< The last one is the one that steps are about.
};

/// What a scenario would leave behind in the target.
struct Remains
{
    std::set<std::string> client_ids; ///< Of CONNECTs with Clean Session 0.
    std::set<std::string> topics;     ///< To which something was published, or is a will, with RETAIN 1.
};

/// Where a scenario is played: its actors with their connections, its variables, its journal and its clock.
/// Knows how things are sent and how long to wait, and no step.
class Stage
{
public:
    /// Each attempt at a scenario has client ids and topics of its own.
    Stage(scenario::Scenario const& scenario, Surroundings const& surroundings, int attempt = 1);

    [[nodiscard]] ActorState& actor(scenario::Actor actor) { return actors_.at(actor); }

    /// The connection that the actor's steps are about: the last one, unless its end was already noted.
    [[nodiscard]] Connection* connection(scenario::Actor actor);

    /// Gets the Client under test ready, where the case is about one; returns in words why it could not.
    [[nodiscard]] boost::asio::awaitable<std::string> prepare();

    /// The Client under test; nullptr where a Server is.
    [[nodiscard]] Subject* subject() { return subject_.get(); }

    /// Takes the next connection that the Client under test has opened, if there is one.
    bool accept(scenario::Actor actor);

    /// What came to the actor and no step has looked at; nullptr if it has no connection.
    [[nodiscard]] Inbox* inbox(scenario::Actor actor);

    /// Opens a network connection; returns in words why it could not.
    [[nodiscard]] boost::asio::awaitable<std::string> open(scenario::Actor actor, net::Upgrade upgrade);
    [[nodiscard]] boost::asio::awaitable<std::string> open(scenario::Actor actor)
    {
        return open(actor, net::Upgrade());
    }

    /// The packet with those members, and defaults for all that are not named: ids, the case's topic, the id
    /// that a reply answers. Throws std::invalid_argument where the case asks for what cannot be.
    [[nodiscard]] wire::Packet build(scenario::Actor actor, wire::PacketType type, wire::Map members);

    /// Sends on the actor's connection: one record for each image, written in the given pieces.
    void transmit(scenario::Actor actor, std::vector<wire::Bytes> const& images,
                  std::vector<std::size_t> const& cuts = {},
                  scenario::Frames frames = scenario::Frames::binary);
    void transmit(scenario::Actor actor, wire::Packet const& packet);

    /// The next step that sends is a stimulus of its own: what was sent before is now earlier traffic.
    void begin_stimulus(scenario::Actor actor);

    /// Waits until all is written, the connection has ended, or a response time has passed. Not for what is
    /// kept back to go out with what the actor sends next.
    [[nodiscard]] boost::asio::awaitable<void> flush(scenario::Actor actor);

    /// Who has sent something that is kept back; none for nobody. It goes out when anybody waits.
    [[nodiscard]] scenario::Actor holder() const { return holder_; }

    /// What is kept back goes out, and is written.
    [[nodiscard]] boost::asio::awaitable<void> release();

    /// Sleeps until something happens or the deadline is reached; false for the latter.
    [[nodiscard]] boost::asio::awaitable<bool> wait(net::TimePoint deadline);

    [[nodiscard]] net::Duration length_of(scenario::Span const& span) const;

    /// Of a step of that actor: from now, or for a span in keep alives from its last packet, with tolerance.
    [[nodiscard]] net::TimePoint deadline(scenario::Actor actor, std::optional<scenario::Span> const& within);

    /// The packet that was received, or that says what was told, at that place of the journal; nullptr for
    /// what is no packet.
    [[nodiscard]] wire::Packet const* packet_at(std::size_t index) const;

    /// What the actor's peer did since the journal's index, in words: "CONNACK ... (0.3 ms), then nothing for
    /// 5.0 s; the connection is open".
    [[nodiscard]] std::string what_came(scenario::Actor actor, std::size_t since) const;

    /// Ends every connection: in order, or at once.
    [[nodiscard]] boost::asio::awaitable<void> leave();
    void abandon();

    void note(std::string text) { notes_.push_back(std::move(text)); }
    [[nodiscard]] std::vector<std::string> const& notes() const { return notes_; }
    [[nodiscard]] Variables& variables() { return variables_; }
    [[nodiscard]] trace::Journal const& journal() const { return journal_; }
    [[nodiscard]] std::map<scenario::Actor, ActorState> const& actors() const { return actors_; }
    [[nodiscard]] Remains const& remains() const { return remains_; }
    [[nodiscard]] Surroundings const& surroundings() const { return surroundings_; }
    [[nodiscard]] scenario::Scenario const& scenario() const { return scenario_; }
    [[nodiscard]] bool is_abandoned() const { return is_abandoned_; }
    [[nodiscard]] bool was_flooded() const;

private:
    [[nodiscard]] std::uint16_t next_packet_id(ActorState& actor);
    void add_defaults(scenario::Actor actor, wire::PacketType type, wire::Map& members);
    void add_connect_defaults(scenario::Actor actor, wire::Map& members);
    void add_suback_defaults(scenario::Actor actor, wire::Map& members);
    void add_connection(scenario::Actor actor, std::unique_ptr<net::ByteStream> stream);
    [[nodiscard]] trace::ConnectionId id_of(scenario::Actor actor) const;
    [[nodiscard]] std::uint16_t id_to_answer(scenario::Actor actor, wire::PacketType reply);
    void release_held();
    void tell(trace::Observation observation);
    void remember(wire::Packet const& packet);
    void release_ids(trace::Observation const& observation);

    scenario::Scenario const& scenario_;
    Surroundings const& surroundings_;
    net::TimePoint epoch_;
    trace::Journal journal_;
    net::Timer changed_;
    Variables variables_;
    std::map<scenario::Actor, ActorState> actors_;
    net::Nursery nursery_;
    std::unique_ptr<Subject> subject_;
    Remains remains_;
    std::vector<std::string> notes_;
    scenario::Actor holder_ = scenario::Actor::none;
    int messages_ = 0;
    bool is_abandoned_ = false;
};

/// How long that is on a target with that timing.
[[nodiscard]] net::Duration length_of(scenario::Span const& span, target::Timing const& timing);

/// The client id of an actor: 23 characters at most of [0-9a-zA-Z], which every Server must take
/// [MQTT-3.1.3-5].
[[nodiscard]] std::string client_id_of(Surroundings const& surroundings, std::string_view scenario,
                                       std::string_view actor, int attempt = 1);

} // namespace mqttspec::engine
