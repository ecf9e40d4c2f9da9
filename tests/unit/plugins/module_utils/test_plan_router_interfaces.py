# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The planner of router interfaces: from each state of each side to the goal, or a named refusal."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest

from ansible_collections.aliops.vpc.plugins.module_utils._errors import RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry, RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._plan.connections import plan_connections
from ansible_collections.aliops.vpc.plugins.module_utils._plan.router_interfaces import (
    Allowed,
    plan_interfaces,
    plan_peers,
    removable,
)

WANT = RouterInterface(
    region="cn-beijing",
    role="initiator",
    name="one",
    router_id="vrt-AAA",
    router_type="VRouter",
    spec="Large.1",
    peer_region="cn-hangzhou",
    peer_account_id="1231579085529124",
    peer_router_id="vrt-BBB",
    peer_router_type="VRouter",
)
HAVE = dataclasses.replace(WANT, router_interface_id="ri-A", status="Idle")
NAMED = dataclasses.replace(HAVE, peer_router_interface_id="ri-B")


def have(status: str, **more: t.Any) -> RouterInterface:
    return dataclasses.replace(NAMED, status=status, **more)


def test_a_missing_interface_is_created() -> None:
    (change,) = plan_interfaces([WANT], [], "present")
    assert (change.action, change.writes) == ("created", ("CreateRouterInterface",))
    assert change.after is not None
    assert (change.after.router_interface_id, change.after.status) == (None, "Idle")


def test_an_existing_interface_stays() -> None:
    (change,) = plan_interfaces([WANT], [HAVE], "present")
    assert (change.action, change.before, change.after) == ("none", HAVE, HAVE)


@pytest.mark.parametrize(
    ("field", "value", "action"),
    [
        ("name", "two", "ModifyRouterInterfaceAttribute"),
        ("description", "text", "ModifyRouterInterfaceAttribute"),
        ("peer_router_interface_id", "ri-B", "ModifyRouterInterfaceAttribute"),
        ("spec", "Large.2", "ModifyRouterInterfaceSpec"),
    ],
)
def test_each_attribute_has_its_action(field: str, value: str, action: str) -> None:
    (change,) = plan_interfaces(
        [dataclasses.replace(WANT, **t.cast("dict[str, t.Any]", {field: value}))], [HAVE], "present"
    )
    assert change.writes == (action,)
    assert getattr(change.after, field) == value


def test_omitted_attributes_are_kept() -> None:
    other = dataclasses.replace(HAVE, description="theirs", spec="Large.5")
    (change,) = plan_interfaces([dataclasses.replace(WANT, spec=None)], [other], "present")
    assert change.writes == ()


def test_the_acceptor_has_no_bandwidth_to_change() -> None:
    want = RouterInterface.from_options({"role": "acceptor", "router_id": "vrt-AAA", "spec": None, "name": "one"}, "r")
    assert want.spec == "Negative"


def test_changes_of_fixed_attributes_are_refused() -> None:
    want = dataclasses.replace(WANT, router_interface_id="ri-A", peer_region="cn-shanghai")
    with pytest.raises(RefusedError, match="cannot change peer_region from cn-hangzhou to cn-shanghai"):
        plan_interfaces([want], [HAVE], "present")


def test_an_interface_that_is_being_deleted_does_not_count() -> None:
    (change,) = plan_interfaces([WANT], [have("Deleting")], "present")
    assert change.action == "created"


def test_a_creation_needs_all_fixed_attributes() -> None:
    with pytest.raises(RefusedError, match="give peer_region and spec"):
        plan_interfaces([dataclasses.replace(WANT, peer_region=None, spec=None)], [], "present")


def test_two_candidates_are_listed() -> None:
    twin = dataclasses.replace(HAVE, router_interface_id="ri-Z")
    with pytest.raises(RefusedError, match=r"ri-A \(one, Idle\), ri-Z \(one, Idle\)"):
        plan_interfaces([WANT], [HAVE, twin], "present")


def test_a_name_finds_an_interface_without_a_peer_but_not_one_with_another() -> None:
    blank = dataclasses.replace(HAVE, peer_router_id=None)
    assert plan_interfaces([WANT], [blank], "present")[0].before == blank
    other = dataclasses.replace(HAVE, peer_router_id="vrt-CCC")
    assert plan_interfaces([WANT], [other], "present")[0].action == "created"


def test_two_entries_for_one_interface_are_the_users_mistake() -> None:
    again = RouterInterface(region="cn-beijing", router_interface_id="ri-A", name="two")
    with pytest.raises(RefusedError, match="ri-A in cn-beijing is given more than once"):
        plan_interfaces([WANT, again], [HAVE], "present")


def test_all_refusals_are_reported_together() -> None:
    wants = [
        RouterInterface(region="cn-beijing", router_interface_id=interface_id) for interface_id in ("ri-X", "ri-Y")
    ]
    with pytest.raises(RefusedError) as caught:
        plan_interfaces(wants, [], "present")
    assert caught.value.reasons == ["ri-X in cn-beijing does not exist.", "ri-Y in cn-beijing does not exist."]


@pytest.mark.parametrize(
    ("status", "writes"),
    [
        ("Idle", ("DeleteRouterInterface",)),
        ("Inactive", ("DeleteRouterInterface",)),
        ("Deactivating", ("DeleteRouterInterface",)),
        ("Active", ("DeactivateRouterInterface", "DeleteRouterInterface")),
        ("Connecting", ("DeactivateRouterInterface", "DeleteRouterInterface")),
        ("AcceptingConnecting", ("DeactivateRouterInterface", "DeleteRouterInterface")),
        ("Activating", ("DeactivateRouterInterface", "DeleteRouterInterface")),
        ("Deleting", ()),
    ],
)
def test_a_deletion_deactivates_first(status: str, writes: tuple[str, ...]) -> None:
    assert plan_interfaces([WANT], [have(status)], "absent")[0].writes == writes


def test_without_deactivation_an_active_interface_is_not_deleted() -> None:
    with pytest.raises(RefusedError, match="is Active; deactivate it first"):
        plan_interfaces([WANT], [have("Active")], "absent", Allowed(deactivate=False))
    (change,) = plan_interfaces([WANT], [have("Active")], "absent", Allowed(deactivate=False, assume_done=True))
    assert change.writes == ("DeleteRouterInterface",)


def test_an_absent_interface_stays_absent() -> None:
    (change,) = plan_interfaces([WANT], [], "absent")
    assert (change.action, change.writes) == ("none", ())


def test_peers_are_set_while_idle() -> None:
    want = dataclasses.replace(WANT, peer_router_interface_id="ri-B")
    assert plan_peers([want], [HAVE])[0].writes == ("ModifyRouterInterfaceAttribute",)
    assert plan_peers([want], [NAMED])[0].writes == ()


@pytest.mark.parametrize("status", ["Active", "Inactive", "Connecting", "AcceptingConnecting", "Activating"])
def test_another_peer_is_refused_once_connected(status: str) -> None:
    want = dataclasses.replace(WANT, peer_router_interface_id="ri-C")
    with pytest.raises(RefusedError, match="cannot change peer_router_interface_id from ri-B to ri-C"):
        plan_peers([want], [have(status)])


def test_a_peer_that_an_earlier_task_would_create_equals_nothing_that_exists() -> None:
    assert plan_peers([WANT], [], Allowed(assume_done=True))[0].writes == ("ModifyRouterInterfaceAttribute",)
    assert plan_peers([WANT], [NAMED], Allowed(assume_done=True))[0].writes == ("ModifyRouterInterfaceAttribute",)
    with pytest.raises(RefusedError, match="from ri-B to a new one"):
        plan_peers([WANT], [have("Active")], Allowed(assume_done=True))


def test_outside_check_mode_nothing_is_assumed() -> None:
    with pytest.raises(RefusedError, match="does not exist"):
        plan_peers([WANT], [])
    with pytest.raises(RefusedError, match="does not exist"):
        plan_connections([WANT], [], "active")


@pytest.mark.parametrize(
    ("role", "status", "writes"),
    [
        ("initiator", "Idle", ("ConnectRouterInterface",)),
        ("initiator", "Connecting", ()),
        ("initiator", "Activating", ()),
        ("initiator", "Active", ()),
        ("initiator", "Inactive", ("ActivateRouterInterface",)),
        ("initiator", "Deactivating", ("ActivateRouterInterface",)),
        ("acceptor", "Idle", ()),
        ("acceptor", "AcceptingConnecting", ()),
        ("acceptor", "Active", ()),
        ("acceptor", "Inactive", ("ActivateRouterInterface",)),
        ("acceptor", "Deactivating", ("ActivateRouterInterface",)),
    ],
)
def test_writes_that_activate_an_interface(role: str, status: str, writes: tuple[str, ...]) -> None:
    interface = have(status, role=role)
    assert plan_connections([interface], [interface], "active")[0].writes == writes


@pytest.mark.parametrize(
    ("status", "writes"),
    [
        ("Active", ("DeactivateRouterInterface",)),
        ("Connecting", ("DeactivateRouterInterface",)),
        ("Inactive", ()),
        ("Deactivating", ()),
        ("Idle", ()),
    ],
)
def test_writes_that_deactivate_an_interface(status: str, writes: tuple[str, ...]) -> None:
    assert plan_connections([NAMED], [have(status)], "inactive")[0].writes == writes


def test_a_dead_link_is_refused_with_its_cure() -> None:
    with pytest.raises(RefusedError, match=r"its peer has been deleted\..*state=absent"):
        plan_connections([NAMED], [have("Inactive", peer_status="Deleted")], "active")


def test_a_connection_without_the_peers_id_is_refused() -> None:
    with pytest.raises(RefusedError, match="before peer_router_interface_id are set"):
        plan_connections([HAVE], [HAVE], "active")
    assert plan_connections([HAVE], [HAVE], "active", assume_created=True)[0].writes == ("ConnectRouterInterface",)


@pytest.mark.parametrize("status", ["Active", "Inactive"])
def test_recreate_is_the_cure_for_another_peer(status: str) -> None:
    want = dataclasses.replace(WANT, peer_router_interface_id="ri-C", tags=None)
    before = have(status, description="kept", tags={"a": "b"}, connected_time="then")
    (change,) = plan_interfaces([want], [before], "present", Allowed(recreate=True))
    assert change.action == "recreated"
    assert change.writes[-2:] == ("DeleteRouterInterface", "CreateRouterInterface")
    assert change.after is not None
    assert (change.after.description, change.after.tags) == ("kept", {"a": "b"})
    assert (change.after.router_interface_id, change.after.connected_time, change.after.status) == (None, None, "Idle")


def test_recreate_leaves_an_idle_interface_alone() -> None:
    want = dataclasses.replace(WANT, peer_router_interface_id="ri-C")
    (change,) = plan_interfaces([want], [NAMED], "present", Allowed(recreate=True))
    assert change.writes == ("ModifyRouterInterfaceAttribute",)


def test_a_prepaid_interface_cannot_be_recreated() -> None:
    want = dataclasses.replace(WANT, peer_router_interface_id="ri-C")
    with pytest.raises(RefusedError, match="refund it"):
        plan_interfaces([want], [have("Active", charge_type="PrePaid")], "present", Allowed(recreate=True))


def test_removable_interfaces_are_known_before() -> None:
    dead = have("Inactive", peer_status="Deleted")
    assert removable([WANT], [dead], "present", recreate=True) == [dead]
    assert removable([WANT], [dead], "present") == []
    assert removable([WANT], [NAMED], "absent") == [NAMED]
    twins = [NAMED, dataclasses.replace(NAMED, router_interface_id="ri-Z")]
    assert removable([WANT], twins, "absent") == []


def route(**more: t.Any) -> RouteEntry:
    return dataclasses.replace(
        RouteEntry("cn-beijing", "vtb-A", "10.0.0.0/16", "RouterInterface", "ri-A", kind="Custom"), **more
    )


def test_routes_block_a_deletion_unless_they_are_forced() -> None:
    with pytest.raises(RefusedError, match=r"\(10.0.0.0/16 in vtb-A\): delete them first, or set force_routes=true"):
        plan_interfaces([WANT], [NAMED], "absent", routes=[route()])
    assert plan_interfaces([WANT], [NAMED], "absent", Allowed(force_routes=True), [route()])[0].writes
    assert plan_interfaces([WANT], [NAMED], "absent", routes=[route(status="Deleting")])[0].writes


@pytest.mark.parametrize(
    "stuck",
    [{"kind": "CEN"}, {"next_hop_id": "ri-A,ri-B", "next_hops": ({"next_hop_id": "ri-A"}, {"next_hop_id": "ri-B"})}],
)
def test_shared_and_foreign_routes_are_never_forced(stuck: dict[str, t.Any]) -> None:
    with pytest.raises(RefusedError, match="it is not the only next hop, or not a custom one"):
        plan_interfaces([WANT], [NAMED], "absent", Allowed(force_routes=True), [route(**stuck)])


def test_twenty_tags_at_most() -> None:
    full = have("Idle", tags={f"k{number}": "" for number in range(20)})
    with pytest.raises(RefusedError, match="would have 21 tags"):
        plan_interfaces([dataclasses.replace(WANT, tags={"one": "more"})], [full], "present", Allowed(purge_tags=False))


@pytest.mark.parametrize("action", ["name", "absent"])
@pytest.mark.parametrize("status", ["FinancialLocked", "SecurityLocked"])
def test_a_locked_interface_is_not_changed(action: str, status: str) -> None:
    locked = have("Active", business_status=status)
    want = dataclasses.replace(WANT, name="two")
    with pytest.raises(RefusedError, match=f"is {status}, so the API refuses"):
        plan_interfaces([want], [locked], "absent" if action == "absent" else "present")
    with pytest.raises(RefusedError, match="so the API refuses DeactivateRouterInterface"):
        plan_connections([NAMED], [locked], "inactive")


@pytest.mark.parametrize("peer", ["Active", "Inactive"])
def test_a_peer_that_was_connected_before_is_refused(peer: str) -> None:
    with pytest.raises(RefusedError, match=f"ri-B is {peer}, so it was connected before"):
        plan_connections([NAMED], [have("Idle", peer_status=peer)], "active")


def test_a_deleted_peer_is_refused_while_idle() -> None:
    with pytest.raises(RefusedError, match="its peer has been deleted: name another one"):
        plan_connections([NAMED], [have("Idle", peer_status="Deleted")], "active")


def test_an_interface_that_an_earlier_task_would_create_is_connected() -> None:
    (change,) = plan_connections([WANT], [], "active", assume_created=True)
    assert (change.writes, change.after and change.after.status) == (("ConnectRouterInterface",), "Active")
    (change,) = plan_connections([WANT], [], "inactive", assume_created=True)
    assert change.writes == ()
    with pytest.raises(RefusedError, match="is being deleted"):
        plan_connections([NAMED], [have("Deleting")], "active")
