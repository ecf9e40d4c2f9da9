# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The failed prerequisites of VPC peering connections, beside those of all peerings and the quotas. Pure."""

from __future__ import annotations

import calendar
import re
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.constants import PEER_REGIONS
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering, Side
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import TERMINAL, PeerConnection
from ansible_collections.aliops.vpc.plugins.module_utils._plan.findings import Finding, where

Reads = dict[str, dict[str, t.Any]]

# The values of peering_skip_checks of this file.
CHECKS = ("router_interface_pair", "region", "request_expiry", "shared_vpc", "cdt", "other_request")
# For how many seconds before its expiry a request is reported.
SOON = 24 * 3600
TIME = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?Z")
# By what the id of a region contains, its cloud; all others are in the public one.
CLOUDS = {"-finance": "finance cloud", "-gov": "government cloud"}


def connection_findings(peering: Peering, reads: Reads) -> t.Iterator[Finding]:
    """Check a peering that is to have a VPC peering connection, as far as its sides are known."""
    existing = peering.as_existing()
    connection = t.cast("PeerConnection | None", existing.have(existing.initiator))
    if connection is None or not connection.is_in_use:
        yield from _regions(existing)
        yield from _router_interfaces(existing)
        for side in existing.own_sides:
            yield from _shared(existing, side, reads[side.account])
        yield from _other_requests(existing)
    else:
        yield from _locked(existing, connection)
        yield from _expiry(existing, connection, reads)
    if connection is None or not (connection.is_up or connection.status in TERMINAL):
        yield from _cdt(existing, reads)


def _regions(peering: Peering) -> t.Iterator[Finding]:
    """Refuse two clouds, and warn about regions in which the product is not known to be."""
    clouds = [_cloud(side.region) for side in peering.sides]
    if len(set(clouds)) > 1:
        ends = " and ".join(f"{side.region} is in the {cloud}" for side, cloud in zip(peering.sides, clouds))
        yield Finding(
            "region", f"{peering.name}: {ends}; the service connects VPCs within one cloud only, so choose other VPCs."
        )
    for side in peering.sides:
        if side.region not in PEER_REGIONS and _cloud(side.region) == "public cloud":
            text = f"{where(peering, side)}: {side.region} is not known to have VPC peering connections."
            yield Finding("region", text, warning=True)


def _cloud(region: str) -> str:
    return next((cloud for part, cloud in CLOUDS.items() if part in region), "public cloud")


def _router_interfaces(peering: Peering) -> t.Iterator[Finding]:
    """Refuse a connection of two VPCs that router interfaces join already."""
    ids = [
        f"{interface.router_interface_id} of {side.account}"
        for side in peering.own_sides
        for interface in side.interfaces
        if _joins(interface.peer_router_id, interface.peer_vpc_id, peering.peer_of(side))
        and interface.status != "Deleting"
    ]
    if ids:
        yield Finding(
            "router_interface_pair",
            f"{peering.name}: router interfaces join these two VPCs already, {' and '.join(dict.fromkeys(ids))}: keep"
            " method: router_interface, or move the peering with the playbook aliops.vpc.migrate_vpcs.",
        )


def _joins(peer_router_id: str | None, peer_vpc_id: str | None, peer: Side) -> bool:
    by_router = peer_router_id is not None and peer_router_id == peer.router_id
    return by_router or (peer_vpc_id is not None and peer_vpc_id == peer.vpc_id)


def _shared(peering: Peering, side: Side, read: dict[str, t.Any]) -> t.Iterator[Finding]:
    """Refuse a VPC that another account shares with this one: only its owner can connect it."""
    owner, account_id = side.vpc.get("owner_id") if side.vpc else None, read.get("account_id")
    if owner and account_id and owner != account_id:
        yield Finding(
            "shared_vpc",
            f"{where(peering, side)}: the VPC {side.vpc_id} belongs to the account {owner}, which shares it with"
            f" {account_id}; only its owner can peer it, so give a credential of {owner}.",
        )


def _locked(peering: Peering, connection: PeerConnection) -> t.Iterator[Finding]:
    if connection.business_status == "FinancialLocked":
        accounts = " or ".join(dict.fromkeys(side.account for side in peering.sides))
        text = f"{peering.name}: {connection.next_hop_id} is locked, because {accounts} has bills outstanding"
        yield Finding("overdue", f"{text}; pay them first.")


def _expiry(peering: Peering, connection: PeerConnection, reads: Reads) -> t.Iterator[Finding]:
    """Warn about a request that the other account has to accept soon."""
    expiry = _seconds(connection.expiry_time)
    read_at = reads[peering.own_sides[0].account].get("read_at")
    if connection.status != "Accepting" or not peering.acceptor.remote or expiry is None or read_at is None:
        return
    if expiry - read_at < SOON:
        yield Finding(
            "request_expiry",
            f"{peering.name}: the request {connection.next_hop_id} expires at {connection.expiry_time}, and"
            f" {peering.acceptor.account} has not accepted it yet: ask its administrator to run before that.",
            warning=True,
        )


def _other_requests(peering: Peering) -> t.Iterator[Finding]:
    """Warn about the requests to the VPC of a side that runs alone, which are not what the peering names."""
    side = peering.own_sides[0]
    if side.vpc is None or not peering.peer_of(side).remote:
        return
    for pair, connections in side.vpc.connections.items():
        for connection in connections:
            asks = connection.status == "Accepting" and connection.accepter_vpc_id == side.vpc_id
            if asks and pair != frozenset({side.vpc_id, peering.peer_of(side).vpc_id}):
                requester = f"{connection.requester_vpc_id} of the account {connection.requester_account_id}"
                yield Finding(
                    "other_request",
                    f"{where(peering, side)}: {connection.next_hop_id} asks to connect {side.vpc_id} with {requester},"
                    " which this peering does not name: it is not accepted.",
                    warning=True,
                )


def _seconds(text: str | None) -> int | None:
    """Return a time of the API in seconds since the epoch; None when it is missing or in another format."""
    match = TIME.fullmatch(text or "")
    try:
        return calendar.timegm(tuple(int(part or 0) for part in match.groups())) if match else None
    except ValueError:
        return None


def _cdt(peering: Peering, reads: Reads) -> t.Iterator[Finding]:
    """Warn where the account has not opened what it pays the traffic between two regions with."""
    if not peering.inter_region:
        return
    for side in peering.own_sides:
        if reads[side.account].get("cdt_enabled") is False:
            yield Finding(
                "cdt",
                f"{where(peering, side)}: Cloud Data Transfer (CDT), which bills the traffic between {side.region} and"
                f" {peering.peer_of(side).region}, is not open in this account; the service may refuse the connection,"
                " or open it by itself. This costs money, so no run opens it.",
                warning=True,
            )
