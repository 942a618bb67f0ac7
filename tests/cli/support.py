# SPDX-License-Identifier: Apache-2.0
"""What the tests of the command line share: running mqttspec, and brokers to run it against."""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest

PROGRAM = os.environ["MQTTSPEC_PROGRAM"]
HERE = os.path.dirname(os.path.abspath(__file__))
CASES = os.path.join(HERE, "cases")
SHIPPED = os.path.join(HERE, "..", "..", "cases", "mqtt-3.1.1", "broker")
QUICK = os.path.join(CASES, "quick.yaml")
FAILING = os.path.join(CASES, "failing.yaml")
SLOW = os.path.join(CASES, "slow.yaml")
HEAVY = os.path.join(CASES, "heavy.yaml")

# Where the set-up puts the broker and the client from npm.
FROM_NPM = os.path.join(os.path.dirname(CASES), "..", "..", "targets", "node_modules")
AEDES = os.path.join(FROM_NPM, "aedes")
MQTTJS = os.path.join(FROM_NPM, "mqtt")

# Nothing takes longer, also under the sanitizers on a busy machine; who waits in vain is killed.
PATIENCE_S = 200

CONNACK = b"\x20\x02\x00\x00"


def start(*arguments, **options):
    """Starts mqttspec; its output is text unless the options say otherwise."""
    settings = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL, "text": True}
    settings.update(options)
    return subprocess.Popen([PROGRAM, *arguments], **settings)


def run(*arguments, patience_s=PATIENCE_S, **options):
    """Runs mqttspec to its end: an object with returncode, stdout and stderr."""
    process = start(*arguments, **options)
    try:
        out, err = process.communicate(timeout=patience_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def own(*files):
    """Flags that add our own cases and select nothing else."""
    flags = []
    for file in files:
        flags += ["--cases", file]
    return flags + ["--case", "e2e-*"]


def contents(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def wait_until(condition, what):
    """Polls something outside of this process; what has no end fails the test."""
    end = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"waited in vain until {what}")
        time.sleep(0.02)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def needs(*programs):
    """Skips a test where one of the programs is not installed."""
    missing = [name for name in programs if find(name) is None]
    return unittest.skipIf(missing, f"not installed: {' '.join(missing)}")


def find(program):
    return shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/local/sbin:/usr/sbin:/sbin")


class Test(unittest.TestCase):
    """A test with a folder of its own."""

    maxDiff = None

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="mqttspec-cli-")
        self.addCleanup(shutil.rmtree, self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        return self.path(name)

    def read(self, name):
        return contents(self.path(name))

    def in_small(self):
        """Flags that put smaller ones in the place of the cases which count through all 65,535 packet identifiers.

        They take most of the time of a run. How bytes travel shows in their first messages as in their last ones.
        """
        flags = []
        for name in ("2.3.1-packet-ids-in-bulk.yaml", "4.6.0-order-under-load.yaml"):
            text, count = re.subn(r"repeat: 655\d\d", "repeat: 300", contents(os.path.join(SHIPPED, name)))
            self.assertGreater(count, 0, name)
            flags += ["--cases", self.write(name, text)]
        return flags

    def result(self, *arguments, **options):
        """Runs it with a JSON report, and returns that with what the program said."""
        done = run("run", *arguments, "--report", "json=" + self.path("result.json"), **options)
        self.assertTrue(os.path.exists(self.path("result.json")), done.stderr)
        return json.loads(self.read("result.json")), done

    def verdicts(self, result):
        return {case["id"]: case["verdict"] for case in result["cases"]}


def stop(process):
    """Ends a process of ours."""
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for stream in (process.stdout, process.stderr):
        if stream:
            stream.close()


@contextlib.contextmanager
def reference_broker(*arguments, address="127.0.0.1:0"):
    """`mqttspec broker` on a free port, which it tells; gives the port and the process."""
    process = start("broker", "--listen", address, *arguments)
    try:
        told = re.search(r":(\d+)[/,]", process.stdout.readline())
        yield int(told.group(1)), process
    finally:
        stop(process)


@contextlib.contextmanager
def mosquitto(folder, host="127.0.0.1"):
    """A mosquitto that somebody else has started; gives its port and the process."""
    port = free_port()
    config = os.path.join(folder, "mosquitto.conf")
    with open(config, "w", encoding="utf-8") as file:
        file.write(f"allow_anonymous true\npersistence false\nlog_dest none\nlistener {port} {host}\n")
    process = subprocess.Popen([find("mosquitto"), "-c", config], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: accepts(host, port), "mosquitto listens")
        yield port, process
    finally:
        stop(process)


def accepts(host, port):
    with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=1):
        return True
    return False


class FakeServer:
    """Does with each connection what the function says, in a thread of its own."""

    def __init__(self, serve):
        self.serve = serve
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.connections = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                self.connections.append(connection)
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with contextlib.suppress(OSError):
            self.serve(connection)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()
        for connection in self.connections:
            connection.close()


def interrupt(process):
    process.send_signal(signal.SIGINT)
