# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Peerings as values: the user's input, joined with the snapshots of both accounts. Pure, runs on the controller."""

from __future__ import annotations

import dataclasses
import ipaddress
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.coercion import coerced
from ansible_collections.aliops.vpc.plugins.module_utils._model.indexes import Routes
from ansible_collections.aliops.vpc.plugins.module_utils._model.leftovers import resolved
from ansible_collections.aliops.vpc.plugins.module_utils._model.ownership import tags_at_creation
from ansible_collections.aliops.vpc.plugins.module_utils._model.peering_keys import SELECTORS
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry, RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_snapshot import Network, ReadVpc


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
    vpc: ReadVpc | None = None
    remote: bool = False
    # Where the peer's router is unknown: the interface that is the peering's all the same, those that may be, and the
    # router that it records for the deleted side.
    interface_id: str | None = None
    doubtful: tuple[RouterInterface, ...] = ()
    recorded_router_id: str | None = None

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
    def existing_vpc(self) -> ReadVpc:
        """Return the VPC, which was read."""
        return t.cast("ReadVpc", self.vpc)

    @property
    def router_id(self) -> str | None:
        """Return the router of the VPC, or None as long as it is unknown."""
        return self.vpc["router_id"] if self.vpc else self.recorded_router_id

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

    def peer_of(self, side: Side) -> Side:
        """Return the other side."""
        return self.acceptor if side.role == "initiator" else self.initiator

    def want(self, side: Side) -> RouterInterface:
        """Return the router interface that a side should have, without the ids that only the API knows."""
        peer = self.peer_of(side)
        return RouterInterface(
            region=side.region,
            role=side.role,
            router_interface_id=side.interface_id,
            name=side.options.get("interface_name") or self.name,
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

    def have(self, side: Side, *, going: bool = False) -> RouterInterface | None:
        """Return the router interface that a side has, with ``going`` also one that is being deleted.

        Raises RefusedError when several fit.
        """
        if side.vpc is None:
            return None
        if self.state == "absent" and not side.remote and not side.interface_id and not self.peer_of(side).router_id:
            # A name alone is no reason to delete an interface with another peer.
            return None
        return (side.vpc.all_interfaces if going else side.vpc.staying_interfaces).find(self.want(side))

    def as_existing(self) -> Peering:
        """Return the peering with the roles of its ends swapped, when they exist that way round."""
        if any(self.have(side) for side in self.sides):
            return self
        other = self.swapped()
        # A name alone does not show which way round its owner meant it.
        exists = any(end and end.peer_router_id for end in (other.have(side) for side in other.sides))
        return other if exists else self

    def swapped(self) -> Peering:
        """Return the peering with its ends the other way round."""
        return dataclasses.replace(
            self,
            initiator=dataclasses.replace(self.acceptor, role="initiator"),
            acceptor=dataclasses.replace(self.initiator, role="acceptor"),
        )

    def routes_of(self, side: Side) -> t.Any:
        """Return the user's option for a side's destinations: a keyword, or a list of CIDR blocks."""
        own = side.options.get("routes")
        return self.routes if own is None else own

    def destinations(self, side: Side) -> list[Network]:
        """Return the CIDR blocks that a side routes to its peer. Those of a keyword are IPv4."""
        routes = self.routes_of(side)
        if isinstance(routes, list):
            return [ipaddress.ip_network(block) for block in routes]
        peer = self.peer_of(side)
        if peer.vpc is None:
            return []
        return {"vswitches": peer.vswitch_blocks, "vpc": peer.vpc_blocks, "none": []}[routes]


def peerings_of(connections: t.Sequence[dict[str, t.Any]], accounts: t.Collection[str]) -> list[Peering]:
    """Return the peerings of the input as values; sides of accounts not in ``accounts`` are remote."""

    def side(entry: dict[str, t.Any], role: str) -> Side:
        options = entry[role]
        return Side(options["account"], role, options["region"], options, remote=options["account"] not in accounts)

    entries = coerced(connections)
    names = frozenset(entry["name"] for entry in entries)
    return [
        Peering(
            entry["name"],
            entry.get("spec"),
            side(entry, "initiator"),
            side(entry, "acceptor"),
            entry["routes"],
            entry["state"],
            entry["tables"],
            description=entry.get("description"),
            tags=entry.get("tags"),
            mark=entry.get("mark"),
            run_names=names,
        )
        for entry in entries
    ]


def joined(
    peerings: t.Sequence[Peering],
    reads: dict[str, dict[str, t.Any]],
    handshakes: t.Sequence[dict[str, t.Any]] = (),
) -> list[Peering]:
    """Return the peerings with the snapshots of vpcs_info (by account name), and the handshakes of remote sides."""
    vpcs = {account: _by_selector(coerced(read.get("vpcs") or ())) for account, read in reads.items()}
    by_side = {(entry["peering"], entry["role"]): entry for entry in coerced(handshakes)}

    def with_vpc(peering: Peering, side: Side) -> Side:
        if side.remote:
            return _from_handshake(peering, side, by_side.get((peering.name, side.role)))
        matches = vpcs.get(side.account, {}).get(frozenset(side.selector.items()), ())
        account_id = (reads.get(side.account) or {}).get("account_id")
        return dataclasses.replace(side, account_id=account_id, vpc=matches[0] if len(matches) == 1 else None)

    return resolved(
        [
            dataclasses.replace(
                peering, initiator=with_vpc(peering, peering.initiator), acceptor=with_vpc(peering, peering.acceptor)
            )
            for peering in peerings
        ]
    )


def _by_selector(vpcs: t.Iterable[dict[str, t.Any]]) -> dict[frozenset[tuple[str, str]], list[ReadVpc]]:
    """Return the VPCs of an account by each selector of a side."""
    vpcs_by_selector: dict[frozenset[tuple[str, str]], list[ReadVpc]] = {}
    for vpc in map(ReadVpc, vpcs):
        for key in ("vpc_id", "router_id", "name"):
            vpcs_by_selector.setdefault(frozenset({"region": vpc["region"], key: vpc.get(key)}.items()), []).append(vpc)
    return vpcs_by_selector


def handshake(
    peering: Peering, side: Side, interface: RouterInterface | None, routes: t.Sequence[str] = ()
) -> dict[str, t.Any]:
    """Return the facts of a side that the other account needs: ids and blocks, no secret."""
    return {
        "peering": peering.name,
        "role": side.role,
        "account_id": side.account_id,
        "region": side.region,
        "vpc_id": side.existing_vpc["vpc_id"],
        "router_id": side.router_id,
        "cidr_block": side.existing_vpc["cidr_block"],
        "secondary_cidr_blocks": list(side.existing_vpc["secondary_cidr_blocks"]),
        "vswitch_blocks": [str(block) for block in side.vswitch_blocks],
        "router_interface_id": interface.router_interface_id if interface else None,
        "names_peer": interface.peer_router_interface_id if interface else None,
        **({"routed_blocks": sorted(set(routes))} if routes else {}),
    }


def _from_handshake(peering: Peering, side: Side, facts: dict[str, t.Any] | None) -> Side:
    """Return a remote side with the facts of its handshake, if any."""
    if facts is None:
        return side
    local = [
        RouteEntry(side.region, "", block, "local", kind="System", status="Available")
        for block in facts["vswitch_blocks"]
    ]
    peer = peering.peer_of(side)
    interface = RouterInterface(
        region=side.region,
        role=side.role,
        router_interface_id=facts["router_interface_id"],
        name=side.options.get("interface_name") or peering.name,
        router_id=facts["router_id"],
        status="Idle",
        peer_region=peer.region,
        peer_router_interface_id=facts["names_peer"],
    )
    vpc = ReadVpc(
        **{key: facts[key] for key in ("vpc_id", "router_id", "region", "cidr_block", "secondary_cidr_blocks")},
        status="Available",
        route_table_ids=[],
        route_tables=[],
        route_entries=[entry.as_result() for entry in local],
        router_interfaces=[interface.as_result()] if facts["router_interface_id"] else [],
        routed_blocks=facts.get("routed_blocks", []),
    )
    return dataclasses.replace(side, account_id=facts["account_id"], vpc=vpc)
