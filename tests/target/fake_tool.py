# SPDX-License-Identifier: Apache-2.0
"""A command-line client without MQTT: it tells what it was called with as if it had come in a message."""

import signal
import sys

work, arguments = sys.argv[1], sys.argv[2:]


def say(*lines):
    sys.stdout.write("\n".join(lines) + "\n")  # In one piece, also where Python does not buffer.
    sys.stdout.flush()


called_with = f"message 1 0 {' '.join(arguments).encode().hex()} called/with"
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})  # A handler may come too late to end a sleep.
if work == "crash":
    sys.stderr.write("Error: no mood\n")
    sys.exit(4)
if work == "connect":
    say("connected 0")
    sys.stdin.read()
if work == "publish":
    say("connected 0", called_with)
    say(f"message 2 1 {sys.stdin.buffer.read().hex()} from/input")
    say("delivered")
if work == "subscribe":
    say("connected 0", "granted 2, 128", called_with)  # In one write: what comes behind "connected" may be a signal.
    signal.sigwait({signal.SIGTERM})
