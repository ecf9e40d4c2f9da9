# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns parsing JSON and YAML text of unknown origin within bounds, and writing YAML. Knows no scenario.

A parser that recurses crashes on deep nesting, and YAML's aliases and merge keys can describe far more than they are
long. So the events of the text, which a parser produces without recursion, are counted first.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import yaml

MAX_DEPTH = 50
MAX_NODES = 2_000_000
MAX_YAML = 1 << 20  # characters; JSON, which is parsed much faster, has no limit of its own
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    def ignore_aliases(self, data: Any) -> bool:
        return True


# What the constructors of YAML's scalars raise for a value that is none, as `!!int ''`.
_WRONG_SCALARS = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError)


class DocumentError(ValueError):
    """The text is not JSON or YAML, or exceeds a bound."""


def read_document(text: str, bounded: bool = True) -> Any:
    """The value of JSON or YAML text. A trusted text may be of any size (`bounded` false). Raises DocumentError."""
    if not text.lstrip().startswith(("{", "[")):
        return _read_yaml(text, bounded)
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except RecursionError:
        raise DocumentError(f"nested deeper than {MAX_DEPTH}") from None
    except ValueError as error:
        if bounded and len(text) > MAX_YAML:
            raise DocumentError(f"not JSON: {error}") from None
        # YAML's flow style begins with the same characters.
        return _read_yaml(text, bounded)
    check_value(value)
    return value


def as_yaml(value: object) -> str:
    """The value as YAML, as people write it: in the order of its keys, and without aliases."""
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, default_flow_style=None, width=120)


def check_value(value: object) -> None:
    """Check depth, size and texts of a value. Raises DocumentError."""
    level, nodes = [value], 0
    for _depth in range(MAX_DEPTH + 1):
        nodes += len(level)
        if nodes > MAX_NODES:
            raise DocumentError(f"more than {MAX_NODES} values")
        inner: list[object] = []
        for item in level:
            if isinstance(item, dict):
                inner += item.keys()
                inner += item.values()
            elif isinstance(item, list):
                inner += item
            elif isinstance(item, str) and not _is_encodable(item):
                raise DocumentError("a string has a lone surrogate")
        if not inner:
            return
        level = inner
    raise DocumentError(f"nested deeper than {MAX_DEPTH}")


def _is_encodable(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not a number of JSON")


def _read_yaml(text: str, bounded: bool) -> Any:
    if bounded and len(text) > MAX_YAML:
        raise DocumentError(f"YAML longer than {MAX_YAML} characters; send JSON")
    try:
        _check_events(text)
        value = yaml.load(text, Loader=_Loader)  # a safe loader
    except yaml.YAMLError as error:
        raise DocumentError(f"not YAML: {' '.join(str(error).split())}") from None
    except DocumentError:
        raise
    except _WRONG_SCALARS as error:
        raise DocumentError(f"not YAML: a value is not of its type ({error})") from None
    check_value(value)
    return value


@dataclass(slots=True)
class _Open:
    """A collection whose end was not reached yet, and the number of values in it, aliases expanded."""

    anchor: str | None
    values: int = 1


def _check_events(text: str) -> None:
    """Check depth and number of values, aliases expanded. Raises DocumentError or YAMLError."""
    sizes: dict[str, int] = {}
    stack = [_Open(None)]
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent):
            # An alias within its own anchor has no size yet: it would contain itself.
            if event.anchor not in sizes:
                raise DocumentError(f"*{event.anchor} is not the alias of a complete value")
            _count(stack, sizes[event.anchor])
        elif isinstance(event, yaml.ScalarEvent):
            _count(stack, 1)
            if event.anchor:
                sizes[event.anchor] = 1
        elif isinstance(event, yaml.CollectionStartEvent):
            stack.append(_Open(event.anchor))
            if event.anchor:
                sizes.pop(event.anchor, None)
            if len(stack) > MAX_DEPTH:
                raise DocumentError(f"nested deeper than {MAX_DEPTH}")
        elif isinstance(event, yaml.CollectionEndEvent):
            closed = stack.pop()
            _count(stack, closed.values)
            if closed.anchor:
                sizes[closed.anchor] = closed.values


def _count(stack: list[_Open], values: int) -> None:
    stack[-1].values += values
    if stack[-1].values > MAX_NODES:
        raise DocumentError(f"more than {MAX_NODES} values")
