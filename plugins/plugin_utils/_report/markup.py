# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""HTML and SVG elements from Python values; what is not markup already is escaped. Pure; knows no page."""

from __future__ import annotations

import html
import typing as t


class Markup(str):
    """Text that is markup already."""


Child = t.Union[str, int, float, None]


def tag(element: str, /, *children: Child, **attributes: Child) -> Markup:
    """Return an element. Attributes that are None are left out; ``class_`` is class, and ``_`` in names is ``-``."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(_text(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{element}{given}>{join(*children)}</{element}>")


def void(element: str, /, **attributes: str) -> Markup:
    """Return an element of HTML that never has content, such as meta."""
    return Markup(tag(element, **attributes)[: -len(f"</{element}>")])


def join(*children: Child) -> Markup:
    """Return children one after the other, each escaped unless it is markup; None is nothing."""
    given = [child for child in children if child is not None]
    return Markup("".join(child if isinstance(child, Markup) else html.escape(_text(child)) for child in given))


def with_commas(children: t.Iterable[Child]) -> Markup:
    """Return children with commas between them."""
    return join(*(join(", " if number else None, child) for number, child in enumerate(children)))


def _text(value: Child) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
