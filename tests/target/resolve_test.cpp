// SPDX-License-Identifier: Apache-2.0
#include "target/load.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mqttspec/source_dir.hpp>

#include <string>
#include <variant>
#include <vector>

namespace mqttspec::target {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Key;

class Resolving : public testing::Test
{
protected:
    TargetSpec target(std::string const& argument)
    {
        auto resolved = resolve(argument, folders, diagnostics);
        EXPECT_TRUE(std::holds_alternative<TargetSpec>(resolved)) << std::get<std::string>(resolved);
        return std::get<TargetSpec>(std::move(resolved));
    }

    std::string trouble(std::string const& argument)
    {
        auto resolved = resolve(argument, folders, diagnostics);
        EXPECT_TRUE(std::holds_alternative<std::string>(resolved));
        return std::get<std::string>(std::move(resolved));
    }

    std::vector<std::string> folders{MQTTSPEC_SOURCE_DIR "/targets"};
    yaml::Diagnostics diagnostics;
};

TEST_F(Resolving, TakesAUrl)
{
    auto const spec = target("mqtt://localhost");
    EXPECT_EQ(spec.name, "localhost:1883");
    EXPECT_EQ(spec.transport, "tcp");
    EXPECT_TRUE(spec.is_loopback());
    EXPECT_FALSE(spec.is_ours());
    EXPECT_FALSE(spec.credentials);
}

TEST_F(Resolving, KeepsUserInformationApart)
{
    auto const spec = target("mqtt://joe:secret@example.org:1884");
    ASSERT_TRUE(spec.credentials);
    EXPECT_EQ(spec.credentials->user_name, "joe");
    EXPECT_EQ(spec.credentials->password, "secret");
    EXPECT_EQ(spec.endpoints.at("tcp").url, "mqtt://example.org:1884");
    EXPECT_FALSE(std::get<Url>(spec.how).endpoint.password);
}

TEST_F(Resolving, TakesIpv6AndOtherTransports)
{
    auto const spec = target("wss://[::1]:9001/mqtt");
    EXPECT_EQ(spec.transport, "wss");
    EXPECT_TRUE(spec.is_loopback());
}

TEST_F(Resolving, KnowsWhoIsElsewhere)
{
    for (auto const* const url :
         {"mqtt://192.168.1.1", "mqtt://127.0.0.1.example.org", "mqtt://[::2]", "mqtt://broker"})
        EXPECT_FALSE(target(url).is_loopback()) << url;
    for (auto const* const url :
         {"mqtt://127.0.0.1", "mqtt://127.1.2.3:99", "mqtt://[::1]", "mqtt://localhost"})
        EXPECT_TRUE(target(url).is_loopback()) << url;
}

TEST_F(Resolving, TakesTheReference)
{
    auto const spec = target("reference");
    EXPECT_TRUE(std::holds_alternative<Reference>(spec.how));
    EXPECT_TRUE(spec.is_ours());
    EXPECT_TRUE(spec.is_loopback());
}

TEST_F(Resolving, TakesANameOrAFile)
{
    EXPECT_EQ(target("mosquitto").name, "mosquitto");
    EXPECT_EQ(target(MQTTSPEC_SOURCE_DIR "/targets/brokers/mosquitto.yaml").name, "mosquitto");
}

TEST_F(Resolving, SuggestsTheNearestName)
{
    EXPECT_EQ(trouble("mosquito"), "no target is called `mosquito`: did you mean `mosquitto`?");
    EXPECT_EQ(trouble("refrence"), "no target is called `refrence`: did you mean `reference`?");
    EXPECT_THAT(
        trouble("something-else"),
        HasSubstr("there are: reference, reference-client, aedes, ejabberd, libmosquitto, mosquitto"));
}

TEST_F(Resolving, RefusesAMalformedUrlWithoutShowingSecrets)
{
    EXPECT_FALSE(trouble("mqtt://joe:secret@:1883").empty());
    EXPECT_THAT(trouble("mqtt://joe:secret@host:99999"), testing::Not(HasSubstr("secret")));
    EXPECT_FALSE(trouble("http://host").empty());
}

TEST_F(Resolving, TellsWhatIsWrongWithAFile)
{
    EXPECT_THAT(trouble("/no/such/target.yaml"), HasSubstr("/no/such/target.yaml"));
    EXPECT_FALSE(diagnostics.empty());
}

TEST_F(Resolving, DoesWithoutFolders)
{
    folders = {"/no/such/folder"};
    EXPECT_THAT(trouble("mosquitto"), HasSubstr("no target is called"));
}

TEST(TheTargets, AreListedByName)
{
    EXPECT_THAT(targets_in({MQTTSPEC_SOURCE_DIR "/targets"}), Contains(Key("mosquitto")));
}

TEST(TheTargets, CanAllBeLoaded)
{
    for (auto const& [name, path] : targets_in({MQTTSPEC_SOURCE_DIR "/targets"})) {
        yaml::Diagnostics diagnostics;
        auto const spec = load_target(path, diagnostics);
        ASSERT_TRUE(spec) << diagnostics.render();
        EXPECT_EQ(spec->name, name);
    }
}

} // namespace
} // namespace mqttspec::target
