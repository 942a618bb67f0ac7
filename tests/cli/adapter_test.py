# SPDX-License-Identifier: Apache-2.0
"""`mqttspec adapter-check`: on the adapters that we ship, and on one that does everything wrong."""

import contextlib
import os
import signal
import subprocess
import sys
import unittest

from support import PROGRAM, Test, run, start, stop, wait_until

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TARGETS = os.path.join(TESTS, "..", "targets")
FAKE = os.path.join(TESTS, "target", "fake_adapter.py")


def fake(behaviour, *flags):
    return run("adapter-check", *flags, sys.executable, "-B", FAKE, behaviour)


def is_running(pid):
    with contextlib.suppress(OSError, IndexError):
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    return False


class Adapters(Test):
    """Each that is installed must pass; what it cannot do it must say."""

    def check(self, name, unsupported=()):
        done = run("adapter-check", name, patience_s=110, env={**os.environ, "MQTTSPEC_CACHE": self.folder})
        if done.returncode == 3:
            self.skipTest(done.stderr)
        self.assertEqual(done.returncode, 0, done.stdout)
        told = [line.split(" ", 1)[1].strip().split(":")[0] for line in done.stdout.splitlines()
                if line.startswith("unsupported")]
        self.assertEqual(told, list(unsupported))

    def test_reference_adapter(self):
        self.check("reference-adapter")

    def test_paho_python(self):
        self.check("paho-python")

    def test_mqttjs(self):
        self.check("mqttjs")

    def test_libmosquitto(self):
        self.check("libmosquitto")

    def test_paho_c(self):
        self.check("paho-c", ["abort"])

    def test_paho_cpp(self):
        self.check("paho-cpp", ["abort"])


# Connects and subscribes, and dies of a packet of the reserved type 15.
MORTAL = """import json, os, signal, socket, sys, threading
def tell(event, **members):
    print(json.dumps({"event": event, **members}), flush=True)
def read(server):
    while data := server.recv(100):
        if 0xf0 in data:
            os.kill(os.getpid(), signal.SIGKILL)
tell("hello", protocol=1, name="mortal", version="1", features=["qos1"])
for line in sys.stdin:
    c = json.loads(line)
    if c["command"] == "connect":
        server = socket.create_connection((c["host"], c["port"]))
        name = c["client_id"].encode()
        server.sendall(bytes([16, 12 + len(name), 0, 4]) + b"MQTT" + bytes([4, 2, 0, 60, 0, len(name)]) + name)
        tell("connected", id=c["id"], session_present=False, return_code=server.recv(4)[3])
        threading.Thread(target=read, args=(server,), daemon=True).start()
    elif c["command"] == "subscribe":
        filter = c["filters"][0]["filter"].encode()
        server.sendall(bytes([130, 5 + len(filter), 0, 1, 0, len(filter)]) + filter + bytes([0]))
"""


class Death(Test):
    def test_of_an_adapter_is_no_way_to_close_a_connection(self):
        self.write("mortal.py", MORTAL)
        file = self.write("mortal.yaml", "name: mortal\nrole: client\nadapter: [/usr/bin/python3, '${here}/mortal.py']\n")
        result, done = self.result(file, "--case", "client-closes-on-a-reserved-packet-type@type-15")
        self.assertEqual(done.returncode, 3, done.stdout)
        self.assertEqual(set(self.verdicts(result).values()), {"error"})
        self.assertIn("the adapter was ended by signal 9", done.stdout)


class Crowd(Test):
    def test_of_cases_shares_sixty_four_adapters(self):
        file = self.write("counted.yaml", "name: counted\nrole: client\nadapter: [sh, -c, 'echo >>${here}/starts; exec ${mqttspec} client']\n")
        done = run("run", file, "--jobs", "400", "--case", "client-closes-*", "--case", "client-checks-*", "-q")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertLessEqual(len(self.read("starts").splitlines()), 64)


class AdapterCheck(Test):
    def test_says_in_words_what_is_wrong(self):
        done = fake("answers twice", "--patience", "0.3")
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stdout, r"ok +hello: fake \d+, which offers qos1, abort\n")
        self.assertRegex(done.stdout, r"wrong +subscribe to two filters: `granted` is \[2\], and SUBACK had \[2, 2\]")
        self.assertIn("answered command 3 a second time", done.stdout)
        self.assertRegex(done.stdout, r"untried +exit at the end of input")
        self.assertRegex(done.stdout.splitlines()[-1], r"^\d+ ok, \d+ wrong, \d+ unsupported, \d+ untried$")

    def test_finds_an_adapter_that_hangs(self):
        done = fake("hangs", "--patience", "0.3")
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stdout, r"wrong +connect: no answer")
        self.assertRegex(done.stdout, r"wrong +a line that is no JSON: the adapter ended with exit code 1")

    def test_cannot_tell_where_there_is_no_hello(self):
        for behaviour, words in (("is of tomorrow", "speaks version 7 of the adapter protocol"),
                                 ("dies before hello", "No module named 'paho'"),
                                 ("has a banner", "did not begin with hello, but with: Welcome!")):
            done = fake(behaviour)
            self.assertEqual(done.returncode, 3)
            self.assertIn(words, done.stderr)

    def test_takes_commands_from_where_it_is_called(self):
        for name, text in (("adapter", f"#!/bin/sh\nexec {PROGRAM} client\n"), ("adapter.sh", f"exec {PROGRAM} client\n")):
            os.chmod(self.write(name, text), 0o700)
        for command in (["./adapter"], ["sh", "adapter.sh"]):
            done = run("adapter-check", *command, cwd=self.folder)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_cannot_tell_where_there_is_no_such_command(self):
        done = run("adapter-check", "./no-such-adapter", "x")
        self.assertEqual(done.returncode, 3)
        self.assertIn("there is no program `./no-such-adapter`", done.stderr)

    def test_asks_for_an_adapter(self):
        for arguments in ([], ["mosquitto-tools"], ["--patience", "-1", "x"]):
            self.assertEqual(run("adapter-check", *arguments).returncode, 2, arguments)
        self.assertIn("mosquitto-tools has no adapter", run("adapter-check", "mosquitto-tools").stderr)

    def test_leaves_no_process_behind(self):
        for number in (signal.SIGINT, signal.SIGKILL):
            process = start("adapter-check", sys.executable, "-B", FAKE, "hangs")
            self.addCleanup(stop, process)
            pid = int(process.stdout.readline().split()[3].rstrip(","))
            self.assertTrue(is_running(pid))
            process.send_signal(number)
            process.wait(timeout=20)
            wait_until(lambda pid=pid: not is_running(pid), "the adapter is gone")


if __name__ == "__main__":
    unittest.main()
