# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters that use an index return the rows that reading everything shows; the state comes in parts."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
import yaml

from ansible_collections.aliops.vpc.tests.conformance.harness import SCENARIOS, Simulator
from ansible_collections.aliops.vpc.tests.conformance.raw import get, send
from ansible_collections.aliops.vpc.tests.conformance.story import ACCEPTOR_UID, INITIATING, INITIATOR_UID
from vpc_simulator.actions.interface_lists import INDEXED_KEYS
from vpc_simulator.state import ACCOUNT_PARTS, WORLD_PARTS

OPPOSITE = {"OppositeInterfaceOwnerId": ACCEPTOR_UID, "OppositeRouterType": "VRouter"}


def listed(cloud: Simulator, **filters: tuple[str, ...]) -> list[dict[str, Any]]:
    parameters = {"PageSize": "50"}
    for number, (key, values) in enumerate(filters.items(), 1):
        parameters[f"Filter.{number}.Key"] = key
        parameters.update({f"Filter.{number}.Value.{n}": value for n, value in enumerate(values, 1)})
    return list(get(cloud, "DescribeRouterInterfaces", **parameters).json["RouterInterfaceSet"]["RouterInterfaceType"])


def check_filters(cloud: Simulator) -> int:
    """Compare each filter with the whole list, read without filters; return the number of rows."""
    everything = listed(cloud)
    count = 0
    for key in INDEXED_KEYS:
        values = sorted({row.get(key, "") for row in everything} - {""})
        for wanted in (*((value,) for value in values), *itertools.combinations(values, 2), ("nobody",)):
            rows = listed(cloud, **{key: wanted})
            assert rows == [row for row in everything if row.get(key) in wanted], (key, wanted)
            idle = listed(cloud, Status=("Idle",), **{key: wanted})
            assert idle == [row for row in rows if row["Status"] == "Idle"]
            count += len(rows)
    return count


@pytest.mark.parametrize("order", ["newest_first", "oldest_first"])
def test_an_index_follows_every_change(cloud: Simulator, order: str) -> None:
    content = yaml.safe_load((SCENARIOS / "tutorial.yml").read_text())
    content["switches"] = {"list_order": order}
    cloud.control("scenario", json.dumps(content))
    ids = [
        get(cloud, "CreateRouterInterface", **INITIATING, Name=name).json["RouterInterfaceId"]
        for name in ("one", "two", "one")
    ]
    assert check_filters(cloud) > 6
    change = {"RouterInterfaceId": ids[0], "Name": "two", "OppositeInterfaceId": "ri-x", "OppositeRouterId": "vrt-x"}
    get(cloud, "ModifyRouterInterfaceAttribute", **change, **OPPOSITE)
    assert [row["RouterInterfaceId"] for row in listed(cloud, OppositeInterfaceId=("ri-x",))] == ids[:1]
    assert check_filters(cloud) > 6
    get(cloud, "DeleteRouterInterface", RouterInterfaceId=ids[1])
    assert [row["RouterInterfaceId"] for row in listed(cloud, Name=("two",))] == ids[:1]
    check_filters(cloud)
    get(cloud, "DeleteRouterInterface", RouterInterfaceId=ids[2])
    again = get(cloud, "CreateRouterInterface", **INITIATING, Name="one").json["RouterInterfaceId"]
    assert [row["RouterInterfaceId"] for row in listed(cloud, Name=("one",))] == [again]
    check_filters(cloud)


def test_the_interfaces_of_others_are_in_no_index(cloud: Simulator) -> None:
    get(cloud, "CreateRouterInterface", **INITIATING, Name="one")
    (own,) = listed(cloud)
    for key in ("RouterInterfaceId", "Name", "OppositeRouterId"):
        for region in ("cn-hangzhou", "us-east-1"):
            wanted = {"Filter.1.Key": key, "Filter.1.Value.1": own.get(key, "vrt-AAA"), "RegionId": region}
            assert get(cloud, "DescribeRouterInterfaces", **wanted).json["TotalCount"] == 0


def test_the_state_comes_in_parts(cloud: Simulator) -> None:
    whole = cloud.control("state")
    assert set(whole) == {"scenario", "now", "accounts", *WORLD_PARTS}
    identity = set(whole["accounts"][0]) - set(ACCOUNT_PARTS)
    assert {"uid", "name"} <= identity
    for name in WORLD_PARTS:
        part = cloud.control(f"state?part={name}")
        assert part[name] == whole[name]
        assert set(part) == {"scenario", "now", "accounts", name}
        assert set(part["accounts"][0]) == identity
    for name in ACCOUNT_PARTS:
        part = cloud.control(f"state?part={name}")
        assert set(part) == {"scenario", "now", "accounts"}
        assert [account[name] for account in part["accounts"]] == [account[name] for account in whole["accounts"]]
    two = cloud.control("state?part=vpcs&part=delays")
    assert set(two) == {"scenario", "now", "accounts", "delays"}
    assert set(two["accounts"][0]) == identity | {"vpcs"}


def test_the_state_of_one_account(cloud: Simulator) -> None:
    for name in (INITIATOR_UID, "initiator"):
        assert [account["uid"] for account in cloud.control(f"state?account={name}")["accounts"]] == [INITIATOR_UID]
    assert cloud.control("state?account=nobody")["accounts"] == []
    both = cloud.control(f"state?account={INITIATOR_UID}&account=acceptor&part=vpcs")["accounts"]
    assert [account["uid"] for account in both] == [INITIATOR_UID, ACCEPTOR_UID]


def test_an_unknown_part(cloud: Simulator) -> None:
    reply = send(cloud, "GET", "/_simulator/state?part=vpcs&part=colour")
    assert reply.status == 400
    assert reply.json["error"].startswith("part: 'colour' is not one of switches, ")


def test_the_state_has_lines_that_people_can_read(cloud: Simulator) -> None:
    text = send(cloud, "GET", "/_simulator/state").text
    assert text.startswith('{\n "scenario": "posted",\n "now": "')
    assert '\n   "vpcs": [\n    {"vpc_id": "vpc-12345678"' in text
    assert send(cloud, "GET", "/_simulator/calls").text == "[]"
