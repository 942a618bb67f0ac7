# SPDX-License-Identifier: Apache-2.0
"""A run that is split over several processes, and joined again."""

import json
import os
import re
import unittest

from support import FAILING, PATIENCE_S, QUICK, Test, own, run, start

VARIABLES = ("TEST_SHARD_INDEX", "TEST_TOTAL_SHARDS", "GTEST_SHARD_INDEX", "GTEST_TOTAL_SHARDS", "CI_NODE_INDEX",
             "CI_NODE_TOTAL", "JOB_COMPLETION_INDEX", "TEST_SHARD_STATUS_FILE", "GTEST_SHARD_STATUS_FILE")

# Of what a merged result says otherwise: who ran it when, and how long that took.
OF_THE_RUN = ("started", "seed", "id", "command")
TIMES = ("wall_s", "together_s", "longest_case_s", "longest_case", "cpu_s")
OF_THE_TRIAL = ("started_s", "duration_s", "client_ids", "wire", "notes", "replay", "failure")


def without_times(result):
    """What has to be the same in a result, whoever made it, how fast, and in which order."""
    result = json.loads(json.dumps(result))
    for name in OF_THE_RUN:
        del result["run"][name]
    for name in TIMES:
        del result["summary"][name]
    del result["target"]["endpoint"]
    for case in result["cases"]:
        for name in OF_THE_TRIAL:
            case.pop(name, None)
    result["behaviour"] = {name: re.sub(r"\d+\.\d+", "some", value) for name, value in result["behaviour"].items()}
    for statement in result["statements"]:
        statement["rules"].sort()
    return result


class Shards(Test):
    def shard(self, index, total, *arguments):
        report = self.path(f"shard-{index}.json")
        done = run("run", *arguments, "--shard", f"{index}/{total}", "-q", "--report", "json=" + report)
        return report, done

    def merge(self, *reports):
        done = run("merge", *reports, "-q", "--report", "json=" + self.path("merged.json"))
        return (json.loads(self.read("merged.json")) if os.path.exists(self.path("merged.json")) else None), done

    def test_of_the_whole_suite_make_up_the_unsplit_run(self):
        reports = [self.path(f"shard-{index}.json") for index in (3, 1, 2)]
        runs = [start("run", "reference", "--shard", f"{index}/3", "-q", "--report", "json=" + report)
                for index, report in zip((3, 1, 2), reports)]  # At once: most of a run is waiting.
        whole, done = self.result("reference")
        self.assertEqual(done.returncode, 0, done.stdout)
        for process in runs:
            said, _ = process.communicate(timeout=PATIENCE_S)
            self.assertEqual(process.returncode, 0, said)
            self.assertIn("PARTIAL, says nothing of conformance", said)
        part = json.loads(self.read("shard-3.json"))
        self.assertEqual((part["run"]["partial"], part["run"]["shard"]), (True, {"index": 3, "of": 3}))
        self.assertFalse(part["summary"]["conformant"])
        merged, done = self.merge(*reports)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn(": CONFORMANT", done.stdout)
        self.assertEqual([case["id"] for case in merged["cases"]], [case["id"] for case in whole["cases"]])
        self.assertEqual(without_times(merged), without_times(whole))

    def test_that_fail_fail_the_whole(self):
        reports = []
        for index in (1, 2):
            report, done = self.shard(index, 2, "reference", *own(QUICK, FAILING), "--timing-scale", "0.1")
            self.assertEqual(done.returncode, 1, done.stdout)
            reports.append(report)
        merged, done = self.merge(*reports)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(merged["summary"]["cases"]["fail"], 2)
        self.assertTrue(merged["run"]["partial"], "a selection stays one")

    def test_together_tell_a_known_failure_that_passes(self):
        known = self.write("known.yaml", '- case: "e2e-retains"\n  reason: it was lost\n')
        reports = []
        for index in (1, 2, 3):
            report, done = self.shard(index, 3, "reference", *own(QUICK), "--expect", known)
            self.assertEqual(done.returncode, 0, "no shard alone can tell")
            reports.append(report)
        merged, done = self.merge(*reports)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(merged["summary"]["cases"]["unexpected_pass"], 2)
        self.assertIn("it was lost", run("merge", *reports).stdout)

    def test_may_be_empty(self):
        reports = [self.shard(index, 5, "reference", *own(QUICK)) for index in (1, 2, 3, 4, 5)]
        self.assertEqual([done.returncode for _, done in reports], [0] * 5)
        merged, done = self.merge(*[report for report, _ in reports])
        self.assertEqual((done.returncode, len(merged["cases"])), (0, 3))

    def test_one_of_which_is_missing_leave_the_whole_undecided(self):
        report, _ = self.shard(2, 2, "reference", *own(QUICK))
        merged, done = self.merge(report)
        self.assertEqual(done.returncode, 3)
        self.assertEqual(done.stderr, "mqttspec: shard 1 is missing: this says nothing of conformance\n")
        self.assertIn("without shard 1 of 2", merged["run"]["selection"])

    def test_of_other_runs_are_refused(self):
        one, _ = self.shard(1, 2, "reference", *own(QUICK))
        other, _ = self.shard(2, 2, "reference", *own(FAILING), "--delivery", "trickle", "--timing-scale", "0.1")
        self.result("reference", *own(QUICK))
        for reports, words in (((one, other), "of different deliveries"), ((one, one), "shard 1/2 is there twice"),
                               ((one, self.path("result.json")), "is no shard"), ((one, self.write("bad", "{")), "truncated")):
            merged, done = self.merge(*reports)
            self.assertEqual((merged, done.returncode), (None, 2))
            self.assertRegex(done.stderr, f"^mqttspec: .*{words}.*\n$")


class Environment(Test):
    def listed(self, shard, **variables):
        """What would be played, of three cases."""
        environment = {name: value for name, value in os.environ.items() if name not in VARIABLES}
        done = run("run", "reference", *own(QUICK), "--dry-run", "--shard", shard, env={**environment, **variables})
        return done.stdout.splitlines()[:-1] if done.returncode == 0 else (done.returncode, done.stderr)

    def test_of_each_engine_is_understood(self):
        every = self.listed("1/1")
        self.assertEqual(len(every), 3)
        self.assertEqual([self.listed(f"{index}/3") for index in (1, 2, 3)], [[case] for case in every])
        for variables, shard, index in (({"TEST_SHARD_INDEX": "1", "TEST_TOTAL_SHARDS": "3"}, "auto", 1),
                                        ({"GTEST_SHARD_INDEX": "0", "GTEST_TOTAL_SHARDS": "3"}, "auto", 0),
                                        ({"CI_NODE_INDEX": "3", "CI_NODE_TOTAL": "3"}, "auto", 2),
                                        ({"JOB_COMPLETION_INDEX": "1"}, "auto/3", 1)):
            self.assertEqual(self.listed(shard, **variables), [every[index]], variables)
        self.assertEqual(self.listed("auto"), every, "one part where nobody says otherwise")
        self.assertEqual(self.listed("auto", CI_NODE_TOTAL="1"), every, "GitLab without `parallel`")

    def test_that_makes_no_sense_is_refused(self):
        for shard, variables, words in (("0/2", {}, "no such shard"), ("3/2", {}, "no such shard"), ("1", {}, "use I/N"),
                                        ("a/b", {}, "use I/N"), ("auto/", {}, "use I/N"), ("1/99999", {}, "use I/N"),
                                        ("auto/3", {}, "no variable says"), ("auto", {"JOB_COMPLETION_INDEX": "0"}, "auto/N"),
                                        ("auto", {"CI_NODE_INDEX": "0", "CI_NODE_TOTAL": "2"}, "no such shard"),
                                        ("auto", {"TEST_SHARD_INDEX": "x", "TEST_TOTAL_SHARDS": "2"}, "no numbers"),
                                        ("auto/3", {"TEST_SHARD_INDEX": "0", "TEST_TOTAL_SHARDS": "2"}, "--shard says 3")):
            code, said = self.listed(shard, **variables)
            self.assertEqual((code, len(said.splitlines())), (2, 1), shard)
            self.assertIn(words, said)

    def test_of_bazel_is_told_that_shards_are_known(self):
        status = self.path("status")
        self.listed("auto", TEST_SHARD_INDEX="0", TEST_TOTAL_SHARDS="2", TEST_SHARD_STATUS_FILE=status)
        self.assertTrue(os.path.exists(status))


if __name__ == "__main__":
    unittest.main()
