# SPDX-License-Identifier: Apache-2.0
"""The recipes of docs/ci.md: the shell in them, with the variables that the service would set."""

import json
import os
import re
import shutil
import subprocess
import unittest

from support import PROGRAM, Test, contents, find, reference_broker

try:
    import yaml
except ImportError:
    yaml = None

PAGE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "docs", "ci.md")
SERVICES = ("GITHUB_", "CI_NODE_", "JOB_COMPLETION_", "TEST_SHARD_", "GTEST_")


def block(title, language):
    """The code that stands below a heading."""
    section = contents(PAGE).split(f"\n## {title}\n")[1].split("\n## ")[0]
    return re.search(f"```{language}\n(.*?)```", section, re.DOTALL).group(1)


class Recipes(Test):
    def setUp(self):
        super().setUp()
        # The same program, playing few cases.
        os.mkdir(self.path("bin"))
        script = self.write("bin/mqttspec", f'#!/bin/sh\n[ "$1" != run ] || set -- "$@" --section 3.12\nexec "{PROGRAM}" "$@"\n')
        os.chmod(script, 0o755)
        broker = reference_broker()
        self.port, _ = broker.__enter__()
        self.addCleanup(broker.__exit__, None, None, None)
        self.target = f"mqtt://127.0.0.1:{self.port}"

    def shell(self, text, code=0, **variables):
        """Runs it as the services do: in a shell that stops at the first failure."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith(SERVICES)}
        environment.update(TARGET=self.target, PATH=self.path("bin") + ":" + os.environ["PATH"], **variables)
        done = subprocess.run(["bash", "-eo", "pipefail", "-c", text], capture_output=True, text=True, timeout=100,
                              cwd=self.folder, env=environment, check=False)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def conformant(self, name="result.json"):
        result = json.loads(self.read(name))
        self.assertGreater(len(result["cases"]), 1)
        self.assertEqual({case["verdict"] for case in result["cases"]}, {"pass"})

    @unittest.skipIf(yaml is None, "not installed: python3-yaml")
    def test_github(self):
        recipe = yaml.safe_load(block("GitHub Actions", "yaml"))
        jobs = recipe["jobs"]
        step = lambda job, name: next(step for step in jobs[job]["steps"] if step.get("name") == name)["run"]
        for shard in jobs["play"]["strategy"]["matrix"]["shard"]:
            self.shell(step("play", "play"), SHARD=f"{shard}/4", GITHUB_ACTIONS="true")
        summary = self.write("summary.md", "")
        for _ in range(2):  # The second time with an old result.
            done = self.shell(step("judge", "judge"), GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=summary)
        self.assertIn("::notice title=mqttspec::", done.stdout)
        self.assertIn("no difference", self.read("diff.md"))
        self.assertIn("###", self.read("summary.md"))
        self.conformant()

    @unittest.skipIf(yaml is None, "not installed: python3-yaml")
    def test_gitlab(self):
        recipe = yaml.safe_load(block("GitLab CI", "yaml"))
        total = str(recipe["play"]["parallel"])
        for index in range(1, int(total) + 1):
            self.shell("\n".join(recipe["play"]["script"]), CI_NODE_INDEX=str(index), CI_NODE_TOTAL=total)
        self.shell("\n".join(recipe["judge"]["script"]))
        self.conformant()
        for path in recipe["judge"]["artifacts"]["paths"] + [recipe["judge"]["artifacts"]["reports"]["junit"]]:
            self.assertTrue(os.path.exists(self.path(path)), path)

    def test_jenkins(self):
        script = re.search("sh '''\n(.*?)'''", block("Jenkins", "groovy"), re.DOTALL).group(1)
        self.shell(script)
        self.conformant()
        self.assertIn("<testsuites", self.read("junit.xml"))
        self.target = "mqtt://127.0.0.1:1"
        self.shell(script, code=3)

    @unittest.skipIf(find("cmake") is None or find("ctest") is None, "not installed: cmake")
    def test_ctest(self):
        self.write("CMakeLists.txt", "cmake_minimum_required(VERSION 3.25)\nproject(x NONE)\nenable_testing()\n" +
                   f"set(TARGET {self.target})\n" + block("CTest", "cmake"))
        self.shell("cmake -S . -B build > /dev/null && cd build && ctest --output-on-failure")
        self.assertEqual(len([name for name in os.listdir(self.path("build")) if name.startswith("shard-")]), 4)

    @unittest.skipIf(yaml is None, "not installed: python3-yaml")
    def test_kubernetes(self):
        job = yaml.safe_load(block("Kubernetes", "yaml"))["spec"]
        container = job["template"]["spec"]["containers"][0]
        self.assertEqual((job["completionMode"], container["command"]), ("Indexed", ["sh", "-c"]))
        script = container["args"][0].replace("/results", self.folder)
        for index in range(job["completions"]):
            self.shell(script, JOB_COMPLETION_INDEX=str(index))
        self.shell("mqttspec merge shard-*.json --report json=result.json")
        self.conformant()

    @unittest.skipIf(shutil.which("bash") is None, "not installed: bash")
    def test_set_up_is_shell(self):
        self.shell("bash -n <<'END'\n" + block("Set-up", "sh") + "\nEND")


if __name__ == "__main__":
    unittest.main()
