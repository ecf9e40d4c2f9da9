# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the state of the simulated cloud: records, indexes, ids, planned events. Knows no request and no error code."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from ipaddress import IPv4Network, IPv6Network
from typing import Any

from vpc_simulator.clock import Agenda, Clock, Event
from vpc_simulator.delays import Delays
from vpc_simulator.history import History
from vpc_simulator.identities import AccessKey, Account
from vpc_simulator.ids import Ids
from vpc_simulator.indexes import InterfaceIndexes
from vpc_simulator.model import Network, NextHop, RouteEntry, Router, RouteTable, Vbr, Vpc, VSwitch
from vpc_simulator.peer_connections import PeerConnections
from vpc_simulator.regions import zones
from vpc_simulator.router_interfaces import PeerView, RouterInterface, new_interface
from vpc_simulator.switches import Switches
from vpc_simulator.throttle import Throttle

SERVICE_ROUTE = IPv4Network("100.64.0.0/10")


class World:
    """All records. Call `settle` before each read or change; `now` is then the current time."""

    def __init__(self, clock: Clock, delays: Delays, switches: Switches, seed: int = 1) -> None:
        self.clock = clock
        self.delays = delays
        self.switches = switches
        self.now = clock.now()
        self.agenda = Agenda()
        self.accounts: dict[str, Account] = {}
        self.access_keys: dict[str, AccessKey] = {}
        self.vpcs: dict[str, Vpc] = {}
        self.vbrs: dict[str, Vbr] = {}
        self.routers: dict[str, Router] = {}
        self.tables: dict[str, RouteTable] = {}
        self.vswitches: dict[str, VSwitch] = {}
        self.interfaces: dict[str, RouterInterface] = {}
        self.peer_connections = PeerConnections()
        # how many events were run
        self.events = 0
        # called with each event that was run
        self.after_event: Callable[[Event], None] | None = None
        # the published views, which the other sides see; they outlive their interfaces
        self.peer_views: dict[str, PeerView] = {}
        self._interfaces_of: dict[tuple[str, str], dict[str, RouterInterface]] = {}
        self._indexes: dict[tuple[str, str], InterfaceIndexes] = {}
        self._created = 0
        self._vpcs_of: dict[tuple[str, str], dict[str, Vpc]] = {}
        # the views that the other sides are to see next; None: none any more
        self.publishing: dict[str, PeerView | None] = {}
        self.ids = Ids(seed)
        self.history: History[World] | None = None
        self.throttle = Throttle()

    # time

    def settle(self) -> None:
        """Run the events that are due by now, each at its own time."""
        until = self.clock.now()
        while (event := self.agenda.next_due(until)) is not None:
            if self.history:
                self.history.keep(self.snapshot(), max(self.now, event.due), before_call=False)
            self.now = max(self.now, event.due)
            event.run()
            self.events += 1
            if self.after_event:
                self.after_event(event)
        self.now = max(self.now, until)

    def snapshot(self) -> World:
        """A copy to read from. Nothing happens in it any more: its agenda is empty."""
        shared: tuple[object, ...] = (self.clock, self.delays, self.switches, self.accounts, self.access_keys)
        memo: dict[int, Any] = {id(part): part for part in shared}
        memo[id(self.agenda)], memo[id(self.history)], memo[id(self.after_event)] = Agenda(), None, None
        return copy.deepcopy(self, memo)

    def after(self, delay: str, what: str, target: str, run: Callable[[], None]) -> None:
        """Plan `run` for the time after the delay named `delay`."""
        self.agenda.plan(self.now + self.delays.seconds(delay), what, target, run)

    # look-ups

    def interfaces_of(self, uid: str, region: str) -> dict[str, RouterInterface]:
        return self._interfaces_of.setdefault((uid, region), {})

    def interface_indexes(self, uid: str, region: str) -> InterfaceIndexes:
        """The indexes of `interfaces_of`."""
        key = (uid, region)
        if key not in self._indexes:
            self._indexes[key] = InterfaceIndexes(self.interfaces_of(uid, region))
        return self._indexes[key]

    def vpcs_of(self, uid: str, region: str) -> dict[str, Vpc]:
        return self._vpcs_of.setdefault((uid, region), {})

    def vpcs_seen_by(self, uid: str, region: str) -> dict[str, Vpc]:
        """The account's VPCs in the region, and those that other accounts share with it."""
        shared = {vpc.id: vpc for vpc in self.vpcs.values() if vpc.region == region and uid in vpc.shared_with}
        return {**self.vpcs_of(uid, region), **shared}

    def vbrs_of(self, uid: str, region: str) -> list[Vbr]:
        return [vbr for vbr in self.vbrs.values() if vbr.uid == uid and vbr.region == region]

    def tables_of(self, uid: str, region: str) -> list[RouteTable]:
        """The route tables of VPCs and of border routers."""
        routers: list[Router] = [*self.vpcs_of(uid, region).values(), *self.vbrs_of(uid, region)]
        return [self.tables[table] for router in routers for table in router.table_ids]

    def entries_of(self, router: Router) -> Iterator[RouteEntry]:
        """The entries of all tables of a router."""
        return (entry for table_id in router.table_ids for entry in self.tables[table_id].entries.values())

    def vswitches_of(self, uid: str, region: str) -> list[VSwitch]:
        return self._vswitches_in(self.vpcs_of(uid, region))

    def vswitches_seen_by(self, uid: str, region: str) -> list[VSwitch]:
        return self._vswitches_in(self.vpcs_seen_by(uid, region))

    def _vswitches_in(self, vpcs: dict[str, Vpc]) -> list[VSwitch]:
        return [self.vswitches[vswitch_id] for vpc in vpcs.values() for vswitch_id in vpc.vswitch_ids]

    def entries_through(self, interface: RouterInterface) -> list[RouteEntry]:
        """The route entries in any state with this interface as a next hop."""
        return [
            entry for entry in self.entries_of(self.routers[interface.router_id]) if entry.has_next_hop(interface.id)
        ]

    # VPCs

    def add_account(self, account: Account) -> None:
        self.accounts[account.uid] = account

    def add_vpc(self, uid: str, region: str, cidr: IPv4Network, **attributes: Any) -> Vpc:
        """Add a VPC with its router and its system route table; missing ids are generated."""
        vpc = Vpc(
            id=attributes.get("vpc_id") or self.ids.new("vpc", region),
            uid=uid,
            region=region,
            name=attributes.get("name", ""),
            description=attributes.get("description", ""),
            cidr=cidr,
            status=attributes.get("status", "Available"),
            router_id=attributes.get("router_id") or self.ids.new("vrt", region),
            created_at=attributes.get("created_at") or self.now,
            resource_group_id=attributes.get("resource_group_id") or f"rg-default-{uid}",
            tags=attributes.get("tags", {}),
            user_cidrs=attributes.get("user_cidrs", []),
            secondary_cidrs=attributes.get("secondary_cidrs", []),
            ipv6_blocks=attributes.get("ipv6_blocks", {}),
            cen_attached=attributes.get("cen_attached", False),
            dns_hostnames=attributes.get("dns_hostnames", False),
            cloud_box=attributes.get("cloud_box", False),
            shared_with=attributes.get("shared_with", []),
        )
        self.vpcs[vpc.id] = self.routers[vpc.router_id] = self.vpcs_of(uid, region)[vpc.id] = vpc
        self.accounts[uid].resource_groups.add(vpc.resource_group_id)
        self.add_table(vpc, "System", attributes.get("route_table_id"), "")
        return vpc

    def add_vbr(self, vbr: Vbr, table_id: str | None) -> RouteTable:
        """Add a border router with its route table."""
        self.vbrs[vbr.id] = self.routers[vbr.id] = vbr
        return self.add_table(vbr, "System", table_id, "")

    def add_table(self, router: Router, type: str, table_id: str | None, name: str) -> RouteTable:
        """Add a table; in a VPC, with the service's system entries."""
        table = RouteTable(
            id=table_id or self.ids.new("vtb", router.region),
            uid=router.uid,
            region=router.region,
            vpc_id=router.vpc_id,
            router_id=router.router_id,
            type=type,
            name=name,
            created_at=router.created_at if type == "System" else self.now,
        )
        self.tables[table.id] = table
        router.table_ids.append(table.id)
        if isinstance(router, Vpc):
            self._add_system_entry(table, SERVICE_ROUTE, "service")
            for vswitch_id in router.vswitch_ids:
                self._add_local_entries(table, self.vswitches[vswitch_id])
        return table

    def remove_vpc(self, vpc: Vpc) -> None:
        for table_id in vpc.table_ids:
            del self.tables[table_id]
        del self.vpcs[vpc.id], self.routers[vpc.router_id], self.vpcs_of(vpc.uid, vpc.region)[vpc.id]

    def add_vswitch(self, vpc: Vpc, cidr: IPv4Network, **attributes: Any) -> VSwitch:
        """Add a vSwitch and its `local` entry in each route table of the VPC."""
        vswitch = VSwitch(
            id=attributes.get("vswitch_id") or self.ids.new("vsw", vpc.region),
            uid=vpc.uid,
            region=vpc.region,
            vpc_id=vpc.id,
            table_id=vpc.table_ids[0],
            zone=attributes.get("zone_id") or zones(vpc.region)[0],
            cidr=cidr,
            name=attributes.get("name", ""),
            description=attributes.get("description", ""),
            status=attributes.get("status", "Available"),
            created_at=attributes.get("created_at") or self.now,
            tags=attributes.get("tags", {}),
            ipv6=attributes.get("ipv6"),
            deleting=attributes.get("deleting", False),
        )
        self.vswitches[vswitch.id] = vswitch
        vpc.vswitch_ids.append(vswitch.id)
        for table_id in vpc.table_ids:
            self._add_local_entries(self.tables[table_id], vswitch)
        return vswitch

    def remove_vswitch(self, vswitch: VSwitch) -> None:
        vpc = self.vpcs[vswitch.vpc_id]
        vpc.vswitch_ids.remove(vswitch.id)
        del self.vswitches[vswitch.id]
        for table_id in vpc.table_ids:
            table = self.tables[table_id]
            for block in vswitch.blocks:
                table.remove(table.by_destination[block])

    def set_vswitch_ipv6(self, vswitch: VSwitch, block: IPv6Network | None) -> None:
        """Give the vSwitch an IPv6 block, or remove it; its `local` entries follow."""
        tables = [self.tables[table_id] for table_id in self.vpcs[vswitch.vpc_id].table_ids]
        if vswitch.ipv6:
            for table in tables:
                table.remove(table.by_destination[vswitch.ipv6])
        vswitch.ipv6 = block
        if block:
            for table in tables:
                self._add_system_entry(table, block, "local")

    # route entries

    def _add_local_entries(self, table: RouteTable, vswitch: VSwitch) -> None:
        for block in vswitch.blocks:
            self._add_system_entry(table, block, "local")

    def _add_system_entry(self, table: RouteTable, destination: Network, hop_type: str) -> None:
        self.add_entry(table, destination, (NextHop(hop_type, ""),), type="System", status="Available")

    def add_entry(
        self, table: RouteTable, destination: Network, next_hops: tuple[NextHop, ...], **attributes: Any
    ) -> RouteEntry:
        entry = RouteEntry(
            id=attributes.get("route_entry_id") or self.ids.new("rte", table.region),
            table_id=table.id,
            destination=destination,
            next_hops=next_hops,
            status=attributes.get("status", "Available"),
            type=attributes.get("type", "Custom"),
            name=attributes.get("name", ""),
            description=attributes.get("description", ""),
            modified_at=self.now,
        )
        table.add(entry)
        return entry

    # router interfaces

    def add_interface(self, router: Router, **attributes: Any) -> RouterInterface:
        """Add an interface to the router; the attributes replace the defaults of a new interface."""
        interface_id = attributes.pop("router_interface_id", None) or self.ids.new("ri", router.region)
        interface = new_interface(router, interface_id, self._created, self.now, attributes)
        self._created += 1
        self.interfaces[interface.id] = self.interfaces_of(router.uid, router.region)[interface.id] = interface
        router.interface_ids[interface.id] = None
        self.accounts[router.uid].resource_groups.add(interface.resource_group_id)
        return interface

    def peer_of(self, interface: RouterInterface) -> RouterInterface | None:
        """The interface that the opposite attributes name, if it exists; it need not point back."""
        peer = self.interfaces.get(interface.opposite_interface_id)
        if peer and peer.uid == interface.opposite_owner and peer.region == interface.opposite_region:
            return peer
        return None
