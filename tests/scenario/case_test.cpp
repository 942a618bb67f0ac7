// SPDX-License-Identifier: Apache-2.0
#include "scenario/printed.hpp"

#include <gmock/gmock.h>

namespace mqttspec::scenario {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

constexpr auto closing = "    - alice: connect\n"
                         "    - alice: expect close\n";

/// A case with two variables, both of which stand in the payload.
std::string multiplied(std::string const& lists)
{
    return tests::case_of("    - alice: send PUBLISH\n"
                          "      payload: ${a}${b}\n"
                          "    - alice: expect close\n",
                          "  for: " + lists + "\n");
}

std::vector<std::string> ids_of(std::string const& text)
{
    std::vector<std::string> out;
    for (auto const& each : tests::loaded(text))
        out.push_back(each.id);
    return out;
}

TEST(Case, KeepsAllThatItSays)
{
    auto const all = tests::loaded(tests::case_of(closing, "  provokes: [MQTT-2.2.2-1]\n"
                                                           "  exclusive: true\n"
                                                           "  load: true\n"
                                                           "  why: because\n"
                                                           "  since: 0.1.0\n"));

    ASSERT_EQ(all.size(), 1U);
    auto const& scenario = all.front();
    EXPECT_EQ(scenario.id, "a-case");
    EXPECT_EQ(scenario.case_id, "a-case");
    EXPECT_EQ(scenario.version, wire::Version::v3_1_1);
    EXPECT_EQ(scenario.when, "A client does something");
    EXPECT_EQ(scenario.then, "the Server does its duty");
    EXPECT_THAT(scenario.statements, ElementsAre(StatementRef{.id = "MQTT-3.1.0-2"}));
    EXPECT_THAT(scenario.provokes, ElementsAre(StatementRef{.id = "MQTT-2.2.2-1"}));
    EXPECT_TRUE(scenario.is_exclusive);
    EXPECT_TRUE(scenario.is_load);
    EXPECT_EQ(scenario.why, "because");
    EXPECT_EQ(scenario.since, "0.1.0");
    EXPECT_EQ(scenario.where, (yaml::Location{.file = "case.yaml", .line = 1, .column = 7}));
    EXPECT_EQ(scenario.steps.front().where, (yaml::Location{.file = "case.yaml", .line = 11, .column = 7}));
    EXPECT_EQ(scenario.steps.front().verb, "connect");
}

TEST(Case, NamesFeaturesOfTheTargetThatItNeeds)
{
    auto const all = tests::loaded(tests::case_of("    - alice: connect\n"
                                                  "    - repeat: ${max_qos}\n"
                                                  "      steps: [{alice: ping}]\n"
                                                  "    - alice: send PUBLISH\n"
                                                  "      topic: a/${denied_topic}\n"
                                                  "    - alice: expect close\n",
                                                  "  needs: [denied_topic, 'max_qos > 0']\n"));

    ASSERT_EQ(all.size(), 1U);
    auto const& steps = all.front().steps;
    EXPECT_EQ(std::get<Variable>(std::get<Repeat>(steps[1].action).times.held), Variable{.name = "max_qos"});
    EXPECT_THAT(tests::printed(steps[2]), HasSubstr("<denied_topic>"));
}

TEST(Case, ResolvesAliasesAndClauses)
{
    auto text = tests::case_of("    - alice: connect\n"
                               "    - alice: expect close\n"
                               "      checks: [4.3.3-1.d, MQTT-3-8.3-4]\n");
    text.replace(text.find("MQTT-3.1.0-2"), 12, "mqtt-4.3.3-1.d, MQTT-3-8.3-4");

    auto const all = tests::loaded(text);

    EXPECT_THAT(all.at(0).statements, ElementsAre(StatementRef{.id = "MQTT-4.3.3-1", .clause = "d"},
                                                  StatementRef{.id = "MQTT-3.8.3-4"}));
    EXPECT_EQ(tests::printed(all.at(0).steps.at(1)),
              "alice: ExpectClose [] blames(MQTT-4.3.3-1.d) blames(MQTT-3.8.3-4)");
}

TEST(Case, LetsAClauseStandForItsStatement)
{
    auto text = tests::case_of("    - alice: connect\n"
                               "    - alice: expect close\n"
                               "      checks: {step: [MQTT-3.1.0-2, MQTT-4.3.3-1.d]}\n");
    text.replace(text.find("MQTT-3.1.0-2"), 12, "MQTT-3.1.0-2, MQTT-4.3.3-1");

    EXPECT_EQ(tests::said_of(text), "");
}

TEST(Case, ReadsEachKindOfNeed)
{
    auto const all = tests::loaded(tests::case_of(
        closing, "  needs: [retain, not wildcards, max_qos == 2, max_qos != 1, max_qos < 2, max_qos <= 1,\n"
                 "          max_qos > 0, max_qos >= 1, wildcards == true, retain == some]\n"));

    std::vector<std::string> needs;
    for (auto const& need : all.at(0).needs)
        needs.push_back(tests::printed(need));
    EXPECT_THAT(needs, ElementsAre("retain is true", "wildcards is false", "max_qos == 2", "max_qos != 1",
                                   "max_qos < 2", "max_qos <= 1", "max_qos > 0", "max_qos >= 1",
                                   "wildcards == true", "retain == 'some'"));
    EXPECT_EQ(all.at(0).needs.at(7).text, "max_qos >= 1");
}

TEST(Case, ReadsEachKindOfAllowance)
{
    auto const all = tests::loaded(
        tests::case_of(closing, "  allow: [close, PUBACK, {PUBLISH: {topic: x}}, {alice: close},\n"
                                "          {bob: {SUBACK: {packet_id: 1}}}]\n"));

    std::vector<std::string> allowed;
    for (auto const& each : all.at(0).allow)
        allowed.push_back(tests::printed(each));
    EXPECT_THAT(allowed, ElementsAre("close", "PUBACK {}", "PUBLISH {topic 'x'}", "alice: close",
                                     "bob: SUBACK {packet_id 1}"));
}

TEST(Case, TakesWhatItsStepsHaveCapturedIntoWhatItAllows)
{
    auto const all = tests::loaded(tests::case_of("    - alice: connect\n"
                                                  "    - alice: expect PUBLISH\n"
                                                  "      capture: {id: packet_id}\n",
                                                  "  allow: [{PUBREL: {packet_id: \"${id}\"}}]\n"));

    EXPECT_EQ(tests::printed(all.at(0).allow.at(0)), "PUBREL {packet_id ${id}}");
}

TEST(Case, NamesItsActorsInOrderOfAppearance)
{
    auto const all =
        tests::loaded(tests::case_of("    - together: [[{dave: connect}], [{carol: connect}, {bob: open}]]\n"
                                     "    - bob: expect close\n",
                                     "  setup:\n"
                                     "    - carol: connect\n"));

    EXPECT_THAT(all.at(0).actors(), ElementsAre(Actor::carol, Actor::dave, Actor::bob));
}

TEST(Case, LetsACaptureReachLaterSteps)
{
    auto const all = tests::loaded(tests::case_of("    - alice: send PUBACK\n"
                                                  "      packet_id: ${id}\n"
                                                  "    - alice: expect close\n",
                                                  "  setup:\n"
                                                  "    - alice: connect\n"
                                                  "    - alice: expect PUBLISH\n"
                                                  "      capture: {id: packet_id}\n"));

    EXPECT_EQ(tests::printed(all.at(0).steps.at(0)), "alice: Send PUBACK {packet_id ${id}}");
}

// -- for

TEST(For, MultipliesListsWithTheLastTurningFastest)
{
    EXPECT_THAT(ids_of(multiplied("{a: [1, 2], b: [x, true]}")),
                ElementsAre("a-case@a=1,b=x", "a-case@a=1,b=true", "a-case@a=2,b=x", "a-case@a=2,b=true"));
}

TEST(For, LetsAListOfMapsGoInStep)
{
    EXPECT_THAT(ids_of(multiplied("[{a: 1, b: x}, {a: 2, b: y}]")),
                ElementsAre("a-case@a=1,b=x", "a-case@a=2,b=y"));
}

TEST(For, NamesAnInstanceByItsNameAlone)
{
    EXPECT_THAT(ids_of(multiplied("[{a: 1, b: x, name: one}, {a: 2, b: y, name: two/2}]")),
                ElementsAre("a-case@one", "a-case@two%2F2"));
}

TEST(For, WritesBytesInHexAndEscapesTheRest)
{
    EXPECT_THAT(ids_of(multiplied("{a: [!hex c3 28, \"\", \"a/#,b\"], b: [1]}")),
                ElementsAre("a-case@a=c328,b=1", "a-case@a=empty,b=1", "a-case@a=a%2F%23%2Cb,b=1"));
}

TEST(For, KeepsTheTypesOfItsValues)
{
    auto const all = tests::loaded(multiplied("{a: [7, 0x10, false, \"8\", !hex 39], b: [x]}"));

    std::vector<Scalar> values;
    for (auto const& each : all)
        values.push_back(each.values.at(0).second);
    EXPECT_THAT(values, ElementsAre(Scalar(std::int64_t{7}), Scalar(std::int64_t{16}), Scalar(false),
                                    Scalar(std::string("8")), Scalar(std::string("9"))));
}

TEST(For, FillsInEveryPlace)
{
    auto const all =
        tests::loaded("- id: a-case\n"
                      "  when: A client uses QoS ${qos}\n"
                      "  then: the Server grants ${qos}\n"
                      "  statements: [\"${statement}\"]\n"
                      "  for: [{qos: 2, statement: MQTT-3.1.0-2, type: PUBLISH, cut: 3, on: true}]\n"
                      "  needs: [\"max_qos >= ${qos}\"]\n"
                      "  steps:\n"
                      "    - alice: send ${type}\n"
                      "      qos: ${qos}\n"
                      "      retain: ${on}\n"
                      "      payload: <${qos}>\n"
                      "      split: [\"${cut}\"]\n"
                      "      corrupt:\n"
                      "        - set: {field: packet_id, bytes: \"0${qos} 0${cut}\"}\n"
                      "    - repeat: ${cut}\n"
                      "      steps: [{wait: \"${qos} settle\"}]\n"
                      "    - alice: expect ${type}\n"
                      "      qos: {one_of: [0, \"${qos}\"]}\n"
                      "      within: ${qos} response\n"
                      "      checks: {qos: \"${statement}\"}\n"
                      "  allow: [\"${type}\"]\n");

    auto const& scenario = all.at(0);
    EXPECT_EQ(scenario.when, "A client uses QoS 2");
    EXPECT_EQ(scenario.then, "the Server grants 2");
    EXPECT_EQ(scenario.statements.at(0).id, "MQTT-3.1.0-2");
    EXPECT_EQ(tests::printed(scenario.needs.at(0)), "max_qos >= 2");
    EXPECT_EQ(scenario.steps.at(0).verb, "send PUBLISH");
    EXPECT_EQ(scenario.steps.at(1).verb, "repeat: 3");
    EXPECT_EQ(tests::printed(scenario.steps),
              "(alice: Send PUBLISH {qos 2, retain true, payload '<2>', topic '<topic>'} "
              "set packet_id '\\x02\\x03' at 3; Repeat 3 (Wait 2 settle); "
              "alice: Expect PUBLISH {qos one_of(0, 2)} blames(qos MQTT-3.1.0-2) within(2 response))");
    EXPECT_EQ(tests::printed(scenario.allow.at(0)), "PUBLISH {}");
}

TEST(For, LetsItsTextsNameVariablesOfTheRun)
{
    auto const all = tests::loaded(multiplied("{a: [\"${topic}/+\"], b: [1]}"));

    EXPECT_EQ(tests::printed(all.at(0).steps.at(0)),
              "alice: Send PUBLISH {payload '<topic>/+1', topic '<topic>'}");
}

TEST(For, LeavesBytesAsTheyAre)
{
    auto const all = tests::loaded(multiplied("{a: [!hex 24 7b 7d], b: [1]}"));

    EXPECT_EQ(tests::printed(all.at(0).steps.at(0)), "alice: Send PUBLISH {payload '${}1', topic '<topic>'}");
}

TEST(For, TellsAMistakeOfAllInstancesOnce)
{
    auto const said = tests::said_of(tests::case_of("    - alice: connect\n"
                                                    "    - alice: publish\n"
                                                    "      qos: ${qos}\n"
                                                    "    - alice: expect close\n",
                                                    "  for: {qos: [3, 4, 5]}\n"));

    EXPECT_THAT(said, HasSubstr("case.yaml:9:7: error: a whole exchange"));
    EXPECT_EQ(said.find("error:"), said.rfind("error:"));
}

// -- hash

std::string hash_of(std::string const& text, std::size_t index = 0)
{
    return tests::loaded(text).at(index).hash;
}

TEST(Hash, IsThatOfTheTextAlone)
{
    auto const alone = hash_of(tests::case_of(closing));
    auto other = tests::case_of(closing);
    other.replace(0, 12, "- id: b-case");

    EXPECT_EQ(alone.size(), 16U);
    EXPECT_EQ(hash_of("# a comment\n\n" + other + "\n# another\n\n" + tests::case_of(closing), 1), alone);
    EXPECT_EQ(hash_of(tests::case_of(closing) + "\n# about the next\n" + other), alone);
    EXPECT_NE(hash_of(other), alone);
}

TEST(Hash, ChangesWithEachPartOfACase)
{
    auto const before = tests::case_of(closing);
    auto after = before;
    after.replace(after.find("something"), 9, "other one");

    EXPECT_NE(hash_of(after), hash_of(before));
}

// -- what is judged

bool is_judged(std::string const& step)
{
    auto const all = tests::loaded(
        tests::case_of("    - alice: connect\n    - alice: " + step + "\n    - alice: expect silence\n"));
    return scenario::is_judged(all.at(0).steps.at(1));
}

TEST(Judged, AreExpectationsAndExchangesWithChecks)
{
    EXPECT_TRUE(is_judged("expect PUBACK"));
    EXPECT_TRUE(is_judged("expect silence"));
    EXPECT_TRUE(is_judged("receive\n      checks: MQTT-3.1.0-2"));
    EXPECT_TRUE(is_judged("ping\n      checks: MQTT-3.1.0-2"));
    EXPECT_FALSE(is_judged("receive"));
    EXPECT_FALSE(is_judged("ping"));
    EXPECT_FALSE(is_judged("send PINGREQ"));
    EXPECT_FALSE(is_judged("expect PUBACK\n      control: true"));
}

TEST(Judged, CountsOnlyTheStepsProper)
{
    auto const said = tests::said_of(tests::case_of("    - alice: ping\n", "  setup:\n"
                                                                           "    - alice: connect\n"
                                                                           "    - alice: expect PUBLISH\n"));

    EXPECT_THAT(said, HasSubstr("this case cannot fail"));
}

// -- connections

TEST(Connections, MayDifferByTheWayThatWasTaken)
{
    EXPECT_EQ(tests::said_of(tests::case_of("    - alice: connect\n"
                                            "    - alice: expect one of\n"
                                            "      ways:\n"
                                            "        closed: [{alice: expect close}]\n"
                                            "        answered: [{alice: expect PUBACK}]\n"
                                            "    - alice: ping\n")),
              "");
}

TEST(Connections, OpenAgain)
{
    EXPECT_EQ(tests::said_of(tests::case_of("    - alice: connect\n"
                                            "    - alice: expect close\n"
                                            "    - alice: connect\n"
                                            "    - alice: ping\n"
                                            "    - alice: disconnect\n"
                                            "    - alice: send CONNECT\n"
                                            "    - alice: subscribe\n")),
              "");
}

TEST(Connections, CloseInABranchForAllThatFollows)
{
    EXPECT_THAT(tests::said_of(tests::case_of("    - alice: connect\n"
                                              "    - bob: connect\n"
                                              "    - together: [[{alice: expect close}], [{bob: ping}]]\n"
                                              "    - bob: ping\n"
                                              "    - alice: ping\n")),
                HasSubstr("case.yaml:10:7: error: alice's connection has been closed since line 8"));
}

} // namespace

} // namespace mqttspec::scenario
