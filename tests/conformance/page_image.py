# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the picture of the simulator's page in the guides: what it shows, and writing it. See C(make pictures)."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from aliyunsdkvpc.request.v20160428.ConnectRouterInterfaceRequest import ConnectRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.CreateRouteEntryRequest import CreateRouteEntryRequest

from ansible_collections.aliops.vpc.tests.conformance.browser import Browser, browsing, executable
from ansible_collections.aliops.vpc.tests.conformance.harness import ACCEPTOR, INITIATOR, Sdk, Simulator, running
from ansible_collections.aliops.vpc.tests.conformance.peers import OWN, accounts
from ansible_collections.aliops.vpc.tests.conformance.story import connected_pair
from ansible_collections.aliops.vpc.tests.scenarios import as_text, tutorial, tutorial_vpc, vpc

# wide enough for the columns of the table, high enough for all calls
WIDTH, HEIGHT = 1300, 1310


def act(cloud: Simulator) -> None:
    """A peering through router interfaces with a refusal, a VPC peering connection, and routes through both."""
    shared = {**vpc("shared", "cn-beijing", "10.8.0.0/16", "10.8.1.0/24"), "name": "shared"}
    content = tutorial(initiator={"vpcs": [tutorial_vpc("initiator"), shared]})
    cloud.control("scenario?name=tutorial", as_text(content))
    initiator, acceptor = Sdk(cloud, INITIATOR, "cn-beijing"), Sdk(cloud, ACCEPTOR, "cn-hangzhou")
    own, other = connected_pair(initiator, acceptor)
    initiator.refused(ConnectRouterInterfaceRequest, RouterInterfaceId=own)
    peer = accounts(cloud)[0].create(**{**OWN, "AcceptingVpcId": "vpc-shared"}, Name="to-shared")
    for sdk, table, block, hop, kind in (
        (initiator, "vtb-AAA", "172.16.0.0/12", own, "RouterInterface"),
        (acceptor, "vtb-BBB", "192.168.0.0/16", other, "RouterInterface"),
        (initiator, "vtb-AAA", "10.8.0.0/16", peer, "VpcPeer"),
        (initiator, "vtb-shared", "192.168.0.0/16", peer, "VpcPeer"),
    ):
        sdk.call(
            CreateRouteEntryRequest, RouteTableId=table, DestinationCidrBlock=block, NextHopId=hop, NextHopType=kind
        )


def write(browser: Browser, cloud: Simulator, file: Path) -> None:
    """Show a peering on the page, and write its picture."""
    act(cloud)
    browser.screen(WIDTH, HEIGHT)
    browser.open(f"{cloud.url}/")
    browser.wait_for("document.getElementById('live').textContent === 'live'")
    browser.screenshot(file)


def main(file: Path) -> None:
    """Write the file with a browser and a simulator of its own."""
    program = executable()
    if program is None:
        sys.exit("needs chromium")
    with (
        tempfile.TemporaryDirectory() as folder,
        running("--scenario", "tutorial", "--time-scale", "0") as cloud,
        browsing(program, Path(folder)) as browser,
    ):
        write(browser, cloud, file)
