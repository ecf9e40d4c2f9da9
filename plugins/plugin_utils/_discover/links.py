# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which links are complete pairs, and what the others are. Pure; knows no peering's name."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.constants import (
    BY_CONNECTION,
    BY_INTERFACES,
    TRANSIENT,
)
from ansible_collections.aliops.vpc.plugins.module_utils._model.indexes import OTHER
from ansible_collections.aliops.vpc.plugins.module_utils._model.links import NextHop
from ansible_collections.aliops.vpc.plugins.module_utils._model.ownership import is_dead
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Side
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import (
    ACCEPTER,
    ACTIVATED,
    GOING,
    REQUESTER,
    TERMINAL,
    UNANSWERED,
    PeerConnection,
)
from ansible_collections.aliops.vpc.plugins.plugin_utils._discover.estate import Estate

# What a link is that is no pair, in the order of the file.
UNREAD = "other end not read"
ANSWER = "unanswered request"
INACTIVE = "inactive"
UNCONNECTED = "not connected"
FOREIGN = "foreign end"
DANGLING = "dangling"
BORDER = "border router"
UNDER_WAY = "under way"
KINDS = (ANSWER, INACTIVE, UNCONNECTED, FOREIGN, UNREAD, DANGLING, BORDER, UNDER_WAY)


@dataclasses.dataclass(frozen=True)
class Link:
    """A complete pair: both sides as the roles of its ends are, and the next hop of each side that was read."""

    method: str
    initiator: Side
    acceptor: Side
    hops: t.Mapping[str, NextHop]

    @property
    def sides(self) -> tuple[Side, Side]:
        """Return both sides, the initiator first."""
        return (self.initiator, self.acceptor)

    @property
    def own_sides(self) -> list[Side]:
        """Return the sides whose accounts were read."""
        return [side for side in self.sides if not side.remote]

    def peer_of(self, side: Side) -> Side:
        """Return the other side."""
        return self.acceptor if side.role == "initiator" else self.initiator

    @property
    def key(self) -> tuple[str, ...]:
        """Return what links are sorted by: their places, which stay when names change."""
        return tuple(part for side in self.sides for part in (side.account, side.region, side.value))

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the ids of the ends, the initiator's first."""
        return tuple(dict.fromkeys(str(self.hops[role].next_hop_id) for role in OTHER if role in self.hops))


@dataclasses.dataclass(frozen=True)
class Loose:
    """A link that is no pair: its ids, its kind and why."""

    kind: str
    ids: tuple[str, ...]
    text: str


def links_of(estate: Estate) -> tuple[list[Link], list[Loose]]:
    """Return the complete pairs, and all other links."""
    every = [*_interface_links(estate), *_connection_links(estate)]
    links = sorted((link for link in every if isinstance(link, Link)), key=lambda link: (link.key, link.method))
    loose = sorted(
        (link for link in every if isinstance(link, Loose)), key=lambda link: (KINDS.index(link.kind), link.ids)
    )
    return links, loose


def _interface_links(estate: Estate) -> t.Iterator[Link | Loose]:
    done: set[str] = set()
    for own_id, (account, own) in estate.interfaces.items():
        if own_id in done:
            continue
        peer_id = own.peer_router_interface_id or ""
        account_of_peer, peer = estate.interfaces.get(peer_id, (None, None))
        if peer and account_of_peer and _is_mutual(own, peer):
            done.add(peer_id)
            yield _pair(estate, (account, own), (account_of_peer, peer))
        else:
            yield _lone(estate, account, own)


def _is_mutual(own: RouterInterface, peer: RouterInterface) -> bool:
    named = peer.peer_router_interface_id == own.router_interface_id and peer is not own
    return named and peer.role == OTHER.get(own.role or "")


def _pair(estate: Estate, first: tuple[str, RouterInterface], second: tuple[str, RouterInterface]) -> Link | Loose:
    """Return two ends that name each other as a link, or what keeps them from being one."""
    ends = sorted((first, second), key=lambda end: end[1].role != "initiator")
    ids = tuple(str(end.router_interface_id) for _account, end in ends)
    states = " and ".join(f"{_named(end)} of {account} is {end.status}" for account, end in ends)
    statuses = {end.status for _account, end in ends}
    if any(_of_border_router(end) for _account, end in ends):
        return Loose(BORDER, ids, f"{_named(ends[0][1])} and {_named(ends[1][1])} of {ends[1][0]} belong to a line.")
    if statuses & set(TRANSIENT):
        return Loose(UNDER_WAY, ids, f"{states}; discover again in a minute.")
    if statuses != {"Active"}:
        return Loose(UNCONNECTED if "Idle" in statuses else INACTIVE, ids, f"{states}.")
    sides = [_side_of_interface(estate, account, end) for account, end in ends]
    if None in sides:
        return Loose(UNREAD, ids, f"{states}, but a VPC of them was not read.")
    initiator, acceptor = t.cast("list[Side]", sides)
    return Link(BY_INTERFACES, initiator, acceptor, {str(end.role): end for _account, end in ends})


def _lone(estate: Estate, account: str, own: RouterInterface) -> Link | Loose:
    """Return an end whose other one was not read, or names another one."""
    ids = (str(own.router_interface_id),)
    label = f"{_named(own)} of {account} in {own.region} is {own.status}"
    peer = own.peer_router_interface_id or own.peer_router_id
    whose = f"{peer or 'none'} of {_account_named(estate, own.peer_account_id)} in {own.peer_region}"
    if _of_border_router(own):
        return Loose(BORDER, ids, f"{label}; its other end is {whose}.")
    if own.status in TRANSIENT:
        return Loose(UNDER_WAY, ids, f"{label}; discover again in a minute.")
    if own.status == "Idle":
        return Loose(UNCONNECTED, ids, f"{label}; {f'its peer is {whose}' if peer else 'it names no peer'}.")
    known = own.peer_account_id in estate.account_names
    if is_dead(own) or peer in estate.interfaces or (known and estate.knows(own.peer_account_id, own.peer_region)):
        return Loose(DANGLING, ids, f"{label}; its other end, {whose}, is gone or has another peer.")
    if known:
        return Loose(UNREAD, ids, f"{label}; its other end, {whose}, is where nothing was read.")
    if own.status != "Active" or own.peer_status != "Active":
        return Loose(FOREIGN, ids, f"{label}; its other end, {whose}, is {own.peer_status or 'unknown'}.")
    side = _side_of_interface(estate, account, own)
    if side is None or not (own.peer_account_id and own.peer_region and own.peer_router_id):
        return Loose(FOREIGN, ids, f"{label}; its other end is {whose}.")
    peer_side = _remote(own.peer_account_id, OTHER[str(own.role)], own.peer_region, router_id=own.peer_router_id)
    sides = (side, peer_side) if own.role == "initiator" else (peer_side, side)
    return Link(BY_INTERFACES, *sides, {str(own.role): own})


def _of_border_router(interface: RouterInterface) -> bool:
    return "VBR" in (interface.router_type, interface.peer_router_type)


def _named(hop: NextHop) -> str:
    return f"{hop.next_hop_id} ({hop.name or 'no name'})"


def _side_of_interface(estate: Estate, account: str, interface: RouterInterface) -> Side | None:
    vpc = estate.vpc_of_router(account, interface.router_id)
    return None if vpc is None else _side(estate, account, str(interface.role), vpc)


def _side(estate: Estate, account: str, role: str, vpc: t.Any) -> Side:
    options = {"account": account, "region": vpc["region"], "vpc_id": vpc["vpc_id"]}
    return Side(account, role, vpc["region"], options, estate.reads[account].get("account_id"), vpc)


def _remote(account_id: str, role: str, region: str, **selector: str) -> Side:
    """Return a side whose account was not given: its id is its name."""
    options = {"account": account_id, "account_id": account_id, "region": region, **selector}
    return Side(account_id, role, region, options, account_id, remote=True)


def _connection_links(estate: Estate) -> t.Iterator[Link | Loose]:
    for views in estate.connections.values():
        yield _connection(estate, views)


def _connection(estate: Estate, views: t.Mapping[str, PeerConnection]) -> Link | Loose:
    connection = next(iter(views.values()))
    ids = (str(connection.next_hop_id),)
    between = " and ".join(_end(estate, connection, role) for role in (REQUESTER, ACCEPTER))
    label = f"{_named(connection)} between {between} is {connection.status}"
    if connection.status in UNANSWERED:
        until = f" until {connection.expiry_time}" if connection.expiry_time else ""
        return Loose(ANSWER, ids, f"{label}: {_end(estate, connection, ACCEPTER)} has to accept it{until}.")
    if connection.status in (*GOING, *TERMINAL):
        return Loose(UNDER_WAY if connection.status in GOING else DANGLING, ids, f"{label}.")
    if connection.status != ACTIVATED:
        return Loose(UNDER_WAY, ids, f"{label}; discover again in a minute.")
    sides: list[Side] = []
    for role, peer_role in (("initiator", REQUESTER), ("acceptor", ACCEPTER)):
        account_id, region, vpc_id = connection.end(peer_role)
        name = estate.account_names.get(account_id)
        vpc = estate.vpc(name, vpc_id) if name else None
        if name and vpc is None:
            kind = DANGLING if estate.knows(account_id, region) else UNREAD
            return Loose(kind, ids, f"{label}, but {vpc_id} of {name} was not found in {region}.")
        side = _side(estate, name, role, vpc) if name else _remote(account_id, role, region, vpc_id=vpc_id)
        sides.append(side)
    hops: dict[str, NextHop] = {side.role: views[side.account] for side in sides if side.account in views}
    if any(side.role not in hops for side in sides if not side.remote):
        return Loose(UNDER_WAY, ids, f"{label}, but one of its accounts does not list it; discover again in a minute.")
    return Link(BY_CONNECTION, sides[0], sides[1], hops)


def _end(estate: Estate, connection: PeerConnection, role: str) -> str:
    account_id, region, vpc_id = connection.end(role)
    return f"{vpc_id} of {_account_named(estate, account_id)} in {region}"


def _account_named(estate: Estate, account_id: str | None) -> str:
    return estate.account_names.get(account_id or "", f"the account {account_id or 'unknown'}")
