# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The content of a report about a run: tones, outcomes, titles, rungs. No server, no browser."""

from __future__ import annotations

import re

import pytest

from ansible_collections.aliops.vpc.plugins.filter.peering_page import peering_page
from ansible_collections.aliops.vpc.tests.unit.plugins.plugin_utils.reports import (
    BY_INTERFACES,
    CONNECTED,
    Result,
    audit,
    connected,
    finding,
    made,
    pair,
    peering,
    result,
    side,
)


@pytest.mark.parametrize(
    ("peered", "judged", "run", "tone"),
    [
        (BY_INTERFACES, None, {}, "good"),
        (peering("one", side("vpc-a", "Inactive"), side("vpc-b")), None, {}, "bad"),
        (peering("one", side("vpc-a", "absent"), side("vpc-b", "absent"), state="absent"), None, {}, "calm"),
        (peering("one", side("vpc-a"), side("vpc-b"), action="created"), None, {"check": True}, "plan"),
        (BY_INTERFACES, audit(finding("cosmetic")), {}, "good"),
        (BY_INTERFACES, audit(finding("asymmetric"), finding("cosmetic")), {}, "warn"),
        (BY_INTERFACES, audit(finding("asymmetric"), finding("cut_off")), {}, "bad"),
        (BY_INTERFACES, audit(finding("cut_off", "another")), {}, "good"),
        (CONNECTED, None, {}, "good"),
        (connected("one", "vpc-a", "vpc-b", status="Accepting"), None, {}, "bad"),
        (connected("one", "vpc-a", "vpc-b", status="absent", state="absent"), None, {}, "calm"),
        (connected("one", "vpc-a", "vpc-b", action="created"), None, {"check": True}, "plan"),
        (CONNECTED, audit(finding("asymmetric")), {}, "warn"),
    ],
)
def test_the_tone_of_a_peering(peered: Result, judged: Result | None, run: Result, tone: str) -> None:
    assert [link.tone for link in made(result(peered), judged, **run).links] == [tone]


@pytest.mark.parametrize("peered", [BY_INTERFACES, CONNECTED])
def test_each_way_has_an_outcome_of_its_own(peered: Result) -> None:
    (link,) = made(result(peered), audit(pairs=[pair("captured", "reachable"), pair("reachable", "reachable")])).links
    assert [end.flow.name for end in link.ends] == ["partly-captured", "goes"]
    assert link.tone == "warn"


@pytest.mark.parametrize(
    ("pairs", "flow"),
    [
        ([pair("reachable", "reachable"), pair("reachable", "reachable")], "goes"),
        ([pair("black_hole", "reachable")], "lost"),
        ([pair("black_hole", "reachable", partly=True)], "partly-lost"),
        ([pair("black_hole", "reachable"), pair("reachable", "reachable")], "partly-lost"),
        ([pair("captured", "reachable")], "captured"),
        ([pair("captured", "reachable"), pair("black_hole", "reachable")], "captured"),
        ([pair("captured", "reachable"), pair("black_hole", "reachable", partly=True)], "partly-captured"),
    ],
)
def test_a_partial_loss_is_another_outcome_than_a_total_one(pairs: list[Result], flow: str) -> None:
    (link,) = made(result(BY_INTERFACES), audit(pairs=pairs)).links
    assert [end.flow.name for end in link.ends] == [flow, "goes"]


def test_nothing_gets_through_a_link_that_is_not_active() -> None:
    inactive = peering("one", side("vpc-a"), side("vpc-b", "Inactive"))
    (link,) = made(result(inactive), audit(pairs=[pair("reachable", "reachable")])).links
    assert ([end.flow.name for end in link.ends], link.tone) == (["lost", "lost"], "bad")


@pytest.mark.parametrize("peered", [BY_INTERFACES, CONNECTED])
def test_without_an_audit_a_way_is_as_good_as_its_routes(peered: Result) -> None:
    (link,) = made(result({**peered, "acceptor": {**peered["acceptor"], "routes": []}})).links
    assert [end.flow.name for end in link.ends] == ["goes", "unused"]
    loss = {"side": "initiator", "text": "one, initiator of-vpc-a: no traffic. Cure: a route."}
    (link,) = made(result({**peered, "unreachable": [loss]})).links
    assert [end.flow.name for end in link.ends] == ["partly-lost", "goes"]
    assert "no traffic. Cure: a route." in peering_page(result({**peered, "unreachable": [loss]}), {})


@pytest.mark.parametrize(
    ("peering_result", "judged", "run", "title"),
    [
        (result(BY_INTERFACES), None, {}, "Nothing to do"),
        (
            result(peering("one", side("a"), side("b"), action="created", mark="+"), writes=["X"]),
            None,
            {},
            "1 peering changed",
        ),
        (
            result(peering("one", side("a"), side("b"), action="created", mark="+"), writes=["X"]),
            None,
            {"check": True},
            "1 peering would change",
        ),
        (result(BY_INTERFACES), audit(), {"state": "audit"}, "No drift"),
        (result(BY_INTERFACES), audit(finding("cut_off"), finding("cosmetic")), {"state": "audit"}, "one is cut off"),
        (result(BY_INTERFACES), audit(finding("asymmetric")), {"state": "audit"}, "one is asymmetric"),
        (result(BY_INTERFACES), audit(finding("cosmetic")), {"state": "audit"}, "1 cosmetic finding"),
        (
            result(BY_INTERFACES, connected("two", "vpc-a", "vpc-c"), connected("three", "vpc-a", "vpc-d")),
            audit(*(finding("cut_off", name) for name in ("one", "two", "one"))),
            {"state": "audit"},
            "2 of 3 peerings cut off",
        ),
        (
            result(BY_INTERFACES),
            {**audit(), "unreadable": ["Nobody knows."]},
            {"state": "audit"},
            "Something could not be read",
        ),
    ],
)
def test_the_title_names_the_outcome(peering_result: Result, judged: Result | None, run: Result, title: str) -> None:
    assert f"<h1>{title}</h1>" in peering_page(peering_result, {}, audit=judged, **run)


def rungs(before: str, after: str) -> tuple[list[tuple[str, str]], str]:
    """Return the rungs that a page shows, each with its classes, and the end of the row."""
    moving = connected("one", "vpc-a", "vpc-b", migration={"before": before, "after": after})
    body = peering_page(result(moving), {}, state="migrate")
    (row,) = re.findall(
        r"<p><strong>one</strong></p><ol class=\"rungs\">(.*?)</ol><span class=\"aside\">(.*?)</span>", body
    )
    return re.findall(r"<li class=\"([a-z ]+)\"(?: aria-current=\"step\")?>([A-Za-z ]+)</li>", row[0]), row[1]


LADDER = ["Router interfaces", "Prepared", "Switched", "Deactivated", "Retired"]


@pytest.mark.parametrize(
    ("after", "classes"),
    [
        ("router_interface", ["here good", "ahead", "ahead", "ahead", "ahead"]),
        ("interrupted", ["here bad", "ahead", "ahead", "ahead", "ahead"]),
        ("prepared", ["past", "here good", "ahead", "ahead", "ahead"]),
        ("switching", ["past", "here warn", "ahead", "ahead", "ahead"]),
        ("switched", ["past", "past", "here good", "ahead", "ahead"]),
        ("deactivated", ["past", "past", "past", "here good", "ahead"]),
        ("retired", ["past", "past", "past", "past", "here good"]),
    ],
)
def test_a_peering_that_moves_stands_on_its_rung(after: str, classes: list[str]) -> None:
    assert rungs("router_interface", after)[0] == list(zip(classes, LADDER, strict=True))


def test_the_row_ends_with_the_way_of_the_run() -> None:
    assert rungs("prepared", "switched")[1] == "prepared \u2192 switched"
    assert rungs("switched", "switched")[1] == "switched"


def test_only_a_peering_that_moves_has_a_ladder() -> None:
    assert "rungs" not in re.sub(r"<style>.*?</style>", "", peering_page(result(CONNECTED), {}), flags=re.DOTALL)
