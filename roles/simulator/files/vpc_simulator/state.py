# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the state of the world as data for people and tests, without secrets. Lets time pass, changes nothing else."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection
from typing import Any

from vpc_simulator.actions.interface_lists import render_interface
from vpc_simulator.actions.peer_lists import render_peer
from vpc_simulator.clock import Clock, timestamp
from vpc_simulator.identities import AccessKey, Account, Session
from vpc_simulator.model import RouteEntry, RouteTable, Vbr
from vpc_simulator.peer_connections import PeerConnection
from vpc_simulator.world import World

Parts = Collection[str]
# Of the world, and of each account; an account's uid and name belong to every part.
WORLD_PARTS = ("switches", "delays", "vpc_peer_connections", "pending")
ACCOUNT_PARTS = ("quotas", "access_keys", "roles", "sessions", "vpcs", "vbrs", "router_interfaces")


def describe_world(world: World, parts: Parts = (), accounts: Parts = ()) -> dict[str, Any]:
    """Accounts with their resources, the switches and delays in force, and the planned events.

    Only the parts and the accounts (by uid or name) that are named, if any are.
    """
    world.settle()
    of_world: dict[str, Callable[[], Any]] = {
        "switches": lambda: dataclasses.asdict(world.switches),
        "delays": world.delays.as_dict,
        "vpc_peer_connections": lambda: [
            {**render_peer(world, connection, connection.requester.uid), "accepting": _accepting_labels(connection)}
            for connection in world.peer_connections
        ],
        "pending": lambda: [
            {"due": timestamp(event.due), "what": event.what, "target": event.target}
            for event in world.agenda.pending()
        ],
    }
    chosen = [
        account
        for account in world.accounts.values()
        if not accounts or account.uid in accounts or account.name in accounts
    ]
    return {
        "now": timestamp(world.now),
        **{name: describe() for name, describe in of_world.items() if not parts or name in parts},
        "accounts": [_account(world, account, parts or ACCOUNT_PARTS) for account in chosen],
    }


def describe_clock(clock: Clock, world: World) -> dict[str, Any]:
    """The clock's mode and time, and the time of the next event."""
    world.settle()
    pending = world.agenda.pending()
    return {
        "mode": clock.mode,
        "factor": clock.rate,
        "now": timestamp(clock.now()),
        "next": timestamp(pending[0].due) if pending else None,
    }


def _account(world: World, account: Account, parts: Parts) -> dict[str, Any]:
    of_account: dict[str, Callable[[], Any]] = {
        "quotas": lambda: account.quotas,
        "access_keys": lambda: [
            {"id": key.id, "active": key.active, "user": key.user}
            for key in _keys(world, account)
            if key.session is None
        ],
        "roles": lambda: [{"name": role.name, "arn": role.arn} for role in account.roles.values()],
        "sessions": lambda: [_session(key, key.session) for key in _keys(world, account) if key.session],
        "vpcs": lambda: [_vpc(world, vpc_id) for vpc_id, vpc in world.vpcs.items() if vpc.uid == account.uid],
        "vbrs": lambda: [_vbr(world, vbr) for vbr in world.vbrs.values() if vbr.uid == account.uid],
        "router_interfaces": lambda: [
            {"RegionId": interface.region, **render_interface(world, interface)}
            for interface in world.interfaces.values()
            if interface.uid == account.uid
        ],
    }
    return {
        "uid": account.uid,
        "name": account.name,
        "site": account.site,
        "overdue": account.overdue,
        "cdt": account.cdt,
        "cdt_cross_border": account.cdt_cross_border,
        "resource_directory": account.resource_directory,
        **{name: describe() for name, describe in of_account.items() if name in parts},
    }


def _accepting_labels(connection: PeerConnection) -> dict[str, Any]:
    """The labels of the accepter's side; the other fields are as the requester sees them."""
    end = connection.accepter
    return {
        "name": end.name,
        "description": end.description,
        "resource_group_id": end.resource_group_id,
        "tags": end.tags,
    }


def _keys(world: World, account: Account) -> list[AccessKey]:
    return [key for key in world.access_keys.values() if key.account is account]


def _session(key: AccessKey, session: Session) -> dict[str, Any]:
    return {
        "access_key_id": key.id,
        "role": session.role.name,
        "session_name": session.name,
        "expires_at": timestamp(session.expires_at),
    }


def _vpc(world: World, vpc_id: str) -> dict[str, Any]:
    vpc = world.vpcs[vpc_id]
    return {
        "vpc_id": vpc.id,
        "region": vpc.region,
        "name": vpc.name,
        "cidr_block": str(vpc.cidr),
        "status": vpc.status,
        "vrouter_id": vpc.router_id,
        "cloud_box": vpc.cloud_box,
        "shared_with": vpc.shared_with,
        "tags": vpc.tags,
        "vswitches": [
            {
                "vswitch_id": vswitch.id,
                "cidr_block": str(vswitch.cidr),
                "zone_id": vswitch.zone,
                "status": vswitch.status,
            }
            for vswitch in (world.vswitches[vswitch_id] for vswitch_id in vpc.vswitch_ids)
        ],
        "route_tables": [_table(world.tables[table_id]) for table_id in vpc.table_ids],
    }


def _vbr(world: World, vbr: Vbr) -> dict[str, Any]:
    return {
        "vbr_id": vbr.id,
        "region": vbr.region,
        "name": vbr.name,
        "status": vbr.status,
        "access_point_id": vbr.access_point_id,
        "route_tables": [_table(world.tables[table_id]) for table_id in vbr.table_ids],
    }


def _table(table: RouteTable) -> dict[str, Any]:
    return {
        "route_table_id": table.id,
        "type": table.type,
        "name": table.name,
        "routes": [_route(entry) for entry in table.entries.values()],
    }


def _route(entry: RouteEntry) -> dict[str, Any]:
    return {
        "route_entry_id": entry.id,
        "destination": str(entry.destination),
        "next_hop_type": entry.next_hop_type,
        "next_hop_id": entry.next_hop_id,
        "next_hops": [dataclasses.asdict(hop) for hop in entry.next_hops],
        "type": entry.type,
        "status": entry.status,
        "name": entry.name,
    }
