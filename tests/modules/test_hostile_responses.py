# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The service's responses, spoiled on their way: a clear error or a right result, and no write for a misread one."""

from __future__ import annotations

import json
import re
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.aliops.vpc.plugins.module_utils._cloud import bodies, pages, retry
from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator
from ansible_collections.aliops.vpc.tests.examples import few
from ansible_collections.aliops.vpc.tests.modules.peers import OWN, connection
from ansible_collections.aliops.vpc.tests.modules.proxy import Proxy, Reply, at, places, proxied, replaced, without
from ansible_collections.aliops.vpc.tests.modules.runs import A, B, Cloud, Result
from ansible_collections.aliops.vpc.tests.scenarios import pair

FEW = few(12)

ROUTE = {"route_table_id": "vtb-AAA", "destination": "172.16.0.0/16", "next_hop_id": "ri-A"}
NEW = {"role": "initiator", "vpc_id": "vpc-12345678", "peer_region": "cn-hangzhou", "peer_router_id": "vrt-BBB"}
# Module and options of tasks that have nothing to write in the loaded estate.
TASKS: dict[str, tuple[str, dict[str, t.Any]]] = {
    "read all": (
        "vpcs_info",
        {"gather_subset": ["vswitches", "route_tables", "route_entries", "router_interfaces"]},
    ),
    "guard": ("vpcs_info", {"account_id": A}),
    "keep interface": (
        "router_interfaces",
        {"account_id": A, "interfaces": [{**NEW, "name": "tutorial", "peer_account_id": B}]},
    ),
    "keep peer": (
        "router_interface_peers",
        {
            "peers": [
                {
                    "router_interface_id": "ri-A",
                    "peer_router_interface_id": "ri-B",
                    "peer_router_id": "vrt-BBB",
                    "peer_account_id": B,
                }
            ]
        },
    ),
    "keep connection": ("router_interface_connections", {"connections": [{"router_interface_id": "ri-A"}]}),
    "keep route": ("route_entries", {"entries": [ROUTE]}),
    "keep peering": ("vpc_peer_connections", {"connections": [{**OWN[A], "name": "tutorial"}]}),
    "keep route of VPC": (
        "route_entries",
        {
            "entries": [
                {"vpc_id": "vpc-12345678", "tables": "used", "destination": "172.16.0.0/16", "next_hop_id": "ri-A"}
            ]
        },
    ),
    "keep away": ("router_interfaces", {"state": "absent", "interfaces": [{**NEW, "peer_router_id": "vrt-CCC"}]}),
}
WRONG: list[t.Any] = [
    None,
    True,
    7,
    -1,
    1.5,
    "",
    [],
    {},
    [None],
    [[]],
    {"a": {}},
    "{{ 1 }}",
    "a b",
    "\ud800",
    "9" * 5000,
]


@pytest.fixture(scope="module")
def proxy(simulator: Simulator) -> t.Iterator[Proxy]:
    with proxied(simulator.address) as proxy:
        yield proxy


BELIEVED = ["not to account_id", "There is no VPC", "in cn-beijing does not exist", "ri-A in cn-beijing", "in vtb-AAA"]


def resource_ids(cloud: Cloud) -> set[str]:
    """Return the ids of all links and route entries."""
    return set(re.findall(r'"((?:ri|rte|pcc)-[^"]+)"', json.dumps(cloud.simulator.control("state"))))


def load(cloud: Cloud, proxy: Proxy) -> None:
    proxy.spoil = None
    cloud.load(**pair("Active"), **connection(name="tutorial"))
    assert not cloud.run("route_entries", entries=[ROUTE]).get("failed")


def run(cloud: Cloud, proxy: Proxy, module: str, options: dict[str, t.Any]) -> Result:
    """Run a module through the proxy; anything but a result fails the test."""
    proxy.responses.clear()
    return cloud.run(module, **options, endpoint=proxy.url, read_timeout=5, threads=1)


def assert_clear(result: Result) -> None:
    """A failure names the action and the fault of its response, in a sentence of a bearable length."""
    if result.get("failed"):
        assert "Traceback" not in result["msg"] + str(result.get("exception", ""))
        assert len(result["msg"]) < 3000
        if "error" in result:
            assert result["error"]["action"] in result["msg"]
        else:
            # The response is possible, but not the one that the task needs.
            assert [word for word in BELIEVED if word in result["msg"]], result["msg"]


def spoiled_at(draw: t.Any, responses: list[tuple[str, bytes]]) -> tuple[int, t.Any, bool]:
    """Choose a response and a place in it; return its number, the document, and whether the place is unreadable."""
    number = draw(st.integers(0, len(responses) - 1))
    document = json.loads(responses[number][1])
    place = draw(st.sampled_from([path for path in places(document) if path != ("RequestId",)]))
    genuine = at(document, place)
    if place and draw(st.booleans()):
        return number, without(document, place), isinstance(genuine, (dict, list)) and not isinstance(place[-1], int)
    value = draw(st.sampled_from(WRONG).filter(lambda wrong: type(wrong) is not type(genuine) or wrong != genuine))
    ambiguous = value in (None, "", [], {}) or isinstance(value, str) or isinstance(genuine, (bool, int))
    return number, replaced(document, place, value), not ambiguous


@FEW
@given(data=st.data())
@pytest.mark.parametrize("task", TASKS)
@pytest.mark.untraced
def test_no_write_because_of_a_misread_response(cloud: Cloud, proxy: Proxy, task: str, data: st.DataObject) -> None:
    load(cloud, proxy)
    module, options = TASKS[task]
    before = run(cloud, proxy, module, options)
    assert not before.get("failed"), before
    assert before["api_calls"]["write"] == 0
    number, document, unreadable = spoiled_at(data.draw, proxy.responses)

    def spoil(_action: str, reply: Reply) -> Reply:
        return Reply(json.dumps(document).encode()) if len(proxy.responses) == number else reply

    proxy.spoil = spoil
    written, ids = len(cloud.writes()), resource_ids(cloud)
    assert_clear(run(cloud, proxy, module, options))
    sent = cloud.writes()[written:]
    # Values that the API might return, such as no name, are believed. But nothing is ever created or deleted for them:
    # the service does not create a route twice.
    harmless = {"ModifyRouterInterfaceAttribute", "ModifyRouteEntry", "CreateRouteEntries", "ModifyVpcPeerConnection"}
    assert set(sent) <= harmless, (document, sent)
    assert resource_ids(cloud) == ids
    assert not (unreadable and sent), (document, sent)


WRITES: dict[str, tuple[str, dict[str, t.Any], dict[str, t.Any]]] = {
    "create": (
        "router_interfaces",
        {},
        {"interfaces": [{**NEW, "name": "new", "peer_account_id": B, "spec": "Large.1"}]},
    ),
    "connect": ("router_interface_connections", pair("Idle"), {"connections": [{"router_interface_id": "ri-A"}]}),
    "route": ("route_entries", pair("Active"), {"entries": [ROUTE, {**ROUTE, "destination": "172.17.0.0/16"}]}),
    "delete": (
        "router_interfaces",
        pair("Active"),
        {"state": "absent", "force_routes": True, "interfaces": [{"router_interface_id": "ri-A"}]},
    ),
}


@FEW
@given(data=st.data())
@pytest.mark.parametrize("task", WRITES)
@pytest.mark.untraced
def test_a_rerun_finishes_what_a_spoiled_response_stopped(
    cloud: Cloud, proxy: Proxy, task: str, data: st.DataObject
) -> None:
    module, estate, options = WRITES[task]
    proxy.spoil = None
    cloud.load(**estate)
    expected = run(cloud, proxy, module, options)
    assert not expected.get("failed"), expected
    number, document, _unreadable = spoiled_at(data.draw, proxy.responses)
    cloud.load(**estate)

    def spoil(_action: str, reply: Reply) -> Reply:
        return Reply(json.dumps(document).encode()) if len(proxy.responses) == number else reply

    proxy.spoil = spoil
    assert_clear(run(cloud, proxy, module, options))
    proxy.spoil = None
    again = run(cloud, proxy, module, options)
    assert not again.get("failed"), (document, again)
    assert len(cloud.run("router_interfaces_info")["router_interfaces"]) == (task != "delete")
    assert run(cloud, proxy, module, options)["api_calls"]["write"] == 0


BODIES: dict[str, t.Callable[[bytes], Reply]] = {
    "empty": lambda _body: Reply(b""),
    "first half": lambda body: Reply(body[: len(body) // 2]),
    "cut off": lambda body: Reply(body[: len(body) // 2], length=len(body)),
    "invalid UTF-8": lambda body: Reply(body[:1] + b'"\xff\xfe": 1, ' + body[1:]),
    "array": lambda _body: Reply(b"[]"),
    "string": lambda _body: Reply(b'"Code Message RequestId"'),
    "number": lambda _body: Reply(b"1"),
    "null": lambda _body: Reply(b"null"),
    "not a number": lambda _body: Reply(b"NaN"),
    "deep": lambda _body: Reply(b"[" * 100_000 + b"]" * 100_000),
    "deep object": lambda _body: Reply(b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
    "page of a portal": lambda _body: Reply(b"<html>Please log in</html>", headers={"Content-Type": "text/html"}),
    "packed": lambda body: Reply(body, headers={"Content-Encoding": "gzip"}),
    "10 MB": lambda body: Reply(body + b" " * 10_000_000),
    "10 MB of text": lambda body: Reply(body[:-1] + b', "Name": "' + b"x" * 10_000_000 + b'"}'),
    "refusal as a list": lambda _body: Reply(b"[]", 400),
    "refusal as a string": lambda _body: Reply(b'"Code"', 400),
    "refusal as a number": lambda _body: Reply(b"5", 403),
    "refusal with numbers": lambda _body: Reply(b'{"Code": 5, "Message": [], "RequestId": {}}', 404),
    "refusal, deep": lambda _body: Reply(b"[" * 100_000, 500),
    "refusal, invalid UTF-8": lambda _body: Reply(b"\xff\xfe", 500),
    "refusal, long": lambda _body: Reply(b"x" * 1_000_000, 500),
    "redirected": lambda _body: Reply(b"", 302, {"Location": "http://[oops"}),
    "redirected, invalid": lambda _body: Reply(b"", 301, {"Location": "\xff\xfe"}),
}


@pytest.mark.parametrize("kind", BODIES)
def test_a_body_that_is_no_response_is_an_error(cloud: Cloud, proxy: Proxy, kind: str) -> None:
    load(cloud, proxy)
    proxy.spoil = lambda action, reply: BODIES[kind](reply.body) if action == "DescribeRouterInterfaces" else reply
    module, options = TASKS["keep interface"]
    written = len(cloud.writes())
    result = run(cloud, proxy, module, options)
    assert result.get("failed")
    assert_clear(result)
    assert result["error"]["action"] == "DescribeRouterInterfaces"
    assert result["msg"].startswith("DescribeRouterInterfaces failed in cn-beijing: ")
    assert cloud.writes()[written:] == []


@pytest.mark.parametrize("message", ["no", "no:", None, ["a:b"], {}])
def test_a_wrong_secret_is_named_whatever_the_service_returns(cloud: Cloud, proxy: Proxy, message: t.Any) -> None:
    """The SDK compares the part behind the message's colon with the string that it has signed."""
    load(cloud, proxy)
    body = json.dumps({"Code": "SignatureDoesNotMatch", "Message": message, "RequestId": "R-1"}).encode()
    proxy.spoil = lambda _action, _reply: Reply(body, 400)
    written = len(cloud.writes())
    result = run(cloud, proxy, *TASKS["keep interface"])
    assert_clear(result)
    assert cloud.writes()[written:] == []
    assert (result["error"]["code"], result["error"]["request_id"]) == ("SignatureDoesNotMatch", "R-1")
    assert "The access key secret is wrong" in result["error"]["hint"]
    assert "(credential from options)" in result["msg"]


def test_another_content_type_does_not_matter(cloud: Cloud, proxy: Proxy) -> None:
    load(cloud, proxy)
    proxy.spoil = lambda _action, reply: Reply(reply.body, headers={"Content-Type": "text/plain; charset=utf-16"})
    result = run(cloud, proxy, *TASKS["keep interface"])
    assert (result.get("failed"), result["api_calls"]["write"]) == (None, 0)


def test_a_response_that_comes_drop_by_drop_is_given_up(
    cloud: Cloud, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each drop comes within the time-out, so only a bound on all of them ends the call."""
    load(cloud, proxy)
    monkeypatch.setattr(retry, "UNREACHABLE_TRIES", 0)
    proxy.spoil = lambda _action, reply: Reply(reply.body, drip=0.05)
    result = cloud.run("vpcs_info", endpoint=proxy.url, read_timeout=1)
    assert "GetCallerIdentity failed" in result["msg"]
    assert "took longer than 1 s" in result["msg"]


def repeated(reply: Reply, path: str, **more: t.Any) -> Reply:
    """Return a response with its first row 50 times, and with other keys beside the rows."""
    document = {**json.loads(reply.body), **more}
    outer, inner = path.split(".")
    document[outer][inner] = [document[outer][inner][0]] * 50
    return Reply(json.dumps(document).encode())


def changed(reply: Reply, **more: t.Any) -> Reply:
    return Reply(json.dumps({**json.loads(reply.body), **more}).encode())


INTERFACES = "RouterInterfaceSet.RouterInterfaceType"


@pytest.mark.parametrize(
    ("action", "spoil", "message"),
    [
        (
            "DescribeRouterInterfaces",
            lambda reply, _count: repeated(reply, INTERFACES, TotalCount=100),
            f"{INTERFACES}[0].RouterInterfaceId is on an earlier page, too, in each of 5 readings",
        ),
        ("DescribeRouterInterfaces", lambda reply, _count: changed(reply, TotalCount=10**15), "more than the 20 pages"),
        ("DescribeRouterInterfaces", lambda reply, _count: changed(reply, TotalCount=0), "is 0, and page 1 has 1 rows"),
        (
            "DescribeRouterInterfaces",
            lambda reply, _count: changed(reply, TotalCount=-1),
            "is -1, and page 1 has 1 rows",
        ),
        (
            "DescribeRouterInterfaces",
            lambda reply, _count: changed(reply, TotalCount="many"),
            "'many', not a whole num",
        ),
        ("DescribeRouterInterfaces", lambda reply, _count: changed(reply, TotalCount=None), "TotalCount is missing"),
        ("DescribeRouterInterfaces", lambda reply, _count: changed(reply, TotalCount=2), "is 2, and page 1 has 1 rows"),
        ("DescribeVpcs", lambda reply, _count: changed(reply, Vpcs={}), "is 1, and page 1 has 0 rows of Vpcs.Vpc"),
        (
            "DescribeRouterInterfaces",
            lambda reply, count: (
                repeated(reply, INTERFACES, TotalCount=60) if count == 1 else changed(reply, TotalCount=0)
            ),
            "is 0, and page 1 has 1 rows",
        ),
        (
            "DescribeRouteEntryList",
            lambda reply, _count: changed(reply, NextToken="again"),
            "repeats one of an earlier",
        ),
        (
            "DescribeRouteEntryList",
            lambda reply, count: changed(reply, NextToken=f"token-{count % 3}"),
            "NextToken repeats one of an earlier page",
        ),
        ("DescribeRouteEntryList", lambda reply, count: changed(reply, NextToken=str(count)), "set after 20 pages"),
        (
            "DescribeRouteEntryList",
            lambda reply, _count: changed(reply, RouteEntrys=None),
            "missing or empty, and Total",
        ),
    ],
)
def test_pages_without_end_or_sense(
    cloud: Cloud,
    proxy: Proxy,
    monkeypatch: pytest.MonkeyPatch,
    action: str,
    spoil: t.Callable[[Reply, int], Reply],
    message: str,
) -> None:
    load(cloud, proxy)
    monkeypatch.setattr(pages, "MOST_PAGES", 20)

    first: list[Reply] = []

    def spoiled(asked: str, reply: Reply) -> Reply:
        if asked != action:
            return reply
        first.append(first[0] if first else reply)
        return spoil(first[0], len(first))

    proxy.spoil = spoiled
    result = run(cloud, proxy, *TASKS["read all"])
    assert result.get("failed")
    assert message in result["msg"]
    assert f"{action} failed in cn-beijing: the service's response cannot be used" in result["msg"]
    assert result["error"]["code"] == "SDK.UnexpectedAnswer"


def test_connections_are_kept(cloud: Cloud, proxy: Proxy) -> None:
    """The bounds on a body must not cost a new connection for each call."""
    load(cloud, proxy)
    proxy.connections = 0
    result = run(cloud, proxy, *TASKS["read all"])
    assert result["api_calls"]["read"] > 3
    # One for each region that the SDK has a client for: STS has a central one.
    assert proxy.connections == 2


def test_a_bound_leaves_room_for_every_page() -> None:
    row = {"RouterInterfaceId": "ri-" + "x" * 20, **{f"Field{number}": "x" * 64 for number in range(50)}}
    assert len(json.dumps([row] * pages.PAGE_SIZE)) < bodies.LONGEST / 10
