# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns a server that provides keys, as a URI, an instance's metadata or STS do; it can redirect its clients instead.

As a proxy it notes what reaches it, and forwards it to one address whatever host a client asks for, or nowhere.
"""

from __future__ import annotations

import contextlib
import http.server
import json
import select
import socket
import threading
import typing as t

METADATA = "/latest/meta-data/ram/security-credentials/"


def relayed(near: socket.socket, far: socket.socket) -> t.Iterator[bytes]:
    """Pass bytes between two connections until one ends; yield those from the near one."""
    while True:
        for source in select.select([near, far], [], [])[0]:
            data = source.recv(65536)
            if not data:
                return
            (far if source is near else near).sendall(data)
            if source is near:
                yield data


class KeyProvider:
    """Responds with a key; ``asked`` has the paths in order, ``received`` all that came, headers and bodies too.

    With ``location`` it redirects to it, with ``status``; with another ``status`` than 200 it refuses.
    """

    def __init__(self, key: dict[str, str]) -> None:
        parts = {name: key[name] for name in ("AccessKeyId", "AccessKeySecret", "SecurityToken")}
        credential = {**parts, "Expiration": "2999-01-01T00:00:00Z"}
        self.response: t.Any = {"Code": "Success", **credential, "Credentials": credential}
        self.asked: list[str] = []
        self.received: list[str] = []
        self.status = 200
        self.location: str | None = None
        self.knows_tokens = True
        self.forwards_to: tuple[str, int] | None = None
        self.url = ""

    def body(self) -> str:
        """Return the body of the next response."""
        return json.dumps(self.response)

    @contextlib.contextmanager
    def serving(self) -> t.Iterator[KeyProvider]:
        provider = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def respond(self) -> None:
                self.note()
                token = self.command == "PUT"
                status = provider.status if not token else 200 if provider.knows_tokens else 404
                body = "metadata-token" if token else provider.body()
                self.send_response(status)
                if provider.location and not token:
                    self.send_header("Location", provider.location)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body.encode())

            def do_CONNECT(self) -> None:
                self.note()
                if not provider.forwards_to:
                    self.send_error(403)
                    return
                self.send_response(200)
                self.end_headers()
                self.close_connection = True
                with socket.create_connection(provider.forwards_to) as far, contextlib.suppress(ConnectionError):
                    for data in relayed(self.connection, far):
                        provider.received.append(data.decode("latin-1"))

            def note(self) -> None:
                provider.asked.append(self.path)
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                provider.received.append(f"{self.requestline}\n{self.headers}{body.decode()}")

            def log_message(self, format: str, *args: t.Any) -> None:
                pass

            do_GET = do_PUT = do_POST = respond

        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            self.url = f"http://127.0.0.1:{server.server_address[1]}"
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
            try:
                yield self
            finally:
                server.shutdown()
