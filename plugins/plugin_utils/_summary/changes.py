# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The changes of a run on a peering, resource by resource, before and after. Pure; knows no wording."""

from __future__ import annotations

import dataclasses
import functools
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.links import Ends, NextHop
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering, Side
from ansible_collections.aliops.vpc.plugins.module_utils._plan.surplus import wanted_routes
from ansible_collections.aliops.vpc.plugins.plugin_utils._summary.estate import Estate, Place, Result

# By resource: its fields without the service's time stamps and view of the other end, and those of a new one, of which
# the rest follows from the peering.
SHOWN: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "router_interface": (
        ("router_interface_id", "name", "description", "spec", "tags", "status", "peer_router_interface_id"),
        ("router_interface_id", "name", "spec", "status"),
    ),
    "vpc_peer_connection": (
        ("vpc_peer_connection_id", "name", "description", "bandwidth", "link_type", "tags", "status"),
        ("vpc_peer_connection_id", "name", "bandwidth", "link_type", "status"),
    ),
}


@dataclasses.dataclass
class Comparison:
    """Two states of an estate; each route that differs is indexed by its present and former next hops."""

    before: Estate
    after: Estate
    # By the keys of new next hops, the destinations that get them beside the wanted ones.
    moved: t.Mapping[str, t.Collection[str]] = dataclasses.field(default_factory=dict)

    @functools.cached_property
    def _routes(self) -> dict[Place, list[Place]]:
        """Return the places of the routes that differ, by table and next hop, which is "" for one that is to come."""
        places: dict[Place, list[Place]] = {}
        if self.before is self.after:
            return places
        for place in dict.fromkeys((*self.before.routes, *self.after.routes)):
            hops = dict.fromkeys(_hop(estate.routes.get(place)) for estate in (self.before, self.after))
            if len(hops) > 1:
                for hop in hops:
                    if hop is not None:
                        places.setdefault((place[0], hop), []).append(place)
        return places

    def changes_of(self, peering: Peering, was: Ends, is_now: Ends) -> list[Result]:
        """Return the changes of a peering's own sides: interfaces first, then routes."""
        changes: list[Result] = []
        for side in peering.own_sides:
            old, new = was[side.role], is_now[side.role]
            own_changes = [*_next_hop_change(old, new), *self._route_changes(peering, side, old, new)]
            changes += [{"side": side.role, "account": side.account, **change} for change in own_changes]
        return changes

    def link_changes_of(self, peering: Peering, was: Ends, is_now: Ends) -> list[Result]:
        """Return the changes of the own sides' next hops alone."""
        return [
            {"side": side.role, "account": side.account, **change}
            for side in peering.own_sides
            for change in _next_hop_change(was[side.role], is_now[side.role])
        ]

    def _route_changes(
        self, peering: Peering, side: Side, old: NextHop | None, new: NextHop | None
    ) -> t.Iterator[Result]:
        if not self._routes:
            return
        tables = side.vpc["route_table_ids"] if side.vpc else []
        hops = {hop.next_hop_id for hop in (old, new) if hop} - {None}
        places = [
            place for table in tables for hop in sorted(map(str, hops)) for place in self._routes.get((table, hop), ())
        ]
        wanted = {key[1:] for key in wanted_routes(peering, side)} if tables and peering.state == "present" else set()
        moved = self.moved.get(peering.key(side), ())
        to_come = [place for table in tables for place in self._routes.get((table, ""), ())]
        places += [place for place in to_come if place in wanted or place[1] in moved]
        for place in dict.fromkeys(places):
            before, after = (_shown_route(estate.routes.get(place)) for estate in (self.before, self.after))
            yield {**_change("route", f"{place[1]} in {place[0]}", before, after), "link": peering.link}


def _next_hop_change(old: NextHop | None, new: NextHop | None) -> t.Iterator[Result]:
    existing = old or new
    if existing is None:
        return
    resource = "router_interface" if isinstance(existing, RouterInterface) else "vpc_peer_connection"
    fields, created = SHOWN[resource]
    before, after = (_shown(hop, fields) if hop else None for hop in (old, new))
    name = str(existing.name)
    if before is None and after is not None:
        yield _change(resource, name, None, {field: after[field] for field in created if field in after})
    elif before is not None and after is None:
        yield _change(resource, name, before, None)
    elif before is not None and after is not None:
        changed = [field for field in fields if before.get(field) != after.get(field)]
        if changed:
            states = ({key: state[key] for key in changed if key in state} for state in (before, after))
            yield _change(resource, name, *states)


def _change(resource: str, name: str, before: Result | None, after: Result | None) -> Result:
    action = "created" if before is None else "deleted" if after is None else "updated"
    states = {"before": before, "after": after}
    return {
        "action": action,
        "resource": resource,
        "name": name,
        **{when: state for when, state in states.items() if state is not None},
    }


def _shown(hop: NextHop, fields: t.Iterable[str]) -> Result:
    values = {field: getattr(hop, field) for field in fields}
    if isinstance(hop, RouterInterface) and hop.role == "acceptor":
        del values["spec"]  # the acceptor has no bandwidth of its own
    return {field: value for field, value in values.items() if value}


def _hop(route: Result | None) -> str | None:
    """Return the next hop of a custom route, "" for one that is to come, None for none."""
    return (route["next_hop_id"] or "") if route and route["kind"] == "Custom" else None


def _shown_route(route: Result | None) -> Result | None:
    hop = _hop(route)
    return None if hop is None else {"next_hop_id": hop} if hop else {}
