// SPDX-License-Identifier: Apache-2.0
#include "reports/html_packing.hpp"

#include "reports/html_text.hpp"
#include "reports/text.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace mqttspec::reports {

namespace {

using Json = nlohmann::ordered_json;
using results::WireEvent;
using results::WireField;
using results::WirePacket;

constexpr std::size_t most_values = 200; ///< Of a packet; likewise fields.
constexpr std::size_t head_kept = 100;   ///< Of a long log.
constexpr std::size_t tail_kept = 200;
constexpr std::size_t kept_around = 20; ///< Of what is marked.

std::int64_t in_microseconds(double seconds);
std::vector<bool> kept_of(std::size_t size, std::vector<std::size_t> const& marks);
WireEvent left_out(WireEvent const& first, std::size_t count);
std::vector<WireField> leaves_of(WirePacket const& packet);
std::optional<std::string> as_in_bytes(std::vector<WireField> const& leaves, std::string const& name,
                                       std::string_view bytes);
bool is_plain(std::string_view text);
std::string with_name_for_value(std::string summary, std::string const& name, std::string const& value);
int direction_of(WireEvent const& event);
Json scalar_of(results::Scalar const& scalar);

} // namespace

std::size_t Interned::operator()(Json item)
{
    auto const [it, is_new] = places_.emplace(item.dump(), items_.size());
    if (is_new)
        items_.push_back(std::move(item));
    return it->second;
}

std::size_t Packing::text(std::string_view text)
{
    return texts_(clipped(text));
}

Json Packing::texts(std::vector<std::string> const& all)
{
    Json places = Json::array();
    for (std::string const& one : all)
        places.push_back(text(one));
    return places;
}

void Packing::add_log(Json& object, std::vector<WireEvent> const& log, std::vector<std::size_t> const& marks)
{
    auto const kept = kept_of(log.size(), marks);
    Interned who;
    Json events = Json::array();
    Json marked = Json::array();
    std::int64_t last = 0;
    std::size_t count = 0;
    auto const add = [&](WireEvent const& one) {
        auto const at = in_microseconds(one.t);
        events.push_back(at - last);
        events.push_back(who(Json::array({sanitised(one.actor), one.connection})));
        events.push_back(event(one));
        last = at;
        ++count;
    };
    for (std::size_t i = 0; i < log.size(); ++i) {
        if (!kept[i]) {
            auto const next = std::find(kept.begin() + static_cast<std::ptrdiff_t>(i), kept.end(), true);
            auto const end = static_cast<std::size_t>(next - kept.begin());
            add(left_out(log[i], end - i));
            i = end - 1;
            continue;
        }
        if (std::find(marks.begin(), marks.end(), i) != marks.end())
            marked.push_back(count);
        add(log[i]);
    }
    object["who"] = who.items();
    object["events"] = std::move(events);
    if (!marked.empty())
        object["marked"] = std::move(marked);
}

void Packing::add_tables(Json& object) const
{
    object["texts"] = texts_.items();
    object["values"] = values_.items();
    object["fields"] = fields_.items();
    object["shapes"] = shapes_.items();
    object["packets"] = packets_.items();
    object["events"] = events_.items();
}

std::size_t Packing::event(WireEvent const& event)
{
    Json item = Json::array({direction_of(event), -1});
    if (event.packet || !event.bytes.empty())
        item[1] = packet(event);
    bool const is_plain_packet = event.kind == "packet" && event.detail.empty();
    if (!is_plain_packet) {
        item.push_back(sanitised(event.kind));
        item.push_back(text(event.detail));
    }
    return events_(std::move(item));
}

std::size_t Packing::packet(WireEvent const& event)
{
    Json item = Json::array();
    if (event.packet)
        item.push_back(shape(*event.packet, event.bytes));
    else
        item.push_back(-1);
    item.push_back(base64(event.bytes));
    if (event.total_bytes > event.bytes.size())
        item.push_back(event.total_bytes);
    return packets_(std::move(item));
}

std::size_t Packing::shape(WirePacket const& packet, std::string_view bytes)
{
    std::string summary = clipped(packet.summary);
    auto const leaves = leaves_of(packet);
    Json values = Json::array();
    for (std::size_t i = 0; i < std::min(packet.values.size(), most_values); ++i) {
        auto const& [name, value] = packet.values[i];
        values.push_back(text(name));
        auto const* const held = std::get_if<std::string>(&value);
        auto const in_bytes = held == nullptr ? std::nullopt : as_in_bytes(leaves, name, bytes);
        if (held == nullptr)
            values.push_back(scalar_of(value));
        else if (in_bytes != *held)
            values.push_back(clipped(*held));
        else {
            values.push_back(nullptr);
            summary = with_name_for_value(std::move(summary), name, *held);
        }
    }
    Json fields = Json::array();
    std::size_t next = 0;
    for (WireField const& field : leaves) {
        fields.push_back(text(field.path));
        fields.push_back(static_cast<std::int64_t>(field.offset - next)); // Which may well be negative.
        fields.push_back(field.length);
        next = field.offset + field.length;
    }
    return shapes_(Json::array({text(packet.type), texts_(std::move(summary)), values_(std::move(values)),
                                fields_(std::move(fields)), texts(packet.malformations)}));
}

namespace {

/// A document can claim any time; between any two of these there is one.
std::int64_t in_microseconds(double seconds)
{
    constexpr double most = 1e9;
    return std::isfinite(seconds) ? std::llround(std::clamp(seconds, -most, most) * 1e6) : 0;
}

/// All of a short log; of a long one its head, its tail, and what is marked.
std::vector<bool> kept_of(std::size_t size, std::vector<std::size_t> const& marks)
{
    std::vector<bool> kept(size, size <= head_kept + tail_kept + 1);
    for (std::size_t i = 0; i < size; ++i) {
        bool const is_near = std::any_of(marks.begin(), marks.end(), [&](std::size_t mark) {
            return i + kept_around >= mark && i <= mark + kept_around;
        });
        if (i < head_kept || i + tail_kept >= size || is_near)
            kept[i] = true;
    }
    return kept;
}

WireEvent left_out(WireEvent const& first, std::size_t count)
{
    WireEvent note;
    note.t = first.t;
    note.kind = "left_out";
    note.detail = std::to_string(count);
    return note;
}

/// The fields that have no parts: "topic.length" and "topic.value", not "topic".
std::vector<WireField> leaves_of(WirePacket const& packet)
{
    std::vector<WireField> leaves;
    for (std::size_t i = 0; i < packet.fields.size() && leaves.size() < most_values; ++i) {
        auto const& path = packet.fields[i].path;
        std::string_view const next =
            i + 1 < packet.fields.size() ? std::string_view(packet.fields[i + 1].path) : std::string_view();
        bool const has_parts = next.starts_with(path + ".") || next.starts_with(path + "[");
        if (!has_parts)
            leaves.push_back(packet.fields[i]);
    }
    return leaves;
}

/// The bytes of the field that holds the value, if the script can read them as they are.
std::optional<std::string> as_in_bytes(std::vector<WireField> const& leaves, std::string const& name,
                                       std::string_view bytes)
{
    auto const found = std::find_if(leaves.begin(), leaves.end(), [&](WireField const& field) {
        return field.path == name + ".value" || field.path == name;
    });
    if (found == leaves.end() || found->offset + found->length > bytes.size())
        return std::nullopt;
    std::string_view const slice = bytes.substr(found->offset, found->length);
    return is_plain(slice) ? std::optional(std::string(slice)) : std::nullopt;
}

bool is_plain(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

std::string with_name_for_value(std::string summary, std::string const& name, std::string const& value)
{
    auto const quoted = "\"" + value + "\"";
    auto const place = summary.find(quoted);
    if (place != std::string::npos && is_plain(name))
        summary.replace(place + 1, value.size(), "\x01" + name + "\x01");
    return summary;
}

Json scalar_of(results::Scalar const& scalar)
{
    if (auto const* const value = std::get_if<double>(&scalar); value != nullptr && !std::isfinite(*value))
        return std::to_string(*value); // JSON has no number for it.
    return std::visit([](auto const& value) { return Json(value); }, scalar);
}

int direction_of(WireEvent const& event)
{
    if (event.direction == "sent")
        return 1;
    return event.direction == "received" ? 2 : 0;
}

} // namespace

} // namespace mqttspec::reports
