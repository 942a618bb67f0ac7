# SPDX-License-Identifier: Apache-2.0
"""`mqttspec client`: the reference client behind the adapter protocol, against `mqttspec broker` and bare sockets."""

import base64
import json
import signal
import socket
import subprocess
import unittest

from support import CONNACK, Test, reference_broker, run, start, stop


class Driven:
    """A client, commanded line by line."""

    def __init__(self, test, *arguments):
        self.process = start("client", *arguments, stdin=subprocess.PIPE)
        test.addCleanup(stop, self.process)
        test.addCleanup(self.process.stdin.close)
        self.last_id = 0
        self.hello = self.event()

    def say(self, command, **members):
        self.last_id += 1
        self.write(json.dumps({"id": self.last_id, "command": command, **members}))
        return self.last_id

    def write(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def event(self):
        return json.loads(self.process.stdout.readline())

    def connect(self, port, client_id="c", clean=True, keep_alive=0, **members):
        return self.say("connect", host="127.0.0.1", port=port, transport="tcp", client_id=client_id,
                        clean_session=clean, keep_alive=keep_alive, **members)

    def publish(self, topic, payload, qos):
        return self.say("publish", topic=topic, payload=base64.b64encode(payload).decode(), qos=qos, retain=False)


class Client(Test):
    def test_says_hello_first_and_ends_with_its_input(self):
        client = Driven(self)
        self.assertEqual((client.hello["event"], client.hello["protocol"]), ("hello", 1))
        client.process.stdin.close()
        self.assertEqual(client.process.wait(timeout=50), 0)

    def test_ends_on_signals(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            client = Driven(self)
            client.process.send_signal(number)
            self.assertEqual(client.process.wait(timeout=50), 0)

    def test_exchanges_messages_at_every_qos(self):
        with reference_broker() as (port, _):
            client = Driven(self)
            number = client.connect(port)
            self.assertEqual(client.event(), {"event": "connected", "id": number, "session_present": False,
                                              "return_code": 0})
            number = client.say("subscribe", filters=[{"filter": "t/#", "qos": 2}])
            self.assertEqual(client.event(), {"event": "subscribed", "id": number, "granted": [2]})
            for qos in (0, 1, 2):
                number = client.publish(f"t/{qos}", b"\x00\xff" * 50_000, qos)
                events = {event["event"]: event for event in (client.event(), client.event())}
                self.assertEqual(events["acknowledged"]["id"], number)
                self.assertEqual(base64.b64decode(events["message"]["payload"]), b"\x00\xff" * 50_000)
                self.assertEqual((events["message"]["topic"], events["message"]["qos"]), (f"t/{qos}", qos))
            number = client.say("unsubscribe", filters=["t/#"])
            self.assertEqual(client.event(), {"event": "unsubscribed", "id": number})
            number = client.say("disconnect")
            closed = client.event()
            self.assertEqual((closed["event"], closed["id"], closed["by"]), ("closed", number, "client"))

    def test_sends_again_what_was_not_acknowledged(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            client = Driven(self)
            client.connect(listener.getsockname()[1], clean=False)
            server, _ = listener.accept()
            with server:
                server.recv(100)
                server.sendall(CONNACK)
                client.publish("a", b"x", 1)
                self.assertEqual(server.recv(100), b"\x32\x06\x00\x01a\x00\x01x")
            self.assertEqual(client.event()["event"], "connected")
            self.assertEqual(client.event()["by"], "server")
            client.connect(listener.getsockname()[1], clean=False)
            server, _ = listener.accept()
            with server:
                server.recv(100)
                server.sendall(b"\x20\x02\x01\x00")
                self.assertEqual(server.recv(100), b"\x3a\x06\x00\x01a\x00\x01x")

    def test_closes_behind_disconnect_while_the_server_does_not(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            client = Driven(self)
            client.connect(listener.getsockname()[1])
            server, _ = listener.accept()
            with server:
                server.recv(100)
                server.sendall(CONNACK)
                client.say("disconnect")
                self.assertEqual(server.recv(100), b"\xe0\x00")
                self.assertEqual(server.recv(100), b"")

    def test_names_what_it_does_not_understand_and_goes_on(self):
        client = Driven(self)
        client.write("nonsense")
        self.assertEqual(client.event(), {"event": "error", "why": "the line is no JSON object"})
        number = client.say("reauthenticate")
        self.assertEqual((client.event()["event"], number), ("unsupported", 1))
        number = client.publish("a", b"", 1)
        self.assertEqual(client.event(), {"event": "error", "id": number, "why": "there is no connection"})
        number = client.publish("a/#", b"", 1)
        self.assertIn("wildcard", client.event()["why"])
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        number = client.connect(port)
        refused = client.event()
        self.assertEqual((refused["event"], refused["id"]), ("error", number))
        self.assertIn("refused", refused["why"])

    def test_deviates_where_it_is_told_to(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            client = Driven(self, "--deviate", "names-another-protocol")
            client.connect(listener.getsockname()[1])
            server, _ = listener.accept()
            with server:
                self.assertIn(b"mqtt", server.recv(100))
        done = run("client", "--deviate", "names-another-protocl")
        self.assertEqual(done.returncode, 2)
        self.assertIn("did you mean names-another-protocol?", done.stderr)
        self.assertIn("MQTT-3.1.2-1  names-another-protocol", run("client", "--list").stdout)


if __name__ == "__main__":
    unittest.main()
