# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names the addresses that pages of a built site load from elsewhere, and the parts that they lack.

Usage: check_site.py FOLDER

So readers without a network see the whole site, and no other host learns who reads it.
"""

from __future__ import annotations

import html.parser
import pathlib
import re
import sys
import typing as t

# The attributes that a browser follows by itself. It does not follow links by itself, so "a" is not among them.
LOADING = {
    "audio": ("src",),
    "embed": ("src",),
    "iframe": ("src",),
    "image": ("href", "xlink:href"),
    "img": ("src", "srcset"),
    "input": ("src",),
    "link": ("href",),
    "object": ("data",),
    "script": ("src",),
    "source": ("src", "srcset"),
    "track": ("src",),
    "use": ("href", "xlink:href"),
    "video": ("src", "poster"),
}
# The relations of "link" that a browser does not load.
ONLY_NAMED = {"alternate", "author", "canonical", "help", "index", "license", "next", "prev", "search", "top", "up"}
ELSEWHERE = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
IN_CSS = re.compile(r"(?:url\(\s*|@import\s+)[\"']?((?:[a-z][a-z0-9+.-]*:)?//[^\"')\s]+)", re.IGNORECASE)
# The addresses that the scripts of a page could load at once, without those in comments and texts.
IN_SCRIPT = re.compile(
    r"(?:fetch|import|importScripts|sendBeacon|open)\(\s*(?:[\"']\w+[\"'],\s*)?[\"'`]((?:https?:)?//[^\"'`]+)"
    r"|\.(?:src|href)\s*=\s*[\"'`]((?:https?:)?//[^\"'`]+)"
)
# The parts that each page must have, by a piece of their source.
PARTS = {
    "a search field": 'class="sidebar-search',
    "a switch between light and dark": "theme-toggle",
    "copy buttons": "copybutton.js",
    "a navigation": "sidebar-tree",
}


class Page(html.parser.HTMLParser):
    """Collects the addresses that a page loads from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.elsewhere: list[str] = []
        self._element = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._element = tag
        values = {name: value or "" for name, value in attrs}
        self.elsewhere += IN_CSS.findall(values.get("style", ""))
        if tag == "link" and set(values.get("rel", "").lower().split()) <= ONLY_NAMED:
            return
        loaded = (address for name in LOADING.get(tag, ()) for address in addresses(name, values.get(name, "")))
        self.elsewhere += [address for address in loaded if ELSEWHERE.match(address)]

    def handle_endtag(self, tag: str) -> None:
        self._element = ""

    def handle_data(self, data: str) -> None:
        if self._element == "style":
            self.elsewhere += IN_CSS.findall(data)
        elif self._element == "script":
            self.elsewhere += in_script(data)


def addresses(attribute: str, value: str) -> list[str]:
    """Return the addresses in an attribute; a set of sources has several, each with its size."""
    return [part.strip().split(" ")[0] for part in value.split(",")] if attribute == "srcset" else [value]


def in_script(text: str) -> list[str]:
    """Return the addresses that a script loads."""
    return [first or second for first, second in IN_SCRIPT.findall(text)]


def elsewhere(path: pathlib.Path) -> list[str]:
    """Return the addresses that a file of the site loads from elsewhere."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".css":
        return IN_CSS.findall(text)
    if path.suffix == ".js":
        return in_script(text)
    page = Page()
    page.feed(text)
    return page.elsewhere


def lacks(text: str) -> list[str]:
    """Return the parts that a page lacks."""
    return [part for part, piece in PARTS.items() if piece not in text]


def has_twice(text: str) -> list[str]:
    """Return the parts of a page that the theme already shows beside it."""
    return ["a table of contents"] if re.search(r'class="contents\b', text) else []


def faults(folder: pathlib.Path) -> t.Iterator[str]:
    """Yield a line for each fault of a site."""
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".html", ".css", ".js", ".svg"))
    pages = [path for path in files if path.suffix == ".html"]
    if not pages:
        yield f"{folder}: no pages"
    for path in files:
        name = path.relative_to(folder)
        yield from (f"{name}: loads {address}" for address in elsewhere(path))
        if path in pages:
            text = path.read_text(encoding="utf-8")
            yield from (f"{name}: lacks {part}" for part in lacks(text))
            yield from (f"{name}: has {part} twice" for part in has_twice(text))


if __name__ == "__main__":
    lines = list(faults(pathlib.Path(sys.argv[1])))
    print("\n".join(lines))
    sys.exit(1 if lines else 0)
