// SPDX-License-Identifier: Apache-2.0
#include "cli/github.hpp"

#include "cli/say.hpp"
#include "reports/annotations.hpp"
#include "reports/markdown.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>
#include <string_view>

namespace mqttspec::cli {

namespace {

std::string_view variable(char const* name)
{
    auto const* value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): nothing sets it.
    return value == nullptr ? std::string_view{} : std::string_view{value};
}

/// Nobody else can know it.
std::string new_token()
{
    std::random_device random;
    return fmt::format("mqttspec-{:08x}{:08x}{:08x}", random(), random(), random());
}

void print(std::string const& text)
{
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
}

} // namespace

GithubActions::GithubActions(bool owns_output)
{
    if (!owns_output || variable("GITHUB_ACTIONS") != "true")
        return;
    token_ = new_token();
    print(fmt::format("::stop-commands::{}\n", token_));
}

GithubActions::~GithubActions()
{
    look_again();
}

void GithubActions::annotate(results::Result const& result, reports::Language lang)
{
    if (token_.empty())
        return;
    look_again();
    print(reports::to_annotations(result, lang));
}

void GithubActions::look_again()
{
    if (!token_.empty())
        print(fmt::format("::{}::\n", token_));
    token_.clear();
}

void add_to_job_summary(results::Result const& result, reports::Language lang)
{
    std::string const path{variable("GITHUB_STEP_SUMMARY")};
    if (path.empty())
        return;
    // Other steps and other runs of the same job write there, too.
    std::ofstream file{path, std::ios::binary | std::ios::app};
    file << reports::to_markdown(result, lang) << '\n';
    if (!file.flush())
        say(fmt::format("the job summary {} cannot be written", path));
}

} // namespace mqttspec::cli
