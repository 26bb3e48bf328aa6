"""A reverse proxy that serves an app below a path, as JupyterHub and code-server do: it strips the path again."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from socketserver import StreamRequestHandler, ThreadingTCPServer
from urllib.parse import urlsplit

BLOCK = 2**16


@dataclass
class Proxy:
    """Where the app is for browsers, and the paths that somebody asked for outside of it."""

    url: str
    outside: list[str] = field(default_factory=list)


@contextlib.contextmanager
def below(prefix: str, app_url: str) -> Iterator[Proxy]:
    """The app at `app_url`, below `prefix` (`/user/me/proxy/8501`): it sees neither that nor the browser's Host."""
    app = urlsplit(app_url)
    assert app.hostname
    assert app.port
    behind, host = (app.hostname, app.port), app.netloc

    class Relay(StreamRequestHandler):
        """One request, or one WebSocket, on a connection of its own."""

        def handle(self) -> None:
            head = self._head()
            if not head:
                return
            method, path, version = head[0].split(" ")
            if not path.startswith(f"{prefix}/"):
                proxy.outside.append(path)
                self.wfile.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                return
            upgrades = any(re.match("upgrade:", line, re.IGNORECASE) for line in head)
            replaced = "host:" if upgrades else "(host|connection):"
            kept = [line for line in head[1:] if not re.match(replaced, line, re.IGNORECASE)]
            lines = [f"{method} {path.removeprefix(prefix)} {version}", f"Host: {host}", *kept]
            lines += [] if upgrades else ["Connection: close"]
            with socket.create_connection(behind) as other, contextlib.suppress(OSError):
                other.sendall("\r\n".join([*lines, "", ""]).encode("latin-1"))
                threading.Thread(target=self._send_on, args=(other,), daemon=True).start()
                while data := other.recv(BLOCK):
                    self.wfile.write(data)

        def _head(self) -> list[str]:
            lines = list[str]()
            while line := self.rfile.readline().decode("latin-1").rstrip("\r\n"):
                lines.append(line)
            return lines

        def _send_on(self, other: socket.socket) -> None:
            with contextlib.suppress(OSError, ValueError):
                while data := self.rfile.read1(BLOCK):
                    other.sendall(data)
                other.shutdown(socket.SHUT_WR)

    class Server(ThreadingTCPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Relay) as server:
        proxy = Proxy(f"http://127.0.0.1:{server.server_address[1]}{prefix}")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield proxy
        finally:
            server.shutdown()
