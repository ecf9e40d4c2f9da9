# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Peerings as values: the user's input, joined with the snapshots of both accounts. Pure, runs on the controller."""

from __future__ import annotations

import dataclasses
import functools
import ipaddress
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.constants import BY_CONNECTION, BY_INTERFACES
from ansible_collections.aliops.vpc.plugins.module_utils._model.destinations import ByTable, Destinations
from ansible_collections.aliops.vpc.plugins.module_utils._model.indexes import Routes
from ansible_collections.aliops.vpc.plugins.module_utils._model.links import NextHop, end_key, interface_key, pick
from ansible_collections.aliops.vpc.plugins.module_utils._model.ownership import tags_at_creation
from ansible_collections.aliops.vpc.plugins.module_utils._model.peering_keys import SELECTORS
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import PeerConnection
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_snapshot import IPV4, Network, VpcSnapshot

Method = t.TypeVar("Method", bound=t.Callable[..., t.Any])


def remembered(method: Method) -> Method:
    """Compute once what a method of a peering returns of each of its own sides: a plan asks dozens of times."""
    name = f"_remembered_{method.__name__}"

    @functools.wraps(method)
    def remembering(self: Peering, side: Side, **options: t.Any) -> t.Any:
        if side is not self.initiator and side is not self.acceptor:
            return method(self, side, **options)
        values = self.__dict__.setdefault(name, {})
        key = (side.role, *options.items())
        if key not in values:
            values[key] = method(self, side, **options)
        return values[key]

    return t.cast(Method, remembering)


@dataclasses.dataclass(frozen=True)
class Side:
    """One end of a peering: its place, and, once read, its VPC with the snapshot.

    ``remote`` is a side whose account has no credential in this run: its facts came in a handshake.
    """

    account: str
    role: str
    region: str
    options: dict[str, t.Any]
    account_id: str | None = None
    vpc: VpcSnapshot | None = None
    remote: bool = False
    # Where the peer's router is unknown: the interface that is the peering's all the same, those that may be, and the
    # router that it records for the deleted side.
    interface_id: str | None = None
    doubtful: tuple[RouterInterface, ...] = ()
    recorded_router_id: str | None = None
    # The VPC that a connection records for the deleted side.
    recorded_vpc_id: str | None = None

    @property
    def value(self) -> str:
        """Return how the user named the VPC."""
        return next(str(self.options[key]) for key in SELECTORS if self.options.get(key))

    @property
    def selector(self) -> dict[str, str]:
        """Return the element of the option vpcs of vpcs_info that finds this side's VPC."""
        key = next(key for key in SELECTORS if self.options.get(key))
        return {"region": self.region, "name" if key == "vpc_name" else key: self.options[key]}

    @property
    def existing_vpc(self) -> VpcSnapshot:
        """Return the VPC, which was read."""
        return t.cast("VpcSnapshot", self.vpc)

    @property
    def vpc_id(self) -> str | None:
        """Return the id of the VPC, or None as long as it is unknown."""
        return self.vpc["vpc_id"] if self.vpc else self.options.get("vpc_id") or self.recorded_vpc_id

    @property
    def router_id(self) -> str | None:
        """Return the router of the VPC, or None as long as it is unknown."""
        if self.vpc:
            return str(self.vpc["router_id"])
        # Nobody can look whether a remote side's router exists.
        return self.recorded_router_id or (self.options.get("router_id") if self.remote else None)

    @property
    def system_table(self) -> str | None:
        """Return the route table that all vSwitches use which have none of their own."""
        tables = self.existing_vpc["route_tables"]
        return next((table["route_table_id"] for table in tables if table["type"] == "System"), None)

    def tables(self, which: str) -> list[str]:
        """Return the selected route tables: the ``system`` table, or all ``used`` by a vSwitch.

        A VPC with one table has no list of vSwitches in it: all of them use it. As long as a VPC has no vSwitch, its
        system table stands for the tables that will be used.
        """
        system = [self.system_table] if self.system_table else []
        if which == "system":
            return system
        tables = self.existing_vpc["route_tables"]
        used = [table["route_table_id"] for table in tables if table["vswitch_ids"] or table["vswitch_ids"] is None]
        return used or system

    @property
    def routes(self) -> Routes:
        """Return all entries of all tables of the VPC."""
        return self.existing_vpc.routes

    @property
    def vswitch_blocks(self) -> list[Network]:
        """Return the CIDR blocks of the vSwitches."""
        return self.existing_vpc.vswitch_blocks

    @property
    def vpc_blocks(self) -> list[Network]:
        """Return the CIDR blocks of the VPC."""
        return self.existing_vpc.blocks

    @property
    def interfaces(self) -> list[RouterInterface]:
        """Return the router interfaces on the router."""
        return self.vpc.interfaces if self.vpc else []


@dataclasses.dataclass(frozen=True)
class Peering:
    """Two sides to be connected, or, with ``state`` absent, to be disconnected."""

    name: str
    spec: str | None
    initiator: Side
    acceptor: Side
    routes: t.Any
    state: str = "present"
    tables: str = "used"
    description: str | None = None
    tags: dict[str, str] | None = None
    method: str = BY_INTERFACES
    bandwidth: int | None = None
    link_type: str | None = None
    # The key of the tag that marks the peering's interfaces, and the names of all peerings of the run.
    mark: str | None = None
    run_names: frozenset[str] = frozenset()

    @property
    def sides(self) -> tuple[Side, Side]:
        """Return both sides, the initiator first."""
        return (self.initiator, self.acceptor)

    @property
    def own_sides(self) -> list[Side]:
        """Return the sides whose accounts have a credential in this run."""
        return [side for side in self.sides if not side.remote]

    @property
    def by_connection(self) -> bool:
        """Return whether the link is a VPC peering connection, and not a pair of router interfaces."""
        return self.method == BY_CONNECTION

    @property
    def link(self) -> str:
        """Return the resource that is the link, or one of its ends, as results and texts name it."""
        return "vpc_peer_connection" if self.by_connection else "router_interface"

    @property
    def inter_region(self) -> bool:
        """Return whether the two VPCs are in different regions."""
        return self.initiator.region != self.acceptor.region

    @property
    def payers(self) -> tuple[str, ...]:
        """Return the accounts that pay for the link: each for its own traffic, or nobody where it costs nothing."""
        if not self.by_connection:
            return (self.initiator.account,)
        return tuple(dict.fromkeys(side.account for side in self.sides)) if self.inter_region else ()

    def peer_of(self, side: Side) -> Side:
        """Return the other side."""
        return self.acceptor if side.role == "initiator" else self.initiator

    def given_name(self, side: Side) -> str | None:
        """Return the name that the user gives to a side's next hop. A connection, which both sides share, gets none."""
        return None if self.by_connection else side.options.get("interface_name")

    @remembered
    def want(self, side: Side) -> RouterInterface:
        """Return the router interface that a side should have, without the ids that only the API knows."""
        peer = self.peer_of(side)
        return RouterInterface(
            region=side.region,
            role=side.role,
            router_interface_id=side.interface_id,
            name=self.given_name(side) or self.name,
            description=self.description,
            tags=tags_at_creation(self),
            router_id=side.router_id,
            router_type="VRouter",
            spec=self.spec if side.role == "initiator" else "Negative",
            peer_region=peer.region,
            peer_account_id=peer.account_id,
            peer_router_id=peer.router_id,
            peer_router_type="VRouter",
        )

    @remembered
    def key(self, side: Side) -> str:
        """Return the identity of a side's next hop, which is there before the next hop has an id."""
        if self.by_connection:
            return end_key(side.vpc_id, self.peer_of(side).vpc_id)
        return interface_key(self.want(side))

    @remembered
    def have(self, side: Side, *, deleting: bool = False) -> NextHop | None:
        """Return the next hop that a side has, with ``deleting`` also one that is being deleted.

        Raises RefusedError when several fit.
        """
        if self.by_connection:
            return self._connection(side, deleting=deleting)
        return self._interface(side, deleting=deleting)

    def _connection(self, side: Side, *, deleting: bool) -> PeerConnection | None:
        """Return the connection as a side sees it; the other side's view has none of its tags."""
        peer = self.peer_of(side)
        pair = frozenset(filter(None, (side.vpc_id, peer.vpc_id)))
        for viewer in (side, peer):
            if viewer.vpc is None or viewer.remote or len(pair) < 2:
                continue
            connection = pick(self.name, viewer.vpc.connections.get(pair, ()))
            if connection and (deleting or connection.status != "Deleting"):
                own = viewer is side
                return connection if own else dataclasses.replace(connection, tags=None, resource_group_id=None)
        return None

    def _interface(self, side: Side, *, deleting: bool) -> RouterInterface | None:
        if side.vpc is None:
            return None
        if self.state == "absent" and not side.remote and not side.interface_id and not self.peer_of(side).router_id:
            # A name alone is no reason to delete an interface with another peer.
            return None
        return (side.vpc.all_interfaces if deleting else side.vpc.staying_interfaces).find(self.want(side))

    def as_existing(self) -> Peering:
        """Return the peering with the roles of its ends swapped, when they exist that way round."""
        return self._existing

    @functools.cached_property
    def _existing(self) -> Peering:
        if self.by_connection:
            connection = self.have(self.initiator)
            reverse = isinstance(connection, PeerConnection) and connection.accepter_vpc_id == self.initiator.vpc_id
            return self.swapped() if reverse else self
        if any(self.have(side) for side in self.sides):
            return self
        other = self.swapped()
        # A name alone does not show which way round its owner meant it.
        ends = (other._interface(side, deleting=False) for side in other.sides)
        exists = any(end and end.peer_router_id for end in ends)
        return other if exists else self

    def swapped(self) -> Peering:
        """Return the peering with its ends the other way round."""
        return dataclasses.replace(
            self,
            initiator=dataclasses.replace(self.acceptor, role="initiator"),
            acceptor=dataclasses.replace(self.initiator, role="acceptor"),
        )

    def routes_of(self, side: Side) -> t.Any:
        """Return the user's option for a side's destinations: a keyword, a list of CIDR blocks, or one by tables."""
        own = side.options.get("routes")
        return self.routes if own is None else own

    def names_blocks(self, side: Side) -> bool:
        """Return whether a side's destinations are named by the user, and depend on nothing that is read."""
        return not isinstance(self.routes_of(side), str)

    @remembered
    def wanted(self, side: Side) -> Destinations:
        """Return the destinations that a side routes to its peer. Those of a keyword are IPv4."""
        routes = self.routes_of(side)
        if self.names_blocks(side):
            return Destinations.from_option(routes)
        peer = self.peer_of(side)
        if peer.vpc is None:
            return Destinations(self._recorded_blocks(side, peer) if routes == "vpc" else [])
        return Destinations({"vswitches": peer.vswitch_blocks, "vpc": peer.vpc_blocks, "none": []}[routes])

    def destinations(self, side: Side) -> list[Network]:
        """Return the CIDR blocks that a side routes to its peer, in whichever tables."""
        return self.wanted(side).blocks

    @remembered
    def destinations_by_table(self, side: Side) -> ByTable:
        """Return the CIDR blocks that a side routes to its peer by route table; its VPC was read."""
        wanted = self.wanted(side)
        return wanted.in_tables(side.tables(self.tables) if wanted.by_table is None else ())

    def _recorded_blocks(self, side: Side, peer: Side) -> list[Network]:
        """Return the IPv4 CIDR blocks that the connection shows of a peer's VPC that was not read."""
        connection = self.have(side) if self.by_connection and side.vpc and peer.remote else None
        if not isinstance(connection, PeerConnection) or not connection.is_in_use:
            return []
        of_requester = connection.requester_vpc_id == peer.vpc_id
        blocks = connection.requester_cidr_blocks if of_requester else connection.accepter_cidr_blocks
        networks = [ipaddress.ip_network(block) for block in blocks]
        return [network for network in networks if network.version == IPV4]
