# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From two accounts' halves to each module's entries: the same words for every start, and no server."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest

from ansible_collections.aliops.vpc.plugins.filter.peering_entries import peering_entries
from ansible_collections.aliops.vpc.plugins.filter.peering_fleet import peering_fleet
from ansible_collections.aliops.vpc.plugins.filter.peering_plan import peering_plan
from ansible_collections.aliops.vpc.plugins.filter.peering_reads import peering_reads
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry
from ansible_collections.aliops.vpc.plugins.module_utils._plan.peerings import STEPS
from ansible_collections.aliops.vpc.tests.unit.plugins.plugin_utils.snapshots import (
    PEERING,
    UIDS,
    WHOLE,
    end,
    plan,
    route,
    snapshot,
)

INITIATOR_KEY = "cn-beijing/vrt-a/initiator/vrt-b"
ACCEPTOR_KEY = "cn-hangzhou/vrt-b/acceptor/vrt-a"
BLANK = {"peer_router_interface_id": None, "peer_status": None}


def steps(planned: dict[str, t.Any]) -> dict[str, list[str]]:
    """Which accounts have entries in which step."""
    assert planned["findings"] == []
    return {step: list(accounts) for step, accounts in planned.items() if step in STEPS and accounts}


def test_a_whole_peering_needs_nothing() -> None:
    assert steps(plan(*WHOLE)) == {}


def test_an_empty_cloud_needs_all_and_the_later_account_is_told_of_the_earlier() -> None:
    planned = plan(snapshot("a"), snapshot("b"))
    assert steps(planned) == {"interfaces": ["a", "b"], "peers": ["a"], "connections": ["a"], "routes": ["a", "b"]}
    assert planned["interfaces"]["b"][0]["refers"] == {"peer_router_interface_id": INITIATOR_KEY}
    assert planned["peers"]["a"][0]["refers"] == {
        "router_interface_id": INITIATOR_KEY,
        "peer_router_interface_id": ACCEPTOR_KEY,
    }
    assert planned["connections"]["a"][0]["refers"] == {"router_interface_id": INITIATOR_KEY}
    assert planned["interfaces"]["a"][0]["entry"] == {
        "new": True,
        "region": "cn-beijing",
        "role": "initiator",
        "name": "one",
        "router_type": "VRouter",
        "router_id": "vrt-a",
        "spec": "Large.1",
        "peer_region": "cn-hangzhou",
        "peer_account_id": UIDS["b"],
        "peer_router_type": "VRouter",
        "peer_router_id": "vrt-b",
        "tags": {"aliops.vpc/peering": "one"},
    }


def test_what_no_reading_shows_is_new_and_needs_no_wait_where_a_later_step_notices() -> None:
    planned = plan(snapshot("a"), snapshot("b"))
    news = [
        one["entry"].get("new")
        for step in ("interfaces", "peers", "connections", "routes")
        for one in flat(planned, step)
    ]
    assert (news, planned["settle"]) == ([True] * 6, [])


def test_what_no_later_step_would_miss_is_waited_for() -> None:
    """The acceptor of an initiator that exists is asked for by nobody in its own account."""
    planned = plan(snapshot("a", end("a", "Idle", **BLANK)), snapshot("b"))
    assert planned["settle"] == ["b"]
    (peers,) = flat(planned, "peers")
    assert "new" not in peers["entry"]


@pytest.mark.parametrize(
    "seen", [(snapshot("a"), snapshot("b", end("b", "Idle"))), (snapshot("a", end("a", "Idle")), snapshot("b"))]
)
def test_what_no_list_shows_yet_is_asked_for_in_the_same_words(seen: t.Any) -> None:
    """A killed run may have made it, and the same words are answered with it."""
    made = [{**one.as_result(), "action": "created"} for one in (end("a", "Idle"), end("b", "Idle"))]

    def asked(planned: dict[str, t.Any]) -> dict[str, t.Any]:
        return {
            account: peering_entries(planned["interfaces"][account], planned["known"], made)
            for account in planned["interfaces"]
        }

    first, again = asked(plan(snapshot("a"), snapshot("b"))), asked(plan(*seen))
    assert again == {account: first[account] for account in again}
    assert again


def test_the_acceptors_account_looks_at_its_own_end_when_it_leads_routes_there() -> None:
    planned = plan(snapshot("a"), snapshot("b"))
    assert (planned["wait_for"], planned["watching"]) == ({"a": "own"}, ["b"])
    # Its route is there already, so it has no task in which it would look.
    idle = plan(snapshot("a", end("a", "Idle")), snapshot("b", end("b", "Idle"), routes=[route("b")]))
    assert (idle["wait_for"], idle["watching"]) == ({"a": "both"}, [])


def test_when_there_is_nothing_to_do_the_plan_says_what_is_there() -> None:
    whole = plan(*WHOLE)
    assert whole["summary"]["peerings"][0]["initiator"]["status"] == "Active"
    assert "summary" not in plan(snapshot("a"), snapshot("b"))


def flat(planned: dict[str, t.Any], step: str) -> list[dict[str, t.Any]]:
    return [one for entries in planned[step].values() for one in entries]


def test_ids_are_filled_in_as_they_are_made() -> None:
    planned = plan(snapshot("a"), snapshot("b"))
    made = [{**end("a", "Idle").as_result(), "action": "created"}]
    (entry,) = peering_entries(planned["interfaces"]["b"], planned["known"], made)
    assert entry["peer_router_interface_id"] == "ri-a"
    (entry,) = peering_entries(planned["interfaces"]["b"], planned["known"])
    assert "peer_router_interface_id" not in entry


@pytest.mark.parametrize(
    ("ends", "needed"),
    [
        (("Idle", None), {"interfaces": ["b"], "peers": ["a"], "connections": ["a"]}),
        ((None, "Idle"), {"interfaces": ["a"], "peers": ["a", "b"], "connections": ["a"]}),
        (("Idle", "Idle"), {"connections": ["a"]}),
        (("Connecting", "AcceptingConnecting"), {"connections": ["a"]}),
        (("Active", "Inactive"), {"thaw": ["b"], "connections": ["a"]}),
        (("Inactive", "Active"), {"connections": ["a"]}),
        (("Inactive", "Inactive"), {"thaw": ["b"], "connections": ["a"]}),
        (("Deactivating", "Activating"), {"thaw": ["b"], "connections": ["a"]}),
        (("Active", "Active"), {}),
    ],
)
def test_every_start_continues_from_where_it_is(
    ends: tuple[str | None, str | None], needed: dict[str, list[str]]
) -> None:
    lone = ends[0] is None or ends[1] is None
    halves: list[t.Any] = [
        snapshot(
            account,
            *([end(account, status, **(BLANK if lone else {}))] if status else []),
            routes=[route(account)] if status else [],
        )
        for account, status in {"a": ends[0], "b": ends[1]}.items()
    ]
    routes = {"routes": [account for account, status in {"a": ends[0], "b": ends[1]}.items() if status is None]}
    assert steps(plan(*halves)) == {**needed, **(routes if lone else {})}


def test_a_pair_made_the_other_way_round_is_taken_as_it_is() -> None:
    a = snapshot("a", end("a", "Active", role="acceptor", spec="Negative"), routes=[route("a")])
    b = snapshot("b", end("b", "Active", role="initiator", spec="Large.1"), routes=[route("b")])
    assert steps(plan(a, b)) == {}


def test_another_spec_is_a_change_and_another_name_is_not() -> None:
    a = snapshot("a", end("a", "Active", spec="Large.2", name="theirs"), routes=[route("a")])
    planned = plan(a, WHOLE[1])
    assert steps(planned) == {"interfaces": ["a"]}
    assert planned["interfaces"]["a"][0]["entry"]["spec"] == "Large.1"
    assert "name" not in planned["interfaces"]["a"][0]["entry"]


def test_an_interface_that_is_being_deleted_is_replaced() -> None:
    planned = plan(snapshot("a", end("a", "Deleting")), snapshot("b"))
    assert steps(planned)["interfaces"] == ["a", "b"]


def test_a_wrong_peer_on_a_connected_interface_is_a_finding() -> None:
    a = snapshot(
        "a", end("a", "Active", peer_router_interface_id="ri-gone", peer_status="Deleted"), routes=[route("a")]
    )
    (first, *_rest) = plan(a, snapshot("b"))["findings"]
    assert first.startswith("one, initiator a: ri-a in cn-beijing is Active, so the API cannot change")


def test_a_foreign_route_is_a_finding_or_a_move() -> None:
    a = snapshot("a", end("a", "Active"), routes=[route("a", "ri-foreign")])
    (finding,) = plan(a, WHOLE[1])["findings"]
    assert "172.16.100.0/24 in vtb-a already has next hop ri-foreign; set peering_on_conflict=replace" in finding
    assert steps(plan(a, WHOLE[1], on_conflict="replace")) == {"routes": ["a"]}


@pytest.mark.parametrize(
    ("routes", "destinations"),
    [("vswitches", ["172.16.100.0/24"]), ("vpc", ["172.16.0.0/12"]), ("none", [])],
)
def test_what_each_side_leads_to_its_peer(routes: str, destinations: list[str]) -> None:
    b = snapshot("b")
    b["vpcs"][0]["cidr_block"] = "172.16.0.0/12"
    planned = plan(snapshot("a"), b, {**PEERING, "routes": routes})
    assert [one["entry"]["destination"] for one in planned["routes"].get("a", [])] == destinations


def test_a_side_may_name_its_own_routes() -> None:
    peering = {**PEERING, "initiator": {**PEERING["initiator"], "routes": ["172.16.0.0/16", "172.17.0.0/16"]}}
    planned = plan(snapshot("a"), snapshot("b"), peering)
    assert [one["entry"]["destination"] for one in planned["routes"]["a"]] == ["172.16.0.0/16", "172.17.0.0/16"]


def test_the_teardown_takes_what_leads_to_the_pair_and_nothing_else() -> None:
    foreign = dataclasses.replace(route("a", "ri-foreign"), destination="10.9.0.0/16")
    a = snapshot("a", end("a", "Active"), routes=[route("a"), foreign])
    planned = plan(a, WHOLE[1], state="absent")
    assert steps(planned) == {"unroute": ["a", "b"], "freeze": ["a", "b"], "remove": ["a", "b"]}
    assert [one["entry"]["destination"] for one in planned["unroute"]["a"]] == ["172.16.100.0/24"]


def test_the_teardown_of_half_a_pair() -> None:
    assert steps(plan(snapshot("a"), snapshot("b", end("b", "Inactive")), state="absent")) == {"remove": ["b"]}
    assert steps(plan(snapshot("a"), snapshot("b"), state="absent")) == {}


def test_overlapping_vswitches_are_a_finding() -> None:
    b = snapshot("b")
    b["vpcs"][0]["route_entries"][0]["destination"] = "192.168.0.0/16"
    (finding,) = plan(snapshot("a"), b)["findings"]
    assert "one, initiator a: the vSwitch block 192.168.100.0/24 of vpc-a overlaps 192.168.0.0/16 of vpc-b" in finding


def test_a_route_that_covers_an_own_vswitch_is_a_finding() -> None:
    b = snapshot("b")
    b["vpcs"][0]["cidr_block"] = "192.168.0.0/16"
    (finding,) = plan(snapshot("a"), b, {**PEERING, "routes": "vpc"})["findings"]
    assert "the route to 192.168.0.0/16 would cover the own vSwitch block 192.168.100.0/24" in finding


def test_each_vpc_is_read_once() -> None:
    other = {**PEERING, "name": "two", "acceptor": {"account": "b", "region": "cn-hangzhou", "router_id": "vrt-c"}}
    assert peering_reads(peering_fleet([PEERING, other]), ["a", "b"]) == {
        "a": [{"region": "cn-beijing", "vpc_id": "vpc-a"}],
        "b": [{"region": "cn-hangzhou", "vpc_id": "vpc-b"}, {"region": "cn-hangzhou", "router_id": "vrt-c"}],
    }


def to_own(block: str, table: str = "vtb-a", hop: str = "ri-a") -> RouteEntry:
    return dataclasses.replace(route("a", hop), destination=block, route_table_id=table)


def purged(planned: dict[str, t.Any]) -> list[tuple[str, str]]:
    return [(one["entry"]["route_table_id"], one["entry"]["destination"]) for one in flat(planned, "purge")]


SURPLUS = [route("a"), to_own("10.7.0.0/16"), to_own("172.16.100.0/24", "vtb-old"), to_own("10.8.0.0/16", hop="ri-x")]


def test_routes_to_the_own_interface_that_nobody_wants_are_purged_and_no_others() -> None:
    a = snapshot("a", end("a", "Active"), routes=SURPLUS)
    assert purged(plan(a, WHOLE[1])) == [("vtb-a", "10.7.0.0/16"), ("vtb-old", "172.16.100.0/24")]
    assert purged(plan(a, WHOLE[1], {**PEERING, "routes": "none"}))[0] == ("vtb-a", "172.16.100.0/24")
    assert steps(plan(a, WHOLE[1], purge_routes=False)) == {}


def test_an_entry_that_shares_its_traffic_with_another_next_hop_is_not_purged() -> None:
    a = snapshot("a", end("a", "Active"), routes=[route("a"), to_own("10.7.0.0/16", hop="ri-a,ri-x")])
    assert steps(plan(a, WHOLE[1])) == {}


def test_nothing_is_surplus_as_long_as_the_peers_blocks_are_unknown() -> None:
    a = snapshot("a", end("a", "Active"), routes=SURPLUS)
    alone = {**PEERING, "acceptor": {**PEERING["acceptor"], "account": "theirs"}}
    options: dict[str, t.Any] = {"accounts": ["a"], "handshakes": []}
    assert purged(peering_plan(peering_fleet([alone]), [a], **options)) == []
    narrowed = {**alone, "initiator": {**PEERING["initiator"], "routes": ["172.16.100.0/24"]}}
    assert purged(peering_plan(peering_fleet([narrowed]), [a], **options)) == [
        ("vtb-a", "10.7.0.0/16"),
        ("vtb-old", "172.16.100.0/24"),
    ]


def test_all_tables_that_vswitches_use_get_the_routes() -> None:
    a = snapshot("a")
    tables = [("vtb-a", "System", ["vsw-1"]), ("vtb-2", "Custom", ["vsw-2"]), ("vtb-3", "Custom", [])]
    a["vpcs"][0]["route_tables"] = [
        {"route_table_id": one, "type": kind, "vswitch_ids": vswitches} for one, kind, vswitches in tables
    ]
    planned = plan(a, snapshot("b"))
    assert [one["entry"]["route_table_id"] for one in planned["routes"]["a"]] == ["vtb-a", "vtb-2"]
    system = plan(a, snapshot("b"), {**PEERING, "tables": "system"})
    assert [one["entry"]["route_table_id"] for one in system["routes"]["a"]] == ["vtb-a"]
