// SPDX-License-Identifier: Apache-2.0
#include "target/process.hpp"

#include "net/clock.hpp"
#include "target/run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <memory>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <variant>
#include <vector>

namespace mqttspec::target {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class AProcess : public testing::Test
{
protected:
    std::unique_ptr<Process> start(std::vector<std::string> arguments, std::string const& folder = {})
    {
        Command command;
        command.arguments = std::move(arguments);
        command.folder = folder;
        command.environment = {{"GREETING", "hello"}};
        auto started = Process::start(context.get_executor(), command);
        EXPECT_TRUE(std::holds_alternative<std::unique_ptr<Process>>(started))
            << std::get<std::string>(started);
        return std::get<std::unique_ptr<Process>>(std::move(started));
    }

    std::unique_ptr<Process> shell(std::string const& script) { return start({"sh", "-c", script}); }

    bool ends_within(Process& process, net::Duration time)
    {
        return run(context, process.wait_for_end(net::Clock::now() + time));
    }

    /// Lets it run until it has written that.
    bool writes(Process const& process, std::string const& text)
    {
        auto const deadline = net::Clock::now() + 10s;
        while (process.output_tail().find(text) == std::string::npos && net::Clock::now() < deadline)
            run(context, net::sleep_until(net::Clock::now() + 2ms));
        return process.output_tail().find(text) != std::string::npos;
    }

    boost::asio::io_context context{1};
};

struct End
{
    std::string name;
    std::string script;
    std::string words;
};

class ProcessEnds : public AProcess, public testing::WithParamInterface<End>
{};

TEST_P(ProcessEnds, AreToldInWords)
{
    auto const process = shell(GetParam().script);
    ASSERT_TRUE(ends_within(*process, 10s));
    EXPECT_FALSE(process->is_running());
    EXPECT_EQ(process->end_in_words(), GetParam().words);
}

INSTANTIATE_TEST_SUITE_P(, ProcessEnds,
                         testing::Values(End{"success", "exit 0", "ended with exit code 0"},
                                         End{"code", "exit 7", "ended with exit code 7"},
                                         End{"segmentation_fault", "kill -SEGV $$",
                                             "was ended by signal 11 (Segmentation fault)"},
                                         End{"killed", "kill -KILL $$", "was ended by signal 9 (Killed)"}),
                         [](auto const& sample) { return sample.param.name; });

TEST_F(AProcess, GetsArgumentsWithoutAShell)
{
    auto const process = start({"printf", "%s|", "a b", "$HOME", "*", ""});
    ASSERT_TRUE(ends_within(*process, 10s));
    EXPECT_EQ(process->output_tail(), "a b|$HOME|*||");
}

TEST_F(AProcess, GetsOurEnvironmentAndMore)
{
    auto const process = shell("echo $GREETING ${PATH:+and a path}");
    ASSERT_TRUE(ends_within(*process, 10s));
    EXPECT_EQ(process->output_tail(), "hello and a path\n");
}

TEST_F(AProcess, RunsInItsFolder)
{
    auto const process = start({"pwd"}, "/usr");
    ASSERT_TRUE(ends_within(*process, 10s));
    EXPECT_EQ(process->output_tail(), "/usr\n");
}

TEST_F(AProcess, HasNoFilesOfOurs)
{
    int const ours = ::dup2(0, 77); // Without close-on-exec.
    auto const process = shell("test -e /proc/self/fd/77 && echo leaked || echo closed; cat");
    ::close(ours);
    ASSERT_TRUE(ends_within(*process, 10s));
    EXPECT_EQ(process->output_tail(), "closed\n");
}

TEST_F(AProcess, StartsWithDefaultSignals)
{
    auto const before = ::signal(SIGPIPE, SIG_IGN);
    auto const process = shell("grep -E 'Sig(Ign|Blk)' /proc/self/status");
    ::signal(SIGPIPE, before);
    ASSERT_TRUE(ends_within(*process, 10s));
    EXPECT_EQ(process->output_tail(), "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
}

TEST_F(AProcess, KeepsStandardOutputAndErrorInOrder)
{
    auto const process = shell("echo one; echo two >&2; echo three");
    ASSERT_TRUE(ends_within(*process, 10s));
    EXPECT_EQ(process->output_tail(), "one\ntwo\nthree\n");
}

TEST_F(AProcess, KeepsTheLastOfAFlood)
{
    auto const process = shell("head -c 5000000 /dev/zero | tr '\\0' x; echo; echo the end");
    ASSERT_TRUE(ends_within(*process, 30s));
    auto const tail = process->output_tail();
    EXPECT_EQ(tail.size(), 64U * 1024);
    EXPECT_TRUE(tail.ends_with("x\nthe end\n"));
}

TEST_F(AProcess, CanBeStoppedWhileItFloods)
{
    auto const process = shell("while :; do echo flood flood flood flood; done");
    ASSERT_TRUE(writes(*process, "flood"));
    auto const begun = net::Clock::now();
    run(context, process->stop(5s));
    EXPECT_FALSE(process->is_running());
    EXPECT_LT(net::Clock::now() - begun, 4s);
}

TEST_F(AProcess, IsAskedFirst)
{
    auto const process = shell("trap 'echo asked; exit 5' TERM; echo ready; while :; do sleep 0.01; done");
    ASSERT_TRUE(writes(*process, "ready"));
    run(context, process->stop(10s));
    EXPECT_EQ(process->end_in_words(), "ended with exit code 5");
    EXPECT_THAT(process->output_tail(), HasSubstr("asked"));
}

TEST_F(AProcess, IsKilledWhenItDoesNotListen)
{
    auto const process = shell("trap '' TERM; echo pid $$; while :; do sleep 1; done");
    ASSERT_TRUE(writes(*process, "pid"));
    auto const pid = number_after(process->output_tail(), "pid ");
    ASSERT_TRUE(is_running(pid));
    run(context, process->stop(50ms));
    EXPECT_EQ(process->end_in_words(), "was ended by signal 9 (Killed)");
    EXPECT_FALSE(is_running(pid));
}

TEST_F(AProcess, TakesItsChildrenWithIt)
{
    auto const process = shell("sleep 1000 & echo pid $!; exit 3");
    ASSERT_TRUE(ends_within(*process, 10s));
    run(context, process->stop(1s));
    auto const child = number_after(process->output_tail(), "pid ");
    ASSERT_GT(child, 0);
    EXPECT_FALSE(is_running(child));
}

TEST_F(AProcess, TakesItsDaemonsWithIt)
{
    auto const process = shell("setsid sh -c 'echo pid $$; exec sleep 1000' & sleep 1000");
    ASSERT_TRUE(writes(*process, "\n"));
    auto const daemon = number_after(process->output_tail(), "pid ");
    ASSERT_TRUE(is_running(daemon));
    run(context, process->stop(1s));
    EXPECT_FALSE(is_running(daemon));
}

TEST_F(AProcess, IsKilledByTheDestructor)
{
    auto process = shell("echo pid $$; exec sleep 1000");
    ASSERT_TRUE(writes(*process, "\n"));
    auto const pid = number_after(process->output_tail(), "pid ");
    process.reset();
    EXPECT_FALSE(is_running(pid));
    context.poll(); // What was under way is aborted, and touches nothing.
}

TEST_F(AProcess, EndsWithTheGuardianThatSomebodyKills)
{
    auto const process = shell("echo pid $$ guard $PPID; exec sleep 1000");
    ASSERT_TRUE(writes(*process, "\n"));
    ::kill(number_after(process->output_tail(), "guard "), SIGKILL);
    ASSERT_TRUE(ends_within(*process, 10s));
    EXPECT_THAT(process->end_in_words(), HasSubstr("guardian"));
}

TEST_F(AProcess, CallsWhenItEndsByItself)
{
    auto const process = shell("exit 1");
    int calls = 0;
    process->on_end([&calls] { ++calls; });
    ASSERT_TRUE(ends_within(*process, 10s));
    run(context, process->stop(1s));
    EXPECT_EQ(calls, 1);
}

TEST_F(AProcess, DoesNotCallWhenItIsStopped)
{
    auto const process = shell("sleep 1000");
    int calls = 0;
    process->on_end([&calls] { ++calls; });
    run(context, process->stop(1s));
    EXPECT_EQ(calls, 0);
}

TEST_F(AProcess, IsWaitedForNoLongerThanTheDeadline)
{
    auto const process = shell("sleep 1000");
    EXPECT_FALSE(ends_within(*process, 20ms));
    EXPECT_TRUE(process->is_running());
}

TEST_F(AProcess, ThatIsNoProgramTellsWhy)
{
    auto const started = Process::start(context.get_executor(),
                                        {.arguments = {"no-such-program"}, .environment = {}, .folder = {}});
    ASSERT_TRUE(std::holds_alternative<std::string>(started));
    EXPECT_EQ(std::get<std::string>(started), "no-such-program is not installed");
}

TEST_F(AProcess, WithoutItsFolderTellsWhy)
{
    auto const process = start({"true"}, "/no/such/folder");
    ASSERT_TRUE(ends_within(*process, 10s));
    EXPECT_EQ(process->end_in_words(), "could not be started: No such file or directory");
}

/// Starts a program in a child process, writes the ids of program and guardian to the pipe, and waits.
[[noreturn]] void live_until_killed(int to, std::string const& folder)
{
    boost::asio::io_context context{1};
    Command command;
    command.arguments = {"sh", "-c", "setsid sleep 1000 & echo pid $$ guard $PPID daemon $!; sleep 1000"};
    command.folder = folder;
    auto const started = Process::start(context.get_executor(), command);
    auto const& process = std::get<std::unique_ptr<Process>>(started);
    while (process->output_tail().find('\n') == std::string::npos)
        context.run_one();
    auto const text = process->output_tail();
    if (::write(to, text.data(), text.size()) > 0)
        ::pause();
    std::_Exit(1);
}

TEST(AKilledHarness, LeavesNothingBehind)
{
    std::string folder = std::filesystem::temp_directory_path() / "mqttspec-test-XXXXXX";
    ASSERT_NE(::mkdtemp(folder.data()), nullptr);
    std::array<int, 2> pipe{};
    ASSERT_EQ(::pipe(pipe.data()), 0);
    auto const harness = ::fork();
    if (harness == 0)
        live_until_killed(pipe[1], folder);
    std::array<char, 200> text{};
    ASSERT_GT(::read(pipe[0], text.data(), text.size() - 1), 0);

    ::kill(harness, SIGKILL);
    ::waitpid(harness, nullptr, 0);
    auto const deadline = net::Clock::now() + 10s;
    while (is_running(number_after(text.data(), "guard ")) && net::Clock::now() < deadline)
        ::usleep(1000);
    EXPECT_FALSE(is_running(number_after(text.data(), "guard ")));
    EXPECT_FALSE(is_running(number_after(text.data(), "pid ")));
    EXPECT_FALSE(is_running(number_after(text.data(), "daemon ")));
    EXPECT_FALSE(std::filesystem::exists(folder));
    ::close(pipe[0]);
    ::close(pipe[1]);
}

} // namespace
} // namespace mqttspec::target
