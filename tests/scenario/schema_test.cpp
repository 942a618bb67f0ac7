// SPDX-License-Identifier: Apache-2.0
#include "scenario/vocabulary.hpp"
#include "target/feature.hpp"
#include "yaml/golden.hpp"

#include <gmock/gmock.h>
#include <mqttspec/source_dir.hpp>

#include <array>
#include <cstdio>
#include <cstdlib>

namespace mqttspec::scenario {

namespace {

std::string const folder = MQTTSPEC_SOURCE_DIR "/tests/scenario/";
std::string const committed = MQTTSPEC_SOURCE_DIR "/cases/case-schema.json";

/// That of the suite: all statements, and all features that a target can declare.
std::string schema()
{
    return json_schema({.catalogue = &tests::catalogue(), .features = target::feature_names()});
}

/// What another implementation of JSON Schema says of these files; nothing if there is none here.
std::optional<std::string> verdicts_on(std::string const& files)
{
    auto const command = "python3 " + folder + "schema_check.py " + committed + " " + files + " 2>&1";
    auto* const pipe = ::popen(command.c_str(), "r");
    std::string out;
    std::array<char, 4096> chunk{};
    for (std::size_t length = 1; length > 0; out.append(chunk.data(), length))
        length = std::fread(chunk.data(), 1, chunk.size(), pipe);
    auto const status = ::pclose(pipe);
    constexpr int is_missing = 77;
    constexpr int has_no_python = 127;
    bool const is_there = WEXITSTATUS(status) != is_missing && WEXITSTATUS(status) != has_no_python;
    return is_there ? std::optional(out) : std::nullopt;
}

TEST(Schema, IsTheOneThatIsCommitted)
{
    if (std::getenv("MQTTSPEC_APPROVE") != nullptr)
        std::ofstream(committed, std::ios::binary) << schema();

    EXPECT_TRUE(tests::content_of(committed) == schema()) << tests::golden_advice;
}

TEST(Schema, AcceptsEveryForm)
{
    auto const said =
        verdicts_on(folder + "samples/every_form.yaml " + folder + "samples/every_form_of_client_cases.yaml");
    if (!said)
        GTEST_SKIP() << "python3 with jsonschema and yaml is not there";

    EXPECT_EQ(*said, "accepted every_form.yaml\naccepted every_form_of_client_cases.yaml\n");
}

TEST(Schema, RefusesWhatIsMisspelt)
{
    std::string files;
    std::string refused;
    for (auto const* const name : {"unknown_case_key",
                                   "unknown_statement",
                                   "unknown_feature",
                                   "unknown_actor",
                                   "unknown_actorless_step",
                                   "unknown_verb",
                                   "unknown_packet",
                                   "unknown_step_key",
                                   "unknown_members",
                                   "packet_of_the_other_side",
                                   "key_that_the_verb_cannot_have",
                                   "corruption_of_a_whole_exchange",
                                   "numbers_out_of_range",
                                   "text_where_a_number_is_due",
                                   "misspelt_alternative",
                                   "malformed_allow",
                                   "malformed_checks",
                                   "malformed_durations",
                                   "malformed_edits",
                                   "malformed_needs",
                                   "malformed_split",
                                   "malformed_ways",
                                   "malformed_accept",
                                   "missing_case_keys",
                                   "verbs_of_other_sides",
                                   "unknown_keys_of_orders",
                                   "step_is_no_map"}) {
        files += folder + "golden/" + name + ".yaml ";
        refused += "refused " + std::string(name) + ".yaml\n";
    }

    auto const said = verdicts_on(files);
    if (!said)
        GTEST_SKIP() << "python3 with jsonschema and yaml is not there";

    EXPECT_EQ(*said, refused);
}

TEST(Schema, KnowsEachVerbAndFeature)
{
    auto const text = schema();

    EXPECT_THAT(text, testing::HasSubstr("\"const\": \"expect one of\""));
    EXPECT_THAT(text, testing::HasSubstr("\"const\": \"send UNSUBACK\""));
    EXPECT_THAT(text, testing::HasSubstr("\"max_qos\""));
    EXPECT_THAT(text, testing::HasSubstr("\"MQTT-4.3.3-1.d\""));
    EXPECT_THAT(text, testing::Not(testing::HasSubstr("accept PINGRESP")));
}

TEST(Sample, LoadsWithoutAMistake)
{
    auto const text = tests::content_of(folder + "samples/every_form.yaml");
    yaml::Diagnostics diagnostics;

    auto const all = load_text("every_form.yaml", text, tests::vocabulary(), diagnostics);

    EXPECT_EQ(diagnostics.render(), "");
    EXPECT_EQ(all.size(), 4U);
}

TEST(Sample, OfClientCasesLoadsWithoutAMistake)
{
    auto const text = tests::content_of(folder + "samples/every_form_of_client_cases.yaml");
    yaml::Diagnostics diagnostics;

    auto const all = load_text("every_form_of_client_cases.yaml", text, tests::vocabulary(), diagnostics);

    EXPECT_EQ(diagnostics.render(), "");
    EXPECT_EQ(all.size(), 1U);
}

} // namespace

} // namespace mqttspec::scenario
