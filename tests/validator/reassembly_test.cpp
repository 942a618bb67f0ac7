// SPDX-License-Identifier: Apache-2.0
#include "validator/reassembly.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace mqttspec::validator {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Writes down what comes: "0:abc", "0:gap 3", "0:gap", "closed". Neighbouring bytes of one side join.
class Notes final : public StreamSink
{
public:
    void bytes(std::uint8_t from, std::span<std::uint8_t const> bytes, Moment) override
    {
        std::string const text{bytes.begin(), bytes.end()};
        auto const lead = std::to_string(from) + ":";
        bool const goes_on =
            !lines.empty() && lines.back().starts_with(lead) && !lines.back().starts_with(lead + "gap");
        if (goes_on)
            lines.back() += text;
        else
            lines.push_back(lead + text);
    }
    void missed(std::uint8_t from, std::optional<std::uint64_t> count) override
    {
        lines.push_back(std::to_string(from) + ":gap" + (count ? " " + std::to_string(*count) : ""));
    }
    void closed(Moment) override { lines.emplace_back("closed"); }

    std::vector<std::string> lines;
};

/// A connection whose two sides begin with these sequence numbers.
class Wire
{
public:
    explicit Wire(std::uint32_t first_0 = 1000, std::uint32_t first_1 = 5000) : first_{first_0, first_1} {}

    /// A segment whose data stands at that place of its stream, and which acknowledges so much of the other.
    Wire& data(std::uint8_t from, std::uint32_t at, std::string_view text, std::uint32_t acknowledged = 0)
    {
        auto segment = plain(from, at, acknowledged);
        segment.data = {reinterpret_cast<std::uint8_t const*>(text.data()), text.size()};
        return take(segment);
    }
    Wire& shake_hands() { return syn(0).syn_ack().data(0, 0, ""); }
    Wire& syn(std::uint8_t from)
    {
        Segment segment{.from = from, .sequence = first_[from] - 1, .is_syn = true};
        return take(segment);
    }
    Wire& syn_ack()
    {
        Segment segment{.from = 1, .sequence = first_[1] - 1, .acknowledges = first_[0], .is_syn = true};
        return take(segment);
    }
    Wire& fin(std::uint8_t from, std::uint32_t at, std::uint32_t acknowledged = 0)
    {
        auto segment = plain(from, at, acknowledged);
        segment.is_fin = true;
        return take(segment);
    }
    Wire& rst(std::uint8_t from, std::uint32_t at)
    {
        auto segment = plain(from, at, 0);
        segment.is_rst = true;
        return take(segment);
    }
    Wire& cut(std::uint8_t from, std::uint32_t at, std::string_view text, std::size_t cut_bytes)
    {
        auto segment = plain(from, at, 0);
        segment.data = {reinterpret_cast<std::uint8_t const*>(text.data()), text.size()};
        segment.cut_bytes = cut_bytes;
        return take(segment);
    }
    Wire& pass(trace::Time time)
    {
        now_ += time;
        streams.wait(now_, notes);
        return *this;
    }
    std::vector<std::string> finish()
    {
        streams.finish(notes);
        return notes.lines;
    }

    Notes notes;
    Reassembly streams;

private:
    Segment plain(std::uint8_t from, std::uint32_t at, std::uint32_t acknowledged)
    {
        return {
            .from = from, .sequence = first_[from] + at, .acknowledges = first_[1U - from] + acknowledged};
    }
    Wire& take(Segment segment)
    {
        segment.moment = {now_, 1};
        streams.take(segment, notes);
        return *this;
    }

    std::array<std::uint32_t, 2> first_;
    trace::Time now_{};
};

TEST(Reassembly, GivesWhatComesInOrderAtOnce)
{
    Wire wire;
    wire.shake_hands().data(0, 0, "abc");
    EXPECT_THAT(wire.notes.lines, ElementsAre("0:abc"));
    wire.data(1, 0, "xy", 3).data(0, 3, "def", 2);
    EXPECT_THAT(wire.finish(), ElementsAre("0:abc", "1:xy", "0:def"));
}

TEST(Reassembly, PutsEachOrderIntoTheSame)
{
    std::vector<std::pair<std::uint32_t, std::string_view>> pieces{
        {0, "ab"}, {2, "c"}, {3, "def"}, {6, "gh"}};
    do {
        Wire wire;
        wire.shake_hands();
        for (auto const& [at, text] : pieces)
            wire.data(0, at, text);
        EXPECT_THAT(wire.notes.lines, ElementsAre("0:abcdefgh"));
        EXPECT_FALSE(wire.streams.is_waiting());
    } while (std::next_permutation(pieces.begin(), pieces.end()));
}

TEST(Reassembly, TakesEachByteOnce)
{
    Wire wire;
    wire.shake_hands()
        .data(0, 0, "abc")
        .data(0, 0, "abc")
        .data(0, 1, "bcd")
        .data(0, 4, "")
        .data(0, 0, "abcdef");
    EXPECT_THAT(wire.finish(), ElementsAre("0:abcdef"));
}

TEST(Reassembly, TakesOverlapsThatWaitOnce)
{
    Wire wire;
    wire.shake_hands()
        .data(0, 3, "def")
        .data(0, 4, "efgh")
        .data(0, 3, "de")
        .data(0, 2, "cd")
        .data(0, 0, "ab");
    EXPECT_THAT(wire.finish(), ElementsAre("0:abcdefgh"));
}

TEST(Reassembly, GoesOnAroundTheEndOfTheNumbers)
{
    for (std::uint32_t const first : {0xFFFFFFFDU, 0xFFFFFFFFU, 0U}) {
        Wire wire{first, 0xFFFFFFFEU};
        wire.shake_hands().data(0, 2, "cde").data(0, 0, "ab").data(1, 0, "xyz", 5).data(0, 5, "f", 3);
        EXPECT_THAT(wire.finish(), ElementsAre("0:abcde", "1:xyz", "0:f")) << first;
    }
}

TEST(Reassembly, PutsAnAnswerBehindWhatItAcknowledges)
{
    Wire wire;
    wire.shake_hands().data(1, 0, "answer", 8).data(0, 0, "question");
    EXPECT_THAT(wire.finish(), ElementsAre("0:question", "1:answer"));
}

TEST(Reassembly, GivesUpWhatWasReceivedAndNotCaptured)
{
    Wire wire;
    wire.shake_hands().data(0, 3, "def").data(1, 0, "ok", 6);
    EXPECT_THAT(wire.notes.lines, IsEmpty());
    wire.pass(std::chrono::milliseconds{201});
    EXPECT_THAT(wire.notes.lines, ElementsAre("0:gap 3", "0:def", "1:ok"));
}

TEST(Reassembly, WaitsLongerForWhatNobodyAcknowledged)
{
    Wire wire;
    wire.shake_hands().data(0, 3, "def").pass(std::chrono::seconds{29});
    EXPECT_THAT(wire.notes.lines, IsEmpty());
    wire.pass(std::chrono::seconds{2});
    EXPECT_THAT(wire.notes.lines, ElementsAre("0:gap 3", "0:def"));
}

TEST(Reassembly, TellsGapsAtTheEnd)
{
    Wire wire;
    wire.shake_hands().data(0, 9, "jk").data(0, 3, "def").data(1, 5, "z", 3);
    EXPECT_THAT(wire.finish(), ElementsAre("0:gap 3", "0:def", "0:gap 3", "0:jk", "1:gap 5", "1:z"));
}

TEST(Reassembly, MissesASegmentThatOnlyItsAnswerShows)
{
    Wire wire;
    wire.shake_hands().data(1, 0, "ok", 4).pass(std::chrono::seconds{1});
    EXPECT_THAT(wire.notes.lines, ElementsAre("0:gap 4", "1:ok"));
    wire.data(0, 4, "more", 2);
    EXPECT_THAT(wire.finish(), ElementsAre("0:gap 4", "1:ok", "0:more"));
}

TEST(Reassembly, HoldsABoundedAmount)
{
    Wire wire;
    wire.shake_hands();
    std::string const text(60'000, 'x');
    for (std::uint32_t i = 0; i < 100; ++i) {
        wire.data(0, 1 + i * 60'000, text);
        EXPECT_LE(wire.streams.held_bytes(), Reassembly::most_held_bytes);
    }
    EXPECT_EQ(wire.notes.lines.front(), "0:gap 1");
}

TEST(Reassembly, HoldsABoundedNumberOfSegments)
{
    Wire wire;
    wire.shake_hands();
    for (std::uint32_t i = 0; i < Reassembly::most_held_segments; ++i)
        wire.data(0, 1 + i, "x");
    EXPECT_THAT(wire.notes.lines, IsEmpty());
    wire.data(0, 1 + Reassembly::most_held_segments, "x");
    EXPECT_EQ(wire.notes.lines.front(), "0:gap 1");
}

TEST(Reassembly, ClosesWithBothFins)
{
    Wire wire;
    wire.shake_hands().data(0, 0, "bye").fin(0, 3);
    EXPECT_THAT(wire.notes.lines, ElementsAre("0:bye"));
    wire.data(1, 0, "still here", 4).fin(1, 10, 4);
    EXPECT_THAT(wire.finish(), ElementsAre("0:bye", "1:still here", "closed"));
    EXPECT_TRUE(wire.streams.is_closed());
}

TEST(Reassembly, ClosesOnlyBehindWhatCameBeforeTheFin)
{
    Wire wire;
    wire.shake_hands().fin(0, 3).fin(1, 0);
    EXPECT_THAT(wire.notes.lines, IsEmpty());
    wire.data(0, 0, "bye");
    EXPECT_THAT(wire.notes.lines, ElementsAre("0:bye", "closed"));
}

TEST(Reassembly, ClosesWithAReset)
{
    Wire wire;
    wire.shake_hands().data(0, 0, "abc").rst(1, 0).data(0, 3, "late");
    EXPECT_THAT(wire.finish(), ElementsAre("0:abc", "closed"));
}

TEST(Reassembly, KnowsWhatWasCutOffBehindASegment)
{
    Wire wire;
    wire.shake_hands().cut(0, 0, "abc", 5).data(0, 8, "def");
    EXPECT_THAT(wire.finish(), ElementsAre("0:abc", "0:gap 5", "0:def"));
}

TEST(Reassembly, BeginsInTheMiddleWithTheFirstThatItSees)
{
    Wire wire;
    wire.data(0, 70, "abc").data(1, 400, "x", 73).data(0, 73, "def", 401);
    EXPECT_THAT(wire.finish(), ElementsAre("0:abc", "1:x", "0:def"));
}

TEST(Reassembly, LearnsFromOneHandWhereTheOtherBegan)
{
    Wire without_answer;
    without_answer.syn(0).data(0, 0, "").data(1, 2, "cd", 0).data(1, 0, "ab", 0);
    EXPECT_THAT(without_answer.finish(), ElementsAre("1:abcd"));
    Wire without_question;
    without_question.syn_ack().data(0, 2, "cd", 0).data(0, 0, "ab", 0);
    EXPECT_THAT(without_question.finish(), ElementsAre("0:abcd"));
}

TEST(Reassembly, DoesNotTakeTheMiddleForTheBeginning)
{
    Wire wire; // What the server said first is not there.
    wire.syn(0).data(1, 4, "rest", 20);
    EXPECT_THAT(wire.finish(), ElementsAre("1:gap", "0:gap 20", "1:rest"));
}

TEST(Reassembly, TakesNoNoticeOfAStraySegment)
{
    Wire wire;
    wire.shake_hands().data(0, 0, "abc").data(0, 0x40000000, "stray").data(0, 3, "def");
    EXPECT_THAT(wire.finish(), ElementsAre("0:abcdef"));
}

TEST(Reassembly, FollowsAStreamThatWentOnFarAhead)
{
    Wire wire;
    wire.shake_hands().data(0, 0, "abc");
    for (std::uint32_t i = 0; i < 4; ++i)
        wire.data(0, 0x40000000 + i, "x");
    EXPECT_THAT(wire.finish(), ElementsAre("0:abc", "0:gap", "0:xx"));
}

TEST(Reassembly, TellsAnotherConnectionBetweenTheSameEnds)
{
    Wire wire;
    wire.shake_hands();
    Segment const again{.from = 0, .sequence = 999, .is_syn = true};
    Segment const another{.from = 0, .sequence = 77'777, .is_syn = true};
    EXPECT_FALSE(wire.streams.is_another(again));
    EXPECT_TRUE(wire.streams.is_another(another));
    wire.rst(0, 0);
    EXPECT_TRUE(wire.streams.is_another(again));
}

} // namespace
} // namespace mqttspec::validator
