// SPDX-License-Identifier: Apache-2.0
// The lints, on the project itself.
#include "lint/coroutines.hpp"
#include "lint/house.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mqttspec/source_dir.hpp>

#include <string>
#include <vector>

namespace mqttspec::lint {

namespace {

using testing::Contains;
using testing::Field;

std::vector<SourceFile> const& project()
{
    static auto const files = files_of(
        MQTTSPEC_SOURCE_DIR, {"harness", "reports", "tests", "cmake", "cases", "targets", "normative", "docs",
                              ".ci", "certify", "check", "CMakeLists.txt", "CMakePresets.json", "README.md",
                              "README.zh-CN.md", "CONTRIBUTING.md", "CHANGELOG.md"});
    return files;
}

/// Each objection of a lint to a file of the project, one a line, as a compiler would print it.
template <class Lint>
std::string objections_of(Lint lint)
{
    std::string all;
    for (auto const& file : project()) {
        for (auto const& objection : lint(file))
            all += file.path + ":" + std::to_string(objection.line) + ": " + objection.message + "\n";
    }
    return all;
}

} // namespace

TEST(Project, IsSeenByTheLints)
{
    EXPECT_THAT(project(), Contains(Field(&SourceFile::path, "harness/wire/packet.hpp")));
    EXPECT_THAT(project(), Contains(Field(&SourceFile::path, "tests/lint/tree_test.cpp")));
    EXPECT_THAT(project(), Contains(Field(&SourceFile::path, "certify")));
}

TEST(Project, HasNoCoroutineShapeThatTheCompilerGarbles)
{
    EXPECT_EQ(objections_of([](SourceFile const& file) {
                  return is_code(file) ? coroutine_objections(file.text) : std::vector<Objection>{};
              }),
              "");
}

TEST(Project, NamesItsLicenceInEveryFile)
{
    EXPECT_EQ(objections_of(licence_objections), "");
}

TEST(Project, KnowsOnlyWhatItMay)
{
    EXPECT_EQ(objections_of(include_objections), "");
}

TEST(Project, HasAPlaceForEverything)
{
    EXPECT_EQ(objections_of(place_objections), "");
}

TEST(Project, HasNoFileThatIsTooLong)
{
    EXPECT_EQ(objections_of(length_objections), "");
}

} // namespace mqttspec::lint
