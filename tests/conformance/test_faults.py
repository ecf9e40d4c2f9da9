# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ordered faults: which calls they strike, with what effect, and what the log shows."""

from __future__ import annotations

import json
import socket
import threading
from typing import Any

import pytest
from aliyunsdkcore.acs_exception.exceptions import ClientException, ServerException
from aliyunsdkvpc.request.v20160428.ConnectRouterInterfaceRequest import ConnectRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.CreateRouterInterfaceRequest import CreateRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.CreateVpcRequest import CreateVpcRequest
from aliyunsdkvpc.request.v20160428.DescribeRouterInterfacesRequest import DescribeRouterInterfacesRequest
from aliyunsdkvpc.request.v20160428.DescribeVpcsRequest import DescribeVpcsRequest
from aliyunsdkvpc.request.v20160428.DescribeVSwitchesRequest import DescribeVSwitchesRequest

from ansible_collections.aliops.vpc.tests.conformance.harness import INITIATOR, Sdk, Simulator, running, wait_until
from ansible_collections.aliops.vpc.tests.conformance.raw import get, query, send, signed
from ansible_collections.aliops.vpc.tests.conformance.story import (
    ACCEPTING,
    INITIATING,
    connected_pair,
    interface,
    pair_scenario,
)


def order(cloud: Simulator, *faults: dict[str, Any]) -> list[dict[str, Any]]:
    return list(cloud.control("faults", json.dumps(faults)))


def statuses(sdk: Sdk, request: Any, count: int, **parameters: Any) -> list[str]:
    """The outcome of each of so many calls: 200, or the code of the refusal."""
    outcomes = []
    for _number in range(count):
        try:
            sdk.call(request, **parameters)
            outcomes.append("200")
        except ServerException as refusal:
            outcomes.append(refusal.get_error_code())
    return outcomes


def listed(sdk: Sdk) -> int:
    return int(sdk.call(DescribeRouterInterfacesRequest)["TotalCount"])


@pytest.mark.parametrize(
    ("selector", "struck"),
    [
        ({}, [1, 2, 3, 4, 5, 6]),
        ({"nth": 3}, [3]),
        ({"nth": [1, 4]}, [1, 4]),
        ({"every": 2}, [2, 4, 6]),
        ({"times": 2}, [1, 2]),
        ({"every": 2, "times": 1}, [2]),
        ({"action": "DescribeVp*"}, [1, 2, 3, 4, 5, 6]),
        ({"action": "DescribeVSwitches"}, []),
        ({"account": "initiator"}, [1, 2, 3, 4, 5, 6]),
        ({"account": "1231579085529124"}, []),
        ({"probability": 0}, []),
        ({"probability": 1}, [1, 2, 3, 4, 5, 6]),
    ],
)
def test_a_fault_strikes_the_calls_it_is_ordered_for(
    cloud: Simulator, initiator: Sdk, selector: dict[str, Any], struck: list[int]
) -> None:
    order(cloud, {"kind": "error", "code": "ServiceUnavailable", "name": "down", **selector})
    seen = statuses(initiator, DescribeVpcsRequest, 6)
    assert [number for number, status in enumerate(seen, 1) if status == "ServiceUnavailable"] == struck
    (fault,) = cloud.control("faults")
    matched = 0 if selector.get("action") == "DescribeVSwitches" or selector.get("account") == "1231579085529124" else 6
    assert (fault["name"], fault["matched"], fault["fired"]) == ("down", matched, len(struck))
    assert [call["n"] for call in cloud.calls() if call["fault"] == "down"] == struck


def test_chance_is_the_same_every_time(cloud: Simulator, initiator: Sdk) -> None:
    runs = []
    for _number in range(2):
        cloud.reset()
        order(cloud, {"kind": "error", "code": "InternalError", "probability": 0.5, "seed": 7})
        runs.append(statuses(initiator, DescribeVpcsRequest, 20))
    assert runs[0] == runs[1]
    assert set(runs[0]) == {"200", "InternalError"}


def test_an_error_has_no_effect_and_its_documented_status(cloud: Simulator, initiator: Sdk) -> None:
    order(
        cloud,
        {"kind": "error", "action": "CreateRouterInterface", "code": "QuotaExceeded", "nth": 1},
        {"kind": "error", "action": "CreateRouterInterface", "code": "Odd.Code", "status": 418, "nth": 2},
        {"kind": "error", "action": "CreateRouterInterface", "code": "ServiceUnavailable", "nth": 3},
    )
    refusals = [initiator.refused(CreateRouterInterfaceRequest, **INITIATING) for _number in range(3)]
    assert refusals == [(400, "QuotaExceeded"), (418, "Odd.Code"), (503, "ServiceUnavailable")]
    assert listed(initiator) == 0


def test_throttling_lets_so_many_calls_through_and_more_as_time_passes(
    cloud: Simulator, initiator: Sdk, acceptor: Sdk
) -> None:
    cloud.control("clock", '{"mode": "manual"}')
    order(cloud, {"kind": "throttle", "rate": 3})
    assert statuses(initiator, DescribeVpcsRequest, 4) == ["200", "200", "200", "Throttling.User"]
    assert initiator.refused(DescribeVpcsRequest)[0] == 400
    # each account and each action has a bucket of its own
    assert statuses(initiator, DescribeVSwitchesRequest, 1) == statuses(acceptor, DescribeVpcsRequest, 1) == ["200"]
    cloud.control("clock", '{"advance": 19}')
    assert statuses(initiator, DescribeVpcsRequest, 1) == ["Throttling.User"]
    cloud.control("clock", '{"advance": 1}')
    assert statuses(initiator, DescribeVpcsRequest, 2) == ["200", "Throttling.User"]
    cloud.reset()
    order(cloud, {"kind": "throttle", "rate": 1, "per": "account", "code": "Throttling"})
    assert statuses(initiator, DescribeVpcsRequest, 1) == ["200"]
    assert statuses(initiator, DescribeVSwitchesRequest, 1) == ["Throttling"]


def test_creations_are_limited_for_each_account_as_documented(cloud: Simulator, initiator: Sdk, acceptor: Sdk) -> None:
    cloud.control("scenario", pair_scenario(quotas={"calls_per_minute": 2}))
    cloud.control("clock", '{"mode": "manual"}')
    seen = statuses(initiator, CreateRouterInterfaceRequest, 3, **INITIATING)
    assert seen == ["200", "200", "Throttling.User"]
    assert statuses(initiator, ConnectRouterInterfaceRequest, 1, RouterInterfaceId="ri-A") == ["200"]
    assert statuses(acceptor, CreateRouterInterfaceRequest, 1, **ACCEPTING) == ["200"]
    assert statuses(initiator, DescribeVpcsRequest, 4) == ["200"] * 4
    cloud.control("clock", '{"advance": 30}')
    assert statuses(initiator, CreateRouterInterfaceRequest, 2, **INITIATING) == ["200", "Throttling.User"]


def test_a_lost_reply_has_taken_effect_and_a_reset_has_not(cloud: Simulator, initiator: Sdk) -> None:
    order(
        cloud,
        {"kind": "lost_reply", "action": "CreateRouterInterface", "nth": 1},
        {"kind": "reset", "action": "CreateRouterInterface", "nth": 2},
    )
    for count in (1, 1):
        with pytest.raises(ClientException):
            initiator.call(CreateRouterInterfaceRequest, **INITIATING, ClientToken="token-1")
        assert listed(initiator) == count
    initiator.call(CreateRouterInterfaceRequest, **INITIATING, ClientToken="token-1")
    assert listed(initiator) == 1
    writes = [(call["fault"], call["status"]) for call in cloud.calls() if call["write"]]
    assert writes == [("lost_reply-1", 200), ("reset-2", 0), (None, 200)]


def _exchange(cloud: Simulator) -> bytes:
    """Return what a bare connection receives, which distinguishes a close from a reset."""
    host, port = cloud.address.split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        target = "/?" + query(signed("DescribeVpcs"))
        connection.sendall(f"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        return connection.recv(65536)


def test_a_client_distinguishes_a_reset_from_a_close(cloud: Simulator) -> None:
    order(cloud, {"kind": "lost_reply", "nth": 1}, {"kind": "reset", "nth": 2})
    assert _exchange(cloud) == b""
    with pytest.raises(ConnectionResetError):
        _exchange(cloud)
    assert _exchange(cloud).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(("before", "meanwhile"), [(True, 0), (False, 1)])
def test_a_held_call_goes_on_when_the_faults_are_cleared(
    cloud: Simulator, initiator: Sdk, before: bool, meanwhile: int
) -> None:
    order(cloud, {"kind": "hold", "action": "CreateRouterInterface", "before": before})
    responses: list[dict[str, Any]] = []
    caller = threading.Thread(
        target=lambda: responses.append(initiator.call(CreateRouterInterfaceRequest, **INITIATING)), daemon=True
    )
    caller.start()
    wait_until(lambda: any(call["fault"] for call in cloud.calls()))
    wait_until(lambda: before or cloud.calls()[0]["status"] == 200)
    assert (listed(initiator), len(responses)) == (meanwhile, 0)
    cloud.delete("faults")
    caller.join(10)
    assert (listed(initiator), len(responses)) == (1, 1)


def test_a_held_call_does_not_outlive_its_world(cloud: Simulator, initiator: Sdk) -> None:
    order(cloud, {"kind": "hold", "before": True}, {"kind": "reset"})
    failures: list[Exception] = []

    def call() -> None:
        try:
            initiator.call(DescribeVpcsRequest)
        except ClientException as failure:
            failures.append(failure)

    caller = threading.Thread(target=call, daemon=True)
    caller.start()
    wait_until(lambda: bool(cloud.calls()))
    cloud.reset()
    caller.join(10)
    assert len(failures) == 1


def test_half_a_response_is_not_json(cloud: Simulator) -> None:
    order(cloud, {"kind": "malformed_body", "nth": 1})
    reply = get(cloud, "DescribeVpcs")
    assert (reply.status, reply.type) == (200, "application/json;charset=utf-8")
    with pytest.raises(json.JSONDecodeError):
        json.loads(reply.text)
    assert get(cloud, "DescribeVpcs").json["TotalCount"] == 1


def test_a_duplicate_is_carried_out_twice(cloud: Simulator, initiator: Sdk) -> None:
    order(cloud, {"kind": "duplicate"})
    initiator.call(CreateRouterInterfaceRequest, **INITIATING)
    assert listed(initiator) == 2
    initiator.call(CreateRouterInterfaceRequest, **INITIATING, ClientToken="token-1")
    assert listed(initiator) == 3
    cloud.control("scenario", pair_scenario())
    order(cloud, {"kind": "duplicate", "action": "Connect*"})
    # the response is that to the second call
    refusal = initiator.refused(ConnectRouterInterfaceRequest, RouterInterfaceId="ri-A")
    assert refusal == (400, "IncorrectRIStatus")
    assert interface(initiator, "ri-A")["Status"] == "Active"


def test_a_stale_read_shows_the_state_before_the_last_changes(cloud: Simulator, initiator: Sdk, acceptor: Sdk) -> None:
    order(cloud, {"kind": "stale_read", "action": "DescribeRouterInterfaces", "writes": 1, "account": "initiator"})
    assert listed(initiator) == 0
    initiator.call(CreateRouterInterfaceRequest, **INITIATING)
    assert listed(initiator) == 0
    connected_pair(initiator, acceptor)
    # the last call was Connect
    assert {row["Status"] for row in _interfaces(initiator)} == {"Idle"}
    cloud.delete("faults")
    assert cloud.control("faults") == []
    assert {row["Status"] for row in _interfaces(initiator)} == {"Idle", "Active"}


def _interfaces(sdk: Sdk) -> list[dict[str, Any]]:
    return list(sdk.call(DescribeRouterInterfacesRequest)["RouterInterfaceSet"]["RouterInterfaceType"])


def test_a_stale_read_shows_an_earlier_state() -> None:
    with running("--scenario", "empty", "--connect-delay", "10") as cloud:
        cloud.control("scenario", pair_scenario())
        cloud.control("clock", '{"mode": "manual"}')
        initiator = Sdk(cloud, INITIATOR, "cn-beijing")
        order(cloud, {"kind": "stale_read", "action": "DescribeRouterInterfaces", "seconds": 5})
        initiator.call(ConnectRouterInterfaceRequest, RouterInterfaceId="ri-A")
        seen = [interface(initiator, "ri-A")["Status"]]
        for seconds in (4, 2, 5, 3, 2):
            cloud.control("clock", json.dumps({"advance": seconds}))
            seen.append(interface(initiator, "ri-A")["Status"])
    # after 0, 4, 6, 11, 14 and 16 seconds
    assert seen == ["Idle", "Idle", "Connecting", "Connecting", "Connecting", "Active"]


@pytest.mark.parametrize(
    ("request_class", "parameters", "refusal"),
    [
        (CreateRouterInterfaceRequest, INITIATING, (403, "LastTokenProcessing")),
        (CreateVpcRequest, {"VpcName": "new"}, (400, "TOKEN_PROCESSING")),
    ],
)
def test_a_token_is_in_use_until_its_call_has_a_response(
    cloud: Simulator, initiator: Sdk, request_class: Any, parameters: dict[str, Any], refusal: tuple[int, str]
) -> None:
    order(cloud, {"kind": "delay", "action": "Create*", "seconds": 0.6, "nth": 1})
    responses: list[dict[str, Any]] = []
    again = Sdk(cloud, INITIATOR, "cn-beijing")
    wanted = {**parameters, "ClientToken": "token-1"}
    first = threading.Thread(target=lambda: responses.append(initiator.call(request_class, **wanted)))
    first.start()
    wait_until(lambda: bool(cloud.calls()))
    assert again.refused(request_class, **wanted) == refusal
    assert again.refused(request_class, **{**wanted, "Description": "other"}) == (400, "IdempotentParameterMismatch")
    first.join()
    repeated = again.call(request_class, **wanted)
    assert {**repeated, "RequestId": ""} == {**responses[0], "RequestId": ""}


def test_a_delay_may_come_before_the_effect(cloud: Simulator, initiator: Sdk) -> None:
    order(cloud, {"kind": "delay", "action": "CreateRouterInterface", "seconds": 0.4, "before": True})
    other = Sdk(cloud, INITIATOR, "cn-beijing")
    first = threading.Thread(target=lambda: initiator.call(CreateRouterInterfaceRequest, **INITIATING))
    first.start()
    wait_until(lambda: bool(cloud.calls()))
    assert listed(other) == 0
    first.join()
    assert listed(other) == 1


def test_faults_strike_authenticated_calls_only(cloud: Simulator) -> None:
    order(cloud, {"kind": "error", "code": "InternalError"})
    forged = {**signed("DescribeVpcs"), "Signature": "Zm9yZ2Vk"}
    assert send(cloud, "GET", "/?" + query(forged)).refusal == (400, "SignatureDoesNotMatch")
    assert cloud.control("faults")[0]["matched"] == 0


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ({}, "faults[0].kind: is missing"),
        ({"kind": "fire"}, "faults[0].kind: 'fire' is not one of error, throttle, delay"),
        ({"kind": "error"}, "faults[0].code: is missing"),
        ({"kind": "throttle"}, "faults[0].rate: expected a number"),
        ({"kind": "delay"}, "faults[0].seconds: expected a number"),
        ({"kind": "stale_read"}, "faults[0].seconds: set either seconds or writes"),
        ({"kind": "stale_read", "writes": 65}, "faults[0].writes: the history holds 64 changes only"),
        ({"kind": "reset", "action": "DescribeVpc"}, "faults[0].action: 'DescribeVpc' matches no action"),
        ({"kind": "reset", "account": "nobody"}, "faults[0].account: there is no account 'nobody'"),
        ({"kind": "reset", "nth": 0}, "faults[0].nth: expected a number of at least 1"),
        ({"kind": "reset", "every": 0}, "faults[0].every: is out of range"),
        ({"kind": "reset", "probability": 1.5}, "faults[0].probability: is out of range"),
        ({"kind": "reset", "code": "x"}, "faults[0].code: unknown key; known keys: account, action"),
    ],
)
def test_a_wrong_fault_is_refused_and_none_is_added(cloud: Simulator, fault: dict[str, Any], message: str) -> None:
    order(cloud, {"kind": "reset", "nth": 9})
    assert cloud.refused("faults", json.dumps([fault, {"kind": "reset"}])).startswith(message)
    assert [row["name"] for row in cloud.control("faults")] == ["reset-1"]


def test_a_scenario_may_order_faults_and_another_one_ends_them(cloud: Simulator, initiator: Sdk) -> None:
    faults = [{"kind": "error", "code": "InternalError", "account": "initiator", "nth": 1}]
    cloud.control("scenario", pair_scenario(faults=faults))
    assert statuses(initiator, DescribeVpcsRequest, 2) == ["InternalError", "200"]
    cloud.reset()
    assert statuses(initiator, DescribeVpcsRequest, 2) == ["InternalError", "200"]
    cloud.control("scenario", pair_scenario())
    assert cloud.control("faults") == []
