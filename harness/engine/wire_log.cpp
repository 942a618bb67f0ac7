// SPDX-License-Identifier: Apache-2.0
#include "engine/wire_log.hpp"

#include "engine/masking.hpp"
#include "engine/values.hpp"
#include "wire/encode.hpp"
#include "wire/value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace mqttspec::engine {

namespace {

constexpr std::size_t most_bytes = 4096;
constexpr std::size_t most_events = 2000;

void flatten(std::string const& path, wire::Value const& value, results::Values& into)
{
    if (auto const* map = std::get_if<wire::Map>(&value.held)) {
        for (auto const& [name, member] : *map)
            flatten(path.empty() ? name : path + "." + name, member, into);
    } else if (auto const* list = std::get_if<wire::List>(&value.held)) {
        for (std::size_t i = 0; i < list->size(); ++i)
            flatten(fmt::format("{}[{}]", path, i), (*list)[i], into);
    } else if (auto const scalar = as_scalar(value)) {
        std::visit([&](auto const& held) { into.emplace_back(path, results::Scalar{held}); }, *scalar);
    }
}

results::WirePacket to_packet(wire::Decoded const& decoded)
{
    results::WirePacket packet;
    packet.type = wire::name_of(wire::type_of(decoded.packet));
    packet.summary = wire::describe(decoded.packet);
    flatten("", wire::Value{wire::to_values(decoded.packet)}, packet.values);
    for (auto& [name, scalar] : packet.values)
        if (auto* text = std::get_if<std::string>(&scalar); text != nullptr && text->size() > most_bytes)
            text->resize(most_bytes);
    for (auto const& field : decoded.fields)
        packet.fields.push_back({.path = field.path.str(), .offset = field.offset, .length = field.length});
    for (auto const& malformation : decoded.malformations)
        packet.malformations.push_back(
            fmt::format("{}: {}", malformation.field.path.view(), malformation.detail));
    return packet;
}

class Converter
{
public:
    Converter(results::WireEvent& event, wire::Version version, std::string const& secret)
        : event_{event}, version_{version}, secret_{secret}
    {}

    void operator()(trace::Opened const& it)
    {
        event_.kind = "opened";
        event_.detail = it.peer;
    }
    void operator()(trace::Sent const& it)
    {
        event_.direction = "sent";
        auto const bytes = masked(it.bytes, version_, secret_);
        auto const decoded = wire::decode(bytes, version_);
        bool const is_packet =
            !std::ranges::any_of(decoded.malformations, [](wire::Malformation const& malformation) {
                return malformation.defect == wire::Defect::remaining_length;
            });
        event_.kind = is_packet ? "packet" : "bytes";
        event_.detail = it.is_text ? "in a text frame" : "";
        fill(bytes, decoded);
    }
    void operator()(trace::Received const& it)
    {
        event_.direction = "received";
        event_.kind = "packet";
        event_.detail = it.is_text ? "in a text frame" : "";
        fill(it.bytes, it.decoded);
    }
    void operator()(trace::Garbage const& it)
    {
        event_.direction = "received";
        event_.kind = "bytes";
        event_.detail = it.why;
        keep(it.bytes);
    }
    void operator()(trace::HalfClosed const&)
    {
        event_.direction = "sent";
        event_.kind = "half_closed";
    }
    void operator()(trace::Closed const& it)
    {
        event_.direction = it.by == trace::Side::us ? "sent" : "received";
        event_.kind = "closed";
        event_.detail = it.how == trace::Ending::failed ? it.detail : std::string{trace::name_of(it.how)};
        if (it.how != trace::Ending::failed && !it.detail.empty())
            event_.detail += ", " + it.detail;
    }
    void operator()(trace::Note const& it)
    {
        event_.kind = "note";
        event_.detail = it.text;
    }

private:
    void fill(wire::Bytes const& bytes, wire::Decoded const& decoded)
    {
        event_.packet = to_packet(decoded);
        keep(bytes);
    }
    void keep(wire::Bytes const& bytes)
    {
        event_.total_bytes = bytes.size();
        event_.bytes.assign(bytes.begin(),
                            bytes.begin() + static_cast<std::ptrdiff_t>(std::min(bytes.size(), most_bytes)));
    }

    results::WireEvent& event_;
    wire::Version version_;
    std::string const& secret_;
};

} // namespace

std::vector<results::WireEvent> wire_log(trace::Journal const& journal, wire::Version version,
                                         std::string const& secret)
{
    std::vector<results::WireEvent> log;
    auto const size = journal.size();
    for (std::size_t i = 0; i < size; ++i) {
        bool const is_cut = size > most_events && i >= most_events / 2 && i < size - most_events / 2;
        if (is_cut && i > most_events / 2)
            continue;
        auto const& observation = journal[i];
        results::WireEvent event;
        event.t = std::chrono::duration<double>(observation.at).count();
        if (is_cut) {
            event.kind = "note";
            event.detail = fmt::format("{} events are left out here", size - most_events);
        } else {
            event.actor = journal.party(observation.connection);
            event.connection = journal.ordinal(observation.connection);
            std::visit(Converter{event, version, secret}, observation.event);
        }
        log.push_back(std::move(event));
    }
    return log;
}

} // namespace mqttspec::engine
