// SPDX-License-Identifier: Apache-2.0
#include "engine/delivery.hpp"
#include "engine/world.hpp"
#include "target/delivery.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mqttspec::engine {

namespace {

using testing::AnyOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::SizeIs;

using Writes = std::vector<wire::Bytes>;

/// Keeps what is written in each write.
class Recorded final : public net::ByteStream
{
public:
    /// Each write takes so long.
    Recorded(std::unique_ptr<net::ByteStream> inner, Writes& writes, net::Duration lasts = {})
        : inner_{std::move(inner)}, writes_{writes}, lasts_{lasts}
    {}
    boost::asio::awaitable<net::Transfer> read_some(std::span<std::uint8_t> into) override
    {
        return inner_->read_some(into);
    }
    boost::asio::awaitable<net::Transfer> write(std::span<std::uint8_t const> bytes,
                                                net::Framing framing) override
    {
        writes_.emplace_back(bytes.begin(), bytes.end());
        if (lasts_ > net::Duration{})
            co_await net::sleep_until(net::Clock::now() + lasts_);
        auto const transfer = co_await inner_->write(bytes, framing);
        co_return transfer;
    }
    void shutdown_send() override { inner_->shutdown_send(); }
    void close() override { inner_->close(); }
    void reset() override { inner_->reset(); }
    std::string peer_name() const override { return inner_->peer_name(); }

private:
    std::unique_ptr<net::ByteStream> inner_;
    Writes& writes_;
    net::Duration lasts_;
};

constexpr auto two_publishes = R"(
    - alice: connect
    - alice: send PUBLISH
      qos: 1
    - alice: send PINGREQ
    - alice: expect any order
      packets: [PUBACK, PINGRESP])";

/// What goes out in each write when the case is delivered so.
Writes writes_of(Delivery delivery, std::string_view steps)
{
    Writes writes;
    World world;
    world.delivery = delivery;
    world.wrap = [&](auto inner) { return std::make_unique<Recorded>(std::move(inner), writes); };
    auto const run = world.play(case_of(steps));
    EXPECT_EQ(run.outcome.verdict, Verdict::pass) << run.outcome.reason;
    return writes;
}

MATCHER(IsPingreq, "")
{
    return arg == wire::Bytes{0xc0, 0x00};
}

MATCHER(EndsWithPingreq, "")
{
    return arg.size() > 2 && arg[arg.size() - 2] == 0xc0 && arg.back() == 0x00;
}

TEST(Delivery, WholeHasAWriteForEachPacket)
{
    EXPECT_THAT(writes_of(Delivery::whole, two_publishes), Contains(IsPingreq()));
}

TEST(Delivery, TrickleHasAWriteForEachByte)
{
    wire::Bytes const goodbye{0xe0, 0x00}; // It is none of the case's.
    EXPECT_THAT(writes_of(Delivery::trickle, two_publishes), Each(AnyOf(SizeIs(1), goodbye)));
}

TEST(Delivery, TakesNothingFromTheTimeForAnAnswer)
{
    Writes writes;
    World world;
    world.delivery = Delivery::trickle;
    world.timing.response = 250ms;
    world.wrap = [&](auto inner) { return std::make_unique<Recorded>(std::move(inner), writes, 150ms); };
    auto const run = world.play(case_of(R"(
    - alice: connect
    - alice: send PINGREQ
    - alice: expect PINGRESP)"));
    EXPECT_EQ(run.outcome.verdict, Verdict::pass) << run.outcome.reason;
}

TEST(Delivery, CoalescePutsWhatIsSentWithoutWaitingIntoOneWrite)
{
    auto const writes = writes_of(Delivery::coalesce, two_publishes);
    EXPECT_THAT(writes, Contains(EndsWithPingreq()));
}

TEST(Delivery, CoalesceKeepsNothingBackFromAClose)
{
    auto const writes = writes_of(Delivery::coalesce, R"(
    - alice: connect
    - alice: send PINGREQ
    - alice: half_close
    - alice: expect PINGRESP
    - alice: expect close)");
    EXPECT_THAT(writes, Contains(IsPingreq()));
}

TEST(Delivery, CoalesceKeepsTheOrderOfDifferentActors)
{
    auto const writes = writes_of(Delivery::coalesce, R"(
    - alice: connect
    - bob: connect
    - alice: send PINGREQ
    - bob: publish
      payload: after
    - alice: expect PINGRESP)");
    // The two CONNECTs come first.
    ASSERT_GE(writes.size(), 4U);
    EXPECT_THAT(writes[2], IsPingreq());
}

TEST(Delivery, LeavesTheCutsOfACaseAlone)
{
    constexpr auto cut_by_the_case = R"(
    - alice: connect
    - alice: send bytes
      hex: c0 00 c0 00 c0 00
      split: [4]
    - alice: expect PINGRESP
    - alice: expect PINGRESP
    - alice: expect PINGRESP)";
    wire::Bytes const two{0xc0, 0x00, 0xc0, 0x00};
    EXPECT_THAT(writes_of(Delivery::trickle, cut_by_the_case), Contains(two));
    EXPECT_THAT(writes_of(Delivery::coalesce, cut_by_the_case), Contains(two));
}

TEST(Trickle, CutsLargePacketsIntoCoarsePiecesBehindTheirBeginning)
{
    std::vector<wire::Bytes> const images{wire::Bytes(3000)};
    auto const cuts = cuts_of_trickle(images, false);
    EXPECT_THAT(cuts, SizeIs(255 + 2));
    EXPECT_THAT(cuts, Contains(2048U));
}

TEST(Trickle, OfMultitudesCutsFixedHeadersOnly)
{
    std::vector<wire::Bytes> const images{wire::Bytes(30), wire::Bytes(2)};
    EXPECT_THAT(cuts_of_trickle(images, true), ElementsAre(1U, 30U, 31U));
}

TEST(Delivery, HasANameThatFindsIt)
{
    for (auto const& name : target::delivery_names())
        EXPECT_EQ(name_of(target::delivery_named(name).value()), name);
    EXPECT_EQ(target::delivery_named("hole"), std::nullopt);
    EXPECT_THAT(target::delivery_names(), ElementsAre("whole", "trickle", "coalesce"));
}

} // namespace

} // namespace mqttspec::engine
