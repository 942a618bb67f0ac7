// SPDX-License-Identifier: Apache-2.0
#include "reports/html.hpp"

#include "reports/html_assets.hpp"
#include "reports/html_data.hpp"
#include "reports/html_parts.hpp"
#include "reports/html_text.hpp"

#include <fmt/format.h>

#include <map>
#include <string_view>

namespace mqttspec::reports {

namespace {

using Slots = std::map<std::string_view, std::string>;

std::string filled(std::string_view page, Slots const& slots);
std::string policy();
std::string source_of(Asset const& asset);
std::string footer(results::Result const& result);

} // namespace

std::string to_html(results::Result const& result)
{
    return filled(html_page.text, {{"policy", policy()},
                                   {"suite_version", html_escaped(result.suite_version)},
                                   {"title", html_escaped(html_title(result))},
                                   {"style", std::string(html_style.text)},
                                   {"script", std::string(html_script.text)},
                                   {"summary", html_scorecard(result)},
                                   {"failures", html_failures(result)},
                                   {"map", html_map(result)},
                                   {"statements", html_statements(result)},
                                   {"target", html_target(result)},
                                   {"footer", footer(result)},
                                   {"data", html_data(result)}});
}

namespace {

/// Each {{name}} is replaced once: what is put in is not looked at again.
std::string filled(std::string_view page, Slots const& slots)
{
    std::string text;
    while (!page.empty()) {
        auto const begin = page.find("{{");
        text += page.substr(0, begin);
        if (begin == std::string_view::npos)
            break;
        auto const end = page.find("}}", begin);
        text += slots.at(page.substr(begin + 2, end - begin - 2));
        page.remove_prefix(end + 2);
    }
    return text;
}

/// Nothing may be loaded, nothing but this style and this script counts, and texts do not become markup.
std::string policy()
{
    return fmt::format("default-src 'none'; style-src {}; script-src {}; img-src data:; base-uri 'none'; "
                       "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
                       source_of(html_style), source_of(html_script));
}

std::string source_of(Asset const& asset)
{
    auto const digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    std::string digest;
    for (std::size_t i = 0; i + 1 < asset.sha256.size(); i += 2)
        digest += static_cast<char>(digit(asset.sha256[i]) * 16 + digit(asset.sha256[i + 1]));
    return fmt::format("'sha256-{}'", base64(digest));
}

std::string footer(results::Result const& result)
{
    auto const version = html_escaped(result.suite_version);
    return in_both(fmt::format("Made by mqttspec {}. This file is all of it: it loads nothing.", version),
                   fmt::format("由 mqttspec {} 生成。本文件自成一体，不加载任何外部内容。", version));
}

} // namespace

} // namespace mqttspec::reports
