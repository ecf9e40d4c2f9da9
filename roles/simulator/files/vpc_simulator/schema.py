# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the JSON Schema of scenarios: the shipped file, with what the code enumerates. Knows no world."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

from vpc_simulator.delays import DELAYS
from vpc_simulator.faults import KINDS
from vpc_simulator.identities import QUOTAS
from vpc_simulator.model import ROUTE_STATES, VBR_STATES
from vpc_simulator.reader import MAX_NUMBER
from vpc_simulator.regions import REGIONS
from vpc_simulator.router_interfaces import ACCEPTOR, BANDWIDTH, INITIATOR, INTERFACE_STATES
from vpc_simulator.switches import Switches

FILE = Path(__file__).parent / "data" / "scenario.schema.json"
BOOLEANS = [True, False, "true", "false", "yes", "no", "on", "off"]
# definition, property: the values that the code enumerates
ENUMERATIONS: dict[tuple[str, str], tuple[str, ...]] = {
    ("route", "status"): ROUTE_STATES,
    ("vbr", "status"): VBR_STATES,
    ("router_interface", "role"): (INITIATOR, ACCEPTOR),
    ("router_interface", "spec"): tuple(BANDWIDTH),
    ("router_interface", "status"): INTERFACE_STATES,
    ("peer_view", "status"): (*INTERFACE_STATES, "Deleted"),
    ("peer_view", "spec"): tuple(BANDWIDTH),
    ("fault", "kind"): tuple(KINDS),
}


@functools.cache
def scenario_schema() -> dict[str, Any]:
    """The schema. What the code enumerates is taken from the code; a test holds the shipped file against it."""
    schema: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    definitions = schema["$defs"]
    definitions["region"] = {"type": "string", "enum": list(REGIONS), "description": "A region's id."}
    definitions["delays"] = _mapping({name: _delay(text) for name, (_seconds, text) in DELAYS.items()})
    definitions["quotas"] = _mapping({name: _quota(default) for name, default in QUOTAS.items()})
    definitions["switches"] = _mapping(
        {name: _switch(default, text, choices) for name, default, text, choices in Switches.describe()}
    )
    for (definition, name), values in ENUMERATIONS.items():
        definitions[definition]["properties"][name]["enum"] = list(values)
    return schema


def _mapping(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _delay(text: str) -> dict[str, Any]:
    return {"type": "number", "minimum": 0, "maximum": MAX_NUMBER, "description": f"Seconds {text}."}


def _quota(default: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": 0, "maximum": int(MAX_NUMBER), "description": f"{default} by default."}


def _switch(default: object, text: str, choices: tuple[str, ...]) -> dict[str, Any]:
    if isinstance(default, bool):
        return {"enum": BOOLEANS, "description": text}
    kind = {int: "integer", float: "number"}.get(type(default), "string")
    values = {"enum": list(choices)} if choices else {}
    return {"type": kind, **values, "description": text}
