// SPDX-License-Identifier: Apache-2.0
#include "wire/framer.hpp"

#include "support/bytes.hpp"
#include "wire/samples.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace mqttspec::test {
namespace {

using namespace wire;
using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::IsEmpty;

std::vector<std::string> all_samples()
{
    std::vector<std::string> packets;
    for (auto const& sample : samples())
        packets.push_back(hex(bytes_of(sample.bytes)));
    return packets;
}

Bytes stream_of_all_samples()
{
    Bytes stream;
    for (auto const& sample : samples()) {
        auto const bytes = bytes_of(sample.bytes);
        stream.insert(stream.end(), bytes.begin(), bytes.end());
    }
    return stream;
}

std::vector<std::string> take_all(Framer& framer)
{
    std::vector<std::string> packets;
    while (auto const frame = framer.next())
        packets.push_back(hex(frame->bytes));
    return packets;
}

/// The frames of the stream, fed in pieces of `size` bytes.
std::vector<std::string> framed_in_pieces(Bytes const& stream, std::size_t size)
{
    Framer framer;
    std::vector<std::string> packets;
    for (std::size_t at = 0; at < stream.size(); at += size) {
        framer.feed(std::span(stream).subspan(at, std::min(size, stream.size() - at)));
        std::ranges::copy(take_all(framer), std::back_inserter(packets));
    }
    return packets;
}

/// Bit n of `cuts` cuts the stream behind its byte n.
std::string framed_with_cuts(Bytes const& stream, unsigned cuts)
{
    Framer framer(16);
    std::string seen;
    std::size_t start = 0;
    for (std::size_t end = 1; end <= stream.size(); ++end) {
        if (end < stream.size() && (cuts >> (end - 1) & 1U) == 0)
            continue;
        framer.feed(std::span(stream).subspan(start, end - start));
        start = end;
        for (auto const& packet : take_all(framer))
            seen += packet + ", ";
    }
    return seen + "rest " + hex(framer.rest());
}

TEST(Framer, CutsAStreamIntoItsPackets)
{
    Framer framer;
    framer.feed("c0 00 40 02 00 01 30 03 00 01 61"_bytes);
    EXPECT_THAT(take_all(framer), ElementsAre("c0 00", "40 02 00 01", "30 03 00 01 61"));
    EXPECT_THAT(framer.rest(), IsEmpty());
    EXPECT_FALSE(framer.has_stopped());
}

TEST(Framer, FramesPiecesOfAnySizeAlike)
{
    auto const stream = stream_of_all_samples();
    for (std::size_t size = 1; size <= stream.size(); ++size)
        ASSERT_THAT(framed_in_pieces(stream, size), ElementsAreArray(all_samples())) << size;
}

TEST(Framer, FramesEverySegmentationAlike)
{
    auto const stream =
        "c0 00 30 81 00 55 40 02 00 01 62"_bytes; // the second with a long length, the last unfinished
    for (unsigned cuts = 0; cuts < 1U << (stream.size() - 1); ++cuts)
        ASSERT_EQ(framed_with_cuts(stream, cuts), "c0 00, 30 81 00 55, 40 02 00 01, rest 62") << cuts;
}

TEST(Framer, StopsAlikeInEverySegmentation)
{
    auto const unending = "c0 00 30 80 80 80 80 01 c0 00"_bytes;
    auto const too_large = "c0 00 30 0f 00 0d 61 61 c0 00"_bytes;
    for (unsigned cuts = 0; cuts < 1U << (unending.size() - 1); ++cuts) {
        ASSERT_EQ(framed_with_cuts(unending, cuts), "c0 00, 30 80 80 80 80, rest 01 c0 00") << cuts;
        ASSERT_EQ(framed_with_cuts(too_large, cuts), "c0 00, 30 0f, rest 00 0d 61 61 c0 00") << cuts;
    }
}

TEST(Framer, KeepsAnUnfinishedPacket)
{
    Framer framer;
    framer.feed("30 05 00 01"_bytes);
    EXPECT_EQ(framer.next(), std::nullopt);
    EXPECT_EQ(hex(framer.rest()), "30 05 00 01");
    framer.feed("61 68 69"_bytes);
    EXPECT_THAT(take_all(framer), ElementsAre("30 05 00 01 61 68 69"));
}

TEST(Framer, TellsWhatAPacketClaims)
{
    Framer framer;
    framer.feed("30 85 80 00 00 01 61 68 69"_bytes);
    auto const frame = framer.next();
    ASSERT_TRUE(frame.has_value());
    EXPECT_EQ(frame->defect, Frame::Defect::none);
    EXPECT_EQ(frame->claimed_bytes, 9U);
}

TEST(Framer, TakesAPacketOfJustTheLimit)
{
    Framer framer(7);
    framer.feed("30 05 00 01 61 68 69 30 06"_bytes);
    EXPECT_EQ(framer.next()->defect, Frame::Defect::none);
    auto const frame = framer.next();
    ASSERT_TRUE(frame.has_value());
    EXPECT_EQ(frame->defect, Frame::Defect::too_large);
    EXPECT_EQ(frame->claimed_bytes, 8U);
    EXPECT_EQ(hex(frame->bytes), "30 06");
    EXPECT_TRUE(framer.has_stopped());
}

TEST(Framer, NoticesTheLargestPacketByItsHeader)
{
    Framer framer;
    framer.feed("30 ff ff ff 7f"_bytes);
    auto const frame = framer.next();
    ASSERT_TRUE(frame.has_value());
    EXPECT_EQ(frame->defect, Frame::Defect::too_large);
    EXPECT_EQ(frame->claimed_bytes, 268'435'460U);
}

TEST(Framer, StopsAtALengthWithoutEnd)
{
    Framer framer;
    framer.feed("c0 80 80 80 80 c0 00"_bytes);
    auto const frame = framer.next();
    ASSERT_TRUE(frame.has_value());
    EXPECT_EQ(frame->defect, Frame::Defect::unending_length);
    EXPECT_EQ(frame->claimed_bytes, 0U);
    EXPECT_EQ(hex(frame->bytes), "c0 80 80 80 80");
    EXPECT_EQ(framer.next(), std::nullopt);
    EXPECT_EQ(hex(framer.rest()), "c0 00");
}

TEST(Framer, KeepsNoMoreThanItsLimitOnceItHasStopped)
{
    Framer framer(4);
    framer.feed("30 80 80 80 80 01 02"_bytes);
    static_cast<void>(framer.next());
    framer.feed("03 04 05 06"_bytes);
    framer.feed("07"_bytes);
    EXPECT_EQ(hex(framer.rest()), "01 02 03 04");
}

TEST(Framer, KeepsNoMoreThanItsLimitOfWhatItAlreadyHad)
{
    Framer framer(4);
    framer.feed("30 80 80 80 80 01 02 03 04 05 06"_bytes);
    static_cast<void>(framer.next());
    EXPECT_EQ(hex(framer.rest()), "01 02 03 04");
    framer.feed("07"_bytes);
    EXPECT_EQ(hex(framer.rest()), "01 02 03 04");
}

TEST(Framer, OfNothingHasNothing)
{
    Framer framer;
    framer.feed({});
    EXPECT_EQ(framer.next(), std::nullopt);
    EXPECT_THAT(framer.rest(), IsEmpty());
}

} // namespace
} // namespace mqttspec::test
