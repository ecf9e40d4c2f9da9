# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the API cannot do to a VPC peering connection, each with its cure; and which connection an entry means. Pure."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import Reason, RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model.links import pick
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry, field_values
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import (
    ACTIVATED,
    OTHER_ROLE,
    UNANSWERED,
    PeerConnection,
    WantedPeer,
)

# From these the service leads on to Activated, or an acceptance does.
COMING = ("Creating", "Updating")
ATTRIBUTES = ("name", "description", "bandwidth", "link_type")
INTER_REGION = ("bandwidth", "link_type")
# What a connection does not take over from the one in whose place it is.
OWN_LIFE = (
    "vpc_peer_connection_id",
    "status",
    "business_status",
    "creation_time",
    "modified_time",
    "expiry_time",
)
# Calls that a connection takes while its account's bills are not paid.
ALWAYS = frozenset({"TagResources", "UnTagResources", "MoveResourceGroup", "DeleteVpcPeerConnection"})


def find(want: WantedPeer, listed: t.Iterable[PeerConnection]) -> PeerConnection | None:
    """Return the connection that an entry names, by its id or by its two VPCs; one in use before others.

    Raises RefusedError when several are in use.
    """
    if want.vpc_peer_connection_id:
        return pick(want.label, [have for have in listed if have.vpc_peer_connection_id == want.vpc_peer_connection_id])
    return pick(want.label, [have for have in listed if have.vpc_ids == want.vpc_ids])


def refuse_strange(want: WantedPeer, have: PeerConnection | None, own_id: str | None, peer_id: str | None) -> None:
    """Refuse a connection whose accounts, regions or VPCs are not those that the entry names."""
    if have is None:
        return
    own = want.role_in(have, own_id)
    account_id, region, vpc_id = have.end(own)
    peer_account_id, peer_region, peer_vpc_id = have.end(OTHER_ROLE[own])
    problems: list[str] = []
    if want.vpc_ids and want.vpc_ids != have.vpc_ids:
        problems.append(f"its VPCs are {vpc_id} and {peer_vpc_id}: correct vpc_id and peer_vpc_id")
    if own_id and account_id != own_id:
        problems.append(f"{vpc_id} belongs to account {account_id}, not to {own_id}: correct account or vpc_id")
    expected = peer_id or (account_id if want.vpc_id and not want.two_accounts else None)
    if expected and peer_account_id != expected:
        whose = "peer_account" if want.two_accounts else "peer_account_id"
        problems.append(f"{peer_vpc_id} belongs to account {peer_account_id}: correct {whose}")
    if want.vpc_id and region != want.region:
        problems.append(f"{vpc_id} is in {region}, not in {want.region}: correct region")
    if want.peer_region and peer_region != want.peer_region:
        problems.append(f"{peer_vpc_id} is in {peer_region}, not in {want.peer_region}: correct peer_region")
    if problems:
        raise RefusedError([f"{have.label}: {problem}." for problem in problems])


def changed_attributes(want: WantedPeer, have: PeerConnection) -> dict[str, t.Any]:
    """Return the attributes to set; refuse those that a connection within a region does not have."""
    changed = {name: getattr(want, name) for name in ATTRIBUTES if getattr(want, name) is not None}
    changed = {name: value for name, value in changed.items() if value != getattr(have, name)}
    _refuse_within_region(have, changed)
    if changed and have.managed_service:
        raise RefusedError([f"{have.label} belongs to the service {have.managed_service}, and is changed there only."])
    return changed


def _refuse_within_region(have: PeerConnection, given: t.Collection[str]) -> None:
    refused = [name for name in INTER_REGION if name in given]
    if refused and not have.inter_region:
        raise RefusedError(
            [f"{have.label}: only a connection between two regions has {' and '.join(refused)}; leave that out."]
        )


def refuse_terminal(have: PeerConnection, recreate: bool) -> None:
    """Refuse to request again, in the place of a request that came to nothing, unless that is allowed."""
    if recreate:
        return
    why = "was rejected by the accepter" if have.status == "Rejected" else "was not accepted within 7 days"
    cures = {
        "module": "set recreate=true for a new request in its place, or delete it (state=absent)",
        "role": "set state=absent for the peering, run once, and set it to present again",
    }
    raise RefusedError([Reason(f"{have.label} is {have.status}: it {why}, and nothing leads on from there", **cures)])


def refuse_locked(have: PeerConnection, writes: t.Collection[str]) -> None:
    """Refuse changes of a connection that the service has locked."""
    refused = [action for action in writes if action not in ALWAYS]
    if refused and have.business_status not in (None, "Normal"):
        raise RefusedError(
            [
                f"{have.label} is {have.business_status}, so the API refuses {', '.join(refused)}: settle the account's"
                " bills first."
            ]
        )


def new_connection(
    want: WantedPeer, stale: PeerConnection | None, own_id: str | None, peer_id: str | None
) -> PeerConnection:
    """Return the connection to request; attributes that are not given are those of the one in whose place it is."""
    new = want.as_connection(own_id, peer_id or (None if want.two_accounts else own_id))
    if stale is None:
        return new
    kept = field_values(stale)
    own = want.role_in(stale, own_id)
    account_id, region, vpc_id = stale.end(own)
    peer_account_id, peer_region, peer_vpc_id = stale.end(OTHER_ROLE[own])
    again = dataclasses.replace(
        want, region=region, vpc_id=vpc_id, peer_region=peer_region, peer_vpc_id=peer_vpc_id
    ).as_connection(account_id, peer_account_id)
    given = {name: value for name, value in again.as_result().items() if value not in (None, [], ())}
    kept.update(dict.fromkeys(OWN_LIFE), requester_cidr_blocks=(), accepter_cidr_blocks=())
    return PeerConnection(**{**kept, **given})


def refuse_creation(want: WantedPeer, new: PeerConnection) -> None:
    """Refuse a connection that cannot be requested from the given attributes."""
    if want.vpc_peer_connection_id and not want.vpc_id:
        raise RefusedError([f"{want.label} does not exist; name vpc_id and peer_vpc_id to request another one."])
    _refuse_within_region(new, [name for name in INTER_REGION if getattr(want, name) is not None])


def refuse_deletion(have: PeerConnection, routes: t.Sequence[RouteEntry], force: bool) -> None:
    """Refuse to delete a connection of another service, or one to which routes lead."""
    if have.managed_service:
        raise RefusedError([f"{have.label} belongs to the service {have.managed_service}, and is deleted there only."])
    if routes and not force:
        named = ", ".join(entry.label for entry in routes)
        cures = {"module": "delete them first, or set force_routes=true", "role": "set peering_force_routes=true"}
        raise RefusedError([Reason(f"{have.label} is the next hop of routes, {named}", **cures)])


def refuse_rejection(have: PeerConnection, may_reject: bool) -> None:
    """Refuse to reject what is accepted already, and what the task's account has requested itself."""
    if have.status not in UNANSWERED or have.same_account:
        raise RefusedError(
            [f"{have.label} is {have.status} and cannot be rejected any more; delete it (state=absent)."]
        )
    if not may_reject:
        raise RefusedError(
            [f"{have.label}: only account {have.accepter_account_id} can reject it; withdraw it (state=absent)."]
        )


def hop_between(vpc_ids: frozenset[str], have: t.Iterable[PeerConnection]) -> PeerConnection | None:
    """Return the connection of two VPCs that is in use, or to come: then it has no id yet.

    Raises RefusedError when several are in use: the service has one for two VPCs, so the lists contradict it.
    """
    fits = [connection for connection in have if connection.vpc_ids == vpc_ids and connection.is_in_use]
    by_id = {connection.vpc_peer_connection_id: connection for connection in fits if connection.vpc_peer_connection_id}
    if len(by_id) > 1:
        several = f"{' and '.join(sorted(vpc_ids))} have several VPC peering connections, {', '.join(sorted(by_id))}"
        raise RefusedError([f"{several}; set next_hop_id to one of them, or delete those that are not needed."])
    return next(iter([*by_id.values(), *fits]), None)


def refuse_hops(hops: t.Mapping[str, PeerConnection | None], may_come: bool) -> None:
    """Refuse routes to connections that do not become Activated by themselves.

    With ``may_come`` (check mode) an earlier task may be the one that accepts them.
    """
    ready = (ACTIVATED, *COMING, *(("Accepting",) if may_come else ()))
    reasons = [
        f"{hop_id} does not exist in this account and region."
        if have is None or have.status == "Deleted"
        else f"{have.label} is {have.status}: the service makes routes to it only once it is {ACTIVATED}."
        for hop_id, have in hops.items()
        if have is None or have.status not in ready
    ]
    if reasons:
        raise RefusedError(reasons)
