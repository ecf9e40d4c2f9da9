# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the parts of the page as they are, and which of them a browser has not seen yet. Knows no HTML."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from vpc_simulator.service import Service
from vpc_simulator.world import World

Parts = dict[str, str]


class PageParts:
    """The parts of the page, which are rendered only when something may have changed.

    Each has the number of the rendering that changed it last. A version names this object and a number, so that the
    version of a page that another process has served counts as none.
    """

    def __init__(self, service: Service, render: Callable[[Service], Parts]) -> None:
        self._service = service
        self._render = render
        self._name = secrets.token_hex(4)
        self._number = 0
        self._parts: Parts = {}
        self._changed_at: dict[str, int] = {}
        self._revision: object = None

    @property
    def version(self) -> str:
        """The version of the latest rendering."""
        return f"{self._name}-{self._number}"

    def all(self) -> Parts:
        """All parts as they are now."""
        self._update()
        return self._parts

    def since(self, version: str) -> Parts:
        """The parts that are not as they were at a version; all of them for an unknown one."""
        self._update()
        name, _dash, number = version.partition("-")
        seen = int(number) if name == self._name and number.isascii() and number.isdigit() and len(number) < 20 else -1
        return {part: text for part, text in self._parts.items() if self._changed_at[part] > seen}

    def _update(self) -> None:
        service = self._service
        service.world.settle()
        if service.revision == self._revision:
            return
        self._revision = service.revision if _is_steady(service.world) else None
        parts = self._render(service)
        changed = [name for name, text in parts.items() if self._parts.get(name) != text]
        if changed:
            self._number += 1
            self._changed_at.update(dict.fromkeys(changed, self._number))
        self._parts = parts


def _is_steady(world: World) -> bool:
    """Whether the page changes with the next call or event only. Until then it may show how much time is left."""
    records = (*world.interfaces.values(), *world.peer_connections)
    return not world.agenda.pending() and all(record.visible_at <= world.now for record in records)
