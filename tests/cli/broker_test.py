# SPDX-License-Identifier: Apache-2.0
"""`mqttspec broker`, for other people's clients: those of Mosquitto, and paho-mqtt for Python."""

import importlib.util
import queue
import signal
import subprocess
import unittest

from support import Test, find, needs, reference_broker, run, start, stop

HAS_PAHO = importlib.util.find_spec("paho") is not None


class Broker(Test):
    def test_says_where_it_listens_and_ends_on_signals(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            process = start("broker", "--listen", "127.0.0.1:0")
            self.assertRegex(process.stdout.readline(), r"^mqttspec broker: MQTT 3.1.1 on 127.0.0.1:\d+, until Ctrl-C$")
            process.send_signal(number)
            process.communicate(timeout=50)
            self.assertEqual(process.returncode, 0)

    def test_deviates_where_it_is_told_to(self):
        with reference_broker("--deviate", "ignores-second-connect") as (port, _):
            target = f"mqtt://127.0.0.1:{port}"
            done = run("run", target, "--case", "second-connect", "--timing-scale", "0.1", "-q")
        self.assertEqual(done.returncode, 1)
        self.assertIn("MQTT-3.1.0-2", done.stdout)
        unknown = run("broker", "--listen", "127.0.0.1:0", "--deviate", "ignores-everything")
        self.assertEqual(unknown.returncode, 2)
        self.assertIn("there is no such deviation", unknown.stderr)

    def test_says_why_it_cannot_listen(self):
        with reference_broker() as (port, _):
            done = run("broker", "--listen", f"127.0.0.1:{port}")
        self.assertEqual(done.returncode, 3)
        self.assertIn("in use", done.stderr)
        self.assertEqual(run("broker", "--listen", "nonsense:port").returncode, 2)


@needs("mosquitto_pub", "mosquitto_sub", "stdbuf")
class MosquittoClients(Test):
    def tool(self, name, port, *arguments):
        # Line by line, or what it says stays in its buffer.
        return ["stdbuf", "-oL", find(name), "-h", "127.0.0.1", "-p", str(port), "-V", "311", *arguments]

    def publish(self, port, *arguments):
        subprocess.run(self.tool("mosquitto_pub", port, *arguments), check=True, timeout=50)

    def test_exchange_messages_at_every_qos(self):
        with reference_broker() as (port, _):
            for qos in "012":
                subscriber = subprocess.Popen(
                    self.tool("mosquitto_sub", port, "-d", "-t", "a/+", "-q", qos, "-C", "1", "-W", "40"),
                    stdout=subprocess.PIPE, text=True)
                self.addCleanup(stop, subscriber)
                while "Subscribed" not in subscriber.stdout.readline():
                    pass
                self.publish(port, "-t", "a/b", "-m", f"at QoS {qos}", "-q", qos)
                out, _ = subscriber.communicate(timeout=50)
                self.assertIn(f"at QoS {qos}", out)
                self.assertEqual(subscriber.returncode, 0)

    def test_get_retained_messages(self):
        with reference_broker() as (port, _):
            self.publish(port, "-t", "kept", "-m", "still here", "-r", "-q", "1")
            out = subprocess.run(self.tool("mosquitto_sub", port, "-t", "#", "-C", "1", "-W", "40", "-F", "%r %p"),
                                 capture_output=True, text=True, timeout=50, check=True).stdout
        self.assertEqual(out, "1 still here\n")

    def test_find_their_session_again(self):
        with reference_broker() as (port, _):
            session = ["-i", "keeper", "-c", "-q", "1", "-t", "a"]
            subprocess.run(self.tool("mosquitto_sub", port, *session, "-E"), check=True, timeout=50)
            self.publish(port, "-t", "a", "-m", "while you were away", "-q", "1")
            out = subprocess.run(self.tool("mosquitto_sub", port, *session, "-C", "1", "-W", "40"),
                                 capture_output=True, text=True, timeout=50, check=True).stdout
        self.assertEqual(out, "while you were away\n")

    def test_leave_a_will(self):
        with reference_broker() as (port, _):
            subscriber = subprocess.Popen(self.tool("mosquitto_sub", port, "-d", "-t", "will", "-C", "1", "-W", "40"),
                                          stdout=subprocess.PIPE, text=True)
            self.addCleanup(stop, subscriber)
            while "Subscribed" not in subscriber.stdout.readline():
                pass
            mortal = subprocess.Popen(self.tool("mosquitto_sub", port, "-d", "-t", "x", "--will-topic", "will",
                                                "--will-payload", "it is gone"), stdout=subprocess.PIPE, text=True)
            self.addCleanup(stop, mortal)
            while "Subscribed" not in mortal.stdout.readline():
                pass
            mortal.kill()
            out, _ = subscriber.communicate(timeout=50)
        self.assertIn("it is gone", out)


@unittest.skipUnless(HAS_PAHO, "not installed: python3-paho-mqtt")
class Paho(Test):
    def client(self, port, name, clean=True):
        """A connected client whose messages and acknowledgements come out of queues."""
        from paho.mqtt import client as paho

        versions = getattr(paho, "CallbackAPIVersion", None)
        first = [versions.VERSION1] if versions else []
        client = paho.Client(*first, client_id=name, clean_session=clean, protocol=paho.MQTTv311)
        client.messages, client.subscribed, client.flags = queue.Queue(), queue.Queue(), queue.Queue()
        client.on_message = lambda _, __, message: client.messages.put(message)
        client.on_subscribe = lambda *arguments: client.subscribed.put(arguments[3])
        client.on_connect = lambda _, __, flags, code: client.flags.put((flags["session present"], code))
        client.connect("127.0.0.1", port)
        client.loop_start()
        self.addCleanup(client.loop_stop)
        client.session_present, code = client.flags.get(timeout=50)
        self.assertEqual(code, 0)
        return client

    def subscribe(self, client, topic, qos):
        client.subscribe(topic, qos)
        self.assertEqual(tuple(client.subscribed.get(timeout=50)), (qos,))

    def test_exchanges_messages_at_every_qos(self):
        with reference_broker() as (port, _):
            client = self.client(port, "paho")
            for qos in (0, 1, 2):
                self.subscribe(client, f"t/{qos}", qos)
                client.publish(f"t/{qos}", b"x" * 100_000, qos).wait_for_publish()
                message = client.messages.get(timeout=50)
                self.assertEqual((message.qos, len(message.payload), message.retain), (qos, 100_000, 0))
            client.disconnect()

    def test_finds_retained_messages_and_its_session(self):
        with reference_broker() as (port, _):
            first = self.client(port, "keeper", clean=False)
            self.subscribe(first, "away", 2)
            first.publish("kept", "here", 1, retain=True).wait_for_publish()
            first.disconnect()
            other = self.client(port, "other")
            self.subscribe(other, "kept", 1)
            self.assertEqual(other.messages.get(timeout=50).retain, 1)
            for qos in (1, 2):
                other.publish("away", str(qos), qos).wait_for_publish()
            again = self.client(port, "keeper", clean=False)
            self.assertTrue(again.session_present)
            self.assertEqual([again.messages.get(timeout=50).payload for _ in (1, 2)], [b"1", b"2"])
            other.disconnect()
            again.disconnect()


if __name__ == "__main__":
    unittest.main()
