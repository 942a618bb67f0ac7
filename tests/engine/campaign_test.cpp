// SPDX-License-Identifier: Apache-2.0
// Whole runs over a target and its variants: who plays which case, and what a variant that is not there
// costs.
#include "engine/campaign.hpp"

#include "engine/judge.hpp"
#include "engine/world.hpp"
#include "reference/broker.hpp"
#include "target/load.hpp"
#include "target/reference_spec.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace mqttspec::engine {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr auto plain_case = R"(- id: for-anybody
  when: A client sends a second CONNECT
  then: the Server closes
  statements: [MQTT-3.1.0-2]
  steps:
    - alice: connect
    - alice: send CONNECT
    - alice: expect close
)";

constexpr auto denied_cases = R"(- id: denied-filter
  when: A client subscribes where it may not
  then: the Server refuses
  statements: [MQTT-3.8.4-5.b]
  needs: [denied_subscribe_filter]
  for: {qos: [0, 1]}
  steps:
    - alice: connect
    - alice: send SUBSCRIBE
      filter: ${denied_subscribe_filter}
      qos: ${qos}
    - alice: expect SUBACK
      return_codes: [0x80]
)";

constexpr auto bridged_case = R"(- id: bridged
  when: A client asks for a bridge
  then: the Server has one
  statements: [MQTT-3.1.0-2]
  needs: [bridge]
  steps:
    - alice: connect
    - alice: expect close
)";

class TargetThatDoesNotStart final : public target::Target
{
public:
    using Target::Target;
    boost::asio::awaitable<target::StartResult> start() override
    {
        target::StartResult result;
        result.trouble = "it has no such file";
        co_return result;
    }
    boost::asio::awaitable<void> stop() override { co_return; }
    net::Connector& connector() override { throw std::logic_error("it is not up"); }
    std::string version() const override { return {}; }
    bool is_alive() const override { return false; }
    std::string endpoint() const override { return {}; }
};

/// What a campaign against the reference in memory came to.
struct Told
{
    std::vector<std::string> made;   ///< The variants of which targets were made, in order; empty: plain.
    std::vector<std::string> played; ///< "case on variant: verdict".
    std::string last_reason;
    std::string trouble;
};

Told tell(std::string const& text, std::string const& broken = "none")
{
    World world;
    auto const cases = cases_of(text);
    Told told;
    auto const make_target = [&](target::TargetSpec spec) -> std::unique_ptr<target::Target> {
        told.made.push_back(spec.variant);
        if (spec.variant == broken)
            return std::make_unique<TargetThatDoesNotStart>(std::move(spec));
        auto broker = std::make_shared<reference::Broker>(target::options_of(spec));
        auto factory = [broker]() -> serving::Handler {
            return [broker](reference::Event const& event) { return broker->handle(event); };
        };
        return target::make_memory_target(world.executor(), std::move(spec), std::move(factory));
    };
    RunOptions options;
    options.run_id = "test";
    Campaign campaign{target::reference_target(), cases, std::move(options), make_target, world.executor()};
    world.finish(campaign.run());
    for (auto const& entry : campaign.entries()) {
        auto const result = judge(*entry.judgement);
        told.played.push_back(result.id + " on '" + entry.part->target->spec().variant +
                              "': " + std::string{name_of(result.verdict)});
        told.last_reason = result.reason;
    }
    told.trouble = campaign.trouble();
    return told;
}

TEST(Campaign, PlaysOnAVariantWhatThePlainTargetDoesNotOffer)
{
    auto const told = tell(std::string{denied_cases} + plain_case);
    EXPECT_THAT(told.played, ElementsAre("denied-filter@qos=0 on 'acl': pass",
                                         "denied-filter@qos=1 on 'acl': pass", "for-anybody on '': pass"));
}

TEST(Campaign, StartsThePlainTargetFirstAndAVariantOnceForAllItsCases)
{
    EXPECT_THAT(tell(std::string{denied_cases} + plain_case).made, ElementsAre("", "acl"));
}

TEST(Campaign, StartsNoVariantThatNoCaseNeeds)
{
    EXPECT_THAT(tell(plain_case).made, ElementsAre(""));
}

TEST(Campaign, StartsNoPlainTargetWhereAllCasesAreForVariants)
{
    EXPECT_THAT(tell(denied_cases).made, ElementsAre("acl"));
}

TEST(Campaign, SkipsWhatNoVariantOffers)
{
    auto const told = tell(bridged_case);
    EXPECT_THAT(told.played, ElementsAre("bridged on '': skipped"));
    EXPECT_THAT(told.made, ElementsAre(""));
}

TEST(Campaign, GivesAnErrorForTheCasesOfAVariantThatCannotBeStarted)
{
    auto const told = tell(std::string{plain_case} + denied_cases, "acl");
    EXPECT_THAT(told.played, ElementsAre("for-anybody on '': pass", "denied-filter@qos=0 on 'acl': error",
                                         "denied-filter@qos=1 on 'acl': error"));
    EXPECT_THAT(told.last_reason, HasSubstr("the variant `acl` cannot be started: it has no such file"));
    EXPECT_THAT(told.trouble, IsEmpty());
}

TEST(Campaign, TriesNoVariantOfATargetThatCannotBeStarted)
{
    auto const told = tell(std::string{plain_case} + denied_cases, "");
    EXPECT_THAT(told.made, ElementsAre(""));
    EXPECT_THAT(told.played, IsEmpty());
    EXPECT_EQ(told.trouble, "it has no such file");
}

} // namespace

} // namespace mqttspec::engine
