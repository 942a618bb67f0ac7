// SPDX-License-Identifier: Apache-2.0
#include "reference/client_script.hpp"

#include <gmock/gmock.h>

namespace mqttspec::reference {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

wire::Packet packet(wire::Packet it)
{
    return it;
}

TEST(ClientConnecting, BeginsWithAConnectThatHoldsAllThatWasAsked)
{
    ClientScript script;
    auto const password = wire::Bytes{0, 255};
    auto const will = wire::Will{.topic = "w", .message = {1}, .qos = 2, .retain = true};
    script.order(ConnectCommand{.client_id = "me",
                                .clean_session = false,
                                .keep_alive = 7,
                                .will = will,
                                .user_name = "u",
                                .password = password});
    EXPECT_THAT(script.sent(), IsEmpty());
    script.open();
    EXPECT_THAT(script.sent(), ElementsAre(packet(wire::Connect{.clean_session = false,
                                                                .keep_alive = 7,
                                                                .client_id = "me",
                                                                .will = will,
                                                                .user_name = "u",
                                                                .password = password})));
}

TEST(ClientConnecting, TellsWhatConnackSays)
{
    ClientScript script;
    auto const id = script.order(persistent("c"));
    script.open();
    script.receive(connack(0, true));
    EXPECT_THAT(script.told(), ElementsAre(Report{Connected{.command = id, .session_present = true}}));
    EXPECT_TRUE(script.client().is_connected());
}

TEST(ClientConnecting, ClosesWhenItIsRefused)
{
    ClientScript script;
    auto const id = script.order(ConnectCommand{});
    script.open();
    script.receive(connack(5));
    EXPECT_TRUE(script.is_dropped());
    auto const told = script.told();
    EXPECT_EQ(only<Connected>(told), (Connected{.command = id, .return_code = 5}));
    EXPECT_EQ(only<Closed>(told).by, Closer::client);
}

TEST(ClientConnecting, ClosesWhenAnotherPacketComesFirst)
{
    for (auto const& first : Packets{suback(1, {0}), publish("a", "x"), wire::Pingresp{}}) {
        ClientScript script;
        auto const id = script.order(ConnectCommand{});
        script.open();
        script.receive(first);
        EXPECT_TRUE(script.is_dropped());
        EXPECT_EQ(only<Failed>(script.told()).command, id);
    }
}

TEST(ClientConnecting, SaysWhyThereIsNoConnection)
{
    ClientScript script;
    auto const id = script.order(ConnectCommand{});
    script.refuse("nobody listens");
    EXPECT_THAT(script.told(), ElementsAre(Report{Failed{.command = id, .why = "nobody listens"}}));
    script.connected();
}

TEST(ClientConnecting, WaitsForConnackNoLongerThanItsOptionsSay)
{
    ClientScript script;
    script.order(ConnectCommand{});
    script.open();
    script.wait(seconds{9});
    EXPECT_FALSE(script.is_dropped());
    script.wait(seconds{1});
    EXPECT_TRUE(script.is_dropped());
}

TEST(ClientConnecting, IsDoneOnceAtATime)
{
    ClientScript script;
    script.connected();
    auto const id = script.order(ConnectCommand{});
    EXPECT_EQ(only<Failed>(script.told()).command, id);
    EXPECT_THAT(script.sent(), IsEmpty());
}

TEST(ClientConnecting, HoldsCommandsBackUntilConnack)
{
    ClientScript script;
    script.order(ConnectCommand{});
    auto const id = script.order(message("a", "x"));
    script.open();
    EXPECT_THAT(script.sent(), SizeIs(1));
    script.receive(connack(0));
    EXPECT_THAT(script.sent(), ElementsAre(packet(publish("a", "x"))));
    EXPECT_THAT(script.told(), Contains(Report{Acknowledged{.command = id}}));
}

TEST(ClientConnecting, ClosesBehindDisconnect)
{
    ClientScript script;
    script.connected();
    auto const id = script.order(DisconnectCommand{});
    EXPECT_THAT(script.sent(), ElementsAre(packet(wire::Disconnect{})));
    EXPECT_TRUE(script.is_dropped());
    EXPECT_EQ(only<Closed>(script.told()).command, id);
    script.receive(publish("a", "x", 1, 1));
    EXPECT_THAT(script.sent(), IsEmpty());
}

TEST(ClientConnecting, AbortsWithoutDisconnect)
{
    ClientScript script;
    script.connected();
    auto const id = script.order(AbortCommand{});
    EXPECT_THAT(script.sent(), IsEmpty());
    EXPECT_TRUE(script.is_dropped());
    EXPECT_EQ(only<Closed>(script.told()).command, id);
}

TEST(ClientConnecting, TellsWhoClosed)
{
    struct Sample
    {
        Loss how{};
        Closer by{};
    };
    for (auto const& sample : {Sample{Loss::fin, Closer::server}, Sample{Loss::rst, Closer::server},
                               Sample{Loss::failed, Closer::network}}) {
        ClientScript script;
        script.connected();
        script.lose(sample.how);
        auto const closed = only<Closed>(script.told());
        EXPECT_EQ(closed.by, sample.by);
        EXPECT_EQ(closed.command, std::nullopt);
    }
}

TEST(ClientConnecting, AnswersWithFailureWhatTheConnectionLeavesOpen)
{
    ClientScript script;
    script.connected();
    auto const first = script.order(message("a", "x", 1));
    auto const second = script.order(SubscribeCommand{.filters = {{.filter = "f"}}});
    auto const third = script.order(UnsubscribeCommand{.filters = {"f"}});
    script.lose();
    std::vector<CommandId> failed;
    for (auto const& report : script.told()) {
        if (auto const* failure = std::get_if<Failed>(&report)) {
            failed.push_back(failure->command);
        }
    }
    EXPECT_THAT(failed, testing::UnorderedElementsAre(first, second, third));
    EXPECT_EQ(script.client().session_count(), 0U);
}

TEST(ClientKeepAlive, LeavesNoGapWithoutAPacket)
{
    ClientScript script;
    script.connected({.client_id = "c", .keep_alive = 4});
    for (int i = 0; i < 5; ++i) {
        script.wait(seconds{3});
        EXPECT_THAT(script.sent(), ElementsAre(packet(wire::Pingreq{})));
        script.receive(wire::Pingresp{});
    }
}

TEST(ClientKeepAlive, CountsOwnPacketsOnly)
{
    ClientScript script;
    script.connected({.client_id = "c", .keep_alive = 4});
    script.wait(seconds{2});
    script.receive(publish("a", "x")); // It does not count.
    script.wait(seconds{1});
    EXPECT_THAT(script.sent(), ElementsAre(packet(wire::Pingreq{})));
    script.receive(wire::Pingresp{});
    script.wait(seconds{2});
    script.order(message("a", "x")); // It does.
    EXPECT_THAT(script.sent(), SizeIs(1));
    script.wait(milliseconds{2999});
    EXPECT_THAT(script.sent(), IsEmpty());
    script.wait(milliseconds{1});
    EXPECT_THAT(script.sent(), ElementsAre(packet(wire::Pingreq{})));
}

TEST(ClientKeepAlive, IsOffAtZero)
{
    ClientScript script;
    script.connected();
    script.wait(std::chrono::hours{30});
    EXPECT_THAT(script.sent(), IsEmpty());
    EXPECT_TRUE(script.client().is_connected());
}

TEST(ClientKeepAlive, GivesAServerUpThatDoesNotAnswer)
{
    ClientScript script;
    script.connected({.client_id = "c", .keep_alive = 4});
    script.wait(milliseconds{6999});
    EXPECT_FALSE(script.is_dropped());
    script.wait(milliseconds{1});
    EXPECT_TRUE(script.is_dropped());
    EXPECT_EQ(only<Closed>(script.told()).why, "no PINGRESP came in time");
}

// What comes from a Server and ends the connection.
struct Violation
{
    std::string_view name{};
    std::string_view hex{};
};

void PrintTo(Violation const& violation, std::ostream* out)
{
    *out << violation.name;
}

class ClientViolation : public testing::TestWithParam<Violation>
{};

/// The messages 1 (QoS 1), 2 and 3 (QoS 2; 3 awaits PUBCOMP), SUBSCRIBE 4 and UNSUBSCRIBE 5 are under way.
TEST_P(ClientViolation, ClosesTheConnection)
{
    ClientScript script;
    script.connected();
    script.order(message("a", "x", 1));
    script.order(message("a", "x", 2));
    script.order(message("a", "x", 2));
    script.order(SubscribeCommand{.filters = {{.filter = "f"}, {.filter = "g"}}});
    script.order(UnsubscribeCommand{.filters = {"f"}});
    script.receive(pubrec(3));
    static_cast<void>(script.sent());
    script.receive_bytes(GetParam().hex);
    EXPECT_TRUE(script.is_dropped());
    EXPECT_THAT(script.sent(), IsEmpty());
    EXPECT_EQ(only<Closed>(script.told()).by, Closer::client);
}

INSTANTIATE_TEST_SUITE_P(
    , ClientViolation,
    testing::Values(
        Violation{"second_connack", "20 02 00 00"},
        Violation{"connect", "10 0d 00 04 4d 51 54 54 04 02 00 00 00 01 61"},
        Violation{"subscribe", "82 06 00 01 00 01 61 00"}, Violation{"unsubscribe", "a2 05 00 01 00 01 61"},
        Violation{"pingreq", "c0 00"}, Violation{"disconnect", "e0 00"}, Violation{"type_0", "00 00"},
        Violation{"type_15", "f0 00"}, Violation{"puback_flags", "41 02 00 01"},
        Violation{"pubrec_flags", "51 02 00 02"}, Violation{"pubrel_flags", "60 02 00 01"},
        Violation{"pubcomp_flags", "71 02 00 03"}, Violation{"suback_flags", "91 04 00 04 00 00"},
        Violation{"unsuback_flags", "b1 02 00 05"}, Violation{"pingresp_flags", "d1 00"},
        Violation{"qos_3", "36 05 00 01 61 00 01"}, Violation{"packet_id_0", "32 05 00 01 61 00 00"},
        Violation{"dup_at_qos_0", "38 03 00 01 61"}, Violation{"surrogate_in_topic", "30 05 00 03 ed a0 80"},
        Violation{"null_in_topic", "30 03 00 01 00"}, Violation{"wildcard_in_topic", "30 05 00 03 61 2f 23"},
        Violation{"empty_topic", "30 02 00 00"}, Violation{"topic_beyond_packet", "30 03 00 05 61"},
        Violation{"reserved_suback_code", "90 04 00 04 00 03"}, Violation{"too_few_codes", "90 03 00 04 00"},
        Violation{"too_many_codes", "90 05 00 04 00 00 00"}, Violation{"puback_for_qos_2", "40 02 00 02"},
        Violation{"pubrec_for_qos_1", "50 02 00 01"}, Violation{"pubcomp_before_pubrel", "70 02 00 02"}),
    [](auto const& it) { return std::string(it.param.name); });

TEST(ClientViolations, IncludeBytesThatAreNoPacket)
{
    ClientScript script;
    script.connected();
    script.receive_garbage();
    EXPECT_TRUE(script.is_dropped());
}

TEST(Client, PassesAnswersToNothingOver)
{
    ClientScript script;
    script.connected();
    for (auto const& answer :
         Packets{puback(9), pubrec(9), pubcomp(9), suback(9, {0}), unsuback(9), wire::Pingresp{}}) {
        script.receive(answer);
    }
    EXPECT_THAT(script.sent(), IsEmpty());
    EXPECT_TRUE(script.client().is_connected());
}

} // namespace
} // namespace mqttspec::reference
