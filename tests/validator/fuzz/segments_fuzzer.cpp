// SPDX-License-Identifier: Apache-2.0
// Segments of two streams in any order, repeated, overlapping, missing. What comes out must be what the
// streams hold at that place, whatever else happens.
#include "validator/reassembly.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>

namespace {

using namespace mqttspec::validator;

constexpr std::size_t stream_bytes = 512;
constexpr std::array<std::uint32_t, 2> first_sequence{0xFFFFFF80U, 1000U}; ///< One goes round its end.

std::uint8_t byte_at(std::uint8_t from, std::size_t place)
{
    return static_cast<std::uint8_t>(place * 31 + place / 256 + from * 7U);
}

class Checker final : public StreamSink
{
public:
    void bytes(std::uint8_t from, std::span<std::uint8_t const> bytes, Moment) override
    {
        auto& place = places_.at(from);
        for (auto const byte : bytes) {
            if (place && (*place >= stream_bytes || byte != byte_at(from, *place)))
                std::abort();
            if (place)
                ++*place;
        }
    }
    void missed(std::uint8_t from, std::optional<std::uint64_t> count) override
    {
        auto& place = places_.at(from);
        if (!count)
            place.reset();
        if (place && count)
            *place += *count;
    }
    void closed(Moment) override {}

private:
    std::array<std::optional<std::size_t>, 2> places_{0, 0};
};

/// Five bytes: the side and its flags, where it begins, how long it is, what it acknowledges, how late it is.
struct Instruction
{
    std::array<std::uint8_t, 5> bytes{};
};

void take(Reassembly& streams, Checker& checker, Instruction const& it, std::uint64_t number)
{
    auto const from = static_cast<std::uint8_t>(it.bytes[0] & 1U);
    auto const begin = std::min<std::size_t>(std::size_t{it.bytes[1]} * 2, stream_bytes);
    auto const end = std::min<std::size_t>(begin + it.bytes[2] % 64U, stream_bytes);
    std::vector<std::uint8_t> data;
    for (auto place = begin; place < end; ++place)
        data.push_back(byte_at(from, place));
    Segment segment{.from = from,
                    .sequence = first_sequence.at(from) + 1 + static_cast<std::uint32_t>(begin),
                    .data = data,
                    .moment = {.at = std::chrono::milliseconds{number * it.bytes[4]}, .number = number}};
    if ((it.bytes[0] & 2U) != 0)
        segment.acknowledges = first_sequence.at(1U - from) + 1 + it.bytes[3] * 2U;
    if ((it.bytes[0] & 12U) == 12U && end < stream_bytes) {
        segment.data = segment.data.first(segment.data.size() / 2);
        segment.cut_bytes = data.size() - segment.data.size();
    }
    segment.is_fin = (it.bytes[0] & 0xF0U) == 0xF0U && end == stream_bytes;
    streams.take(segment, checker);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    Reassembly streams;
    Checker checker;
    for (std::uint8_t const from : {std::uint8_t{0}, std::uint8_t{1}}) {
        Segment syn{.from = from, .sequence = first_sequence.at(from), .is_syn = true};
        if (from == 1)
            syn.acknowledges = first_sequence[0] + 1;
        streams.take(syn, checker);
    }
    Instruction instruction;
    for (std::size_t at = 0; at + instruction.bytes.size() <= size; at += instruction.bytes.size()) {
        std::copy_n(data + at, instruction.bytes.size(), instruction.bytes.begin());
        take(streams, checker, instruction, at + 1);
    }
    streams.finish(checker);
    return 0;
}
