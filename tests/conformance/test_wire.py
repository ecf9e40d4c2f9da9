# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The forms of requests and responses that real clients use."""

from __future__ import annotations

import http.client
import socket
from xml.etree import ElementTree

import pytest

from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator
from ansible_collections.aliops.vpc.tests.conformance.raw import get, query, send, signed
from ansible_collections.aliops.vpc.tests.scenarios import tutorial, tutorial_vpc

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize("form", ["json", "JSON", "Json"])
def test_the_response_is_json_when_asked_for(cloud: Simulator, form: str) -> None:
    reply = get(cloud, "DescribeVpcs", Format=form)
    assert (reply.status, reply.type) == (200, "application/json;charset=utf-8")
    assert reply.json["Vpcs"]["Vpc"][0]["OwnerId"] == 1231579085529123
    assert reply.json["RequestId"].isupper()
    assert not {"Code", "Message", "Success"} & set(reply.json)


@pytest.mark.parametrize("form", ["XML", "xml", None])
def test_the_response_is_xml_otherwise(cloud: Simulator, form: str | None) -> None:
    reply = get(cloud, "DescribeVpcs", Format=form)
    assert (reply.status, reply.type) == (200, "text/xml;charset=utf-8")
    root = ElementTree.fromstring(reply.text)
    assert root.tag == "DescribeVpcsResponse"
    assert [vpc.findtext("VpcId") for vpc in root.findall("Vpcs/Vpc")] == ["vpc-12345678"]
    assert root.findtext("Vpcs/Vpc/VSwitchIds/VSwitchId") == "vsw-AAA"
    assert root.findtext("Vpcs/Vpc/IsDefault") == "false"


def test_errors_come_in_the_same_form(cloud: Simulator) -> None:
    text = get(cloud, "DescribeVpcAttribute", VpcId="vpc-<&>")
    assert text.refusal == (404, "InvalidVpcId.NotFound")
    assert set(text.json) == {"RequestId", "HostId", "Code", "Message", "Recommend"}
    assert text.json["RequestId"] in text.json["Recommend"]
    reply = get(cloud, "DescribeVpcAttribute", VpcId="vpc-<&>", Format="XML")
    root = ElementTree.fromstring(reply.text)
    assert (reply.status, root.tag, root.findtext("Code")) == (404, "Error", "InvalidVpcId.NotFound")


def test_names_survive_xml_and_json(cloud: Simulator) -> None:
    name = "<a & b> 'c' \"d\" 汉字"
    named = tutorial_vpc("initiator", name=name)
    cloud.load(tutorial(initiator={"vpcs": [named]}))
    assert get(cloud, "DescribeVpcs").json["Vpcs"]["Vpc"][0]["VpcName"] == name
    root = ElementTree.fromstring(get(cloud, "DescribeVpcs", Format="XML").text)
    assert root.findtext("Vpcs/Vpc/VpcName") == name
    assert get(cloud, "DescribeVpcs", VpcName=name).json["TotalCount"] == 1


def test_everything_may_be_in_a_form_body(cloud: Simulator) -> None:
    body = query(signed("DescribeVpcs", "POST"))
    assert send(cloud, "POST", "/", body, FORM).json["TotalCount"] == 1


def test_query_and_chunked_body_are_signed_together(cloud: Simulator) -> None:
    parameters = signed("DescribeVpcAttribute", "POST", VpcId="vpc-12345678")
    in_body = {"VpcId": parameters.pop("VpcId")}
    chunks = [part.encode() for part in (query(in_body)[:5], query(in_body)[5:])]
    headers = {**FORM, "Transfer-Encoding": "chunked"}
    reply = send(cloud, "POST", "/?" + query(parameters), iter(chunks), headers, encode_chunked=True)
    assert reply.json["VRouterId"] == "vrt-AAA"


def test_plus_means_space_and_blank_values_count(cloud: Simulator) -> None:
    parameters = signed("DescribeVpcs", VpcName="two words", SignatureType="", Unknown="*~")
    target = "/?" + query(parameters).replace("%20", "+")
    assert send(cloud, "GET", target).json["TotalCount"] == 0
    assert cloud.calls()[-1]["unknown_parameters"] == ["Unknown"]


@pytest.mark.parametrize(
    "prefix", ["http://vpc.aliyuncs.com/?", "http://vpc.aliyuncs.com?", "http://vpc.cn-beijing.aliyuncs.com:80/?"]
)
def test_absolute_form_is_accepted_with_and_without_a_path(cloud: Simulator, prefix: str) -> None:
    """As to an HTTP proxy; so unmodified programs get in by HTTP_PROXY alone."""
    target = prefix + query(signed("DescribeVpcs"))
    host, port = cloud.address.split(":")
    with socket.create_connection((host, int(port)), 10) as connection:
        connection.sendall(f"GET {target} HTTP/1.1\r\nHost: vpc.aliyuncs.com\r\nConnection: close\r\n\r\n".encode())
        response = b"".join(iter(lambda: connection.recv(65536), b""))
    assert response.startswith(b"HTTP/1.1 200 OK")
    assert b'"VpcId":"vpc-12345678"' in response


def test_a_connection_serves_many_calls(cloud: Simulator) -> None:
    connection = http.client.HTTPConnection(cloud.address, timeout=10)
    connection.connect()
    sock = connection.sock
    for _number in range(3):
        connection.request("POST", "/?" + query(signed("DescribeVpcs", "POST")), headers={"Content-Length": "0"})
        response = connection.getresponse()
        response.read()
        assert (response.status, connection.sock) == (200, sock)
    connection.close()


def test_nothing_else_is_served(cloud: Simulator) -> None:
    assert send(cloud, "GET", "/index.html").status == 404
    assert send(cloud, "GET", "/_simulatorx").status == 404
    assert send(cloud, "PUT", "/").status == 405
    assert send(cloud, "POST", "/", b"a" * (2 << 20), FORM).status == 413


def test_the_endpoint_names_the_region_when_the_call_does_not(cloud: Simulator) -> None:
    host = {"Host": "vpc.cn-beijing.aliyuncs.com"}
    assert (
        send(cloud, "GET", "/?" + query(signed("DescribeVSwitches", RegionId=None)), None, host).json["TotalCount"] == 1
    )
    assert send(cloud, "GET", "/?" + query(signed("DescribeVSwitches", RegionId=None))).refusal == (
        400,
        "MissingRegionId",
    )
    assert get(cloud, "DescribeVpcs", RegionId="cn-nowhere").refusal == (404, "InvalidRegionId.NotFound")
