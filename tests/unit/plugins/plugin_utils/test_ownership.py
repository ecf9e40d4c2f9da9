# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The owner of a router interface, the changes of an adoption, and pairs whose other side is gone. No server."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest

from ansible_collections.aliops.vpc.plugins.module_utils._errors import RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouterInterface
from ansible_collections.aliops.vpc.plugins.plugin_utils._audit.findings import audit
from ansible_collections.aliops.vpc.tests.unit.plugins.plugin_utils.snapshots import (
    PEERING,
    Result,
    end,
    peered,
    plan,
    refusals,
    role_input,
    route,
    run,
    snapshot,
    without_vpc,
)

MARK = "aliops.vpc/peering"
FOREIGN = {"name": "theirs"}


def both(**changes: t.Any) -> tuple[Result, Result]:
    """Return both accounts with an active pair and its routes."""
    return peered("a", **changes), peered("b", **changes)


def written(planned: Result) -> Result:
    """Return the values that are asked of each account's interface, without its keys."""
    fields = ("name", "description", "tags")
    return {
        entry["account"]: {key: entry[key] for key in fields if key in entry} for entry in planned["router_interfaces"]
    }


def deleted(planned: Result) -> list[str]:
    return [entry["router_interface_id"] for entry in planned["deletions"]]


def findings(*snapshots: Result, **variables: t.Any) -> list[Result]:
    """Return the findings of an audit."""
    audited = run(*snapshots, state="audit", **variables)
    return list(audit(audited.peerings, audited.reads)["findings"])


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
            id="created before a rename",
        ),
        pytest.param({"tags": {MARK: "old"}}, {}, {"tags": {MARK: "one"}}, id="a rename that broke off"),
        pytest.param({"tags": {MARK: "old"}, **FOREIGN}, {}, {"tags": {MARK: "one"}}, id="adopted before a rename"),
        pytest.param(FOREIGN, {}, {"tags": {MARK: "one"}}, id="adopted"),
        pytest.param(
            {}, {"tags": {"team": "net"}}, {"tags": {"team": "net", MARK: "one"}}, id="new tags bring the mark"
        ),
        pytest.param({"tags": {"team": "net"}}, {"tags": {"team": "net"}}, None, id="all tags exist"),
        pytest.param({}, {"description": "both ends"}, {"description": "both ends"}, id="description"),
    ],
)
def test_an_existing_pair_is_asked_for_the_values_of_its_peering(
    interface: dict[str, t.Any], peering: dict[str, t.Any], asked: dict[str, t.Any] | None
) -> None:
    planned = plan(*both(**interface), peerings=[{**PEERING, **peering}])
    assert refusals(planned) == []
    expected = {} if asked is None else dict.fromkeys("ab", asked)
    assert written(planned) == expected


def test_an_interface_name_is_insisted_on() -> None:
    named = {**PEERING, "initiator": {**PEERING["initiator"], "interface_name": "mine"}}
    assert written(plan(*both(tags={MARK: "old"}, name="old"), peerings=[named]))["a"]["name"] == "mine"


def test_a_new_pair_is_marked_at_its_creation_and_without_a_mark_it_has_no_tags() -> None:
    tagged = {**PEERING, "tags": {"team": 7}, "description": "both ends"}
    assert written(plan(snapshot("a"), snapshot("b"), peerings=[tagged])) == dict.fromkeys(
        "ab", {"name": "one", "description": "both ends", "tags": {"team": "7", MARK: "one"}}
    )
    assert written(plan(snapshot("a"), snapshot("b"), mark="none")) == dict.fromkeys("ab", {"name": "one"})


def test_a_mark_of_another_peering_of_the_run_is_not_a_rename() -> None:
    other = {**PEERING, "name": "two", "initiator": {**PEERING["initiator"], "vpc_id": "vpc-c"}}
    a, b = both(tags={MARK: "two"}, name="two")
    (vpc,) = snapshot("a")["vpcs"]
    third = {**vpc, "vpc_id": "vpc-c", "router_id": "vrt-c", "cidr_block": "10.9.0.0/16", "route_entries": []}
    planned = plan({**a, "vpcs": [*a["vpcs"], third]}, b, peerings=[PEERING, other])
    assert any(
        "one: adopts ri-a (two) of a and ri-b (two) of b, created by somebody else" in text
        for text in planned["warnings"]
    )


def test_an_adoption_names_its_changes_and_who_pays() -> None:
    a = snapshot("a", end("a", "Active", spec="Small.1", **FOREIGN))
    b = snapshot("b", end("b", "Active", **FOREIGN), routes=[route("b")])
    (warning,) = plan(a, b)["warnings"]
    assert "spec of ri-a Small.1 -> Large.1" in warning
    assert f"tags of ri-a + {MARK}=one" in warning
    assert "routes to ri-a + 172.16.100.0/24" in warning
    assert "routes to ri-b" not in warning
    assert "a pays for the bandwidth" in warning
    assert plan(*both(**FOREIGN), adopt="always")["warnings"] != []
    assert plan(*both(tags={MARK: "one"}, **FOREIGN))["warnings"] == []
    assert len(refusals(plan(*both(**FOREIGN), adopt="never"))) == 2


def test_a_full_set_of_tags_leaves_no_room_for_the_mark() -> None:
    full = {f"tag-{number}": "" for number in range(20)}
    planned = plan(*both(tags=full, **FOREIGN))
    assert (refusals(planned), planned["router_interfaces"]) == ([], [])


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
def test_a_teardown_deletes_the_interfaces_of_its_peering(interface: dict[str, t.Any], adopt: str, goes: bool) -> None:
    planned = plan(*both(**interface), state="absent", adopt=adopt, skip_checks=["adoption"])
    if goes:
        assert deleted(planned) == ["ri-a", "ri-b"]
    else:
        assert "set peering_adopt=always to delete them" in refusals(planned)[0]


def dead(**changes: t.Any) -> RouterInterface:
    """Return a's interface as it is once the other end is gone."""
    return end("a", "Inactive", **{"peer_status": None, **changes})


@pytest.mark.parametrize(
    "interface",
    [
        pytest.param(dead(**FOREIGN), id="created by hand"),
        pytest.param(dead(peer_status="Deleted", **FOREIGN), id="Deleted, as the service shows it"),
        pytest.param(dead(role="acceptor", **FOREIGN), id="the other way round"),
        pytest.param(end("a", "Idle", peer_status=None, peer_router_id=None), id="never connected, by name"),
        pytest.param(
            end("a", "Idle", peer_status=None, peer_router_id=None, tags={MARK: "one"}, **FOREIGN), id="by mark"
        ),
        pytest.param(end("a", "Idle", peer_status=None, peer_vpc_id="vpc-b", **FOREIGN), id="records the VPC"),
    ],
)
def test_the_end_of_a_pair_is_deleted_where_the_other_vpc_is_gone(interface: RouterInterface) -> None:
    planned = plan(snapshot("a", interface, routes=[route("a")]), without_vpc("b"), state="absent")
    assert (refusals(planned), deleted(planned)) == ([], ["ri-a"])
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
def test_an_interface_that_may_be_somebody_elses_stays(interface: RouterInterface) -> None:
    planned = plan(snapshot("a", interface), without_vpc("b"), state="absent")
    assert (refusals(planned), deleted(planned)) == ([], [])
    assert "nothing of this peering was found on a's side" in planned["warnings"][0]


def test_a_misspelled_vpc_stops_a_teardown() -> None:
    """A VPC with an interface cannot be deleted, so one whose interface is up is not gone."""
    planned = plan(snapshot("a", end("a", "Active")), without_vpc("b"), state="absent", skip_checks=["vpc"])
    assert "the other end of ri-a (one) of a is still Active" in refusals(planned)[0]
    present = plan(snapshot("a", dead()), without_vpc("b"))
    assert refusals(present) == ["one, acceptor b: there is no VPC vpc-b."]


def test_several_candidates_are_listed_and_distinguished_by_name() -> None:
    several = [dead(router_interface_id=f"ri-{number}", name=f"hand-{number}") for number in (1, 2)]
    planned = plan(snapshot("a", *several), without_vpc("b"), state="absent")
    assert "any of ri-1 (hand-1, Inactive), ri-2 (hand-2, Inactive) may be this peering's" in refusals(planned)[0]
    named = {**PEERING, "initiator": {**PEERING["initiator"], "interface_name": "hand-2"}}
    assert deleted(plan(snapshot("a", *several), without_vpc("b"), peerings=[named], state="absent")) == ["ri-2"]


@pytest.mark.parametrize(("status", "goes"), [(None, True), ("Active", False)])
def test_the_other_account_may_be_left_out(status: str | None, goes: bool) -> None:
    a = snapshot("a", end("a", "Active" if status else "Inactive", peer_status=status, **FOREIGN))
    planned = plan(a, state="absent", accounts={"a": {}}, handshakes=[])
    assert (refusals(planned), deleted(planned)) == ([], ["ri-a"] if goes else [])
    refused = plan(a, state="absent", accounts={"a": {}})
    assert "set peering_handshake_dir to delete the other side only" in refusals(refused)[0]


def test_two_peerings_do_not_delete_one_interface() -> None:
    other = {**PEERING, "name": "two", "acceptor": {**PEERING["acceptor"], "vpc_id": "vpc-c"}}
    gone = without_vpc("b", "vpc-b", "vpc-c")
    planned = plan(snapshot("a", dead(name="two")), gone, peerings=[PEERING, other], state="absent")
    assert deleted(planned) == ["ri-a"]
    assert [text.startswith("two, ") for text in planned["warnings"] if "only ri-a" in text] == [True]


def test_a_marked_interface_in_no_peering_is_reported() -> None:
    a, b = both()
    stray = end("a", "Active", router_interface_id="ri-x", peer_router_id="vrt-x", tags={MARK: "forgotten"})
    unmarked = dataclasses.replace(stray, router_interface_id="ri-y", tags={"team": "net"})
    a["vpcs"][0]["router_interfaces"] += [stray.as_result(), unmarked.as_result()]
    (finding,) = [finding for finding in findings(a, b) if finding["rule"] == "unmanaged"]
    assert (finding["peering"], finding["severity"], finding["account"]) == ("forgotten", "cosmetic", "a")
    assert "ri-x" in finding["text"]
    assert "state: absent" in finding["text"]
    assert findings(a, b, mark="none") == []


def test_the_audit_finds_tags_and_names_that_a_run_would_change() -> None:
    tagged = {**PEERING, "tags": {"team": "net"}}
    rules = [finding["rule"] for finding in findings(*both(tags={MARK: "old"}, name="old"), peerings=[tagged])]
    assert sorted(rules) == ["name_differs", "name_differs", "tags_differ", "tags_differ"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"tags": ["team"]}, "one, tags: ['team'] is not a dict"),
        ({"tags": {"acs:team": "net"}}, "one: tags: 'acs:team' must not begin with"),
        ({"tags": {MARK: "mine"}}, "is the key of the mark"),
        ({"tags": {f"tag-{number}": "" for number in range(20)}}, "with the mark a link would have one more"),
        ({"description": "http://example.com"}, "one: description: 'http://example.com' cannot describe"),
        ({"description": 7}, "one, description: 7 is not a string"),
    ],
)
def test_wrong_tags_and_descriptions_are_refused(changes: dict[str, t.Any], reason: str) -> None:
    with pytest.raises(RefusedError, match="one[,:] ") as raised:
        role_input({**PEERING, **changes})
    assert reason in str(raised.value)
    with pytest.raises(RefusedError, match="peering_mark: tags: 'acs:mark'"):
        role_input(mark="acs:mark")


def test_tags_of_the_defaults_hold_for_peerings_without_tags() -> None:
    defaults = {"tags": {"team": "net"}, "description": "both ends"}
    (peering,) = role_input(defaults=defaults)["connections"]
    assert (peering["tags"], peering["description"], peering["mark"]) == ({"team": "net"}, "both ends", MARK)
