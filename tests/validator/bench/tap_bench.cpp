// SPDX-License-Identifier: Apache-2.0
#include "validator/pcapng.hpp"
#include "validator/tap.hpp"
#include "wire/encode.hpp"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>
#include <vector>

namespace {

using namespace mqttspec;
using namespace mqttspec::validator;

constexpr int link_type_raw = 101;
constexpr std::uint8_t syn = 2, ack = 16;
using Packets = std::vector<std::vector<std::uint8_t>>;

/// A connection of a client that is seen whole.
class Connection
{
public:
    Connection(Packets& packets, std::uint16_t port) : packets_{packets}
    {
        client_ = {.address = 0x0A000002, .port = port, .next = 100};
        server_ = {.address = 0x0A000001, .port = 1883, .next = 200};
    }

    void client_says(wire::Packet const& packet) { say(client_, server_, image(packet), ack); }
    void server_says(wire::Packet const& packet) { say(server_, client_, image(packet), ack); }

    void begin()
    {
        say(client_, server_, {}, syn);
        say(server_, client_, {}, syn | ack);
        client_says(wire::Connect{.client_id = "client-" + std::to_string(client_.port)});
        server_says(wire::Connack{});
        client_says(
            wire::Subscribe{.packet_id = 1, .filters = {{.filter = "plant/+/temperature", .qos = 1}}});
        server_says(wire::Suback{.packet_id = 1, .return_codes = {1}});
    }

private:
    static wire::Bytes image(wire::Packet const& packet)
    {
        return wire::encode(packet, wire::Version::v3_1_1).bytes;
    }
    void say(TcpEnd& from, TcpEnd const& to, wire::Bytes const& bytes, std::uint8_t flags)
    {
        packets_.push_back(ip_packet(from, to, flags, bytes));
        from.next += static_cast<std::uint32_t>(bytes.size()) + ((flags & syn) != 0 ? 1U : 0U);
    }

    Packets& packets_;
    TcpEnd client_;
    TcpEnd server_;
};

/// Messages at QoS 1 of that size to 100 clients, as a capture has them.
Packets deliveries(std::size_t payload_bytes)
{
    Packets packets;
    std::vector<Connection> connections;
    for (std::uint16_t i = 0; i < 100; ++i)
        connections.emplace_back(packets, static_cast<std::uint16_t>(40'000 + i));
    for (auto& connection : connections)
        connection.begin();
    for (std::uint16_t id = 2; id < 102; ++id)
        for (auto& connection : connections) {
            connection.server_says(wire::Publish{.qos = 1,
                                                 .topic = "plant/7/temperature",
                                                 .packet_id = id,
                                                 .payload = wire::Bytes(payload_bytes, 'x')});
            connection.client_says(wire::Puback{.packet_id = id});
        }
    return packets;
}

/// From packets as they were captured to verdicts: all that `mqttspec check` does but reading the file.
void judging_a_capture(benchmark::State& state)
{
    auto const packets = deliveries(static_cast<std::size_t>(state.range(0)));
    std::int64_t bytes = 0;
    for (auto const& packet : packets)
        bytes += static_cast<std::int64_t>(packet.size());
    for (auto _ : state) {
        Judge judge{{}};
        Tap tap{judge, {}};
        for (auto const& packet : packets)
            tap.packet(link_type_raw, packet, {});
        tap.finish();
        if (!judge.findings().empty())
            state.SkipWithError(judge.findings().front().text.c_str());
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(packets.size()));
    state.SetBytesProcessed(state.iterations() * bytes);
}

BENCHMARK(judging_a_capture)->Arg(16)->Arg(1400)->Arg(60'000);

} // namespace

BENCHMARK_MAIN();
