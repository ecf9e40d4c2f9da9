# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scenarios that ship: they load, their keys belong to nobody, and they hold the described networks."""

from __future__ import annotations

import re

import pytest
from aliyunsdkvpc.request.v20160428.DescribeRouterInterfacesRequest import DescribeRouterInterfacesRequest
from aliyunsdkvpc.request.v20160428.DescribeVpcsRequest import DescribeVpcsRequest

from ansible_collections.aliops.vpc.tests.conformance.harness import Sdk, Simulator
from ansible_collections.aliops.vpc.tests.conformance.story import interface, routes
from ansible_collections.aliops.vpc.tests.scenarios import FOLDER, shipped, shipped_text

SHIPPED = sorted(path.stem for path in FOLDER.glob("*.yml"))
KEYS = {
    name: (f"LTAI-example-{name}", f"not-a-secret-{name}")
    for name in ("hub", "retail", "logistics", "north", "east", "south", "platform", "partner")
}


def load(cloud: Simulator, name: str) -> None:
    cloud.control("scenario", shipped_text(name))


@pytest.mark.parametrize("name", SHIPPED)
def test_a_scenario_loads_and_its_keys_belong_to_nobody(cloud: Simulator, name: str) -> None:
    load(cloud, name)
    for account in shipped(name)["accounts"]:
        assert re.fullmatch("[0-9]{16}", account["uid"])
        for key in account["access_keys"]:
            assert re.match("LTAI-(tutorial|example)-", key["id"])
            assert key["secret"].startswith("not-a-secret")
    for account in cloud.control("state")["accounts"]:
        assert all(vpc["status"] == "Available" for vpc in account["vpcs"])


@pytest.mark.parametrize(
    ("name", "regions"),
    [
        (
            "hub_and_spokes",
            {
                "hub": ["cn-hangzhou"],
                "retail": ["cn-hangzhou", "cn-shanghai"],
                "logistics": ["cn-beijing", "eu-central-1"],
            },
        ),
        ("full_mesh", {"north": ["cn-beijing"], "east": ["cn-hangzhou", "cn-shanghai"], "south": ["cn-shenzhen"]}),
    ],
)
def test_networks_that_are_to_be_joined(cloud: Simulator, name: str, regions: dict[str, list[str]]) -> None:
    load(cloud, name)
    blocks = []
    for account, places in regions.items():
        for region in places:
            sdk = Sdk(cloud, KEYS[account], region)
            (vpc,) = sdk.call(DescribeVpcsRequest)["Vpcs"]["Vpc"]
            blocks.append(vpc["CidrBlock"])
            assert sdk.call(DescribeRouterInterfacesRequest)["TotalCount"] == 0
    assert len(set(blocks)) == len(blocks)


def test_a_grown_estate(cloud: Simulator) -> None:
    load(cloud, "drifted")
    platform = Sdk(cloud, KEYS["platform"], "cn-beijing")
    partner = Sdk(cloud, KEYS["partner"], "cn-hangzhou")
    seen = {
        name: (end["Role"], end["Status"], end.get("OppositeInterfaceStatus"))
        for name in ("orders", "billing", "archive", "search")
        for end in [interface(platform, f"ri-core-{name}")]
    }
    assert seen == {
        "orders": ("AcceptingSide", "Active", "Active"),
        "billing": ("InitiatingSide", "Inactive", "Inactive"),
        "archive": ("InitiatingSide", "Inactive", "Deleted"),
        "search": ("InitiatingSide", "Idle", "Idle"),
    }
    assert "OppositeInterfaceId" not in interface(partner, "ri-search-core")
    custom = {
        entry["DestinationCidrBlock"]: entry["NextHops"]["NextHop"][0]
        for entry in routes(platform, "vtb-core", RouteEntryType="Custom")
    }
    assert {name: hop["NextHopType"] for name, hop in custom.items()} == {
        "10.21.1.0/24": "RouterInterface",
        "10.22.1.0/24": "RouterInterface",
        "10.25.0.0/16": "VpnGateway",
        "10.26.0.0/16": "RouterInterface",
    }
    assert custom["10.26.0.0/16"] == {"NextHopType": "RouterInterface", "NextHopId": "ri-core-gone"}
