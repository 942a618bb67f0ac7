# SPDX-License-Identifier: Apache-2.0
"""`mqttspec matrix`: targets across, statements down, and the web site of it."""

import json
import os
import unittest
from html.parser import HTMLParser

from compare_test import Results
from support import run


class Page(HTMLParser):
    """What a page would ask for, run, or fail to close."""

    def __init__(self, text):
        super().__init__()
        self.open, self.wanted, self.tags, self.trouble = [], [], set(), []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.wanted += [value for name, value in attributes if name in ("src", "href", "action")]
        self.trouble += [name for name, _ in attributes if name.startswith("on")]
        if tag not in ("meta", "input", "br", "link"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if self.open.pop() != tag:
            self.trouble.append(tag)


class Matrix(Results):
    def setUp(self):
        super().setUp()

        def vary(result):
            result["target"].update(name="other <b>", version="2")
            for statement in result["statements"]:
                if statement["id"] == "MQTT-3.1.0-2":
                    statement.update(verdict="fail", reason="<script>")
        self.other = self.varied("other.json", vary)

    def matrix(self, *flags):
        return run("matrix", self.path("result.json"), self.other, *flags)

    def test_is_markdown_on_standard_output(self):
        done = self.matrix()
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("### Where they differ (1)", done.stdout)
        self.assertRegex(done.stdout, r"\| \*\*MQTT-3.1.0-2\*\* .* \| ✅ \| ❌ \|")
        self.assertIn("## MQTT 3.1.1 标准符合性", self.matrix("--lang", "zh").stdout)

    def test_is_one_page_that_asks_for_nothing_and_runs_nothing(self):
        done = self.matrix("--report", "html=" + self.path("m.html"), "--report", "markdown=" + self.path("m.md"))
        self.assertEqual((done.returncode, done.stdout), (0, ""))
        page = Page(self.read("m.html"))
        self.assertEqual((page.wanted, page.open, page.trouble), ([], [], []))
        self.assertNotIn("script", page.tags)
        self.assertEqual(self.read("m.md"), self.matrix().stdout)

    def test_site_has_a_page_for_each_target(self):
        site = self.path("public/site")
        for _ in range(2):  # The second time over what stands there.
            self.assertEqual(self.matrix("--site", site, "--lang", "zh").returncode, 0)
        self.assertIn('<html lang="zh">', self.read("public/site/index.html"))
        targets = sorted(name for name in os.listdir(site) if os.path.isdir(os.path.join(site, name)))
        self.assertEqual(len(targets), 2)
        self.assertEqual(targets[0], "other-b-2")
        for name in targets:
            self.assertIn("svg", self.read(f"public/site/{name}/badge.svg"))
        self.assertEqual(json.loads(self.read("public/site/other-b-2/result.json")), json.loads(self.read("other.json")))
        links = Page(self.read("public/site/index.html")).wanted
        self.assertEqual({link.split("#")[0] for link in links}, {f"{name}/index.html" for name in targets})
        for file, _, anchor in (link.partition("#") for link in links):
            self.assertIn(f'id="{anchor}"' if anchor else "<title>", self.read(f"public/site/{file}"))
        self.assertIn("other &lt;b&gt;", self.read("public/site/other-b-2/index.html"))

    def test_refuses_what_cannot_stand_side_by_side(self):
        client = self.varied("client.json", lambda result: result["target"].update(role="client"))
        done = run("matrix", self.path("result.json"), client)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("their duties are not the same", done.stderr)
        done = run("matrix", self.path("result.json"), self.write("bad.json", "[]"), self.write("empty.json", ""))
        self.assertEqual((done.returncode, len(done.stderr.splitlines())), (2, 2), "each is said")
        self.assertEqual(run("matrix").returncode, 2)

    def test_site_that_cannot_be_made_is_said(self):
        done = self.matrix("--site", self.write("file", "") + "/site")
        self.assertEqual(done.returncode, 3)
        self.assertRegex(done.stderr, "^mqttspec: the folder .*/file/site cannot be made: .*\n$")


if __name__ == "__main__":
    unittest.main()
