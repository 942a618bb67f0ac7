// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mqttspec/source_dir.hpp>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

namespace mqttspec::tests {

/// A malformed YAML file that ends with the diagnostics it deserves, each line behind "# ".
struct Golden
{
    std::string path{};
    std::string text{};     ///< The whole file, as a loader is to see it.
    std::string expected{}; ///< What Diagnostics::render has to give.
};

inline std::string const golden_marker = "# diagnostics:\n";
inline std::string const golden_advice = "If this is right, run the test again with MQTTSPEC_APPROVE=1.";

inline std::string content_of(std::string const& path)
{
    std::ifstream stream(path, std::ios::binary);
    if (!stream)
        throw std::runtime_error("cannot read " + path);
    std::ostringstream out;
    out << stream.rdbuf();
    return out.str();
}

/// Reads one below tests/.
inline Golden golden(std::string const& name)
{
    Golden out;
    out.path = std::string(MQTTSPEC_SOURCE_DIR) + "/tests/" + name;
    out.text = content_of(out.path);
    auto const start = out.text.rfind(golden_marker);
    if (start == std::string::npos)
        throw std::runtime_error(name + " has no line \"# diagnostics:\"");

    std::istringstream block(out.text.substr(start + golden_marker.size()));
    for (std::string line; std::getline(block, line);)
        out.expected += (line.size() > 2 ? line.substr(2) : "") + "\n";
    return out;
}

/// What the file has to say, or, where the author approves of it, what was said; the file is then rewritten.
inline std::string approved(Golden const& golden, std::string const& actual)
{
    if (std::getenv("MQTTSPEC_APPROVE") == nullptr)
        return golden.expected;

    std::ofstream stream(golden.path, std::ios::binary);
    stream << golden.text.substr(0, golden.text.rfind(golden_marker)) << golden_marker;
    std::istringstream lines(actual);
    for (std::string line; std::getline(lines, line);)
        stream << (line.empty() ? "#" : "# ") << line << '\n';
    return actual;
}

} // namespace mqttspec::tests
