// SPDX-License-Identifier: Apache-2.0
// What a case makes of the features of its target: needs, and variables of their name.
#include "engine/world.hpp"

#include "engine/judge.hpp"
#include "reference/broker_options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace mqttspec::engine {

namespace {

using testing::HasSubstr;

std::string case_that_needs(std::string const& needs, std::string const& steps)
{
    return "- id: the-case\n  when: A client does something\n  then: the Server does its duty\n"
           "  statements: [MQTT-3.1.0-2]\n  needs: " +
           needs + "\n  steps:\n" + steps;
}

results::CaseResult play_on(reference::BrokerOptions const& options, std::string const& text)
{
    World world;
    auto const target = target::make_memory_target(world.executor(), options);
    return world.run(text, *target).of("the-case");
}

constexpr auto subscribes_to_what_is_denied = R"(    - alice: connect
    - alice: send SUBSCRIBE
      filter: ${denied_subscribe_filter}
    - alice: expect SUBACK
      return_codes: [0x80]
)";

TEST(FeatureVariable, HoldsATextOfTheTarget)
{
    auto const text = case_that_needs("[denied_subscribe_filter]", subscribes_to_what_is_denied);
    auto const result = play_on({.denied_to_subscribe = {"secret/#"}}, text);
    EXPECT_EQ(result.verdict, Verdict::pass) << result.reason;
}

TEST(FeatureVariable, OfAnEmptyTextSkipsTheCaseThatNeedsIt)
{
    auto const text = case_that_needs("[denied_subscribe_filter]", subscribes_to_what_is_denied);
    auto const result = play_on({}, text);
    EXPECT_EQ(result.verdict, Verdict::skipped);
    EXPECT_THAT(result.reason, HasSubstr("needs denied_subscribe_filter"));
}

TEST(FeatureVariable, CountsTheRoundsOfARepeat)
{
    auto const text = case_that_needs("[max_in_flight]", R"(    - alice: connect
    - repeat: ${max_in_flight}
      steps:
        - alice: send PINGREQ
        - alice: expect PINGRESP
)");
    auto const result = play_on({.max_in_flight = 3}, text);
    EXPECT_EQ(result.verdict, Verdict::pass) << result.reason;
    // CONNECT and CONNACK, three rounds, the barrier at the end, and DISCONNECT.
    EXPECT_EQ(std::ranges::count(result.wire, "packet", &results::WireEvent::kind), 2 + 3 * 2 + 2 + 1);
}

TEST(FeatureVariable, OfMoreRoundsThanARepeatCanHaveIsNotTheTargetsFault)
{
    auto const text = case_that_needs("[max_queued_messages]", R"(    - alice: connect
    - repeat: ${max_queued_messages}
      steps: [{alice: ping}]
    - alice: expect silence
)");
    auto const result = play_on({.max_queued = 70'001}, text);
    EXPECT_EQ(result.verdict, Verdict::error);
    EXPECT_THAT(result.reason, HasSubstr("70001 rounds of a repeat, and 70000 are the most"));
}

struct Need
{
    char const* text = nullptr;
    reference::BrokerOptions options{};
    bool is_met = false;
};

TEST(Needs, AskWhetherATextOrANumberIsThere)
{
    Need const needs[] = {
        {.text = "[denied_publish_topic]", .options = {}, .is_met = false},
        {.text = "[denied_publish_topic]", .options = {.denied_to_publish = {"x"}}, .is_met = true},
        {.text = "[not denied_publish_topic]", .options = {}, .is_met = true},
        {.text = "[not denied_publish_topic]", .options = {.denied_to_publish = {"x"}}, .is_met = false},
        {.text = "[max_qos]", .options = {.max_qos = 0}, .is_met = false},
        {.text = "[max_qos]", .options = {.max_qos = 1}, .is_met = true},
    };
    for (auto const& need : needs) {
        World world;
        auto const target = target::make_memory_target(world.executor(), need.options);
        auto const cases = cases_of(case_that_needs(need.text, "    - alice: connect\n"
                                                               "    - alice: expect silence\n"));
        auto const unmet = unmet_need(cases.front(), target::features_of(target->spec()));
        EXPECT_EQ(unmet.empty(), need.is_met) << need.text << ": " << unmet;
    }
}

} // namespace

} // namespace mqttspec::engine
