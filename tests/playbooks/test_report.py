# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report as people see it: drawn by the role, opened in a browser. Without Chromium, the tests are skipped."""

from __future__ import annotations

import json
import pathlib
import re
import typing as t

import pytest

from ansible_collections.aliops.vpc.plugins.plugin_utils._report.style import STYLE
from ansible_collections.aliops.vpc.tests.conformance import accessibility
from ansible_collections.aliops.vpc.tests.conformance.browser import Browser
from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator
from ansible_collections.aliops.vpc.tests.playbooks import report_worlds
from ansible_collections.aliops.vpc.tests.playbooks.report_pages import (
    browser,
    check_everywhere,
    drawn,
    running_chromium,
    screens,
    seen,
)
from ansible_collections.aliops.vpc.tests.playbooks.runs import Ansible
from ansible_collections.aliops.vpc.tests.scenarios import route, tutorial, tutorial_vpc

__all__ = ["browser", "running_chromium"]
pytestmark = pytest.mark.warm

FLOWS = "[...document.querySelectorAll('.way')].map(way => way.classList[1]).join()"


def test_a_prediction_and_its_run(ansible: Ansible, simulator: Simulator, browser: Browser) -> None:
    """The page of a prediction names itself one; check mode writes it too, and it counts as no change."""
    predicted, page = drawn(ansible, "--check")
    assert predicted.code == 0, predicted.output
    text = seen(browser, page)
    for expected in ("1 peering would change", "nothing was written", "Planned steps", "a new router interface"):
        assert expected in text
    assert browser.value(FLOWS) == "planned,planned"
    for expected in ("+ create initiator", "~ activate initiator", "vtb-AAA \u2192 172.16.100.0/24", "Large.1"):
        assert expected in text.replace("\n", " ")

    done, page = drawn(ansible)
    assert done.code == 0, done.output
    text = seen(browser, page)
    (peering,) = done.facts("peering_result")["peerings"]
    ids = [peering[side]["router_interface_id"] for side in ("initiator", "acceptor")]
    for expected in ("1 peering changed", "Steps", "vpc-12345678", "cn-hangzhou", "1231579085529124", *ids):
        assert expected in text
    assert browser.value(FLOWS) == "goes,goes"
    steps = browser.value("[...document.querySelectorAll('ol.rows > li')].map(step => step.innerText)")
    (step,) = [step for step in steps if "Connections of router interfaces" in step]
    assert "\nactivated ri-" in step
    assert "created" not in step
    requests = [request for result in done.results for request in result["result"].get("request_ids", ())]
    source = page.read_text(encoding="utf-8")
    assert len(requests) >= len(done.facts("peering_result")["writes"]) > 0
    assert [request for request in requests if request not in source] == []

    again, page = drawn(ansible)
    assert not any(again.changed.values())
    text = seen(browser, page)
    assert "Nothing to do" in text
    assert "reachable" in text


def test_a_plan_shows_the_old_and_the_new_values(ansible: Ansible, simulator: Simulator, browser: Browser) -> None:
    assert ansible.peer().code == 0
    _run, page = drawn(ansible, "--check", "-e", json.dumps({"peering_defaults": {"description": "by contract 7"}}))
    text = seen(browser, page)
    assert "router interface beijing-hangzhou: description none \u2192 by contract 7" in text
    assert browser.value("[...document.querySelectorAll('.name .sign')].map(sign => sign.textContent).join()") == "~"
    _run, page = drawn(ansible, "--check", name="unpeer_vpcs")
    text = seen(browser, page).replace("\n", " ")
    assert "1 peering would change" in text
    assert "\u2212 initiator production: route 172.16.100.0/24 in vtb-AAA" in text


def test_a_plan_shows_the_changes_of_its_run(ansible: Ansible, simulator: Simulator, browser: Browser) -> None:
    variables = report_worlds.half_made().begin(simulator, ansible.folder)
    planned, page = drawn(ansible, "--check", vars_file=variables)
    text = seen(browser, page)
    for expected in ("spec Mini.2 \u2192 Large.1", "Inactive \u2192 Active, acceptor", "a new VPC peering connection"):
        assert expected in text
    done, _page = drawn(ansible, vars_file=variables)
    changes = [run.facts("peering_result")["peerings"][0]["changes"] for run in (planned, done)]
    assert changes[0] == changes[1]


def test_a_vpc_peering_connection_is_drawn_between_its_vpcs(
    ansible: Ansible, simulator: Simulator, browser: Browser
) -> None:
    """Both accounts share one connection, and one step each for its request and its acceptance."""
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
    in_picture = f"[...document.querySelectorAll('.picture code')].filter(code => code.textContent == '{connection}')"
    assert browser.value(f"{in_picture}.length") == 1
    for expected in (
        "1 peering changed",
        "Activated, 200 Mbit/s, Gold",
        "production, partner",
        "VPC peering connections",
    ):
        assert expected in text
    assert browser.value(FLOWS) == "goes,goes"


def test_an_audit_is_drawn_before_it_fails(ansible: Ansible, simulator: Simulator, browser: Browser) -> None:
    captured = route("172.16.100.64/26", "i-firewall", next_hop_type="Instance")
    simulator.load(tutorial(initiator={"vpcs": [tutorial_vpc("initiator", routes=[captured])]}))
    assert ansible.peer().code == 0
    run, page = drawn(ansible, "-e", "peering_fail_on=asymmetric", name="audit_vpcs")
    assert run.code != 0
    text = seen(browser, page)
    for expected in (
        "beijing-hangzhou is asymmetric",
        "1 finding: 1 asymmetric",
        "172.16.100.64/26",
        "Instance i-firewall",
        "one way",
        "partly captured",
    ):
        assert expected in text
    assert browser.value(FLOWS) == "partly-captured,goes"


def test_a_peering_that_moves_has_both_links_and_its_rungs(
    ansible: Ansible, simulator: Simulator, browser: Browser
) -> None:
    variables = report_worlds.moving().begin(simulator, ansible.folder)
    for goal, options in (("switched", ("--check",)), ("switched", ())):
        run, page = drawn(
            ansible, "-e", f"peering_migrate_to={goal}", *options, name="migrate_vpcs", vars_file=variables
        )
        assert run.code == 0, run.output
        text = seen(browser, page)
        for expected in (
            "router interface \u2192 switched",
            "router interface ri-A, Active",
            "would move" if options else "moved",
        ):
            assert expected in text
        assert browser.value("document.querySelector('.rungs .here').textContent") == "Switched"
    check_everywhere(browser, page)


def pages(ansible: Ansible, simulator: Simulator, estate: report_worlds.Estate) -> t.Iterator[pathlib.Path]:
    """Yield the page of a plan, of its run, and of the audit after it."""
    variables = estate.begin(simulator, ansible.folder)
    for name, options in (("audit_vpcs", ()), ("peer_vpcs", ("--check",)), ("peer_vpcs", ()), ("audit_vpcs", ())):
        run, page = drawn(ansible, *options, name=name, vars_file=variables)
        assert run.code == 0, run.output
        yield page


@pytest.mark.parametrize("method", ["router_interface", "vpc_peer"])
@pytest.mark.sampled(2)
def test_the_tutorials_pages_are_accessible(
    ansible: Ansible, simulator: Simulator, browser: Browser, method: str
) -> None:
    for page in pages(ansible, simulator, report_worlds.tutorials(method)):
        check_everywhere(browser, page)


def test_the_drifted_estates_page(ansible: Ansible, simulator: Simulator, browser: Browser) -> None:
    """The peerings with their findings, the reason for a black hole, and findings beside the peerings."""
    variables = report_worlds.drifted().begin(simulator, ansible.folder)
    _run, page = drawn(ansible, name="audit_vpcs", vars_file=variables)
    text = seen(browser, page)
    assert browser.value("document.querySelector('h1').textContent") == "4 of 5 peerings cut off"
    lead = str(browser.value("document.querySelector('.lead').textContent"))
    assert lead.partition(":")[0].endswith(" findings")
    for expected in (
        "RouterInterface ri-core-billing, which is Inactive",
        "Beside the peerings",
        "10.26.0.0/16 in vtb-core has next hop ri-core-gone, which no longer exists",
        "captured",
        "lost",
    ):
        assert expected in text, text
    check_everywhere(browser, page)


@pytest.mark.parametrize("method", ["router_interface", "vpc_peer"])
@pytest.mark.sampled(2)
def test_a_hub_of_twenty_fits_on_few_screens(
    ansible: Ansible, simulator: Simulator, browser: Browser, method: str
) -> None:
    """Whether none, all or some of its peerings work."""
    heights = {}
    for number, page in enumerate(pages(ansible, simulator, report_worlds.many("hub", 20, method))):
        heights[number] = screens(browser, page)
        check_everywhere(browser, page)
    assert {number: height for number, height in heights.items() if height[0] > 3 or height[1] > 8} == {}


@pytest.mark.timeout(600)
@pytest.mark.only_ci
def test_two_hundred_peerings(ansible: Ansible, simulator: Simulator, browser: Browser) -> None:
    variables = report_worlds.many("pairs", 200).begin(simulator, ansible.folder)
    for name, options in (("peer_vpcs", ("--check",)), ("audit_vpcs", ())):
        _run, page = drawn(ansible, *options, name=name, vars_file=variables)
        desktop, phone = screens(browser, page)
        assert (desktop <= 4, phone <= 10) == (True, True), (desktop, phone)
        check_everywhere(browser, page, closed=accessibility.SCREENS[:2], opened=())


def test_the_layout_depends_on_the_width_and_the_colours_on_the_scheme() -> None:
    """So axe-core, which is slow, checks each width and each scheme, but not each pair of them."""
    blocks = re.findall(r"@media ([^{]*)\{((?:[^{}]|\{[^{}]*\})*)\}", STYLE)
    assert len(blocks) == STYLE.count("@media")
    schemes = [(query, rules) for query, rules in blocks if "prefers-color-scheme" in query]
    assert [query.strip() for query, _rules in schemes] == ["(prefers-color-scheme: dark)"]
    (colours,) = re.findall(r":root \{([^}]*)\}", schemes[0][1])
    assert re.fullmatch(r"(\s*--[a-z]+: #[0-9a-f]{6};)+\s*", colours)
    widths = [rules for query, rules in blocks if "-width" in query]
    assert widths
    assert [rules for rules in widths if re.search(r"colou?r|background|fill|stroke|var\(", rules)] == []


def test_the_diagram(ansible: Ansible) -> None:
    """Mermaid source for a README; needs no browser."""
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
