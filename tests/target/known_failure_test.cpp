// SPDX-License-Identifier: Apache-2.0
#include "target/known_failure.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <variant>
#include <vector>

namespace mqttspec::target {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Circumstances const now{.version = "2.0.11", .today = 2026y / 11 / 23};

KnownFailure about(std::string case_pattern, std::string statement)
{
    KnownFailure entry;
    entry.case_pattern = std::move(case_pattern);
    entry.statement = std::move(statement);
    entry.reason = "reason";
    entry.where = {.file = "target.yaml", .line = 7, .column = 5};
    return entry;
}

KnownFailure until(std::chrono::year_month_day date)
{
    auto entry = about("second-connect", "");
    entry.until = date;
    return entry;
}

KnownFailure for_version(std::string const& range)
{
    auto entry = about("second-connect", "");
    entry.versions = std::get<VersionRange>(parse_version_range(range));
    return entry;
}

struct Sample
{
    std::string case_pattern;
    std::string statement;
    bool matches = false;
};

class KnownFailures : public testing::TestWithParam<Sample>
{};

TEST_P(KnownFailures, MatchInstancesAndStatements)
{
    std::vector<std::string> const statements{"MQTT-3.1.0-2", "MQTT-4.3.3-1.d"};
    auto const entry = about(GetParam().case_pattern, GetParam().statement);
    EXPECT_EQ(matches(entry, "second-connect@qos=1", statements, now), GetParam().matches) << entry.pattern();
}

INSTANTIATE_TEST_SUITE_P(
    , KnownFailures,
    testing::Values(Sample{"second-connect@qos=1", "", true}, Sample{"second-connect@qos=2", "", false},
                    Sample{"second-connect", "", true}, Sample{"second-*", "", true},
                    Sample{"*connect", "", true}, Sample{"second-connect@*", "", true},
                    Sample{"first-*", "", false}, Sample{"connect", "", false},
                    Sample{"", "MQTT-3.1.0-2", true}, Sample{"", "MQTT-3.1.0-*", true},
                    Sample{"", "MQTT-3.1.2-*", false}, Sample{"", "MQTT-4.3.3-1", true},
                    Sample{"", "MQTT-4.3.3-1.d", true}, Sample{"", "MQTT-4.3.3-1.a", false},
                    Sample{"", "MQTT-4.3", false}, Sample{"second-connect", "MQTT-3.1.0-2", true},
                    Sample{"second-connect", "MQTT-3.1.2-1", false}, Sample{"other", "MQTT-3.1.0-2", false}));

TEST(AKnownFailure, HoldsOverTheTransportsAndDeliveriesThatItNames)
{
    auto entry = about("second-connect", "");
    entry.transports = {"ws", "wss"};
    entry.deliveries = {"trickle"};
    auto circumstances = now;
    circumstances.transport = "wss";
    circumstances.delivery = "trickle";
    EXPECT_TRUE(applies(entry, circumstances));
    circumstances.delivery = "whole";
    EXPECT_FALSE(applies(entry, circumstances));
    circumstances.delivery = "trickle";
    circumstances.transport = "tcp";
    EXPECT_FALSE(applies(entry, circumstances));
}

TEST(AKnownFailure, HoldsOnItsLastDayAndNotAfterIt)
{
    EXPECT_TRUE(matches(until(2026y / 11 / 23), "second-connect", {}, now));
    EXPECT_FALSE(matches(until(2026y / 11 / 22), "second-connect", {}, now));
}

TEST(AKnownFailure, HoldsForItsVersionsOnly)
{
    EXPECT_TRUE(matches(for_version(">=2.0 <2.1"), "second-connect", {}, now));
    EXPECT_FALSE(matches(for_version(">=2.1"), "second-connect", {}, now));
    EXPECT_FALSE(matches(for_version(">=2.0"), "second-connect", {}, {.version = "", .today = now.today}));
}

std::vector<CaseName> const cases{{.instance = "second-connect@qos=1", .statements = {"MQTT-3.1.0-2"}}};
std::vector<std::string> const statements{"MQTT-3.1.0-2", "MQTT-3.1.2-24"};

TEST(Staleness, IsToMatchNothing)
{
    EXPECT_THAT(
        stale({about("second-conect", "")}, cases, statements, now),
        ElementsAre(
            "target.yaml:7: known failure `second-conect` is stale: it matches no case and no statement"));
    EXPECT_THAT(stale({about("", "MQTT-9.9.9-9")}, cases, statements, now),
                ElementsAre(HasSubstr("matches no")));
    EXPECT_THAT(stale({about("second-connect", "MQTT-3.1.2-24")}, cases, statements, now),
                ElementsAre(HasSubstr("`second-connect MQTT-3.1.2-24`")));
}

TEST(Staleness, IsNotToMatchAStatementWithoutCases)
{
    EXPECT_THAT(stale({about("", "MQTT-3.1.2-24"), about("second-connect", "")}, cases, statements, now),
                IsEmpty());
}

TEST(Staleness, IsToHavePassed)
{
    EXPECT_THAT(
        stale({until(2026y / 11 / 22)}, cases, statements, now),
        ElementsAre(
            "target.yaml:7: known failure `second-connect` is stale: its `until` 2026-11-22 has passed"));
    EXPECT_THAT(stale({until(2026y / 11 / 23)}, cases, statements, now), IsEmpty());
}

TEST(Staleness, IsNotToBeAboutAnotherVersion)
{
    auto entry = for_version("<2.0");
    entry.until = 2020y / 1 / 1;
    EXPECT_THAT(stale({entry}, cases, statements, now), IsEmpty());
}

TEST(Staleness, IsATypingErrorForWhateverVersion)
{
    auto entry = for_version("<2.0");
    entry.case_pattern = "second-conect";
    EXPECT_THAT(stale({entry}, cases, statements, now), ElementsAre(HasSubstr("matches no case")));
}

TEST(AGlob, KnowsTwoCharacters)
{
    EXPECT_TRUE(matches_glob("*", ""));
    EXPECT_TRUE(matches_glob("", ""));
    EXPECT_FALSE(matches_glob("", "a"));
    EXPECT_TRUE(matches_glob("a?c", "abc"));
    EXPECT_FALSE(matches_glob("a?c", "ac"));
    EXPECT_TRUE(matches_glob("*a*b", "xaxbxb"));
    EXPECT_FALSE(matches_glob("*a*b", "xaxbxbc"));
    EXPECT_FALSE(matches_glob("[a]", "a"));
}

TEST(AGlob, OfManyStarsIsQuick)
{
    std::string const text(10'000, 'a');
    EXPECT_FALSE(matches_glob("*a*a*a*a*a*a*a*a*a*b", text));
}

} // namespace
} // namespace mqttspec::target
