// SPDX-License-Identifier: Apache-2.0
#include "results/result.hpp"
#include "support/sample_result.hpp"

#include <gtest/gtest.h>

namespace mqttspec::results {

namespace {

/// What befell an otherwise conformant run, and how it should exit.
struct Ending
{
    std::string name{};
    void (*befall)(Result&) = nullptr;
    int code = 0;
};

void fail(Result& result)
{
    result.cases[0].verdict = Verdict::fail;
}

void fail_as_known(Result& result)
{
    fail(result);
    result.cases[0].known = Known{.reason = "known", .link = "", .pattern = "x"};
}

void pass_unexpectedly(Result& result)
{
    result.cases[0].unexpected_pass = true;
}

void be_stale(Result& result)
{
    result.stale_expectations = {"x"};
}

void err(Result& result)
{
    result.cases[0].verdict = Verdict::error;
}

void skip_all(Result& result)
{
    for (CaseResult& one : result.cases)
        one.verdict = Verdict::skipped;
}

void break_off_at_once(Result& result)
{
    result.cases.clear();
    result.trouble = "cannot connect to 127.0.0.1:1883";
}

void break_a_known_rule(Result& result)
{
    result.findings = {Finding{.kind = "rule", .statement = "MQTT-3.1.0-1", .text = "x"}};
    result.findings[0].known = Known{.reason = "known", .link = "", .pattern = "MQTT-3.1.0-1"};
}

class ExitCode : public testing::TestWithParam<Ending>
{};

TEST_P(ExitCode, MeansOneThing)
{
    Result result = support::conformant_result();
    GetParam().befall(result);
    summarise(result);
    EXPECT_EQ(exit_code(result), GetParam().code);
}

INSTANTIATE_TEST_SUITE_P(
    Endings, ExitCode,
    testing::Values(
        Ending{"conformant", [](Result&) {}, 0}, Ending{"only_known_failures", fail_as_known, 0},
        Ending{"only_a_known_broken_rule", break_a_known_rule, 0},
        Ending{"partial_and_passing", [](Result& r) { r.partial = true; }, 0},
        Ending{"one_case_skipped", [](Result& r) { r.cases[0].verdict = Verdict::skipped; }, 0},
        Ending{"failure", fail, 1}, Ending{"unexpected_pass", pass_unexpectedly, 1},
        Ending{"inconclusive", [](Result& r) { r.cases[0].verdict = Verdict::inconclusive; }, 3},
        Ending{"inconclusive_as_known",
               [](Result& r) { r.cases[0].verdict = Verdict::inconclusive, r.cases[0].known.emplace(); }, 0},
        Ending{"error", err, 3}, Ending{"trouble", [](Result& r) { r.trouble = "x"; }, 3},
        Ending{"target_unreachable", break_off_at_once, 3}, Ending{"all_skipped", skip_all, 3},
        Ending{"nothing_selected", [](Result& r) { r.cases.clear(); }, 4}, Ending{"stale", be_stale, 4},
        Ending{"interrupted", [](Result& r) { r.interrupted = true; }, 130},
        Ending{"failure_before_stale_and_error", [](Result& r) { be_stale(r), fail(r), r.trouble = "x"; }, 1},
        Ending{"stale_before_error", [](Result& r) { be_stale(r), err(r); }, 4},
        Ending{"error_before_known_failure", [](Result& r) { fail_as_known(r), r.trouble = "x"; }, 3},
        Ending{"interrupted_before_all", [](Result& r) { fail(r), be_stale(r), r.interrupted = true; }, 130}),
    [](auto const& sample) { return sample.param.name; });

} // namespace

} // namespace mqttspec::results
