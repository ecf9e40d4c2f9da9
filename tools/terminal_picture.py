# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns the look of a terminal's output as an SVG: its colours, its font, its width. Pure; knows no program."""

from __future__ import annotations

import dataclasses
import re
import typing as t
from xml.sax.saxutils import escape, quoteattr

COLUMNS = 100
# In px. Each line is stretched to its columns, so the picture is as wide with any font.
CHARACTER, LINE, MARGIN, FONT = 7.8, 18, 16, 13
FAMILY = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
GROUND, BORDER, INK = "#161b22", "#30363d", "#d1d7e0"
# By the numbers of the escape sequences; each is readable on the ground, which is dark on a light page as well.
COLOURS = {
    30: "#8b949e",
    31: "#ff7b72",
    32: "#56d364",
    33: "#e3b341",
    34: "#79c0ff",
    35: "#d2a8ff",
    36: "#39c5cf",
    37: "#f0f6fc",
    90: "#8b949e",
}
ESCAPE = re.compile(r"\x1b\[([0-9;]*)m")
# Sequences that move the cursor or set a title have no place in a picture.
OTHER = re.compile(r"\x1b\[[0-9;?]*[A-Za-ln-z]|\x1b\][^\x07]*\x07|\r")
LICENCE = """\
  <!--
  Copyright (c) 2026 aliops contributors
  GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
  SPDX-License-Identifier: GPL-3.0-or-later
  -->"""


@dataclasses.dataclass(frozen=True)
class Span:
    """Characters of one colour; ``colour`` is the ink for the terminal's own colour."""

    text: str
    colour: str = INK
    bold: bool = False


def plain(line: str) -> str:
    """Return a line without escape sequences."""
    return ESCAPE.sub("", OTHER.sub("", line))


def spans(line: str) -> list[Span]:
    """Return the parts of a line by their colours."""
    result: list[Span] = []
    colour, bold = INK, False
    # The odd pieces are the numbers of the escape sequences.
    for number, piece in enumerate(ESCAPE.split(OTHER.sub("", line).expandtabs())):
        if number % 2 == 0:
            result += [Span(piece, colour, bold)] if piece else []
            continue
        for code in map(int, filter(None, (piece or "0").split(";"))):
            if code == 0:
                colour, bold = INK, False
            elif code == 1:
                bold = True
            elif code in COLOURS:
                colour = COLOURS[code]
    return result


def cut(parts: t.Sequence[Span], columns: int = COLUMNS) -> list[Span]:
    """Return the parts that fit; an ellipsis stands for the others."""
    if sum(len(part.text) for part in parts) <= columns:
        return list(parts)
    result: list[Span] = []
    room = columns - 1
    for part in parts:
        text = part.text[:room]
        room -= len(text)
        if not room:
            return [*result, dataclasses.replace(part, text=f"{text.rstrip()}…")]
        result.append(dataclasses.replace(part, text=text))
    return result


def _span(part: Span) -> str:
    weight = ' font-weight="600"' if part.bold else ""
    return f"<tspan fill={quoteattr(part.colour)}{weight}>{escape(part.text)}</tspan>"


def _line(number: int, line: str) -> t.Iterator[str]:
    """Yield the element of a line; a blank one has none."""
    parts = cut(spans(line.rstrip()))
    length = sum(len(part.text) for part in parts)
    if not length:
        return
    inner = "".join(_span(part) for part in parts)
    place = f'x="{MARGIN}" y="{MARGIN + FONT + number * LINE}" textLength="{length * CHARACTER:.1f}"'
    yield f'    <text {place} lengthAdjust="spacingAndGlyphs" xml:space="preserve">{inner}</text>'


def picture(lines: t.Sequence[str], title: str) -> str:
    """Return the SVG of some lines, with their escape sequences; readers of a screen get the title."""
    width, height = COLUMNS * CHARACTER + 2 * MARGIN, len(lines) * LINE + 2 * MARGIN
    rows = [row for number, line in enumerate(lines) for row in _line(number, line)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" width="{width:.0f}"'
            f' height="{height}" role="img" aria-labelledby="title">',
            LICENCE,
            f'  <title id="title">{escape(title)}</title>',
            f'  <rect x="0.5" y="0.5" width="{width - 1:.0f}" height="{height - 1}" rx="10" fill="{GROUND}"'
            f' stroke="{BORDER}"/>',
            f'  <g font-family="{FAMILY}" font-size="{FONT}">',
            *rows,
            "  </g>",
            "</svg>",
            "",
        ]
    )
