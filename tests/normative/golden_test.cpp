// SPDX-License-Identifier: Apache-2.0
#include "normative/catalogue.hpp"

#include "yaml/golden.hpp"

#include <gtest/gtest.h>

namespace mqttspec::normative {

namespace {

class GoldenCatalogue : public testing::TestWithParam<char const*>
{};

TEST_P(GoldenCatalogue, GetsItsDiagnostics)
{
    auto const name = std::string(GetParam()) + ".yaml";
    auto const golden = tests::golden("normative/golden/" + name);

    yaml::Diagnostics diagnostics;
    (void)load_text(name, golden.text, diagnostics);

    EXPECT_EQ(diagnostics.render(), tests::approved(golden, diagnostics.render())) << tests::golden_advice;
}

INSTANTIATE_TEST_SUITE_P(Normative, GoldenCatalogue,
                         testing::Values("advisories", "clauses", "duplicates", "ids", "missing_examination",
                                         "missing_reason", "missing_translation", "no_map", "order", "places",
                                         "sections", "sound", "unknown_keys", "unknown_statement", "words"),
                         [](auto const& sample) { return std::string(sample.param); });

} // namespace

} // namespace mqttspec::normative
