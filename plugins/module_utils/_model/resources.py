# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Vpc, RouterInterface and RouteEntry as immutable values, from options and from the API's responses. No I/O.

In a wanted record, None means "not requested, keep the current value".
"""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import OptionError
from ansible_collections.aliops.vpc.plugins.module_utils._model.constants import (
    ACCEPTOR_SPEC,
    CHARGE_TYPES,
    CONNECTED,
    ROLES,
    ROUTER_INTERFACE,
    ROUTER_TYPES,
    spelled,
)
from ansible_collections.aliops.vpc.plugins.module_utils._model.response import Response
from ansible_collections.aliops.vpc.plugins.module_utils._model.validation import (
    check_account_id,
    check_address,
    check_destination,
    check_id,
    check_interface_text,
    check_next_hop,
    check_route_text,
    check_tags,
)

# A run has several records for each resource. Without slots, each has a dict of its own for its many fields, four times
# as large. Python 3.10 brought slots for fields with defaults, along with KW_ONLY.
SLOTS = {"slots": True} if hasattr(dataclasses, "KW_ONLY") else {}

# Parameters of a creation that no response of the API returns.
ORDER_FIELDS = ("period", "pricing_cycle", "auto_renew", "auto_pay")


def known_values(cls: type, entry: dict[str, t.Any]) -> dict[str, t.Any]:
    """Return the given values of an entry's options that a record has as fields."""
    known = {field.name for field in dataclasses.fields(cls)}
    return {key: value for key, value in entry.items() if key in known and value is not None}


def field_values(record: t.Any) -> dict[str, t.Any]:
    """Return the values of a record by the names of its fields."""
    # Not dataclasses.asdict: it copies the values, which Ansible's lazy containers do not allow.
    return {field.name: getattr(record, field.name) for field in dataclasses.fields(record)}


def router_type_of(field: str, router_id: str | None, given: str | None) -> str | None:
    """Return the type of a router, which its id shows."""
    if router_id is None:
        return given
    expected = ROUTER_TYPES[router_id[:4]]
    if given not in (None, expected):
        raise OptionError(f"{field}: {router_id} is a {expected}, not a {given}.")
    return expected


@dataclasses.dataclass(frozen=True, **SLOTS)
class RouterInterface:
    """One end of a peering; ``peer_*`` is the API's opposite interface.

    ``peer_status``, ``peer_spec`` and ``peer_vpc_id`` are the service's view of the other end and may lag behind it.
    ``health_check_rate`` is in milliseconds, ``health_check_threshold`` in packets, ``period`` in pricing cycles. An
    empty address of the health check removes it.
    """

    region: str
    role: str | None = None
    router_interface_id: str | None = None
    name: str | None = None
    description: str | None = None
    router_type: str | None = None
    router_id: str | None = None
    vpc_id: str | None = None
    access_point_id: str | None = None
    spec: str | None = None
    status: str | None = None
    business_status: str | None = None
    charge_type: str | None = None
    creation_time: str | None = None
    connected_time: str | None = None
    resource_group_id: str | None = None
    tags: dict[str, str] | None = None
    health_check_source_ip: str | None = None
    health_check_target_ip: str | None = None
    health_check_rate: int | None = None
    health_check_threshold: int | None = None
    peer_region: str | None = None
    peer_account_id: str | None = None
    peer_router_type: str | None = None
    peer_router_id: str | None = None
    peer_router_interface_id: str | None = None
    peer_access_point_id: str | None = None
    peer_status: str | None = None
    peer_spec: str | None = None
    peer_vpc_id: str | None = None
    period: int | None = None
    pricing_cycle: str | None = None
    auto_renew: bool | None = None
    auto_pay: bool | None = None

    next_hop_type: t.ClassVar[str] = ROUTER_INTERFACE

    @property
    def next_hop_id(self) -> str | None:
        """Return the id by which routes name this interface as their next hop."""
        return self.router_interface_id

    @property
    def is_up(self) -> bool:
        """Return whether traffic goes through this end, as far as it alone decides."""
        return self.status == "Active"

    @classmethod
    def from_options(cls, entry: dict[str, t.Any], region: str | None) -> RouterInterface:
        """Read one element of a module's list option; ``region`` is the task's.

        Raises OptionError for values that the API does not accept and a missing region.
        """
        given = known_values(cls, entry)
        given["region"] = given.get("region") or region
        if not given["region"]:
            raise OptionError("region is needed, for the task or for each entry.")
        for field in ("router_interface_id", "peer_router_interface_id", "router_id", "peer_router_id", "vpc_id"):
            check_id(field, given.get(field))
        check_account_id("peer_account_id", given.get("peer_account_id"))
        check_interface_text(given.get("name"), given.get("description"))
        given["tags"] = check_tags(given.get("tags"))
        for field in ("health_check_source_ip", "health_check_target_ip"):
            given[field] = check_address(field, given.get(field))
        for kind, router in (("router_type", "router_id"), ("peer_router_type", "peer_router_id")):
            given[kind] = router_type_of(router, given.get(router), given.get(kind))
        if given.get("role") == "acceptor" and "spec" in entry:
            given["spec"] = ACCEPTOR_SPEC
        return cls(**given)

    @classmethod
    def from_api(cls, item: Response, region: str) -> RouterInterface:
        """Read an element of DescribeRouterInterfaces; raises CallError for an impossible one."""
        charge, status, role = item.token("ChargeType") or "", spelled(item.need("Status")), item.need("Role")
        if role not in ROLES:
            raise item.wrong("Role", f"is {role!r}, not {' or '.join(ROLES)}")
        if status in CONNECTED and not (item.token("OppositeInterfaceId") and item.token("OppositeRouterId")):
            raise item.wrong("OppositeInterfaceId", f"or OppositeRouterId is missing, although it is {status}")
        return cls(
            region=region,
            role=ROLES[role],
            router_interface_id=item.need_ident("RouterInterfaceId", "router_interface_id"),
            name=item.string("Name"),
            description=item.string("Description"),
            router_type=item.token("RouterType"),
            router_id=item.need_ident("RouterId", "router_id"),
            vpc_id=item.token("VpcInstanceId"),
            access_point_id=item.token("AccessPointId"),
            spec=item.need("Spec"),
            status=status,
            business_status=item.token("BusinessStatus"),
            charge_type=CHARGE_TYPES.get(charge.lower(), charge) or None,
            creation_time=item.string("CreationTime"),
            connected_time=item.string("ConnectedTime"),
            resource_group_id=item.token("ResourceGroupId"),
            tags=item.tags("Tags.Tags"),
            health_check_source_ip=item.token("HealthCheckSourceIp"),
            health_check_target_ip=item.token("HealthCheckTargetIp"),
            health_check_rate=item.number("HcRate") or None,
            health_check_threshold=item.number("HcThreshold") or None,
            peer_region=item.token("OppositeRegionId"),
            peer_account_id=item.account("OppositeInterfaceOwnerId"),
            peer_router_type=item.token("OppositeRouterType"),
            peer_router_id=item.ident("OppositeRouterId", "router_id"),
            peer_router_interface_id=item.ident("OppositeInterfaceId", "router_interface_id"),
            peer_access_point_id=item.token("OppositeAccessPointId"),
            peer_status=spelled(item.token("OppositeInterfaceStatus")),
            peer_spec=item.token("OppositeInterfaceSpec"),
            peer_vpc_id=item.token("OppositeVpcInstanceId"),
        )

    @property
    def label(self) -> str:
        """Name this interface in a message."""
        if self.router_interface_id:
            return f"{self.router_interface_id} in {self.region}"
        where = self.router_id or self.vpc_id or self.name
        towards = f" towards {self.peer_router_id}" if self.peer_router_id else ""
        return f"{self.role or 'router interface'} on {where}{towards} in {self.region}"

    def as_result(self) -> dict[str, t.Any]:
        """Return the record as modules return it."""
        return {name: value for name, value in field_values(self).items() if name not in ORDER_FIELDS}


@dataclasses.dataclass(frozen=True, **SLOTS)
class RouteEntry:
    """A route entry of one table; ``kind`` is the API's Type: Custom, System, BGP, CEN or ECR.

    With several next hops (ECMP) ``next_hop_id`` holds their ids, sorted and joined by commas, and ``next_hops`` each
    with its weight.
    """

    region: str
    route_table_id: str
    destination: str
    next_hop_type: str | None = None
    next_hop_id: str | None = None
    next_hops: t.Sequence[dict[str, t.Any]] = ()
    name: str | None = None
    description: str | None = None
    route_entry_id: str | None = None
    kind: str | None = None
    status: str | None = None

    @classmethod
    def from_options(cls, entry: dict[str, t.Any], region: str | None) -> RouteEntry:
        """Read one element of the option ``entries``; raises OptionError for a bad table, CIDR block or interface."""
        given = known_values(cls, entry)
        given["region"] = given.get("region") or region
        if not given["region"]:
            raise OptionError("region is needed, for the task or for each entry.")
        check_id("route_table_id", given.get("route_table_id"))
        given["destination"] = check_destination("destination", given["destination"])
        check_route_text(given.get("name"), given.get("description"))
        hops = given.setdefault("next_hops", ())
        if hops:
            given["next_hop_id"] = ",".join(sorted(hop["next_hop_id"] for hop in hops))
        check_next_hop(entry)
        # An entry of a VPC's tables is read before they are looked up as well.
        return cls(**{"route_table_id": "", **given})

    @classmethod
    def from_api(cls, item: Response, region: str) -> RouteEntry:
        """Read an element of DescribeRouteEntryList; raises CallError for an impossible one."""
        named = item.rows("NextHops.NextHop")
        hops = [hop for hop in named if hop.token("NextHopId")]
        several = [{"next_hop_id": hop.need("NextHopId"), "weight": hop.number("Weight")} for hop in hops]
        item.need("DestinationCidrBlock")
        kind = item.need("Type")
        if kind == "Custom" and not named:
            raise item.wrong("NextHops", "is missing")
        return cls(
            region=region,
            route_table_id=item.need_ident("RouteTableId", "route_table_id"),
            destination=t.cast(str, item.block("DestinationCidrBlock")),
            next_hop_type=named[0].token("NextHopType") if named else None,
            next_hop_id=",".join(sorted(hop.need("NextHopId") for hop in hops)) or None,
            next_hops=several if len(several) > 1 else (),
            name=item.string("RouteEntryName"),
            description=item.string("Description"),
            route_entry_id=item.token("RouteEntryId"),
            kind=kind,
            status=item.need("Status"),
        )

    @property
    def key(self) -> tuple[str, str, str]:
        """Return the identity: a destination occurs once in a table."""
        return (self.region, self.route_table_id, self.destination)

    @property
    def label(self) -> str:
        """Name this entry in a message."""
        return f"{self.destination} in {self.route_table_id}"

    @property
    def hop_ids(self) -> tuple[str, ...]:
        """Return the ids of its next hops."""
        return tuple(self.next_hop_id.split(",")) if self.next_hop_id else ()

    def routes_via(self, hop_id: str | None) -> bool:
        """Return whether a resource is the next hop, or one of several."""
        return hop_id in self.hop_ids

    def as_result(self) -> dict[str, t.Any]:
        """Return the record as modules return it."""
        return {**field_values(self), "next_hops": list(self.next_hops)}


@dataclasses.dataclass(frozen=True, **SLOTS)
class Vpc:
    """A VPC with the ids of its resources; ``router_id`` is its one VRouter."""

    region: str
    vpc_id: str
    name: str | None = None
    description: str | None = None
    status: str | None = None
    cidr_block: str | None = None
    secondary_cidr_blocks: tuple[str, ...] = ()
    router_id: str | None = None
    route_table_ids: tuple[str, ...] = ()
    cen_status: str | None = None
    owner_id: str | None = None
    tags: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_api(cls, item: Response, region: str) -> Vpc:
        """Read an element of DescribeVpcs; raises CallError for an impossible one."""
        status = item.need("Status")
        secondary = item.tokens("SecondaryCidrBlocks.SecondaryCidrBlock")
        return cls(
            region=region,
            vpc_id=item.need_ident("VpcId", "vpc_id"),
            name=item.string("VpcName"),
            description=item.string("Description"),
            status=status,
            cidr_block=item.block("CidrBlock"),
            secondary_cidr_blocks=tuple(t.cast(str, item.block("SecondaryCidrBlocks", block)) for block in secondary),
            router_id=item.need_ident("VRouterId", "router_id") if status == "Available" else item.token("VRouterId"),
            route_table_ids=item.tokens("RouterTableIds.RouterTableIds"),
            cen_status=item.token("CenStatus"),
            owner_id=item.account("OwnerId"),
            tags=tuple(item.tags("Tags.Tag").items()),
        )

    def as_result(self) -> dict[str, t.Any]:
        """Return the record as modules return it, with tags as a dict."""
        return {**field_values(self), "tags": dict(self.tags)}
