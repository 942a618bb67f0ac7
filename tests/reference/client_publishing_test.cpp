// SPDX-License-Identifier: Apache-2.0
#include "reference/client_script.hpp"

#include <gmock/gmock.h>

namespace mqttspec::reference {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

template <class... P>
auto packets(P const&... them)
{
    return ElementsAre(wire::Packet{them}...);
}

MessageArrived arrived(wire::Publish const& packet)
{
    return {.topic = packet.topic,
            .payload = packet.payload,
            .qos = packet.qos,
            .retain = packet.retain,
            .dup = packet.dup};
}

TEST(ClientPublishing, SendsQos0AndForgetsIt)
{
    ClientScript script;
    script.connected();
    auto const id = script.order(message("a", "x"));
    EXPECT_THAT(script.sent(), packets(publish("a", "x")));
    EXPECT_THAT(script.told(), ElementsAre(Report{Acknowledged{.command = id}}));
    EXPECT_EQ(script.client().queued_count(), 0U);
}

TEST(ClientPublishing, ReportsQos1AtPuback)
{
    ClientScript script;
    script.connected();
    auto const id = script.order(message("a", "x", 1));
    EXPECT_THAT(script.sent(), packets(publish("a", "x", 1, 1)));
    EXPECT_THAT(script.told(), IsEmpty());
    script.receive(puback(1));
    EXPECT_THAT(script.told(), ElementsAre(Report{Acknowledged{.command = id}}));
}

TEST(ClientPublishing, ReportsQos2AtPubcomp)
{
    ClientScript script;
    script.connected();
    auto const id = script.order(message("a", "x", 2));
    EXPECT_THAT(script.sent(), packets(publish("a", "x", 2, 1)));
    script.receive(pubrec(1));
    EXPECT_THAT(script.sent(), packets(pubrel(1)));
    EXPECT_THAT(script.told(), IsEmpty());
    script.receive(pubcomp(1));
    EXPECT_THAT(script.told(), ElementsAre(Report{Acknowledged{.command = id}}));
}

TEST(ClientPublishing, SendsPubrelsInTheOrderOfThePubrecs)
{
    ClientScript script;
    script.connected();
    for (int i = 0; i < 3; ++i) {
        script.order(message("a", "x", 2));
    }
    static_cast<void>(script.sent());
    for (auto const id : {3, 1, 2}) {
        script.receive(pubrec(static_cast<std::uint16_t>(id)));
    }
    EXPECT_THAT(script.sent(), packets(pubrel(3), pubrel(1), pubrel(2)));
}

TEST(ClientPublishing, DrawsAllIdentifiersFromOnePool)
{
    ClientScript script;
    script.connected();
    script.order(message("a", "x", 1));
    auto const second = script.order(SubscribeCommand{.filters = {{.filter = "f", .qos = 1}}});
    auto const third = script.order(UnsubscribeCommand{.filters = {"f"}});
    script.order(message("a", "x", 2));
    EXPECT_THAT(script.sent(), packets(publish("a", "x", 1, 1), subscribe(2, {{.filter = "f", .qos = 1}}),
                                       unsubscribe(3, {"f"}), publish("a", "x", 2, 4)));
    script.receive(suback(2, {0x80}));
    script.receive(unsuback(3));
    EXPECT_THAT(script.told(), ElementsAre(Report{Subscribed{.command = second, .return_codes = {0x80}}},
                                           Report{Unsubscribed{.command = third}}));
}

TEST(ClientPublishing, LeavesIdentifiersAloneThatAreInUseWhenItComesRound)
{
    ClientScript script;
    script.connected();
    script.order(message("a", "kept", 1));
    script.order(SubscribeCommand{.filters = {{.filter = "f"}}});
    for (int i = 3; i <= 65'535; ++i) {
        script.order(message("a", "x", 1));
        script.receive(puback(static_cast<std::uint16_t>(i)));
    }
    static_cast<void>(script.sent());
    script.order(message("a", "y", 1));
    EXPECT_THAT(script.sent(), packets(publish("a", "y", 1, 3)));
}

TEST(ClientPublishing, WaitsWhenTooManyAreUnanswered)
{
    ClientOptions options;
    options.max_in_flight = 2;
    ClientScript script{options};
    script.connected();
    for (auto const* payload : {"1", "2", "3"}) {
        script.order(message("a", payload, 1));
    }
    EXPECT_THAT(script.sent(), SizeIs(2));
    script.receive(puback(1));
    EXPECT_THAT(script.sent(), packets(publish("a", "3", 1, 3)));
}

TEST(ClientSession, IsResumedWithOriginalIdentifiersInTheOriginalOrder)
{
    ClientScript script;
    script.connected(persistent("c"));
    script.order(message("a", "1", 1));
    script.order(message("a", "2", 2));
    script.order(message("a", "3", 2));
    script.order(message("a", "4", 1));
    script.receive(pubrec(3));
    static_cast<void>(script.sent());
    script.lose(Loss::rst);
    EXPECT_EQ(only<Closed>(script.told()).by, Closer::server);
    script.connected(persistent("c"), true);
    EXPECT_THAT(script.sent(), packets(pubrel(3), dup(publish("a", "1", 1, 1)), dup(publish("a", "2", 2, 2)),
                                       dup(publish("a", "4", 1, 4))));
    script.receive(puback(1));
    EXPECT_THAT(script.told(), ElementsAre(Report{Acknowledged{.command = 2}}));
}

TEST(ClientSession, IsOfOneClientIdentifier)
{
    ClientScript script;
    script.connected(persistent("c"));
    script.order(message("a", "1", 1));
    static_cast<void>(script.sent());
    script.lose();
    script.connected(persistent("C"));
    EXPECT_THAT(script.sent(), IsEmpty());
    EXPECT_EQ(script.client().session_count(), 2U);
}

TEST(ClientSession, EndsWhereACleanOneBegins)
{
    ClientScript script;
    script.connected(persistent("c"));
    auto const id = script.order(message("a", "1", 1));
    script.lose();
    static_cast<void>(script.sent());
    static_cast<void>(script.told());
    script.order(ConnectCommand{.client_id = "c"});
    script.open();
    EXPECT_EQ(only<Failed>(script.told()).command, id);
    script.receive(connack(0));
    EXPECT_THAT(script.sent(), SizeIs(1)); // The CONNECT.
    script.lose();
    EXPECT_FALSE(script.client().has_session("c"));
}

TEST(ClientSession, RemembersWhatTheServerHasNotReleased)
{
    ClientScript script;
    script.connected(persistent("c"));
    script.receive(publish("a", "x", 2, 9));
    script.lose();
    static_cast<void>(script.sent());
    script.connected(persistent("c"), true);
    script.receive(dup(publish("a", "x", 2, 9)));
    EXPECT_THAT(script.sent(), packets(pubrec(9)));
    EXPECT_THAT(script.told(), IsEmpty());
}

TEST(ClientSession, ForgetsTheServersIdentifiersWhereTheServerHas)
{
    ClientScript script;
    script.connected(persistent("c"));
    script.receive(publish("a", "x", 2, 9));
    script.lose();
    static_cast<void>(script.sent());
    script.connected(persistent("c"), false);
    script.receive(publish("a", "y", 2, 9));
    EXPECT_THAT(script.told(), ElementsAre(Report{arrived(publish("a", "y", 2, 9))}));
}

TEST(ClientReceiving, AnswersEachQosInItsWay)
{
    ClientScript script;
    script.connected();
    script.receive(publish("a", "0"));
    EXPECT_THAT(script.sent(), IsEmpty());
    script.receive(publish("a", "1", 1, 7));
    script.receive(publish("a", "2", 2, 7));
    script.receive(publish("a", "3", 1, 8));
    EXPECT_THAT(script.sent(), packets(puback(7), pubrec(7), puback(8)));
    EXPECT_THAT(script.told(), SizeIs(4));
}

TEST(ClientReceiving, TakesARepeatOfQos1ForANewMessage)
{
    ClientScript script;
    script.connected();
    script.receive(publish("a", "1", 1, 7));
    script.receive(dup(publish("a", "1", 1, 7)));
    EXPECT_THAT(script.sent(), packets(puback(7), puback(7)));
    EXPECT_THAT(script.told(), SizeIs(2));
}

TEST(ClientReceiving, TakesOneMessageFromAllRepeatsOfQos2)
{
    ClientScript script;
    script.connected();
    script.receive(publish("a", "1", 2, 7));
    script.receive(dup(publish("a", "1", 2, 7)));
    EXPECT_THAT(script.sent(), packets(pubrec(7), pubrec(7)));
    EXPECT_THAT(script.told(), SizeIs(1));
    script.receive(pubrel(7));
    script.receive(pubrel(7)); // The first PUBCOMP may have been lost.
    EXPECT_THAT(script.sent(), packets(pubcomp(7), pubcomp(7)));
    script.receive(publish("a", "2", 2, 7));
    EXPECT_THAT(script.told(), SizeIs(1));
}

TEST(ClientReceiving, HandsTopicsOverByteForByte)
{
    ClientScript script;
    script.connected();
    auto const marked = publish("\xEF\xBB\xBF"
                                "a\xEF\xBB\xBF",
                                "x");
    script.receive(marked);
    EXPECT_THAT(script.told(), ElementsAre(Report{arrived(marked)}));
}

// What a client is asked and must not do.
struct Refusal
{
    std::string_view name{};
    decltype(Command::what) what{};
    std::string_view statement{};
};

void PrintTo(Refusal const& refusal, std::ostream* out)
{
    *out << refusal.name;
}

class ClientRefusal : public testing::TestWithParam<Refusal>
{};

TEST_P(ClientRefusal, IsTheUsersToHear)
{
    auto const objections = objections_to(Command{.id = 1, .what = GetParam().what});
    ASSERT_THAT(objections, SizeIs(1));
    EXPECT_EQ(objections[0].statement, GetParam().statement);

    bool const is_connect = std::holds_alternative<ConnectCommand>(GetParam().what);
    ClientScript script;
    if (!is_connect) {
        script.connected();
    }
    auto const id = script.order(GetParam().what);
    EXPECT_THAT(script.told(), ElementsAre(Report{Failed{.command = id, .why = objections[0].why}}));
    EXPECT_THAT(script.sent(), IsEmpty());
}

ConnectCommand with_will(wire::Will will)
{
    return {.client_id = "c", .will = std::move(will)};
}

SubscribeCommand to(std::string filter)
{
    return {.filters = {{.filter = std::move(filter)}}};
}

std::string const surrogate = "\xED\xA0\x80";
std::string const null(1, '\0');

INSTANTIATE_TEST_SUITE_P(
    , ClientRefusal,
    testing::Values(
        Refusal{"no_id_persistent", persistent(""), "MQTT-3.1.3-7"},
        Refusal{"id_not_utf8", persistent(surrogate), "MQTT-3.1.3-4"},
        Refusal{"null_in_id", persistent(null), "MQTT-1.5.3-2"},
        Refusal{"long_id", persistent(std::string(65'536, 'x')), ""},
        Refusal{"will_qos_3", with_will({.topic = "w", .qos = 3}), "MQTT-3.1.2-14"},
        Refusal{"will_topic_empty", with_will({}), "MQTT-4.7.3-1"},
        Refusal{"will_topic_wildcard", with_will({.topic = "a/+"}), "MQTT-3.3.2-2"},
        Refusal{"will_topic_not_utf8", with_will({.topic = surrogate}), "MQTT-3.1.3-10"},
        Refusal{"will_message_long", with_will({.topic = "w", .message = wire::Bytes(65'536)}), ""},
        Refusal{"user_name_not_utf8", ConnectCommand{.user_name = surrogate}, "MQTT-3.1.3-11"},
        Refusal{"password_alone", ConnectCommand{.password = wire::Bytes{1}}, "MQTT-3.1.2-22"},
        Refusal{"topic_empty", message("", "x"), "MQTT-4.7.3-1"},
        Refusal{"topic_wildcard", message("a/#", "x"), "MQTT-3.3.2-2"},
        Refusal{"topic_not_utf8", message(surrogate, "x"), "MQTT-3.3.2-1"},
        Refusal{"publish_qos_3", message("a", "x", 3), "MQTT-3.3.1-4"},
        Refusal{"subscribe_to_nothing", SubscribeCommand{}, "MQTT-3.8.3-3"},
        Refusal{"subscribe_qos_3", SubscribeCommand{.filters = {{.filter = "a", .qos = 3}}}, "MQTT-3.8.3-4"},
        Refusal{"filter_empty", to(""), "MQTT-4.7.3-1"},
        Refusal{"filter_not_utf8", to(surrogate), "MQTT-3.8.3-1"},
        Refusal{"hash_in_level", to("sport#"), "MQTT-4.7.1-2"},
        Refusal{"hash_not_last", to("a/#/b"), "MQTT-4.7.1-2"},
        Refusal{"hash_twice", to("##"), "MQTT-4.7.1-2"}, Refusal{"plus_in_level", to("a+/b"), "MQTT-4.7.1-3"},
        Refusal{"unsubscribe_from_nothing", UnsubscribeCommand{}, "MQTT-3.10.3-2"},
        Refusal{"unsubscribe_not_utf8", UnsubscribeCommand{.filters = {surrogate}}, "MQTT-3.10.3-1"}),
    [](auto const& it) { return std::string(it.param.name); });

TEST(ClientScruples, AllowWhatIsUnusualOnly)
{
    for (auto const* filter : {"#", "+", "/", "+/+/#", "a/+/b", "$SYS/#", "a//b", " "}) {
        EXPECT_THAT(objections_to(Command{.what = to(filter)}), IsEmpty()) << filter;
    }
    EXPECT_THAT(objections_to(Command{.what = ConnectCommand{}}), IsEmpty());
    EXPECT_THAT(objections_to(Command{.what = ConnectCommand{.user_name = "", .password = wire::Bytes{}}}),
                IsEmpty());
}

TEST(ClientPublishing, NeedsAConnection)
{
    ClientScript script;
    auto const id = script.order(message("a", "x", 1));
    EXPECT_EQ(only<Failed>(script.told()).command, id);
}

} // namespace
} // namespace mqttspec::reference
