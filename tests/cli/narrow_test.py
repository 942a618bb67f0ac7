# SPDX-License-Identifier: Apache-2.0
"""What narrows a run beside names: what failed last time, a version of the suite; and lists of what is expected to fail."""

import json
import unittest

from support import FAILING, QUICK, Test, contents, own, run


class Rerun(Test):
    def test_plays_what_failed_last_time(self):
        self.result("reference", *own(QUICK, FAILING), "--timing-scale", "0.1")
        again, done = self.result("reference", "--cases", QUICK, "--cases", FAILING, "--timing-scale", "0.1", "--rerun",
                                  self.path("result.json"))
        self.assertEqual(done.returncode, 1)
        self.assertEqual(self.verdicts(again), {"e2e-fails": "fail", "e2e-fails-too": "fail"})
        self.assertTrue(again["run"]["partial"])
        self.assertIn("what failed in", again["run"]["selection"])

    def test_plays_what_could_not_be_told_but_nothing_declared(self):
        result, _ = self.result("reference", *own(QUICK, FAILING), "--timing-scale", "0.1", "--expect",
                                self.write("known.yaml", '- case: "e2e-fails"\n  reason: known\n'))
        for case in result["cases"]:
            if case["id"] == "e2e-passes":
                case["verdict"] = "inconclusive"
        done = run("run", "reference", *own(QUICK, FAILING), "--dry-run", "--rerun",
                   self.write("r.json", json.dumps(result)))
        self.assertEqual(done.stdout.splitlines(), ["e2e-passes", "e2e-fails-too", "2 cases"])

    def test_has_nothing_to_do_where_nothing_failed(self):
        self.result("reference", *own(QUICK))
        done = run("run", "reference", "--rerun", self.path("result.json"))
        self.assertEqual(done.returncode, 4)
        self.assertIn("nothing failed in", done.stderr)

    def test_says_what_is_gone(self):
        self.result("reference", *own(FAILING), "--timing-scale", "0.1")
        one = self.write("one.yaml", contents(FAILING).split("- id: e2e-fails-too")[0])
        done = run("run", "reference", "--cases", one, "--dry-run", "--rerun", self.path("result.json"))
        self.assertEqual(done.stdout.splitlines(), ["e2e-fails", "1 cases"])
        self.assertIn("of 2 cases that failed in", done.stderr)

    def test_refuses_what_is_no_result(self):
        done = run("run", "reference", "--rerun", self.write("bad.json", "{}"))
        self.assertEqual(done.returncode, 2)
        self.assertIn("bad.json: is JSON, but no result of mqttspec", done.stderr)


class AsOf(Test):
    def setUp(self):
        super().setUp()
        text = contents(QUICK).replace("- id: e2e-passes\n", "- id: e2e-passes\n  since: 0.1.0\n")
        self.old = self.write("cases.yaml", text.replace("- id: e2e-retains\n", "- id: e2e-retains\n  since: 0.0.9\n"))

    def test_plays_what_that_version_had(self):
        done = run("run", "reference", *own(self.old), "--as-of", "0.0.10", "--dry-run")
        self.assertEqual(done.stdout.splitlines(), ["e2e-retains@qos=0", "e2e-retains@qos=1", "2 cases"])
        result, done = self.result("reference", *own(self.old), "--as-of", "0.1")
        self.assertEqual((done.returncode, len(result["cases"]), result["run"]["as_of"]), (0, 3, "0.1"))
        self.assertIn("as of 0.1", done.stdout)

    def test_leaves_the_run_whole(self):
        """A pinned suite is a suite: what it says of conformance stands."""
        result, done = self.result("reference", "--as-of", "0.1.0", "--section", "3.12.4")
        self.assertEqual(result["run"]["selection"], "section 3.12.4")
        self.assertEqual(done.returncode, 0)

    def test_refuses_versions_that_it_cannot_know(self):
        for version, words in (("99.0", "cannot know its cases"), ("one", "no version"), ("1..2", "no version")):
            done = run("run", "reference", *own(self.old), "--as-of", version)
            self.assertEqual((done.returncode, len(done.stderr.splitlines())), (2, 1))
            self.assertIn(words, done.stderr)


class Expectations(Test):
    def first_list(self, *arguments):
        return run("run", "reference", *arguments, "--timing-scale", "0.1", "--write-expectations", self.path("known.yaml"))

    def test_of_a_run_are_those_of_the_next(self):
        self.assertEqual(self.first_list(*own(QUICK, FAILING)).returncode, 1)
        text = self.read("known.yaml")
        self.assertIn('- case: "e2e-fails"\n  statement: "MQTT-3.12.4-1"\n  reason: "TO BE EXPLAINED: ', text)
        self.assertIn("# received: PINGRESP", text)
        result, done = self.result("reference", *own(QUICK, FAILING), "--timing-scale", "0.1", "--expect",
                                   self.path("known.yaml"))
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertEqual(result["summary"]["cases"]["known_failure"], 2)
        self.assertEqual(result["stale_expectations"], [])

    def test_name_the_instances_where_others_pass(self):
        text = contents(QUICK).replace("- alice: receive\n      retain: true", "- alice: receive\n      retain: true\n      qos: 1")
        self.first_list(*own(self.write("half.yaml", text)))
        self.assertIn('- case: "e2e-retains@qos=0"\n', self.read("known.yaml"))

    def test_of_what_conforms_are_an_empty_list(self):
        self.assertEqual(self.first_list(*own(QUICK)).returncode, 0)
        self.assertTrue(self.read("known.yaml").endswith("[]\n"))
        done = run("run", "reference", *own(QUICK), "--expect", self.path("known.yaml"))
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_of_rules_are_declared_too(self):
        result, _ = self.result("reference", *own(QUICK))
        result["findings"] = [{"kind": "rule", "statement": "MQTT-2.2.2-1", "rule": "reserved-flags", "text": 'flags "1"',
                               "seen_in": "e2e-passes"}]
        run("report", self.write("r.json", json.dumps(result)), "--report", "expectations=" + self.path("known.yaml"))
        self.assertIn('- case: "rule:reserved-flags"\n  statement: "MQTT-2.2.2-1"\n', self.read("known.yaml"))
        done = run("lint", "--expect", self.path("known.yaml"))
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_unexplained_are_accepted_by_lint_with_a_reminder(self):
        self.first_list(*own(FAILING))
        done = run("lint", "--expect", self.path("known.yaml"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"known\.yaml:\d+: `e2e-fails MQTT-3\.12\.4-1` is still to be explained")
        self.write("known.yaml", self.read("known.yaml").replace("TO BE EXPLAINED: ", ""))
        self.assertNotIn("explained", run("lint", "--expect", self.path("known.yaml")).stdout)
        done = run("lint", "--expect", self.write("wrong.yaml", "- cse: x\n"))
        self.assertEqual(done.returncode, 2)

    def test_do_not_overwrite_those_that_are_read(self):
        known = self.write("known.yaml", "[]\n")
        done = run("run", "reference", *own(QUICK), "--expect", known, "--write-expectations", known)
        self.assertEqual(done.returncode, 2)
        self.assertIn("would be lost", done.stderr)


if __name__ == "__main__":
    unittest.main()
