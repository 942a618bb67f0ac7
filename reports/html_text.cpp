// SPDX-License-Identifier: Apache-2.0
#include "reports/html_text.hpp"

#include "reports/look.hpp"
#include "reports/markup.hpp"
#include "reports/text.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <utility>

namespace mqttspec::reports {

namespace {

constexpr int most_columns = 4000;

struct Look
{
    std::string_view name{};
    std::string_view Words::*word = nullptr;
    std::string_view Symbols::*mark = nullptr;
};

constexpr std::array looks{Look{"pass", &Words::pass, &Symbols::pass},
                           Look{"fail", &Words::fail, &Symbols::fail},
                           Look{"known", &Words::known_failure, &Symbols::known},
                           Look{"unexpected", &Words::unexpected_pass, &Symbols::fail},
                           Look{"inconclusive", &Words::inconclusive, &Symbols::inconclusive},
                           Look{"error", &Words::error, &Symbols::inconclusive},
                           Look{"skipped", &Words::skipped, &Symbols::skipped},
                           Look{"not_examined", &Words::not_examined, &Symbols::not_examined}};

Look const& look_named(std::string_view name);
bool stands_in_addresses(char c);

} // namespace

std::string clipped(std::string_view text)
{
    constexpr std::size_t most_bytes = 4 * static_cast<std::size_t>(most_columns);
    return cut(sanitised(text.substr(0, most_bytes)), most_columns, "…");
}

std::string html_escaped(std::string_view text)
{
    return as_markup(clipped(text));
}

std::string in_both(std::string_view english, std::string_view chinese)
{
    if (english == chinese)
        return std::string(english);
    return fmt::format(R"(<span class="en">{}</span><span class="zh" lang="zh">{}</span>)", english, chinese);
}

std::string in_both(std::string_view Words::*word)
{
    return in_both(words(Language::english).*word, words(Language::chinese).*word);
}

std::string html_link(std::string_view id)
{
    return fmt::format(R"(<a class="id" href="#{}">{}</a>)", html_fragment(id), html_escaped(id));
}

/// As place_of() of dom.js makes it. An id of plain characters stands as it is, also one with an escape in
/// it.
std::string html_fragment(std::string_view id)
{
    std::string const clean = sanitised(id);
    std::string fragment;
    bool is_plain = true;
    for (char const c : clean) {
        bool const may_stand = stands_in_addresses(c) && c != '%';
        is_plain = is_plain && stands_in_addresses(c);
        fragment += may_stand ? std::string(1, c) : fmt::format("%{:02X}", static_cast<std::uint8_t>(c));
    }
    return is_plain ? clean : fragment;
}

std::string html_pair(std::string_view name, std::string_view text)
{
    return text.empty() ? "" : fmt::format("<dt>{}</dt><dd>{}</dd>\n", name, html_escaped(text));
}

std::string_view look_of(results::CaseResult const& one)
{
    if (one.unexpected_pass)
        return "unexpected";
    return one.verdict == results::Verdict::fail && one.known ? "known" : name_of(one.verdict);
}

std::string_view look_of(results::StatementResult const& one)
{
    return one.verdict == results::StatementVerdict::fail && one.known ? "known" : name_of(one.verdict);
}

std::string_view Words::*word_of(std::string_view look)
{
    return look_named(look).word;
}

std::string_view mark_of(std::string_view look)
{
    static Symbols const all = symbols(true);
    return all.*look_named(look).mark;
}

std::string html_badge(std::string_view look)
{
    return fmt::format(R"(<span class="badge {}">{}</span>)", look, in_both(word_of(look)));
}

std::string html_title(results::Result const& result)
{
    auto title = one_line(result.target.name + " " + result.target.version);
    title += fmt::format(" – MQTT {} – {}/{}", one_line(result.protocol), result.summary.score_passed,
                         result.summary.score_applicable);
    return title;
}

std::string html_row_id(results::StatementResult const& one, results::Target const& target)
{
    return sanitised(one.role == judged_role(target) ? one.id : one.id + "/" + one.role);
}

std::string base64(std::string_view bytes)
{
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t three = 0;
        for (std::size_t j = i; j < i + 3; ++j)
            three = three << 8U | (j < bytes.size() ? static_cast<std::uint8_t>(bytes[j]) : 0U);
        for (std::size_t j = 0; j < 4; ++j)
            text += i + j > bytes.size() ? '=' : digits[three >> (18 - 6 * j) & 0x3fU];
    }
    return text;
}

namespace {

Look const& look_named(std::string_view name)
{
    for (Look const& look : looks) {
        if (look.name == name)
            return look;
    }
    return looks.back();
}

bool stands_in_addresses(char c)
{
    constexpr std::string_view others = "_@=.,:%~-";
    bool const is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return is_letter || (c >= '0' && c <= '9') || others.find(c) != std::string_view::npos;
}

} // namespace

} // namespace mqttspec::reports
