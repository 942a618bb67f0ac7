// SPDX-License-Identifier: Apache-2.0
#include "cli/within.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <string>

namespace mqttspec::cli {

CLI::Validator within(double least, double most)
{
    auto const objection = [least, most](std::string const& text) {
        double value = 0;
        bool const fits = CLI::detail::lexical_cast(text, value) && value >= least && value <= most;
        return fits ? std::string{} : fmt::format("{} is not from {:g} to {:g}", text, least, most);
    };
    return {objection, fmt::format("FLOAT in [{:g} - {:g}]", least, most)};
}

} // namespace mqttspec::cli
