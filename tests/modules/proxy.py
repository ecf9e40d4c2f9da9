# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns a proxy before the simulator that spoils its genuine responses. Creates none by itself."""

from __future__ import annotations

import contextlib
import dataclasses
import http.client
import http.server
import json
import threading
import time
import typing as t
import urllib.parse


@dataclasses.dataclass
class Reply:
    """A response to the client: ``headers`` beside Content-Length, which a negative ``length`` leaves out."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = dataclasses.field(default_factory=lambda: {"Content-Type": "application/json"})
    length: int | None = None
    # Seconds before each byte, when the body comes drop by drop.
    drip: float = 0


Spoil = t.Callable[[str, Reply], Reply]


class Proxy:
    """Passes calls on to the simulator and its responses back through ``spoil``; ``responses`` has them unspoiled."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.spoil: Spoil | None = None
        self.responses: list[tuple[str, bytes]] = []
        self.connections = 0
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True

    @property
    def url(self) -> str:
        """Return the address for the option endpoint."""
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def _handler(self) -> type[http.server.BaseHTTPRequestHandler]:
        proxy = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def setup(self) -> None:
                proxy.connections += 1
                self.upstream = http.client.HTTPConnection(proxy.address)
                super().setup()

            def finish(self) -> None:
                self.upstream.close()
                super().finish()

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {key: value for key, value in self.headers.items() if key.lower() != "connection"}
                self.upstream.request("POST", self.path, body, headers)
                response = self.upstream.getresponse()
                genuine = response.read()
                action = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query)).get("Action", "")
                reply = Reply(genuine, response.status)
                if proxy.spoil:
                    reply = proxy.spoil(action, reply)
                proxy.responses.append((action, genuine))
                with contextlib.suppress(ConnectionError):
                    self._send(reply)

            do_GET = do_POST

            def _send(self, reply: Reply) -> None:
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                length = len(reply.body) if reply.length is None else reply.length
                if length >= 0:
                    self.send_header("Content-Length", str(length))
                self.end_headers()
                if reply.drip:
                    for index in range(len(reply.body)):
                        self.wfile.write(reply.body[index : index + 1])
                        time.sleep(reply.drip)
                else:
                    self.wfile.write(reply.body)
                self.close_connection = length != len(reply.body)

            def log_message(self, format: str, *args: t.Any) -> None:
                pass

        return Handler


@contextlib.contextmanager
def proxied(address: str) -> t.Iterator[Proxy]:
    """A proxy in threads of this process."""
    proxy = Proxy(address)
    thread = threading.Thread(target=proxy.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.server.shutdown()
        proxy.server.server_close()
        thread.join()


def places(value: t.Any, path: tuple[t.Any, ...] = ()) -> list[tuple[t.Any, ...]]:
    """Return the path of everything in a JSON document, the document itself first."""
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, child in children for place in places(child, (*path, key)))]


def at(document: t.Any, path: t.Sequence[t.Any]) -> t.Any:
    """Return the value at a path."""
    for key in path:
        document = document[key]
    return document


def replaced(document: t.Any, path: t.Sequence[t.Any], value: t.Any) -> t.Any:
    """Return the document with another value at a path."""
    if not path:
        return value
    copy = json.loads(json.dumps(document))
    at(copy, path[:-1])[path[-1]] = value
    return copy


def without(document: t.Any, path: t.Sequence[t.Any]) -> t.Any:
    """Return the document without the value at a path."""
    copy = json.loads(json.dumps(document))
    del at(copy, path[:-1])[path[-1]]
    return copy
