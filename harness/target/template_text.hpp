// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mqttspec::target {

/// The `${name}` in a text of a target file; `$${` is a literal `${`.
struct Placeholders
{
    std::vector<std::string> names;
    bool is_unterminated = false; ///< The last one lacks its brace.
};

[[nodiscard]] Placeholders placeholders_in(std::string_view text);

/// Puts in the values. A name that the function does not know stays as it stands.
[[nodiscard]] std::string
fill_in(std::string_view text, std::function<std::optional<std::string>(std::string_view)> const& value_of);

/// Where in a target file a text stands.
enum class TemplateScope
{
    start,   ///< What is known when the target is started.
    adapter, ///< Also what concerns adapters.
    order,   ///< Also what a case orders of a client.
};

/// Whether a target file may use the name there: `dir`, `here`, `user`, `user_name`, `password`, `port`,
/// anything that ends in `_port`, the certificates, `mqttspec` (this program) and `build` (where an adapter
/// is made); in an order `host`, `topic`, `payload`, ... as well.
[[nodiscard]] bool is_template_name(std::string_view name, TemplateScope scope = TemplateScope::start);

[[nodiscard]] bool is_port_name(std::string_view name);

/// `ca`, `server_cert`, `server_key`, `client_cert`, `client_key`: files that are made for each start.
[[nodiscard]] bool is_certificate_name(std::string_view name);

/// The names above, for suggestions.
[[nodiscard]] std::vector<std::string> template_names(TemplateScope scope = TemplateScope::start);

} // namespace mqttspec::target
