// SPDX-License-Identifier: Apache-2.0
// Making elements. Texts only ever become text nodes and attributes: nothing here interprets markup.

const svg_names = new Set(["svg", "g", "line", "rect", "circle", "path", "text", "tspan", "title"]);

/** make("a.link", {href: "#x"}, "text", child): an element with classes, attributes, and children. */
function make(what, attributes = {}, ...children) {
  const [name, ...classes] = what.split(".");
  const element = svg_names.has(name)
    ? document.createElementNS("http://www.w3.org/2000/svg", name)
    : document.createElement(name);
  if (classes.length > 0) element.setAttribute("class", classes.join(" "));
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else if (value !== undefined && value !== false) element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

const by_id = (id) => document.getElementById(id);

/** Tells what just happened, on the screen and to screen readers. */
function announce(text) {
  const place = by_id("said");
  place.textContent = text;
  clearTimeout(announce.timer);
  announce.timer = setTimeout(() => (place.textContent = ""), 2500);
}

/** A button that copies a text, also where the clipboard is closed to pages that come from a file. */
function copy_button(text, label = say("copy")) {
  const copy = async () => {
    let done = true;
    try {
      await navigator.clipboard.writeText(text());
    } catch {
      const area = make("textarea", { "aria-hidden": "true" });
      area.value = text();
      document.body.append(area);
      area.select();
      done = document.execCommand("copy");
      area.remove();
    }
    announce(say(done ? "copied" : "not_copied"));
  };
  return make("button", { type: "button", click: copy }, label);
}

/** A command that can be copied. */
function command(text) {
  return make("div.command", {}, make("pre", { tabindex: 0 }, text), copy_button(() => text));
}

/** Where a case or statement stands; what an address cannot hold is escaped. */
function place_of(id) {
  return "#" + (/^[\w@=.,:%~-]+$/.test(id) ? id : encodeURIComponent(id));
}

/** "0.4 ms", "1.23 s". */
function duration(seconds) {
  if (seconds < 1) return `${(seconds * 1000).toFixed(1)} ms`;
  return seconds < 100 ? `${seconds.toFixed(2)} s` : `${seconds.toFixed(0)} s`;
}
