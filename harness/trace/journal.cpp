// SPDX-License-Identifier: Apache-2.0
#include "trace/journal.hpp"

#include "wire/value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace mqttspec::trace {

std::string_view name_of(Ending ending)
{
    switch (ending) {
    case Ending::fin: return "FIN";
    case Ending::rst: return "RST";
    case Ending::failed: break;
    }
    return "failed";
}

ConnectionId Journal::add_connection(std::string party)
{
    auto const earlier = std::ranges::count(connections_, party, &Connection::party);
    connections_.push_back({.party = std::move(party), .ordinal = static_cast<int>(earlier) + 1});
    return static_cast<ConnectionId>(connections_.size() - 1);
}

void Journal::append(Observation observation)
{
    observations_.push_back(std::move(observation));
    if (watcher_)
        watcher_(observations_.back());
}

std::string const& Journal::party(ConnectionId connection) const
{
    return connections_.at(connection).party;
}

int Journal::ordinal(ConnectionId connection) const
{
    return connections_.at(connection).ordinal;
}

namespace {

/// Names what a packet is, or says how many bytes are none.
std::string describe_bytes(wire::Bytes const& bytes, wire::Version version)
{
    if (bytes.empty())
        return "nothing";
    auto const decoded = wire::decode(bytes, version);
    auto text = wire::describe(decoded.packet);
    for (auto const& malformation : decoded.malformations)
        text += fmt::format(" ({}: {})", malformation.field.path.view(), malformation.detail);
    return text;
}

std::string framed(bool is_text)
{
    return is_text ? " in a text frame" : "";
}

struct Describer
{
    wire::Version version;

    std::string operator()(Opened const& it) const { return "connected to " + it.peer; }
    std::string operator()(Sent const& it) const
    {
        return "sent " + describe_bytes(it.bytes, version) + framed(it.is_text);
    }
    std::string operator()(Received const& it) const
    {
        auto text = "received " + wire::describe(it.decoded.packet);
        for (auto const& malformation : it.decoded.malformations)
            text += fmt::format(" ({}: {})", malformation.field.path.view(), malformation.detail);
        return text + framed(it.is_text);
    }
    std::string operator()(Garbage const& it) const
    {
        return fmt::format("received bytes that are no packet: {}", it.why);
    }
    std::string operator()(HalfClosed const&) const { return "closed our side (FIN)"; }
    std::string operator()(Closed const& it) const
    {
        auto const who = it.by == Side::us ? "us" : "the peer";
        if (it.how == Ending::failed)
            return fmt::format("connection failed: {}", it.detail);
        return fmt::format("closed by {} ({}{}{})", who, name_of(it.how), it.detail.empty() ? "" : ", ",
                           it.detail);
    }
    std::string operator()(Note const& it) const { return it.text; }
};

} // namespace

std::string describe(Event const& event, wire::Version version)
{
    return std::visit(Describer{version}, event);
}

} // namespace mqttspec::trace
