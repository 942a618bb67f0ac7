#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures `mqttspec proxy` beside HAProxy in TCP mode and beside no proxy at all, with the same traffic.

    apt-get install haproxy libbenchmark-dev
    cmake --preset release -DMQTTSPEC_BENCHMARKS=ON && ninja -C build/release mqttspec traffic
    tests/validator/bench/against_haproxy.py [--only speed|connections|mix|memory]... [--rounds 5] [--seconds 2]
                                             [--connections 5000] [--mix 1000000] [--minutes 10]

speed        Throughput and latency, in turns, round after round, so that what else the machine does hits all of them; what
             is printed are medians of the rounds, and the ratios.
connections  So many are held at the same time. Skipped where a process may not have the descriptors for them.
mix          So many messages of 1,000 clients go to the reference broker, and nothing may be found.
memory       The same again and again for so many minutes, in which the memory of the proxy must not grow.
"""
import argparse
import os
import re
import resource
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
BUILD = os.environ.get("MQTTSPEC_BUILD", os.path.join(ROOT, "build", "release"))
PROGRAM, TRAFFIC = os.path.join(BUILD, "mqttspec"), os.path.join(BUILD, "traffic")
HAPROXY = shutil.which("haproxy", path=os.environ.get("PATH", "") + ":/usr/sbin")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port):
    for _ in range(500):
        try:
            return socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.01)
    sys.exit(f"nobody listens on port {port}")


class Server:
    """A program that listens on a port, until it is told to end."""

    def __init__(self, port, *words):
        self.port = port
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        wait_for(port)

    def end(self):
        self.process.send_signal(signal.SIGINT)
        return self.process.communicate(timeout=120)[0]

    def resident_mib(self):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as file:
            return int(re.search(r"VmRSS:\s+(\d+)", file.read()).group(1)) / 1024


def haproxy(folder, upstream):
    port = free_port()
    config = os.path.join(folder, "haproxy.cfg")
    most = max(100, resource.getrlimit(resource.RLIMIT_NOFILE)[1] // 2 - 100)
    with open(config, "w", encoding="utf-8") as file:
        file.write(f"global\n  maxconn {most}\ndefaults\n  mode tcp\n  timeout connect 5s\n  timeout client 1h\n"
                   f"  timeout server 1h\nlisten x\n  bind 127.0.0.1:{port}\n  server s 127.0.0.1:{upstream}\n")
    return Server(port, HAPROXY, "-f", config)


def proxy(upstream, *flags):
    port = free_port()
    return Server(port, PROGRAM, "proxy", "--listen", f"127.0.0.1:{port}", "--upstream", f"127.0.0.1:{upstream}", *flags)


def measure(pattern, *words):
    done = subprocess.run([TRAFFIC, *map(str, words)], capture_output=True, text=True, timeout=600, check=True)
    return float(re.search(pattern, done.stdout).group(1))


def side_by_side(ways, options):
    """Medians by kind and way."""
    kinds = {"MB/s, payload 1000": (r"([\d.]+) MB/s", "flood", 50, 1000, options.seconds),
             "MB/s, payload 100": (r"([\d.]+) MB/s", "flood", 50, 100, options.seconds),
             "us to and fro": (r"median ([\d.]+) us", "ping", 5000)}
    figures = {(kind, way): [] for kind in kinds for way in ways}
    for _ in range(options.rounds):
        for kind, (pattern, what, *more) in kinds.items():
            for way, port in ways.items():
                figures[kind, way].append(measure(pattern, what, port, *more))
    print(f"{'':20}" + "".join(f"{way:>12}" for way in ways))
    medians = {}
    for kind in kinds:
        for way in ways:
            medians[kind, way] = statistics.median(figures[kind, way])
        print(f"{kind:20}" + "".join(f"{medians[kind, way]:12.1f}" for way in ways))
    return medians


def compare(options):
    if not HAPROXY:
        return print("speed: skipped, since haproxy is not installed: apt-get install haproxy")
    with tempfile.TemporaryDirectory() as folder:
        return compare_in(options, folder)


def compare_in(options, folder):
    server = Server(port := free_port(), TRAFFIC, "serve", str(port))
    ours, theirs = proxy(server.port), haproxy(folder, server.port)
    medians = side_by_side({"none": server.port, "HAProxy": theirs.port, "mqttspec": ours.port}, options)
    for kind in ("MB/s, payload 1000", "MB/s, payload 100"):
        ratio = medians[kind, "mqttspec"] / medians[kind, "HAProxy"]
        print(f"{kind}: {100 * ratio:.0f} % of HAProxy (aim: 80 %)")
    kind = "us to and fro"
    for way in ("HAProxy", "mqttspec"):
        print(f"added by {way}: {medians[kind, way] - medians[kind, 'none']:.1f} us to and fro, half of it each way "
              "(aim: under 100 us)")
    print(f"resident: {ours.resident_mib():.0f} MiB\n{ours.end().splitlines()[-1]}")
    theirs.end()
    server.process.kill()


def hold(options):
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if hard < 2 * options.connections + 200:
        return print(f"{options.connections} connections: skipped, since a process may have {hard} open files at most "
                     f"(ulimit -Hn {2 * options.connections + 200})")
    server = Server(port := free_port(), TRAFFIC, "serve", str(port))
    ours = proxy(server.port)
    holder = subprocess.Popen([TRAFFIC, "hold", str(ours.port), str(options.connections)], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, text=True)
    print(holder.stdout.readline().strip())
    print(f"resident: {ours.resident_mib():.0f} MiB")
    holder.communicate()
    print(ours.end().splitlines()[-1])
    server.process.kill()


def send_mix(ours, messages, deadline=float("inf")):
    """1,000 clients that send so many messages. The memory of the proxy in MiB, once a second, until the deadline at most."""
    clients = subprocess.Popen([TRAFFIC, "mix", str(ours.port), "1000", str(messages)], stdout=subprocess.PIPE, text=True)
    samples = []
    while clients.poll() is None and time.monotonic() < deadline:
        time.sleep(1)
        samples.append(ours.resident_mib())
    if clients.poll() is None:
        clients.terminate()
    return samples, clients.communicate()[0].strip()


def before_a_broker(use, *flags):
    port = free_port()
    broker = Server(port, PROGRAM, "broker", "--listen", f"127.0.0.1:{port}")
    ours = proxy(port, *flags)
    use(ours)
    print(ours.end().strip())
    print("exit code", ours.process.returncode)
    broker.end()


def mix(options):
    before_a_broker(lambda ours: print(send_mix(ours, options.mix)[1]), "--whole")


def means(samples, size):
    return [statistics.mean(samples[at:at + size]) for at in range(0, max(1, len(samples) - size // 2), size)]


def memory(options):
    def load(ours):
        samples, deadline = [], time.monotonic() + 60 * options.minutes
        while time.monotonic() < deadline:
            samples += send_mix(ours, options.mix, deadline)[0]
        minutes = means(samples, 60)
        print("resident, mean of each minute: " + ", ".join(f"{it:.1f}" for it in minutes) + " MiB")
        if len(minutes) > 2:
            print(f"from the second to the last: {minutes[-1] - minutes[1]:+.1f} MiB (aim: none)")

    before_a_broker(load)


PARTS = {"speed": compare, "connections": hold, "mix": mix, "memory": memory}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", choices=PARTS, help="this part; may be repeated")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--connections", type=int, default=5000)
    parser.add_argument("--mix", type=int, default=1_000_000, help="messages")
    parser.add_argument("--minutes", type=float, default=10)
    options = parser.parse_args()
    if not os.access(TRAFFIC, os.X_OK) or not os.access(PROGRAM, os.X_OK):
        sys.exit(f"{PROGRAM} and {TRAFFIC} are not both built: apt-get install libbenchmark-dev, then "
                 "cmake --preset release -DMQTTSPEC_BENCHMARKS=ON && ninja -C build/release mqttspec traffic")
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    for name in options.only or PARTS:
        print(f"\n{name}")
        PARTS[name](options)


if __name__ == "__main__":
    main()
