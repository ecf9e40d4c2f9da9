# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The connected components of the graph whose vertices are VPCs and whose edges are peerings. Pure."""

from __future__ import annotations

import collections
import collections.abc
import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model.coercion import whole_number
from ansible_collections.aliops.vpc.plugins.module_utils._model.peering_keys import ROLES, SELECTORS, SIDE, filled
from ansible_collections.aliops.vpc.plugins.module_utils._model.values import Problems

Connection = t.Mapping[str, t.Any]
Vertex = tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Component:
    """Peerings that share no VPC with those of any other component: ``numbers`` are their places in the list.

    ``name`` is the least of their names, so it depends neither on the order of the list nor on other components.
    """

    name: str
    numbers: tuple[int, ...]
    accounts: tuple[str, ...]
    regions: tuple[str, ...]


def outline(entry: t.Any) -> t.Any:
    """Return the keys of a peering that the graph needs, or the entry itself when it has another shape."""
    if not _is_dict(entry):
        return entry
    sides = {role: entry[role] for role in ROLES if role in entry}
    picked = {
        role: {key: side[key] for key in SIDE if key in side} if _is_dict(side) else side
        for role, side in sides.items()
    }
    return {**{key: entry[key] for key in ("name", "state") if key in entry}, **picked}


def components(connections: t.Sequence[t.Any], account_ids: t.Mapping[str, str]) -> list[Component]:
    """Return the components, in the order of their names. ``account_ids`` are the known ones, by name.

    A VPC is identified by its account, region and id, or router, or name. Where the peerings of an account and region
    name their VPCs in several of these ways, only the service knows which are the same; there, all are treated as one.
    Raises RefusedError with all errors in the peerings.
    """
    connections = _checked(connections)
    ways: dict[Vertex, set[str]] = collections.defaultdict(set)
    for connection in connections:
        for place, way, _value in _ends(connection, account_ids):
            ways[place].add(way)
    parts = _Parts()
    for number, connection in enumerate(connections):
        for place, way, value in _ends(connection, account_ids):
            parts.join((str(number),), place if len(ways[place]) > 1 else (*place, way, value))
    return sorted((_component(connections, numbers) for numbers in parts.numbers()), key=lambda part: part.name)


def component_facts(
    parts: t.Sequence[Component], connections: t.Sequence[Connection], defaults: Connection
) -> dict[str, dict[str, t.Any]]:
    """Return the variable peering_component of each component's host: its ``peerings``, and ``others``.

    The latter is how many peerings of the other components a run with that peering_state may remove.
    """
    states = [connection.get("state") or defaults.get("state") for connection in connections]
    absent = states.count("absent")
    return {
        part.name: {
            "peerings": [connections[number]["name"] for number in part.numbers],
            "others": {
                "present": absent - sum(states[number] == "absent" for number in part.numbers),
                "absent": len(connections) - len(part.numbers),
            },
        }
        for part in parts
    }


def check_component(connections: t.Sequence[Connection], component: t.Any) -> None:
    """Raise RefusedError unless the peerings of a run are those of its component: others are another host's.

    The peerings have been checked already; the variable of the component is checked here.
    """
    facts: t.Mapping[str, t.Any] = component if _is_dict(component) else {}
    names, others = facts.get("peerings", ()), facts.get("others", {})
    if not isinstance(names, (list, tuple)) or not _is_dict(others) or set(others) != {"present", "absent"}:
        what = "is not a value that the inventory plugin sets; leave it to the plugin"
        raise RefusedError([f"peering_component: {component!r} {what}."])
    for state, number in others.items():
        whole_number(number, f"peering_component, others, {state}")
    given, own = (
        {str(name) for name in group} for group in ((connection["name"] for connection in connections), names)
    )
    if given != own:
        raise RefusedError(
            [
                f"This host of the inventory stands for {_listed(own)}, but peering_connections also holds"
                f" {_listed(given - own)} and lacks {_listed(own - given)}: give the peerings in the"
                " inventory only, not as extra variables (-e) as well, and read it again after changes of peerings."
            ]
        )


class _Parts:
    """Sets that are joined when they share an element."""

    def __init__(self) -> None:
        self.parent: dict[Vertex, Vertex] = {}

    def join(self, vertex: Vertex, other: Vertex) -> None:
        self.parent[self._root(vertex)] = self._root(other)

    def _root(self, vertex: Vertex) -> Vertex:
        root = vertex
        while self.parent.setdefault(root, root) != root:
            root = self.parent[root]
        while self.parent[vertex] != root:  # shorten the path for later calls
            self.parent[vertex], vertex = root, self.parent[vertex]
        return root

    def numbers(self) -> t.Iterable[list[int]]:
        """Return the numbers of the peerings in each part, in their order."""
        numbers_by_root: dict[Vertex, list[int]] = collections.defaultdict(list)
        for vertex in self.parent:
            if len(vertex) == 1:
                numbers_by_root[self._root(vertex)].append(int(vertex[0]))
        return numbers_by_root.values()


def _component(connections: t.Sequence[Connection], numbers: list[int]) -> Component:
    sides = [connections[number][role] for number in numbers for role in ROLES]
    return Component(
        min(connections[number]["name"] for number in numbers),
        tuple(numbers),
        tuple(sorted({side["account"] for side in sides})),
        tuple(sorted({side["region"] for side in sides})),
    )


def _ends(connection: Connection, account_ids: t.Mapping[str, str]) -> t.Iterator[tuple[Vertex, str, str]]:
    for role in ROLES:
        side = connection[role]
        (way,) = [key for key in SELECTORS if side.get(key)]
        # Two names of one account are a mistake that the run refuses, if it sees both.
        yield (account_ids.get(side["account"], side["account"]), side["region"]), way, side[way]


def _checked(connections: t.Any) -> list[dict[str, t.Any]]:
    """Return the peerings as the role reads them, which also checks whether one needs a bandwidth."""
    problems = Problems()
    peerings = filled(connections, {}, "absent", problems)
    if problems:
        raise RefusedError(problems)
    return peerings


def _is_dict(value: t.Any) -> bool:
    return isinstance(value, collections.abc.Mapping)


def _listed(names: t.Collection[str]) -> str:
    return ", ".join(sorted(names)) or "none"
