// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "target/spec.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace mqttspec::target {

using PortChooser = std::function<std::uint16_t()>;

/// What the `${...}` of one start of a program stand for. A port is chosen when it is first used.
class Layout
{
public:
    Layout(TargetSpec const& spec, std::string dir, PortChooser choose_port);

    /// Gives a name that is known only now its value.
    void set(std::string const& name, std::string value);

    [[nodiscard]] std::string fill(std::string_view text);
    [[nodiscard]] std::vector<std::string> fill(std::vector<std::string> const& texts);
    [[nodiscard]] std::vector<std::pair<std::string, std::string>>
    fill(std::vector<std::pair<std::string, std::string>> const& named); ///< The values only.

    /// The ports that were chosen, by their names.
    [[nodiscard]] std::map<std::string, std::uint16_t> const& ports() const { return ports_; }

private:
    std::map<std::string, std::string, std::less<>> values_;
    std::map<std::string, std::uint16_t> ports_;
    PortChooser choose_port_;
};

/// Whether any of the texts of the program names a certificate or key.
[[nodiscard]] bool wants_certificates(TargetSpec const& spec);

} // namespace mqttspec::target
