# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The next hops of peerings, of either kind, and which of several VPC peering connections joins two VPCs. Pure.

Both kinds have ``next_hop_id``, ``next_hop_type``, ``is_up``, ``status``, ``business_status``, ``name``,
``description``, ``tags`` and ``label``. A router interface is one end of a pair; a connection is the same one for both
sides, each with its own tags.
"""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import Reason, RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model.indexes import key_of
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import TERMINAL, PeerConnection

NextHop = t.Union[RouterInterface, PeerConnection]
Ends = dict[str, t.Optional[NextHop]]


def end_key(vpc_id: str | None, peer_vpc_id: str | None) -> str:
    """Return the identity of one side's view of a connection, which is there before the connection has an id."""
    return f"connection/{vpc_id}/{peer_vpc_id}"


def interface_key(interface: RouterInterface) -> str:
    """Return the identity of a router interface, which is there before the interface has an id."""
    return "/".join(part or "" for part in key_of(interface))


def views(connection: PeerConnection, own_vpc_id: str | None) -> dict[str, PeerConnection]:
    """Return a connection as each side sees it, by ``end_key``; ``own_vpc_id`` is the side that ``tags`` belong to."""
    ends = [connection.requester_vpc_id, connection.accepter_vpc_id]
    own, peer = ends if own_vpc_id == ends[0] else ends[::-1]
    other = dataclasses.replace(
        connection,
        tags=connection.peer_tags,
        resource_group_id=connection.peer_resource_group_id,
        peer_tags=connection.tags,
        peer_resource_group_id=connection.resource_group_id,
    )
    return {end_key(own, peer): connection, end_key(peer, own): other}


def pick(label: str, fits: t.Sequence[PeerConnection]) -> PeerConnection | None:
    """Return which of the connections that fit is meant: one in use before others.

    Raises RefusedError when several are in use: the service has one for two VPCs, so the lists contradict it.
    """
    for group in (
        [have for have in fits if have.is_in_use],
        [have for have in fits if have.status in TERMINAL],
    ):
        if len(group) > 1:
            ids = ", ".join(sorted(str(have.vpc_peer_connection_id) for have in group))
            cures = {"module": "name one by vpc_peer_connection_id", "role": "delete those that are not needed"}
            raise RefusedError([Reason(f"{label}: there are several, {ids}", **cures)])
        if group:
            return group[0]
    return next((have for have in fits if have.status == "Deleting"), None)
