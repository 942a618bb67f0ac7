// SPDX-License-Identifier: Apache-2.0
// Whole runs: what is played when, what is played again, and what a target that goes down does to the others.
#include "engine/world.hpp"

#include "target/load.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace mqttspec::engine {

namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr auto good = R"(
    - alice: connect
    - alice: send CONNECT
    - alice: expect close)";

/// A broker that can die: at each message to a topic that ends so, everybody is cut off and nobody is served.
struct Mortal
{
    std::string poison = "/poison";
    bool is_dead = false;
    int starts = 0;
    int starts_most = 1000;
};

class MortalTarget final : public target::Target
{
public:
    MortalTarget(World& world, Mortal& life, target::TargetSpec spec = target::reference_target())
        : Target{std::move(spec)}, life_{life}, inner_{world.make_target(killing(life))}
    {}

    boost::asio::awaitable<target::StartResult> start() override
    {
        target::StartResult result;
        result.trouble = "it does not start";
        if (++life_.starts > life_.starts_most)
            co_return result;
        life_.is_dead = false;
        result = co_await inner_->start();
        co_return result;
    }
    boost::asio::awaitable<void> stop() override { return inner_->stop(); }
    net::Connector& connector() override { return inner_->connector(); }
    std::string version() const override { return "1.0"; }
    bool is_alive() const override { return !life_.is_dead; }
    std::string end() const override { return life_.is_dead ? "it was ended by signal 11" : ""; }
    std::string endpoint() const override { return "memory"; }

private:
    static Twist killing(Mortal& life)
    {
        return [&life, links = std::vector<reference::LinkId>{}](reference::Event const& event,
                                                                 Actions& actions) mutable {
            if (auto const* opened = std::get_if<reference::LinkOpened>(&event.what))
                links.push_back(opened->link);
            auto const* received = std::get_if<reference::Received>(&event.what);
            auto const* message =
                received == nullptr ? nullptr : std::get_if<wire::Publish>(&received->packet.packet);
            life.is_dead = life.is_dead || (message != nullptr && message->topic.ends_with(life.poison));
            if (!life.is_dead)
                return;
            actions.clear();
            for (auto const link : links)
                actions.push_back(drop(link));
        };
    }

    Mortal& life_;
    std::unique_ptr<target::Target> inner_;
};

/// Waits long enough to be under way when the poison comes.
std::string patient(std::string_view id)
{
    return case_of(R"(
    - alice: connect
    - wait: 2 keep_alive
    - alice: expect silence)",
                   id);
}

std::string poisoner(std::string_view verb)
{
    return case_of("    - alice: connect\n    - wait: 1 keep_alive\n    - alice: " + std::string{verb} +
                       "\n      topic: ${topic}/poison\n    - alice: expect close",
                   "poisoner");
}

/// Ignores every second CONNECT on a live connection, so often.
Twist fails_times(int times)
{
    return [times, seen = std::map<reference::LinkId, int>{}](reference::Event const& event,
                                                              Actions& actions) mutable {
        auto const* received = std::get_if<reference::Received>(&event.what);
        bool const is_connect =
            received != nullptr && wire::type_of(received->packet.packet) == wire::PacketType::connect;
        if (is_connect && ++seen[received->link] == 2 && times-- > 0)
            actions.clear();
    };
}

target::KnownFailure known(std::string pattern)
{
    target::KnownFailure entry;
    entry.case_pattern = std::move(pattern);
    entry.reason = "it is so";
    return entry;
}

target::TargetSpec spec_with(target::KnownFailure entry)
{
    auto spec = target::reference_target();
    spec.known_failures.push_back(std::move(entry));
    return spec;
}

} // namespace

TEST(Run, GivesEveryCaseItsVerdict)
{
    auto const played = World{}.run(case_of(good, "one") + case_of(good, "two"));
    EXPECT_EQ(played.of("one").verdict, Verdict::pass) << played.of("one").reason;
    EXPECT_EQ(played.of("two").verdict, Verdict::pass);
    EXPECT_THAT(played.left_behind, IsEmpty());
    EXPECT_EQ(played.trouble, "");
}

TEST(Run, LetsWaitsOverlap)
{
    std::string text;
    for (auto const* id : {"one", "two", "three", "four", "five"})
        text += patient(id);
    EXPECT_LT(World{}.run(text).duration, 3s);
}

TEST(Run, PlaysAsManyAtATimeAsItMay)
{
    auto const played = World{}.run(patient("one") + patient("two"), {}, {.jobs = 1});
    EXPECT_GE(played.duration, 4s);
}

TEST(Failure, IsReportedWhenItHasShownThreeTimes)
{
    auto const played = World{}.run(case_of(good), fails_times(1000));
    EXPECT_EQ(played.of("the-case").verdict, Verdict::fail);
    EXPECT_EQ(played.of("the-case").attempts, 3);
}

TEST(Failure, ThatDoesNotRepeatIsInconclusive)
{
    auto const played = World{}.run(case_of(good), fails_times(1));
    auto const& result = played.of("the-case");
    EXPECT_EQ(result.verdict, Verdict::inconclusive);
    EXPECT_THAT(result.reason, testing::StartsWith("flaky: failed 1 of 3; "));
    EXPECT_THAT(result.other_attempts, SizeIs(2));
}

TEST(KnownFailure, ThatPassesIsUnexpected)
{
    World world;
    Mortal life;
    MortalTarget target{world, life, spec_with(known("the-*"))};
    auto const played = world.run(case_of(good), target);
    EXPECT_EQ(played.of("the-case").verdict, Verdict::pass);
    EXPECT_TRUE(played.of("the-case").unexpected_pass);
    EXPECT_THAT(played.of("the-case").reason, HasSubstr("it is so"));
    EXPECT_EQ(played.of("the-case").known->pattern, "the-*");
}

TEST(KnownFailure, ThatComesAtTimesMayPass)
{
    World world;
    Mortal life;
    auto spec = spec_with(known("the-*"));
    spec.known_failures.front().is_sporadic = true;
    MortalTarget target{world, life, spec};
    auto const played = world.run(case_of(good), target);
    EXPECT_FALSE(played.of("the-case").unexpected_pass);
}

TEST(KnownFailure, StandsForWhatCannotBeToldBecauseOfIt)
{
    World world;
    Mortal life;
    MortalTarget target{world, life, spec_with(known("the-*"))};
    auto const played = world.run(case_of(R"(
    - alice: connect
      return_code: 5
    - alice: expect PINGRESP)"),
                                  target);
    EXPECT_EQ(played.of("the-case").verdict, Verdict::inconclusive);
    EXPECT_TRUE(played.of("the-case").known);
}

TEST(KnownFailure, SharesTheTimeWithOthersThatCannotBeToldEither)
{
    World world;
    Mortal life;
    MortalTarget target{world, life, spec_with(known("the-*"))};
    auto const* const steps = R"(
    - alice: connect
    - alice: expect PUBLISH
      control: true
    - alice: expect close)";
    auto const played = world.run(case_of(steps, "the-first") + case_of(steps, "the-second"), target);
    EXPECT_EQ(played.of("the-first").attempts, 2);
    EXPECT_EQ(played.of("the-second").attempts, 2);
    EXPECT_LT(played.duration, 3 * world.timing.response);
}

TEST(KnownFailure, KeepsItsVerdictAndIsPlayedOnce)
{
    World world;
    Mortal life{.poison = "/other"};
    MortalTarget target{world, life, spec_with(known("the-*"))};
    auto const played = world.run(case_of(R"(
    - alice: connect
    - alice: send PINGREQ
    - alice: expect PUBACK)"),
                                  target);
    auto const& result = played.of("the-case");
    EXPECT_EQ(result.verdict, Verdict::fail);
    EXPECT_EQ(result.attempts, 1);
    ASSERT_TRUE(result.known);
    EXPECT_EQ(result.known->reason, "it is so");
}

TEST(Inconclusive, IsTriedOnceMoreAlone)
{
    auto const once = upon<wire::Subscribe>([count = 0](auto, auto const&, Actions& actions) mutable {
        if (++count == 1)
            actions.clear();
    });
    auto const played = World{}.run(case_of(R"(
    - alice: connect
    - alice: subscribe
    - alice: expect silence)"),
                                    once);
    EXPECT_EQ(played.of("the-case").verdict, Verdict::pass);
    EXPECT_EQ(played.of("the-case").attempts, 2);
    EXPECT_THAT(played.of("the-case").notes, Contains(HasSubstr("could not be told at first")));
}

TEST(Crash, IsBlamedOnTheCaseThatCausesIt)
{
    World world;
    Mortal life;
    MortalTarget target{world, life};
    auto const played = world.run(patient("one") + poisoner("publish") + patient("two"), target);
    auto const& crashed = played.of("poisoner");
    EXPECT_EQ(crashed.verdict, Verdict::fail);
    EXPECT_TRUE(crashed.is_crash);
    EXPECT_THAT(crashed.reason, HasSubstr("it was ended by signal 11"));
    EXPECT_EQ(played.of("one").verdict, Verdict::pass) << played.of("one").reason;
    EXPECT_EQ(played.of("two").verdict, Verdict::pass) << played.of("two").reason;
}

TEST(Crash, VoidsWhatWasUnderWayAndPlaysItAgainAlone)
{
    World world;
    Mortal life;
    MortalTarget target{world, life};
    auto const played = world.run(patient("one") + poisoner("publish"), target);
    EXPECT_EQ(std::ranges::count(played.begun, "one"), 2);
    EXPECT_EQ(played.of("one").attempts, 1) << "the first attempt does not count";
    EXPECT_EQ(life.starts, 5) << "at first, after the crash among others, and after each of three alone";
}

TEST(Crash, OfATargetThatCannotBeStartedAgainIsAnError)
{
    World world;
    Mortal life{.starts_most = 1};
    MortalTarget target{world, life};
    auto const played = world.run(patient("one") + poisoner("publish"), target);
    EXPECT_EQ(played.of("one").verdict, Verdict::error);
    EXPECT_EQ(played.of("poisoner").verdict, Verdict::error);
    EXPECT_THAT(played.trouble, HasSubstr("the target could not be started again: it does not start"));
}

TEST(Crash, IsNotBlamedOnTheNextCase)
{
    World world;
    Mortal life;
    MortalTarget target{world, life};
    // Neither expects an end, so that nothing but its failure makes the first one suspicious.
    auto const silent_poisoner = case_of(R"(
    - alice: connect
    - alice: publish
      topic: ${topic}/poison
    - alice: expect silence
  exclusive: true)",
                                         "poisoner");
    auto const next = case_of(R"(
    - alice: connect
    - alice: expect silence
  exclusive: true)",
                              "next");
    for (std::uint64_t seed : {1U, 2U, 3U, 4U}) {
        auto const played = world.run(silent_poisoner + next, target, {.seed = seed});
        EXPECT_TRUE(played.of("poisoner").is_crash);
        EXPECT_EQ(played.of("next").verdict, Verdict::pass) << played.of("next").reason;
        EXPECT_EQ(played.of("next").attempts, 1);
    }
}

TEST(Bystander, IsNobodyThatACaseCouldBe)
{
    auto const played = World{}.run(case_of(good, "bystander") + case_of(good, "visitor"));
    EXPECT_EQ(played.of("bystander").verdict, Verdict::pass) << played.of("bystander").reason;
    EXPECT_EQ(played.of("bystander").attempts, 1);
    EXPECT_EQ(played.of("visitor").attempts, 1);
}

TEST(Bystander, ShowsATargetThatClosesEverybody)
{
    auto const closes_all = [links = std::vector<reference::LinkId>{}](reference::Event const& event,
                                                                       Actions& actions) mutable {
        if (auto const* opened = std::get_if<reference::LinkOpened>(&event.what))
            links.push_back(opened->link);
        bool const drops = std::ranges::any_of(
            actions, [](auto const& it) { return std::holds_alternative<reference::Drop>(it); });
        if (drops)
            for (auto const link : links)
                actions.push_back(drop(link));
    };
    auto const played = World{}.run(case_of(good), closes_all);
    EXPECT_EQ(played.of("the-case").verdict, Verdict::fail);
    EXPECT_THAT(played.of("the-case").reason, HasSubstr("an innocent connection was closed, too"));
}

TEST(Bystander, ShowsATargetThatLetsNobodyInAnyMore)
{
    auto const locks_up = [is_locked = false](reference::Event const& event, Actions& actions) mutable {
        auto const* received = std::get_if<reference::Received>(&event.what);
        bool const is_connect =
            received != nullptr && wire::type_of(received->packet.packet) == wire::PacketType::connect;
        if (is_connect && is_locked)
            actions.clear();
        is_locked = is_locked || std::ranges::any_of(actions, [](auto const& it) {
                        return std::holds_alternative<reference::Drop>(it);
                    });
    };
    auto const played = World{}.run(case_of(good), locks_up);
    EXPECT_EQ(played.of("the-case").verdict, Verdict::fail);
    EXPECT_THAT(played.of("the-case").reason, HasSubstr("a new connection is not accepted any more"));
}

TEST(Needs, SkipWhatTheTargetHasNot)
{
    auto const played = World{}.run(case_of(R"(
    - alice: connect
    - alice: expect silence
  needs: [denied_client_id == "x"])") +
                                    case_of(good, "other"));
    EXPECT_EQ(played.of("the-case").verdict, Verdict::skipped);
    EXPECT_EQ(played.of("the-case").reason,
              R"(needs denied_client_id == "x"; the target has denied_client_id "")");
    EXPECT_EQ(played.begun, std::vector<std::string>{"other"});
}

TEST(Interrupt, KeepsWhatWasFinished)
{
    World world;
    auto const target = world.make_target({});
    auto const played = world.run(case_of(good, "quick") + patient("slow"), *target, {}, 1s,
                                  [](Runner& runner) { runner.interrupt(); });
    EXPECT_EQ(played.of("quick").verdict, Verdict::pass);
    EXPECT_THAT(played.cases, SizeIs(1));
    EXPECT_LT(played.duration, 2s);
}

TEST(FailFast, BeginsNothingMore)
{
    std::string text;
    for (auto const* id : {"one", "two", "three"})
        text += case_of(good, id);
    auto const played = World{}.run(text, fails_times(1), {.jobs = 1, .stops_at_failure = true});
    EXPECT_THAT(played.begun, SizeIs(1));
}

TEST(Repeat, PlaysEveryCaseSoOften)
{
    auto const played = World{}.run(case_of(good), {}, {.repeat = 4});
    EXPECT_EQ(played.of("the-case").attempts, 4);
    EXPECT_EQ(played.of("the-case").verdict, Verdict::pass);
}

TEST(Repeat, FindsWhatFailsOnce)
{
    auto const played = World{}.run(case_of(good), fails_times(1), {.repeat = 4});
    EXPECT_EQ(played.of("the-case").verdict, Verdict::inconclusive);
    EXPECT_THAT(played.of("the-case").reason, HasSubstr("failed 1 of 4"));
}

TEST(Order, FollowsTheSeed)
{
    std::string text;
    for (int i = 0; i < 20; ++i)
        text += case_of(good, "case-" + std::to_string(i));
    auto const first = World{}.run(text, {}, {.jobs = 1, .seed = 7}).begun;
    EXPECT_EQ(World{}.run(text, {}, {.jobs = 1, .seed = 7}).begun, first);
    EXPECT_NE(World{}.run(text, {}, {.jobs = 1, .seed = 8}).begun, first);
}

TEST(Order, BeginsWithTheLongestAndEndsWithThoseApart)
{
    auto const text = case_of(good, "short") + patient("long") +
                      case_of(std::string{good} + "\n  load: true", "heavy") +
                      case_of(R"(
    - restart: target
    - alice: connect
    - alice: expect silence)",
                              "restarting");
    auto const played = World{}.run(text, {}, {.jobs = 1});
    ASSERT_THAT(played.begun, SizeIs(4));
    EXPECT_EQ(played.begun[0], "long");
    EXPECT_EQ(played.begun[1], "short");
    EXPECT_EQ(played.of("restarting").verdict, Verdict::pass) << played.of("restarting").reason;
}

} // namespace mqttspec::engine
