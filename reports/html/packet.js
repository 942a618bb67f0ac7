// SPDX-License-Identifier: Apache-2.0
// Everything about one event: who sent what to whom, what it means, and which bytes say so.

const most_bytes_in_a_row = 48;

function packet_in_full(event) {
  const names = [event.actor || "–", report.target.name];
  const [from, to] = points_at_target(event) ? names : names.reverse();
  const [type, rest] = in_short(event);
  const parts = [
    make("h3", {}, type || event.kind),
    make("p.faint", {}, `${say("sent", from, to)} · ${(event.at * 1000).toFixed(3)} ms · ${say("connection", event.connection)}`),
  ];
  if (event.is_offending) parts.push(make("p.objection.bad", {}, "✗ " + say("offending")));
  if (!event.packet) return [...parts, make("p", {}, rest)];

  for (const objection of event.packet.objections) parts.push(make("p.objection", {}, "! " + objection));
  if (event.packet.values.length > 0) parts.push(values_table(event.packet));
  parts.push(bytes_table(event.packet));
  const hex = hex_of(event.packet.bytes);
  if (event.packet.total > event.packet.bytes.length)
    parts.push(make("p.faint", {}, say("first_kept", event.packet.bytes.length, event.packet.total)));
  if (hex !== "") parts.push(copy_button(() => hex, say("copy_bytes")));
  return parts;
}

function values_table(packet) {
  const rows = packet.values.map(([name, value]) =>
    make("tr", {}, make("th", { scope: "row" }, name), make("td", {}, shortened(String(value)))),
  );
  return make("table", {}, head_row("field", "value"), make("tbody", {}, rows));
}

/** One row a field, and one for bytes that belong to none. */
function bytes_table(packet) {
  const rows = [];
  let next = 0;
  const add = (name, offset, length) => {
    const bytes = packet.bytes.subarray(offset, offset + Math.min(length, most_bytes_in_a_row));
    if (bytes.length === 0) return;
    const rest = length > most_bytes_in_a_row ? ` … (${say("bytes", length)})` : "";
    rows.push(make("tr", {}, make("td.bytes", {}, offset), make("td", {}, hex_of(bytes) + rest), make("th", { scope: "row" }, name)));
  };
  for (const { path, offset, length } of packet.fields) {
    if (offset > next) add("", next, offset - next);
    add(path, offset, length);
    next = Math.max(next, offset + length);
  }
  add("", next, packet.bytes.length - next);
  return make("table", {}, head_row("offset", "bytes_of", "field"), make("tbody", {}, rows));
}

function head_row(...names) {
  const cells = names.map((name) => make("th.faint", { scope: "col" }, say(name)));
  return make("thead", {}, make("tr", {}, cells));
}

function shortened(text) {
  return text.length > 400 ? text.slice(0, 400) + "…" : text;
}
