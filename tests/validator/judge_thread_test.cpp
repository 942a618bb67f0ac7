// SPDX-License-Identifier: Apache-2.0
#include "validator/judge_thread.hpp"

#include "support/bytes.hpp"
#include "wire/encode.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace mqttspec::validator {
namespace {

using namespace test::literals;
using testing::ElementsAre;
using testing::IsEmpty;

auto const connect = wire::encode(wire::Connect{.client_id = "kettle"}, wire::Version::v3_1_1).bytes;
auto const connack = "20 02 00 00"_bytes;
auto const ping = "c0 00"_bytes;
auto const wrong_flags = "d1 00"_bytes;

std::vector<std::string> names(LiveJudge const& judge)
{
    std::vector<std::string> names;
    for (auto const& finding : judge.judge().findings())
        names.emplace_back(finding.rule->name);
    return names;
}

void greet(Witness& witness, Witness::Id id)
{
    witness.opened(id, {"c", "s"}, {});
    witness.bytes(id, Role::client, connect, {});
    witness.bytes(id, Role::server, connack, {});
}

TEST(JudgeThread, JudgesAllThatItWasTold)
{
    LiveJudge judge{{}};
    JudgeThread thread{judge};
    for (Witness::Id id = 1; id <= 1000; ++id) {
        greet(thread, id);
        thread.bytes(id, Role::client, ping, {});
        thread.bytes(id, Role::server, id == 500 ? wrong_flags : "d0 00"_bytes, {});
        thread.closed(id, {});
    }
    thread.finish();
    EXPECT_EQ(judge.judge().counts().packets, 4000U);
    EXPECT_THAT(names(judge), ElementsAre("reserved-flags"));
    EXPECT_EQ(thread.spared_bytes(), 0U);
}

TEST(JudgeThread, TakesWhatItIsSparedForAGap)
{
    LiveJudge judge{{}};
    JudgeThread thread{judge, 2048};
    greet(thread, 1);
    std::vector<std::uint8_t> const much(4096, 0xC0); // No packets at all, but it is never looked at.
    thread.bytes(1, Role::client, much, {});
    thread.bytes(1, Role::client, "c1 00"_bytes, {});
    thread.closed(1, {});
    thread.finish();
    EXPECT_GE(thread.spared_bytes(), much.size());
    EXPECT_GE(judge.judge().counts().gaps, 1U);
    EXPECT_THAT(names(judge), IsEmpty());
}

TEST(JudgeThread, IsIdleWithNothingToDo)
{
    LiveJudge judge{{}};
    JudgeThread thread{judge};
    thread.finish();
    thread.finish();
    EXPECT_EQ(judge.judge().counts().connections, 0U);
}

TEST(LiveJudge, SaysWhatItDoesNotJudge)
{
    std::vector<std::string> losses;
    JudgeOptions options;
    options.most_packet_bytes = 100;
    options.on_loss = [&losses](Loss const& loss) {
        losses.push_back(loss.client_id + ": " + std::string{loss.why});
    };
    LiveJudge judge{options};
    greet(judge, 1);
    judge.bytes(1, Role::client, "30 ff 01 00 01 61"_bytes, {});
    judge.opened(2, {"c", "s"}, {});
    judge.bytes(2, Role::client, "16 03 01 02 00 01"_bytes, {});
    judge.closed(2, {});
    greet(judge, 3);
    judge.bytes(3, Role::server, "30 ff ff ff ff ff"_bytes, {});
    EXPECT_THAT(
        losses,
        ElementsAre("kettle: a packet that is too large to be judged; what depends on it is not judged",
                    "kettle: not judged any more: this is no MQTT (a Remaining Length without end)"));
    EXPECT_EQ(judge.unjudged().over_tls, 1U);
}

} // namespace
} // namespace mqttspec::validator
