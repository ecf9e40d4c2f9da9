# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns measuring the simulator: calls per second, start, memory. Prints a Markdown table; asserts no time.

Calls are signed before the clock starts and sent over one connection, so that the client is not what is measured.
The processor time is the simulator's own, as the kernel counts it. Run by C(make bench ARGS=simulator).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import socket
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ansible_collections.aliops.vpc.tests import scenarios
from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator, running
from ansible_collections.aliops.vpc.tests.conformance.raw import query, signed

TICKS = os.sysconf("SC_CLK_TCK")
QUOTAS = {"router_interfaces_per_router": 100_000, "router_interfaces_per_region": 100_000}


def scenario(count: int) -> str:
    """Two accounts with so many router interfaces each, joined in pairs and Active."""

    routers = ("vrt-a", "vrt-b")
    pairs = [scenarios.ends("Active", ids=(f"ri-a{n}", f"ri-b{n}"), routers=routers) for n in range(count)]
    accounts = []
    for index, (name, side) in enumerate(zip("ab", scenarios.SIDES.values(), strict=True)):
        vpc = scenarios.vpc(name, side.region, "10.0.0.0/8")
        accounts.append(scenarios.account(side.name, vpcs=[vpc], router_interfaces=[pair[index] for pair in pairs]))
    return scenarios.as_text(scenarios.scenario(*accounts, quotas=QUOTAS))


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
        """Send a request; the body of its answer, which must be a success."""
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


@dataclass(frozen=True)
class Speed:
    """Calls per second of wall time, and per second of the simulator's processor time."""

    wall: float
    cpu: float


def calls_per_second(interfaces: int, page_size: int, calls: int, runs: int) -> Speed:
    """The medians of several runs of so many calls."""
    walls, cpus = [], []
    with running("--scenario", "tutorial", "--time-scale", "0") as cloud:
        cloud.control("scenario", scenario(interfaces))
        pid = cloud.control("process")["pid"]
        for _run in range(runs):
            ready = [request(PageSize=str(page_size)) for _call in range(calls)]
            connection = Connection(cloud)
            listing = json.loads(connection.exchange(request(PageSize=str(page_size))))
            assert len(listing["RouterInterfaceSet"]["RouterInterfaceType"]) == min(page_size, interfaces)
            cpu, start = cpu_seconds(pid), time.perf_counter()
            for one in ready:
                connection.exchange(one)
            walls.append(calls / (time.perf_counter() - start))
            cpus.append(calls / (cpu_seconds(pid) - cpu))
            connection.close()
    return Speed(statistics.median(walls), statistics.median(cpus))


def seconds_to_ready(runs: int) -> float:
    """From starting the program until its first answer; the median."""

    def once() -> float:
        start = time.perf_counter()
        with running("--scenario", "tutorial") as cloud:
            Connection(cloud).exchange(request())
            return time.perf_counter() - start

    return statistics.median(once() for _run in range(runs))


def megabytes(pairs: int) -> float:
    """Resident memory of so many pairs of interfaces after all of one side have been listed."""
    with running("--scenario", "tutorial", "--time-scale", "0") as cloud:
        cloud.control("scenario", scenario(pairs))
        connection = Connection(cloud)
        for number in range(1, pairs // 50 + 1):
            connection.exchange(request(PageSize="50", PageNumber=str(number)))
        connection.close()
        return resident_megabytes(cloud.control("process")["pid"])


def rows(runs: int) -> list[tuple[str, str, str]]:
    """(what, goal, measured)"""

    def speed(interfaces: int, page_size: int, calls: int) -> str:
        found = calls_per_second(interfaces, page_size, calls, runs)
        return f"{found.wall:,.0f} ({found.cpu:,.0f} per second of processor time)"

    measures: list[tuple[str, str, Callable[[], str]]] = [
        ("calls/s, 100 router interfaces, pages of 10", "at least 1,000", lambda: speed(100, 10, 2000)),
        ("calls/s, 100 router interfaces, pages of 50", "", lambda: speed(100, 50, 2000)),
        ("calls/s, 1,000 router interfaces, pages of 50", "at least 300", lambda: speed(1000, 50, 1000)),
        ("start to first answer", "below 0.7 s", lambda: f"{seconds_to_ready(runs):.2f} s"),
        ("memory, empty", "", lambda: f"{megabytes(0):.0f} MB"),
        ("memory, 10,000 router interfaces", "at most 300 MB", lambda: f"{megabytes(5000):.0f} MB"),
    ]
    return [(what, goal, measure()) for what, goal, measure in measures]


def options(parser: argparse.ArgumentParser) -> None:
    """Declare what can be chosen."""
    parser.add_argument("--runs", type=int, default=5, help="of which the medians are told")


def show(given: argparse.Namespace) -> None:
    """Measure, and print the table."""
    table = rows(given.runs)
    print(f"Measured on {time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores, Python {platform.python_version()}.\n")
    print("| Measure | Goal | Median |\n| --- | --- | --- |")
    for row in table:
        print("| " + " | ".join(row) + " |")
    print()
