# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a run of the role came to: its peerings in the user's words, and what it cost. Pure."""

from __future__ import annotations

import dataclasses
import functools
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._records import RouterInterface
from ansible_collections.aliops.vpc.plugins.plugin_utils._ownership import foreign_ends
from ansible_collections.aliops.vpc.plugins.plugin_utils._peering_plan import key_of
from ansible_collections.aliops.vpc.plugins.plugin_utils._peerings import Peering, Side, handshake
from ansible_collections.aliops.vpc.plugins.plugin_utils._preflight import failures_of
from ansible_collections.aliops.vpc.plugins.plugin_utils._told import NOUNS, told

FIELDS = {field.name for field in dataclasses.fields(RouterInterface)}

MADE = ("created", "recreated")

Result = dict[str, t.Any]


def _interface(record: Result) -> RouterInterface:
    return RouterInterface(**{key: value for key, value in record.items() if key in FIELDS})


@dataclasses.dataclass
class Estate:
    """The interfaces and routes as they were read, and then as the tasks of the run left them."""

    interfaces: dict[str, RouterInterface] = dataclasses.field(default_factory=dict)
    routes: dict[tuple[str, str], Result] = dataclasses.field(default_factory=dict)
    # Accounts and regions, None for all of them, of which nothing is known.
    unread: set[tuple[str, str | None]] = dataclasses.field(default_factory=set)
    touched: dict[str, set[str]] = dataclasses.field(default_factory=dict)
    seen: set[str | None] = dataclasses.field(default_factory=set)
    # The interfaces that were seen in their own account after all that happened to them.
    looked_at: set[str] = dataclasses.field(default_factory=set)

    @functools.cached_property
    def destinations(self) -> dict[tuple[str, str], list[str]]:
        """Return the custom entries' destinations by table and next hop; asked for once all has been taken over."""
        found: dict[tuple[str, str], list[str]] = {}
        for route in self.routes.values():
            if route["kind"] == "Custom" and route["next_hop_id"]:
                found.setdefault((route["route_table_id"], route["next_hop_id"]), []).append(route["destination"])
        return found

    def read(self, peering: Peering) -> None:
        """Take over what was read of a peering."""
        for side in peering.sides:
            one = peering.have(side, going=peering.state == "absent")
            if one:
                self.interfaces[key_of(peering.want(side))] = one
            if side.vpc and side.router_id not in self.seen:
                self.seen.add(side.router_id)
                self.routes.update(
                    {(one.route_table_id, one.destination): one.as_result() for one in side.routes.entries}
                )

    def fill_in(self, record: Result) -> None:
        """Take over an interface that the run made before the reading, where no list shows one yet."""
        one = _interface(record)
        if record["action"] in MADE and one.router_interface_id:
            self.interfaces.setdefault(key_of(one), one)

    def take(self, result: Result) -> None:
        """Take over what a task returned."""
        for record in (record for noun in NOUNS for record in result.get(noun) or ()):
            one = _interface(record)
            self.touched.setdefault(key_of(one), set()).add(record["action"])
            if record["action"] == "deleted":
                self.interfaces.pop(key_of(one), None)
            else:
                self.interfaces[key_of(one)] = one
        for record in result.get("next_hop_interfaces") or ():
            one = _interface(record)
            self.interfaces[key_of(one)] = one
            self.looked_at.add(key_of(one))
        for record in result.get("route_entries") or ():
            place = (record["route_table_id"], record["destination"])
            if record["action"] == "deleted":
                self.routes.pop(place, None)
            else:
                self.routes[place] = record


def summary(
    peerings: t.Sequence[Peering], reads: t.Sequence[Result], done: t.Sequence[Result], made: t.Sequence[Result] = ()
) -> Result:
    """Return ``peerings`` as they now are, ``writes`` (the API actions planned, in order) and ``api_calls``.

    ``done`` are the results of the role's resource tasks, in order; ``handshakes`` tells other accounts of own sides.
    ``made`` are records of router interfaces that tasks returned before ``reads``, which lists may not show yet.
    """
    done = told(done)
    turned = [peering.turned() for peering in peerings]
    estate = Estate()
    for one in reads:
        estate.unread |= {(one["__peering_item"]["key"], region) for region, _msg in failures_of(one)}
    for peering in turned:
        estate.read(peering)
    for record in made:
        estate.fill_in(record)
    for result in done:
        estate.take(result)
    return {
        "changed": any(result.get("changed") for result in done),
        "peerings": [_peering(peering, estate) for peering in turned],
        "handshakes": [
            handshake(peering, side, estate.interfaces.get(key_of(peering.want(side))))
            for peering in turned
            for side in peering.own_sides
            if peering.peer_of(side).remote and side.vpc
        ],
        "writes": [action for result in done for action in result.get("writes") or ()],
        "api_calls": {
            kind: sum(result.get("api_calls", {}).get(kind, 0) for result in (*reads, *done))
            for kind in ("read", "write")
        },
    }


def _peering(peering: Peering, estate: Estate) -> Result:
    keys = [key_of(peering.want(side)) for side in peering.sides]
    initiator, acceptor = (estate.interfaces.get(key) for key in keys)
    if initiator and acceptor and initiator.peer_status and keys[1] not in estate.looked_at:
        # The task that connected them waited for both, and returned the initiator's view.
        acceptor = dataclasses.replace(acceptor, status=initiator.peer_status)
    elif initiator and acceptor and peering.initiator.remote and acceptor.peer_status:
        initiator = dataclasses.replace(initiator, status=acceptor.peer_status)
    ends = dict(zip((side.role for side in peering.sides), (initiator, acceptor)))
    both = {side.role: _side(peering, side, ends[side.role], estate) for side in peering.sides}
    touched = {action for key in keys for action in estate.touched.get(key, ())}
    action = next((one for one in ("created", "deleted", "updated") if one in touched), "none")
    # Adopting marks a pair, so the state before the run tells.
    adopted = bool(foreign_ends(peering))
    return {
        "name": peering.name,
        "state": peering.state,
        "action": "adopted" if action == "none" and adopted and touched else action,
        "adopted": adopted,
        "waiting_for": _waiting_for(peering, ends),
        "text": _text(peering.name, both),
        **both,
    }


def _side(peering: Peering, side: Side, one: RouterInterface | None, estate: Estate) -> Result:
    tables = side.vpc["route_table_ids"] if side.vpc else []
    hop = one.router_interface_id if one else None
    leads_here = [block for table in tables for block in estate.destinations.get((table, hop or ""), ())]
    unread = not side.vpc and any((side.account, region) in estate.unread for region in (None, side.region))
    return {
        "account": side.account,
        "region": side.region,
        "vpc_id": side.vpc["vpc_id"] if side.vpc else None,
        "router_id": side.router_id,
        "router_interface_id": one.router_interface_id if one else None,
        "status": one.status if one else "unknown" if unread else "absent",
        "routes": sorted(leads_here),
    }


def _waiting_for(peering: Peering, ends: dict[str, RouterInterface | None]) -> str | None:
    """Say what the other account has to do next, when this run has the credential of one side only."""
    remote = [side for side in peering.sides if side.remote]
    if not remote or peering.state == "absent":
        return None
    (side,) = remote[:1]
    own, far = ends[peering.peer_of(side).role], ends[side.role]
    whole = own and own.status == "Active"
    if whole:
        return None
    if far is None:
        return f"{side.account} has to make its half with this side's handshake file, and send its own."
    if side.role == "acceptor" and own and far.peer_router_interface_id != own.router_interface_id:
        return f"{side.account} has to name {own.router_interface_id} as its peer, and send its handshake file again."
    return f"{side.account} has to run again with this side's handshake file."


def _text(name: str, both: dict[str, Result]) -> str:
    return f"{name}: {' <-> '.join(_end(end) for end in both.values())}"


def _end(end: Result) -> str:
    where = f"{end['account']} {end['vpc_id'] or 'unknown'} in {end['region']}"
    if end["status"] == "unknown":
        return f"{where}, could not be read"
    if end["status"] == "absent":
        return f"{where}, no router interface"
    interface = f"{end['router_interface_id'] or 'no router interface'} {end['status']}"
    return f"{where}, {interface}, routes {', '.join(end['routes']) or 'none'}"
