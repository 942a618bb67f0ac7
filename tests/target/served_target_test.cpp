// SPDX-License-Identifier: Apache-2.0
#include "target/served_target.hpp"

#include "target/load.hpp"
#include "target/reference_spec.hpp"

#include "net/clock.hpp"
#include "reference/broker.hpp"
#include "target/greet.hpp"
#include "target/load.hpp"
#include "target/run.hpp"
#include "wire/encode.hpp"

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <utility>

namespace mqttspec::target {
namespace {

using namespace std::chrono_literals;
using boost::asio::awaitable;

/// Connects with Clean Session 0 and returns whether the broker knew the Session.
awaitable<bool> session_present(Target& target)
{
    wire::Connect packet;
    packet.client_id = "client";
    packet.clean_session = false;
    auto const image = wire::encode(packet, wire::Version::v3_1_1);
    auto const connected = co_await target.connector().connect(net::Clock::now() + 5s);
    co_await connected.stream->write(image.bytes);
    std::array<std::uint8_t, 16> answer{};
    co_await connected.stream->read_some(answer);
    connected.stream->close();
    co_return answer[2] == 1;
}

awaitable<std::pair<bool, bool>> before_and_after_restart(Target& target)
{
    auto const started = co_await target.start();
    co_await session_present(target);
    bool const before = co_await session_present(target);
    co_await target.restart();
    bool const after = co_await session_present(target);
    co_await target.stop();
    co_return std::pair(started.ok && before, after);
}

TEST(TheReferencesVariants, AreWhatTheirFeaturesMakeOfTheBroker)
{
    auto const plain = reference_target();
    ASSERT_FALSE(plain.variants.empty());
    for (auto const& variant : plain.variants) {
        auto const spec = plain.with(variant);
        EXPECT_FALSE(variant.features.empty()) << variant.name;
        EXPECT_EQ(spec_of(options_of(spec)).features, spec.features) << variant.name;
    }
}

TEST(TheReferenceTarget, ForgetsAllAtARestart)
{
    boost::asio::io_context context{1};
    auto const target = make_target(reference_target(), context.get_executor());
    EXPECT_EQ(run(context, before_and_after_restart(*target)), std::pair(true, false));
    EXPECT_FALSE(target->is_alive());
}

TEST(TheReferenceTarget, SaysWhereAndWhatItIs)
{
    boost::asio::io_context context{1};
    auto const target = make_target(reference_target(), context.get_executor());
    ASSERT_TRUE(run(context, target->start()).ok);
    auto const greeting = run(context, greet(target->connector(), target->spec(), net::Clock::now() + 5s));
    EXPECT_TRUE(greeting.is_accepted()) << greeting.trouble;
    EXPECT_TRUE(target->endpoint().starts_with("mqtt://127.0.0.1:"));
    EXPECT_FALSE(target->version().empty());
    EXPECT_TRUE(target->is_alive());
    EXPECT_TRUE(target->is_ours());
    run(context, target->stop());
}

awaitable<void> remember(awaitable<std::pair<bool, bool>> what, std::pair<bool, bool>& result)
{
    result = co_await std::move(what);
}

TEST(AMemoryTarget, RunsInVirtualTime)
{
    net::VirtualTime time;
    boost::asio::io_context context{1};
    auto const target = make_memory_target(context.get_executor(), reference::BrokerOptions{});
    std::pair<bool, bool> result;
    boost::asio::co_spawn(context, remember(before_and_after_restart(*target), result),
                          [](std::exception_ptr) {});
    time.run(context);
    EXPECT_EQ(result, std::pair(true, false));
}

TEST(AMemoryTarget, OffersWhatItsBrokerDoes)
{
    boost::asio::io_context context{1};
    reference::BrokerOptions options;
    options.max_qos = 1;
    options.allows_wildcards = false;
    options.credentials.emplace()["joe"] = "secret";
    auto const target = make_memory_target(context.get_executor(), options);
    auto const& features = target->spec().features;
    EXPECT_EQ(value_of(features, "max_qos"), scenario::Scalar(std::int64_t{1}));
    EXPECT_EQ(value_of(features, "wildcards"), scenario::Scalar(false));
    EXPECT_EQ(value_of(features, "authentication"), scenario::Scalar(true));
    EXPECT_EQ(value_of(features, "retain"), scenario::Scalar(true));
    EXPECT_EQ(target->spec().credentials->user_name, "joe");
}

TEST(TheReferenceTarget, DeclaresFeaturesOfTheListWithinTheirBounds)
{
    for (auto const& [name, value] : reference_target().features) {
        auto const* const feature = feature_named(name);
        ASSERT_TRUE(feature) << name;
        EXPECT_EQ(value.index(), default_of(*feature).index()) << name;
        EXPECT_FALSE(feature->is_derived) << name;
    }
}

TEST(AMemoryTarget, HasAnyBrokerOfOurs)
{
    boost::asio::io_context context{1};
    int made = 0;
    BrokerFactory const factory = [&made]() -> serving::Handler {
        ++made;
        return [](reference::Event const&) { return std::vector<reference::Action>{}; };
    };
    auto const target = make_memory_target(context.get_executor(), factory);
    ASSERT_TRUE(run(context, target->start()).ok);
    ASSERT_TRUE(run(context, target->restart()).ok);
    EXPECT_EQ(made, 2);
    EXPECT_EQ(target->endpoint(), "memory");
    run(context, target->stop());
}

TEST(AMemoryTarget, ThatThrowsIsNoLongerAlive)
{
    boost::asio::io_context context{1};
    BrokerFactory const factory = []() -> serving::Handler {
        return [](reference::Event const&) -> std::vector<reference::Action> {
            throw std::runtime_error("broken");
        };
    };
    auto const target = make_memory_target(context.get_executor(), factory);
    ASSERT_TRUE(run(context, target->start()).ok);
    run(context, session_present(*target));
    context.run_for(5s); // The server closes its links first.
    EXPECT_FALSE(target->is_alive());
    EXPECT_THROW(run(context, target->stop()), std::runtime_error);
}

} // namespace
} // namespace mqttspec::target
