// SPDX-License-Identifier: Apache-2.0
// The data of the report, unpacked. reports/html_data.hpp says how it is packed: numbers that stand for texts, events,
// packets. A case's events are unpacked only when somebody looks at it.

const report = JSON.parse(by_id("data").textContent);

const text_at = (index) => report.texts[index];
const texts_at = (indices) => (indices ?? []).map(text_at);

const cases = report.cases.map(unpacked_case);
const case_named = new Map(cases.map((one) => [one.id, one]));
const statement_named = new Map(report.statements.map((one) => [one.id, one]));

function unpacked_case(packed) {
  const with_id = (index) => (text_at(index) ?? "").replaceAll("\u0001", packed.id);
  const one = {
    verdict: "pass",
    duration: 0,
    ...packed,
    section: text_at(packed.section),
    when: text_at(packed.when),
    then: text_at(packed.then),
    statements: texts_at(packed.statements),
    provokes: texts_at(packed.provokes),
    blamed: texts_at(packed.blamed),
    file: text_at(packed.file),
    replay: with_id(packed.replay),
    notes: texts_at(packed.notes),
  };
  one.look = one.unexpected ? "unexpected" : one.verdict === "fail" && one.known ? "known" : one.verdict;
  return one;
}

/** What happened on a case's connections, in order: what reports/html_data.cpp packed as [time, who, event, ...]. */
function events_of(log) {
  const events = [];
  let at = 0;
  for (let i = 0; i < log.events.length; i += 3) {
    at += log.events[i];
    const [actor, connection] = log.who[log.events[i + 1]];
    const [direction, packet, kind = "packet", detail] = report.events[log.events[i + 2]];
    events.push({
      at: at / 1e6,
      actor,
      connection,
      kind,
      direction: ["", "sent", "received"][direction],
      detail: text_at(detail) ?? "",
      packet: packet < 0 ? null : unpacked_packet(packet),
      is_offending: (log.marked ?? []).includes(i / 3),
    });
  }
  return events;
}

/** Both the decoded packet and its bytes; "bytes" alone is what could not be decoded. */
function unpacked_packet(index) {
  const [shape, base64, total] = report.packets[index];
  const bytes = bytes_of(base64);
  const packet = { bytes, total: total ?? bytes.length, type: "", summary: "", values: [], fields: [], objections: [] };
  if (shape < 0) return packet;
  const [type, summary, values, fields, objections] = report.shapes[shape];
  packet.type = text_at(type);
  packet.fields = unpacked_fields(report.fields[fields]);
  packet.values = unpacked_values(report.values[values], packet);
  packet.objections = texts_at(objections);
  const held = new Map(packet.values);
  packet.summary = text_at(summary).replace(/\u0001([^\u0001]*)\u0001/g, (_, name) => held.get(name));
  return packet;
}

function unpacked_fields(packed) {
  const fields = [];
  let offset = 0;
  for (let i = 0; i < packed.length; i += 3) {
    offset += packed[i + 1];
    fields.push({ path: text_at(packed[i]), offset, length: packed[i + 2] });
    offset += packed[i + 2];
  }
  return fields;
}

/** A value that is null stands in the bytes as it is, in plain ASCII. */
function unpacked_values(packed, packet) {
  const values = [];
  for (let i = 0; i < packed.length; i += 2) {
    const name = text_at(packed[i]);
    const field = packet.fields.find(({ path }) => path === name + ".value" || path === name);
    const value = packed[i + 1] ?? (field ? String.fromCharCode(...slice_of(packet, field)) : "");
    values.push([name, value]);
  }
  return values;
}

function slice_of(packet, { offset, length }) {
  return packet.bytes.subarray(offset, offset + length);
}

function bytes_of(base64) {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

function hex_of(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}
