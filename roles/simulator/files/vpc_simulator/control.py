# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the control API under `/_simulator/`: reset, scenario, state, calls. Unsigned; never shows a secret."""

from __future__ import annotations

import json
import os
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from vpc_simulator.reader import ScenarioError
from vpc_simulator.scenario import parse
from vpc_simulator.service import Service
from vpc_simulator.state import describe_world

PREFIX = "/_simulator"


def control_app(service: Service) -> Starlette:
    """The control API of a service."""

    async def reset(request: Request) -> Response:
        service.reset()
        return JSONResponse({"scenario": service.scenario.name})

    async def scenario(request: Request) -> Response:
        """Load a scenario from the body; a wrong one changes nothing."""
        try:
            text = (await request.body()).decode("utf-8")
            service.load(parse(text, request.query_params.get("name", "posted")))
        except (ScenarioError, UnicodeDecodeError) as error:
            return JSONResponse({"error": str(error)}, status_code=400)
        return JSONResponse({"scenario": service.scenario.name})

    async def state(request: Request) -> Response:
        return _pretty({"scenario": service.scenario.name, **describe_world(service.world)})

    async def calls(request: Request) -> Response:
        """The log; `?since=N` leaves out the first N calls."""
        since = request.query_params.get("since", "0")
        if not since.isdigit():
            return JSONResponse({"error": f"since: {since!r} is not a number"}, status_code=400)
        return _pretty(service.log.as_list(int(since)))

    async def process(request: Request) -> Response:
        return JSONResponse({"pid": os.getpid(), "scenario": service.scenario.name})

    return Starlette(
        routes=[
            Route(f"{PREFIX}/reset", reset, methods=["POST"]),
            Route(f"{PREFIX}/scenario", scenario, methods=["POST"]),
            Route(f"{PREFIX}/state", state, methods=["GET"]),
            Route(f"{PREFIX}/process", process, methods=["GET"]),
            Route(f"{PREFIX}/calls", calls, methods=["GET"]),
        ]
    )


def _pretty(content: Any) -> Response:
    return Response(json.dumps(content, indent=1, ensure_ascii=False), media_type="application/json")
