// SPDX-License-Identifier: Apache-2.0
#include "normative/catalogue.hpp"

#include "normative/shipped.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mqttspec/source_dir.hpp>

#include <algorithm>

namespace mqttspec::normative {

namespace {

struct Sample
{
    std::string test{};
    std::string name{};
    std::string expected{};
};

std::string name_of_sample(testing::TestParamInfo<Sample> const& sample)
{
    return sample.param.test;
}

class Lookup : public testing::TestWithParam<Sample>
{};

TEST_P(Lookup, FindsWhatIsMeant)
{
    auto const reference = tests::shipped_catalogue().find(GetParam().name);
    ASSERT_TRUE(reference);
    EXPECT_EQ(reference->name(), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Catalogue, Lookup,
                         testing::Values(Sample{"id", "MQTT-3.1.0-2", "MQTT-3.1.0-2"},
                                         Sample{"lower_case", "mqtt-3.1.0-2", "MQTT-3.1.0-2"},
                                         Sample{"without_prefix", "3.1.0-2", "MQTT-3.1.0-2"},
                                         Sample{"in_brackets", "[MQTT-3.1.0-2]", "MQTT-3.1.0-2"},
                                         Sample{"clause", "MQTT-4.3.3-1.d", "MQTT-4.3.3-1.d"},
                                         Sample{"bare_upper_case_clause", "4.3.3-1.F", "MQTT-4.3.3-1.f"},
                                         Sample{"alias", "mqtt-3.1.2.7", "MQTT-3.1.2-7"},
                                         Sample{"alias_without_prefix", "3-8.3-4", "MQTT-3.8.3-4"},
                                         Sample{"clause_of_an_alias", "MQTT-3-8.3-4.b", "MQTT-3.8.3-4.b"}),
                         name_of_sample);

class FailingLookup : public testing::TestWithParam<Sample>
{};

TEST_P(FailingLookup, NamesWhatIsNearest)
{
    EXPECT_FALSE(tests::shipped_catalogue().find(GetParam().name));
    EXPECT_EQ(tests::shipped_catalogue().nearest(GetParam().name), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Catalogue, FailingLookup,
                         testing::Values(Sample{"zero_left_out", "MQTT-3.1-2", "MQTT-3.1.0-2"},
                                         Sample{"dot_for_hyphen", "MQTT-3.10.4.6", "MQTT-3.10.4-6"},
                                         Sample{"other_dots", "MQTT-3.14.4-12", "MQTT-3.14.4-1"},
                                         Sample{"no_such_clause", "MQTT-4.3.3-1.g", "MQTT-4.3.3-1"},
                                         Sample{"no_clauses", "MQTT-3.1.0-2.a", "MQTT-3.1.0-2"},
                                         Sample{"clause_kept", "MQTT-4.3.3.1.d", "MQTT-4.3.3-1.d"},
                                         Sample{"far_off", "MQTT-99.88.77-66", ""}, Sample{"empty", "", ""},
                                         Sample{"a_slug", "second-connect", ""}),
                         name_of_sample);

TEST(Catalogue, GoesByTheNumbersNotByTheirSpelling)
{
    std::vector<std::string> ids;
    for (auto const& statement : tests::shipped_catalogue().statements())
        ids.push_back(statement.id);
    EXPECT_TRUE(std::ranges::is_sorted(ids, comes_before));
    EXPECT_LT(std::ranges::find(ids, "MQTT-3.2.2-6"), std::ranges::find(ids, "MQTT-3.10.1-1"));
    EXPECT_LT(std::ranges::find(ids, "MQTT-3.1.2-9"), std::ranges::find(ids, "MQTT-3.1.2-10"));
}

TEST(Catalogue, TakesASectionWithAllBelowIt)
{
    auto const& catalogue = tests::shipped_catalogue();
    EXPECT_EQ(catalogue.in_section("3.1").size(), 42U);
    EXPECT_EQ(catalogue.in_section("3.1.2").size(), 24U);
    EXPECT_EQ(catalogue.in_section("3.10").size(), 9U);
    EXPECT_EQ(catalogue.in_section("6").size(), 4U);
    EXPECT_EQ(catalogue.in_section("5").size(), 0U);
    EXPECT_EQ(catalogue.in_section("").size(), 0U);
}

TEST(Catalogue, KnowsPlacesBelowTheSectionThatAnIdNames)
{
    auto const statements = tests::shipped_catalogue().in_section("3.1.2.10");
    ASSERT_EQ(statements.size(), 2U);
    EXPECT_EQ(statements[0]->id, "MQTT-3.1.2-23");
    EXPECT_EQ(statements[0]->section, "3.1.2");
    EXPECT_EQ(statements[0]->place, "3.1.2.10");
}

TEST(Catalogue, HasATitleForTheSectionOfEachStatement)
{
    auto const& catalogue = tests::shipped_catalogue();
    for (auto const& statement : catalogue.statements())
        EXPECT_NE(catalogue.section(statement.section), nullptr) << statement.id;
    EXPECT_EQ(catalogue.section("3.1")->title.en, "CONNECT");
    EXPECT_EQ(catalogue.section("3.7"), nullptr);
}

TEST(Catalogue, ListsObligationsByClause)
{
    std::vector<std::string> names;
    for (auto const& obligation : tests::shipped_catalogue().obligations(Role::client))
        names.push_back(obligation.reference.name());
    EXPECT_THAT(names, testing::IsSupersetOf({"MQTT-2.3.1-1.b", "MQTT-2.2.2-1", "MQTT-3.6.1-1.a"}));
    EXPECT_THAT(names, testing::Not(testing::Contains("MQTT-3.6.1-1.b")));
    EXPECT_THAT(names, testing::Not(testing::Contains("MQTT-2.3.1-1")));
    EXPECT_THAT(names, testing::Not(testing::Contains("MQTT-3.1.0-2")));
}

TEST(Catalogue, TellsADutyFromAReaction)
{
    auto const& statement = *tests::shipped_catalogue().find("MQTT-3.1.2-11")->statement;
    EXPECT_TRUE(statement.obliges(Role::client));
    EXPECT_FALSE(statement.obliges(Role::server));
    EXPECT_THAT(statement.examination(Role::server)->judged_under, testing::ElementsAre("MQTT-3.1.4-1"));
    EXPECT_TRUE(statement.examination(Role::server)->uses(Method::active));
    EXPECT_FALSE(statement.examination(Role::client)->uses(Method::active));
}

TEST(Catalogue, SurvivesBeingMoved)
{
    yaml::Diagnostics diagnostics;
    auto first = load(std::string(MQTTSPEC_SOURCE_DIR) + "/normative/mqtt-3.1.1.yaml", diagnostics);
    auto const before = *first.find("3.1.0-2");
    auto const second = std::move(first);
    EXPECT_EQ(second.find("3.1.0-2"), before);
    EXPECT_EQ(before.statement->id, "MQTT-3.1.0-2");
}

TEST(Catalogue, HasTheHashOfItsFile)
{
    yaml::Diagnostics diagnostics;
    auto const catalogue = load_text("test.yaml", "version: 3.1.1\n", diagnostics);
    // printf 'version: 3.1.1\n' | sha256sum
    EXPECT_EQ(catalogue.hash(), "e0220e30f4d73b09e2735d94b214784ea5c914bcd0e98ade425237aaca5b2c2b");
    EXPECT_NE(catalogue.hash(), tests::shipped_catalogue().hash());
}

TEST(Catalogue, IsEmptyWhereItsFileIsMissing)
{
    yaml::Diagnostics diagnostics;
    auto const catalogue = load("no/such/file.yaml", diagnostics);
    EXPECT_TRUE(catalogue.statements().empty());
    EXPECT_EQ(diagnostics.render(), "no/such/file.yaml: error: cannot be read: No such file or directory\n");
}

} // namespace

} // namespace mqttspec::normative
