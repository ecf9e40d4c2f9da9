# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Any request to the API or the control API gets a response or a refusal, and the simulator goes on.

The same examples each time; with ALIOPS_EXAMPLES=1000 in the environment, that many new ones of each test.
"""

from __future__ import annotations

import copy
import http.client
import json
import socket
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.aliops.vpc.tests.conformance.harness import SCENARIOS, Simulator, running
from ansible_collections.aliops.vpc.tests.conformance.raw import Reply, query, send, signed
from ansible_collections.aliops.vpc.tests.conformance.test_scenario_schema import EVERYTHING
from ansible_collections.aliops.vpc.tests.examples import CHARACTERS, few
from vpc_simulator.actions import ACTIONS
from vpc_simulator.parameters import ACTIONS as CONTRACT

SETTINGS = few(60)
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
TUTORIAL = (SCENARIOS / "tutorial.yml").read_text()
# Ids of the tutorial, and values at which something may give way.
VALUES = [
    "", "vpc-12345678", "vrt-AAA", "vtb-AAA", "vsw-AAA", "cn-beijing", "cn-hangzhou", "1231579085529123",
    "InitiatingSide", "AcceptingSide", "VRouter", "VBR", "Mini.2", "Negative", "RouterInterface", "Instance", "true",
    "False", "0", "1", "-1", "50", "²", "٣", "9" * 19, "9" * 5000, "1e3", "NaN", "10.0.0.0/8", "10.0.0.0/16",
    "10.0.0.1/8", "0.0.0.0/0", "192.168.9.0/24", "192.168.100.0/24", "::/0", "2408:4003::/56", "10.0.0.0/255.0.0.0",
    "10.0.0.0/8/8", "1.2.3.4%x/8", "\x00", "\x01", "\ufffe", "\u2028", "a" * 300, "http://x", "aliyun", "acs:x", "*",
    "vpc-1,,vpc-2", "[" * 1000, '{"Version": "1", "Statement": []}', "acs:ram::1231579085529123:role/x", "ipv6", "6",
    "VPC", "Vpc", "ROUTERINTERFACE", "zh-CN", "2024-05-08T10:20:55Z",
]  # fmt: skip
TEXTS = st.one_of(st.sampled_from(VALUES), st.text(CHARACTERS, max_size=20))
VERSIONS = st.sampled_from(["2016-04-28", "2016-04-28", "2015-04-01", "2014-05-26", "2022-01-01", "", "²"])


@pytest.fixture(scope="module")
def target() -> Iterator[Simulator]:
    with running("--scenario", "tutorial", "--time-scale", "0") as simulator:
        yield simulator


@st.composite
def calls(draw: st.DrawFn) -> dict[str, str]:
    """The parameters of a call, most of which the action knows, and most of which are plausible."""
    action = draw(st.sampled_from(sorted(ACTIONS)))
    facts = CONTRACT[action]["parameters"]
    names = [name.replace(".N", ".1").replace(".M", ".1") for name in facts]
    required = [
        name.replace(".N", ".1") for name, rules in facts.items() if rules.get("required") and "[]" not in rules["type"]
    ]
    chosen = draw(st.lists(st.sampled_from(names), max_size=6)) if names else []
    parameters = {name: draw(TEXTS) for name in [*required, *chosen]}
    for name, rules in facts.items():
        if name in parameters and "enum" in rules and draw(st.booleans()):
            parameters[name] = str(draw(st.sampled_from(rules["enum"])))
    if draw(st.integers(0, 9)) == 0:
        parameters[draw(st.text(CHARACTERS, min_size=1, max_size=9))] = draw(TEXTS)
    version = draw(VERSIONS) if draw(st.integers(0, 4)) == 0 else CONTRACT[action]["version"]
    return {"RegionId": "cn-beijing", "Action": action, "Version": version, **parameters}


def check(reply: Reply, form: str) -> None:
    """Check that a reply is a response or a refusal, well formed."""
    assert reply.status == 200 or 400 <= reply.status < 500, reply.text
    if form == "JSON":
        assert reply.json["RequestId"]
    else:
        assert ElementTree.fromstring(reply.text).findtext("RequestId")


@SETTINGS
@given(several=st.lists(calls(), min_size=1, max_size=8), method=st.sampled_from(["GET", "POST"]), data=st.data())
def test_no_call_breaks_the_api(
    target: Simulator, several: list[dict[str, str]], method: str, data: st.DataObject
) -> None:
    target.control("scenario", TUTORIAL)
    for parameters in several:
        form = data.draw(st.sampled_from(["JSON", "XML"]))
        action = parameters["Action"]
        call = query(signed(action, method, **{"Format": form, **parameters}))
        reply = send(target, "GET", "/?" + call) if method == "GET" else send(target, "POST", "/", call, FORM)
        if "Format" not in parameters:
            check(reply, form)
    assert json.dumps(target.control("state"))
    assert send(target, "GET", "/", None, {"Accept": "text/html"}).status == 200


@SETTINGS
@given(
    target_bytes=st.one_of(st.just(b"/"), st.binary(max_size=60).map(lambda data: b"/?" + data)),
    headers=st.lists(
        st.tuples(
            st.sampled_from(["Authorization", "x-acs-action", "x-acs-version", "x-acs-date", "Content-Type", "X"]),
            st.one_of(
                st.sampled_from(["ACS3-HMAC-SHA256 Credential=a,SignedHeaders=,Signature=é", "ACS3-", *FORM.values()]),
                st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=30),
            ),
        ),
        max_size=4,
    ),
    body=st.binary(max_size=100),
)
def test_no_unsigned_request_breaks_the_api(
    target: Simulator, target_bytes: bytes, headers: list[tuple[str, str]], body: bytes
) -> None:
    head = [b"POST " + quoted(target_bytes) + b" HTTP/1.1", b"Host: localhost", b"Connection: close"]
    head += [name.encode() + b": " + value.strip().encode("latin-1") for name, value in headers]
    head += [b"Content-Length: " + str(len(body)).encode()]
    status = exchange(target, b"\r\n".join(head) + b"\r\n\r\n" + body)
    assert status in range(400, 500)
    assert target.control("process")["pid"]


def quoted(data: bytes) -> bytes:
    """Bytes as they can be in a request line."""
    return bytes(byte for byte in data if 32 < byte < 127) or b"/"


def exchange(target: Simulator, data: bytes) -> int:
    """The status of the response to bytes as they are."""
    host, port = target.address.split(":")
    with socket.create_connection((host, int(port)), 10) as connection:
        connection.sendall(data)
        response = http.client.HTTPResponse(connection)
        response.begin()
        return response.status


@SETTINGS
@given(data=st.binary(max_size=200))
def test_no_bytes_end_the_server(target: Simulator, data: bytes) -> None:
    host, port = target.address.split(":")
    with socket.create_connection((host, int(port)), 10) as connection:
        connection.sendall(data)
    assert target.control("process")["pid"]


PATHS = ["reset", "scenario", "state", "calls", "process", "page", "faults", "clock", "ca", "", "x"]
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.floats(allow_nan=False), TEXTS, st.just("Infinity")
)
JSON_VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXTS, inner, max_size=4)),
    max_leaves=12,
)
CLOCKS = st.fixed_dictionaries({}, optional={"mode": TEXTS, "advance": SCALARS, "factor": SCALARS, "x": SCALARS})


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of all values inside a value."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield (*path, key)
        yield from places(inner, (*path, key))


PLACES = sorted(places(EVERYTHING), key=str)


def _holder(content: Any, place: tuple[Any, ...]) -> Any:
    """The container of the value of a place, or None if an earlier change removed it."""
    for step in place[:-1]:
        try:
            content = content[step]
        except (KeyError, IndexError, TypeError):
            return None
    return content


@st.composite
def scenarios(draw: st.DrawFn) -> Any:
    """The scenario with every key, in which some values are replaced or doubled."""
    content = copy.deepcopy(EVERYTHING)
    for place in draw(st.lists(st.sampled_from(PLACES), min_size=1, max_size=3)):
        holder, last = _holder(content, place), place[-1]
        # an earlier change may have put a list where a mapping was
        is_item = isinstance(holder, list) and isinstance(last, int) and last < len(holder)
        if is_item and draw(st.booleans()):
            holder.append(copy.deepcopy(holder[last]))
        elif is_item or isinstance(holder, dict):
            holder[last] = draw(JSON_VALUES)
    return content


BODIES = st.one_of(
    st.binary(max_size=60),
    st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")),
    JSON_VALUES.map(lambda value: json.dumps(value).encode()),
    CLOCKS.map(lambda value: json.dumps(value).encode()),
    scenarios().map(lambda value: json.dumps(value).encode()),
    scenarios().map(lambda value: yaml.safe_dump(value, allow_unicode=True).encode()),
)  # fmt: skip


def without_changing(state: dict[str, Any]) -> dict[str, Any]:
    """The state without what a dump does not keep: the name, times of planned events, sessions that may expire."""
    for account in state["accounts"]:
        del account["sessions"]
    return {name: value for name, value in state.items() if name not in ("scenario", "now", "pending")}


@few(120)
@given(
    path=st.sampled_from(["scenario", "scenario", "clock", "faults", *PATHS]),
    method=st.sampled_from(["POST", "POST", "GET", "DELETE"]),
    parameters=st.dictionaries(st.sampled_from(["since", "name", "part", "account"]), TEXTS, max_size=2),
    body=BODIES,
)
def test_no_request_breaks_the_control_api(
    target: Simulator, path: str, method: str, parameters: dict[str, str], body: bytes
) -> None:
    reply = send(target, method, f"/_simulator/{path}?{query(parameters)}", body if method == "POST" else None)
    assert reply.status in (200, 204, 400, 404, 405), reply.text
    # the current world can be read, dumped, moved and drawn; its faults may hold calls, as they should
    target.delete("faults")
    before = target.control("state")
    target.control("scenario?name=again", json.dumps(target.control("scenario")))
    assert without_changing(target.control("state")) == without_changing(before)
    target.control("clock", '{"advance": "next"}')
    assert target.control("clock")["now"]
    assert isinstance(target.control("calls"), list)
    assert send(target, "GET", "/", None, {"Accept": "text/html"}).status == 200
    assert send(target, "GET", "/?" + query(signed("DescribeVpcs"))).status in (200, 400, 403, 404)
    target.control("scenario", TUTORIAL)
