// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "target/spec.hpp"
#include "target/template_text.hpp"
#include "yaml/cursor.hpp"

#include <string>

namespace mqttspec::target {

/// What a target file says about a program of ours, whose command stands below that key; it may have none.
[[nodiscard]] Spawn read_program(yaml::Cursor const& root, std::string const& command_key,
                                 TemplateScope scope = TemplateScope::start);

/// Complains about what belongs to a program, where the target is another thing.
void refuse_program_keys(yaml::Cursor const& root, std::string const& because_of);

} // namespace mqttspec::target
