# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A dump is a scenario that starts the same world again: of shipped worlds, of special ones, after random calls."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from ansible_collections.aliops.vpc.tests.conformance.harness import (
    ACCEPTOR,
    INITIATOR,
    SCENARIOS,
    Sdk,
    Simulator,
    running,
)
from ansible_collections.aliops.vpc.tests.conformance.peers import (
    A_BEIJING,
    A_BEIJING_2,
    B_BEIJING,
    B_HANGZHOU,
    VERSION,
)
from ansible_collections.aliops.vpc.tests.conformance.raw import get, send
from ansible_collections.aliops.vpc.tests.conformance.story import ACCEPTOR_UID, interface
from ansible_collections.aliops.vpc.tests.conformance.test_scenario_schema import EVERYTHING
from ansible_collections.aliops.vpc.tests.conformance.worlds import (
    START,
    again,
    call,
    rich_scenario,
    seen,
    settled_state,
    started,
    state,
)
from ansible_collections.aliops.vpc.tests.scenarios import border_routers, pair, tutorial, vpc_peer
from vpc_simulator.delays import DELAYS, Delays
from vpc_simulator.dump import dump_delays
from vpc_simulator.model import ROUTE_STATES
from vpc_simulator.reader import ScenarioError
from vpc_simulator.router_interfaces import INTERFACE_STATES
from vpc_simulator.scenario import load
from vpc_simulator.schema import scenario_schema
from vpc_simulator.switches import Switches
from vpc_simulator.validation import errors_of


def check(content: object) -> dict[str, Any]:
    """Load a scenario, dump it and load the dump; return the dump."""
    first = started(content)
    dumped = first.dump()
    assert errors_of(dumped, scenario_schema()) == []
    second = again(first)
    assert state(second) == state(first)
    assert {**second.dump(), "drawn": 0} == {**dumped, "drawn": 0}
    return dumped


@pytest.mark.parametrize("name", sorted(path.stem for path in SCENARIOS.glob("*.yml")))
def test_the_dump_of_a_shipped_scenario_starts_the_same_world(name: str) -> None:
    check(load(name).content)


def test_the_dump_has_every_key_that_a_scenario_can_have() -> None:
    """Of accounts, and all below them, in a world that needs them all."""
    expected = json.loads(json.dumps(EVERYTHING))
    dumped = check(expected)
    (account,), (given,) = dumped["accounts"], expected["accounts"]
    for name in ("policies", "access_keys", "sessions", "vbrs"):
        assert len(account[name]) == len(given[name]), name
    assert dumped["seed"] == expected["seed"]
    defaults = {name: default for name, default, _text, _choices in Switches.describe()}
    chosen = {name: value for name, value in expected["switches"].items() if value != defaults[name]}
    assert dumped["switches"] == chosen
    assert len(chosen) > 2
    (vpc,), (given_vpc,) = account["vpcs"], given["vpcs"]
    optional = {"status", "secondary_cidr_blocks", "user_cidrs", "ipv6_cidr_blocks", "tags", "vrouter_id"}
    assert {name: vpc[name] for name in optional} == {name: given_vpc[name] for name in optional}
    assert vpc["route_tables"][0]["vswitch_ids"] == ["vsw-1"]
    (shown,) = account["router_interfaces"]
    assert shown["connected_at"] == "2024-05-08T12:20:55Z"
    (view,) = dumped["peer_views"]
    assert (view["router_interface_id"], view["status"]) == ("ri-x", "Deleted")


@pytest.mark.parametrize("status", INTERFACE_STATES)
def test_a_router_interface_in_every_state(status: str) -> None:
    dumped = check(tutorial(pair(status)))
    shown = [end["status"] for account in dumped["accounts"] for end in account["router_interfaces"]]
    assert shown == [status, status]


@pytest.mark.parametrize("status", ROUTE_STATES)
def test_a_route_in_every_state(status: str) -> None:
    route = {"destination": "10.9.0.0/16", "next_hop_id": "ri-A", "status": status}
    dumped = check(rich_scenario(routes=[route]))
    routes = dumped["accounts"][0]["vpcs"][0]["routes"]
    assert [entry["status"] for entry in routes if entry["destination"] == "10.9.0.0/16"] == [status]


def test_a_table_without_propagation() -> None:
    """The one property of a system table that a client can switch off."""
    first = started(rich_scenario())
    for table in ("vtb-AAA", "vtb-own"):
        call(first, INITIATOR, "ModifyRouteTableAttributes", RouteTableId=table, RoutePropagationEnable="false")
    assert seen(again(first)) == seen(first)
    assert "'RoutePropagationEnable': False" in str(seen(again(first)))


def test_an_inactive_interface_that_was_never_connected() -> None:
    """A scenario can set the empty time, also for a state that comes after a connection."""
    service = started(tutorial(pair("Inactive", initiating={"connected_at": ""})))
    (shown,) = state(service)["accounts"][0]["router_interfaces"]
    assert shown["ConnectedTime"] == ""
    assert state(again(service)) == state(service)


def test_an_active_interface_was_connected() -> None:
    """Connecting sets the time, and nothing clears it."""
    with pytest.raises(ScenarioError, match=r"interfaces\[0\].connected_at: an Active router interface was connected"):
        started(tutorial(pair("Active", initiating={"connected_at": ""})))


def test_new_ids_continue_after_the_generated_ids() -> None:
    first = started(tutorial())
    created = [call(first, INITIATOR, "CreateVpc", RegionId="cn-beijing")["VpcId"] for _turn in range(2)]
    second = again(first)
    later = [call(second, INITIATOR, "CreateVpc", RegionId="cn-beijing")["VpcId"] for _turn in range(2)]
    assert len({*created, *later}) == 4


def test_a_deleted_vswitch_stays_deleted() -> None:
    first = started(tutorial())
    (vswitch,) = first.world.vswitches_of(tutorial()["accounts"][0]["uid"], "cn-beijing")
    call(first, INITIATOR, "DeleteVSwitch", VSwitchId=vswitch.id)
    second = again(first)
    assert state(second) == state(first)
    assert settled_state(second) == settled_state(first)
    assert vswitch.id not in second.world.vswitches


def test_a_peer_has_the_same_view() -> None:
    """Before the first publication, before a change is published, and of a deleted interface, at once and later."""
    first = started(tutorial(pair("Inactive"), delays={"peer_view_lag": 100}))
    call(first, ACCEPTOR, "DeleteRouterInterface", RegionId="cn-hangzhou", RouterInterfaceId="ri-B")
    for seconds in (0.5, 5, 200):
        first.clock.advance(seconds)
        second = again(first)
        assert state(second) == state(first)
        (row,) = state(second)["accounts"][0]["router_interfaces"]
        assert row["OppositeInterfaceStatus"] == ("Inactive" if seconds < 200 else "Deleted")
        assert settled_state(second)["accounts"] == settled_state(again(first))["accounts"]
    assert settled_state(second) == settled_state(first)


def test_lags_of_an_interface_keep_their_remaining_time() -> None:
    """Lists lack a new interface, and its new opposite attributes are not used, for as long as in the first world."""
    first = started(tutorial(pair("Idle", initiating={"opposite_interface_id": ""})))
    opposite = {"OppositeInterfaceId": "ri-B", "OppositeInterfaceOwnerId": ACCEPTOR_UID, "OppositeRouterId": "vrt-BBB"}
    named = {"RouterInterfaceId": "ri-A", **opposite, "OppositeRouterType": "VRouter"}
    assert "Code" not in call(first, INITIATOR, "ModifyRouterInterfaceAttribute", **named)
    new = {"Role": "InitiatingSide", "Spec": "Large.1", "RouterType": "VRouter", "RouterId": "vrt-AAA"}
    assert "Code" not in call(first, INITIATOR, "CreateRouterInterface", OppositeRegionId="cn-hangzhou", **new)
    first.clock.advance(1)
    second = again(first)
    assert state(second) == state(first)
    for seconds, listed, is_used in ((0, 1, False), (1, 2, False), (1, 2, True)):
        for service in (first, second):
            service.clock.advance(seconds)
            response = call(service, INITIATOR, "DescribeRouterInterfaces")
            interfaces = response["RouterInterfaceSet"]["RouterInterfaceType"]
            (own,) = [row for row in interfaces if row["RouterInterfaceId"] == "ri-A"]
            assert (len(interfaces), "OppositeInterfaceStatus" in own) == (listed, is_used)


def test_a_deleted_connection_outlives_its_vpc() -> None:
    first = started(rich_scenario(connections=[vpc_peer(vpc_id=A_BEIJING_2, accepting_vpc_id=B_BEIJING)]))
    call(first, INITIATOR, "DeleteVpcPeerConnection", Version=VERSION, InstanceId="pcc-one")
    first.clock.advance(DELAYS["vpc_peer_delete_delay"][0])
    assert "Code" not in call(first, INITIATOR, "DeleteVpc", VpcId=A_BEIJING_2)
    (shown,) = first.dump()["vpc_peer_connections"]
    assert (shown["region"], shown["vpc_id"], shown["status"]) == ("cn-beijing", A_BEIJING_2, "Deleted")
    assert "accepting_region" not in shown
    assert state(again(first)) == state(first)
    assert seen(again(first)) == seen(first)


def test_a_new_connection_after_a_rejected_one() -> None:
    """Only a switch allows such a world; the dump has the switch."""
    content = rich_scenario(connections=[vpc_peer("Rejected")])
    first = started({**content, "switches": {"terminal_blocks": False, "ri_blocks": "never"}})
    new = {"VpcId": A_BEIJING, "AcceptingVpcId": B_HANGZHOU, "AcceptingAliUid": ACCEPTOR_UID}
    new["AcceptingRegionId"] = "cn-hangzhou"
    assert "Code" not in call(first, INITIATOR, "CreateVpcPeerConnection", Version=VERSION, **new)
    assert [connection["status"] for connection in first.dump()["vpc_peer_connections"]] == ["Rejected", "Creating"]
    assert state(again(first)) == state(first)


def test_a_gap_between_route_tasks_keeps_its_remaining_time() -> None:
    first = started({**rich_scenario(), "switches": {"route_task_gap": 60}})
    route = {"RouteTableId": "vtb-AAA", "NextHopType": "RouterInterface", "NextHopId": "ri-A"}
    call(first, INITIATOR, "CreateRouteEntry", DestinationCidrBlock="10.9.0.0/16", **route)
    first.clock.advance(20)
    second = again(first)
    assert second.dump()["accounts"][0]["vpcs"][0]["route_tasks_wait_for"] == 40
    for seconds, code in ((0, "TaskConflict"), (39, "TaskConflict"), (1, None)):
        second.clock.advance(seconds)
        later = call(second, INITIATOR, "CreateRouteEntry", DestinationCidrBlock="10.10.0.0/16", **route)
        assert later.get("Code") == code


def test_next_hops_with_weights() -> None:
    """Of several interfaces, whose weights may be 0."""
    lines = border_routers(1, 2)["initiator"]
    content = tutorial(border_routers(1, 2), initiator={"router_interfaces": lines["router_interfaces"]})
    first = started(content)
    hops = {f"NextHopList.{n}.NextHopId": f"ri-vpc-{n}" for n in (1, 2)}
    hops.update({f"NextHopList.{n}.NextHopType": "RouterInterface" for n in (1, 2)})
    named = {"RouteTableId": "vtb-AAA", "DestinationCidrBlock": "10.9.0.0/16", "NextHopList.2.Weight": "0"}
    assert "Code" not in call(first, INITIATOR, "CreateRouteEntry", **named, **hops)
    assert seen(again(first)) == seen(first)


def test_sessions_continue_until_they_expire() -> None:
    first = started(rich_scenario())
    first.clock.advance(1000)
    remaining = {"live": 2600.0, "short": None}
    dumped = {session["access_key_id"]: session["expires_in"] for session in first.dump()["accounts"][0]["sessions"]}
    assert dumped == {name: seconds for name, seconds in remaining.items() if seconds}


def test_faults_continue_where_they_were() -> None:
    faults = [
        {"name": "spent", "kind": "error", "code": "Throttling", "action": "DescribeVpcs", "times": 1},
        {"name": "third", "kind": "error", "code": "Throttling", "action": "DescribeVpcs", "nth": [1, 3], "seed": 5},
        {"name": "held", "kind": "delay", "seconds": 1, "before": True, "action": "CreateVpc", "probability": 0.5},
        {"name": "past", "kind": "reset", "action": "DescribeVpcs", "nth": 1},
    ]
    first = started(tutorial(faults=faults))
    for _turn in range(2):
        call(first, INITIATOR, "DescribeVpcs")
    kept = {fault["name"]: fault for fault in first.dump()["faults"]}
    assert set(kept) == {"third", "held"}
    assert (kept["third"]["nth"], kept["third"]["seed"]) == ([1], 5)
    assert (kept["held"]["probability"], kept["held"]["before"]) == (0.5, True)
    second = again(first)
    assert call(second, INITIATOR, "DescribeVpcs")["Code"] == "Throttling"
    assert "Vpcs" in call(second, INITIATOR, "DescribeVpcs")


def test_the_dump_lacks_what_no_scenario_can_have() -> None:
    """Client tokens, nonces and the log belong to calls; a transition takes its whole time again."""
    first = started(tutorial())
    created = call(first, INITIATOR, "CreateVpc", ClientToken="token-1")["VpcId"]
    first.clock.advance(1.5)
    second = again(first)
    assert second.log.as_list() == []
    assert call(second, INITIATOR, "CreateVpc", ClientToken="token-1")["VpcId"] != created
    (due,) = [event.due for event in first.world.agenda.pending() if event.target == created]
    (begun,) = [event.due for event in second.world.agenda.pending() if event.target == created]
    assert (due, begun) == (START + DELAYS["vpc_delay"][0], START + 1.5 + DELAYS["vpc_delay"][0])


@pytest.mark.parametrize("scale", [0.0, 0.1, 1.0])
def test_delays_are_those_that_were_set(scale: float) -> None:
    """Also with the time scale of the command line, which applies again."""
    delays = Delays({"connect_delay": 20, "create_lag": 4}, scale, {"route_delay": 3.0, "peer_view_lag": 7.0})
    dumped = dump_delays(delays)
    assert set(dumped) == {"connect_delay", "create_lag", "route_delay", "peer_view_lag"}
    assert Delays(dumped, scale, delays.exact).as_dict() == delays.as_dict()
    if scale:
        assert Delays(dumped, scale).seconds("peer_view_lag") == 7.0
        assert Delays(dumped, scale).seconds("route_delay") == pytest.approx(3.0)


@pytest.mark.parametrize("form", ["json", "yaml"])
def test_the_dump_is_served_and_loaded_again(cloud: Simulator, form: str) -> None:
    """With the secrets of the keys, so that signed calls still work."""
    created = get(cloud, "CreateVpc", VpcName="später: 2026-01-01").json["VpcId"]
    before = cloud.control("state")
    with cloud._open(f"{cloud.url}/_simulator/scenario?format={form}") as response:
        text, kind = response.read().decode(), response.headers["content-type"]
    assert kind.startswith(f"application/{form}")
    assert errors_of(yaml.safe_load(text), scenario_schema()) == []
    cloud.control("scenario?name=tutorial", text)
    after = cloud.control("state")
    assert {**after, "now": ""} == {**before, "now": "", "scenario": "tutorial"}
    listed = get(cloud, "DescribeVpcs").json["Vpcs"]["Vpc"]
    assert "später: 2026-01-01" in [vpc["VpcName"] for vpc in listed if vpc["VpcId"] == created]


def test_an_unknown_form_is_refused(cloud: Simulator) -> None:
    reply = send(cloud, "GET", "/_simulator/scenario?format=xml")
    assert (reply.status, reply.json) == (400, {"error": "format: 'xml' is not one of json, yaml"})


def test_options_of_the_command_line_apply_once() -> None:
    with running("--scenario", "tutorial", "--time-scale", "0.5", "--connect-delay", "30") as cloud:
        cloud.load(tutorial(pair("Active"), delays={"activate_delay": 8, "opposite_lag": 6}))
        before = cloud.control("state?part=delays")["delays"]
        cloud.control("scenario", json.dumps(cloud.control("scenario")))
        assert cloud.control("state?part=delays")["delays"] == before
        sdk = Sdk(cloud, INITIATOR, "cn-beijing")
        assert interface(sdk, "ri-A")["Status"] == "Active"
