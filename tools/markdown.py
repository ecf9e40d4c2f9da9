# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tables, and pages some of whose parts are generated. Such a part stands between two comments, "begin" and "end"."""

from __future__ import annotations

import re
import typing as t


def table(heads: t.Sequence[str], rows: t.Iterable[t.Sequence[str]]) -> str:
    """Return a Markdown table; a bar inside a cell is escaped."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def with_part(page: str, name: str, text: str) -> str:
    """Return the page with one generated part replaced. Raises ValueError when the page has no such part."""
    parts = re.split(f"(<!-- (?:begin|end) {name} -->\n)", page)
    if len(parts) != 5:
        raise ValueError(f"the page must have one part {name}")
    return "".join((*parts[:2], f"\n{text}\n\n", *parts[3:]))


def with_parts(page: str, parts: t.Mapping[str, str]) -> str:
    """Return the page with some generated parts replaced."""
    for name, text in parts.items():
        page = with_part(page, name, text)
    return page
