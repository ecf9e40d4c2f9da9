# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report as people see it: drawn by the role, opened in a browser. Named as skipped where there is no Chromium."""

from __future__ import annotations

import json
import pathlib
import typing as t

import pytest

from ansible_collections.aliops.vpc.tests.conformance.browser import Browser, browsing, executable
from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator
from ansible_collections.aliops.vpc.tests.playbooks.runs import SECRETS, Ansible, Run
from ansible_collections.aliops.vpc.tests.scenarios import route, tutorial, tutorial_vpc

pytestmark = pytest.mark.warm

NOT_TO_BE_SEEN = (*SECRETS, "LTAI-")


@pytest.fixture(name="chromium", scope="module")
def running_chromium(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Browser]:
    """One browser for the tests of this file; take ``browser``."""
    program = executable()
    if program is None:
        pytest.skip("needs chromium")
    with browsing(program, tmp_path_factory.mktemp("chromium")) as browser:
        yield browser


@pytest.fixture
def browser(chromium: Browser) -> Browser:
    chromium.complaints.clear()
    chromium.screen(1040, 900)
    return chromium


def drawn(ansible: Ansible, *options: str, name: str = "aliops.vpc.peer_vpcs") -> tuple[Run, pathlib.Path]:
    """Run a playbook that draws a page."""
    page = ansible.folder / "report.html"
    run = ansible.peer("-e", f"peering_report={page}", *options, name=name)
    text = page.read_text(encoding="utf-8")
    assert not [secret for secret in NOT_TO_BE_SEEN if secret in text]
    return run, page


def seen(browser: Browser, page: pathlib.Path) -> str:
    """Open a page and return the text that people see; it loads nothing, and the browser has no complaint."""
    browser.open(page.as_uri())
    assert browser.value("performance.getEntriesByType('resource').length") == 0
    assert browser.complaints == []
    source = str(browser.value("document.documentElement.outerHTML"))
    assert not [secret for secret in NOT_TO_BE_SEEN if secret in source]
    return str(
        browser.value(
            "document.body.innerText + [...document.querySelectorAll('svg.wide')].map(one => one.textContent)"
        )
    )


def test_what_would_be_done_and_then_was_done(ansible: Ansible, simulator: Simulator, browser: Browser) -> None:
    """The page of a prediction says so; it is written in check mode too, and is no change."""
    predicted, page = drawn(ansible, "--check")
    assert predicted.code == 0, predicted.output
    text = seen(browser, page)
    for expected in ("1 peering would change", "nothing was written", "Planned steps", "a new router interface"):
        assert expected in text
    assert browser.value("document.querySelectorAll('.wide .way.s-plan').length") == 2

    done, page = drawn(ansible)
    assert done.code == 0, done.output
    text = seen(browser, page)
    (peering,) = done.facts("peering_result")["peerings"]
    ids = [peering[side]["router_interface_id"] for side in ("initiator", "acceptor")]
    for expected in ("1 peering changed", "Steps", "vpc-12345678", "cn-hangzhou", "1231579085529124", *ids):
        assert expected in text
    assert browser.value("document.querySelectorAll('.wide .way.s-good').length") == 2
    requests = [request for one in done.results for request in one["result"].get("request_ids", ())]
    source = page.read_text(encoding="utf-8")
    assert len(requests) >= len(done.facts("peering_result")["writes"]) > 0
    assert [request for request in requests if request not in source] == []

    again, page = drawn(ansible)
    assert not any(again.changed.values())
    text = seen(browser, page)
    assert "Nothing to do" in text
    assert "reachable" in text


def test_a_vpc_peering_connection_is_drawn_between_its_vpcs(
    ansible: Ansible, simulator: Simulator, browser: Browser
) -> None:
    """It is one thing that both accounts share, and so are the steps that requested and accepted it."""
    options = ("-e", json.dumps({"peering_defaults": {"method": "vpc_peer", "bandwidth": 200}}))
    predicted, page = drawn(ansible, *options, "--check")
    assert predicted.code == 0, predicted.output
    text = seen(browser, page)
    assert "a new VPC peering connection" in text
    assert "router interface" not in text

    done, page = drawn(ansible, *options)
    assert done.code == 0, done.output
    text = seen(browser, page)
    (peering,) = done.facts("peering_result")["peerings"]
    connection = peering["initiator"]["vpc_peer_connection_id"]
    assert peering["acceptor"]["vpc_peer_connection_id"] == connection
    in_picture = f"[...document.querySelectorAll('svg.wide text')].filter(one => one.textContent == '{connection}')"
    assert browser.value(f"{in_picture}.length") == 1
    for expected in (
        "1 peering changed",
        "Activated, 200 Mbit/s, Gold",
        "production, partner",
        "VPC peering connections",
    ):
        assert expected in text
    assert browser.value("document.querySelectorAll('.wide .way.s-good').length") == 2


def test_an_audit_is_drawn_before_it_fails(ansible: Ansible, simulator: Simulator, browser: Browser) -> None:
    captured = route("172.16.100.64/26", "i-firewall", next_hop_type="Instance")
    simulator.load(tutorial(initiator={"vpcs": [tutorial_vpc("initiator", routes=[captured])]}))
    assert ansible.peer().code == 0
    run, page = drawn(ansible, "-e", "peering_fail_on=asymmetric", name="aliops.vpc.audit_vpcs")
    assert run.code != 0
    text = seen(browser, page)
    for expected in ("1 finding", "asymmetric", "172.16.100.64/26", "Instance i-firewall", "one way"):
        assert expected in text
    tones = "[...document.querySelectorAll('.wide .way')].map(one => one.getAttribute('class')).join()"
    assert browser.value(tones) == "way s-warn,way s-good"


def test_phones_and_the_dark(ansible: Ansible, browser: Browser) -> None:
    """On a phone nothing is wider than the screen, and the picture is the tall one."""
    _run, page = drawn(ansible, "--check")
    for width, wide, tall in ((390, "none", "block"), (1040, "block", "none")):
        browser.screen(width, 800)
        seen(browser, page)
        assert browser.value("document.documentElement.scrollWidth <= window.innerWidth")
        assert browser.value("getComputedStyle(document.querySelector('svg.wide')).display") == wide
        assert browser.value("getComputedStyle(document.querySelector('svg.tall')).display") == tall
    ground = "getComputedStyle(document.body).backgroundColor"
    light = browser.value(ground)
    browser.screen(1040, 800, "dark")
    assert browser.value(ground) != light


def test_the_diagram(ansible: Ansible) -> None:
    """Mermaid text for a README; needs no browser."""
    path = ansible.folder / "peerings.mmd"
    run = ansible.peer("-e", f"peering_report_mermaid={path}")
    assert run.code == 0, run.output
    assert path.read_text(encoding="utf-8").splitlines() == [
        "flowchart LR",
        '  subgraph a0["production 1231579085529123"]',
        '    v0["vpc-12345678<br/>cn-beijing<br/>192.168.100.0/24"]',
        "  end",
        '  subgraph a1["partner 1231579085529124"]',
        '    v1["vpc-87654321<br/>cn-hangzhou<br/>172.16.100.0/24"]',
        "  end",
        '  v0 <-->|"beijing-hangzhou<br/>Active, Large.1"| v1',
    ]
