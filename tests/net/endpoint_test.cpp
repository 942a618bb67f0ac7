// SPDX-License-Identifier: Apache-2.0
#include "net/endpoint.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <ostream>

namespace mqttspec::net {

void PrintTo(Endpoint const& endpoint, std::ostream* out)
{
    *out << endpoint.scheme << ' ' << endpoint.host << ' ' << endpoint.port << ' ' << endpoint.path
         << " user " << endpoint.user_name.value_or("-") << " password " << endpoint.password.value_or("-");
}

namespace {

using testing::HasSubstr;
using testing::Not;

struct Good
{
    std::string_view url;
    Endpoint endpoint;
    std::string_view in_reports;
};

class GoodUrl : public testing::TestWithParam<Good>
{};

TEST_P(GoodUrl, IsTakenApart)
{
    auto const parsed = parse_endpoint(GetParam().url);
    EXPECT_EQ(parsed, (std::variant<Endpoint, std::string>(GetParam().endpoint)));
}

TEST_P(GoodUrl, IsFitForReports)
{
    EXPECT_EQ(without_secrets(GetParam().endpoint), GetParam().in_reports);
}

INSTANTIATE_TEST_SUITE_P(
    Endpoint, GoodUrl,
    testing::Values(
        Good{"mqtt://localhost", {.host = "localhost"}, "mqtt://localhost:1883"},
        Good{"mqtt://broker.example:1884/",
             {.host = "broker.example", .port = 1884},
             "mqtt://broker.example:1884"},
        Good{"MQTT://127.0.0.1:65535", {.host = "127.0.0.1", .port = 65535}, "mqtt://127.0.0.1:65535"},
        Good{"mqtt://[::1]", {.host = "::1"}, "mqtt://[::1]:1883"},
        Good{"mqtt://[2001:db8::7]:99", {.host = "2001:db8::7", .port = 99}, "mqtt://[2001:db8::7]:99"},
        Good{"mqtt://[fe80::1%25eth0]", {.host = "fe80::1%eth0"}, "mqtt://[fe80::1%eth0]:1883"},
        Good{"mqtts://h", {.scheme = "mqtts", .host = "h", .port = 8883}, "mqtts://h:8883"},
        Good{"ws://h/mqtt", {.scheme = "ws", .host = "h", .port = 80, .path = "/mqtt"}, "ws://h:80/mqtt"},
        Good{"wss://h/a/b?token=x",
             {.scheme = "wss", .host = "h", .port = 443, .path = "/a/b?token=x"},
             "wss://h:443/a/b?..."},
        Good{"ws://h?token=x",
             {.scheme = "ws", .host = "h", .port = 80, .path = "/?token=x"},
             "ws://h:80/?..."},
        Good{"ws://h", {.scheme = "ws", .host = "h", .port = 80, .path = "/"}, "ws://h:80/"},
        Good{"mqtt://ann@h", {.host = "h", .user_name = "ann"}, "mqtt://h:1883"},
        Good{"mqtt://ann:s3cret@h", {.host = "h", .user_name = "ann", .password = "s3cret"}, "mqtt://h:1883"},
        Good{"mqtt://ann:@h", {.host = "h", .user_name = "ann", .password = ""}, "mqtt://h:1883"},
        Good{"mqtt://a%40b:c%3A%2f%25@h:1",
             {.host = "h", .port = 1, .user_name = "a@b", .password = "c:/%"},
             "mqtt://h:1"},
        Good{"mqtt://a:b:c@h", {.host = "h", .user_name = "a", .password = "b:c"}, "mqtt://h:1883"}));

struct Bad
{
    std::string_view url;
    std::string_view trouble;
};

class BadUrl : public testing::TestWithParam<Bad>
{};

TEST_P(BadUrl, IsExplainedWithoutItsSecrets)
{
    auto const parsed = parse_endpoint(GetParam().url);
    ASSERT_TRUE(std::holds_alternative<std::string>(parsed)) << "it was taken";
    EXPECT_THAT(std::get<std::string>(parsed), HasSubstr(GetParam().trouble));
    EXPECT_THAT(std::get<std::string>(parsed), Not(HasSubstr("s3cret")));
}

INSTANTIATE_TEST_SUITE_P(
    Endpoint, BadUrl,
    testing::Values(Bad{"", "a URL is wanted"}, Bad{"localhost:1883", "a URL is wanted"},
                    Bad{"http://h", "unknown scheme"}, Bad{"://h", "unknown scheme"},
                    Bad{"mqtt://", "host is missing"}, Bad{"mqtt://:1883", "host is missing"},
                    Bad{"mqtt://u:s3cret@", "host is missing"}, Bad{"mqtt://h:0", "from 1 to 65535"},
                    Bad{"mqtt://h:", "from 1 to 65535"}, Bad{"mqtt://h:65536", "from 1 to 65535"},
                    Bad{"mqtt://h:-1", "from 1 to 65535"}, Bad{"mqtt://h:18x", "from 1 to 65535"},
                    Bad{"mqtt://::1", "stands in brackets"}, Bad{"mqtt://[::1", "not closed"},
                    Bad{"mqtt://[]", "host is missing"}, Bad{"mqtt://[::1]x", "only a port"},
                    Bad{"mqtt://u:s3cret%4@h", "password holds a %"},
                    Bad{"mqtt://u%zz:s3cret@h", "user name holds a %"},
                    Bad{"mqtt://u:s3cret/x@h", "from 1 to 65535"}, Bad{"mqtt://u:s3cret@h/topic", "no path"},
                    Bad{"mqtt://h?x=s3cret", "no path"}, Bad{"ws://h/#s3cret", "fragment"},
                    Bad{"mqtt://a b", "host is missing or malformed"},
                    Bad{"mqtt://h%00", "host is missing or malformed"}));

} // namespace
} // namespace mqttspec::net
