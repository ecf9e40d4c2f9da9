# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns reading untrusted YAML or JSON values with errors that name the path. Knows no scenario."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

Value = TypeVar("Value")
MAX_PROBLEMS = 100
MAX_NUMBER = 1e12  # seconds are numbers too: 30,000 years


class ScenarioError(ValueError):
    """A scenario is invalid; each line begins with the path of a value, as `accounts[0].vpcs[1].cidr_block`.

    `value` is the value at the path, if the error has one line.
    """

    value: object = None

    @property
    def place(self) -> str:
        return str(self).partition(": ")[0]


class Problems:
    """The errors of a scenario so far. The error of a reference to a section that is wrong itself does not count."""

    def __init__(self, errors: Iterable[ScenarioError] = ()) -> None:
        self._errors: dict[str, ScenarioError] = {error.place: error for error in errors}
        self._broken: set[object] = set()

    def add(self, error: ScenarioError, section: dict[Any, object]) -> None:
        """Add the error of a section, unless its place is known already, or its value names a broken section."""
        own = {value for name, value in section.items() if str(name).endswith("_id") and isinstance(value, str)}
        follows = isinstance(error.value, str) and error.value in self._broken
        if not follows and len(self._errors) < MAX_PROBLEMS:
            self._errors.setdefault(error.place, error)
        self._broken |= own - ({error.value} if isinstance(error.value, str) else set())

    def raise_all(self) -> None:
        """Raise one ScenarioError with all errors, if there are any."""
        if self._errors:
            raise ScenarioError("\n".join(map(str, self._errors.values())))


class Section:
    """A mapping of a scenario. Each read marks its key as known; `refuse_unknown` refuses the others.

    With `problems`, `each` collects the errors of the items of lists.
    """

    def __init__(self, value: object, path: str, problems: Problems | None = None) -> None:
        if not isinstance(value, dict):
            raise ScenarioError(f"{path or 'scenario'}: expected a mapping, found {kind_of(value)}")
        self.path = path
        self._problems = problems
        self._values: dict[Any, object] = value
        self._known: list[str] = []

    def path_of(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def error(self, name: str, message: str) -> ScenarioError:
        error = ScenarioError(f"{self.path_of(name)}: {message}")
        error.value = self._values.get(name)
        return error

    def get(self, name: str) -> object:
        self._known.append(name)
        return self._values.get(name)

    def has(self, name: str) -> bool:
        return self._values.get(name) is not None

    def string(self, name: str, default: str | None = None, choices: tuple[str, ...] = ()) -> str:
        """A string, mandatory without a default. Numbers are refused: uid 0123 would lose its zero."""
        value = self.get(name)
        if value is None:
            if default is None:
                raise self.error(name, "is missing")
            return default
        if not isinstance(value, str):
            raise self.error(name, f"expected a string, found {kind_of(value)}; put it in quotes")
        if choices and value not in choices:
            raise self.error(name, f"{value!r} is not one of {', '.join(choices)}")
        return value

    def parsed(self, name: str, parse: Callable[[str], Value], default: str | None = None) -> Value:
        """A string converted by `parse`, whose ValueError becomes the message."""
        text = self.string(name, default)
        try:
            return parse(text)
        except ValueError as error:
            raise self.error(name, str(error)) from None

    def boolean(self, name: str, default: bool) -> bool:
        value = self.get(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self.error(name, f"expected true or false, found {kind_of(value)}")
        return value

    def number(self, name: str, default: float | None = None) -> float:
        value = self.get(name)
        value = default if value is None else value
        if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 0:
            raise self.error(name, f"expected a number of at least 0, found {kind_of(value)}")
        if value > MAX_NUMBER:
            raise self.error(name, f"must be at most {MAX_NUMBER:g}")
        return value

    def integer(self, name: str, default: int | None = None) -> int:
        value = self.number(name, default)
        if not isinstance(value, int):
            raise self.error(name, "expected a whole number")
        return value

    def string_map(self, name: str) -> dict[str, str]:
        """A mapping of strings."""
        section = self.section(name)
        return {key: section.string(key) for key in section.names()}

    def string_list(self, name: str) -> list[str]:
        """A list of strings."""
        value = self.get(name)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.error(name, f"expected a list of strings, found {kind_of(value)}")
        return value

    def parsed_list(self, name: str, parse: Callable[[str], Value]) -> list[Value]:
        """A list of strings, each converted by `parse`; an absent list is empty."""
        if not self.has(name):
            self.get(name)
            return []
        try:
            return [parse(text) for text in self.string_list(name)]
        except ScenarioError:
            raise
        except ValueError as error:
            raise self.error(name, str(error)) from None

    def section(self, name: str) -> Section:
        value = self.get(name)
        return Section({} if value is None else value, self.path_of(name), self._problems)

    def sections(self, name: str) -> Iterator[Section]:
        """The mappings of a list; an absent list is empty."""
        value = self.get(name)
        if value is None:
            return
        if not isinstance(value, list):
            raise self.error(name, f"expected a list, found {kind_of(value)}")
        for index, item in enumerate(value):
            yield Section(item, f"{self.path_of(name)}[{index}]", self._problems)

    def for_each(self, name: str, add: Callable[[Section], object]) -> None:
        """Call `add` with each mapping of a list. With problems, a wrong one does not keep the others from it."""
        with self.collecting():
            for section in self.sections(name):
                with section.collecting():
                    add(section)

    @contextlib.contextmanager
    def collecting(self) -> Iterator[None]:
        """Add a ScenarioError of the body to the problems, if there are any to add it to."""
        try:
            yield
        except ScenarioError as error:
            if self._problems is None:
                raise
            self._problems.add(error, self._values)

    def names(self) -> list[str]:
        for name in self._values:
            if not isinstance(name, str):
                raise ScenarioError(f"{self.path}: the key {name!r} is not a string; put it in quotes")
        return list(self._values)

    def refuse_unknown(self) -> None:
        """Refuse keys that no read asked for."""
        for name in self.names():
            if name not in self._known:
                raise self.error(name, f"unknown key; known keys: {', '.join(sorted(set(self._known)))}")


def kind_of(value: object) -> str:
    """What a value is, for messages."""
    names = {dict: "a mapping", list: "a list", str: "a string", int: "a number", float: "a number", bool: "a boolean"}
    return names.get(type(value), "nothing" if value is None else f"a {type(value).__name__}")
