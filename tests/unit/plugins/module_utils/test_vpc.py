# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The calls of actions that the simulator refuses: routes with several next hops, border routers."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.aliops.vpc.plugins.module_utils._apply.route_reads import read_table_ids, with_tables
from ansible_collections.aliops.vpc.plugins.module_utils._cloud import vpc as _vpc
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import Client, refusal
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.credentials import Credential
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.transport import Transport
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry, RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._model.response import Response


class Recorder(Client):
    """Notes the calls instead of sending them; returns ``response`` or fails with ``code``."""

    def __init__(self, response: dict[str, t.Any] | None = None, code: str | None = None) -> None:
        super().__init__(Credential("id", "secret"), Transport())
        self.response = response or {"TotalCount": 0}
        self.code = code
        self.sent: list[tuple[str, dict[str, t.Any]]] = []

    def call(self, action: str, region: str, product: str = "Vpc", **params: t.Any) -> Response:
        self.sent.append((action, {name: value for name, value in params.items() if value is not None}))
        if self.code:
            raise refusal(action, region, self.code, "no", status=400)
        return Response(self.response, action, region)


SHARED = RouteEntry(
    "cn-beijing",
    "vtb-A",
    "10.0.0.0/16",
    "RouterInterface",
    "ri-A,ri-B",
    ({"next_hop_id": "ri-A", "weight": 100}, {"next_hop_id": "ri-B"}),
    route_entry_id="rte-1",
)


def test_several_next_hops() -> None:
    client = Recorder()
    _vpc.create_route_entry(client, "cn-beijing", SHARED, "token")
    hops = [
        {"NextHopType": "RouterInterface", "NextHopId": "ri-A", "Weight": 100},
        {"NextHopType": "RouterInterface", "NextHopId": "ri-B", "Weight": None},
    ]
    where = {"RouteTableId": "vtb-A", "DestinationCidrBlock": "10.0.0.0/16"}
    assert client.sent == [("CreateRouteEntry", {**where, "NextHopList": hops, "ClientToken": "token"})]


def test_an_entry_with_several_next_hops_is_deleted_by_its_id() -> None:
    client = Recorder(code="InvalidRouteEntryId.NotFound")
    _vpc.delete_route_entry(client, "cn-beijing", SHARED)
    assert client.sent == [("DeleteRouteEntry", {"RouteEntryId": "rte-1"})]
    with pytest.raises(Exception, match="OperationDenied"):
        _vpc.delete_route_entry(Recorder(code="OperationDenied"), "cn-beijing", SHARED)


def test_an_entry_without_an_id_is_deleted_by_its_next_hop() -> None:
    client = Recorder()
    entry = RouteEntry("cn-beijing", "vtb-A", "10.0.0.0/16", "RouterInterface", "ri-A")
    _vpc.delete_route_entries(client, "cn-beijing", [entry])
    (row,) = client.sent[0][1]["RouteEntries"]
    assert (row["DstCidrBlock"], row["NextHop"], row["RouteEntryId"]) == ("10.0.0.0/16", "ri-A", None)


def test_a_border_router_is_created_with_its_access_points() -> None:
    client = Recorder({"RouterInterfaceId": "ri-V"})
    want = RouterInterface.from_options(
        {
            "role": "initiator",
            "router_id": "vbr-1",
            "access_point_id": "ap-1",
            "peer_region": "cn-hangzhou",
            "peer_router_id": "vrt-BBB",
            "spec": "Large.1",
        },
        "cn-beijing",
    )
    assert _vpc.create_router_interface(client, want, "token") == "ri-V"
    ((action, params),) = client.sent
    assert action == "CreateRouterInterface"
    assert {name: params[name] for name in ("RouterType", "AccessPointId", "OppositeRouterType", "Role")} == {
        "RouterType": "VBR",
        "AccessPointId": "ap-1",
        "OppositeRouterType": "VRouter",
        "Role": "InitiatingSide",
    }


def test_the_tables_of_a_border_router() -> None:
    client = Recorder()
    assert _vpc.describe_route_table_list(client, "cn-beijing", border_router_id="vbr-1") == []
    assert client.sent[0][1]["RouterType"] == "VBR"


def test_more_values_than_a_filter_takes_are_left_to_the_reader() -> None:
    client = Recorder()
    _vpc.describe_router_interfaces(
        client, "cn-beijing", {"RouterId": [f"vrt-{number}" for number in range(6)], "Status": ["Idle"]}
    )
    assert client.sent[0][1]["Filter"] == [{"Key": "Status", "Value": ["Idle"]}]


class Lists(Recorder):
    """Lists every VPC that is asked for, but for one that it does not know and one without its tables."""

    def call(self, action: str, region: str, product: str = "Vpc", **params: t.Any) -> Response:
        super().call(action, region, product, **params)
        if action == "DescribeRouteTableList":
            table = {"RouteTableId": f"vtb-{params['VpcId']}", "RouteTableType": "System"}
            return Response({"RouterTableList": {"RouterTableListType": [table]}, "TotalCount": 1}, action, region)
        rows = [
            {
                "VpcId": vpc_id,
                "Status": "Pending",
                "RouterTableIds": {"RouterTableIds": [] if vpc_id == "vpc-empty" else [f"vtb-{vpc_id}"]},
            }
            for vpc_id in params["VpcId"].split(",")
            if vpc_id != "vpc-new"
        ]
        return Response({"Vpcs": {"Vpc": rows}, "TotalCount": len(rows)}, action, region)


def test_one_call_lists_the_tables_of_many_vpcs() -> None:
    ids = [*(f"vpc-{number:02}" for number in range(41)), "vpc-empty", "vpc-new"]
    client = Lists()
    tables = read_table_ids(client, {("cn-beijing", vpc_id) for vpc_id in ids})
    assert sorted(tables) == sorted(("cn-beijing", f"vtb-{vpc_id}") for vpc_id in ids)
    assert sorted(action for action, _params in client.sent) == ["DescribeRouteTableList"] * 2 + ["DescribeVpcs"] * 3


@pytest.mark.parametrize(("tables", "expected"), [("system", ["vtb-1"]), ("used", ["vtb-1", "vtb-2"])])
def test_the_system_table_and_the_used_tables_of_a_vpc(tables: str, expected: list[str]) -> None:
    rows = [
        {"RouteTableId": "vtb-1", "RouteTableType": "System", "VSwitchIds": {"VSwitchId": ["vsw-1"]}},
        {"RouteTableId": "vtb-2", "RouteTableType": "Custom", "VSwitchIds": {"VSwitchId": ["vsw-2"]}},
        {"RouteTableId": "vtb-3", "RouteTableType": "Custom", "VSwitchIds": {"VSwitchId": []}},
    ]
    client = Recorder({"RouterTableList": {"RouterTableListType": rows}, "TotalCount": 3})
    entry = {"vpc_id": "vpc-1", "tables": tables, "destination": "10.0.0.0/16"}
    entries, owners = with_tables(client, [entry], "cn-beijing")
    assert [entry["route_table_id"] for entry in entries] == expected
    assert owners == {("cn-beijing", f"vtb-{number}"): "vpc-1" for number in (1, 2, 3)}
