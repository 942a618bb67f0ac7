// SPDX-License-Identifier: Apache-2.0
#include "reports/reproducer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>
#include <vector>

namespace mqttspec::reports {

namespace {

using results::CaseResult;
using results::Target;
using results::WireEvent;

constexpr std::size_t most_bytes = 8192;
constexpr std::size_t most_connections = 8;
constexpr double answer_s = 0.1; ///< Enough for an answer, where the harness went on as soon as it came.
constexpr double least_pause_s = 0.2;
constexpr double last_look_s = 1;

struct Place
{
    std::string host{};
    std::string port{};
};

/// What is sent on one connection: when, and the bytes in hex.
struct Connection
{
    std::string actor{};
    int number = 0;
    Place place{};
    std::vector<std::pair<double, std::string>> sends{};
    std::optional<double> ended{}; ///< By us.
};

/// Reads a wire log as a plan with a clock of its own: it stands still between packets that were sent at
/// once.
class Plan
{
public:
    explicit Plan(Target const& target) : target_(target) {}

    void add(WireEvent const& event);
    [[nodiscard]] std::string obstacle() const;
    [[nodiscard]] std::string command() const;

private:
    Connection& connection_of(WireEvent const& event);
    void advance_to(double t);
    [[nodiscard]] std::string line_for(Connection const& connection) const;

    Target const& target_;
    std::vector<Connection> connections_;
    double now_ = 0;
    double last_sent_ = 0;
    bool awaits_answer_ = false;
    std::size_t bytes_ = 0;
    std::string obstacle_;
};

std::optional<Place> parse_place(std::string_view text);
bool consists_of(std::string_view text, std::string_view characters);
std::string hex(std::string_view bytes);
std::string sleep_for(double seconds);

} // namespace

Reproducer reproducer(CaseResult const& one, Target const& target)
{
    if (target.role != "broker")
        return {.obstacle = "here it is the harness that waits for connections"};
    if (target.transport != "tcp")
        return {.obstacle = fmt::format("nc does not speak {}", target.transport)};
    Plan plan(target);
    for (WireEvent const& event : one.wire)
        plan.add(event);
    auto const obstacle = plan.obstacle();
    if (!obstacle.empty())
        return {.obstacle = obstacle};
    return {.command = plan.command()};
}

namespace {

void Plan::add(WireEvent const& event)
{
    if (event.actor.empty()) {
        obstacle_ = "the log of its packets is not whole";
        return;
    }
    if (event.kind == "opened") {
        (void)connection_of(event);
        return;
    }
    bool const is_sent = event.direction == "sent";
    if (!is_sent || (event.kind != "packet" && event.kind != "bytes" && event.kind != "closed")) {
        awaits_answer_ = awaits_answer_ || event.direction == "received";
        return;
    }
    advance_to(event.t);
    Connection& connection = connection_of(event);
    if (event.kind == "closed") {
        connection.ended = now_;
        return;
    }
    if (event.total_bytes > event.bytes.size())
        obstacle_ = fmt::format("the report holds {} of the {} bytes of one of its packets",
                                event.bytes.size(), event.total_bytes);
    bytes_ += event.bytes.size();
    bool const goes_on = !connection.sends.empty() && connection.sends.back().first == now_;
    if (!goes_on)
        connection.sends.emplace_back(now_, "");
    connection.sends.back().second += hex(event.bytes);
}

std::string Plan::obstacle() const
{
    if (!obstacle_.empty())
        return obstacle_;
    if (bytes_ == 0)
        return "nothing was sent";
    if (bytes_ > most_bytes)
        return fmt::format("it sends {} bytes, too many for a command", bytes_);
    if (connections_.size() > most_connections)
        return fmt::format("it takes {} connections, too many for a command", connections_.size());
    bool const has_places =
        std::ranges::all_of(connections_, [](auto const& it) { return !it.place.host.empty(); });
    return has_places ? "" : "the report does not say where the target listened";
}

std::string Plan::command() const
{
    if (connections_.size() == 1)
        return line_for(connections_.front());
    std::string all = "(";
    for (Connection const& connection : connections_) {
        auto const name = connection.number > 1 ? fmt::format("{}-{}", connection.actor, connection.number)
                                                : connection.actor;
        all += fmt::format(" {} | sed 's/^/{}: /' &", line_for(connection), name);
    }
    return all + " wait )";
}

Connection& Plan::connection_of(WireEvent const& event)
{
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789";
    auto const found = std::ranges::find_if(connections_, [&](Connection const& it) {
        return it.actor == event.actor && it.number == event.connection;
    });
    if (found != connections_.end())
        return *found;
    if (!consists_of(event.actor, letters))
        obstacle_ = "its actors have strange names";
    auto place = event.kind == "opened" ? parse_place(event.detail) : std::nullopt;
    if (!place) {
        auto const scheme = target_.endpoint.find("://");
        place = parse_place(target_.endpoint.substr(scheme == std::string::npos ? 0 : scheme + 3));
    }
    connections_.push_back(
        {.actor = event.actor, .number = event.connection, .place = place.value_or(Place{})});
    return connections_.back();
}

/// Pauses count where something was waited for: an answer, or time itself.
void Plan::advance_to(double t)
{
    double const gap = t - last_sent_;
    if (gap >= least_pause_s && !connections_.empty())
        now_ += std::round(gap * 10) / 10;
    else if (awaits_answer_)
        now_ += answer_s;
    awaits_answer_ = false;
    last_sent_ = t;
}

std::string Plan::line_for(Connection const& connection) const
{
    double at = 0;
    std::string script;
    for (auto const& [when, bytes] : connection.sends) {
        script += sleep_for(when - at) + fmt::format("echo {} | xxd -r -p; ", bytes);
        at = when;
    }
    script += sleep_for(connection.ended.value_or(now_ + last_look_s) - at);
    return fmt::format("{{ {}}} | nc -q 0 {} {} | xxd", script, connection.place.host, connection.place.port);
}

/// "127.0.0.1:1883", "[::1]:1883": both parts of characters that mean nothing to a shell.
std::optional<Place> parse_place(std::string_view text)
{
    constexpr std::string_view of_hosts =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.:-_%";
    auto const colon = text.rfind(':');
    if (colon == std::string_view::npos)
        return std::nullopt;
    auto host = text.substr(0, colon);
    auto const port = text.substr(colon + 1);
    if (host.starts_with('[') && host.ends_with(']'))
        host = host.substr(1, host.size() - 2);
    bool const is_fine =
        consists_of(host, of_hosts) && !host.starts_with('-') && consists_of(port, "0123456789");
    return is_fine ? std::optional(Place{std::string(host), std::string(port)}) : std::nullopt;
}

bool consists_of(std::string_view text, std::string_view characters)
{
    return !text.empty() && text.find_first_not_of(characters) == std::string_view::npos;
}

std::string hex(std::string_view bytes)
{
    std::string text;
    for (char const c : bytes)
        text += fmt::format("{:02x}", static_cast<unsigned char>(c));
    return text;
}

std::string sleep_for(double seconds)
{
    return seconds < answer_s / 2 ? "" : fmt::format("sleep {:g}; ", std::round(seconds * 10) / 10);
}

} // namespace

} // namespace mqttspec::reports
