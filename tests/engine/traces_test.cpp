// SPDX-License-Identifier: Apache-2.0
// What a case leaves: in the target, and in the record.
#include "engine/judge.hpp"
#include "engine/world.hpp"

#include "target/load.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

namespace mqttspec::engine {

namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::SizeIs;

constexpr auto leaves_much = R"(
    - bob: connect
      clean_session: false
      will: {topic: "${topic}/will", message: gone, retain: true}
    - bob: publish
      retain: true
    - bob: publish
      topic: ${topic}/below
      qos: 1
      retain: true
    - bob: reset
    - alice: connect
    - alice: expect silence)";

/// Clean Session of the last CONNECT of each client.
using LastConnects = std::map<std::string, bool>;

Twist noting(LastConnects& last)
{
    return upon<wire::Connect>(
        [&last](auto, auto const& packet, Actions&) { last[packet.client_id] = packet.clean_session; });
}

std::string all_bytes(CaseRun const& run)
{
    std::string bytes;
    for (auto const& event : run.wire) {
        bytes += event.bytes + event.detail;
        if (event.packet)
            bytes += event.packet->summary;
    }
    return bytes;
}

} // namespace

TEST(CleanUp, RemovesRetainedMessages)
{
    auto const looks = case_of(R"(
    - carol: connect
    - carol: subscribe
      filter: mqttspec/#
    - carol: expect silence
  exclusive: true)",
                               "looks");
    auto const played = World{}.run(case_of(leaves_much, "leaves-much") + looks);
    EXPECT_EQ(played.of("leaves-much").verdict, Verdict::pass) << played.of("leaves-much").reason;
    EXPECT_EQ(played.of("looks").verdict, Verdict::pass) << played.of("looks").reason;
    EXPECT_THAT(played.left_behind, IsEmpty());
}

TEST(CleanUp, EndsSessions)
{
    LastConnects last;
    (void)World{}.run(case_of(leaves_much), noting(last));
    EXPECT_GE(last.size(), 4U) << "bob, alice, the bystander, and who cleans up";
    EXPECT_THAT(last, Each(testing::Field(&LastConnects::value_type::second, true)));
}

TEST(CleanUp, SaysWhatItCouldNotRemove)
{
    auto const keeps = upon<wire::Publish>([](auto, auto const& packet, Actions& actions) {
        if (packet.retain && packet.payload.empty())
            actions.clear();
    });
    auto const played = World{}.run(case_of(leaves_much), keeps);
    EXPECT_EQ(played.of("the-case").verdict, Verdict::pass);
    ASSERT_THAT(played.left_behind, SizeIs(1));
    EXPECT_THAT(played.left_behind.front(), HasSubstr("the-case: retained messages may be left"));
}

TEST(ClientIds, AreWhatEveryServerMustTake)
{
    Surroundings surroundings;
    for (auto const* prefix : {"", "ab", "abcdefghijklmno"}) {
        surroundings.client_id_prefix = prefix;
        auto const id = client_id_of(surroundings, "some-case@qos=1", "alice");
        EXPECT_THAT(id, MatchesRegex("[0-9A-Za-z]+"));
        EXPECT_LE(id.size(), 23U);
        EXPECT_TRUE(id.starts_with(prefix));
    }
}

TEST(ClientIds, DifferByRunCaseActorAndAttempt)
{
    std::set<std::string> ids;
    Surroundings surroundings;
    surroundings.client_id_prefix = "abcdefghijklmno"; // The shortest rest.
    for (auto const* run : {"r1", "r2"})
        for (int one = 0; one < 500; ++one)
            for (auto const* actor : {"alice", "bob"})
                for (int attempt = 1; attempt <= 3; ++attempt) {
                    surroundings.run_id = run;
                    ids.insert(client_id_of(surroundings, "case-" + std::to_string(one), actor, attempt));
                }
    EXPECT_THAT(ids, SizeIs(2 * 500 * 2 * 3));
}

TEST(Topics, CarryTheWholeIdOfTheCase)
{
    std::set<std::string> topics;
    auto const notes =
        upon<wire::Publish>([&](auto, auto const& packet, Actions&) { topics.insert(packet.topic); });
    (void)World{}.run(R"(- id: the-case
  when: A client publishes at QoS ${qos}
  then: the Server does its duty
  statements: [MQTT-3.1.0-2]
  for: {qos: [0, 1]}
  steps:
    - alice: connect
    - alice: publish
      qos: ${qos}
    - alice: expect silence
)",
                      notes);
    EXPECT_THAT(topics, ElementsAre("mqttspec/test/the-case@qos=0", "mqttspec/test/the-case@qos=1"));
}

TEST(Passwords, AreMaskedAtEqualLength)
{
    World world;
    world.credentials = target::Credentials{.user_name = "someone", .password = "correct horse"};
    auto const run = world.play(case_of(R"(
    - alice: connect
    - alice: expect silence)"));
    EXPECT_THAT(all_bytes(run), HasSubstr(std::string("\0\x0d*************", 15)));
    EXPECT_THAT(all_bytes(run), Not(HasSubstr("correct horse")));
}

TEST(Passwords, AreMaskedAlsoWhereTheConnectIsBroken)
{
    constexpr std::string_view breakages[]{"remove: {field: client_id}",
                                           "set: {field: connect_flags, bytes: 00}",
                                           "set: {field: protocol_name, bytes: 00 03 4d 51 54}",
                                           "set: {field: remaining_length, bytes: ff ff ff ff 01}",
                                           "insert: {after: type_and_flags, bytes: 00 00}"};
    for (auto const breakage : breakages) {
        World world;
        world.timing.response = 1s;
        world.credentials = target::Credentials{.user_name = "someone", .password = "correct horse"};
        auto const run = world.play(case_of("    - alice: send CONNECT\n      corrupt: [" +
                                            std::string{breakage} + "]\n    - alice: expect close"));
        EXPECT_THAT(all_bytes(run), Not(HasSubstr("correct horse"))) << breakage;
    }
}

TEST(WireLog, TellsEverythingInOrder)
{
    auto const run = World{}.play(case_of(R"(
    - alice: connect
    - alice: half_close
    - alice: expect close)"));
    std::vector<std::string> kinds;
    for (auto const& event : run.wire)
        kinds.push_back(event.direction + " " + event.kind);
    EXPECT_THAT(kinds, ElementsAre(" opened", "sent packet", "received packet", "sent half_closed",
                                   "received closed"));
    EXPECT_EQ(run.wire[2].packet->type, "CONNACK");
    EXPECT_EQ(run.wire[4].detail, "FIN");
}

TEST(Burden, IsForTargetsBeyondThisMachineOnly)
{
    auto heavy = cases_of(case_of("    - alice: connect\n    - alice: expect silence\n  load: true"));
    target::TargetSpec far;
    far.how = target::Url{net::Endpoint{.host = "192.0.2.1"}};
    EXPECT_THAT(burden(heavy.front(), far), HasSubstr("needs --intrusive"));
    EXPECT_EQ(burden(heavy.front(), target::reference_target()), "");
}

} // namespace mqttspec::engine
