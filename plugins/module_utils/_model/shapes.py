# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns the shape of a response: its fields with their types and no value; and how two shapes differ. Pure.

An object is a dict, a list a list with the shape of its items, everything else the name of its type:
``{"Vpcs": {"Vpc": [{"VpcId": "string", "OwnerId": "integer", "VpcName?": "string"}]}}``. A question mark behind a name
says that some items of the list lack the field; ``integer|string`` that some have one type and some the other.
"""

from __future__ import annotations

import dataclasses
import typing as t

Shape = t.Union[dict[str, t.Any], list[t.Any], str]

NAMES = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer", float: "number"}
NULL, CUT = "null", "..."
# No response of the service is deeper.
DEEPEST = 20
OPTIONAL = "?"


@dataclasses.dataclass(frozen=True)
class Difference:
    """One field that differs: ``kind`` is ``unknown`` (not expected), ``missing`` or ``type``.

    ``path`` is as in ``Vpcs.Vpc[].VpcId``. ``expected`` and ``actual`` are types, empty where there is no field;
    ``optional`` means that some items lack it.
    """

    path: str
    kind: str
    expected: str
    actual: str


def shape_of(value: t.Any, depth: int = 0) -> Shape:
    """Return the shape of a value that was JSON."""
    if depth > DEEPEST:
        return CUT
    if isinstance(value, dict):
        return {str(name): shape_of(inner, depth + 1) for name, inner in value.items()}
    if isinstance(value, list):
        return [merged([shape_of(item, depth + 1) for item in value])] if value else []
    return NAMES.get(type(value), NULL)


def merged(shapes: t.Sequence[Shape]) -> Shape:
    """Return the one shape that all of these have."""
    if all(isinstance(shape, dict) for shape in shapes):
        return _merged_objects(t.cast("t.Sequence[dict[str, t.Any]]", shapes))
    if all(isinstance(shape, list) for shape in shapes):
        items = [item for shape in shapes for item in shape]
        return [merged(items)] if items else []
    return "|".join(sorted({name for shape in shapes for name in type_of(shape).split("|")}))


def _merged_objects(shapes: t.Sequence[dict[str, t.Any]]) -> dict[str, t.Any]:
    fields: dict[str, list[t.Any]] = {}
    optional: set[str] = set()
    for shape in shapes:
        for name, inner in shape.items():
            plain = name.rstrip(OPTIONAL)
            fields.setdefault(plain, []).append(inner)
            optional |= {plain} if name != plain else set()
    optional |= {name for name, inners in fields.items() if len(inners) < len(shapes)}
    return {
        name + (OPTIONAL if name in optional else ""): inners[0] if len(inners) == 1 else merged(inners)
        for name, inners in fields.items()
    }


def type_of(shape: Shape) -> str:
    """Return the name of the type that a shape stands for."""
    return shape if isinstance(shape, str) else NAMES[type(shape)]


def differences(expected: Shape, actual: Shape, path: str = "") -> t.Iterator[Difference]:
    """Yield where the shape of a response differs from the expected one.

    A field that the expected shape marks as optional may be missing; an empty list has every shape of a list.
    """
    if isinstance(expected, dict) and isinstance(actual, dict):
        yield from _field_differences(expected, actual, path)
    elif isinstance(expected, list) and isinstance(actual, list):
        if expected and actual:
            yield from differences(expected[0], actual[0], f"{path}[]")
    elif not set(type_of(actual).split("|")) <= set(type_of(expected).split("|")):
        yield Difference(path, "type", type_of(expected), type_of(actual))


def _field_differences(expected: dict[str, t.Any], actual: dict[str, t.Any], path: str) -> t.Iterator[Difference]:
    known = {name.rstrip(OPTIONAL): inner for name, inner in expected.items()}
    sent = {name.rstrip(OPTIONAL): inner for name, inner in actual.items()}
    for name in sorted({*known, *sent}):
        inner_path = f"{path}.{name}" if path else name
        if name not in known:
            yield Difference(inner_path, "unknown", "", type_of(sent[name]))
        elif name in sent:
            yield from differences(known[name], sent[name], inner_path)
        if name in expected and name not in actual:
            yield Difference(inner_path, "missing", type_of(known[name]), f"{type_of(sent.get(name, ''))}")
