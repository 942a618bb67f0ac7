// SPDX-License-Identifier: Apache-2.0
#include "reports/progress.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

namespace mqttspec::reports {

namespace {

using testing::HasSubstr;
using testing::Not;

/// A terminal of our own, and what was written to it.
class Terminal
{
public:
    explicit Terminal(unsigned short columns) : master_(posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK))
    {
        grantpt(master_);
        unlockpt(master_);
        slave_ = open(ptsname(master_), O_RDWR | O_NOCTTY);
        resize(columns);
    }

    ~Terminal()
    {
        close(slave_);
        close(master_);
    }

    Terminal(Terminal const&) = delete;
    Terminal& operator=(Terminal const&) = delete;

    void resize(unsigned short columns) const
    {
        winsize const size{.ws_row = 24, .ws_col = columns, .ws_xpixel = 0, .ws_ypixel = 0};
        ioctl(slave_, TIOCSWINSZ, &size);
    }

    void stop() const { tcflow(slave_, TCOOFF); }
    void go_on() const { tcflow(slave_, TCOON); }

    [[nodiscard]] int descriptor() const { return slave_; }

    [[nodiscard]] std::string shown() const
    {
        std::string text(4096, '\0');
        ssize_t const count = read(master_, text.data(), text.size());
        text.resize(count < 0 ? 0 : static_cast<std::size_t>(count));
        return text;
    }

private:
    int master_;
    int slave_ = -1;
};

class ProgressLine : public testing::Test
{
protected:
    ProgressLine()
    {
        setenv("TERM", "xterm", 1);
        setenv("LC_ALL", "C", 1);
        setenv("NO_COLOR", "1", 1);
    }
};

ProgressState state_at(double elapsed_s)
{
    return {.done = 84,
            .total = 141,
            .running = 12,
            .failed = 1,
            .elapsed_s = elapsed_s,
            .waiting_for = "keep-alive"};
}

TEST_F(ProgressLine, TellsHowFarTheRunIs)
{
    Terminal const terminal(100);
    Progress progress(terminal.descriptor());
    progress.update(state_at(3.21));
    EXPECT_EQ(terminal.shown(), "\r84/141 | 12 running | 1 failed | 3.2 s | waiting for keep-alive\x1b[K");
}

TEST_F(ProgressLine, DrawsAtMostTenTimesASecond)
{
    Terminal const terminal(100);
    Progress progress(terminal.descriptor());
    progress.update(state_at(1.0));
    EXPECT_NE(terminal.shown(), "");
    progress.update(state_at(1.09));
    EXPECT_EQ(terminal.shown(), "");
    progress.update(state_at(1.11));
    EXPECT_NE(terminal.shown(), "");
}

TEST_F(ProgressLine, FollowsTheWidthOfTheWindow)
{
    Terminal const terminal(100);
    Progress progress(terminal.descriptor());
    progress.update(state_at(1));
    EXPECT_THAT(terminal.shown(), HasSubstr("keep-alive"));
    terminal.resize(18);
    progress.update(state_at(2));
    EXPECT_EQ(terminal.shown(), "\r84/141 | 12 run..\x1b[K");
}

TEST_F(ProgressLine, GoesAwayWhenCleared)
{
    Terminal const terminal(100);
    Progress progress(terminal.descriptor());
    progress.update(state_at(1));
    EXPECT_NE(terminal.shown(), "");
    progress.clear();
    EXPECT_EQ(terminal.shown(), "\r\x1b[K");
    progress.clear();
    EXPECT_EQ(terminal.shown(), "");
}

TEST_F(ProgressLine, GoesAwayAtItsEnd)
{
    Terminal const terminal(100);
    {
        Progress progress(terminal.descriptor());
        progress.update(state_at(1));
        EXPECT_NE(terminal.shown(), "");
    }
    EXPECT_EQ(terminal.shown(), "\r\x1b[K");
}

TEST_F(ProgressLine, ComesBackAtOnceAfterItWasCleared)
{
    Terminal const terminal(100);
    Progress progress(terminal.descriptor());
    progress.update(state_at(1));
    progress.clear();
    EXPECT_NE(terminal.shown(), "");
    progress.update(state_at(1.01));
    EXPECT_THAT(terminal.shown(), HasSubstr("84/141"));
}

TEST_F(ProgressLine, EscapesTheNameOfACase)
{
    Terminal const terminal(100);
    Progress progress(terminal.descriptor());
    ProgressState state = state_at(1);
    state.waiting_for = "\x1b]0;title\x07";
    progress.update(state);
    EXPECT_THAT(terminal.shown(), HasSubstr("waiting for \\x1b]0;title\\x07"));
}

TEST_F(ProgressLine, SpeaksChineseWithinTheWidth)
{
    Terminal const terminal(38);
    Progress progress(terminal.descriptor(), Language::chinese);
    progress.update(state_at(1));
    EXPECT_EQ(terminal.shown(), "\r84/141 | 12 个运行中 | 1 个失败 | 1..\x1b[K");
}

TEST_F(ProgressLine, SaysNothingToAPipe)
{
    int ends[2] = {};
    ASSERT_EQ(pipe2(ends, O_NONBLOCK), 0);
    {
        Progress progress(ends[1]);
        progress.update(state_at(1));
    }
    char byte = 0;
    EXPECT_EQ(read(ends[0], &byte, 1), -1) << "the pipe stays empty";
    close(ends[0]);
    close(ends[1]);
}

TEST_F(ProgressLine, SaysNothingToADumbTerminal)
{
    setenv("TERM", "dumb", 1);
    Terminal const terminal(100);
    Progress progress(terminal.descriptor());
    progress.update(state_at(1));
    EXPECT_EQ(terminal.shown(), "");
}

TEST_F(ProgressLine, DoesNotWaitForATerminalThatIsStopped)
{
    Terminal const terminal(100);
    Progress progress(terminal.descriptor());
    terminal.stop();
    progress.update(state_at(1));
    EXPECT_EQ(terminal.shown(), "");
    terminal.go_on();
    progress.update(state_at(2));
    EXPECT_THAT(terminal.shown(), HasSubstr("84/141"));
}

TEST_F(ProgressLine, ColoursFailuresUnlessToldNotTo)
{
    Terminal const terminal(100);
    unsetenv("NO_COLOR");
    Progress coloured(terminal.descriptor());
    coloured.update(state_at(1));
    EXPECT_THAT(terminal.shown(), HasSubstr("\x1b[1;31m | 1 failed\x1b[0m"));
}

} // namespace

} // namespace mqttspec::reports
