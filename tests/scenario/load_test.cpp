// SPDX-License-Identifier: Apache-2.0
#include "scenario/printed.hpp"
#include "scenario/vocabulary.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

namespace mqttspec::scenario {

namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

std::string case_named(std::string const& id)
{
    auto text = tests::case_of("    - alice: connect\n    - alice: expect close\n");
    return text.replace(text.find("a-case"), 6, id);
}

/// A folder that is gone behind the test.
class Load : public testing::Test
{
protected:
    Load()
    {
        auto pattern = (fs::temp_directory_path() / "mqttspec-XXXXXX").string();
        folder = ::mkdtemp(pattern.data());
    }

    ~Load() override { fs::remove_all(folder); }

    void write(std::string const& name, std::string const& text) const
    {
        fs::create_directories((folder / name).parent_path());
        std::ofstream(folder / name) << text;
    }

    std::vector<std::string> ids(std::vector<std::string> const& names)
    {
        std::vector<std::string> paths;
        for (auto const& name : names)
            paths.push_back((folder / name).string());
        std::vector<std::string> out;
        for (auto const& each : load(paths, tests::vocabulary(), diagnostics))
            out.push_back(each.id);
        return out;
    }

    fs::path folder;
    yaml::Diagnostics diagnostics;
};

TEST_F(Load, TakesFilesInOrderOfTheirNames)
{
    write("b.yaml", case_named("third"));
    write("a/z.yaml", case_named("second"));
    write("a/a.yaml", case_named("first"));
    write("a/readme.txt", "not a case");

    EXPECT_THAT(ids({""}), ElementsAre("first", "second", "third"));
    EXPECT_EQ(diagnostics.render(), "");
}

TEST_F(Load, TakesAFileOnce)
{
    write("a.yaml", case_named("first"));

    EXPECT_THAT(ids({"a.yaml", "", "./a.yaml"}), ElementsAre("first"));
    EXPECT_EQ(diagnostics.render(), "");
}

TEST_F(Load, FindsAnIdThatTwoFilesHave)
{
    write("a.yaml", case_named("first"));
    write("b.yaml", case_named("first"));

    (void)ids({""});

    EXPECT_THAT(diagnostics.render(), HasSubstr("b.yaml:1:7: error: there is a case `first` already"));
    EXPECT_THAT(diagnostics.render(), HasSubstr("a.yaml:1"));
}

TEST_F(Load, TellsTheMistakesOfAllFiles)
{
    write("a.yaml", "- id: [\n");
    write("b.yaml", case_named("UPPER"));
    write("c.yaml", case_named("third"));

    EXPECT_THAT(ids({"", "missing.yaml"}), testing::Contains("third"));

    EXPECT_THAT(diagnostics.render(), HasSubstr("a.yaml:2"));
    EXPECT_THAT(diagnostics.render(), HasSubstr("b.yaml:1:7: error: `UPPER` is no id"));
    EXPECT_THAT(diagnostics.render(), HasSubstr("missing.yaml: error: cannot be read"));
}

TEST(LoadText, LeavesFeaturesAndStatementsUncheckedWithoutAVocabulary)
{
    yaml::Diagnostics diagnostics;
    auto text = tests::case_of("    - alice: connect\n    - alice: expect close\n", "  needs: [anything]\n");
    text.replace(text.find("MQTT-3.1.0-2"), 12, "MQTT-9.9.9-9");

    auto const all = load_text("case.yaml", text, {}, diagnostics);

    EXPECT_EQ(diagnostics.render(), "");
    EXPECT_EQ(all.at(0).statements.at(0).full(), "MQTT-9.9.9-9");
}

TEST(LoadText, SurvivesWhateverIsCutOff)
{
    auto const text = tests::case_of("    - alice: connect\n"
                                     "      will: {topic: a, message: !hex c3 28}\n"
                                     "    - alice: send SUBSCRIBE\n"
                                     "      filters: [{filter: a, qos: \"${qos}\"}]\n"
                                     "      corrupt: [{set: {field: \"filters[0].qos\", bytes: 03}}]\n"
                                     "    - alice: expect one of\n"
                                     "      ways: {a: [{alice: expect close}], b: [{alice: receive}]}\n",
                                     "  for: {qos: [1, 2]}\n  allow: [{alice: close}]\n");
    ASSERT_EQ(tests::said_of(text), "");

    for (std::size_t length = 0; length < text.size(); ++length)
        (void)tests::said_of(text.substr(0, length));
}

} // namespace

} // namespace mqttspec::scenario
