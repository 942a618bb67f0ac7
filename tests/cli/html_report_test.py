# SPDX-License-Identifier: Apache-2.0
"""`mqttspec report`, and what reports hand out to be used elsewhere."""

import re
import subprocess

from support import Test, needs, reference_broker, run

DEVIANT = ["--deviate", "ignores-second-connect"]
CASE = ["--case", "second-connect", "--timing-scale", "0.1"]


class Html(Test):
    def test_is_the_same_from_the_result_as_from_the_run(self):
        with reference_broker(*DEVIANT) as (port, _):
            done = run("run", f"mqtt://127.0.0.1:{port}", *CASE, "--report", "json=" + self.path("r.json"),
                       "--report", "html=" + self.path("run.html"))
        self.assertEqual(done.returncode, 1)
        again = run("report", self.path("r.json"), "--report", "html=" + self.path("report.html"))
        self.assertEqual(again.returncode, 0)
        page = self.read("run.html")
        self.assertTrue('href="#second-connect' in page, "it links to the case that fails")
        self.assertTrue(page == self.read("report.html"), "both are the same")


@needs("xxd", "nc")
class ReproducerByHand(Test):
    def reproducer(self, stdout):
        return re.search(r"^  by hand +(.+)$", stdout, re.MULTILINE).group(1)

    def test_shows_in_a_shell_what_the_case_saw(self):
        with reference_broker(*DEVIANT) as (port, _):
            done = run("run", f"mqtt://127.0.0.1:{port}", *CASE, "-v")
            pasted = subprocess.run(["sh", "-c", self.reproducer(done.stdout)], capture_output=True, text=True,
                                    timeout=50, check=True)
        self.assertRegex(pasted.stdout, r"^00000000: 2002 0000 +\.\.\.$")

    def test_shows_another_answer_where_there_is_another(self):
        with reference_broker(*DEVIANT) as (port, _):
            command = self.reproducer(run("run", f"mqtt://127.0.0.1:{port}", *CASE, "-v").stdout)
        with reference_broker("--deviate", "answers-second-connect") as (other, _):
            pasted = subprocess.run(["sh", "-c", command.replace(f" {port} ", f" {other} ")], capture_output=True,
                                    text=True, timeout=50, check=True)
        self.assertIn("2002 0000 2002 0000", pasted.stdout)
