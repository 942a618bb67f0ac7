# SPDX-License-Identifier: Apache-2.0
"""Targets of every kind: ones that are not there, that refuse, die or hang, and Mosquitto."""

import importlib.util
import json
import os
import socket
import time
import unittest

from support import (AEDES, CONNACK, FAILING, MQTTJS, QUICK, SLOW, FakeServer, Test, find, free_port, mosquitto, needs, own,
                     reference_broker, run, start)

HAS_PAHO = importlib.util.find_spec("paho") is not None


def answer(reply):
    def serve(connection):
        connection.recv(4096)
        connection.sendall(reply)
        connection.recv(4096)

    return serve


def accept_only(connection):
    while connection.recv(4096):
        pass


class Unreachable(Test):
    def test_port_is_said_with_exit_code_3(self):
        port = free_port()
        result, done = self.result(f"mqtt://127.0.0.1:{port}", *own(QUICK))
        self.assertEqual(done.returncode, 3)
        self.assertIn(f"connecting to 127.0.0.1:{port}: Connection refused", done.stdout)
        self.assertEqual(result["cases"], [])

    def test_host_name_is_said(self):
        done = run("run", "mqtt://no-such-host.invalid", *own(QUICK), "--timing-scale", "0.1")
        self.assertEqual(done.returncode, 3)
        self.assertIn("no-such-host.invalid", done.stdout)

    def test_answers_are_not_waited_for_without_end(self):
        with FakeServer(accept_only) as server:
            begun = time.monotonic()
            done = run("run", f"mqtt://127.0.0.1:{server.port}", *own(QUICK))
        self.assertEqual(done.returncode, 3)
        self.assertIn("did not answer CONNECT within 5.0 s", done.stdout)
        self.assertLess(time.monotonic() - begun, 10)

    def test_servers_that_refuse_are_said_with_a_hint(self):
        with FakeServer(answer(b"\x20\x02\x00\x05")) as server:
            done = run("run", f"mqtt://127.0.0.1:{server.port}", *own(QUICK))
        self.assertEqual(done.returncode, 3)
        self.assertIn("refused with return code 0x05, not authorized", done.stdout)
        self.assertIn("--username", done.stdout)

    def test_servers_of_another_protocol_are_said(self):
        with FakeServer(answer(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as server:
            done = run("run", f"mqtt://127.0.0.1:{server.port}", *own(QUICK))
        self.assertEqual(done.returncode, 3)
        self.assertIn("answered CONNECT in HTTP: it expects ws:// or wss://", done.stdout)

    def test_programs_that_die_at_their_start_are_said_with_their_last_words(self):
        file = self.write("dying.yaml", "name: dying\ncommand: [sh, -c, 'echo no such option >&2; exit 7']\n"
                                        "endpoints: {tcp: 'mqtt://127.0.0.1:${port}'}\n")
        result, done = self.result(file, *own(QUICK))
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("exit code 7", done.stdout)
        self.assertIn("no such option", done.stdout)
        self.assertIn("exit code 7", result["trouble"] if "trouble" in result else json.dumps(result))


class Misbehaving(Test):
    def hostile(self, after_connack):
        """A run against a server that lets the harness in and then sends that to everybody."""

        def serve(connection):
            connection.recv(4096)
            connection.sendall(CONNACK)
            connection.recv(4096)
            after_connack(connection)
            accept_only(connection)

        with FakeServer(serve) as server:
            return self.result(f"mqtt://127.0.0.1:{server.port}", *own(QUICK), "--timing-scale", "0.1")

    def test_servers_that_send_garbage(self):
        _, done = self.hostile(lambda connection: connection.sendall(b"\xff" * 100))
        self.assertEqual(done.returncode, 3)

    def test_servers_that_claim_a_huge_packet(self):
        _, done = self.hostile(lambda connection: connection.sendall(b"\x30\xff\xff\xff\x7f"))
        self.assertEqual(done.returncode, 3)

    def test_servers_that_fall_silent(self):
        _, done = self.hostile(lambda connection: None)
        self.assertEqual(done.returncode, 3)


class Hosts(Test):
    def test_names_are_resolved(self):
        with reference_broker() as (port, _):
            self.assertEqual(run("run", f"mqtt://localhost:{port}", *own(QUICK)).returncode, 0)

    @unittest.skipUnless(os.path.exists("/proc/net/if_inet6") and socket.has_ipv6, "no IPv6 here")
    def test_ipv6_addresses_stand_in_brackets(self):
        with reference_broker(address="[::1]:0") as (port, _):
            result, done = self.result(f"mqtt://[::1]:{port}", *own(QUICK))
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertEqual(result["target"]["endpoint"], f"mqtt://[::1]:{port}")


class Broken(Test):
    def test_target_that_dies_during_the_run_does_not_hang_it(self):
        with reference_broker() as (port, broker):
            process = start("run", f"mqtt://127.0.0.1:{port}", *own(SLOW), "--trace", "--report",
                            "json=" + self.path("r.json"), "--report", "junit=" + self.path("r.xml"))
            while "e2e-slow" not in process.stderr.readline():
                pass
            broker.kill()
            process.communicate(timeout=50)
        self.assertEqual(process.returncode, 3)
        result = json.loads(self.read("r.json"))
        self.assertEqual(set(self.verdicts(result).values()), {"error"})
        self.assertIn("the target went away", json.dumps(result))
        self.assertTrue(os.path.exists(self.path("r.xml")))


class Targets(Test):
    """The whole suite: each keeps to the standard but in the ways that its target file declares."""

    def conforms_as_declared(self, name):
        result, done = self.result(name, "-q", patience_s=900)
        # 3: something could not be told this time. That is no fault of the target's, nor of its file.
        self.assertIn(done.returncode, (0, 3), done.stdout[-4000:] + done.stderr)
        self.assertEqual(result["summary"]["cases"]["fail"], 0)
        self.assertEqual(result["summary"]["cases"]["error"], 0)
        self.assertEqual(result["stale_expectations"], [])


class Brokers(Targets):
    @needs("mosquitto")
    def test_mosquitto(self):
        self.conforms_as_declared("mosquitto")

    @unittest.skipUnless(os.path.isdir(AEDES) and find("node"), "not installed: aedes (./certify aedes installs it)")
    def test_aedes(self):
        self.conforms_as_declared("aedes")

    @needs("ejabberdctl")
    def test_ejabberd(self):
        self.conforms_as_declared("ejabberd")

    @needs("rabbitmq-server")
    def test_rabbitmq(self):
        self.conforms_as_declared("rabbitmq")


class Clients(Targets):
    @unittest.skipUnless(HAS_PAHO, "not installed: python3-paho-mqtt")
    def test_paho_python(self):
        self.conforms_as_declared("paho-python")

    @unittest.skipUnless(os.path.isdir(MQTTJS) and find("node"), "not installed: mqtt, from npm (./certify mqttjs installs it)")
    def test_mqttjs(self):
        self.conforms_as_declared("mqttjs")

    @needs("mosquitto_pub", "mosquitto_sub", "stdbuf")
    def test_mosquitto_tools(self):
        self.conforms_as_declared("mosquitto-tools")


@needs("mosquitto")
class Mosquitto(Test):
    def test_is_started_by_its_name(self):
        result, done = self.result("mosquitto", *own(QUICK))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertRegex(result["target"]["version"], r"^\d+\.\d+")

    def test_of_somebody_else_is_tested_over_its_url(self):
        with mosquitto(self.folder) as (port, _):
            result, done = self.result(f"mqtt://127.0.0.1:{port}", *own(QUICK, FAILING), "--timing-scale", "0.1", "--report",
                                       "junit=" + self.path("r.xml"))
        self.assertEqual(done.returncode, 1)
        self.assertEqual(set(self.verdicts(result).values()), {"pass", "fail"})
        self.assertEqual(result["findings"], [])

    def test_killed_in_the_middle_leaves_reports(self):
        with mosquitto(self.folder) as (port, broker):
            process = start("run", f"mqtt://127.0.0.1:{port}", *own(SLOW), "--trace", "--report",
                            "json=" + self.path("r.json"))
            while "e2e-slow" not in process.stderr.readline():
                pass
            broker.kill()
            process.communicate(timeout=50)
        self.assertEqual(process.returncode, 3)
        self.assertIn("the target went away", self.read("r.json"))

    def test_serves_two_runs_at_once(self):
        with mosquitto(self.folder) as (port, _):
            runs = [start("run", f"mqtt://127.0.0.1:{port}", *own(QUICK), "--repeat", "10", "--seed", str(seed))
                    for seed in (1, 2)]
            ends = [process.communicate(timeout=50) for process in runs]
        self.assertEqual([process.returncode for process in runs], [0, 0], ends)


if __name__ == "__main__":
    unittest.main()
