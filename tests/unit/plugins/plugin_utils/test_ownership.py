# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whose a router interface is, what adopting changes, and what is left where the other side is gone. No server."""

from __future__ import annotations

import copy
import dataclasses
import typing as t

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.aliops.vpc.plugins.filter.peering_audit import peering_audit
from ansible_collections.aliops.vpc.plugins.filter.peering_fleet import peering_fleet
from ansible_collections.aliops.vpc.plugins.filter.peering_plan import peering_plan
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouterInterface
from ansible_collections.aliops.vpc.tests.unit.plugins.plugin_utils.snapshots import PEERING, end, plan, route, snapshot

MARK = "aliops.vpc/peering"
FOREIGN = {"name": "theirs"}


def whole(**changes: t.Any) -> tuple[dict[str, t.Any], dict[str, t.Any]]:
    """Return both accounts with an active pair and its routes."""
    a, b = (end(account, "Active", **changes) for account in "ab")
    return snapshot("a", a, routes=[route("a")]), snapshot("b", b, routes=[route("b")])


def written(planned: dict[str, t.Any]) -> dict[str, dict[str, t.Any]]:
    """Return what is asked of each account's interface, without what says which it is."""
    fields = ("name", "description", "tags")
    return {
        account: {key: entry["entry"][key] for key in fields if key in entry["entry"]}
        for account, entries in planned["interfaces"].items()
        for entry in entries
    }


def deleted(planned: dict[str, t.Any]) -> list[str]:
    return [entry["entry"]["router_interface_id"] for entries in planned["remove"].values() for entry in entries]


def missing(account: str) -> dict[str, t.Any]:
    """Return an account that was read, and has no VPC of the peering."""
    other = PEERING["initiator" if account == "a" else "acceptor"]
    gone = {"region": other["region"], "vpc_id": other["vpc_id"], "msg": f"there is no VPC {other['vpc_id']}"}
    return {**snapshot(account), "vpcs": [], "missing": [gone]}


@pytest.mark.parametrize(
    ("interface", "peering", "asked"),
    [
        pytest.param({}, {}, None, id="unmarked, with the peering's name: its own as it is"),
        pytest.param({"tags": {MARK: "one"}}, {}, None, id="marked"),
        pytest.param({"tags": {MARK: "one"}, **FOREIGN}, {}, None, id="marked, and named by its owner"),
        pytest.param(
            {"tags": {MARK: "old"}, "name": "old"},
            {},
            {"name": "one", "tags": {MARK: "one"}},
            id="made before a rename",
        ),
        pytest.param({"tags": {MARK: "old"}}, {}, {"tags": {MARK: "one"}}, id="a rename that broke off"),
        pytest.param({"tags": {MARK: "old"}, **FOREIGN}, {}, {"tags": {MARK: "one"}}, id="adopted before a rename"),
        pytest.param(FOREIGN, {}, {"tags": {MARK: "one"}}, id="adopted"),
        pytest.param(
            {}, {"tags": {"team": "net"}}, {"tags": {"team": "net", MARK: "one"}}, id="new tags bring the mark"
        ),
        pytest.param({"tags": {"team": "net"}}, {"tags": {"team": "net"}}, None, id="all tags there"),
        pytest.param({}, {"description": "both ends"}, {"description": "both ends"}, id="description"),
    ],
)
def test_an_existing_pair_is_asked_for_what_is_its_peerings(
    interface: dict[str, t.Any], peering: dict[str, t.Any], asked: dict[str, t.Any] | None
) -> None:
    planned = plan(*whole(**interface), {**PEERING, **peering})
    assert planned["findings"] == []
    expected = {} if asked is None else dict.fromkeys("ab", asked)
    assert {account: dict(entry) for account, entry in written(planned).items()} == expected


def test_an_interface_name_is_insisted_on() -> None:
    named = {**PEERING, "initiator": {**PEERING["initiator"], "interface_name": "mine"}}
    assert written(plan(*whole(tags={MARK: "old"}, name="old"), named))["a"]["name"] == "mine"


def test_a_new_pair_is_marked_at_its_creation_and_without_a_mark_it_has_no_tags() -> None:
    one = {**PEERING, "tags": {"team": 7}, "description": "both ends"}
    assert written(plan(snapshot("a"), snapshot("b"), one)) == dict.fromkeys(
        "ab", {"name": "one", "description": "both ends", "tags": {"team": "7", MARK: "one"}}
    )
    fleet = peering_fleet([copy.deepcopy(PEERING)], mark="none")
    assert written(peering_plan(fleet, [snapshot("a"), snapshot("b")], ["a", "b"])) == dict.fromkeys(
        "ab", {"name": "one"}
    )


def test_a_mark_of_another_peering_of_the_run_is_not_a_rename() -> None:
    other = {**PEERING, "name": "two", "initiator": {**PEERING["initiator"], "vpc_id": "vpc-c"}}
    fleet = peering_fleet([copy.deepcopy(PEERING), other])
    a, b = whole(tags={MARK: "two"}, name="two")
    (vpc,) = snapshot("a")["vpcs"]
    third = {**vpc, "vpc_id": "vpc-c", "router_id": "vrt-c", "cidr_block": "10.9.0.0/16", "route_entries": []}
    planned = peering_plan(fleet, [{**a, "vpcs": [*a["vpcs"], third]}, b], ["a", "b"])
    assert any(
        "one: adopts ri-a (two) of a and ri-b (two) of b, made by somebody else" in text for text in planned["warnings"]
    )


def test_an_adoption_says_what_it_changes_and_who_pays() -> None:
    a = snapshot("a", end("a", "Active", spec="Small.1", **FOREIGN))
    b = snapshot("b", end("b", "Active", **FOREIGN), routes=[route("b")])
    (warning,) = plan(a, b)["warnings"]
    assert "spec of ri-a Small.1 -> Large.1" in warning
    assert f"tags of ri-a + {MARK}=one" in warning
    assert "routes to ri-a + 172.16.100.0/24" in warning
    assert "routes to ri-b" not in warning
    assert "a pays for the bandwidth" in warning
    assert plan(*whole(**FOREIGN), adopt="always")["warnings"] != []
    assert plan(*whole(tags={MARK: "one"}, **FOREIGN))["warnings"] == []
    assert len(plan(*whole(**FOREIGN), adopt="never")["findings"]) == 2


def test_a_full_set_of_tags_leaves_no_room_for_the_mark() -> None:
    full = {f"tag-{number}": "" for number in range(20)}
    planned = plan(*whole(tags=full, **FOREIGN))
    assert (planned["findings"], planned["interfaces"]) == ([], {})


@pytest.mark.parametrize(
    ("interface", "adopt", "goes"),
    [
        pytest.param(FOREIGN, "warn", False, id="foreign"),
        pytest.param(FOREIGN, "never", False, id="foreign, never"),
        pytest.param(FOREIGN, "always", True, id="foreign, always"),
        pytest.param({}, "warn", True, id="by name"),
        pytest.param({"tags": {MARK: "one"}, **FOREIGN}, "warn", True, id="marked"),
        pytest.param({"tags": {MARK: "old"}, "name": "old"}, "warn", True, id="renamed"),
    ],
)
def test_a_teardown_deletes_what_is_the_peerings(interface: dict[str, t.Any], adopt: str, goes: bool) -> None:
    planned = plan(*whole(**interface), state="absent", adopt=adopt, skip=["adoption"])
    if goes:
        assert deleted(planned) == ["ri-a", "ri-b"]
    else:
        assert "set peering_adopt=always to delete them" in planned["findings"][0]


def dead(**changes: t.Any) -> RouterInterface:
    """Return a's interface as it is once the other end is gone."""
    return end("a", "Inactive", **{"peer_status": None, **changes})


@pytest.mark.parametrize(
    "interface",
    [
        pytest.param(dead(**FOREIGN), id="made by hand"),
        pytest.param(dead(peer_status="Deleted", **FOREIGN), id="the service says so"),
        pytest.param(dead(role="acceptor", **FOREIGN), id="the other way round"),
        pytest.param(end("a", "Idle", peer_status=None, peer_router_id=None), id="never connected, by name"),
        pytest.param(
            end("a", "Idle", peer_status=None, peer_router_id=None, tags={MARK: "one"}, **FOREIGN), id="by mark"
        ),
        pytest.param(end("a", "Idle", peer_status=None, peer_vpc_id="vpc-b", **FOREIGN), id="records the VPC"),
    ],
)
def test_what_is_left_where_the_other_vpc_is_gone_goes(interface: RouterInterface) -> None:
    planned = plan(snapshot("a", interface, routes=[route("a")]), missing("b"), state="absent")
    assert (planned["findings"], deleted(planned)) == ([], ["ri-a"])
    assert len(planned["unroute"]["a"]) == 1
    assert "only ri-a" in planned["warnings"][0]


@pytest.mark.parametrize(
    "interface",
    [
        pytest.param(dead(peer_account_id="1000000000000009", **FOREIGN), id="another account"),
        pytest.param(dead(peer_region="cn-shanghai", **FOREIGN), id="another region"),
        pytest.param(dead(tags={MARK: "other"}), id="another mark"),
        pytest.param(dead(peer_vpc_id="vpc-x", **FOREIGN), id="another VPC"),
        pytest.param(end("a", "Active", **FOREIGN), id="alive"),
    ],
)
def test_what_may_be_somebody_elses_stays(interface: RouterInterface) -> None:
    planned = plan(snapshot("a", interface), missing("b"), state="absent")
    assert (planned["findings"], deleted(planned)) == ([], [])
    assert "nothing of this peering was found on a's side" in planned["warnings"][0]


def test_a_misspelled_vpc_stops_a_teardown() -> None:
    """A VPC with an interface cannot be deleted, so one whose interface is up is not gone."""
    planned = plan(snapshot("a", end("a", "Active")), missing("b"), state="absent", skip=["vpc"])
    assert "the other end of ri-a (one) of a is still Active" in planned["findings"][0]
    present = plan(snapshot("a", dead()), missing("b"))
    assert present["findings"] == ["one, acceptor b: there is no VPC vpc-b."]


def test_several_that_may_be_left_are_listed_and_told_apart_by_name() -> None:
    several = [dead(router_interface_id=f"ri-{number}", name=f"hand-{number}") for number in (1, 2)]
    planned = plan(snapshot("a", *several), missing("b"), state="absent")
    assert "any of ri-1 (hand-1, Inactive), ri-2 (hand-2, Inactive) may be this peering's" in planned["findings"][0]
    named = {**PEERING, "initiator": {**PEERING["initiator"], "interface_name": "hand-2"}}
    assert deleted(plan(snapshot("a", *several), missing("b"), named, state="absent")) == ["ri-2"]


@pytest.mark.parametrize(("status", "goes"), [(None, True), ("Active", False)])
def test_the_other_account_may_be_left_out(status: str | None, goes: bool) -> None:
    a = snapshot("a", end("a", "Active" if status else "Inactive", peer_status=status, **FOREIGN))
    fleet = peering_fleet([copy.deepcopy(PEERING)], state="absent")
    planned = peering_plan(fleet, [a], ["a"], [])
    assert (planned["findings"], deleted(planned)) == ([], ["ri-a"] if goes else [])
    refused = peering_plan(fleet, [a], ["a"])
    assert "set peering_handshake_dir to delete the other side only" in refused["findings"][0]


def test_two_peerings_do_not_delete_one_interface() -> None:
    other = {**PEERING, "name": "two", "acceptor": {**PEERING["acceptor"], "vpc_id": "vpc-c"}}
    gone = missing("b")
    gone["missing"].append({"region": "cn-hangzhou", "vpc_id": "vpc-c", "msg": "there is no VPC vpc-c"})
    fleet = peering_fleet([copy.deepcopy(PEERING), other], state="absent")
    planned = peering_plan(fleet, [snapshot("a", dead(name="two")), gone], ["a", "b"])
    assert [entry["peering"] for entry in planned["remove"]["a"]] == ["two"]


def test_a_marked_interface_in_no_peering_is_found() -> None:
    a, b = whole()
    stray = end("a", "Active", router_interface_id="ri-x", peer_router_id="vrt-x", tags={MARK: "forgotten"})
    unmarked = dataclasses.replace(stray, router_interface_id="ri-y", tags={"team": "net"})
    a["vpcs"][0]["router_interfaces"] += [stray.as_result(), unmarked.as_result()]
    found = peering_audit(peering_fleet([copy.deepcopy(PEERING)]), [a, b], ["a", "b"])["findings"]
    (finding,) = [one for one in found if one["rule"] == "unmanaged"]
    assert (finding["peering"], finding["severity"], finding["account"]) == ("forgotten", "cosmetic", "a")
    assert "ri-x" in finding["text"]
    assert "state: absent" in finding["text"]
    off = peering_audit(peering_fleet([copy.deepcopy(PEERING)], mark="none"), [a, b], ["a", "b"])["findings"]
    assert [one["rule"] for one in off] == []


def test_the_audit_finds_tags_and_names_that_a_run_would_change() -> None:
    fleet = peering_fleet([{**copy.deepcopy(PEERING), "tags": {"team": "net"}}])
    found = peering_audit(fleet, list(whole(tags={MARK: "old"}, name="old")), ["a", "b"])["findings"]
    assert sorted(one["rule"] for one in found) == ["name_differs", "name_differs", "tags_differ", "tags_differ"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"tags": ["team"]}, "one, tags: ['team'] is not a dict"),
        ({"tags": {"acs:team": "net"}}, "one: tags: 'acs:team' must not begin with"),
        ({"tags": {MARK: "mine"}}, "is the key of the mark"),
        ({"tags": {f"tag-{number}": "" for number in range(20)}}, "with the mark an interface would have one more"),
        ({"description": "http://example.com"}, "one: description: 'http://example.com' cannot describe"),
        ({"description": 7}, "one, description: 7 is not a string"),
    ],
)
def test_wrong_tags_and_descriptions_are_refused(changes: dict[str, t.Any], reason: str) -> None:
    with pytest.raises(AnsibleFilterError, match="one[,:] ") as raised:
        peering_fleet([{**PEERING, **changes}])
    assert reason in str(raised.value)
    with pytest.raises(AnsibleFilterError, match="peering_mark: tags: 'acs:mark'"):
        peering_fleet([copy.deepcopy(PEERING)], mark="acs:mark")


def test_tags_of_the_defaults_hold_for_peerings_without_tags() -> None:
    defaults = {"tags": {"team": "net"}, "description": "both ends"}
    (one,) = peering_fleet([copy.deepcopy(PEERING)], defaults)
    assert (one["tags"], one["description"], one["mark"]) == ({"team": "net"}, "both ends", MARK)
