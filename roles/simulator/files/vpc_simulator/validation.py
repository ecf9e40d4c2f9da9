# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns checking a value against a JSON Schema, as far as the schema of scenarios needs it, with all errors at once."""

from __future__ import annotations

import copy
import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from vpc_simulator.reader import ScenarioError, kind_of

Schema = dict[str, Any]
Path = tuple[Any, ...]
TYPES: dict[str, tuple[Callable[[object], bool], str]] = {
    "object": (lambda value: isinstance(value, dict), "a mapping"),
    "array": (lambda value: isinstance(value, list), "a list"),
    "string": (lambda value: isinstance(value, str), "a string"),
    "boolean": (lambda value: isinstance(value, bool), "true or false"),
    "integer": (lambda value: isinstance(value, int) and not isinstance(value, bool), "a whole number"),
    "number": (lambda value: isinstance(value, int | float) and not isinstance(value, bool), "a number"),
}
MAX_ERRORS = 100
# Every keyword that a schema may use. The annotations have no effect.
KEYWORDS = frozenset(
    {
        "$ref", "additionalProperties", "anyOf", "enum", "items", "maximum", "minimum", "pattern", "properties",
        "required", "type", "$defs", "$schema", "description", "errorMessage", "title",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SchemaError:
    """An error at a path of keys and indices."""

    path: Path
    message: str

    def as_scenario_error(self) -> ScenarioError:
        place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.path)
        return ScenarioError(f"{place.removeprefix('.') or 'scenario'}: {self.message}")


def errors_of(value: object, schema: Schema) -> list[SchemaError]:
    """The errors of a value, at most MAX_ERRORS."""
    return list(itertools.islice(_Validator(schema).check(value, schema, ()), MAX_ERRORS))


def without(value: Any, errors: Iterable[SchemaError]) -> Any:
    """A copy of a value without what the errors name, so that the rest can be checked further."""
    value = copy.deepcopy(value)
    for error in errors:
        *outer, last = error.path or (None,)
        holder = value
        for step in outer:
            # What an earlier error names is gone already.
            holder = holder.get(step) if isinstance(holder, dict) else holder[step] if holder else None
        if isinstance(holder, dict):
            holder.pop(last, None)
        elif isinstance(holder, list) and isinstance(last, int):
            holder[last] = None
    return value


class _Validator:
    def __init__(self, root: Schema) -> None:
        self._definitions: dict[str, Schema] = root.get("$defs", {})

    def check(self, value: object, schema: Schema, path: Path) -> Iterator[SchemaError]:
        if "$ref" in schema:
            schema = self._definitions[schema["$ref"].removeprefix("#/$defs/")]
        if "anyOf" in schema:
            if all(any(self.check(value, choice, path)) for choice in schema["anyOf"]):
                yield from self.check(value, schema["anyOf"][0], path)
            return
        if (message := _scalar_error(value, schema)) is not None:
            yield SchemaError(path, message)
        elif isinstance(value, dict):
            yield from self._check_mapping(value, schema, path)
        elif isinstance(value, list):
            for index, item in enumerate(value):
                yield from self.check(item, schema.get("items", {}), (*path, index))

    def _check_mapping(self, value: dict[Any, object], schema: Schema, path: Path) -> Iterator[SchemaError]:
        """Null is the same as absent."""
        known, others = schema.get("properties", {}), schema.get("additionalProperties", {})
        for name in schema.get("required", ()):
            if value.get(name) is None:
                yield SchemaError((*path, name), "is missing")
        for name, inner in value.items():
            if not isinstance(name, str):
                yield SchemaError((*path, name), f"the key {name!r} is not a string; put it in quotes")
            elif name not in known and others is False:
                yield SchemaError((*path, name), f"unknown key; known keys: {', '.join(sorted(known))}")
            elif inner is not None:
                yield from self.check(inner, known.get(name, others), (*path, name))


def _scalar_error(value: object, schema: Schema) -> str | None:
    """What is wrong with the value itself, apart from its items."""
    kind = schema.get("type")
    is_type, article = TYPES[kind] if kind else (lambda value: True, "")
    if kind in ("number", "integer"):
        return _number_error(value, schema, is_type(value))
    if not is_type(value):
        hint = "; put it in quotes" if kind == "string" and not isinstance(value, dict | list) else ""
        return f"expected {article}, found {kind_of(value)}{hint}"
    # True equals 1 in Python, not in JSON.
    if "enum" in schema and not any(value == choice and type(value) is type(choice) for choice in schema["enum"]):
        return f"{value!r} is not one of {', '.join(_text(choice) for choice in schema['enum'])}"
    if "pattern" in schema and isinstance(value, str) and not re.search(schema["pattern"], value):
        return f"{value!r} {schema['errorMessage']}"
    return None


def _text(choice: object) -> str:
    return str(choice).lower() if isinstance(choice, bool) else str(choice)


def _number_error(value: object, schema: Schema, is_type: bool) -> str | None:
    least, most = schema.get("minimum"), schema.get("maximum")
    is_number, _article = TYPES["number"]
    if not is_number(value) or not isinstance(value, int | float) or (least is not None and not value >= least):
        bound = "" if least is None else f" of at least {least}"
        return f"expected a number{bound}, found {kind_of(value)}"
    if not is_type:
        return "expected a whole number"
    if most is not None and value > most:
        return f"must be at most {most:g}"
    return None
