# SPDX-License-Identifier: Apache-2.0
"""`mqttspec proxy`: live traffic, passed on and judged."""

import contextlib
import json
import re
import socket
import time

from support import (CONNACK, QUICK, FakeServer, Test, free_port, interrupt, mosquitto, needs, own,
                     reference_broker, run, start, stop, wait_until)

CONNECT = b"\x10\x12\x00\x04MQTT\x04\x02\x00\x3c\x00\x06kettle"
WRONG_PINGREQ = b"\xc1\x00"


class Watching:
    """A proxy in front of a port, and what it said, once it has ended."""

    def __init__(self, upstream, *flags, listen="127.0.0.1:0"):
        self.process = start("proxy", "--listen", listen, "--upstream", str(upstream), *flags)
        first = self.process.stdout.readline()
        told = re.search(r":(\d+)[/ ]", first)
        self.port = int(told.group(1)) if told else None
        self.first = first

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)

    def end(self):
        if self.process.poll() is None:
            interrupt(self.process)
        self.out, self.err = self.process.communicate(timeout=60)
        return self

    @property
    def code(self):
        return self.process.returncode


@contextlib.contextmanager
def watching(upstream, *flags, **options):
    watch = Watching(f"127.0.0.1:{upstream}" if isinstance(upstream, int) else upstream, *flags, **options)
    try:
        yield watch
    finally:
        stop(watch.process)


def greet(connection):
    connection.sendall(CONNECT)
    return connection.recv(4)


def resident_kib(process):
    with open(f"/proc/{process.pid}/status", encoding="ascii") as file:
        return int(re.search(r"VmRSS:\s+(\d+)", file.read()).group(1))


class Proxy(Test):
    def test_it_is_silent_where_all_is_well_and_ends_at_ctrl_c(self):
        with reference_broker() as (port, _), watching(port) as watch:
            with watch.connect() as connection:
                self.assertEqual(greet(connection), CONNACK)
                connection.sendall(b"\xc0\x00\xe0\x00")
                self.assertEqual(connection.recv(10) + connection.recv(10), b"\xd0\x00")
            watch.end()
        self.assertEqual((watch.code, watch.err), (0, ""))
        self.assertIn("5 MQTT packets on 1 connections", watch.out)
        self.assertNotIn("Broken", watch.out)

    def test_a_finding_is_told_as_it_occurs_and_the_bytes_pass(self):
        with reference_broker() as (port, _), watching(port) as watch:
            with watch.connect() as connection:
                greet(connection)
                connection.sendall(WRONG_PINGREQ)
                self.assertEqual(connection.recv(10), b"", "the broker closes, and so does the proxy")
                finding = watch.process.stdout.readline() + watch.process.stdout.readline()
            watch.end()
        self.assertRegex(finding, r'^\d+\.\d+ s: MQTT-2\.2\.2-1 \(reserved-flags\), '
                                  r'Client 127\.0\.0\.1:\d+ "kettle" to Server 127\.0\.0\.1:\d+\n.*: c1 00\n$')
        self.assertEqual(watch.code, 1)
        self.assertRegex(watch.out, r"(?m)^  MQTT-2\.2\.2-1 +Client +reserved-flags +1 x ")

    def test_a_deviation_of_the_broker_is_named(self):
        with reference_broker("--deviate", "sends-pingresp-with-flags") as (port, _), watching(port) as watch:
            with watch.connect() as connection:
                greet(connection)
                connection.sendall(b"\xc0\x00")
                connection.recv(10)
            watch.end()
        self.assertEqual(watch.code, 1)
        self.assertRegex(watch.out, r"MQTT-2\.2\.2-1 \(reserved-flags\), Server 127\.0\.0\.1:\d+ to Client")

    def test_fail_fast_ends_with_the_first_finding(self):
        with reference_broker() as (port, _), watching(port, "--fail-fast") as watch:
            with watch.connect() as connection:
                greet(connection)
                connection.sendall(WRONG_PINGREQ)
                wait_until(lambda: watch.process.poll() is not None, "it ends by itself")
            watch.end()
        self.assertEqual(watch.code, 1)

    def test_it_ends_in_time_and_writes_its_reports(self):
        with reference_broker() as (port, _), \
                watching(port, "--for", "600ms", "--role", "client", "--report",
                         "json=" + self.path("r.json")) as watch:
            with watch.connect() as connection:
                greet(connection)
                connection.sendall(WRONG_PINGREQ)
                connection.recv(10)
            wait_until(lambda: watch.process.poll() is not None, "it ends by itself")
            watch.end()
        result = json.loads(self.read("r.json"))
        self.assertEqual(result["target"]["role"], "client")
        self.assertEqual([finding["statement"] for finding in result["findings"]], ["MQTT-2.2.2-1"])
        self.assertIn("kettle", result["findings"][0]["text"])

    def test_a_hundred_thousand_findings_take_no_memory(self):
        with FakeServer(lambda connection: (connection.recv(100), connection.sendall(CONNACK), time.sleep(60))) as server, \
                watching(server.port, "--max-findings", "3") as watch:
            with watch.connect() as connection:
                greet(connection)
                connection.sendall(WRONG_PINGREQ * 1000)
                time.sleep(0.2)
                before = resident_kib(watch.process)
                server.connections[0].settimeout(20)
                for _ in range(100):
                    connection.sendall(WRONG_PINGREQ * 1000)
                    server.connections[0].recv(1 << 20)
                time.sleep(0.2)
                self.assertLess(resident_kib(watch.process) - before, 8 * 1024)
            watch.end()
        self.assertEqual(watch.out.count("(reserved-flags)"), 3)
        self.assertRegex(watch.out, r"reserved-flags +10\d{4} x")

    def test_slow_and_mute_clients_keep_nobody_waiting(self):
        with reference_broker() as (port, _), watching(port) as watch:
            with watch.connect(), watch.connect() as slow:
                for byte in CONNECT[:5]:
                    slow.sendall(bytes([byte]))
                with watch.connect() as connection:
                    self.assertEqual(greet(connection), CONNACK)
                slow.sendall(CONNECT[5:])
                self.assertEqual(slow.recv(4), CONNACK)
            watch.end()
        self.assertEqual((watch.code, watch.err), (0, ""))

    def test_a_server_that_is_away_is_said_once_and_others_go_on(self):
        port = free_port()
        with watching(port) as watch:
            for _ in range(3):
                with contextlib.suppress(ConnectionResetError), watch.connect() as connection:  # That may be told of the reset.
                    connection.recv(1)
            with reference_broker(address=f"127.0.0.1:{port}"), watch.connect() as connection:
                self.assertEqual(greet(connection), CONNACK)
            watch.end()
        self.assertEqual(watch.code, 3)
        self.assertRegex(watch.err, r"^mqttspec: 127\.0\.0\.1:\d+: connecting to 127\.0\.0\.1:\d+: Connection refused\n$")
        self.assertRegex(watch.out, r"(?m)^ +3  connecting to 127\.0\.0\.1:\d+: Connection refused$")

    def test_a_packet_too_large_to_be_judged_passes(self):
        publish = b"\x30\xd3\x0f\x00\x01a" + b"x" * 2000
        with reference_broker() as (port, _), watching(port, "--max-packet", "1K") as watch:
            with watch.connect() as connection:
                greet(connection)
                connection.sendall(b"\x82\x06\x00\x01\x00\x01a\x00" + publish)
                got = b""
                while len(got) < 5 + len(publish):
                    got += connection.recv(10000)
            watch.end()
        self.assertEqual(got, b"\x90\x03\x00\x01\x00" + publish)
        self.assertEqual(watch.code, 0, watch.out)
        self.assertIn('"kettle" to Server', watch.err)
        self.assertIn("packets too large to be judged", watch.out)

    def test_what_it_does_not_judge_is_said(self):
        with reference_broker() as (port, _), watching(port) as watch:
            with watch.connect() as connection:
                connection.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")
                connection.recv(10)
            with watch.connect() as connection:
                connection.sendall(b"\x10\x0d\x00\x04MQTT\x05\x02\x00\x3c\x00\x00\x00")
                connection.recv(10)
            watch.end()
        self.assertEqual(watch.code, 3)
        self.assertIn("this is another version of MQTT", watch.err)
        self.assertIn("1  connections that passed over TLS", watch.out)
        self.assertIn("1  connections of another version of MQTT", watch.out)

    def test_nothing_that_came_is_no_success(self):
        with watching(free_port(), "--for", "100ms") as watch:
            watch.process.wait(20)
            watch.end()
        self.assertEqual(watch.code, 4)

    def test_a_port_in_use_is_said(self):
        with reference_broker() as (port, _):
            done = run("proxy", "--listen", f"127.0.0.1:{port}", "--upstream", "127.0.0.1:1")
        self.assertEqual((done.returncode, done.stdout), (3, ""))
        self.assertEqual(done.stderr, f"mqttspec: listening on 127.0.0.1:{port}: Address already in use\n")

    def test_wrong_flags_are_said(self):
        for flags, says in [
                (["--upstream", "localhost:0"], "--upstream: a server has a port"),
                (["--upstream", "mqtt://me:secret@localhost"], "come from the clients"),
                (["--upstream", "localhost:nine"], "--upstream localhost:nine: "),
                (["--upstream", "localhost", "--insecure"], "are about an upstream with mqtts:// or wss://"),
                (["--upstream", "mqtts://localhost", "--cert", "c.pem"], "--cert and --key belong together"),
                (["--upstream", "ws://localhost/a", "--listen", "ws://localhost:0/b"], "leave the paths out"),
                (["--upstream", "localhost", "--listen", "mqtts://localhost:0"], "for TLS give --tls-cert"),
                (["--upstream", "localhost", "--max-packet", "7"], "--max-packet"),
                ([], "--upstream is required")]:
            done = run("proxy", "--listen", "127.0.0.1:0", *flags)
            self.assertEqual((done.returncode, done.stdout), (2, ""), flags)
            self.assertIn(says, done.stderr)
            self.assertNotIn("secret", done.stderr)

    def test_a_report_on_standard_output_stands_alone(self):
        with reference_broker() as (port, _):
            listen = free_port()
            process = start("proxy", "--listen", f"127.0.0.1:{listen}", "--upstream", f"127.0.0.1:{port}",
                            "--report", "json=-", "--for", "1s")
            wait_until(lambda: process.poll() is not None or self.try_greeting(listen), "it listens")
            out, _ = process.communicate(timeout=60)
        self.assertEqual(json.loads(out)["target"]["name"], f"127.0.0.1:{port}")

    def try_greeting(self, port):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            return greet(connection) == CONNACK
        return False


class ProxyWays(Test):
    """Runs through it, over all that is different on its two sides."""

    def pass_through(self, broker_at, listen, target, *flags):
        ca, other = self.path("broker.pem"), self.path("proxy.pem")
        broker = ["--ca-out", ca] if broker_at.startswith(("mqtts", "wss")) else []
        with reference_broker(*broker, address=broker_at + "127.0.0.1:0") as (port, _):
            more = ["--cafile", ca] if broker else []
            more += ["--ca-out", other] if listen.startswith(("mqtts", "wss")) else []
            with watching(f"{broker_at}127.0.0.1:{port}", *more, listen=listen + "127.0.0.1:0") as watch:
                trust = ["--cafile", other] if "--ca-out" in more else []
                self.result(f"{target}127.0.0.1:{watch.port}{'/mqtt' if 'ws' in target else ''}", *own(QUICK),
                            *trust, *flags)
                watch.end()
        verdicts = self.verdicts(json.loads(self.read("result.json")))
        self.assertEqual(set(verdicts.values()), {"pass"}, verdicts)
        self.assertNotRegex(watch.out, r"(?m)^  MQTT-\S+ +Server", "the clients provoke, the broker is sound")
        self.assertRegex(watch.out, r"\d{3} MQTT packets on \d{2} connections")

    def test_tls_in_front_of_tcp(self):
        self.pass_through("mqtt://", "mqtts://", "mqtts://")

    def test_tcp_in_front_of_tls(self):
        self.pass_through("mqtts://", "mqtt://", "mqtt://")

    def test_websocket_in_front_of_tcp(self):
        self.pass_through("mqtt://", "ws://", "ws://")

    def test_tcp_in_front_of_websocket(self):
        self.pass_through("ws://", "mqtt://", "mqtt://")

    def test_websocket_over_tls_passes_as_it_is(self):
        self.pass_through("wss://", "wss://", "wss://")

    def test_websocket_in_front_of_websocket_over_tls(self):
        self.pass_through("wss://", "ws://", "ws://")


class ProxyAndMosquitto(Test):
    @needs("mosquitto")
    def test_a_run_through_it_has_the_same_verdicts(self):
        selection = ["--section", "3.9", "--section", "3.10"]
        with mosquitto(self.folder) as (port, _), watching(port) as watch:
            plain, _ = self.result(f"mqtt://127.0.0.1:{port}", *selection)
            watched, _ = self.result(f"mqtt://127.0.0.1:{watch.port}", *selection)
            watch.end()
        self.assertEqual(self.verdicts(watched), self.verdicts(plain))
        self.assertGreater(len(plain["cases"]), 10)
