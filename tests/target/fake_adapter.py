# SPDX-License-Identifier: Apache-2.0
"""An adapter without a client behind it, which does as well or as badly as its argument says."""

import json
import os
import sys
import time

behaviour = sys.argv[1]
answers = {"connect": {"event": "connected", "session_present": False, "return_code": 0},
           "publish": {"event": "acknowledged"}, "subscribe": {"event": "subscribed", "granted": [2]},
           "unsubscribe": {"event": "unsubscribed"}, "disconnect": {"event": "closed", "by": "client", "why": "asked to"},
           "abort": {"event": "closed", "by": "client", "why": "asked to"}}


def tell(**members):
    sys.stdout.write(json.dumps(members) + "\n")
    sys.stdout.flush()


def refuse(why, code):
    sys.stderr.write(why + "\n")
    sys.stderr.flush()
    os._exit(code)


if behaviour == "dies before hello":
    refuse("ModuleNotFoundError: No module named 'paho'", 1)
if behaviour == "says nothing":
    time.sleep(600)
if behaviour == "has a banner":
    print("Welcome!", flush=True)
if behaviour == "floods standard error":
    for _ in range(100_000):
        sys.stderr.write("x" * 99 + "\n")
tell(event="hello", protocol=7 if behaviour == "is of tomorrow" else 1, name="fake", version=str(os.getpid()),
     features=["qos1", "abort"])
if behaviour == "is deaf":
    time.sleep(600)
held = []
for line in sys.stdin:
    command = json.loads(line)
    name, answer = command["command"], dict(answers[command["command"]], id=command["id"])
    if name == "connect" and behaviour == "dies":
        refuse("Segmentation fault, or so", 3)
    if name == "connect" and behaviour == "prints garbage":
        print("DEBUG:root:connecting", flush=True)
    if name == "connect" and behaviour == "writes a line without end":
        sys.stdout.write("x" * (17 * 1024 * 1024))
        sys.stdout.flush()
    if name == "connect" and behaviour == "answers what was not asked":
        answer["id"] = 99
    if name == "publish" and behaviour == "answers something else":
        answer["event"] = "unsubscribed"
    if name == "publish" and behaviour == "answers late":
        held.append(answer)
        continue
    if behaviour == "hangs":
        continue
    if behaviour == "understands nothing":
        answer = {"event": "error", "why": "what?"}
    tell(**answer)
    if name == "publish" and behaviour == "answers twice":
        tell(**answer)
    if name == "abort":
        for answer in reversed(held):
            tell(**answer)
