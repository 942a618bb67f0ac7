// SPDX-License-Identifier: Apache-2.0
#include "rules/watch.hpp"
#include "wire/encode.hpp"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <utility>
#include <vector>

namespace {

using namespace mqttspec;
using normative::Role;

/// A subscriber gets messages at QoS 1 and acknowledges each: what is decoded and judged on its connection.
void decoding_and_judging(benchmark::State& state)
{
    auto const image = [](wire::Packet const& packet) {
        return wire::encode(packet, wire::Version::v3_1_1).bytes;
    };
    std::vector<std::pair<Role, wire::Bytes>> const opening{
        {Role::client, image(wire::Connect{.client_id = "a"})},
        {Role::server, image(wire::Connack{})},
        {Role::client,
         image(wire::Subscribe{.packet_id = 1, .filters = {{.filter = "sensors/#", .qos = 1}}})},
        {Role::server, image(wire::Suback{.packet_id = 1, .return_codes = {1}})}};
    std::vector<std::pair<Role, wire::Bytes>> round;
    for (std::uint16_t id = 1; id <= 100; ++id) {
        round.emplace_back(Role::server, image(wire::Publish{.qos = 1,
                                                             .topic = "sensors/kitchen/temperature",
                                                             .packet_id = id,
                                                             .payload = wire::Bytes(16, 'x')}));
        round.emplace_back(Role::client, image(wire::Puback{.packet_id = id}));
    }
    rules::Watch watch;
    watch.opened(1, {});
    auto const show = [&](auto const& packets) {
        for (auto const& [sender, bytes] : packets)
            watch.packet(1, sender, wire::decode(bytes, wire::Version::v3_1_1), bytes, {});
    };
    show(opening);
    for (auto _ : state)
        show(round);
    if (!watch.findings().empty())
        state.SkipWithError(watch.findings().front().text.c_str());
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * round.size()));
}

BENCHMARK(decoding_and_judging);

} // namespace

BENCHMARK_MAIN();
