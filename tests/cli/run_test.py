# SPDX-License-Identifier: Apache-2.0
"""Each flag of `mqttspec run`, and its exit codes."""

import json
import os
import pathlib
import re
import unittest
import xml.etree.ElementTree as xml

from support import FAILING, HEAVY, QUICK, SLOW, Test, contents, own, reference_broker, run


class Flags(Test):
    def test_cases_adds_cases(self):
        result, done = self.result("reference", *own(QUICK))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(self.verdicts(result), {"e2e-passes": "pass", "e2e-retains@qos=0": "pass",
                                                 "e2e-retains@qos=1": "pass"})
        self.assertEqual(result["findings"], [])

    def test_cases_replaces_those_of_the_same_id(self):
        shipped = json.loads(run("list", "cases", "--format", "json").stdout)[0]["case"]
        file = self.write("same.yaml", contents(FAILING).replace("e2e-fails-too", shipped))
        every = json.loads(run("list", "cases", "--cases", file, "--format", "json").stdout)
        self.assertEqual([case["file"] for case in every if case["case"] == shipped], [file])

    def test_case_selects_by_pattern(self):
        result, _ = self.result("reference", "--cases", QUICK, "--case", "e2e-retains@*1")
        self.assertEqual(list(self.verdicts(result)), ["e2e-retains@qos=1"])
        self.assertTrue(result["run"]["partial"])

    def test_statement_selects_by_id_and_pattern(self):
        for wanted in ("MQTT-3.3.1-5", "3.3.1-5", "MQTT-3.3.1-*"):
            done = run("run", "reference", "--cases", QUICK, "--statement", wanted, "--dry-run")
            self.assertIn("e2e-retains@qos=0", done.stdout)
            self.assertNotIn("e2e-passes", done.stdout)

    def test_section_selects_those_below_it(self):
        done = run("run", "reference", "--cases", QUICK, "--section", "3.3", "--dry-run")
        self.assertIn("e2e-retains@qos=0", done.stdout)
        self.assertNotIn("e2e-passes", done.stdout)

    def test_dry_run_plays_nothing(self):
        done = run("run", "mqtt://127.0.0.1:1", *own(QUICK), "--dry-run")
        self.assertEqual(done.returncode, 0)
        self.assertEqual(done.stdout, "e2e-passes\ne2e-retains@qos=0\ne2e-retains@qos=1\n3 cases\n")

    def test_dry_run_names_the_variant_of_a_case(self):
        done = run("run", "reference", "--case", "denied-client-id-refused", "--dry-run")
        self.assertEqual(done.stdout, "denied-client-id-refused  (variant: client-ids)\n1 cases\n")

    def test_cases_are_played_on_the_variant_that_offers_what_they_need(self):
        result, done = self.result("reference", "--case", "denied-client-id-refused", "--case", "second-connect")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        variants = {case["id"]: case["variant"] for case in result["cases"]}
        self.assertEqual(variants["denied-client-id-refused"], "client-ids")

    def test_variant_plays_on_that_configuration_only(self):
        result, _ = self.result("reference", "--case", "denied-client-id-refused", "--variant", "plain")
        self.assertEqual(self.verdicts(result), {"denied-client-id-refused": "skipped"})
        result, _ = self.result("reference", "--case", "denied-client-id-refused", "--variant", "client-ids")
        self.assertEqual(self.verdicts(result), {"denied-client-id-refused": "pass"})

    def test_variant_that_is_not_there_is_named_with_those_that_are(self):
        done = run("run", "reference", "--variant", "nope")
        self.assertEqual(done.returncode, 2)
        self.assertIn("reference has no variant `nope`; there are: plain, credentials, acl", done.stderr)

    def test_run_tells_how_the_target_behaves(self):
        result, _ = self.result("reference", "--case", "second-connect")
        self.assertEqual(result["behaviour"]["granted QoS"], "2")
        self.assertEqual(result["behaviour"]["empty client ids"], "served")

    def test_report_writes_json_and_junit(self):
        done = run("run", "reference", *own(QUICK), "--report", "json=" + self.path("r.json"), "--report",
                   "junit=" + self.path("r.xml"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(self.read("r.json"))["mqttspec"]["schema"], 1)
        self.assertEqual(len(xml.parse(self.path("r.xml")).findall(".//testcase[@file]")), 3)

    def test_report_goes_to_standard_output_for_a_dash(self):
        done = run("run", "reference", *own(QUICK), "-q", "--report", "junit=-")
        self.assertIn("<testsuites", done.stdout)

    def test_expect_declares_known_failures(self):
        expected = self.write("known.yaml", '- case: "e2e-fails*"\n  reason: it cannot pass\n')
        result, done = self.result("reference", *own(FAILING), "--expect", expected)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertEqual({case["verdict"] for case in result["cases"]}, {"fail"})
        self.assertEqual({case["known"]["reason"] for case in result["cases"]}, {"it cannot pass"})
        self.assertFalse(result["summary"]["conformant"])

    def test_jobs_bounds_what_is_played_at_once(self):
        for jobs, at_once in (("1", False), ("2", True)):
            result, _ = self.result("reference", "--cases", SLOW, "--case", "e2e-slow@number=1", "--case",
                                    "e2e-slow@number=2", "--jobs", jobs)
            one, other = sorted(case["started_s"] for case in result["cases"])
            self.assertEqual(other - one < 1.5, at_once)

    def test_repeat_plays_each_case_so_often(self):
        result, _ = self.result("reference", *own(QUICK), "--repeat", "3")
        self.assertEqual({case["attempts"] for case in result["cases"]}, {3})

    def test_delivery_changes_no_verdict(self):
        cases = self.in_small()
        whole, done = self.result("reference", "--delivery", "whole", *cases)
        self.assertEqual(done.returncode, 0, done.stdout)
        for delivery in ("trickle", "coalesce"):
            other, done = self.result("reference", "--delivery", delivery, *cases)
            self.assertEqual(done.returncode, 0, done.stdout)
            self.assertEqual(other["run"]["delivery"], delivery)
            self.assertEqual(self.verdicts(other), self.verdicts(whole))

    def test_delivery_is_one_of_three(self):
        done = run("run", "reference", "--delivery", "hole")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--delivery", done.stderr)

    def test_seed_gives_the_order_and_is_recorded(self):
        result, done = self.result("reference", *own(QUICK), "--seed", "42")
        self.assertEqual(result["run"]["seed"], "42")
        self.assertIn("seed 42", done.stdout)

    def test_timing_scale_stretches_all_waiting_but_the_standards(self):
        text = contents(FAILING).replace("    - alice: send PINGREQ\n", "")
        result, _ = self.result("reference", "--cases", self.write("mute.yaml", text), "--case", "e2e-fails",
                                "--timing-scale", "0.1")
        self.assertRegex(result["cases"][0]["failure"]["received"], "nothing for 0.5 s; the connection is open$")

    def test_username_and_password_env_are_sent_and_masked(self):
        environment = dict(os.environ, E2E_PASSWORD="correct horse")
        done = run("run", "reference", *own(QUICK), "--username", "someone", "--password-env", "E2E_PASSWORD",
                   "--trace", "-vv", "--report", "json=" + self.path("r.json"), "--report",
                   "junit=" + self.path("r.xml"), env=environment)
        self.assertEqual(done.returncode, 0, done.stderr)
        everything = done.stdout + done.stderr + self.read("r.json") + self.read("r.xml")
        self.assertIn("someone", everything)
        self.assertNotIn("correct horse", everything)
        self.assertNotIn("correct horse".encode().hex(), everything.replace(" ", ""))

    def test_password_env_needs_the_variable_and_a_name(self):
        for flags, words in ((["--password-env", "E2E_NONE"], "needs --username"),
                             (["--username", "x", "--password-env", "E2E_NONE"], "no environment variable E2E_NONE")):
            done = run("run", "reference", *own(QUICK), *flags)
            self.assertEqual(done.returncode, 2)
            self.assertIn(words, done.stderr)

    def test_user_information_of_a_url_stands_in_no_report(self):
        with reference_broker() as (port, _):
            result, done = self.result(f"mqtt://someone:s3cr3t@127.0.0.1:{port}", *own(QUICK))
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertNotIn("s3cr3t", json.dumps(result) + done.stdout + done.stderr)

    def test_prefixes_stand_before_topics_and_client_ids(self):
        result, done = self.result("reference", *own(QUICK), "--topic-prefix", "tenant/7/", "--client-id-prefix", "t7")
        self.assertEqual(done.returncode, 0, done.stdout)
        ids = [client_id for case in result["cases"] for client_id in case["client_ids"].values()]
        self.assertTrue(all(re.fullmatch("t7[0-9A-Za-z]{8,21}", one) for one in ids), ids)
        sent = [event["packet"] for case in result["cases"] for event in case["wire"]
                if event.get("packet", {}).get("type") == "PUBLISH"]
        self.assertTrue(sent and all("tenant/7/mqttspec/" in json.dumps(packet) for packet in sent))

    def test_prefixes_that_cannot_be_are_refused(self):
        for flags in (["--topic-prefix", "a/+/"], ["--client-id-prefix", "0123456789abcdef"]):
            self.assertEqual(run("run", "reference", *own(QUICK), *flags).returncode, 2)

    def test_rate_spreads_connections(self):
        result, done = self.result("reference", *own(QUICK), "--rate", "10")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertGreater(result["summary"]["wall_s"], 0.5)

    def test_trace_prints_each_packet(self):
        done = run("run", "reference", *own(QUICK), "--trace")
        self.assertRegex(done.stderr, r"e2e-passes alice: sent CONNECT ")
        self.assertRegex(done.stderr, r"e2e-passes alice: received CONNACK ")

    def test_fail_fast_begins_nothing_more(self):
        result, done = self.result("reference", *own(FAILING), "--jobs", "1", "--fail-fast", "--timing-scale", "0.1")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(len(result["cases"]), 1)

    def test_intrusive_lets_heavy_cases_play_beyond_this_machine(self):
        target = "mqtt://192.0.2.1:1883"
        spared = run("run", target, *own(HEAVY), "--dry-run")
        self.assertIn("e2e-heavy  (skipped: ", spared.stdout)
        self.assertEqual(run("run", target, *own(HEAVY), "--dry-run", "--intrusive").stdout, "e2e-heavy\n1 cases\n")

    def test_lang_is_that_of_the_console_report(self):
        self.assertRegex(run("run", "reference", *own(QUICK), "--lang", "zh").stdout, "[\u4e00-\u9fff]")
        self.assertNotRegex(run("run", "reference", *own(QUICK), "--lang", "en").stdout, "[\u4e00-\u9fff]")

    def test_verbose_and_quiet_say_more_and_less(self):
        usual = run("run", "reference", *own(QUICK)).stdout
        self.assertGreater(len(run("run", "reference", *own(QUICK), "-v").stdout), len(usual))
        self.assertIn("CONNACK", run("run", "reference", *own(QUICK), "-vv").stdout)
        self.assertLess(len(run("run", "reference", *own(QUICK), "-q").stdout), len(usual))

    def test_every_flag_has_a_test(self):
        flags = set(re.findall(r"--[a-z][a-z-]+", run("run", "--help").stdout)) - {"--help", "--verbose", "--quiet"}
        source = "".join(contents(str(file)) for file in pathlib.Path(__file__).parent.glob("*_test.py"))
        self.assertEqual({flag for flag in flags if source.count(flag) < 1}, set())


class ExitCodes(Test):
    def test_0_where_all_that_ran_conforms(self):
        self.assertEqual(run("run", "reference", *own(QUICK)).returncode, 0)

    def test_1_where_something_fails(self):
        result, done = self.result("reference", *own(FAILING), "--timing-scale", "0.1")
        self.assertEqual(done.returncode, 1)
        failure = {case["id"]: case for case in result["cases"]}["e2e-fails"]
        self.assertEqual(failure["failure"]["statement"], "MQTT-3.12.4-1")
        self.assertEqual(failure["failure"]["line"], 12)
        self.assertEqual(failure["attempts"], 3)
        self.assertIn("./certify reference --cases", failure["replay"])

    def test_1_where_a_known_failure_passes(self):
        expected = self.write("known.yaml", '- case: "e2e-passes"\n  reason: it used to fail\n')
        done = run("run", "reference", *own(QUICK), "--expect", expected)
        self.assertEqual(done.returncode, 1)
        self.assertIn("it used to fail", done.stdout)

    def test_2_where_the_call_is_wrong(self):
        for arguments in ([], ["run"], ["run", "reference", "--jobs", "0"], ["run", "reference", "--nonsense"],
                          ["run", "no-such-target"], ["run", "reference", "--report", "pdf=x"],
                          ["run", "http://127.0.0.1/"], ["run", "reference", "--expect", "/no/such/file"]):
            self.assertEqual(run(*arguments).returncode, 2, arguments)

    def test_3_where_the_setup_fails(self):
        text = contents(FAILING).replace("  steps:", "  setup:").split("- id: e2e-fails-too")[0]
        file = self.write("setup.yaml", text + "  steps:\n    - alice: expect silence\n")
        result, done = self.result("reference", "--cases", file, "--case", "e2e-fails", "--timing-scale", "0.1")
        self.assertEqual(done.returncode, 3, done.stdout + done.stderr)
        self.assertEqual(self.verdicts(result), {"e2e-fails": "inconclusive"})

    def test_4_where_nothing_is_selected(self):
        done = run("run", "reference", "--case", "no-such-case")
        self.assertEqual(done.returncode, 4)
        self.assertIn("no case is called no-such-case", done.stderr)

    def test_4_where_an_expectation_is_stale(self):
        expected = self.write("known.yaml", '- case: "no-such-case"\n  reason: it is gone\n')
        self.assertEqual(run("run", "reference", *own(QUICK), "--expect", expected).returncode, 4)


if __name__ == "__main__":
    unittest.main()
