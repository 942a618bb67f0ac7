// SPDX-License-Identifier: Apache-2.0
#include "rules/trace_text.hpp"

#include "wire/encode.hpp"
#include "wire/value.hpp"

#include <fmt/format.h>

#include <chrono>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>

namespace mqttspec::rules {

namespace {

std::vector<std::string> split(std::string const& text, char separator)
{
    std::vector<std::string> parts;
    std::istringstream stream{text};
    for (std::string part; std::getline(stream, part, separator);)
        parts.push_back(part);
    return parts;
}

wire::Value list_of(std::string const& name, std::string const& text)
{
    wire::List list;
    for (auto const& item : split(text, ',')) {
        auto const colon = item.find(':');
        if (name == "return_codes")
            list.push_back({std::int64_t{std::stoi(item, nullptr, 0)}});
        else if (colon == std::string::npos)
            list.push_back({item});
        else
            list.push_back({wire::Map{{"filter", {item.substr(0, colon)}},
                                      {"qos", {std::int64_t{std::stoi(item.substr(colon + 1))}}}}});
    }
    return {std::move(list)};
}

wire::Value value_of(std::string const& name, std::string const& text)
{
    if (name == "filters" || name == "return_codes")
        return list_of(name, text);
    static std::set<std::string> const flags{"clean_session", "session_present", "dup", "retain"};
    if (flags.contains(name))
        return {text == "1"};
    static std::set<std::string> const texts{"client_id", "topic",         "payload",
                                             "user_name", "protocol_name", "password"};
    if (texts.contains(name))
        return {text};
    return {std::int64_t{std::stoi(text, nullptr, 0)}};
}

/// The packet's bytes from the words of its line.
wire::Bytes bytes_of(std::vector<std::string> const& words)
{
    auto const type = wire::packet_type_named(words.front());
    wire::Bytes bytes;
    if (!type) {
        for (auto const& word : words)
            bytes.push_back(static_cast<std::uint8_t>(std::stoi(word, nullptr, 16)));
        return bytes;
    }
    wire::Map members;
    for (std::size_t i = 1; i < words.size(); ++i) {
        auto const equals = words[i].find('=');
        auto const name = words[i].substr(0, equals);
        members.emplace_back(name, value_of(name, words[i].substr(equals + 1)));
    }
    auto const built = wire::from_values(*type, members);
    if (auto const* trouble = std::get_if<std::string>(&built))
        throw std::invalid_argument(*trouble);
    return wire::encode(std::get<wire::Packet>(built), wire::Version::v3_1_1).bytes;
}

Frame frame_named(std::string const& name)
{
    static std::map<std::string, Frame> const frames{
        {"binary", Frame::binary}, {"text", Frame::text}, {"empty-text", Frame::empty_text}};
    auto const found = frames.find(name);
    return found == frames.end() ? Frame::none : found->second;
}

class Parser
{
public:
    void read(std::string const& line)
    {
        std::vector<std::string> words;
        for (auto& word : split(line, ' '))
            if (!word.empty())
                words.push_back(std::move(word));
        if (words.empty())
            return;
        if (words.front() == "wait") {
            now_ += std::chrono::milliseconds{static_cast<int>(1000 * std::stod(words.at(1)))};
            return;
        }
        std::size_t digits = 0;
        TraceEvent event{.connection = 1, .at = now_};
        if (std::isdigit(static_cast<unsigned char>(words.front().front())) != 0)
            event.connection = static_cast<trace::ConnectionId>(std::stoul(words.front(), &digits));
        auto const verb = digits == words.front().size() ? words.at(1) : words.front().substr(digits);
        if (known_.insert(event.connection).second && verb != "late") {
            event.kind = TraceEvent::Kind::opened;
            events_.push_back(event);
        }
        words.erase(words.begin());
        add(std::move(event), verb, words);
    }

    [[nodiscard]] std::vector<TraceEvent> take() { return std::move(events_); }

private:
    void add(TraceEvent event, std::string const& verb, std::vector<std::string> const& words)
    {
        using Kind = TraceEvent::Kind;
        if (verb == "late")
            return;
        if (verb == "close" || verb == "missed") {
            event.kind = verb == "close" ? Kind::closed : Kind::missed;
        } else if (verb == "c>" || verb == "s>") {
            event.sender = verb == "c>" ? Role::client : Role::server;
            event.frame = frame_named(words.front());
            event.kind = event.frame == Frame::none ? Kind::packet : Kind::frame;
            if (event.kind == Kind::packet)
                event.bytes = bytes_of(words);
        } else {
            throw std::invalid_argument("what is " + verb + "?");
        }
        events_.push_back(std::move(event));
    }

    std::vector<TraceEvent> events_;
    trace::Time now_{};
    std::set<trace::ConnectionId> known_;
};

void show(Watch& watch, TraceEvent const& event)
{
    switch (event.kind) {
    case TraceEvent::Kind::opened: return watch.opened(event.connection, event.at);
    case TraceEvent::Kind::missed: return watch.missed(event.connection);
    case TraceEvent::Kind::closed: return watch.closed(event.connection, event.at);
    case TraceEvent::Kind::frame: return watch.frame(event.connection, event.sender, event.frame, event.at);
    case TraceEvent::Kind::packet:
        return watch.packet(event.connection, event.sender, wire::decode(event.bytes, wire::Version::v3_1_1),
                            event.bytes, event.at);
    }
}

} // namespace

Knowledge all_knowledge()
{
    Knowledge knowledge;
    knowledge.is_whole = true;
    knowledge.keeps_sessions = true;
    knowledge.sees_ends_in_time = true;
    knowledge.is_new_client = [](std::string_view) { return true; };
    return knowledge;
}

std::vector<TraceEvent> events_of(std::string_view text)
{
    Parser parser;
    for (auto const& line : split(std::string{text}, '\n'))
        parser.read(line);
    return parser.take();
}

Watch watch(std::string_view text, Knowledge knowledge)
{
    Watch watch{std::move(knowledge)};
    for (auto const& event : events_of(text))
        show(watch, event);
    return watch;
}

Watch watch(std::string_view text)
{
    return watch(text, all_knowledge());
}

std::vector<std::string> names(Watch const& watch)
{
    std::vector<std::string> names;
    for (auto const& finding : watch.findings())
        names.push_back((finding.rule->role == Role::client ? "client:" : "") +
                        std::string{finding.rule->name});
    return names;
}

Tally tally_of(Watch const& watch, Rule const& rule)
{
    return watch.tallies().at(static_cast<std::size_t>(&rule - all_rules().data()));
}

} // namespace mqttspec::rules
