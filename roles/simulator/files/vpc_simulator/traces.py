# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns reading a trace of API calls: lines of JSON that clients append to a file. Judges nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vpc_simulator.operations import PRODUCTS, operation
from vpc_simulator.shapes import Shape

# What a client writes in place of a secret.
HIDDEN = "(hidden)"
# Codes of clients, for calls without a response of the API.
CLIENT_CODES = "SDK."


class TraceError(ValueError):
    """A file that is no trace; the message names the line."""


@dataclass(slots=True, frozen=True)
class TracedCall:
    """One call: `fields` is the shape of its response. `line` is its place in the file."""

    line: int
    version: str
    action: str
    status: int | None
    code: str | None
    request_id: str | None
    parameters: dict[str, str]
    fields: Shape | None

    @property
    def operation(self) -> str:
        return operation(self.version, self.action)

    @property
    def product(self) -> str:
        """The product of the version, or the version itself."""
        return PRODUCTS.get(self.version, self.version)

    @property
    def is_answered(self) -> bool:
        """Whether the API itself responded."""
        return self.status is not None and not (self.code or "").startswith(CLIENT_CODES)


def read_trace(path: Path) -> list[TracedCall]:
    """The calls of a file, in their order. Raises TraceError, and OSError."""
    calls = list(_calls(path))
    if not calls:
        raise TraceError(f"{path}: has no calls")
    return calls


def _calls(path: Path) -> Iterator[TracedCall]:
    with path.open(encoding="utf-8", errors="replace") as stream:
        for number, text in enumerate(stream, 1):
            if text.strip():
                yield _call(path, number, text)


def _call(path: Path, number: int, text: str) -> TracedCall:
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        raise TraceError(f"{path}, line {number}: is not JSON") from None
    problem = _problem(record)
    if problem:
        raise TraceError(f"{path}, line {number}: is not a call: {problem}")
    names = ("version", "action", "status", "code", "request_id", "parameters", "fields")
    return TracedCall(number, *(record[name] for name in names))


def _problem(record: Any) -> str | None:
    """What a call lacks."""
    if not isinstance(record, dict):
        return "not an object"
    for name in ("version", "action"):
        if not isinstance(record.get(name), str):
            return f"{name} is not a string"
    for name, kinds in (("status", int), ("code", str), ("request_id", str), ("fields", dict)):
        if name not in record or not isinstance(record[name], kinds | None) or isinstance(record[name], bool):
            return f"{name} is missing or of another type"
    parameters = record.get("parameters")
    if not isinstance(parameters, dict) or not all(isinstance(value, str) for value in parameters.values()):
        return "parameters are not strings by their names"
    return None if _is_shape(record["fields"]) else "fields are not names with types"


def _is_shape(value: Any, depth: int = 0) -> bool:
    if depth > 50:
        return False
    if isinstance(value, dict):
        return all(_is_shape(inner, depth + 1) for inner in value.values())
    if isinstance(value, list):
        return len(value) < 2 and all(_is_shape(inner, depth + 1) for inner in value)
    return value is None and depth == 0 or isinstance(value, str)
