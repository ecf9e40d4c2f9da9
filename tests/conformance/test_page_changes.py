# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page asks for changes and gets only those, and it is drawn again only after a change."""

from __future__ import annotations

import re

import pytest

from ansible_collections.aliops.vpc.tests.conformance.browser import Browser
from ansible_collections.aliops.vpc.tests.conformance.harness import ACCEPTOR, INITIATOR, Simulator
from ansible_collections.aliops.vpc.tests.conformance.raw import get, send
from ansible_collections.aliops.vpc.tests.conformance.worlds import call, started
from ansible_collections.aliops.vpc.tests.scenarios import pair, tutorial, vpc_peer
from vpc_simulator.page import render_parts
from vpc_simulator.page_changes import PageParts
from vpc_simulator.service import Service

ALL = {"about", "numbers", "wide", "middle", "narrow", "calls"}
PICTURES = {"middle", "narrow"}  # of two accounts


class Viewer:
    """A page that was opened, and the changes that it gets."""

    def __init__(self, cloud: Simulator) -> None:
        self.cloud = cloud
        page = send(cloud, "GET", "/", None, {"Accept": "text/html"}).text
        (self.version,) = re.findall('<body data-version="(.*?)">', page)

    def changed(self) -> set[str]:
        """The parts that have changed since the last time."""
        reply = send(self.cloud, "GET", f"/_simulator/page?since={self.version}")
        if reply.status == 204:
            assert reply.text == ""
            return set()
        self.version = reply.json["version"]
        return set(reply.json["parts"])


@pytest.fixture
def slow(real_time: Simulator) -> Simulator:
    real_time.control("clock", '{"mode": "manual"}')
    return real_time


def test_nothing_is_sent_when_nothing_has_changed(cloud: Simulator) -> None:
    viewer = Viewer(cloud)
    assert [viewer.changed(), viewer.changed()] == [set(), set()]
    get(cloud, "DescribeVpcs")
    assert [viewer.changed(), viewer.changed()] == [{"calls"}, set()]
    get(cloud, "CreateVpc")
    assert [viewer.changed(), viewer.changed()] == [{"calls", "numbers", *PICTURES}, set()]


def test_every_page_has_its_own_version(cloud: Simulator) -> None:
    early, late = Viewer(cloud), Viewer(cloud)
    get(cloud, "CreateVpc")
    late.changed()
    get(cloud, "DescribeVpcs")
    assert late.changed() == {"calls"}
    assert early.changed() == {"calls", "numbers", *PICTURES}


@pytest.mark.parametrize("version", ["", "x", "-", "0-0", "²-²", "{name}-²", "{name}-" + "9" * 5000, "{name}"])
def test_an_unknown_version_gets_everything(cloud: Simulator, version: str) -> None:
    """Such as the version of a page that was opened before a restart of the simulator."""
    viewer = Viewer(cloud)
    viewer.version = version.format(name=viewer.version.partition("-")[0]).replace("²", "%C2%B2")
    assert viewer.changed() == ALL


def test_another_scenario_is_another_page(cloud: Simulator) -> None:
    viewer = Viewer(cloud)
    cloud.control("scenario?name=other", "accounts: []")
    assert {"about", "numbers"} <= viewer.changed()
    cloud.control("faults", '{"faults": [{"kind": "reset", "action": "DescribeVpcs"}]}')
    assert viewer.changed() == set()


def test_remaining_time_runs(slow: Simulator) -> None:
    """Without any call: transitions, and lags that end without an event."""
    slow.load(tutorial(pair("Idle"), delays={"create_lag": 30}))
    slow.control("clock", '{"mode": "manual"}')
    viewer = Viewer(slow)
    assert viewer.changed() == set()
    connect = {"RouterInterfaceId": "ri-A"}
    assert get(slow, "ConnectRouterInterface", **connect).status == 200
    assert viewer.changed() == {"calls", *PICTURES}
    slow.control("clock", '{"advance": 1}')
    assert [viewer.changed(), viewer.changed()] == [PICTURES, set()]
    slow.control("clock", '{"advance": 20}')
    assert viewer.changed() == {"numbers", *PICTURES}
    new = {"Role": "InitiatingSide", "Spec": "Mini.2", "RouterType": "VRouter", "RouterId": "vrt-AAA"}
    assert get(slow, "CreateRouterInterface", OppositeRegionId="cn-hangzhou", **new).status == 200
    viewer.changed()
    slow.control("clock", '{"advance": 29}')
    assert viewer.changed() == set()
    slow.control("clock", '{"advance": 2}')
    assert [viewer.changed(), viewer.changed()] == [PICTURES, set()]


def test_the_clock_runs_on_a_page_without_changes(slow: Simulator) -> None:
    viewer = Viewer(slow)
    times = []
    for _turn in range(2):
        with slow._open(f"{slow.url}/_simulator/page?since={viewer.version}") as response:
            assert response.status == 204
            times.append(response.headers["simulated-time"])
        slow.control("clock", '{"advance": 60}')
    assert times[0] < times[1] < slow.control("state?part=delays")["now"]


def test_the_page_is_drawn_once_for_each_change() -> None:
    """However often browsers ask; each second only while the page shows remaining time."""
    service = started(tutorial(vpc_peer_connections=[]))
    drawn: list[Service] = []

    def render(service: Service) -> dict[str, str]:
        drawn.append(service)
        return render_parts(service)

    parts = PageParts(service, render)
    for _turn in range(5):
        parts.since(parts.version)
        service.clock.advance(1)
    assert len(drawn) == 1
    call(service, ACCEPTOR, "DescribeVpcs", RegionId="cn-hangzhou")
    parts.all()
    parts.since("")
    assert len(drawn) == 2
    call(service, INITIATOR, "CreateVpc")
    for _turn in range(2):
        parts.all()
        service.clock.advance(1)
    assert len(drawn) == 4
    service.clock.advance(10)
    for _turn in range(3):
        parts.all()
    assert len(drawn) == 5


def test_a_request_that_waits_for_its_accepter_is_sent_once_an_hour(slow: Simulator) -> None:
    """Its picture is drawn again, but does not change."""
    slow.load(tutorial(vpc_peer_connections=[vpc_peer("Accepting")]))
    slow.control("clock", '{"mode": "manual"}')
    viewer = Viewer(slow)
    slow.control("clock", '{"advance": 0.5}')
    viewer.changed()
    slow.control("clock", '{"advance": 600}')
    assert viewer.changed() == set()
    slow.control("clock", '{"advance": 3600}')
    assert viewer.changed() == PICTURES


def test_a_browser_follows_without_fetching_the_page(browser: Browser, cloud: Simulator) -> None:
    get(cloud, "CreateVpc", VpcName="seen-by-the-page")
    browser.wait_for("document.getElementById('middle').textContent.includes('seen-by-the-page')")
    browser.wait_for("document.getElementById('numbers').textContent.includes('3 VPCs')")
    before = browser.value("document.getElementById('now').textContent")
    browser.wait_for(f"document.getElementById('now').textContent > {before!r}")
    names = browser.value("performance.getEntriesByType('resource').map(entry => new URL(entry.name).pathname)")
    assert set(names) == {"/_simulator/page"}
