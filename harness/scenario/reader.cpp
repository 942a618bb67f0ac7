// SPDX-License-Identifier: Apache-2.0
#include "scenario/reader.hpp"

#include "scenario/pieces.hpp"
#include "scenario/text.hpp"
#include "scenario/words.hpp"

#include <algorithm>
#include <utility>

namespace mqttspec::scenario {

namespace {

constexpr std::int64_t most_repeats = 70'000;

void not_a(yaml::Cursor const& at, Type wanted, std::string const& name, Constant const& constant);

} // namespace

void Budget::renew()
{
    instance_bytes = std::size_t{1} << 20U;
    instance_steps = 2'000;
    has_told_of_steps = false;
}

Budget Budget::of_file()
{
    Budget budget{.file_bytes = std::size_t{64} << 20U, .file_steps = 200'000};
    budget.renew();
    return budget;
}

std::optional<std::string> Reader::words(yaml::Cursor const& at) const
{
    if (!at.is_scalar() || !at.tag().empty())
        return at.text();
    auto const raw = at.raw();
    if (raw.find('$') == std::string::npos)
        return raw;
    auto const pieces = pieces_of(at, raw);
    if (!pieces)
        return std::nullopt;

    std::string out;
    for (auto const& piece : *pieces) {
        auto const* constant = piece.is_variable ? scope_->constant(piece.text) : nullptr;
        if (piece.is_variable && constant == nullptr) {
            if (scope_->variable(piece.text)) {
                at.error("`${" + piece.text + "}` is known only while the case runs",
                         "only values of `for` can stand here");
            } else {
                undefined(at, piece.text);
            }
            return std::nullopt;
        }
        out += constant != nullptr ? to_words(*constant) : piece.text;
    }
    return out;
}

std::optional<std::int64_t> Reader::number(yaml::Cursor const& at, std::int64_t least,
                                           std::int64_t most) const
{
    auto const name = lone_variable(at);
    auto const* constant = name ? scope_->constant(*name) : nullptr;
    if (name && constant == nullptr && !scope_->variable(*name)) {
        undefined(at, *name);
        return std::nullopt;
    }
    if (constant == nullptr)
        return at.integer(least, most);
    auto const* value = std::get_if<std::int64_t>(&constant->value);
    if (value == nullptr) {
        not_a(at, Type::number, *name, *constant);
        return std::nullopt;
    }
    if (*value < least || *value > most) {
        at.error("`${" + *name + "}` is " + std::to_string(*value) + ", which is out of range",
                 "from " + std::to_string(least) + " to " + std::to_string(most));
        return std::nullopt;
    }
    return *value;
}

std::optional<bool> Reader::boolean(yaml::Cursor const& at) const
{
    // The standard writes its flags as 0 and 1.
    if (at.is_scalar() && !at.is_quoted() && at.tag().empty() && (at.raw() == "0" || at.raw() == "1"))
        return at.raw() == "1";
    auto const name = lone_variable(at);
    auto const* constant = name ? scope_->constant(*name) : nullptr;
    if (name && constant == nullptr && !scope_->variable(*name)) {
        undefined(at, *name);
        return std::nullopt;
    }
    if (constant == nullptr)
        return at.boolean();
    if (auto const* value = std::get_if<bool>(&constant->value))
        return *value;
    auto const* value = std::get_if<std::int64_t>(&constant->value);
    if (value == nullptr || (*value != 0 && *value != 1)) {
        not_a(at, Type::boolean, *name, *constant);
        return std::nullopt;
    }
    return *value == 1;
}

std::optional<Template> Reader::count(yaml::Cursor const& at, std::int64_t least, std::int64_t most) const
{
    auto const name = lone_variable(at);
    if (name && scope_->constant(*name) == nullptr && scope_->variable(*name)) {
        auto const held = variable(at, *name, Type::number);
        return held ? std::optional(Template{.held = *held}) : std::nullopt;
    }
    auto const value = number(at, least, most);
    return value ? std::optional(Template{.held = *value}) : std::nullopt;
}

std::optional<Template> Reader::flag(yaml::Cursor const& at) const
{
    auto const name = lone_variable(at);
    if (name && scope_->constant(*name) == nullptr && scope_->variable(*name)) {
        auto const held = variable(at, *name, Type::boolean);
        return held ? std::optional(Template{.held = *held}) : std::nullopt;
    }
    auto const value = boolean(at);
    return value ? std::optional(Template{.held = *value}) : std::nullopt;
}

std::optional<Text> Reader::text(yaml::Cursor const& at) const
{
    auto const tag = at.tag();
    if (tag == "!hex")
        return hex(at);
    if (tag == "!repeat")
        return repeated(at);
    if (tag == "!concat")
        return joined(at);
    if (!tag.empty()) {
        at.error("the tag " + ticked(tag) + " is unknown", suggestion(tag, {"!hex", "!repeat", "!concat"}));
        return std::nullopt;
    }
    if (at.is_null()) {
        at.error("text is missing here", "write \"\" for an empty one");
        return std::nullopt;
    }
    auto const raw = at.text();
    return raw ? filled(at, *raw) : std::nullopt;
}

std::optional<Text> Reader::hex(yaml::Cursor const& at) const
{
    if (!at.is_scalar()) {
        at.error("expected bytes in hex, such as `c3 28`");
        return std::nullopt;
    }
    auto const pieces = pieces_of(at, at.raw());
    if (!pieces)
        return std::nullopt;
    Text out;
    std::string digits;
    for (auto const& piece : *pieces) {
        if (!piece.is_variable)
            digits += piece.text;
        else if (!add_digits(at, piece.text, digits, out))
            return std::nullopt;
    }
    if (!append_hex(at, digits, out) || !spend(at, size_of(out)))
        return std::nullopt;
    return out;
}

/// Digits of `for` are read together with those around them: "3${flags}".
bool Reader::add_digits(yaml::Cursor const& at, std::string const& name, std::string& digits, Text& out) const
{
    auto const* constant = scope_->constant(name);
    if (constant != nullptr && !constant->is_raw) {
        digits += to_words(*constant);
        return true;
    }
    if (!append_hex(at, digits, out))
        return false;
    if (constant != nullptr) {
        append(out, std::get<std::string>(constant->value));
        return true;
    }
    auto const held = variable(at, name, Type::text);
    if (held)
        out.parts.emplace_back(*held);
    return held.has_value();
}

std::optional<Text> Reader::repeated(yaml::Cursor const& at) const
{
    auto const text_at = at.is_map() ? at.require("text") : std::nullopt;
    auto const times_at = at.is_map() ? at.require("times") : std::nullopt;
    if (!at.is_map())
        at.error("`!repeat` takes a map, such as `!repeat {text: a, times: 65535}`");
    if (!text_at || !times_at)
        return std::nullopt;
    at.finish();

    auto const once = text(*text_at);
    auto const times = number(*times_at, 0, most_repeats);
    if (!once || !times)
        return std::nullopt;
    auto const rounds = static_cast<std::size_t>(*times);
    if (!spend(at, size_of(*once) * rounds))
        return std::nullopt;
    Text out;
    for (std::size_t round = 0; round < rounds; ++round)
        append(out, *once);
    return out;
}

std::optional<Text> Reader::joined(yaml::Cursor const& at) const
{
    if (!at.is_list()) {
        at.error("`!concat` takes a list, such as `!concat [\"${topic}/\", !hex ef bb bf]`");
        return std::nullopt;
    }
    Text out;
    for (auto const& item : at.items()) {
        auto const part = text(item);
        if (!part)
            return std::nullopt;
        append(out, *part);
    }
    return out;
}

std::optional<Text> Reader::filled(yaml::Cursor const& at, std::string_view raw) const
{
    Text out;
    if (raw.find('$') == std::string_view::npos) {
        append(out, raw);
    } else {
        auto const pieces = pieces_of(at, raw);
        if (!pieces)
            return std::nullopt;
        for (auto const& piece : *pieces) {
            if (!piece.is_variable)
                append(out, piece.text);
            else if (!add_piece(at, piece.text, out))
                return std::nullopt;
        }
    }
    return spend(at, size_of(out)) ? std::optional(std::move(out)) : std::nullopt;
}

/// A text of `for` may name variables of the run: `for: {filter: ["${topic}/+", "${topic}/#"]}`.
bool Reader::add_piece(yaml::Cursor const& at, std::string const& name, Text& out) const
{
    auto const* constant = scope_->constant(name);
    if (constant == nullptr) {
        if (!scope_->variable(name)) {
            undefined(at, name);
            return false;
        }
        out.parts.emplace_back(Variable{.name = name});
        return true;
    }
    auto const* value = std::get_if<std::string>(&constant->value);
    if (value == nullptr || constant->is_raw) {
        append(out, value == nullptr ? to_words(*constant) : *value);
        return true;
    }
    auto const pieces = pieces_of(at, *value);
    if (!pieces)
        return false;
    for (auto const& piece : *pieces) {
        if (!piece.is_variable) {
            append(out, piece.text);
        } else if (scope_->variable(piece.text)) {
            out.parts.emplace_back(Variable{.name = piece.text});
        } else {
            undefined(at, piece.text);
            return false;
        }
    }
    return true;
}

std::optional<Variable> Reader::variable(yaml::Cursor const& at, std::string const& name, Type wanted) const
{
    auto const type = scope_->variable(name);
    if (!type) {
        undefined(at, name);
        return std::nullopt;
    }
    if (*type != wanted) {
        at.error("`${" + name + "}` is " + std::string(name_of(*type)) + ", and " +
                 std::string(name_of(wanted)) + " is due here");
        return std::nullopt;
    }
    return Variable{.name = name};
}

void Reader::undefined(yaml::Cursor const& at, std::string const& name) const
{
    if (name == "n") {
        at.error("`${n}` counts only within `repeat`");
        return;
    }
    if (scope_->is_feature(name)) {
        at.error("`${" + name + "}` is a feature of the target that the case does not need",
                 "name it in `needs`: `needs: [" + name + "]`");
        return;
    }
    auto const near = yaml::nearest(name, scope_->names());
    at.error("`${" + name + "}` is not defined here",
             near.empty() ? "known here: " + listed(scope_->names()) : "did you mean `${" + near + "}`?");
}

bool Reader::spend(yaml::Cursor const& at, std::size_t bytes) const
{
    if (bytes > budget_->instance_bytes || bytes > budget_->file_bytes) {
        at.error(bytes > budget_->instance_bytes ? "the texts of this case are longer than 1 MiB together"
                                                 : "the texts of this file are longer than 64 MiB together");
        return false;
    }
    budget_->instance_bytes -= bytes;
    budget_->file_bytes -= bytes;
    return true;
}

std::string to_words(Constant const& constant)
{
    if (auto const* flag = std::get_if<bool>(&constant.value))
        return *flag ? "true" : "false";
    if (auto const* number = std::get_if<std::int64_t>(&constant.value))
        return std::to_string(*number);
    auto const& text = std::get<std::string>(constant.value);
    return constant.is_raw && !is_readable(text) ? hex_of(text) : text;
}

namespace {

void not_a(yaml::Cursor const& at, Type wanted, std::string const& name, Constant const& constant)
{
    at.error("`${" + name + "}` is " + ticked(to_words(constant)) + ", and " + std::string(name_of(wanted)) +
             " is due here");
}

} // namespace

} // namespace mqttspec::scenario
