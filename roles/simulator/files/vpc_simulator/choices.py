# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns named choices with a default, a description and their values: sets and describes them. Knows no single one."""

from __future__ import annotations

import dataclasses
from typing import Any, get_type_hints

TRUE = frozenset({"true", "yes", "on", "1"})
FALSE = frozenset({"false", "no", "off", "0"})


@dataclasses.dataclass(eq=False)
class Choices:
    """Fields are annotated with a description, and with their values unless the type allows every value."""

    def set(self, name: str, value: object) -> None:
        """Set one field. Raises ValueError with the known fields or values."""
        names = [field.name for field in dataclasses.fields(self)]
        if name not in names:
            raise ValueError(f"unknown switch {name!r}; switches: {', '.join(names)}")
        _doc, *choices = get_type_hints(type(self), include_extras=True)[name].__metadata__
        kind = type(getattr(self, name))
        try:
            converted = _convert(value, kind)
        except ValueError:
            raise ValueError(f"switch {name}: {value!r} is not a {kind.__name__}") from None
        if choices and converted not in choices:
            raise ValueError(f"switch {name}: {value!r} is not one of {', '.join(choices)}")
        setattr(self, name, converted)

    @classmethod
    def describe(cls) -> list[tuple[str, object, str, tuple[str, ...]]]:
        """(name, default, description, values) of every field."""
        hints = get_type_hints(cls, include_extras=True)
        fields = [(field.name, field.default, hints[field.name].__metadata__) for field in dataclasses.fields(cls)]
        return [(name, default, doc, tuple(choices)) for name, default, (doc, *choices) in fields]

    @classmethod
    def as_table(cls) -> str:
        """All fields as a Markdown table."""
        lines = ["| Switch | Default | Behaviour |", "| --- | --- | --- |"]
        for name, default, doc, choices in cls.describe():
            shown = str(default).lower() if isinstance(default, bool) else default
            values = f" One of {', '.join(f'`{choice}`' for choice in choices)}." if choices else ""
            lines.append(f"| `{name}` | {f'`{shown}`' if shown != '' else ''} | {doc}{values} |")
        return "\n".join(lines)


def _convert(value: object, kind: type) -> Any:
    if kind is bool:
        text = str(value).lower()
        if text not in TRUE | FALSE:
            raise ValueError(value)
        return text in TRUE
    if kind is str and not isinstance(value, str):
        raise ValueError(value)
    return kind(value)
