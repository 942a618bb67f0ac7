// SPDX-License-Identifier: Apache-2.0
#include "validator/judge.hpp"

#include "rules/samples.hpp"
#include "rules/trace_text.hpp"
#include "support/bytes.hpp"
#include "wire/encode.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace mqttspec::validator {
namespace {

using namespace test::literals;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> names(Judge const& judge)
{
    std::vector<std::string> names;
    for (auto const& finding : judge.findings())
        names.push_back((finding.rule->role == Role::client ? "client:" : "") +
                        std::string{finding.rule->name});
    return names;
}

/// Shows the events of a text to a judge, all bytes in pieces of that size.
void play(Judge& judge, std::string_view text, std::size_t piece = 1000)
{
    std::map<trace::ConnectionId, Judge::Id> ids;
    std::uint64_t number = 0;
    for (auto const& event : rules::events_of(text)) {
        Moment const moment{event.at, ++number};
        using Kind = rules::TraceEvent::Kind;
        if (event.kind == Kind::opened)
            ids[event.connection] = judge.open({"c:" + std::to_string(event.connection), "s:1883"}, moment);
        if (event.kind == Kind::missed)
            judge.missed(ids[event.connection], Role::client);
        if (event.kind == Kind::frame)
            judge.frame(ids[event.connection], event.sender, event.frame, moment);
        if (event.kind == Kind::closed)
            judge.close(ids[event.connection], moment);
        for (std::size_t at = 0; at < event.bytes.size(); at += piece)
            judge.bytes(ids[event.connection], event.sender,
                        std::span(event.bytes).subspan(at, std::min(piece, event.bytes.size() - at)), moment);
    }
}

JudgeOptions with_knowledge()
{
    JudgeOptions options;
    options.knowledge = rules::all_knowledge();
    return options;
}

TEST(Judge, SaysOfEverySampleWhatTheRulesSay)
{
    for (auto const& sample : rules::all_samples())
        for (auto const& text : {sample.kept, sample.broken})
            for (std::size_t const piece : {1U, 1000U}) {
                Judge judge{with_knowledge()};
                play(judge, text, piece);
                EXPECT_EQ(names(judge), rules::names(rules::watch(text))) << text;
            }
}

TEST(Judge, TellsWhoAndWhere)
{
    std::vector<Finding> told;
    JudgeOptions options;
    options.on_finding = [&told](Finding const& finding) { told.push_back(finding); };
    Judge judge{options};
    play(judge, "c> CONNECT client_id=kettle\ns> CONNACK\nwait 2\ns> d1 00");
    ASSERT_THAT(names(judge), ElementsAre("reserved-flags"));
    auto const& finding = judge.findings().front();
    EXPECT_EQ(finding.client_id, "kettle");
    EXPECT_EQ(finding.ends.client, "c:1");
    EXPECT_EQ(finding.ends.server, "s:1883");
    EXPECT_EQ(finding.moment.at, std::chrono::seconds{2});
    EXPECT_EQ(finding.moment.number, 4U); // Behind that of opening.
    EXPECT_EQ(finding.packet, "PINGRESP");
    EXPECT_THAT(finding.text, testing::HasSubstr("d1 00"));
    EXPECT_EQ(told.size(), 1U);
}

TEST(Judge, LeavesOtherVersionsAlone)
{
    Judge judge{{}};
    auto const id = judge.open({}, {});
    judge.bytes(id, Role::client, "10 0d 00 04 4d 51 54 54 05 02 00 3c 00 00 00"_bytes, {});
    judge.bytes(id, Role::server, "20 03 00 00 00"_bytes, {});
    judge.bytes(id, Role::client, "31 31"_bytes, {});
    EXPECT_TRUE(judge.is_over(id));
    EXPECT_EQ(judge.counts().of_another_version, 1U);
    EXPECT_THAT(names(judge), IsEmpty());
}

TEST(Judge, GivesUpWhereBytesAreNoPackets)
{
    Judge judge{{}};
    auto const id = judge.open({}, {});
    judge.bytes(id, Role::client, "10 ff ff ff ff 01"_bytes, {});
    judge.bytes(id, Role::client, "c1 00"_bytes, {});
    EXPECT_EQ(judge.counts().garbled, 1U);
    EXPECT_THAT(names(judge), IsEmpty());
}

TEST(Judge, FindsItsStepInTheMiddleOfAConnection)
{
    Judge judge{{}};
    auto const id = judge.join({});
    judge.bytes(id, Role::server, "00 03 61 2f 62 68 69"_bytes, {}); // The end of a PUBLISH.
    EXPECT_EQ(judge.counts().packets, 0U);
    for (int i = 0; i < 20; ++i)
        judge.bytes(id, Role::server, "30 07 00 03 61 2f 62 68 69"_bytes, {});
    EXPECT_THAT(names(judge), IsEmpty());
    judge.bytes(id, Role::server, "d1 00"_bytes, {});
    EXPECT_THAT(names(judge), ElementsAre("reserved-flags"));
}

TEST(Judge, FindsItsStepInAChainOfPackets)
{
    Judge judge{{}};
    auto const id = judge.join({});
    judge.bytes(id, Role::server, "61 2f 62 d0 00 40 02 00 01 40 02 00 02 40 02 00 03 40 02"_bytes, {});
    judge.bytes(id, Role::server, "00 04"_bytes, {});
    EXPECT_EQ(judge.counts().packets, 5U);
}

TEST(Judge, DoubtsItsStepRatherThanAccuse)
{
    Judge judge{{}};
    auto const id = judge.join({});
    judge.bytes(id, Role::server, "d0 00"_bytes, {}); // Perhaps a payload.
    judge.bytes(id, Role::server, "d1 00"_bytes, {});
    EXPECT_THAT(names(judge), IsEmpty());
    judge.bytes(id, Role::server, "10 ff ff ff ff"_bytes, {});
    EXPECT_EQ(judge.counts().garbled, 0U);
    EXPECT_FALSE(judge.is_over(id));
}

TEST(Judge, AccusesNobodyOfWhatItMissed)
{
    // The acknowledgement that frees the identifier is in the gap.
    std::string const text = "c> CONNECT client_id=a\ns> CONNACK\nc> PUBLISH topic=a qos=1 packet_id=1\n";
    std::string const other = "c> PUBLISH topic=b qos=1 packet_id=1\n";
    Judge without_gap{{}};
    play(without_gap, text + other);
    EXPECT_THAT(names(without_gap), testing::Contains("client:takes-unused-packet-id"));
    Judge with_gap{{}};
    play(with_gap, text + "1 missed\n" + other);
    EXPECT_THAT(names(with_gap), IsEmpty());
    EXPECT_EQ(with_gap.counts().gaps, 1U);
}

TEST(Judge, PassesOverWhatIsTooLarge)
{
    JudgeOptions options;
    options.most_packet_bytes = 100;
    Judge judge{options};
    play(judge,
         "c> CONNECT client_id=a\ns> CONNACK\nc> PUBLISH topic=a payload=" + std::string(200, 'x') +
             "\nc> c1 00",
         7);
    EXPECT_EQ(judge.counts().oversized, 1U);
    EXPECT_THAT(names(judge), ElementsAre("client:reserved-flags"));
}

TEST(Judge, HoldsNoMoreThanItMay)
{
    JudgeOptions options;
    options.most_held_bytes = 1000;
    Judge judge{options};
    std::vector<std::uint8_t> beginning(400, 'x');
    beginning[0] = 0x30;
    beginning[1] = 0xFF;
    beginning[2] = 0x7F; // It claims 16383 bytes.
    for (int i = 0; i < 5; ++i)
        judge.bytes(judge.open({}, {}), Role::server, beginning, {});
    EXPECT_EQ(judge.counts().gaps, 3U);
}

TEST(Judge, ForgetsWithoutJudgingTheEnd)
{
    Judge judge{{}};
    auto const id = judge.open({}, {});
    judge.bytes(id, Role::client, wire::encode(wire::Connect{.keep_alive = 1}, wire::Version::v3_1_1).bytes,
                {});
    judge.forget(id);
    EXPECT_TRUE(judge.is_over(id));
    EXPECT_THAT(names(judge), IsEmpty());
}

} // namespace
} // namespace mqttspec::validator
