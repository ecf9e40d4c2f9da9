# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a report chooses of a run, and how it draws it: meaning, order, and hostile names. No server, no browser."""

from __future__ import annotations

import html.parser
import re
import typing as t
import xml.etree.ElementTree as ET

import pytest

from ansible_collections.aliops.vpc.plugins.filter.peering_mermaid import peering_mermaid
from ansible_collections.aliops.vpc.plugins.filter.peering_page import peering_page
from ansible_collections.aliops.vpc.plugins.plugin_utils._report.markup import Markup, join, tag, void
from ansible_collections.aliops.vpc.plugins.plugin_utils._report.model import Link, Report, report
from ansible_collections.aliops.vpc.plugins.plugin_utils._report.svg import topology

HOSTILE = "\"'><script>alert(1)</script>&amp;{{ 1 }}|]`"
Result = dict[str, t.Any]


def side(vpc: str, status: str = "Active", **changes: t.Any) -> Result:
    """A side as the role's peering_result has it; each VPC belongs to an account of its own."""
    one = {"account": f"of-{vpc}", "region": "cn-beijing", "vpc_id": vpc, "router_id": f"vrt-{vpc}"}
    return {**one, "router_interface_id": f"ri-{vpc}", "status": status, "routes": ["10.0.0.0/8"], **changes}


def peering(name: str, initiator: Result, acceptor: Result, **changes: t.Any) -> Result:
    both = {"initiator": initiator, "acceptor": acceptor}
    pair_of_interfaces = {"method": "router_interface", "spec": "Large.1"}
    return {"name": name, "state": "present", "action": "none", **pair_of_interfaces, **both, **changes}


def connected(name: str, *vpcs: str, status: str = "Activated", **changes: t.Any) -> Result:
    """A peering by a VPC peering connection, which both sides have under one id."""
    link = {"method": "vpc_peer", "bandwidth": 200, "link_type": "Gold", "spec": None}
    shared = {"vpc_peer_connection_id": None if status == "absent" else f"pcc-{name}"}
    ends = [{**side(vpc, status), **shared} for vpc in vpcs]
    for end in ends:
        del end["router_interface_id"]
    return peering(name, *ends, **{**link, **changes})


def result(*peerings: Result, writes: t.Sequence[str] = ()) -> Result:
    return {"peerings": list(peerings), "writes": list(writes), "api_calls": {"read": 4, "write": len(writes)}}


def finding(severity: str, name: str = "one") -> Result:
    return {
        "peering": name,
        "side": "initiator",
        "account": "of-vpc-a",
        "severity": severity,
        "rule": "a_rule",
        "text": f"What is {severity}.",
        "values": {},
    }


def pair(forward: str, backward: str) -> Result:
    ways = [{"verdict": verdict, "lost": [], "by": []} for verdict in (forward, backward)]
    pairs = {"peering": "one", "initiator": "10.1.0.0/24", "acceptor": "10.2.0.0/24", "asked_for": True}
    return {**pairs, "verdict": "one_way", "forward": ways[0], "backward": ways[1]}


def audit(*findings: Result, pairs: t.Sequence[Result] = ()) -> Result:
    return {"findings": list(findings), "reachability": list(pairs), "unreadable": []}


def made(one: Result, judged: Result | None = None, **run: t.Any) -> Report:
    return report(one, {}, [], judged, **{"state": "present", "check": False, "made_at": "", **run})


ONE = peering("one", side("vpc-a"), side("vpc-b"))
CONNECTED = connected("one", "vpc-a", "vpc-b")


@pytest.mark.parametrize(
    ("one", "judged", "run", "tone"),
    [
        (ONE, None, {}, "good"),
        (peering("one", side("vpc-a", "Inactive"), side("vpc-b")), None, {}, "bad"),
        (peering("one", side("vpc-a", "absent"), side("vpc-b", "absent"), state="absent"), None, {}, "calm"),
        (peering("one", side("vpc-a"), side("vpc-b"), action="created"), None, {"check": True}, "plan"),
        (ONE, audit(finding("cosmetic")), {}, "good"),
        (ONE, audit(finding("asymmetric"), finding("cosmetic")), {}, "warn"),
        (ONE, audit(finding("asymmetric"), finding("cut_off")), {}, "bad"),
        (ONE, audit(finding("cut_off", "another")), {}, "good"),
        (CONNECTED, None, {}, "good"),
        (connected("one", "vpc-a", "vpc-b", status="Accepting"), None, {}, "bad"),
        (connected("one", "vpc-a", "vpc-b", status="absent", state="absent"), None, {}, "calm"),
        (connected("one", "vpc-a", "vpc-b", action="created"), None, {"check": True}, "plan"),
        (CONNECTED, audit(finding("asymmetric")), {}, "warn"),
    ],
)
def test_the_tone_of_a_peering(one: Result, judged: Result | None, run: Result, tone: str) -> None:
    assert [link.tone for link in made(result(one), judged, **run).links] == [tone]


@pytest.mark.parametrize("one", [ONE, CONNECTED])
def test_each_way_has_a_tone_of_its_own(one: Result) -> None:
    (link,) = made(result(one), audit(pairs=[pair("captured", "reachable"), pair("reachable", "reachable")])).links
    assert [end.tone for end in link.ends] == ["warn", "good"]


@pytest.mark.parametrize("one", [ONE, CONNECTED])
def test_without_an_audit_a_way_is_as_good_as_its_routes(one: Result) -> None:
    (link,) = made(result({**one, "acceptor": {**one["acceptor"], "routes": []}})).links
    assert [end.tone for end in link.ends] == ["good", "calm"]


def test_steps_are_what_wrote_or_failed_with_the_account_that_did() -> None:
    interface = {
        "account": "of-vpc-b",
        "action": "created",
        "role": "acceptor",
        "region": "cn-beijing",
        "router_id": "vrt-vpc-b",
        "router_interface_id": "ri-vpc-b",
    }
    route = {
        "account": "of-vpc-a",
        "action": "created",
        "destination": "10.0.0.0/8",
        "route_table_id": "vtb-1",
        "next_hop_id": None,
    }
    done: list[Result] = [
        {
            "router_interfaces": [interface],
            "writes": ["CreateRouterInterface"],
            "request_ids": ["id-1"],
            "elapsed": 1.5,
        },
        {
            "route_entries": [route, {**route, "action": "none"}],
            "writes": ["Create"],
        },
        {"router_interface_peers": [], "writes": []},
        {"accounts": {"of-vpc-b": {}}, "failed": True, "msg": "It was refused."},
        {"skipped": True},
    ]
    steps = report(result(ONE), {}, done, None, state="present", check=False, made_at="").steps
    assert [(step.title, step.account) for step in steps] == [
        ("Router interfaces", "of-vpc-b"),
        ("Route entries", "of-vpc-a"),
        ("Calls", "of-vpc-b"),
    ]
    assert steps[0].elapsed == 1.5
    assert steps[1].records == (("created", "10.0.0.0/8 \u2192 the new router interface in vtb-1"),)
    assert steps[2].failed == "It was refused."


def test_the_steps_of_a_connection_name_both_of_its_accounts_and_no_router() -> None:
    connection = {
        "account": "of-vpc-a",
        "action": "created",
        "vpc_peer_connection_id": None,
        "name": "one",
        "requester_account_id": "1",
        "accepter_account_id": "2",
        "requester_vpc_id": "vpc-a",
        "accepter_vpc_id": "vpc-b",
    }
    remote = {**connection, "action": "deleted", "vpc_peer_connection_id": "pcc-1", "accepter_account_id": "3"}
    route = {
        "account": "of-vpc-a",
        "action": "created",
        "destination": "10.0.0.0/8",
        "route_table_id": "vtb-1",
        "next_hop_type": "VpcPeer",
        "next_hop_id": None,
    }
    done: list[Result] = [
        {"vpc_peer_connections": [connection], "writes": ["CreateVpcPeerConnection", "AcceptVpcPeerConnection"]},
        {"vpc_peer_connections": [remote], "writes": ["DeleteVpcPeerConnection"]},
        {"route_entries": [route], "writes": ["CreateRouteEntries"]},
    ]
    read = {"accounts": {"of-vpc-a": {"account_id": "1"}, "of-vpc-b": {"account_id": "2"}}}
    steps = report(result(CONNECTED), read, done, None, state="present", check=False, made_at="").steps
    assert [(step.title, step.account, step.records) for step in steps] == [
        ("VPC peering connections", "of-vpc-a, of-vpc-b", (("created", "one (vpc-a to vpc-b)"),)),
        ("VPC peering connections", "of-vpc-a", (("deleted", "pcc-1 (vpc-a to vpc-b)"),)),
        ("Route entries", "of-vpc-a", (("created", "10.0.0.0/8 \u2192 the new VPC peering connection in vtb-1"),)),
    ]


def test_a_step_names_all_accounts_in_which_it_wrote() -> None:
    records = [
        {"account": account, "action": "created", "destination": "10.0.0.0/8", "route_table_id": "vtb-1"}
        for account in ("of-vpc-a", "of-vpc-b", "of-vpc-a")
    ]
    step: Result = {"route_entries": records, "writes": ["CreateRouteEntries"]}
    (shown,) = report(result(ONE), {}, [step], None, state="present", check=False, made_at="").steps
    assert shown.account == "of-vpc-a, of-vpc-b"


@pytest.mark.parametrize(
    ("one", "judged", "run", "title"),
    [
        (result(ONE), None, {}, "Nothing to do"),
        (result(peering("one", side("a"), side("b"), action="created"), writes=["X"]), None, {}, "1 peering changed"),
        (
            result(peering("one", side("a"), side("b"), action="created"), writes=["X"]),
            None,
            {"check": True},
            "1 peering would change",
        ),
        (result(ONE), audit(), {"state": "audit"}, "No drift"),
        (result(ONE), audit(finding("cut_off"), finding("cosmetic")), {"state": "audit"}, "2 findings"),
        (result(ONE), {**audit(), "unreadable": ["Nobody knows."]}, {"state": "audit"}, "Something could not be read"),
    ],
)
def test_the_title_says_what_became_of_it(one: Result, judged: Result | None, run: Result, title: str) -> None:
    assert f"<h1>{title}</h1>" in peering_page(one, {}, audit=judged, **run)


def rungs(before: str, after: str) -> tuple[list[tuple[str, str]], str]:
    """Return the rungs that a page shows, each with its classes, and the end of the row."""
    moving = connected("one", "vpc-a", "vpc-b", migration={"before": before, "after": after})
    body = peering_page(result(moving), {}, state="migrate")
    (row,) = re.findall(r"<li><span>one</span><ol class=\"rungs\">(.*?)</ol><span class=\"aside\">(.*?)</span>", body)
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


def test_a_vpc_stands_once_in_the_wide_picture_unless_three_peer_with_each_other() -> None:
    def cards(*pairs: str) -> list[str]:
        links = made(result(*(peering(name, side(name[0]), side(name[1])) for name in pairs))).links
        root = ET.fromstring(f"<both>{topology(links)}</both>")
        wide = next(one for one in root if one.attrib["class"] == "wide")
        return sorted(str(one.text) for one in wide.iter() if one.attrib.get("class") == "id head")

    assert cards("ab", "ac", "ad") == ["a", "b", "c", "d"]
    assert cards("ba", "ca", "db") == ["a", "b", "c", "d"]
    assert cards("ab", "bc", "ca") == ["a", "b", "c", "c"]


def texts(links: t.Sequence[Link], picture: str) -> list[str]:
    """The texts of one of the two pictures, without those that only show under a mouse."""
    root = ET.fromstring(f"<both>{topology(links)}</both>")
    (chosen,) = (one for one in root if one.attrib["class"] == picture)
    return ["".join(text.itertext()) for text in chosen.iter("{http://www.w3.org/2000/svg}text")]


def test_a_mixed_page_draws_one_connection_between_two_vpcs_and_each_interface_at_its_vpc() -> None:
    mixed = [CONNECTED, peering("two", side("vpc-a"), side("vpc-c"))]
    links = made(result(*mixed)).links
    assert [link.active for link in links] == [True, True]
    for picture in ("wide", "tall"):
        drawn = texts(links, picture)
        assert drawn.count("pcc-one") == drawn.count("Activated, 200 Mbit/s, Gold") == 1
        assert drawn.count("ri-vpc-a") == drawn.count("ri-vpc-c") == 1
        assert [text for text in drawn if "router interface" in text] == []
        assert drawn.count("\u2192 10.0.0.0/8") == 2
    page = peering_page(result(*mixed), {})
    assert "2 peerings of 2 active on both sides." in page
    assert "two: Active on both sides, Large.1" in page


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"status": "absent"}, "no VPC peering connection"),
        ({"status": "Creating", "vpc_peer_connection_id": None}, "a new VPC peering connection"),
        ({"status": "ambiguous", "vpc_peer_connection_id": None}, "several VPC peering connections"),
    ],
)
def test_a_connection_without_an_id_has_a_name(changes: Result, text: str) -> None:
    one = connected("one", "vpc-a", "vpc-b", status=changes["status"])
    one = {**one, **{role: {**one[role], **changes} for role in ("initiator", "acceptor")}}
    assert texts(made(result(one)).links, "wide").count(text) == 1


def test_a_connection_is_named_by_the_account_that_could_be_read() -> None:
    unread = {**CONNECTED["initiator"], "vpc_peer_connection_id": None, "status": "unknown"}
    drawn = texts(made(result({**CONNECTED, "initiator": unread})).links, "wide")
    assert "pcc-one" in drawn
    assert "unknown / Activated, 200 Mbit/s, Gold" in drawn


class Elements(html.parser.HTMLParser):
    """Collects the elements and the values of attributes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _value in attrs}
        self.text += [value or "" for _name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def hostile_page() -> str:
    hostile = side(HOSTILE, HOSTILE, account=HOSTILE, region=HOSTILE, router_interface_id=HOSTILE, routes=[HOSTILE])
    one = peering(HOSTILE, hostile, {**hostile, "vpc_id": "vpc-b"}, action="created")
    vpc = {
        "account": HOSTILE,
        "region": HOSTILE,
        "vpc_id": HOSTILE,
        "name": HOSTILE,
        "cidr_block": HOSTILE,
        "route_entries": [],
    }
    read = {"accounts": {HOSTILE: {"account_id": HOSTILE}}, "vpcs": [vpc], "invocation": {"key": "a-secret"}}
    wrong = dict.fromkeys(("peering", "side", "account", "rule", "text"), HOSTILE)
    by = dict.fromkeys(("destination", "route_table_id", "next_hop"), HOSTILE)
    way = {"verdict": "captured", "lost": [HOSTILE], "by": [by]}
    blocks = {"peering": HOSTILE, "initiator": HOSTILE, "acceptor": HOSTILE, "asked_for": True, "verdict": "captured"}
    judged = {
        "findings": [{**wrong, "severity": "cut_off"}],
        "reachability": [{**blocks, "forward": way, "backward": way}],
        "unreadable": [HOSTILE],
    }
    record = {"account": HOSTILE, "action": HOSTILE, "role": HOSTILE, "region": HOSTILE, "router_interface_id": HOSTILE}
    done = {
        "router_interfaces": [record],
        "writes": [HOSTILE],
        "request_ids": [HOSTILE],
        "progress": [HOSTILE],
        "failed": True,
        "msg": HOSTILE,
        "invocation": {"module_args": {"access_key_secret": "a-secret"}},
    }
    return peering_page(result(one, writes=["X"]), read, [done], judged, made_at=HOSTILE)


def test_hostile_names_stay_text_and_secrets_stay_away() -> None:
    page = hostile_page()
    elements = Elements(page)
    assert "script" not in elements.names
    assert "alert(1)" in "".join(elements.text)
    assert not [name for name in elements.attributes if name.startswith("on")]
    assert "a-secret" not in page


def test_the_page_can_load_nothing() -> None:
    page = hostile_page()
    assert Elements(page).names.isdisjoint({"link", "img", "iframe", "object", "base", "form", "image", "use"})
    assert "default-src 'none'" in page.replace("&#x27;", "'")
    assert not re.search(r"url\(|@import|(src|href)=", page)


def test_markup_escapes_what_is_not_markup() -> None:
    assert tag("p", "<b>", Markup("<i></i>"), None, 1.50, class_='a"b', stroke_width=2) == (
        '<p class="a&quot;b" stroke-width="2">&lt;b&gt;<i></i>1.5</p>'
    )
    assert join("&", tag("b")) == "&amp;<b></b>"
    assert void("meta", name="x") == '<meta name="x">'


def test_mermaid_draws_each_vpc_once_and_dots_what_is_not_active() -> None:
    drawn = peering_mermaid(
        result(peering("one", side("vpc-a"), side("vpc-b")), peering("two", side("vpc-a"), side("vpc-c", "Inactive"))),
        {},
    )
    assert drawn.splitlines()[0] == "flowchart LR"
    assert drawn.count('["vpc-a<br/>') == 1
    assert '  v0 <-->|"one<br/>Active, Large.1"| v1\n' in drawn
    assert '  v0 <-.->|"two<br/>Active / Inactive, Large.1"| v2\n' in drawn


def test_mermaid_draws_both_kinds_of_links() -> None:
    within: Result = {"bandwidth": None, "link_type": None}
    drawn = peering_mermaid(
        result(
            CONNECTED,
            connected("two", "vpc-a", "vpc-c", **within),
            connected("three", "vpc-a", "vpc-d", status="Accepting", **within),
            peering("four", side("vpc-a"), side("vpc-e")),
        ),
        {},
    )
    links = [line.strip() for line in drawn.splitlines() if "<-" in line]
    assert links == [
        'v0 <-->|"one<br/>Activated, 200 Mbit/s, Gold"| v1',
        'v0 <-->|"two<br/>Activated"| v2',
        'v0 <-.->|"three<br/>Accepting"| v3',
        'v0 <-->|"four<br/>Active, Large.1"| v4',
    ]


def test_mermaid_cannot_be_broken_out_of() -> None:
    drawn = peering_mermaid(result(peering(HOSTILE, side("vpc-a", account=HOSTILE), side("vpc-b"))), {})
    labels = re.findall(r'"([^"]*)"', drawn)
    assert not [label for label in labels if re.search(r"[\[\]{}|`<>]", label.replace("<br/>", ""))]
    rest = re.sub(r'"[^"]*"', "", drawn)
    assert re.fullmatch(r"[a-zA-Z0-9 \n\[\]|<>.-]*", rest)
