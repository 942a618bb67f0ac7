// SPDX-License-Identifier: Apache-2.0
#include "scoresheet/scoresheet.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mqttspec/source_dir.hpp>

#include <string>

namespace mqttspec::scoresheet {
namespace {

using normative::Method;
using normative::Role;

normative::Catalogue shipped()
{
    yaml::Diagnostics diagnostics;
    return normative::load(std::string{MQTTSPEC_SOURCE_DIR} + "/normative/mqtt-3.1.1.yaml", diagnostics);
}

/// One of whose two clauses only a Server must keep.
normative::Statement two_sided()
{
    normative::Statement statement;
    statement.id = "MQTT-9.1.0-1";
    statement.section = "9.1";
    statement.level = normative::Level::must_not;
    statement.summary = {.en = "Nobody shouts", .zh = "不得喧哗"};
    statement.clauses = {{.letter = 'a', .roles = {Role::server}},
                         {.letter = 'b', .roles = {Role::server, Role::client}}};
    statement.server = normative::Examination{.by = {Method::active, Method::passive}};
    return statement;
}

TEST(Scoresheet, SaysWhatTheStatementDemands)
{
    auto const entry = entry_of(two_sided(), Role::server);
    EXPECT_EQ(entry.id, "MQTT-9.1.0-1");
    EXPECT_EQ(entry.role, "server");
    EXPECT_EQ(entry.section, "9.1");
    EXPECT_EQ(entry.level, "must-not");
    EXPECT_EQ(entry.summary, "Nobody shouts");
    EXPECT_EQ(entry.summary_zh, "不得喧哗");
    EXPECT_EQ(entry.examined, "active+passive");
}

TEST(Scoresheet, HoldsOnlyWhatIsOfTheRole)
{
    EXPECT_THAT(entry_of(two_sided(), Role::server).clauses, testing::ElementsAre("a", "b"));
    auto const entry = entry_of(two_sided(), Role::client);
    EXPECT_EQ(entry.role, "client");
    EXPECT_EQ(entry.examined, "");
    EXPECT_THAT(entry.clauses, testing::ElementsAre("b"));
}

TEST(Scoresheet, JudgesNothing)
{
    auto const entry = entry_of(two_sided(), Role::server);
    EXPECT_EQ(entry.verdict, results::StatementVerdict::not_examined);
    EXPECT_THAT(entry.cases, testing::IsEmpty());
    EXPECT_THAT(entry.rules, testing::IsEmpty());
}

TEST(Scoresheet, NamesTheStandardAndItsSections)
{
    auto const catalogue = shipped();
    results::Result result;
    add_standard(result, catalogue);
    EXPECT_EQ(result.protocol, "3.1.1");
    EXPECT_EQ(result.catalogue_hash, catalogue.hash());
    ASSERT_EQ(result.sections.size(), catalogue.sections().size());
    EXPECT_EQ(result.sections.front().id, catalogue.sections().front().number);
    EXPECT_EQ(result.sections.front().title, catalogue.sections().front().title.en);
    EXPECT_EQ(result.sections.front().title_zh, catalogue.sections().front().title.zh);
}

} // namespace
} // namespace mqttspec::scoresheet
