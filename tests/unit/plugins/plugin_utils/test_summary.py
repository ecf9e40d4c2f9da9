# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The summary of a run, from its snapshots and the results of its tasks."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.plugin_utils._planning import Attempt
from ansible_collections.aliops.vpc.plugins.plugin_utils._summary.summary import summary
from ansible_collections.aliops.vpc.tests.unit.plugins.plugin_utils.snapshots import (
    PEERED,
    Result,
    end,
    handshake,
    merged,
    route,
    run,
    snapshot,
    unread,
)

WRITTEN = {"api_calls": {"read": 2, "write": 1}, "changed": True}


def summed(*snapshots: Result, results: t.Sequence[Result] = (), **variables: t.Any) -> Result:
    """Return the summary of a run that gathered the snapshots and whose steps returned the results."""
    return summary(run(*snapshots, **variables), results)


def second(*snapshots: Result, before: t.Sequence[Result], results: t.Sequence[Result] = ()) -> Result:
    """Return the summary of a second look, after an attempt on the snapshots ``before`` with these results."""
    attempt = Attempt(merged(*before), tuple(results), "Create", {"msg": "failed"}, "__peering_interfaces")
    return summary(run(*snapshots), (), attempt)


def test_a_complete_peering_is_reported_as_it_was_read() -> None:
    result = summed(*PEERED)
    (peering,) = result["peerings"]
    assert (result["changed"], result["writes"], peering["action"], peering["adopted"]) == (False, [], "none", False)
    assert peering["initiator"] == {
        "account": "a",
        "region": "cn-beijing",
        "vpc_id": "vpc-a",
        "router_id": "vrt-a",
        "router_interface_id": "ri-a",
        "status": "Active",
        "routes": ["172.16.100.0/24"],
    }
    assert peering["text"].startswith("one: a vpc-a in cn-beijing, ri-a Active, routes 172.16.100.0/24 <-> b vpc-b")


def test_an_account_knows_its_own_end_better_than_the_other_does() -> None:
    initiator = {**end("a", "Active").as_result(), "peer_status": "Idle", "action": "updated"}
    acceptor = {**end("b", "Active").as_result(), "action": "updated"}
    idle = snapshot("a", end("a", "Idle")), snapshot("b", end("b", "Idle"))
    alone = {**WRITTEN, "router_interface_connections": [initiator]}
    (peering,) = summed(*idle, results=[alone])["peerings"]
    assert peering["acceptor"]["status"] == "Idle"
    both = {**WRITTEN, "router_interface_connections": [initiator, acceptor]}
    (peering,) = summed(*idle, results=[both])["peerings"]
    assert peering["acceptor"]["status"] == "Active"


def test_the_summary_has_the_creations_of_the_steps() -> None:
    created = {
        **WRITTEN,
        "writes": ["CreateRouterInterface"],
        "router_interfaces": [
            {**end(account, "Idle", peer_status=None).as_result(), "action": "created"} for account in "ab"
        ],
    }
    connected = {
        **WRITTEN,
        "writes": ["ConnectRouterInterface"],
        "router_interface_connections": [{**end("a", "Active").as_result(), "action": "updated"}],
    }
    routes = {
        **WRITTEN,
        "writes": ["CreateRouteEntries"],
        "route_entries": [{**route("a").as_result(), "action": "created"}],
    }
    result = summed(snapshot("a"), snapshot("b"), results=[created, connected, routes])
    (peering,) = result["peerings"]
    statuses = (peering["initiator"]["status"], peering["acceptor"]["status"])
    assert (peering["action"], *statuses) == ("created", "Active", "Active")
    assert (peering["initiator"]["routes"], peering["acceptor"]["routes"]) == (["172.16.100.0/24"], [])
    assert result["writes"] == ["CreateRouterInterface", "ConnectRouterInterface", "CreateRouteEntries"]
    assert result["api_calls"] == {"read": 10, "write": 3}


def test_a_predicted_spec_stays_though_the_task_that_connects_has_read_the_old_one() -> None:
    changed = {"router_interfaces": [{**end("a", "Active", spec="Mini.2").as_result(), "action": "updated"}]}
    read = {"router_interface_connections": [{**end("a", "Active").as_result(), "action": "none"}]}
    (peering,) = summed(*PEERED, results=[{**WRITTEN, **changed}, {**WRITTEN, **read}])["peerings"]
    assert [(change["before"], change["after"]) for change in peering["changes"]] == [
        ({"spec": "Large.1"}, {"spec": "Mini.2"})
    ]


def test_deleted_interfaces_are_gone_and_so_are_the_routes_to_them() -> None:
    removed = {
        **WRITTEN,
        "router_interfaces": [{**end(account, "Inactive").as_result(), "action": "deleted"} for account in "ab"],
    }
    (peering,) = summed(*PEERED, results=[removed], state="absent")["peerings"]
    assert (peering["action"], peering["mark"]) == ("deleted", "-")
    assert (peering["initiator"]["status"], peering["initiator"]["routes"]) == ("absent", [])
    assert peering["text"].endswith("in cn-hangzhou, no router interface")


def test_a_purged_route_is_gone() -> None:
    purged = {**WRITTEN, "route_entries": [{**route("a").as_result(), "action": "deleted"}]}
    (peering,) = summed(*PEERED, results=[purged])["peerings"]
    assert (peering["initiator"]["routes"], peering["mark"]) == ([], "~")


def test_a_pair_under_another_name_is_adopted() -> None:
    a = snapshot("a", end("a", "Active", name="theirs"), routes=[route("a")])
    (peering,) = summed(a, PEERED[1])["peerings"]
    assert (peering["action"], peering["adopted"]) == ("none", True)


def test_an_unreadable_side_is_not_reported_as_absent() -> None:
    (peering,) = summed(PEERED[0], unread("b", "GetCallerIdentity failed"))["peerings"]
    assert (peering["initiator"]["status"], peering["acceptor"]["status"]) == ("Active", "unknown")
    assert peering["text"].endswith("b unknown in cn-hangzhou, could not be read")


def test_creations_of_the_first_attempt_are_reported_where_no_list_shows_them() -> None:
    late = {**end("a", "Idle").as_result(), "action": "created"}
    others = [
        {**end("b", "Idle", router_interface_id=None).as_result(), "action": "created"},
        {**end("b", "Idle").as_result(), "action": "none"},
    ]
    empty = snapshot("a"), snapshot("b")
    results = [{**WRITTEN, "router_interfaces": [late, *others]}]
    result = second(*empty, before=empty, results=results)
    (peering,) = result["peerings"]
    assert "a vpc-a in cn-beijing, ri-a Idle, routes none <-> b vpc-b in cn-hangzhou, no router" in peering["text"]
    assert (result["changed"], peering["action"], peering["mark"]) == (True, "created", "+")
    listed = second(snapshot("a", end("a", "Active")), snapshot("b"), before=empty, results=results)
    assert listed["peerings"][0]["initiator"]["status"] == "Active"


def test_writes_of_the_first_attempt_count_and_the_later_snapshot_holds() -> None:
    created = {**end("a", "Idle").as_result(), "action": "created"}
    done = {**WRITTEN, "writes": ["CreateRouterInterface"], "router_interfaces": [created]}
    result = second(*PEERED, before=(snapshot("a"), snapshot("b")), results=[done])
    (peering,) = result["peerings"]
    assert (peering["action"], peering["initiator"]["status"]) == ("created", "Active")
    assert (result["changed"], result["writes"]) == (True, ["CreateRouterInterface"])
    # Both snapshots, and the step of the first attempt.
    assert result["api_calls"] == {"read": 10, "write": 1}


def alone(handshakes: list[Result], *interfaces: t.Any, **variables: t.Any) -> Result:
    """Sum up a run that has the credential of the initiator only."""
    return summed(snapshot("a", *interfaces), accounts={"a": {}}, handshakes=handshakes, **variables)


def test_one_side_writes_the_handshake_for_the_other() -> None:
    result = alone([], end("a", "Idle", peer_router_id=None, peer_router_interface_id=None))
    assert result["handshakes"] == [handshake("a")]
    assert (
        result["peerings"][0]["waiting_for"]
        == "b has to create its side with this side's handshake file, and send its own."
    )


def test_one_side_names_the_step_that_it_waits_for() -> None:
    far = handshake("b")
    idle = end("a", "Idle")
    assert "b has to name ri-a as its peer" in str(alone([far], idle)["peerings"][0]["waiting_for"])
    assert "b has to run again" in str(alone([{**far, "names_peer": "ri-a"}], idle)["peerings"][0]["waiting_for"])
    named = {**far, "names_peer": "ri-a"}
    assert "not reported its routes to 192.168.100.0/24" in str(alone([named], end("a", "Active")))
    routed = {**named, "routed_blocks": ["192.168.100.0/24"]}
    assert alone([routed], end("a", "Active"))["peerings"][0]["waiting_for"] is None


def test_one_side_states_the_teardown_of_the_other() -> None:
    def teardown(handshakes: list[Result], *interfaces: t.Any) -> t.Any:
        return alone(handshakes, *interfaces, state="absent")["peerings"][0]["waiting_for"]

    assert "b has to remove ri-b and its routes" in teardown([handshake("b")], end("a", "Active"))
    assert "peering_state=absent" in teardown([], end("a", "Active"))
    assert teardown([handshake("b", router_interface_id=None)], end("a", "Active")) is None


def test_a_side_reports_its_routes_in_its_handshake() -> None:
    result = summed(PEERED[0], accounts={"a": {}}, handshakes=[handshake("b", names_peer="ri-a")])
    (content,) = result["handshakes"]
    assert content["routed_blocks"] == ["172.16.100.0/24"]
