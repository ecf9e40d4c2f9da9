# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The entries that create, repair and connect a peering's pair of router interfaces. Pure."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import Reason, RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model.links import Ends
from ansible_collections.aliops.vpc.plugins.module_utils._model.ownership import kept
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering, Side
from ansible_collections.aliops.vpc.plugins.module_utils._plan.adoption import KEEP_TAGS
from ansible_collections.aliops.vpc.plugins.module_utils._plan.connections import plan_connections
from ansible_collections.aliops.vpc.plugins.module_utils._plan.router_interfaces import (
    Allowed,
    plan_interfaces,
    plan_peers,
)
from ansible_collections.aliops.vpc.plugins.module_utils._plan.rules import FOR_LIFE, REMAKE

REACTIVATED = ("Inactive", "Deactivating", "Activating")

Entry = dict[str, t.Any]
Steps = t.Iterator[tuple[str, Entry]]
Interfaces = dict[str, t.Optional[RouterInterface]]


def interfaces_of(have: Ends) -> Interfaces:
    """Return the next hops of a peering by router interfaces, by their roles."""
    return {role: hop for role, hop in have.items() if hop is None or isinstance(hop, RouterInterface)}


def carries(peering: Peering, side: Side, have: Interfaces) -> bool:
    """Return whether the side's interface is or will be active in this run: other routes are refused."""
    own = have[side.role]
    if not peering.peer_of(side).remote:
        return True
    return bool(own and own.status == "Active") or (side.role == "initiator" and consents(have))


def interface_entries(peering: Peering, side: Side, have: Interfaces) -> Steps:
    """Yield the entries of the steps router_interfaces and peers for a side. Raises RefusedError."""
    want, own, peer_side = peering.want(side), have[side.role], peering.peer_of(side)
    peer = have[peer_side.role]
    peer_id = peer.router_interface_id if peer else None
    named = dataclasses.replace(want, peer_router_interface_id=peer_id)
    if own is None:
        plan_interfaces([want], (), "present")
        # The acceptor is created with its peer, whatever exists: a killed run may have created what no list shows
        # yet, and only the same parameters are answered with it. The module knows an initiator that it creates.
        with_peer = peer is not None if peer_side.remote else side.role == "acceptor"
        yield "router_interfaces", {**_given(named if with_peer else want), "new": True}
        # The module sets the peers of a pair whose ends are both new.
        if not peer_side.remote and not with_peer and (peer or not want.peer_account_id):
            yield "peers", {**_key(want, None), **_peer_of(named)}
        return
    existing = kept(peering, side, own)
    if plan_interfaces([existing], [own], "present", KEEP_TAGS)[0].writes:
        yield "router_interfaces", _given(existing)
    if peer is None and peer_side.remote:
        return
    if plan_peers([named], [own])[0].writes:
        yield "peers", {**_key(want, own), **_peer_of(named)}


def connected_sides(peering: Peering, have: Interfaces) -> t.Iterator[tuple[Side, Entry]]:
    """Yield the ends to connect, initiator first: each end is activated and watched in its own account."""
    initiator, acceptor = have["initiator"], have["acceptor"]
    connects = not peering.initiator.remote and (not peering.acceptor.remote or consents(have))
    connects = connects and not (initiator and _is_up(initiator, acceptor, peering.acceptor.remote))
    if connects:
        yield peering.initiator, _key(peering.want(peering.initiator), initiator)
    watched = connects and not (acceptor and acceptor.status == "Active")
    if not peering.acceptor.remote and (watched or (acceptor and acceptor.status in REACTIVATED)):
        yield peering.acceptor, _key(peering.want(peering.acceptor), acceptor)


def refuse_unconnectable(peering: Peering, have: Interfaces) -> None:
    """Refuse to connect an initiator that the API cannot connect, or that has another peer for life."""
    initiator, acceptor = have["initiator"], have["acceptor"]
    if initiator:
        plan_connections([initiator], [initiator], "active", assume_created=True)
    if initiator and acceptor and not peering.acceptor.remote:
        _refuse_strangers(initiator, acceptor)


def deletion(peering: Peering, side: Side, interface: RouterInterface) -> Entry:
    """Return the entry that deletes a side's interface with its routes. Raises RefusedError."""
    routes = side.routes.custom_via(interface.router_interface_id)
    plan_interfaces([interface], [interface], "absent", Allowed(force_routes=True), routes)
    return _key(peering.want(side), interface)


def existing_entry(peering: Peering, side: Side, interface: RouterInterface) -> Entry:
    """Return the entry that names a side's existing interface."""
    return _key(peering.want(side), interface)


def identity(want: RouterInterface) -> Entry:
    """Return the identity of a next hop that has no id yet."""
    return {"router_id": want.router_id, "role": want.role, "peer_router_id": want.peer_router_id}


def consents(have: Interfaces) -> bool:
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
