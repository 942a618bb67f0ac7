// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "results/result.hpp"

#include <string>

namespace mqttspec::reports {

/// What the script of the HTML report works on, as JSON that may stand in a <script> element.
///
/// Whatever repeats stands once, in a table, and is referred to by its place there:
///
///     texts     the texts
///     values    [name, value, ...] of a packet; null: plain ASCII, which stands in the bytes
///     fields    [path, gap, length, ...], `gap` bytes behind the last; none that has parts
///     shapes    [type, summary, values, fields, [malformation]]; in a summary "\u0001name\u0001"
///               stands for a value
///     packets   [shape or -1, bytes in base64, how many there were if some are missing]
///     events    [1 sent or 2 received or 0, packet or -1, kind, detail]; a mere packet lacks the
///               last two
///
/// A case, and each other attempt at it, has a log: `who` lists [actor, connection], and `events` is a
/// flat list of microseconds since the last, place in `who`, event; `marked` are those that were not
/// expected. Of a long log the middle is left out. In the replay command "\u0001" stands for the case's id.
[[nodiscard]] std::string html_data(results::Result const& result);

} // namespace mqttspec::reports
