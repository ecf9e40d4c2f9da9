# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Vpc, RouterInterface and RouteEntry as frozen values, from options and from the API's answers. No I/O.

In a record that says what is wanted, None means "not asked for, keep what is there".
"""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._checks import (
    check_account_id,
    check_address,
    check_destination,
    check_id,
    check_interface_text,
    check_route_text,
    check_tags,
)
from ansible_collections.aliops.vpc.plugins.module_utils._errors import OptionError
from ansible_collections.aliops.vpc.plugins.module_utils._words import (
    ACCEPTOR_SPEC,
    CHARGE_TYPES,
    ROLES,
    ROUTER_TYPES,
    spelled,
)

# What a creation may ask for and no answer of the API tells again.
ORDER_FIELDS = ("period", "pricing_cycle", "auto_renew", "auto_pay")


def _known(cls: type, entry: dict[str, t.Any]) -> dict[str, t.Any]:
    known = {field.name for field in dataclasses.fields(cls)}
    return {key: value for key, value in entry.items() if key in known and value is not None}


def _fields(record: t.Any) -> dict[str, t.Any]:
    # Not dataclasses.asdict: it copies what is inside, which Ansible's lazy containers do not let it do.
    return {field.name: getattr(record, field.name) for field in dataclasses.fields(record)}


def router_type_of(field: str, router_id: str | None, given: str | None) -> str | None:
    """Return the kind of a router, which its id tells."""
    if router_id is None:
        return given
    found = ROUTER_TYPES[router_id[:4]]
    if given not in (None, found):
        raise OptionError(f"{field}: {router_id} is a {found}, not a {given}.")
    return found


@dataclasses.dataclass(frozen=True)
class RouterInterface:
    """One end of a peering; ``peer_*`` is what the API calls the opposite interface.

    ``peer_status``, ``peer_spec`` and ``peer_vpc_id`` are the service's view of the other end and may lag behind it.
    ``health_check_rate`` is in milliseconds, ``health_check_threshold`` in packets, ``period`` in pricing cycles. An
    empty address of the health check asks for its removal.
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

    @classmethod
    def from_options(cls, entry: dict[str, t.Any], region: str | None) -> RouterInterface:
        """Read one element of a module's list option; ``region`` is the task's.

        Raises OptionError for values that the API does not take and a missing region.
        """
        given = _known(cls, entry)
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
    def from_api(cls, item: dict[str, t.Any], region: str) -> RouterInterface:
        """Read an element of DescribeRouterInterfaces."""
        charge = item.get("ChargeType") or ""
        return cls(
            region=region,
            role=ROLES.get(item.get("Role") or "", item.get("Role")),
            router_interface_id=item["RouterInterfaceId"],
            name=item.get("Name") or None,
            description=item.get("Description") or None,
            router_type=item.get("RouterType") or None,
            router_id=item.get("RouterId") or None,
            vpc_id=item.get("VpcInstanceId") or None,
            access_point_id=item.get("AccessPointId") or None,
            spec=item.get("Spec") or None,
            status=spelled(item.get("Status")),
            business_status=item.get("BusinessStatus") or None,
            charge_type=CHARGE_TYPES.get(charge.lower(), charge) or None,
            creation_time=item.get("CreationTime") or None,
            connected_time=item.get("ConnectedTime") or None,
            resource_group_id=item.get("ResourceGroupId") or None,
            tags={tag["Key"]: tag.get("Value") or "" for tag in (item.get("Tags") or {}).get("Tags") or ()},
            health_check_source_ip=item.get("HealthCheckSourceIp") or None,
            health_check_target_ip=item.get("HealthCheckTargetIp") or None,
            health_check_rate=int(item.get("HcRate") or 0) or None,
            health_check_threshold=int(item.get("HcThreshold") or 0) or None,
            peer_region=item.get("OppositeRegionId") or None,
            peer_account_id=str(item.get("OppositeInterfaceOwnerId") or "") or None,
            peer_router_type=item.get("OppositeRouterType") or None,
            peer_router_id=item.get("OppositeRouterId") or None,
            peer_router_interface_id=item.get("OppositeInterfaceId") or None,
            peer_access_point_id=item.get("OppositeAccessPointId") or None,
            peer_status=spelled(item.get("OppositeInterfaceStatus")),
            peer_spec=item.get("OppositeInterfaceSpec") or None,
            peer_vpc_id=item.get("OppositeVpcInstanceId") or None,
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
        return {name: value for name, value in _fields(self).items() if name not in ORDER_FIELDS}


@dataclasses.dataclass(frozen=True)
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
        given = _known(cls, entry)
        given["region"] = given.get("region") or region
        if not given["region"]:
            raise OptionError("region is needed, for the task or for each entry.")
        check_id("route_table_id", given.get("route_table_id"))
        given["destination"] = check_destination("destination", given["destination"])
        check_route_text(given.get("name"), given.get("description"))
        hops = given.setdefault("next_hops", ())
        if hops:
            given["next_hop_id"] = ",".join(sorted(hop["next_hop_id"] for hop in hops))
        if given.get("next_hop_type") == "RouterInterface":
            for one in (given.get("next_hop_id") or "").split(","):
                check_id("router_interface_id", one or None)
        return cls(**given)

    @classmethod
    def from_api(cls, item: dict[str, t.Any], region: str) -> RouteEntry:
        """Read an element of DescribeRouteEntryList."""
        hops = [hop for hop in (item.get("NextHops") or {}).get("NextHop") or [] if hop.get("NextHopId")]
        kinds = [
            hop["NextHopType"] for hop in (item.get("NextHops") or {}).get("NextHop") or [] if "NextHopType" in hop
        ]
        several = [{"next_hop_id": hop["NextHopId"], "weight": hop.get("Weight")} for hop in hops]
        return cls(
            region=region,
            route_table_id=item["RouteTableId"],
            destination=item["DestinationCidrBlock"],
            next_hop_type=kinds[0] if kinds else None,
            next_hop_id=",".join(sorted(hop["NextHopId"] for hop in hops)) or None,
            next_hops=several if len(several) > 1 else (),
            name=item.get("RouteEntryName") or None,
            description=item.get("Description") or None,
            route_entry_id=item.get("RouteEntryId") or None,
            kind=item.get("Type") or None,
            status=item.get("Status") or None,
        )

    @property
    def key(self) -> tuple[str, str, str]:
        """What is unique: one destination stands once in a table."""
        return (self.region, self.route_table_id, self.destination)

    @property
    def label(self) -> str:
        """Name this entry in a message."""
        return f"{self.destination} in {self.route_table_id}"

    def leads_to(self, hop_id: str | None) -> bool:
        """Say whether a resource is the next hop, or one of several."""
        return hop_id is not None and hop_id in (self.next_hop_id or "").split(",")

    def as_result(self) -> dict[str, t.Any]:
        """Return the record as modules return it."""
        return {**_fields(self), "next_hops": list(self.next_hops)}


@dataclasses.dataclass(frozen=True)
class Vpc:
    """A VPC with the ids of what belongs to it; ``router_id`` is its one VRouter."""

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
    tags: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_api(cls, item: dict[str, t.Any], region: str) -> Vpc:
        """Read an element of DescribeVpcs."""
        return cls(
            region=region,
            vpc_id=item["VpcId"],
            name=item.get("VpcName") or None,
            description=item.get("Description") or None,
            status=item.get("Status") or None,
            cidr_block=item.get("CidrBlock") or None,
            secondary_cidr_blocks=tuple((item.get("SecondaryCidrBlocks") or {}).get("SecondaryCidrBlock") or ()),
            router_id=item.get("VRouterId") or None,
            route_table_ids=tuple((item.get("RouterTableIds") or {}).get("RouterTableIds") or ()),
            cen_status=item.get("CenStatus") or None,
            tags=tuple((tag["Key"], tag.get("Value") or "") for tag in (item.get("Tags") or {}).get("Tag") or ()),
        )

    def as_result(self) -> dict[str, t.Any]:
        """Return the record as modules return it, with tags as a dict."""
        return {**_fields(self), "tags": dict(self.tags)}
