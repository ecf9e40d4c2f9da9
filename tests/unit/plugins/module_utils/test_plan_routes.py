# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The planner of route entries, and its batches."""

from __future__ import annotations

import dataclasses

import pytest

from ansible_collections.aliops.vpc.plugins.module_utils._errors import RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry
from ansible_collections.aliops.vpc.plugins.module_utils._plan.routes import batches, plan_routes

WANT = RouteEntry("cn-beijing", "vtb-A", "172.16.100.0/24", "RouterInterface", "ri-A")
HAVE = dataclasses.replace(WANT, kind="Custom", status="Available", route_entry_id="rte-1")


def entry(number: int, table: str = "vtb-A") -> RouteEntry:
    return dataclasses.replace(WANT, route_table_id=table, destination=f"10.{number}.0.0/16")


def test_a_missing_entry_is_created() -> None:
    (change,) = plan_routes([WANT], [], "present", "fail")
    assert (change.action, change.writes) == ("created", ("CreateRouteEntries",))


def test_an_existing_entry_stays_whatever_its_name() -> None:
    (change,) = plan_routes([WANT], [dataclasses.replace(HAVE, name="theirs")], "present", "fail")
    assert (change.action, change.writes) == ("none", ())


def test_a_name_that_was_asked_for_is_set() -> None:
    (change,) = plan_routes([dataclasses.replace(WANT, name="ours")], [HAVE], "present", "fail")
    assert change.writes == ("ModifyRouteEntry",)
    assert change.after == dataclasses.replace(HAVE, name="ours")


def test_another_next_hop_is_a_conflict_or_a_move() -> None:
    other = dataclasses.replace(HAVE, next_hop_id="ri-Z")
    with pytest.raises(RefusedError) as caught:
        plan_routes([WANT], [other], "present", "fail")
    fact = f"{HAVE.label} already has next hop ri-Z"
    assert caught.value.reasons == [f"{fact}; set on_conflict=replace to move it."]
    assert caught.value.role_reasons == [f"{fact}; set peering_on_conflict=replace to move it."]
    assert [type(reason) for reason in caught.value.details()["refused"]] == [str]
    (change,) = plan_routes([WANT], [other], "present", "replace")
    assert change.writes == ("ModifyRouteEntry",)
    assert change.after is not None
    assert (change.after.next_hop_id, change.after.route_entry_id) == ("ri-A", "rte-1")


def test_a_next_hop_that_does_not_exist_yet_equals_none_that_does() -> None:
    with pytest.raises(RefusedError, match=f"already has next hop {HAVE.next_hop_id}; set"):
        plan_routes([dataclasses.replace(WANT, next_hop_id=None)], [HAVE], "present", "fail")


@pytest.mark.parametrize("kind", ["System", "CEN", "BGP", "ECR"])
@pytest.mark.parametrize("state", ["present", "absent"])
def test_other_peoples_routes_are_never_changed(kind: str, state: str) -> None:
    with pytest.raises(RefusedError, match=f"is a {kind} route, which is never changed"):
        plan_routes([WANT], [dataclasses.replace(HAVE, kind=kind)], state, "replace")


def test_only_entries_with_the_next_hop_are_deleted() -> None:
    assert plan_routes([WANT], [HAVE], "absent", "fail")[0].writes == ("DeleteRouteEntries",)
    assert plan_routes([WANT], [dataclasses.replace(HAVE, next_hop_id="ri-Z")], "absent", "fail")[0].writes == ()
    assert plan_routes([WANT], [], "absent", "fail")[0].writes == ()
    any_hop = dataclasses.replace(WANT, next_hop_id=None)
    assert plan_routes([any_hop], [HAVE], "absent", "fail")[0].writes == ("DeleteRouteEntries",)


def test_a_destination_given_twice_is_the_users_mistake() -> None:
    again = dataclasses.replace(WANT, next_hop_id="ri-B")
    with pytest.raises(RefusedError, match=r"172.16.100.0/24 in vtb-A is given more than once"):
        plan_routes([WANT, again], [], "present", "fail")


def test_entries_of_a_table_share_calls_and_tables_do_not_wait_for_each_other() -> None:
    wants = [entry(number) for number in range(120)] + [entry(number, "vtb-B") for number in range(3)]
    queues = batches(plan_routes(wants, [], "present", "fail"))
    assert [[len(batch.changes) for batch in queue] for queue in queues] == [[50, 50, 20], [3]]
    assert {batch.route_table_id for batch in queues[1]} == {"vtb-B"}


def test_moves_are_single_calls_before_creations() -> None:
    moved = dataclasses.replace(HAVE, next_hop_id="ri-Z")
    changes = plan_routes([entry(1), WANT], [moved], "present", "replace")
    (queue,) = batches(changes)
    assert [batch.action for batch in queue] == ["ModifyRouteEntry", "CreateRouteEntries"]


HOPS = ({"next_hop_id": "ri-B", "weight": 100}, {"next_hop_id": "ri-A", "weight": 0})
SEVERAL = dataclasses.replace(WANT, next_hop_id="ri-A,ri-B", next_hops=HOPS)
SHARED = dataclasses.replace(SEVERAL, kind="Custom", status="Available", route_entry_id="rte-2")


def test_several_next_hops_go_in_calls_of_their_own() -> None:
    (created,) = plan_routes([SEVERAL], [], "present", "fail")
    (deleted,) = plan_routes([WANT_ANY], [SHARED], "absent", "fail")
    assert (created.writes, deleted.writes) == (("CreateRouteEntry",), ("DeleteRouteEntry",))
    (queue,) = batches([deleted, *plan_routes([entry(1), entry(2)], [], "present", "fail"), created])
    assert [(batch.action, len(batch.changes)) for batch in queue] == [
        ("DeleteRouteEntry", 1),
        ("CreateRouteEntries", 2),
        ("CreateRouteEntry", 1),
    ]


WANT_ANY = dataclasses.replace(WANT, next_hop_id=None)


def test_the_same_next_hops_in_another_order_are_the_same() -> None:
    assert plan_routes([SEVERAL], [SHARED], "present", "fail")[0].writes == ()
    unweighted = dataclasses.replace(SEVERAL, next_hops=tuple({"next_hop_id": hop["next_hop_id"]} for hop in HOPS))
    assert plan_routes([unweighted], [SHARED], "present", "fail")[0].writes == ()


@pytest.mark.parametrize(
    "want",
    [
        WANT,
        dataclasses.replace(SEVERAL, next_hop_id="ri-A,ri-C"),
        dataclasses.replace(SEVERAL, next_hops=({"next_hop_id": "ri-A", "weight": 7}, {"next_hop_id": "ri-B"})),
    ],
)
def test_several_next_hops_cannot_be_changed(want: RouteEntry) -> None:
    with pytest.raises(RefusedError, match="delete the entry first"):
        plan_routes([want], [SHARED], "present", "replace")


@pytest.mark.parametrize("count", [1, 5])
def test_the_number_of_next_hops(count: int) -> None:
    hops = [{"next_hop_id": f"ri-{number}"} for number in range(count)]
    with pytest.raises(RefusedError, match="must be 2 to 4"):
        plan_routes([dataclasses.replace(SEVERAL, next_hops=hops)], [], "present", "fail")


def test_an_entry_that_is_being_deleted_makes_room() -> None:
    (change,) = plan_routes([WANT], [dataclasses.replace(HAVE, status="Deleting")], "present", "fail")
    assert change.writes == ("CreateRouteEntries",)


def test_tables_of_one_vpc_wait_for_each_other() -> None:
    changes = plan_routes([entry(1, "vtb-A"), entry(1, "vtb-B"), entry(1, "vtb-C")], [], "present", "fail")
    owners = {("cn-beijing", "vtb-A"): "vpc-1", ("cn-beijing", "vtb-B"): "vpc-1"}
    assert [[batch.route_table_id for batch in queue] for queue in batches(changes, owners)] == [
        ["vtb-A", "vtb-B"],
        ["vtb-C"],
    ]


def test_purge_is_bounded() -> None:
    extra = dataclasses.replace(HAVE, destination="10.0.0.0/16")
    kept = [
        dataclasses.replace(extra, destination="10.1.0.0/16", next_hop_id="ri-Z"),
        dataclasses.replace(extra, destination="10.2.0.0/16", kind="CEN"),
        dataclasses.replace(extra, destination="10.3.0.0/16", route_table_id="vtb-Z"),
        dataclasses.replace(extra, destination="10.4.0.0/16", status="Deleting"),
        dataclasses.replace(extra, destination="10.5.0.0/16", next_hop_id="ri-A,ri-B", next_hops=HOPS),
    ]
    asked, purged = plan_routes([WANT], [HAVE, extra, *kept], "present", "fail", purge=True)
    assert (asked.writes, purged.writes, purged.before) == ((), ("DeleteRouteEntries",), extra)
    assert len(plan_routes([WANT], [HAVE, extra], "present", "fail")) == 1
    assert len(plan_routes([WANT], [HAVE, extra], "absent", "fail", purge=True)) == 1


@pytest.mark.parametrize(
    ("destination", "message"), [("100.64.0.0/16", "own addresses"), ("192.168.1.0/25", "a vSwitch of the VPC itself")]
)
def test_destinations_that_no_route_can_have(destination: str, message: str) -> None:
    local = RouteEntry("cn-beijing", "vtb-A", "192.168.1.0/24", "local", kind="System", status="Available")
    with pytest.raises(RefusedError, match=message):
        plan_routes([dataclasses.replace(WANT, destination=destination)], [local], "present", "fail")


def test_only_an_entry_with_several_next_hops_may_contain_a_vswitch() -> None:
    """The batch call, which sends the others, takes no block that overlaps one."""
    local = RouteEntry("cn-beijing", "vtb-A", "192.168.1.0/24", "local", kind="System", status="Available")
    with pytest.raises(RefusedError, match=r"192\.168\.1\.0/24 is a vSwitch of the VPC itself"):
        plan_routes([dataclasses.replace(WANT, destination="192.168.0.0/16")], [local], "present", "fail")
    (change,) = plan_routes([dataclasses.replace(SEVERAL, destination="192.168.0.0/16")], [local], "present", "fail")
    assert change.writes == ("CreateRouteEntry",)


def test_prefix_lists_and_ipv6_are_destinations() -> None:
    local = RouteEntry("cn-beijing", "vtb-A", "192.168.1.0/24", "local", kind="System", status="Available")
    for destination in ("pl-1", "2001:db8::/32", "192.168.2.0/24"):
        (change,) = plan_routes([dataclasses.replace(WANT, destination=destination)], [local], "present", "fail")
        assert change.action == "created"
