// SPDX-License-Identifier: Apache-2.0
#include "reports/badge.hpp"

#include "reports/score_line.hpp"
#include "reports/text.hpp"
#include "reports/words.hpp"

#include <fmt/format.h>
#include <pugixml.hpp>

#include <cmath>
#include <sstream>

namespace mqttspec::reports {

namespace {

using results::Result;

constexpr int height = 20;
constexpr int margin = 6;
constexpr std::string_view label_colour = "#444444";

struct Colours
{
    // Each holds white text at a contrast of 4.5 and more.
    static constexpr std::string_view good = "#217a32";
    static constexpr std::string_view doubtful = "#8a6100";
    static constexpr std::string_view bad = "#b3261e";
    static constexpr std::string_view neutral = "#5c6370";
};

/// One half of the badge.
struct Field
{
    std::string text{};
    std::string_view colour{};
    int left = 0;

    [[nodiscard]] int text_width() const;
    [[nodiscard]] int width() const { return text_width() + 2 * margin; }
};

std::string message_of(Result const& result, Words const& w);
std::string_view colour_of(Result const& result);
void add_box(pugi::xml_node parent, Field const& field);
void add_text(pugi::xml_node parent, Field const& field);
void set(pugi::xml_node node, char const* name, std::string_view value);
void set(pugi::xml_node node, char const* name, int value);

} // namespace

std::string to_badge(Result const& result, Language lang)
{
    Field const label{.text = "MQTT " + cut(one_line(result.protocol), 12, ""), .colour = label_colour};
    Field const message{
        .text = message_of(result, words(lang)), .colour = colour_of(result), .left = label.width()};
    int const width = label.width() + message.width();
    std::string const title = score_line(result, lang);

    pugi::xml_document document;
    pugi::xml_node svg = document.append_child("svg");
    set(svg, "xmlns", "http://www.w3.org/2000/svg");
    set(svg, "width", width);
    set(svg, "height", height);
    set(svg, "role", "img");
    set(svg, "aria-label", title);
    svg.append_child("title").text().set(title.c_str());
    pugi::xml_node clip = svg.append_child("clipPath");
    set(clip, "id", "r");
    pugi::xml_node round = clip.append_child("rect");
    set(round, "width", width);
    set(round, "height", height);
    set(round, "rx", 3);
    pugi::xml_node boxes = svg.append_child("g");
    set(boxes, "clip-path", "url(#r)");
    pugi::xml_node texts = svg.append_child("g");
    set(texts, "fill", "#ffffff");
    set(texts, "font-family", "Verdana,DejaVu Sans,Noto Sans CJK SC,sans-serif");
    set(texts, "font-size", 11);
    for (Field const& field : {label, message}) {
        add_box(boxes, field);
        add_text(texts, field);
    }
    std::ostringstream out;
    document.save(out, "", pugi::format_raw | pugi::format_no_declaration, pugi::encoding_utf8);
    return out.str() + "\n";
}

namespace {

/// Estimated; `textLength` makes it true, whatever font the reader has.
int Field::text_width() const
{
    constexpr double of_a_column = 6.6;
    return static_cast<int>(std::lround(of_a_column * columns(text)));
}

std::string message_of(Result const& result, Words const& w)
{
    results::Summary const& summary = result.summary;
    std::string const score = fmt::format("{}/{}", summary.score_passed, summary.score_applicable);
    if (result.interrupted)
        return std::string(w.badge_interrupted);
    if (!result.trouble.empty() || summary.score_applicable == 0)
        return std::string(w.badge_unknown);
    if (result.partial)
        return fmt::format("{} {}", score, w.badge_partial);
    return summary.conformant ? fmt::format("{} {}", score, w.badge_conformant) : score;
}

std::string_view colour_of(Result const& result)
{
    if (result.summary.conformant)
        return Colours::good;
    bool const says_something =
        !result.interrupted && result.trouble.empty() && result.summary.score_applicable > 0;
    if (!says_something)
        return Colours::neutral;
    int const code = results::exit_code(result);
    if (code == 1)
        return Colours::bad;
    return code == 0 && result.partial ? Colours::neutral : Colours::doubtful;
}

void add_box(pugi::xml_node parent, Field const& field)
{
    pugi::xml_node box = parent.append_child("rect");
    set(box, "x", field.left);
    set(box, "width", field.width());
    set(box, "height", height);
    set(box, "fill", field.colour);
}

void add_text(pugi::xml_node parent, Field const& field)
{
    pugi::xml_node text = parent.append_child("text");
    set(text, "x", field.left + margin);
    set(text, "y", 14);
    set(text, "textLength", field.text_width());
    text.text().set(field.text.c_str());
}

void set(pugi::xml_node node, char const* name, std::string_view value)
{
    node.append_attribute(name).set_value(std::string(value).c_str());
}

void set(pugi::xml_node node, char const* name, int value)
{
    node.append_attribute(name).set_value(value);
}

} // namespace

} // namespace mqttspec::reports
