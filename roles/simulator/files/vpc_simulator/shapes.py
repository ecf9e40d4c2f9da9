# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the shapes of responses: their fields with their types and no value. Knows no action and no trace.

An object is a dict, a list a list with the shape of its items, everything else the name of its type. A question mark
behind a name means that some of the objects lack the field; `integer|string` that the type varies. The data is
`data/responses.json`: operation -> shape of its responses under any switch; operation `*` holds that of refusals.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast

Shape = dict[str, Any] | list[Any] | str

FILE = Path(__file__).parent / "data" / "responses.json"
RESPONSES: dict[str, Shape] = json.loads(FILE.read_text(encoding="utf-8"))
NAMES: dict[type, str] = {
    dict: "object", list: "array", str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"
}  # fmt: skip
OPTIONAL = "?"


class Difference(NamedTuple):
    """One field that differs. `kind` is `unknown` (not known here), `missing` or `type`; both others are types."""

    path: str
    kind: str
    known: str
    sent: str


def shape_of(value: Any) -> Shape:
    """The shape of a value that was JSON."""
    if isinstance(value, dict):
        return {name: shape_of(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [merged([shape_of(item) for item in value])] if value else []
    return NAMES[type(value)]


def merged(shapes: Sequence[Shape]) -> Shape:
    """The one shape that all of these have."""
    if all(isinstance(shape, dict) for shape in shapes):
        return _merged_objects(cast("Sequence[dict[str, Any]]", shapes))
    if all(isinstance(shape, list) for shape in shapes):
        items = [item for shape in shapes for item in shape]
        return [merged(items)] if items else []
    return "|".join(sorted({name for shape in shapes for name in type_of(shape).split("|")}))


def _merged_objects(shapes: Sequence[dict[str, Any]]) -> dict[str, Any]:
    fields: dict[str, list[Any]] = {}
    optional: set[str] = set()
    for shape in shapes:
        for name, inner in shape.items():
            fields.setdefault(plain(name), []).append(inner)
            if name.endswith(OPTIONAL):
                optional.add(plain(name))
    optional |= {name for name, inners in fields.items() if len(inners) < len(shapes)}
    return {name + OPTIONAL * (name in optional): merged(inners) for name, inners in sorted(fields.items())}


def plain(name: str) -> str:
    """The name of a field without the mark of an optional one."""
    return name.removesuffix(OPTIONAL)


def type_of(shape: Shape) -> str:
    """The name of the type that a shape stands for."""
    return shape if isinstance(shape, str) else NAMES[type(shape)]


def differences(known: Shape, sent: Shape, path: str = "") -> Iterator[Difference]:
    """Where a response's shape differs from the known one. An empty list has every shape of a list."""
    if isinstance(known, dict) and isinstance(sent, dict):
        yield from _field_differences(known, sent, path)
    elif isinstance(known, list) and isinstance(sent, list):
        if known and sent:
            yield from differences(known[0], sent[0], f"{path}[]")
    elif not set(type_of(sent).split("|")) <= set(type_of(known).split("|")):
        yield Difference(path, "type", type_of(known), type_of(sent))


def _field_differences(known: dict[str, Any], sent: dict[str, Any], path: str) -> Iterator[Difference]:
    known_fields = {plain(name): inner for name, inner in known.items()}
    sent_fields = {plain(name): inner for name, inner in sent.items()}
    for name in sorted({*known_fields, *sent_fields}):
        place = f"{path}.{name}" if path else name
        if name not in known_fields:
            yield Difference(place, "unknown", "", type_of(sent_fields[name]))
        elif name in sent_fields:
            yield from differences(known_fields[name], sent_fields[name], place)
        if name in known and name not in sent:
            yield Difference(place, "missing", type_of(known[name]), type_of(sent_fields.get(name, "")))
