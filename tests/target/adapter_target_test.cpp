// SPDX-License-Identifier: Apache-2.0
#include "target/adapter_target.hpp"

#include "net/clock.hpp"
#include "target/run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mqttspec/source_dir.hpp>

#include <chrono>
#include <cstdlib>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mqttspec::target {
namespace {

using namespace std::chrono_literals;
using boost::asio::awaitable;
using testing::HasSubstr;
using What = decltype(reference::Command::what);

TargetSpec adapter_that(std::string const& behaves)
{
    TargetSpec spec;
    spec.name = "fake";
    spec.role = "client";
    Adapter adapter;
    adapter.program.command = {"/usr/bin/python3", "-B", MQTTSPEC_SOURCE_DIR "/tests/target/fake_adapter.py",
                               behaves};
    spec.how = adapter;
    bool const is_silent = behaves == "hangs" || behaves == "is deaf";
    spec.timing.response = is_silent ? 700ms : 5000ms; // It may take a while to write 16 MiB.
    return spec;
}

/// What came of an adapter that was started, and given orders.
struct Story
{
    StartResult started{};
    std::string version{};
    std::string trouble{}; ///< Of the seat.
    std::vector<ClientReport> reports{};
    Features features{};
};

/// Connects, publishes twice and aborts, and waits until as many reports have come, or trouble.
awaitable<void> play(AdapterTarget& target, std::size_t reports, Story& story)
{
    story.started = co_await target.start();
    if (!story.started.ok)
        co_return;
    story.version = target.version();
    story.features = target.features();
    auto hired = co_await target.hire();
    hired.seat->listen([&story](ClientReport const& report) { story.reports.push_back(report); });
    std::vector<reference::Command> const none;
    std::vector<What> const orders{reference::ConnectCommand{}, reference::PublishCommand{},
                                   reference::PublishCommand{}, reference::AbortCommand{}};
    for (std::size_t i = 0; i < orders.size(); ++i) {
        reference::Command command;
        command.id = 10 + i;
        command.what = orders[i];
        hired.seat->order(command, Place(), none);
    }
    auto const deadline = net::Clock::now() + 10s;
    while (story.reports.size() < reports && hired.seat->trouble().empty() && net::Clock::now() < deadline)
        co_await net::sleep_until(net::Clock::now() + 2ms);
    co_await net::sleep_until(net::Clock::now() + 20ms); // For what is too much.
    story.trouble = hired.seat->trouble();
    target.release(std::move(hired.seat));
    co_await target.stop();
}

Story story_of(std::string const& behaviour, std::size_t reports)
{
    boost::asio::io_context context{1};
    AdapterTarget target(adapter_that(behaviour), context.get_executor());
    Story story;
    run(context, play(target, reports, story));
    return story;
}

TEST(AnAdapter, AnswersUnderTheNumbersOfTheCase)
{
    auto const story = story_of("behaves", 4);
    EXPECT_TRUE(story.started.ok) << story.started.trouble;
    EXPECT_EQ(story.trouble, "");
    ASSERT_EQ(story.reports.size(), 4U);
    EXPECT_EQ(std::get<reference::Connected>(story.reports[0]).command, 10U);
    EXPECT_EQ(std::get<reference::Acknowledged>(story.reports[1]).command, 11U);
    EXPECT_EQ(std::get<reference::Acknowledged>(story.reports[2]).command, 12U);
    EXPECT_EQ(std::get<reference::Closed>(story.reports[3]).command, 13U);
    EXPECT_FALSE(is_running(std::atoi(story.version.c_str())));
}

TEST(AnAdapter, OffersWhatItSaysAndNoMore)
{
    auto const features = story_of("behaves", 4).features;
    EXPECT_EQ(value_of(features, "qos1"), scenario::Scalar(true));
    EXPECT_EQ(value_of(features, "qos2"), scenario::Scalar(false));
    EXPECT_EQ(value_of(features, "separate_actions"), scenario::Scalar(true));
}

TEST(AnAdapter, MayAnswerInAnyOrderAndLate)
{
    auto const story = story_of("answers late", 4);
    EXPECT_EQ(story.trouble, "");
    ASSERT_EQ(story.reports.size(), 4U);
    EXPECT_EQ(std::get<reference::Closed>(story.reports[1]).command, 13U);
    EXPECT_EQ(std::get<reference::Acknowledged>(story.reports[2]).command, 12U);
    EXPECT_EQ(std::get<reference::Acknowledged>(story.reports[3]).command, 11U);
}

TEST(AnAdapter, MayFloodItsStandardError)
{
    auto const story = story_of("floods standard error", 4);
    EXPECT_TRUE(story.started.ok);
    EXPECT_EQ(story.reports.size(), 4U);
    EXPECT_EQ(story.trouble, "");
}

struct Fault
{
    std::string_view behaviour{};
    std::string_view trouble{};
};

class AnAdapterThat : public testing::TestWithParam<Fault>
{};

TEST_P(AnAdapterThat, IsBroken)
{
    auto const story = story_of(std::string(GetParam().behaviour), 100);
    ASSERT_TRUE(story.started.ok) << story.started.trouble;
    EXPECT_THAT(story.trouble, HasSubstr(std::string(GetParam().trouble)));
    ASSERT_FALSE(story.reports.empty());
    EXPECT_EQ(story.reports.back(), ClientReport(Broken{.why = story.trouble}));
    EXPECT_FALSE(is_running(std::atoi(story.version.c_str())));
}

std::string slug(testing::TestParamInfo<Fault> const& of)
{
    std::string text(of.param.behaviour);
    std::ranges::replace(text, ' ', '_');
    return text;
}

INSTANTIATE_TEST_SUITE_P(
    Faults, AnAdapterThat,
    testing::Values(
        Fault{
            "dies",
            "the adapter ended with exit code 3; the last of its standard error: Segmentation fault, or so"},
        Fault{"prints garbage",
              "wrote what is no event of the protocol (it is no JSON object): DEBUG:root:connecting"},
        Fault{"writes a line without end", "wrote a line of more than 16777216 bytes"},
        Fault{"answers what was not asked", "answered command 99, which was never given"},
        Fault{"answers something else", "answered `publish` with `unsubscribed`"},
        Fault{"answers twice", "answered command 2 a second time, with `acknowledged`"},
        Fault{"understands nothing", "could not read a line of ours"},
        Fault{"hangs", "hangs: no answer to `abort` for 0.7"},
        Fault{"is deaf", "hangs: no answer to `abort`"}),
    slug);

class AnAdapterThatCannotBegin : public testing::TestWithParam<Fault>
{};

TEST_P(AnAdapterThatCannotBegin, IsNotStarted)
{
    auto const story = story_of(std::string(GetParam().behaviour), 0);
    EXPECT_FALSE(story.started.ok);
    EXPECT_THAT(story.started.trouble, HasSubstr(std::string(GetParam().trouble)));
}

INSTANTIATE_TEST_SUITE_P(
    Faults, AnAdapterThatCannotBegin,
    testing::Values(
        Fault{"dies before hello",
              "fake: the adapter ended with exit code 1 before it said hello; the last of its standard "
              "error: ModuleNotFoundError: No module named 'paho'"},
        Fault{"says nothing", "fake: the adapter said no hello for 10 s"},
        Fault{"has a banner", "did not begin with hello, but with: Welcome!"},
        Fault{"is of tomorrow", "speaks version 7 of the adapter protocol, and mqttspec version 1"}),
    slug);

TEST(AnAdapter, WhoseProgramDoesNotExistIsNamed)
{
    boost::asio::io_context context{1};
    auto spec = adapter_that("behaves");
    std::get<Adapter>(spec.how).program.command = {"no-such-adapter"};
    AdapterTarget target(spec, context.get_executor());
    auto const started = run(context, target.start());
    EXPECT_EQ(started.trouble, "fake: there is no program `no-such-adapter`");
}

TEST(AnAdapter, MustOfferTheTransport)
{
    boost::asio::io_context context{1};
    auto spec = adapter_that("behaves");
    spec.transport = "wss";
    AdapterTarget target(spec, context.get_executor());
    auto const started = run(context, target.start());
    EXPECT_EQ(started.trouble, "fake cannot be tested over wss: its adapter does not offer `tls`");
}

/// Two hires, one behind the other or at once.
awaitable<std::size_t> hire_twice(AdapterTarget& target, bool at_once)
{
    auto const started = co_await target.start();
    EXPECT_TRUE(started.ok) << started.trouble;
    auto first = co_await target.hire();
    if (!at_once) {
        target.release(std::move(first.seat));
        co_await net::sleep_until(net::Clock::now() + 200ms); // It is made quiet in the background.
    }
    auto second = co_await target.hire();
    auto const count = target.adapters();
    target.release(std::move(second.seat));
    if (at_once)
        target.release(std::move(first.seat));
    co_await target.stop();
    co_return count;
}

TEST(Adapters, AreReusedOnceTheyAreQuiet)
{
    boost::asio::io_context context{1};
    AdapterTarget target(adapter_that("behaves"), context.get_executor());
    EXPECT_EQ(run(context, hire_twice(target, false)), 1U);
    EXPECT_EQ(run(context, hire_twice(target, true)), 2U);
}

TEST(Adapters, AreNotForHireBeforeTheStart)
{
    boost::asio::io_context context{1};
    AdapterTarget target(adapter_that("behaves"), context.get_executor());
    auto const hired = run(context, target.hire());
    EXPECT_FALSE(hired.seat);
    EXPECT_EQ(hired.trouble, "fake is not started");
}

TEST(Adapters, AreReplacedWhereTheyAreInDoubt)
{
    boost::asio::io_context context{1};
    AdapterTarget target(adapter_that("hangs"), context.get_executor());
    EXPECT_EQ(run(context, hire_twice(target, false)), 2U);
}

} // namespace
} // namespace mqttspec::target
