# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The parts of a plan beside its steps: its refusals, and the rest of an attempt that failed."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.aliops.vpc.plugins.filter.peering_audit import peering_audit
from ansible_collections.aliops.vpc.plugins.filter.peering_page import peering_page
from ansible_collections.aliops.vpc.plugins.filter.peering_policies import peering_policies
from ansible_collections.aliops.vpc.plugins.filter.peering_result import peering_result
from ansible_collections.aliops.vpc.plugins.plugin_utils._planning import (
    AGAIN,
    Attempt,
    as_result,
    attempt_of,
    make_plan,
)
from ansible_collections.aliops.vpc.plugins.plugin_utils._run import Run
from ansible_collections.aliops.vpc.tests.unit.plugins.plugin_utils.snapshots import (
    PEERED,
    PEERING,
    READ_AT,
    Result,
    end,
    merged,
    plan,
    refusals,
    role_input,
    route,
    snapshot,
    unread,
)

EMPTY = snapshot("a"), snapshot("b")
GONE = {"entry": "ri-a", "msg": "no list shows it", "last_state": "absent"}
DENIED = {"entry": "ri-b", "msg": "denied", "error": {"code": "Forbidden.RAM"}}
STUCK = {"entry": "ri-c", "msg": "stuck", "last_state": "Idle"}
CREATED: Result = {
    "changed": True,
    "writes": ["CreateRouterInterface"],
    "api_calls": {"read": 3, "write": 1},
    "router_interfaces": [{**end("a", "Idle", peer_status=None).as_result(), "account": "a", "action": "created"}],
}
CONNECTIONS = "__peering_connections"


def attempt(*failures: Result, read: t.Sequence[Result] = EMPTY, step: str | None = CONNECTIONS) -> Attempt:
    """Return an attempt that created an interface and failed in the next step."""
    failed = {"failed": True, "msg": "It failed.", "failures": list(failures)}
    return Attempt(merged(*read), (CREATED, failed) if step else (), "Initiate the connections", failed, step)


@pytest.mark.parametrize(
    ("failures", "lost"),
    [
        ([], False),
        ([GONE], True),
        ([GONE, GONE], True),
        ([GONE, DENIED], False),
        ([STUCK], False),
    ],
)
def test_only_interfaces_that_are_gone_are_lost(failures: list[Result], lost: bool) -> None:
    assert attempt(*failures).lost is lost


def test_a_lost_interface_causes_a_second_attempt_and_both_attempts_count() -> None:
    second = plan(*EMPTY, earlier=attempt(GONE))
    assert (refusals(second), second["parts"]) == ([], ["present"])
    again = {**CREATED, "writes": ["CreateRouterInterface", "ConnectRouterInterface"]}
    result = peering_result(role_input(), merged(*EMPTY), second, [again])
    assert result["writes"] == ["CreateRouterInterface", "CreateRouterInterface", "ConnectRouterInterface"]
    assert result["api_calls"] == {"read": 14, "write": 2}
    assert (result["changed"], result["failed"], result["run"]) == (True, False, "run-1")


@pytest.mark.parametrize("register", ["__peering_interfaces", {"__peering_interfaces": "result"}], ids=["2.17", "2.21"])
def test_a_second_attempt_that_breaks_counts_up_to_its_failed_step(register: t.Any) -> None:
    second = plan(*EMPTY, earlier=attempt(GONE))
    broken = {**CREATED, "writes": ["CreateRouterInterface"], "failed": True}
    of_an_earlier_run = {"changed": True, "writes": ["CreateRouteEntries"]}
    result = peering_result(role_input(), merged(*EMPTY), second, [broken, of_an_earlier_run], failed=register)
    assert result["writes"] == ["CreateRouterInterface", "CreateRouterInterface"]


def test_without_a_failed_step_the_result_is_empty() -> None:
    assert peering_result(role_input(), merged(*EMPTY), plan(*EMPTY), [], failed="__peering_plan") == {}


def test_a_lost_interface_is_not_created_again_when_the_planner_refuses() -> None:
    foreign = snapshot("a", end("a", "Active"), routes=[route("a", "ri-foreign")])
    second = plan(foreign, PEERED[1], earlier=attempt(GONE))
    assert second["final"]
    assert any("set peering_on_conflict=replace" in text for text in refusals(second))


def test_where_another_run_did_the_rest_the_run_ends_well() -> None:
    second = plan(*PEERED, earlier=attempt(STUCK))
    assert refusals(second) == []
    assert second["notes"] == ["Another run has done the rest.", "Initiate the connections: It failed."]
    (peering,) = second["summary"]["peerings"]
    assert (peering["initiator"]["status"], second["summary"]["writes"]) == ("Active", ["CreateRouterInterface"])


def test_the_rest_after_a_failure_is_reported_with_the_work_done() -> None:
    second = plan(snapshot("a", end("a", "Idle", peer_status=None)), snapshot("b"), earlier=attempt(STUCK))
    assert second["final"]
    assert refusals(second)[0] == "Initiate the connections: It failed."
    assert "    + initiator a: router interface one (ri-a, Large.1)" in refusals(second)
    assert AGAIN in refusals(second)
    assert second["summary"]["writes"] == ["CreateRouterInterface"]


def test_creations_are_reported_though_nothing_can_be_read_any_more() -> None:
    """A network that breaks in the middle of a run fails the second look too, and the created interfaces are billed."""
    broken = [unread(account, "DescribeVpcs failed: the connection was reset") for account in "ab"]
    second = plan(*broken, earlier=attempt(DENIED))
    assert second["final"]
    texts = refusals(second)
    assert texts[0] == "Initiate the connections: It failed."
    assert len([text for text in texts if "the connection was reset" in text]) == 2
    assert "    + initiator a: router interface one (ri-a, Large.1)" in texts
    assert second["summary"]["writes"] == ["CreateRouterInterface"]
    assert second["summary"]["peerings"][0]["initiator"]["router_interface_id"] == "ri-a"


UNREACHABLE = {"unreachable": True, "msg": "Connection refused"}
LOST_HOST = "peering_run_on: localhost could not be reached: Connection refused"


@pytest.mark.parametrize("state", ["present", "absent", "audit", "policies"])
def test_a_host_that_cannot_be_reached_fails_the_plan_of_every_state(state: str) -> None:
    planned = make_plan(Run(role_input(state=state), UNREACHABLE))
    assert (refusals(planned), planned["final"], planned["parts"]) == ([LOST_HOST], True, [])


def test_creations_are_reported_though_the_host_is_lost_afterwards() -> None:
    second = make_plan(Run(role_input(), UNREACHABLE), attempt(DENIED))
    assert refusals(second)[:2] == ["Initiate the connections: It failed.", LOST_HOST]
    assert second["summary"]["writes"] == ["CreateRouterInterface"]


def test_all_messages_of_a_failure_are_reported_with_its_task() -> None:
    failed = Attempt({}, (), "Plan", {"msg": ["one reason", "another"]})
    assert failed.messages == ["Plan: one reason", "Plan: another"]
    assert not failed.wrote


def test_a_refusal_of_the_planner_is_looked_at_once_more_and_a_finding_is_not() -> None:
    """Another run may have been at work between the snapshots of two accounts."""
    foreign = snapshot("a", end("a", "Active"), routes=[route("a", "ri-foreign")])
    refused = plan(foreign, PEERED[1])
    assert (len(refusals(refused)), refused["final"]) == (1, False)
    later = plan(*PEERED, earlier=attempt(step=None, read=(foreign, PEERED[1])))
    assert (refusals(later), later["summary"]["changed"]) == ([], False)
    assert plan(unread("a", "denied"), PEERED[1])["final"]


def test_a_plan_that_cannot_be_carried_out_has_no_steps() -> None:
    planned = plan(unread("a", "denied"), snapshot("b"))
    assert (planned["parts"], planned["router_interfaces"]) == ([], [])
    assert refusals(planned) == ["one, initiator a: denied."]


@pytest.mark.parametrize("state", ["audit", "policies"])
def test_a_run_that_only_looks_plans_nothing_and_refuses_nothing(state: str) -> None:
    planned = plan(unread("a", "denied"), snapshot("b"), state=state)
    assert (planned["inspects"], planned["parts"], refusals(planned)) == (True, [], [])


def test_a_failed_task_shows_no_empty_steps() -> None:
    shown = as_result(plan(unread("a", "denied"), snapshot("b")))
    assert sorted(shown) == ["final", "inspects", "msg", "notes", "parts", "warnings"]


def test_a_plan_has_the_time_of_its_first_snapshot() -> None:
    late = snapshot("b")
    late["accounts"]["b"]["read_at"] = READ_AT + 5
    assert plan(snapshot("a"), late)["read_at"] == READ_AT


def test_only_the_steps_that_this_run_carried_out_count_in_an_attempt() -> None:
    """The variables of the others hold the results of an earlier run of the role in the same play."""
    registered = {
        "__peering_deleted": {"writes": ["DeleteRouterInterface"]},
        "__peering_interfaces": CREATED,
        "__peering_peers": {"skipped": True},
        "__peering_connections": {"failed": True},
        "__peering_routes": {"writes": ["CreateRouteEntries"]},
    }
    noted = {"read": {}, "task": "Initiate", "failure": {}, "step": CONNECTIONS, "parts": ["present"]}
    assert attempt_of(noted, registered).results == (CREATED, {"skipped": True}, {"failed": True})
    both = attempt_of({**noted, "parts": ["absent", "present"]}, registered)
    assert both.results[0] == {"writes": ["DeleteRouterInterface"]}
    planning = attempt_of({**noted, "step": "__peering_plan"}, registered)
    assert (planning.wrote, planning.results) == (False, ())


TWINS = snapshot("a", end("a", "Active"), end("a", "Active", router_interface_id="ri-a2"))
TWINS_OF_B = snapshot("b", end("b", "Active"), end("b", "Active", router_interface_id="ri-b2"))


@pytest.mark.parametrize("state", ["present", "absent"])
@pytest.mark.parametrize(
    ("snapshots", "ids"),
    [((TWINS, PEERED[1]), "ri-a (one, Active), ri-a2"), ((PEERED[0], TWINS_OF_B), "ri-b (one, Active), ri-b2")],
)
def test_several_interfaces_that_fit_are_a_refusal_of_their_peering(
    snapshots: tuple[Result, Result], ids: str, state: str
) -> None:
    planned = plan(*snapshots, state=state)
    (text,) = refusals(planned)
    assert text.startswith("one: ")
    assert ids in text
    assert not planned["final"]


def test_ambiguous_interfaces_are_reported_with_all_other_findings() -> None:
    missing = {**PEERING, "name": "two", "acceptor": {**PEERING["acceptor"], "account": "c"}}
    texts = refusals(plan(TWINS, PEERED[1], peerings=[PEERING, missing]))
    assert [text.split(":")[0] for text in texts] == ["two, acceptor c", "one"]


def test_ambiguous_interfaces_are_shown_as_such_and_never_as_absent() -> None:
    """An audit has a result as any run has, and a stopped run too."""
    given = role_input(state="audit")
    result = peering_result(given, merged(TWINS, PEERED[1]), plan(TWINS, PEERED[1], state="audit"))
    (peering,) = result["peerings"]
    assert (peering["mark"], peering["initiator"]["status"]) == ("=", "ambiguous")
    assert "several router interfaces fit" in peering["text"]
    assert (result["unreachable"], peering["adopted"]) == ([], False)
    stopped = plan(TWINS, PEERED[1], earlier=attempt(STUCK, read=PEERED))
    assert any("could be any of ri-a" in text for text in refusals(stopped))


SECRET = "a-secret-of-nobody"


def test_the_results_and_the_page_of_a_run_hold_no_credential() -> None:
    """Neither of the user's variables nor of a task's options."""
    keys = {"access_key_id": f"{SECRET}-id", "access_key_secret": SECRET, "security_token": SECRET}
    given = role_input(accounts={"a": keys, "b": keys})
    invocation = {"invocation": {"module_args": {"accounts": [{"name": "a", **keys}]}}}
    read = {**merged(*EMPTY), **invocation}
    results = [{**CREATED, **invocation}]
    failed = Attempt(read, tuple(results), "Create", {**DENIED, "failures": [GONE], **invocation}, CONNECTIONS)
    first, second = make_plan(Run(given, read)), make_plan(Run(given, read), failed)
    result = peering_result(given, read, second, results)
    audit = peering_audit(given, read)
    page = peering_page(result, read, results, audit)
    stopped = make_plan(Run(given, read), Attempt(read, tuple(results), "Create", {"msg": "no"}, CONNECTIONS))
    returned = [first, second, stopped, result, audit, peering_policies(given, read)]
    assert second["earlier"]["step"] == CONNECTIONS
    assert SECRET not in json.dumps(returned) + page
