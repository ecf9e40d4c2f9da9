# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""router_interfaces_info and vpcs_info against the simulator: filters, pages, queries."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.aliops.vpc.tests.modules.runs import A, B, Cloud, run_module
from ansible_collections.aliops.vpc.tests.scenarios import border_routers, interface, vpc

pytestmark = pytest.mark.usefixtures("both_doors")

NAME = "router_interfaces_info"


@pytest.fixture(name="cloud")
def four_interfaces(cloud: Cloud) -> Cloud:
    interfaces = [
        interface("ri-1", "InitiatingSide", "Active", name="one", spec="Large.1", tags={"team": "net", "a": "b"}),
        interface("ri-2", "InitiatingSide", "Idle", name="two", opposite_router_id="vrt-CCC"),
        interface("ri-3", "InitiatingSide", "Inactive", name="three", opposite_interface_owner_id="1000000000000009"),
        interface("ri-4", "AcceptingSide", "Idle", name="four", router_id="vrt-AAA", opposite_region="cn-shanghai"),
    ]
    cloud.load(initiator={"router_interfaces": interfaces})
    return cloud


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({}, "1234"),
        ({"router_interface_ids": ["ri-1", "ri-none"]}, "1"),
        ({"router_interface_ids": ["ri-1", "ri-2", "ri-3", "ri-4", "ri-5", "ri-6"]}, "1234"),
        ({"names": ["t*", "o?e"]}, "123"),
        ({"router_ids": ["vrt-AAA"]}, "1234"),
        ({"router_ids": ["vrt-ZZZ"]}, ""),
        ({"vpc_ids": ["vpc-12345678"]}, "1234"),
        ({"vpc_ids": ["vpc-other"]}, ""),
        ({"role": "acceptor"}, "4"),
        ({"statuses": ["Idle", "Inactive"]}, "234"),
        ({"statuses": ["Idle"], "role": "initiator"}, "2"),
        ({"specs": ["Negative"]}, "4"),
        ({"peer_router_ids": ["vrt-CCC"]}, "2"),
        ({"peer_account_ids": ["1000000000000009"]}, "3"),
        ({"peer_router_interface_ids": ["ri-A"]}, "4"),
        ({"peer_regions": ["cn-shanghai"]}, "4"),
        ({"tags": {"team": "net"}}, "1"),
        ({"tags": {"team": "other"}}, ""),
        ({"resource_group_id": "rg-none"}, ""),
    ],
)
def test_filters(cloud: Cloud, filters: dict[str, t.Any], ids: str) -> None:
    result = cloud.run(NAME, check=True, **filters)
    assert result["changed"] is False
    interface_ids = [record["router_interface_id"] for record in result["router_interfaces"]]
    assert sorted(interface_ids) == [f"ri-{number}" for number in ids]


def test_a_query_shapes_the_result(cloud: Cloud) -> None:
    result = cloud.run(NAME, query="[?status=='Active'].{id: router_interface_id, team: tags.team}")
    assert result["result"] == [{"id": "ri-1", "team": "net"}]


@pytest.mark.parametrize("query", ["[?", "unknown(@)"])
def test_an_invalid_query(cloud: Cloud, query: str) -> None:
    assert cloud.run(NAME, query=query)["msg"].startswith("query: ")


def test_all_pages(cloud: Cloud) -> None:
    quotas = {"router_interfaces_per_router": 200, "router_interfaces_per_region": 200}
    interfaces = [interface(f"ri-{number}", "InitiatingSide") for number in range(101)]
    cloud.load(quotas=quotas, initiator={"router_interfaces": interfaces})
    result = cloud.run(NAME)
    assert (len(result["router_interfaces"]), result["api_calls"]["read"]) == (101, 3)


def test_wrong_ids_and_no_region(cloud: Cloud) -> None:
    assert "That is the id of a router" in cloud.run(NAME, router_interface_ids=["vrt-AAA"])["msg"]
    assert "region is needed" in cloud.run(NAME, region="")["msg"]


def test_vpcs_by_name_tag_and_query(cloud: Cloud) -> None:
    result = cloud.run("vpcs_info", names=["init*"], query="[].vpc_id")
    assert (result["result"], result["account_id"]) == (["vpc-12345678"], A)
    assert cloud.run("vpcs_info", names=["none*"])["vpcs"] == []
    assert cloud.run("vpcs_info", tags={"a": "b"})["vpcs"] == []


def test_vpcs_with_all_that_belongs_to_them(cloud: Cloud) -> None:
    subset = ["vswitches", "route_tables", "route_entries", "router_interfaces"]
    (vpc,) = cloud.run("vpcs_info", gather_subset=subset)["vpcs"]
    assert {key: len(vpc[key]) for key in subset} == {
        "vswitches": 1, "route_tables": 1, "route_entries": 2, "router_interfaces": 4,
    }  # fmt: skip


def two_vpcs(cloud: Cloud, **changes: t.Any) -> None:
    """Load a VPC with one route table, and one with two."""
    tables = [{"route_table_id": "vtb-split-own", "vswitch_ids": ["vsw-split"]}]
    plain = vpc("plain", "cn-beijing", "10.0.0.0/16", "10.0.1.0/24")
    split = vpc("split", "cn-beijing", "10.1.0.0/16", "10.1.1.0/24", route_tables=tables)
    cloud.load(initiator={"vpcs": [plain, split]}, **changes)


def test_vswitches_are_read_where_it_matters_which_table_they_use(cloud: Cloud) -> None:
    two_vpcs(cloud)
    result = cloud.run("vpcs_info", gather_subset=["vswitches_by_table", "route_tables"])
    plain, split = sorted(result["vpcs"], key=lambda vpc: str(vpc["vpc_id"]))
    assert [(vswitch["vswitch_id"], vswitch["route_table_id"]) for vswitch in split["vswitches"]] == [
        ("vsw-split", "vtb-split-own")
    ]
    assert not {"vswitches", "vswitches_error", "vswitches_by_table"} & set(plain)
    began = len(cloud.simulator.calls())
    cloud.run("vpcs_info", vpcs=[{"vpc_id": "vpc-plain"}], gather_subset=["vswitches_by_table"])
    assert "DescribeVSwitches" not in [call["action"] for call in cloud.simulator.calls()[began:]]
    both = cloud.run("vpcs_info", gather_subset=["vswitches_by_table", "vswitches"])
    assert [len(vpc["vswitches"]) for vpc in both["vpcs"]] == [1, 1]


def test_vswitches_that_nobody_may_read_fail_no_task(cloud: Cloud) -> None:
    two_vpcs(cloud, faults=[{"kind": "error", "action": "DescribeVSwitches", "code": "Forbidden.RAM", "status": 403}])
    result = cloud.run("vpcs_info", gather_subset=["vswitches_by_table"])
    assert not result.get("failed"), result
    plain, split = sorted(result["vpcs"], key=lambda vpc: str(vpc["vpc_id"]))
    assert split["vswitches_error"].startswith("DescribeVSwitches failed in cn-beijing")
    assert "vswitches" not in split
    assert "vswitches_error" not in plain
    assert cloud.run("vpcs_info", gather_subset=["vswitches"])["failed"]


def test_vpcs_name_their_owner(cloud: Cloud) -> None:
    assert [vpc["owner_id"] for vpc in cloud.run("vpcs_info")["vpcs"]] == [A]


@pytest.mark.parametrize("opened", [True, False])
def test_whether_cdt_is_open_is_read_only_when_it_is_asked_for(cloud: Cloud, opened: bool) -> None:
    cloud.load(initiator={"cdt": opened})
    assert cloud.run("vpcs_info", gather_subset=["cdt"])["cdt_enabled"] is opened
    began = len(cloud.simulator.calls())
    assert "cdt_enabled" not in cloud.run("vpcs_info", gather_subset=["route_tables"])
    assert not any("Cdt" in call["action"] for call in cloud.simulator.calls()[began:])


def test_a_key_that_may_not_read_cdt_fails_no_task(cloud: Cloud) -> None:
    denied = {"kind": "error", "action": "GetCdtServiceStatus", "code": "Forbidden.RAM", "status": 403}
    cloud.load(faults=[denied])
    result = cloud.run("vpcs_info", gather_subset=["cdt"])
    assert (result.get("failed"), result["cdt_enabled"], len(result["vpcs"])) == (None, None, 1)
    uid_accounts = [{**cloud.account(A), "name": "one"}]
    both = run_module("vpcs_info", {"accounts": uid_accounts, "gather_subset": ["cdt"]})
    assert both["accounts"]["one"]["cdt_enabled"] is None


@pytest.mark.parametrize(
    ("selector", "message"),
    [
        ({"vpc_id": "vpc-none"}, "there is no VPC vpc-none in cn-beijing: DescribeVpcAttribute failed"),
        ({"name": "none"}, "there is no VPC with name none in cn-beijing"),
        ({"router_id": "vrt-none"}, "there is no VPC with router_id vrt-none"),
    ],
)
def test_vpcs_that_do_not_exist_are_named(cloud: Cloud, selector: dict[str, str], message: str) -> None:
    (missing,) = cloud.run("vpcs_info", vpcs=[selector])["missing"]
    assert message in missing["msg"]


def test_one_region_that_fails_does_not_hide_the_other(cloud: Cloud) -> None:
    vpcs = [{"region": "no-where", "vpc_id": "vpc-1"}, {"vpc_id": "vpc-12345678"}]
    result = cloud.run("vpcs_info", vpcs=vpcs)
    assert [failure["entry"] for failure in result["failures"]] == ["no-where"]
    assert [vpc["vpc_id"] for vpc in result["vpcs"]] == ["vpc-12345678"]


def test_all_vpcs_of_several_regions(cloud: Cloud) -> None:
    """A region without VPCs costs the lists of VPCs and router interfaces, and no more."""
    cloud.load(border_routers(1))
    subset = ["router_interfaces", "vpc_peer_connections", "route_tables", "route_entries"]
    read = cloud.run("vpcs_info", regions=["cn-beijing", "cn-shanghai"], gather_subset=subset)
    assert [vpc["vpc_id"] for vpc in read["vpcs"]] == ["vpc-12345678"]
    assert [end["router_interface_id"] for end in read["vpcs"][0]["router_interfaces"]] == ["ri-vpc-1"]
    assert [end["router_interface_id"] for end in read["other_router_interfaces"]] == ["ri-line-1"]
    assert read["regions"] == ["cn-beijing", "cn-shanghai"]
    # STS; VPCs and router interfaces of both; connections and the one route table of cn-beijing.
    assert read["api_calls"] == {"read": 1 + 2 + 2 + 1 + 1, "write": 0}


def test_all_regions(cloud: Cloud) -> None:
    read = cloud.run("vpcs_info", regions=["all"])
    assert [vpc["vpc_id"] for vpc in read["vpcs"]] == ["vpc-12345678"]
    assert {"cn-beijing", "eu-central-1", "cn-hangzhou"} <= set(read["regions"])
    assert read["api_calls"]["read"] == 2 + len(read["regions"])
    assert "other_router_interfaces" not in read


def test_regions_of_several_accounts(cloud: Cloud) -> None:
    accounts = [{**cloud.account(uid), "name": name} for uid, name in ((A, "a"), (B, "b"))]
    read = run_module("vpcs_info", {"accounts": accounts, "regions": ["cn-beijing", "no-where", "cn-hangzhou"]})
    assert [(vpc["account"], vpc["region"]) for vpc in read["vpcs"]] == [("a", "cn-beijing"), ("b", "cn-hangzhou")]
    assert [failure["entry"] for failure in read["failures"]] == ["a, no-where", "b, no-where"]
    assert read["accounts"]["a"]["regions"] == ["cn-beijing", "no-where", "cn-hangzhou"]


def test_vpcs_and_regions_exclude_each_other(cloud: Cloud) -> None:
    read = cloud.run("vpcs_info", regions=["all"], vpcs=[{"vpc_id": "vpc-1"}])
    assert read["msg"] == "vpcs and regions exclude each other: leave one out"


def test_the_wrong_account_is_refused(cloud: Cloud) -> None:
    message = cloud.run("vpcs_info", account_id=B)["msg"]
    assert f"belongs to account {A}, not to account_id {B}" in message
    want = {"router_interface_id": "ri-1", "name": "other"}
    message = cloud.run("router_interfaces", account_id=B, interfaces=[want])["msg"]
    assert f"belongs to account {A}" in message
    assert cloud.writes() == []


def test_vpcs_need_a_region(cloud: Cloud) -> None:
    assert "region is needed" in cloud.run("vpcs_info", region="")["msg"]


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({}, "12"),
        ({"vpc_peer_connection_ids": ["pcc-1", "pcc-none"]}, "1"),
        ({"vpc_ids": ["vpc-12345678"]}, "12"),
        ({"vpc_ids": ["vpc-87654321"]}, "1"),
        ({"vpc_ids": ["vpc-other", "vpc-none"]}, "2"),
        ({"names": ["o*"]}, "1"),
        ({"statuses": ["Accepting", "Rejected"]}, "2"),
        ({"peer_account_ids": [B]}, "12"),
        ({"peer_account_ids": ["1000000000000009"]}, ""),
        ({"tags": {"team": "net"}}, "1"),
        ({"tags": {"team": "other"}}, ""),
        ({"resource_group_id": "rg-one"}, "1"),
        ({"resource_group_id": "rg-none"}, ""),
    ],
)
def test_filters_of_vpc_peering_connections(cloud: Cloud, filters: dict[str, t.Any], ids: str) -> None:
    blocks = {"vpc-87654321": "172.16.0.0/16", "vpc-other": "10.0.0.0/16"}
    vpcs = [{"region": "cn-hangzhou", "vpc_id": name, "cidr_block": block} for name, block in blocks.items()]
    labels = {"name": "one", "tags": {"team": "net"}, "resource_group_id": "rg-one"}
    ends = {"vpc_id": "vpc-12345678"}
    links = [
        {"instance_id": "pcc-1", **ends, "accepting_vpc_id": "vpc-87654321", **labels},
        {"instance_id": "pcc-2", **ends, "accepting_vpc_id": "vpc-other", "status": "Accepting"},
    ]
    cloud.load(acceptor={"vpcs": vpcs}, vpc_peer_connections=links)
    result = cloud.run("vpc_peer_connections_info", check=True, query="[].status", **filters)
    peers = result["vpc_peer_connections"]
    assert sorted(peer["vpc_peer_connection_id"] for peer in peers) == [f"pcc-{number}" for number in ids]
    assert result["result"] == [peer["status"] for peer in peers]
