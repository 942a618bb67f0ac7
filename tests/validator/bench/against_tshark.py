#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Times `mqttspec check` and tshark on the same capture, side by side, and prints the ratio.

    apt-get install tshark
    cmake --preset release && ninja -C build/release mqttspec
    tests/validator/bench/against_tshark.py [--packets 1000000] [--payload 16] [--keep FILE]

The capture is made here: clients of one broker that publish at QoS 1 what others have subscribed to, one MQTT packet in
a segment, with the acknowledgements of TCP between them as they are in a real one.
"""
import argparse
import os
import resource
import shutil
import struct
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
BINARY = os.environ.get("MQTTSPEC_BINARY", os.path.join(ROOT, "build", "release", "mqttspec"))
SYN, PSH, ACK = 2, 8, 16


class Connection:
    """A TCP connection of a client with the broker at 10.0.0.1, both of whose sides write to one capture."""

    def __init__(self, capture, number):
        self.capture = capture
        self.client = struct.pack("!4BH", 10, 1, number >> 8 & 255, number & 255, 40000 + number % 20000)
        self.server = struct.pack("!4BH", 10, 0, 0, 1, 1883)
        self.next = [1000, 2000]

    def say(self, side, data=b"", flags=ACK):
        source, destination = (self.client, self.server) if side == 0 else (self.server, self.client)
        size = 40 + len(data)
        packet = (b"\x02" * 12 + b"\x08\x00" + struct.pack("!BBHHHBBH", 0x45, 0, size, 0, 0x4000, 64, 6, 0)
                  + source[:4] + destination[:4] + source[4:] + destination[4:]
                  + struct.pack("!IIBBHHH", self.next[side], self.next[1 - side], 0x50, flags, 65535, 0, 0) + data)
        self.next[side] = (self.next[side] + len(data) + (1 if flags & SYN else 0)) & 0xFFFFFFFF
        self.capture.add(packet)


class Capture:
    def __init__(self, path):
        self.file = open(path, "wb", buffering=1 << 20)
        self.file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        self.packets = 0

    def add(self, packet):
        at = self.packets * 10  # A packet every 10 microseconds.
        self.file.write(struct.pack("<IIII", 1700000000 + at // 1000000, at % 1000000, len(packet), len(packet)))
        self.file.write(packet)
        self.packets += 1


def field(text):
    return struct.pack("!H", len(text)) + text


def remaining_length(size):
    encoded = b""
    while True:
        size, digit = size // 128, size % 128
        encoded += bytes([digit | (128 if size else 0)])
        if not size:
            return encoded


def publish(topic, packet_id, payload):
    body = field(topic) + struct.pack("!H", packet_id) + payload
    return b"\x32" + remaining_length(len(body)) + body


def make(path, packets, payload_bytes, clients=200):
    capture = Capture(path)
    connections = [Connection(capture, number) for number in range(clients)]
    for number, it in enumerate(connections):
        name = b"client-%05d" % number
        body = field(b"MQTT") + b"\x04\x02\x00\x3c" + field(name)
        subscribe = struct.pack("!H", 1) + field(b"plant/%d/+" % number) + b"\x01"
        it.say(0, flags=SYN)
        it.say(1, flags=SYN | ACK)
        it.say(0)
        it.say(0, b"\x10" + remaining_length(len(body)) + body, PSH | ACK)
        it.say(1, b"\x20\x02\x00\x00", PSH | ACK)
        it.say(0, b"\x82" + remaining_length(len(subscribe)) + subscribe, PSH | ACK)
        it.say(1, b"\x90\x03\x00\x01\x01", PSH | ACK)
    payload = b"x" * payload_bytes
    count = 0
    while capture.packets < packets:
        publisher, subscriber = count % clients, (count + 1) % clients
        packet_id = count // clients % 65000 + 10
        topic = b"plant/%d/temperature" % subscriber
        puback = b"\x40\x02" + struct.pack("!H", packet_id)
        message = publish(topic, packet_id, payload)
        for side, connection in ((0, connections[publisher]), (1, connections[subscriber])):
            for at in range(0, len(message), 1448):
                connection.say(side, message[at:at + 1448], PSH | ACK)
            connection.say(1 - side, puback, PSH | ACK)
            connection.say(side)
        count += 1
    capture.file.close()
    return capture.packets


def timed(command):
    """The least wall time of three runs with the processor time of that run, and the most memory of any child so far."""
    best = (float("inf"), 0.0)
    for _ in range(3):
        began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
        wall, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, (wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime))
        if done.returncode != 0:
            sys.exit(f"{' '.join(command)}: exit code {done.returncode}\n{done.stderr.decode()}")
    return *best, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packets", type=int, default=1_000_000)
    parser.add_argument("--payload", type=int, default=16, help="bytes of each message")
    parser.add_argument("--keep", metavar="FILE", help="leave the capture there")
    arguments = parser.parse_args()
    if not os.access(BINARY, os.X_OK):
        sys.exit(f"{BINARY} is not built: cmake --preset release && ninja -C build/release mqttspec")
    if shutil.which("tshark") is None:
        sys.exit("tshark is not installed, and nothing else to compare with: apt-get install tshark")
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.keep or os.path.join(folder, "made.pcap")
        packets = make(path, arguments.packets, arguments.payload)
        print(f"{packets} packets, {os.path.getsize(path) / 1e6:.0f} MB")
        print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
        ours, our_time, memory = timed([BINARY, "check", "--quiet", path])
        print(f"mqttspec check                       {ours:8.2f} s  {packets / ours / 1e6:7.3f} million packets/s"
              f"  {memory} MiB")
        for name, flags in (("tshark, dissecting only", ["-q", "-z", "io,stat,0,mqtt"]),
                            ("tshark -Y mqtt, listing", ["-Y", "mqtt"])):
            theirs, their_time, _ = timed(["tshark", "-n", "-r", path] + flags)
            print(f"{name:<36} {theirs:8.2f} s  {packets / theirs / 1e6:7.3f} million packets/s"
                  f"  mqttspec is {theirs / ours:.1f} times as fast, and takes 1/{their_time / our_time:.1f} of its "
                  "processor time")


if __name__ == "__main__":
    main()
