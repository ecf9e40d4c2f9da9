# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page for people: what it shows, that it stays current and harmless, that programs still get the API."""

from __future__ import annotations

import json
import re
import struct
from html.parser import HTMLParser
from pathlib import Path

import pytest
from aliyunsdkcore.acs_exception.exceptions import ClientException
from aliyunsdkvpc.request.v20160428.ConnectRouterInterfaceRequest import ConnectRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.CreateRouteEntryRequest import CreateRouteEntryRequest
from aliyunsdkvpc.request.v20160428.DeactivateRouterInterfaceRequest import DeactivateRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DescribeVpcsRequest import DescribeVpcsRequest

from ansible_collections.aliops.vpc.tests.conformance import page_image
from ansible_collections.aliops.vpc.tests.conformance.browser import Browser
from ansible_collections.aliops.vpc.tests.conformance.harness import ACCEPTOR, INITIATOR, Sdk, Simulator, running
from ansible_collections.aliops.vpc.tests.conformance.peers import scenario as peer_scenario
from ansible_collections.aliops.vpc.tests.conformance.raw import query, send, signed
from ansible_collections.aliops.vpc.tests.conformance.story import connected_pair
from ansible_collections.aliops.vpc.tests.conformance.test_border_routers import ENTRY, hops
from ansible_collections.aliops.vpc.tests.conformance.test_border_routers import scenario as border_routers
from ansible_collections.aliops.vpc.tests.scenarios import account, interface, scenario, vpc, vpc_peer

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
HOSTILE = "<script>window.hit = 1</script><img src=x onerror='window.hit = 2'></text></svg></style>\"'&amp;"
ROUTE = {"RouteTableId": "vtb-AAA", "DestinationCidrBlock": "172.16.0.0/12", "NextHopType": "RouterInterface"}


class Tags(HTMLParser):
    """The names of the elements of a page, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += f"{data} "


def shown(cloud: Simulator) -> str:
    """The page as it is sent."""
    reply = send(cloud, "GET", "/", None, BROWSER)
    assert (reply.status, reply.type) == (200, "text/html; charset=utf-8")
    return reply.text


def hostile_scenario() -> str:
    """A scenario in which every name is markup."""
    vswitch = {"cidr_block": "10.0.1.0/24", "name": HOSTILE}
    interface = {
        "router_id": "vrt-1", "router_interface_id": f"ri-{HOSTILE}", "name": HOSTILE, "role": "InitiatingSide",
        "opposite_region": "cn-hangzhou", "opposite_interface_id": HOSTILE,
    }  # fmt: skip
    vpc = {
        "region": "cn-beijing", "vrouter_id": "vrt-1", "cidr_block": "10.0.0.0/16", "name": f"{HOSTILE}\0\u202e",
        "vswitches": [vswitch], "routes": [{"destination": "10.9.0.0/16", "next_hop_id": HOSTILE}],
        "route_tables": [{"name": HOSTILE}],
    }  # fmt: skip
    account = {"uid": "1231579085529123", "name": HOSTILE, "vpcs": [vpc], "router_interfaces": [interface]}
    return json.dumps({"accounts": [account]})


def be_hostile(cloud: Simulator) -> None:
    cloud.control("scenario?name=%3Cscript%3E", hostile_scenario())
    names = {"RegionId": HOSTILE, "VpcId": HOSTILE}
    assert send(cloud, "GET", "/?" + query(signed(HOSTILE, **names))).status == 404
    assert send(cloud, "GET", "/?" + query(signed("DescribeVpcAttribute", **names))).status == 404


def test_only_a_browser_gets_the_page(cloud: Simulator, initiator: Sdk) -> None:
    initiator.call(DescribeVpcsRequest)
    assert "<svg" in shown(cloud)
    for headers in ({}, {"Accept": "*/*"}, {"Accept": "application/json"}):
        reply = send(cloud, "GET", "/", None, headers)
        assert (reply.status, reply.type) == (400, "text/xml;charset=utf-8")
    call = signed("DescribeVpcs")
    assert send(cloud, "GET", "/?" + query(call), None, BROWSER).json["TotalCount"] == 1
    form = {**BROWSER, "Content-Type": "application/x-www-form-urlencoded"}
    assert send(cloud, "POST", "/", query(signed("DescribeVpcs", "POST")), form).json["TotalCount"] == 1
    # opening the page leaves no trace in the log
    assert [call["action"] for call in cloud.calls()] == ["DescribeVpcs", "", "", "", "DescribeVpcs", "DescribeVpcs"]


def test_the_page_holds_no_markup_and_no_secret_from_outside(cloud: Simulator, initiator: Sdk, acceptor: Sdk) -> None:
    connected_pair(initiator, acceptor)
    ordinary = shown(cloud)
    be_hostile(cloud)
    hostile = shown(cloud)
    assert Tags(hostile).names <= Tags(ordinary).names
    assert Tags(hostile).text.count("<script>window.hit") >= 12  # where there is room; else less of it is shown
    for page in (ordinary, hostile):
        for secret in ("not-a-secret", "LTAI", "Signature"):
            assert secret not in page


def test_a_fault_is_shown_with_the_call_it_struck(cloud: Simulator, initiator: Sdk) -> None:
    cloud.control("faults", '{"faults": [{"kind": "lost_reply", "name": "lost", "action": "DescribeVpcs"}]}')
    with pytest.raises(ClientException):
        initiator.call(DescribeVpcsRequest)
    (row,) = re.findall("<tr class=.*?</tr>", shown(cloud))
    assert "<td class='response'>200 <span class='tag fault'>lost</span></td>" in row


def test_border_routers_and_each_of_several_next_hops_are_shown(cloud: Simulator, initiator: Sdk) -> None:
    cloud.load(border_routers())
    initiator.call(CreateRouteEntryRequest, **ENTRY, NextHopLists=hops("ri-vpc-1", "ri-vpc-2"))
    text = " ".join(Tags(shown(cloud)).text.split())
    assert "vbr-1 border router vbr-1" in text
    assert f"{ENTRY['DestinationCidrBlock']} Available → ri-vpc-1 → ri-vpc-2" in text
    assert text.count("ri-line-1") == 4  # itself and as a peer, in the picture of two columns and in the narrow one


def test_vpc_peering_connections_are_shown(cloud: Simulator) -> None:
    route = {"destination": "172.16.0.0/12", "next_hop_type": "VpcPeer", "next_hop_id": "pcc-one"}
    gone = {**route, "destination": "10.9.0.0/16", "next_hop_id": "pcc-gone"}
    content = peer_scenario(vpc_peer(name="prod-shared"), vpc_peer("Deleted", instance_id="pcc-two"))
    content["accounts"][0]["vpcs"][0]["routes"] = [route, gone]
    cloud.load(content)
    page = shown(cloud)
    text = " ".join(Tags(page).text.split())
    for part in (
        "Activated pcc-one prod-shared VPC peering, requester peer vpc-87654321",
        "Activated pcc-one prod-shared VPC peering, accepter peer vpc-12345678",
        "peered 1024 Mbit/s",
        "172.16.0.0/12 Available → pcc-one",
        "10.9.0.0/16 Available, black hole → pcc-gone ✕ does not exist",
    ):
        assert part in text, part
    assert page.count('class="line good"') == 2  # in the picture of two columns and in the narrow one
    cloud.load(peer_scenario(vpc_peer("Accepting")))
    page = shown(cloud)
    assert page.count('class="line idle oneway"') == 2
    assert re.search(r"Accepting, 6 d 23 h left|Accepting, 7 d 0 h left", Tags(page).text)
    cloud.load(peer_scenario(vpc_peer("Rejected")))
    assert "rejected 1024 Mbit/s" in " ".join(Tags(shown(cloud)).text.split())


def test_the_page_stays_small_when_the_cloud_is_large(cloud: Simulator) -> None:
    blocks = [f"10.0.{number}.0/24" for number in range(40)]
    vpcs = [vpc(str(number), "cn-beijing", "10.0.0.0/16", *blocks) for number in range(200)]
    interfaces = [interface(f"ri-{n}", "AcceptingSide", router_id="vrt-0", name=f"name{n}") for n in range(300)]
    cloud.load(scenario(account("initiator", vpcs=vpcs, router_interfaces=interfaces)))
    page = shown(cloud)
    for rest in ("and 176 more VPCs and border routers", "and 276 more router interfaces", "and 16 more vSwitches"):
        assert rest in page
    assert len(page) < 1_000_000


def test_the_page_follows_a_peering(browser: Browser, cloud: Simulator, initiator: Sdk, acceptor: Sdk) -> None:
    assert "192.168.0.0/16" in browser.value("document.getElementById('middle').textContent")
    own, other = connected_pair(initiator, acceptor)
    initiator.call(CreateRouteEntryRequest, **ROUTE, NextHopId=own)
    initiator.refused(ConnectRouterInterfaceRequest, RouterInterfaceId=own)
    browser.wait_for("document.querySelector('tr.refused') !== null")
    text = browser.value("document.getElementById('middle').textContent")
    for part in ("initiator", "acceptor", "cn-hangzhou", "Active", own, f"peer {other}", "connected", "100 Mbit/s"):
        assert part in text
    assert f"172.16.0.0/12Available→ {own}" in text
    assert browser.value("document.querySelectorAll('#middle path.line.good').length") == 1
    rows = browser.value("[...document.querySelectorAll('tbody tr')].map(row => [row.className, row.innerText])")
    assert [kind for kind, _text in rows] == ["write refused"] + ["write"] * 6
    assert "400 IncorrectRIStatus" in rows[0][1]
    assert "CreateRouteEntry" in rows[1][1]
    initiator.call(DeactivateRouterInterfaceRequest, RouterInterfaceId=own)
    browser.wait_for("document.querySelectorAll('#middle path.line.inactive').length === 1")
    assert "inactive" in browser.value("document.getElementById('middle').textContent")


def test_transitions_show_their_remaining_time() -> None:
    with running("--scenario", "tutorial", "--time-scale", "0", "--connect-delay", "3000") as cloud:
        connected_pair(Sdk(cloud, INITIATOR, "cn-beijing"), Sdk(cloud, ACCEPTOR, "cn-hangzhou"))
        text = Tags(shown(cloud)).text
    assert re.search(r"\bConnecting, (2999|3000) s left", text)
    assert re.search(r"AcceptingConnecting, (2999|3000) s left", text)
    assert "connecting" in text


def test_hostile_names_are_text(browser: Browser, cloud: Simulator) -> None:
    be_hostile(cloud)
    browser.wait_for("document.getElementById('about').textContent.includes('<script>')")
    browser.open(f"{cloud.url}/")
    browser.wait_for("document.getElementById('live').textContent === 'live'")
    assert browser.value("window.hit === undefined")
    assert browser.value("document.querySelectorAll('script, img').length") == 1
    assert "<script>window.hit" in browser.value("document.querySelector('#calls tbody').innerText")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_readable_on_a_phone(browser: Browser, initiator: Sdk, acceptor: Sdk, scheme: str) -> None:
    connected_pair(initiator, acceptor)
    browser.screen(390, 800, scheme)
    browser.wait_for("document.querySelectorAll('#narrow path.line.good').length === 1")
    assert browser.value("document.documentElement.scrollWidth") == 390
    width = "document.querySelector('#narrow .interface').getBoundingClientRect().width"
    assert browser.value(width) > 300
    light = browser.value("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).every(part => part > 128)")
    assert light == (scheme == "light")


def test_the_picture_of_the_guide_can_be_drawn(browser: Browser, cloud: Simulator, tmp_path: Path) -> None:
    page_image.write(browser, cloud, tmp_path / "page.png")
    data = (tmp_path / "page.png").read_bytes()
    assert data.startswith(b"\x89PNG")
    assert struct.unpack(">II", data[16:24]) == (page_image.WIDTH, page_image.HEIGHT)
    text = browser.value("document.querySelector('main').textContent")
    assert "connected" in text
    assert "400 IncorrectRIStatus" in text
    assert "peered" in text
