# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A discovery of snapshots: its result for each state, how routes are written, and the text. No server."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest
from ansible.parsing.dataloader import DataLoader
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.aliops.vpc.plugins.filter.peering_audit import peering_audit
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry
from ansible_collections.aliops.vpc.plugins.plugin_utils._discover.discovery import discover
from ansible_collections.aliops.vpc.plugins.plugin_utils._discover.markup import as_yaml, comment
from ansible_collections.aliops.vpc.plugins.plugin_utils._input.variables import coerced
from ansible_collections.aliops.vpc.plugins.plugin_utils._planning import make_plan
from ansible_collections.aliops.vpc.plugins.plugin_utils._run import Run
from ansible_collections.aliops.vpc.tests.examples import CHARACTERS
from ansible_collections.aliops.vpc.tests.unit.plugins.plugin_utils.snapshots import (
    BLOCKS,
    PEERING,
    REGIONS,
    UIDS,
    Result,
    end,
    merged,
    peered,
    plan,
    refusals,
    role_input,
    route,
    snapshot,
    unread,
)

TEXT = st.text(CHARACTERS, max_size=20)
MARK = "aliops.vpc/peering"


def discovery(*snapshots: Result, **variables: t.Any) -> Result:
    """Return a discovery in the accounts a and b, of which each region was read."""
    read = merged(*snapshots)
    for facts in read["accounts"].values():
        facts.setdefault("regions", sorted(REGIONS.values()))
    return discover(role_input(state="discover", **variables), read)


def kinds(*snapshots: Result, **variables: t.Any) -> list[tuple[str, list[str]]]:
    discovered = discovery(*snapshots, **variables)["discovered"]
    assert discovered["peerings"] == []
    return [(other["kind"], other["ids"]) for other in discovered["others"] if other["kind"] != "leftover route"]


@pytest.mark.parametrize(
    ("own", "other", "expected"),
    [
        ({"status": "Activating"}, {}, [("under way", ["ri-a", "ri-b"])]),
        ({}, {"status": "Inactive"}, [("inactive", ["ri-a", "ri-b"])]),
        ({"status": "Idle"}, {"status": "Idle"}, [("not connected", ["ri-a", "ri-b"])]),
        ({"peer_router_type": "VBR"}, {}, [("border router", ["ri-a", "ri-b"])]),
        # An end names an end that names another one.
        ({}, {"peer_router_interface_id": "ri-z"}, [("dangling", ["ri-a"]), ("dangling", ["ri-b"])]),
        # Both are of one role.
        ({}, {"role": "initiator"}, [("dangling", ["ri-a"]), ("dangling", ["ri-b"])]),
    ],
)
def test_two_ends_that_are_no_pair(own: Result, other: Result, expected: t.Any) -> None:
    assert kinds(peered("a", **own), peered("b", **other)) == expected


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"status": "Deleting"}, "under way"),
        ({"peer_status": "Deleted"}, "dangling"),
        ({"peer_status": None}, "dangling"),
        ({"peer_account_id": "1000000000000009", "peer_status": "Inactive"}, "foreign end"),
        ({"peer_account_id": None}, "foreign end"),
        ({"peer_region": "cn-shanghai"}, "other end not read"),
    ],
)
def test_an_end_alone(changes: Result, kind: str) -> None:
    assert kinds(peered("a", **changes), snapshot("b")) == [(kind, ["ri-a"])]


def test_an_end_of_an_unknown_spec_is_no_peering() -> None:
    """Only its own account knows the spec of a foreign initiator."""
    foreign = peered("b", peer_account_id="1000000000000009", peer_spec=None)
    others = discovery(foreign, snapshot("a"))["discovered"]["others"]
    assert [(other["kind"], other["text"]) for other in others] == [
        ("no peering", "spec is needed with method: router_interface, here or in peering_defaults.")
    ]


def test_a_connected_pair_is_a_peering_whichever_side_initiates() -> None:
    result = discovery(peered("a", role="acceptor", spec="Negative"), peered("b", role="initiator", spec="Mini.2"))
    (peering,) = result["discovered"]["peerings"]
    assert (peering["initiator"]["account"], peering["spec"]) == ("b", "Mini.2")


def test_a_locked_pair_is_a_peering_with_a_note() -> None:
    """Its bills are no reason to forget it."""
    discovered = discovery(peered("a", business_status="FinancialLocked"), peered("b"))["discovered"]
    assert [peering["name"] for peering in discovered["peerings"]] == ["one"]
    assert "  # locked, so a run refuses it until the bills are paid: ri-a\n" in discovered["text"]


def test_failures_of_a_region_and_of_an_account() -> None:
    error = {"action": "DescribeVpcs", "code": "Forbidden.RAM"}
    read = peered("a")
    read["accounts"]["a"]["failures"] = [
        {"entry": "cn-hangzhou", "msg": "DescribeVpcs failed (request 1).", "error": error}
    ]
    result = discovery(read, peered("b"))
    assert result["warnings"] == [
        "a, cn-hangzhou: DescribeVpcs failed (request 1). Its peerings are missing in the file."
    ]
    text = result["discovered"]["text"]
    assert "#   - a, cn-hangzhou: DescribeVpcs: Forbidden.RAM\n" in text
    assert "request 1" not in text
    assert discovery(unread("a", "denied"), peered("b")) == {"msg": ["a could not be read: denied."], "final": True}


def side_a(*routes: RouteEntry) -> Result:
    """Return a complete side of which each of two vSwitches has a route table, and one table has none."""
    read = snapshot("a", end("a", "Active"), routes=routes)
    (vpc,) = read["vpcs"]
    vpc["route_tables"] = [
        {"route_table_id": "vtb-a", "type": "System", "vswitch_ids": ["vsw-1"]},
        {"route_table_id": "vtb-2", "type": "Custom", "vswitch_ids": ["vsw-2"]},
        {"route_table_id": "vtb-3", "type": "Custom", "vswitch_ids": []},
    ]
    vpc["route_table_ids"] = [table["route_table_id"] for table in vpc["route_tables"]]
    return read


def entry(table: str, destination: str = BLOCKS["b"], **more: t.Any) -> RouteEntry:
    return dataclasses.replace(route("a"), route_table_id=table, destination=destination, **more)


BOTH, ALL = ("vtb-2", "vtb-a"), ("vtb-2", "vtb-3", "vtb-a")


@pytest.mark.parametrize(
    ("routes", "tables", "written"),
    [
        ([entry(table) for table in BOTH], "used", None),
        ([entry("vtb-a")], "system", None),
        ([], "used", []),
        ([entry(table, block) for table in BOTH for block in ("10.2.0.0/16", "10.10.0.0/16")], "used",
         ["10.2.0.0/16", "10.10.0.0/16"]),
        ([entry("vtb-a", "10.2.0.0/16")], "system", ["10.2.0.0/16"]),
        ([entry("vtb-2")], "used", {"vtb-2": [BLOCKS["b"]]}),
        ([entry(table) for table in ALL], "used", {table: [BLOCKS["b"]] for table in ALL}),
        # Several next hops, and an entry that is going, are no routes to the link alone.
        ([entry("vtb-a", next_hop_id="ri-a,ri-z"), entry("vtb-2", status="Deleting")], "used", []),
    ],
)  # fmt: skip
def test_routes_are_written_as_short_as_they_can_be(routes: list[RouteEntry], tables: str, written: t.Any) -> None:
    (peering,) = discovery(side_a(*routes), peered("b"))["discovered"]["peerings"]
    assert (peering["tables"], peering["routes"]) == (tables, "vswitches")
    assert peering["initiator"].get("routes") == written


def test_no_routes_at_all_is_a_word() -> None:
    (peering,) = discovery(side_a(), snapshot("b", end("b", "Active")))["discovered"]["peerings"]
    assert peering["routes"] == "none"
    assert not any("routes" in peering[role] for role in ("initiator", "acceptor"))


@given(texts=st.dictionaries(TEXT, TEXT, max_size=3), description=TEXT)
def test_a_written_peering_is_read_back(texts: dict[str, str], description: str) -> None:
    """With any text in a tag, and as Ansible reads it."""
    peering = {
        "name": "one",
        "description": description,
        "tags": texts,
        "mark": False,
        "routes": {"vtb-1": ["10.0.0.0/8"]},
    }
    content = "\n".join(["---", "peering_connections:", *as_yaml(peering)]) + "\n"
    assert coerced(DataLoader().load(content)) == {"peering_connections": [peering]}


@given(text=TEXT)
def test_a_comment_stays_in_its_line(text: str) -> None:
    assert len(comment(text).splitlines()) == 1
    assert comment(text).startswith("#")
    assert comment(text).isprintable()


UNNAMED = {"name": None}


def test_a_link_that_may_not_be_marked_is_left_as_it_is() -> None:
    """Without that key, the run adopts the link and marks both ends."""
    names = {"spec": "Large.1", "mark": False}
    planned = plan(peered("a", **UNNAMED), peered("b", **UNNAMED), peerings=[{**PEERING, **names}])
    assert (refusals(planned), planned["parts"]) == ([], [])
    assert "adopts ri-a (no name) of a and ri-b (no name) of b" in planned["warnings"][0]
    marking = plan(peered("a", **UNNAMED), peered("b", **UNNAMED))
    assert [entry["tags"] for entry in marking["router_interfaces"]] == [{"aliops.vpc/peering": "one"}] * 2
    usual = plan(peered("a", **UNNAMED), peered("b", **UNNAMED), defaults={"mark": False})
    assert usual["parts"] == []


def test_a_peering_without_a_mark_hides_no_unmanaged_link() -> None:
    """The two peerings share a VPC; the last of them is not marked."""
    stray = end("a", "Inactive", router_interface_id="ri-z", name="z", peer_router_id="vrt-z", tags={MARK: "gone"})
    read = snapshot("a", end("a", "Active"), stray, routes=[route("a")])
    unmarked = {
        **PEERING,
        "name": "two",
        "mark": False,
        "acceptor": {**PEERING["acceptor"], "vpc_id": "vpc-other"},
    }
    given_ = role_input(PEERING, unmarked, state="audit")
    findings = peering_audit(given_, merged(read, peered("b")))["findings"]
    assert [finding["values"]["router_interface_id"] for finding in findings if finding["rule"] == "unmanaged"] == [
        "ri-z"
    ]


@pytest.mark.parametrize(
    ("changes", "account_id", "refused"),
    [
        ({}, UIDS["b"], False),
        ({"status": "Inactive"}, UIDS["b"], True),
        # A name that was misspelled is no other account.
        ({}, None, True),
    ],
)
def test_a_side_without_a_credential_that_needs_nothing(changes: Result, account_id: str | None, refused: bool) -> None:
    remote = {"account": UIDS["b"], "region": "cn-hangzhou", "router_id": "vrt-b", "account_id": account_id}
    own = {**PEERING["initiator"], "routes": [BLOCKS["b"]]}
    peering = {**PEERING, "acceptor": remote, "initiator": own, "mark": False}
    given_ = role_input(peering, accounts={"a": {}})
    planned = make_plan(Run(given_, peered("a", **{**UNNAMED, **changes})))
    assert ("the account is not in peering_accounts" in str(refusals(planned))) is refused
    assert planned["router_interfaces"] == []
    if not refused:
        # Nobody needs a handshake file.
        assert planned["summary"]["handshakes"] == []
    torn_down = make_plan(Run(role_input(peering, accounts={"a": {}}, state="absent"), peered("a")))
    assert "the account is not in peering_accounts" in str(refusals(torn_down))
