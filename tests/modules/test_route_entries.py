# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""route_entries and route_entries_info against the simulator: tables, batches, conflicts, purge, filters."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.aliops.vpc.tests.modules.runs import B, Cloud
from ansible_collections.aliops.vpc.tests.scenarios import interface, pair, route, tutorial_vpc

pytestmark = pytest.mark.usefixtures("both_doors")


NAME, INFO = "route_entries", "route_entries_info"
CEN = {"destination": "10.9.0.0/16", "next_hop_id": "cen-1", "next_hop_type": "Attachment"}
TO_A: dict[str, t.Any] = {"route_table_id": "vtb-AAA", "destination": "172.16.100.0/24", "next_hop_id": "ri-A"}


@pytest.fixture(name="cloud")
def two_tables(cloud: Cloud) -> Cloud:
    """A VPC with two router interfaces, a system table, one that a vSwitch uses, and one that none does."""
    vpc = tutorial_vpc(
        "initiator",
        route_tables=[{"route_table_id": "vtb-idle", "name": "idle"}],
        routes=[route("10.9.0.0/16", "cen-1", next_hop_type="Attachment", type="CEN")],
    )
    interfaces = [interface(interface_id, "InitiatingSide", "Active") for interface_id in ("ri-A", "ri-Z")]
    cloud.load(initiator={"vpcs": [vpc], "router_interfaces": interfaces})
    return cloud


def custom(cloud: Cloud, table: str = "vtb-AAA") -> dict[str, str]:
    entries = cloud.run(INFO, route_table_ids=[table], kinds=["Custom"])["route_entries"]
    return {entry["destination"]: entry["next_hop_id"] for entry in entries}


def test_created_changed_and_deleted(cloud: Cloud) -> None:
    made = cloud.converge(NAME, entries=[{**TO_A, "name": "one", "description": "first"}])
    assert (made["writes"], made.actions, made.first["status"]) == (["CreateRouteEntries"], ["created"], "Available")
    for change in ({"name": "two"}, {"description": "second"}):
        done = cloud.converge(NAME, entries=[{**TO_A, **change}])
        assert (done["writes"], done.actions) == (["ModifyRouteEntry"], ["updated"])
        assert {**done.first, **change} == done.first
    gone = cloud.converge(NAME, entries=[TO_A], state="absent")
    assert (gone["writes"], gone.actions) == (["DeleteRouteEntries"], ["deleted"])
    assert custom(cloud) == {}


def test_tables_of_a_vpc(cloud: Cloud) -> None:
    entry = {"vpc_id": "vpc-12345678", "destination": "172.16.0.0/16", "next_hop_id": "ri-A"}
    done = cloud.converge(NAME, entries=[entry])
    assert [record["route_table_id"] for record in done[NAME]] == ["vtb-AAA"]
    used = cloud.converge(NAME, entries=[{**entry, "tables": "used", "name": "one"}])
    assert [record["route_table_id"] for record in used[NAME]] == ["vtb-AAA"]
    assert custom(cloud, "vtb-idle") == {}


def test_many_tables_in_one_run(cloud: Cloud) -> None:
    done = cloud.converge(NAME, entries=[TO_A, {**TO_A, "route_table_id": "vtb-idle"}])
    assert done.actions == ["created", "created"]
    assert custom(cloud) == custom(cloud, "vtb-idle") == {"172.16.100.0/24": "ri-A"}


def test_a_vpc_that_does_not_exist(cloud: Cloud) -> None:
    entry = {"vpc_id": "vpc-none", "destination": "172.16.0.0/16", "next_hop_id": "ri-A"}
    assert "There is no VPC vpc-none in cn-beijing" in cloud.refused(NAME, entries=[entry])
    assert cloud.converge(NAME, entries=[entry], state="absent")[NAME] == []


def test_fifty_entries_a_call(cloud: Cloud) -> None:
    entries = [{**TO_A, "destination": f"172.17.{number}.0/24"} for number in range(51)]
    assert cloud.converge(NAME, entries=entries)["writes"] == ["CreateRouteEntries"] * 2
    assert cloud.converge(NAME, entries=entries, state="absent")["writes"] == ["DeleteRouteEntries"] * 2


def test_a_conflict_is_refused_or_replaced(cloud: Cloud) -> None:
    cloud.run(NAME, entries=[TO_A])
    moved = {**TO_A, "next_hop_id": "ri-Z"}
    message = cloud.refused(NAME, entries=[moved])
    assert "already has next hop ri-A; set on_conflict=replace" in message
    done = cloud.converge(NAME, entries=[moved], on_conflict="replace")
    assert (done["writes"], done.first["next_hop_id"]) == (["ModifyRouteEntry"], "ri-Z")


def test_purge_deletes_only_routes_to_the_interfaces_of_its_entries(cloud: Cloud) -> None:
    old = {**TO_A, "destination": "172.18.0.0/16"}
    other = {**TO_A, "destination": "172.19.0.0/16", "next_hop_id": "ri-Z"}
    in_another_table = {**old, "route_table_id": "vtb-idle"}
    cloud.run(NAME, entries=[old, other, in_another_table])
    assert cloud.run(NAME, check=True, entries=[TO_A])["writes"] == ["CreateRouteEntries"]
    done = cloud.converge(NAME, entries=[TO_A], purge=True)
    assert (done["writes"], done.actions) == (["DeleteRouteEntries", "CreateRouteEntries"], ["created", "deleted"])
    assert custom(cloud) == {"172.16.100.0/24": "ri-A", "172.19.0.0/16": "ri-Z"}
    assert custom(cloud, "vtb-idle") == {"172.18.0.0/16": "ri-A"}


def test_absent_with_another_next_hop_is_left_alone(cloud: Cloud) -> None:
    cloud.run(NAME, entries=[TO_A])
    assert cloud.converge(NAME, entries=[{**TO_A, "next_hop_id": "ri-Z"}], state="absent").actions == ["none"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"destination": "10.9.0.0/16"}, "is a CEN route, which is never changed"),
        ({"destination": "192.168.100.0/24"}, "is a System route, which is never changed"),
        ({"destination": "192.168.100.64/26"}, "192.168.100.0/24 is a vSwitch of the VPC itself"),
        ({"destination": "100.64.1.0/24"}, "the service's own addresses"),
        ({"destination": "172.16.0.1/16"}, "has host bits set"),
        ({"next_hop_id": "vrt-AAA"}, "That is the id of a router"),
        ({"route_table_id": "vrt-AAA"}, "is not the id of a route table"),
        ({"name": "http://x"}, "not begin with http"),
        ({"description": "d" * 257}, "must have 1 to 256 characters"),
        (
            {"next_hop_id": None, "next_hops": [{"next_hop_id": "ri-A"}]},
            "several next hops must be 2 to 4",
        ),
    ],
)
def test_an_entry_that_is_refused_before_any_write(cloud: Cloud, change: dict[str, t.Any], message: str) -> None:
    entry = {key: value for key, value in {**TO_A, **change}.items() if value is not None}
    assert message in cloud.refused(NAME, entries=[entry])


def test_a_destination_is_given_once_for_a_table(cloud: Cloud) -> None:
    assert "is given more than once" in cloud.refused(NAME, entries=[TO_A, {**TO_A, "next_hop_id": "ri-Z"}])


def test_the_entries_that_a_batch_refuses_are_named_and_the_others_created(cloud: Cloud) -> None:
    ipv6 = {**TO_A, "destination": "2001:db8::/32"}
    result = cloud.run(NAME, entries=[TO_A, ipv6])
    assert [failure["entry"] for failure in result["failures"]] == ["2001:db8::/32 in vtb-AAA"]
    assert result["error"]["code"] == "UnsupportedFeature.RouterInterfaceIpv6"
    assert "routes no IPv6" in result["error"]["hint"]
    assert custom(cloud) == {"172.16.100.0/24": "ri-A"}


def test_several_next_hops_are_sent_as_the_api_wants_them(cloud: Cloud) -> None:
    hops = [{"next_hop_id": "ri-Z", "weight": 100}, {"next_hop_id": "ri-A"}]
    entry = {"route_table_id": "vtb-AAA", "destination": "172.16.0.0/16", "next_hops": hops}
    predicted = cloud.run(NAME, check=True, entries=[entry])
    assert predicted["writes"] == ["CreateRouteEntry"]
    assert predicted.first["next_hop_id"] == "ri-A,ri-Z"
    # The simulated interfaces have VPCs as their peers, and the API shares traffic among border routers only.
    result = cloud.run(NAME, entries=[entry])
    assert result["error"]["code"] == "OperationUnsupported.InvalidRouterInterfaceType"
    assert "border routers" in result["error"]["hint"]


def test_a_next_hop_may_be_missing_in_check_mode_only(cloud: Cloud) -> None:
    entry = {key: value for key, value in TO_A.items() if key != "next_hop_id"}
    assert cloud.run(NAME, check=True, entries=[entry])["writes"] == ["CreateRouteEntries"]
    assert "next_hop_id is needed for 172.16.100.0/24 in vtb-AAA" in cloud.run(NAME, entries=[entry])["msg"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"entries": [{"destination": "10.0.0.0/8"}]}, "one of the following is required: route_table_id, vpc_id"),
        ({"entries": [{**TO_A, "vpc_id": "vpc-1"}]}, "mutually exclusive: route_table_id|vpc_id"),
        ({"entries": [{**TO_A, "next_hops": []}]}, "mutually exclusive: next_hop_id|next_hops"),
        ({"entries": [{**TO_A, "next_hop_type": "Rope"}]}, "value of next_hop_type must be one of"),
    ],
)
def test_wrong_options(cloud: Cloud, options: dict[str, t.Any], message: str) -> None:
    assert message in cloud.refused(NAME, **options)


@pytest.mark.parametrize(
    ("filters", "destinations"),
    [
        ({"kinds": ["Custom"]}, {"172.16.100.0/24", "172.17.0.0/16"}),
        ({"kinds": ["CEN"]}, {"10.9.0.0/16"}),
        ({"destinations": ["172.17.0.0/16"]}, {"172.17.0.0/16"}),
        ({"next_hop_ids": ["ri-Z"]}, {"172.17.0.0/16"}),
        ({"next_hop_types": ["local"]}, {"192.168.100.0/24"}),
        ({"names": ["o*"]}, {"172.16.100.0/24"}),
        ({"statuses": ["Pending"]}, set()),
        ({"vpc_ids": ["vpc-12345678"], "kinds": ["Custom"]}, {"172.16.100.0/24", "172.17.0.0/16"}),
    ],
)
def test_info_filters(cloud: Cloud, filters: dict[str, t.Any], destinations: set[str]) -> None:
    second = {"route_table_id": "vtb-AAA", "destination": "172.17.0.0/16", "next_hop_id": "ri-Z"}
    cloud.run(NAME, entries=[{**TO_A, "name": "one"}, second])
    tables: dict[str, t.Any] = {} if "vpc_ids" in filters else {"route_table_ids": ["vtb-AAA"]}
    result = cloud.run(INFO, check=True, **tables, **filters)
    assert {entry["destination"] for entry in result["route_entries"]} == destinations
    assert result["changed"] is False


def test_info_reads_all_pages(cloud: Cloud) -> None:
    entries = [{**TO_A, "destination": f"172.17.{number}.0/24"} for number in range(120)]
    cloud.run(NAME, entries=entries)
    result = cloud.run(INFO, route_table_ids=["vtb-AAA"], query="length([?kind=='Custom'])")
    assert result["result"] == 120


def test_info_needs_tables_or_vpcs(cloud: Cloud) -> None:
    assert "one of the following is required: route_table_ids, vpc_ids" in cloud.run(INFO)["msg"]


def test_another_accounts_table_does_not_exist(cloud: Cloud) -> None:
    result = cloud.run(INFO, B, route_table_ids=["vtb-AAA"])
    assert result["error"]["code"] == "InvalidRouteTable.NotFound"
    assert "check route_table_id and region" in result["msg"]


def test_a_deleted_route_shows_as_a_lost_pair(slow_cloud: Cloud) -> None:
    """The watch of other tests notes a loss between two reads, and nothing where nothing is lost."""
    routes = {"initiator": route("172.16.0.0/12", "ri-A"), "acceptor": route("192.168.0.0/16", "ri-B")}
    vpcs = {side: {"vpcs": [tutorial_vpc(side, routes=[entry])]} for side, entry in routes.items()}
    slow_cloud.load(pair(), {side: {**pair()[side], **vpcs[side]} for side in vpcs})
    slow_cloud.watch()
    assert not slow_cloud.run(NAME, entries=[TO_A]).get("failed")
    assert slow_cloud.lost_pairs() == []
    broad = {**TO_A, "destination": "172.16.0.0/12"}
    assert not slow_cloud.run(NAME, entries=[TO_A, broad], state="absent").get("failed")
    assert slow_cloud.lost_pairs() == [("vsw-AAA", "vsw-BBB", "unreachable", "DeleteRouteEntries")]
