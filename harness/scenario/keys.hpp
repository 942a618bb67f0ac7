// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scenario/reader.hpp"
#include "yaml/cursor.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mqttspec::scenario {

/// The entries of one map. Whoever knows a key takes it; what nobody has taken in the end is a mistake.
class Keys
{
public:
    /// Leaves the first `skipped` entries out.
    Keys(Reader const& reader, yaml::Cursor const& map, std::size_t skipped = 0);

    /// The value of that key, if it is there.
    [[nodiscard]] std::optional<yaml::Cursor> take(std::string_view name);

    /// As `take`, and an error at the map if it is missing.
    [[nodiscard]] std::optional<yaml::Cursor> require(std::string_view name);

    /// Where the key stands, whether or not it was taken.
    [[nodiscard]] yaml::Cursor const* key(std::string_view name) const;

    /// Reports the keys that are left: "`qos` is no key of `expect close`".
    void finish(std::string_view owner) const;

    [[nodiscard]] yaml::Cursor const& map() const { return map_; }

private:
    struct Entry
    {
        std::string name{};
        yaml::Cursor key;
        yaml::Cursor value;
        bool is_taken = false;
    };

    yaml::Cursor map_;
    std::vector<Entry> entries_{};
    std::vector<std::string> known_{};
};

} // namespace mqttspec::scenario
