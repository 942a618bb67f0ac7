// SPDX-License-Identifier: Apache-2.0
// The sequence diagram of a case's packets: time runs down, the target stands between the actors that the harness plays.
// What is seen of it fits the width that there is; what one packet holds is shown beside it (packet.js).

const row_height = 38;
const time_width = 76;
const letter_width = 7.25; // Of the monospaced 12 px that style.css sets.
const narrow = 560;
const pause_from_s = 0.25;

/** The diagram of one log, with the panel for the packet that is chosen. */
function diagram(log, one) {
  const events = events_of(log);
  const picture = make("div.diagram");
  const panel = make("aside.contents", { "aria-live": "polite" });
  let chosen = Math.max(0, events.findIndex((event) => event.is_offending));
  let is_shown = events.some((event) => event.is_offending);
  let is_pinned = false;
  let width = 0;

  const choose = (index, pins) => {
    if (is_pinned && !pins) return;
    is_pinned = pins;
    is_shown = true;
    const old = row_of(picture, chosen);
    old.classList.remove("chosen");
    old.setAttribute("tabindex", -1);
    chosen = index;
    const row = row_of(picture, chosen);
    row.classList.add("chosen");
    row.setAttribute("tabindex", 0);
    panel.replaceChildren(...packet_in_full(events[chosen]));
  };
  const draw = () => {
    const new_width = Math.max(280, Math.floor(picture.clientWidth));
    if (new_width === width) return;
    width = new_width;
    const had_focus = picture.contains(document.activeElement);
    picture.replaceChildren(...drawing(events, one, width, choose));
    const row = row_of(picture, chosen);
    row.classList.toggle("chosen", is_shown);
    row.setAttribute("tabindex", 0);
    if (had_focus) row.focus();
  };
  picture.addEventListener("keydown", (key) => walk(key, picture, chosen, events.length, choose));
  new ResizeObserver(draw).observe(picture);

  panel.append(...(is_shown ? packet_in_full(events[chosen]) : [make("p.hint", {}, say("wire_hint"))]));
  return make("div.wire", {}, picture, panel);
}

const row_of = (picture, index) => picture.querySelector(`[data-index="${index}"]`);

/** Arrow keys move through the events; Enter keeps the one that is shown. */
function walk(key, picture, chosen, count, choose) {
  const steps = { ArrowDown: 1, ArrowUp: -1, Home: -count, End: count };
  if (key.key === "Enter" || key.key === " ") choose(chosen, true);
  else if (key.key in steps) {
    const index = Math.min(count - 1, Math.max(0, chosen + steps[key.key]));
    choose(index, true);
    row_of(picture, index).focus();
  } else return;
  key.preventDefault();
}

/** The two pictures: the names of the lanes, which stay in sight, and the events below them. */
function drawing(events, one, width, choose) {
  const lanes = lanes_of(events, width);
  const names = make("svg.lanes", { viewBox: `0 0 ${width} 34`, height: 34, "aria-hidden": "true" });
  names.append(make("text.time", { x: time_width - 10, y: 22 }, "ms"));
  for (const lane of lanes.values()) {
    const kind = lane.is_target ? "text.lane-name.of-target" : "text.lane-name";
    names.append(make(kind, { x: lane.x, y: 22 }, fitting(lane.name, lane.room)));
  }
  const rows = [];
  const failed_at = one.failure?.t ?? Infinity;
  let y = 8;
  let last = events[0]?.at ?? 0;
  let is_told = !one.failure || failed_at === Infinity;
  const tell_failure = () => {
    is_told = true;
    rows.push(failure_line(one, width, y));
    y += 40;
  };
  events.forEach((event, index) => {
    if (!is_told && event.at > failed_at) {
      y = add_pause(rows, last, failed_at, y);
      last = failed_at;
      tell_failure();
    }
    y = add_pause(rows, last, event.at, y);
    rows.push(event_row(event, index, lanes, width, y, choose));
    y += row_height;
    last = event.at;
  });
  if (!is_told) {
    y = add_pause(rows, last, failed_at, y);
    tell_failure();
  }
  const lives = [...lanes.values()].map(({ x }) => make("line.life", { x1: x, x2: x, y1: 0, y2: y + 6 }));
  const label = `${say("wire")}: ${events.length}`;
  const body = make("svg", { viewBox: `0 0 ${width} ${y + 8}`, height: y + 8, role: "group", "aria-label": label });
  body.append(...lives, ...rows);
  return [names, body];
}

/** Half of the actors left of the target, the others right of it, so that arrows cross as few lanes as can be. */
function lanes_of(events, width) {
  const actors = [...new Set(events.map((event) => event.actor))].filter((actor) => actor !== "").sort();
  const left = Math.ceil(actors.length / 2);
  const order = [...actors.slice(0, left), null, ...actors.slice(left)];
  const margin = Math.min(70, (width - time_width) / (2 * order.length));
  const gap = (width - time_width - 2 * margin) / Math.max(1, order.length - 1);
  const lane = (name, i) => ({
    name: name ?? report.target.name,
    is_target: name === null,
    x: time_width + margin + i * gap,
    room: Math.min(gap, 4 * margin) - 10,
  });
  return new Map(order.map((name, i) => [name, lane(name, i)]));
}

function add_pause(rows, from, to, y) {
  if (to - from < pause_from_s) return y;
  rows.push(make("text.pause", { x: time_width + 4, y: y + 14 }, "⋮ " + say("pause", duration(to - from))));
  return y + 24;
}

function failure_line(one, width, y) {
  const text = "✗ " + say("gave_up", one.failure.expected);
  const room = width - time_width - 8;
  return make(
    "g.verdict-line",
    {},
    make("title", {}, text),
    make("rect", { x: time_width, y: y + 2, width: room, height: 30, rx: 5 }),
    make("text", { x: time_width + 10, y: y + 21 }, fitting(text, room - 16)),
  );
}

function event_row(event, index, lanes, width, y, choose) {
  const own = lanes.get(event.actor);
  const target = lanes.get(null);
  const side = event.direction === "" ? "ours" : event.direction;
  const row = make(`g.event.${side}.${event.kind}`, {
    "data-index": index,
    tabindex: -1,
    role: "button",
    "aria-label": event_in_words(event),
    mouseenter: () => choose(index, false),
    focus: () => choose(index, false),
    click: () => choose(index, true),
  });
  if (event.is_offending) row.classList.add("offending");
  row.append(
    make("rect.band", { x: 2, y: y + 1, width: width - 4, height: row_height - 2, rx: 5 }),
    make("text.time", { x: time_width - 10, y: y + 17 }, (event.at * 1000).toFixed(1)),
  );
  const goes = own !== undefined && event.kind !== "note";
  const [from, to] = points_at_target(event) ? [own, target] : [target, own];
  if (goes) row.append(...arrow(from.x, to.x, y + 27, event.kind));
  row.append(label(event, own, target, width, y + 17));
  return row;
}

/** Whoever opens a connection is the client; all else goes from whom it came. */
function points_at_target(event) {
  if (event.direction !== "") return event.direction === "sent";
  return report.target.role !== "client";
}

function arrow(from, to, y, kind) {
  const way = Math.sign(to - from);
  const tip = to - 2 * way;
  const parts = [make("line.arrow", { x1: from, x2: tip - 4 * way, y1: y, y2: y })];
  if (kind === "closed") {
    const x = tip - 5 * way;
    parts.push(make("path.arrow", { d: `M${x - 4} ${y - 4}l8 8m0 -8l-8 8`, "stroke-dasharray": "none" }));
  } else parts.push(make("path.head", { d: `M${tip} ${y}l${-9 * way} -4.5v9z` }));
  return parts;
}

function label(event, own, target, width, y) {
  const is_narrow = width < narrow || own === undefined;
  const room = is_narrow ? width - time_width - 4 : Math.abs(own.x - target.x) - 12;
  const x = is_narrow ? time_width + 2 : (own.x + target.x) / 2;
  const text = make("text.label", { x, y, "text-anchor": is_narrow ? "start" : "middle" });
  const sign = event.is_offending ? "✗ " : event.packet?.objections.length > 0 ? "! " : "";
  const [type, rest] = in_short(event);
  const shown = fitting(sign + type + rest, room).slice(sign.length);
  if (sign !== "") text.append(make("tspan.sign", {}, sign));
  text.append(make("tspan.type", {}, shown.slice(0, type.length)), shown.slice(type.length));
  return text;
}

/** What an event is, and what is to be said about it. */
function in_short(event) {
  const more = event.connection > 1 ? ` (${say("connection", event.connection)})` : "";
  const detail = event.detail === "" ? "" : `, ${event.detail}`;
  if (event.kind === "packet" && event.packet) {
    const { type, summary } = event.packet;
    return [type, (summary.startsWith(type) ? summary.slice(type.length) : ` ${summary}`) + detail + more];
  }
  if (event.packet) return [say("bytes", event.packet.total), detail + more];
  if (event.kind === "left_out") return ["", say("left_out", event.detail)];
  if (event.kind === "note") return ["", event.detail === "" ? more : event.detail + more];
  return [say(event.kind), (event.detail === "" ? "" : ` (${event.detail})`) + more];
}

function event_in_words(event) {
  const names = [event.actor, report.target.name];
  const [from, to] = points_at_target(event) ? names : names.reverse();
  const signs = [...(event.is_offending ? [say("offending")] : []), ...(event.packet?.objections ?? [])];
  return [`${(event.at * 1000).toFixed(1)} ms`, say("sent", from, to), in_short(event).join(""), ...signs].join("; ");
}

/** As much of a text as fits: ideographs and the like take two letters' room. */
function fitting(text, room) {
  const width_of = (letter) => (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\uff60\uffe0-\uffe6]|[^\0-\uffff]/.test(letter) ? 2 : 1);
  let left = Math.floor(room / letter_width);
  let kept = "";
  for (const letter of text) {
    left -= width_of(letter);
    if (left < 1 && kept.length + letter.length < text.length) return kept + "…";
    kept += letter;
  }
  return kept;
}
