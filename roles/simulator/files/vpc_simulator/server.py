# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the HTTP server: a uvicorn that reports when it is ready, exits with 0, and accepts every request-target."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import struct
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from vpc_simulator.app import ABORT, Application

if TYPE_CHECKING:
    from vpc_simulator.tls import Tls

REQUEST_TIMEOUT = 30.0  # seconds from its first byte, or the connection's beginning, to its last byte
MAX_HEAD = 256 << 10  # bytes; clients send all parameters in the query
MAX_CONNECTIONS = 800
KEEP_ALIVE = 75  # seconds; longer than a client's connection is idle in a test run


class RpcProtocol(HttpToolsProtocol):
    """HTTP/1.1 that also accepts an absolute request-target with an empty path, as HttpToolsProtocol does not.

    A request must be complete within REQUEST_TIMEOUT, its head not longer than MAX_HEAD.
    """

    _reading_head = True
    _head_size = 0
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._start_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """End at once where no call is under way: TLS would wait for the client's farewell until all are cut off."""
        super().shutdown()
        if self.transport.is_closing() and not self.transport.get_write_buffer_size():
            self.transport.abort()

    def data_received(self, data: bytes) -> None:
        """Parse; refuse a head without end."""
        self._start_timer()
        if self._reading_head:
            self._head_size += len(data)
        super().data_received(data)
        if self._reading_head and self._head_size > MAX_HEAD and not self.transport.is_closing():
            self.send_400_response("The request's head is too long.")

    def on_message_complete(self) -> None:
        self._stop_timer()
        self._reading_head, self._head_size = True, 0
        super().on_message_complete()

    def _start_timer(self) -> None:
        """Close the connection unless the request is complete in time."""
        if self._timer is None:
            self._timer = self.loop.call_later(REQUEST_TIMEOUT, self.transport.close)

    def _stop_timer(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def on_headers_complete(self) -> None:
        self._reading_head = False
        self.url = _with_path(self.url)
        self.scope["extensions"] = {ABORT: {"abort": self._abort}}
        super().on_headers_complete()

    def _abort(self, reset: bool) -> None:
        """Close the connection at once; with `reset`, by a TCP reset, which the client sees as an error."""
        if reset and not self.transport.is_closing():
            no_linger = struct.pack("ii", 1, 0)
            self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, no_linger)
        self.transport.abort()


def _with_path(url: bytes) -> bytes:
    """`http://vpc.aliyuncs.com?Action=..` means the path `/`; other targets stay as they are."""
    authority, question, query = url.partition(b"?")
    if b"://" in authority and authority.count(b"/") == 2:
        return authority + b"/" + question + query
    return url


class Server(uvicorn.Server):
    """Calls `ready` with its address once it serves, and exits with status 0 on SIGTERM and SIGINT."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[str], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and sockets:
            host, port = sockets[0].getsockname()[:2]
            scheme = "https" if self.config.is_ssl else "http"
            self._ready(f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}")

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        previous = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for number, handler in previous.items():
                signal.signal(number, handler)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises OSError if the address is not available."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sets TCP_NODELAY only on sockets with IPPROTO_TCP; without it each response waits 40 ms for an ACK.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(256)
    except OSError:
        listener.close()
        raise
    return listener


def serve(application: Application, listener: socket.socket, ready: Callable[[str], None], tls: Tls | None) -> None:
    """Serve until a signal."""
    options: dict[str, Any] = {
        "http": RpcProtocol,
        "ws": "none",
        "lifespan": "off",
        "access_log": False,
        "log_level": "error",
        "server_header": False,
        "proxy_headers": False,
        "timeout_keep_alive": KEEP_ALIVE,
        "limit_concurrency": MAX_CONNECTIONS,
        "timeout_graceful_shutdown": 2,
    }
    if tls:
        options.update(ssl_certfile=str(tls.certificate), ssl_keyfile=str(tls.key))
    Server(uvicorn.Config(application, **options), ready).run(sockets=[listener])
