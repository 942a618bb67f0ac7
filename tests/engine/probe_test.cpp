// SPDX-License-Identifier: Apache-2.0
#include "engine/probe.hpp"

#include "engine/probes.hpp"
#include "engine/world.hpp"
#include "reference/broker_options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mqttspec::engine {

namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Key;
using testing::Not;
using testing::Pair;
using testing::SizeIs;

boost::asio::awaitable<void> ask_all(World& world, target::Target& target, Behaviour& behaviour)
{
    auto const started = co_await target.start();
    EXPECT_TRUE(started.ok);
    Surroundings surroundings;
    surroundings.executor = world.executor();
    surroundings.connector = &target.connector();
    surroundings.timing = world.timing;
    surroundings.run_id = "test";
    co_await probe(Pace::quick, surroundings, world.live, behaviour);
    co_await probe(Pace::slow, surroundings, world.live, behaviour);
    co_await target.stop();
}

Behaviour behaviour_of(reference::BrokerOptions const& options)
{
    World world;
    auto const target = target::make_memory_target(world.executor(), options);
    Behaviour behaviour;
    world.finish(ask_all(world, *target, behaviour));
    return behaviour;
}

TEST(Probes, HaveAScenarioEach)
{
    ASSERT_THAT(probe_scenarios(), SizeIs(probes().size()));
    for (std::size_t i = 0; i < probes().size(); ++i)
        EXPECT_EQ(probe_scenarios()[i].id, probes()[i].id);
}

TEST(Probes, TellHowTheReferenceBehaves)
{
    auto const behaviour = behaviour_of({});
    EXPECT_THAT(behaviour.seen,
                ElementsAre(Pair("granted QoS", "2"), Pair("empty client ids", "served"),
                            Pair("client ids over 23 bytes", "served"),
                            Pair("other characters in client ids", "served"), Pair("MQTT 3.1", "closed"),
                            Pair("MQTT 5.0", "refused"), Pair("overlapping subscriptions", "one copy"),
                            Pair("QoS 0", "not kept for absent clients"),
                            Pair("messages to $ topics", "delivered"),
                            Pair("$SYS/broker/version", testing::_),
                            Pair("retained messages", "after SUBACK"), Pair("malformed filters", "closed"),
                            Pair("messages in flight", "64"), Pair("delivery of QoS 2", "at PUBLISH"),
                            Pair("silent clients", "closed after 1.50 x the keep alive")));
}

TEST(Probes, TellWhatABrokerGrantsAndRefuses)
{
    auto const behaviour = behaviour_of({.max_qos = 1,
                                         .client_ids = reference::ClientIds::assured,
                                         .assigns_client_ids = false,
                                         .reserves_dollar_topics = true,
                                         .has_sys_topics = false,
                                         .queues_qos0 = true});
    EXPECT_THAT(behaviour.seen, Contains(Pair("granted QoS", "1")));
    EXPECT_THAT(behaviour.seen, Contains(Pair("empty client ids", "refused")));
    EXPECT_THAT(behaviour.seen, Contains(Pair("QoS 0", "kept for absent clients")));
    EXPECT_EQ(behaviour.features.at("max_qos"), scenario::Scalar(std::int64_t{1}));
    EXPECT_EQ(behaviour.features.at("empty_client_id"), scenario::Scalar(false));
    EXPECT_EQ(behaviour.features.at("long_client_ids"), scenario::Scalar(false));
    EXPECT_EQ(behaviour.features.at("dollar_topics"), scenario::Scalar(false));
    EXPECT_EQ(behaviour.features.at("sys_topics"), scenario::Scalar(false));
    EXPECT_EQ(behaviour.version, "");
}

TEST(Probes, OfATargetThatServesNobodyShowNothing)
{
    auto const behaviour = behaviour_of({.max_links = 0});
    EXPECT_THAT(behaviour.features, Not(Contains(Key("max_qos"))));
    EXPECT_EQ(behaviour.version, "");
}

TEST(Contradictions, AreDeclaredFeaturesThatWereSeenOtherwise)
{
    Behaviour behaviour;
    behaviour.features = {{"max_qos", std::int64_t{1}}, {"mqtt_5", true}};
    EXPECT_THAT(contradictions({{"max_qos", std::int64_t{2}}}, behaviour),
                ElementsAre("max_qos is declared as 2, and seen as 1"));
    EXPECT_THAT(contradictions({{"max_qos", std::int64_t{1}}}, behaviour), IsEmpty());
}

} // namespace

} // namespace mqttspec::engine
