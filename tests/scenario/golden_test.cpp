// SPDX-License-Identifier: Apache-2.0
#include "scenario/vocabulary.hpp"
#include "yaml/golden.hpp"

#include <gtest/gtest.h>

namespace mqttspec::scenario {

namespace {

class GoldenCase : public testing::TestWithParam<char const*>
{};

TEST_P(GoldenCase, GetsItsDiagnostics)
{
    auto const name = std::string(GetParam()) + ".yaml";
    auto const golden = tests::golden("scenario/golden/" + name);

    yaml::Diagnostics diagnostics;
    (void)load_text(name, golden.text, tests::vocabulary(), diagnostics);

    EXPECT_NE(diagnostics.render(), "");
    EXPECT_EQ(diagnostics.render(), tests::approved(golden, diagnostics.render())) << tests::golden_advice;
}

INSTANTIATE_TEST_SUITE_P(
    Scenario, GoldenCase,
    testing::Values(
        "actor_in_allow_of_a_step", "actor_is_not_first", "actors_of_two_roles", "bytes_twice_or_never",
        "capture_changes_its_type", "capture_in_another_branch", "capture_of_one_way_only", "case_is_no_map",
        "checks_in_setup", "connection_is_closed", "control_with_checks", "corruption_of_a_whole_exchange",
        "duplicate_id", "duplicate_statement", "empty_for", "empty_list_in_for", "empty_packets",
        "empty_parts", "field_that_is_not_there", "file_is_no_list", "filter_and_filters",
        "for_of_wrong_kind", "for_row_lacks_a_key", "for_rows_differ", "for_value_is_a_map",
        "for_value_is_no_list", "for_value_of_wrong_type", "for_value_too_long_for_an_id",
        "full_stop_in_sentence", "id_is_no_slug", "instances_of_one_name", "key_that_the_verb_cannot_have",
        "malformed_accept", "malformed_allow", "malformed_captures", "malformed_checks",
        "malformed_durations", "malformed_edits", "malformed_expected_values", "malformed_feature_variables",
        "malformed_for_names", "malformed_frames", "malformed_hex", "malformed_needs", "malformed_repeat",
        "malformed_split", "malformed_tags", "malformed_together", "malformed_ways", "missing_case_keys",
        "misspelt_alternative", "mistake_in_each_instance", "nothing_can_come_yet",
        "number_where_text_is_due", "numbers_out_of_range", "packet_of_the_other_side",
        "qos_3_in_a_whole_exchange", "sent_any_or_absent", "sentence_too_long", "server_without_connection",
        "step_is_no_map", "subscription_without_filter", "taken_for_names", "text_where_a_number_is_due",
        "texts_too_long_together", "too_long_for_the_wire", "too_many_instances", "too_many_steps",
        "unblamable_statement", "unclosed_flow", "undefined_variables", "unjudged_case", "unknown_actor",
        "unknown_actorless_step", "unknown_case_key", "unknown_feature", "unknown_field_paths",
        "unknown_keys_of_orders", "unknown_members", "unknown_packet", "unknown_provoked_statement",
        "unknown_statement", "unknown_step_key", "unknown_verb", "unused_for_variable",
        "variable_in_the_sentence", "verbs_of_other_sides", "websocket_not_needed", "wrong_kinds_of_values"),
    [](auto const& sample) { return std::string(sample.param); });

} // namespace

} // namespace mqttspec::scenario
