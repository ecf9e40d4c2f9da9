# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module cloud_measurement: it measures the cloud's delays, and leaves nothing over, whatever fails."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.aliops.vpc.tests.modules.peers import accounts, connection, existing, faults
from ansible_collections.aliops.vpc.tests.modules.runs import A, B, Cloud, Result, run_module
from ansible_collections.aliops.vpc.tests.scenarios import interface, pair, tutorial_vpc, vpc

MODULE = "cloud_measurement"
SIDES: dict[str, t.Any] = {
    "initiator": {"account": "production", "region": "cn-beijing", "vpc_id": "vpc-12345678"},
    "acceptor": {"account": "partner", "region": "cn-hangzhou", "vpc_id": "vpc-87654321"},
}
PEER_DELAYS = {
    "vpc_peer_create_delay": 4.0,
    "vpc_peer_create_lag": 7.0,
    "vpc_peer_update_delay": 5.0,
    "vpc_peer_delete_delay": 6.0,
    "vpc_peer_deleted_lag": 8.0,
}
PAIR_DELAYS = {
    "create_lag": 3.0,
    "opposite_lag": 9.0,
    "connect_delay": 12.0,
    "deactivate_delay": 6.0,
    "peer_view_lag": 4.0,
    "delete_delay": 7.0,
}
METHODS = {"vpc_peer": PEER_DELAYS, "router_interface": PAIR_DELAYS}
# The writes that create and delete a link, in order.
WRITES = {
    "vpc_peer": ["CreateVpcPeerConnection", "AcceptVpcPeerConnection", "DeleteVpcPeerConnection"],
    "router_interface": [
        "CreateRouterInterface",
        "CreateRouterInterface",
        "ModifyRouterInterfaceAttribute",
        "ConnectRouterInterface",
        "DeactivateRouterInterface",
        "DeleteRouterInterface",
        # The acceptor is inactive by now.
        "DeleteRouterInterface",
    ],
}


def measure(cloud: Cloud, method: str = "vpc_peer", *, check: bool = False, **options: t.Any) -> Result:
    """Run the module in both accounts."""
    return run_module(MODULE, {"accounts": accounts(cloud), "method": method, **SIDES, **options}, check=check)


def links(cloud: Cloud) -> list[str]:
    """Return the links that the cloud has, whoever created them."""
    interfaces = [
        record["router_interface_id"]
        for uid in (A, B)
        for record in cloud.run("router_interfaces_info", uid)["router_interfaces"]
    ]
    return interfaces + [peer["vpc_peer_connection_id"] for uid in (A, B) for peer in existing(cloud, uid)]


@pytest.mark.parametrize("method", METHODS)
def test_the_measured_delays_are_those_of_the_cloud(slow_cloud: Cloud, method: str) -> None:
    """As exactly as half a second between two polls and some calls in a row allow."""
    slow_cloud.load(delays=METHODS[method])
    result = measure(slow_cloud, method)
    assert not result.get("failed"), result
    switches = result["switches"]
    deviations = {
        name: (switches[name], value) for name, value in METHODS[method].items() if abs(switches[name] - value) > 1
    }
    assert not deviations
    assert (slow_cloud.writes(), result["left_over"], links(slow_cloud)) == (WRITES[method], [], [])
    assert [verdict["status"] for verdict in result["checks"]] == ["ok"] * (len(switches) + 1)
    assert all(verdict["settles"] for verdict in result["checks"][:-1])


@pytest.mark.parametrize("value", [True, False])
def test_a_deleted_connection_settles_whether_it_is_listed(slow_cloud: Cloud, value: bool) -> None:
    slow_cloud.load(delays=PEER_DELAYS, switches={"list_deleted_peers": value})
    assert measure(slow_cloud)["switches"]["list_deleted_peers"] is value


@pytest.mark.parametrize("value", [True, False])
def test_a_creation_settles_whether_it_opens_cdt(cloud: Cloud, value: bool) -> None:
    cloud.load({"initiator": {"cdt": False}}, switches={"create_opens_cdt": value})
    assert measure(cloud)["switches"]["create_opens_cdt"] is value


@pytest.mark.parametrize("value", [True, False])
def test_a_purchase_settles_whether_router_interfaces_are_sold(cloud: Cloud, value: bool) -> None:
    cloud.load(switches={"vpc_initiators_sold": value})
    result = measure(cloud, "router_interface")
    assert result["switches"]["vpc_initiators_sold"] is value
    assert bool(result.get("failed")) is not value
    assert (links(cloud), result["left_over"]) == ([], [])


def test_check_mode_creates_nothing(cloud: Cloud) -> None:
    result = measure(cloud, check=True)
    assert (result["changed"], cloud.writes()) == (True, [])


@pytest.mark.parametrize(
    "estate",
    [
        connection("Activated"),
        connection("Rejected"),
        pair("Active"),
        {"initiator": {"router_interfaces": [interface("ri-A", "InitiatingSide", opposite_interface_id="")]}},
    ],
)
@pytest.mark.parametrize("method", METHODS)
def test_vpcs_with_any_link_are_refused(cloud: Cloud, estate: dict[str, t.Any], method: str) -> None:
    cloud.load(estate)
    before = links(cloud)
    result = measure(cloud, method)
    assert result["failed"]
    assert "have links already" in result["msg"]
    assert (cloud.writes(), links(cloud)) == ([], before)


def test_a_vpc_that_does_not_exist_is_refused(cloud: Cloud) -> None:
    result = measure(cloud, acceptor={**SIDES["acceptor"], "vpc_id": "vpc-none"})
    assert "there is no VPC vpc-none in cn-hangzhou" in result["msg"]
    assert cloud.writes() == []


def test_within_one_account_nothing_is_accepted(cloud: Cloud) -> None:
    spare = vpc("spare", "cn-beijing", "10.9.0.0/16", "10.9.1.0/24")
    cloud.load({"initiator": {"vpcs": [tutorial_vpc("initiator"), spare]}})
    acceptor = {"region": "cn-beijing", "vpc_id": "vpc-spare"}
    result = cloud.run(MODULE, A, initiator={**SIDES["initiator"], "account": None}, acceptor=acceptor)
    assert not result.get("failed"), result
    assert cloud.writes() == ["CreateVpcPeerConnection", "DeleteVpcPeerConnection"]
    assert links(cloud) == []


CALLS = [(method, number) for method, writes in WRITES.items() for number in range(len(writes))]


@pytest.mark.parametrize("kind", ["error", "lost_reply"])
@pytest.mark.parametrize(("method", "number"), CALLS)
def test_after_a_failure_of_any_write_nothing_is_left_over(cloud: Cloud, method: str, number: int, kind: str) -> None:
    action = WRITES[method][number]
    nth = WRITES[method][: number + 1].count(action)
    code = {"code": "Forbidden.RAM"} if kind == "error" else {}
    faults(cloud, {"kind": kind, "action": f"*{action}", "nth": nth, "times": 1, **code})
    result = measure(cloud, method)
    assert links(cloud) == []
    assert result["left_over"] == []


@pytest.mark.parametrize(("method", "lag"), [("vpc_peer", "vpc_peer_create_lag"), ("router_interface", "create_lag")])
def test_a_link_that_no_list_shows_yet_is_deleted_all_the_same(slow_cloud: Cloud, method: str, lag: str) -> None:
    slow_cloud.load(delays={lag: 50.0})
    result = measure(slow_cloud, method, step_timeout=5)
    assert result["failed"]
    assert "not within 5 s: listed" in result["msg"]
    slow_cloud.simulator.control("clock", '{"advance": 100}')
    assert (links(slow_cloud), result["left_over"]) == ([], [])


def test_a_link_that_cannot_be_deleted_is_a_problem(cloud: Cloud) -> None:
    faults(cloud, {"kind": "error", "action": "*DeleteVpcPeerConnection", "code": "Forbidden.RAM"})
    result = measure(cloud)
    assert result["failed"]
    (left,) = result["left_over"]
    assert left.startswith("pcc-")
    assert [verdict["text"] for verdict in result["checks"] if verdict["status"] == "problem"] == [f"left over: {left}"]


@pytest.mark.parametrize("method", METHODS)
def test_a_link_of_a_killed_run_is_removed_first(cloud: Cloud, method: str) -> None:
    name: dict[str, t.Any] = {"name": "aliops-check-cloud"}
    cloud.load(
        connection("Accepting", **name)
        if method == "router_interface"
        else pair("Active", initiating=name, accepting=name)
    )
    result = measure(cloud, method)
    assert not result.get("failed"), result
    assert links(cloud) == []
