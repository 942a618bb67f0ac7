// SPDX-License-Identifier: Apache-2.0
#include "reports/markdown_text.hpp"

#include "reports/text.hpp"

#include <algorithm>
#include <cctype>

namespace mqttspec::reports {

namespace {

constexpr std::string_view ellipsis = "…";

/// The entity keeps names and numbers from becoming mentions of people and issues; it has no width.
constexpr std::string_view apart = "&#8203;";

std::string escaped(char c, char before);
std::size_t longest_run(std::string_view text, char wanted);

} // namespace

std::string md_prose(std::string_view text, int width)
{
    std::string prose;
    char before = ' ';
    for (char const c : cut(one_line(text), width, ellipsis)) {
        prose += escaped(c, before);
        before = c;
    }
    return prose;
}

std::string md_code(std::string_view text, int width)
{
    std::string const line = cut(one_line(text), width, ellipsis);
    if (line.empty())
        return {};
    std::string const fence(longest_run(line, '`') + 1, '`');
    // Where a backtick stands at an edge, a space keeps it from the fence; Markdown takes that space away.
    std::string const space = line.front() == '`' || line.back() == '`' ? " " : "";
    return fence + space + line + space + fence;
}

/// A table takes even a code span apart at a bar.
std::string md_code_in_table(std::string_view text, int width)
{
    std::string span;
    for (char const c : md_code(text, width))
        span += c == '|' ? std::string("\\|") : std::string(1, c);
    return span;
}

std::string md_block(std::string_view text, std::string_view language, int limit, int lines)
{
    std::string const clean = sanitised(text);
    std::string const fence(std::max<std::size_t>(3, longest_run(clean, '`') + 1), '`');
    std::string block = fence + std::string(language) + "\n";
    std::string_view rest = clean;
    for (int i = 0; !rest.empty(); ++i) {
        std::size_t const end = rest.find('\n');
        if (i == lines) {
            block += std::string(ellipsis) + "\n";
            break;
        }
        block += cut(rest.substr(0, end), limit, ellipsis) + "\n";
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
    return block + fence + "\n";
}

std::string md_link(std::string_view address)
{
    constexpr std::string_view plain = "-._~:/?#@!$&'()*+,;=%";
    bool const is_web = address.starts_with("https://") || address.starts_with("http://");
    bool const is_plain = std::all_of(address.begin(), address.end(), [&](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || plain.find(c) != std::string_view::npos;
    });
    return is_web && is_plain && address.size() < 300 ? "<" + std::string(address) + ">" : md_code(address);
}

namespace {

std::string escaped(char c, char before)
{
    switch (c) {
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '&': return "&amp;";
    case '@':
    case '#': return c + std::string(apart);
    case '/': return before == '/' ? std::string(apart) + "/" : "/"; // No address becomes a link.
    case '\\':
    case '`':
    case '*':
    case '_':
    case '[':
    case ']':
    case '|':
    case '~':
    case '$':
    case '!': return std::string("\\") + c;
    default: return std::string(1, c);
    }
}

std::size_t longest_run(std::string_view text, char wanted)
{
    std::size_t longest = 0;
    std::size_t run = 0;
    for (char const c : text) {
        run = c == wanted ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    return longest;
}

} // namespace

} // namespace mqttspec::reports
