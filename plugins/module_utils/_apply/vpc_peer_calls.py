# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The calls that change one VPC peering connection: what each of them sends. Decides nothing."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._cloud import vpc_peer
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import Client
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.waiters import (
    PEER_ACTIVATED,
    PEER_GONE,
    PEER_REJECTED,
    PEER_REQUESTED,
    Waiter,
)
from ansible_collections.aliops.vpc.plugins.module_utils._errors import CallError, VpcError
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import ACCEPTER, ACTIVATED, PeerConnection
from ansible_collections.aliops.vpc.plugins.module_utils._plan.vpc_peer_changes import (
    ACCEPT,
    CREATE,
    DELETE,
    MODIFY,
    MOVE,
    REJECT,
    TAG,
    UNTAG,
    PeerChange,
    Step,
)
from ansible_collections.aliops.vpc.plugins.module_utils._plan.vpc_peer_rules import ATTRIBUTES

# What an acceptance and a modification lead through.
UPDATING = "Updating"


@dataclasses.dataclass(eq=False)
class Link:
    """A change under way: the connection as last read, and its failure."""

    change: PeerChange
    have: PeerConnection | None
    failure: VpcError | None = None
    # Whether ``have`` was read after the last call.
    settled: bool = False

    @property
    def connection_id(self) -> str:
        """Return the id, which a creation has filled in."""
        return t.cast(str, self.have and self.have.vpc_peer_connection_id)

    @property
    def exists(self) -> bool:
        """Return whether there is a connection to read."""
        return self.have is not None and self.have.vpc_peer_connection_id is not None

    @property
    def goal(self) -> Waiter | None:
        """Return what the change ends in, or None when there is nothing to wait for."""
        change = self.change
        if change.after is None:
            return PEER_GONE if self.exists else None
        if REJECT in change.writes:
            return PEER_REJECTED
        if change.after.status == ACTIVATED:
            return PEER_ACTIVATED
        return PEER_REQUESTED if change.after.status == "Accepting" else None

    @property
    def outcome(self) -> PeerConnection | None:
        """Return the connection after the change."""
        planned = self.change.after
        if self.failure or planned is None or self.settled:
            return self.have if self.failure or planned else None
        if self.have is None:
            return planned
        # What was not waited for has not come yet.
        return dataclasses.replace(planned, vpc_peer_connection_id=self.connection_id, status=self.have.status)

    @property
    def result(self) -> PeerChange:
        """Return the change with its outcome; one that failed at its first call has changed nothing."""
        nothing_done = self.failure is not None and self.have is self.change.before
        steps = () if nothing_done else self.change.steps
        return dataclasses.replace(self.change, after=self.outcome, steps=steps)

    @property
    def own_region(self) -> str:
        """Return the region of the side of the entry's account, where its lists are read."""
        return self.change.want.region

    def region(self, step: Step) -> str:
        """Return the region of the side that makes a call."""
        return (self.have or t.cast(PeerConnection, self.change.after)).end(step.role)[1]


def perform(client: Client, link: Link, step: Step, token: str) -> None:
    """Make one call; raises VpcError when the connection is gone that it should change."""
    if link.exists or step.action == CREATE:
        PERFORM[step.action](client, link, step, token)
    elif step.action != DELETE:
        raise VpcError("it is gone; another run is at work, run again")


def _labels(link: Link, step: Step) -> tuple[dict[str, str], str | None]:
    """Return the tags and the resource group that a side is to have."""
    after = t.cast(PeerConnection, link.change.after)
    if step.account == link.change.want.account:
        return after.tags or {}, after.resource_group_id
    return after.peer_tags or {}, after.peer_resource_group_id


def _create(client: Client, link: Link, step: Step, token: str) -> None:
    new = to_request(link.change, step)
    connection_id = vpc_peer.create_vpc_peer_connection(client, new, token)
    link.have = dataclasses.replace(
        t.cast(PeerConnection, link.change.after), vpc_peer_connection_id=connection_id, status="Creating"
    )


def to_request(change: PeerChange, step: Step) -> PeerConnection:
    """Return what a creation asks for: the planned connection with the labels of the requester's side."""
    tags, group = _labels(Link(change, None), step)
    return dataclasses.replace(t.cast(PeerConnection, change.after), tags=tags, resource_group_id=group)


def _accept(client: Client, link: Link, step: Step, token: str) -> None:
    tags, group = _labels(link, step)
    vpc_peer.accept_vpc_peer_connection(client, link.region(step), link.connection_id, tags, group, token)
    link.have = dataclasses.replace(t.cast(PeerConnection, link.have), status=UPDATING)


def _reject(client: Client, link: Link, step: Step, token: str) -> None:
    vpc_peer.reject_vpc_peer_connection(client, link.region(step), link.connection_id, token)


def _modify(client: Client, link: Link, step: Step, token: str) -> None:
    before, after = link.change.before, link.change.after
    changed = {name: getattr(after, name) for name in ATTRIBUTES if getattr(after, name) != getattr(before, name)}
    vpc_peer.modify_vpc_peer_connection(client, link.region(step), link.connection_id, changed, token)
    link.have = dataclasses.replace(t.cast(PeerConnection, link.have), status=UPDATING)


def _delete(client: Client, link: Link, step: Step, token: str) -> None:
    vpc_peer.delete_vpc_peer_connection(client, link.region(step), link.connection_id, token)


def _existing_tags(link: Link, step: Step) -> dict[str, str]:
    before = t.cast(PeerConnection, link.change.before)
    return (before.tags if step.account == link.change.want.account else before.peer_tags) or {}


def _tag(client: Client, link: Link, step: Step, token: str) -> None:
    existing, wanted = _existing_tags(link, step), _labels(link, step)[0]
    new = {key: value for key, value in wanted.items() if existing.get(key) != value}
    _in_its_region(link, step, lambda region: vpc_peer.tag_resources(client, region, link.connection_id, new, token))


def _untag(client: Client, link: Link, step: Step, token: str) -> None:
    keys = _existing_tags(link, step).keys() - _labels(link, step)[0].keys()
    _in_its_region(link, step, lambda region: vpc_peer.untag_resources(client, region, link.connection_id, keys, token))


def _move(client: Client, link: Link, step: Step, _token: str) -> None:
    group = t.cast(str, _labels(link, step)[1])
    _in_its_region(link, step, lambda region: vpc_peer.move_resource_group(client, region, link.connection_id, group))


def _in_its_region(link: Link, step: Step, call: t.Callable[[str], None]) -> None:
    """Change labels in the requester's region, as the API names it, else in the account's own: no page says which."""
    have = t.cast(PeerConnection, link.have)
    regions = [t.cast(str, have.requester_region)]
    if step.role == ACCEPTER and have.inter_region:
        regions.append(t.cast(str, have.accepter_region))
    for region in regions:
        try:
            call(region)
        except CallError as error:
            if error.code not in vpc_peer.NOT_THERE or region == regions[-1]:
                raise
        else:
            return


PERFORM: dict[str, t.Callable[[Client, Link, Step, str], None]] = {
    CREATE: _create,
    ACCEPT: _accept,
    REJECT: _reject,
    MODIFY: _modify,
    DELETE: _delete,
    TAG: _tag,
    UNTAG: _untag,
    MOVE: _move,
}
