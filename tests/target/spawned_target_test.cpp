// SPDX-License-Identifier: Apache-2.0
#include "target/spawned_target.hpp"

#include "net/tcp.hpp"
#include "target/load.hpp"
#include "target/run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mqttspec/source_dir.hpp>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace mqttspec::target {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

/// A target that runs the fake broker in that mode.
TargetSpec fake(std::string const& mode)
{
    Spawn spawn;
    spawn.command = {MQTTSPEC_FAKE_BROKER, mode, "${port}"};
    TargetSpec spec;
    spec.name = "fake";
    spec.how = spawn;
    spec.endpoints["tcp"] = {.url = "mqtt://127.0.0.1:${port}", .where = {}};
    spec.timing.start = 10s;
    spec.timing.response = 200ms;
    spec.timing.stop = 1s;
    return spec;
}

/// A broker that will not be up must have been met in that time, on a busy machine, too.
constexpr auto long_enough_to_start = 1s;

TargetSpec running(std::vector<std::string> command)
{
    auto spec = fake("");
    spec.timing.start = 200ms;
    std::get<Spawn>(spec.how).command = std::move(command);
    return spec;
}

class ASpawnedTarget : public testing::Test
{
protected:
    StartResult start(TargetSpec spec, PortChooser choose_port = net::free_port)
    {
        target =
            std::make_unique<SpawnedTarget>(std::move(spec), context.get_executor(), std::move(choose_port));
        return run(context, target->start());
    }

    void TearDown() override
    {
        if (target)
            run(context, target->stop());
    }

    int pid() const { return number_after(target->log_tail(), "pid "); }

    boost::asio::io_context context{1};
    std::unique_ptr<SpawnedTarget> target;
};

TEST_F(ASpawnedTarget, IsUpWhenItAnswersConnect)
{
    auto const result = start(fake("serve"));
    ASSERT_TRUE(result.ok) << result.trouble;
    EXPECT_TRUE(target->is_alive());
    EXPECT_TRUE(target->is_ours());
    EXPECT_EQ(target->end(), "");
    EXPECT_THAT(target->endpoint(), StartsWith("mqtt://127.0.0.1:"));
    auto const again = run(context, target->connector().connect(net::Clock::now() + 5s));
    EXPECT_TRUE(again.stream);
}

TEST_F(ASpawnedTarget, ThatTakesConnectionsButNeverAnswersIsNotUp)
{
    auto spec = fake("silent");
    spec.timing.start = long_enough_to_start;
    auto const result = start(spec);
    EXPECT_FALSE(result.ok);
    EXPECT_THAT(result.trouble, AllOf(StartsWith("fake was started, but is not ready: "),
                                      HasSubstr("did not answer CONNECT")));
    EXPECT_FALSE(target->is_alive());
}

TEST_F(ASpawnedTarget, ThatNeverListensIsNotUp)
{
    auto const result = start(running({"sleep", "1000"}));
    EXPECT_FALSE(result.ok);
    EXPECT_THAT(result.trouble, HasSubstr("Connection refused"));
}

TEST_F(ASpawnedTarget, ThatIsStillStartingIsWaitedFor)
{
    auto spec = fake("starting");
    spec.timing.start = long_enough_to_start;
    auto const result = start(spec);
    EXPECT_FALSE(result.ok);
    EXPECT_THAT(result.trouble, HasSubstr("return code 0x03, Server unavailable"));
}

TEST_F(ASpawnedTarget, ThatRefusesUsTellsWhy)
{
    auto const result = start(fake("refuse"));
    EXPECT_FALSE(result.ok);
    EXPECT_THAT(result.trouble, HasSubstr("CONNECT was refused with return code 0x05, not authorized"));
}

TEST_F(ASpawnedTarget, ThatIsNoMqttServerIsNotUp)
{
    auto spec = fake("garble");
    spec.timing.start = long_enough_to_start;
    auto const result = start(spec);
    EXPECT_FALSE(result.ok);
    EXPECT_THAT(result.trouble, HasSubstr("answered CONNECT in HTTP: it expects ws:// or wss://"));
}

TEST_F(ASpawnedTarget, ThatDiesAtOnceIsNotWaitedFor)
{
    auto spec = running({"sh", "-c", "echo bad option >&2; exit 4"});
    spec.timing.start = 30s;
    auto const begun = net::Clock::now();
    auto const result = start(spec);
    EXPECT_FALSE(result.ok);
    EXPECT_EQ(result.trouble, "fake ended with exit code 4 before it answered CONNECT");
    EXPECT_EQ(result.hint, "bad option");
    EXPECT_LT(net::Clock::now() - begun, 5s);
}

TEST_F(ASpawnedTarget, ThatIsNotInstalledSaysWhatToInstall)
{
    auto spec = running({"no-such-broker"});
    std::get<Spawn>(spec.how).packages = {{"apt", {"fake-broker", "fake-tools"}}};
    EXPECT_EQ(start(spec).trouble,
              "fake is not installed: apt-get install fake-broker fake-tools (or ./certify fake)");
}

TEST_F(ASpawnedTarget, ThatIsNotPackagedSaysWhatIsMissing)
{
    EXPECT_EQ(start(running({"no-such-broker"})).trouble,
              "fake is not installed: there is no program `no-such-broker`");
}

TEST_F(ASpawnedTarget, DiesAloudAndAtOnce)
{
    ASSERT_TRUE(start(fake("serve")).ok);
    bool was_told = false;
    target->on_end([&was_told] { was_told = true; });
    ::kill(pid(), SIGABRT);
    auto const deadline = net::Clock::now() + 5s;
    while (!was_told && net::Clock::now() < deadline)
        context.run_one_for(10ms);
    EXPECT_TRUE(was_told);
    EXPECT_FALSE(target->is_alive());
    EXPECT_EQ(target->end(), "fake was ended by signal 6 (Aborted)");
    EXPECT_THAT(target->log_tail(), HasSubstr("pid"));
}

TEST_F(ASpawnedTarget, StartsAgainAfterItsDeath)
{
    ASSERT_TRUE(start(fake("serve")).ok);
    ::kill(pid(), SIGKILL);
    auto const result = run(context, target->restart());
    EXPECT_TRUE(result.ok) << result.trouble;
    EXPECT_TRUE(target->is_alive());
    EXPECT_EQ(target->end(), "");
}

TEST_F(ASpawnedTarget, HasFreshStorageAtEachStart)
{
    ASSERT_TRUE(start(fake("serve")).ok);
    EXPECT_THAT(target->log_tail(), HasSubstr("folder fresh"));
    auto const first = pid();
    ASSERT_TRUE(run(context, target->restart()).ok);
    EXPECT_THAT(target->log_tail(), HasSubstr("folder fresh"));
    EXPECT_NE(pid(), first);
    EXPECT_FALSE(is_running(first));
}

TEST_F(ASpawnedTarget, LeavesNothingBehind)
{
    auto spec = running({"sh", "-c", "pwd; cat a/b.conf; exit 1"});
    std::get<Spawn>(spec.how).files = {{"a/b.conf", "port ${port} in ${dir} for ${user_name}\n"}};
    spec.credentials = Credentials{.user_name = "joe", .password = "secret"};
    auto const hint = start(spec).hint;
    auto const folder = hint.substr(0, hint.find('\n'));
    EXPECT_THAT(folder, HasSubstr("mqttspec-"));
    EXPECT_THAT(hint, HasSubstr("in " + folder + " for joe"));
    EXPECT_FALSE(std::filesystem::exists(folder));
}

TEST_F(ASpawnedTarget, TakesAnotherPortWhereOneIsTaken)
{
    auto const listening = net::listen_tcp(context.get_executor(), "127.0.0.1", 0);
    auto const taken = std::get<std::unique_ptr<net::TcpListener>>(listening)->port();
    int calls = 0;
    auto const result =
        start(fake("serve"), [&calls, taken] { return calls++ == 0 ? taken : net::free_port(); });
    EXPECT_TRUE(result.ok) << result.trouble;
    EXPECT_EQ(calls, 2);
}

TEST_F(ASpawnedTarget, TakesAnotherPortWhereOneIsTakenWhileItStarts)
{
    // Not the endpoint's port, and so not looked at before: the program finds out and ends.
    auto const listening = net::listen_tcp(context.get_executor(), "127.0.0.1", 0);
    auto const taken = std::get<std::unique_ptr<net::TcpListener>>(listening)->port();
    auto spec =
        running({"sh", "-c",
                 MQTTSPEC_FAKE_BROKER " try ${side_port} && exec " MQTTSPEC_FAKE_BROKER " serve ${port}"});
    spec.timing.start = 10s;
    int calls = 0;
    auto const result = start(spec, [&calls, taken] { return calls++ == 1 ? taken : net::free_port(); });
    EXPECT_TRUE(result.ok) << result.trouble << result.hint;
    EXPECT_EQ(calls, 4);
}

TEST_F(ASpawnedTarget, DoesNotTalkToSomebodyElse)
{
    auto const listening = net::listen_tcp(context.get_executor(), "127.0.0.1", 0);
    auto const place =
        "127.0.0.1:" + std::to_string(std::get<std::unique_ptr<net::TcpListener>>(listening)->port());
    auto spec = fake("serve");
    spec.endpoints["tcp"] = {.url = "mqtt://" + place, .where = {}};
    EXPECT_EQ(start(spec).trouble, place + " is in use by another program");
}

TEST_F(ASpawnedTarget, KnowsItsVersion)
{
    auto spec = fake("serve");
    auto& spawn = std::get<Spawn>(spec.how);
    spawn.version_command = {"sh", "-c", "echo 'fake broker 2.0.11 (built today)'; exit 3"};
    spawn.version_pattern = "broker ([0-9.]+)";
    ASSERT_TRUE(start(spec).ok);
    EXPECT_EQ(target->version(), "2.0.11");
}

TEST_F(ASpawnedTarget, HasNoVersionWhereNoneIsTold)
{
    auto spec = fake("serve");
    auto& spawn = std::get<Spawn>(spec.how);
    spawn.version_command = {"no-such-program"};
    spawn.version_pattern = ".*";
    ASSERT_TRUE(start(spec).ok);
    EXPECT_EQ(target->version(), "");
}

TEST_F(ASpawnedTarget, WithoutTheTransportSaysSo)
{
    auto spec = fake("serve");
    spec.transport = "ws";
    EXPECT_EQ(start(spec).trouble, "fake has no `ws` endpoint");
}

TEST_F(ASpawnedTarget, CanBeMosquitto)
{
    if (!find_program("mosquitto"))
        GTEST_SKIP() << "mosquitto is not installed";
    yaml::Diagnostics diagnostics;
    auto const spec = load_target(MQTTSPEC_SOURCE_DIR "/targets/brokers/mosquitto.yaml", diagnostics);
    ASSERT_TRUE(spec) << diagnostics.render();
    auto const result = start(*spec);
    ASSERT_TRUE(result.ok) << result.trouble << "\n" << result.hint;
    EXPECT_THAT(target->version(), StartsWith("2."));
    EXPECT_THAT(target->log_tail(), HasSubstr("mosquitto version " + target->version()));
    EXPECT_TRUE(run(context, target->restart()).ok);
}

} // namespace
} // namespace mqttspec::target
