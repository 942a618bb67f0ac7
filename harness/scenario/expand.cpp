// SPDX-License-Identifier: Apache-2.0
#include "scenario/expand.hpp"

#include "scenario/reader.hpp"
#include "scenario/words.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace mqttspec::scenario {

namespace {

constexpr std::size_t most_instances = 2'000;
constexpr std::size_t most_bytes_in_value = 40;

/// In a row of a list of maps, the value of this key alone names the instance.
constexpr std::string_view naming_key = "name";

/// One list of `for`.
struct Axis
{
    std::string name{};
    std::vector<Constant> values{};
};

std::vector<Instance> multiply(yaml::Cursor const& at);
std::vector<Instance> in_step(yaml::Cursor const& at);
std::optional<Axis> read_axis(yaml::Cursor const& key, yaml::Cursor const& value);
bool read_row(yaml::Cursor const& row, Constants const* first, Constants& out);
std::optional<std::string> read_name(yaml::Cursor const& key);
std::optional<Constant> read_constant(yaml::Cursor const& at);
std::string suffix_of(yaml::Cursor const& at, Constants const& values, bool may_be_named);
std::string in_id(Constant const& constant);
void demand_unique(yaml::Cursor const& at, std::vector<Instance> const& instances);

} // namespace

std::vector<Instance> expand(yaml::Cursor const& at)
{
    if (!at.is_map() && !at.is_list()) {
        at.error("`for` takes a map of lists, or a list of maps",
                 "`for: {qos: [1, 2]}` or `for: [{flags: 1, name: one}, ...]`");
        return {};
    }
    auto out = at.is_map() ? multiply(at) : in_step(at);
    demand_unique(at, out);
    return out;
}

namespace {

std::vector<Instance> multiply(yaml::Cursor const& at)
{
    std::vector<Axis> axes;
    std::size_t count = 1;
    for (auto const& [key, value] : at.entries()) {
        auto axis = read_axis(key, value);
        if (!axis)
            return {};
        count *= axis->values.size();
        if (count > most_instances) {
            at.error("`for` makes more than 2,000 instances of this case");
            return {};
        }
        axes.push_back(*std::move(axis));
    }
    if (axes.empty()) {
        at.error("`for` is empty");
        return {};
    }
    std::vector<Instance> out;
    for (std::size_t index = 0; index < count; ++index) {
        Instance instance;
        auto stride = count;
        // The last list turns fastest.
        for (auto const& axis : axes) {
            stride /= axis.values.size();
            instance.values.emplace_back(axis.name, axis.values[index / stride % axis.values.size()]);
        }
        instance.suffix = suffix_of(at, instance.values, false);
        out.push_back(std::move(instance));
    }
    return out;
}

std::vector<Instance> in_step(yaml::Cursor const& at)
{
    auto const rows = at.items();
    if (rows.empty() || rows.size() > most_instances) {
        at.error(rows.empty() ? "`for` is empty" : "`for` makes more than 2,000 instances of this case");
        return {};
    }
    std::vector<Instance> out;
    for (auto const& row : rows) {
        Instance instance;
        if (!read_row(row, out.empty() ? nullptr : &out.front().values, instance.values))
            return {};
        instance.suffix = suffix_of(row, instance.values, true);
        out.push_back(std::move(instance));
    }
    return out;
}

std::optional<Axis> read_axis(yaml::Cursor const& key, yaml::Cursor const& value)
{
    auto name = read_name(key);
    if (!name)
        return std::nullopt;
    if (!value.is_list()) {
        value.error("a list of values is due here", "`" + *name + ": [1, 2]`");
        return std::nullopt;
    }
    Axis out{.name = *std::move(name)};
    for (auto const& item : value.items()) {
        auto constant = read_constant(item);
        if (!constant)
            return std::nullopt;
        out.values.push_back(*std::move(constant));
    }
    if (out.values.empty()) {
        value.error("the list is empty");
        return std::nullopt;
    }
    return out;
}

/// All rows have the keys of the first.
bool read_row(yaml::Cursor const& row, Constants const* first, Constants& out)
{
    if (!row.is_map()) {
        row.error("a map of values is due here", "`- {flags: 1, name: one}`");
        return false;
    }
    for (auto const& [key, value] : row.entries()) {
        auto name = read_name(key);
        auto constant = read_constant(value);
        if (!name || !constant)
            return false;
        bool const is_known = first == nullptr ||
                              std::ranges::find(*first, *name, &Constants::value_type::first) != first->end();
        if (!is_known) {
            key.error("the first item of `for` has no " + ticked(*name), "all of them have the same keys");
            return false;
        }
        out.emplace_back(*std::move(name), *std::move(constant));
    }
    for (auto const& [name, constant] : first == nullptr ? out : *first) {
        if (std::ranges::find(out, name, &Constants::value_type::first) == out.end()) {
            row.error(ticked(name) + " is missing", "all items of `for` have the same keys");
            return false;
        }
    }
    if (out.empty())
        row.error("an empty item");
    return !out.empty();
}

std::optional<std::string> read_name(yaml::Cursor const& key)
{
    auto name = key.text();
    if (!name)
        return std::nullopt;
    if (!is_name(*name)) {
        key.error(ticked(*name) + " cannot name a variable", "lower-case letters, digits and `_`");
        return std::nullopt;
    }
    if (is_taken(*name)) {
        key.error("`${" + *name + "}` has a meaning already", "choose another name");
        return std::nullopt;
    }
    return name;
}

std::optional<Constant> read_constant(yaml::Cursor const& at)
{
    if (!at.tag().empty()) {
        // Nothing of `for` is known yet: what is filled in here can only be literal.
        Constants const nothing;
        std::set<std::string, std::less<>> used;
        Scope scope(nothing, used);
        auto budget = Budget::of_file();
        auto const text = Reader(scope, budget).text(at);
        if (!text)
            return std::nullopt;
        if (text->parts.empty())
            return Constant{.value = std::string(), .is_raw = true};
        auto const* bytes = std::get_if<std::string>(&text->parts.front());
        if (bytes == nullptr || text->parts.size() > 1) {
            at.error("tagged values of `for` hold no variables", "a plain text may: `\"${topic}/+\"`");
            return std::nullopt;
        }
        return Constant{.value = *bytes, .is_raw = true};
    }
    if (!at.is_scalar()) {
        at.error("a number, `true`, `false` or a text is due here");
        return std::nullopt;
    }
    auto const raw = at.raw();
    if (at.is_quoted())
        return Constant{.value = raw};
    if (raw == "true" || raw == "false")
        return Constant{.value = raw == "true"};
    auto const is_digit = [](char letter) { return letter >= '0' && letter <= '9'; };
    bool const is_number = std::ranges::all_of(raw.starts_with('-') ? raw.substr(1) : raw, is_digit) &&
                           (raw.size() == 1 || !raw.starts_with('0')) && is_digit(raw.back());
    if (is_number || raw.starts_with("0x")) {
        auto const number = at.integer(-0xFFFFFFFFLL, 0xFFFFFFFFLL);
        return number ? std::optional(Constant{.value = *number}) : std::nullopt;
    }
    return Constant{.value = raw};
}

std::string suffix_of(yaml::Cursor const& at, Constants const& values, bool may_be_named)
{
    auto const name = std::ranges::find(values, naming_key, &Constants::value_type::first);
    if (may_be_named && name != values.end())
        return "@" + in_id(name->second);
    std::string out;
    for (auto const& [key, value] : values) {
        auto const text = in_id(value);
        if (text.size() > most_bytes_in_value)
            at.error("the value of " + ticked(key) + " is too long to name an instance",
                     "use a list of maps and give each a `name`: `for: [{" + key + ": ..., name: short}]`");
        out += (out.empty() ? "@" : ",") + key + "=" + text.substr(0, most_bytes_in_value);
    }
    return out;
}

/// Printable, and without what has a meaning in ids and shells: raw bytes as hex, other bytes as %XX.
std::string in_id(Constant const& constant)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    auto const is_plain = [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
               (letter >= '0' && letter <= '9') || letter == '.' || letter == '_' || letter == '-';
    };
    auto const* text = std::get_if<std::string>(&constant.value);
    auto const words = text != nullptr && !constant.is_raw ? *text : to_words(constant);
    if (words.empty())
        return "empty";
    std::string out;
    for (char const letter : words) {
        auto const byte = static_cast<unsigned char>(letter);
        if (is_plain(letter))
            out += letter;
        else if (!(constant.is_raw && letter == ' '))
            out += {'%', digits[byte >> 4U], digits[byte & 15U]};
    }
    return out;
}

void demand_unique(yaml::Cursor const& at, std::vector<Instance> const& instances)
{
    std::set<std::string_view> seen;
    for (auto const& instance : instances)
        if (!seen.insert(instance.suffix).second)
            at.error("two instances are named " + ticked(instance.suffix),
                     "in a list of maps, a `name` can tell them apart");
}

} // namespace

} // namespace mqttspec::scenario
