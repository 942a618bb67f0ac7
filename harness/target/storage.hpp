// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace mqttspec::target {

/// A new and empty folder of our own, which goes with all that is in it.
class Storage
{
public:
    /// Returns what is wrong instead, in one line.
    [[nodiscard]] static std::variant<std::unique_ptr<Storage>, std::string> make();

    ~Storage();
    Storage(Storage const&) = delete;
    Storage& operator=(Storage const&) = delete;

    [[nodiscard]] std::string const& path() const { return path_; }

    /// Writes a file at a path below it; what is wrong, if anything.
    [[nodiscard]] std::optional<std::string> write(std::string const& name, std::string_view text) const;

private:
    explicit Storage(std::string path);
    std::string path_;
};

} // namespace mqttspec::target
