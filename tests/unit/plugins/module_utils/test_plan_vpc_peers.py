# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The planner of VPC peering connections as a table: each start state, each goal, each set of accounts."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest

from ansible_collections.aliops.vpc.plugins.module_utils._errors import RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import PeerConnection, WantedPeer
from ansible_collections.aliops.vpc.plugins.module_utils._plan.vpc_peer_changes import (
    Allowed,
    Known,
    PeerChange,
    waves,
)
from ansible_collections.aliops.vpc.plugins.module_utils._plan.vpc_peer_rules import refuse_hops
from ansible_collections.aliops.vpc.plugins.module_utils._plan.vpc_peers import plan_peers

IDS: dict[str | None, str] = {"a": "1000000000000001", "b": "1000000000000002"}
BOTH = WantedPeer("a", "cn-beijing", "vpc-a", peer_account="b", peer_region="cn-hangzhou", peer_vpc_id="vpc-b")
ONLY_A = dataclasses.replace(BOTH, peer_account=None, peer_account_id=IDS["b"])
ONLY_B = WantedPeer(
    "b",
    "cn-hangzhou",
    "vpc-b",
    role="accepter",
    peer_account_id=IDS["a"],
    peer_region="cn-beijing",
    peer_vpc_id="vpc-a",
)
CASTS = {"both": BOTH, "a": ONLY_A, "b": ONLY_B}
C, X, R, D, M = "Create", "Accept", "Reject", "Delete", "Modify"
REFUSED = "refused"


def record(status: str, *, turned: bool = False, **more: t.Any) -> PeerConnection:
    a, b = (IDS["a"], "cn-beijing", "vpc-a"), (IDS["b"], "cn-hangzhou", "vpc-b")
    requester, accepter = (b, a) if turned else (a, b)
    return PeerConnection(
        vpc_peer_connection_id="pcc-one",
        name="old",
        status=status,
        business_status="Normal",
        bandwidth=1024,
        link_type="Gold",
        requester_account_id=requester[0],
        requester_region=requester[1],
        requester_vpc_id=requester[2],
        accepter_account_id=accepter[0],
        accepter_region=accepter[1],
        accepter_vpc_id=accepter[2],
        tags={},
        **more,
    )


def planned(
    want: WantedPeer, have: PeerConnection | None, state: str = "present", routes: t.Any = (), **allowed: bool
) -> PeerChange:
    listed = [have] if have else []
    known = Known({"a": listed, "b": listed}, IDS, {"a": routes} if routes else {})
    (change,) = plan_peers([want], known, state, Allowed(**allowed))
    return change


def short(change: PeerChange) -> str:
    return " ".join(f"{step.action.removesuffix('VpcPeerConnection')}@{step.account}" for step in change.steps)


# Start state: the plan for present by both accounts, by A (the requester) and by B (the accepter), each with the side
# that still has to act; then the plans for absent and for rejected, by the same.
TABLE: dict[str, tuple[PeerConnection | None, list[str], list[str], list[str]]] = {
    "absent": (
        None,
        [f"{C}@a {X}@b", f"{C}@a > accepter", "> requester"],
        ["", "", ""],
        ["", "", ""],
    ),
    "Creating": (
        record("Creating"),
        [f"{X}@b", "> accepter", f"{X}@b"],
        [f"{D}@a", f"{D}@a", f"{D}@b"],
        [f"{R}@b", REFUSED, f"{R}@b"],
    ),
    "Accepting": (
        record("Accepting"),
        [f"{X}@b", "> accepter", f"{X}@b"],
        [f"{D}@a", f"{D}@a", f"{D}@b"],
        [f"{R}@b", REFUSED, f"{R}@b"],
    ),
    "Accepting, turned": (
        record("Accepting", turned=True),
        [f"{X}@a", f"{X}@a", "> accepter"],
        [f"{D}@a", f"{D}@a", f"{D}@b"],
        [f"{R}@a", f"{R}@a", REFUSED],
    ),
    "Updating": (
        record("Updating"),
        ["", "", ""],
        [f"{D}@a", f"{D}@a", f"{D}@b"],
        [REFUSED, REFUSED, REFUSED],
    ),
    "Activated": (
        record("Activated"),
        ["", "", ""],
        [f"{D}@a", f"{D}@a", f"{D}@b"],
        [REFUSED, REFUSED, REFUSED],
    ),
    "Activated, turned": (
        record("Activated", turned=True),
        ["", "", ""],
        [f"{D}@a", f"{D}@a", f"{D}@b"],
        [REFUSED, REFUSED, REFUSED],
    ),
    "Rejected": (
        record("Rejected"),
        [REFUSED, REFUSED, REFUSED],
        [f"{D}@a", f"{D}@a", f"{D}@b"],
        ["", "", ""],
    ),
    "Expired": (
        record("Expired"),
        [REFUSED, REFUSED, REFUSED],
        [f"{D}@a", f"{D}@a", f"{D}@b"],
        ["", "", ""],
    ),
    "Deleting": (
        record("Deleting"),
        [f"{C}@a {X}@b", f"{C}@a > accepter", "> requester"],
        ["", "", ""],
        ["", "", ""],
    ),
    "Deleted": (
        record("Deleted"),
        [f"{C}@a {X}@b", f"{C}@a > accepter", "> requester"],
        ["", "", ""],
        ["", "", ""],
    ),
}
ROWS = [
    (start, cast, state, have, expected)
    for start, (have, *goals) in TABLE.items()
    for state, column in zip(("present", "absent", "rejected"), goals)
    for cast, expected in zip(CASTS, column)
]


@pytest.mark.parametrize(("start", "cast", "state", "have", "expected"), ROWS, ids=lambda value: str(value)[:20])
def test_the_steps_from_every_start_to_every_goal(
    start: str, cast: str, state: str, have: PeerConnection | None, expected: str
) -> None:
    if expected == REFUSED:
        with pytest.raises(RefusedError) as caught:
            planned(CASTS[cast], have, state)
        assert f"is {start.partition(',')[0]}" in str(caught.value) or "can reject it" in str(caught.value)
        return
    change = planned(CASTS[cast], have, state)
    left = f" > {change.left}" if change.left else ""
    assert (short(change) + left).strip() == expected


@pytest.mark.parametrize("status", ["Rejected", "Expired"])
@pytest.mark.parametrize(
    ("cast", "expected", "left"),
    [("both", f"{D}@a {C}@a {X}@b", None), ("a", f"{D}@a {C}@a", "accepter"), ("b", f"{D}@b", "requester")],
)
def test_a_rejected_or_expired_connection_is_replaced_when_allowed(
    status: str, cast: str, expected: str, left: str | None
) -> None:
    change = planned(CASTS[cast], record(status), recreate=True)
    assert (short(change), change.left) == (expected, left)
    assert change.action == ("deleted" if cast == "b" else "recreated")
    if change.after:
        assert (change.after.name, change.after.bandwidth, change.after.vpc_peer_connection_id) == ("old", 1024, None)


def test_a_foreign_request_is_not_touched() -> None:
    foreign = dataclasses.replace(record("Accepting"), requester_vpc_id="vpc-foreign")
    assert planned(ONLY_B, foreign).steps == ()
    for state in ("absent", "rejected"):
        assert planned(ONLY_B, foreign, state).steps == ()


@pytest.mark.parametrize(
    ("have", "cure"),
    [
        (dataclasses.replace(record("Accepting"), requester_account_id="1000000000000009"), "correct peer_account_id"),
        (dataclasses.replace(record("Accepting"), accepter_account_id="1000000000000009"), "correct account or vpc_id"),
        (dataclasses.replace(record("Accepting"), requester_region="cn-shanghai"), "correct peer_region"),
        (dataclasses.replace(record("Accepting"), accepter_region="cn-shanghai"), "correct region"),
    ],
)
def test_another_account_or_region_than_the_entry_names(have: PeerConnection, cure: str) -> None:
    for state in ("present", "absent", "rejected"):
        with pytest.raises(RefusedError, match=cure):
            planned(ONLY_B, have, state)


def test_read_values_of_a_connection_within_a_region_are_never_written() -> None:
    want = WantedPeer("a", "cn-beijing", "vpc-a", peer_vpc_id="vpc-c", name="new")
    have = dataclasses.replace(
        record("Activated"),
        accepter_account_id=IDS["a"],
        accepter_region="cn-beijing",
        accepter_vpc_id="vpc-c",
        bandwidth=None,
        link_type=None,
    )
    change = planned(want, have)
    assert change.after is not None
    assert (short(change), change.after.bandwidth, change.after.link_type) == (f"{M}@a", None, None)
    for option in ({"bandwidth": 5}, {"link_type": "Gold"}):
        for existing in (None, have):
            with pytest.raises(RefusedError, match="only a connection between two regions has"):
                planned(dataclasses.replace(want, **option), existing)


def test_attributes_wait_until_the_connection_is_active() -> None:
    want = dataclasses.replace(ONLY_A, name="new", bandwidth=5)
    change = planned(want, record("Accepting"))
    assert (change.steps, change.deferred) == ((), ("name", "bandwidth"))
    assert short(planned(dataclasses.replace(BOTH, name="new"), record("Accepting"))) == f"{X}@b {M}@a"


@pytest.mark.parametrize(
    ("turned", "cast", "expected"),
    [(False, "both", "a"), (True, "both", "b"), (False, "b", "b"), (True, "a", "a")],
)
def test_the_requester_modifies_where_the_task_has_its_account(turned: bool, cast: str, expected: str) -> None:
    change = planned(dataclasses.replace(CASTS[cast], name="new"), record("Activated", turned=turned))
    assert short(change) == f"{M}@{expected}"


def test_labels_of_each_side() -> None:
    want = dataclasses.replace(BOTH, tags={"a": "1"}, peer_tags={"b": "2"}, peer_resource_group_id="rg-b")
    change = planned(want, record("Activated"))
    assert short(change) == "TagResources@a TagResources@b MoveResourceGroup@b"
    accepted = planned(want, record("Accepting"))
    assert short(accepted) == f"{X}@b TagResources@a"
    kept = dataclasses.replace(record("Activated"), tags={"old": "1", "acs:own": "x"})
    assert short(planned(dataclasses.replace(ONLY_A, tags={}), kept)) == "UnTagResources@a"
    assert planned(dataclasses.replace(ONLY_A, tags={}), kept, purge_tags=False).steps == ()


@pytest.mark.parametrize("field", ["tags", "peer_tags"])
def test_twenty_tags_of_a_side_at_most(field: str) -> None:
    existing = {f"old-{number}": "" for number in range(15)}
    tags: dict[str, t.Any] = {field: {f"new-{number}": "" for number in range(6)}}
    want = dataclasses.replace(BOTH, **tags)
    kept = dataclasses.replace(record("Activated"), tags=existing)
    with pytest.raises(RefusedError, match="pcc-one .* would have 21 tags, it can have 20; set purge_tags=true"):
        planned(want, kept, purge_tags=False)
    assert planned(want, kept).steps


def test_routes_in_the_way_of_a_deletion() -> None:
    route = RouteEntry("cn-beijing", "vtb-a", "10.0.0.0/8", "VpcPeer", "pcc-one", kind="Custom")
    with pytest.raises(RefusedError, match="is the next hop of routes, 10.0.0.0/8 in vtb-a; delete them first"):
        planned(BOTH, record("Activated"), "absent", routes=[route])
    assert short(planned(BOTH, record("Activated"), "absent", routes=[route], force_routes=True)) == f"{D}@a"
    other = dataclasses.replace(route, next_hop_id="pcc-other")
    assert short(planned(BOTH, record("Activated"), "absent", routes=[other])) == f"{D}@a"


def test_a_connection_in_use_counts_before_a_rejected_one() -> None:
    stale = dataclasses.replace(record("Rejected"), vpc_peer_connection_id="pcc-stale")
    gone = dataclasses.replace(record("Deleted"), vpc_peer_connection_id="pcc-gone")
    listed = [gone, stale, record("Activated")]
    (change,) = plan_peers([BOTH], Known({"a": listed, "b": listed}, IDS), "present")
    assert (change.steps, change.before and change.before.vpc_peer_connection_id) == ((), "pcc-one")
    twice = [record("Activated"), dataclasses.replace(record("Accepting"), vpc_peer_connection_id="pcc-two")]
    with pytest.raises(RefusedError, match="there are several, pcc-one, pcc-two"):
        plan_peers([BOTH], Known({"a": twice, "b": []}, IDS), "present")


def test_all_refusals_are_reported_together() -> None:
    other = dataclasses.replace(BOTH, vpc_id="vpc-x")
    turned = WantedPeer("b", "cn-hangzhou", "vpc-b", peer_account="a", peer_region="cn-beijing", peer_vpc_id="vpc-x")
    rejected = [record("Rejected")]
    with pytest.raises(RefusedError) as caught:
        plan_peers([BOTH, other, turned], Known({"a": rejected, "b": rejected}, IDS), "present")
    assert len(caught.value.reasons) == 2
    assert "is Rejected" in caught.value.reasons[0]
    assert "given more than once" in caught.value.reasons[1]


def test_a_wave_has_no_vpc_twice() -> None:
    spokes = [dataclasses.replace(BOTH, peer_vpc_id=f"vpc-b{number}") for number in range(3)]
    apart = [dataclasses.replace(BOTH, vpc_id=f"vpc-c{number}", peer_vpc_id=f"vpc-d{number}") for number in range(3)]
    changes = plan_peers([*spokes, *apart], Known({"a": [], "b": []}, IDS), "present")
    groups = waves(changes)
    assert [len(group) for group in groups] == [4, 1, 1]
    for group in groups:
        vpcs = [vpc for change in group for vpc in change.vpc_ids]
        assert len(vpcs) == len(set(vpcs))


@pytest.mark.parametrize(
    ("status", "now", "in_check_mode"),
    [
        ("Activated", True, True),
        ("Creating", True, True),
        ("Updating", True, True),
        ("Accepting", False, True),
        ("Rejected", False, False),
        ("Expired", False, False),
        ("Deleting", False, False),
        ("Deleted", False, False),
    ],
)
def test_which_connections_may_become_next_hops(status: str, now: bool, in_check_mode: bool) -> None:
    for may_come, passes in ((False, now), (True, in_check_mode)):
        if passes:
            refuse_hops({"pcc-one": record(status)}, may_come)
            continue
        with pytest.raises(RefusedError, match="pcc-one"):
            refuse_hops({"pcc-one": record(status)}, may_come)
    with pytest.raises(RefusedError, match="pcc-none does not exist in this account and region"):
        refuse_hops({"pcc-none": None}, True)
