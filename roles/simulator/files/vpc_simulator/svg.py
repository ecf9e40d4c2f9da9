# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns writing SVG: the order of the elements, shortened and escaped text. Knows no cloud."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from html import escape

# Pixels of one column of text, by the CSS classes that set the font; the first match applies.
WIDTHS = {
    "title": 11.2,
    "name": 10.0,
    "ink small": 7.8,
    "ink": 9.0,
    "mono small": 6.7,
    "mono": 7.3,
    "small": 6.9,
    "": 8.2,
}

LINE_HEIGHT = 16


def columns(text: str) -> int:
    """The columns that a string takes. East Asian characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def room_for(room: float, style: str) -> int:
    """The columns of text in that many pixels."""
    width = next(pixels for name, pixels in WIDTHS.items() if set(name.split()) <= set(style.split()))
    return int(room / width)


def fit(text: str, room: float, style: str) -> str:
    """The text, or its beginning with an ellipsis."""
    available = room_for(room, style)
    if columns(text) <= available:
        return text
    while text and columns(text) >= available:
        text = text[: min(len(text) - 1, available)]
    return text + "…"


def wrap(text: str, room: float, style: str) -> list[str]:
    """The lines of a string, broken at spaces; a word that is wider than a line is broken anywhere."""
    available = room_for(room, style)
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and columns(f"{lines[-1]} {word}") <= available:
            lines[-1] += f" {word}"
            continue
        if lines[-1]:
            lines.append("")
        for character in word:
            if columns(lines[-1] + character) > available:
                lines.append("")
            lines[-1] += character
    return lines


class Sheet:
    """A drawing in four layers; `text` and `label` escape their strings.

    Each element has a key, the name of its owner and a number, by which the page's script finds it again.
    """

    def __init__(self) -> None:
        self._beneath: list[str] = []
        self._behind: list[str] = []
        self._front: list[str] = []
        self._above: list[str] = []
        self._owner = ""
        self._numbers: Counter[str] = Counter()

    def owner(self, name: str) -> None:
        """Set the owner of the next elements."""
        self._owner = name

    def _keyed(self, element: str) -> str:
        self._numbers[self._owner] += 1
        key = f' data-key="{escape(self._owner)} {self._numbers[self._owner]}"'
        return re.sub("/?>", lambda end: key + end[0], element, count=1)

    def beneath(self, element: str) -> None:
        """Add an element beneath all boxes."""
        self._beneath.append(self._keyed(element))

    def behind(self, element: str) -> None:
        """Add an element beneath the others: a box is drawn after its content, which sets its size."""
        self._behind.append(self._keyed(element))

    def add(self, element: str) -> None:
        self._front.append(self._keyed(element))

    def text(self, x: int, y: int, text: str, style: str, room: float = 1000) -> None:
        """Add a line of text; if it does not fit, the tooltip has all of it."""
        self.add(_text(x, y, text, style, room))

    def paragraph(self, x: int, y: int, text: str, style: str, room: float) -> int:
        """Add all of a string in as many lines as it needs. Return the height of the last line."""
        lines = wrap(text, room, style)
        for line in lines:
            self.text(x, y, line, style)
            y += LINE_HEIGHT
        return y - LINE_HEIGHT

    def label(self, x: int, y: int, size: tuple[int, int], lines: tuple[str, str, str], style: str) -> None:
        """Add three centred lines on a plate that covers what is beneath."""
        width, height = size
        place = f'x="{x - width // 2}" y="{y - height // 2}" width="{width}" height="{height}" rx="14"'
        self._above.append(self._keyed(f'<rect class="plate {style}" {place}/>'))
        kinds = ("middle small strong", f"middle small ink {style}", "middle small muted")
        for row, text, kind in zip((y - 12, y + 3, y + 18), lines, kinds, strict=True):
            self._above.append(self._keyed(_text(x, row, text, kind, width - 6)))

    def svg(self, width: int, height: int, title: str) -> Iterator[str]:
        """The document, in parts."""
        yield f'<svg role="img" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        yield f"<title>{escape(title)}</title>"
        yield from self._beneath
        yield from reversed(self._behind)
        yield from self._front
        yield from self._above
        yield "</svg>"


def _text(x: int, y: int, text: str, style: str, room: float) -> str:
    shown = fit(text, room, style)
    hint = f"<title>{escape(text)}</title>" if shown != text else ""
    return f'<text class="{style}" x="{x}" y="{y}">{escape(shown)}{hint}</text>'
