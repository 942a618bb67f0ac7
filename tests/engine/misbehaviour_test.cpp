// SPDX-License-Identifier: Apache-2.0
// Targets that misbehave, and how long we put up with it.
#include "engine/world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

namespace mqttspec::engine {

namespace {

using testing::Contains;
using testing::Field;
using testing::HasSubstr;

constexpr auto ping = R"(
    - alice: connect
    - alice: send PINGREQ
    - alice: expect PINGRESP)";

Twist answers_pings(std::string_view hex)
{
    return upon<wire::Pingreq>([hex = std::string{hex}](auto link, auto const&, Actions& actions) {
        actions.assign({transmit_bytes(link, hex)});
    });
}

/// Answers pings so much later.
Twist answers_pings_after(net::Duration delay)
{
    return [delay, held = Actions{}](reference::Event const& event, Actions& actions) mutable {
        auto const* received = std::get_if<reference::Received>(&event.what);
        if (received != nullptr && wire::type_of(received->packet.packet) == wire::PacketType::pingreq) {
            held = std::exchange(actions, {});
            actions.push_back(reference::SetTimer{event.now + delay});
        } else if (std::holds_alternative<reference::Ticked>(event.what)) {
            actions.insert(actions.end(), held.begin(), held.end());
            held.clear();
        }
    };
}

/// A stream in another's place; the subclass changes what it likes.
class Wrapped : public net::ByteStream
{
public:
    explicit Wrapped(std::unique_ptr<net::ByteStream> inner) : inner_{std::move(inner)} {}

    boost::asio::awaitable<net::Transfer> read_some(std::span<std::uint8_t> into) override
    {
        return inner_->read_some(into);
    }
    boost::asio::awaitable<net::Transfer> write(std::span<std::uint8_t const> bytes,
                                                net::Framing framing) override
    {
        return inner_->write(bytes, framing);
    }
    void shutdown_send() override { inner_->shutdown_send(); }
    void close() override { inner_->close(); }
    void reset() override { inner_->reset(); }
    std::string peer_name() const override { return inner_->peer_name(); }

private:
    std::unique_ptr<net::ByteStream> inner_;
};

class Trickling final : public Wrapped
{
public:
    using Wrapped::Wrapped;
    boost::asio::awaitable<net::Transfer> read_some(std::span<std::uint8_t> into) override
    {
        return Wrapped::read_some(into.first(1));
    }
};

/// Its end comes as a reset.
class Resetting final : public Wrapped
{
public:
    using Wrapped::Wrapped;
    boost::asio::awaitable<net::Transfer> read_some(std::span<std::uint8_t> into) override
    {
        auto transfer = co_await Wrapped::read_some(into);
        if (transfer.end == net::End::fin)
            transfer.end = net::End::rst;
        co_return transfer;
    }
};

/// Takes no byte from us until it is closed.
class Blocked final : public Wrapped
{
public:
    explicit Blocked(std::unique_ptr<net::ByteStream> inner, boost::asio::any_io_executor executor)
        : Wrapped{std::move(inner)}, closed_{std::move(executor)}
    {}
    boost::asio::awaitable<net::Transfer> write(std::span<std::uint8_t const>, net::Framing) override
    {
        while (!is_closed_)
            co_await closed_.wait_until(net::TimePoint::max());
        net::Transfer transfer;
        transfer.end = net::End::local;
        co_return transfer;
    }
    void close() override
    {
        Wrapped::close();
        is_closed_ = true;
        closed_.wake();
    }

private:
    net::Timer closed_;
    bool is_closed_ = false;
};

} // namespace

TEST(Garbage, FailsAndIsShown)
{
    auto const run = World{}.play(case_of(ping), answers_pings("d0 ff ff ff ff 01"));
    EXPECT_EQ(run.outcome.verdict, Verdict::fail);
    EXPECT_THAT(run.outcome.received, HasSubstr("a Remaining Length that runs on past its fourth byte"));
    EXPECT_LT(run.duration, 1s);
}

TEST(Garbage, OfATextProtocolFails)
{
    auto const run = World{}.play(case_of(ping), answers_pings("48 54 54 50 2f 31 2e 31 20 34 30 30"));
    EXPECT_EQ(run.outcome.verdict, Verdict::fail);
    EXPECT_LE(run.duration, 6s);
}

TEST(Garbage, DoesNotHideThatTheTargetCloses)
{
    auto const twist = upon<wire::Pingreq>([](auto link, auto const&, Actions& actions) {
        actions.assign({transmit_bytes(link, "00 ff ff ff ff"), drop(link)});
    });
    auto const run = World{}.play(case_of(R"(
    - alice: connect
    - alice: send PINGREQ
    - alice: expect close)"),
                                  twist);
    EXPECT_EQ(run.outcome.verdict, Verdict::fail);
}

TEST(HugePacket, IsNotWaitedFor)
{
    auto const run = World{}.play(case_of(ping), answers_pings("30 ff ff ff 7f 00 01 61"));
    EXPECT_EQ(run.outcome.verdict, Verdict::fail);
    EXPECT_THAT(run.outcome.received,
                HasSubstr("a packet of 268435460 bytes is announced, more than any case asks for"));
    EXPECT_LT(run.duration, 1s);
}

TEST(WrongPacket, FailsAtOnce)
{
    auto const run = World{}.play(case_of(ping), answers_pings("40 02 00 01"));
    EXPECT_EQ(run.outcome.verdict, Verdict::fail);
    EXPECT_EQ(run.outcome.expected, "PINGRESP");
    EXPECT_THAT(run.outcome.received, HasSubstr("PUBACK packet_id 1 (at 0.0 ms); the connection is open"));
}

TEST(Silence, FailsAfterTheResponseTime)
{
    World world;
    world.timing.response = 3s;
    auto const run = world.play(case_of(ping), answers_pings(""));
    EXPECT_EQ(run.outcome.verdict, Verdict::fail);
    EXPECT_EQ(run.outcome.received, "nothing for 3.0 s; the connection is open");
}

TEST(LateAnswer, CountsAsNone)
{
    auto const run = World{}.play(case_of(ping), answers_pings_after(6s));
    EXPECT_EQ(run.outcome.verdict, Verdict::fail);
    EXPECT_EQ(run.outcome.received, "nothing for 5.0 s; the connection is open");
}

TEST(LateAnswer, CountsWhereItComesWithTheDeadline)
{
    auto const run = World{}.play(case_of(ping), answers_pings_after(4s));
    EXPECT_NE(run.outcome.verdict, Verdict::fail) << run.outcome.reason;
}

/// Answers a ping byte by byte, each so much later.
Twist answers_pings_in_pieces(net::Duration delay, std::size_t count)
{
    return [delay, count, sent = std::size_t{0}, to = reference::LinkId{}](reference::Event const& event,
                                                                           Actions& actions) mutable {
        auto const* received = std::get_if<reference::Received>(&event.what);
        bool const is_ping =
            received != nullptr && wire::type_of(received->packet.packet) == wire::PacketType::pingreq;
        if (is_ping) {
            actions.clear();
            to = received->link;
        } else if (std::holds_alternative<reference::Ticked>(event.what) && sent < count) {
            actions.push_back(transmit_bytes(to, sent++ == 0 ? "d0" : "00"));
        } else {
            return;
        }
        actions.push_back(reference::SetTimer{event.now + delay});
    };
}

TEST(SlowAnswer, CountsAsLongAsItIsComing)
{
    auto const run = World{}.play(case_of(ping), answers_pings_in_pieces(4s, 2));
    EXPECT_NE(run.outcome.verdict, Verdict::fail) << run.outcome.reason;
}

TEST(SlowAnswer, ThatStopsHalfWayCountsAsNone)
{
    auto const run = World{}.play(case_of(ping), answers_pings_in_pieces(4s, 1));
    EXPECT_EQ(run.outcome.verdict, Verdict::fail);
    EXPECT_EQ(run.outcome.received, "1 bytes of a packet that is not whole; the connection is open");
    EXPECT_LT(run.duration, 15s);
}

TEST(Closing, AtOnceMakesTheExchangeInconclusive)
{
    auto const closes = [](reference::Event const& event, Actions& actions) {
        if (auto const* opened = std::get_if<reference::LinkOpened>(&event.what))
            actions.assign({drop(opened->link)});
    };
    auto const run = World{}.play(case_of(ping), closes);
    EXPECT_EQ(run.outcome.verdict, Verdict::inconclusive);
    EXPECT_THAT(run.outcome.reason, HasSubstr("closed by the peer (FIN)"));
    EXPECT_LT(run.duration, 1s);
}

TEST(Closing, ByResetMayHaveDestroyedAConnack)
{
    World world;
    world.wrap = [](auto inner) { return std::make_unique<Resetting>(std::move(inner)); };
    auto const drops =
        upon<wire::Connect>([](auto link, auto const&, Actions& actions) { actions.assign({drop(link)}); });
    auto const run = world.play(case_of(R"(
    - alice: send CONNECT
    - alice: expect CONNACK)"),
                                drops);
    EXPECT_EQ(run.outcome.verdict, Verdict::inconclusive);
    EXPECT_THAT(run.outcome.reason, HasSubstr("a reset can destroy a CONNACK on its way"));
}

TEST(Closing, ByResetIsAClose)
{
    World world;
    world.wrap = [](auto inner) { return std::make_unique<Resetting>(std::move(inner)); };
    auto const run = world.play(case_of(R"(
    - alice: connect
    - alice: send CONNECT
    - alice: expect close)"));
    EXPECT_EQ(run.outcome.verdict, Verdict::pass) << run.outcome.reason;
    EXPECT_THAT(run.notes, Contains("alice: closed by RST"));
}

TEST(Segmentation, ByteByByteChangesNothing)
{
    World world;
    world.wrap = [](auto inner) { return std::make_unique<Trickling>(std::move(inner)); };
    auto const run = world.play(case_of(R"(
    - alice: connect
    - alice: subscribe
      qos: 2
    - alice: publish
      qos: 2
    - alice: receive
      qos: 2
    - alice: expect silence)"));
    EXPECT_EQ(run.outcome.verdict, Verdict::pass) << run.outcome.reason;
}

TEST(Segmentation, OfOurOwnWritesIsAsTheCaseSays)
{
    auto const run = World{}.play(case_of(R"(
    - alice: send CONNECT
      split: each byte
    - alice: expect CONNACK
    - alice: send PINGREQ
      split: [1]
    - alice: expect PINGRESP)"));
    EXPECT_EQ(run.outcome.verdict, Verdict::pass) << run.outcome.reason;
}

TEST(Flood, IsCutOff)
{
    auto const floods = upon<wire::Subscribe>([](auto link, auto const&, Actions& actions) {
        wire::Bytes many(std::size_t{2} * 300'000);
        for (std::size_t i = 0; i < many.size(); i += 2)
            many[i] = 0xd0;
        actions.push_back(reference::Transmit{.link = link, .what = std::move(many)});
    });
    // Replies do not disturb who waits for a delivery.
    auto const run = World{}.play(case_of(R"(
    - alice: connect
    - alice: subscribe
    - alice: expect PUBLISH
      control: true
    - alice: expect silence)"),
                                  floods);
    EXPECT_EQ(run.outcome.verdict, Verdict::error);
    EXPECT_EQ(run.outcome.reason, "the target floods a connection; it was cut off");
    EXPECT_THAT(run.wire, Contains(Field(&results::WireEvent::detail, HasSubstr("the target floods this"))));
    EXPECT_LE(run.wire.size(), 2001U);
}

TEST(Flood, ThatBreaksAnExpectationIsAFailure)
{
    auto const floods = upon<wire::Subscribe>([](auto link, auto const&, Actions& actions) {
        actions.push_back(
            reference::Transmit{.link = link, .what = wire::Bytes(std::size_t{2} * 300'000, 0xd0)});
    });
    auto const run = World{}.play(case_of(R"(
    - alice: connect
    - alice: send SUBSCRIBE
    - alice: expect SUBACK
    - alice: expect silence)"),
                                  floods);
    EXPECT_EQ(run.outcome.verdict, Verdict::fail);
}

TEST(Writing, ToATargetThatReadsNothingHasAnEnd)
{
    World world;
    world.wrap = [&](auto inner) { return std::make_unique<Blocked>(std::move(inner), world.executor()); };
    auto const run = world.play(case_of(ping));
    EXPECT_EQ(run.outcome.verdict, Verdict::inconclusive);
    EXPECT_THAT(run.notes, Contains("alice: the target did not take all bytes within the response time"));
    EXPECT_LE(run.duration, 11s);
}

TEST(KeepAlive, RunsFromTheLastPacketAndHasTolerance)
{
    World world;
    world.timing.keep_alive = 2;
    auto const run = world.play(case_of(R"(
    - alice: connect
      keep_alive: ${keep_alive}
    - wait: 0.5 keep_alive
    - alice: expect close
      within: 1.5 keep_alive)"));
    EXPECT_EQ(run.outcome.verdict, Verdict::pass) << run.outcome.reason;
    EXPECT_EQ(run.duration, 3s);
    EXPECT_THAT(run.notes, Contains("closed 3.0 s after the last packet, 1.50 x the keep alive"));
}

TEST(KeepAlive, FailsOnceTheToleranceHasPassed)
{
    World world;
    world.timing.keep_alive = 2;
    world.timing.keep_alive_tolerance = 4s;
    auto const run = world.play(case_of(R"(
    - alice: connect
    - wait: 0.5 keep_alive
    - alice: expect close
      within: 1.5 keep_alive)"));
    EXPECT_EQ(run.outcome.verdict, Verdict::fail);
    EXPECT_EQ(run.duration, 7s);
}

TEST(Bound, OfACaseCoversTheRoundsOfItsRepeats)
{
    auto const cases = cases_of(case_of(R"(
    - alice: connect
    - repeat: 100
      steps:
        - wait: 1 keep_alive
        - alice: ping
    - alice: expect silence)"));
    EXPECT_GT(bound_of(cases.front(), {.keep_alive = 10}), 1000s);
    EXPECT_EQ(World{}
                  .play(case_of(R"(
    - alice: connect
    - repeat: 100
      steps:
        - wait: 2 keep_alive
        - alice: ping
    - alice: expect silence)"))
                  .outcome.verdict,
              Verdict::pass);
}

TEST(Bound, BreaksOffWhatTakesLonger)
{
    // Each answer is just in time, but there are too many of them.
    auto const run = World{}.play(case_of(R"(
    - alice: connect
    - repeat: 100
      steps:
        - alice: ping
    - alice: expect silence)"),
                                  answers_pings_after(4s));
    EXPECT_EQ(run.outcome.verdict, Verdict::inconclusive);
    EXPECT_EQ(run.outcome.reason, "the case was broken off");
    EXPECT_LT(run.duration, 150s);
}

TEST(BreakingOff, IsSafeInEveryStep)
{
    constexpr std::string_view last_steps[]{"disconnect", "ping",    "expect silence", "expect close",
                                            "subscribe",  "receive", "publish"};
    auto const mute = [](reference::Event const& event, Actions& actions) {
        auto const* received = std::get_if<reference::Received>(&event.what);
        if (received != nullptr && wire::type_of(received->packet.packet) != wire::PacketType::connect)
            actions.clear();
    };
    for (auto const step : last_steps) {
        World world;
        world.timing.settle = 2s;
        auto const target = world.make_target(mute);
        auto const played = world.run(case_of("    - alice: connect\n    - alice: " + std::string{step} +
                                              "\n      checks: MQTT-3.1.0-2\n    - alice: expect silence"),
                                      *target, {}, 6s, [](Runner& runner) { runner.interrupt(); });
        EXPECT_LT(played.duration, 20s) << step;
    }
}

} // namespace mqttspec::engine
