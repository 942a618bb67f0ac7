// SPDX-License-Identifier: Apache-2.0
#include "validator/packet_cutter.hpp"

#include "support/bytes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace mqttspec::validator {
namespace {

using namespace test::literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::size_t limit = 8;

/// All that comes of these bytes: "c0 00", "oversized 30 0a", "unending 30 ff ff ff ff".
std::vector<std::string> cuts_of(PacketCutter& cutter, std::span<std::uint8_t const> bytes)
{
    std::vector<std::string> cuts;
    cutter.feed(bytes);
    while (auto const cut = cutter.next()) {
        std::string const kind = cut->kind == Cut::Kind::oversized         ? "oversized "
                                 : cut->kind == Cut::Kind::unending_length ? "unending "
                                                                           : "";
        cuts.push_back(kind + test::hex(cut->bytes));
    }
    return cuts;
}

std::vector<std::string> cuts_in_pieces(wire::Bytes const& bytes, std::size_t size)
{
    PacketCutter cutter{limit};
    std::vector<std::string> cuts;
    for (std::size_t at = 0; at < bytes.size(); at += size)
        for (auto& cut : cuts_of(cutter, std::span(bytes).subspan(at, std::min(size, bytes.size() - at))))
            cuts.push_back(std::move(cut));
    return cuts;
}

TEST(PacketCutter, CutsAlikeInAnySegmentation)
{
    auto const bytes = "c0 00 30 05 00 01 61 68 69 30 0a 00 01 61 62 63 64 65 66 67 68 d0 00 40 02 00 01 "
                       "30 ff ff ff ff 01 c0 00"_bytes;
    for (std::size_t size = 1; size <= bytes.size(); ++size)
        EXPECT_THAT(cuts_in_pieces(bytes, size),
                    ElementsAre("c0 00", "30 05 00 01 61 68 69", "oversized 30 0a", "d0 00", "40 02 00 01",
                                "unending 30 ff ff ff ff"))
            << size;
}

TEST(PacketCutter, HoldsLessThanAPacket)
{
    PacketCutter cutter{limit};
    (void)cuts_of(cutter, "c0 00 30 05 00 01"_bytes);
    EXPECT_EQ(cutter.held_bytes(), 4U);
    (void)cuts_of(cutter, "61 68 69"_bytes);
    (void)cuts_of(cutter, "c0 00"_bytes);
    EXPECT_EQ(cutter.held_bytes(), 0U);
}

TEST(PacketCutter, PassesOverAPacketOfWhichBytesAreMissing)
{
    PacketCutter cutter{limit};
    (void)cuts_of(cutter, "30 05 00 01"_bytes);
    EXPECT_TRUE(cutter.pass_over(2));
    EXPECT_THAT(cuts_of(cutter, "69 c0 00"_bytes), ElementsAre("c0 00"));
}

TEST(PacketCutter, PassesOverAnOversizedPacketOfWhichBytesAreMissing)
{
    PacketCutter cutter{limit};
    EXPECT_THAT(cuts_of(cutter, "30 0a 00 01"_bytes), ElementsAre("oversized 30 0a"));
    EXPECT_TRUE(cutter.pass_over(7));
    EXPECT_THAT(cuts_of(cutter, "69 c0 00"_bytes), ElementsAre("c0 00"));
}

TEST(PacketCutter, CannotTellWhereItIsWhenMoreIsMissingThanAPacket)
{
    PacketCutter cutter{limit};
    (void)cuts_of(cutter, "30 05 00 01"_bytes);
    EXPECT_FALSE(cutter.pass_over(4));
    EXPECT_THAT(cuts_of(cutter, "30"_bytes), IsEmpty());
    PacketCutter headless{limit};
    (void)cuts_of(headless, "30"_bytes);
    EXPECT_FALSE(headless.pass_over(1));
    PacketCutter between{limit};
    (void)cuts_of(between, "c0 00"_bytes);
    EXPECT_FALSE(between.pass_over(1));
}

TEST(PacketCutter, BeginsAnew)
{
    PacketCutter cutter{limit};
    (void)cuts_of(cutter, "30 05 00 01"_bytes);
    cutter.restart();
    EXPECT_THAT(cuts_of(cutter, "c0 00"_bytes), ElementsAre("c0 00"));
}

} // namespace
} // namespace mqttspec::validator
