# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the records of router interfaces: one side of a connection, and what the other side sees of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from vpc_simulator.model import Router
from vpc_simulator.regions import is_mainland

NEVER = "2999-09-08T16:00:00Z"
# Bandwidth in Mbit/s of each specification; Negative is the acceptor's, which has no bandwidth of its own.
BANDWIDTH = {
    "Mini.2": 2,
    "Mini.5": 5,
    "Small.1": 10,
    "Small.2": 20,
    "Small.5": 50,
    "Middle.1": 100,
    "Middle.2": 200,
    "Middle.5": 500,
    "Large.1": 1000,
    "Large.2": 2000,
    "Large.5": 5000,
    "Xlarge.1": 10000,
    "Negative": 0,
}
INITIATOR = "InitiatingSide"
ACCEPTOR = "AcceptingSide"
STABLE = frozenset({"Idle", "Active", "Inactive"})
INTERFACE_STATES = (
    "Idle",
    "Connecting",
    "AcceptingConnecting",
    "Active",
    "Activating",
    "Modifying",
    "Deactivating",
    "Inactive",
    "Deleting",
)


@dataclass(frozen=True, slots=True)
class PeerView:
    """The attributes of an interface that the other side can see, as of their publication."""

    uid: str
    region: str
    router_type: str
    router_id: str
    status: str
    business_status: str
    spec: str
    vpc_id: str
    opposite_interface_id: str


# Attributes of router interfaces by which lists are filtered through an index.
INDEXED = frozenset({"name", "opposite_interface_id", "opposite_router_id"})


class RouterInterface:
    """One side of a connection.

    Assigning an attribute clears the cached response (`rendered`), so mutable attributes are replaced, never mutated.
    `changes` counts the assignments of all interfaces to attributes that have an index.
    """

    changes: ClassVar[int] = 0

    __slots__ = (
        "id", "uid", "region", "router_id", "router_type", "vpc_id", "role", "spec", "status", "business_status",
        "name", "description", "charge_type", "created_at", "connected_at", "modified_at", "ends_at", "cross_border",
        "resource_group_id", "tags", "access_point_id", "opposite_access_point_id", "opposite_region",
        "opposite_interface_id", "opposite_owner", "opposite_router_id", "opposite_router_type", "health_source",
        "health_target", "health_rate", "health_threshold", "fast_link", "visible_at", "opposite_seen_at", "number",
        "rendered",
    )  # fmt: skip

    id: str
    uid: str
    region: str
    router_id: str
    router_type: str
    vpc_id: str
    role: str
    spec: str
    status: str
    business_status: str
    name: str
    description: str
    charge_type: str
    created_at: float
    connected_at: float | None
    modified_at: float
    ends_at: str
    cross_border: bool
    resource_group_id: str
    tags: dict[str, str]
    access_point_id: str
    opposite_access_point_id: str
    opposite_region: str
    opposite_interface_id: str
    opposite_owner: str
    opposite_router_id: str
    opposite_router_type: str
    health_source: str
    health_target: str
    health_rate: int
    health_threshold: int
    fast_link: bool
    # its place in the order of creation
    number: int
    # the times from which lists contain it and Connect sees its opposite attributes
    visible_at: float
    opposite_seen_at: float
    rendered: dict[str, Any] | None

    def __init__(self, **values: Any) -> None:
        for name in self.__slots__:
            setattr(self, name, values.pop(name, None if name in ("rendered", "connected_at") else ""))
        if values:
            raise TypeError(f"a router interface has no {', '.join(values)}")

    def __setattr__(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)
        if name != "rendered":
            object.__setattr__(self, "rendered", None)
        if name in INDEXED:
            RouterInterface.changes += 1

    @property
    def opposite_complete(self) -> bool:
        """Whether all four attributes that Connect needs are set."""
        return bool(
            self.opposite_interface_id and self.opposite_owner and self.opposite_router_id and self.opposite_router_type
        )

    def points_at(self, other: RouterInterface) -> bool:
        """Whether all opposite attributes name `other`."""
        return (
            self.opposite_interface_id == other.id
            and self.opposite_owner == other.uid
            and self.opposite_router_id == other.router_id
            and self.opposite_router_type == other.router_type
            and self.opposite_region == other.region
        )

    def view(self) -> PeerView:
        """The view to publish to the other side."""
        return PeerView(
            self.uid,
            self.region,
            self.router_type,
            self.router_id,
            self.status,
            self.business_status,
            self.spec,
            self.vpc_id,
            self.opposite_interface_id,
        )


def new_interface(
    router: Router, interface_id: str, number: int, now: float, attributes: dict[str, Any]
) -> RouterInterface:
    """An interface of the router; the attributes replace the defaults of a new one."""
    defaults: dict[str, Any] = {
        "status": "Idle",
        "business_status": "Normal",
        "charge_type": "AfterPay",
        "created_at": now,
        "modified_at": now,
        "visible_at": now,
        "opposite_seen_at": now,
        "ends_at": NEVER,
        "tags": {},
        "health_rate": 0,
        "health_threshold": 0,
        "fast_link": False,
        "cross_border": is_mainland(router.region) != is_mainland(attributes["opposite_region"]),
        "resource_group_id": f"rg-default-{router.uid}",
        **attributes,
    }
    return RouterInterface(
        id=interface_id,
        uid=router.uid,
        region=router.region,
        router_id=router.router_id,
        router_type=router.router_type,
        vpc_id=router.vpc_id,
        number=number,
        **{**defaults, "name": defaults.get("name") or interface_id},
    )
