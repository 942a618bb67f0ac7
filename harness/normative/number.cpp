// SPDX-License-Identifier: Apache-2.0
#include "normative/number.hpp"

#include "normative/catalogue.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace mqttspec::normative {

namespace {

constexpr std::string_view prefix = "MQTT-";

bool is_digit(char letter);
bool is_dotted(std::string_view text);
std::vector<std::uint64_t> components(std::string_view text);

} // namespace

bool is_id(std::string_view text)
{
    auto const hyphen = text.rfind('-');
    if (!text.starts_with(prefix) || hyphen < prefix.size() || hyphen + 1 >= text.size())
        return false;
    auto const section = text.substr(prefix.size(), hyphen - prefix.size());
    return is_dotted(section) && components(section).size() == 3 &&
           std::ranges::all_of(text.substr(hyphen + 1), is_digit);
}

bool is_section_number(std::string_view text)
{
    return is_dotted(text);
}

bool is_within(std::string_view number, std::string_view section)
{
    if (!number.starts_with(section) || section.empty())
        return false;
    return number.size() == section.size() || number[section.size()] == '.';
}

bool comes_before(std::string_view left, std::string_view right)
{
    return components(left) < components(right);
}

std::string_view statement_of(std::string_view clause)
{
    return clause.substr(0, clause.find('.', clause.rfind('-')));
}

std::string section_of(std::string_view id)
{
    if (!is_id(id))
        return {};
    auto section = std::string(id.substr(prefix.size(), id.rfind('-') - prefix.size()));
    // Zeros fill up what is no subsection: 3.1.0-1 stands in 3.1.
    while (section.ends_with(".0"))
        section.resize(section.size() - 2);
    return section;
}

namespace {

bool is_digit(char letter)
{
    return letter >= '0' && letter <= '9';
}

/// Numbers of up to three digits, with dots between them.
bool is_dotted(std::string_view text)
{
    constexpr std::size_t most_digits = 3;
    std::size_t digits = 0;
    for (char const letter : text) {
        if (letter == '.' ? digits == 0 : !is_digit(letter) || digits == most_digits)
            return false;
        digits = letter == '.' ? 0 : digits + 1;
    }
    return digits > 0;
}

/// The numbers in a text, whatever stands between them.
std::vector<std::uint64_t> components(std::string_view text)
{
    constexpr auto most = std::numeric_limits<std::uint64_t>::max() / 16;
    std::vector<std::uint64_t> out;
    bool is_inside = false;
    for (char const letter : text) {
        if (is_digit(letter)) {
            if (!is_inside)
                out.push_back(0);
            out.back() = std::min(out.back() * 10 + static_cast<std::uint64_t>(letter - '0'), most);
        }
        is_inside = is_digit(letter);
    }
    return out;
}

} // namespace

} // namespace mqttspec::normative
