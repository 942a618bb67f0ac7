// SPDX-License-Identifier: Apache-2.0
#include "rules/journal_reader.hpp"

#include <algorithm>

namespace mqttspec::rules {

JournalReader::JournalReader(Watch& watch, trace::Journal const& journal, Role ours, wire::Version version)
    : watch_{watch}, journal_{journal}, ours_{ours}, theirs_{opposite(ours)}, version_{version}
{}

void JournalReader::read_to(std::size_t end)
{
    for (; next_ < std::min(end, journal_.size()); ++next_)
        if (!over_.contains(journal_[next_].connection))
            show(journal_[next_]);
}

void JournalReader::show(trace::Observation const& observation)
{
    auto const id = observation.connection;
    if (auto const* opened = std::get_if<trace::Opened>(&observation.event)) {
        watch_.opened(id, observation.at);
        if (opened->is_framed)
            framed_.insert(id);
    }
    if (auto const* sent = std::get_if<trace::Sent>(&observation.event)) {
        show_sent(observation, sent->bytes);
        show_frame(observation, ours_, data_frame(sent->is_text, sent->bytes.empty()));
    }
    if (auto const* received = std::get_if<trace::Received>(&observation.event)) {
        watch_.packet(id, theirs_, received->decoded, received->bytes, observation.at);
        show_frame(observation, theirs_, data_frame(received->is_text, received->bytes.empty()));
    }
    if (std::holds_alternative<trace::Garbage>(observation.event))
        watch_.garbled(id, theirs_);
    if (std::holds_alternative<trace::Closed>(observation.event)) {
        watch_.closed(id, observation.at);
        over_.insert(id); // What was to be sent after that never went out.
        sent_.erase(id);
    }
}

/// Behind what came in it, which says by which version of MQTT it is to be judged.
void JournalReader::show_frame(trace::Observation const& observation, Role sender, Frame frame)
{
    if (framed_.contains(observation.connection))
        watch_.frame(observation.connection, sender, frame, observation.at);
}

/// A case sends what it wants: parts of packets, several at once, bytes that are none.
void JournalReader::show_sent(trace::Observation const& observation, wire::Bytes const& bytes)
{
    auto& framer = sent_[observation.connection];
    if (framer.has_stopped())
        return;
    framer.feed(bytes);
    while (auto const frame = framer.next()) {
        if (frame->defect != wire::Frame::Defect::none)
            return watch_.garbled(observation.connection, ours_);
        watch_.packet(observation.connection, ours_, wire::decode(frame->bytes, version_), frame->bytes,
                      observation.at);
    }
}

} // namespace mqttspec::rules
