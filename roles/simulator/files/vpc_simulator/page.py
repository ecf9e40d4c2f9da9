# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the page for browsers at `/`: which requests get it, its parts, its content policy, the table of calls.

`picture` draws the picture. The page reads the world, without its secrets, and changes nothing.
"""

from __future__ import annotations

import base64
import functools
import hashlib
from collections.abc import Iterator, Mapping, MutableMapping
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from starlette.responses import HTMLResponse, Response

from vpc_simulator import __version__
from vpc_simulator.clock import timestamp
from vpc_simulator.log import Entry
from vpc_simulator.page_changes import PageParts
from vpc_simulator.picture import draw
from vpc_simulator.service import Service

TEMPLATES = Path(__file__).parent / "templates"
CALLS = 100  # rows of the table of calls
HEADS = ("No.", "Time", "Account", "Region", "Action", "Target", "Response")
LONGEST = 80  # characters of a cell
LONGEST_CODE = 200  # characters of an error code, which is never cut off unless a fault sets a longer one
# The lines and colours of the picture by their CSS class, for the methods router_interface and vpc_peer.
LEGEND = {
    "good": "connected, peered",
    "moving": "connecting, changing",
    "idle": "not connected",
    "idle oneway": "one-sided, requested",
    "inactive": "inactive",
    "bad": "deleting, rejected, expired",
    "gone": "peer deleted",
    "hole": "black hole",
}
# Columns of the picture, by the section that shows it on screens of that width.
COLUMNS = {"wide": 3, "middle": 2, "narrow": 1}


def wants_page(scope: MutableMapping[str, Any]) -> bool:
    """Whether a browser requests `/`. A call of the API has parameters or is a POST."""
    if scope["method"] != "GET" or scope["query_string"]:
        return False
    return any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])


def render_parts(service: Service) -> dict[str, str]:
    """The parts that change, by the ids of their elements."""
    return {
        "about": _about(service),
        "numbers": _numbers(service),
        **_pictures(service),
        "calls": "".join(_calls(service)),
    }


def page(service: Service, page_parts: PageParts) -> Response:
    """The page with the current state."""
    style, script = _read("page.css"), _read("page.js")
    parts = {
        **page_parts.all(),
        "title": f"VPC simulator: {escape(service.scenario.name)}",
        "style": style,
        "script": script,
        "legend": _legend(),
        "now": timestamp(service.world.now),
        "version": page_parts.version,
    }
    # A scenario can contain a lone surrogate, which UTF-8 cannot encode.
    text = Template(_read("page.html")).substitute(parts).encode("utf-8", "replace")
    return HTMLResponse(text, headers=_headers(style, script))


@functools.cache
def _read(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


@functools.cache
def _headers(style: str, script: str) -> Mapping[str, str]:
    """Headers that let the browser run and load only the templates' content."""
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; img-src data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return {
        "content-security-policy": policy,
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    }


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _about(service: Service) -> str:
    return f"version {__version__}, scenario {escape(service.scenario.name)}"


def _pictures(service: Service) -> dict[str, str]:
    """The picture in each number of columns. A section stays empty that has no more accounts than a narrower one."""
    accounts = max(len(service.world.accounts), 1)
    return {
        section: "".join(draw(service.world, columns)) if columns <= accounts else ""
        for section, columns in COLUMNS.items()
    }


@functools.cache
def _legend() -> str:
    return f"<ul>{''.join(f'<li>{_sample(kind)}{words}</li>' for kind, words in LEGEND.items())}</ul>"


def _sample(kind: str) -> str:
    arrow = ' marker-end="url(#arrow)"' if "oneway" in kind else ""
    path = f'<path class="sample {kind}" d="M0 6H34"{arrow}/>'
    return f'<svg width="34" height="12" aria-hidden="true">{path}</svg>'


def _numbers(service: Service) -> str:
    world = service.world
    interfaces, connections = list(world.interfaces.values()), list(world.peer_connections)
    active = sum(interface.status == "Active" for interface in interfaces)
    activated = sum(connection.status == "Activated" for connection in connections)
    counts = (
        _count(len(world.accounts), "account"),
        _count(len(world.vpcs), "VPC"),
        f"{_count(len(interfaces), 'router interface')}, {active} active",
        f"{_count(len(connections), 'VPC peering connection')}, {activated} activated",
        _count(sum(table.custom_entries for table in world.tables.values()), "custom route entry"),
    )
    return "".join(f"<span>{text}</span>" for text in counts)


def _count(number: int, noun: str) -> str:
    plural = f"{noun.removesuffix('y')}ies" if noun.endswith("ry") else f"{noun}s"
    return f"<b>{number}</b> {noun if number == 1 else plural}"


def _calls(service: Service) -> Iterator[str]:
    """The latest calls, newest first."""
    entries = service.log.latest(CALLS)
    names = {uid: account.name for uid, account in service.world.accounts.items()}
    total = entries[0].n if entries else 0
    shown = f"the latest {len(entries)} of {total}" if total > len(entries) else str(total)
    heads = "".join(f'<th scope="col">{name}</th>' for name in HEADS)
    yield f"<h2>Calls <small>{shown}</small></h2><table><thead><tr>{heads}</tr></thead><tbody>"
    for entry in entries:
        yield _row(entry, names.get(entry.account or "", ""))
    yield "</tbody></table>"


def _row(entry: Entry, account: str) -> str:
    kinds = [
        kind for kind, applies in (("write", entry.write), ("refused", entry.code), ("struck", entry.fault)) if applies
    ]
    tag = "<span class='tag'>write</span>" if entry.write else ""
    fault = f"<span class='tag fault'>{_cell(entry.fault, LONGEST_CODE)}</span>" if entry.fault else ""
    return (
        f"<tr class='{' '.join(kinds)}' data-key='{entry.n}'><td class='number'>{entry.n}</td>"
        f"<td class='at'>{_cell(entry.at[11:])}</td>"
        f"<td class='account'>{_cell(account)}</td><td class='region'>{_cell(entry.region)}</td>"
        f"<td class='action'>{_cell(entry.action)}{tag}</td><td class='target'>{_cell(entry.target)}</td>"
        f"<td class='response'>{entry.status or 'none'} {_cell(entry.code, LONGEST_CODE)}{fault}</td></tr>"
    )


def _cell(text: str | None, longest: int = LONGEST) -> str:
    text = text or ""
    return escape(text if len(text) <= longest else text[:longest] + "…")
