# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The pictures and folds of peerings in a report: hubs, route tables, findings that are alike. No browser."""

from __future__ import annotations

import html.parser
import typing as t

import pytest

from ansible_collections.aliops.vpc.plugins.filter.peering_page import peering_page
from ansible_collections.aliops.vpc.plugins.plugin_utils._report import groups
from ansible_collections.aliops.vpc.plugins.plugin_utils._report.network import network
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


class Texts(html.parser.HTMLParser):
    """Collects the texts of a page, those behind a fold apart."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.depth = 0
        self.in_summary = False
        self.shown: list[str] = []
        self.folded: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: t.Any) -> None:
        self.depth += tag == "details"
        self.in_summary = self.in_summary or tag == "summary"

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "details"
        self.in_summary = self.in_summary and tag != "summary"

    def handle_data(self, data: str) -> None:
        hidden = self.depth > self.in_summary
        (self.folded if hidden else self.shown).append(data)


def texts(peering_result: Result, judged: Result | None = None, **run: t.Any) -> Texts:
    """Return the texts of the picture."""
    return Texts(network(made(peering_result, judged, **run).links))


def spokes(number: int, **changes: t.Any) -> list[Result]:
    return [peering(f"to-{spoke}", side("hub"), side(f"spoke-{spoke}"), **changes) for spoke in range(number)]


def test_a_vpc_stands_once_beside_all_of_its_peerings() -> None:
    def hubs(*pairs: str) -> list[tuple[str | None, list[str]]]:
        links = made(result(*(peering(name, side(name[0]), side(name[1])) for name in pairs))).links
        return [
            (hub.vpc.vpc_id, [str(far.vpc.vpc_id) for _link, _own, far in hub.spokes]) for hub in groups.hubs(links)
        ]

    assert hubs("ab", "ac", "ad") == [("a", ["b", "c", "d"])]
    assert hubs("ba", "ca", "da") == [("a", ["b", "c", "d"])]
    assert hubs("ab", "cd") == [("a", ["b"]), ("c", ["d"])]
    assert hubs("ab", "bc", "ca") == [("a", ["b", "c"]), ("b", ["c"])]


def test_few_peerings_are_all_drawn() -> None:
    drawn = texts(result(*spokes(groups.ALL_AT_ONCE)))
    assert (drawn.shown.count("hub"), drawn.folded) == (groups.ALL_AT_ONCE, [])  # again on narrow screens
    assert [text for text in drawn.shown if text.startswith("to-")] == [
        f"to-{number}" for number in range(groups.ALL_AT_ONCE)
    ]


def test_of_many_those_that_work_are_folded_and_the_worst_come_first() -> None:
    links = [*spokes(20), peering("broken", side("hub"), side("x", "Inactive"))]
    judged = audit(finding("asymmetric", "to-7"), finding("cut_off", "broken"))
    parts = groups.picture(made(result(*links), judged).links)
    assert [link.name for link in parts.shown] == ["broken", "to-7"]
    assert [(tone, len(folded)) for tone, folded in parts.folded] == [("good", 19)]
    drawn = texts(result(*links), judged)
    assert "19 peerings: traffic goes both ways" in drawn.shown
    assert "to-3" in drawn.folded


def test_of_many_that_do_not_work_the_rest_is_folded() -> None:
    links = [
        peering(f"to-{number}", side("hub"), side(f"x-{number}", "Inactive")) for number in range(groups.AT_ONCE + 3)
    ]
    parts = groups.picture(made(result(*links)).links)
    assert (len(parts.shown), [(tone, len(folded)) for tone, folded in parts.folded]) == (groups.AT_ONCE, [("bad", 3)])


def test_the_legend_explains_the_picture() -> None:
    def legend(judged: Result | None = None, **changes: t.Any) -> str:
        page = network(made(result({**BY_INTERFACES, **changes}), judged).links)
        return page[page.index("legend") : page.index("</ul>")]

    assert "goes through" in legend()
    assert "lost" not in legend()
    lost = legend(audit(pairs=[pair("black_hole", "reachable", partly=True)]))
    assert "partly lost: some ends nowhere" in lost
    assert "created" in legend(mark="+")


def test_a_loss_is_a_word_and_a_line_of_its_own() -> None:
    for verdict, partly, word, name in (
        ("black_hole", False, "lost", "lost"),
        ("black_hole", True, "partly lost", "partly-lost"),
        ("captured", False, "captured", "captured"),
    ):
        page = network(made(result(BY_INTERFACES), audit(pairs=[pair(verdict, "reachable", partly=partly)])).links)
        assert f'<span class="word">{word}</span>' in page
        assert f'class="way {name} ' in page


def test_a_connection_stands_between_its_vpcs_and_an_interface_at_its_own() -> None:
    drawn = texts(result(CONNECTED, peering("two", side("vpc-a"), side("vpc-c")))).shown
    assert drawn.count("pcc-one") == drawn.count("Activated, 200 Mbit/s, Gold") == 1
    assert drawn.count("ri-vpc-a") == drawn.count("ri-vpc-c") == drawn.count("Large.1") == 1
    assert [text for text in drawn if "router interface" in text] == []


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"status": "absent"}, "no VPC peering connection"),
        ({"status": "Creating", "vpc_peer_connection_id": None}, "a new VPC peering connection"),
        ({"status": "ambiguous", "vpc_peer_connection_id": None}, "several VPC peering connections"),
    ],
)
def test_a_connection_without_an_id_has_a_name(changes: Result, text: str) -> None:
    peered = connected("one", "vpc-a", "vpc-b", status=changes["status"])
    nameless = {**peered, **{role: {**peered[role], **changes} for role in ("initiator", "acceptor")}}
    assert texts(result(nameless)).shown.count(text) == 1


def test_a_connection_is_named_by_the_account_that_could_be_read() -> None:
    unread = {**CONNECTED["initiator"], "vpc_peer_connection_id": None, "status": "unknown"}
    drawn = texts(result({**CONNECTED, "initiator": unread})).shown
    assert "pcc-one" in drawn
    assert "unknown / Activated, 200 Mbit/s, Gold" in drawn
    assert drawn.count("not known") == 2


def vpc(name: str, **more: t.Any) -> Result:
    """Return a VPC as in the result of vpcs_info."""
    place = {"account": f"of-{name}", "region": "cn-beijing", "vpc_id": name, "name": name, "cidr_block": "10.1.0.0/16"}
    return {**place, "route_entries": [], "router_interfaces": [], **more}


def route(table: str, destination: str, hop: str) -> Result:
    custom = {"kind": "Custom", "next_hop_type": "RouterInterface", "next_hop_id": hop}
    return {"route_table_id": table, "destination": destination, **custom}


def tables(peered: Result, *entries: Result) -> list[str]:
    """Return the route tables of the initiator's side, as they are drawn."""
    page = Texts(peering_page(result(peered), {"vpcs": [vpc("vpc-a", route_entries=list(entries))]}))
    return [text for text in page.shown if "vtb-" in text]


def test_a_side_has_its_routes_by_route_table() -> None:
    peered = peering("one", side("vpc-a", routes=["10.2.0.0/16", "10.3.0.0/16"]), side("vpc-b"))
    entries = [
        route("vtb-1", "10.2.0.0/16", "ri-vpc-a"),
        route("vtb-2", "10.3.0.0/16", "ri-vpc-a"),
        route("vtb-2", "10.9.0.0/16", "ri-other"),
    ]
    assert tables(peered, *entries) == ["vtb-1 \u2192 10.2.0.0/16", "vtb-2 \u2192 10.3.0.0/16"]


def test_the_tables_are_those_that_the_run_leaves() -> None:
    change = {"side": "initiator", "account": "of-vpc-a", "resource": "route", "link": "router_interface"}
    changes = [
        {**change, "action": "created", "name": "10.2.0.0/16 in vtb-1", "after": {"next_hop_id": "ri-vpc-a"}},
        {**change, "action": "deleted", "name": "10.2.0.0/16 in vtb-2", "before": {"next_hop_id": "ri-vpc-a"}},
    ]
    peered = peering("one", side("vpc-a", routes=["10.2.0.0/16"]), side("vpc-b"), mark="~", changes=changes)
    drawn = tables(peered, route("vtb-2", "10.2.0.0/16", "ri-vpc-a"))
    assert drawn[0] == "vtb-1 \u2192 10.2.0.0/16"
    assert [text for text in drawn if text.startswith("vtb-2")] == []


def test_a_plan_shows_the_status_before_and_after() -> None:
    change = {"side": "initiator", "account": "of-vpc-a", "action": "updated", "resource": "router_interface"}
    states = {"before": {"status": "Inactive"}, "after": {"status": "Active"}}
    peered = peering("one", side("vpc-a"), side("vpc-b"), mark="~", changes=[{**change, "name": "one", **states}])
    page = Texts(peering_page(result(peered, writes=["X"]), {}, check=True)).shown
    assert "Inactive \u2192 Active, initiator" in page
    assert "Active, acceptor" in page
    assert "initiator of-vpc-a: router interface one: status Inactive \u2192 Active" in page
    assert "~" in page


def test_an_unpaired_interface_stands_in_its_vpc() -> None:
    lonely = {"router_interface_id": "ri-lonely", "status": "Inactive", "name": "old", "peer_status": "Deleted"}
    paired = {"router_interface_id": "ri-paired", "status": "Active", "name": "fine", "peer_status": "Active"}
    own = {"router_interface_id": "ri-vpc-a", "status": "Active", "name": "one", "peer_status": None}
    read = {"vpcs": [vpc("vpc-a", router_interfaces=[lonely, paired, own])]}
    page = Texts(peering_page(result(BY_INTERFACES), read)).shown
    assert "ri-lonely, Inactive, old" in page
    assert not [text for text in page if "ri-paired" in text]
    assert not [text for text in page if text.startswith("ri-vpc-a,")]


def test_a_peering_that_moves_has_both_of_its_links() -> None:
    moving = connected("one", "vpc-a", "vpc-b", migration={"before": "prepared", "after": "switched"})
    for role in ("initiator", "acceptor"):
        moving[role] = {**moving[role], "router_interface_id": f"ri-{role}", "router_interface_status": "Active"}
    drawn = texts(result(moving)).shown
    assert "pcc-one" in drawn
    assert {"router interface ri-initiator, Active", "router interface ri-acceptor, Active"} <= set(drawn)


def test_findings_are_by_peering_and_those_that_are_alike_together() -> None:
    findings = [
        *(finding("cut_off", name) for name in ("one", "two")),
        {**finding("cut_off", "three"), "side": "acceptor"},
        finding("asymmetric", "four"),
        {**finding("cosmetic", "two"), "rule": "leftover_route"},
    ]
    drifted = groups.drifted(findings)
    assert [(group.names, group.severity, len(group.findings[0].texts)) for group in drifted] == [
        (("one", "two"), "cut_off", 2),
        (("three",), "cut_off", 1),
        (("four",), "asymmetric", 1),
        ((), "cosmetic", 1),
    ]


def test_a_leftover_route_belongs_to_no_peering() -> None:
    """A leftover route names a peering of its VPC, which it does not concern."""
    leftover = {**finding("cosmetic"), "rule": "leftover_route", "text": "vpc-a: 10.9.0.0/16 has next hop ri-gone."}
    page = Texts(peering_page(result(BY_INTERFACES), {}, audit=audit(leftover), state="audit")).shown
    assert {"Beside the peerings", "vpc-a: 10.9.0.0/16 has next hop ri-gone."} <= set(page)
    (link,) = made(result(BY_INTERFACES), audit(leftover)).links
    assert (link.severity, link.tone) == (None, "good")


@pytest.mark.parametrize(
    ("states", "reason"),
    [
        ({}, "10.2.0.0/24 in vtb-1 has next hop ri-1."),
        ({"next_hop_status": "Inactive"}, "10.2.0.0/24 in vtb-1 has next hop ri-1, which is Inactive."),
        ({"next_hop_status": "absent"}, "10.2.0.0/24 in vtb-1 has next hop ri-1, which no longer exists."),
        ({"status": "Pending"}, "10.2.0.0/24 in vtb-1 is Pending."),
    ],
)
def test_a_black_hole_has_its_reason(states: Result, reason: str) -> None:
    by: Result = {"destination": "10.2.0.0/24", "route_table_id": "vtb-1", "next_hop": "ri-1"}
    by |= {"status": None, "next_hop_status": None, **states}
    blocks = pair("black_hole", "reachable")
    blocks["forward"] |= {"lost": ["10.2.0.0/24"], "by": [by]}
    (verdict,) = groups.verdicts([blocks])
    assert verdict.pairs[0].reasons == (f"\u2192 10.2.0.0/24: {reason}",)


def test_pairs_with_the_same_verdict_and_reasons_are_together() -> None:
    first = pair("reachable", "reachable")
    others = [{**first, "initiator": "10.1.1.0/24"}, {**first, "initiator": "10.1.2.0/24", "verdict": "captured"}]
    (verdict,) = groups.verdicts([{**first, "verdict": "reachable"}, {**others[0], "verdict": "reachable"}, others[1]])
    assert (verdict.peering, verdict.verdict) == ("one", "captured")
    assert [(pairs.verdict, pairs.blocks) for pairs in verdict.pairs] == [
        ("reachable", (("10.1.0.0/24", "10.2.0.0/24"), ("10.1.1.0/24", "10.2.0.0/24"))),
        ("captured", (("10.1.2.0/24", "10.2.0.0/24"),)),
    ]


def test_peerings_with_the_same_changes_are_one_row() -> None:
    change = {"side": "initiator", "account": "a", "action": "created", "resource": "router_interface", "name": "x"}
    links = made(result(*spokes(3, mark="+", changes=[{**change, "after": {}}]), BY_INTERFACES), check=True).links
    ((mark, alike),) = groups.changed(links)
    assert (mark, [link.name for link in alike]) == ("+", ["to-0", "to-1", "to-2"])


def test_peerings_on_the_same_rungs_are_one_row() -> None:
    way: Result = {"migration": {"before": "prepared", "after": "switched"}}
    links = made(result(*(connected(name, "vpc-a", f"vpc-{name}", **way) for name in "xyz"))).links
    assert groups.climbing(links) == [(("prepared", "switched"), ("x", "y", "z"))]
