# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The entry that requests, accepts, repairs or deletes a peering's VPC peering connection. Pure.

One entry stands for both sides: the module calls in the account of each side of which the task has one.
"""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.links import Ends
from ansible_collections.aliops.vpc.plugins.module_utils._model.ownership import (
    tags_at_creation,
    wanted_name,
    wanted_tags,
)
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering, Side
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import (
    ACCEPTER,
    REQUESTER,
    UNANSWERED,
    PeerConnection,
    WantedPeer,
)
from ansible_collections.aliops.vpc.plugins.module_utils._plan.vpc_peer_changes import (
    ABSENT,
    PRESENT,
    Allowed,
    Known,
    PeerChange,
)
from ansible_collections.aliops.vpc.plugins.module_utils._plan.vpc_peers import plan_peers

PEER_ROLES = {"initiator": REQUESTER, "acceptor": ACCEPTER}
# Tags that the peering does not name are somebody else's.
ALLOWED = Allowed(purge_tags=False, force_routes=True)

Entry = dict[str, t.Any]


@dataclasses.dataclass(frozen=True)
class ConnectionPlan:
    """The change of a peering's connection; ``side`` is the one whose account the entry names."""

    side: Side
    entry: Entry
    change: PeerChange

    @property
    def needed(self) -> bool:
        """Return whether there is something to write or to wait for."""
        before, after = self.change.before, self.change.after
        comes = bool(before and after and before.status != after.status)
        return bool(self.change.steps or self.change.leaving or comes)

    @property
    def carries(self) -> bool:
        """Return whether the connection is Activated after the step, so that routes to it can be created."""
        return self.change.left is None and self.change.after is not None


def plan_connection(peering: Peering, have: Ends) -> ConnectionPlan | None:
    """Plan the connection of a peering; None as long as the other side's VPC or account is unknown.

    Raises RefusedError and OptionError as the module would.
    """
    side = actor(peering)
    peer = peering.peer_of(side)
    if side.vpc is None or peer.vpc_id is None or (peer.remote and peer.account_id is None):
        return None
    entry = {**_pair(peering, side), **_wanted(peering, side, have)}
    return ConnectionPlan(side, entry, _planned(peering, side, entry, PRESENT))


def plan_deletion(peering: Peering, connection: PeerConnection) -> ConnectionPlan:
    """Plan the deletion of a peering's connection, with the routes to it in the own tables of both accounts."""
    side = actor(peering)
    entry = {**_pair(peering, side), "vpc_peer_connection_id": connection.vpc_peer_connection_id}
    return ConnectionPlan(side, entry, _planned(peering, side, entry, ABSENT))


def pair_of(peering: Peering, side: Side) -> dict[str, str | None]:
    """Return the identity of a side's next hop: its VPC, and the VPC of its peer."""
    return {"vpc_id": side.vpc_id, "peer_vpc_id": peering.peer_of(side).vpc_id}


def actor(peering: Peering) -> Side:
    """Return the side whose account the entry names: the initiator's, where this run has it."""
    own = peering.own_sides
    return next((side for side in own if side.vpc), own[0])


def _pair(peering: Peering, side: Side) -> Entry:
    peer = peering.peer_of(side)
    if peer.remote:
        account = {"peer_account_id": peer.account_id}
    else:
        account = {} if peer.account == side.account else {"peer_account": peer.account}
    return {
        **pair_of(peering, side),
        "region": side.region,
        "role": PEER_ROLES[side.role],
        "peer_region": peer.region,
        **account,
    }


def _wanted(peering: Peering, side: Side, have: Ends) -> Entry:
    """Return the attributes that the connection should have, without those that stay as they are."""
    peer, connection = peering.peer_of(side), have[side.role]
    attributes = {
        "name": wanted_name(peering, side, connection) if connection else peering.name,
        "description": peering.description,
        "bandwidth": peering.bandwidth,
        "link_type": peering.link_type,
        "tags": _tags(peering, side, have),
        "peer_tags": None if peer.remote or peer.account == side.account else _tags(peering, peer, have),
    }
    return {name: value for name, value in attributes.items() if value is not None}


def _tags(peering: Peering, side: Side, have: Ends) -> dict[str, str] | None:
    connection = have[side.role]
    # An acceptance takes the accepter's tags with it, without a call of their own.
    comes = side.role == "acceptor" and connection is not None and connection.status in UNANSWERED
    if connection is None or comes:
        return tags_at_creation(peering)
    return wanted_tags(peering, side, connection)


def _planned(peering: Peering, side: Side, entry: Entry, state: str) -> PeerChange:
    own = [end for end in peering.own_sides if end.vpc and (end is side or end.account != side.account)]
    pair = frozenset(filter(None, pair_of(peering, side).values()))
    listed: dict[str | None, list[PeerConnection]] = {
        end.account: end.existing_vpc.connections.get(pair, []) for end in own
    }
    known = Known(
        listed,
        {end.account: end.account_id for end in own if end.account_id},
        {end.account: end.routes.custom_via(entry.get("vpc_peer_connection_id")) for end in own},
    )
    want = WantedPeer.from_options(entry, side.account, side.region)
    return plan_peers([want], known, state, ALLOWED)[0]
