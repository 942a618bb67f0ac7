// SPDX-License-Identifier: Apache-2.0
// What is legal, or cannot be known: here a rule that speaks accuses somebody falsely.
#include "rules/journal_reader.hpp"
#include "rules/samples.hpp"
#include "rules/topic_filter.hpp"
#include "rules/trace_text.hpp"

#include "wire/encode.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mqttspec::rules {
namespace {

using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

std::vector<Innocent> innocents()
{
    std::string const got1 = "s> PUBLISH topic=a/b qos=1 packet_id=1\n";
    std::string const got2 = "s> PUBLISH topic=a/b qos=2 packet_id=1\n";
    return {
        {"PublishBeforeSuback",
         clean + "c> SUBSCRIBE packet_id=1 filters=a/b:1\n" + got1 + "s> SUBACK packet_id=1 return_codes=1"},
        {"RepeatOnALiveConnection", subscribed + got1 + "s> PUBLISH topic=a/b qos=1 packet_id=1 dup=1"},
        {"RepeatThatCrossedItsPuback",
         subscribed + got1 +
             "c> PUBACK packet_id=1\ns> PUBLISH topic=a/b qos=1 packet_id=1 dup=1\n"
             "c> PUBACK packet_id=1"},
        {"RepeatThatCrossedItsPubrec",
         subscribed + got2 +
             "c> PUBREC packet_id=1\ns> PUBLISH topic=a/b qos=2 packet_id=1 dup=1\n"
             "c> PUBREC packet_id=1\ns> PUBREL packet_id=1"},
        {"PubrelThatCrossedItsPubcomp",
         subscribed + got2 +
             "c> PUBREC packet_id=1\ns> PUBREL packet_id=1\nc> PUBCOMP packet_id=1\n"
             "s> PUBREL packet_id=1\nc> PUBCOMP packet_id=1"},
        {"DeliveryAfterUnsuback", subscribed + "c> UNSUBSCRIBE packet_id=2 filters=a/b\n"
                                               "s> UNSUBACK packet_id=2\ns> PUBLISH topic=a/b"},
        {"OldQosAfterSubscribingAgain",
         subscribed + "c> SUBSCRIBE packet_id=2 filters=a/b:0\ns> SUBACK packet_id=2 return_codes=0\n" +
             got2},
        {"RepeatOfWhatNeverArrived",
         stored_and_subscribed + resumed + "2s> PUBLISH topic=a/b qos=1 packet_id=9 dup=1"},
        {"RepeatOfWhatWasAcknowledgedInVain",
         stored_and_subscribed + got1 + "c> PUBACK packet_id=1\n" + resumed +
             "2s> PUBLISH topic=a/b qos=1 packet_id=1 dup=1\n2c> PUBACK packet_id=1"},
        {"PubrelAfterComingBack", stored_and_subscribed + got2 + "c> PUBREC packet_id=1\n" + resumed +
                                      "2s> PUBREL packet_id=1\n2c> PUBCOMP packet_id=1"},
        {"DeliveryOnTheOldConnectionReadLate",
         stored_and_subscribed +
             "2c> CONNECT client_id=a clean_session=0\n2s> CONNACK session_present=1\n"
             "2s> PUBLISH topic=a/b qos=1 packet_id=1 dup=1\n" +
             got1},
        {"ClientThatGoesOnWhereTheServerHasNoSession",
         stored + "c> PUBLISH topic=x qos=1 packet_id=1\n1 close\n"
                  "2c> CONNECT client_id=a clean_session=0\n2s> CONNACK\n"
                  "2c> PUBLISH topic=x qos=1 packet_id=1 dup=1"},
        {"StoredSubscription", stored_and_subscribed + resumed + "2s> PUBLISH topic=a/b"},
        {"SharedSubscription", clean + "c> SUBSCRIBE packet_id=1 filters=$share/g/x:1\n"
                                       "s> SUBACK packet_id=1 return_codes=1\ns> PUBLISH topic=x"},
        {"AnotherSessionAfterCleanSession", stored_and_subscribed +
                                                "1 close\n2c> CONNECT client_id=a\n2s> CONNACK\n2 close\n"
                                                "3c> CONNECT client_id=a clean_session=0\n3s> CONNACK"},
        {"SessionWithoutSubscriptionsThatIsGone",
         stored + "1 close\n2c> CONNECT client_id=a clean_session=0\n2s> CONNACK"},
        {"ParentLevelOfHash", clean + "c> SUBSCRIBE packet_id=1 filters=a/#:0\n"
                                      "s> SUBACK packet_id=1 return_codes=0\ns> PUBLISH topic=a"},
        {"PacketIdsOfBothDirections", subscribed + got1 +
                                          "c> PUBLISH topic=x qos=1 packet_id=1\n"
                                          "s> PUBACK packet_id=1\nc> PUBACK packet_id=1"},
        {"PipelinedBehindConnect", "c> CONNECT client_id=a\nc> SUBSCRIBE packet_id=1 filters=a/b:1\n"
                                   "c> PUBLISH topic=x qos=1 packet_id=2\ns> CONNACK\ns> PUBACK packet_id=2\n"
                                   "s> SUBACK packet_id=1 return_codes=1\n" +
                                       got1},
        {"TextFrameWithoutAPacket", clean + "c> empty-text\ns> binary"},
        {"TextFrameInAnotherVersion", "c> CONNECT client_id=a protocol_level=5\nc> text\ns> text"},
        {"TextInReturnForText", clean + "c> empty-text\ns> text"},
        {"RefusedForTwoSubscribers", clean +
                                         "c> SUBSCRIBE packet_id=1 filters=a/b:1,a/b:2\n"
                                         "s> SUBACK packet_id=1 return_codes=1,0x80\n" +
                                         got1},
    };
}

class Innocence : public testing::TestWithParam<Innocent>
{};

TEST_P(Innocence, IsNotAccused)
{
    EXPECT_THAT(names(watch(GetParam().text)), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Traffic, Innocence, testing::ValuesIn(innocents()),
                         [](auto const& it) { return it.param.name; });

TEST(Watch, LeavesTheServerAloneOnceTheClientBrokeSomething)
{
    auto const seen = watch(clean + "c> c1 00\ns> PUBLISH topic=a dup=1");
    EXPECT_THAT(names(seen), ElementsAre("client:reserved-flags"));
}

TEST(Watch, LeavesTheServerAloneOnceTheClientSentText)
{
    auto const seen = watch(clean + "c> text\ns> PUBLISH topic=a dup=1\ns> text");
    EXPECT_THAT(names(seen), ElementsAre("client:binary-frames-only"));
}

TEST(Watch, ShowsNoBytesOfATextFrame)
{
    auto const seen = watch(clean + "s> text");
    ASSERT_THAT(names(seen), ElementsAre("binary-frames-only"));
    EXPECT_EQ(seen.findings().front().packet, "");
    EXPECT_EQ(seen.findings().front().text, "over a WebSocket, MQTT travels in binary frames only, but here "
                                            "came a text frame (opcode 1)");
}

TEST(Watch, TrustsNoSessionOfAClientThatBrokeSomething)
{
    auto const seen = watch(stored + "c> c1 00\n" + "1 close\n2c> CONNECT client_id=a clean_session=0\n" +
                            "2s> CONNACK\n2s> PUBLISH topic=x dup=1");
    EXPECT_THAT(names(seen), Contains("no-dup-at-qos-0"));
    EXPECT_THAT(names(seen), testing::Not(Contains("stored-session-is-present")));
}

TEST(Watch, KnowsNothingOfAConnectionThatItSawLate)
{
    auto const seen = watch("1 late\ns> PUBLISH topic=a/b qos=1 packet_id=1 dup=1\ns> PUBACK packet_id=4\n"
                            "s> SUBACK packet_id=5 return_codes=0\nc> PUBREL packet_id=6");
    EXPECT_THAT(names(seen), IsEmpty());
}

TEST(Watch, StillSeesWhatAPacketAloneShows)
{
    auto const seen = watch("1 late\ns> PUBLISH topic=a dup=1");
    EXPECT_THAT(names(seen), Contains("no-dup-at-qos-0"));
}

TEST(Watch, KnowsNoSessionBehindAGap)
{
    auto const seen = watch(subscribed + "1 missed\ns> PUBLISH topic=elsewhere\ns> PUBACK packet_id=4");
    EXPECT_THAT(names(seen), IsEmpty());
}

TEST(Watch, DoesNotMissASessionThatMayHaveEndedElsewhere)
{
    auto knowledge = all_knowledge();
    knowledge.is_whole = false;
    auto const text = stored_and_subscribed + "1 close\n2c> CONNECT client_id=a clean_session=0\n2s> CONNACK";
    EXPECT_THAT(names(watch(text, knowledge)), IsEmpty());
    EXPECT_THAT(names(watch(text)), ElementsAre("stored-session-is-present"));
}

TEST(Watch, CannotTellWhichOfTwoConnectsCameFirst)
{
    auto const seen =
        watch("c> CONNECT client_id=a clean_session=0\n2c> CONNECT client_id=a clean_session=0\n"
              "2s> CONNACK\ns> CONNACK session_present=1");
    EXPECT_THAT(names(seen), IsEmpty());
}

TEST(Watch, LeavesOtherVersionsAlone)
{
    auto const seen = watch("c> CONNECT client_id=a protocol_level=5\ns> 20 03 00 84 00\ns> PINGREQ");
    EXPECT_THAT(names(seen), IsEmpty());
}

TEST(Watch, ShowsThePacketAndItsBytes)
{
    auto const seen = watch(clean + "s> d1 00");
    ASSERT_EQ(seen.findings().size(), 1U);
    EXPECT_THAT(seen.findings().front().text,
                testing::AllOf(testing::HasSubstr("table 2.2"), testing::HasSubstr("PINGRESP"),
                               testing::EndsWith("d1 00")));
}

TEST(Watch, ShowsNoPassword)
{
    auto const seen = watch("c> CONNECT client_id=a user_name=u password=secret connect_flags=0x42\n");
    ASSERT_FALSE(seen.findings().empty());
    for (auto const& finding : seen.findings())
        EXPECT_THAT(finding.text, testing::Not(testing::HasSubstr("secret")));
}

TEST(Watch, KeepsTheFirstFindingsOfARuleAndCountsTheRest)
{
    std::string text = clean;
    for (int i = 0; i < 40; ++i)
        text += "s> d1 00\n";
    auto const seen = watch(text);
    EXPECT_EQ(seen.findings().size(), Watch::most_findings);
    EXPECT_EQ(tally_of(seen, *find_rule("reserved-flags", Role::server)).broken, 40U);
}

TEST(JournalReader, PutsTogetherWhatACaseSendsInPieces)
{
    trace::Journal journal;
    auto const id = journal.add_connection("alice");
    journal.append({.connection = id, .event = trace::Opened{}});
    auto const bytes = wire::encode(wire::Connect{.client_id = "a"}, wire::Version::v3_1_1).bytes;
    journal.append({.connection = id, .event = trace::Sent{{bytes.begin(), bytes.begin() + 5}}});
    journal.append({.connection = id, .event = trace::Sent{{bytes.begin() + 5, bytes.end()}}});
    Watch watch;
    JournalReader reader{watch, journal, Role::client, wire::Version::v3_1_1};
    reader.read_to(2);
    EXPECT_EQ(tally_of(watch, *find_rule("first-packet-is-connect", Role::client)).kept, 0U);
    reader.read_to(3);
    EXPECT_EQ(tally_of(watch, *find_rule("first-packet-is-connect", Role::client)).kept, 1U);
}

TEST(JournalReader, TellsFramesOfAWebSocket)
{
    for (bool const is_framed : {true, false}) {
        trace::Journal journal;
        auto const id = journal.add_connection("alice");
        auto const connect = wire::encode(wire::Connect{.client_id = "a"}, wire::Version::v3_1_1).bytes;
        auto const connack = wire::encode(wire::Connack{}, wire::Version::v3_1_1).bytes;
        auto const decoded = wire::decode(connack, wire::Version::v3_1_1);
        journal.append({.connection = id, .event = trace::Opened{.peer = {}, .is_framed = is_framed}});
        journal.append({.connection = id, .event = trace::Sent{.bytes = connect}});
        journal.append({.connection = id, .event = trace::Received{connack, decoded, true}});
        Watch watch;
        JournalReader{watch, journal, Role::client, wire::Version::v3_1_1}.read_to(journal.size());
        auto const of_server = tally_of(watch, *find_rule("binary-frames-only", Role::server));
        auto const of_client = tally_of(watch, *find_rule("binary-frames-only", Role::client));
        EXPECT_EQ(of_server.broken, is_framed ? 1U : 0U);
        EXPECT_EQ(of_client.kept, is_framed ? 1U : 0U);
    }
}

TEST(JournalReader, PassesOverWhatWasSentIntoAClosedConnection)
{
    trace::Journal journal;
    auto const id = journal.add_connection("alice");
    journal.append({.connection = id, .event = trace::Opened{}});
    journal.append({.connection = id, .event = trace::Closed{}});
    journal.append({.connection = id, .event = trace::Sent{{0xC0, 0x00}}});
    Watch watch;
    JournalReader reader{watch, journal, Role::client, wire::Version::v3_1_1};
    reader.read_to(journal.size());
    EXPECT_THAT(names(watch), IsEmpty());
}

struct Match
{
    std::string_view filter{};
    std::string_view name{};
    bool is_match = false;
};

TEST(TopicFilter, MatchesAsSection47Says)
{
    for (auto const& [filter, name, is_match] :
         {Match{"a/b", "a/b", true}, Match{"a/b", "a/c", false}, Match{"#", "a/b", true},
          Match{"a/#", "a", true}, Match{"a/#", "ab", false}, Match{"+", "a/b", false},
          Match{"+/+", "a/b", true}, Match{"/+", "/a", true}, Match{"+", "/a", false},
          Match{"+/+", "/a", true}, Match{"a/+", "a", false}, Match{"a/+", "a/", true},
          Match{"a/+/c/#", "a/b/c", true}, Match{"A", "a", false}, Match{"a", "a/", false}})
        EXPECT_EQ(matches(filter, name), is_match) << filter << " " << name;
}

} // namespace
} // namespace mqttspec::rules
