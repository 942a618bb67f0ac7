// SPDX-License-Identifier: Apache-2.0
#include "support/golden.hpp"

#include <mqttspec/source_dir.hpp>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace mqttspec::support {

namespace {

std::string difference(std::string_view approved, std::string_view text);

} // namespace

testing::AssertionResult is_approved(std::string const& path, std::string_view text)
{
    std::string const full = std::string(MQTTSPEC_SOURCE_DIR "/tests/") + path;
    if (std::getenv("MQTTSPEC_APPROVE") != nullptr) {
        std::ofstream(full, std::ios::binary) << text;
        return testing::AssertionSuccess();
    }
    std::ifstream file(full, std::ios::binary);
    std::string const approved(std::istreambuf_iterator<char>(file), {});
    if (file && approved == text)
        return testing::AssertionSuccess();
    return testing::AssertionFailure()
           << "tests/" << path << " is not what came out:\n"
           << difference(approved, text) << "If it is right, approve it: MQTTSPEC_APPROVE=1 ctest -R '"
           << testing::UnitTest::GetInstance()->current_test_info()->name() << "'";
}

namespace {

std::string difference(std::string_view approved, std::string_view text)
{
    int line = 1;
    while (!approved.empty() || !text.empty()) {
        std::string_view const old_line = approved.substr(0, approved.find('\n'));
        std::string_view const new_line = text.substr(0, text.find('\n'));
        if (old_line != new_line)
            return "line " + std::to_string(line) + "\n-" + std::string(old_line) + "\n+" +
                   std::string(new_line) + "\n";
        approved.remove_prefix(std::min(approved.size(), old_line.size() + 1));
        text.remove_prefix(std::min(text.size(), new_line.size() + 1));
        ++line;
    }
    return "only its end differs\n";
}

} // namespace

} // namespace mqttspec::support
