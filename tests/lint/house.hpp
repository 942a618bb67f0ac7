// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lint/objection.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace mqttspec::lint {

/// A text file of the project.
struct SourceFile
{
    std::string path; ///< From the top of the project, with slashes.
    std::string text;
};

/// The files below the given folders (or files) of the project, without what git or a build made.
[[nodiscard]] std::vector<SourceFile> files_of(std::filesystem::path const& root,
                                               std::vector<std::string> const& places);

/// Whether the file is C++.
[[nodiscard]] bool is_code(SourceFile const& file);

/// A source, build file or script begins with the licence's SPDX line.
[[nodiscard]] std::vector<Objection> licence_objections(SourceFile const& file);

/// A folder includes only what it may know (docs/architecture.md).
[[nodiscard]] std::vector<Objection> include_objections(SourceFile const& file);

/// No folder is a drawer for what has no place, and no file knows where on somebody's machine it stood.
[[nodiscard]] std::vector<Objection> place_objections(SourceFile const& file);

/// No file is longer than one cares to read at once; those that must be are listed with the reason.
[[nodiscard]] std::vector<Objection> length_objections(SourceFile const& file);

} // namespace mqttspec::lint
