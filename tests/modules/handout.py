# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns a server that hands keys out, as a URI, an instance's metadata or STS; it can send askers elsewhere instead.

As a proxy it notes what reaches it, and leads on to one address whatever host it is asked for, or nowhere.
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
        for one in select.select([near, far], [], [])[0]:
            data = one.recv(65536)
            if not data:
                return
            (far if one is near else near).sendall(data)
            if one is near:
                yield data


class Handout:
    """Answers with a key; ``asked`` is what was asked for, in order, ``received`` all that came, body and headers too.

    With ``location`` it redirects there, with ``status``; with another ``status`` than 200 it refuses.
    """

    def __init__(self, key: dict[str, str]) -> None:
        parts = {name: key[name] for name in ("AccessKeyId", "AccessKeySecret", "SecurityToken")}
        whole = {**parts, "Expiration": "2999-01-01T00:00:00Z"}
        self.answer: t.Any = {"Code": "Success", **whole, "Credentials": whole}
        self.asked: list[str] = []
        self.received: list[str] = []
        self.status = 200
        self.location: str | None = None
        self.knows_tokens = True
        self.leads_to: tuple[str, int] | None = None
        self.url = ""

    def body(self) -> str:
        """Return the body of the next answer."""
        return json.dumps(self.answer)

    @contextlib.contextmanager
    def serving(self) -> t.Iterator[Handout]:
        handout = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self) -> None:
                self.note()
                token = self.command == "PUT"
                status = handout.status if not token else 200 if handout.knows_tokens else 404
                body = "metadata-token" if token else handout.body()
                self.send_response(status)
                if handout.location and not token:
                    self.send_header("Location", handout.location)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body.encode())

            def do_CONNECT(self) -> None:
                self.note()
                if not handout.leads_to:
                    self.send_error(403)
                    return
                self.send_response(200)
                self.end_headers()
                self.close_connection = True
                with socket.create_connection(handout.leads_to) as far, contextlib.suppress(ConnectionError):
                    for data in relayed(self.connection, far):
                        handout.received.append(data.decode("latin-1"))

            def note(self) -> None:
                handout.asked.append(self.path)
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                handout.received.append(f"{self.requestline}\n{self.headers}{body.decode()}")

            def log_message(self, format: str, *args: t.Any) -> None:
                pass

            do_GET = do_PUT = do_POST = answer

        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            self.url = f"http://127.0.0.1:{server.server_address[1]}"
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
            try:
                yield self
            finally:
                server.shutdown()
