// SPDX-License-Identifier: Apache-2.0
#include "target/load.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mqttspec/source_dir.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <unistd.h>
#include <vector>

namespace mqttspec::target {
namespace {

using namespace std::chrono_literals;
using scenario::Scalar;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

TargetSpec load(std::string const& text)
{
    yaml::Diagnostics diagnostics;
    auto spec = load_target_text("dir/target.yaml", text, diagnostics);
    EXPECT_TRUE(spec) << diagnostics.render();
    return spec.value_or(TargetSpec{});
}

constexpr auto full = R"(name: some
role: broker
about: A broker
package: {apt: [some], npm: [one, two]}
command: [some, -p, "${port}"]
files: {some.conf: "port ${port}"}
environment: {SOME_HOME: "${dir}"}
version: {command: [some, --version], match: 'v(\d+)'}
endpoints: {tcp: "mqtt://127.0.0.1:${port}", ws: "ws://127.0.0.1:${ws_port}/mqtt"}
features: {max_qos: 1, retain: false, denied_publish_topic: secret/topic}
timing: {response: 2 s, settle: 50 ms, keep_alive: 3 s, keep_alive_tolerance: 1s, client_slack: 1 s, start: 9 s, stop: 0 s}
credentials: {user_name: joe, password: any}
topic_prefix: test/
client_id_prefix: t
rate: 12.5
known_failures:
  - {case: a-*, reason: because, link: "https://example.org", until: 2027-01-31, version: ">=2.0 <2.1"}
  - {statement: MQTT-3.1.2-*, reason: because}
variants:
  - name: closed
    about: Asks for a password
    features: {authentication: true, max_qos: 2}
    files: {users: "joe:x", some.conf: "port ${port}, users"}
    environment: {SOME_HOME: /elsewhere}
    credentials: {user_name: ann}
)";

TEST(ATargetFile, SaysHowToStart)
{
    auto const spec = load(full);
    auto const& spawn = std::get<Spawn>(spec.how);
    EXPECT_THAT(spawn.command, ElementsAre("some", "-p", "${port}"));
    EXPECT_THAT(spawn.files, ElementsAre(Pair("some.conf", "port ${port}")));
    EXPECT_THAT(spawn.environment, ElementsAre(Pair("SOME_HOME", "${dir}")));
    EXPECT_THAT(spawn.version_command, ElementsAre("some", "--version"));
    EXPECT_EQ(spawn.version_pattern, R"(v(\d+))");
    EXPECT_THAT(spawn.packages,
                ElementsAre(Pair("apt", ElementsAre("some")), Pair("npm", ElementsAre("one", "two"))));
    EXPECT_TRUE(spec.is_ours());
    EXPECT_TRUE(spec.is_loopback());
}

TEST(ATargetFile, SaysWhatItOffers)
{
    auto const spec = load(full);
    EXPECT_THAT(spec.features,
                ElementsAre(Pair("denied_publish_topic", Scalar(std::string("secret/topic"))),
                            Pair("max_qos", Scalar(std::int64_t{1})), Pair("retain", Scalar(false))));
    EXPECT_EQ(features_of(spec).at("websocket"), Scalar(spec.transport == "ws"));
    EXPECT_EQ(features_of(spec).at("tls"), Scalar(false));
    EXPECT_EQ(features_of(spec).at("restart"), Scalar(true));
}

TEST(ATargetFile, SaysHowLongThingsTake)
{
    auto const timing = load(full).timing;
    EXPECT_EQ(timing.response, 2s);
    EXPECT_EQ(timing.settle, 50ms);
    EXPECT_EQ(timing.keep_alive, 3);
    EXPECT_EQ(timing.keep_alive_tolerance, 1s);
    EXPECT_EQ(timing.client_slack, 1s);
    EXPECT_EQ(timing.start, 9s);
    EXPECT_EQ(timing.stop, 0s);
}

TEST(ATargetFile, SaysHowToBehaveThere)
{
    auto const spec = load(full);
    EXPECT_EQ(spec.name, "some");
    EXPECT_EQ(spec.about, "A broker");
    EXPECT_EQ(spec.credentials->user_name, "joe");
    EXPECT_EQ(spec.credentials->password, "any");
    EXPECT_EQ(spec.topic_prefix, "test/");
    EXPECT_EQ(spec.client_id_prefix, "t");
    EXPECT_EQ(spec.rate, 12.5);
}

TEST(ATargetFile, NamesKnownFailuresAndTheirPlace)
{
    auto const failures = load(full).known_failures;
    ASSERT_EQ(failures.size(), 2U);
    EXPECT_EQ(failures[0].case_pattern, "a-*");
    EXPECT_EQ(failures[0].reason, "because");
    EXPECT_EQ(failures[0].link, "https://example.org");
    EXPECT_EQ(failures[0].until, 2027y / 1 / 31);
    EXPECT_EQ(failures[0].versions->text, ">=2.0 <2.1");
    EXPECT_EQ(failures[0].where.file, "dir/target.yaml");
    EXPECT_EQ(failures[0].where.line, 17);
    EXPECT_EQ(failures[1].statement, "MQTT-3.1.2-*");
}

TEST(ATargetFile, NamesAKnownFailureOfSeveralCasesOnce)
{
    auto const failures =
        load("name: some\nreference: true\nknown_failures:\n"
             "  - case: [a-*,\n           b]\n    statement: MQTT-3.1.2-1\n    reason: because\n")
            .known_failures;
    ASSERT_EQ(failures.size(), 2U);
    EXPECT_EQ(failures[0].pattern(), "a-* MQTT-3.1.2-1");
    EXPECT_EQ(failures[0].where.line, 4);
    EXPECT_EQ(failures[1].pattern(), "b MQTT-3.1.2-1");
    EXPECT_EQ(failures[1].where.line, 5);
    EXPECT_EQ(failures[1].reason, "because");
}

TEST(AVariant, ReplacesWhatItNames)
{
    auto const spec = load(full);
    ASSERT_EQ(spec.variants.size(), 1U);
    auto const closed = spec.with(spec.variants.front());
    auto const& spawn = std::get<Spawn>(closed.how);
    EXPECT_EQ(closed.name, "some");
    EXPECT_EQ(closed.variant, "closed");
    EXPECT_THAT(spawn.command, ElementsAre("some", "-p", "${port}"));
    EXPECT_THAT(spawn.files, ElementsAre(Pair("some.conf", "port ${port}, users"), Pair("users", "joe:x")));
    EXPECT_THAT(spawn.environment, ElementsAre(Pair("SOME_HOME", "/elsewhere")));
    EXPECT_EQ(closed.credentials->user_name, "ann");
    EXPECT_EQ(closed.features.at("authentication"), Scalar(true));
    EXPECT_EQ(closed.features.at("max_qos"), Scalar(std::int64_t{2}));
    EXPECT_EQ(closed.features.at("retain"), Scalar(false));
}

TEST(AVariant, ChangesOfTheTimingWhatItNames)
{
    auto const spec = load("name: some\ncommand: [some]\ntiming: {response: 1 s, settle: 1 s}\n"
                           "variants:\n  - name: slow\n    timing: {response: 3 s}\n"
                           "    transport: ws\n    client_id_prefix: abc\n");
    auto const slow = spec.with(spec.variants.front());
    EXPECT_EQ(slow.timing.response, 3s);
    EXPECT_EQ(slow.timing.settle, 1s);
    EXPECT_EQ(slow.transport, "ws");
    EXPECT_EQ(slow.client_id_prefix, "abc");
    EXPECT_EQ(spec.timing.response, 1s);
}

TEST(AMinimalTargetFile, HasDefaults)
{
    auto const spec = load("name: some\ncommand: [some]\n");
    EXPECT_EQ(spec.endpoints.at("tcp").url, "mqtt://127.0.0.1:${port}");
    EXPECT_EQ(spec.timing.response, 5s);
    EXPECT_EQ(spec.timing.keep_alive, 2);
    EXPECT_EQ(spec.role, "broker");
}

TEST(ATargetFile, MayBeAboutSomebodyElsesBroker)
{
    auto const spec = load("name: prod\nurl: mqtt://joe:x@broker.example.org\n");
    EXPECT_EQ(std::get<Url>(spec.how).endpoint.host, "broker.example.org");
    EXPECT_EQ(spec.name, "prod");
    EXPECT_EQ(spec.credentials->user_name, "joe");
    EXPECT_EQ(spec.timing.start, 0s);
    EXPECT_FALSE(spec.is_loopback());
    EXPECT_EQ(features_of(spec).at("restart"), Scalar(false));
}

TEST(ATargetFile, MayBeAboutTheReference)
{
    auto const spec = load("name: ours\nreference: true\nfeatures: {max_qos: 1}\n");
    EXPECT_TRUE(std::holds_alternative<Reference>(spec.how));
    EXPECT_EQ(spec.features.at("max_qos"), Scalar(std::int64_t{1}));
    EXPECT_EQ(spec.features.at("sys_topics"), Scalar(true));
}

TEST(ATargetFile, TakesThePasswordFromTheEnvironment)
{
    ::setenv("MQTTSPEC_TEST_PASSWORD", "from outside", 1);
    auto const spec =
        load("name: a\nurl: mqtt://h\ncredentials: {user_name: j, password_env: MQTTSPEC_TEST_PASSWORD}\n");
    EXPECT_EQ(spec.credentials->password, "from outside");
}

// Golden files: a target file, and behind it as a comment all that is said about it.

std::string const folder = MQTTSPEC_SOURCE_DIR "/tests/target/golden/";

std::string read(std::string const& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> golden_files()
{
    std::vector<std::string> names;
    for (auto const& entry : std::filesystem::directory_iterator(folder))
        names.push_back(entry.path().stem().string());
    std::ranges::sort(names);
    return names;
}

std::string as_comment(std::string const& text)
{
    std::string out = "# ";
    for (auto const c : text)
        out += c == '\n' ? std::string("\n# ") : std::string(1, c);
    while (out.ends_with("# ") || out.ends_with("\n"))
        out.erase(out.size() - (out.ends_with("\n") ? 1 : 2));
    return out + "\n";
}

class GoldenTargetFile : public testing::TestWithParam<std::string>
{};

TEST_P(GoldenTargetFile, IsRefusedInTheseWords)
{
    auto const path = folder + GetParam() + ".yaml";
    auto const whole = read(path);
    std::string const marker = "#---\n";
    auto const at = whole.find(marker);
    auto const source = whole.substr(0, at);
    yaml::Diagnostics diagnostics;
    EXPECT_FALSE(load_target_text(GetParam() + ".yaml", source, diagnostics));
    auto const expected = source + marker + as_comment(diagnostics.render());
    if (std::getenv("MQTTSPEC_APPROVE"))
        std::ofstream(path, std::ios::binary) << expected;
    EXPECT_EQ(read(path), expected) << "MQTTSPEC_APPROVE=1 rewrites it";
}

INSTANTIATE_TEST_SUITE_P(, GoldenTargetFile, testing::ValuesIn(golden_files()),
                         [](auto const& sample) { return sample.param; });

TEST(AFileOfExpectations, IsAListOrHasAKey)
{
    auto const path =
        std::filesystem::temp_directory_path() / ("mqttspec-expect-" + std::to_string(::getpid()));
    for (auto const* const text : {"- {case: a, reason: b}\n", "known_failures: [{case: a, reason: b}]\n"}) {
        std::ofstream(path) << text;
        yaml::Diagnostics diagnostics;
        auto const failures = load_known_failures(path.string(), diagnostics);
        EXPECT_TRUE(diagnostics.empty()) << diagnostics.render();
        ASSERT_EQ(failures.size(), 1U);
        EXPECT_EQ(failures.front().case_pattern, "a");
    }
    std::filesystem::remove(path);
}

TEST(AFileOfExpectations, ThatIsMalformedSaysSo)
{
    yaml::Diagnostics diagnostics;
    EXPECT_TRUE(load_known_failures("/no/such/file.yaml", diagnostics).empty());
    EXPECT_THAT(diagnostics.render(), HasSubstr("/no/such/file.yaml"));
}

} // namespace
} // namespace mqttspec::target
