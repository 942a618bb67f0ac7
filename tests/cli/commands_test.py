# SPDX-License-Identifier: Apache-2.0
"""The subcommands beside `run` and `broker`."""

import json
import shutil
import subprocess
import unittest

from support import FAILING, PROGRAM, QUICK, Test, contents, needs, own, run


class Commands(Test):
    def test_version_and_help(self):
        self.assertRegex(run("--version").stdout, r"^mqttspec \d+\.\d+\.\d+\n$")
        for command in ("run", "list", "explain", "lint", "prove", "broker", "check", "report", "diff", "matrix"):
            done = run(command, "--help")
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertIn(command, run("--help").stdout)

    def test_list_statements_counts_their_cases(self):
        done = run("list", "statements", "--cases", QUICK)
        self.assertEqual(done.returncode, 0)
        self.assertEqual(len(done.stdout.splitlines()), 141)
        every = json.loads(run("list", "statements", "--cases", QUICK, "--format", "json").stdout)
        self.assertEqual(len(every), 141)
        retained = next(entry for entry in every if entry["id"] == "MQTT-3.3.1-5")
        self.assertGreaterEqual(retained["cases"], 2)

    def test_list_cases_says_where_they_are(self):
        every = json.loads(run("list", "cases", "--cases", QUICK, "--format", "json").stdout)
        case = next(entry for entry in every if entry["id"] == "e2e-retains@qos=1")
        self.assertEqual((case["file"], case["line"], case["statements"]), (QUICK, 14, ["MQTT-3.3.1-5"]))
        self.assertIn("e2e-retains@qos=1", run("list", "cases", "--cases", QUICK).stdout)

    def test_list_deviations_names_their_clauses(self):
        self.assertRegex(run("list", "deviations").stdout, r"(?m)^ignores-second-connect +MQTT-3\.1\.0-2 ")
        every = json.loads(run("list", "deviations", "--format", "json").stdout)
        self.assertIn("MQTT-3.1.0-2", [entry["clause"] for entry in every])

    def test_list_rules_names_their_clauses(self):
        self.assertRegex(run("list", "rules").stdout, r"(?m)^reserved-flags +server +MQTT-2\.2\.2-1 ")
        every = json.loads(run("list", "rules", "--format", "json").stdout)
        rule = next(entry for entry in every if entry["name"] == "first-packet-is-connect")
        self.assertEqual((rule["clause"], rule["role"], rule["needs"]), ("MQTT-3.1.0-1", "client", "connection"))

    def test_explain_a_statement_names_its_rules(self):
        self.assertRegex(run("explain", "MQTT-2.2.2-1").stdout, r"(?m)^ +reserved-flags +a server MQTT-2\.2\.2-1: ")

    def test_prove_says_which_faults_the_cases_catch(self):
        done = run("prove", "--case", "second-connect", "--report", "json=" + self.path("proof.json"),
                   "--report", "markdown=" + self.path("proof.md"))
        self.assertEqual(done.returncode, 0)
        self.assertIn("0 cases cannot fail: the proof holds", done.stdout)
        proof = json.loads(self.read("proof.json"))
        caught = {entry["name"] for entry in proof["deviations"] if entry["outcome"] == "caught"}
        self.assertIn("ignores-second-connect", caught)
        self.assertIn("# mqttspec prove", self.read("proof.md"))
        self.assertEqual(run("prove", "--case", "no-such-case").returncode, 4)

    def test_list_targets_names_mosquitto(self):
        self.assertRegex(run("list", "targets").stdout, r"(?m)^mosquitto +broker +\S*mosquitto.yaml  \(variants: credentials, acl, client-ids\)$")
        every = json.loads(run("list", "targets", "--format", "json").stdout)
        self.assertIn("mosquitto", [entry["name"] for entry in every])

    def test_list_ends_quietly_when_nobody_reads_on(self):
        done = subprocess.run(["bash", "-c", 'set -o pipefail; "$0" list statements --format json | head -1', PROGRAM],
                              capture_output=True, text=True, timeout=50, check=False)
        self.assertEqual((done.stdout, done.stderr), ("[\n", ""))

    def test_explain_a_statement_in_both_languages(self):
        self.assertIn("MQTT-3.1.0-2  (section 3.1", run("explain", "MQTT-3.1.0-2").stdout)
        self.assertRegex(run("explain", "3.1.0-2", "--lang", "zh").stdout, "[\u4e00-\u9fff]")

    def test_explain_a_case(self):
        done = run("explain", "e2e-retains", "--cases", QUICK)
        self.assertEqual(done.returncode, 0)
        self.assertIn("When a message was retained at QoS 0,\n  then the Server sends it", done.stdout)
        self.assertIn("MQTT-3.3.1-5", done.stdout)

    def test_explain_suggests_what_was_meant(self):
        done = run("explain", "e2e-pases", "--cases", QUICK)
        self.assertEqual(done.returncode, 2)
        self.assertIn("did you mean e2e-passes?", done.stderr)

    def test_lint_finds_no_mistakes_in_what_ships(self):
        done = run("lint", QUICK, FAILING, "--uncovered")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("no mistakes", done.stdout)

    def test_lint_shows_every_mistake_where_it_is(self):
        file = self.write("wrong.yaml", contents(QUICK).replace("then:", "thn:"))
        done = run("lint", file)
        self.assertEqual(done.returncode, 2)
        self.assertEqual(done.stderr.count("`thn` is no key of a case"), 2, done.stderr)

    def test_report_makes_the_others_of_a_json_result(self):
        result, done = self.result("reference", *own(QUICK, FAILING), "--timing-scale", "0.1",
                                   "--report", "junit=" + self.path("first.xml"))
        self.assertEqual(done.returncode, 1)
        again = run("report", self.path("result.json"), "--report", "junit=" + self.path("again.xml"), "--report",
                    "json=" + self.path("again.json"))
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertEqual(self.read("again.xml"), self.read("first.xml"))
        self.assertEqual(json.loads(self.read("again.json")), result)

    def test_report_shows_the_console_report(self):
        self.result("reference", *own(FAILING), "--timing-scale", "0.1")
        done = run("report", self.path("result.json"), "-v")
        self.assertIn("e2e-fails", done.stdout)
        self.assertIn("alice: expect close", done.stdout)
        self.assertRegex(run("report", self.path("result.json"), "--lang", "zh").stdout, "[\u4e00-\u9fff]")

    def test_report_refuses_what_is_no_result(self):
        for text in ("", "{}", "[1, 2", '{"mqttspec": {"schema": 99}}'):
            done = run("report", self.write("bad.json", text))
            self.assertEqual(done.returncode, 2, text)
            self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        self.assertEqual(run("report", self.path("none.json")).returncode, 2)

    @needs("xmllint")
    def test_junit_parses_and_each_case_has_file_and_line(self):
        self.result("reference", *own(QUICK, FAILING), "--timing-scale", "0.1", "--report",
                    "junit=" + self.path("r.xml"))
        lint = subprocess.run([shutil.which("xmllint"), "--noout", self.path("r.xml")], capture_output=True,
                              text=True, timeout=50, check=False)
        self.assertEqual((lint.returncode, lint.stderr), (0, ""))
        count = subprocess.run([shutil.which("xmllint"), "--xpath", "count(//testcase[@file and @line])",
                                self.path("r.xml")], capture_output=True, text=True, timeout=50, check=True)
        self.assertEqual(count.stdout.strip(), "5")


if __name__ == "__main__":
    unittest.main()
