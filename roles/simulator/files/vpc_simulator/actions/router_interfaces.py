# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns creating, changing and deleting one router interface. Joining two is in `connections`."""

from __future__ import annotations

from typing import Any

from vpc_simulator.call import Answer, Call, action
from vpc_simulator.errors import invalid_parameter, missing_parameter
from vpc_simulator.lifecycle import move, publish, set_status, vanish_later
from vpc_simulator.model import ACCEPTOR, INITIATOR, STABLE, RouterInterface, Vpc

LOCKED = frozenset({"FinancialLocked", "SecurityLocked"})
# request parameter: attribute
OPPOSITE = {
    "OppositeInterfaceId": "opposite_interface_id",
    "OppositeInterfaceOwnerId": "opposite_owner",
    "OppositeRouterId": "opposite_router_id",
    "OppositeRouterType": "opposite_router_type",
}


def own_interface(call: Call, interface_id: str) -> RouterInterface:
    """The caller's interface in the region of the call. Others' do not exist for it."""
    interface = call.world.interfaces_of(call.account.uid, call.region).get(interface_id)
    if interface is None:
        raise call.error("InvalidRouterInterfaceId.NotFound")
    return interface


@action("CreateRouterInterface")
def create_router_interface(call: Call) -> Answer:
    """Create one end, Idle. The opposite attributes are stored unchecked; Connect checks them."""
    vpc = _router(call)
    _check_role(call)
    _check_charge_type(call)
    _check_health_ips(call, call.get("OppositeRouterType", ""))
    if call.account.overdue:
        raise call.error("Forbidden.BillsOutstanding")
    if vpc.status != "Available":
        raise call.error("IncorrectVpcStatus")
    _check_quota(call, vpc)
    prepaid = call.get("InstanceChargeType") == "PrePaid"
    interface = call.world.add_interface(
        call.account.uid,
        call.region,
        vpc,
        role=call.get("Role"),
        spec=call.get("Spec"),
        name=call.get("Name", ""),
        description=call.get("Description", ""),
        charge_type="Prepaid" if prepaid else "AfterPay",
        opposite_region=call.get("OppositeRegionId"),
        access_point_id=call.get("AccessPointId", ""),
        opposite_access_point_id=call.get("OppositeAccessPointId", ""),
        health_source=call.get("HealthCheckSourceIp", ""),
        health_target=call.get("HealthCheckTargetIp", ""),
        tags={tag["Key"]: tag.get("Value", "") for tag in call.get("Tags", [])},
        visible_at=call.world.now + call.world.delays.seconds("create_lag"),
        **{attribute: str(call.get(name, "")) for name, attribute in OPPOSITE.items()},
    )
    if group := call.get("ResourceGroupId"):
        interface.resource_group_id = group
    publish(call.world, interface)
    return {"RouterInterfaceId": interface.id, **({"OrderId": _order_id(interface)} if prepaid else {})}


def _router(call: Call) -> Vpc:
    """The VPC of RouterId. There are no virtual border routers here, so every VBR is unknown."""
    vpc = call.world.routers.get(call.get("RouterId"))
    if vpc is None or vpc.uid != call.account.uid or vpc.region != call.region or call.get("RouterType") == "VBR":
        raise call.error("InvalidRouterId.NotFound")
    return vpc


def _check_role(call: Call) -> None:
    """Exactly the acceptor has the specification Negative; FastLinkMode is for border routers."""
    if (call.get("Role") == ACCEPTOR) != (call.get("Spec") == "Negative"):
        raise call.error("InvalidSpec.ValudNotSupported")
    if call.get("FastLinkMode"):
        raise invalid_parameter("FastLinkMode")


def _check_charge_type(call: Call) -> None:
    if call.get("InstanceChargeType") != "PrePaid":
        return
    if "Period" not in call.parameters:
        raise missing_parameter(call.action, "Period", call.switches.missing_parameter_form)
    if call.get("PricingCycle") == "Year" and call.get("Period") > 3:
        raise invalid_parameter("Period")
    if call.get("OppositeRegionId") == call.region:
        raise call.error("InvalidPrice.NotFound")


def _check_quota(call: Call, vpc: Vpc) -> None:
    on_router = len(vpc.interface_ids)
    in_region = len(call.world.interfaces_of(call.account.uid, call.region))
    quotas = call.account.quotas
    if on_router >= quotas["router_interfaces_per_router"] or in_region >= quotas["router_interfaces_per_region"]:
        raise call.error("QuotaExceeded")


def _order_id(interface: RouterInterface) -> int:
    return 200_000_000_000_000 + int(interface.created_at)


@action("ModifyRouterInterfaceAttribute")
def modify_router_interface_attribute(call: Call) -> Answer:
    """Change name, description and health check in any stable state, the opposite attributes while Idle."""
    interface = own_interface(call, call.get("RouterInterfaceId"))
    if interface.status not in STABLE:
        raise call.error("IncorrectStatus")
    if interface.business_status in LOCKED:
        raise call.error("Forbidden.FinancialLocked")
    _check_health_ips(call, call.get("OppositeRouterType") or interface.opposite_router_type)
    opposite = _opposite_changes(call, interface)
    if opposite and interface.status != "Idle":
        raise call.error(call.switches.modify_opposite_outside_idle_code)
    changes = {**opposite, **_plain_changes(call)}
    for attribute, value in changes.items():
        setattr(interface, attribute, value)
    if opposite:
        interface.opposite_seen_at = call.world.now + call.world.delays.seconds("opposite_lag")
        publish(call.world, interface)
    interface.modified_at = call.world.now
    return {}


def _opposite_changes(call: Call, interface: RouterInterface) -> dict[str, str]:
    wanted = {attribute: str(call.get(name)) for name, attribute in OPPOSITE.items() if name in call.parameters}
    switches = call.switches
    if (
        wanted
        and "opposite_router_type" not in wanted
        and not interface.opposite_router_type
        and switches.modify_opposite_router_type_default == "VBR"
    ):
        wanted["opposite_router_type"] = "VBR"
    if interface.status == "Idle" or switches.modify_opposite_unchanged_allowed:
        return {name: value for name, value in wanted.items() if getattr(interface, name) != value}
    return wanted


def _plain_changes(call: Call) -> dict[str, Any]:
    attributes = {
        "Name": "name",
        "Description": "description",
        "HcRate": "health_rate",
        "HcThreshold": "health_threshold",
        "HealthCheckSourceIp": "health_source",
        "HealthCheckTargetIp": "health_target",
    }
    changes = {attribute: call.get(name) for name, attribute in attributes.items() if name in call.parameters}
    if call.get("DeleteHealthCheckIp"):
        changes.update(health_source="", health_target="")
    return changes


def _check_health_ips(call: Call, opposite_router_type: str) -> None:
    """Both addresses together, only towards a border router, and not while they are to be deleted."""
    source, target = call.get("HealthCheckSourceIp"), call.get("HealthCheckTargetIp")
    modify = call.action == "ModifyRouterInterfaceAttribute"
    if not source and not target:
        return
    if modify and call.get("DeleteHealthCheckIp"):
        raise call.error("InvalidParam.ModifyRouterInterface", 2)
    if not (source and target):
        raise call.error("InvalidHealthCheckIP.Malformd") if modify else invalid_parameter("HealthCheckSourceIp")
    if opposite_router_type != "VBR":
        raise (
            call.error("InvalidParam.ModifyRouterInterface", 1) if modify else invalid_parameter("HealthCheckSourceIp")
        )


@action("ModifyRouterInterfaceSpec")
def modify_router_interface_spec(call: Call) -> Answer:
    """Change the initiator's bandwidth: at once while Idle, through Activating while Active."""
    interface = own_interface(call, call.get("RouterInterfaceId"))
    spec = call.get("Spec")
    if interface.business_status in LOCKED:
        raise call.error("Forbidden.FinancialLocked")
    if (interface.role == INITIATOR) == (spec == "Negative"):
        raise call.error("InvalidSpec.ValudNotSupported")
    if interface.status not in STABLE or (
        interface.status == "Inactive" and not call.switches.modify_spec_when_inactive
    ):
        raise call.error("InvalidInstance.StatusError")
    interface.spec = spec
    if interface.status == "Active" and interface.role == INITIATOR:
        move(call.world, interface, "Activating", "Active", "activate_delay")
    else:
        interface.modified_at = call.world.now
        publish(call.world, interface)
    return {"Spec": spec}


@action("DeleteRouterInterface")
def delete_router_interface(call: Call) -> Answer:
    """Delete an Idle or Inactive interface that no route entry uses; it stays Deleting for a while."""
    world = call.world
    interface = world.interfaces_of(call.account.uid, call.region).get(call.get("RouterInterfaceId"))
    if interface is None:
        raise call.error(call.switches.delete_unknown_interface_code)
    if interface.status not in ("Idle", "Inactive"):
        raise call.error("InvalidInstance.StatusError")
    if interface.charge_type == "Prepaid":
        raise call.error("InvalidRouterInterfaceChargeType.Malformed")
    if world.entries_through(interface):
        raise call.error(call.switches.delete_referenced_code)
    set_status(world, interface, "Deleting")
    vanish_later(world, interface)
    return {}
