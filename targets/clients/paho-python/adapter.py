#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Eclipse Paho for Python (paho-mqtt 1.6) behind the adapter protocol of mqttspec (docs/adapter-protocol.md)."""
import json
import os
import socket
import sys
import threading
from base64 import b64decode, b64encode

import paho.mqtt.client as paho
from paho.mqtt import __version__ as version

lock = threading.RLock()
clients = {}  # By what tells Sessions apart, and the last one as "now".

def tell(event, **members):
    with lock:
        print(json.dumps({"event": event, **{k: v for k, v in members.items() if v is not None}}), flush=True)

class Client:
    def __init__(self, c):
        self.connecting = self.ending = None  # The ids of these commands, until they are answered.
        self.is_open = False  # The library tells of an end before it lets go of the socket.
        self.halves = {}  # By message id: the command or its answer, whichever the library tells first.
        self.lib = paho.Client(c["client_id"], c["clean_session"], protocol=paho.MQTTv311, reconnect_on_failure=False,
                               transport="websockets" if c["transport"].startswith("ws") else "tcp")
        self.lib.on_connect, self.lib.on_disconnect = self.on_connect, self.on_disconnect
        self.lib.on_message = lambda lib, data, m: tell("message", topic=m.topic, payload=b64encode(m.payload).decode(),
                                                        qos=m.qos, retain=bool(m.retain), dup=bool(m.dup))
        self.lib.on_publish = lambda lib, data, mid: self.note(mid, event="acknowledged")
        self.lib.on_subscribe = lambda lib, data, mid, granted: self.note(mid, event="subscribed", granted=list(granted))
        self.lib.on_unsubscribe = lambda lib, data, mid: self.note(mid, event="unsubscribed")
        if c["transport"] in ("tls", "wss"):
            self.lib.tls_set(c.get("ca_file"))

    def on_connect(self, lib, data, flags, code):
        tell("connected", id=self.connecting, return_code=code, session_present=bool(flags["session present"]))
        self.connecting = None

    def on_disconnect(self, lib, data, code):
        if self.connecting is not None:
            tell("error", id=self.connecting, why="the connection ended: " + paho.error_string(code))
        self.is_open = False
        tell("closed", id=self.ending, by="network" if self.ending is None else "client", why=paho.error_string(code))
        self.connecting = self.ending = None

    def note(self, mid, **half):
        with lock:
            whole = self.halves.setdefault(mid, {})
            whole.update(half)
            if "id" in whole and "event" in whole:
                tell(**self.halves.pop(mid))

    def await_answer(self, c, rc, mid):
        if rc != paho.MQTT_ERR_SUCCESS:
            raise ValueError(paho.error_string(rc))
        self.note(mid, id=c["id"])

    def connect(self, c):
        self.lib.loop_stop()  # Of an earlier connection.
        self.lib.username_pw_set(c.get("user_name"), b64decode(c["password"]) if "password" in c else None)
        if "will" in c:
            self.lib.will_set(c["will"]["topic"], b64decode(c["will"]["payload"]), c["will"]["qos"], c["will"]["retain"])
        self.lib.ws_set_options(path=c.get("path", "/mqtt"))
        self.lib.connect(c["host"], c["port"], c["keep_alive"])
        self.connecting, self.is_open = c["id"], True
        self.lib.loop_start()

def obey(name, c):
    if name == "connect":
        key = (c["client_id"], c["transport"], c["clean_session"])
        is_new = c["clean_session"] or key not in clients
        clients["now"] = clients[key] = Client(c) if is_new else clients[key]
        return clients["now"].connect(c)
    if name not in ("publish", "subscribe", "unsubscribe", "disconnect", "abort"):
        return tell("unsupported", id=c["id"], why=f"there is no command {name}")
    client = clients.get("now")
    if client is None or not client.is_open or client.lib.socket() is None:
        raise ValueError("there is no connection")
    if name == "publish":
        client.await_answer(c, *client.lib.publish(c["topic"], b64decode(c["payload"]), c["qos"], c["retain"]))
    elif name == "subscribe":
        client.await_answer(c, *client.lib.subscribe([(f["filter"], f["qos"]) for f in c["filters"]]))
    elif name == "unsubscribe":
        client.await_answer(c, *client.lib.unsubscribe(c["filters"]))
    else:
        client.ending = c["id"]
        if name == "disconnect":
            client.lib.disconnect()
        else:  # Below the library, which cannot close without DISCONNECT.
            socket.socket(fileno=os.dup(client.lib.socket().fileno())).shutdown(socket.SHUT_RDWR)

tell("hello", protocol=1, name="paho-mqtt", version=version, features=[
    "qos1", "qos2", "persistent_session", "will", "credentials", "abort", "tls", "websocket", "refuses_locally"])
for line in sys.stdin:
    command = None
    try:
        command = json.loads(line)
        obey(command["command"], command)
    except Exception as trouble:
        tell("error", id=command.get("id") if isinstance(command, dict) else None, why=str(trouble) or repr(trouble))
