# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The findings of an audit about peerings that differ in one detail each. No server."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest

from ansible_collections.aliops.vpc.plugins.filter.peering_audit import peering_audit
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry
from ansible_collections.aliops.vpc.plugins.plugin_utils._audit.drift import fails
from ansible_collections.aliops.vpc.tests.unit.plugins.plugin_utils.snapshots import (
    BLOCKS,
    PEERING,
    REGIONS,
    Result,
    end,
    handshake,
    local,
    merged,
    peered,
    role_input,
    route,
    snapshot,
    unread,
)

A, B = end("a", "Active"), end("b", "Active")


def judged(*snapshots: Result, peering: Result | None = None, state: str = "audit", **variables: t.Any) -> Result:
    """Return the audit of a run that gathered the snapshots."""
    given = role_input(peering or PEERING, state=state, **variables)
    return peering_audit(given, merged(*snapshots))


def drift_of(result: Result) -> list[tuple[str, str, str]]:
    return [(finding["severity"], finding["side"], finding["rule"]) for finding in result["findings"]]


def custom(account: str, destination: str, hop: str, **more: t.Any) -> RouteEntry:
    return dataclasses.replace(route(account, hop), destination=destination, **more)


def with_second_table(account: str, *, used: bool, routes: t.Sequence[RouteEntry] = ()) -> Result:
    """Return a complete side with a route table of its own for a second vSwitch, which has a block of its own too."""
    read = peered(account)
    (vpc,) = read["vpcs"]
    second = {"region": REGIONS[account], "route_table_id": "vtb-2", "kind": "System", "next_hop_type": "local"}
    blocks = {f"vtb-{account}": BLOCKS[account], "vtb-2": "192.168.200.0/24"}
    vpc["route_tables"] = [
        {"route_table_id": f"vtb-{account}", "type": "System", "vswitch_ids": ["vsw-1"]},
        {"route_table_id": "vtb-2", "type": "Custom", "vswitch_ids": ["vsw-2"] if used else []},
    ]
    vpc["route_entries"] += [
        *({**local(account), **second, "destination": block} for block in blocks.values()),
        {**local(account), "destination": blocks["vtb-2"]},
        *(dataclasses.replace(entry, route_table_id="vtb-2").as_result() for entry in routes),
    ]
    return read


def with_vswitches(read: Result, *tables: str) -> Result:
    """Return an account with the route table of each vSwitch."""
    pairs = zip((BLOCKS["a"], "192.168.200.0/24"), tables, strict=True)
    read["vpcs"][0]["vswitches"] = [{"cidr_block": block, "route_table_id": table} for block, table in pairs]
    return read


def test_a_complete_peering_has_no_drift_and_is_reachable() -> None:
    result = judged(peered("a"), peered("b"))
    assert (result["findings"], result["unreadable"], result["fails"]) == ([], [], False)
    (pair,) = result["reachability"]
    assert (pair["initiator"], pair["acceptor"], pair["verdict"]) == (BLOCKS["a"], BLOCKS["b"], "reachable")
    assert result["lines"] == ["Pairs of vSwitch blocks: 1 reachable."]


def test_an_empty_cloud_is_cut_off() -> None:
    result = judged(snapshot("a"), snapshot("b"))
    assert drift_of(result) == [
        ("cut_off", "initiator", "interface_missing"),
        ("cut_off", "acceptor", "interface_missing"),
    ]
    assert [pair["verdict"] for pair in result["reachability"]] == ["black_hole"]


@pytest.mark.parametrize(
    ("changes", "severity", "rule", "expected", "actual"),
    [
        ({"status": "Inactive"}, "cut_off", "interface_not_active", "Active", "Inactive"),
        ({"business_status": "FinancialLocked"}, "cut_off", "interface_locked", "Normal", "FinancialLocked"),
        ({"peer_router_interface_id": "ri-old"}, "cut_off", "peer_differs", "ri-b", "ri-old"),
        ({"peer_account_id": "1"}, "cut_off", "peer_differs", "1000000000000002", "1"),
        ({"spec": "Mini.2"}, "cosmetic", "spec_differs", "Large.1", "Mini.2"),
    ],
)
def test_an_interface_that_differs(
    changes: dict[str, str], severity: str, rule: str, expected: str, actual: str
) -> None:
    """One finding each: its consequences are not repeated."""
    result = judged(peered("a", **changes), peered("b"))
    assert drift_of(result) == [(severity, "initiator", rule)]
    (finding,) = result["findings"]
    assert (finding["values"]["expected"], finding["values"]["actual"]) == (expected, actual)
    assert actual in finding["text"]


def test_a_name_differs_only_when_the_playbook_insists_on_one() -> None:
    insisting = {**PEERING, "initiator": {**PEERING["initiator"], "interface_name": "wanted"}}
    assert drift_of(judged(peered("a", name="other"), peered("b"))) == []
    assert drift_of(judged(peered("a", name="other"), peered("b"), peering=insisting)) == [
        ("cosmetic", "initiator", "name_differs")
    ]


def test_a_route_missing_on_one_side() -> None:
    result = judged(peered("a"), snapshot("b", B))
    assert drift_of(result) == [("cut_off", "acceptor", "route_missing")]
    (pair,) = result["reachability"]
    assert pair["verdict"] == "one_way"
    assert (pair["forward"]["verdict"], pair["backward"]["verdict"]) == ("reachable", "black_hole")


def test_an_interface_whose_peer_is_not_active_carries_nothing_either_way() -> None:
    (pair,) = judged(peered("a", status="Inactive"), peered("b"))["reachability"]
    assert pair["verdict"] == "black_hole"
    statuses = [way["by"][0]["next_hop_status"] for way in (pair["forward"], pair["backward"])]
    assert statuses == ["Inactive", "Active, but its peer is Inactive"]


def test_a_route_that_is_not_in_force() -> None:
    pending = dataclasses.replace(route("a"), status="Pending")
    assert drift_of(judged(snapshot("a", A, routes=[pending]), peered("b"))) == [
        ("cut_off", "initiator", "route_not_available")
    ]


def test_a_destination_with_another_next_hop() -> None:
    """The way back is the peering's still, so traffic takes two ways."""
    result = judged(snapshot("a", A, routes=[custom("a", BLOCKS["b"], "i-1", next_hop_type="Instance")]), peered("b"))
    assert drift_of(result) == [("asymmetric", "initiator", "route_captured")]
    (pair,) = result["reachability"]
    assert pair["verdict"] == "one_way"
    assert pair["forward"]["by"] == [
        {
            "route_table_id": "vtb-a",
            "destination": BLOCKS["b"],
            "next_hop": "Instance i-1",
            "status": None,
            "next_hop_status": None,
        }
    ]


def test_destinations_with_other_next_hops_on_both_sides() -> None:
    hops = {"next_hop_type": "Instance"}
    result = judged(
        snapshot("a", A, routes=[custom("a", BLOCKS["b"], "i-1", **hops)]),
        snapshot("b", B, routes=[custom("b", BLOCKS["a"], "i-2", **hops)]),
    )
    assert drift_of(result) == [
        ("cut_off", "initiator", "route_captured"),
        ("cut_off", "acceptor", "route_captured"),
    ]
    assert [pair["verdict"] for pair in result["reachability"]] == ["captured"]


def test_a_more_specific_route_captures_a_part() -> None:
    result = judged(peered("a", custom("a", "172.16.100.64/26", "vpn-1", next_hop_type="VpnGateway")), peered("b"))
    assert drift_of(result) == [("asymmetric", "initiator", "route_captured")]
    (finding,) = result["findings"]
    assert finding["values"]["lost"] == ["172.16.100.64/26"]
    assert "172.16.100.64/26 of 172.16.100.0/24" in finding["text"]
    (pair,) = result["reachability"]
    assert (pair["forward"]["verdict"], pair["forward"]["partly"]) == ("captured", True)


def test_a_more_specific_route_to_an_interface_that_is_gone() -> None:
    result = judged(peered("a", custom("a", "172.16.100.64/26", "ri-gone")), peered("b"))
    assert drift_of(result) == [("asymmetric", "initiator", "route_to_nowhere")]


def test_a_leftover_route_that_captures_nothing_of_the_peer() -> None:
    result = judged(peered("a", custom("a", "10.0.0.0/8", "ri-gone")), peered("b"))
    assert drift_of(result) == [("cosmetic", "initiator", "leftover_route")]
    assert result["findings"][0]["values"]["entry"]["next_hop_id"] == "ri-gone"


@pytest.mark.parametrize(
    ("interface", "status", "reason"),
    [
        (None, "absent", "ri-other, which no longer exists."),
        ("Inactive", "Inactive", "ri-other, which is Inactive."),
    ],
)
def test_a_black_hole_has_a_reason(interface: str | None, status: str, reason: str) -> None:
    idle = [end("a", interface, router_interface_id="ri-other", peer_router_id="vrt-other")] if interface else []
    lost = snapshot("a", A, *idle, routes=[custom("a", BLOCKS["b"], "ri-other")])
    result = judged(lost, peered("b"))
    assert drift_of(result) == [("cut_off", "initiator", "route_to_nowhere")]
    assert result["findings"][0]["text"].endswith(reason)
    (by,) = result["reachability"][0]["forward"]["by"]
    assert (by["status"], by["next_hop_status"]) == (None, status)
    leftover = judged(snapshot("a", A, *idle, routes=[route("a"), custom("a", "10.0.0.0/8", "ri-other")]), peered("b"))
    assert leftover["findings"][0]["text"].endswith(reason)


def test_an_entry_that_is_not_in_force_has_its_own_status() -> None:
    pending = dataclasses.replace(route("a"), status="Pending")
    (by,) = judged(snapshot("a", A, routes=[pending]), peered("b"))["reachability"][0]["forward"]["by"]
    assert (by["status"], by["next_hop_status"]) == ("Pending", None)


def test_routes_of_another_peering_that_works_are_no_drift() -> None:
    other = end("a", "Active", router_interface_id="ri-other", name="other", peer_router_id="vrt-other")
    read = snapshot("a", A, other, routes=[route("a"), custom("a", "10.0.0.0/8", "ri-other")])
    assert drift_of(judged(read, peered("b"))) == []


def test_a_table_that_lacks_the_route_is_asymmetric_when_a_vswitch_uses_it() -> None:
    unused = judged(with_second_table("a", used=False), peered("b", custom("b", "192.168.200.0/24", "ri-b")))
    assert drift_of(unused) == []
    used = judged(with_second_table("a", used=True), peered("b", custom("b", "192.168.200.0/24", "ri-b")))
    assert drift_of(used) == [("asymmetric", "initiator", "route_missing")]
    assert used["findings"][0]["values"]["route_table_ids"] == ["vtb-2"]
    complete = with_second_table("a", used=True, routes=[route("a")])
    assert drift_of(judged(complete, peered("b", custom("b", "192.168.200.0/24", "ri-b")))) == []


def test_a_vswitchs_verdict_comes_from_its_own_table() -> None:
    a, b = with_second_table("a", used=True), peered("b", custom("b", "192.168.200.0/24", "ri-b"))
    unknown = judged(a, b)
    known = judged(with_vswitches(a, "vtb-a", "vtb-2"), b)
    assert {pair["initiator"]: pair["verdict"] for pair in known["reachability"]} == {
        BLOCKS["a"]: "reachable",
        "192.168.200.0/24": "one_way",
    }
    # Without the tables of the vSwitches, none is called reachable that may not be.
    assert [pair["verdict"] for pair in unknown["reachability"]] == ["one_way", "one_way"]


def test_pairs_that_nobody_asked_for_are_marked() -> None:
    (pair,) = judged(snapshot("a", A), snapshot("b", B), peering={**PEERING, "routes": "none"})["reachability"]
    assert (pair["asked_for"], pair["verdict"]) == (False, "black_hole")


@pytest.mark.parametrize(
    ("block", "asked_for"), [("172.16.0.0/16", True), ("172.16.100.0/24", True), ("172.16.100.0/25", False)]
)
def test_a_vswitch_is_asked_for_only_as_a_whole(block: str, asked_for: bool) -> None:
    narrowed = {**PEERING, "initiator": {**PEERING["initiator"], "routes": [block]}}
    (pair,) = judged(snapshot("a", A), snapshot("b", B), peering=narrowed)["reachability"]
    assert pair["asked_for"] is asked_for


def test_a_peering_created_the_other_way_round_has_no_drift() -> None:
    a = snapshot("a", end("a", "Active", role="acceptor", spec="Negative"), routes=[route("a")])
    b = snapshot("b", end("b", "Active", role="initiator", spec="Large.1"), routes=[route("b")])
    assert drift_of(judged(a, b)) == []


def test_a_vpc_that_is_gone() -> None:
    gone = {**snapshot("a"), "vpcs": []}
    assert drift_of(judged(gone, peered("b")))[0] == ("cut_off", "initiator", "vpc_missing")


def test_an_unreadable_account_is_reported_and_no_drift() -> None:
    result = judged(unread("a", "no credential"), peered("b"))
    assert result["unreadable"] == ["a could not be read: no credential."]
    assert "initiator" not in {finding["side"] for finding in result["findings"]}


def test_vswitches_that_cannot_be_read_are_reported() -> None:
    a = peered("a")
    a["vpcs"][0]["vswitches_error"] = "DescribeVSwitches failed: denied."
    result = judged(a, peered("b"))
    assert result["unreadable"] == ["a could not be read: DescribeVSwitches failed: denied."]
    assert drift_of(result) == []


def test_several_interfaces_that_fit() -> None:
    twins = snapshot("a", A, end("a", "Active", router_interface_id="ri-a2"))
    assert drift_of(judged(twins, peered("b"))) == [("cut_off", "initiator", "interface_ambiguous")]


def test_a_peering_that_should_be_absent() -> None:
    assert drift_of(judged(snapshot("a"), snapshot("b"), state="absent")) == []
    result = judged(peered("a"), snapshot("b"), state="absent")
    assert drift_of(result) == [("cosmetic", "initiator", "not_absent")]


def test_one_side_alone_believes_the_services_view_of_the_other() -> None:
    def alone(**changes: t.Any) -> list[tuple[str, str, str]]:
        return drift_of(
            judged(peered("a", **changes), accounts={"a": {}}, handshakes=[handshake("b", names_peer="ri-a")])
        )

    assert alone() == []
    assert alone(peer_status="Deleted") == [("cut_off", "initiator", "peer_not_active")]


@pytest.mark.parametrize(
    ("severity", "failing"),
    [
        ("cut_off", {"cut_off", "asymmetric", "cosmetic"}),
        ("asymmetric", {"asymmetric", "cosmetic"}),
        ("cosmetic", {"cosmetic"}),
    ],
)
def test_the_limits_that_a_severity_fails(severity: str, failing: set[str]) -> None:
    limits = ("cut_off", "asymmetric", "cosmetic", "never")
    assert {limit for limit in limits if fails([{"severity": severity}], limit)} == failing


def test_routes_to_the_own_interface_that_nobody_wants_are_surplus() -> None:
    a = peered("a", custom("a", "10.7.0.0/16", "ri-a"), custom("a", "10.8.0.0/16", "ri-a,ri-x"))
    result = judged(a, peered("b"))
    assert drift_of(result) == [("cosmetic", "initiator", "route_surplus")]
    assert result["findings"][0]["text"] == "vpc-a: no peering wants 10.7.0.0/16 in vtb-a, whose next hop is ri-a."
    named = {**PEERING, "initiator": {**PEERING["initiator"], "routes": ["10.7.0.0/16", BLOCKS["b"]]}}
    assert drift_of(judged(a, peered("b"), peering=named)) == []
    assert "route_surplus" not in [rule for _severity, _side, rule in drift_of(judged(a, peered("b"), state="absent"))]


def test_ipv6_blocks_are_neither_missing_nor_unreachable() -> None:
    b = peered("b")
    b["vpcs"][0]["route_entries"].append({**local("b"), "destination": "2408:4001:1::/64"})
    result = judged(peered("a"), b)
    assert (drift_of(result), [pair["acceptor"] for pair in result["reachability"]]) == ([], [BLOCKS["b"]])
