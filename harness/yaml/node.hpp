// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "yaml/cursor.hpp"
#include "yaml/source.hpp"

#include <set>

namespace mqttspec::yaml {

/// What all nodes of a file share.
struct Document
{
    Document(std::string name, std::string content, Diagnostics& sink)
        : file(std::move(name)), text(std::move(content)), lines(text), diagnostics(sink)
    {}

    Document(Document const&) = delete;
    Document& operator=(Document const&) = delete;

    std::string file;
    std::string text;
    Lines lines;
    Diagnostics& diagnostics;
};

/// A place as the parser counts it: both from 0, the column in bytes.
struct Mark
{
    int line = 0;
    int column = 0;
};

enum class Kind
{
    null,
    scalar,
    list,
    map,
};

/// Aliases share the node of their anchor, so that no document grows by being read.
struct Cursor::Node
{
    std::shared_ptr<Document> document;
    Kind kind = Kind::null;
    Mark mark;
    std::string tag;
    bool is_quoted = false;
    std::string raw;
    std::vector<std::shared_ptr<Node>> items;                                     ///< Of a list.
    std::vector<std::pair<std::shared_ptr<Node>, std::shared_ptr<Node>>> entries; ///< Of a map.

    std::size_t size = 1; ///< Nodes from here down, those behind aliases counted again.
    int height = 1;       ///< Levels from here down, likewise.

    std::set<std::string, std::less<>> known; ///< Keys that were asked for.
    bool is_tag_known = false;
};

[[nodiscard]] Location locate(Document const& document, Mark mark);

} // namespace mqttspec::yaml
