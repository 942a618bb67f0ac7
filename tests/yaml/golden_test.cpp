// SPDX-License-Identifier: Apache-2.0
#include "yaml/golden.hpp"

#include "yaml/cursor.hpp"

#include <gtest/gtest.h>

namespace mqttspec::yaml {

namespace {

/// Reads what stands in the golden files as a loader would: a list of parcels.
void read_parcels(std::string const& file, std::string const& text, Diagnostics& diagnostics)
{
    auto const root = load_text(file, text, diagnostics);
    if (!root)
        return;
    for (auto const& parcel : root->items()) {
        if (auto const name = parcel.require("name"))
            (void)name->text();
        if (auto const weight = parcel.find("weight"))
            (void)weight->integer(1, 1000);
        if (auto const price = parcel.find("price"))
            (void)price->number();
        if (auto const fragile = parcel.find("fragile"))
            (void)fragile->boolean();
        if (auto const labels = parcel.find("labels"))
            for (auto const& label : labels->items(true))
                (void)label.text();
        if (parcel.is_map())
            parcel.finish();
    }
}

class GoldenFile : public testing::TestWithParam<char const*>
{};

TEST_P(GoldenFile, GetsItsDiagnostics)
{
    auto const name = std::string(GetParam()) + ".yaml";
    auto const golden = tests::golden("yaml/golden/" + name);

    Diagnostics diagnostics;
    read_parcels(name, golden.text, diagnostics);

    EXPECT_EQ(diagnostics.render(), tests::approved(golden, diagnostics.render())) << tests::golden_advice;
}

INSTANTIATE_TEST_SUITE_P(Yaml, GoldenFile,
                         testing::Values("alias_inside_its_anchor", "caret_under_tabs_and_wide_glyphs",
                                         "complex_key", "duplicate_keys", "long_line", "missing_key",
                                         "second_document", "syntax_error", "tab_indentation",
                                         "unknown_alias", "unknown_keys", "unknown_tags", "wrong_kinds",
                                         "wrong_values"),
                         [](auto const& sample) { return std::string(sample.param); });

} // namespace

} // namespace mqttspec::yaml
