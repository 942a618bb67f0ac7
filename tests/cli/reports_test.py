# SPDX-License-Identifier: Apache-2.0
"""The reports that people and pipelines read beside the console: Markdown, badge, and what GitHub Actions is told."""

import os
import re
import unittest
import xml.etree.ElementTree as xml

from support import FAILING, QUICK, FakeServer, Test, own, run

GITHUB = {"GITHUB_ACTIONS": "true"}


def elsewhere():
    """An environment that is not GitHub's, wherever these tests run."""
    return {name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")}


class Markdown(Test):
    def test_tells_failures_with_sentence_and_replay(self):
        done = run("run", "reference", *own(QUICK, FAILING), "--timing-scale", "0.1", "--report",
                   "markdown=" + self.path("r.md"), env=elsewhere())
        self.assertEqual(done.returncode, 1, done.stderr)
        text = self.read("r.md")
        self.assertRegex(text, r"^### . reference .*: NOT CONFORMANT\n")
        self.assertIn("**MQTT-3.12.4-1** `e2e-fails`", text)
        self.assertRegex(text, r"```sh\n\./certify reference --cases .* --case 'e2e-fails'\n```")
        self.assertNotIn("::", done.stdout, "no words to GitHub elsewhere")

    def test_speaks_chinese(self):
        done = run("run", "reference", *own(QUICK), "-q", "--lang", "zh", "--report", "markdown=-", env=elsewhere())
        self.assertIn("部分运行，不能说明是否符合标准", done.stdout)

    def test_is_made_of_a_result_too(self):
        self.result("reference", *own(FAILING), "--timing-scale", "0.1", "--report", "markdown=" + self.path("a.md"),
                    env=elsewhere())
        run("report", self.path("result.json"), "--report", "markdown=" + self.path("b.md"))
        self.assertEqual(self.read("a.md"), self.read("b.md"))


class Badge(Test):
    def test_is_an_image_with_the_score(self):
        run("run", "reference", *own(QUICK), "--report", "badge=" + self.path("r.svg"), env=elsewhere())
        svg = xml.parse(self.path("r.svg")).getroot()
        self.assertEqual(svg.tag, "{http://www.w3.org/2000/svg}svg")
        self.assertEqual([text.text for text in svg.iter("{http://www.w3.org/2000/svg}text")],
                         ["MQTT 3.1.1", "2/2 (partial)"])


class Github(Test):
    def told(self, *arguments, **variables):
        """What a run says in GitHub Actions, and the commands in it that the runner would obey."""
        done = run("run", *arguments, env={**elsewhere(), **GITHUB, **variables})
        obeyed, token = [], None
        for line in done.stdout.splitlines():
            if token is not None:
                token = None if line == f"::{token}::" else token
            elif line.startswith("::stop-commands::"):
                token = line.removeprefix("::stop-commands::")
            elif line.lstrip().startswith("::"):
                obeyed.append(line)
        self.assertIsNone(token, "commands are obeyed again at the end")
        return done, obeyed

    def test_gets_an_annotation_at_the_step_that_failed(self):
        done, commands = self.told("reference", *own(QUICK, FAILING), "--timing-scale", "0.1")
        self.assertEqual(done.returncode, 1)
        errors = [line for line in commands if line.startswith("::error ")]
        self.assertEqual(len(errors), 2, commands)
        self.assertTrue(errors[0].startswith(f"::error file={FAILING},line=12,title=MQTT-3.12.4-1 e2e-fails::"), errors)
        self.assertRegex(commands[-1], "^::notice title=mqttspec::.*NOT CONFORMANT$")

    def test_obeys_nothing_that_a_target_sends(self):
        with FakeServer(lambda connection: connection.sendall(b"\n::error::owned\n::stop-commands::x\n" * 3)) as fake:
            done, commands = self.told(f"mqtt://127.0.0.1:{fake.port}", *own(QUICK), "-vv", "--timing-scale", "0.1")
        self.assertNotEqual(done.returncode, 0)
        self.assertFalse([line for line in commands if not re.match("::(error|warning|notice) [^:]*title=", line)])

    def test_gets_the_summary_of_the_job_behind_what_stands_there(self):
        summary = self.write("summary.md", "before\n")
        self.told("reference", *own(QUICK), GITHUB_STEP_SUMMARY=summary)
        self.assertRegex(self.read("summary.md"), r"^before\n### .* reference ")

    def test_gets_no_words_among_a_report(self):
        done, commands = self.told("reference", *own(QUICK), "-q", "--report", "badge=-")
        self.assertEqual(commands, [])
        self.assertNotIn("::", done.stdout)

    def test_annotations_are_a_report_too(self):
        done = run("run", "reference", *own(QUICK), "--report", "github=" + self.path("r.txt"), env=elsewhere())
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(self.read("r.txt"), "^::notice title=mqttspec::reference .*\n$")


if __name__ == "__main__":
    unittest.main()
