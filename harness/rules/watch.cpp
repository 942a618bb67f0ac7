// SPDX-License-Identifier: Apache-2.0
#include "rules/watch.hpp"

#include "rules/evidence.hpp"
#include "rules/follow.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace mqttspec::rules {

namespace {

/// How many Client Identifiers are kept. Whoever comes back after that is unknown.
constexpr std::size_t most_clients = 65'536;
constexpr std::size_t packet_types = 16;

/// What is needed of a rule for each packet, without the rest of its row.
struct Question
{
    Word (*check)(Sight const&) = nullptr;
    Needs needs = Needs::nothing;
    std::size_t index = 0; ///< In all_rules().
};

/// For each role and packet type, for its frames, and for the end of a connection, the rules that look at it.
struct Dispatch
{
    std::array<std::array<std::vector<Question>, packet_types>, 2> by_type{};
    std::array<std::vector<Question>, 2> at_frames{};
    std::array<std::vector<Question>, 2> at_end{};
};

Dispatch make_dispatch()
{
    Dispatch dispatch;
    auto const rules = all_rules();
    for (std::size_t i = 0; i < rules.size(); ++i) {
        auto const& rule = rules[i];
        auto const side = index_of(rule.role);
        Question const question{.check = rule.check, .needs = rule.needs, .index = i};
        for (std::size_t type = 0; type < packet_types; ++type)
            if (rule.occasions.contain(static_cast<wire::PacketType>(type)))
                dispatch.by_type[side][type].push_back(question);
        if (rule.occasions.contain_frames())
            dispatch.at_frames[side].push_back(question);
        if (rule.occasions.contain_end())
            dispatch.at_end[side].push_back(question);
    }
    return dispatch;
}

Dispatch const& dispatch()
{
    static auto const made = make_dispatch();
    return made;
}

/// Asks those that know enough, and calls `object` with the index of each rule that is broken.
template <class Object>
void ask(std::vector<Question> const& questions, Sight const& sight, std::vector<Tally>& tallies,
         Object object)
{
    bool const knows_connection = sight.connection.was_seen_whole && !sight.connection.is_displaced;
    std::array const knows_enough{true, knows_connection, sight.knows_session}; // By Needs.
    for (auto const& question : questions) {
        if (!knows_enough[static_cast<std::size_t>(question.needs)])
            continue;
        auto const word = question.check(sight);
        if (word == Word::kept)
            ++tallies[question.index].kept;
        else if (word == Word::broken)
            object(question.index);
    }
}

/// A CONNECT of MQTT 3.1 or of a later version: what follows is not ours to judge.
bool is_of_another_version(wire::Decoded const& decoded)
{
    auto const* connect = std::get_if<wire::Connect>(&decoded.packet);
    if (connect == nullptr || connect->protocol_level == 4)
        return false;
    return connect->protocol_name == "MQTT" || connect->protocol_name == "MQIsdp";
}

/// Client Identifiers are those of one Server.
std::string key_of(Connection const& connection)
{
    if (connection.server == 0 || connection.client_id.empty())
        return connection.client_id;
    return connection.client_id + '\0' + std::to_string(connection.server);
}

/// What a Server's PUBLISH delivers.
void look_up(Sight& sight, Messages const& messages)
{
    if (sight.sender != Role::server)
        return;
    sight.match = sight.session.subscriptions.match(sight.get<wire::Publish>()->topic);
    auto const* message = messages.find(sight.content);
    if (message != nullptr && message->server == sight.connection.server)
        sight.message = message;
    auto const* will = messages.find_will(sight.content);
    if (will != nullptr && will->server == sight.connection.server)
        sight.will = will;
}

} // namespace

Watch::Watch(Knowledge knowledge) : knowledge_{std::move(knowledge)}, tallies_(all_rules().size()) {}

void Watch::opened(trace::ConnectionId id, trace::Time at, std::uint64_t server)
{
    auto& connection = connection_of(id);
    connection.server = server;
    connection.was_seen_whole = true;
    connection.last_from_client = at;
}

void Watch::packet(trace::ConnectionId id, Role sender, wire::Decoded const& decoded,
                   std::span<std::uint8_t const> bytes, trace::Time at)
{
    auto& connection = connection_of(id);
    if (connection.is_over)
        return;
    bool const is_client = sender == Role::client;
    if (is_client && connection.from_client == 0 && is_of_another_version(decoded)) {
        connection.is_over = true;
        return;
    }
    ++packets_;
    auto const sight = sight_of(connection, sender, decoded, bytes, at);
    judge(connection, sight, bytes);
    note(connection, sight);
    ++(is_client ? connection.from_client : connection.from_server);
    if (is_client)
        connection.last_from_client = at;
}

void Watch::frame(trace::ConnectionId id, Role sender, Frame frame, trace::Time at)
{
    auto& connection = connection_of(id);
    bool const is_provoker = sender == knowledge_.provoker;
    if (connection.is_over || (!is_provoker && connection.is_tainted))
        return;
    wire::Decoded const nothing;
    auto sight = bare_sight(connection, sender, nothing, at);
    sight.frame = frame;
    ask(dispatch().at_frames[index_of(sender)], sight, tallies_,
        [&](std::size_t index) { object(index, sight, {}); });
    if (is_provoker && frame != Frame::binary)
        taint(connection);
}

void Watch::garbled(trace::ConnectionId id, Role sender)
{
    auto& connection = connection_of(id);
    if (sender == knowledge_.provoker)
        taint(connection);
    connection.is_over = true;
}

void Watch::missed(trace::ConnectionId id)
{
    auto& connection = connection_of(id);
    connection.was_seen_whole = false;
    connection.session->is_known = false;
}

void Watch::closed(trace::ConnectionId id, trace::Time at)
{
    auto const found = connections_.find(id);
    if (found == connections_.end())
        return;
    judge_end(found->second, at);
    note_end(found->second);
    connections_.erase(found);
}

Connection& Watch::connection_of(trace::ConnectionId id)
{
    auto const [place, is_new] = connections_.try_emplace(id);
    if (is_new) {
        place->second.id = id;
        place->second.session->began_on = id;
    }
    return place->second;
}

Sight Watch::bare_sight(Connection const& connection, Role sender, wire::Decoded const& decoded,
                        trace::Time at) const
{
    return {.decoded = decoded,
            .sender = sender,
            .connection = connection,
            .session = *connection.session,
            .knowledge = knowledge_,
            .now = at};
}

Sight Watch::sight_of(Connection const& connection, Role sender, wire::Decoded const& decoded,
                      std::span<std::uint8_t const> bytes, trace::Time at) const
{
    auto sight = bare_sight(connection, sender, decoded, at);
    sight.knows_session =
        connection.session->is_known && connection.was_seen_whole && !connection.is_displaced;
    if (!decoded.malformations.empty())
        sight.surplus_fields = surplus_fields(decoded, bytes);
    auto const type = wire::type_of(decoded.packet);
    if (auto const* publish = std::get_if<wire::Publish>(&decoded.packet)) {
        sight.content = content_of(publish->topic, publish->payload);
        look_up(sight, messages_);
    }
    if (is_answer(type) && is_readable(decoded))
        sight.paid = connection.debts_of(sender).find(type, wire::packet_id_of(decoded.packet).value_or(0));
    return sight;
}

void Watch::judge(Connection& connection, Sight const& sight, std::span<std::uint8_t const> bytes)
{
    bool const is_provoker = sight.sender == knowledge_.provoker;
    if (!is_provoker && connection.is_tainted)
        return;
    bool is_fault = is_provoker && !sight.decoded.malformations.empty();
    auto const type = static_cast<std::size_t>(wire::type_of(sight.decoded.packet));
    ask(dispatch().by_type[index_of(sight.sender)][type], sight, tallies_, [&](std::size_t index) {
        object(index, sight, bytes);
        is_fault = is_fault || (is_provoker && !all_rules()[index].is_timed);
    });
    if (is_fault)
        taint(connection);
}

void Watch::judge_end(Connection& connection, trace::Time at)
{
    wire::Decoded const nothing;
    for (auto const role : {Role::server, Role::client}) {
        if (connection.is_over || (role != knowledge_.provoker && connection.is_tainted))
            continue;
        auto sight = bare_sight(connection, role, nothing, at);
        sight.is_end = true;
        ask(dispatch().at_end[index_of(role)], sight, tallies_,
            [&](std::size_t index) { object(index, sight, {}); });
    }
}

void Watch::object(std::size_t index, Sight const& sight, std::span<std::uint8_t const> bytes)
{
    auto const& rule = all_rules()[index];
    if (++tallies_[index].broken <= most_findings)
        findings_.push_back(
            {.rule = &rule,
             .connection = sight.connection.id,
             .at = sight.now,
             .packet = sight.has_packet() ? name_of_type(sight.decoded.packet) : std::string{},
             .text = evidence(rule, sight, bytes)});
}

/// From here on the Server may do what it likes, and so may what it keeps of this Client be anything.
void Watch::taint(Connection& connection)
{
    connection.is_tainted = true;
    connection.session->is_known = false;
    auto const found = clients_.find(key_of(connection));
    if (connection.client_id.empty() || found == clients_.end())
        return;
    found->second.stored = Stored::unknown;
    found->second.is_contested = true;
}

void Watch::note(Connection& connection, Sight const& sight)
{
    if (!is_readable(sight.decoded))
        return;
    auto const& packet = sight.decoded.packet;
    auto const* connect = std::get_if<wire::Connect>(&packet);
    if (connect != nullptr && sight.sender == Role::client)
        return note_connect(connection, *connect, sight.now);
    auto const* connack = std::get_if<wire::Connack>(&packet);
    if (connack != nullptr && sight.sender == Role::server)
        return note_connack(connection, *connack, sight.now);
    Event const event{.packet = packet,
                      .sender = sight.sender,
                      .content = sight.content,
                      .now = {.at = sight.now, .count = packets_}};
    follow_messages(messages_, connection, event);
    follow_debts(connection, event, knowledge_);
    follow(connection, event);
    if (std::holds_alternative<wire::Disconnect>(packet) && sight.sender == Role::client) {
        connection.has_disconnect = true;
        connection.disconnected = sight.now;
    }
}

void Watch::note_connect(Connection& connection, wire::Connect const& connect, trace::Time at)
{
    if (connection.has_connect)
        return;
    connection.has_connect = true;
    connection.is_clean = connect.clean_session;
    connection.keep_alive = connect.keep_alive;
    connection.client_id = connect.client_id;
    connection.user = digest_of(connect.user_name.value_or(""));
    if (!connect.client_id.empty())
        note_client(connection, connect);
    if (connect.will)
        note_will(connection, *connect.will, at);
}

void Watch::note_client(Connection& connection, wire::Connect const& connect)
{
    auto const key = key_of(connection);
    if (clients_.size() >= most_clients && !clients_.contains(key))
        clients_.clear();
    auto const [place, is_new] = clients_.try_emplace(key);
    auto& client = place->second;
    bool const is_fresh = is_new && knowledge_.is_new_client && knowledge_.is_new_client(connect.client_id);
    if (client.undecided == 0 && !connection.is_tainted)
        client.is_contested = false;
    else
        client.is_contested = true; // Nobody can tell which of them the Server takes first.
    if (knowledge_.is_whole && !client.is_contested)
        connection.stored = is_fresh ? Stored::no : client.stored;
    if (knowledge_.is_whole && !connect.clean_session)
        connection.previous = client.session;
    if (auto const earlier = connections_.find(client.latest);
        client.latest != connection.id && earlier != connections_.end()) {
        earlier->second.is_displaced = true;
        // Some Servers have Client Identifiers for each customer.
        if (earlier->second.user == connection.user)
            connection.displaces = earlier->first;
    }
    client.latest = connection.id;
    client.stored = Stored::unknown;
    ++client.undecided;
}

void Watch::note_will(Connection& connection, wire::Will const& will, trace::Time at)
{
    connection.will = content_of(will.topic, will.message);
    messages_.add_will(connection.will, {.owner = connection.id,
                                         .server = connection.server,
                                         .is_the_first = connection.stored == Stored::no,
                                         .began = at});
}

void Watch::note_connack(Connection& connection, wire::Connack const& connack, trace::Time at)
{
    if (connection.has_connack || !connection.has_connect)
        return;
    connection.has_connack = true;
    connection.return_code = connack.return_code;
    auto const found = clients_.find(key_of(connection));
    auto* client = connection.client_id.empty() || found == clients_.end() ? nullptr : &found->second;
    if (client != nullptr)
        client->undecided = std::max(0, client->undecided - 1);
    if (connack.return_code != 0)
        return;
    if (auto const earlier = connections_.find(connection.displaces); earlier != connections_.end())
        earlier->second.displaced = at;
    bool const is_doubtful = connection.is_tainted || connection.is_displaced || !connection.was_seen_whole ||
                             (client != nullptr && client->is_contested);
    if (connection.is_clean || !connack.session_present()) {
        connection.session->is_known = !is_doubtful;
    } else if (connection.previous != nullptr) {
        bool const is_sure = !is_doubtful && connection.session->is_blank && connection.previous->is_known;
        connection.session = connection.previous;
        connection.session->is_known = is_sure;
        connection.session->requests.clear(); // They are answered on their own connection or never.
    }
    connection.previous.reset();
    if (client == nullptr || client->latest != connection.id)
        return;
    client->session = connection.session;
    if (!is_doubtful)
        client->stored = connection.is_clean ? Stored::no : Stored::yes;
}

void Watch::note_end(Connection& connection)
{
    auto const found = clients_.find(key_of(connection));
    if (connection.client_id.empty() || found == clients_.end())
        return;
    auto& client = found->second;
    if (connection.has_connect && !connection.has_connack)
        client.undecided = std::max(0, client.undecided - 1);
    if (client.latest == connection.id && connection.is_clean)
        client.session.reset(); // It ended with its connection.
}

} // namespace mqttspec::rules
