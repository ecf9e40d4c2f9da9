# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the records of VPC peering connections, their indexes, and the regions that have them. No wire format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from vpc_simulator.regions import REGIONS, is_mainland

DAY = 86400.0
EXPIRY = 7 * DAY  # from its creation until a request expires that nobody accepted
CONNECTION_STATES = (
    "Creating",
    "Accepting",
    "Updating",
    "Activated",
    "Rejected",
    "Expired",
    "Deleting",
    "Deleted",
)
TERMINAL = frozenset({"Rejected", "Expired"})
STABLE = frozenset({"Accepting", "Activated", *TERMINAL})
NO_BANDWIDTH = -1  # of a connection within a region, which has no limit
LINK_TYPES = ("", "Gold", "Platinum", "Silver")
# The regions of the API's metadata have the product; the user guide names others.
_NOT_IN_METADATA = frozenset(
    {
        "ap-southeast-2", "ap-south-1", "cn-beijing-finance-1", "cn-fuzhou", "cn-heyuan-acdr-1",
        "cn-shanghai-finance-1", "cn-shenzhen-finance-1", "cn-wuhan-lr", "cn-zhengzhou-jva", "na-south-1",
    }
)  # fmt: skip
_METADATA = frozenset(REGIONS) - (_NOT_IN_METADATA - {"ap-southeast-2", "ap-south-1"})
_FINANCE = frozenset({"cn-beijing-finance-1", "cn-shanghai-finance-1", "cn-shenzhen-finance-1"})
PEER_REGIONS = {
    "metadata": _METADATA,
    "guide": (_METADATA | {"cn-fuzhou", "cn-wuhan-lr"} | _FINANCE) - {"ap-southeast-2", "ap-south-1"},
}


def is_finance(region: str) -> bool:
    """Whether the region belongs to the finance cloud, which has no connection to the public cloud."""
    return region in _FINANCE


@dataclass(slots=True)
class PeerEnd:
    """One side of a connection, with the labels that its account set."""

    uid: str
    region: str
    vpc_id: str
    name: str = ""
    description: str = ""
    resource_group_id: str = ""
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class PeerConnection:
    """A VPC peering connection: one record with one status for both accounts."""

    id: str
    requester: PeerEnd
    accepter: PeerEnd
    bandwidth: int
    link_type: str
    status: str
    created_at: float
    modified_at: float
    visible_at: float
    business_status: str = "Normal"
    managed_service: str = ""

    @property
    def ends(self) -> tuple[PeerEnd, PeerEnd]:
        return self.requester, self.accepter

    @property
    def same_account(self) -> bool:
        return self.requester.uid == self.accepter.uid

    @property
    def inter_region(self) -> bool:
        return self.requester.region != self.accepter.region

    @property
    def cross_border(self) -> bool:
        return is_mainland(self.requester.region) != is_mainland(self.accepter.region)

    @property
    def expires_at(self) -> float:
        return self.created_at + EXPIRY

    def end_of(self, uid: str) -> PeerEnd | None:
        """The account's side; of a connection within one account, the requester's."""
        return next((end for end in self.ends if end.uid == uid), None)

    def has_vpc(self, vpc_id: str) -> bool:
        return vpc_id in (self.requester.vpc_id, self.accepter.vpc_id)


class PeerConnections:
    """All connections, by id and by VPC, in order of creation."""

    def __init__(self) -> None:
        self._by_id: dict[str, PeerConnection] = {}
        self._of_vpc: dict[str, dict[str, PeerConnection]] = {}

    def __contains__(self, connection_id: object) -> bool:
        return connection_id in self._by_id

    def __iter__(self) -> Iterator[PeerConnection]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def get(self, connection_id: str) -> PeerConnection | None:
        return self._by_id.get(connection_id)

    def add(self, connection: PeerConnection) -> None:
        self._by_id[connection.id] = connection
        for end in connection.ends:
            self._of_vpc.setdefault(end.vpc_id, {})[connection.id] = connection

    def remove(self, connection: PeerConnection) -> None:
        del self._by_id[connection.id]
        for end in connection.ends:
            del self._of_vpc[end.vpc_id][connection.id]

    def of_vpc(self, vpc_id: str) -> list[PeerConnection]:
        """The connections of a VPC in any state but Deleted."""
        return [c for c in self._of_vpc.get(vpc_id, {}).values() if c.status != "Deleted"]

    def between(self, vpc_id: str, other_id: str) -> list[PeerConnection]:
        """The connections of a pair of VPCs in any state but Deleted, whichever of them is the requester's."""
        return [connection for connection in self.of_vpc(vpc_id) if connection.has_vpc(other_id)]
