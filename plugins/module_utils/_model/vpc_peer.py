# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""VPC peering connections as immutable values, from options and from the API's responses. No I/O.

In a wanted record, None means "not requested, keep the current value".
"""

from __future__ import annotations

import dataclasses
import re
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import OptionError
from ansible_collections.aliops.vpc.plugins.module_utils._model.constants import VPC_PEER
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import field_values, known_values
from ansible_collections.aliops.vpc.plugins.module_utils._model.response import Response
from ansible_collections.aliops.vpc.plugins.module_utils._model.validation import (
    check_account_id,
    check_id,
    check_tags,
)

REQUESTER, ACCEPTER = "requester", "accepter"
OTHER_ROLE = {REQUESTER: ACCEPTER, ACCEPTER: REQUESTER}
ACTIVATED = "Activated"
# A request in these states waits for its acceptance.
UNANSWERED = ("Creating", "Accepting")
TERMINAL = ("Rejected", "Expired")
GOING = ("Deleting", "Deleted")
# The labels of the other account.
PEER_LABELS = ("peer_resource_group_id", "peer_tags")
# The service's way to say that the bandwidth has no limit; it takes no such value.
NO_LIMIT = -1
# What the service gives a new connection between two regions that asks for nothing else.
DEFAULTS: dict[str, t.Any] = {"bandwidth": 1024, "link_type": "Gold"}

# The stricter rules of a creation; a modification accepts more.
NAME = re.compile(r"(?!https?://)[A-Za-z\u4e00-\u9fff][A-Za-z0-9\u4e00-\u9fff_-]{1,127}")
NAME_RULE = "2 to 128 letters, digits, '_' and '-', a letter first"
DESCRIPTION = re.compile(r"(?!https?://)[A-Za-z\u4e00-\u9fff].{1,255}", re.DOTALL)


@dataclasses.dataclass(frozen=True)
class PeerConnection:
    """A VPC peering connection, which both accounts share; tags and resource group are those of one account.

    ``peer_tags`` and ``peer_resource_group_id`` are those of the other account, where a task reads it too.
    ``bandwidth`` is in Mbit/s, None within a region, where there is no limit.
    """

    vpc_peer_connection_id: str | None = None
    name: str | None = None
    description: str | None = None
    status: str | None = None
    business_status: str | None = None
    bandwidth: int | None = None
    link_type: str | None = None
    requester_account_id: str | None = None
    requester_region: str | None = None
    requester_vpc_id: str | None = None
    requester_cidr_blocks: tuple[str, ...] = ()
    accepter_account_id: str | None = None
    accepter_region: str | None = None
    accepter_vpc_id: str | None = None
    accepter_cidr_blocks: tuple[str, ...] = ()
    resource_group_id: str | None = None
    tags: dict[str, str] | None = None
    peer_resource_group_id: str | None = None
    peer_tags: dict[str, str] | None = None
    managed_service: str | None = None
    creation_time: str | None = None
    modified_time: str | None = None
    expiry_time: str | None = None

    next_hop_type: t.ClassVar[str] = VPC_PEER

    @property
    def next_hop_id(self) -> str | None:
        """Return the id by which the routes of both sides name this connection as their next hop."""
        return self.vpc_peer_connection_id

    @property
    def is_in_use(self) -> bool:
        """Return whether the two VPCs have this connection, or get it without another request."""
        return self.status not in (*GOING, *TERMINAL)

    @property
    def is_up(self) -> bool:
        """Return whether traffic goes through the connection."""
        return self.status == ACTIVATED

    @classmethod
    def from_api(cls, item: Response) -> PeerConnection:
        """Read an element of ListVpcPeerConnections, or the response about one; raises CallError if impossible."""
        bandwidth = item.number("Bandwidth")
        requester, accepter = _end(item, "Vpc"), _end(item, "AcceptingVpc")
        return cls(
            vpc_peer_connection_id=item.need_ident("InstanceId", "vpc_peer_connection_id"),
            name=item.string("Name"),
            description=item.string("Description"),
            status=item.need("Status"),
            business_status=item.token("BizStatus"),
            bandwidth=None if bandwidth == NO_LIMIT else bandwidth,
            link_type=item.token("LinkType"),
            requester_account_id=_account(item, "OwnerId"),
            requester_region=item.need("RegionId"),
            requester_vpc_id=requester.need_ident("VpcId", "vpc_id"),
            requester_cidr_blocks=_blocks(requester),
            accepter_account_id=_account(item, "AcceptingOwnerUid"),
            accepter_region=item.need("AcceptingRegionId"),
            accepter_vpc_id=accepter.need_ident("VpcId", "vpc_id"),
            accepter_cidr_blocks=_blocks(accepter),
            resource_group_id=item.token("ResourceGroupId"),
            tags=item.tags("Tags"),
            managed_service=item.string("ManagedService"),
            creation_time=item.string("GmtCreate"),
            modified_time=item.string("GmtModified"),
            expiry_time=item.string("GmtExpired"),
        )

    @property
    def vpc_ids(self) -> frozenset[str]:
        """Return the identity: the two VPCs, whichever of them is the requester's."""
        return frozenset(filter(None, (self.requester_vpc_id, self.accepter_vpc_id)))

    @property
    def inter_region(self) -> bool:
        """Return whether the two VPCs are in different regions."""
        return self.requester_region != self.accepter_region

    @property
    def predicted(self) -> PeerConnection:
        """Return the connection; one that does not exist yet with what the service will give it by itself."""
        if self.vpc_peer_connection_id or not self.inter_region:
            return self
        missing = {name: value for name, value in DEFAULTS.items() if getattr(self, name) is None}
        return dataclasses.replace(self, **missing)

    @property
    def same_account(self) -> bool:
        """Return whether both VPCs belong to one account: the service accepts such a request by itself."""
        return self.requester_account_id == self.accepter_account_id

    @property
    def label(self) -> str:
        """Name this connection in a message."""
        between = f"between {self.requester_vpc_id} and {self.accepter_vpc_id}"
        return f"{self.vpc_peer_connection_id or 'VPC peering connection'} {between}"

    def end(self, role: str) -> tuple[str, str, str]:
        """Return account, region and VPC of one side."""
        ends = {
            REQUESTER: (self.requester_account_id, self.requester_region, self.requester_vpc_id),
            ACCEPTER: (self.accepter_account_id, self.accepter_region, self.accepter_vpc_id),
        }
        return t.cast("tuple[str, str, str]", ends[role])

    def as_result(self) -> dict[str, t.Any]:
        """Return the record as modules return it."""
        values = field_values(self).items()
        return {name: list(value) if isinstance(value, tuple) else value for name, value in values}

    def as_listed(self) -> dict[str, t.Any]:
        """Return the record without what only a task in both accounts knows."""
        return {name: value for name, value in self.as_result().items() if name not in PEER_LABELS}


def _end(item: Response, name: str) -> Response:
    end = item.inner(name)
    if end is None:
        raise item.wrong(name, "is missing")
    return end


def _account(item: Response, name: str) -> str:
    account = item.account(name)
    if account is None:
        raise item.wrong(name, "is missing")
    return account


def _blocks(end: Response) -> tuple[str, ...]:
    return (*end.tokens("Ipv4Cidrs"), *end.tokens("Ipv6Cidrs"))


@dataclasses.dataclass(frozen=True)
class WantedPeer:
    """An entry of a task: a connection as seen from the account that the entry names.

    ``role`` is that account's in a new connection. ``account`` and ``peer_account`` are names of the task's accounts;
    without ``peer_account`` and ``peer_account_id`` both VPCs are in one account.
    """

    account: str | None
    region: str
    vpc_id: str | None = None
    vpc_peer_connection_id: str | None = None
    role: str = REQUESTER
    peer_account: str | None = None
    peer_account_id: str | None = None
    peer_region: str | None = None
    peer_vpc_id: str | None = None
    name: str | None = None
    description: str | None = None
    bandwidth: int | None = None
    link_type: str | None = None
    resource_group_id: str | None = None
    tags: dict[str, str] | None = None
    peer_resource_group_id: str | None = None
    peer_tags: dict[str, str] | None = None

    @classmethod
    def from_options(cls, entry: dict[str, t.Any], account: str | None, region: str | None) -> WantedPeer:
        """Read one element of the option ``connections``; ``account`` and ``region`` are those of the entry's account.

        Raises OptionError for values that the API does not accept and a missing region.
        """
        given = known_values(cls, entry)
        given.update(account=account, region=given.get("region") or region)
        if not given["region"]:
            raise OptionError("region is needed, for the task or for each entry.")
        for field in ("vpc_peer_connection_id", "vpc_id", "peer_vpc_id"):
            check_id(field, given.get(field))
        check_account_id("peer_account_id", given.get("peer_account_id"))
        _check_text(given.get("name"), given.get("description"))
        if given.get("bandwidth") is not None and given["bandwidth"] < 1:
            raise OptionError(f"bandwidth: {given['bandwidth']} must be 1 Mbit/s or more.")
        for field in ("tags", "peer_tags"):
            given[field] = check_tags(given.get(field))
        if given.get("vpc_id") and given["vpc_id"] == given.get("peer_vpc_id"):
            raise OptionError(f"peer_vpc_id: {given['vpc_id']} cannot be connected with itself.")
        want = cls(**given)
        if not want.two_accounts and any(getattr(want, field) is not None for field in PEER_LABELS):
            raise OptionError(f"{' and '.join(PEER_LABELS)} need peer_account, another account than the entry's own.")
        return want

    @property
    def vpc_ids(self) -> frozenset[str]:
        """Return the two VPCs, in no order."""
        return frozenset(filter(None, (self.vpc_id, self.peer_vpc_id)))

    @property
    def two_accounts(self) -> bool:
        """Return whether the task has another account for the other side."""
        return self.peer_account not in (None, self.account)

    @property
    def accounts(self) -> tuple[str | None, ...]:
        """Return the names of the task's accounts for the two sides."""
        return (self.account, self.peer_account) if self.two_accounts else (self.account,)

    @property
    def label(self) -> str:
        """Name the connection in a message."""
        if self.vpc_peer_connection_id:
            return self.vpc_peer_connection_id
        return f"VPC peering connection between {self.vpc_id} and {self.peer_vpc_id}"

    def role_in(self, have: PeerConnection, own_account_id: str | None) -> str:
        """Return the role that the entry's account has in an existing connection."""
        account_id, _region, vpc_id = have.end(REQUESTER)
        is_own = vpc_id == self.vpc_id if self.vpc_id else account_id == own_account_id
        return REQUESTER if is_own else ACCEPTER

    def as_result(self) -> dict[str, t.Any]:
        """Return what is known of a connection that does not exist, in the shape of one that does."""
        return self.as_connection(None, None).as_result()

    def as_connection(self, own_account_id: str | None, peer_account_id: str | None) -> PeerConnection:
        """Return the connection that a creation makes."""
        own = (own_account_id, self.region, self.vpc_id)
        peer = (peer_account_id or self.peer_account_id, self.peer_region or self.region, self.peer_vpc_id)
        requester, accepter = (own, peer) if self.role == REQUESTER else (peer, own)
        return PeerConnection(
            name=self.name,
            description=self.description,
            bandwidth=self.bandwidth,
            link_type=self.link_type,
            requester_account_id=requester[0],
            requester_region=requester[1],
            requester_vpc_id=requester[2],
            accepter_account_id=accepter[0],
            accepter_region=accepter[1],
            accepter_vpc_id=accepter[2],
            resource_group_id=self.resource_group_id,
            tags=self.tags,
            peer_resource_group_id=self.peer_resource_group_id,
            peer_tags=self.peer_tags,
        )


def _check_text(name: str | None, description: str | None) -> None:
    if name is not None and not NAME.fullmatch(name):
        raise OptionError(f"name: {name!r} cannot name a VPC peering connection: {NAME_RULE}.")
    if description is not None and not DESCRIPTION.fullmatch(description):
        rule = "2 to 256 characters, a letter first, not http:// or https://; the API cannot remove one"
        raise OptionError(f"description: {description!r} cannot describe a VPC peering connection: {rule}.")
