# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns measuring the simulator: calls per second, state, start, memory. Prints a Markdown table; asserts no time.

Calls are signed before the clock starts and sent over one connection, so that the client is not measured. Goals
are for one core, so what counts is the simulator's own processor time, as the kernel counts it: other work on the
machine does not. Run by C(make bench ARGS=simulator).
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import socket
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ansible_collections.aliops.vpc.tests import scenarios
from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator, running
from ansible_collections.aliops.vpc.tests.conformance.raw import query, signed
from ansible_collections.aliops.vpc.tools.markdown import table

TICKS = os.sysconf("SC_CLK_TCK")
# Before lists had indexes, pages of 50 of 1,000 interfaces were this much slower than of 100.
GROWTH = 0.69
QUOTAS = {"router_interfaces_per_router": 100_000, "router_interfaces_per_region": 100_000}


def scenario(count: int) -> str:
    """Two accounts with so many router interfaces each, joined in pairs and Active, as JSON, which has no limit."""

    routers = ("vrt-a", "vrt-b")
    pairs = [scenarios.ends("Active", ids=(f"ri-a{n}", f"ri-b{n}"), routers=routers) for n in range(count)]
    accounts = []
    for index, (name, side) in enumerate(zip("ab", scenarios.SIDES.values(), strict=True)):
        vpc = scenarios.vpc(name, side.region, "10.0.0.0/8")
        accounts.append(scenarios.account(side.name, vpcs=[vpc], router_interfaces=[pair[index] for pair in pairs]))
    return json.dumps(scenarios.scenario(*accounts, quotas=QUOTAS))


def cpu_seconds(pid: int) -> float:
    """User and system time of a process, fields 14 and 15 of its stat."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_megabytes(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise LookupError("VmRSS")


class Connection:
    """A kept-alive connection for requests that are ready to be sent."""

    def __init__(self, cloud: Simulator) -> None:
        host, port = cloud.address.rsplit(":", 1)
        self._socket = socket.create_connection((host, int(port)), 60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def exchange(self, request: bytes) -> bytes:
        """Send a request; return the body of its response, which must be a success."""
        self._socket.sendall(request)
        received = self._socket.recv(1 << 18)
        while b"\r\n\r\n" not in received:
            received += self._socket.recv(1 << 18)
        head, body = received.split(b"\r\n\r\n", maxsplit=1)
        assert head.startswith(b"HTTP/1.1 200"), received
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
        while len(body) < length:
            body += self._socket.recv(1 << 18)
        return body

    def close(self) -> None:
        self._socket.close()


def request(**parameters: str) -> bytes:
    target = query(signed("DescribeRouterInterfaces", **parameters))
    return f"GET /?{target} HTTP/1.1\r\nHost: vpc.aliyuncs.com\r\n\r\n".encode()


def by_id(number: int) -> bytes:
    """A request for one router interface."""
    return request(**{"Filter.1.Key": "RouterInterfaceId", "Filter.1.Value.1": f"ri-a{number}"})


@dataclass(frozen=True)
class Cost:
    """Seconds of wall time, and of the simulator's processor time, for one operation."""

    wall: float
    cpu: float


@contextlib.contextmanager
def loaded(pairs: int) -> Iterator[Simulator]:
    """A simulator with so many router interfaces in each account."""
    with running("--scenario", "tutorial", "--time-scale", "0") as cloud:
        cloud.control("scenario", scenario(pairs))
        yield cloud


def cost(cloud: Simulator, requests: list[bytes], expected: int) -> Cost:
    """The cost of a request; each response has so many router interfaces."""
    pid, connection = cloud.control("process")["pid"], Connection(cloud)
    rows = json.loads(connection.exchange(requests[0]))["RouterInterfaceSet"]["RouterInterfaceType"]
    assert len(rows) == expected
    cpu, start = cpu_seconds(pid), time.perf_counter()
    for ready in requests[1:]:
        connection.exchange(ready)
    count = len(requests) - 1
    wall, cpu = time.perf_counter() - start, cpu_seconds(pid) - cpu
    connection.close()
    return Cost(wall / count, cpu / count)


def median(costs: list[Cost]) -> Cost:
    return Cost(statistics.median(cost.wall for cost in costs), statistics.median(cost.cpu for cost in costs))


def pages(interfaces: int, size: int, calls: int, runs: int) -> Cost:
    """The cost of a page of a list."""
    with loaded(interfaces) as cloud:
        requests = [[request(PageSize=str(size)) for _turn in range(calls + 1)] for _turn in range(runs)]
        return median([cost(cloud, ready, min(size, interfaces)) for ready in requests])


def lookups(interfaces: int, calls: int, runs: int) -> Cost:
    """The cost of reading one router interface by its id."""
    step = interfaces // (calls + 1) or 1
    with loaded(interfaces) as cloud:
        requests = [[by_id(number * step % interfaces) for number in range(calls + 1)] for _turn in range(runs)]
        return median([cost(cloud, ready, 1) for ready in requests])


def state(pairs: int, runs: int) -> Cost:
    """The cost of the whole state of so many pairs."""
    with loaded(pairs) as cloud:
        pid = cloud.control("process")["pid"]
        costs = []
        for _turn in range(runs):
            cpu, start = cpu_seconds(pid), time.perf_counter()
            accounts = cloud.control("state")["accounts"]
            costs.append(Cost(time.perf_counter() - start, cpu_seconds(pid) - cpu))
            assert [len(account["router_interfaces"]) for account in accounts] == [pairs, pairs]
        return median(costs)


def start(runs: int) -> Cost:
    """The cost from starting the program until its first response."""

    def once() -> Cost:
        begin = time.perf_counter()
        with running("--scenario", "tutorial") as cloud:
            Connection(cloud).exchange(request())
            wall = time.perf_counter() - begin
            return Cost(wall, cpu_seconds(cloud.control("process")["pid"]))

    return median([once() for _run in range(runs)])


def megabytes(pairs: int) -> float:
    """Resident memory of so many pairs of interfaces after all of one side have been listed."""
    with loaded(pairs) as cloud:
        connection = Connection(cloud)
        for number in range(1, pairs // 50 + 1):
            connection.exchange(request(PageSize="50", PageNumber=str(number)))
        connection.close()
        return resident_megabytes(cloud.control("process")["pid"])


@dataclass(frozen=True)
class Result:
    """A measured value, and how it is shown. With a goal, `value` should be at least, or else at most, so much."""

    value: float
    shown: str
    least: float | None = None
    most: float | None = None
    unit: str = ""

    def cells(self) -> list[str]:
        """The goal, the result, and whether it is met."""
        if self.least is not None:
            return [f"at least {self.least:,.0f}{self.unit}", self.shown, verdict(self.value >= self.least)]
        if self.most is not None:
            return [f"at most {self.most:g}{self.unit}", self.shown, verdict(self.value <= self.most)]
        return ["", self.shown, ""]


def verdict(met: bool) -> str:
    return "met" if met else "**missed**"


def speed(measured: Cost, least: float | None = None) -> Result:
    """Calls per second of processor time."""
    per_second, wall = 1 / max(measured.cpu, 1e-9), 1 / measured.wall
    return Result(per_second, f"{per_second:,.0f} ({wall:,.0f} by the clock)", least)


def results(runs: int) -> Iterator[tuple[str, Result]]:
    """Each measure by its name."""
    few = speed(pages(100, 50, 2000, runs))
    yield "calls/s, 100 router interfaces, pages of 10", speed(pages(100, 10, 2000, runs), 1000)
    yield "calls/s, 100 router interfaces, pages of 50", few
    least = GROWTH * few.value
    yield "calls/s, 1,000 router interfaces, pages of 50", speed(pages(1000, 50, 1000, runs), least)
    yield "calls/s, 10,000 router interfaces, one by its id", speed(lookups(10_000, 2000, runs), 1000)
    yield "`state`, 10,000 router interfaces", seconds(state(5000, runs), 1)
    yield "start to first answer", seconds(start(runs), 0.7)
    yield "memory, empty", memory(0)
    yield "memory, 10,000 router interfaces", memory(5000, 300)


def seconds(measured: Cost, most: float) -> Result:
    """Seconds of processor time."""
    return Result(measured.cpu, f"{measured.cpu:.2f} s ({measured.wall:.2f} s by the clock)", None, most, " s")


def memory(pairs: int, most: float | None = None) -> Result:
    value = megabytes(pairs)
    return Result(value, f"{value:.0f} MB", None, most, " MB")


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--runs", type=int, default=5, help="of which the medians are shown")


def show(given: argparse.Namespace) -> None:
    """Measure, and print the table."""
    rows = [[name, *result.cells()] for name, result in results(given.runs)]
    print(f"Measured on {time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores, Python {platform.python_version()}.\n")
    print(table(("Measure", "Goal", "Median", ""), rows))
    print()
