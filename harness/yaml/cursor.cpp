// SPDX-License-Identifier: Apache-2.0
#include "yaml/cursor.hpp"

#include "yaml/node.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>

namespace mqttspec::yaml {

namespace {

std::string quoted(std::string_view text);
std::string described(Cursor::Node const& node);
std::string listed(std::set<std::string, std::less<>> const& words);
std::optional<std::int64_t> parsed_integer(std::string_view text);
std::string boolean_hint(std::string_view text);

} // namespace

Cursor::Cursor(std::shared_ptr<Node> node) : node_(std::move(node)) {}

bool Cursor::is_map() const
{
    return node_->kind == Kind::map;
}

bool Cursor::is_list() const
{
    return node_->kind == Kind::list;
}

bool Cursor::is_scalar() const
{
    return node_->kind == Kind::scalar;
}

bool Cursor::is_null() const
{
    return node_->kind == Kind::null;
}

Location Cursor::where() const
{
    return locate(*node_->document, node_->mark);
}

std::string_view Cursor::tag() const
{
    node_->is_tag_known = true;
    return node_->tag;
}

bool Cursor::is_quoted() const
{
    return node_->is_quoted;
}

std::optional<Cursor> Cursor::find(std::string_view key) const
{
    node_->known.emplace(key);
    if (!is_map()) {
        error("expected a map, not " + described(*node_));
        return std::nullopt;
    }
    for (auto const& [entry_key, value] : node_->entries)
        if (entry_key->raw == key)
            return Cursor(value);
    return std::nullopt;
}

std::optional<Cursor> Cursor::require(std::string_view key) const
{
    auto value = find(key);
    if (!value && is_map())
        error(quoted(key) + " is missing");
    return value;
}

std::vector<std::pair<Cursor, Cursor>> Cursor::entries() const
{
    if (!is_map())
        error("expected a map, not " + described(*node_));
    std::vector<std::pair<Cursor, Cursor>> out;
    for (auto const& [key, value] : node_->entries) {
        node_->known.insert(key->raw);
        out.emplace_back(Cursor(key), Cursor(value));
    }
    return out;
}

std::vector<Cursor> Cursor::items(bool or_single) const
{
    if (or_single && (is_scalar() || is_map()))
        return {*this};
    if (!is_list())
        error("expected a list, not " + described(*node_));
    std::vector<Cursor> out;
    for (auto const& item : node_->items)
        out.emplace_back(item);
    return out;
}

std::optional<std::string> Cursor::text() const
{
    if (!is_scalar()) {
        error("expected text, not " + described(*node_));
        return std::nullopt;
    }
    if (!node_->tag.empty() && !node_->is_tag_known) {
        error("the tag " + quoted(node_->tag) + " has no meaning here");
        return std::nullopt;
    }
    return node_->raw;
}

std::optional<std::int64_t> Cursor::integer(std::int64_t least, std::int64_t most) const
{
    auto const scalar = is_scalar() && !is_quoted() && node_->tag.empty();
    auto const value = scalar ? parsed_integer(node_->raw) : std::nullopt;
    if (!value) {
        error("expected a whole number, not " + described(*node_),
              is_quoted() && parsed_integer(node_->raw) ? "leave the quotes out" : "");
        return std::nullopt;
    }
    if (*value < least || *value > most) {
        error(node_->raw + " is out of range",
              "from " + std::to_string(least) + " to " + std::to_string(most));
        return std::nullopt;
    }
    return value;
}

std::optional<double> Cursor::number() const
{
    double value = 0;
    auto const& raw = node_->raw;
    auto const [end, ec] = std::from_chars(raw.data(), raw.data() + raw.size(), value);
    bool const is_number = ec == std::errc() && end == raw.data() + raw.size() && std::isfinite(value);
    if (!is_scalar() || is_quoted() || !node_->tag.empty() || !is_number) {
        error("expected a number, not " + described(*node_));
        return std::nullopt;
    }
    return value;
}

std::optional<bool> Cursor::boolean() const
{
    bool const is_plain = is_scalar() && !is_quoted() && node_->tag.empty();
    if (is_plain && (node_->raw == "true" || node_->raw == "false"))
        return node_->raw == "true";
    error("expected `true` or `false`, not " + described(*node_),
          is_quoted() ? "leave the quotes out" : boolean_hint(node_->raw));
    return std::nullopt;
}

std::string Cursor::raw() const
{
    return node_->raw;
}

void Cursor::error(std::string message, std::string hint) const
{
    node_->document->diagnostics.add(
        {.where = where(), .message = std::move(message), .hint = std::move(hint)});
}

void Cursor::finish() const
{
    if (!node_->tag.empty() && !node_->is_tag_known)
        error("the tag " + quoted(node_->tag) + " has no meaning here");

    auto const candidates = std::vector<std::string>(node_->known.begin(), node_->known.end());
    for (auto const& [key, value] : node_->entries) {
        if (node_->known.contains(key->raw))
            continue;
        auto const near = nearest(key->raw, candidates);
        auto const hint = near.empty() ? listed(node_->known) : "did you mean " + quoted(near) + "?";
        Cursor(key).error("unknown key " + quoted(key->raw), hint);
    }
}

void Cursor::know(std::vector<std::string> const& keys) const
{
    node_->known.insert(keys.begin(), keys.end());
}

Location locate(Document const& document, Mark mark)
{
    auto const line = document.lines.line(static_cast<std::size_t>(mark.line));
    auto const column = glyphs_before(line, static_cast<std::size_t>(mark.column)) + 1;
    return {.file = document.file, .line = mark.line + 1, .column = column};
}

namespace {

std::string described(Cursor::Node const& node)
{
    switch (node.kind) {
    case Kind::null: return "an empty value";
    case Kind::list: return "a list";
    case Kind::map: return "a map";
    case Kind::scalar: break;
    }
    if (!node.tag.empty())
        return quoted(node.tag + " " + node.raw);
    return (node.is_quoted ? "the text " : "") + quoted(node.raw);
}

/// Long words are cut: a message is one line.
std::string quoted(std::string_view text)
{
    constexpr std::size_t most = 60;
    std::string out = "`";
    for (std::size_t glyphs = 0; !text.empty(); ++glyphs) {
        if (glyphs == most)
            return out + "...`";
        auto const length = first_glyph(text).length_bytes;
        out += text.substr(0, length);
        text.remove_prefix(length);
    }
    return out + "`";
}

std::string listed(std::set<std::string, std::less<>> const& words)
{
    std::string out;
    for (auto const& word : words)
        out += (out.empty() ? "known here: `" : ", `") + word + "`";
    return out;
}

/// Decimal, or hexadecimal behind 0x. A leading zero is refused: some would read it as octal.
std::optional<std::int64_t> parsed_integer(std::string_view text)
{
    bool const is_negative = text.starts_with('-');
    text.remove_prefix(is_negative ? 1 : 0);
    bool const is_hex = text.starts_with("0x");
    text.remove_prefix(is_hex ? 2 : 0);
    if (text.starts_with('-') || (!is_hex && text.size() > 1 && text.starts_with('0')))
        return std::nullopt;

    std::int64_t value = 0;
    auto const [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value, is_hex ? 16 : 10);
    if (ec != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return is_negative ? -value : value;
}

std::string boolean_hint(std::string_view text)
{
    auto const is_one_of = [&](std::initializer_list<std::string_view> words) {
        return std::ranges::find(words, text) != words.end();
    };
    if (is_one_of({"yes", "Yes", "YES", "on", "On", "ON", "True", "TRUE"}))
        return "write `true`";
    return is_one_of({"no", "No", "NO", "off", "Off", "OFF", "False", "FALSE"}) ? "write `false`" : "";
}

} // namespace

} // namespace mqttspec::yaml
