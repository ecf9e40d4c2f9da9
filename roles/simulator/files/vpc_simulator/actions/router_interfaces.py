# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns creating, changing and deleting one router interface. `connections` connects two."""

from __future__ import annotations

from vpc_simulator.actions.express_connect import check_fast_link, link_fast
from vpc_simulator.actions.health_checks import check_health_check, health_check_changes
from vpc_simulator.actions.peer_routes import check_no_peer_connection
from vpc_simulator.actions.resource_groups import requested_group
from vpc_simulator.call import Call, Response, action, new_tags
from vpc_simulator.lifecycle import move, publish, remove_later, set_status
from vpc_simulator.model import Router, Vbr, Vpc
from vpc_simulator.router_interfaces import ACCEPTOR, INITIATOR, STABLE, RouterInterface

LOCKED = frozenset({"FinancialLocked", "SecurityLocked"})
# request parameter: attribute
OPPOSITE = {
    "OppositeInterfaceId": "opposite_interface_id",
    "OppositeInterfaceOwnerId": "opposite_owner",
    "OppositeRouterId": "opposite_router_id",
    "OppositeRouterType": "opposite_router_type",
}


def own_interface(call: Call, interface_id: str) -> RouterInterface:
    """The caller's interface in the region of the call; interfaces of others do not exist for it."""
    interface = call.world.interfaces_of(call.account.uid, call.region).get(interface_id)
    if interface is None or (call.switches.unlisted_interface == "unknown" and interface.visible_at > call.world.now):
        raise call.error("InvalidRouterInterfaceId.NotFound")
    return interface


@action("CreateRouterInterface")
def create_router_interface(call: Call) -> Response:
    """Create an Idle interface. The opposite attributes are stored unchecked; Connect checks them."""
    router = _router(call)
    _check_role(call, router)
    _check_access_points(call, router)
    _check_charge_type(call)
    check_health_check(call, router, call.get("OppositeRouterType", ""))
    opposite_vpc = check_fast_link(call) if call.get("FastLinkMode") else None
    if call.account.overdue:
        raise call.error("Forbidden.BillsOutstanding")
    _check_router_status(call, router)
    check_no_peer_connection(call, router, str(call.get("OppositeRouterId", "")))
    _check_quota(call, router)
    interface = _add_interface(call, router)
    publish(call.world, interface)
    if opposite_vpc:
        link_fast(call, interface, opposite_vpc)
    return {
        "RouterInterfaceId": interface.id,
        **({"OrderId": _order_id(interface)} if interface.charge_type == "Prepaid" else {}),
    }


def _add_interface(call: Call, router: Router) -> RouterInterface:
    interface = call.world.add_interface(
        router,
        role=call.get("Role"),
        spec=call.get("Spec"),
        name=call.get("Name", ""),
        description=call.get("Description", ""),
        charge_type="Prepaid" if _is_prepaid(call) else "AfterPay",
        opposite_region=call.get("OppositeRegionId"),
        access_point_id=call.get("AccessPointId", ""),
        opposite_access_point_id=call.get("OppositeAccessPointId", ""),
        health_source=call.get("HealthCheckSourceIp", ""),
        health_target=call.get("HealthCheckTargetIp", ""),
        tags=new_tags(call, "Tags"),
        visible_at=call.world.now + call.world.delays.seconds("create_lag"),
        **{attribute: str(call.get(name, "")) for name, attribute in OPPOSITE.items()},
        **({"resource_group_id": group} if (group := requested_group(call)) else {}),
    )
    return interface


def _router(call: Call) -> Router:
    """The caller's router with RouterId and RouterType."""
    router = call.world.routers.get(call.get("RouterId"))
    if router is None or router.uid != call.account.uid or router.region != call.region:
        raise call.error("InvalidRouterId.NotFound")
    if router.router_type != call.get("RouterType"):
        raise call.error("InvalidRouterId.NotFound")
    return router


def _check_role(call: Call, router: Router) -> None:
    """Check that the acceptor, and only it, has the specification Negative; a border router is the initiator."""
    if isinstance(router, Vbr) and call.get("Role") == ACCEPTOR:
        raise call.error("InvalidRole.ValueNotSupported")
    if (call.get("Role") == ACCEPTOR) != (call.get("Spec") == "Negative"):
        raise call.error("InvalidSpec.ValudNotSupported")
    if isinstance(router, Vpc) and call.get("Role") == INITIATOR and not call.switches.vpc_initiators_sold:
        raise call.error("COMMODITY.INVALID_COMPONENT")


def _check_access_points(call: Call, router: Router) -> None:
    """Check the access points: each side with a border router needs one."""
    required = {
        "AccessPointId": isinstance(router, Vbr),
        "OppositeAccessPointId": call.get("OppositeRouterType") == "VBR",
    }
    for name, is_required in required.items():
        if is_required and not call.get(name):
            raise call.missing(name)
    if isinstance(router, Vbr) and call.get("AccessPointId") != router.access_point_id:
        raise call.invalid("AccessPointId")


def _check_router_status(call: Call, router: Router) -> None:
    if isinstance(router, Vbr):
        if router.status != "active":
            raise call.error("InvalidVBRStatus")
    elif router.status != "Available":
        raise call.error("IncorrectVpcStatus")


def _is_prepaid(call: Call) -> bool:
    """Whether the interface is a subscription; an acceptor has no price."""
    is_priced = call.get("Role") == INITIATOR or call.switches.acceptor_charge_type == "as_asked"
    return is_priced and call.get("InstanceChargeType") == "PrePaid"


def _check_charge_type(call: Call) -> None:
    if not _is_prepaid(call):
        return
    if "Period" not in call.parameters:
        raise call.missing("Period")
    if call.get("PricingCycle") == "Year" and call.get("Period") > 3:
        raise call.invalid("Period")
    if call.get("OppositeRegionId") == call.region:
        raise call.error("InvalidPrice.NotFound")


def _check_quota(call: Call, router: Router) -> None:
    on_router = len(router.interface_ids)
    in_region = len(call.world.interfaces_of(call.account.uid, call.region))
    quotas = call.account.quotas
    if on_router >= quotas["router_interfaces_per_router"] or in_region >= quotas["router_interfaces_per_region"]:
        raise call.error(call.switches.interface_quota_code)


def _order_id(interface: RouterInterface) -> int:
    return 200_000_000_000_000 + int(interface.created_at)


@action("ModifyRouterInterfaceAttribute")
def modify_router_interface_attribute(call: Call) -> Response:
    """Change name, description and health check in any stable state, the opposite attributes only while Idle."""
    interface = own_interface(call, call.get("RouterInterfaceId"))
    if interface.status not in STABLE:
        raise call.error("IncorrectStatus")
    if interface.business_status in LOCKED:
        raise call.error("Forbidden.FinancialLocked")
    router = call.world.routers[interface.router_id]
    check_health_check(call, router, call.get("OppositeRouterType") or interface.opposite_router_type)
    opposite = _opposite_changes(call, interface)
    if opposite and interface.status != "Idle":
        raise call.error(call.switches.modify_opposite_outside_idle_code)
    labels = {name.lower(): call.get(name) for name in ("Name", "Description") if name in call.parameters}
    changes = {**opposite, **labels, **health_check_changes(call)}
    for attribute, value in changes.items():
        setattr(interface, attribute, value)
    if opposite:
        interface.opposite_seen_at = call.world.now + call.world.delays.seconds("opposite_lag")
        publish(call.world, interface)
    if call.switches.modify_attribute_state == "Modifying":
        move(call.world, interface, "Modifying", interface.status, "activate_delay")
    interface.modified_at = call.world.now
    return {}


def _opposite_changes(call: Call, interface: RouterInterface) -> dict[str, str]:
    requested = {attribute: str(call.get(name)) for name, attribute in OPPOSITE.items() if name in call.parameters}
    switches = call.switches
    if requested and "opposite_router_type" not in requested:
        default = switches.modify_opposite_router_type_default
        if default == "always_VBR" or (default == "VBR" and not interface.opposite_router_type):
            requested["opposite_router_type"] = "VBR"
    if requested and switches.modify_opposite_omitted == "cleared":
        requested = {**dict.fromkeys(OPPOSITE.values(), ""), **requested}
    if interface.status == "Idle" or switches.modify_opposite_unchanged_allowed:
        return {name: value for name, value in requested.items() if getattr(interface, name) != value}
    return requested


@action("ModifyRouterInterfaceSpec")
def modify_router_interface_spec(call: Call) -> Response:
    """Change the initiator's bandwidth: at once while Idle, through Activating while Active."""
    interface = own_interface(call, call.get("RouterInterfaceId"))
    spec = call.get("Spec")
    _check_spec_change(call, interface, spec)
    if interface.spec == spec and call.switches.modify_spec_unchanged == "no_op":
        return {"Spec": spec}
    interface.spec = spec
    in_steps = interface.status == "Active" or (
        interface.status == "Idle" and call.switches.modify_spec_when_idle == "in_steps"
    )
    if in_steps and interface.role == INITIATOR:
        _change_in_steps(call, interface)
    else:
        interface.modified_at = call.world.now
        publish(call.world, interface)
    return {"Spec": spec}


def _change_in_steps(call: Call, interface: RouterInterface) -> None:
    """Move the interface, and by a switch its peer, through a transient state."""
    via, peer = call.switches.spec_change_state, call.world.peer_of(interface)
    if call.switches.modify_spec_moves_peer and peer and peer.status == "Active" and peer.points_at(interface):
        move(call.world, peer, via, "Active", "activate_delay")
    move(call.world, interface, via, interface.status, "activate_delay")


def _check_spec_change(call: Call, interface: RouterInterface, spec: str) -> None:
    switches = call.switches
    if interface.business_status in LOCKED:
        raise call.error("Forbidden.FinancialLocked")
    if not _may_have_spec(call, interface, spec):
        raise call.error("InvalidSpec.ValudNotSupported")
    if interface.status not in STABLE or (interface.status == "Inactive" and not switches.modify_spec_when_inactive):
        raise call.error("InvalidInstance.StatusError")
    if interface.spec == spec and switches.modify_spec_unchanged == "refused":
        raise call.error("InvalidSpec.ValudNotSupported")


def _may_have_spec(call: Call, interface: RouterInterface, spec: str) -> bool:
    if interface.role == INITIATOR:
        return spec != "Negative"
    allowed = call.switches.modify_spec_of_acceptor
    return allowed == "any" or (allowed == "Negative" and spec == "Negative")


@action("DeleteRouterInterface")
def delete_router_interface(call: Call) -> Response:
    """Delete an Idle or Inactive interface that no route entry uses; it is Deleting until the delay has passed."""
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
    remove_later(world, interface)
    return {}
