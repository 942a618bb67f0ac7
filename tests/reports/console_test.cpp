// SPDX-License-Identifier: Apache-2.0
#include "reports/console.hpp"

#include "reports/json.hpp"
#include "support/golden.hpp"
#include "support/sample_result.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

namespace mqttspec::reports {

namespace {

using results::Result;
using support::is_approved;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string last_line(std::string const& text)
{
    std::size_t const end = text.size() - 1; // Of the line feed.
    return text.substr(text.rfind('\n', end - 1) + 1, end - text.rfind('\n', end - 1) - 1);
}

Result only_known_failures()
{
    Result result = support::sample_result();
    result.cases = {result.cases[0], result.cases[4], result.cases[7]};
    result.findings.clear();
    result.stale_expectations.clear();
    summarise(result);
    return result;
}

TEST(Console, IsApproved)
{
    EXPECT_TRUE(is_approved("reports/golden/console.approved.txt", console(support::sample_result(), {})));
}

TEST(Console, IsApprovedInChinese)
{
    EXPECT_TRUE(is_approved("reports/golden/console-zh.approved.txt",
                            console(support::sample_result(), {.lang = Language::chinese})));
}

TEST(Console, IsApprovedInColourAndFull)
{
    EXPECT_TRUE(
        is_approved("reports/golden/console-colour-full.approved.txt",
                    console(support::sample_result(), {.colour = true, .width = 120, .verbosity = 2})));
}

TEST(Console, IsApprovedInAsciiOnANarrowScreen)
{
    std::string const text = console(support::sample_result(), {.unicode = false, .width = 60});
    EXPECT_TRUE(is_approved("reports/golden/console-narrow.approved.txt", text));
    EXPECT_TRUE(
        std::all_of(text.begin(), text.end(), [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); }));
}

TEST(Console, IsApprovedForAConformantRun)
{
    EXPECT_TRUE(is_approved("reports/golden/console-conformant.approved.txt",
                            console(support::conformant_result(), {})));
}

TEST(Console, ShowsOnlyFailuresAndTheScoreWhenQuiet)
{
    std::string const text = console(support::sample_result(), {.verbosity = -1});
    EXPECT_THAT(text, StartsWith("Failures (2)"));
    EXPECT_THAT(text, Not(HasSubstr("Skipped")));
    EXPECT_EQ(console(support::conformant_result(), {.verbosity = -1}),
              "reference 0.1.0 over tcp: 2 of 2 applicable statements pass (100%), 0 skipped: CONFORMANT\n");
}

TEST(Console, EndsWithTheScoreAndTheVerdict)
{
    EXPECT_EQ(
        last_line(console(only_known_failures(), {})),
        "mosquitto 2.0.11 over tcp: 2 of 3 applicable statements pass (66%), 1 fail (all known), 1 skipped, "
        "8 not examined: NOT CONFORMANT");
    EXPECT_EQ(last_line(console(only_known_failures(), {.lang = Language::chinese})),
              "mosquitto 2.0.11（tcp）：3 条适用条款中 2 条通过（66%），1 条失败（均为已知），1 条跳过，8 "
              "条未检验：不符合标准");
}

struct Ending
{
    void (*befall)(Result&) = nullptr;
    std::string word{};
};

TEST(Console, ChoosesItsLastWord)
{
    for (Ending const& ending :
         {Ending{[](Result&) {}, ": CONFORMANT"},
          Ending{[](Result& r) { r.partial = true; }, ": PARTIAL, says nothing of conformance"},
          Ending{[](Result& r) { r.interrupted = true; }, ": INTERRUPTED"},
          Ending{[](Result& r) { r.trouble = "x"; }, ": BROKEN OFF"},
          Ending{[](Result& r) { r.cases.clear(); }, ": NOTHING EXAMINED"},
          Ending{[](Result& r) { r.cases[0].verdict = results::Verdict::error; }, ": UNDECIDED"},
          Ending{[](Result& r) { r.partial = true, r.cases[0].verdict = results::Verdict::fail; },
                 ": NOT CONFORMANT"}}) {
        Result result = support::conformant_result();
        ending.befall(result);
        summarise(result);
        EXPECT_THAT(last_line(console(result, {})), EndsWith(ending.word));
    }
}

TEST(Console, EscapesWhatATerminalWouldObey)
{
    Result result = support::sample_result();
    result.target.version = "\x1b[2J";
    result.trouble = "\x9b"
                     "31m";
    result.cases[1].wire[1].packet->summary = "CONNECT client_id=\x1b]0;x\x07";
    result.cases[1].failure->received = "PUBLISH \u202e\x7f";
    result.cases[7].reason = "\b\b\r";
    std::string const text = console(result, {.verbosity = 2});
    EXPECT_THAT(text, HasSubstr("mosquitto \\x1b[2J over tcp"));
    EXPECT_THAT(text, HasSubstr("\\x9b31m"));
    EXPECT_THAT(text, HasSubstr("client_id=\\x1b]0;x\\x07"));
    EXPECT_THAT(text, HasSubstr("PUBLISH \\u202e\\x7f"));
    EXPECT_TRUE(std::none_of(text.begin(), text.end(),
                             [](unsigned char c) { return (c < ' ' && c != '\n') || c == 0x7f; }));
}

TEST(Console, IsTheSameFromADocumentThatWasReadBack)
{
    Result const result = support::sample_result();
    EXPECT_EQ(console(std::get<Result>(parse_json(to_json(result))), {}), console(result, {}));
}

TEST(Console, KeepsHeadAndTailOfALongWireLog)
{
    Result result = support::sample_result();
    for (int i = 0; i < 500; ++i)
        result.cases[1].wire.push_back(
            {.t = 3.0 + i, .actor = "alice", .kind = "note", .detail = "n" + std::to_string(i)});
    std::string const text = console(result, {});
    EXPECT_THAT(text, HasSubstr("n3\n"));
    EXPECT_THAT(text, HasSubstr("… 451 more, see the JSON report"));
    EXPECT_THAT(text, HasSubstr("n455\n"));
    EXPECT_THAT(text, HasSubstr("n499\n"));
    EXPECT_THAT(text, Not(HasSubstr("n4\n")));
    EXPECT_THAT(text, Not(HasSubstr("n454\n")));
    EXPECT_THAT(console(result, {.verbosity = 2}), HasSubstr("n200\n"));
}

TEST(Console, TellsEachStatementThatIsBlamed)
{
    Result result = support::sample_result();
    result.cases[1].failure->blamed = {"MQTT-3.1.0-2", "MQTT-3.1.0-1"};
    std::string const text = console(result, {});
    EXPECT_THAT(text, HasSubstr("✗ MQTT-3.1.0-2, MQTT-3.1.0-1  second-connect"));
    EXPECT_THAT(text,
                HasSubstr("statement    MQTT-3.1.0-1 (must): The first packet of a client is CONNECT."));
}

TEST(Console, NeverWrapsTheCommandThatReplays)
{
    Result result = support::sample_result();
    result.cases[1].replay =
        "mqttspec run mqtt://127.0.0.1:1883 --case second-connect --transport ws --delivery trickle "
        "--timing-scale 2 --seed 18446744073709551615";
    EXPECT_THAT(console(result, {.width = 60}), HasSubstr(result.cases[1].replay + "\n"));
}

class ConsoleOptionsFor : public testing::Test
{
protected:
    ConsoleOptionsFor()
    {
        unsetenv("NO_COLOR");
        unsetenv("LC_ALL");
        unsetenv("LC_CTYPE");
        setenv("TERM", "xterm", 1);
        setenv("LANG", "en_GB.UTF-8", 1);
        master_ = posix_openpt(O_RDWR | O_NOCTTY);
        grantpt(master_);
        unlockpt(master_);
        terminal_ = open(ptsname(master_), O_RDWR | O_NOCTTY);
    }

    ~ConsoleOptionsFor() override
    {
        close(terminal_);
        close(master_);
    }

    int master_ = -1;
    int terminal_ = -1;
};

TEST_F(ConsoleOptionsFor, ATerminalIsColoured)
{
    EXPECT_TRUE(console_options_for(terminal_).colour);
    EXPECT_TRUE(console_options_for(terminal_).unicode);
}

TEST_F(ConsoleOptionsFor, NoColorIsHonoured)
{
    setenv("NO_COLOR", "1", 1);
    EXPECT_FALSE(console_options_for(terminal_).colour);
}

TEST_F(ConsoleOptionsFor, AnEmptyNoColorDoesNotCount)
{
    setenv("NO_COLOR", "", 1);
    EXPECT_TRUE(console_options_for(terminal_).colour);
}

TEST_F(ConsoleOptionsFor, ADumbTerminalIsPlain)
{
    setenv("TERM", "dumb", 1);
    EXPECT_FALSE(console_options_for(terminal_).colour);
}

TEST_F(ConsoleOptionsFor, WhatIsNoTerminalIsPlain)
{
    int const file = open("/dev/null", O_WRONLY);
    EXPECT_FALSE(console_options_for(file).colour);
    EXPECT_EQ(console_options_for(file).width, 100);
    close(file);
}

TEST_F(ConsoleOptionsFor, ALocaleWithoutUtf8GetsAscii)
{
    setenv("LC_ALL", "C", 1);
    EXPECT_FALSE(console_options_for(terminal_).unicode);
}

} // namespace

} // namespace mqttspec::reports
