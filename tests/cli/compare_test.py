# SPDX-License-Identifier: Apache-2.0
"""Results held against each other: `mqttspec diff` and `mqttspec matrix`."""

import json
import os
import re
import unittest

from support import FAILING, QUICK, Test, own, reference_broker, run


class Results(Test):
    """A folder with a result in it, and variations of that."""

    def setUp(self):
        super().setUp()
        self.base, done = self.result("reference", *own(QUICK, FAILING), "--timing-scale", "0.1", "--seed", "1")
        self.assertEqual(done.returncode, 1, done.stderr)

    def varied(self, name, vary):
        """The result with something changed."""
        result = json.loads(self.read("result.json"))
        vary(result)
        return self.write(name, json.dumps(result))

    def case(self, result, name):
        return next(case for case in result["cases"] if case["id"] == name)


class Diff(Results):
    def diff(self, old, new, *flags):
        return run("diff", old, new, "--report", "json=" + self.path("diff.json"), *flags)

    def changes(self):
        return [(change["kind"], change["subject"], change["old"], change["new"])
                for change in json.loads(self.read("diff.json"))["changes"]]

    def test_of_a_result_and_itself_is_nothing(self):
        done = self.diff(self.path("result.json"), self.path("result.json"))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(done.stdout.splitlines()[-1], "no difference")
        self.assertEqual(self.changes(), [])

    def test_tells_a_fault_of_a_new_version(self):
        with reference_broker() as (port, _):
            self.result(f"mqtt://127.0.0.1:{port}", *own(QUICK))
        os.rename(self.path("result.json"), self.path("old.json"))
        with reference_broker("--deviate", "ignores-second-connect") as (port, _):
            self.result(f"mqtt://127.0.0.1:{port}", *own(QUICK), "--timing-scale", "0.1")
        done = self.diff(self.path("old.json"), self.path("result.json"))
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertEqual(self.changes(), [("regression", "e2e-passes", "pass", "fail")])
        self.assertIn("Regressions (1)", done.stdout)
        self.assertIn("MQTT-3.1.0-2  e2e-passes  pass > fail", done.stdout.replace("→", ">"))
        self.assertRegex(done.stdout, r"(?m)^ +again  \./certify mqtt://127.0.0.1:\d+ .*--case 'e2e-passes'$")
        back = self.diff(self.path("result.json"), self.path("old.json"))
        self.assertEqual(back.returncode, 0)
        self.assertEqual(self.changes(), [("fix", "e2e-passes", "fail", "pass")])

    def test_tells_new_and_gone_cases(self):
        smaller = self.varied("small.json", lambda result: result["cases"].remove(self.case(result, "e2e-fails")))
        whole = self.varied("whole.json", lambda result: result["run"].update(partial=False))
        done = self.diff(smaller, whole)
        self.assertEqual(done.returncode, 0, "a new case is no regression, whatever it says")
        self.assertEqual(self.changes(), [("new", "e2e-fails", "", "fail")])
        smaller = self.varied("small.json", lambda result: (result["cases"].remove(self.case(result, "e2e-fails")),
                                                            result["run"].update(partial=False)))
        self.diff(whole, smaller)
        self.assertEqual(self.changes(), [("gone", "e2e-fails", "fail", "")])

    def test_tells_another_alternative_and_other_behaviour(self):
        def vary(result, way):
            self.case(result, "e2e-passes")["notes"] = [f"x.yaml:{len(way)}: taken: {way}", "alice: closed by FIN"]
            result["behaviour"] = {"granted_qos": str(len(way))}
        old = self.varied("old.json", lambda result: vary(result, "one copy"))
        done = self.diff(old, self.varied("new.json", lambda result: vary(result, "two copies")))
        self.assertEqual(done.returncode, 0)
        self.assertEqual(self.changes(), [("changed_alternative", "e2e-passes", "one copy", "two copies"),
                                          ("changed_behaviour", "granted_qos", "8", "10")])
        self.assertIn("Another alternative (1)", done.stdout)

    def test_is_undecided_where_the_new_run_could_not_tell(self):
        def vary(result):
            self.case(result, "e2e-passes").update(verdict="inconclusive", reason="no CONNACK")
        done = self.diff(self.path("result.json"), self.varied("new.json", vary))
        self.assertEqual(done.returncode, 3)
        self.assertEqual(self.changes(), [("untold", "e2e-passes", "pass", "inconclusive")])
        broken = self.varied("new.json", lambda result: result["run"].update(trouble="it went away"))
        done = self.diff(self.path("result.json"), broken)
        self.assertEqual(done.returncode, 3)
        self.assertIn("NEW did not run to its end: it went away", done.stdout)

    def test_says_what_else_is_not_the_same(self):
        def vary(result):
            result["target"].update(name="other", transport="tls")
            result["run"].update(catalogue_hash="0123", delivery="trickle", selection="case e2e-*")
        done = self.diff(self.path("result.json"), self.varied("new.json", vary))
        self.assertEqual(done.returncode, 0)
        for words in ("of different targets: reference and other", "over tcp, the other over tls",
                      "packets went out whole in one, trickle in the other", "of different catalogues",
                      "NEW is only a selection"):
            self.assertIn(words, " ".join(done.stdout.split()))

    def test_refuses_other_duties(self):
        for vary in (lambda result: result["target"].update(role="client"),
                     lambda result: result["run"].update(protocol="5.0")):
            done = self.diff(self.path("result.json"), self.varied("new.json", vary))
            self.assertEqual(done.returncode, 2)
            self.assertRegex(done.stderr, "^mqttspec: .* cannot be compared: .* not the same\n$")

    def test_refuses_what_is_no_result(self):
        whole = self.read("result.json")
        for text, words in ((whole[:len(whole) // 2], "is truncated"), ("{}", "no result of mqttspec"),
                            (whole.replace('"schema":1', '"schema":2', 1), "has schema 2"), ("", "is empty")):
            done = run("diff", self.path("result.json"), self.write("bad.json", text))
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertRegex(done.stderr, f"^mqttspec: {re.escape(self.path('bad.json'))}: .*{words}.*\n$")
        self.assertEqual(run("diff", self.path("none.json"), self.folder).stderr.count("cannot be read"), 2)

    def test_reports_are_text_markdown_and_json(self):
        new = self.varied("new.json", lambda result: self.case(result, "e2e-passes").update(verdict="fail"))
        done = self.diff(self.path("result.json"), new, "--report", "text=" + self.path("d.txt"), "--report",
                         "markdown=" + self.path("d.md"))
        self.assertEqual(done.returncode, 1)
        self.assertEqual(self.read("d.txt").replace("→", ">"), done.stdout.replace("→", ">"))
        self.assertRegex(self.read("d.md"), r"### ❌ Regressions: 1\n(?s:.)*- \*\*MQTT-3.1.0-2\*\* `e2e-passes`: pass → fail")
        self.assertTrue(json.loads(self.read("diff.json"))["regressed"])
        done = run("diff", self.path("result.json"), new, "--report", "json=-", "--lang", "zh")
        self.assertEqual(json.loads(done.stdout)["counts"]["regression"], 1)
        self.assertIn("退步", run("diff", self.path("result.json"), new, "--lang", "zh").stdout)


if __name__ == "__main__":
    unittest.main()
