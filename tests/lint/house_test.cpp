// SPDX-License-Identifier: Apache-2.0
#include "lint/house.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace mqttspec::lint {

namespace {

using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

struct Include
{
    std::string_view name;
    std::string_view path;
    std::string_view line;
};

class Forbidden : public testing::TestWithParam<Include>
{};
class Allowed : public testing::TestWithParam<Include>
{};

constexpr Include forbidden[]{
    {"WireKnowsNobody", "harness/wire/a.hpp", "#include \"trace/journal.hpp\""},
    {"ReferenceKnowsOnlyWire", "harness/reference/a.cpp", "#include \"scenario/step.hpp\""},
    {"RulesKnowNoNet", "harness/rules/a.cpp", "#include \"net/connection.hpp\""},
    {"RulesKnowNoSocket", "harness/rules/a.cpp", "#include <boost/asio/ip/tcp.hpp>"},
    {"ReportsKnowOnlyResults", "reports/a.cpp", "#include \"wire/packet.hpp\""},
    {"ResultsKnowNoFormat", "harness/results/a.cpp", "#include <nlohmann/json.hpp>"},
    {"BeastStaysInNet", "harness/engine/a.cpp", "#include <boost/beast/websocket.hpp>"},
    {"YamlStaysInYaml", "harness/scenario/a.cpp", "#include <yaml-cpp/yaml.h>"},
    {"CommandLineStaysInCli", "harness/engine/a.cpp", "#include <CLI/CLI.hpp>"},
    {"NobodyKnowsCli", "harness/engine/a.cpp", "#include \"cli/run.hpp\""},
    {"NewFolderNeedsARow", "harness/newcomer/a.cpp", ""},
};

constexpr Include allowed[]{
    {"Itself", "harness/wire/a.cpp", "#include \"wire/packet.hpp\""},
    {"ItselfInReports", "reports/a.cpp", "#include \"reports/junit.hpp\""},
    {"ServingKnowsNet", "harness/serving/a.cpp", "#include \"net/listener.hpp\""},
    {"BeastInNet", "harness/net/a.cpp", "#include <boost/beast/websocket.hpp>"},
    {"StandardLibrary", "harness/wire/a.cpp", "#include <vector>"},
    {"CliKnowsAll", "harness/cli/a.cpp", "#include \"engine/run.hpp\""},
    {"TestsKnowAll", "tests/wire/a.cpp", "#include \"net/memory.hpp\""},
};

std::string name_of_include(testing::TestParamInfo<Include> const& info)
{
    return std::string(info.param.name);
}

SourceFile file_of(Include const& include)
{
    return {std::string(include.path), "// First line.\n" + std::string(include.line) + "\n"};
}

SourceFile file_with_lines(std::string path, std::size_t lines)
{
    return {std::move(path), std::string(lines, '\n')};
}

} // namespace

TEST_P(Forbidden, IsAnObjection)
{
    EXPECT_EQ(include_objections(file_of(GetParam())).size(), 1);
}

TEST_P(Allowed, IsNone)
{
    EXPECT_THAT(include_objections(file_of(GetParam())), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Include, Forbidden, testing::ValuesIn(forbidden), name_of_include);
INSTANTIATE_TEST_SUITE_P(Include, Allowed, testing::ValuesIn(allowed), name_of_include);

TEST(IncludeObjections, NameTheLine)
{
    EXPECT_THAT(include_objections({"harness/wire/a.cpp", "\n\n#include \"net/clock.hpp\"\n"}),
                ElementsAre(Field(&Objection::line, 3)));
}

TEST(LicenceObjections, AskForTheFirstLine)
{
    EXPECT_THAT(licence_objections({"a.cpp", "// SPDX-License-Identifier: Apache-2.0\nint a;\n"}), IsEmpty());
    EXPECT_THAT(licence_objections({"a.cpp", "int a;\n"}), ElementsAre(Field(&Objection::line, 1)));
    EXPECT_THAT(licence_objections({"a/CMakeLists.txt", ""}), ElementsAre(Field(&Objection::line, 1)));
}

TEST(LicenceObjections, AskForTheSecondLineOfAScript)
{
    EXPECT_THAT(licence_objections({"run", "#!/bin/sh\n# SPDX-License-Identifier: Apache-2.0\n"}), IsEmpty());
    EXPECT_THAT(licence_objections({"run", "#!/bin/sh\ntrue\n"}), ElementsAre(Field(&Objection::line, 2)));
}

TEST(LicenceObjections, LeaveDataAlone)
{
    EXPECT_THAT(licence_objections({"sample.xml", "<a/>"}), IsEmpty());
}

TEST(PlaceObjections, RefuseFoldersThatSayNothing)
{
    EXPECT_THAT(place_objections({"harness/wire/detail/a.hpp", ""}),
                ElementsAre(Field(&Objection::message, HasSubstr("detail"))));
    EXPECT_THAT(place_objections({"harness/wire/detail.hpp", ""}), IsEmpty());
}

TEST(PlaceObjections, RefusePathsOfAMachine)
{
    std::string const home = std::string("/Us") + "ers/me";
    EXPECT_THAT(place_objections({"a.md", "\nrun '" + home + "/x'\n"}),
                ElementsAre(Field(&Objection::line, 2)));
    EXPECT_THAT(place_objections({"a.md", home}), ElementsAre(Field(&Objection::line, 1)));
    EXPECT_THAT(place_objections({"a.md", "topic all" + home}), IsEmpty());
}

TEST(LengthObjections, BeginAboveTheLimit)
{
    EXPECT_THAT(length_objections(file_with_lines("harness/a.cpp", 400)), IsEmpty());
    EXPECT_THAT(length_objections(file_with_lines("harness/a.cpp", 401)),
                ElementsAre(Field(&Objection::line, 401)));
    EXPECT_THAT(length_objections(file_with_lines("tests/a.cpp", 500)), IsEmpty());
    EXPECT_THAT(length_objections(file_with_lines("tests/a.cpp", 501)),
                ElementsAre(Field(&Objection::line, 501)));
    EXPECT_THAT(length_objections(file_with_lines("cases/a.yaml", 501)), IsEmpty());
}

} // namespace mqttspec::lint
