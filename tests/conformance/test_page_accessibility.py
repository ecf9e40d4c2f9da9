# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page for everybody: axe-core finds nothing on it, the legend names each line, the numbers count both methods."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.aliops.vpc.tests import scenarios
from ansible_collections.aliops.vpc.tests.conformance import accessibility, page_image
from ansible_collections.aliops.vpc.tests.conformance.browser import Browser
from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator
from ansible_collections.aliops.vpc.tests.conformance.peers import B_BEIJING
from ansible_collections.aliops.vpc.tests.conformance.peers import scenario as peer_scenario
from ansible_collections.aliops.vpc.tests.conformance.test_page_picture import hub, reload, texts
from ansible_collections.aliops.vpc.tests.scenarios import route, vpc_peer
from vpc_simulator.page import LEGEND
from vpc_simulator.picture_lines import WORST


def connections() -> dict[str, Any]:
    """Connections in several states, and a route that ends nowhere."""
    content = peer_scenario(
        vpc_peer(name="prod"), vpc_peer("Rejected", instance_id="pcc-two", accepting_vpc_id=B_BEIJING)
    )
    gone = route("10.9.0.0/16", "pcc-gone", next_hop_type="VpcPeer")
    content["accounts"][0]["vpcs"][0]["routes"] = [gone]
    return content


WORLDS: dict[str, Callable[[], dict[str, Any]]] = {
    "tutorial": scenarios.tutorial,
    "drifted": lambda: scenarios.shipped("drifted"),
    "connections": connections,
    "hub of twenty": lambda: hub(20),
}


@pytest.mark.parametrize("name", list(WORLDS))
@pytest.mark.sampled(3)
def test_everybody_can_use_the_page(browser: Browser, cloud: Simulator, name: str) -> None:
    axe = accessibility.script()
    cloud.load(WORLDS[name]())
    if name == "tutorial":
        page_image.act(cloud)
    for width, scheme in accessibility.SCREENS:
        browser.screen(width, 900, scheme)
        reload(browser, cloud)
        assert accessibility.findings(browser, axe) == [], (width, scheme)
        assert browser.value("document.documentElement.scrollWidth") <= width


def test_the_legend_has_all_kinds_of_lines(browser: Browser) -> None:
    assert set(LEGEND) == set(WORST)
    assert texts(browser, "#legend li") == list(LEGEND.values())


def test_the_numbers_count_both_methods(browser: Browser, cloud: Simulator) -> None:
    cloud.load(connections())
    reload(browser, cloud)
    assert texts(browser, "#numbers span")[2:4] == [
        "0 router interfaces, 0 active",
        "2 VPC peering connections, 1 activated",
    ]
    cloud.load(scenarios.tutorial())
    reload(browser, cloud)
    assert texts(browser, "#numbers span")[0] == "2 accounts"
