# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role by VPC peering connections: from every start state to traffic or to a refusal, and back to nothing.

Check mode predicts the run's calls and summary, the second run writes nothing, and the audit agrees with it.
"""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.aliops.vpc.tests.modules.peers import (
    ACCEPT,
    CREATE,
    DELETE,
    MODIFY,
    connection,
    existing,
)
from ansible_collections.aliops.vpc.tests.modules.role_proofs import (
    MARK,
    NAME,
    carried_out,
    converged,
    peering,
    refused,
    role,
    torn_down,
)
from ansible_collections.aliops.vpc.tests.modules.runs import Cloud
from ansible_collections.aliops.vpc.tests.scenarios import merged, pair, route, tutorial_vpc

BLOCK_A, BLOCK_B = "192.168.100.0/24", "172.16.100.0/24"
TAG, ROUTES, MOVE, REMOVE = "TagResources", "CreateRouteEntries", "ModifyRouteEntry", "DeleteRouteEntries"
LINK = [CREATE, ACCEPT]
OURS: dict[str, t.Any] = {"name": NAME}


def routed(*hops: str | None, hop_type: str = "VpcPeer") -> dict[str, t.Any]:
    """Return a change of the scenario: routes of each side to the other's block, by these next hops."""
    blocks = {"initiator": BLOCK_B, "acceptor": BLOCK_A}
    return {
        side: {"vpcs": [tutorial_vpc(side, routes=[route(block, hop, next_hop_type=hop_type)] if hop else [])]}
        for (side, block), hop in zip(blocks.items(), hops, strict=True)
    }


BOTH_ROUTES = routed("pcc-one", "pcc-one")
STATES: dict[str, tuple[dict[str, t.Any], list[str]]] = {
    "absent": ({}, [*LINK, ROUTES, ROUTES]),
    "Creating": (connection("Creating", **OURS), [ACCEPT, ROUTES, ROUTES]),
    "Accepting": (connection("Accepting", **OURS), [ACCEPT, ROUTES, ROUTES]),
    "Updating": (connection("Updating", **OURS), [ROUTES, ROUTES]),
    "Activated": (connection(**OURS), [ROUTES, ROUTES]),
    "Activated with its routes": (merged(connection(**OURS), BOTH_ROUTES), []),
    "Activated with one route": (merged(connection(**OURS), routed("pcc-one", None)), [ROUTES]),
    "Activated, ours by both marks": (
        connection(name="else", tags=MARK, accepting_tags=MARK),
        [ROUTES, ROUTES],
    ),
    "Activated, ours by the requester's mark": (connection(name="else", tags=MARK), [TAG, ROUTES, ROUTES]),
    "Deleting": (connection("Deleting", **OURS), [*LINK, ROUTES, ROUTES]),
    "Deleted": (connection("Deleted", **OURS), [*LINK, ROUTES, ROUTES]),
    "Accepting, the other way round": (connection("Accepting", turned=True, **OURS), [ACCEPT, ROUTES, ROUTES]),
    "Activated, the other way round": (connection(turned=True, **OURS), [ROUTES, ROUTES]),
}
ADOPTED: dict[str, tuple[dict[str, t.Any], list[str]]] = {
    "Activated": (connection(name="theirs"), [TAG, TAG, ROUTES, ROUTES]),
    "Activated without a name": (connection(), [TAG, TAG, ROUTES, ROUTES]),
    "Accepting": (connection("Accepting", name="theirs"), [ACCEPT, TAG, ROUTES, ROUTES]),
    "requested by the other side": (connection("Accepting", turned=True, name="theirs"), [ACCEPT, TAG, ROUTES, ROUTES]),
}


@pytest.fixture(params=["at once", "in its time"])
def any_cloud(request: pytest.FixtureRequest) -> Cloud:
    """A cloud without delays, and one in which the transient states last."""
    cloud: Cloud = request.getfixturevalue("cloud" if request.param == "at once" else "slow_cloud")
    return cloud


@pytest.mark.parametrize(("estate", "writes"), STATES.values(), ids=STATES)
@pytest.mark.sampled(5)
@pytest.mark.untraced
def test_every_start_state_ends_reachable_and_is_torn_down_without_a_rest(
    any_cloud: Cloud, estate: dict[str, t.Any], writes: list[str]
) -> None:
    any_cloud.load(estate)
    given = role(any_cloud)
    done = converged(any_cloud, given)
    assert sorted(done.writes) == sorted(writes)
    assert done.warnings == []
    assert sorted(torn_down(any_cloud, given).writes) == sorted([REMOVE, REMOVE, DELETE])


@pytest.mark.parametrize(("estate", "writes"), ADOPTED.values(), ids=ADOPTED)
@pytest.mark.sampled(3)
@pytest.mark.untraced
def test_somebody_elses_connection_is_adopted_with_a_warning_or_left_alone(
    any_cloud: Cloud, estate: dict[str, t.Any], writes: list[str]
) -> None:
    any_cloud.load(estate)
    assert "created by somebody else" in refused(any_cloud, role(any_cloud, adopt="never"))
    assert "set peering_adopt=always" in refused(any_cloud, role(any_cloud), "absent")
    done = converged(any_cloud, role(any_cloud))
    (warning,) = done.warnings
    assert f"{NAME}: adopts pcc-one" in warning
    assert sorted(done.writes) == sorted(writes)
    (summed,) = done.summary["peerings"]
    assert (summed["adopted"], summed["mark"]) == (True, "~")
    assert converged(any_cloud, role(any_cloud, adopt="never")).writes == []
    torn_down(any_cloud, role(any_cloud))


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("status", ["Rejected", "Expired"])
@pytest.mark.parametrize("name", [NAME, "theirs"])
@pytest.mark.sampled(5)
@pytest.mark.untraced
def test_a_rejected_or_expired_request_is_refused_with_its_cure(
    any_cloud: Cloud, status: str, turned: bool, name: str
) -> None:
    any_cloud.load(connection(status, turned=turned, name=name))
    given = role(any_cloud)
    assert given.carry_out(check=True).warnings == []
    message = refused(any_cloud, given)
    assert f"is {status}" in message
    assert "set state=absent for the peering, run once, and set it to present again" in message
    assert carried_out(any_cloud, given, "absent").writes == [DELETE]
    assert converged(any_cloud, given).writes[:2] == LINK


@pytest.mark.parametrize("status", ["Active", "Inactive", "Idle"])
@pytest.mark.parametrize("ri_blocks", ["any", "connected", "active", "vpc", "never"])
def test_a_pair_of_router_interfaces_in_the_way_is_named_before_anything_is_written(
    cloud: Cloud, ri_blocks: str, status: str
) -> None:
    cloud.load(pair(status), switches={"ri_blocks": ri_blocks})
    given = role(cloud)
    free = {"never": {"Active", "Inactive", "Idle"}, "connected": {"Idle"}, "active": {"Inactive", "Idle"}}
    if status in free.get(ri_blocks, ()):
        assert "migrate_vpcs" in refused(cloud, given)
        converged(cloud, role(cloud, skip_checks=["router_interface_pair"]))
        return
    for check in (True, False):
        (message,) = given.carry_out(check=check).messages
        assert "router interface" in message
    assert cloud.writes() == []


@pytest.mark.parametrize("connected", [False, True])
def test_a_route_in_the_way_is_named_or_moved(any_cloud: Cloud, connected: bool) -> None:
    estate = routed("vpn-theirs", None, hop_type="VpnGateway")
    any_cloud.load(merged(connection(**OURS) if connected else {}, estate))
    assert f"{BLOCK_B}" in refused(any_cloud, role(any_cloud, on_conflict="fail"))
    given = role(any_cloud, on_conflict="replace")
    done = converged(any_cloud, given)
    assert sorted(done.writes) == sorted([*([] if connected else LINK), MOVE, ROUTES])


def test_surplus_routes_are_deleted_unless_that_is_switched_off(any_cloud: Cloud) -> None:
    more = [route(block, "pcc-one", next_hop_type="VpcPeer") for block in (BLOCK_B, "10.9.0.0/16")]
    estate = {"initiator": {"vpcs": [tutorial_vpc("initiator", routes=more)]}}
    any_cloud.load(merged(connection(**OURS), routed("pcc-one", "pcc-one"), estate))
    kept = role(any_cloud, purge_routes=False)
    assert carried_out(any_cloud, kept).writes == []
    assert [finding["rule"] for finding in kept.audit()["findings"]] == ["route_surplus"]
    given = role(any_cloud)
    assert converged(any_cloud, given).writes == [REMOVE]
    torn_down(any_cloud, given)


def test_a_renamed_peering_keeps_its_connection(any_cloud: Cloud) -> None:
    any_cloud.load()
    converged(any_cloud, role(any_cloud))
    renamed = role(any_cloud, peering(name="renamed", tags={"team": "net"}, description="both sides"))
    done = converged(any_cloud, renamed)
    assert done.warnings == []
    assert sorted(done.writes) == sorted([TAG, TAG, MODIFY])
    (link,) = existing(any_cloud)
    assert (link["name"], link["tags"]) == ("renamed", {**MARK, "team": "net", "aliops.vpc/peering": "renamed"})
    torn_down(any_cloud, renamed)


@pytest.mark.parametrize("status", ["Creating", "Accepting", "Updating", "Activated"])
@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.sampled(5)
@pytest.mark.untraced
def test_attributes_change_in_every_state(any_cloud: Cloud, status: str, turned: bool) -> None:
    any_cloud.load(connection(status, turned=turned, **OURS))
    given = role(any_cloud, peering(bandwidth=200, link_type="Platinum", description="both", tags={"team": "net"}))
    done = converged(any_cloud, given)
    assert done.writes.count(MODIFY) == 1
    (link,) = existing(any_cloud)
    assert (link["bandwidth"], link["link_type"], link["description"]) == (200, "Platinum", "both")
    again = role(any_cloud, peering(bandwidth=100, link_type="Platinum", description="both", tags={"team": "net"}))
    assert converged(any_cloud, again).writes == [MODIFY]


@pytest.mark.untraced
def test_a_teardown_from_every_state_leaves_nothing(any_cloud: Cloud) -> None:
    for status in ("Creating", "Accepting", "Updating", "Activated", "Deleting", "Rejected", "Expired"):
        for turned in (False, True):
            any_cloud.load(connection(status, turned=turned, **OURS))
            done = torn_down(any_cloud, role(any_cloud))
            assert done.writes == ([] if status == "Deleting" else [DELETE]), status
