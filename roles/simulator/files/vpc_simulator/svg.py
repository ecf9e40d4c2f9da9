# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns writing SVG: the order of the elements, shortened and escaped text. Knows no cloud."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from html import escape

# Pixels of one column of text, by the CSS classes that set the font; the first match applies.
WIDTHS = {"title": 9.0, "name": 8.0, "mono small": 6.7, "mono": 7.3, "small": 6.2, "": 7.2}


def fit(text: str, room: float, style: str) -> str:
    """The text, or its beginning with an ellipsis. East Asian characters take two columns."""
    width = next(pixels for name, pixels in WIDTHS.items() if set(name.split()) <= set(style.split()))
    columns = int(room / width)
    used = 0
    for position, character in enumerate(text):
        used += 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if used > columns:
            return text[: max(position - 1, 1)] + "…"
    return text


class Sheet:
    """A drawing in three layers; `text` and `label` escape their strings."""

    def __init__(self) -> None:
        self._behind: list[str] = []
        self._front: list[str] = []
        self._above: list[str] = []

    def behind(self, element: str) -> None:
        """Add an element beneath the others: a box is drawn after its content, which sets its size."""
        self._behind.append(element)

    def add(self, element: str) -> None:
        self._front.append(element)

    def text(self, x: int, y: int, text: str, style: str, room: float = 1000) -> None:
        """Add a line of text; if it does not fit, the tooltip has all of it."""
        shown = fit(text, room, style)
        hint = f"<title>{escape(text)}</title>" if shown != text else ""
        self._front.append(f'<text class="{style}" x="{x}" y="{y}">{escape(shown)}{hint}</text>')

    def label(self, x: int, y: int, lines: tuple[str, str], style: str) -> None:
        """Add two centred lines on a plate that covers what is beneath."""
        plate = f'<rect class="plate {style}" x="{x - 58}" y="{y - 20}" width="116" height="40" rx="20"/>'
        rows = zip((y - 3, y + 12), lines, (f"middle ink {style}", "middle small muted"), strict=True)
        self._above.append(plate)
        self._above += [f'<text class="{kind}" x="{x}" y="{row}">{escape(text)}</text>' for row, text, kind in rows]

    def svg(self, width: int, height: int, title: str) -> Iterator[str]:
        """The document, in parts."""
        yield f'<svg role="img" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        yield f"<title>{escape(title)}</title>"
        yield from reversed(self._behind)
        yield from self._front
        yield from self._above
        yield "</svg>"
