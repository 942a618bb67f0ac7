// SPDX-License-Identifier: Apache-2.0
// What looks like a fault to the rules that look at several connections, or at what comes late, and is none.
#include "rules/samples.hpp"
#include "rules/trace_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace mqttspec::rules {
namespace {

using testing::Contains;
using testing::IsEmpty;

std::vector<Innocent> deliveries()
{
    std::string const both = subscribed + publisher;
    std::string const other = "3c> CONNECT client_id=q\n3s> CONNACK\n";
    std::string const m_of_other =
        "3c> PUBLISH topic=a/b packet_id=9 qos=2 payload=m\n3s> PUBREC packet_id=9\n";
    std::string const sent_2 = "2c> PUBLISH topic=a/b qos=2 packet_id=5 payload=m\n"
                               "2c> PUBLISH topic=a/b qos=2 packet_id=6 payload=n\n"
                               "2s> PUBREC packet_id=6\n2c> PUBREL packet_id=6\n2s> PUBCOMP packet_id=6\n"
                               "2s> PUBREC packet_id=5\n2c> PUBREL packet_id=5\n2s> PUBCOMP packet_id=5\n";
    return {
        {"TheSameFromTwoPublishers", both + other + sent_m + m_of_other +
                                         "s> PUBLISH topic=a/b qos=2 packet_id=1 payload=m\n" +
                                         "s> PUBLISH topic=a/b qos=1 packet_id=2 payload=m"},
        {"TheSameTwiceInAnyOrder", both + sent_m + sent_n + sent_m + got_n + got_m +
                                       "s> PUBLISH topic=a/b qos=1 packet_id=3 payload=m"},
        {"OrderOfTwoPublishers", both + other + sent_m +
                                     "3c> PUBLISH topic=a/b qos=1 packet_id=9 payload=n\n"
                                     "3s> PUBACK packet_id=9\n" +
                                     got_n + got_m},
        {"OrderOfReleases", both + sent_2 +
                                "s> PUBLISH topic=a/b qos=2 packet_id=1 payload=n\n"
                                "s> PUBLISH topic=a/b qos=2 packet_id=2 payload=m"},
        {"RepeatBehindALaterMessage",
         both + sent_m + sent_n + got_m + got_n + "s> PUBLISH topic=a/b qos=1 packet_id=1 payload=m dup=1"},
        {"ACopyForEachOfTwoFilters",
         both + "c> SUBSCRIBE packet_id=2 filters=a/+:0\ns> SUBACK packet_id=2 return_codes=0\n" + sent_m +
             got_m + "s> PUBLISH topic=a/b payload=m"},
        {"OldQosWhileSubscribingAgain",
         both + "c> SUBSCRIBE packet_id=2 filters=a/b:0\ns> SUBACK packet_id=2 return_codes=0\n" + sent_m +
             got_m},
        {"RetainedAmidLiveMessages", publisher +
                                         "2c> PUBLISH topic=a/b qos=1 packet_id=5 payload=m retain=1\n" +
                                         subscribed + got_m + sent_n + got_n},
        {"RetainedThatPassedTheSubscription",
         subscribed + publisher +
             "2c> PUBLISH topic=a/b qos=1 packet_id=5 payload=m retain=1\n"
             "s> PUBLISH topic=a/b qos=1 packet_id=1 payload=m retain=1"},
        {"UnderWayAtUnsuback", both + sent_m + "c> UNSUBSCRIBE packet_id=2 filters=a/b\n" + sent_n +
                                   "s> UNSUBACK packet_id=2\n" + got_m + got_n},
        {"SubscribedAgainAfterUnsuback",
         both + "c> UNSUBSCRIBE packet_id=2 filters=a/b\ns> UNSUBACK packet_id=2\n" + sent_m +
             "c> SUBSCRIBE packet_id=3 filters=a/b:1\ns> SUBACK packet_id=3 return_codes=1\n" + got_m},
        {"RepeatAtQos1DeliveredTwice", both +
                                           "2c> PUBLISH topic=a/b qos=1 packet_id=5 payload=m\n"
                                           "2c> PUBLISH topic=a/b qos=1 packet_id=5 payload=m dup=1\n" +
                                           got_m + "s> PUBLISH topic=a/b qos=1 packet_id=2 payload=m"},
        {"WillThatIsAlsoPublished",
         subscribed + with_will + "2c> PUBLISH topic=a/b payload=m\n2c> DISCONNECT\n2 close\n" + will_came},
        {"WillOfAnEarlierConnection", subscribed + with_will + "2 close\n3" + connect_with_will +
                                          "3s> CONNACK\n3c> DISCONNECT\n3 close\n" + will_came},
    };
}

std::vector<Innocent> latecomers()
{
    std::string const ask = "c> PUBLISH topic=x qos=1 packet_id=9\n";
    std::string const lively = "c> CONNECT client_id=a keep_alive=100\ns> CONNACK\n";
    return {
        {"AnswerBehindThoseToLaterRequests", clean + ask + ping + ping + ping + "s> PUBACK packet_id=9"},
        {"ServerThatReadsNothingForLong",
         clean + ask + "c> PINGREQ\nwait 600\ns> PINGRESP\n" + ping + "s> PUBACK packet_id=9"},
        {"ClientThatReadsNothingForLong",
         clean + ask + ping + "c> PINGREQ\nwait 600\ns> PINGRESP\n" + "s> PUBACK packet_id=9"},
        {"RequestBehindDisconnect", clean + ask + ping + "c> DISCONNECT\nwait 5\n1 close"},
        {"RequestsOfAClientThatIsRefused",
         "c> CONNECT client_id=a\n" + ask + "c> PINGREQ\ns> CONNACK return_code=5\n1 close"},
        {"LateButNotTooLate", lively + "wait 99\n" + ping + "wait 99\n" + ping + "1 close"},
        {"ClosedByTheServerThoughTheClientIsAlive", lively + "wait 10\n1 close"},
        {"TakenOverAndClosedInTime",
         clean + "2c> CONNECT client_id=a\n2s> CONNACK\nwait 5\n" + ping + "1 close"},
        {"RefusedTakeover",
         clean + "2c> CONNECT client_id=a\n2s> CONNACK return_code=2\n2 close\nwait 100\n" + ping},
    };
}

class Lookalike : public testing::TestWithParam<Innocent>
{};

TEST_P(Lookalike, IsNotAccused)
{
    EXPECT_THAT(names(watch(GetParam().text)), IsEmpty());
}

std::string name_of_test(testing::TestParamInfo<Innocent> const& info)
{
    return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(Deliveries, Lookalike, testing::ValuesIn(deliveries()), name_of_test);
INSTANTIATE_TEST_SUITE_P(Latecomers, Lookalike, testing::ValuesIn(latecomers()), name_of_test);

/// Not everybody goes through a proxy: what nobody was seen to publish may have the same content.
class HiddenPublishers : public testing::TestWithParam<Innocent>
{
protected:
    static std::vector<std::string> names_where_others_publish(std::string const& text)
    {
        auto knowledge = all_knowledge();
        knowledge.is_whole = false;
        return names(watch(text, knowledge));
    }
};

TEST_P(HiddenPublishers, AreAllowedFor)
{
    EXPECT_THAT(names_where_others_publish(GetParam().text), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Content, HiddenPublishers,
    testing::Values(
        Innocent{"AtAnotherQosLater",
                 subscribed + publisher + sent_m + got_m + "wait 5\n" + "s> PUBLISH topic=a/b payload=m\n"},
        Innocent{"AtAnotherQosLongAfter",
                 subscribed + publisher + sent_m + "wait 11\ns> PUBLISH topic=a/b payload=m\n"},
        Innocent{"OfWhatCameBeforeTheSubscription",
                 publisher + sent_m + "wait 61\n" + subscribed + "s> PUBLISH topic=a/b payload=m\n"},
        Innocent{"RetainedFromBefore",
                 subscribed + publisher + sent_m + "s> PUBLISH topic=a/b payload=m retain=1\n"},
        Innocent{"BeforeTheOneThatIsSeen", subscribed + publisher + "s> PUBLISH topic=a/b payload=m\n" +
                                               sent_m + "s> PUBLISH topic=a/b payload=m\n"},
        Innocent{"OfAWill", subscribed + with_will + "2c> DISCONNECT\n2 close\n" + will_came}),
    name_of_test);

TEST(Watch, JudgesDeliveriesThatFollowSoonAlthoughOthersMayPublish)
{
    auto knowledge = all_knowledge();
    knowledge.is_whole = false;
    auto const seen = watch(subscribed + publisher + sent_m + "s> PUBLISH topic=a/b payload=m", knowledge);
    EXPECT_THAT(names(seen), Contains("delivers-at-the-lower-qos"));
}

TEST(Watch, KnowsMessagesOfItsOwnServerOnly)
{
    std::string const text = subscribed + publisher + sent_m;
    Watch watch{all_knowledge()};
    for (auto const& event : events_of(text + "s> PUBLISH topic=a/b payload=m")) {
        if (event.kind == TraceEvent::Kind::opened)
            watch.opened(event.connection, event.at, event.connection);
        else
            watch.packet(event.connection, event.sender, wire::decode(event.bytes, wire::Version::v3_1_1),
                         event.bytes, event.at);
    }
    EXPECT_THAT(names(watch), IsEmpty());
}

TEST(Watch, TakesNoConnectionForDisplacedByThatOfAnotherUser)
{
    auto const seen = watch("c> CONNECT client_id=a user_name=x\ns> CONNACK\n"
                            "2c> CONNECT client_id=a user_name=y\n2s> CONNACK\nwait 61\n" +
                            ping);
    EXPECT_THAT(names(seen), IsEmpty());
}

TEST(Watch, BlamesNobodyForAnEndThatMayBeSeenLate)
{
    auto knowledge = all_knowledge();
    knowledge.sees_ends_in_time = false;
    auto const seen = watch(clean + "2c> CONNECT client_id=a\n2s> CONNACK\nwait 600\n1 close", knowledge);
    EXPECT_THAT(names(seen), IsEmpty());
}

} // namespace
} // namespace mqttspec::rules
