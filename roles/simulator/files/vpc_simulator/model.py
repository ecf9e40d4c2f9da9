# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the records of the simulated cloud. Each knows only itself; no wire format."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network
from typing import Any, ClassVar

Network = IPv4Network | IPv6Network

# Bandwidth in Mbit/s of each specification; Negative is the acceptor's, which has no bandwidth of its own.
BANDWIDTH = {
    "Mini.2": 2,
    "Mini.5": 5,
    "Small.1": 10,
    "Small.2": 20,
    "Small.5": 50,
    "Middle.1": 100,
    "Middle.2": 200,
    "Middle.5": 500,
    "Large.1": 1000,
    "Large.2": 2000,
    "Large.5": 5000,
    "Xlarge.1": 10000,
    "Negative": 0,
}
INITIATOR = "InitiatingSide"
ACCEPTOR = "AcceptingSide"
STABLE = frozenset({"Idle", "Active", "Inactive"})
INTERFACE_STATES = (
    "Idle",
    "Connecting",
    "AcceptingConnecting",
    "Active",
    "Activating",
    "Modifying",
    "Deactivating",
    "Inactive",
    "Deleting",
)
ROUTE_STATES = ("Pending", "Available", "Modifying", "Deleting")

VBR_STATES = ("active", "unconfirmed", "confirmed", "rejected", "deleting", "deleted", "terminated", "recovering")


@dataclass(frozen=True, slots=True)
class NextHop:
    type: str
    id: str
    weight: int = 0


@dataclass(slots=True)
class RouteEntry:
    """A route entry; several `next_hops` share its traffic (ECMP)."""

    id: str
    table_id: str
    destination: Network
    next_hops: tuple[NextHop, ...]
    status: str
    type: str
    name: str
    description: str
    modified_at: float

    @property
    def next_hop_type(self) -> str:
        return self.next_hops[0].type

    @property
    def next_hop_id(self) -> str:
        return self.next_hops[0].id

    def has_next_hop(self, next_hop_id: str) -> bool:
        return any(hop.id == next_hop_id for hop in self.next_hops)


@dataclass(slots=True)
class RouteTable:
    """A route table; `vpc_id` is empty for a border router's."""

    id: str
    uid: str
    region: str
    vpc_id: str
    router_id: str
    type: str
    name: str
    created_at: float
    description: str = ""
    propagates: bool = True
    tags: dict[str, str] = field(default_factory=dict)
    entries: dict[str, RouteEntry] = field(default_factory=dict)
    by_destination: dict[Network, RouteEntry] = field(default_factory=dict)
    custom_entries: int = 0

    def add(self, entry: RouteEntry) -> None:
        self.entries[entry.id] = entry
        self.by_destination[entry.destination] = entry
        self.custom_entries += entry.type == "Custom"

    def remove(self, entry: RouteEntry) -> None:
        del self.entries[entry.id]
        del self.by_destination[entry.destination]
        self.custom_entries -= entry.type == "Custom"


@dataclass(slots=True)
class VSwitch:
    id: str
    uid: str
    region: str
    vpc_id: str
    table_id: str
    zone: str
    cidr: IPv4Network
    name: str
    description: str
    status: str
    created_at: float
    tags: dict[str, str] = field(default_factory=dict)
    ipv6: IPv6Network | None = None
    # it was deleted, and is Pending until it vanishes
    deleting: bool = False

    @property
    def blocks(self) -> list[Network]:
        """The destinations of its `local` route entries."""
        return [self.cidr, *([self.ipv6] if self.ipv6 else [])]


@dataclass(slots=True)
class Vpc:
    id: str
    uid: str
    region: str
    name: str
    description: str
    cidr: IPv4Network
    status: str
    router_id: str
    created_at: float
    resource_group_id: str = ""
    user_cidrs: list[str] = field(default_factory=list)
    secondary_cidrs: list[IPv4Network] = field(default_factory=list)
    # IPv6 block: its ISP
    ipv6_blocks: dict[IPv6Network, str] = field(default_factory=dict)
    cen_attached: bool = False
    dns_hostnames: bool = False
    # a CloudBox stands in it
    cloud_box: bool = False
    # the accounts that see it and its vSwitches; only the owner can change it
    shared_with: list[str] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)
    table_ids: list[str] = field(default_factory=list)
    vswitch_ids: list[str] = field(default_factory=list)
    interface_ids: dict[str, None] = field(default_factory=dict)
    # until this time DeleteVpc still counts router interfaces that were removed
    lingering_interfaces_until: float = 0.0
    last_route_task_at: float = float("-inf")

    @property
    def ipv4_blocks(self) -> list[IPv4Network]:
        return [self.cidr, *self.secondary_cidrs]

    def is_seen_by(self, uid: str) -> bool:
        return uid == self.uid or uid in self.shared_with

    @property
    def router_type(self) -> str:
        return "VRouter"

    @property
    def vpc_id(self) -> str:
        return self.id


@dataclass(slots=True)
class Vbr:
    """A virtual border router: the end of a leased line. Only scenarios create them."""

    id: str
    uid: str
    region: str
    name: str
    status: str
    access_point_id: str
    created_at: float
    table_ids: list[str] = field(default_factory=list)
    interface_ids: dict[str, None] = field(default_factory=dict)
    lingering_interfaces_until: float = 0.0
    last_route_task_at: float = float("-inf")

    @property
    def router_type(self) -> str:
        return "VBR"

    @property
    def router_id(self) -> str:
        return self.id

    @property
    def vpc_id(self) -> str:
        return ""


Router = Vpc | Vbr


@dataclass(frozen=True, slots=True)
class PeerView:
    """The attributes of an interface that the other side can see, as of their publication."""

    uid: str
    region: str
    router_type: str
    router_id: str
    status: str
    business_status: str
    spec: str
    vpc_id: str
    opposite_interface_id: str


# Attributes of router interfaces by which lists are filtered through an index.
INDEXED = frozenset({"name", "opposite_interface_id", "opposite_router_id"})


class RouterInterface:
    """One side of a connection.

    Assigning an attribute clears the cached response (`rendered`), so mutable attributes are replaced, never mutated.
    `changes` counts the assignments of all interfaces to attributes that have an index.
    """

    changes: ClassVar[int] = 0

    __slots__ = (
        "id", "uid", "region", "router_id", "router_type", "vpc_id", "role", "spec", "status", "business_status",
        "name", "description", "charge_type", "created_at", "connected_at", "modified_at", "ends_at", "cross_border",
        "resource_group_id", "tags", "access_point_id", "opposite_access_point_id", "opposite_region",
        "opposite_interface_id", "opposite_owner", "opposite_router_id", "opposite_router_type", "health_source",
        "health_target", "health_rate", "health_threshold", "fast_link", "visible_at", "opposite_seen_at", "number",
        "rendered",
    )  # fmt: skip

    id: str
    uid: str
    region: str
    router_id: str
    router_type: str
    vpc_id: str
    role: str
    spec: str
    status: str
    business_status: str
    name: str
    description: str
    charge_type: str
    created_at: float
    connected_at: float | None
    modified_at: float
    ends_at: str
    cross_border: bool
    resource_group_id: str
    tags: dict[str, str]
    access_point_id: str
    opposite_access_point_id: str
    opposite_region: str
    opposite_interface_id: str
    opposite_owner: str
    opposite_router_id: str
    opposite_router_type: str
    health_source: str
    health_target: str
    health_rate: int
    health_threshold: int
    fast_link: bool
    # its place in the order of creation
    number: int
    # the times from which lists contain it and Connect sees its opposite attributes
    visible_at: float
    opposite_seen_at: float
    rendered: dict[str, Any] | None

    def __init__(self, **values: Any) -> None:
        for name in self.__slots__:
            setattr(self, name, values.pop(name, None if name in ("rendered", "connected_at") else ""))
        if values:
            raise TypeError(f"a router interface has no {', '.join(values)}")

    def __setattr__(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)
        if name != "rendered":
            object.__setattr__(self, "rendered", None)
        if name in INDEXED:
            RouterInterface.changes += 1

    @property
    def opposite_complete(self) -> bool:
        """Whether all four attributes that Connect needs are set."""
        return bool(
            self.opposite_interface_id and self.opposite_owner and self.opposite_router_id and self.opposite_router_type
        )

    def points_at(self, other: RouterInterface) -> bool:
        """Whether all opposite attributes name `other`."""
        return (
            self.opposite_interface_id == other.id
            and self.opposite_owner == other.uid
            and self.opposite_router_id == other.router_id
            and self.opposite_router_type == other.router_type
            and self.opposite_region == other.region
        )

    def view(self) -> PeerView:
        """The view to publish to the other side."""
        return PeerView(
            self.uid,
            self.region,
            self.router_type,
            self.router_id,
            self.status,
            self.business_status,
            self.spec,
            self.vpc_id,
            self.opposite_interface_id,
        )
