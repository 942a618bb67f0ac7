# SPDX-License-Identifier: Apache-2.0
"""A command-line client without MQTT: it tells what it was called with as if it had come in a message."""

import signal
import sys
import time

work, arguments = sys.argv[1], sys.argv[2:]


def say(*words):
    sys.stdout.write(" ".join(words) + "\n")  # In one piece, also where Python does not buffer.
    sys.stdout.flush()


def tell_arguments():
    say("message 1 0", " ".join(arguments).encode().hex(), "called/with")


signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
if work == "crash":
    sys.stderr.write("Error: no mood\n")
    sys.exit(4)
# In one write: what comes behind "connected" may be a signal.
say("connected 0\ngranted 2, 128" if work == "subscribe" else "connected 0")
if work == "connect":
    sys.stdin.read()
if work == "publish":
    tell_arguments()
    say("message 2 1", sys.stdin.buffer.read().hex(), "from/input")
    say("delivered")
if work == "subscribe":
    tell_arguments()
    time.sleep(600)
