# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The planner of route entries, and its batches."""

from __future__ import annotations

import dataclasses

import pytest

from ansible_collections.aliops.vpc.plugins.module_utils._errors import RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._plan_routes import batches, plan_routes
from ansible_collections.aliops.vpc.plugins.module_utils._records import RouteEntry

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
    with pytest.raises(
        RefusedError, match="already leads to RouterInterface ri-Z, not to RouterInterface ri-A.*on_conflict=replace"
    ):
        plan_routes([WANT], [other], "present", "fail")
    (change,) = plan_routes([WANT], [other], "present", "replace")
    assert change.writes == ("ModifyRouteEntry",)
    assert change.after is not None
    assert (change.after.next_hop_id, change.after.route_entry_id) == ("ri-A", "rte-1")


def test_a_next_hop_that_does_not_exist_yet_equals_none_that_does() -> None:
    with pytest.raises(RefusedError, match="not to RouterInterface to come"):
        plan_routes([dataclasses.replace(WANT, next_hop_id=None)], [HAVE], "present", "fail")


@pytest.mark.parametrize("kind", ["System", "CEN", "BGP", "ECR"])
@pytest.mark.parametrize("state", ["present", "absent"])
def test_other_peoples_routes_are_never_changed(kind: str, state: str) -> None:
    with pytest.raises(RefusedError, match=f"is a {kind} route, which is never changed"):
        plan_routes([WANT], [dataclasses.replace(HAVE, kind=kind)], state, "replace")


def test_only_what_leads_there_is_deleted() -> None:
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
