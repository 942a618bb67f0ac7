// SPDX-License-Identifier: Apache-2.0
// Writes the pages that html_test.mjs opens into the folder that is named.
#include "reports/html.hpp"
#include "reports/write_file.hpp"
#include "support/hostile_result.hpp"
#include "support/sample_result.hpp"

#include <cstdio>
#include <string>

namespace {

using mqttspec::results::Result;

/// The sample, with a failure in the words that the engine really uses.
Result sample()
{
    Result result = mqttspec::support::sample_result();
    result.cases[1].failure->received =
        "CONNACK flags=0x80 return_code=0 (at 0.9 ms), then nothing for 2.0 s; the connection is open";
    return result;
}

/// A run against a client: the harness plays the server.
Result client_result()
{
    Result result = sample();
    result.target.name = "some-client";
    result.target.role = "client";
    for (auto& statement : result.statements)
        statement.role = "client";
    for (auto& one : result.cases) {
        for (auto& event : one.wire)
            event.actor = "server";
    }
    return result;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2)
        return 2;
    std::string const folder = std::string(argv[1]) + "/";
    bool is_written = true;
    auto const write = [&](std::string const& name, Result const& result) {
        is_written =
            mqttspec::reports::write_file(folder + name, mqttspec::reports::to_html(result)).empty() &&
            is_written;
    };
    write("sample.html", sample());
    write("conformant.html", mqttspec::support::conformant_result());
    write("client.html", client_result());
    write("hostile.html", mqttspec::support::hostile_result());
    return is_written ? 0 : 1;
}
