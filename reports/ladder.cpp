// SPDX-License-Identifier: Apache-2.0
#include "reports/ladder.hpp"

#include "reports/look.hpp"
#include "reports/text.hpp"
#include "reports/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mqttspec::reports {

namespace {

using results::WireEvent;

constexpr int time_width = 10;
constexpr int gap = 2;
constexpr int least_column = 26;
constexpr std::size_t head_kept = 15;
constexpr std::size_t tail_kept = 45;

/// One log in its layout: columns side by side where they fit, otherwise the actor's name before each line.
class Ladder
{
public:
    Ladder(std::vector<WireEvent> const& events, ConsoleOptions const& options);

    [[nodiscard]] std::string text();

private:
    void add_heading();
    void add(WireEvent const& event);
    void add_line(std::string_view time, int indent, std::string const& line);
    [[nodiscard]] std::string arrow(WireEvent const& event) const;
    [[nodiscard]] std::string describe(WireEvent const& event) const;
    [[nodiscard]] bool shows_bytes(WireEvent const& event) const;

    std::vector<WireEvent> const& events_;
    ConsoleOptions const& options_;
    Symbols symbols_;
    Ink ink_;
    std::vector<std::string> actors_;
    bool side_by_side_ = true;
    int column_width_ = 0;
    std::string text_;
};

std::string what_happened(WireEvent const& event);
std::string packet_in_words(WireEvent const& event);

} // namespace

std::string ladder(std::vector<WireEvent> const& events, ConsoleOptions const& options)
{
    return Ladder(events, options).text();
}

namespace {

Ladder::Ladder(std::vector<WireEvent> const& events, ConsoleOptions const& options)
    : events_(events), options_(options), symbols_(symbols(options.unicode)), ink_(options.colour)
{
    for (WireEvent const& event : events) {
        std::string const actor = one_line(event.actor);
        if (std::find(actors_.begin(), actors_.end(), actor) == actors_.end())
            actors_.push_back(actor);
    }
    std::sort(actors_.begin(), actors_.end()); // Alice is always left of Bob.
    int const room = std::max(least_column, options.width - time_width - gap);
    int const count = std::max(1, static_cast<int>(actors_.size()));
    column_width_ = (room - gap * (count - 1)) / count;
    side_by_side_ = column_width_ >= least_column || count == 1;
    if (!side_by_side_)
        column_width_ = room;
}

std::string Ladder::text()
{
    add_heading();
    bool const is_long = options_.verbosity < 2 && events_.size() > head_kept + tail_kept + 1;
    for (std::size_t i = 0; i < events_.size(); ++i) {
        if (is_long && i == head_kept) {
            std::size_t const left_out = events_.size() - head_kept - tail_kept;
            auto const more = fmt::format(fmt::runtime(words(options_.lang).more_events), left_out);
            add_line("", 0, ink_.faint(std::string(symbols_.ellipsis) + " " + more));
            i += left_out;
        }
        add(events_[i]);
    }
    return std::move(text_);
}

void Ladder::add_heading()
{
    if (!side_by_side_)
        return;
    std::string line;
    for (std::string const& actor : actors_)
        line += padded(cut(actor, column_width_, symbols_.ellipsis), column_width_ + gap);
    line.erase(line.find_last_not_of(' ') + 1);
    add_line("", 0, ink_.strong(line));
}

void Ladder::add(WireEvent const& event)
{
    std::string const actor = one_line(event.actor);
    auto const column = std::find(actors_.begin(), actors_.end(), actor) - actors_.begin();
    int const indent = side_by_side_ ? static_cast<int>(column) * (column_width_ + gap) : 0;
    std::string const name = side_by_side_ ? "" : actor + " ";
    int const hanging = columns(name) + 2;

    std::string time =
        fmt::format("{:.1f} ms", event.t * 1e3); // One unit, so that times compare at a glance.
    bool is_first = true;
    for (std::string const& line : wrapped(describe(event), column_width_ - hanging)) {
        std::string const lead = is_first ? ink_.strong(name) + arrow(event) + " " : padded("", hanging);
        add_line(time, indent, lead + line);
        time.clear();
        is_first = false;
    }
    if (shows_bytes(event)) {
        for (std::string const& line : wrapped(spaced_hex(event.bytes, 48), column_width_ - hanging))
            add_line("", indent, padded("", hanging) + ink_.faint(line));
    }
    if (!event.packet)
        return;
    for (std::string const& malformation : event.packet->malformations) {
        for (std::string const& line : wrapped("! " + one_line(malformation), column_width_ - hanging))
            add_line("", indent, padded("", hanging) + ink_.doubtful(line));
    }
}

void Ladder::add_line(std::string_view time, int indent, std::string const& line)
{
    text_ += ink_.faint(padded_left(time, time_width)) + padded("", gap + indent) + line + "\n";
}

std::string Ladder::arrow(WireEvent const& event) const
{
    if (event.direction == "sent")
        return ink_.outward(symbols_.sent);
    if (event.direction == "received")
        return ink_.inward(symbols_.received);
    return ink_.faint(symbols_.dot);
}

std::string Ladder::describe(WireEvent const& event) const
{
    std::string text = what_happened(event);
    if (event.connection > 1)
        text += fmt::format(" (connection {})", event.connection);
    return text;
}

/// Bytes are worth their room where they are all that there is, or where the packet is not what it should be.
bool Ladder::shows_bytes(WireEvent const& event) const
{
    if (event.bytes.empty())
        return false;
    bool const is_odd = !event.packet || !event.packet->malformations.empty();
    return is_odd || options_.verbosity > 0;
}

std::string what_happened(WireEvent const& event)
{
    std::string const detail = one_line(event.detail);
    if (event.kind == "packet" && event.packet)
        return packet_in_words(event);
    if (event.kind == "packet" || event.kind == "bytes")
        return fmt::format("{} bytes", std::max(event.total_bytes, event.bytes.size())) +
               (detail.empty() ? "" : ", " + detail);
    if (event.kind == "note")
        return detail;
    std::string const kind = event.kind == "half_closed" ? "half-closed" : one_line(event.kind);
    return detail.empty() ? kind : kind + " (" + detail + ")";
}

std::string packet_in_words(WireEvent const& event)
{
    std::string const type = one_line(event.packet->type);
    std::string const summary = one_line(event.packet->summary);
    std::string text = summary.starts_with(type) ? summary : type + " " + summary;
    if (event.total_bytes > event.bytes.size() && !event.bytes.empty())
        text += fmt::format(" ({} bytes, {} kept)", event.total_bytes, event.bytes.size());
    auto const detail = one_line(event.detail);
    return detail.empty() ? text : text + ", " + detail;
}

} // namespace

} // namespace mqttspec::reports
