// SPDX-License-Identifier: Apache-2.0
// The page of one case: the sentence that it checks, what was expected and what came, the packets, and how to see it again.

function case_page(one) {
  const logs = (one.others ?? []).map((log, i) => later_part(say("other_attempt", i + 1), () => wire(log, {})));
  return [
    trail(one),
    make("div.case-title", {}, badge(one), make("h1", {}, one.id)),
    sentence(one),
    ...verses(one),
    part("statement", demands(one)),
    part("wire", wire(one, one)),
    ...logs,
    part("again", again(one)),
    part("about", about(one)),
  ];
}

function wire(log, one) {
  return log.events.length > 0 ? diagram(log, one) : make("p.hint", {}, say("no_wire"));
}

/** Where to go from here. */
function trail(one) {
  const failing = cases.filter((other) => is_noteworthy(other));
  const at = cases.indexOf(one);
  const next = failing.find((other) => cases.indexOf(other) > at) ?? failing[0];
  const step = (name, other) =>
    make("button", { type: "button", disabled: !other, click: () => (location.hash = place_of(other.id)) }, say(name));
  return make(
    "nav.trail",
    {},
    make("button", { type: "button", click: leave_case }, say("back")),
    make("span.gap"),
    step("previous", cases[at - 1]),
    step("next", cases[at + 1]),
    next && next !== one ? step("next_failure", next) : null,
    copy_button(() => location.href, say("copy_link")),
  );
}

function is_noteworthy(one) {
  return one.look !== "pass" && one.look !== "skipped";
}

function badge(one) {
  const name = say(one.look) + (one.crash ? ` · ${say("crash")}` : "");
  return make(`span.badge.${one.look}`, {}, name);
}

function sentence(one) {
  return make("p.sentence-of-case", {}, make("b", {}, say("when") + " "), one.when, " ", make("b", {}, say("then") + " "), one.then);
}

function verses(one) {
  const boxes = [];
  const add = (name, text, look) => {
    if (text) boxes.push(make(`div.verse${look ? "." + look : ""}`, {}, make("h3", {}, say(name)), make("p", {}, text)));
  };
  add("expected", one.failure?.expected);
  add("received", one.failure?.received, one.look);
  const is_told = one.failure?.expected && one.verdict === "fail";
  if (!is_told) add("why", one.reason, one.look);
  if (one.unexpected) add("known_because", say("take_out", one.known?.pattern ?? ""), "unexpected");
  else if (one.known) add("known_because", known_in_words(one.known), "known");
  return boxes.length > 0 ? [make("div.verses", {}, boxes)] : [];
}

function known_in_words({ reason, link }) {
  if (!/^https?:\/\//.test(link ?? "")) return [reason, link].filter(Boolean).join(" ");
  const anchor = make("a", { href: link, rel: "noopener noreferrer" }, link);
  return make("span", {}, reason, " ", anchor);
}

/** Each statement that the case is about, and in which way. */
function demands(one) {
  const rows = [];
  const add = (name, role) => {
    const statement = statement_of(name);
    rows.push(
      make("dt", {}, statement ? make("a.id", { href: place_of(statement.id) }, name) : make("span.id", {}, name)),
      make("dd", {}, statement ? summary_of(statement) + " " : "", make("span.faint", {}, `(${say(role)})`)),
    );
  };
  for (const name of one.statements) add(name, one.blamed.includes(name) ? "blamed" : "claimed");
  for (const name of one.blamed) if (!one.statements.includes(name)) add(name, "blamed");
  for (const name of one.provokes) add(name, "provoked");
  return make("dl.pairs", {}, rows);
}

/** The statement of a name that may be that of one of its clauses: "MQTT-3.1.2-6.a". */
function statement_of(name) {
  return statement_named.get(name) ?? statement_named.get(name.replace(/\.[a-z]+$/, ""));
}

function summary_of(statement) {
  return (in_chinese() && text_at(statement.summary_zh)) || text_at(statement.summary);
}

function again(one) {
  const parts = [];
  if (one.replay) parts.push(make("p.faint", {}, say("replay")), command(one.replay));
  if (one.reproducer) parts.push(make("p.faint", {}, say("by_hand")), command(one.reproducer));
  else if (one.no_reproducer) parts.push(make("p.faint", {}, say("no_reproducer", one.no_reproducer)));
  return make("div", {}, parts);
}

function about(one) {
  const rows = [];
  const add = (name, value) => {
    if (value) rows.push(make("dt", {}, say(name)), make("dd", {}, value));
  };
  const where = (file, line) => (file ? make("code", {}, line ? `${file}:${line}` : file) : "");
  if (one.failure) add("step", make("span", {}, one.failure.step, " ", where(text_at(one.failure.file), one.failure.line)));
  add("source", where(one.file, one.line));
  add("variant", one.variant);
  add("duration", duration(one.duration));
  if (one.attempts > 1) add("attempts", String(one.attempts));
  add("clients", (one.clients ?? []).map(([actor, id]) => `${actor} = ${id}`).join("\n"));
  add("notes", one.notes.join("\n"));
  return make("dl.pairs", {}, rows);
}

function part(name, content) {
  return make("section.case-part", {}, make("h2", {}, say(name)), content);
}

/** What is drawn only when somebody opens it. */
function later_part(title, draw) {
  const box = make("details.case-part", {}, make("summary", {}, title));
  box.addEventListener("toggle", () => box.children.length === 1 && box.append(draw()));
  return box;
}
