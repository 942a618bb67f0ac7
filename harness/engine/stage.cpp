// SPDX-License-Identifier: Apache-2.0
#include "engine/stage.hpp"

#include "engine/masking.hpp"
#include "wire/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace mqttspec::engine {

namespace {

constexpr std::array played{scenario::Actor::alice, scenario::Actor::bob,    scenario::Actor::carol,
                            scenario::Actor::dave,  scenario::Actor::server, scenario::Actor::client};

/// FNV-1a: small, stable and good enough to tell the ids of one run apart.
std::uint64_t hash_of(std::string_view text, std::uint64_t start)
{
    auto hash = start;
    for (char const c : text)
        hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001b3U;
    return hash;
}

std::string base62(std::uint64_t number, std::size_t digits)
{
    constexpr std::string_view alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    std::string text;
    for (std::size_t i = 0; i < digits; ++i, number /= alphabet.size())
        text += alphabet[number % alphabet.size()];
    return text;
}

std::string in_words(net::Duration duration)
{
    auto const seconds = std::chrono::duration<double>(duration).count();
    return seconds < 0.1 ? fmt::format("{:.1f} ms", seconds * 1000) : fmt::format("{:.1f} s", seconds);
}

/// What the peer did, where it is clear that it was the peer.
std::string by_the_peer(trace::Event const& event, wire::Version version)
{
    constexpr std::string_view received = "received ";
    auto text = trace::describe(event, version);
    return text.starts_with(received) ? text.substr(received.size()) : text;
}

/// Whether the sender chooses the id of such a packet [MQTT-2.3.1-2].
bool takes_id(wire::PacketType type)
{
    return type == wire::PacketType::publish || type == wire::PacketType::subscribe ||
           type == wire::PacketType::unsubscribe;
}

wire::Bytes glue(std::vector<wire::Bytes> const& images)
{
    wire::Bytes all;
    for (auto const& image : images)
        all.insert(all.end(), image.begin(), image.end());
    return all;
}

/// What goes out in each write: as many as there are cuts, and one more. Nothing at all is one write, too.
std::vector<Piece> cut(wire::Bytes const& bytes, std::vector<std::size_t> const& cuts,
                       scenario::Frames frames)
{
    auto const framing = frames == scenario::Frames::text        ? net::Framing::text
                         : frames == scenario::Frames::fragments ? net::Framing::fragment_more
                                                                 : net::Framing::binary;
    std::vector<Piece> pieces;
    std::size_t from = 0;
    auto const add = [&](std::size_t to) {
        if (to > from || bytes.empty())
            pieces.push_back({.bytes = {bytes.begin() + static_cast<std::ptrdiff_t>(from),
                                        bytes.begin() + static_cast<std::ptrdiff_t>(to)},
                              .framing = framing});
        from = std::max(from, to);
    };
    for (auto const at : cuts)
        if (!bytes.empty())
            add(std::min(at, bytes.size()));
    add(bytes.size());
    if (frames == scenario::Frames::fragments)
        pieces.back().framing = net::Framing::binary;
    return pieces;
}

void say_goodbye(Connection& connection)
{
    auto const bytes = wire::encode(wire::Disconnect{}, connection.version()).bytes;
    connection.send(bytes, {{.bytes = bytes}});
}

} // namespace

std::string client_id_of(Surroundings const& surroundings, std::string_view scenario, std::string_view actor,
                         int attempt)
{
    constexpr std::size_t most = 23;
    auto const seed = hash_of(surroundings.run_id, 0xcbf29ce484222325U + static_cast<unsigned>(attempt));
    auto const first = hash_of(actor, hash_of(scenario, seed));
    auto const second = hash_of("second", first);
    auto const& prefix = surroundings.client_id_prefix;
    auto const room = std::max<std::size_t>(8, prefix.size() < most ? most - prefix.size() : 0);
    return prefix + (base62(first, 10) + base62(second, 10)).substr(0, room);
}

Stage::Stage(scenario::Scenario const& scenario, Surroundings const& surroundings, int attempt)
    : scenario_{scenario}, surroundings_{surroundings}, epoch_{net::Clock::now()},
      changed_{surroundings.executor}, nursery_{surroundings.executor}
{
    for (auto const actor : played) {
        auto const name = std::string{name_of(actor)};
        auto& state = actors_[actor];
        state.client_id = client_id_of(surroundings, scenario.id, name, attempt);
        variables_.set(name + ".client_id", state.client_id);
    }
    auto const run = attempt == 1 ? surroundings.run_id : fmt::format("{}-{}", surroundings.run_id, attempt);
    variables_.set("topic", fmt::format("{}mqttspec/{}/{}", surroundings.topic_prefix, run, scenario.id));
    variables_.set("keep_alive", std::int64_t{surroundings.timing.keep_alive});
    for (auto const& need : scenario.needs)
        variables_.set(need.feature, target::value_of(surroundings.features, need.feature));
    journal_.watch([this](trace::Observation const& observation) {
        release_ids(observation);
        if (surroundings_.trace)
            tell(observation);
    });
}

/// Tells the one who traces, but no passwords.
void Stage::tell(trace::Observation observation)
{
    if (auto* sent = std::get_if<trace::Sent>(&observation.event))
        sent->bytes = masked(std::move(sent->bytes), scenario_.version, password_of(surroundings_));
    surroundings_.trace(scenario_.id, journal_.party(observation.connection), observation);
}

void Stage::transmit(scenario::Actor actor, std::vector<wire::Bytes> const& images,
                     std::vector<std::size_t> const& cuts, scenario::Frames frames)
{
    auto* current = connection(actor);
    if (current == nullptr)
        return;
    bool const is_plain = cuts.empty() && frames == scenario::Frames::binary;
    bool const holds = surroundings_.delivery == Delivery::coalesce && is_plain;
    if (!holds || holder_ != actor)
        release_held();
    bool const trickles = surroundings_.delivery == Delivery::trickle && is_plain;
    auto const& cuts_to_make = trickles ? cuts_of_trickle(images, scenario_.is_load) : cuts;
    for (std::size_t i = 0; i < images.size(); ++i) {
        auto const packet = wire::decode(images[i], scenario_.version).packet;
        remember(packet);
        auto const id = wire::packet_id_of(packet).value_or(0);
        if (takes_id(wire::type_of(packet)) && id != 0)
            actors_.at(actor).in_flight.insert(id);
        if (holds) {
            current->hold(images[i]);
            continue;
        }
        auto pieces = i == 0 ? cut(glue(images), cuts_to_make, frames) : std::vector<Piece>{};
        current->send(images[i], std::move(pieces));
    }
    holder_ = holds ? actor : scenario::Actor::none;
}

void Stage::transmit(scenario::Actor actor, wire::Packet const& packet)
{
    std::vector<wire::Bytes> images;
    images.push_back(wire::encode(packet, scenario_.version).bytes);
    transmit(actor, images);
}

void Stage::begin_stimulus(scenario::Actor actor)
{
    if (auto* current = connection(actor))
        current->last_stimulus = current->sent.size();
}

void Stage::release_held()
{
    auto const actor = std::exchange(holder_, scenario::Actor::none);
    if (actor == scenario::Actor::none)
        return;
    for (auto& connection : actors_.at(actor).connections)
        connection->release();
}

boost::asio::awaitable<void> Stage::release()
{
    auto const actor = holder_;
    release_held();
    if (actor != scenario::Actor::none)
        co_await flush(actor);
}

boost::asio::awaitable<void> Stage::flush(scenario::Actor actor)
{
    if (holder_ == actor)
        co_return;
    auto const* current = connection(actor);
    auto const until = net::Clock::now() + surroundings_.timing.response;
    while (current != nullptr && !current->has_written_all() && current->is_open()) {
        bool const goes_on = co_await wait(until);
        if (!goes_on && !current->has_written_all() && current->is_open()) {
            note(fmt::format("{}: the target did not take all bytes within the response time",
                             name_of(actor)));
            co_return;
        }
    }
}

boost::asio::awaitable<bool> Stage::wait(net::TimePoint deadline)
{
    release_held();
    if (is_abandoned_ || net::Clock::now() >= deadline)
        co_return false;
    co_await changed_.wait_until(deadline);
    co_return !is_abandoned_ && net::Clock::now() < deadline;
}

net::Duration Stage::length_of(scenario::Span const& span) const
{
    return engine::length_of(span, surroundings_.timing);
}

net::Duration length_of(scenario::Span const& span, target::Timing const& timing)
{
    auto const unit = span.unit == scenario::Span::Unit::settle     ? timing.settle
                      : span.unit == scenario::Span::Unit::response ? timing.response
                                                                    : std::chrono::seconds{timing.keep_alive};
    return std::chrono::duration_cast<net::Duration>(unit * span.factor);
}

net::TimePoint Stage::deadline(scenario::Actor actor, std::optional<scenario::Span> const& within)
{
    auto const span = within.value_or(scenario::Span{});
    if (span.unit != scenario::Span::Unit::keep_alive)
        return net::Clock::now() + length_of(span);
    auto const* current = connection(actor);
    if (current != nullptr && current->is_server())
        return current->last_received() + length_of(span) + surroundings_.timing.client_slack;
    auto const from = current == nullptr ? net::Clock::now() : current->last_sent();
    return from + length_of(span) + surroundings_.timing.keep_alive_tolerance;
}

wire::Packet const* Stage::packet_at(std::size_t index) const
{
    auto const* received = std::get_if<trace::Received>(&journal_[index].event);
    if (received != nullptr)
        return &received->decoded.packet;
    return subject_ ? subject_->told(index) : nullptr;
}

std::string Stage::what_came(scenario::Actor actor, std::size_t since) const
{
    constexpr std::size_t most = 20;
    auto const& connections = actors_.at(actor).connections;
    auto const id = id_of(actor);
    auto const start = since < journal_.size() ? journal_[since].at : net::Clock::now() - epoch_;
    std::string came;
    std::size_t count = 0;
    auto last = start;
    for (std::size_t i = since; i < journal_.size(); ++i) {
        auto const& event = journal_[i].event;
        bool const is_ours =
            std::holds_alternative<trace::Sent>(event) || std::holds_alternative<trace::Opened>(event);
        if (journal_[i].connection != id || is_ours || ++count > most)
            continue;
        came += fmt::format("{}{} (at {})", came.empty() ? "" : ", ", by_the_peer(event, scenario_.version),
                            in_words(journal_[i].at));
        last = journal_[i].at;
    }
    if (count > most)
        came += fmt::format(", and {} more", count - most);
    if (side_of(actor) == scenario::Side::subject)
        return came.empty() ? "nothing was told" : came;
    if (connections.empty())
        return "nothing; there is no connection";
    if (connections.back()->has_ended())
        return came.empty() ? "nothing; the connection is closed" : came;
    if (auto const bytes = connections.back()->incomplete_bytes(); bytes > 0)
        return fmt::format("{}{} bytes of a packet that is not whole; the connection is open",
                           came.empty() ? "" : came + ", then ", bytes);
    auto const silence = net::Clock::now() - epoch_ - last;
    if (!came.empty() && silence < std::chrono::milliseconds{10})
        return came + "; the connection is open";
    return fmt::format("{}nothing for {}; the connection is open", came.empty() ? "" : came + ", then ",
                       in_words(silence));
}

boost::asio::awaitable<void> Stage::leave()
{
    release_held();
    for (auto& [name, state] : actors_) {
        for (auto& connection : state.connections) {
            if (connection->has_ended())
                continue;
            if (can_ping(connection.get()) && connection->has_written_all())
                say_goodbye(*connection);
        }
        co_await flush(name);
        for (auto& connection : state.connections)
            connection->close();
    }
    if (subject_)
        co_await subject_->leave();
    co_await nursery_.join();
}

void Stage::abandon()
{
    is_abandoned_ = true;
    for (auto& [name, state] : actors_)
        for (auto& connection : state.connections)
            connection->reset();
    changed_.wake();
}

bool Stage::was_flooded() const
{
    return std::ranges::any_of(actors_, [](auto const& actor) {
        return std::ranges::any_of(actor.second.connections,
                                   [](auto const& it) { return it->was_flooded(); });
    });
}

void Stage::remember(wire::Packet const& packet)
{
    auto const keeps = [&](std::string const& topic) {
        bool const can_be_cleared = !topic.empty() && topic.find_first_of("+#") == std::string::npos &&
                                    topic.find('\0') == std::string::npos && !wire::ill_formed_utf8(topic);
        if (can_be_cleared)
            remains_.topics.insert(topic);
    };
    if (auto const* publish = std::get_if<wire::Publish>(&packet); publish != nullptr && publish->retain)
        keeps(publish->topic);
    auto const* connect = std::get_if<wire::Connect>(&packet);
    if (connect == nullptr)
        return;
    if (connect->will && connect->will->retain)
        keeps(connect->will->topic);
    if (!connect->clean_session && !connect->client_id.empty() && !wire::ill_formed_utf8(connect->client_id))
        remains_.client_ids.insert(connect->client_id);
}

void Stage::release_ids(trace::Observation const& observation)
{
    using enum wire::PacketType;
    auto const* received = std::get_if<trace::Received>(&observation.event);
    if (received == nullptr)
        return;
    auto const type = wire::type_of(received->decoded.packet);
    if (type != puback && type != pubcomp && type != suback && type != unsuback)
        return;
    auto const& party = journal_.party(observation.connection);
    auto const found =
        std::ranges::find_if(actors_, [&](auto const& it) { return name_of(it.first) == party; });
    if (found != actors_.end())
        found->second.in_flight.erase(wire::packet_id_of(received->decoded.packet).value_or(0));
}

} // namespace mqttspec::engine
