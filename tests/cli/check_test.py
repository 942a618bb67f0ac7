# SPDX-License-Identifier: Apache-2.0
"""`mqttspec check`, and the captures that `run --pcap` writes."""

import contextlib
import glob
import json
import os
import re
import socket
import ssl
import struct
import subprocess
import time
import unittest
import xml.etree.ElementTree

from support import Test, find, interrupt, mosquitto, needs, reference_broker, run, start, stop, wait_until

SYN, RST, ACK = 2, 4, 16
CONNECT = b"\x10\x12\x00\x04MQTT\x04\x02\x00\x3c\x00\x06kettle"
CONNACK = b"\x20\x02\x00\x00"
WRONG_FLAGS = b"\xd1\x00"


def capture(*parts, server_port=1883, link_type=101):
    """A pcap of one connection: parts are (client?, bytes, flags)."""
    text = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, link_type)
    ends = [b"\x0a\0\0\2" + struct.pack("!H", 40000), b"\x0a\0\0\1" + struct.pack("!H", server_port)]
    following = [100, 200]
    handshake = [(True, b"", SYN), (False, b"", SYN | ACK), (True, b"", ACK)]
    for number, (is_client, data, flags) in enumerate(handshake + list(parts)):
        side = 0 if is_client else 1
        source, destination = ends[side], ends[1 - side]
        packet = (struct.pack("!BBHHHBBH", 0x45, 0, 40 + len(data), 0, 0, 64, 6, 0) + source[:4] + destination[:4]
                  + source[4:] + destination[4:]
                  + struct.pack("!IIBBHHH", following[side], following[1 - side], 0x50, flags, 8192, 0, 0) + data)
        following[side] += len(data) + (1 if flags & SYN else 0)
        text += struct.pack("<IIII", 1700000000 + number, 0, len(packet), len(packet)) + packet
    return text


GOOD = capture((True, CONNECT, ACK), (False, CONNACK, ACK), (True, b"\xe0\x00", ACK), (True, b"", RST))
BAD = capture((True, CONNECT, ACK), (False, CONNACK, ACK), (True, b"\xc0\x00", ACK), (False, WRONG_FLAGS, ACK))
SILENT = capture()
TLS = capture((True, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", ACK), server_port=8883)


class Check(Test):
    def file(self, name, content):
        with open(self.path(name), "wb") as file:
            file.write(content)
        return self.path(name)

    def test_what_keeps_the_rules_is_fine(self):
        done = run("check", self.file("good.pcap", GOOD))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("3 MQTT packets on 1 connections, in 7 captured packets", done.stdout)

    def test_a_broken_catalogue_takes_no_finding_away(self):
        os.mkdir(self.path("normative"))
        with open(self.path("normative/mqtt-3.1.1.yaml"), "w", encoding="utf-8") as file:
            file.write("sections: none\n")
        broken = {**os.environ, "MQTTSPEC_HOME": self.folder}
        path = self.file("bad.pcap", BAD)
        done = run("check", path, env=broken)
        self.assertEqual(done.returncode, 1)
        self.assertIn("mqtt-3.1.1.yaml:1", done.stderr)
        self.assertIn("MQTT-2.2.2-1 (reserved-flags)", done.stdout)
        self.assertIn("Broken:", done.stdout)

        reported = run("check", "--report", "json=" + self.path("out.json"), path, env=broken)
        self.assertEqual((reported.returncode, reported.stdout), (2, ""))
        self.assertFalse(os.path.exists(self.path("out.json")))
        self.assertEqual(run("check", self.file("good.pcap", GOOD), env=broken).returncode, 0)

    def test_a_finding_says_who_where_and_why(self):
        path = self.file("bad.pcap", BAD)
        done = run("check", path)
        self.assertEqual((done.returncode, done.stderr), (1, ""))
        self.assertIn(f"{path}: packet 7, 6.000000 s: MQTT-2.2.2-1 (reserved-flags), "
                      'Server 10.0.0.1:1883 to Client 10.0.0.2:40000 "kettle"\n', done.stdout)
        self.assertRegex(done.stdout, r"but here came PINGRESP.*: d1 00\n")
        self.assertRegex(done.stdout, r"(?m)^  MQTT-2\.2\.2-1 +Server +reserved-flags +1 x ")

    def test_each_file_is_judged_by_itself(self):
        one, two = self.file("1.pcap", BAD), self.file("2.pcap", BAD)
        done = run("check", one, two)
        self.assertIn(f"{one}: packet 7", done.stdout)
        self.assertIn(f"{two}: packet 7", done.stdout)

    def test_joined_files_are_one_capture(self):
        header, cut = 24, BAD.index(CONNACK) - 56
        first, second = self.file("1.pcap", BAD[:cut]), self.file("2.pcap", BAD[:header] + BAD[cut:])
        self.assertEqual(run("check", first, second).returncode, 0, "who joins a stream must not accuse at once")
        done = run("check", "--join", first, second)
        self.assertEqual(done.returncode, 1)
        self.assertIn('"kettle"', done.stdout)

    def test_fail_fast_ends_with_the_first_finding(self):
        done = run("check", "--fail-fast", self.file("1.pcap", BAD), self.file("2.pcap", BAD))
        self.assertEqual((done.returncode, done.stdout.count("packet 7")), (1, 1))

    def test_limits_what_it_tells(self):
        files = [self.file(f"{number}.pcap", BAD) for number in range(4)]
        done = run("check", "--max-findings", "2", *files)
        self.assertEqual(done.stdout.count("packet 7"), 2)
        self.assertRegex(done.stdout, r"reserved-flags +4 x ")
        self.assertNotIn("packet 7", run("check", "--quiet", *files).stdout)

    def test_port_chooses(self):
        path = self.file("other.pcap", capture((True, b"\xc0\x00", ACK), server_port=1884))
        self.assertEqual(run("check", path).returncode, 4)
        done = run("check", "--port", "1884", path)
        self.assertIn("MQTT-3.1.0-1", done.stdout)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(run("check", "--port", "99", self.file("bad.pcap", BAD)).returncode, 4)

    def over_tls(self, *packets):
        """What a client says to a broker over TLS, as somebody sees it in between; the secrets are in `keys`."""
        with reference_broker("--ca-out", self.path("ca.pem"), address="mqtts://127.0.0.1:0") as (port, _):
            context = ssl.create_default_context(cafile=self.path("ca.pem"))
            context.keylog_filename = self.path("keys")
            incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
            client = context.wrap_bio(incoming, outgoing, server_hostname="localhost")
            seen = []
            with socket.create_connection(("127.0.0.1", port)) as connection:
                for act in [client.do_handshake] + [act for it in packets
                                                    for act in (lambda it=it: client.write(it), lambda: client.read(100))]:
                    is_done = False
                    while not is_done:
                        with contextlib.suppress(ssl.SSLWantReadError):
                            act()
                            is_done = True
                        if outgoing.pending:
                            seen.append((True, outgoing.read(), ACK))
                            connection.sendall(seen[-1][1])
                        if not is_done:
                            seen.append((False, connection.recv(65536), ACK))
                            is_done = incoming.write(seen[-1][1]) == 0  # It has closed.
        return seen

    def test_reads_tls_with_a_key_log(self):
        good = self.file("good.pcap", capture(*self.over_tls(CONNECT, b"\xc0\x00"), server_port=8883))
        bad = self.file("bad.pcap", capture(*self.over_tls(CONNECT, b"\xc1\x00"), server_port=8883))
        done = run("check", "--keylog", self.path("keys"), good)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("4 MQTT packets on 1 connections", done.stdout)
        self.assertNotIn("TLS", done.stdout)
        done = run("check", "--keylog", self.path("keys"), bad)
        self.assertEqual((done.returncode, done.stderr), (1, ""))
        self.assertRegex(done.stdout, 'MQTT-2.2.2-1 .*Client 10.0.0.2:40000 "kettle" to Server 10.0.0.1:8883\n.*: c1 00\n')

    def test_tls_that_the_key_log_does_not_open_is_counted(self):
        path = self.file("tls.pcap", capture(*self.over_tls(CONNECT), server_port=8883))
        done = run("check", path)
        self.assertEqual(done.returncode, 3)
        self.assertIn("1  connections over TLS, which nobody can read: give --keylog", done.stdout)
        done = run("check", "--keylog", self.write("other", ""), path)
        self.assertEqual(done.returncode, 3)
        self.assertIn("1  connections over TLS that the key log does not open", done.stdout)

    def test_tls_with_a_gap_is_read_up_to_there_and_counted(self):
        seen = self.over_tls(CONNECT, b"\xc0\x00", b"\xc0\x00")
        whole = capture(*seen, server_port=18883)
        starts = [24]  # Of each packet in the file.
        while starts[-1] < len(whole):
            starts.append(starts[-1] + 16 + struct.unpack_from("<I", whole, starts[-1] + 8)[0])
        lost = 3 + [place for place, (is_client, _, _) in enumerate(seen) if not is_client][-2]  # Behind the handshake of TCP.
        done = run("check", "--keylog", self.path("keys"),
                   self.file("gap.pcap", whole[:starts[lost]] + whole[starts[lost + 1]:]))
        self.assertEqual(done.returncode, 3)
        self.assertIn("1  connections over TLS that the key log does not open (to the end)", done.stdout)
        self.assertRegex(done.stdout, "[2-4] MQTT packets on 1 connections")

    def test_a_key_log_that_is_none_is_refused(self):
        path = self.file("good.pcap", GOOD)
        done = run("check", "--keylog", path, path)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertRegex(done.stderr, f"^mqttspec: {re.escape(path)}:1: this is no line of a key log.*\n$")
        done = run("check", "--keylog", self.path("nowhere"), path)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("nowhere cannot be read: No such file or directory", done.stderr)

    def test_says_that_tls_cannot_be_read(self):
        done = run("check", self.file("tls.pcap", TLS))
        self.assertEqual(done.returncode, 3)
        self.assertIn("1  connections over TLS", done.stdout)
        beside = run("check", self.file("good.pcap", GOOD), self.path("tls.pcap"))
        self.assertEqual(beside.returncode, 3, "what cannot be read may be what is wrong")
        self.assertIn("3 MQTT packets", beside.stdout)

    def test_bad_input_gives_one_clear_message(self):
        cases = ((self.file("text.pcap", b"no capture at all, but a text of some length"), 2, "is no capture"),
                 (self.file("empty.pcap", b""), 2, "is empty"), (self.folder, 2, "is a folder"),
                 (self.path("missing.pcap"), 2, "No such file"), (self.file("silent.pcap", SILENT), 4, "no MQTT"),
                 (self.file("usb.pcap", capture(link_type=189)), 2, "link type"),
                 (self.file("cut.pcap", GOOD[:-3]), 3, "is cut off in packet 7; what stands before it was judged"))
        for path, code, words in cases:
            with self.subTest(words):
                done = run("check", path)
                self.assertEqual(done.returncode, code)
                self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
                self.assertIn(words, done.stderr)
        self.assertEqual(run("check").returncode, 2)
        self.assertEqual(run("check", "--report", "nonsense=x", self.path("cut.pcap")).returncode, 2)

    def test_one_unreadable_file_keeps_no_other_from_being_judged(self):
        done = run("check", self.path("missing.pcap"), self.file("bad.pcap", BAD))
        self.assertEqual(done.returncode, 1)
        self.assertIn("No such file", done.stderr)
        self.assertEqual(run("check", self.path("missing.pcap"), self.file("good.pcap", GOOD)).returncode, 3)

    def test_hostile_bytes_do_no_harm(self):
        for at in range(24, len(BAD)):
            for byte in (0, 0x7F, 0xFF):
                if (at * 3 + byte) % 29 == 0:
                    path = self.file("hostile.pcap", BAD[:at] + bytes([byte]) + BAD[at + 1:])
                    self.assertIn(run("check", path).returncode, (0, 1, 2, 3, 4), (at, byte))

    def test_reports_are_about_one_role(self):
        path = self.file("bad.pcap", BAD)
        done = run("check", path, "--report", "json=" + self.path("r.json"), "--report", "junit=" + self.path("r.xml"),
                   "--report", "markdown=" + self.path("r.md"))
        self.assertEqual(done.returncode, 1)
        result = json.loads(self.read("r.json"))
        verdicts = {entry["id"]: entry["verdict"] for entry in result["statements"]}
        self.assertEqual((verdicts["MQTT-2.2.2-1"], verdicts["MQTT-3.2.0-1"]), ("fail", "pass"))
        self.assertIn("packet 7", result["findings"][0]["seen_in"])
        suites = xml.etree.ElementTree.parse(self.path("r.xml")).getroot()
        self.assertEqual((suites.get("failures"), suites.get("errors")), ("1", "0"))
        self.assertGreater(int(suites.get("tests")), 3)
        self.assertIn("MQTT-2.2.2-1", self.read("r.md"))
        run("check", path, "--role", "client", "--report", "json=" + self.path("c.json"))
        of_client = json.loads(self.read("c.json"))
        self.assertEqual((of_client["target"]["role"], of_client["findings"]), ("client", []))
        self.assertEqual(json.loads(run("check", path, "--report", "json=-").stdout)["statements"], result["statements"])

    def test_reads_a_pipe_as_it_comes(self):
        process = start("check", "-", stdin=subprocess.PIPE, text=False)
        self.addCleanup(stop, process)
        process.stdin.write(BAD)
        process.stdin.flush()
        self.assertIn(b"packet 7", process.stdout.readline())
        interrupt(process)
        out, _ = process.communicate(timeout=20)
        self.assertIn(b"3 MQTT packets" if b"3 MQTT" in out else b"4 MQTT packets", out)
        self.assertEqual(process.returncode, 1)

    def test_follows_a_file_that_grows(self):
        half = BAD.index(CONNACK)
        path = self.file("growing.pcap", BAD[:half])
        process = start("check", "--follow", "--for", "3s", path)
        self.addCleanup(stop, process)
        time.sleep(0.3)
        with open(path, "ab") as file:
            file.write(BAD[half:])
        self.assertIn("packet 7", process.stdout.readline())
        self.assertEqual(process.wait(timeout=20), 1)


class Captures(Test):
    """What a run writes, and what real programs say."""

    @needs("tshark")
    def test_wireshark_reads_the_same_packets(self):
        with reference_broker() as (port, _):
            result, _ = self.result(f"mqtt://127.0.0.1:{port}", "--section", "3.10", "--pcap", self.path("captures"))
        legal = [case for case in result["cases"] if case["verdict"] == "pass"
                 and not any(event.get("packet", {}).get("malformations") for event in case["wire"])]
        self.assertGreater(len(legal), 3)
        for case in legal[:4]:  # tshark takes its time to start.
            path = os.path.join(self.path("captures"), case["id"].replace("/", "_") + ".pcapng")
            said = [event for event in case["wire"] if event["kind"] == "packet"]
            told = subprocess.run(["tshark", "-n", "-r", path, "-T", "fields", "-e", "mqtt.msgtype", "-e",
                                   "_ws.malformed"], capture_output=True, text=True, check=True).stdout
            seen = [number for line in told.splitlines() for number in line.split("\t")[0].split(",") if number]
            self.assertNotIn("Malformed", told, case["id"])
            self.assertEqual(len(seen), len(said), case["id"])

    def test_check_finds_what_the_run_found(self):
        folder = self.path("captures")
        with reference_broker("--deviate", "sends-pingresp-with-flags") as (port, _):
            result, _ = self.result(f"mqtt://127.0.0.1:{port}", "--section", "3.12", "--section", "3.8", "--pcap", folder)
        rules = {finding["rule"] for finding in result["findings"] if finding["kind"] == "rule"}
        self.assertTrue(rules, result["findings"])
        captures = glob.glob(os.path.join(folder, "*.pcapng"))
        run("check", "--quiet", *captures, "--report", "json=" + self.path("checked.json"))
        checked = json.loads(self.read("checked.json"))
        self.assertEqual({finding["rule"] for finding in checked["findings"] if finding["kind"] == "rule"}, rules)

    def test_passwords_are_masked(self):
        environment = dict(os.environ, SECRET="open-sesame")
        with reference_broker() as (port, _):
            run("run", f"mqtt://127.0.0.1:{port}", "--case", "second-connect", "--username", "u", "--password-env",
                "SECRET", "--pcap", self.path("captures"), env=environment)
        files = glob.glob(self.path("captures") + "/*.pcapng")
        self.assertTrue(files)
        for path in files:
            with open(path, "rb") as file:
                content = file.read()
            self.assertNotIn(b"open-sesame", content)
            self.assertIn(b"***********", content)

    def test_a_folder_that_cannot_be_made_stops_the_run(self):
        done = run("run", "reference", "--case", "second-connect", "--pcap", self.write("file", "") + "/below")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--pcap", done.stderr)

    @needs("tcpdump", "mosquitto", "mosquitto_pub", "mosquitto_sub")
    def test_nothing_is_wrong_with_mosquitto_and_its_clients(self):
        path = self.path("lo.pcap")
        with mosquitto(self.folder) as (port, _):
            tcpdump = subprocess.Popen([find("tcpdump"), "-i", "lo", "-U", "--immediate-mode", "-s", "0", "-w", path, "tcp", "port",
                                        str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            self.addCleanup(stop, tcpdump)
            wait_until(lambda: tcpdump.poll() is not None or os.path.exists(path), "tcpdump began")
            time.sleep(0.5)
            if tcpdump.poll() is not None:
                self.skipTest("tcpdump may not capture here: " + tcpdump.stderr.read().strip())
            subscriber = subprocess.Popen(["mosquitto_sub", "-p", str(port), "-V", "311", "-q", "2", "-t", "a/#", "-C", "9"],
                                          stdout=subprocess.DEVNULL)
            self.addCleanup(stop, subscriber)
            time.sleep(0.5)
            for number in range(9):
                subprocess.run(["mosquitto_pub", "-p", str(port), "-V", "311", "-q", str(number % 3), "-t", "a/b", "-m",
                                "x" * 10 ** (number // 2)], check=True)
            subscriber.wait(timeout=20)
            time.sleep(0.5)
            interrupt(tcpdump)
            tcpdump.wait(timeout=10)
        done = run("check", "--port", str(port), path)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertRegex(done.stdout, r"\d\d MQTT packets on 10 connections")


if __name__ == "__main__":
    unittest.main()
