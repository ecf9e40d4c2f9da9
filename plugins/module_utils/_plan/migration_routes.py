# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The route entries that move a side's traffic from one link of a peering to the other, step by step. Pure.

``in_place`` changes the next hop of each entry. ``more_specific`` adds the two subnets of each block with the new next
hop before, and removes them after: there is no moment without a route.
"""

from __future__ import annotations

import dataclasses
import ipaddress
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model.constants import ROUTER_INTERFACE, VPC_PEER
from ansible_collections.aliops.vpc.plugins.module_utils._model.ladder import Ladder
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Side
from ansible_collections.aliops.vpc.plugins.module_utils._model.validation import PREFIX_LIST
from ansible_collections.aliops.vpc.plugins.module_utils._plan.peering_connections import pair_of
from ansible_collections.aliops.vpc.plugins.module_utils._plan.routes import plan_routes
from ansible_collections.aliops.vpc.plugins.module_utils._plan.step_entries import Entry, route_options
from ansible_collections.aliops.vpc.plugins.module_utils._plan.surplus import Key, wanted_routes

# The description of the subnets' entries, by which a later run knows those of one that was killed.
TEMPORARY = "Temporary, by aliops.vpc.migrate_vpcs"

# The states of an entry that is on its way.
UNSETTLED = ("Pending", "Modifying")


@dataclasses.dataclass
class RouteSteps:
    """The entries of a side, in the order of its three steps; ``notes`` are the blocks that move in place all the same.

    ``stuck`` are entries that cannot be moved, because they have several next hops.
    """

    additions: list[Entry] = dataclasses.field(default_factory=list)
    moves: list[Entry] = dataclasses.field(default_factory=list)
    removals: list[Entry] = dataclasses.field(default_factory=list)
    notes: list[str] = dataclasses.field(default_factory=list)
    stuck: list[RouteEntry] = dataclasses.field(default_factory=list)


def route_steps(ladder: Ladder, side: Side, *, to_connection: bool, more_specific: bool) -> RouteSteps:
    """Plan the routes of a side: all that have one of the two links as next hop, wanted or not, and missing ones."""
    ids = ladder.hop_ids(side)
    existing_entries = custom_via(side, ids)
    entries = [entry for entry in existing_entries if not entry.next_hops]
    steps = RouteSteps(stuck=[entry for entry in existing_entries if entry.next_hops])
    target = hop_of(ladder, side, to_connection)
    wanted = dict.fromkeys(wanted_routes(ladder.peering, side))
    leftovers = [entry for entry in entries if entry.key not in wanted and _is_leftover(entry, side, ids)]
    for key in wanted if to_connection else ():
        existing = side.routes.by_key.get(key)
        if existing is None or existing.status == "Deleting":
            steps.additions.append(created(key, target, ladder.peering.name))
    staying = [entry for entry in entries if entry not in leftovers]
    moving = [entry for entry in staying if not _has(entry, target) or entry.status in UNSETTLED]
    # What a killed run has left on its way is waited for.
    steps.additions += [route_options(entry) for entry in leftovers if entry.status in UNSETTLED]
    for entry in moving if more_specific else ():
        if not _has(entry, target):
            _add_subnets(steps, side, entry, {**target, "name": ladder.peering.name})
    steps.moves += [{**_place(entry.key), **target} for entry in moving]
    going = [entry for entry in side.routes.entries if entry.status == "Deleting" and _is_leftover(entry, side, ids)]
    steps.removals += [deleted(entry) for entry in (*leftovers, *going)]
    return steps


def custom_via(side: Side, hop_ids: t.Iterable[str]) -> list[RouteEntry]:
    """Return the custom entries that stay and have one of the next hops, in all tables of a side's VPC."""
    entries = [entry for hop_id in sorted(hop_ids) for entry in side.routes.custom_via(hop_id)]
    return list({entry.key: entry for entry in entries if entry.status != "Deleting"}.values())


def hop_of(ladder: Ladder, side: Side, to_connection: bool) -> Entry:
    """Return the options that name one of a side's links as next hop; a new connection is named by its two VPCs."""
    hop = ladder.connection(side) if to_connection else ladder.interface(side)
    identity: Entry = {"next_hop_type": VPC_PEER if to_connection else ROUTER_INTERFACE}
    if hop and hop.next_hop_id:
        return {**identity, "next_hop_id": hop.next_hop_id}
    return {**identity, "next_hop_connection": pair_of(ladder.peering, side)}


def _add_subnets(steps: RouteSteps, side: Side, entry: RouteEntry, hop: Entry) -> None:
    """Add the two subnets of an entry's block, unless the service takes no route to one of them."""
    added = {_key(addition) for addition in steps.additions}
    keys = [(*entry.key[:2], str(subnet)) for subnet in _subnets(entry)]
    missing = [key for key in keys if key not in side.routes.by_key and key not in added]
    reason = "it cannot be divided" if not keys else _refusal(missing, side)
    if reason:
        steps.notes.append(f"{entry.label} moves in place: {reason}")
        return
    steps.additions += [{**_place(key), **hop, "description": TEMPORARY, "new": True} for key in missing]
    named = {name: value for name, value in hop.items() if name != "name"}
    steps.removals += [{**_place(key), **named, "state": "absent"} for key in missing]


def _subnets(entry: RouteEntry) -> list[t.Any]:
    if entry.destination.startswith(PREFIX_LIST):
        return []
    network: t.Any = ipaddress.ip_network(entry.destination)
    return [] if network.prefixlen == network.max_prefixlen else list(network.subnets())


def _refusal(keys: t.Iterable[Key], side: Side) -> str | None:
    """Return why the service takes no route to some of the destinations, or None."""
    try:
        plan_routes([RouteEntry(*key, ROUTER_INTERFACE) for key in keys], side.routes, "present", "fail")
    except RefusedError as error:
        return " ".join(error.reasons).rstrip(".")
    return None


def _is_leftover(entry: RouteEntry, side: Side, ids: t.Collection[str]) -> bool:
    """Return whether a killed run added an entry that nothing needs once its block's own entry has moved."""
    if entry.description != TEMPORARY:
        return False
    network: t.Any = ipaddress.ip_network(entry.destination)
    outer = side.routes.by_key.get((*entry.key[:2], str(network.supernet())))
    return bool(outer and outer.kind == "Custom" and outer.next_hop_id in ids and outer.status != "Deleting")


def created(key: Key, hop: Entry, name: str) -> Entry:
    """Return the entry that creates a route."""
    return {**_place(key), **hop, "name": name, "new": True}


def deleted(entry: RouteEntry) -> Entry:
    """Return the entry that deletes a route, as long as it has the same next hop."""
    return {**route_options(entry), "state": "absent"}


def _has(entry: RouteEntry, hop: Entry) -> bool:
    return entry.next_hop_id == hop.get("next_hop_id")


def _place(key: Key) -> Entry:
    return dict(zip(("region", "route_table_id", "destination"), key))


def _key(entry: Entry) -> Key:
    return (entry["region"], entry["route_table_id"], entry["destination"])
