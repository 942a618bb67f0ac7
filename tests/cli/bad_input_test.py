# SPDX-License-Identifier: Apache-2.0
"""What is wrong with the call, the files, the reports' places and the terminal: one clear message each, and
nothing that was measured is lost."""

import json
import os
import re
import signal
import subprocess
import unittest
import xml.etree.ElementTree as xml

from support import PROGRAM, QUICK, SLOW, Test, contents, interrupt, own, run, start, wait_until


class MalformedCases(Test):
    def refused(self, before, after, errors="1 error"):
        """What is said of the shipped cases with a mistake in them, when they are run; nothing must be."""
        text = contents(QUICK)
        self.assertIn(before, text)
        file = self.write("wrong.yaml", text.replace(before, after, 1))
        report = self.path("r.json")
        done = run("run", "reference", "--cases", file, "--report", "json=" + report)
        self.assertEqual(done.returncode, 2)
        self.assertFalse(os.path.exists(report))
        self.assertEqual(done.stdout, "")
        self.assertRegex(done.stderr, errors + "; nothing was run\n$")
        self.assertRegex(done.stderr, r"(?m)^ *\^", "a caret")
        return done.stderr

    def test_a_typo_in_a_key(self):
        said = self.refused("then: the Server closes", "tehn: the Server closes", "2 errors")
        self.assertRegex(said, r"wrong\.yaml:\d+:\d+: error: `tehn` is no key of a case")
        self.assertIn("`then`", said)

    def test_an_unknown_statement(self):
        said = self.refused("MQTT-3.1.0-2", "MQTT-3.1.0-7")
        self.assertRegex(said, r"wrong\.yaml:8:\d+: error: .*MQTT-3\.1\.0-7")

    def test_a_missing_actor(self):
        said = self.refused("- alice: connect\n    - alice: send", "- connect\n    - alice: send")
        self.assertRegex(said, r"wrong\.yaml:10:\d+: error: ")

    def test_an_unknown_actor(self):
        said = self.refused("- alice: send CONNECT", "- alcie: send CONNECT")
        self.assertIn("alice", said.split("error:", 1)[1])


class Numbers(Test):
    def test_that_are_none_or_too_large_are_refused(self):
        for call in (["run", "reference", "--rate", "nan"], ["run", "reference", "--timing-scale", "nan"],
                     ["check", "--for", "1e300", "x"], ["adapter-check", "--patience", "inf", "x"],
                     ["proxy", "--listen", "127.0.0.1:0", "--upstream", "127.0.0.1:1", "--for", "1e10h"]):
            done = run(*call)
            self.assertEqual(done.returncode, 2, call)
            self.assertEqual(done.stdout, "")
            self.assertRegex(done.stderr, r"--\S+: \S+ is not from \S+ to \S+\n")


class Reports(Test):
    def test_that_cannot_be_written_are_refused_before_anything_is_run(self):
        for place in ("/no/such/folder/r.json", self.folder, self.write("file", "") + "/r.json"):
            done = run("run", "reference", *own(QUICK), "--trace", "--report", "json=" + place)
            self.assertEqual(done.returncode, 2, place)
            self.assertIn(place if place == self.folder else os.path.dirname(place), done.stderr)
            self.assertEqual(len(done.stderr.splitlines()), 1, "nothing is run")

    def test_that_find_the_disk_full_are_saved_elsewhere(self):
        done = run("run", "reference", *own(QUICK), "--report", "json=/dev/full", "--report",
                   "junit=" + self.path("r.xml"), env=dict(os.environ, TMPDIR=self.folder))
        self.assertEqual(done.returncode, 3)
        spare = re.search(r"the json report was saved as (\S+) instead", done.stderr).group(1)
        self.assertEqual(os.path.dirname(spare), self.folder)
        with open(spare, encoding="utf-8") as file:
            self.assertEqual(len(json.load(file)["cases"]), 3)
        self.assertEqual(len(xml.parse(self.path("r.xml")).findall(".//testcase[@file]")), 3)

    def test_survive_a_reader_that_goes_away(self):
        report = self.path("r.json")
        piped = subprocess.run(["bash", "-c", '"$0" "$@" | head -1; exit ${PIPESTATUS[0]}', PROGRAM, "run", "reference",
                                *own(QUICK), "-vv", "--report", "json=" + report],
                               capture_output=True, text=True, timeout=50, check=False)
        self.assertEqual(piped.returncode, 0, piped.stderr)
        self.assertEqual(len(json.loads(self.read("r.json"))["cases"]), 3)

    def test_survive_a_terminal_that_is_gone(self):
        report = self.path("r.json")
        with open("/dev/full", "wb") as full:
            process = start("run", "reference", *own(QUICK, SLOW), "--trace", "--report", "json=" + report, stdout=full,
                            stderr=full)
            wait_until(lambda: is_catching(process.pid, signal.SIGHUP), "it listens for signals")
            process.send_signal(signal.SIGHUP)
            self.assertEqual(process.wait(timeout=50), 130)
        self.assertTrue(json.loads(self.read("r.json"))["run"]["interrupted"])


class Interrupted(Test):
    def test_run_reports_what_was_finished(self):
        process = start("run", "reference", *own(QUICK, SLOW), "--trace", "--report",
                        "json=" + self.path("r.json"), "--report", "junit=" + self.path("r.xml"))
        seen = ""
        while "e2e-passes alice: closed" not in seen:
            seen = process.stderr.readline()
        interrupt(process)
        out, err = process.communicate(timeout=50)
        self.assertEqual(process.returncode, 130)
        self.assertIn("interrupted; the reports of what was finished are written", err)
        result = json.loads(self.read("r.json"))
        self.assertTrue(result["run"]["interrupted"])
        self.assertNotIn("e2e-slow@number=1", self.verdicts(result))
        xml.parse(self.path("r.xml"))
        self.assertIn("reference", out)

    def test_twice_ends_at_once(self):
        process = start("run", "reference", *own(SLOW), "--trace", "--jobs", "1")
        while "sent CONNECT" not in process.stderr.readline():
            pass
        process.send_signal(signal.SIGSTOP)  # So that it finds both of them.
        interrupt(process)
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGCONT)
        process.communicate(timeout=50)
        self.assertEqual(process.returncode, 130)


def is_catching(pid, number):
    """Whether the process has a handler for that signal."""
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        mask = re.search(r"SigCgt:\s*([0-9a-f]+)", file.read()).group(1)
    return bool(int(mask, 16) & (1 << (number - 1)))


if __name__ == "__main__":
    unittest.main()
