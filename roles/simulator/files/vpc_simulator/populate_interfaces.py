# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the router interfaces of scenarios, and what the other sides see of them."""

from __future__ import annotations

from dataclasses import replace

from vpc_simulator.clock import seconds_of
from vpc_simulator.identities import Account
from vpc_simulator.lifecycle import publish, publish_view
from vpc_simulator.model import Vbr
from vpc_simulator.populate_networks import check_unused
from vpc_simulator.reader import Section
from vpc_simulator.regions import REGIONS
from vpc_simulator.router_interfaces import ACCEPTOR, BANDWIDTH, INITIATOR, INTERFACE_STATES, PeerView, RouterInterface
from vpc_simulator.world import World

BUSINESS_STATES = ("Normal", "FinancialLocked", "SecurityLocked")
VIEW_STATES = (*INTERFACE_STATES, "Deleted")
NEXT_VIEW_STATES = ("Deleted", "gone")
ROUTER_TYPES = ("VRouter", "VBR")


def add_interface(world: World, account: Account, section: Section) -> None:
    """Add a router interface to a router of the account. Raises ScenarioError."""
    check_unused(section, "router_interface_id", world.interfaces)
    router = world.routers.get(section.string("router_id"))
    if router is None or router.uid != account.uid:
        raise section.error("router_id", "is not a router of this account")
    role = section.string("role", choices=(INITIATOR, ACCEPTOR))
    if router.router_type == "VBR" and role == ACCEPTOR:
        raise section.error("role", "a border router is always the initiator")
    spec = section.string("spec", "Negative" if role == ACCEPTOR else "Mini.2", tuple(BANDWIDTH))
    _check_spec(world, section, role, spec)
    status = section.string("status", "Idle", INTERFACE_STATES)
    created = section.parsed("created_at", seconds_of, "") or world.now
    interface = world.add_interface(
        router,
        router_interface_id=section.string("router_interface_id", ""),
        role=role,
        spec=spec,
        status=status,
        name=section.string("name", ""),
        description=section.string("description", ""),
        business_status=section.string("business_status", "Normal", BUSINESS_STATES),
        charge_type=section.string("charge_type", "AfterPay", ("AfterPay", "Prepaid")),
        created_at=created,
        modified_at=section.parsed("modified_at", seconds_of, "") or world.now,
        connected_at=_connected_at(section, status, created),
        visible_at=world.now + section.number("listed_in", 0.0),
        opposite_seen_at=world.now + section.number("opposite_seen_in", 0.0),
        opposite_region=section.string("opposite_region", choices=tuple(REGIONS)),
        opposite_interface_id=section.string("opposite_interface_id", ""),
        opposite_owner=section.string("opposite_interface_owner_id", ""),
        opposite_router_id=section.string("opposite_router_id", ""),
        opposite_router_type=section.string("opposite_router_type", "", ("", *ROUTER_TYPES)),
        access_point_id=router.access_point_id if isinstance(router, Vbr) else "",
        opposite_access_point_id=section.string("opposite_access_point_id", ""),
        health_source=section.string("health_check_source_ip", ""),
        health_target=section.string("health_check_target_ip", ""),
        health_rate=section.integer("health_check_rate", 0),
        health_threshold=section.integer("health_check_threshold", 0),
        fast_link=section.boolean("fast_link", False),
        resource_group_id=section.string("resource_group_id", f"rg-default-{account.uid}"),
        tags=section.string_map("tags"),
    )
    # an empty name counts: a call can have cleared it
    interface.name = section.string("name", interface.id)
    world.peer_views[interface.id] = interface.view()
    if section.boolean("peer_deleted", False):
        world.peer_views[interface.opposite_interface_id] = _deleted_peer(interface)
    section.refuse_unknown()


def _check_spec(world: World, section: Section, role: str, spec: str) -> None:
    if role == ACCEPTOR and world.switches.modify_spec_of_acceptor == "any":
        return
    if (role == ACCEPTOR) != (spec == "Negative"):
        raise section.error("spec", "must be Negative for role AcceptingSide, and only for it")


def _connected_at(section: Section, status: str, created: float) -> float | None:
    """The time of the connection; an empty one says that there was none, though the state may look like it."""
    connected = section.parsed("connected_at", seconds_of, "")
    if status == "Active" and section.has("connected_at") and connected is None:
        raise section.error("connected_at", "an Active router interface was connected")
    if section.has("connected_at") or status in ("Idle", "Connecting", "AcceptingConnecting"):
        return connected
    return created


def _deleted_peer(interface: RouterInterface) -> PeerView:
    """The view that remains of the other side after its deletion."""
    return PeerView(
        interface.opposite_owner,
        interface.opposite_region,
        interface.opposite_router_type,
        interface.opposite_router_id,
        status="Deleted",
        business_status="Normal",
        spec="Negative" if interface.role == INITIATOR else "Mini.2",
        vpc_id="",
        opposite_interface_id=interface.id,
    )


def add_peer_view(world: World, section: Section) -> None:
    """Let the other sides see a router interface as it was, until they see it as it is. Raises ScenarioError.

    Without a status they do not see it at all yet. What was deleted has a `next_status`, unless that has come.
    """
    interface_id = section.string("router_interface_id")
    following = section.string("next_status", "", ("", *NEXT_VIEW_STATES))
    seen = section.has("status")
    interface = world.interfaces.get(interface_id)
    # Of an interface that was deleted, all fields count even if nothing is to be seen yet.
    view = _view(section) if seen or following == "Deleted" else None
    section.get("status")
    section.refuse_unknown()
    world.peer_views.pop(interface_id, None)
    if view and seen:
        world.peer_views[interface_id] = view
    if interface:
        publish(world, interface)
    elif following:
        publish_view(world, interface_id, replace(view, status="Deleted") if view and following == "Deleted" else None)


def _view(section: Section) -> PeerView:
    return PeerView(
        section.string("owner_id", ""),
        section.string("region", "", ("", *REGIONS)),
        section.string("router_type", "", ("", *ROUTER_TYPES)),
        section.string("router_id", ""),
        section.string("status", "Deleted", VIEW_STATES),
        section.string("business_status", "Normal", BUSINESS_STATES),
        section.string("spec", "Negative", tuple(BANDWIDTH)),
        section.string("vpc_id", ""),
        section.string("opposite_interface_id", ""),
    )
