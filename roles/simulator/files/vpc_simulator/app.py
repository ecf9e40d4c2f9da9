# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the ASGI application: paths, bodies, waits, aborted connections. Calls are handled in `service`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

from vpc_simulator.bodies import ClientDisconnect, read_body
from vpc_simulator.control import PREFIX, control_app
from vpc_simulator.exchange import Exchange
from vpc_simulator.guard import Guard
from vpc_simulator.page import page, render_parts, wants_page
from vpc_simulator.page_changes import PageParts
from vpc_simulator.service import Service
from vpc_simulator.wire import Request, TooManyParameters

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
MAX_BODY = 1 << 20
# the extension of the ASGI scope with which the server lets a connection be aborted
ABORT = "vpc_simulator.abort"


class Application:
    """`/` serves the API, and a page to browsers; `/_simulator/` the control API; all other paths are 404.

    Page and control API answer loopback names and `hosts` only.
    """

    def __init__(self, service: Service, hosts: Iterable[str] = ()) -> None:
        self.service = service
        self._guard = Guard(hosts)
        self._parts = PageParts(service, render_parts)
        self._control = control_app(service, self._parts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        is_control, is_page = path.startswith(PREFIX), path in ("", "/") and wants_page(scope)
        if (is_control or is_page) and (reason := self._guard.refusal(scope, is_navigation=is_page)):
            body = json.dumps({"error": reason}).encode()
            await _send_response(send, 403, body, "application/json")
        elif is_control:
            await self._control(scope, receive, send)
        elif path not in ("", "/"):
            await _send_response(send, 404, b"Not Found\n", "text/plain")
        elif is_page:
            await page(self.service, self._parts)(scope, receive, send)
        elif scope["method"] not in ("GET", "POST"):
            await _send_response(send, 405, b"Method Not Allowed\n", "text/plain")
        else:
            await self._serve_call(scope, receive, send)

    async def _serve_call(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a call of the API. A call whose client closed the connection within its body has no effect."""
        try:
            body = await read_body(receive, MAX_BODY)
        except ClientDisconnect:
            return
        if body is None:
            await _send_response(send, 413, b"Content Too Large\n", "text/plain")
        else:
            await self._respond(scope, body, receive, send)

    async def _respond(self, scope: Scope, body: bytes, receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        client = tuple(scope.get("client") or ("127.0.0.1", 0))
        try:
            request = Request(scope["method"], scope["query_string"], headers, body, scope["scheme"], client[0])
        except TooManyParameters:
            await _send_response(send, 413, b"Too many parameters\n", "text/plain")
            return
        self.service.count_connection(client)
        exchange = self.service.admit(request)
        await _wait(exchange, before=True)
        if exchange.fault("reset"):
            await _abort(scope, receive, reset=True)
            return
        response = self.service.perform(exchange)
        await _wait(exchange, before=False)
        if exchange.token_use:
            exchange.token_use.running = False
        if exchange.fault("lost_reply"):
            await _abort(scope, receive, reset=False)
        else:
            await _send_response(send, *response)


async def _wait(exchange: Exchange, before: bool) -> None:
    if seconds := exchange.delay(before):
        await asyncio.sleep(seconds)
    for fault in exchange.holds(before):
        await fault.released.wait()


async def _abort(scope: Scope, receive: Receive, reset: bool) -> None:
    """End the connection without a response, by a reset or by closing it."""
    scope["extensions"][ABORT]["abort"](reset)
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send_response(send: Send, status: int, body: bytes, content_type: str) -> None:
    headers = [(b"content-type", content_type.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
