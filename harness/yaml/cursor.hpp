// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "yaml/diagnostic.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mqttspec::yaml {

/// A YAML node that knows where it stands, collects what is wrong with it, and lets loading go on with usable
/// defaults. Duplicate keys, unknown keys, aliases that expand without bound and depth above 64 are errors.
/// A copy is another view of the same node: which keys were asked for is shared.
class Cursor
{
public:
    [[nodiscard]] bool is_map() const;
    [[nodiscard]] bool is_list() const;
    [[nodiscard]] bool is_scalar() const; ///< Null counts as none of the three.
    [[nodiscard]] bool is_null() const;

    [[nodiscard]] Location where() const;
    [[nodiscard]] std::string_view tag() const; ///< "!hex"; empty for plain nodes.
    [[nodiscard]] bool is_quoted() const;       ///< A quoted scalar is always text.

    /// The value of that key, if it is there. The key is from then on a known one.
    [[nodiscard]] std::optional<Cursor> find(std::string_view key) const;

    /// As `find`, and an error at this node if it is missing.
    [[nodiscard]] std::optional<Cursor> require(std::string_view key) const;

    /// All entries of a map in order, the first cursor being the key. All keys are from then on known.
    [[nodiscard]] std::vector<std::pair<Cursor, Cursor>> entries() const;

    /// All items of a list; a scalar or map yields itself as the only item when `or_single`.
    [[nodiscard]] std::vector<Cursor> items(bool or_single = false) const;

    // Each reads a scalar; on a wrong kind or range it adds an error here and returns nothing.
    [[nodiscard]] std::optional<std::string> text() const;
    [[nodiscard]] std::optional<std::int64_t> integer(std::int64_t least, std::int64_t most) const;
    [[nodiscard]] std::optional<double> number() const;
    [[nodiscard]] std::optional<bool> boolean() const; ///< `true` and `false` only.

    /// The scalar as it stands in the file, without an opinion on its type; empty for other nodes.
    [[nodiscard]] std::string raw() const;

    void error(std::string message, std::string hint = {}) const;

    /// Adds an error for each key that was never asked for, with the nearest one that was.
    void finish() const;

    /// Declares keys as known without reading them (for `finish` and its suggestions).
    void know(std::vector<std::string> const& keys) const;

    struct Node;
    explicit Cursor(std::shared_ptr<Node> node);

private:
    std::shared_ptr<Node> node_;
};

/// The bytes of a file. An unreadable one, or one above 16 MiB, becomes a diagnostic.
[[nodiscard]] std::optional<std::string> read_file(std::string const& path, Diagnostics& diagnostics);

/// Parses a file (or the given text under the file's name). Syntax errors, an unreadable file and files above
/// 16 MiB become diagnostics and nothing is returned. The cursor keeps the whole document alive;
/// `diagnostics` must outlive it.
[[nodiscard]] std::optional<Cursor> load_file(std::string const& path, Diagnostics& diagnostics);
[[nodiscard]] std::optional<Cursor> load_text(std::string const& file, std::string const& text,
                                              Diagnostics& diagnostics);

} // namespace mqttspec::yaml
