# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From peerings to the lists that each account's modules get, with the same planner that the modules use. Pure."""

from __future__ import annotations

import collections
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

TAKE_AWAY = ("unroute", "freeze", "remove")
MAKE = ("interfaces", "peers", "thaw", "connections", "routes", "purge")
STEPS = (*TAKE_AWAY, *MAKE)
THAW = ("Inactive", "Deactivating", "Activating")

# Earlier steps have deactivated the interface and deleted the routes to it.
REMOVAL = Allowed(freeze=False, assume_done=True)

Halves = dict[str, t.Optional[RouterInterface]]


def key_of(one: RouterInterface) -> str:
    """Return what tells a router interface from all others before it has an id."""
    return "/".join((one.region, one.router_id or "", one.role or "", one.peer_router_id or ""))


def account_order(peerings: t.Sequence[Peering]) -> list[str]:
    """Return the accounts in the order in which their interfaces are made: those that initiate first."""
    sides = [getattr(one, role) for role in ("initiator", "acceptor") for one in peerings]
    return list(dict.fromkeys(side.account for side in sides if not side.remote))


def plan(peerings: t.Sequence[Peering], on_conflict: str, *, purge: bool = True) -> dict[str, t.Any]:
    """Return the plan of all peerings as plain data: ``refused`` sentences, and entries by step and account.

    ``purge`` adds the deletion of custom routes to a peering's own interfaces that no peering wants.
    """
    planner = Planner(account_order(peerings), on_conflict)
    turned = [found for peering in peerings if (found := planner.turned(peering))]
    present = [peering for peering in turned if peering.state == "present"]
    # What is removed is gone before anything is created.
    for peering in turned:
        if peering.state == "absent":
            planner.absent(peering)
    for peering in present:
        planner.present(peering)
    wanted = all_wanted(present) if purge else set()
    for peering in present if purge else ():
        planner.purge(peering, wanted)
    return planner.as_result()


@dataclasses.dataclass
class Planner:
    """Collects, for each step and account, the entries that its module gets; and what was refused."""

    accounts: list[str]
    on_conflict: str
    steps: dict[str, dict[str, list[dict[str, t.Any]]]] = dataclasses.field(
        default_factory=lambda: {step: collections.defaultdict(list) for step in STEPS}
    )
    refused: list[str] = dataclasses.field(default_factory=list)
    # Accounts whose interfaces have to be settled before the next step, because no later one would notice.
    settle: set[str] = dataclasses.field(default_factory=set)
    known: dict[str, str] = dataclasses.field(default_factory=dict)
    # The accounts and interfaces that routes are to be led to.
    led: set[tuple[str, str]] = dataclasses.field(default_factory=set)
    # By initiating account, where the other ends of its connections are looked at in their own accounts; None for one
    # that no later step looks at.
    watchers: dict[str, set[str | None]] = dataclasses.field(default_factory=lambda: collections.defaultdict(set))

    # The entries that this run deletes before it creates others.
    unrouted: set[tuple[str, str, str]] = dataclasses.field(default_factory=set)

    def turned(self, peering: Peering) -> Peering | None:
        """Return the peering as it exists, or None and a refusal when that is ambiguous."""
        try:
            return peering.turned()
        except RefusedError as error:
            self.refused += [f"{peering.name}: {reason}" for reason in error.role_reasons]
            return None

    def refuse(self, peering: Peering, side: Side, error: RefusedError) -> None:
        """Note why a side cannot be planned."""
        self.refused += [f"{where(peering, side)}: {reason}" for reason in error.role_reasons]

    def add(self, step: str, peering: Peering, side: Side, entry: dict[str, t.Any], **refers: str) -> None:
        """Give an account's module an entry; ``refers`` maps its options to the interfaces whose ids belong there."""
        self.refused += [f"{where(peering, side)}: {reason}" for reason in wrong_in(step, entry)]
        self.steps[step][side.account].append({"peering": peering.name, "entry": entry, "refers": refers})

    def present(self, peering: Peering) -> None:
        """Plan what makes a peering whole, as far as the credentials of this run reach."""
        have: Halves = {side.role: peering.have(side) for side in peering.sides}
        for side in peering.own_sides:
            try:
                self._interface(peering, side, have)
                if self._carries(peering, side, have):
                    self._routes(peering, side, have[side.role])
            except RefusedError as error:
                self.refuse(peering, side, error)
        self._connection(peering, have)

    def absent(self, peering: Peering) -> None:
        """Plan what takes a peering away: its routes, its connection, its interfaces. Nothing else leads to them."""
        for side in peering.own_sides:
            try:
                self._removal(peering, side)
            except RefusedError as error:
                self.refuse(peering, side, error)

    def _removal(self, peering: Peering, side: Side) -> None:
        have = peering.have(side, going=True)
        if have is None:
            return
        entry = _key(peering.want(side), have)
        plan_connections([have], [have], "inactive")
        plan_interfaces([have], [have], "absent", REMOVAL)
        for route in side.routes.leading_to(have.router_interface_id):
            self.unrouted.add(route.key)
            self.add("unroute", peering, side, _route(route))
        if have.status not in ("Idle", "Inactive", "Deleting"):
            self.add("freeze", peering, side, entry)
        self.add("remove", peering, side, entry)

    def purge(self, peering: Peering, wanted: t.Container[tuple[str, str, str]]) -> None:
        """Plan the deletion of routes to a peering's own interfaces that no peering wants."""
        for side in peering.own_sides:
            try:
                own = peering.have(side)
            except RefusedError:  # planning the peering has noted it
                continue
            for route in surplus(peering, side, own, wanted):
                self.add("purge", peering, side, _route(route))

    def _carries(self, peering: Peering, side: Side, have: Halves) -> bool:
        """Say whether the side's interface is or will be active in this run: the service refuses routes to others."""
        own = have[side.role]
        if not peering.peer_of(side).remote:
            return True
        return bool(own and own.status == "Active") or (side.role == "initiator" and consents(have))

    def _interface(self, peering: Peering, side: Side, have: Halves) -> None:
        want, own, peer_side = peering.want(side), have[side.role], peering.peer_of(side)
        peer = have[peer_side.role]
        peer_key = key_of(peering.want(peer_side))
        if peer and peer.router_interface_id:
            self.known[peer_key] = peer.router_interface_id
        if own is None:
            plan_interfaces([want], (), "present")
            # The account whose turn comes later is told of the earlier one's interface right at the creation; and only
            # that one, whatever exists: a killed run may have made what no list shows yet, and only the same words are
            # answered with it.
            told = peer is not None if peer_side.remote else self._turn(peer_side) < self._turn(side)
            new = {**_given(want), "new": True}
            self.add("interfaces", peering, side, new, **({"peer_router_interface_id": peer_key} if told else {}))
            if peer_side.remote or (told and peer is not None):
                self.settle.add(side.account)
            elif not told:
                refers = {"router_interface_id": key_of(want), "peer_router_interface_id": peer_key}
                self.add("peers", peering, side, {**_peer(want), "new": True}, **refers)
            return
        existing = kept(peering, side, own)
        if plan_interfaces([existing], [own], "present", KEEP_TAGS)[0].writes:
            self.add("interfaces", peering, side, _given(existing))
            self.settle.add(side.account)
        if peer is None and peer_side.remote:
            return
        named = dataclasses.replace(want, peer_router_interface_id=peer.router_interface_id if peer else None)
        if plan_peers([named], [own])[0].writes:
            self.add("peers", peering, side, {**_key(want, own), **_peer_of(want)}, peer_router_interface_id=peer_key)

    def _connection(self, peering: Peering, have: Halves) -> None:
        initiator, acceptor = have["initiator"], have["acceptor"]
        if acceptor and acceptor.status in THAW and not peering.acceptor.remote:
            self.add("thaw", peering, peering.acceptor, _key(peering.want(peering.acceptor), acceptor))
        if peering.initiator.remote or (initiator and _is_up(initiator, acceptor, peering.acceptor.remote)):
            return
        if peering.acceptor.remote and not consents(have):
            return
        try:
            if initiator:
                plan_connections([initiator], [initiator], "active", assume_created=True)
            if initiator and acceptor and not peering.acceptor.remote:
                _refuse_strangers(initiator, acceptor)
        except RefusedError as error:
            self.refuse(peering, peering.initiator, error)
        want = peering.want(peering.initiator)
        self.watchers[peering.initiator.account].add(self._watcher(peering))
        if initiator:
            self.add("connections", peering, peering.initiator, _key(want, initiator))
        else:
            new = {**_key(want, None), "new": True}
            self.add("connections", peering, peering.initiator, new, router_interface_id=key_of(want))

    def _watcher(self, peering: Peering) -> str | None:
        """Return the acceptor's account, when it leads routes to the peering in this run."""
        acceptor = peering.acceptor
        return acceptor.account if (acceptor.account, key_of(peering.want(acceptor))) in self.led else None

    def _routes(self, peering: Peering, side: Side, own: RouterInterface | None) -> None:
        key = key_of(peering.want(side))
        if own and own.router_interface_id:
            self.known[key] = own.router_interface_id
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
        for change in changes:
            if change.writes or (change.before and change.before.status != "Available"):
                new = {} if change.before else {"name": peering.name, "new": True}
                self.add("routes", peering, side, {**_route(change.want), **new}, next_hop_id=key)
                self.led.add((side.account, key))

    def _staying(self, routes: Routes) -> Routes:
        """Return the entries that this run does not delete before it creates others."""
        if self.unrouted.isdisjoint(routes.by_key):
            return routes
        return Routes(entry for entry in routes.entries if entry.key not in self.unrouted)

    def _turn(self, side: Side) -> int:
        return len(self.accounts) if side.remote else self.accounts.index(side.account)

    def as_result(self) -> dict[str, t.Any]:
        """Return the plan as plain data: for each step, the entries of each account that has any, in order."""
        steps = {
            step: {account: entries[account] for account in self.accounts if account in entries}
            for step, entries in self.steps.items()
        }
        return {
            **steps,
            "takes_away": any(steps[step] for step in TAKE_AWAY),
            "makes": any(steps[step] for step in MAKE),
            **self._watched(),
            "settle": [account for account in self.accounts if account in self.settle],
            "known": self.known,
            "refused": self.refused,
        }

    def _watched(self) -> dict[str, t.Any]:
        """Return which ends each initiating account waits for, and which accounts look at their own before the routes.

        The service shows one account late what has become of the other's end; its owner sees it at once.
        """
        own = [
            account for account in self.accounts if self.watchers.get(account) and None not in self.watchers[account]
        ]
        watching = {watcher for account in own for watcher in self.watchers[account]}
        return {
            "wait_for": {account: "own" if account in own else "both" for account in self.steps["connections"]},
            "watching": [account for account in self.accounts if account in watching],
        }


def consents(have: Halves) -> bool:
    """Say whether the acceptor has named the initiator's interface as its peer, which is how it consents."""
    initiator, acceptor = have["initiator"], have["acceptor"]
    return bool(initiator and acceptor and acceptor.peer_router_interface_id == initiator.router_interface_id)


def _refuse_strangers(initiator: RouterInterface, acceptor: RouterInterface) -> None:
    """One end was connected and the other never: the service has no way to bring them together."""
    if (initiator.status == "Idle") != (acceptor.status == "Idle"):
        said = f"{initiator.label} is {initiator.status} and {acceptor.label} is {acceptor.status}"
        fact = f"{said}: they were not connected with each other, or another run is at work. {FOR_LIFE}"
        raise RefusedError([Reason(fact, **REMAKE)])


def _is_up(initiator: RouterInterface, acceptor: RouterInterface | None, acceptor_is_remote: bool) -> bool:
    status = initiator.peer_status if acceptor_is_remote else acceptor and acceptor.status
    return initiator.status == status == "Active"


def entries_of(
    planned: t.Sequence[dict[str, t.Any]], known: dict[str, str], made: t.Sequence[dict[str, t.Any]]
) -> list[dict[str, t.Any]]:
    """Return the entries of a step for a module, with the ids that are known by now; in check mode some never are."""
    fields = {field.name for field in dataclasses.fields(RouterInterface)}
    records = [RouterInterface(**{key: value for key, value in one.items() if key in fields}) for one in made]
    ids = {**known, **{key_of(one): one.router_interface_id for one in records}}
    return [
        {**one["entry"], **{option: ids[key] for option, key in one["refers"].items() if ids.get(key)}}
        for one in planned
    ]


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
    # The name tells people which interface a diff is about.
    return {**entry, "router_interface_id": have.router_interface_id} if have else {**entry, "name": want.name}


def _peer(want: RouterInterface) -> dict[str, t.Any]:
    return {**_key(want, None), **_peer_of(want)}


def _peer_of(want: RouterInterface) -> dict[str, t.Any]:
    return {"peer_account_id": want.peer_account_id, "peer_router_type": want.peer_router_type}


def _route(want: RouteEntry) -> dict[str, t.Any]:
    return {
        "region": want.region,
        "route_table_id": want.route_table_id,
        "destination": want.destination,
        "next_hop_type": want.next_hop_type,
        **({"next_hop_id": want.next_hop_id} if want.next_hop_id else {}),
    }
