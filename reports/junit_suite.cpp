// SPDX-License-Identifier: Apache-2.0
#include "reports/junit_suite.hpp"

#include "reports/text.hpp"

#include <fmt/format.h>

#include <sstream>

namespace mqttspec::reports {

namespace {

void set(pugi::xml_node node, char const* name, std::string const& value);
void set_time(pugi::xml_node node, double seconds);
void add_text(pugi::xml_node parent, char const* name, std::string const& text);

} // namespace

JunitDocument::JunitDocument(results::Result const& result)
    : result_(result), root_(document_.append_child("testsuites"))
{
    set(root_, "name", fmt::format("mqttspec {}", result.target.name));
}

void JunitDocument::add_suite(std::string const& name, std::string const& class_name,
                              std::vector<JunitTest> const& tests)
{
    pugi::xml_node suite = root_.append_child("testsuite");
    set(suite, "name", name);
    Counters counters;
    for (JunitTest const& test : tests) {
        count(counters, test);
        count(total_, test);
        add_test(suite, class_name, test);
    }
    write(suite, counters);
    if (!result_.started.empty())
        set(suite, "timestamp", result_.started);
    if (!result_.host.empty())
        set(suite, "hostname", result_.host);
}

std::string JunitDocument::text(std::string const& score)
{
    for (pugi::xml_node suite : root_.children("testsuite"))
        add_properties(suite, score);
    // The cases overlap in time, so the sum of their times is not how long the run took.
    total_.time_s = result_.summary.wall_s;
    write(root_, total_);
    pugi::xml_node declaration = document_.prepend_child(pugi::node_declaration);
    set(declaration, "version", "1.0");
    set(declaration, "encoding", "UTF-8");
    std::ostringstream out;
    document_.save(out, " ", pugi::format_indent, pugi::encoding_utf8);
    return out.str();
}

void JunitDocument::add_properties(pugi::xml_node suite, std::string const& score)
{
    pugi::xml_node properties = suite.prepend_child("properties");
    auto const add = [&](char const* name, std::string const& value) {
        if (value.empty())
            return;
        pugi::xml_node property = properties.append_child("property");
        set(property, "name", name);
        set(property, "value", value);
    };
    add("mqttspec.version", result_.suite_version);
    add("mqttspec.score", score);
    add("mqttspec.seed", std::to_string(result_.seed));
    add("mqttspec.run", result_.run_id);
    add("target.name", result_.target.name);
    add("target.version", result_.target.version);
    add("target.endpoint", result_.target.endpoint);
}

void JunitDocument::add_test(pugi::xml_node suite, std::string const& class_name, JunitTest const& test)
{
    pugi::xml_node node = suite.append_child("testcase");
    set(node, "classname", class_name);
    set(node, "name", test.name);
    set_time(node, test.duration_s);
    if (!test.file.empty())
        set(node, "file", test.file);
    if (test.line > 0)
        set(node, "line", std::to_string(test.line));

    bool const is_bad = test.outcome == JunitOutcome::failure || test.outcome == JunitOutcome::error;
    if (is_bad || test.outcome == JunitOutcome::skipped) {
        char const* const element = test.outcome == JunitOutcome::failure ? "failure"
                                    : test.outcome == JunitOutcome::error ? "error"
                                                                          : "skipped";
        pugi::xml_node outcome = node.append_child(element);
        set(outcome, "message", test.message);
        if (is_bad)
            set(outcome, "type", test.type);
        if (is_bad)
            outcome.text().set(sanitised(test.body).c_str());
    }
    if (!test.output.empty())
        add_text(node, "system-out", test.output);
}

void JunitDocument::count(Counters& counters, JunitTest const& test)
{
    ++counters.tests;
    counters.failures += test.outcome == JunitOutcome::failure ? 1 : 0;
    counters.errors += test.outcome == JunitOutcome::error ? 1 : 0;
    counters.skipped += test.outcome == JunitOutcome::skipped ? 1 : 0;
    counters.time_s += test.duration_s;
}

void JunitDocument::write(pugi::xml_node node, Counters const& counters)
{
    set(node, "tests", std::to_string(counters.tests));
    set(node, "failures", std::to_string(counters.failures));
    set(node, "errors", std::to_string(counters.errors));
    set(node, "skipped", std::to_string(counters.skipped));
    set_time(node, counters.time_s);
}

namespace {

void set(pugi::xml_node node, char const* name, std::string const& value)
{
    node.append_attribute(name).set_value(one_line(value).c_str());
}

/// Not through the locale, and never in scientific notation: readers parse it by hand.
void set_time(pugi::xml_node node, double seconds)
{
    node.append_attribute("time").set_value(fmt::format("{:.6f}", seconds).c_str());
}

void add_text(pugi::xml_node parent, char const* name, std::string const& text)
{
    parent.append_child(name).text().set(sanitised(text).c_str());
}

} // namespace

} // namespace mqttspec::reports
