// SPDX-License-Identifier: Apache-2.0
#include "validator/traffic.hpp"

#include "support/bytes.hpp"
#include "wire/encode.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mqttspec/source_dir.hpp>

#include <string>

namespace mqttspec::validator {
namespace {

using namespace test::literals;
using testing::HasSubstr;
using testing::IsEmpty;

normative::Catalogue const& catalogue()
{
    static auto const shipped = [] {
        yaml::Diagnostics diagnostics;
        return normative::load(std::string{MQTTSPEC_SOURCE_DIR} + "/normative/mqtt-3.1.1.yaml", diagnostics);
    }();
    return shipped;
}

/// A connection on which the Server sends PINGRESP with flags, so many times.
Traffic traffic_with(int faults, std::string const& client_id = "kettle")
{
    Judge judge{{}};
    auto const at = [](int seconds) {
        return Moment{std::chrono::seconds{seconds}, static_cast<std::uint64_t>(seconds)};
    };
    auto const id = judge.open({"10.0.0.2:40000", "10.0.0.1:1883"}, at(1));
    wire::Connect connect;
    connect.client_id = client_id;
    judge.bytes(id, Role::client, wire::encode(connect, wire::Version::v3_1_1).bytes, at(2));
    judge.bytes(id, Role::server, "20 02 00 00"_bytes, at(3));
    for (int i = 0; i < faults; ++i)
        judge.bytes(id, Role::server, "d1 00"_bytes, at(4));
    Traffic traffic;
    add(traffic, judge, "a.pcap", std::chrono::seconds{1});
    return traffic;
}

results::StatementResult statement_of(results::Result const& result, std::string const& id)
{
    for (auto const& statement : result.statements)
        if (statement.id == id)
            return statement;
    return {};
}

TEST(Traffic, TellsAFindingInTwoLines)
{
    auto const traffic = traffic_with(1);
    ASSERT_EQ(traffic.findings.size(), 1U);
    auto const text = in_words(traffic.findings.front());
    EXPECT_THAT(text,
                testing::StartsWith("a.pcap: packet 4, 3.000000 s: MQTT-2.2.2-1 (reserved-flags), Server "
                                    "10.0.0.1:1883 to Client 10.0.0.2:40000 \"kettle\"\n    "));
    EXPECT_THAT(text, testing::EndsWith("d1 00\n"));
}

TEST(Traffic, EscapesWhatAClientCallsItself)
{
    auto const text = in_words(traffic_with(1, "\x1b[31m\n").findings.front());
    EXPECT_THAT(text, testing::Not(HasSubstr("\x1b")));
    EXPECT_THAT(text, HasSubstr("\\x1b"));
}

TEST(Traffic, AddsUp)
{
    auto traffic = traffic_with(20);
    auto const other = traffic_with(3);
    EXPECT_EQ(traffic.findings.size(), 16U);
    EXPECT_EQ(count_broken(traffic), 20U);
    EXPECT_THAT(broken_statements(traffic, catalogue()), HasSubstr("   20 x  "));
    EXPECT_THAT(broken_statements(traffic_with(0), catalogue()), IsEmpty());
    EXPECT_EQ(count_broken(other), 3U);
}

TEST(Traffic, IsAResultForEachRole)
{
    auto of_server = result_of(traffic_with(2), catalogue(), Role::server);
    results::summarise(of_server);
    EXPECT_EQ(of_server.target.role, "broker");
    EXPECT_EQ(statement_of(of_server, "MQTT-2.2.2-1").verdict, results::StatementVerdict::fail);
    EXPECT_EQ(statement_of(of_server, "MQTT-3.2.0-1").verdict, results::StatementVerdict::pass);
    EXPECT_EQ(statement_of(of_server, "MQTT-3.8.4-1").verdict, results::StatementVerdict::not_examined);
    EXPECT_FALSE(of_server.summary.conformant);
    EXPECT_EQ(results::exit_code(of_server), 1);
    auto of_client = result_of(traffic_with(2), catalogue(), Role::client);
    results::summarise(of_client);
    EXPECT_EQ(statement_of(of_client, "MQTT-3.1.0-1").verdict, results::StatementVerdict::pass);
    EXPECT_THAT(of_client.findings, IsEmpty());
    EXPECT_EQ(results::exit_code(of_client), 0);
    EXPECT_FALSE(of_client.summary.conformant) << "nobody provoked anything";
}

TEST(Traffic, OfNothingSelectsNothing)
{
    auto result = result_of({}, catalogue(), Role::server);
    results::summarise(result);
    EXPECT_EQ(results::exit_code(result), 4);
}

} // namespace
} // namespace mqttspec::validator
