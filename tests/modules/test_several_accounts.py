# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One task in several accounts: whose entry is whose, side by side, all checked before anything is written."""

from __future__ import annotations

import json
import threading
import typing as t

import pytest

from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import Client
from ansible_collections.aliops.vpc.tests.modules.runs import REGIONS, A, B, Cloud, Result, run_module
from ansible_collections.aliops.vpc.tests.scenarios import pair

pytestmark = pytest.mark.usefixtures("both_doors")

NEW: dict[str, dict[str, t.Any]] = {
    "production": {"vpc_id": "vpc-12345678", "role": "initiator", "spec": "Mini.2", "peer_region": REGIONS[B]},
    "partner": {"vpc_id": "vpc-87654321", "role": "acceptor", "peer_region": REGIONS[A]},
}
# For each module that writes: the estate before, its list option, and an entry for each account that changes it.
WRITES: dict[str, tuple[dict[str, t.Any], str, list[dict[str, t.Any]]]] = {
    "router_interfaces": ({}, "interfaces", [{**NEW[name], "name": "two"} for name in NEW]),
    "router_interface_peers": (
        pair("Idle"),
        "peers",
        [
            {"router_interface_id": "ri-A", "peer_router_interface_id": "ri-C", "peer_router_id": "vrt-CCC"},
            {"router_interface_id": "ri-B", "peer_router_interface_id": "ri-C", "peer_router_id": "vrt-CCC"},
        ],
    ),
    "router_interface_connections": (
        pair("Inactive"),
        "connections",
        [{"router_interface_id": "ri-A"}, {"router_interface_id": "ri-B"}],
    ),
    "route_entries": (
        pair("Active"),
        "entries",
        [
            {"route_table_id": "vtb-AAA", "destination": "172.16.0.0/16", "next_hop_id": "ri-A"},
            {"route_table_id": "vtb-BBB", "destination": "192.168.0.0/16", "next_hop_id": "ri-B"},
        ],
    ),
}


def accounts(cloud: Cloud, **more: dict[str, t.Any]) -> list[dict[str, t.Any]]:
    """Return both accounts by name; ``more`` are further options of some."""
    return [{"name": name, **cloud.account(uid), **more.get(name, {})} for name, uid in zip(NEW, (A, B), strict=True)]


def task(cloud: Cloud, module: str, *, check: bool = False, **more: dict[str, t.Any]) -> Result:
    """Run a module that writes in both accounts."""
    _estate, option, entries = WRITES[module]
    named = [{"account": name, **entry} for name, entry in zip(NEW, entries, strict=True)]
    if module == "router_interface_peers":
        named = [{**entry, "peer_account_id": A} for entry in named]
    return run_module(module, {"accounts": accounts(cloud, **more), option: named}, check=check)


def sent(cloud: Cloud) -> list[str]:
    return [call["action"] for call in cloud.simulator.calls() if call["write"]]


@pytest.mark.parametrize("module", WRITES)
def test_the_identity_is_requested_for_a_guard_and_before_writes_only(cloud: Cloud, module: str) -> None:
    """Each task asks for itself: the response to an earlier one proves nothing about this one's credential."""

    def identities() -> int:
        return sum(call["action"] == "GetCallerIdentity" for call in cloud.simulator.calls())

    cloud.load(WRITES[module][0])
    assert not task(cloud, module).get("failed")
    assert identities() == 0
    guards: t.Any = {name: {"account_id": uid} for name, uid in zip(NEW, (A, B), strict=True)}
    cloud.load(WRITES[module][0])
    assert task(cloud, module, **guards)["changed"]
    assert identities() == 2
    assert not task(cloud, module, **guards)["changed"]
    assert identities() == 2


@pytest.mark.parametrize("module", WRITES)
def test_each_entry_is_carried_out_in_its_own_account(cloud: Cloud, module: str) -> None:
    cloud.load(**WRITES[module][0])
    predicted = task(cloud, module, check=True)
    assert sent(cloud) == []
    done = task(cloud, module)
    assert not done.get("failed"), done
    assert predicted["writes"] == done["writes"]
    assert sorted(done["writes"]) == sorted(cloud.writes())
    assert len(done["writes"]) == 2
    assert [record["account"] for record in done[module]] == list(NEW)
    assert [record["region"] for record in done[module]] == [REGIONS[A], REGIONS[B]]
    calls = [done["accounts"][name]["api_calls"] for name in NEW]
    assert [counts["write"] for counts in calls] == [1, 1]
    assert done["api_calls"] == {kind: sum(counts[kind] for counts in calls) for kind in ("read", "write")}
    assert len(done["request_ids"]) == 2
    again = task(cloud, module)
    assert (again["changed"], again["writes"]) == (False, [])


@pytest.mark.parametrize("module", WRITES)
def test_the_guard_of_one_account_stops_all(cloud: Cloud, module: str) -> None:
    cloud.load(**WRITES[module][0])
    result = task(cloud, module, production={"account_id": A}, partner={"account_id": "1234567890123456"})
    assert f"belongs to account {B}, not to account_id 1234567890123456" in result["msg"]
    assert sent(cloud) == []


@pytest.mark.parametrize("module", WRITES)
def test_a_wrong_key_of_one_account_stops_all(cloud: Cloud, module: str) -> None:
    cloud.load(**WRITES[module][0])
    result = task(cloud, module, partner={"access_key_secret": "not-a-secret-wrong"})
    assert result["error"]["code"] == "InvalidAccessKeySecret"
    assert result["msg"].startswith("partner: ")
    assert sent(cloud) == []


def test_refusals_of_both_accounts_are_named_together(cloud: Cloud) -> None:
    cloud.load(**pair("Active"))
    entries = [
        {"account": "production", "route_table_id": "vtb-AAA", "destination": "100.64.1.0/24", "next_hop_id": "ri-A"},
        {"account": "partner", "route_table_id": "vtb-BBB", "destination": "100.64.2.0/24", "next_hop_id": "ri-B"},
    ]
    result = run_module("route_entries", {"accounts": accounts(cloud), "entries": entries})
    assert [refusal.split(":")[0] for refusal in result["refused"]] == [
        "100.64.1.0/24 in vtb-AAA",
        "100.64.2.0/24 in vtb-BBB",
    ]
    assert sent(cloud) == []


def test_a_failure_in_one_account_stops_no_other(cloud: Cloud) -> None:
    cloud.load(**pair("Active"), faults=[{"kind": "error", "account": A, "action": "CreateRoute*", "code": "Wrong"}])
    result = task(cloud, "route_entries")
    assert result["failed"]
    assert [failure["entry"] for failure in result["failures"]] == ["172.16.0.0/16 in vtb-AAA"]
    assert result["route_entries"][1]["status"] == "Available"


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        (
            [{"vpc_id": "vpc-1", "account": "stranger"}],
            "vpcs: account stranger is not in accounts (production, partner)",
        ),
        ([{"vpc_id": "vpc-1"}], "vpcs: account of an entry is not in accounts (production, partner)"),
    ],
)
def test_an_entry_of_no_account(cloud: Cloud, entries: list[dict[str, t.Any]], message: str) -> None:
    result = run_module("vpcs_info", {"accounts": accounts(cloud), "vpcs": entries})
    assert message in result["msg"]
    assert cloud.simulator.calls() == []


def test_an_entry_need_not_name_the_only_account(cloud: Cloud) -> None:
    result = run_module("vpcs_info", {"accounts": accounts(cloud)[:1], "vpcs": [{"vpc_id": "vpc-12345678"}]})
    assert [vpc["account"] for vpc in result["vpcs"]] == ["production"]


def test_a_task_of_one_account_without_a_name_knows_no_account(cloud: Cloud) -> None:
    result = cloud.run("vpcs_info", vpcs=[{"vpc_id": "vpc-12345678", "account": "production"}])
    assert "account production is not in accounts (none)" in result["msg"]


def test_two_accounts_of_one_name(cloud: Cloud) -> None:
    twice = [{**account, "name": "production"} for account in accounts(cloud)]
    assert "accounts: each needs a name of its own" in run_module("vpcs_info", {"accounts": twice})["msg"]
    assert cloud.simulator.calls() == []


@pytest.mark.parametrize("module", ["vpcs_info", "router_interfaces_info", "route_entries_info"])
def test_each_record_names_its_account(cloud: Cloud, module: str) -> None:
    cloud.load(**pair("Active"))
    more: dict[str, t.Any] = {"route_table_ids": ["vtb-AAA"]} if module == "route_entries_info" else {}
    chosen = accounts(cloud)[:1] if more else accounts(cloud)
    result = run_module(module, {"accounts": chosen, "query": "[].account", **more})
    assert set(result["result"]) == {account["name"] for account in chosen}
    assert list(result["accounts"]) == [account["name"] for account in chosen]


def test_facts_are_returned_by_account_and_an_unreadable_account_spoils_no_other(cloud: Cloud) -> None:
    wrong = accounts(cloud, partner={"access_key_secret": "not-a-secret-wrong"})
    result = run_module("vpcs_info", {"accounts": wrong, "gather_subset": ["router_interfaces"]})
    assert result["failed"]
    assert [vpc["account"] for vpc in result["vpcs"]] == ["production"]
    production, partner = result["accounts"]["production"], result["accounts"]["partner"]
    assert (production["account_id"], production["failures"]) == (A, [])
    assert production["router_interface_counts"] == {REGIONS[A]: 0}
    assert [failure["error"]["code"] for failure in partner["failures"]] == ["InvalidAccessKeySecret"]


def test_a_missing_credential_is_named_with_its_account(cloud: Cloud) -> None:
    nobody = [
        *accounts(cloud)[:1],
        {"name": "partner", "region": REGIONS[B], "profile": "none", "config_file": "/none"},
    ]
    result = run_module("vpcs_info", {"accounts": nobody})
    assert [failure["entry"] for failure in result["failures"]] == ["partner"]
    assert [vpc["account"] for vpc in result["vpcs"]] == ["production"]


def test_accounts_work_side_by_side(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have their first call under way at the same time, or the barrier breaks."""
    barrier, call, met = threading.Barrier(2, timeout=20), Client.call, threading.local()

    def together(client: Client, *given: t.Any, **params: t.Any) -> t.Any:
        if not getattr(met, "once", False):
            met.once = True
            barrier.wait()
        return call(client, *given, **params)

    monkeypatch.setattr(Client, "call", together)
    result = run_module("router_interfaces_info", {"accounts": accounts(cloud)})
    assert not result.get("failed"), result


PAIR = [{"account": "production", "router_interface_id": "ri-A"}, {"account": "partner", "router_interface_id": "ri-B"}]
GONE: dict[str, t.Any] = {"state": "absent", "force_routes": True, "interfaces": PAIR}
ROUTES = {A: ("vtb-AAA", "172.16.0.0/16", "ri-A"), B: ("vtb-BBB", "192.168.0.0/16", "ri-B")}


def routed(cloud: Cloud, **changes: t.Any) -> None:
    """Load an active pair with a route on each side."""
    cloud.load(**pair("Active"), **changes)
    for uid, (table, destination, hop) in ROUTES.items():
        entry = {"route_table_id": table, "destination": destination, "next_hop_id": hop}
        assert not cloud.run("route_entries", uid, entries=[entry]).get("failed")


@pytest.mark.parametrize("switches", [{}, {"peer_follows": True}, {"deactivate_with_routes": "refused"}], ids=str)
def test_nothing_is_deleted_before_all_accounts_have_released_theirs(cloud: Cloud, switches: dict[str, t.Any]) -> None:
    routed(cloud, switches=switches)
    began = len(sent(cloud))
    given = {"accounts": accounts(cloud), **GONE}
    predicted = run_module("router_interfaces", given, check=True)
    assert sent(cloud)[began:] == []
    done = run_module("router_interfaces", given)
    assert not done.get("failed"), done
    assert predicted["writes"] == done["writes"]
    assert predicted.actions == done.actions == ["deleted", "deleted"]
    made = sent(cloud)[began:]
    assert made[-2:] == ["DeleteRouterInterface"] * 2
    assert sorted(made) == sorted(done["writes"])
    assert done["writes"] == ["DeleteRouteEntries", "DeactivateRouterInterface", "DeleteRouterInterface"] * 2
    assert not run_module("router_interfaces", given)["changed"]


@pytest.mark.parametrize("action", ["DeleteRouteEntries", "DeactivateRouterInterface"])
def test_an_interface_that_was_not_released_is_not_deleted_and_the_others_go_on(cloud: Cloud, action: str) -> None:
    routed(cloud)
    cloud.simulator.control("faults", json.dumps([{"kind": "error", "action": action, "account": A, "code": "Wrong"}]))
    began = len(cloud.writes())
    result = run_module("router_interfaces", {"accounts": accounts(cloud), **GONE})
    assert [failure["entry"] for failure in result["failures"]] == ["ri-A in cn-beijing"]
    assert cloud.writes()[began:].count("DeleteRouterInterface") == 1
    left = [cloud.run("router_interfaces_info", uid)["router_interfaces"] for uid in (A, B)]
    assert [[interface["router_interface_id"] for interface in side] for side in left] == [["ri-A"], []]


def test_records_come_in_the_order_of_the_entries_and_a_prediction_is_exact_in_any_order(cloud: Cloud) -> None:
    """Which end gets its peer after its creation depends on the entries' order, and not on the accounts'."""
    routers = {"production": "vrt-AAA", "partner": "vrt-BBB"}
    peers = {"production": "partner", "partner": "production"}
    wanted = {name: {**NEW[name], "peer_router_id": routers[peers[name]], "peer_account_id": A} for name in NEW}
    wanted["production"]["peer_account_id"] = B
    for order in (["partner", "production"], ["production", "partner"]):
        cloud.load()
        entries = [{"account": name, **wanted[name]} for name in order]
        ends = [
            {"account": name, "router_id": routers[name], "role": wanted[name]["role"], "peer_router_id": peer}
            for name, peer in ((name, routers[peers[name]]) for name in order)
        ]
        named = [
            {**end, **{key: wanted[end["account"]][key] for key in ("peer_region", "peer_account_id")}} for end in ends
        ]
        writes = []
        for check in (True, False):
            made = run_module("router_interfaces", {"accounts": accounts(cloud), "interfaces": entries}, check=check)
            assert not made.get("failed"), made["msg"]
            assert [record["account"] for record in made["router_interfaces"]] == order
            known = {"accounts": accounts(cloud), "known_interfaces": made["router_interfaces"]}
            peered = run_module("router_interface_peers", {**known, "peers": named}, check=check)
            assert not peered.get("failed"), peered["msg"]
            writes.append((made["writes"], peered["writes"]))
        created = [*["CreateRouterInterface"] * 2, "ModifyRouterInterfaceAttribute"]
        assert writes[0] == writes[1] == (created, [])
        assert sorted(cloud.writes()) == sorted(created)
