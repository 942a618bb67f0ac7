// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "results/result.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mqttspec::reports {

/// A list of different items, found again by what they are.
class Interned
{
public:
    /// The place of the item, which is added if it is new.
    std::size_t operator()(nlohmann::ordered_json item);

    [[nodiscard]] nlohmann::ordered_json const& items() const { return items_; }

private:
    nlohmann::ordered_json items_ = nlohmann::ordered_json::array();
    std::map<std::string, std::size_t> places_;
};

/// Packs wire logs as html_data.hpp describes.
class Packing
{
public:
    /// The place of a text, sanitised, and cut where nobody would read on.
    std::size_t text(std::string_view text);
    /// The same of a text that is fit to be shown already.
    std::size_t raw_text(std::string text) { return texts_(std::move(text)); }
    nlohmann::ordered_json texts(std::vector<std::string> const& all);

    /// Adds `who`, `events` and `marked` to the object. The marks are places in the log.
    void add_log(nlohmann::ordered_json& object, std::vector<results::WireEvent> const& log,
                 std::vector<std::size_t> const& marks);

    /// Adds the tables to the object.
    void add_tables(nlohmann::ordered_json& object) const;

private:
    std::size_t event(results::WireEvent const& event);
    std::size_t packet(results::WireEvent const& event);
    std::size_t shape(results::WirePacket const& packet, std::string_view bytes);

    Interned texts_;
    Interned values_;
    Interned fields_;
    Interned shapes_;
    Interned packets_;
    Interned events_;
};

} // namespace mqttspec::reports
