// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace mqttspec::reports {

/// Colours, or none. Paint what is already measured and padded: the escape sequences count as columns.
class Ink
{
public:
    explicit Ink(bool colour) : colour_(colour) {}

    [[nodiscard]] std::string good(std::string_view text) const { return paint("32", text); }
    [[nodiscard]] std::string bad(std::string_view text) const { return paint("31", text); }
    [[nodiscard]] std::string loud(std::string_view text) const { return paint("1;31", text); }
    [[nodiscard]] std::string doubtful(std::string_view text) const { return paint("33", text); }
    [[nodiscard]] std::string outward(std::string_view text) const { return paint("36", text); }
    [[nodiscard]] std::string inward(std::string_view text) const { return paint("35", text); }
    [[nodiscard]] std::string strong(std::string_view text) const { return paint("1", text); }
    [[nodiscard]] std::string faint(std::string_view text) const { return paint("2", text); }

private:
    [[nodiscard]] std::string paint(std::string_view code, std::string_view text) const
    {
        bool const is_blank = text.find_first_not_of(' ') == std::string_view::npos;
        if (!colour_ || is_blank)
            return std::string(text);
        return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
    }

    bool colour_;
};

/// What stands for what; each takes one column.
struct Symbols
{
    std::string_view pass = "+";
    std::string_view fail = "x";
    std::string_view known = "!";
    std::string_view inconclusive = "?";
    std::string_view skipped = "-";
    std::string_view not_examined = ".";
    std::string_view sent = ">";
    std::string_view received = "<";
    std::string_view rule = "-";
    std::string_view ellipsis = "..";
    std::string_view dot = "|";
    std::string_view times = "x";
};

[[nodiscard]] constexpr Symbols symbols(bool unicode)
{
    if (!unicode)
        return {};
    return {.pass = "✓",
            .fail = "✗",
            .known = "!",
            .inconclusive = "?",
            .skipped = "–",
            .not_examined = "·",
            .sent = "→",
            .received = "←",
            .rule = "─",
            .ellipsis = "…",
            .dot = "·",
            .times = "×"};
}

} // namespace mqttspec::reports
