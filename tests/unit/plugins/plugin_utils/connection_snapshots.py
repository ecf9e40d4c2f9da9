# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns the peering of snapshots by a VPC peering connection, for the tests of the controller's code."""

from __future__ import annotations

import copy
import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry, RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import PeerConnection
from ansible_collections.aliops.vpc.tests.unit.plugins.plugin_utils.snapshots import (
    BLOCKS,
    PEERING,
    REGIONS,
    UIDS,
    Result,
    route,
    snapshot,
)

BY_CONNECTION = {key: value for key, value in {**PEERING, "method": "vpc_peer"}.items() if key != "spec"}


def connection(status: str = "Activated", **more: t.Any) -> PeerConnection:
    """Return the connection that a has requested of b."""
    known = PeerConnection(
        vpc_peer_connection_id="pcc-one",
        name="one",
        status=status,
        business_status="Normal",
        bandwidth=1024,
        link_type="Gold",
        requester_account_id=UIDS["a"],
        requester_region=REGIONS["a"],
        requester_vpc_id="vpc-a",
        requester_cidr_blocks=(BLOCKS["a"],),
        accepter_account_id=UIDS["b"],
        accepter_region=REGIONS["b"],
        accepter_vpc_id="vpc-b",
        accepter_cidr_blocks=(BLOCKS["b"],),
        tags={},
        expiry_time="2026-11-28T12:00:00Z" if status in ("Creating", "Accepting") else None,
    )
    return dataclasses.replace(known, **more)


def joined(
    account: str,
    *connections: PeerConnection,
    interfaces: t.Sequence[RouterInterface] = (),
    routes: t.Sequence[RouteEntry] = (),
    facts: Result | None = None,
    **vpc: t.Any,
) -> Result:
    """Return the result of vpcs_info for one account, with the connections of the VPC."""
    read = snapshot(account, *interfaces, routes=routes)
    read["vpcs"][0].update(vpc_peer_connections=[existing.as_listed() for existing in connections], **vpc)
    read["accounts"][account].update(facts or {})
    return read


def routed(account: str, connection_id: str = "pcc-one") -> RouteEntry:
    """Return the route of a side to its peer over the connection."""
    return dataclasses.replace(route(account, connection_id), next_hop_type="VpcPeer")


def peered(account: str, **more: t.Any) -> Result:
    """Return an account whose side of the peering is complete."""
    return joined(account, connection(), routes=[routed(account)], **more)


def peering(**changes: t.Any) -> Result:
    """Return the peering as users write it; a side's changes are added to its own keys."""
    written = copy.deepcopy(BY_CONNECTION)
    for key, value in changes.items():
        written[key] = {**written[key], **value} if key in ("initiator", "acceptor") else value
    return written
