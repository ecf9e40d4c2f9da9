# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The hosts, requests and retries of calls; other tests get responses from the simulator."""

from __future__ import annotations

import contextlib
import os
import threading
import time
import typing as t

import pytest
from aliyunsdkcore.http import protocol_type

from ansible_collections.aliops.vpc.plugins.module_utils._cloud import client as _client
from ansible_collections.aliops.vpc.plugins.module_utils._cloud import retry
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import Client
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.credentials import Credential
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.transport import Transport, proxies
from ansible_collections.aliops.vpc.plugins.module_utils._errors import CallError, VpcError
from ansible_collections.aliops.vpc.plugins.module_utils._model.response import Response
from ansible_collections.aliops.vpc.tests.unit.plugins.module_utils.clocks import Hurried


@pytest.mark.parametrize(
    ("transport", "vpc", "sts"),
    [
        (Transport(), "https://vpc.cn-beijing.aliyuncs.com", "https://sts.aliyuncs.com"),
        (Transport(endpoint="vpc.private"), "https://vpc.private", "https://vpc.private"),
        (Transport(endpoint="http://127.0.0.1:1/"), "http://127.0.0.1:1", "http://127.0.0.1:1"),
        (Transport(endpoint="vpc.private", sts_endpoint="sts.private"), "https://vpc.private", "https://sts.private"),
    ],
)
def test_https_unless_the_endpoint_is_http(transport: Transport, vpc: str, sts: str) -> None:
    assert (transport.url("Vpc", "cn-beijing"), transport.url("Sts", "cn-beijing")) == (vpc, sts)


def test_a_request_goes_to_the_url_in_its_protocol() -> None:
    secure = _client._request("DescribeVpcs", "Vpc", "https://vpc.private", {})
    clear = _client._request("DescribeVpcs", "Vpc", "http://127.0.0.1:1", {})
    assert secure.get_protocol_type() is protocol_type.HTTPS
    assert clear.get_protocol_type() is protocol_type.HTTP


def test_lists_are_flattened_as_the_api_wants_them() -> None:
    params = {
        "Filter": [{"Key": "RouterId", "Value": ["vrt-1", "vrt-2"]}],
        "RouteEntries": [{"DstCidrBlock": "10.0.0.0/8", "Name": None}],
        "DryRun": False,
        "Nothing": None,
    }
    assert dict(_client._flat(params)) == {
        "Filter.1.Key": "RouterId",
        "Filter.1.Value.1": "vrt-1",
        "Filter.1.Value.2": "vrt-2",
        "RouteEntries.1.DstCidrBlock": "10.0.0.0/8",
        "DryRun": "false",
    }


def test_no_signed_url_gets_into_a_message() -> None:
    reason = "Max retries exceeded with url: /?Signature=abc%3D&AccessKeyId=id&SecurityToken=t (Caused by: who knows)"
    message = str(_client._unanswered("DescribeVpcs", "cn-beijing", "SDK.HttpError", "https://vpc.private", reason))
    assert "Signature" not in message
    assert "SecurityToken" not in message
    assert "who knows" in message


def test_the_sdks_variables_are_shut_off_for_as_long_as_it_works(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in _client.TREACHEROUS:
        monkeypatch.setenv(name, "foreign")
    before = dict(os.environ)
    with contextlib.suppress(RuntimeError), _client.quiet_sdk():
        assert not set(_client.TREACHEROUS) & set(os.environ)
        raise RuntimeError
    assert dict(os.environ) == before


@pytest.mark.parametrize(
    "code", ["Throttling", "Throttling.Whatever", "TaskConflict", "LastTokenProcessing", "InternalError"]
)
def test_codes_worth_another_try(code: str) -> None:
    assert retry.tries(code) == retry.TRIES


@pytest.mark.parametrize(
    "code", ["InvalidVpcId.NotFound", "Forbidden.RAM", "QuotaExceeded", "IncorrectRole.NotInitiatingSide"]
)
def test_final_codes(code: str) -> None:
    assert retry.tries(code) == 0


def failing(codes: list[str]) -> t.Callable[..., Response]:
    def send(*_args: t.Any) -> Response:
        if codes:
            raise CallError("DescribeVpcs", "cn-beijing", codes.pop(0), "no", status=400)
        return Response({"RequestId": "done"})

    return send


def test_a_call_is_repeated_until_it_succeeds(monkeypatch: pytest.MonkeyPatch) -> None:
    hurried = Hurried()
    client = Client(Credential("id", "secret"), Transport(), hurried)
    monkeypatch.setattr(client, "_send", failing(["LastTokenProcessing", "TaskConflict", "SDK.HttpError"]))
    assert client.call("DescribeVpcs", "cn-beijing").fields == {"RequestId": "done"}
    assert len(hurried.pauses) == 3
    assert min(hurried.pauses) >= retry.SHORTEST_PAUSE


def test_an_unreachable_endpoint_is_given_up_sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    hurried = Hurried()
    client = Client(Credential("id", "secret"), Transport(), hurried)
    monkeypatch.setattr(client, "_send", failing(["SDK.HttpError"] * 20))
    with pytest.raises(CallError, match="SDK.HttpError"):
        client.call("DescribeVpcs", "cn-beijing")
    assert len(hurried.pauses) == retry.UNREACHABLE_TRIES


def test_no_more_calls_than_threads_are_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    under_way, most, lock = [0], [0], threading.Lock()

    def respond(*_args: t.Any) -> bytes:
        with lock:
            under_way[0] += 1
            most[0] = max(most[0], under_way[0])
        time.sleep(0.01)
        with lock:
            under_way[0] -= 1
        return b"{}"

    monkeypatch.setattr("aliyunsdkcore.client.AcsClient.do_action_with_exception", respond)
    client = Client(Credential("id", "secret"), Transport(threads=3))
    numbers = list(range(4))
    client.outcomes(
        lambda _outer: client.outcomes(lambda _inner: client.call("DescribeVpcs", "cn-beijing"), numbers), numbers
    )
    assert (client.calls["read"], most[0]) == (16, 3)


def test_one_failure_does_not_stop_the_others() -> None:
    def tenfold(number: int) -> int:
        if number == 2:
            raise VpcError("two")
        return number * 10

    client = Client(Credential("id", "secret"), Transport(threads=2))
    outcome = client.outcomes(tenfold, [1, 2, 3])
    assert [(number, result, str(failure or "")) for number, result, failure in outcome] == [
        (1, 10, ""),
        (2, None, "two"),
        (3, 30, ""),
    ]


def test_an_endpoint_may_hold_the_region() -> None:
    assert Transport(endpoint="vpc.{region}.private").url("Vpc", "cn-beijing") == "https://vpc.cn-beijing.private"


def test_a_response_that_is_no_json_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aliyunsdkcore.client.AcsClient.do_action_with_exception", lambda *_args: b"<html>")
    with pytest.raises(CallError, match="the response of https://vpc.private is not JSON") as caught:
        Client(Credential("id", "secret"), Transport(endpoint="vpc.private"), Hurried()).call(
            "DescribeVpcs", "cn-beijing"
        )
    assert caught.value.retryable


def test_an_endpoint_without_a_server_is_explained() -> None:
    client = Client(Credential("id", "secret"), Transport(endpoint="http://127.0.0.1:9"), Hurried())
    with pytest.raises(
        CallError, match=r"no response from http://127\.0\.0\.1:9: connection refused.*Check endpoint, proxy"
    ):
        client.call("DescribeVpcs", "cn-beijing")


def test_proxies_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    # In lower case, because these names win over those in upper case.
    monkeypatch.setenv("https_proxy", "http://proxy:1")
    monkeypatch.setenv("no_proxy", "vpc.private")
    assert proxies("https://vpc.cn-beijing.aliyuncs.com")["https"] == "http://proxy:1"
    assert "https" not in proxies("https://vpc.private")
