// SPDX-License-Identifier: Apache-2.0
#include "validator/capture_writer.hpp"

#include "validator/pcapng.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <utility>

namespace mqttspec::validator {

namespace {

constexpr std::uint32_t address_of_server = 0x7F000001; ///< 127.0.0.1; the others follow.
constexpr std::uint16_t port_of_server = 1883;
constexpr std::uint16_t first_port_of_clients = 49'152;
constexpr std::uint16_t ports_of_clients = 16'384;
constexpr std::size_t most_segment_bytes = 65'000;

enum TcpFlag : std::uint8_t
{
    fin = 1,
    syn = 2,
    rst = 4,
    psh = 8,
    ack = 16
};

/// The two ends of one connection, as TCP sees them.
struct Stream
{
    TcpEnd client{};
    TcpEnd server{};
    std::string party{};
    bool has_fin_of_client = false;
    bool has_fin_of_server = false;
    bool is_over = false;
};

class Writer
{
public:
    Writer(trace::Journal const& journal, CaptureFacts const& facts) : journal_{journal}, facts_{facts} {}

    std::string write()
    {
        file_.begin(facts_.title, facts_.written_by);
        file_.name(address_of_server, "server");
        for (auto const& observation : journal_.observations())
            show(observation);
        return file_.take();
    }

private:
    using Parties = std::map<std::string, std::uint32_t>;

    void show(trace::Observation const& observation)
    {
        at_ = facts_.began.time_since_epoch() + observation.at;
        if (std::holds_alternative<trace::Opened>(observation.event))
            return open(observation.connection);
        auto const found = streams_.find(observation.connection);
        if (found == streams_.end() || found->second.is_over)
            return;
        auto& stream = found->second;
        if (auto const* sent = std::get_if<trace::Sent>(&observation.event))
            data(stream, facts_.ours, facts_.masked ? facts_.masked(sent->bytes) : sent->bytes, {});
        if (auto const* received = std::get_if<trace::Received>(&observation.event))
            data(stream, theirs(), received->bytes, {});
        if (auto const* garbage = std::get_if<trace::Garbage>(&observation.event))
            data(stream, theirs(), garbage->bytes, garbage->why);
        if (std::holds_alternative<trace::HalfClosed>(observation.event))
            end(stream, facts_.ours);
        if (auto const* closed = std::get_if<trace::Closed>(&observation.event))
            close(stream, *closed);
    }

    void open(trace::ConnectionId id)
    {
        auto& stream = streams_[id];
        stream.party = journal_.party(id);
        auto const client = facts_.ours == Role::client ? address_of(stream.party) : address_of("client");
        auto const port = static_cast<std::uint16_t>(first_port_of_clients + id % ports_of_clients);
        // Numbers that are easy on the eye: Wireshark shows them from 0 anyway.
        stream.client = {.address = client, .port = port, .next = id * 1'000'000U};
        stream.server = {.address = address_of_server, .port = port_of_server, .next = id * 2'000'000U};
        auto const comment =
            fmt::format("{}: {}, connection {}", facts_.title, stream.party, journal_.ordinal(id));
        segment(stream, Role::client, syn, {}, comment);
        segment(stream, Role::server, syn | ack, {}, {});
        segment(stream, Role::client, ack, {}, {});
    }

    std::uint32_t address_of(std::string const& party)
    {
        auto const [place, is_new] =
            parties_.emplace(party, address_of_server + 1 + static_cast<std::uint32_t>(parties_.size()));
        if (is_new)
            file_.name(place->second, party);
        return place->second;
    }

    void data(Stream& stream, Role sender, std::span<std::uint8_t const> bytes, std::string const& comment)
    {
        while (!bytes.empty()) {
            auto const piece = bytes.first(std::min(bytes.size(), most_segment_bytes));
            bytes = bytes.subspan(piece.size());
            segment(stream, sender, psh | ack, piece, comment);
        }
    }

    void end(Stream& stream, Role sender)
    {
        auto& is_done = sender == Role::client ? stream.has_fin_of_client : stream.has_fin_of_server;
        if (!std::exchange(is_done, true))
            segment(stream, sender, fin | ack, {}, {});
    }

    /// The other end's part of it goes without saying in a journal.
    void close(Stream& stream, trace::Closed const& closed)
    {
        auto const first = closed.by == trace::Side::us ? facts_.ours : theirs();
        stream.is_over = true;
        if (closed.how != trace::Ending::fin)
            return segment(stream, first, rst | ack, {}, closed.detail);
        end(stream, first);
        end(stream, opposite(first));
        segment(stream, first, ack, {}, {});
    }

    void segment(Stream& stream, Role sender, unsigned flags, std::span<std::uint8_t const> bytes,
                 std::string const& comment)
    {
        auto& source = sender == Role::client ? stream.client : stream.server;
        auto const& destination = sender == Role::client ? stream.server : stream.client;
        auto const packet = ip_packet(source, destination, static_cast<std::uint8_t>(flags), bytes);
        source.next += static_cast<std::uint32_t>(bytes.size()) + ((flags & (syn | fin)) != 0 ? 1U : 0U);
        file_.packet(packet, at_, comment);
    }

    [[nodiscard]] Role theirs() const { return opposite(facts_.ours); }

    trace::Journal const& journal_;
    CaptureFacts const& facts_;
    PcapngFile file_;
    Parties parties_;
    std::map<trace::ConnectionId, Stream> streams_;
    std::chrono::nanoseconds at_{};
};

} // namespace

std::string to_pcapng(trace::Journal const& journal, CaptureFacts const& facts)
{
    return Writer{journal, facts}.write();
}

} // namespace mqttspec::validator
