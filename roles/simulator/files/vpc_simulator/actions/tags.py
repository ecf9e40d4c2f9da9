# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the tags of router interfaces (the ...ForExpressConnect actions) and of VPCs, vSwitches and route tables."""

from __future__ import annotations

from vpc_simulator.call import Call, Response, action, has_tags, tag_filter, token_page
from vpc_simulator.model import RouteTable, Vpc, VSwitch
from vpc_simulator.router_interfaces import RouterInterface

Tagged = RouterInterface | Vpc | VSwitch | RouteTable


def _resources(call: Call) -> dict[str, Tagged]:
    """The caller's resources of the requested type in the region; none of a type that the simulator lacks."""
    world, uid, region = call.world, call.account.uid, call.region
    kind = call.get("ResourceType")
    if call.action.endswith("ForExpressConnect"):
        return dict(world.interfaces_of(uid, region)) if kind == "ROUTERINTERFACE" else {}
    if kind == "VPC":
        return dict(world.vpcs_of(uid, region))
    if kind == "VSWITCH":
        return {vswitch.id: vswitch for vswitch in world.vswitches_of(uid, region)}
    if kind == "ROUTETABLE":
        return {table.id: table for table in world.tables_of(uid, region)}
    raise call.error("InvalidInstanceType.NotFound")


def _named_resources(call: Call) -> list[Tagged]:
    resources = _resources(call)
    ids = call.get("ResourceId", [])
    if any(resource_id not in resources for resource_id in ids):
        raise call.error("InvalidInstanceIds.NotFound")
    return [resources[resource_id] for resource_id in ids]


@action("TagResourcesForExpressConnect")
@action("TagResources")
def tag_resources(call: Call) -> Response:
    """Add tags or overwrite their values, on all resources or none."""
    keys = [tag.get("Key", "") for tag in call.get("Tag", [])]
    if not keys or "" in keys:
        raise call.error("InvalidTagKey")
    if len(set(keys)) < len(keys):
        raise call.error("Forbidden.TagKey.Duplicated")
    added = {tag["Key"]: tag.get("Value", "") for tag in call.get("Tag")}
    resources = _named_resources(call)
    if any(len({**resource.tags, **added}) > call.account.quotas["tags_per_resource"] for resource in resources):
        raise call.error("QuotaExceeded.TagNum")
    for resource in resources:
        resource.tags = {**resource.tags, **added}
    return {}


@action("UntagResourcesForExpressConnect")
@action("UnTagResources")
def untag_resources(call: Call) -> Response:
    """Remove the tags with these keys, or all; a switch decides for a request with both."""
    keys = call.get("TagKey", [])
    all_tags = call.get("All") and not (keys and call.switches.untag_all_with_keys == "keys")
    for resource in _named_resources(call):
        resource.tags = {} if all_tags else {key: value for key, value in resource.tags.items() if key not in keys}
    return {}


@action("ListTagResourcesForExpressConnect")
@action("ListTagResources")
def list_tag_resources(call: Call) -> Response:
    """The tags of the named resources, or of all; Tag.N filters the resources by their tags."""
    ids, tags = call.get("ResourceId"), tag_filter(call, "Tag")
    rows = [
        {"ResourceType": call.get("ResourceType"), "ResourceId": resource.id, "TagKey": key, "TagValue": value}
        for resource in _resources(call).values()
        if (not ids or resource.id in ids) and has_tags(resource.tags, tags)
        for key, value in resource.tags.items()
    ]
    default = 20 if call.action.endswith("ForExpressConnect") else 50
    page_rows, token = token_page(call, rows, call.get("MaxResults", default))
    return {**token, "TagResources": {"TagResource": page_rows}}
