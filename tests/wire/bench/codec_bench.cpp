// SPDX-License-Identifier: Apache-2.0
#include "wire/decode.hpp"
#include "wire/encode.hpp"
#include "wire/framer.hpp"
#include "wire/utf8.hpp"
#include "wire/value.hpp"

#include <benchmark/benchmark.h>

namespace {

using namespace mqttspec::wire;

Packet small_publish()
{
    return Publish{
        .qos = 1, .topic = "sensors/kitchen/temperature", .packet_id = 7, .payload = Bytes(16, 'x')};
}

Packet large_publish()
{
    return Publish{.topic = "a/b", .payload = Bytes(1U << 20U, 'x')};
}

Packet puback()
{
    return Puback{.packet_id = 7};
}

Packet connect()
{
    return Connect{.keep_alive = 60,
                   .client_id = "mqttspec0123456789abcde",
                   .will = Will{.topic = "w/t", .message = {'g', 'o', 'n', 'e'}},
                   .user_name = "bob",
                   .password = Bytes(8, 'p')};
}

Packet subscribe()
{
    return Subscribe{.packet_id = 1,
                     .filters = {{.filter = "sensors/+/temperature", .qos = 1}, {.filter = "#"}}};
}

void count(benchmark::State& state, std::size_t packet_bytes)
{
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * packet_bytes));
}

void decoding(benchmark::State& state, Packet const& packet)
{
    auto const image = encode(packet, Version::v3_1_1);
    for (auto _ : state)
        benchmark::DoNotOptimize(decode(image.bytes, Version::v3_1_1));
    count(state, image.bytes.size());
}

void encoding(benchmark::State& state, Packet const& packet)
{
    for (auto _ : state)
        benchmark::DoNotOptimize(encode(packet, Version::v3_1_1));
    count(state, encode(packet, Version::v3_1_1).bytes.size());
}

/// What a connection does with what it received: frame it, then decode it, 64 packets a read.
void framing_and_decoding(benchmark::State& state, Packet const& packet)
{
    auto const image = encode(packet, Version::v3_1_1);
    Bytes read;
    for (int i = 0; i < 64; ++i)
        read.insert(read.end(), image.bytes.begin(), image.bytes.end());
    Framer framer;
    for (auto _ : state) {
        framer.feed(read);
        while (auto const frame = framer.next())
            benchmark::DoNotOptimize(decode(frame->bytes, Version::v3_1_1));
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * 64);
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * read.size()));
}

/// The worst segmentation: a large packet that comes in pieces of 100 bytes.
void framing_in_pieces(benchmark::State& state)
{
    auto const image = encode(large_publish(), Version::v3_1_1);
    for (auto _ : state) {
        Framer framer;
        for (std::size_t at = 0; at < image.bytes.size(); at += 100) {
            framer.feed(
                std::span(image.bytes).subspan(at, std::min<std::size_t>(100, image.bytes.size() - at)));
            benchmark::DoNotOptimize(framer.next());
        }
    }
    count(state, image.bytes.size());
}

void checking_utf8(benchmark::State& state, std::string const& character)
{
    std::string text;
    while (text.size() < 60'000)
        text += character;
    for (auto _ : state)
        benchmark::DoNotOptimize(ill_formed_utf8(text));
    count(state, text.size());
}

void describing(benchmark::State& state, Packet const& packet)
{
    for (auto _ : state)
        benchmark::DoNotOptimize(describe(packet));
    count(state, 0);
}

BENCHMARK_CAPTURE(decoding, puback, puback());
BENCHMARK_CAPTURE(decoding, small_publish, small_publish());
BENCHMARK_CAPTURE(decoding, connect, connect());
BENCHMARK_CAPTURE(decoding, subscribe, subscribe());
BENCHMARK_CAPTURE(decoding, large_publish, large_publish());
BENCHMARK_CAPTURE(framing_and_decoding, puback, puback());
BENCHMARK_CAPTURE(framing_and_decoding, small_publish, small_publish());
BENCHMARK(framing_in_pieces);
BENCHMARK_CAPTURE(encoding, small_publish, small_publish());
BENCHMARK_CAPTURE(encoding, large_publish, large_publish());
BENCHMARK_CAPTURE(checking_utf8, ascii, std::string("a"));
BENCHMARK_CAPTURE(checking_utf8, three_bytes, std::string("\u20ac"));
BENCHMARK_CAPTURE(describing, small_publish, small_publish());

} // namespace

BENCHMARK_MAIN();
