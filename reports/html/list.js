// SPDX-License-Identifier: Apache-2.0
// The lists: which statements and cases fit the filters, and the cases of a statement when somebody opens it.

const looks = ["fail", "known", "unexpected", "inconclusive", "error", "pass", "skipped", "not_examined"];
const marks = { pass: "✓", fail: "✗", known: "!", unexpected: "✗", inconclusive: "?", error: "?", skipped: "–", not_examined: "·" };
const most_shown = 60;

const wanted = { text: "", look: "", section: "", role: "", shows_all: false };
const rows = [...document.querySelectorAll(".statement")];

/** In which words a statement or case can be found; made once, when the first search needs them. */
const haystack = new Map();
function hay_of(thing, words_of) {
  if (!haystack.has(thing)) haystack.set(thing, words_of().join("\n").toLowerCase());
  return haystack.get(thing);
}

function set_up_filters() {
  by_id("filters").hidden = false;
  by_id("filters").addEventListener("submit", (event) => event.preventDefault());
  by_id("search").addEventListener("input", (event) => want({ text: event.target.value.trim().toLowerCase() }));
  by_id("section").addEventListener("change", (event) => want({ section: event.target.value }));
  by_id("role").addEventListener("change", (event) => want({ role: event.target.value }));
  by_id("role-filter").hidden = new Set(rows.map((row) => row.dataset.role)).size < 2;
  for (const row of rows) row.addEventListener("toggle", () => fill(row));
  name_filters();
}

/** What stands in the filters, in the language of the page. */
function name_filters() {
  by_id("search").placeholder = say("search_hint");
  const present = new Set([...rows.map((row) => row.dataset.look), ...cases.map((one) => one.look)]);
  const chip = (look) => {
    const pressed = { type: "button", "aria-pressed": String(wanted.look === look), click: () => want({ look }) };
    return make(look ? `button.${look}` : "button", { "data-look": look, ...pressed }, say(look || "all"));
  };
  const chips = ["", ...looks.filter((look) => present.has(look))].map(chip);
  by_id("verdicts").replaceChildren(by_id("verdicts").firstElementChild, ...chips);

  const sections = report.sections.map(([id, title, title_zh]) => [id, `${id} ${text_at(in_chinese() ? title_zh : title)}`]);
  fill_select("section", sections);
  fill_select("role", ["server", "client"].map((role) => [role, say(role)]));
}

function fill_select(id, options) {
  const all = [["", say("all")], ...options];
  by_id(id).replaceChildren(...all.map(([value, text]) => make("option", { value }, text)));
  by_id(id).value = wanted[id];
}

function want(change) {
  Object.assign(wanted, { shows_all: false }, change);
  for (const chip of by_id("verdicts").querySelectorAll("button"))
    chip.setAttribute("aria-pressed", String(chip.dataset.look === wanted.look));
  show_what_fits();
}

function show_what_fits() {
  const fitting_rows = rows.filter(row_fits);
  const shown = new Set(fitting_rows);
  for (const row of rows) row.hidden = !shown.has(row);
  for (const heading of document.querySelectorAll(".matrix h3"))
    heading.hidden = !fitting_rows.some((row) => row.dataset.section === heading.dataset.section);
  const fitting_cases = cases.filter(case_fits);
  by_id("found").textContent = say("found", fitting_rows.length, rows.length, fitting_cases.length, cases.length);
  show_cases(fitting_cases);
}

const is_below = (section, above) => above === "" || section === above || section.startsWith(above + ".");

function row_fits(row) {
  const { look, section, role } = row.dataset;
  if ((wanted.look && look !== wanted.look) || !is_below(section, wanted.section)) return false;
  if (wanted.role && role !== wanted.role) return false;
  const statement = statement_named.get(row.id);
  const words_of = () => [row.id, section, text_at(statement.summary), text_at(statement.summary_zh), text_at(statement.title)];
  return hay_of(row, words_of).includes(wanted.text);
}

function case_fits(one) {
  if ((wanted.look && one.look !== wanted.look) || !is_below(one.section, wanted.section)) return false;
  if (wanted.role && !one.statements.some((name) => statement_of(name)?.role === wanted.role)) return false;
  const words_of = () => [one.id, one.when, one.then, ...one.statements, one.variant ?? ""];
  return hay_of(one, words_of).includes(wanted.text);
}

function show_cases(fitting_cases) {
  const shown = wanted.shows_all ? fitting_cases : fitting_cases.slice(0, most_shown);
  const parts = [fitting_cases.length > 0 ? list_of(shown) : make("p.hint", {}, say("no_cases"))];
  const show_all = () => {
    wanted.shows_all = true;
    show_cases(fitting_cases);
  };
  if (shown.length < fitting_cases.length)
    parts.push(make("button", { type: "button", click: show_all }, say("more_cases", fitting_cases.length)));
  by_id("case-list").replaceChildren(...parts);
}

function list_of(some) {
  return make("ul.list", {}, some.map((one) => make("li", {}, case_link(one))));
}

function case_link(one) {
  const took = one.duration > 0 ? duration(one.duration) : "";
  return make(
    "a",
    { href: place_of(one.id) },
    make(`span.mark.${one.look}`, { title: say(one.look) }, marks[one.look]),
    make("span.id", {}, one.id),
    make("span.faint", {}, took),
    make("span.words", {}, `${one.when}: ${one.then}`),
  );
}

/** The cases of a statement, when it is opened for the first time. */
function fill(row) {
  const place = row.querySelector(".cases-of");
  if (!row.open || !place || place.childElementCount > 0) return;
  const own = (statement_named.get(row.id)?.cases ?? []).map((index) => cases[index]);
  const order = (one) => looks.indexOf(one.look);
  own.sort((left, right) => order(left) - order(right));
  place.append(own.length > 0 ? list_of(own) : make("p.hint", {}, say("no_case_here")));
}

/** After the language has changed. */
function refill() {
  for (const row of rows) row.querySelector(".cases-of")?.replaceChildren();
  rows.forEach(fill);
  name_filters();
  show_what_fits();
}
