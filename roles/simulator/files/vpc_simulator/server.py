# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the HTTP server: a uvicorn that says when it is ready, ends quietly, and takes every request-target clients send."""

from __future__ import annotations

import contextlib
import signal
import socket
from collections.abc import Iterator
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from vpc_simulator.app import Application

KEEP_ALIVE = 75  # seconds; longer than clients keep a connection idle in a test run


class RpcProtocol(HttpToolsProtocol):
    """HTTP/1.1 with the two request-targets that HttpToolsProtocol cannot take: an empty path, absolute or not."""

    def on_headers_complete(self) -> None:
        self.url = _with_path(self.url)
        super().on_headers_complete()


def _with_path(url: bytes) -> bytes:
    """`http://vpc.aliyuncs.com?Action=..` and `?Action=..` mean the path `/`."""
    scheme, separator, rest = url.partition(b"://")
    if not separator or b"?" in scheme or b"/" in scheme:
        return url if url.startswith(b"/") else b"/" + url
    slash, question = rest.find(b"/"), rest.find(b"?")
    end = min((position for position in (slash, question) if position >= 0), default=len(rest))
    return rest[end:] if slash == end and slash >= 0 else b"/" + rest[end:]


class Server(uvicorn.Server):
    """Prints the one line that tells the address, and leaves with status 0 on SIGTERM and SIGINT."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and sockets:
            host, port = sockets[0].getsockname()[:2]
            shown = f"[{host}]" if ":" in host else host
            print(f"vpc_simulator listening on http://{shown}:{port}", flush=True)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        previous = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for number, handler in previous.items():
                signal.signal(number, handler)


def serve(application: Application, host: str, port: int) -> None:
    """Serve until told to end. Raises OSError when the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family, backlog=256) as listener:
        options: dict[str, Any] = {
            "http": RpcProtocol,
            "ws": "none",
            "lifespan": "off",
            "access_log": False,
            "log_level": "warning",
            "server_header": False,
            "proxy_headers": False,
            "timeout_keep_alive": KEEP_ALIVE,
            "timeout_graceful_shutdown": 2,
        }
        Server(uvicorn.Config(application, **options)).run(sockets=[listener])
