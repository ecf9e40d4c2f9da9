# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the documents are silent about destinations, next hops and tasks of route entries: each switch, all values."""

from __future__ import annotations

import json

import pytest
from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkvpc.request.v20160428.CreateRouteEntriesRequest import CreateRouteEntriesRequest
from aliyunsdkvpc.request.v20160428.CreateRouteEntryRequest import CreateRouteEntryRequest

from ansible_collections.aliops.vpc.tests.conformance.harness import INITIATOR, Sdk, Simulator
from ansible_collections.aliops.vpc.tests.conformance.story import pair_scenario, routes
from ansible_collections.aliops.vpc.tests.conformance.test_switches import turn
from ansible_collections.aliops.vpc.tests.scenarios import pair, tutorial, tutorial_vpc

GATEWAY = "FORBIDDEN_USE_VPC_AS_INTERNET_GATEWAY"
NO_IPV6 = ["UnsupportedFeature.RouterInterfaceIpv6", "OperationDenied.RouterInterfaceIpv6"]
HOP = {"NextHopType": "RouterInterface", "NextHopId": "ri-A"}


def outcome(sdk: Sdk, destination: str, table: str = "vtb-AAA") -> str:
    """The code with which an entry is refused; empty when it is created."""
    try:
        sdk.call(CreateRouteEntryRequest, **HOP, RouteTableId=table, DestinationCidrBlock=destination)
    except ServerException as refusal:
        return str(refusal.get_error_code())
    return ""


@pytest.mark.parametrize(
    ("switch", "choice", "outcomes"),
    [
        ("route_outside_peer_vpc", "default_route", {"0.0.0.0/0": GATEWAY}),
        ("route_outside_peer_vpc", "all", {"10.1.0.0/16": GATEWAY, "172.16.1.0/24": ""}),
        ("route_outside_peer_vpc", "none", {"0.0.0.0/0": ""}),
        ("route_ten_slash_eight", "refused", {"10.0.0.0/8": "InvalidCidrBlock", "10.0.0.0/9": ""}),
        ("route_ten_slash_eight", "allowed", {"10.0.0.0/8": ""}),
        ("route_host_bits", "refused", {"10.1.0.1/16": "InvalidCidrBlock.Malformed"}),
        ("route_host_bits", "normalised", {"10.1.0.1/16": ""}),
        ("route_next_hop_states", "Active,Inactive", {"10.1.0.0/16": ""}),
        ("route_next_hop_states", "Active", {"10.1.0.0/16": "IncorrectStatus.RouterInterface"}),
        *(("route_ipv6_code", code, {"::/0": code}) for code in NO_IPV6),
    ],
)  # fmt: skip
def test_a_destination(cloud: Simulator, initiator: Sdk, switch: str, choice: str, outcomes: dict[str, str]) -> None:
    turn(cloud, pair_scenario(status="Inactive"), **{switch: choice})
    assert {destination: outcome(initiator, destination) for destination in outcomes} == outcomes
    destinations = [entry["DestinationCidrBlock"] for entry in routes(initiator, "vtb-AAA", RouteEntryType="Custom")]
    assert len(destinations) == list(outcomes.values()).count("")
    if choice == "normalised":
        assert destinations == ["10.1.0.0/16"]


@pytest.mark.parametrize(
    ("choice", "codes"), [("refused", ["InvalidCidrBlock", "InvalidCidrBlock"]), ("allowed", ["InvalidCidrBlock"])]
)
def test_a_vswitch_within_a_destination_of_a_batch(
    cloud: Simulator, initiator: Sdk, choice: str, codes: list[str]
) -> None:
    turn(cloud, pair_scenario(status="Inactive"), batch_vswitch_overlap=choice)
    entries = [
        {"RouteTableId": "vtb-AAA", "DstCidrBlock": block, "NextHop": "ri-A", "NextHopType": "RouterInterface"}
        for block in ("192.168.0.0/16", "192.168.100.0/25")
    ]
    failed = initiator.call(CreateRouteEntriesRequest, RouteEntriess=entries)["FailedRouteEntries"]
    assert [row["FailedCode"] for row in failed] == codes


def test_tasks_follow_each_other(real_time: Simulator) -> None:
    two_tables = tutorial_vpc("initiator", route_tables=[{"route_table_id": "vtb-2", "name": "second"}])
    scenario = tutorial(pair("Active"), initiator={"vpcs": [two_tables]})
    initiator = Sdk(real_time, INITIATOR, "cn-beijing")
    for switches, codes in (
        ({}, ["TaskConflict", "TaskConflict", ""]),
        ({"route_task_scope": "table"}, ["TaskConflict", "", ""]),
        ({"route_task_gap": 5.0}, ["TaskConflict", "TaskConflict", "TaskConflict"]),
    ):
        turn(real_time, scenario, **switches)
        real_time.control("clock", json.dumps({"mode": "manual"}))
        assert outcome(initiator, "10.1.0.0/16") == ""
        refusals = [outcome(initiator, "10.2.0.0/16", table) for table in ("vtb-AAA", "vtb-2")]
        # the entry is available now, and less than the gap has passed
        real_time.control("clock", json.dumps({"advance": 4}))
        assert [*refusals, outcome(initiator, "10.3.0.0/16")] == codes
        real_time.control("clock", json.dumps({"advance": 5}))
        assert outcome(initiator, "10.4.0.0/16") == ""
