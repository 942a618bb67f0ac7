// SPDX-License-Identifier: Apache-2.0
#include "reports/offence.hpp"

#include "support/sample_result.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mqttspec::reports {

namespace {

using results::CaseResult;
using testing::DoubleNear;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;

/// A case in which alice is answered 0.9 ms after its start and then waits, told in those words.
CaseResult failed(std::string received, std::string step = "alice: expect close")
{
    CaseResult one = support::sample_result().cases[1];
    one.failure->step = std::move(step);
    one.failure->received = std::move(received);
    auto goodbye = one.wire[4];
    goodbye.t = 2.0009;
    one.wire.push_back(goodbye);
    return one;
}

TEST(Offence, IsWhatCameAndTheEndOfTheSilenceBehindIt)
{
    auto const offence = offence_of(failed(
        "CONNACK flags=0x80 return_code=0 (at 0.9 ms), then nothing for 2.0 s; the connection is open"));
    EXPECT_THAT(offence.events, ElementsAre(7));
    EXPECT_THAT(offence.gave_up_s, Optional(DoubleNear(2.0009, 1e-9)));
}

TEST(Offence, IsTheEndOfASilenceWhereNothingCame)
{
    auto const offence = offence_of(failed("nothing for 2.0 s; the connection is open"));
    EXPECT_THAT(offence.events, IsEmpty());
    EXPECT_THAT(offence.gave_up_s, Optional(DoubleNear(2.0008, 1e-9)));
}

TEST(Offence, IsTheMomentOfWhatCameWhereNobodyWaitedOn)
{
    auto const offence =
        offence_of(failed("CONNACK flags=0x80 return_code=0 (at 0.9 ms); the connection is open"));
    EXPECT_THAT(offence.events, ElementsAre(7));
    EXPECT_THAT(offence.gave_up_s, Optional(0.0009));
}

TEST(Offence, KnowsTheActorAndTheTimeOfWhatCame)
{
    EXPECT_THAT(offence_of(failed("CONNACK return_code=0 (at 0.7 ms)")).events, ElementsAre(5));
    EXPECT_THAT(offence_of(failed("CONNACK return_code=0 (at 0.3 ms)")).events, IsEmpty());
    EXPECT_THAT(offence_of(failed("CONNACK return_code=0 (at 0.3 ms)", "bob: expect SUBACK")).events,
                ElementsAre(2));
}

TEST(Offence, KnowsAnEndOfTheConnectionAndWhatWasLeftOver)
{
    auto closed = failed("closed by the peer (FIN) (at 36.1 ms)");
    closed.wire.push_back(
        {.t = 0.0361, .actor = "alice", .connection = 1, .direction = "received", .kind = "closed"});
    EXPECT_THAT(offence_of(closed).events, ElementsAre(12));
    EXPECT_THAT(
        offence_of(failed("received CONNACK flags=0x80 return_code=0", "the end of the case, alice")).events,
        ElementsAre(7));
}

TEST(Offence, IsNoneWhereNothingFailed)
{
    auto const offence = offence_of(support::sample_result().cases[0]);
    EXPECT_THAT(offence.events, IsEmpty());
    EXPECT_EQ(offence.gave_up_s, std::nullopt);
}

} // namespace

} // namespace mqttspec::reports
