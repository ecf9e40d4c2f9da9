# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a run came to, from what was read and what the tasks returned."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.filter.peering_fleet import peering_fleet
from ansible_collections.aliops.vpc.plugins.filter.peering_summary import peering_summary
from ansible_collections.aliops.vpc.tests.unit.plugins.plugin_utils.snapshots import (
    PEERING,
    WHOLE,
    end,
    handshake,
    route,
    snapshot,
)

CALLS = {"api_calls": {"read": 2, "write": 1}, "changed": True}


def summed(a: t.Any, b: t.Any, *done: t.Any, state: str = "present", **options: t.Any) -> dict[str, t.Any]:
    return peering_summary(peering_fleet([PEERING], state=state), [a, b], ["a", "b"], list(done), **options)


def test_a_whole_peering_is_told_as_it_was_read() -> None:
    said = summed(*WHOLE)
    (one,) = said["peerings"]
    assert (said["changed"], said["writes"], one["action"], one["adopted"]) == (False, [], "none", False)
    assert one["initiator"] == {
        "account": "a",
        "region": "cn-beijing",
        "vpc_id": "vpc-a",
        "router_id": "vrt-a",
        "router_interface_id": "ri-a",
        "status": "Active",
        "routes": ["172.16.100.0/24"],
    }
    assert one["text"].startswith("one: a vpc-a in cn-beijing, ri-a Active, routes 172.16.100.0/24 <-> b vpc-b")


def test_an_account_knows_its_own_end_better_than_the_other_does() -> None:
    connected = {**end("a", "Active").as_result(), "peer_status": "Idle", "action": "updated"}
    late = {**CALLS, "router_interface_connections": [connected]}
    seen = {**CALLS, "route_entries": [], "next_hop_interfaces": [end("b", "Active").as_result()]}
    (one,) = summed(snapshot("a", end("a", "Idle")), snapshot("b", end("b", "Idle")), late, seen)["peerings"]
    assert one["acceptor"]["status"] == "Active"
    (one,) = summed(snapshot("a", end("a", "Idle")), snapshot("b", end("b", "Idle")), late)["peerings"]
    assert one["acceptor"]["status"] == "Idle"


def test_what_the_tasks_made_is_taken_over() -> None:
    made = {
        **CALLS,
        "writes": ["CreateRouterInterface"],
        "router_interfaces": [
            {**end(account, "Idle", peer_status=None).as_result(), "action": "created"} for account in "ab"
        ],
    }
    connected = {
        **CALLS,
        "writes": ["ConnectRouterInterface"],
        "router_interface_connections": [{**end("a", "Active").as_result(), "action": "updated"}],
    }
    routes = {
        **CALLS,
        "writes": ["CreateRouteEntries"],
        "route_entries": [{**route("a").as_result(), "action": "created"}],
    }
    said = summed(snapshot("a"), snapshot("b"), made, connected, routes)
    (one,) = said["peerings"]
    assert (one["action"], one["initiator"]["status"], one["acceptor"]["status"]) == ("created", "Active", "Active")
    assert (one["initiator"]["routes"], one["acceptor"]["routes"]) == (["172.16.100.0/24"], [])
    assert said["writes"] == ["CreateRouterInterface", "ConnectRouterInterface", "CreateRouteEntries"]
    assert said["api_calls"] == {"read": 6, "write": 3}


def test_what_the_tasks_took_away_is_gone() -> None:
    gone = {**CALLS, "route_entries": [{**route(one).as_result(), "action": "deleted"} for one in "ab"]}
    frozen = {**CALLS, "router_interface_connections": [{**end("a", "Inactive").as_result(), "action": "updated"}]}
    removed = {
        **CALLS,
        "router_interfaces": [{**end(one, "Inactive").as_result(), "action": "deleted"} for one in "ab"],
    }
    (one,) = summed(*WHOLE, gone, frozen, removed, state="absent")["peerings"]
    assert (one["action"], one["initiator"]["status"], one["initiator"]["routes"]) == ("deleted", "absent", [])
    assert one["text"].endswith("in cn-hangzhou, no router interface")


def test_a_pair_under_another_name_is_adopted() -> None:
    a = snapshot("a", end("a", "Active", name="theirs"), routes=[route("a")])
    (one,) = summed(a, WHOLE[1])["peerings"]
    assert (one["action"], one["adopted"]) == ("none", True)


def test_what_could_not_be_read_is_not_said_to_be_absent() -> None:
    refused = {"__peering_item": {"key": "b"}, "failed": True, "msg": "GetCallerIdentity failed"}
    said = peering_summary(peering_fleet([{**PEERING, "spec": "Mini.2"}]), [WHOLE[0], refused], ["a", "b"], [])
    (one,) = said["peerings"]
    assert (one["initiator"]["status"], one["acceptor"]["status"]) == ("Active", "unknown")
    assert one["text"].endswith("b unknown in cn-hangzhou, could not be read")


def test_what_was_made_before_the_reading_is_told_where_no_list_shows_it() -> None:
    late = {**end("a", "Idle").as_result(), "action": "created"}
    others = [
        {**end("b", "Idle", router_interface_id=None).as_result(), "action": "created"},
        {**end("b", "Idle").as_result(), "action": "none"},
    ]
    said = summed(snapshot("a"), snapshot("b"), made=[late, *others])
    (one,) = said["peerings"]
    assert "a vpc-a in cn-beijing, ri-a Idle, routes none <-> b vpc-b in cn-hangzhou, no router" in one["text"]
    assert (said["changed"], one["action"]) == (False, "none")
    (one,) = summed(snapshot("a", end("a", "Active")), snapshot("b"), made=[late])["peerings"]
    assert one["initiator"]["status"] == "Active"


def test_what_was_done_before_the_reading_counts_and_says_nothing_of_what_there_is() -> None:
    created = {**end("a", "Idle").as_result(), "action": "created"}
    earlier = {**CALLS, "writes": ["CreateRouterInterface"], "router_interfaces": [created]}
    summary = summed(*WHOLE, earlier=[earlier])
    (peering,) = summary["peerings"]
    assert (peering["action"], peering["initiator"]["status"]) == ("created", "Active")
    assert (summary["changed"], summary["writes"]) == (True, ["CreateRouterInterface"])
    assert summary["api_calls"] == {"read": 2, "write": 1}


def lonely(handshakes: list[dict[str, t.Any]], *interfaces: t.Any) -> dict[str, t.Any]:
    """Sum up a run that has the credential of the initiator only."""
    return peering_summary(
        peering_fleet([{**PEERING, "spec": "Mini.2"}]), [snapshot("a", *interfaces)], ["a"], [], handshakes
    )


def test_one_side_tells_the_other_what_it_has_to_know() -> None:
    said = lonely([], end("a", "Idle", peer_router_id=None, peer_router_interface_id=None))
    (told,) = said["handshakes"]
    assert told == handshake("a")
    assert (
        said["peerings"][0]["waiting_for"]
        == "b has to make its half with this side's handshake file, and send its own."
    )


def test_one_side_says_what_it_waits_for() -> None:
    far = handshake("b")
    idle = end("a", "Idle")
    assert "b has to name ri-a as its peer" in str(lonely([far], idle)["peerings"][0]["waiting_for"])
    assert "b has to run again" in str(lonely([{**far, "names_peer": "ri-a"}], idle)["peerings"][0]["waiting_for"])
    named = {**far, "names_peer": "ri-a"}
    assert "not reported its routes to 192.168.100.0/24" in str(lonely([named], end("a", "Active")))
    routed = {**named, "routed_blocks": ["192.168.100.0/24"]}
    assert lonely([routed], end("a", "Active"))["peerings"][0]["waiting_for"] is None


def test_one_side_states_the_teardown_of_the_other() -> None:
    def teardown(handshakes: list[dict[str, t.Any]], *interfaces: t.Any) -> t.Any:
        fleet = peering_fleet([PEERING], state="absent")
        return peering_summary(fleet, [snapshot("a", *interfaces)], ["a"], [], handshakes)["peerings"][0]["waiting_for"]

    assert "b has to remove ri-b and its routes" in teardown([handshake("b")], end("a", "Active"))
    assert "peering_state=absent" in teardown([], end("a", "Active"))
    assert teardown([handshake("b", router_interface_id=None)], end("a", "Active")) is None


def test_a_side_reports_its_routes_in_its_handshake() -> None:
    fleet = peering_fleet([PEERING])
    (told,) = peering_summary(fleet, [WHOLE[0]], ["a"], [], [handshake("b", names_peer="ri-a")])["handshakes"]
    assert told["routed_blocks"] == ["172.16.100.0/24"]
