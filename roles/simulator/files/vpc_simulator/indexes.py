# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the indexes of router interfaces by what filters name. Each is built when it is needed."""

from __future__ import annotations

from collections.abc import Iterable

from vpc_simulator.router_interfaces import RouterInterface

Interfaces = dict[str, RouterInterface]


class InterfaceIndexes:
    """The interfaces of one account in one region by the values of attributes; `interfaces` is the live mapping."""

    def __init__(self, interfaces: Interfaces) -> None:
        self._interfaces = interfaces
        self._state = (-1, -1)
        self._by_value: dict[str, dict[str, list[RouterInterface]]] = {}

    def with_values(self, attribute: str, values: Iterable[str]) -> list[RouterInterface]:
        """The interfaces with one of the values, in the order of creation."""
        wanted = set(values)
        if attribute == "id":
            chosen = [self._interfaces[value] for value in wanted if value in self._interfaces]
        else:
            index = self._index(attribute)
            chosen = [interface for value in wanted for interface in index.get(value, ())]
        return sorted(chosen, key=lambda interface: interface.number)

    def _index(self, attribute: str) -> dict[str, list[RouterInterface]]:
        # A creation assigns attributes, and only a deletion makes the mapping shorter.
        state = (RouterInterface.changes, len(self._interfaces))
        if state != self._state:
            self._by_value.clear()
            self._state = state
        if attribute not in self._by_value:
            index: dict[str, list[RouterInterface]] = {}
            for interface in self._interfaces.values():
                index.setdefault(getattr(interface, attribute), []).append(interface)
            self._by_value[attribute] = index
        return self._by_value[attribute]
