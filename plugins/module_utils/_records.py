# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Vpc, RouterInterface and RouteEntry as frozen values, from options and from the API's answers. No I/O.

In a record that says what is wanted, None means "not asked for, keep what is there".
"""

from __future__ import annotations

import dataclasses
import ipaddress
import re
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import OptionError

ROLES = {"InitiatingSide": "initiator", "AcceptingSide": "acceptor"}

# The acceptor has no bandwidth of its own: the API wants this pseudo specification for it.
ACCEPTOR_SPEC = "Negative"

SPECS = (
    "Mini.2",
    "Mini.5",
    "Small.1",
    "Small.2",
    "Small.5",
    "Middle.1",
    "Middle.2",
    "Middle.5",
    "Large.1",
    "Large.2",
    "Large.5",
    "Xlarge.1",
)

STABLE = ("Idle", "Active", "Inactive")
TRANSIENT = ("Connecting", "AcceptingConnecting", "Activating", "Modifying", "Deactivating", "Deleting")
SPELLINGS = {status.lower(): status for status in (*STABLE, *TRANSIENT, "Deleted")}

PREFIXES = {
    "router_interface_id": "ri-",
    "peer_router_interface_id": "ri-",
    "vpc_id": "vpc-",
    "route_table_id": "vtb-",
}
ROUTER_PREFIXES = ("vrt-", "vbr-")


def spelled(status: str | None) -> str | None:
    """Return a status in its usual spelling: one sample of the documentation has it in lower case."""
    return SPELLINGS.get(status.lower(), status) if status else None


def check_id(field: str, value: str | None) -> str | None:
    """Refuse an id of another kind of resource; Alibaba's own tutorial prints a router's id for an interface's."""
    if value is None:
        return None
    expected = ROUTER_PREFIXES if field in ("router_id", "peer_router_id") else (PREFIXES[field],)
    if value.startswith(expected):
        return value
    what = field.replace("_id", "").replace("_", " ")
    hint = ""
    if value.startswith(ROUTER_PREFIXES) and expected == ("ri-",):
        hint = " That is the id of a router; the id of the router interface on it is needed here."
    raise OptionError(
        f"{field}: {value!r} is not the id of a {what}, it must begin with {' or '.join(expected)}.{hint}"
    )


def check_account_id(field: str, value: str | None) -> str | None:
    """Refuse what is not the id of an Alibaba Cloud account (digits only, usually 16)."""
    if value is None or re.fullmatch(r"[0-9]{5,20}", value):
        return value
    raise OptionError(f"{field}: {value!r} is not an account id, it must be the digits of the main account's UID.")


def check_cidr(field: str, value: str) -> str:
    """Return a CIDR block in its one spelling; host bits are refused: the API does not say what it does to them."""
    try:
        return str(ipaddress.ip_network(value))
    except ValueError as error:
        raise OptionError(f"{field}: {error}.") from None


@dataclasses.dataclass(frozen=True)
class RouterInterface:
    """One end of a peering; ``peer_*`` is what the API calls the opposite interface.

    ``peer_status``, ``peer_spec`` and ``peer_vpc_id`` are the service's view of the other end and may lag behind it.
    """

    region: str
    role: str | None = None
    router_interface_id: str | None = None
    name: str | None = None
    description: str | None = None
    router_type: str | None = None
    router_id: str | None = None
    vpc_id: str | None = None
    spec: str | None = None
    status: str | None = None
    business_status: str | None = None
    charge_type: str | None = None
    creation_time: str | None = None
    connected_time: str | None = None
    peer_region: str | None = None
    peer_account_id: str | None = None
    peer_router_type: str | None = None
    peer_router_id: str | None = None
    peer_router_interface_id: str | None = None
    peer_status: str | None = None
    peer_spec: str | None = None
    peer_vpc_id: str | None = None

    @classmethod
    def from_options(cls, entry: dict[str, t.Any], region: str | None) -> RouterInterface:
        """Read one element of a module's list option; ``region`` is the task's.

        Raises OptionError for ids of the wrong kind and a missing region.
        """
        known = {field.name for field in dataclasses.fields(cls)}
        given = {key: value for key, value in entry.items() if key in known and value is not None}
        given["region"] = given.get("region") or region
        if not given["region"]:
            raise OptionError("region is needed, for the task or for each entry.")
        for field in ("router_interface_id", "peer_router_interface_id", "router_id", "peer_router_id", "vpc_id"):
            check_id(field, given.get(field))
        check_account_id("peer_account_id", given.get("peer_account_id"))
        if given.get("role") == "acceptor" and "spec" in entry:
            given["spec"] = ACCEPTOR_SPEC
        return cls(**given)

    @classmethod
    def from_api(cls, item: dict[str, t.Any], region: str) -> RouterInterface:
        """Read an element of DescribeRouterInterfaces."""
        return cls(
            region=region,
            role=ROLES.get(item.get("Role") or "", item.get("Role")),
            router_interface_id=item["RouterInterfaceId"],
            name=item.get("Name") or None,
            description=item.get("Description") or None,
            router_type=item.get("RouterType") or None,
            router_id=item.get("RouterId") or None,
            vpc_id=item.get("VpcInstanceId") or None,
            spec=item.get("Spec") or None,
            status=spelled(item.get("Status")),
            business_status=item.get("BusinessStatus") or None,
            charge_type=item.get("ChargeType") or None,
            creation_time=item.get("CreationTime") or None,
            connected_time=item.get("ConnectedTime") or None,
            peer_region=item.get("OppositeRegionId") or None,
            peer_account_id=str(item.get("OppositeInterfaceOwnerId") or "") or None,
            peer_router_type=item.get("OppositeRouterType") or None,
            peer_router_id=item.get("OppositeRouterId") or None,
            peer_router_interface_id=item.get("OppositeInterfaceId") or None,
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
        return dataclasses.asdict(self)


@dataclasses.dataclass(frozen=True)
class RouteEntry:
    """A route entry of one table; ``kind`` is the API's Type: Custom, System, BGP, CEN or ECR."""

    region: str
    route_table_id: str
    destination: str
    next_hop_type: str | None = None
    next_hop_id: str | None = None
    name: str | None = None
    description: str | None = None
    route_entry_id: str | None = None
    kind: str | None = None
    status: str | None = None

    @classmethod
    def from_options(cls, entry: dict[str, t.Any], region: str | None) -> RouteEntry:
        """Read one element of the option ``entries``; raises OptionError for a bad table, CIDR block or interface."""
        known = {field.name for field in dataclasses.fields(cls)}
        given = {key: value for key, value in entry.items() if key in known and value is not None}
        given["region"] = given.get("region") or region
        if not given["region"]:
            raise OptionError("region is needed, for the task or for each entry.")
        check_id("route_table_id", given.get("route_table_id"))
        given["destination"] = check_cidr("destination", given["destination"])
        if given.get("next_hop_type") == "RouterInterface" and "next_hop_id" in given:
            check_id("router_interface_id", given["next_hop_id"])
        return cls(**given)

    @classmethod
    def from_api(cls, item: dict[str, t.Any], region: str) -> RouteEntry:
        """Read an element of DescribeRouteEntryList; several next hops (ECMP) are joined by commas."""
        hops = (item.get("NextHops") or {}).get("NextHop") or []
        return cls(
            region=region,
            route_table_id=item["RouteTableId"],
            destination=item["DestinationCidrBlock"],
            next_hop_type=next((hop["NextHopType"] for hop in hops if hop.get("NextHopType")), None),
            next_hop_id=",".join(hop["NextHopId"] for hop in hops if hop.get("NextHopId")) or None,
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

    def as_result(self) -> dict[str, t.Any]:
        """Return the record as modules return it."""
        return dataclasses.asdict(self)


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
        return {**dataclasses.asdict(self), "tags": dict(self.tags)}
