# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What foreign pages and hostile clients can do to a simulator: nothing, and it serves others meanwhile."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import MutableMapping
from typing import Any

import pytest

from ansible_collections.aliops.vpc.tests.conformance.harness import SCENARIOS, SOURCE, Simulator, running
from ansible_collections.aliops.vpc.tests.conformance.raw import get, query, send, signed
from ansible_collections.aliops.vpc.tests.conformance.test_sessions import ARN, USER
from ansible_collections.aliops.vpc.tests.conformance.test_sessions import scenario as sessions_scenario
from vpc_simulator import control
from vpc_simulator.app import Application
from vpc_simulator.policies import wildcard
from vpc_simulator.scenario import Scenario, parse
from vpc_simulator.service import Options, Service

TUTORIAL = (SCENARIOS / "tutorial.yml").read_text()
CONTROL = [
    ("GET", "state"),
    ("GET", "calls"),
    ("GET", "page"),
    ("GET", "process"),
    ("GET", "clock"),
    ("POST", "clock"),
    ("POST", "reset"),
    ("GET", "scenario"),
    ("POST", "scenario"),
    ("GET", "faults"),
    ("POST", "faults"),
    ("DELETE", "faults"),
    ("GET", "ca"),
]
PAGE = {"Accept": "text/html"}


@pytest.mark.parametrize(("method", "path"), [*((m, f"/_simulator/{p}") for m, p in CONTROL), ("GET", "/")])
@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:8080"},
        {"Host": "127.0.0.1.evil.example"},
        {"Host": "localhost.evil.example"},
        {"Host": "192.0.2.1"},
        {"Host": ""},
        {"Origin": "http://evil.example"},
        {"Origin": "http://localhost:1"},
        {"Origin": "null"},
    ],
)
def test_a_foreign_page_gets_nothing(cloud: Simulator, method: str, path: str, headers: dict[str, str]) -> None:
    before = cloud.control("process")
    reply = send(cloud, method, path, "accounts: []" if method == "POST" else None, {**PAGE, **headers})
    assert (reply.status, list(reply.json)) == (403, ["error"])
    assert cloud.control("process") == before


def test_a_foreign_page_cannot_load_the_control_api(cloud: Simulator) -> None:
    """As a script or an image, which have no Origin; a link to the page is harmless."""
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert send(cloud, "GET", "/_simulator/state", None, foreign).status == 403
    assert send(cloud, "GET", "/", None, {**PAGE, **foreign}).status == 200


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1", "127.8.9.1", "[::1]:8080", "a.localhost."])
def test_loopback_names_are_this_machine(cloud: Simulator, host: str) -> None:
    origin = {"Host": host, "Origin": f"http://{host}"}
    assert send(cloud, "POST", "/_simulator/reset", "", origin).status == 200
    assert send(cloud, "GET", "/", None, {**PAGE, "Host": host}).status == 200


def test_calls_take_any_host_and_origin(cloud: Simulator) -> None:
    foreign = {"Host": "evil.example", "Origin": "http://evil.example"}
    assert send(cloud, "GET", "/?" + query(signed("DescribeVpcs")), None, foreign).status == 200


def test_a_host_can_be_allowed() -> None:
    with running("--scenario", "empty", "--allow-host", "simulator.test") as cloud:
        for host, status in (("Simulator.test:80", 200), ("simulator.test.evil.example", 403)):
            assert send(cloud, "GET", "/_simulator/process", None, {"Host": host}).status == status


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("[" * 500_000, "posted: nested deeper than 50"),
        ('{"a":' * 500_000, "posted: nested deeper than 50"),
        ("a: " + "{b: " * 200, "posted: nested deeper than 50"),
        ("- " * 100_000, "posted: nested deeper than 50"),
        ("? " * 100_000, "posted: nested deeper than 50"),
        ("a: &a {b: *a}", "posted: *a is not the alias of a complete value"),
        ("a: &a [&a x, *a]", "posted: not YAML: found duplicate anchor"),
        ("a: *b", "posted: *b is not the alias of a complete value"),
        ("a: !!int ''", "posted: not YAML: a value is not of its type"),
        ("a: !!timestamp x", "posted: not YAML: a value is not of its type"),
        ("a: 2026-99-99", "posted: not YAML: a value is not of its type"),
        ("a: " + "9" * 5000, "posted: not YAML: a value is not of its type"),
        ("{[a]: b}", "posted: not YAML"),
        ("a: !!python/object:os.system {}", "posted: not YAML"),
        ("%" * 1000, "posted: not YAML"),
        ("# " + "x" * (1 << 20), "posted: YAML longer than 1048576 characters; send JSON"),
    ],
    ids=lambda value: str(value)[:20],
)  # fmt: skip
def test_a_document_beyond_the_bounds(cloud: Simulator, text: str, error: str) -> None:
    reply = send(cloud, "POST", "/_simulator/scenario", text)
    assert reply.status == 400
    assert reply.json["error"].startswith(error)
    assert get(cloud, "DescribeVpcs").json["TotalCount"] == 1


def merging(depth: int) -> str:
    """A short text with merge keys: each level describes ten times what the level before it does."""
    levels = ["l0: &l0 {k: v}"]
    levels += [f"l{n}: &l{n} {{<<: [{', '.join([f'*l{n - 1}'] * 10)}]}}" for n in range(1, depth)]
    return "\n".join(levels)


def aliases(depth: int) -> str:
    levels = ["l0: &l0 x"]
    levels += [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, depth)]
    return "\n".join(levels)


@pytest.mark.parametrize("text", [merging(9), aliases(9)])
def test_a_short_document_that_describes_much(cloud: Simulator, text: str) -> None:
    assert cloud.refused("scenario", text) == "posted: more than 2000000 values"


def test_few_aliases_and_merges_are_fine(cloud: Simulator) -> None:
    text = TUTORIAL + "delays: {<<: [&d {create_lag: 1}, *d], route_delay: 2}\n"
    cloud.control("scenario", text)
    assert cloud.control("state")["delays"]["create_lag"] == 1


def test_a_control_body_has_a_limit(cloud: Simulator) -> None:
    reply = send(cloud, "POST", "/_simulator/scenario", b" " * ((16 << 20) + 1))
    assert (reply.status, list(reply.json)) == (413, ["error"])


def test_a_call_has_a_limit_of_parameters(cloud: Simulator) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert send(cloud, "POST", "/", "&".join(["a=b"] * 3000), form).status == 413
    assert send(cloud, "GET", "/?" + "&".join(["a=b"] * 3000)).status == 413


def exchange(cloud: Simulator, data: bytes) -> bytes:
    """The response to bytes as they are."""
    host, port = cloud.address.split(":")
    with socket.create_connection((host, int(port)), 10) as connection:
        try:
            connection.sendall(data)
            return b"".join(iter(lambda: connection.recv(65536), b""))
        except ConnectionError:  # closed while this sent
            return b""


@pytest.mark.parametrize(
    "head",
    [
        b"GET /?" + b"a" * (1 << 20),
        b"GET / HTTP/1.1\r\nX: " + b"a" * (1 << 20),
        b"GET / HTTP/1.1\r\n" + b"X: a\r\n" * 200_000,
    ],
)
def test_a_head_has_a_limit(cloud: Simulator, head: bytes) -> None:
    assert exchange(cloud, head)[:12] in (b"HTTP/1.1 400", b"")
    assert get(cloud, "DescribeVpcs").status == 200


@pytest.mark.parametrize(
    "beginning",
    [b"", b"GET / HTTP/1.1\r\nX: ", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc"],
    ids=["nothing", "head", "body"],
)
def test_a_request_without_end_is_given_up(beginning: bytes) -> None:
    program = "import vpc_simulator.server as s, vpc_simulator.__main__ as m; s.REQUEST_TIMEOUT = 0.2; m.main()"
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    command = [sys.executable, "-c", program, "--scenario", "empty"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as process:
        try:
            assert process.stdout
            cloud = Simulator(process.stdout.readline().split()[-1])
            assert exchange(cloud, beginning) == b""
        finally:
            process.terminate()
            assert process.wait(10) == 0


@pytest.mark.parametrize("pattern", ["*a" * 15 + "*b", "*" * 300 + "b", "?*" * 100 + "b", "a*" * 200 + "b"])
def test_a_policy_with_many_asterisks(cloud: Simulator, pattern: str) -> None:
    """On a backtracking matcher this takes longer than the universe has existed."""
    cloud.control("scenario", sessions_scenario())
    statement = {"Effect": "Allow", "Action": "vpc:*", "Resource": pattern}
    policy = json.dumps({"Version": "1", "Statement": [statement]})
    parameters = {"RoleArn": ARN, "RoleSessionName": "s1", "Policy": policy, "Version": "2015-04-01"}
    call = signed("AssumeRole", "GET", USER[1], AccessKeyId=USER[0], **parameters)
    session = send(cloud, "GET", "/?" + query(call)).json["Credentials"]
    call = signed(
        "DescribeVpcAttribute",
        "GET",
        session["AccessKeySecret"],
        AccessKeyId=session["AccessKeyId"],
        SecurityToken=session["SecurityToken"],
        VpcId="a" * 2000,
    )
    assert send(cloud, "GET", "/?" + query(call)).refusal == (403, "Forbidden.RAM")


@pytest.mark.parametrize(
    ("pattern", "matching", "others"),
    [
        ("", [""], ["a"]),
        ("*", ["", "a", "a\nb"], []),
        ("a", ["a"], ["", "A", "aa"]),
        ("a*", ["a", "ab"], ["", "ba"]),
        ("*a", ["a", "ba"], ["", "ab"]),
        ("a*a", ["aa", "aba"], ["a", "ab"]),
        ("a?c", ["abc", "a?c"], ["ac", "abbc"]),
        ("*b*c", ["bc", "abxc", "bcbc"], ["cb", "bcb"]),
        ("a*b?*c", ["abxc", "abbc", "axbyzc"], ["abc", "ab"]),
        ("a.c", ["a.c"], ["abc"]),
        ("**", ["", "x"], []),
        ("ab*ba", ["abba"], ["aba"]),
    ],
)
def test_wildcards(pattern: str, matching: list[str], others: list[str]) -> None:
    assert [text for text in [*matching, *others] if wildcard(pattern).fullmatch(text)] == matching
    assert wildcard(pattern.upper(), ignore_case=True).fullmatch((matching or [""])[0].lower())


@pytest.mark.parametrize(
    "parameters",
    [
        {"Action": "A" * 100_000},
        {"RegionId": "r" * 100_000},
        {"RouterInterfaceId": "i" * 100_000},
        {"B" * 100_000: "x"},
        {f"Name{number}": "x" for number in range(1000)},
    ],
    ids=["action", "region", "target", "name", "names"],
)
def test_the_log_keeps_no_more_than_a_line(cloud: Simulator, parameters: dict[str, Any]) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for call in ({**parameters, "Version": "2016-04-28"}, signed("DeleteRouterInterface", "POST", **parameters)):
        send(cloud, "POST", "/", query({"Action": "DescribeVpcs", **call}), form)
    assert all(len(json.dumps(call)) < 2000 for call in cloud.calls())


def test_calls_are_served_while_a_scenario_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The text is parsed in a thread: here it ends only after another call was served."""
    served = threading.Event()

    def slow(text: str, name: str) -> Scenario:
        assert served.wait(10), "no other call was served"
        return parse(text, name)

    monkeypatch.setattr(control, "parse", slow)
    application = Application(Service(parse(TUTORIAL, "tutorial"), Options()))

    async def both() -> list[int]:
        loading = asyncio.create_task(status_of(application, "POST", "/_simulator/scenario", b"accounts: []"))
        await asyncio.sleep(0)
        reading = await status_of(application, "GET", "/_simulator/process")
        served.set()
        return [reading, await loading]

    assert asyncio.run(both()) == [200, 200]


async def status_of(application: Application, method: str, path: str, body: bytes = b"") -> int:
    """The status of the response to a request, without a server."""
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": body}

    async def send_message(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    headers = [(b"host", b"localhost")]
    scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": headers, "scheme": "http"}
    await application(scope, receive, send_message)
    return int(sent[0]["status"])
