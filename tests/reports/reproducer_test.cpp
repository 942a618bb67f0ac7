// SPDX-License-Identifier: Apache-2.0
#include "reports/reproducer.hpp"

#include "support/sample_result.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mqttspec::reports {

namespace {

using results::CaseResult;
using results::Target;
using results::WireEvent;
using testing::HasSubstr;

Target tcp_target()
{
    Target target;
    target.endpoint = "mqtt://127.0.0.1:1883";
    return target;
}

WireEvent opened(double t, std::string actor, std::string peer = "127.0.0.1:1884")
{
    return {.t = t, .actor = std::move(actor), .connection = 1, .kind = "opened", .detail = std::move(peer)};
}

WireEvent packet(double t, std::string actor, std::string direction, std::string bytes)
{
    auto const size = bytes.size();
    return {.t = t,
            .actor = std::move(actor),
            .connection = 1,
            .direction = std::move(direction),
            .kind = "packet",
            .bytes = std::move(bytes),
            .total_bytes = size};
}

WireEvent closed(double t, std::string actor, std::string direction)
{
    return {.t = t,
            .actor = std::move(actor),
            .connection = 1,
            .direction = std::move(direction),
            .kind = "closed"};
}

CaseResult with(std::vector<WireEvent> wire)
{
    CaseResult one;
    one.wire = std::move(wire);
    return one;
}

std::string obstacle(std::vector<WireEvent> wire, Target const& target = tcp_target())
{
    auto const made = reproducer(with(std::move(wire)), target);
    EXPECT_EQ(made.command, "");
    return made.obstacle;
}

TEST(Reproducer, SendsWhatWasSentAndWaitsWhereAnAnswerWasAwaited)
{
    auto const made =
        reproducer(with({opened(0, "alice"), packet(0.001, "alice", "sent", "\x10\x01\x7f"),
                         packet(0.002, "alice", "received", "\x20\x02"),
                         packet(0.003, "alice", "sent", "\xc1"), packet(0.003, "alice", "sent", "\xff")}),
                   tcp_target());
    EXPECT_EQ(made.command, "{ echo 10017f | xxd -r -p; sleep 0.1; echo c1ff | xxd -r -p; sleep 1; } "
                            "| nc -q 0 127.0.0.1 1884 | xxd");
}

TEST(Reproducer, KeepsPausesAndItsOwnEnd)
{
    auto const made = reproducer(with({opened(0, "alice"), packet(0.001, "alice", "sent", "a"),
                                       packet(3.049, "alice", "sent", "b"), closed(4.05, "alice", "sent")}),
                                 tcp_target());
    EXPECT_THAT(made.command,
                HasSubstr("echo 61 | xxd -r -p; sleep 3; echo 62 | xxd -r -p; sleep 1; } | nc"));
}

TEST(Reproducer, PlaysConnectionsSideBySide)
{
    auto const made =
        reproducer(with({opened(0, "bob"), packet(0.001, "bob", "sent", "a"), opened(0.5, "alice"),
                         packet(0.501, "alice", "sent", "b"), closed(0.502, "bob", "received")}),
                   tcp_target());
    EXPECT_EQ(made.command,
              "( { echo 61 | xxd -r -p; sleep 1.5; } | nc -q 0 127.0.0.1 1884 | xxd | sed 's/^/bob: /' & "
              "{ sleep 0.5; echo 62 | xxd -r -p; sleep 1; } | nc -q 0 127.0.0.1 1884 | xxd | "
              "sed 's/^/alice: /' & wait )");
}

TEST(Reproducer, TakesTheAddressFromTheTargetWhereTheLogHasNone)
{
    auto const made = reproducer(with({packet(0, "alice", "sent", "a")}), tcp_target());
    EXPECT_THAT(made.command, HasSubstr("nc -q 0 127.0.0.1 1883 |"));
    auto const over_v6 =
        reproducer(with({opened(0, "alice", "[::1]:1883"), packet(0, "alice", "sent", "a")}), {});
    EXPECT_THAT(over_v6.command, HasSubstr("nc -q 0 ::1 1883 |"));
}

TEST(Reproducer, SaysWhyThereIsNone)
{
    Target client = tcp_target();
    client.role = "client";
    EXPECT_THAT(obstacle({packet(0, "server", "sent", "a")}, client), HasSubstr("the harness that waits"));
    Target tls = tcp_target();
    tls.transport = "tls";
    EXPECT_EQ(obstacle({packet(0, "alice", "sent", "a")}, tls), "nc does not speak tls");
    EXPECT_EQ(obstacle({opened(0, "alice")}), "nothing was sent");
    auto cut = packet(0, "alice", "sent", "a");
    cut.total_bytes = 70000;
    EXPECT_EQ(obstacle({cut}), "the report holds 1 of the 70000 bytes of one of its packets");
    EXPECT_THAT(obstacle({packet(0, "alice", "sent", std::string(9000, 'a'))}),
                HasSubstr("9000 bytes, too many"));
    EXPECT_THAT(obstacle({packet(0, "", "sent", "a")}), HasSubstr("not whole"));
    EXPECT_THAT(obstacle({packet(0, "alice", "sent", "a")}, Target{}),
                HasSubstr("where the target listened"));
}

/// A result is anybody's document, and its command is meant to be pasted.
TEST(Reproducer, LetsNothingThroughThatAShellWouldObey)
{
    EXPECT_THAT(obstacle({packet(0, "al'; reboot; '", "sent", "a")}), HasSubstr("strange names"));
    for (char const* const peer :
         {"$(reboot):1", "127.0.0.1:1;reboot", "-e/bin/sh:1", "a b:1", "`x`:1", "[::1]\n:1"}) {
        auto const made =
            reproducer(with({opened(0, "alice", peer), packet(0, "alice", "sent", "a")}), tcp_target());
        EXPECT_THAT(made.command, HasSubstr("nc -q 0 127.0.0.1 1883 |")) << peer;
    }
}

} // namespace

} // namespace mqttspec::reports
