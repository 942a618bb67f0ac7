// SPDX-License-Identifier: Apache-2.0
#include "validator/judge.hpp"

#include "validator/step.hpp"
#include "wire/decode_into.hpp"

#include <utility>

namespace mqttspec::validator {

namespace {

/// After a place was guessed at which a packet begins, so many must be well formed before a fault is
/// believed.
constexpr int packets_of_doubt = 16;

bool is_of_another_version(wire::Connect const& connect)
{
    bool const is_mqtt = connect.protocol_name == "MQTT" || connect.protocol_name == "MQIsdp";
    return is_mqtt && connect.protocol_level != 4;
}

} // namespace

Judge::Connection::Connection(Ends its_ends, std::size_t most_packet_bytes)
    : ends{std::move(its_ends)}, directions{Direction{most_packet_bytes}, Direction{most_packet_bytes}}
{}

Judge::Judge(JudgeOptions options) : options_{std::move(options)}, watch_{options_.knowledge} {}

Judge::Connection& Judge::add(Ends ends)
{
    ++counts_.connections;
    ++latest_;
    return connections_.try_emplace(latest_, std::move(ends), options_.most_packet_bytes).first->second;
}

Judge::Id Judge::open(Ends ends, Moment moment)
{
    auto const server = std::hash<std::string>{}(ends.server);
    add(std::move(ends));
    watch_.opened(latest_, moment.at, server);
    return latest_;
}

Judge::Id Judge::join(Ends ends)
{
    auto& connection = add(std::move(ends));
    connection.has_begun = true;
    for (auto& direction : connection.directions)
        lose_step(latest_, direction);
    return latest_;
}

void Judge::bytes(Id id, Role sender, std::span<std::uint8_t const> bytes, Moment moment)
{
    auto const found = connections_.find(id);
    if (found == connections_.end() || found->second.is_over)
        return;
    auto& connection = found->second;
    auto& direction = connection.of(sender);
    if (direction.is_out_of_step) {
        auto const start = find_step(bytes, sender);
        if (!start)
            return;
        bytes = bytes.subspan(*start);
        direction.is_out_of_step = false;
    }
    direction.cutter.feed(bytes);
    cut(id, connection, sender, moment);
}

void Judge::cut(Id id, Connection& connection, Role sender, Moment moment)
{
    auto& direction = connection.of(sender);
    while (auto const cut = direction.cutter.next()) {
        show(id, connection, sender, *cut, moment);
        if (connection.is_over || direction.is_out_of_step)
            break;
    }
    limit_held(id, direction);
}

void Judge::show(Id id, Connection& connection, Role sender, Cut const& cut, Moment moment)
{
    auto& direction = connection.of(sender);
    if (cut.kind == Cut::Kind::oversized) {
        ++counts_.oversized;
        connection.has_begun = true;
        tell_loss(connection, sender,
                  "a packet that is too large to be judged; what depends on it is not judged");
        return watch_.missed(id);
    }
    bool const is_garbled = cut.kind == Cut::Kind::unending_length;
    if (is_garbled && direction.doubts == 0) {
        ++counts_.garbled;
        connection.is_over = true;
        tell_loss(connection, sender,
                  "not judged any more: this is no MQTT (a Remaining Length without end)");
        return watch_.garbled(id, sender);
    }
    if (!is_garbled)
        wire::decode_into(decoded_, cut.bytes, wire::Version::v3_1_1);
    if (direction.doubts > 0) {
        if (is_garbled || !decoded_.malformations.empty() || !may_begin_packet(cut.bytes.front(), sender))
            return lose_step(id, direction);
        --direction.doubts;
    }
    ++counts_.packets;
    auto const* connect = std::get_if<wire::Connect>(&decoded_.packet);
    if (connect != nullptr && sender == Role::client)
        note_connect(connection, *connect);
    connection.has_begun = connection.has_begun || sender == Role::client;
    watch_.packet(id, sender, decoded_, cut.bytes, moment.at);
    tell(connection, moment);
}

void Judge::note_connect(Connection& connection, wire::Connect const& connect)
{
    if (!connection.client_id.empty())
        return;
    connection.client_id = connect.client_id;
    if (connection.has_begun || !is_of_another_version(connect))
        return;
    ++counts_.of_another_version;
    connection.is_over = true;
    tell_loss(connection, Role::client, "not judged: this is another version of MQTT");
}

void Judge::missed(Id id, Role sender, std::optional<std::uint64_t> count)
{
    auto const found = connections_.find(id);
    if (found == connections_.end() || found->second.is_over)
        return;
    ++counts_.gaps;
    auto& direction = found->second.of(sender);
    if (count && direction.cutter.pass_over(*count))
        return watch_.missed(id);
    lose_step(id, direction);
    limit_held(id, direction);
}

void Judge::lose_step(Id id, Direction& direction)
{
    direction.cutter.restart();
    direction.is_out_of_step = true;
    direction.doubts = packets_of_doubt;
    watch_.missed(id);
}

/// Many connections that each claim a large packet and never end it must not fill the memory.
void Judge::limit_held(Id id, Direction& direction)
{
    held_bytes_ -= direction.counted_as_held;
    direction.counted_as_held = direction.cutter.held_bytes();
    held_bytes_ += direction.counted_as_held;
    if (held_bytes_ <= options_.most_held_bytes)
        return;
    ++counts_.gaps;
    held_bytes_ -= std::exchange(direction.counted_as_held, 0);
    lose_step(id, direction);
}

void Judge::frame(Id id, Role sender, Frame frame, Moment moment)
{
    auto const found = connections_.find(id);
    if (found == connections_.end() || found->second.is_over)
        return;
    watch_.frame(id, sender, frame, moment.at);
    tell(found->second, moment);
}

void Judge::close(Id id, Moment moment)
{
    auto const found = connections_.find(id);
    if (found == connections_.end())
        return;
    watch_.closed(id, moment.at);
    tell(found->second, moment);
    for (auto const& direction : found->second.directions)
        held_bytes_ -= direction.counted_as_held;
    connections_.erase(found);
}

void Judge::forget(Id id)
{
    if (!connections_.contains(id))
        return;
    watch_.missed(id);
    close(id, {});
}

bool Judge::is_over(Id id) const
{
    auto const found = connections_.find(id);
    return found == connections_.end() || found->second.is_over;
}

void Judge::tell(Connection const& connection, Moment moment)
{
    for (auto told = findings_.size(); told < watch_.findings().size(); ++told) {
        auto const& finding = watch_.findings()[told];
        findings_.push_back({.rule = finding.rule,
                             .ends = connection.ends,
                             .client_id = connection.client_id,
                             .moment = moment,
                             .packet = finding.packet,
                             .text = finding.text});
        if (options_.on_finding)
            options_.on_finding(findings_.back());
    }
}

void Judge::tell_loss(Connection const& connection, Role sender, std::string_view why) const
{
    if (options_.on_loss)
        options_.on_loss({connection.ends, connection.client_id, sender, why});
}

} // namespace mqttspec::validator
