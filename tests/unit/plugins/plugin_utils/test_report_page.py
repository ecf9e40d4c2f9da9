# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report's page and diagram: hostile names stay text, nothing is loaded, no secret. No server, no browser."""

from __future__ import annotations

import html.parser
import re

from ansible_collections.aliops.vpc.plugins.filter.peering_mermaid import peering_mermaid
from ansible_collections.aliops.vpc.plugins.filter.peering_page import peering_page
from ansible_collections.aliops.vpc.plugins.plugin_utils._report.markup import Markup, join, tag, void
from ansible_collections.aliops.vpc.tests.unit.plugins.plugin_utils.reports import (
    CONNECTED,
    HOSTILE,
    Result,
    connected,
    peering,
    result,
    side,
)


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
    change = {"side": "initiator", "account": HOSTILE, "action": "updated", "resource": "router_interface"}
    states = {"before": {"name": HOSTILE}, "after": {"name": f"{HOSTILE}2"}}
    hostile_peering = peering(
        HOSTILE,
        hostile,
        {**hostile, "vpc_id": "vpc-b"},
        action="created",
        mark="~",
        changes=[{**change, "name": HOSTILE, **states}],
        waiting_for=HOSTILE,
        unreachable=[{"side": "initiator", "text": HOSTILE}],
        migration={"before": HOSTILE, "after": HOSTILE},
    )
    vpc = {
        "account": HOSTILE,
        "region": HOSTILE,
        "vpc_id": HOSTILE,
        "name": HOSTILE,
        "cidr_block": HOSTILE,
        "route_entries": [],
        "router_interfaces": [{"router_interface_id": f"{HOSTILE}3", "status": HOSTILE, "name": HOSTILE}],
    }
    read = {"accounts": {HOSTILE: {"account_id": HOSTILE}}, "vpcs": [vpc], "invocation": {"key": "a-secret"}}
    wrong = dict.fromkeys(("peering", "side", "account", "rule", "text"), HOSTILE)
    by = dict.fromkeys(("destination", "route_table_id", "next_hop", "next_hop_status"), HOSTILE)
    way = {"verdict": "captured", "partly": False, "lost": [HOSTILE], "by": [{**by, "status": None}]}
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
    return peering_page(result(hostile_peering, writes=["X"]), read, [done], judged, made_at=HOSTILE)


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


def test_markup_escapes_strings() -> None:
    assert tag("p", "<b>", Markup("<i></i>"), None, 1.50, class_='a"b', stroke_width=2) == (
        '<p class="a&quot;b" stroke-width="2">&lt;b&gt;<i></i>1.5</p>'
    )
    assert join("&", tag("b")) == "&amp;<b></b>"
    assert void("meta", name="x") == '<meta name="x">'


def test_mermaid_draws_each_vpc_once_and_dots_inactive_links() -> None:
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
