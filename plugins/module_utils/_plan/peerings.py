# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From peerings to the entries that each step's module gets, with the same planners that the modules use. Pure."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import Reason, RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model.indexes import Routes
from ansible_collections.aliops.vpc.plugins.module_utils._model.ownership import kept
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry, RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering, Side
from ansible_collections.aliops.vpc.plugins.module_utils._plan.adoption import KEEP_TAGS
from ansible_collections.aliops.vpc.plugins.module_utils._plan.change import Change
from ansible_collections.aliops.vpc.plugins.module_utils._plan.connections import plan_connections
from ansible_collections.aliops.vpc.plugins.module_utils._plan.findings import where
from ansible_collections.aliops.vpc.plugins.module_utils._plan.module_checks import wrong_in
from ansible_collections.aliops.vpc.plugins.module_utils._plan.router_interfaces import (
    Allowed,
    plan_interfaces,
    plan_peers,
)
from ansible_collections.aliops.vpc.plugins.module_utils._plan.routes import plan_routes
from ansible_collections.aliops.vpc.plugins.module_utils._plan.rules import FOR_LIFE, REMAKE
from ansible_collections.aliops.vpc.plugins.module_utils._plan.surplus import all_wanted, surplus

# The steps of a run, in order: all deletions come before the first creation.
STEPS = ("deletions", "router_interfaces", "peers", "connections", "routes")
REACTIVATED = ("Inactive", "Deactivating", "Activating")

Entry = dict[str, t.Any]
Ends = dict[str, t.Optional[RouterInterface]]


def key_of(interface: RouterInterface) -> str:
    """Return the identity of a router interface before it has an id."""
    return "/".join((interface.region, interface.router_id or "", interface.role or "", interface.peer_router_id or ""))


def unclear(peering: Peering) -> list[str]:
    """Return why the router interface of a peering is ambiguous, when several fit."""
    try:
        existing = peering.as_existing()
        for side in existing.sides:
            existing.have(side, going=peering.state == "absent")
    except RefusedError as error:
        return error.role_reasons
    return []


def plan(peerings: t.Sequence[Peering], on_conflict: str, *, purge: bool = True) -> dict[str, t.Any]:
    """Return the plan of all peerings as plain data: ``refused`` sentences, and the entries of each of STEPS.

    ``purge`` adds the deletion of custom routes to a peering's own interfaces that no peering wants.
    """
    planner = Planner(on_conflict)
    doubts = [unclear(peering) for peering in peerings]
    planner.refused += [f"{peering.name}: {reason}" for peering, why in zip(peerings, doubts) for reason in why]
    existing = [peering.as_existing() for peering, why in zip(peerings, doubts) if not why]
    present = [peering for peering in existing if peering.state == "present"]
    for peering in existing:
        if peering.state == "absent":
            planner.absent(peering)
    for peering in present:
        planner.present(peering)
    wanted = all_wanted(present) if purge else set()
    for peering in present if purge else ():
        planner.purge(peering, wanted)
    # An entry of each step may be wrong in the same way.
    return {**planner.steps, "refused": list(dict.fromkeys(planner.refused))}


@dataclasses.dataclass
class Planner:
    """Collects the entries of each step, each with its account and its peering's name, and what was refused."""

    on_conflict: str
    steps: dict[str, list[Entry]] = dataclasses.field(default_factory=lambda: {step: [] for step in STEPS})
    refused: list[str] = dataclasses.field(default_factory=list)
    # The route entries that are deleted with their next hops before others are created.
    going: set[tuple[str, str, str]] = dataclasses.field(default_factory=set)

    def refuse(self, peering: Peering, side: Side, error: RefusedError) -> None:
        """Note why a side cannot be planned."""
        self.refused += [f"{where(peering, side)}: {reason}" for reason in error.role_reasons]

    def add(self, step: str, peering: Peering, side: Side, entry: Entry) -> None:
        """Add an entry to a step, unless its module would refuse it."""
        self.refused += [f"{where(peering, side)}: {reason}" for reason in wrong_in(step, entry)]
        self.steps[step].append({"account": side.account, **entry})

    def present(self, peering: Peering) -> None:
        """Plan what creates or repairs a peering, as far as the credentials of this run reach."""
        have: Ends = {side.role: peering.have(side) for side in peering.sides}
        for side in peering.own_sides:
            try:
                self._interface(peering, side, have)
                if self._carries(peering, side, have):
                    self._routes(peering, side, have[side.role])
            except RefusedError as error:
                self.refuse(peering, side, error)
        self._connection(peering, have)

    def absent(self, peering: Peering) -> None:
        """Plan what removes a peering: its interfaces, with the routes whose next hops they are."""
        for side in peering.own_sides:
            try:
                self._deletion(peering, side)
            except RefusedError as error:
                self.refuse(peering, side, error)

    def _deletion(self, peering: Peering, side: Side) -> None:
        have = peering.have(side, going=True)
        if have is None:
            return
        routes = side.routes.routed_via(have.router_interface_id)
        plan_interfaces([have], [have], "absent", Allowed(force_routes=True), routes)
        self.going |= {route.key for route in routes}
        self.add("deletions", peering, side, _key(peering.want(side), have))

    def purge(self, peering: Peering, wanted: t.Container[tuple[str, str, str]]) -> None:
        """Plan the deletion of routes to a peering's own interfaces that no peering wants."""
        for side in peering.own_sides:
            for route in surplus(peering, side, peering.have(side), wanted):
                self.add("routes", peering, side, {**_route(route), "state": "absent"})

    def _carries(self, peering: Peering, side: Side, have: Ends) -> bool:
        """Return whether the side's interface is or will be active in this run: other routes are refused."""
        own = have[side.role]
        if not peering.peer_of(side).remote:
            return True
        return bool(own and own.status == "Active") or (side.role == "initiator" and consents(have))

    def _interface(self, peering: Peering, side: Side, have: Ends) -> None:
        want, own, peer_side = peering.want(side), have[side.role], peering.peer_of(side)
        peer = have[peer_side.role]
        peer_id = peer.router_interface_id if peer else None
        named = dataclasses.replace(want, peer_router_interface_id=peer_id)
        if own is None:
            plan_interfaces([want], (), "present")
            # The acceptor is created with its peer, whatever exists: a killed run may have created what no list shows
            # yet, and only the same parameters are answered with it. The module knows an initiator that it creates.
            with_peer = peer is not None if peer_side.remote else side.role == "acceptor"
            self.add("router_interfaces", peering, side, {**_given(named if with_peer else want), "new": True})
            if not peer_side.remote and not with_peer:
                self.add("peers", peering, side, {**_key(want, None), **_peer_of(named)})
            return
        existing = kept(peering, side, own)
        if plan_interfaces([existing], [own], "present", KEEP_TAGS)[0].writes:
            self.add("router_interfaces", peering, side, _given(existing))
        if peer is None and peer_side.remote:
            return
        if plan_peers([named], [own])[0].writes:
            self.add("peers", peering, side, {**_key(want, own), **_peer_of(named)})

    def _connection(self, peering: Peering, have: Ends) -> None:
        """Plan the connection: each end is activated and watched in its own account."""
        initiator, acceptor = have["initiator"], have["acceptor"]
        connects = not peering.initiator.remote and (not peering.acceptor.remote or consents(have))
        connects = connects and not (initiator and _is_up(initiator, acceptor, peering.acceptor.remote))
        if connects:
            try:
                self._connectable(peering, initiator, acceptor)
            except RefusedError as error:
                self.refuse(peering, peering.initiator, error)
            self.add("connections", peering, peering.initiator, _key(peering.want(peering.initiator), initiator))
        watched = connects and not (acceptor and acceptor.status == "Active")
        if not peering.acceptor.remote and (watched or (acceptor and acceptor.status in REACTIVATED)):
            self.add("connections", peering, peering.acceptor, _key(peering.want(peering.acceptor), acceptor))

    @staticmethod
    def _connectable(peering: Peering, initiator: RouterInterface | None, acceptor: RouterInterface | None) -> None:
        if initiator:
            plan_connections([initiator], [initiator], "active", assume_created=True)
        if initiator and acceptor and not peering.acceptor.remote:
            _refuse_strangers(initiator, acceptor)

    def _routes(self, peering: Peering, side: Side, own: RouterInterface | None) -> None:
        want = [
            RouteEntry(
                region=side.region,
                route_table_id=table,
                destination=str(block),
                next_hop_type="RouterInterface",
                next_hop_id=own.router_interface_id if own else None,
            )
            for table in side.tables(peering.tables)
            for block in peering.destinations(side)
        ]
        changes: list[Change[RouteEntry]] = plan_routes(want, self._staying(side.routes), "present", self.on_conflict)
        hop = {} if own else {"next_hop_interface": _hop(peering.want(side))}
        for change in changes:
            if change.writes or (change.before and change.before.status != "Available"):
                new = {} if change.before else {"name": peering.name, "new": True}
                self.add("routes", peering, side, {**_route(change.want), **hop, **new})

    def _staying(self, routes: Routes) -> Routes:
        """Return the entries that this run does not delete before it creates others."""
        if self.going.isdisjoint(routes.by_key):
            return routes
        return Routes(entry for entry in routes.entries if entry.key not in self.going)


def consents(have: Ends) -> bool:
    """Return whether the acceptor has named the initiator's interface as its peer, which is how it consents."""
    initiator, acceptor = have["initiator"], have["acceptor"]
    return bool(initiator and acceptor and acceptor.peer_router_interface_id == initiator.router_interface_id)


def _refuse_strangers(initiator: RouterInterface, acceptor: RouterInterface) -> None:
    """One end was connected and the other never: the service has no way to bring them together."""
    if (initiator.status == "Idle") != (acceptor.status == "Idle"):
        states = f"{initiator.label} is {initiator.status} and {acceptor.label} is {acceptor.status}"
        fact = f"{states}: they were not connected with each other, or another run is at work. {FOR_LIFE}"
        raise RefusedError([Reason(fact, **REMAKE)])


def _is_up(initiator: RouterInterface, acceptor: RouterInterface | None, acceptor_is_remote: bool) -> bool:
    status = initiator.peer_status if acceptor_is_remote else acceptor and acceptor.status
    return initiator.status == status == "Active"


def _given(want: RouterInterface) -> dict[str, t.Any]:
    given = {key: value for key, value in want.as_result().items() if value is not None}
    if want.role == "acceptor":
        del given["spec"]
    return given


def _key(want: RouterInterface, have: RouterInterface | None) -> dict[str, t.Any]:
    entry = {
        "region": want.region,
        "role": want.role,
        "router_id": want.router_id,
        "peer_router_id": want.peer_router_id,
    }
    # The name shows people which interface a diff is about.
    return {**entry, "router_interface_id": have.router_interface_id} if have else {**entry, "name": want.name}


def _peer_of(want: RouterInterface) -> Entry:
    # An interface that this run creates is found by its region and router.
    fields = ("peer_account_id", "peer_router_type", "peer_region", "peer_router_interface_id")
    return {field: value for field in fields if (value := getattr(want, field)) is not None}


def _hop(want: RouterInterface) -> Entry:
    """Return the identity of a next hop that has no id yet."""
    return {"router_id": want.router_id, "role": want.role, "peer_router_id": want.peer_router_id}


def _route(want: RouteEntry) -> Entry:
    hop = {"next_hop_id": want.next_hop_id} if want.next_hop_id else {}
    return {
        "region": want.region,
        "route_table_id": want.route_table_id,
        "destination": want.destination,
        "next_hop_type": want.next_hop_type,
        **hop,
    }
