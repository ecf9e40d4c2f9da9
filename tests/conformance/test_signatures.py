# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Authentication: keys, times, nonces, signatures, in the order in which the service checks them."""

from __future__ import annotations

import time

import pytest
from aliyunsdkvpc.request.v20160428.DescribeVpcsRequest import DescribeVpcsRequest

from ansible_collections.aliops.vpc.tests.conformance.harness import ACCEPTOR, INITIATOR, Sdk, Simulator
from ansible_collections.aliops.vpc.tests.conformance.raw import acs3_headers, get, query, send, sign, signed, utc
from ansible_collections.aliops.vpc.tests.scenarios import owner_key, tutorial
from vpc_simulator.signature import read
from vpc_simulator.wire import Request


def test_the_published_example_verifies() -> None:
    """Signature and secret are those of a published test vector, with its spelling TimeStamp."""
    text = (
        "AccessKeyId=testid&Action=DescribeRegions&Format=XML&RegionId=region1&SignatureMethod=HMAC-SHA1"
        "&SignatureNonce=NwDAxvLU6tFE0DVb&SignatureVersion=1.0&TimeStamp=2012-12-26T10%3A33%3A56Z&Version=2014-05-26"
        "&Signature=K9fCVP6Jrklpd3rLYKh1pfrrFNo%3D"
    )
    request = read(Request("GET", text.encode(), {}, b"", "http"))
    assert request.matches("testsecret", request.string_to_sign())
    assert not request.matches("testsecret2", request.string_to_sign())


def test_a_wrong_secret_is_named_by_the_sdk(cloud: Simulator) -> None:
    """The SDK finds its own string to sign in the message and so knows that only the secret can be wrong."""
    sdk = Sdk(cloud, (INITIATOR[0], "wrong"), "cn-beijing")
    assert sdk.refused(DescribeVpcsRequest) == (400, "InvalidAccessKeySecret")
    call = cloud.calls()[-1]
    assert (call["code"], call["account"]) == ("SignatureDoesNotMatch", "1231579085529123")


def test_an_unknown_key_is_not_found(cloud: Simulator) -> None:
    assert Sdk(cloud, ("LTAI-nobody", "x"), "cn-beijing").refused(DescribeVpcsRequest) == (
        404,
        "InvalidAccessKeyId.NotFound",
    )
    assert cloud.calls()[-1]["account"] is None


def test_a_disabled_key_is_refused(cloud: Simulator) -> None:
    key = {**owner_key("initiator"), "status": "Inactive"}
    cloud.load(tutorial(initiator={"access_keys": [key]}))
    assert get(cloud, "DescribeVpcs").refusal == (400, "InvalidAccessKeyId.Inactive")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"Version": None}, "MissingVersion"),
        ({"Version": "2016-04-27"}, "InvalidVersion"),
        ({"Action": None}, "MissingAction"),
        ({"AccessKeyId": None}, "MissingAccessKeyId"),
        ({"SignatureNonce": ""}, "MissingSignatureNonce"),
        ({"Timestamp": None}, "MissingTimestamp"),
        ({"SignatureMethod": "HMAC-MD5"}, "InvalidSignatureMethod"),
        ({"SignatureVersion": "2.0"}, "IncompleteSignature"),
        ({"Timestamp": "yesterday"}, "InvalidTimeStamp.Format"),
    ],
)
def test_each_wrong_parameter_has_its_code(cloud: Simulator, changes: dict[str, str | None], code: str) -> None:
    assert get(cloud, "DescribeVpcs", **changes).refusal == (400, code)


@pytest.mark.parametrize(("minutes", "status"), [(-14, 200), (14, 200), (-16, 400), (16, 400)])
def test_a_clock_may_be_wrong_by_15_minutes(cloud: Simulator, minutes: int, status: int) -> None:
    reply = get(cloud, "DescribeVpcs", Timestamp=utc(time.time() + minutes * 60))
    assert (reply.status, reply.json.get("Code")) == (status, None if status == 200 else "InvalidTimeStamp.Expired")


def test_an_unknown_action_is_not_found(cloud: Simulator) -> None:
    assert get(cloud, "DescribeNothing").refusal == (404, "InvalidAction.NotFound")
    assert get(cloud, "DescribeVpcs", Version="2015-04-01").refusal == (404, "InvalidAction.NotFound")


def test_a_nonce_serves_once_and_only_a_good_signature_uses_it_up(cloud: Simulator) -> None:
    parameters = signed("DescribeVpcs")
    forged = {**parameters, "Signature": "Zm9yZ2Vk"}
    assert send(cloud, "GET", "/?" + query(forged)).refusal == (400, "SignatureDoesNotMatch")
    assert send(cloud, "GET", "/?" + query(parameters)).status == 200
    assert send(cloud, "GET", "/?" + query(parameters)).refusal == (400, "SignatureNonceUsed")
    # another key's nonces are its own
    other = signed("DescribeVpcs", "GET", ACCEPTOR[1], AccessKeyId=ACCEPTOR[0])
    del other["Signature"]
    other["SignatureNonce"] = parameters["SignatureNonce"]
    other["Signature"] = sign("GET", other, ACCEPTOR[1])
    assert send(cloud, "GET", "/?" + query(other)).status == 200


def test_every_parameter_is_signed(cloud: Simulator) -> None:
    parameters = signed("DescribeVpcs")
    for changed in ({**parameters, "RegionId": "cn-hangzhou"}, {**parameters, "Extra": ""}):
        reply = send(cloud, "GET", "/?" + query(changed))
        assert reply.refusal == (400, "SignatureDoesNotMatch")
        assert reply.json["Message"].split("server string to sign is:")[1].startswith("GET&%2F&AccessKeyId%3D")
    assert send(cloud, "POST", "/?" + query(parameters)).refusal == (400, "SignatureDoesNotMatch")


def test_acs3_is_verified_with_its_headers_and_its_body(cloud: Simulator) -> None:
    parameters = {"RegionId": "cn-beijing", "VpcName": "a b*~é"}
    headers = acs3_headers("DescribeVpcs", parameters)
    reply = send(cloud, "POST", "/?" + query(parameters).replace("%20", "+"), None, headers)
    assert (reply.status, reply.type, reply.json["TotalCount"]) == (200, "application/json;charset=utf-8", 0)

    body = b"VpcId=vpc-12345678"
    form = {"content-type": "application/x-www-form-urlencoded"}
    region = {"RegionId": "cn-beijing"}
    target = "/?" + query(region)
    good = {**acs3_headers("DescribeVpcAttribute", region, body), **form}
    assert send(cloud, "POST", target, body, good).json["VRouterId"] == "vrt-AAA"
    bad = {**acs3_headers("DescribeVpcAttribute", region, body), **form}
    assert send(cloud, "POST", target, body + b"9", bad).refusal == (400, "SignatureDoesNotMatch")
    lying = acs3_headers("DescribeVpcs", region, claim="0" * 64)
    assert send(cloud, "POST", target, None, lying).refusal == (400, "SignatureDoesNotMatch")
    wrong = acs3_headers("DescribeVpcs", region, secret="wrong")
    assert send(cloud, "POST", target, None, wrong).refusal == (400, "SignatureDoesNotMatch")
    unsigned = acs3_headers("DescribeVpcs", region)
    unsigned["x-acs-action"] = "DescribeVSwitches"
    assert send(cloud, "POST", target, None, unsigned).refusal == (400, "SignatureDoesNotMatch")
    replayed = acs3_headers("DescribeVpcs", region)
    assert send(cloud, "POST", target, None, replayed).status == 200
    assert send(cloud, "POST", target, None, replayed).refusal == (400, "SignatureNonceUsed")
