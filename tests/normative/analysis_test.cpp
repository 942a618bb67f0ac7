// SPDX-License-Identifier: Apache-2.0
#include "normative/shipped.hpp"

#include "yaml/golden.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mqttspec/source_dir.hpp>

#include <algorithm>
#include <cctype>
#include <sstream>

// obligations.csv holds an analysis of Appendix B that was made apart from the catalogue: for each statement
// whom it obliges, how a broker and a client can be examined, and who must keep which clause. The two have to
// agree.

namespace mqttspec::normative {

namespace {

std::vector<std::string> lines_of(std::string const& text)
{
    std::vector<std::string> out;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);)
        out.push_back(line);
    return out;
}

std::string methods_of(std::optional<Examination> const& examination)
{
    if (!examination)
        return "-";
    std::string out;
    for (auto const method : examination->by)
        out += (out.empty() ? "" : "+") + std::string(name_of(method));
    return out;
}

std::string clauses_of(Statement const& statement)
{
    std::string out;
    for (auto const& clause : statement.clauses) {
        auto const who = clause.roles.size() == 2 ? "both" : std::string(name_of(clause.roles.at(0)));
        out += (out.empty() ? "" : " ") + std::string(1, clause.letter) + "=" + who;
    }
    return out;
}

std::vector<std::string> analysis_of(Catalogue const& catalogue)
{
    std::vector<std::string> out{"id,subject,broker,client,clauses"};
    for (auto const& statement : catalogue.statements())
        out.push_back(statement.id + "," + std::string(name_of(statement.subject)) + "," +
                      methods_of(statement.server) + "," + methods_of(statement.client) + "," +
                      clauses_of(statement));
    return out;
}

/// All texts of the catalogue in Chinese, each behind the name of what it is about.
std::vector<std::pair<std::string, std::string>> chinese_texts(Catalogue const& catalogue)
{
    std::vector<std::pair<std::string, std::string>> out;
    for (auto const& statement : catalogue.statements()) {
        out.emplace_back(statement.id, statement.summary.zh);
        for (auto const& clause : statement.clauses)
            out.emplace_back(statement.id + "." + clause.letter, clause.summary.zh);
    }
    for (auto const& advisory : catalogue.advisories())
        out.emplace_back(advisory.id, advisory.summary.zh);
    return out;
}

bool is_han(std::string_view text)
{
    // Lead bytes of U+4E00 to U+9FFF.
    return std::ranges::any_of(text, [](char byte) { return byte >= '\xE4' && byte <= '\xE9'; });
}

TEST(ShippedCatalogue, HasAllStatementsAsTheAnalysisHasThem)
{
    auto const expected =
        lines_of(tests::content_of(std::string(MQTTSPEC_SOURCE_DIR) + "/tests/normative/obligations.csv"));
    EXPECT_EQ(expected.size(), 142U);
    EXPECT_THAT(analysis_of(tests::shipped_catalogue()), testing::ElementsAreArray(expected));
}

TEST(ShippedCatalogue, IsOfVersion311)
{
    EXPECT_EQ(tests::shipped_catalogue().version(), "3.1.1");
    EXPECT_EQ(tests::shipped_catalogue().statements().front().version, "3.1.1");
}

TEST(ShippedCatalogue, KnowsTheMisprintsOfTheStandard)
{
    auto const& catalogue = tests::shipped_catalogue();
    EXPECT_EQ(catalogue.find("MQTT-3.1.2.7")->name(), "MQTT-3.1.2-7");
    EXPECT_EQ(catalogue.find("MQTT-3-8.3-4")->name(), "MQTT-3.8.3-4");
    EXPECT_EQ(catalogue.find("MQTT-3.3.1.-1")->name(), "MQTT-3.3.1-1");
}

TEST(ShippedCatalogue, SpeaksChineseWhereItShould)
{
    for (auto const& [name, text] : chinese_texts(tests::shipped_catalogue()))
        EXPECT_TRUE(is_han(text)) << name << ": " << text;
}

TEST(ShippedCatalogue, EndsEachSummaryAsASentence)
{
    for (auto const& statement : tests::shipped_catalogue().statements()) {
        EXPECT_THAT(statement.summary.en, testing::EndsWith(".")) << statement.id;
        EXPECT_THAT(statement.summary.zh, testing::EndsWith("。")) << statement.id;
    }
}

TEST(ShippedCatalogue, PutsNoSummaryIntoManyWords)
{
    constexpr std::size_t most = 320;
    for (auto const& statement : tests::shipped_catalogue().statements()) {
        EXPECT_LT(statement.summary.en.size(), most) << statement.id;
        EXPECT_LT(statement.summary.zh.size(), most) << statement.id;
    }
}

TEST(ShippedCatalogue, SaysWhereDisputedReadingsAre)
{
    std::vector<std::string> disputed;
    for (auto const& statement : tests::shipped_catalogue().statements())
        if (!statement.dispute.empty())
            disputed.push_back(statement.id);
    EXPECT_THAT(disputed,
                testing::ElementsAre("MQTT-2.3.1-4", "MQTT-3.1.2-1", "MQTT-3.1.2-2", "MQTT-3.1.2-5",
                                     "MQTT-3.1.2-8", "MQTT-3.1.2-24", "MQTT-3.3.1-2", "MQTT-3.8.4-5",
                                     "MQTT-3.9.3-2", "MQTT-3.14.4-1", "MQTT-3.14.4-2", "MQTT-4.4.0-1",
                                     "MQTT-4.6.0-6", "MQTT-4.7.1-1", "MQTT-4.7.1-2", "MQTT-4.7.1-3",
                                     "MQTT-4.7.3-1", "MQTT-4.8.0-1"));
}

TEST(ShippedCatalogue, HasTheDutiesWithoutANumber)
{
    std::vector<std::string> ids;
    for (auto const& advisory : tests::shipped_catalogue().advisories())
        ids.push_back(advisory.id);
    EXPECT_THAT(ids, testing::ElementsAre("connack-flags-are-zero", "failed-authentication-closes",
                                          "client-connects-once"));
}

TEST(ShippedCatalogue, CountsByRoleAndMethod)
{
    auto const& catalogue = tests::shipped_catalogue();
    EXPECT_EQ(catalogue.count(Role::server), 108U);
    EXPECT_EQ(catalogue.count(Role::client), 72U);
    EXPECT_EQ(catalogue.count(Role::server, Method::active), 93U);
    EXPECT_EQ(catalogue.count(Role::client, Method::passive), 50U);
    EXPECT_EQ(catalogue.count(Role::server, Method::not_observable), 3U);
}

} // namespace

} // namespace mqttspec::normative
