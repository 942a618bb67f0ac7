// SPDX-License-Identifier: Apache-2.0
#include "target/target.hpp"

#include "net/tcp.hpp"
#include "target/load.hpp"
#include "target/run.hpp"
#include "target/served_target.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <variant>

namespace mqttspec::target {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class AUrlTarget : public testing::Test
{
protected:
    std::unique_ptr<Target> at(std::string const& url)
    {
        auto spec = std::get<TargetSpec>(resolve(url, std::vector<std::string>{}, diagnostics));
        spec.timing.response = 200ms;
        return make_target(std::move(spec), context.get_executor());
    }

    boost::asio::io_context context{1};
    yaml::Diagnostics diagnostics;
};

TEST_F(AUrlTarget, IsUpWhenItAnswersConnect)
{
    auto const broker = make_reference_target(reference_target(), context.get_executor());
    ASSERT_TRUE(run(context, broker->start()).ok);
    auto const target = at(broker->endpoint());
    auto const result = run(context, target->start());
    EXPECT_TRUE(result.ok) << result.trouble;
    EXPECT_EQ(target->endpoint(), broker->endpoint());
    EXPECT_FALSE(target->is_ours());
    EXPECT_TRUE(target->is_alive());
    EXPECT_EQ(target->version(), "");
    run(context, target->stop());
    run(context, broker->stop());
}

TEST_F(AUrlTarget, ThatRefusesConnectionsIsTriedOnce)
{
    auto const port = std::to_string(net::free_port());
    auto const begun = net::Clock::now();
    auto const result = run(context, at("mqtt://127.0.0.1:" + port)->start());
    EXPECT_FALSE(result.ok);
    EXPECT_EQ(result.trouble, "connecting to 127.0.0.1:" + port + ": Connection refused");
    EXPECT_LT(net::Clock::now() - begun, 2s);
}

TEST_F(AUrlTarget, ThatNeverAnswersIsGivenUp)
{
    auto const listening = net::listen_tcp(context.get_executor(), "127.0.0.1", 0);
    auto const port = std::get<std::unique_ptr<net::TcpListener>>(listening)->port();
    auto const result = run(context, at("mqtt://127.0.0.1:" + std::to_string(port))->start());
    EXPECT_FALSE(result.ok);
    EXPECT_THAT(result.trouble, HasSubstr("took the connection, but did not answer CONNECT within 0.2 s"));
}

TEST_F(AUrlTarget, MayBeWaitedFor)
{
    auto spec = target_at({.scheme = "mqtt",
                           .host = "127.0.0.1",
                           .port = net::free_port(),
                           .path = {},
                           .user_name = {},
                           .password = {}});
    spec.timing.start = 300ms;
    auto const target = make_target(spec, context.get_executor());
    auto const begun = net::Clock::now();
    EXPECT_FALSE(run(context, target->start()).ok);
    EXPECT_GE(net::Clock::now() - begun, 300ms);
}

TEST_F(AUrlTarget, CannotBeRestarted)
{
    auto const target = at("mqtt://127.0.0.1:1");
    EXPECT_EQ(run(context, target->restart()).trouble, "127.0.0.1:1 is not ours to restart");
}

TEST_F(AUrlTarget, DoesNotShowUserInformation)
{
    EXPECT_EQ(at("mqtt://joe:secret@127.0.0.1:1885")->endpoint(), "mqtt://127.0.0.1:1885");
}

} // namespace
} // namespace mqttspec::target
