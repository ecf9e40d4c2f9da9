# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Results of earlier tasks stand for ids: of interfaces, of their peers, and of the next hops of routes."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.aliops.vpc.tests.modules.runs import REGIONS, A, B, Cloud, Result, run_module
from ansible_collections.aliops.vpc.tests.modules.test_open_questions import BLOCKS, PEER, TABLES, end
from ansible_collections.aliops.vpc.tests.scenarios import interface, pair

pytestmark = pytest.mark.usefixtures("both_doors")

MODULES = ("router_interfaces", "router_interface_peers", "router_interface_connections", "route_entries")
SPECS = {A: {"spec": "Mini.2"}, B: {}}
NAMES = {A: "production", B: "partner"}
INTERFACES: list[dict[str, t.Any]] = [
    {
        **end(uid),
        **SPECS[uid],
        "account": NAMES[uid],
        "name": "story",
        "peer_region": REGIONS[PEER[uid]],
        "peer_account_id": PEER[uid],
    }
    for uid in (A, B)
]
PEERS = [{**end(uid), "account": NAMES[uid], "peer_account_id": PEER[uid]} for uid in (A, B)]
CONNECTIONS = [{**end(uid), "account": NAMES[uid]} for uid in (A, B)]
HOP = {uid: {"next_hop_interface": end(uid)} for uid in (A, B)}
ROUTES: list[dict[str, t.Any]] = [
    {"account": NAMES[uid], "route_table_id": TABLES[uid], "destination": BLOCKS[PEER[uid]], **HOP[uid]}
    for uid in (A, B)
]


def accounts(cloud: Cloud) -> list[dict[str, t.Any]]:
    return [{"name": NAMES[uid], **cloud.account(uid)} for uid in (A, B)]


def story(cloud: Cloud, check: bool, *, as_json: bool = False) -> list[Result]:
    """Peer two empty VPCs, each step one task for both accounts, and no entry with an id."""
    shared: dict[str, t.Any] = {"accounts": accounts(cloud), "as_json": as_json}
    results = [run_module("router_interfaces", {**shared, "interfaces": INTERFACES}, check=check)]
    assert not results[0].get("failed"), results
    shared["known_interfaces"] = results[0]["router_interfaces_json" if as_json else "router_interfaces"]
    for module, entries in (
        ("router_interface_peers", {"peers": PEERS}),
        ("router_interface_connections", {"connections": CONNECTIONS}),
        ("route_entries", {"entries": ROUTES}),
    ):
        results.append(run_module(module, {**shared, **entries}, check=check))
        assert not results[-1].get("failed"), results[-1]
    return results


def test_no_entry_needs_an_id_and_check_mode_predicts_the_story(cloud: Cloud) -> None:
    predicted = story(cloud, check=True)
    assert cloud.writes() == []
    assert [record["router_interface_id"] for record in predicted[0]["router_interfaces"]] == [None, None]
    done = story(cloud, check=False)
    assert sorted(write for result in done for write in result["writes"]) == sorted(cloud.writes())
    # The later end of a pair is created with its peer, and the earlier one gets it in the same task.
    assert done[0]["writes"] == [*["CreateRouterInterface"] * 2, "ModifyRouterInterfaceAttribute"]
    assert done[1]["writes"] == []
    for before, after in zip(predicted, done, strict=True):
        assert (before["writes"], before.actions) == (after["writes"], after.actions)
    assert [record["status"] for record in done[2]["router_interface_connections"]] == ["Active", "Active"]
    again = story(cloud, check=False)
    assert [result["writes"] for result in again] == [[], [], [], []]


@pytest.mark.parametrize("check", [True, False])
def test_records_are_the_same_as_one_string_and_stand_for_the_same_ids(cloud: Cloud, check: bool) -> None:
    packed_results = story(cloud, check, as_json=True)
    cloud.load()
    for result, packed in zip(story(cloud, check), packed_results, strict=True):
        (noun,) = [name for name in MODULES if name in result]
        assert noun not in packed
        assert {*result} - {noun} == {*packed} - {f"{noun}_json"}
        records = json.loads(packed[f"{noun}_json"])
        assert [{*record} for record in records] == [{*record} for record in result[noun]]
        assert [record["action"] for record in records] == result.actions


@pytest.mark.parametrize("known", ["no JSON", '{"router_interface_id": "ri-A"}', "[1]", [["ri-A"]]])
def test_values_that_no_task_returns_are_refused(cloud: Cloud, known: t.Any) -> None:
    for option in ("known_interfaces", "known_connections"):
        assert f"{option}: " in cloud.refused("route_entries", entries=[], **{option: known})


def test_a_next_hop_that_does_not_exist(cloud: Cloud) -> None:
    """Its route is refused but in check mode; to delete the route changes nothing, since no route has this next hop."""
    (entry,) = [{key: value for key, value in ROUTES[0].items() if key != "account"}]
    cloud.load(**pair("Active"))
    dangling = {**entry, "next_hop_interface": {**end(A), "peer_router_id": "vrt-CCC"}}
    assert cloud.run("route_entries", check=True, entries=[dangling])["writes"] == ["CreateRouteEntries"]
    refused = cloud.run("route_entries", entries=[dangling])
    assert (
        "the next hop of 172.16.100.0/24 in vtb-AAA does not exist: initiator on vrt-AAA towards vrt-CCC"
        in (refused["msg"])
    )
    assert cloud.converge("route_entries", entries=[entry]).first["next_hop_id"] == "ri-A"
    assert cloud.converge("route_entries", state="absent", entries=[dangling]).actions == ["none"]
    assert cloud.converge("route_entries", state="absent", entries=[entry]).actions == ["deleted"]


def test_several_interfaces_that_could_be_the_next_hop_are_refused(cloud: Cloud) -> None:
    ends = [interface(interface_id, "InitiatingSide", "Active") for interface_id in ("ri-A", "ri-Z")]
    cloud.load(initiator={"router_interfaces": ends})
    entry = {key: value for key, value in ROUTES[0].items() if key != "account"}
    refusal = cloud.refused("route_entries", entries=[entry])
    assert "initiator on vrt-AAA towards vrt-BBB in cn-beijing could be any of ri-" in refusal


def test_a_given_id_counts_more_than_a_known_interface(cloud: Cloud) -> None:
    cloud.load(**pair("Active"))
    known = cloud.run("router_interfaces_info")["router_interfaces"]
    other = {**known[0], "router_interface_id": "ri-other"}
    entry = {**end(A), "router_interface_id": "ri-A"}
    connected = cloud.run("router_interface_connections", connections=[entry], known_interfaces=[other])
    assert (connected["changed"], connected.first["router_interface_id"]) == (False, "ri-A")


@pytest.mark.parametrize("known", [[{}], [{"region": 5}], [{"anything": {"else": []}}]])
def test_a_known_interface_may_be_any_record(cloud: Cloud, known: list[dict[str, t.Any]]) -> None:
    cloud.load(**pair("Active"))
    result = cloud.run("router_interface_connections", connections=[end(A)], known_interfaces=known)
    assert not result.get("failed"), result
