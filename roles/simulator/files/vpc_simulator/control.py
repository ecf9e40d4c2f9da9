# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the control API under `/_simulator/`: scenario, state, calls, reachability, faults, clock. Unsigned.

Shows no secret, except to who asks for a scenario: it starts the same world again, with the secrets of its keys.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections.abc import Iterator
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from vpc_simulator.bodies import ClientDisconnect, read_body
from vpc_simulator.clock import LATEST, MAX_RATE, Clock, timestamp
from vpc_simulator.documents import as_yaml
from vpc_simulator.page_changes import PageParts
from vpc_simulator.reachability import describe_reachability
from vpc_simulator.reader import ScenarioError, Section
from vpc_simulator.scenario import Scenario, parse
from vpc_simulator.service import Service
from vpc_simulator.state import ACCOUNT_PARTS, WORLD_PARTS, describe_clock, describe_world
from vpc_simulator.world import World

PREFIX = "/_simulator"
MAX_BODY = 16 << 20
MAX_NAME = 100
FORMATS = ("json", "yaml")
MOST_INDENTED = 3
_encode = json.JSONEncoder(ensure_ascii=False).encode


def control_app(service: Service, page_parts: PageParts) -> Starlette:
    """The control API of a service."""
    control = Control(service, page_parts)
    return Starlette(
        routes=[
            Route(f"{PREFIX}/reset", control.reset, methods=["POST"]),
            Route(f"{PREFIX}/scenario", control.scenario, methods=["GET", "POST"]),
            Route(f"{PREFIX}/state", control.state, methods=["GET"]),
            Route(f"{PREFIX}/process", control.process, methods=["GET"]),
            Route(f"{PREFIX}/page", control.page, methods=["GET"]),
            Route(f"{PREFIX}/calls", control.calls, methods=["GET"]),
            Route(f"{PREFIX}/reachability", control.reachability, methods=["GET"]),
            Route(f"{PREFIX}/journal", control.journal, methods=["GET", "POST", "DELETE"]),
            Route(f"{PREFIX}/faults", control.faults, methods=["GET", "POST", "DELETE"]),
            Route(f"{PREFIX}/ca", control.ca, methods=["GET"]),
            Route(f"{PREFIX}/clock", control.clock, methods=["GET", "POST"]),
        ],
        exception_handlers={
            ScenarioError: _refuse,
            UnicodeDecodeError: _refuse,
            HTTPException: _refuse_http,
            ClientDisconnect: _refuse,
        },
    )


class Control:
    """The calls of the control API, each named like its path."""

    def __init__(self, service: Service, page_parts: PageParts) -> None:
        self._service = service
        self._page_parts = page_parts

    async def reset(self, request: Request) -> Response:
        self._service.reset()
        return JSONResponse({"scenario": self._service.scenario.name})

    async def scenario(self, request: Request) -> Response:
        """The present state as a scenario, or load one from the body; an invalid one changes nothing."""
        if request.method != "POST":
            return self._dump(request.query_params.get("format", "json"))
        content = await _document(request, request.query_params.get("name", "posted")[:MAX_NAME])
        self._service.load(content)
        return JSONResponse({"scenario": self._service.scenario.name})

    def _dump(self, form: str) -> Response:
        if form not in FORMATS:
            return JSONResponse({"error": f"format: {form!r} is not one of {', '.join(FORMATS)}"}, status_code=400)
        content = self._service.dump()
        if form == "json":
            return _pretty(content)
        return Response(as_yaml(content).encode("utf-8", "replace"), media_type="application/yaml")

    async def state(self, request: Request) -> Response:
        """The state; `?part=NAME` and `?account=UID`, once or more, select parts of it."""
        parts, accounts = (request.query_params.getlist(name) for name in ("part", "account"))
        unknown = [part for part in parts if part not in (*WORLD_PARTS, *ACCOUNT_PARTS)]
        if unknown:
            names = ", ".join((*WORLD_PARTS, *ACCOUNT_PARTS))
            return JSONResponse({"error": f"part: {unknown[0]!r} is not one of {names}"}, status_code=400)
        described = describe_world(self._service.world, parts, accounts)
        return _pretty({"scenario": self._service.scenario.name, **described})

    async def page(self, request: Request) -> Response:
        """The parts of the page that have changed since the version `?since=`; 204 without a body if none has."""
        parts = self._page_parts.since(request.query_params.get("since", ""))
        headers = {"simulated-time": timestamp(self._service.world.now), "cache-control": "no-store"}
        if not parts:
            return Response(status_code=204, headers=headers)
        body = _encode({"version": self._page_parts.version, "parts": parts}).encode("utf-8", "replace")
        return Response(body, headers=headers, media_type="application/json")

    async def calls(self, request: Request) -> Response:
        """The log; `?since=N` omits the first N calls."""
        since = request.query_params.get("since", "0")
        if not re.fullmatch("[0-9]{1,9}", since):
            return JSONResponse({"error": f"since: {since!r} is not a number"}, status_code=400)
        return _pretty(self._service.log.as_list(int(since)))

    async def reachability(self, request: Request) -> Response:
        """Which vSwitches of linked VPCs reach each other at present."""
        return _pretty(describe_reachability(self._service.world))

    async def journal(self, request: Request) -> Response:
        """The losses and regains of reachability; begin with an empty journal, or end it."""
        if request.method == "POST":
            self._service.begin_journal()
        elif request.method == "DELETE":
            self._service.end_journal()
            return JSONResponse([])
        if self._service.journal is None:
            return JSONResponse({"error": "there is no journal; POST begins one"}, status_code=404)
        self._service.world.settle()
        return _pretty(self._service.journal.as_list())

    async def faults(self, request: Request) -> Response:
        """List the faults in force; add faults, or clear all."""
        if request.method == "POST":
            content = await _content(request)
            self._service.add_faults(Section(content if isinstance(content, dict) else {"faults": content}, ""))
        elif request.method == "DELETE":
            self._service.clear_faults()
        return _pretty([fault.as_dict() for fault in self._service.faults.all])

    async def clock(self, request: Request) -> Response:
        """Describe the clock; set its mode, or move it by seconds or to the next event."""
        if request.method == "POST":
            set_clock(self._service.clock, self._service.world, Section(await _content(request), ""))
        return JSONResponse(describe_clock(self._service.clock, self._service.world))

    async def ca(self, request: Request) -> Response:
        """The certificate of the CA."""
        if self._service.ca_bundle is None:
            return JSONResponse({"error": "this simulator serves plain HTTP"}, status_code=404)
        return Response(self._service.ca_bundle.read_bytes(), media_type="application/x-pem-file")

    async def process(self, request: Request) -> Response:
        """The pid, and the number of connections with calls since the last reset."""
        service = self._service
        connections = len(service.connections)
        return JSONResponse({"pid": os.getpid(), "scenario": service.scenario.name, "connections": connections})


async def _refuse(request: Request, error: Exception) -> Response:
    return JSONResponse({"error": str(error)}, status_code=400)


async def _refuse_http(request: Request, error: Exception) -> Response:
    status, detail = (error.status_code, error.detail) if isinstance(error, HTTPException) else (500, "")
    return JSONResponse({"error": detail}, status_code=status)


async def _content(request: Request) -> object:
    """The body, JSON or YAML. Raises ScenarioError or UnicodeDecodeError."""
    return (await _document(request, "posted")).content


async def _document(request: Request, name: str) -> Scenario:
    """The body, parsed in a thread, so that calls of the API do not wait for it."""
    body = await read_body(request.receive, MAX_BODY)
    if body is None:
        raise HTTPException(413, f"longer than {MAX_BODY} bytes")
    return await asyncio.to_thread(parse, body.decode("utf-8"), name)


def _pretty(content: Any) -> Response:
    return Response("".join(_lines(content, 0)).encode("utf-8", "replace"), media_type="application/json")


def _lines(content: Any, depth: int) -> Iterator[str]:
    """JSON with the upper levels on lines of their own, which people read; the encoder indents much slower."""
    if depth > MOST_INDENTED or not content or not isinstance(content, dict | list):
        yield _encode(content)
        return
    opening, closing = "{}" if isinstance(content, dict) else "[]"
    indent = "\n" + " " * (depth + 1)
    for number, item in enumerate(content):
        yield f"{',' if number else opening}{indent}"
        if isinstance(content, dict):
            yield f"{_encode(item)}: "
        yield from _lines(content[item] if isinstance(content, dict) else item, depth + 1)
    yield f"{indent[:-1]}{closing}"


def set_clock(clock: Clock, world: World, section: Section) -> None:
    """`mode` real, manual, or scaled by `factor`; `advance` by seconds or to the `next` event. Raises ScenarioError."""
    modes = {"real": 1.0, "manual": 0.0, "scaled": section.number("factor", 1.0)}
    if modes["scaled"] > MAX_RATE:
        raise section.error("factor", f"must be at most {MAX_RATE:g}")
    mode = section.string("mode", clock.mode, tuple(modes)) if section.has("mode") else None
    section.get("mode")
    pending = world.agenda.pending()
    if section.get("advance") == "next":
        seconds = max(pending[0].due - clock.now(), 0.0) if pending else 0.0
    else:
        seconds = section.number("advance", 0.0)
    section.refuse_unknown()
    if seconds > LATEST - clock.now():
        raise section.error("advance", f"the clock ends at {timestamp(LATEST)}")
    if mode:
        clock.set_rate(modes[mode])
    clock.advance(seconds)
    world.settle()
