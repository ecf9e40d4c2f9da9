# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the records of networks: VPCs, border routers, vSwitches, route tables. Each knows only itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network

Network = IPv4Network | IPv6Network

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
