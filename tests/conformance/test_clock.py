# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time: real, scaled, stopped; latency; the ends of sessions and tokens; and errors inside the simulator."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from random import Random

import pytest
from aliyunsdkvpc.request.v20160428.ConnectRouterInterfaceRequest import ConnectRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.CreateVpcRequest import CreateVpcRequest
from aliyunsdkvpc.request.v20160428.DescribeVpcsRequest import DescribeVpcsRequest

from ansible_collections.aliops.vpc.tests.conformance.harness import INITIATOR, Sdk, Simulator, running, wait_until
from ansible_collections.aliops.vpc.tests.conformance.raw import query, signed
from ansible_collections.aliops.vpc.tests.conformance.story import interface, pair_scenario
from ansible_collections.aliops.vpc.tests.conformance.test_sessions import (
    SESSION,
    USER,
    SessionSdk,
    assume,
    declared,
    scenario,
)
from vpc_simulator.call import ACTIONS, Call, Response
from vpc_simulator.clock import ManualClock
from vpc_simulator.latency import parse_latency
from vpc_simulator.scenario import load
from vpc_simulator.service import Options, Service
from vpc_simulator.wire import Request


@pytest.fixture
def still() -> Iterator[Simulator]:
    """A pair that is ready to connect, which takes 30 seconds, and time that stands still."""
    with running("--scenario", "empty", "--connect-delay", "30") as simulator:
        simulator.control("scenario", pair_scenario())
        simulator.control("clock", '{"mode": "manual"}')
        yield simulator


def test_time_moves_when_it_is_moved(still: Simulator) -> None:
    sdk = Sdk(still, INITIATOR, "cn-beijing")
    sdk.call(ConnectRouterInterfaceRequest, RouterInterfaceId="ri-A")
    before = still.control("clock")
    assert (before["mode"], still.control("clock")["now"]) == ("manual", before["now"])
    still.control("clock", '{"advance": 29}')
    assert interface(sdk, "ri-A")["Status"] == "Connecting"
    still.control("clock", '{"advance": 1}')
    assert interface(sdk, "ri-A")["Status"] == "Active"


def test_time_moves_to_the_next_event(still: Simulator) -> None:
    sdk = Sdk(still, INITIATOR, "cn-beijing")
    sdk.call(ConnectRouterInterfaceRequest, RouterInterfaceId="ri-A")
    moves = 0
    while still.control("clock")["next"]:
        still.control("clock", '{"advance": "next"}')
        moves += 1
    assert (interface(sdk, "ri-A")["Status"], interface(sdk, "ri-A")["OppositeInterfaceStatus"]) == ("Active", "Active")
    # the other side sees Connecting, both connect, both see it
    assert moves == 3


def test_time_may_pass_faster_and_a_new_scenario_begins_with_real_time(still: Simulator) -> None:
    sdk = Sdk(still, INITIATOR, "cn-beijing")
    assert still.control("clock", '{"mode": "scaled", "factor": 300}')["mode"] == "scaled"
    sdk.call(ConnectRouterInterfaceRequest, RouterInterfaceId="ri-A")
    wait_until(lambda: str(interface(sdk, "ri-A")["Status"]) == "Active", 5)
    still.reset()
    assert still.control("clock")["mode"] == "real"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"mode": "fast"}, "mode: 'fast' is not one of real, manual, scaled"),
        ({"advance": -1}, "advance: expected a number of at least 0"),
        ({"mode": "scaled", "factor": float("inf")}, "factor: expected a number of at least 0"),
        ({"forward": 1}, "forward: unknown key; known keys: advance, factor, mode"),
    ],
)
def test_a_wrong_clock_is_refused(cloud: Simulator, body: dict[str, object], message: str) -> None:
    assert cloud.refused("clock", json.dumps(body)).startswith(message)
    assert cloud.control("clock")["mode"] == "real"


def test_a_wrong_scenario_leaves_the_clock_alone(still: Simulator) -> None:
    now = still.control("clock", '{"advance": 1000}')["now"]
    still.refused("scenario", "accounts: 1")
    assert (still.control("clock")["now"], still.control("clock")["mode"]) == (now, "manual")


def test_a_session_ends_by_the_simulated_clock(cloud: Simulator) -> None:
    cloud.control("scenario", scenario(sessions=(SESSION,)))
    cloud.control("clock", '{"mode": "manual"}')
    user = Sdk(cloud, USER, "cn-beijing")
    session = SessionSdk(cloud, user.call(assume(DurationSeconds=900))["Credentials"])
    cloud.control("clock", '{"advance": 899}')
    assert session.call(DescribeVpcsRequest)["TotalCount"] == 1
    cloud.control("clock", '{"advance": 1}')
    assert session.refused(DescribeVpcsRequest) == (400, "InvalidSecurityToken.Expired")
    assert declared(cloud).call(DescribeVpcsRequest)["TotalCount"] == 1
    cloud.control("clock", '{"advance": 2700}')
    assert declared(cloud).refused(DescribeVpcsRequest) == (400, "InvalidSecurityToken.Expired")


def test_a_client_token_is_forgotten_after_a_day(cloud: Simulator, initiator: Sdk) -> None:
    cloud.control("clock", '{"mode": "manual"}')
    wanted = {"VpcName": "new", "ClientToken": "token-1"}
    first = initiator.call(CreateVpcRequest, **wanted)["VpcId"]
    cloud.control("clock", '{"advance": 86399}')
    assert initiator.call(CreateVpcRequest, **wanted)["VpcId"] == first
    cloud.control("clock", '{"advance": 1}')
    assert initiator.call(CreateVpcRequest, **wanted)["VpcId"] != first


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [("0.05", 0.05, 0.05), ("uniform:0.02,0.08", 0.02, 0.08), ("lognormal:0.05,0", 0.05, 0.05)],
)
def test_latency_has_a_distribution(text: str, least: float, most: float) -> None:
    latency = parse_latency(text)
    runs = [[latency.sample(random) for _number in range(50)] for random in (Random(1), Random(1))]
    assert runs[0] == runs[1]
    assert all(least <= seconds <= most for seconds in runs[0])
    assert latency


@pytest.mark.parametrize("text", ["", "fast", "-1", "uniform:1", "uniform:2,1", "normal:1,2", "nan", "1,2", ":1"])
def test_a_wrong_latency_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="."):
        parse_latency(text)


def test_latency_keeps_a_call_waiting_and_its_token_in_use() -> None:
    with running("--scenario", "tutorial", "--latency", "uniform:0.6,0.7") as cloud:
        wanted = {**signed("CreateVpc", ClientToken="token-1")}
        command = "import sys, urllib.request; urllib.request.urlopen(sys.argv[1])"
        first = subprocess.Popen([sys.executable, "-c", command, f"{cloud.url}/?{query(wanted)}"])
        # carried out, and its response on the way
        wait_until(lambda: [call["status"] for call in cloud.calls()] == [200])
        assert first.poll() is None
        assert first.wait(10) == 0


def _request(action: str, **parameters: str) -> Request:
    return Request("GET", query(signed(action, **parameters)).encode(), {}, b"", "http")


def test_an_internal_error_has_the_apis_form(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def broken(call: Call) -> Response:
        raise ZeroDivisionError("a fault of the simulator")

    monkeypatch.setitem(ACTIONS, "DescribeVpcs", broken)
    service = Service(load("tutorial"), Options(), ManualClock())
    reply = service.respond(_request("DescribeVpcs"))
    error = json.loads(reply.body)
    assert (reply.status, error["Code"]) == (500, "InternalError")
    assert error["RequestId"] in caplog.text
    assert "ZeroDivisionError" in caplog.text
    assert INITIATOR[1] not in caplog.text
    assert service.log.as_list()[-1]["code"] == "InternalError"


def test_the_clock_can_be_stopped_at_every_start() -> None:
    """Otherwise time passes between a new scenario and the request that stops the clock."""
    with running("--scenario", "tutorial", "--clock", "manual") as cloud:
        assert cloud.control("clock")["mode"] == "manual"
        for begin in (cloud.reset, lambda: cloud.control("scenario", pair_scenario())):
            cloud.control("clock", '{"mode": "real"}')
            begin()
            assert cloud.control("clock")["mode"] == "manual"
