# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns reading router interfaces: the list, a single interface, and the fields of an interface."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from vpc_simulator.call import Call, Response, action, has_tags, in_list_order, page, tag_filter
from vpc_simulator.clock import timestamp
from vpc_simulator.policies import wildcard
from vpc_simulator.router_interfaces import BANDWIDTH, PeerView, RouterInterface
from vpc_simulator.world import World

# Filter.N.Key: its value for an interface
FILTERS: dict[str, Callable[[RouterInterface], str]] = {
    "RouterInterfaceId": lambda interface: interface.id,
    "RouterId": lambda interface: interface.router_id,
    "RouterType": lambda interface: interface.router_type,
    "RouterInterfaceOwnerId": lambda interface: interface.uid,
    "OppositeInterfaceId": lambda interface: interface.opposite_interface_id,
    "OppositeRouterType": lambda interface: interface.opposite_router_type,
    "OppositeRouterId": lambda interface: interface.opposite_router_id,
    "OppositeInterfaceOwnerId": lambda interface: interface.opposite_owner,
    "Status": lambda interface: interface.status,
    "Name": lambda interface: interface.name,
}
# Filter.N.Key: the attribute whose index has the interfaces, the most selective first
INDEXED_KEYS = {
    "RouterInterfaceId": "id",
    "OppositeInterfaceId": "opposite_interface_id",
    "Name": "name",
    "OppositeRouterId": "opposite_router_id",
}
_FOLDED = {key.lower(): read for key, read in FILTERS.items()}


@action("DescribeRouterInterfaces")
def describe_router_interfaces(call: Call) -> Response:
    """The caller's interfaces in the region; each filter must match with one of its values."""
    world = call.world
    tests = [_filter(call, number, item) for number, item in enumerate(call.get("Filter", []), 1)]
    tags = tag_filter(call, "Tags")
    group = call.get("ResourceGroupId")
    interfaces = [interface for interface in _candidates(call) if interface.visible_at <= world.now]
    for matches in tests:
        interfaces = [interface for interface in interfaces if matches(interface)]
    if tags or group:
        interfaces = [
            interface
            for interface in interfaces
            if has_tags(interface.tags, tags) and group in (None, interface.resource_group_id)
        ]
    rows, paging = page(call, in_list_order(call, interfaces))
    rendered = [render_interface(world, interface) for interface in rows]
    return {**paging, "RouterInterfaceSet": {"RouterInterfaceType": rendered}}


def _candidates(call: Call) -> Iterable[RouterInterface]:
    """The interfaces that the filters can match, through an index if one of them names an indexed attribute."""
    world, uid, region = call.world, call.account.uid, call.region
    if call.switches.filter_values_case_sensitive:
        values = {item.get("Key"): item.get("Value", []) for item in call.get("Filter", [])}
        for key, attribute in INDEXED_KEYS.items():
            if key in values and not (key == "Name" and call.switches.name_filter_wildcards):
                return world.interface_indexes(uid, region).with_values(attribute, values[key])
    return world.interfaces_of(uid, region).values()


def _filter(call: Call, number: int, item: dict[str, Any]) -> Callable[[RouterInterface], bool]:
    key = item.get("Key", "")
    read = FILTERS.get(key) if call.switches.filter_keys_case_sensitive else _FOLDED.get(key.lower())
    if read is None:
        error = call.error("InvalidFilterKey.ValueNotSupported")
        error.message = error.message.replace("Filter.X.key", f"Filter.{number}.key")
        raise error
    values = item.get("Value", [])
    if read is FILTERS["Name"] and call.switches.name_filter_wildcards:
        return _name_test(call, values)
    if not call.switches.filter_values_case_sensitive:
        folded = {value.casefold() for value in values}
        return lambda interface: read(interface).casefold() in folded
    return lambda interface: read(interface) in values


def _name_test(call: Call, values: list[str]) -> Callable[[RouterInterface], bool]:
    """A test whether a name matches one of the values, in which `*` matches any string."""
    patterns = [wildcard(value, not call.switches.filter_values_case_sensitive) for value in values]
    return lambda interface: any(pattern.fullmatch(interface.name) for pattern in patterns)


@action("DescribeRouterInterfaceAttribute")
def describe_router_interface_attribute(call: Call) -> Response:
    """One interface. An unknown id is a success without fields, as clients have observed."""
    interface = call.world.interfaces_of(call.account.uid, call.region).get(call.get("InstanceId"))
    outcome = {"Code": "200", "Message": "successful", "Success": True}
    if interface is None or interface.visible_at > call.world.now:
        if call.switches.describe_unknown_interface == "refused":
            raise call.error("InvalidRouterInterfaceId.NotFound")
        return outcome
    fields = render_interface(call.world, interface)
    del fields["Ipv6Status"]
    return {
        **fields,
        "FastLinkMode": str(interface.fast_link).lower(),
        "GmtModified": timestamp(interface.modified_at),
        "HealthCheckStatus": "Normal" if interface.health_source else "NoHealthCheckConfig",
        **outcome,
    }


def render_interface(world: World, interface: RouterInterface) -> dict[str, Any]:
    """The interface's fields for its owner: its own, and the visible ones of the other side."""
    if interface.rendered is None:
        interface.rendered = _own_fields(interface)
        if interface.connected_at is None and world.switches.connected_time_before_connect == "absent":
            del interface.rendered["ConnectedTime"]
    view = world.peer_views.get(interface.opposite_interface_id)
    if view is None or not _may_see(world, interface, view):
        return dict(interface.rendered)
    return {**interface.rendered, **_peer_fields(view)}


def _may_see(world: World, interface: RouterInterface, view: PeerView) -> bool:
    if view.uid != interface.opposite_owner or view.region != interface.opposite_region:
        return False
    if interface.opposite_seen_at > world.now:
        # The look-up of the other side does not use the new attributes yet.
        return False
    return world.switches.opposite_view == "resolved" or view.opposite_interface_id == interface.id


def _peer_fields(view: PeerView) -> dict[str, Any]:
    return {
        "OppositeInterfaceStatus": view.status,
        "OppositeInterfaceBusinessStatus": view.business_status,
        "OppositeInterfaceSpec": view.spec,
        "OppositeBandwidth": BANDWIDTH[view.spec],
        "OppositeVpcInstanceId": view.vpc_id,
    }


def _own_fields(interface: RouterInterface) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "RouterInterfaceId": interface.id,
        "Name": interface.name,
        "Description": interface.description,
        "Status": interface.status,
        "BusinessStatus": interface.business_status,
        "ChargeType": interface.charge_type,
        "Role": interface.role,
        "Spec": interface.spec,
        "Bandwidth": BANDWIDTH[interface.spec],
        "RouterType": interface.router_type,
        "RouterId": interface.router_id,
        "VpcInstanceId": interface.vpc_id,
        "AccessPointId": interface.access_point_id,
        "CreationTime": timestamp(interface.created_at),
        "ConnectedTime": "" if interface.connected_at is None else timestamp(interface.connected_at),
        "EndTime": interface.ends_at,
        "CrossBorder": interface.cross_border,
        "FastLinkMode": interface.fast_link,
        "HealthCheckSourceIp": interface.health_source,
        "HealthCheckTargetIp": interface.health_target,
        "HasReservationData": "false",
        "Ipv6Status": "unsupport",
        "OppositeRegionId": interface.opposite_region,
        "OppositeAccessPointId": interface.opposite_access_point_id,
        "ResourceGroupId": interface.resource_group_id,
        "Tags": {"Tags": [{"Key": key, "Value": value} for key, value in interface.tags.items()]},
    }
    # Without a health check they are absent: a client that reads 0 takes it for a setting.
    optional = {
        "HcRate": interface.health_rate,
        "HcThreshold": interface.health_threshold,
        "OppositeRouterType": interface.opposite_router_type,
        "OppositeRouterId": interface.opposite_router_id,
        "OppositeInterfaceId": interface.opposite_interface_id,
        "OppositeInterfaceOwnerId": interface.opposite_owner,
    }
    return {**fields, **{name: value for name, value in optional.items() if value}}
