#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Eclipse Paho for Python (paho-mqtt 1.6) behind the adapter protocol of mqttspec (docs/adapter-protocol.md)."""

import base64
import json
import os
import socket
import sys
import threading

import paho.mqtt.client as paho
from paho.mqtt import __version__ as version

lock = threading.RLock()
clients = {}  # By what tells Sessions apart; the last one as "now".


def tell(event, **members):
    with lock:
        print(json.dumps({"event": event, **{k: v for k, v in members.items() if v is not None}}), flush=True)


class Client:
    def __init__(self, c):
        self.connecting = self.ending = None  # The ids of these commands, until they are answered.
        self.ids, self.early = {}, {}  # By message id, which the library may answer before it has told it to us.
        self.lib = paho.Client(c["client_id"], c["clean_session"], protocol=paho.MQTTv311, reconnect_on_failure=False,
                               transport="websockets" if c["transport"].startswith("ws") else "tcp")
        self.lib.on_connect, self.lib.on_disconnect = self.on_connect, self.on_disconnect
        self.lib.on_message = lambda lib, data, m: tell("message", topic=m.topic, qos=m.qos, retain=bool(m.retain), dup=bool(m.dup),
                                                        payload=base64.b64encode(m.payload).decode())
        self.lib.on_publish = lambda lib, data, mid: self.answer(mid, "acknowledged")
        self.lib.on_subscribe = lambda lib, data, mid, granted: self.answer(mid, "subscribed", list(granted))
        self.lib.on_unsubscribe = lambda lib, data, mid: self.answer(mid, "unsubscribed")
        if c["transport"] in ("tls", "wss"):
            self.lib.tls_set(c.get("ca_file"))

    def note(self, rc, mid, number):
        if rc != paho.MQTT_ERR_SUCCESS:
            raise ValueError(paho.error_string(rc))
        with lock:
            self.ids[mid] = number
            if mid in self.early:
                self.answer(mid, *self.early.pop(mid))

    def answer(self, mid, event, granted=None):
        with lock:
            if mid in self.ids:
                tell(event, id=self.ids.pop(mid), granted=granted)
            else:
                self.early[mid] = (event, granted)

    def on_connect(self, lib, data, flags, code):
        number, self.connecting = self.connecting, None
        tell("connected", id=number, return_code=code, session_present=bool(flags["session present"]))

    def on_disconnect(self, lib, data, code):
        if self.connecting is not None:
            tell("error", id=self.connecting, why="the connection ended: " + paho.error_string(code))
        tell("closed", id=self.ending, by="network" if self.ending is None else "client", why=paho.error_string(code))
        self.connecting = self.ending = None

    def connect(self, c):
        self.lib.loop_stop()  # Of an earlier connection.
        self.lib.username_pw_set(c.get("user_name"), base64.b64decode(c["password"]) if "password" in c else None)
        if "will" in c:
            self.lib.will_set(c["will"]["topic"], base64.b64decode(c["will"]["payload"]), c["will"]["qos"], c["will"]["retain"])
        self.lib.ws_set_options(path=c.get("path", "/mqtt"))
        self.lib.connect(c["host"], c["port"], c["keep_alive"])
        self.connecting = c["id"]
        self.lib.loop_start()


def obey(name, c):
    client = clients.get("now")
    if name == "connect":
        key = (c["client_id"], c["transport"]) if not c["clean_session"] else "clean"
        if key == "clean" or key not in clients:
            clients[key] = Client(c)
        clients["now"] = clients[key]
        clients["now"].connect(c)
    elif name not in ("publish", "subscribe", "unsubscribe", "disconnect", "abort"):
        tell("unsupported", id=c["id"], why=f"there is no command {name}")
    elif client is None or client.lib.socket() is None:
        raise ValueError("there is no connection")
    elif name == "publish":
        sent = client.lib.publish(c["topic"], base64.b64decode(c["payload"]), c["qos"], c["retain"])
        client.note(sent.rc, sent.mid, c["id"])
    elif name == "subscribe":
        client.note(*client.lib.subscribe([(f["filter"], f["qos"]) for f in c["filters"]]), c["id"])
    elif name == "unsubscribe":
        client.note(*client.lib.unsubscribe(c["filters"]), c["id"])
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
