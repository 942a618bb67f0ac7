// SPDX-License-Identifier: Apache-2.0
#include "support/bytes.hpp"
#include "wire/fuzz/round_trip.hpp"
#include "wire/samples.hpp"

#include <gtest/gtest.h>

namespace mqttspec::test {
namespace {

/// Each packet of the tables, whole.
std::vector<wire::Bytes> all_packets()
{
    std::vector<wire::Bytes> packets;
    for (auto const& sample : samples())
        packets.push_back(bytes_of(sample.bytes));
    for (auto const& faults : {illegal_values(), broken_structures()}) {
        for (auto const& fault : faults)
            packets.push_back(bytes_of(fault.bytes));
    }
    return packets;
}

TEST(RoundTrip, HoldsForEachPacketOfTheTables)
{
    for (auto const& packet : all_packets())
        EXPECT_NO_THROW(check_round_trip(packet)) << hex(packet);
}

TEST(RoundTrip, HoldsWithEachBitFlipped)
{
    for (auto packet : all_packets()) {
        for (std::size_t bit = 0; bit < packet.size() * 8; ++bit) {
            packet[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
            EXPECT_NO_THROW(check_round_trip(packet)) << hex(packet);
            packet[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        }
    }
}

} // namespace
} // namespace mqttspec::test
