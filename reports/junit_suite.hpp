// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "results/result.hpp"

#include <pugixml.hpp>

#include <string>
#include <vector>

namespace mqttspec::reports {

enum class JunitOutcome
{
    passed,
    failure,
    error,
    skipped
};

/// One testcase, its texts as they came.
struct JunitTest
{
    std::string name{};
    std::string file{};
    int line = 0;
    double duration_s = 0;
    JunitOutcome outcome = JunitOutcome::passed;
    std::string type{};    ///< Of a failure or an error.
    std::string message{}; ///< Becomes one line.
    std::string body{};
    std::string output{};
};

/// The XML itself. Every text passes the sanitiser here, and only here.
class JunitDocument
{
public:
    explicit JunitDocument(results::Result const& result);

    void add_suite(std::string const& name, std::string const& class_name,
                   std::vector<JunitTest> const& tests);

    /// The whole document, counters filled in; `score` stands in its properties.
    [[nodiscard]] std::string text(std::string const& score);

private:
    struct Counters
    {
        int tests = 0;
        int failures = 0;
        int errors = 0;
        int skipped = 0;
        double time_s = 0;
    };

    void add_properties(pugi::xml_node suite, std::string const& score);
    static void add_test(pugi::xml_node suite, std::string const& class_name, JunitTest const& test);
    static void count(Counters& counters, JunitTest const& test);
    static void write(pugi::xml_node node, Counters const& counters);

    results::Result const& result_;
    pugi::xml_document document_;
    pugi::xml_node root_;
    Counters total_;
};

} // namespace mqttspec::reports
