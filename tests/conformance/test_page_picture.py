# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page in a browser: nothing is cut off or overlaps, what is broken looks broken, a refresh keeps the selection."""

from __future__ import annotations

import json
from typing import Any

import pytest
from aliyunsdkvpc.request.v20160428.ConnectRouterInterfaceRequest import ConnectRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DescribeVpcsRequest import DescribeVpcsRequest

from ansible_collections.aliops.vpc.tests import scenarios
from ansible_collections.aliops.vpc.tests.conformance.browser import Browser
from ansible_collections.aliops.vpc.tests.conformance.harness import Sdk, Simulator
from ansible_collections.aliops.vpc.tests.conformance.peers import scenario as peer_scenario
from ansible_collections.aliops.vpc.tests.conformance.raw import query, send, signed
from ansible_collections.aliops.vpc.tests.conformance.story import create_pair
from ansible_collections.aliops.vpc.tests.scenarios import account, interface, route, scenario, vpc, vpc_peer

WIDTHS = (390, 720, 1100, 1600)
LONG_CODE = "OperationFailed.AVeryLongErrorCodeOfAFault.ThatNoNarrowScreenHasRoomFor.OnOneLineOfItsTable"
VISIBLE = "filter(element => element.getClientRects().length)"
# Elements wider than their box, texts outside of the picture or shortened states, labels and texts that overlap.
FAULTS = """(() => {
  const shown = [...document.querySelectorAll("main *")].filter(element => element.getClientRects().length);
  const faults = shown
    .filter(element => !(element instanceof SVGElement) && element.clientWidth)
    .filter(element => element.scrollWidth > element.clientWidth)
    .map(element => `wider than its box: ${element.outerHTML.slice(0, 80)}`);
  const shortened = shown.filter(element => element.matches(".ink") && element.querySelector("title"));
  faults.push(...shortened.map(element => `shortened: ${element.textContent}`));
  const overlaps = (boxes, margin) => boxes.forEach(([element, box], index) => {
    for (const [other, its] of boxes.slice(index + 1)) {
      if (Math.min(box.right, its.right) - Math.max(box.left, its.left) > 0.5
          && Math.min(box.bottom, its.bottom) - Math.max(box.top, its.top) > margin) {
        faults.push(`overlap: ${element.textContent} and ${other.textContent}`);
      }
    }
  });
  const boxes = kind => shown
    .filter(element => element.matches(kind)).map(element => [element, element.getBoundingClientRect()]);
  for (const [text, box] of boxes("svg text")) {
    const picture = text.ownerSVGElement.getBoundingClientRect();
    if (box.left < picture.left - 0.5 || box.right > picture.right + 0.5) {
      faults.push(`outside: ${text.textContent}`);
    }
  }
  overlaps(boxes(".plate"), 0);
  overlaps(boxes("svg text"), 4);  // the boxes of two lines share the room between them
  return faults;
})()"""


def ends(own: str, other: str, status: str, **keys: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Both ends of a peering of two VPCs of the account initiator; the first has a name."""
    near = {"opposite_region": "cn-beijing", "opposite_interface_owner_id": scenarios.INITIATOR.uid, **keys}
    first, second = scenarios.ends(
        status, ids=(f"ri-{own}-{other}", f"ri-{other}-{own}"), routers=(f"vrt-{own}", f"vrt-{other}")
    )
    return {**first, **near, "name": f"{own}-to-{other}"}, {**second, **near, "name": ""}


def hub(accounts: int) -> dict[str, Any]:
    """A hub with 20 spokes in that many accounts; the interface to the first is inactive."""
    names = [f"spoke{number}" for number in range(1, 21)]
    routes = [route(f"10.{number}.0.0/16", f"ri-hub-{name}") for number, name in enumerate(names, 1)]
    pairs = [ends("hub", name, "Inactive" if name == "spoke1" else "Active") for name in names]
    centre = account(
        "initiator", vpcs=[vpc("hub", "cn-beijing", "10.0.0.0/16", "10.0.1.0/24", routes=routes)], router_interfaces=[]
    )
    others: list[dict[str, Any]] = [
        {"name": f"partner{number}", "uid": str(10**15 + number), "vpcs": [], "router_interfaces": []}
        for number in range(accounts)
    ]
    for number, (name, (own, other)) in enumerate(zip(names, pairs, strict=True), 1):
        owner = others[number % accounts]
        owner["vpcs"].append(vpc(name, "cn-beijing", f"10.{number}.0.0/16", f"10.{number}.1.0/24"))
        centre["router_interfaces"].append({**own, "opposite_interface_owner_id": owner["uid"]})
        owner["router_interfaces"].append(other)
    return scenario(centre, *others, quotas=QUOTAS)


QUOTAS = {"router_interfaces_per_router": 1000, "router_interfaces_per_region": 1000}


def thousand() -> dict[str, Any]:
    """25 VPCs with 20 peerings to other VPCs of them each: 1,000 interfaces."""
    vpcs = [vpc(str(number), "cn-beijing", f"10.{number}.0.0/16") for number in range(25)]
    pairs = [
        end
        for number in range(25)
        for step in range(1, 21)
        for end in ends(str(number), str((number + step) % 25), "Active")
    ]
    for number, end in enumerate(pairs):
        pair = number // 2
        own, other = ("a", "b") if number % 2 == 0 else ("b", "a")
        end |= {"router_interface_id": f"ri-{pair}-{own}", "opposite_interface_id": f"ri-{pair}-{other}"}
    return scenario(account("initiator", vpcs=vpcs, router_interfaces=pairs), quotas=QUOTAS)


def show(browser: Browser, cloud: Simulator, content: dict[str, Any], width: int = 1280) -> None:
    """Load a scenario, and the page with it."""
    cloud.load(content)
    browser.screen(width, 900)
    reload(browser, cloud)


def reload(browser: Browser, cloud: Simulator) -> None:
    browser.open(f"{cloud.url}/")
    browser.wait_for("document.getElementById('live').textContent === 'live'")


def texts(browser: Browser, selector: str) -> list[str]:
    """The texts of the visible elements."""
    contents = browser.value(
        f"[...document.querySelectorAll({json.dumps(selector)})].{VISIBLE}.map(e => e.textContent)"
    )
    return list(contents)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["tutorial", "drifted", "hub of one", "hub of five", "hub of twenty", "thousand"])
@pytest.mark.sampled(5)
def test_nothing_is_cut_off_and_nothing_overlaps(browser: Browser, cloud: Simulator, name: str, scheme: str) -> None:
    composed = {"hub of one": lambda: hub(1), "hub of five": lambda: hub(5), "hub of twenty": lambda: hub(20)}
    composed["thousand"] = thousand
    cloud.load(composed[name]() if name in composed else scenarios.shipped(name))
    fault = {"kind": "error", "action": "DescribeVpcs", "name": "a-fault-with-a-long-name" * 3, "code": LONG_CODE}
    cloud.control("faults", json.dumps({"faults": [fault]}))
    assert send(cloud, "GET", "/?" + query(signed("DescribeVpcs"))).status >= 400
    for width in WIDTHS:
        browser.screen(width, 900, scheme)
        reload(browser, cloud)
        assert browser.value(FAULTS) == [], width
        assert browser.value("document.documentElement.scrollWidth") <= width
        if name != "drifted":  # it has other access keys
            assert LONG_CODE in texts(browser, "td.response")[0]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_long_state_has_as_many_lines_as_it_needs(browser: Browser, cloud: Simulator, width: int) -> None:
    keys = {"business_status": "FinancialLocked"}
    long = {"initiator": {"router_interfaces": [interface("ri-A", "InitiatingSide", "Active", **keys)]}}
    show(browser, cloud, scenarios.tutorial(long), width)
    lines = texts(browser, "text.ink")
    assert (len(lines), " ".join(lines)) == (2, "Active, FinancialLocked, peer not found")
    assert browser.value(FAULTS) == []


@pytest.mark.parametrize(("accounts", "width"), [(1, 1100), (5, 1600), (20, 1600), (20, 1100)])
def test_each_peering_of_a_hub_has_one_line_and_its_name(
    browser: Browser, cloud: Simulator, accounts: int, width: int
) -> None:
    show(browser, cloud, hub(accounts), width)
    assert len(texts(browser, "path.line")) == len(texts(browser, ".plate")) == 20
    names = [f"hub-to-spoke{number}" for number in range(1, 21)]
    assert sorted(texts(browser, "text.middle.strong")) == sorted(names)
    assert sorted(set(texts(browser, "text.middle.ink"))) == ["connected", "inactive"]


def test_peerings_of_one_pair_of_routers_are_a_bundle(browser: Browser, cloud: Simulator) -> None:
    first, second = scenarios.pair("Active"), scenarios.pair("Inactive", ids=("ri-A2", "ri-B2"))
    for side in scenarios.SIDES:
        first[side]["router_interfaces"] += second[side]["router_interfaces"]
    show(browser, cloud, scenarios.tutorial(first))
    assert len(texts(browser, "path.line")) == 2
    assert texts(browser, "text.middle") == ["tutorial", "1 of 2 connected", "2 Mbit/s"]


def test_a_one_sided_pair_has_one_line(browser: Browser, cloud: Simulator) -> None:
    wrong = scenarios.pair("Inactive", accepting={"opposite_router_id": "vrt-other"})
    show(browser, cloud, scenarios.tutorial(wrong))
    assert texts(browser, "text.middle.ink") == ["one-sided"]
    assert len(texts(browser, "path.line")) == 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, "does not exist"),
        (scenarios.pair("Inactive"), "is Inactive"),
        (scenarios.pair("Active", "Inactive"), "peer Inactive"),
        (scenarios.pair("Active", initiating={"business_status": "SecurityLocked"}), "is SecurityLocked"),
        ({"initiator": {"router_interfaces": [interface("ri-A", "InitiatingSide", "Active")]}}, "peer not found"),
        (
            {"initiator": {"router_interfaces": [interface("ri-A", "InitiatingSide", "Active", peer_deleted=True)]}},
            "peer deleted",
        ),
    ],
)
def test_a_black_hole_is_marked(browser: Browser, cloud: Simulator, change: dict[str, Any], reason: str) -> None:
    routed = {"initiator": {"vpcs": [scenarios.tutorial_vpc("initiator", routes=[route("10.9.0.0/16", "ri-A")])]}}
    show(browser, cloud, scenarios.tutorial(change, routed))
    assert texts(browser, "text.end.hole") == ["Available, black hole"]
    assert texts(browser, "text.hole.small:not(.end)") == ["→ ri-A", f"✕ {reason}"]
    assert "Available" not in texts(browser, "text.good")
    show(browser, cloud, scenarios.tutorial(scenarios.pair("Active"), routed))
    assert texts(browser, ".picture .hole") == []
    assert "Available" in texts(browser, "text.good")


@pytest.mark.parametrize("status", ["Accepting", "Rejected", "Expired"])
def test_a_route_to_a_connection_that_is_not_activated_is_a_black_hole(
    browser: Browser, cloud: Simulator, status: str
) -> None:
    hop = {"destination": "10.9.0.0/16", "next_hop_type": "VpcPeer", "next_hop_id": "pcc-one"}
    for state, marks in ((status, ["Available, black hole"]), ("Activated", [])):
        content = peer_scenario(vpc_peer(state))
        content["accounts"][0]["vpcs"][0]["routes"] = [hop]
        show(browser, cloud, content)
        assert texts(browser, "text.end.hole") == marks


def test_a_deleted_peer_looks_different_from_an_inactive_one(browser: Browser, cloud: Simulator) -> None:
    gone = interface("ri-A", "InitiatingSide", "Inactive", peer_deleted=True)
    show(browser, cloud, scenarios.tutorial(initiator={"router_interfaces": [gone]}))
    assert texts(browser, "text.ink.gone") == ["Inactive, peer deleted"]
    assert "peer ri-B (deleted)" in texts(browser, "svg text")
    deleted = browser.value("getComputedStyle(document.querySelector('#middle .interface')).strokeDasharray")
    assert len(texts(browser, ".cross.gone")) == 2
    show(browser, cloud, scenarios.tutorial(scenarios.pair("Inactive")))
    assert texts(browser, ".picture .gone") == []
    assert texts(browser, "text.ink.inactive:not(.middle)") == ["Inactive", "Inactive"]
    assert browser.value("getComputedStyle(document.querySelector('#middle .interface')).strokeDasharray") != deleted


def test_each_vswitch_shows_its_route_table(browser: Browser, cloud: Simulator) -> None:
    show(browser, cloud, scenarios.shipped("drifted"))
    lines = texts(browser, "svg text")
    for vswitch, table in (("core", "vtb-core"), ("private", "private")):
        at = lines.index(f"vSwitch {vswitch}")
        assert lines[at + 2] == f"uses route table {table}"


@pytest.mark.parametrize("selector", ["#calls tbody td.action", "#middle text.name", "#middle text.mono"])
def test_a_refresh_keeps_the_selection(
    browser: Browser, cloud: Simulator, initiator: Sdk, acceptor: Sdk, selector: str
) -> None:
    initiator.call(DescribeVpcsRequest)
    browser.wait_for("document.querySelectorAll('#calls tbody tr').length === 1")
    browser.value(f"getSelection().selectAllChildren(document.querySelector({json.dumps(selector)}))")
    selected = browser.value("getSelection().toString()")
    assert selected
    own, _other = create_pair(initiator, acceptor)
    initiator.refused(ConnectRouterInterfaceRequest, RouterInterfaceId=own)
    browser.wait_for("document.querySelectorAll('#calls tbody tr').length === 4")
    browser.wait_for(f"document.getElementById('middle').textContent.includes('{own}')")
    assert browser.value("getSelection().toString()") == selected


def test_a_refresh_keeps_the_scroll_position(browser: Browser, initiator: Sdk) -> None:
    for _number in range(40):
        initiator.call(DescribeVpcsRequest)
    browser.wait_for("document.querySelectorAll('#calls tbody tr').length === 40")
    row = "document.querySelector(\"#calls tr[data-key='10']\")"
    browser.value(f"{row}.scrollIntoView({{block: 'center'}})")
    top = browser.value(f"{row}.getBoundingClientRect().top")
    for _number in range(5):
        initiator.call(DescribeVpcsRequest)
    browser.wait_for("document.querySelectorAll('#calls tbody tr').length === 45")
    assert abs(browser.value(f"{row}.getBoundingClientRect().top") - top) < 2
