# SPDX-License-Identifier: Apache-2.0
"""TLS, WebSocket and both: targets reached over them, and what the program says where that cannot be."""

import contextlib
import getpass
import re
import subprocess
import unittest

from support import Test, accepts, find, free_port, needs, run, start, stop, wait_until

ONE_CASE = ["--case", "second-connect"]


@contextlib.contextmanager
def broker(*addresses, flags=()):
    """`mqttspec broker` that listens at several addresses; gives the URL of each, in this order."""
    listen = [word for address in addresses for word in ("--listen", address)]
    process = start("broker", *listen, *flags)
    try:
        told = [re.search(r" on (\S+), until", process.stdout.readline()).group(1) for _ in addresses]
        yield [url if "://" in url else "mqtt://" + url for url in told]
    finally:
        stop(process)


def with_scheme(url, scheme):
    """The same host and port, spoken to otherwise."""
    return scheme + "://" + re.search(r"://([^/]+)", url).group(1)


class Spoken(Test):
    """Tests of what one run says, and how it ends."""

    def said(self, *arguments, code):
        """What one case says on both channels, its lines joined: the console breaks long ones."""
        done = run("run", *arguments, *ONE_CASE)
        said = " ".join((done.stdout + done.stderr).split())
        self.assertEqual(done.returncode, code, said)
        return said


class Reference(Test):
    def judged(self, *arguments):
        """The verdicts of all cases that were played, which are all that could be."""
        result, done = self.result("reference", *arguments)
        self.assertEqual(done.returncode, 0, done.stdout)
        return {case: verdict for case, verdict in self.verdicts(result).items() if verdict != "skipped"}

    def test_is_judged_over_tls_as_over_tcp(self):
        chapters = ["--section", "3.1", "--section", "3.12", "--section", "6"]
        tcp = self.judged("--transport", "tcp", *chapters)
        self.assertGreater(len(tcp), 10)
        self.assertEqual(self.judged("--transport", "tls", *chapters), tcp)

    def test_is_judged_over_wss_as_over_ws(self):
        chapters = ["--section", "3.12", "--section", "6"]
        websocket = self.judged("--transport", "ws", *chapters)
        self.assertIn("subprotocol-mqtt-is-chosen", websocket)
        self.assertEqual(self.judged("--transport", "wss", *chapters), websocket)

    def test_is_judged_over_ws_as_over_tcp_and_plays_chapter_6_besides(self):
        cases = self.in_small()
        tcp = self.judged("--transport", "tcp", *cases)
        websocket = self.judged("--transport", "ws", *cases)
        self.assertEqual({case: websocket.get(case) for case in tcp}, tcp)
        more = self.judged("--transport", "ws", "--section", "6")
        self.assertGreater(len(more), 10)
        self.assertEqual(websocket.keys() - tcp.keys(), more.keys() - tcp.keys())

    def test_has_its_websocket_at_a_path_of_its_own(self):
        done = run("run", "reference", "--transport", "ws", "--ws-path", "/elsewhere", *ONE_CASE)
        self.assertEqual(done.returncode, 2)
        self.assertIn("the reference is at /mqtt", done.stderr)


class Certificates(Spoken):
    def test_that_somebody_vouches_for_verify(self):
        ca = self.path("ca.pem")
        with broker("mqtts://127.0.0.1:0", "wss://127.0.0.1:0", flags=["--ca-out", ca]) as urls:
            for url, transport in zip(urls, ("tls", "wss")):
                self.assertIn(f"over {transport}: 1 of 1", self.said(url, "--cafile", ca, code=0))

    def test_that_nobody_vouches_for_are_named_unless_any_will_do(self):
        ca = self.path("ca.pem")
        with broker("mqtts://127.0.0.1:0", "wss://127.0.0.1:0", flags=["--ca-out", ca]) as urls:
            for url in urls:
                self.assertRegex(self.said(url, code=3), r"the certificate of 127\.0\.0\.1:\d+ does not verify")
                self.assertIn("1 of 1", self.said(url, "--insecure", code=0))

    def test_flags_need_tls(self):
        for flags in (["--insecure"], ["--cafile", "ca.pem"]):
            self.assertIn(f"{flags[0]}: the transport is tcp", self.said("mqtt://127.0.0.1:1", *flags, code=2))
        self.assertIn("--cert and --key belong together",
                      self.said("mqtts://127.0.0.1:1", "--cert", "ca.pem", code=2))

    @needs("mosquitto", "openssl")
    def test_of_clients_are_shown_where_they_are_demanded(self):
        certificate, key = self.path("both.pem"), self.path("key.pem")
        subprocess.run([find("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out", certificate, "-days", "2",
                        "-subj", "/CN=both", "-addext", "subjectAltName=IP:127.0.0.1"],
                       check=True, capture_output=True)
        port = free_port()
        config = self.write("strict.conf", f"user {getpass.getuser()}\nallow_anonymous true\npersistence false\n"
                            f"log_dest none\nlistener {port} 127.0.0.1\ncafile {certificate}\n"
                            f"certfile {certificate}\nkeyfile {key}\nrequire_certificate true\n")
        strict = subprocess.Popen([find("mosquitto"), "-c", config], stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL)
        self.addCleanup(stop, strict)
        wait_until(lambda: accepts("127.0.0.1", port), "mosquitto listens")
        url = f"mqtts://127.0.0.1:{port}"
        self.assertIn("TLS alert: certificate required", self.said(url, "--cafile", certificate, code=3))
        self.said(url, "--cafile", certificate, "--cert", certificate, "--key", key, code=0)

    @needs("mosquitto")
    def test_of_clients_are_made_for_a_target_that_asks_for_them(self):
        target = self.write("strict.yaml", """\
name: strict
command: [mosquitto, -c, "${dir}/strict.conf"]
files:
  strict.conf: |
    user ${user}
    allow_anonymous true
    persistence false
    log_dest none
    listener ${tls_port} 127.0.0.1
    cafile ${ca}
    certfile ${server_cert}
    keyfile ${server_key}
    require_certificate true
  certificates: ${client_cert} ${client_key}
endpoints:
  tls: mqtts://127.0.0.1:${tls_port}
""")
        self.assertIn("over tls: 1 of 1", self.said(target, "--transport", "tls", code=0))


class WrongDoor(Spoken):
    def test_of_tls_is_named_to_who_speaks_in_the_clear(self):
        with broker("mqtts://127.0.0.1:0", flags=["--ca-out", self.path("ca.pem")]) as (tls,):
            self.assertIn("it may expect another transport (mqtts://", self.said(with_scheme(tls, "mqtt"), code=3))
            self.assertIn("in answer to the WebSocket handshake", self.said(with_scheme(tls, "ws"), code=3))

    def test_in_the_clear_is_named_to_who_speaks_tls(self):
        with broker("mqtt://127.0.0.1:0", "ws://127.0.0.1:0") as urls:
            for url in urls:
                for scheme in ("mqtts", "wss"):
                    self.assertIn("it may speak no TLS", self.said(with_scheme(url, scheme), code=3))

    def test_of_a_websocket_is_named_to_who_speaks_mqtt(self):
        with broker("ws://127.0.0.1:0") as (websocket,):
            self.assertIn("it may expect another transport", self.said(with_scheme(websocket, "mqtt"), code=3))

    def test_at_another_path_is_named_with_its_answer(self):
        with broker("ws://127.0.0.1:0") as (url,):
            said = self.said(url, "--ws-path", "/nowhere", code=3)
            self.assertRegex(said, r"/nowhere answered the WebSocket handshake with 404 Not Found")
            self.said(with_scheme(url, "ws") + "/nowhere", "--ws-path", "/mqtt", code=0)

    def test_that_a_target_has_not_is_refused(self):
        self.assertIn("--transport ws: the URL names another; write ws://",
                      self.said("mqtt://127.0.0.1:1", "--transport", "ws", code=2))
        target = self.write("bare.yaml", "name: bare\ncommand: [true]\n")
        self.assertIn("--transport ws: bare has no `ws` endpoint", self.said(target, "--transport", "ws", code=2))


class Deviations(Test):
    def test_of_chapter_6_fail_the_matching_case(self):
        for fault, case, clause in (
                ("sends-text-frames", "server-sends-binary-frames", "MQTT-6.0.0-1.a"),
                ("accepts-text-frames", "connect-in-a-text-frame", "MQTT-6.0.0-1.b"),
                ("aligns-packets-to-frames", "connect-across-frames", "MQTT-6.0.0-2"),
                ("refuses-fragments", "packet-in-fragments", "MQTT-6.0.0-2"),
                ("names-no-subprotocol", "subprotocol-mqtt-is-chosen", "MQTT-6.0.0-4")):
            with self.subTest(fault), broker("ws://127.0.0.1:0", flags=["--deviate", fault]) as (url,):
                result, done = self.result(url, "--case", case, "--timing-scale", "0.1")
                self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
                self.assertEqual(self.verdicts(result), {case: "fail"})
                self.assertIn(clause, done.stdout)


if __name__ == "__main__":
    unittest.main()
