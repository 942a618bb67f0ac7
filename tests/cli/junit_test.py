# SPDX-License-Identifier: Apache-2.0
"""JUnit XML, read by other parsers than the library that wrote it: expat and libxml2."""

import json
import os
import shutil
import subprocess
import unittest
import xml.etree.ElementTree as xml

from support import FAILING, QUICK, Test, contents, needs, own, run

REPORTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "reports")
SCHEMA = os.path.join(REPORTS, "junit.xsd")
SAMPLE = os.path.join(REPORTS, "golden", "junit.approved.xml")

# What XML cannot hold, a terminal would obey, or nobody could see; the rest stands as it is.
VISIBLE = {"\n": "\n", "\t": r"\x09", "\r": r"\x0d", "\x7f": r"\x7f"}


def validated(path):
    """What libxml2 has against the file; empty where it keeps to the schema."""
    done = subprocess.run([shutil.which("xmllint"), "--noout", "--nonet", "--schema", SCHEMA, path], capture_output=True,
                          text=True, timeout=50, check=False)
    return "" if done.returncode == 0 else done.stderr


def shown(character):
    """How a character below 256 stands in the file."""
    if character in VISIBLE:
        return VISIBLE[character]
    code = ord(character)
    if code < 0x20:
        return f"\\x{code:02x}"
    if 0x80 <= code < 0xa0 or code == 0xad:
        return f"\\u{code:04x}"
    return character


@needs("xmllint")
class Schema(Test):
    def test_accepts_the_sample(self):
        self.assertEqual(validated(SAMPLE), "")

    def test_accepts_what_a_run_writes(self):
        done = run("run", "reference", *own(QUICK, FAILING), "--timing-scale", "0.1", "--report",
                   "junit=" + self.path("r.xml"))
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(validated(self.path("r.xml")), "")

    def test_refuses_what_readers_do(self):
        sample = contents(SAMPLE)
        for before, after in (('tests="14"', 'tests="many"'), ("<testsuite ", "<testsuite><testsuite/></testsuite><testsuite "),
                              ('time="8.410000"', 'time="8.41e0"'), ('line="15"', 'line="0"'), ("</failure>", "</failure><skipped message='x'/>"),
                              ('.server-3-1-0"', '.server.3.1.0"'), (' type="MUST"', ""), ("<skipped ", "<skip ")):
            self.assertIn(before, sample)
            self.assertNotEqual(validated(self.write("bad.xml", sample.replace(before, after, 1))), "", after)


class Bytes(Test):
    def test_of_each_value_come_back_from_a_payload_and_a_topic(self):
        """On the wire for real: a client publishes all 256 in a payload, and all that a topic may hold."""
        payload = " ".join(f"{byte:02x}" for byte in range(256))
        topic = "".join(chr(code) for code in range(0x20, 0x100) if chr(code) not in '#+"\\' and not 0x7f <= code < 0xa0)
        case = contents(FAILING).split("- id: e2e-fails-too")[0].replace("    - alice: send PINGREQ\n", f"""    - alice: send PUBLISH
      topic: "{topic}"
      payload: !hex {payload}
""")
        done = run("run", "reference", *own(self.write("bytes.yaml", case)), "--timing-scale", "0.1", "--report",
                   "junit=" + self.path("r.xml"), "--report", "json=" + self.path("r.json"))
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        test = xml.parse(self.path("r.xml")).find(".//testcase[@file]")
        sent = [event for event in json.loads(self.read("r.json"))["cases"][0]["wire"]
                if event.get("packet", {}).get("type") == "PUBLISH"]
        self.assertTrue(sent[0]["hex"].endswith(payload.replace(" ", "")))
        self.assertIn("PUBLISH", test.find("system-out").text)
        self.assertIn(topic[:40], test.find("system-out").text.replace("\n", ""))

    def test_of_each_value_come_back_from_failure_texts(self):
        """As text that was read back: each character below 256 by itself, between two that nothing touches."""
        self.result("reference", *own(FAILING), "--timing-scale", "0.1")
        result = json.loads(self.read("result.json"))
        failing = result["cases"][0]
        for code in range(256):
            case = json.loads(json.dumps(failing))
            case["id"] = case["case"] = f"case-{code}"
            case["failure"]["expected"] = f"topic [{chr(code)}]"
            case["failure"]["received"] = f"payload [{chr(code)}]"
            result["cases"].append(case)
        run("report", self.write("r.json", json.dumps(result)), "--report", "junit=" + self.path("r.xml"))
        failures = {test.get("name").split()[-1]: test.find("failure")
                    for test in xml.parse(self.path("r.xml")).iter("testcase")}
        for code in range(256):
            failure = failures[f"case-{code}"]
            for text, of_a_line_feed in ((failure.text, ""), (failure.get("message"), ";")):
                expected = f"[{shown(chr(code))}]".replace("\n", of_a_line_feed).replace(" ", "")
                plain = text.replace("\n", "").replace(" ", "")
                self.assertIn("topic" + expected, plain, code)
                self.assertIn("payload" + expected, plain, code)


if __name__ == "__main__":
    unittest.main()
