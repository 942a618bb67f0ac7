// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "wire/packet.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace mqttspec::driving {

/// The members of one JSON object, which must outlive it; remembers the first thing that is wrong with them
/// in `why`, and returns something harmless in its place.
class Members
{
public:
    Members(nlohmann::json const& object, std::string& why) : object_(object), why_(why) {}

    [[nodiscard]] bool has(std::string const& key) const;
    [[nodiscard]] std::string text(std::string const& key);
    [[nodiscard]] std::uint64_t number(std::string const& key, std::uint64_t largest);
    [[nodiscard]] std::uint8_t byte(std::string const& key);
    [[nodiscard]] bool boolean(std::string const& key);
    [[nodiscard]] wire::Bytes bytes(std::string const& key); ///< In Base64.
    [[nodiscard]] nlohmann::json const& list(std::string const& key);
    void complain(std::string const& key, std::string_view what);

private:
    [[nodiscard]] nlohmann::json const* find(std::string const& key);

    nlohmann::json const& object_;
    std::string& why_;
};

} // namespace mqttspec::driving
