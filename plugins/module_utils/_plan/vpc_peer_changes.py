# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The change of a VPC peering connection, what a plan of it rests on, and in which order changes may follow. Pure."""

from __future__ import annotations

import dataclasses
import functools
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.indexes import Routes
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import PeerConnection, WantedPeer

CREATE, ACCEPT, REJECT = "CreateVpcPeerConnection", "AcceptVpcPeerConnection", "RejectVpcPeerConnection"
MODIFY, DELETE = "ModifyVpcPeerConnection", "DeleteVpcPeerConnection"
TAG, UNTAG, MOVE = "TagResources", "UnTagResources", "MoveResourceGroup"

PRESENT, ABSENT = "present", "absent"

Account = t.Optional[str]


@dataclasses.dataclass(frozen=True)
class Allowed:
    """The user's permissions for a plan."""

    recreate: bool = False
    purge_tags: bool = True
    force_routes: bool = False


@dataclasses.dataclass(frozen=True)
class Known:
    """What was read: the connections that each account of the task lists, and the ids of the accounts.

    ``routes`` are the route entries of each account whose next hop is one of the connections.
    """

    listed: t.Mapping[Account, t.Sequence[PeerConnection]]
    account_ids: t.Mapping[Account, str] = dataclasses.field(default_factory=dict)
    routes: t.Mapping[Account, t.Sequence[RouteEntry]] = dataclasses.field(default_factory=dict)

    def routes_via(self, hop_id: str | None, account: Account) -> t.Sequence[RouteEntry]:
        """Return the entries of an account whose next hop, or one of several, is a connection."""
        return self._by_account[account].via(hop_id) if account in self._by_account else ()

    @functools.cached_property
    def _by_account(self) -> dict[Account, Routes]:
        return {account: Routes(entries) for account, entries in self.routes.items()}


@dataclasses.dataclass(frozen=True)
class Step:
    """One API action, and the account of the task that calls it, in its role."""

    action: str
    account: Account
    role: str


@dataclasses.dataclass(frozen=True)
class PeerChange:
    """The change of one connection; ``left`` is the role whose account is not in the task and has to act next.

    ``deferred`` are attributes that the API changes only once the connection is Activated.
    """

    want: WantedPeer
    before: PeerConnection | None
    after: PeerConnection | None
    steps: tuple[Step, ...] = ()
    left: str | None = None
    deferred: tuple[str, ...] = ()
    # The accounts of the task, with their roles.
    actors: tuple[tuple[Account, str], ...] = ()
    # The connection that is being deleted, and that has to be gone before the two VPCs can have another one.
    leaving: PeerConnection | None = None

    @property
    def writes(self) -> tuple[str, ...]:
        """Return the API actions, in order."""
        return tuple(step.action for step in self.steps)

    @property
    def action(self) -> str:
        """Return the kind of the change."""
        writes = set(self.writes)
        if not writes:
            return "none"
        if CREATE in writes:
            return "recreated" if DELETE in writes else "created"
        kinds = {DELETE: "deleted", REJECT: "rejected", ACCEPT: "accepted"}
        return next((kind for action, kind in kinds.items() if action in writes), "updated")

    @property
    def label(self) -> str:
        """Name the connection in a message."""
        return (self.before or self.want).label

    @property
    def vpc_ids(self) -> frozenset[str]:
        """Return the two VPCs, in which one connection at a time may be changed."""
        return (self.before or self.want).vpc_ids


def waves(changes: t.Sequence[PeerChange]) -> list[list[PeerChange]]:
    """Return the changes in groups that follow each other: the service creates one connection of a VPC at a time."""
    groups: list[tuple[set[str], list[PeerChange]]] = []
    for change in changes:
        free = next((pair for pair in groups if not pair[0] & change.vpc_ids), None)
        if free is None:
            free = (set(), [])
            groups.append(free)
        free[0].update(change.vpc_ids)
        free[1].append(change)
    return [group for _busy, group in groups]
