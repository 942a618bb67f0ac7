// SPDX-License-Identifier: Apache-2.0
#include "scenario/needs.hpp"

#include "scenario/words.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <sstream>

namespace mqttspec::scenario {

namespace {

constexpr std::string_view how = "`feature`, `not feature`, or `feature >= 2` with == != < <= > >=";

std::optional<Need> parse(yaml::Cursor const& at, std::string const& text);
Scalar to_literal(std::string_view word);
bool is_order(Need::Comparison comparison);

} // namespace

std::vector<Need> read_needs(yaml::Cursor const& list, Reader const& reader,
                             std::vector<std::string> const& features)
{
    std::vector<Need> out;
    for (auto const& item : list.items()) {
        auto const text = reader.words(item);
        auto need = text ? parse(item, *text) : std::nullopt;
        if (!need)
            continue;
        bool const is_known =
            features.empty() || std::ranges::find(features, need->feature) != features.end();
        if (!is_known)
            item.error("there is no feature " + ticked(need->feature), suggestion(need->feature, features));
        bool const is_double = std::ranges::find(out, need->text, &Need::text) != out.end();
        if (is_double)
            item.error(ticked(need->text) + " stands twice");
        out.push_back(*std::move(need));
    }
    return out;
}

std::vector<std::pair<std::string_view, Need::Comparison>> const& comparisons()
{
    using enum Need::Comparison;
    static std::vector<std::pair<std::string_view, Need::Comparison>> const signs{
        {"==", equal}, {"!=", not_equal}, {"<=", at_most}, {">=", at_least}, {"<", less}, {">", greater}};
    return signs;
}

namespace {

std::optional<Need> parse(yaml::Cursor const& at, std::string const& text)
{
    std::istringstream stream(text);
    std::vector<std::string> words;
    for (std::string word; stream >> word;)
        words.push_back(word);
    if (words.size() == 1)
        return Need{.feature = words[0], .text = text};
    if (words.size() == 2 && words[0] == "not")
        return Need{.feature = words[1], .comparison = Need::Comparison::is_false, .text = text};

    auto const sign = words.size() == 3 ? words[1] : "";
    auto const found = std::ranges::find(comparisons(), std::string_view(sign),
                                         &std::pair<std::string_view, Need::Comparison>::first);
    if (found == comparisons().end()) {
        at.error(ticked(text) + " is no need", std::string(how));
        return std::nullopt;
    }
    Need out{.feature = words[0], .comparison = found->second, .literal = to_literal(words[2]), .text = text};
    if (is_order(out.comparison) && !std::holds_alternative<std::int64_t>(out.literal)) {
        at.error(ticked(words[2]) + " is no number, and " + ticked(sign) + " compares numbers");
        return std::nullopt;
    }
    return out;
}

Scalar to_literal(std::string_view word)
{
    if (word == "true" || word == "false")
        return word == "true";
    std::int64_t number = 0;
    auto const [end, ec] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (ec == std::errc() && end == word.data() + word.size())
        return number;
    return std::string(word);
}

bool is_order(Need::Comparison comparison)
{
    using enum Need::Comparison;
    return comparison == less || comparison == at_most || comparison == greater || comparison == at_least;
}

} // namespace

} // namespace mqttspec::scenario
