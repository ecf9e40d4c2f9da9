# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns drawing lines over two logarithmic axes as SVG, panel beside panel. Knows nothing of what is measured."""

from __future__ import annotations

import dataclasses
import math
import typing as t
from html import escape

LICENSE = "<!-- SPDX-FileCopyrightText: 2026 aliops contributors\nSPDX-License-Identifier: GPL-3.0-or-later -->"
WIDTH, HEIGHT, MARGIN, BOTTOM = 420, 320, 60, 50
# Readable on white and on black, and distinct for people with colour blindness.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8c8c8c", "#b59b00")


@dataclasses.dataclass(frozen=True)
class Panel:
    """One picture: lines of (x, y) by their names; all numbers are above 0."""

    title: str
    lines: t.Mapping[str, t.Sequence[tuple[float, float]]]


@dataclasses.dataclass(frozen=True)
class Axis:
    """A logarithmic axis from a power of ten to a power of ten, over so many pixels."""

    first: int
    last: int
    pixels: float

    @classmethod
    def over(cls, values: t.Iterable[float], pixels: float) -> Axis:
        """Return the axis on which all values have room; it spans a power of ten at least."""
        logs = [math.log10(value) for value in values]
        first = math.floor(min(logs))
        return cls(first, max(math.ceil(max(logs)), first + 1), pixels)

    def at(self, value: float) -> float:
        """Return the distance of a value from the axis's beginning in pixels."""
        return (math.log10(value) - self.first) / (self.last - self.first) * self.pixels

    @property
    def ticks(self) -> list[float]:
        """Return the powers of ten."""
        return [10.0**power for power in range(self.first, self.last + 1)]


def svg(title: str, panels: t.Sequence[Panel], x_name: str, y_name: str) -> str:
    """Return the drawing; the panels share their scales, so that they can be compared."""
    points = [point for panel in panels for line in panel.lines.values() for point in line]
    across = Axis.over((x for x, _y in points), WIDTH - MARGIN - 20)
    up = Axis.over((y for _x, y in points), HEIGHT - BOTTOM - 40)
    names = list(dict.fromkeys(name for panel in panels for name in panel.lines))
    colours = {name: COLOURS[number % len(COLOURS)] for number, name in enumerate(names)}
    width, height = WIDTH * len(panels), HEIGHT + 24 * ((len(names) + 1) // 2) + 10
    parts = [
        LICENSE,
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12" fill="#555">',
        f"<title>{escape(title)}</title>",
        '<rect width="100%" height="100%" fill="white"/>',
    ]
    for number, panel in enumerate(panels):
        parts.append(f'<g transform="translate({number * WIDTH},0)">')
        parts += [*_frame(panel, across, up, x_name, y_name), *_lines(panel, across, up, colours), "</g>"]
    parts += [*_legend(colours), "</svg>"]
    return "\n".join(parts) + "\n"


def _frame(panel: Panel, across: Axis, up: Axis, x_name: str, y_name: str) -> t.Iterator[str]:
    foot = HEIGHT - BOTTOM
    yield f'<text x="{MARGIN}" y="22" font-size="14" font-weight="bold">{escape(panel.title)}</text>'
    for tick in across.ticks:
        x = MARGIN + across.at(tick)
        yield f'<path d="M{x:.1f} {foot}V40" stroke="#ddd"/>'
        yield f'<text x="{x:.1f}" y="{foot + 16}" text-anchor="middle">{tick:,g}</text>'
    for tick in up.ticks:
        y = foot - up.at(tick)
        yield f'<path d="M{MARGIN} {y:.1f}h{across.pixels}" stroke="#ddd"/>'
        yield f'<text x="{MARGIN - 6}" y="{y + 4:.1f}" text-anchor="end">{tick:,g}</text>'
    yield f'<text x="{MARGIN + across.pixels / 2}" y="{foot + 36}" text-anchor="middle">{escape(x_name)}</text>'
    middle = foot - up.pixels / 2
    yield f'<text transform="translate(16,{middle}) rotate(-90)" text-anchor="middle">{escape(y_name)}</text>'


def _lines(panel: Panel, across: Axis, up: Axis, colours: t.Mapping[str, str]) -> t.Iterator[str]:
    foot = HEIGHT - BOTTOM
    for name, line in panel.lines.items():
        points = [(MARGIN + across.at(x), foot - up.at(y)) for x, y in sorted(line)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        yield f'<polyline points="{path}" fill="none" stroke="{colours[name]}" stroke-width="2"/>'
        for (x, y), (size, value) in zip(points, sorted(line), strict=True):
            hint = f"<title>{escape(name)}, {size:,g}: {value:.2f}</title>"
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colours[name]}">{hint}</circle>'


def _legend(colours: t.Mapping[str, str]) -> t.Iterator[str]:
    for number, (name, colour) in enumerate(colours.items()):
        x, y = MARGIN + number % 2 * (WIDTH - MARGIN) // 2, HEIGHT + 10 + number // 2 * 24
        yield f'<path d="M{x} {y}h24" stroke="{colour}" stroke-width="3"/>'
        yield f'<text x="{x + 32}" y="{y + 4}">{escape(name)}</text>'
