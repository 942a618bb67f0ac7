// SPDX-License-Identifier: Apache-2.0
#include "reports/matrix.hpp"

#include "support/golden.hpp"
#include "support/sample_result.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace mqttspec::reports {

namespace {

using results::Result;
using results::StatementVerdict;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

Result named(std::string const& name, std::string const& version)
{
    Result result = support::sample_result();
    result.target.name = name;
    result.target.version = version;
    return result;
}

/// Two targets that differ in two statements.
std::vector<Result> two_targets()
{
    std::vector<Result> results{named("mosquitto", "2.0.11"), named("aedes", "1.2.0")};
    for (auto& statement : results[1].statements) {
        if (statement.id == "MQTT-3.3.1-5")
            statement.verdict = StatementVerdict::fail;
        if (statement.id == "MQTT-3.1.0-2")
            statement.verdict = StatementVerdict::pass;
        if (statement.id == "MQTT-3.1.2-18")
            statement.verdict = StatementVerdict::pass; // Skipped at the other: no difference.
    }
    return results;
}

Matrix matrix(std::vector<Result> const& results)
{
    return std::get<Matrix>(matrix_of(results));
}

std::vector<std::string> names(Matrix const& matrix)
{
    std::vector<std::string> all;
    for (auto const& column : matrix.columns)
        all.push_back(column.name + " = " + column.slug);
    return all;
}

TEST(Matrix, PutsDifferencesFirstInTheOrderOfTheStandard)
{
    auto const results = two_targets();
    Matrix const made = matrix(results);
    EXPECT_EQ(made.differences(), 2U);
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < 4; ++i)
        ids.push_back(made.rows[i].statement->id);
    EXPECT_THAT(ids, ElementsAre("MQTT-3.1.0-2", "MQTT-3.3.1-5", "MQTT-2.2.2-1", "MQTT-3.1.0-1"));
}

TEST(Matrix, TellsRunsOfOneTargetApart)
{
    std::vector<Result> results(4, named("mosquitto", "2.0.11"));
    results[1].target.transport = "tls";
    results[2].delivery = "trickle";
    EXPECT_THAT(names(matrix(results)), ElementsAre("mosquitto 2.0.11 = mosquitto-2-0-11",
                                                    "mosquitto 2.0.11 tls = mosquitto-2-0-11-tls",
                                                    "mosquitto 2.0.11 trickle = mosquitto-2-0-11-trickle",
                                                    "mosquitto 2.0.11 (2) = mosquitto-2-0-11-2"));
}

/// A slug is a file's name.
TEST(Matrix, MakesNoPathOfATargetsName)
{
    std::vector<Result> const results{named("../../etc/passwd", ""), named("", ""), named("保", "")};
    EXPECT_THAT(names(matrix(results)),
                ElementsAre("../../etc/passwd = etc-passwd", " = target", "保 = target-2"));
}

TEST(Matrix, RefusesOtherDuties)
{
    std::vector<Result> results{named("a", ""), named("b", "")};
    results[1].target.role = "client";
    EXPECT_THAT(std::get<std::string>(matrix_of(results)), HasSubstr("their duties are not the same"));
    results[1] = results[0];
    results[1].protocol = "5.0";
    EXPECT_THAT(std::get<std::string>(matrix_of(results)), HasSubstr("their statements are not the same"));
}

TEST(Matrix, KnowsStatementsThatOnlyOneResultHas)
{
    std::vector<Result> results{named("a", ""), named("b", "")};
    results[0].statements.pop_back();
    results[0].catalogue_hash = "other";
    Matrix const made = matrix(results);
    EXPECT_TRUE(made.catalogues_differ);
    EXPECT_EQ(made.rows.back().statement->id, "MQTT-3.10.4-1");
    EXPECT_EQ(made.rows.back().cells[0].statement, nullptr);
    EXPECT_THAT(matrix_markdown(made, Language::english), HasSubstr("made with different catalogues"));
}

TEST(Matrix, IsApproved)
{
    auto const results = two_targets();
    Matrix const made = matrix(results);
    EXPECT_TRUE(
        support::is_approved("reports/golden/matrix.approved.md", matrix_markdown(made, Language::english)));
    EXPECT_TRUE(support::is_approved("reports/golden/matrix-zh.approved.md",
                                     matrix_markdown(made, Language::chinese)));
    EXPECT_TRUE(support::is_approved("reports/golden/matrix.approved.html", matrix_html(made, {})));
}

TEST(Matrix, LinksToThePagesOfASite)
{
    auto const results = two_targets();
    Matrix const made = matrix(results);
    EXPECT_THAT(matrix_html(made, {.lang = Language::chinese, .links = true}),
                HasSubstr("<a href=\"aedes-1-2-0/index.html#MQTT-3.3.1-5\">"));
    EXPECT_THAT(matrix_html(made, {}), Not(HasSubstr("<a href")));
}

TEST(Matrix, InterpretsNothingThatComesFromOutside)
{
    std::string const hostile = "\"><script>alert(1)</script>\x01\xe2\x80\xae'&";
    std::vector<Result> results{named("a" + hostile, hostile), named("b", "")};
    results[0].target.transport = hostile;
    results[0].suite_version = hostile;
    results[0].started = hostile;
    results[0].protocol = hostile;
    results[1].protocol = hostile;
    for (auto& statement : results[0].statements) {
        statement.id += hostile;
        statement.summary += hostile;
        statement.reason = hostile;
    }
    std::string const page = matrix_html(matrix(results), {.lang = Language::english, .links = true});
    EXPECT_THAT(page, Not(HasSubstr("<script")));
    EXPECT_THAT(page, Not(HasSubstr("\xe2\x80\xae")));
    EXPECT_THAT(page, Not(HasSubstr("\x01")));
    EXPECT_THAT(page, HasSubstr("&lt;script&gt;"));
    EXPECT_THAT(page, HasSubstr("\\u202e"));
}

} // namespace

} // namespace mqttspec::reports
