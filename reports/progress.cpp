// SPDX-License-Identifier: Apache-2.0
#include "reports/progress.hpp"

#include "reports/console.hpp"
#include "reports/look.hpp"
#include "reports/text.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <poll.h>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

namespace mqttspec::reports {

namespace {

constexpr double refresh_s = 0.1;
constexpr std::string_view erase_rest = "\x1b[K";

struct ProgressWords
{
    std::string_view running{};
    std::string_view failed{};
    std::string_view waiting_for{};
};

constexpr ProgressWords english{
    .running = "{} running", .failed = "{} failed", .waiting_for = "waiting for {}"};
constexpr ProgressWords chinese{
    .running = "{} 个运行中", .failed = "{} 个失败", .waiting_for = "正在等待 {}"};

bool is_terminal(int descriptor);
int width_of(int descriptor);

} // namespace

Progress::Progress(int descriptor, Language lang)
    : descriptor_(descriptor), lang_(lang), is_live_(is_terminal(descriptor))
{
    ConsoleOptions const options = console_options_for(descriptor);
    unicode_ = options.unicode;
    colour_ = options.colour;
}

Progress::~Progress()
{
    clear();
}

void Progress::update(ProgressState const& state)
{
    bool const is_due = drawn_at_s_ < 0 || state.elapsed_s - drawn_at_s_ >= refresh_s;
    if (!is_live_ || !is_due)
        return;
    drawn_at_s_ = state.elapsed_s;
    draw(state);
}

void Progress::clear()
{
    if (is_drawn_ && write_now("\r" + std::string(erase_rest)))
        is_drawn_ = false;
    drawn_at_s_ = -1;
}

void Progress::draw(ProgressState const& state)
{
    Symbols const s = symbols(unicode_);
    Ink const ink(colour_);
    // Asked anew each time, so that a resized window is right at once; its last column stays free, so that no
    // terminal wraps the line.
    int room = width_of(descriptor_) - 1;
    std::string line;
    auto const add = [&](std::string const& part, auto const& paint) {
        std::string const piece = line.empty() ? part : fmt::format(" {} {}", s.dot, part);
        std::string const shown = cut(piece, room, s.ellipsis);
        room -= columns(shown);
        line += paint(shown);
    };
    ProgressWords const& w = lang_ == Language::chinese ? chinese : english;
    auto const in_words = [](std::string_view sentence, auto const& what) {
        return fmt::format(fmt::runtime(sentence), what);
    };
    auto const plainly = [](std::string const& text) { return text; };
    auto const loudly = [&](std::string const& text) { return ink.loud(text); };
    auto const faintly = [&](std::string const& text) { return ink.faint(text); };

    add(fmt::format("{}/{}", state.done, state.total), plainly);
    if (state.running > 0)
        add(in_words(w.running, state.running), plainly);
    if (state.failed > 0)
        add(in_words(w.failed, state.failed), loudly);
    add(fmt::format("{:.1f} s", state.elapsed_s), plainly);
    if (!state.waiting_for.empty())
        add(in_words(w.waiting_for, one_line(state.waiting_for)), faintly);
    // Over the last one, and only then what is left of that: a line that was erased first would flicker.
    is_drawn_ = write_now("\r" + line + std::string(erase_rest)) || is_drawn_;
}

/// A terminal that is stopped (Ctrl-S) or slow must not hold up the run, or its timings would be wrong.
bool Progress::write_now(std::string const& text)
{
    pollfd ready{.fd = descriptor_, .events = POLLOUT, .revents = 0};
    if (poll(&ready, 1, 0) != 1 || (ready.revents & POLLOUT) == 0)
        return false;
    ssize_t const count = write(descriptor_, text.data(), text.size());
    if (count < 0)
        is_live_ = false; // It went away; so do we.
    return count >= 0;
}

namespace {

bool is_terminal(int descriptor)
{
    char const* const kind = std::getenv("TERM");
    bool const is_dumb = kind != nullptr && std::string_view(kind) == "dumb";
    return isatty(descriptor) == 1 && !is_dumb;
}

int width_of(int descriptor)
{
    winsize size{};
    if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return 80;
    return size.ws_col;
}

} // namespace

} // namespace mqttspec::reports
