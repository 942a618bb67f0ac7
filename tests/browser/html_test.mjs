#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// The HTML report in headless Chromium: `html_test.mjs SAMPLE_PAGES [WORDS]`. With words, only the claims that have them.
// Exits with 77 where there is no browser or no playwright-core.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [, , sample_pages, words = ""] = process.argv;
const browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Of the page named: everything that a test wants to know is collected from its first moment on. */
async function open(browser, folder, file, options = {}) {
  const { hash = "", ...rest } = options;
  const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1280, height: 900 }, ...rest });
  const page = await context.newPage();
  page.setDefaultTimeout(8000);
  page.trouble = [];
  page.asked = [];
  page.on("console", (message) => page.trouble.push(message.text()));
  page.on("pageerror", (error) => page.trouble.push(String(error)));
  page.on("request", (request) => page.asked.push(request.url()));
  await page.goto(pathToFileURL(join(folder, file)) + hash);
  return page;
}

const claims = {
  async "opens without a complaint and asks the network for nothing"(make) {
    for (const file of ["sample.html", "conformant.html", "client.html", "hostile.html"]) {
      const page = await make(file);
      await page.locator("#found").getByText("cases").waitFor();
      assert.deepEqual(page.trouble, [], file);
      assert.deepEqual(page.asked.map((url) => url.split("/").at(-1)), [file]);
      await page.context().close();
    }
  },

  async "shows score and failures without its script"(make) {
    const page = await make("sample.html", { javaScriptEnabled: false });
    assert.match(await page.locator("#summary").innerText(), /mosquitto 2\.0\.11[^]*4 of 10 applicable[^]*NOT CONFORMANT/);
    assert.match(await page.locator("#failures").innerText(), /second-connect[^]*closes the connection \(FIN or RST\)/);
    assert.equal(await page.locator("#filters").isVisible(), false);
  },

  async "filters statements and cases by verdict and section"(make) {
    const page = await make("sample.html");
    const rows = page.locator(".statement:visible");
    assert.equal(await rows.count(), 12);
    await page.locator("#verdicts button", { hasText: /^known failure$/ }).click();
    assert.deepEqual(await rows.evaluateAll((all) => all.map((row) => row.id)), ["MQTT-3.1.2-24"]);
    assert.match(await page.locator("#found").innerText(), /^1 of 12 statements, 2 of 12 cases$/);
    await page.locator("#verdicts button", { hasText: /^all$/ }).click();
    await page.locator("#section").selectOption("3.1.3");
    assert.deepEqual(await rows.evaluateAll((all) => all.map((row) => row.id)), ["MQTT-3.1.3-5", "MQTT-3.1.3-9"]);
  },

  async "finds statements and cases by their words, in both languages"(make) {
    const page = await make("sample.html");
    await page.locator("#search").fill("second connect on a live");
    assert.deepEqual(await page.locator("#case-list .id").allInnerTexts(), ["second-connect"]);
    await page.locator("#search").fill("遗嘱");
    assert.equal(await page.locator(".statement:visible").count(), 2);
  },

  async "opens what its address names"(make) {
    const case_page = await make("sample.html", { hash: "#keep-alive-expires@keep_alive=2" });
    assert.equal(await case_page.locator("#case h1").innerText(), "keep-alive-expires@keep_alive=2");
    const statement = await make("sample.html", { hash: "#MQTT-3.1.2-24" });
    assert.equal(await statement.locator('[id="MQTT-3.1.2-24"]').getAttribute("open"), "");
    assert.equal(await statement.locator(".statement[open] .list a").count(), 2);
    await statement.locator(".statement[open] .list a").first().click();
    assert.match(await statement.locator("#case h1").innerText(), /^keep-alive-expires/);
    await statement.goBack();
    assert.equal(await statement.locator("#overview").isVisible(), true);
  },

  async "tells of a case the sentence, the failure, the packets and how to see it again"(make) {
    const page = await make("sample.html", { hash: "#second-connect" });
    const text = await page.locator("#case").innerText();
    for (const part of [
      "When A client sends a second CONNECT on a live connection then the Server closes that connection",
      "the Server closes the connection (FIN or RST)",
      "then nothing for 2.0 s; the connection is open",
      "A second CONNECT on a connection is a violation",
      "mqttspec run mosquitto --case second-connect",
      "alice = m7f3a91c02alice",
    ])
      assert.ok(text.includes(part), part);
    assert.equal(await page.locator(".event").count(), 11);
    assert.equal(await page.locator(".event.offending").count(), 1);
    assert.match(await page.locator(".contents").innerText(), /not what was expected[^]*reserved bits are set[^]*return_code/);
    await page.locator(".event").first().hover();
    assert.match(await page.locator(".contents").innerText(), /connection opened/);
    await page.locator(".command button").first().click();
    assert.equal(await page.locator("#said").innerText(), "Copied");
  },

  async "draws a client under test as well"(make) {
    const page = await make("client.html", { hash: "#second-connect" });
    assert.deepEqual(await page.locator(".lane-name").allTextContents(), ["server", "some-client"]);
    assert.match(await page.locator(".event").first().getAttribute("aria-label"), /some-client → server/);
  },

  async "speaks English and Chinese"(make) {
    const page = await make("sample.html", { locale: "zh-CN", hash: "#second-connect" });
    assert.match(await page.locator("#case").innerText(), /期望[^]*实际收到/);
    await page.locator("#language").click();
    assert.match(await page.locator("#case").innerText(), /Expected[^]*Received instead/);
    await page.keyboard.press("Escape");
    assert.match(await page.locator("#summary").innerText(), /of 10 applicable statements pass/);
    await page.locator("#language").click();
    assert.match(await page.locator("#summary").innerText(), /条适用条款通过/);
    assert.equal(await page.evaluate("document.documentElement.lang"), "zh");
  },

  async "is dark where the reader likes it so"(make) {
    const brightness = "Number(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0])";
    const page = await make("sample.html", { colorScheme: "dark" });
    assert.ok((await page.evaluate(brightness)) < 60);
    await page.locator("#theme").click();
    assert.ok((await page.evaluate(brightness)) > 200);
    await page.reload();
    assert.ok((await page.evaluate(brightness)) > 200, "it is remembered");
  },

  async "fits a phone, whatever stands in it"(make) {
    for (const [file, hash] of [
      ["sample.html", ""],
      ["sample.html", "#second-connect"],
      ["hostile.html", ""],
    ]) {
      const page = await make(file, { viewport: { width: 360, height: 740 }, hasTouch: true, hash });
      await page.evaluate("document.querySelectorAll('details').forEach((box) => (box.open = true))");
      const [wide, room] = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]");
      assert.ok(wide <= room, `${file}${hash} is ${wide} wide`);
      if (hash === "") await page.evaluate("location.hash = document.querySelector('#case-list a').hash");
      await page.locator("#case .diagram svg").first().waitFor();
      assert.ok((await page.evaluate("document.documentElement.scrollWidth")) <= room, `a case of ${file}`);
      await page.locator(".event").first().tap();
      await page.context().close();
    }
  },

  async "can be walked with the keyboard alone"(make) {
    const page = await make("sample.html");
    await page.keyboard.press("/");
    await page.keyboard.type("second-connect");
    for (let i = 0; i < 40 && !(await page.evaluate("document.activeElement.hash === '#second-connect'")); ++i)
      await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.locator("#case h1").getByText("second-connect").waitFor();
    for (let i = 0; i < 30 && !(await page.evaluate("document.activeElement.classList.contains('event')")); ++i)
      await page.keyboard.press("Tab");
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowDown");
    assert.match(await page.locator(".contents").innerText(), /^CONNECT/);
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("#overview").isVisible(), true);
  },

  async "has enough contrast in both themes"(make) {
    for (const colorScheme of ["light", "dark"]) {
      for (const hash of ["", "#second-connect"]) {
        const page = await make("sample.html", { colorScheme, hash });
        await page.evaluate("document.querySelectorAll('details').forEach((box) => (box.open = true))");
        const weak = await page.evaluate(weak_texts);
        assert.ok(weak.seen > 40, "there are texts to look at");
        assert.deepEqual(weak.found, [], colorScheme + hash);
        await page.context().close();
      }
    }
  },

  async "interprets nothing that came from outside"(make) {
    const page = await make("hostile.html");
    const known = "script, style, link, meta, a, p, span, b, div, dl, dt, dd, summary, details, section, article, main, header, nav, footer, ul, li, h1, h2, h3, small, strong, svg, rect, form, label, fieldset, legend, input, select, option, button, noscript, title, head, body, html";
    assert.deepEqual(await page.evaluate((names) => [...document.querySelectorAll(`*:not(${names})`)].map((one) => one.outerHTML), known), []);
    const ids = await page.evaluate("[...document.querySelectorAll('#case-list a')].map((link) => link.hash)");
    for (const id of ids.slice(0, 4)) {
      await page.evaluate((hash) => (location.hash = hash), id);
      await page.locator("#case h1").waitFor();
    }
    assert.equal(await page.locator("script").count(), 2);
    assert.equal(await page.locator("a[href^='javascript' i]").count(), 0);
    assert.equal(await page.evaluate("window.hacked"), undefined);
    assert.deepEqual(page.trouble, []);
  },
};

/** Runs in the page: every visible text whose contrast with what is behind it is below WCAG AA. */
function weak_texts() {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data;
  };
  const luminance = (colour) => {
    const [r, g, b] = [...rgba(colour)].map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    const band = element.closest(".event, .verdict-line")?.querySelector("rect");
    if (band && rgba(getComputedStyle(band).fill)[3] === 255) return getComputedStyle(band).fill;
    for (let one = element; one; one = one.parentElement) {
      const colour = getComputedStyle(one).backgroundColor;
      if (rgba(colour)[3] === 255) return colour;
    }
    return "white";
  };
  const found = [];
  let seen = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (node.data.trim() === "" || !element.checkVisibility() || element.closest("script, style, title, .skip")) continue;
    seen += 1;
    const style = getComputedStyle(element);
    const colour = element instanceof SVGElement ? style.fill : style.color;
    const [low, high] = [luminance(colour), luminance(behind(element))].sort((a, b) => a - b);
    const contrast = (high + 0.05) / (low + 0.05);
    const is_large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
    if (contrast < (is_large ? 3 : 4.5)) found.push(`${contrast.toFixed(2)}: ${node.data.trim().slice(0, 40)} (${element.className.baseVal ?? element.className})`);
  }
  return { seen, found: [...new Set(found)] };
}

function skip(what) {
  console.log(`skipped: ${what}`);
  process.exit(77);
}

const executablePath = browsers.find((path) => existsSync(path)) ?? skip("there is no Chromium");
let chromium;
try {
  ({ chromium } = createRequire(new URL("../../targets/", import.meta.url))("playwright-core"));
} catch {
  skip("playwright-core is not installed; ./check installs it");
}

const folder = mkdtempSync(join(tmpdir(), "mqttspec-html-"));
execFileSync(sample_pages, [folder]);
const browser = await chromium.launch({ executablePath, headless: true, args: flags });
let failed = 0;
try {
  for (const [claim, check] of Object.entries(claims).filter(([name]) => name.includes(words))) {
    const begun = performance.now();
    try {
      await check((file, options) => open(browser, folder, file, options));
      console.log(`ok      ${claim} (${((performance.now() - begun) / 1000).toFixed(1)} s)`);
    } catch (error) {
      failed += 1;
      console.log(`FAILED  ${claim}\n${error.message}`);
    }
    for (const context of browser.contexts()) await context.close();
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
process.exit(failed === 0 ? 0 : 1);
