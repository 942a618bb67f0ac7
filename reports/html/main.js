// SPDX-License-Identifier: Apache-2.0
// Which page is shown (the part of the address behind # says it), the switches, and the keys.

/** What a reader has chosen once; a browser may forbid to remember it. */
const memory = {
  get(name) {
    try {
      return localStorage.getItem("mqttspec-" + name);
    } catch {
      return null;
    }
  },
  set(name, value) {
    try {
      localStorage.setItem("mqttspec-" + name, value);
    } catch {
      // Then it is chosen anew each time.
    }
  },
};

let scrolled_to = 0;

function show_place() {
  const name = location.hash.slice(1);
  const one = case_named.get(name) ?? case_named.get(decoded(name));
  if (one) show_case(one);
  else show_overview(name);
}

function decoded(name) {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function show_case(one) {
  if (by_id("case").hidden) scrolled_to = scrollY;
  by_id("case").replaceChildren(...case_page(one));
  by_id("overview").hidden = true;
  by_id("case").hidden = false;
  document.title = `${one.id} – ${report.title}`;
  scrollTo(0, 0);
  by_id("case").focus({ preventScroll: true });
}

function show_overview(name) {
  const comes_back = !by_id("case").hidden;
  by_id("case").hidden = true;
  by_id("case").replaceChildren();
  by_id("overview").hidden = false;
  document.title = report.title;
  const row = statement_of(decoded(name));
  if (row) open_statement(by_id(row.id));
  else if (comes_back && name === "") scrollTo(0, scrolled_to);
  else if (by_id(name)) by_id(name).scrollIntoView();
  else if (name !== "") announce(say("unknown_place", decoded(name)));
}

function open_statement(row) {
  if (row.hidden) {
    by_id("search").value = by_id("section").value = by_id("role").value = "";
    want({ text: "", look: "", section: "", role: "" });
  }
  row.open = true;
  row.scrollIntoView({ block: "start" });
  row.querySelector("summary").focus({ preventScroll: true });
  row.classList.remove("flash");
  requestAnimationFrame(() => row.classList.add("flash"));
}

/** Back to where the reader came from, or to the overview where the case was the first page. */
function leave_case() {
  const place = scrolled_to;
  history.pushState(null, "", location.pathname + location.search);
  show_overview("");
  scrollTo(0, place);
}

function set_language(language) {
  document.documentElement.lang = language;
  by_id("language").textContent = language === "zh" ? "English" : "中文";
  by_id("language").lang = language === "zh" ? "en" : "zh";
  refill();
  if (!by_id("case").hidden) show_place();
}

function is_dark() {
  const theme = document.documentElement.dataset.theme;
  return theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function set_theme(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  for (const [at, span] of [...by_id("theme").children].entries())
    span.textContent = words[is_dark() ? "light" : "dark"][at];
}

function set_up_switches() {
  by_id("language").hidden = by_id("theme").hidden = false;
  by_id("language").addEventListener("click", () => {
    const language = in_chinese() ? "en" : "zh";
    memory.set("language", language);
    set_language(language);
  });
  by_id("theme").addEventListener("click", () => {
    const theme = is_dark() ? "light" : "dark";
    memory.set("theme", theme);
    set_theme(theme);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => set_theme());
  set_theme(memory.get("theme"));
}

/** "/" goes to the search, Escape leaves a case. */
function on_key(event) {
  const is_typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
  if (event.key === "Escape" && !by_id("case").hidden) leave_case();
  if (event.key !== "/" || is_typing || !by_id("case").hidden) return;
  event.preventDefault();
  by_id("search").focus();
}

document.documentElement.classList.add("scripted");
set_up_switches();
set_up_filters();
set_language(memory.get("language") ?? (/^zh\b/i.test(navigator.language) ? "zh" : "en"));
addEventListener("hashchange", show_place);
addEventListener("keydown", on_key);
show_place();
