"""A page's end of the WebSocket of a run, played by a test."""

import json

from rnn_core.frames.frame import from_bytes

HOST = {"host": "lab.example", "origin": "http://lab.example"}


class Page:
    """A browser tab: says hello, and sorts what comes."""

    def __init__(self, socket, key):
        self.socket = socket
        self.send(hello=key)

    def send(self, **message):
        self.socket.send_text(json.dumps(message))

    def next(self):
        message = self.socket.receive()
        if message.get("bytes") is not None:
            return "frame", from_bytes(message["bytes"])
        ((kind, value),) = json.loads(message["text"]).items()
        return kind, value

    def until(self, kind, wanted=lambda value: True):
        while True:
            found, value = self.next()
            if found == "frame":
                self.send(drawn=value.step)
            if found == kind and wanted(value):
                return value


def connect(client, entry):
    return client.websocket_connect(f"/live/{entry.id}", headers=HOST)
