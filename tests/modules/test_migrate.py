# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role moves peerings from router interfaces to VPC peering connections: from every rung to every rung.

Check mode predicts the run's calls and summary, a second run writes nothing, and traffic flows all the time.
"""

from __future__ import annotations

import pytest

from ansible_collections.aliops.vpc.tests.modules.ladders import (
    BLOCKS,
    GOALS,
    at_rung,
    climbed,
    hops,
    killed,
    ladder_role,
    refused,
    rungs,
)
from ansible_collections.aliops.vpc.tests.modules.role_proofs import NAME, left_over, neutral, peering
from ansible_collections.aliops.vpc.tests.modules.runs import Cloud
from ansible_collections.aliops.vpc.tests.scenarios import (
    ACCEPTOR,
    ends,
    merged,
    pair,
    route,
    tutorial_vpc,
    vpc,
)

STARTS = ("router_interface", "prepared", "switched", "deactivated")
WAYS = ("in_place", "more_specific")
TOGETHER = {"ri_blocks": "never"}
TEMPORARY = "Temporary, by aliops.vpc.migrate_vpcs"


@pytest.fixture(params=["at once", "in its time"])
def any_cloud(request: pytest.FixtureRequest) -> Cloud:
    """A cloud without delays, and one in which the transient states last."""
    cloud: Cloud = request.getfixturevalue("cloud" if request.param == "at once" else "slow_cloud")
    return cloud


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("goal", GOALS)
@pytest.mark.parametrize("start", STARTS)
@pytest.mark.sampled(5)
@pytest.mark.untraced
def test_from_every_rung_to_every_rung(any_cloud: Cloud, start: str, goal: str, way: str) -> None:
    """No pair of vSwitches ever loses its route; a route that moves in place is Modifying for a moment."""
    any_cloud.load(at_rung(start), switches=TOGETHER)
    any_cloud.watch()
    done = climbed(any_cloud, ladder_role(any_cloud, goal, migrate_routes=way))
    (summed,) = done.summary["peerings"]
    assert summed["migration"] == {"before": start, "after": goal}
    assert summed["mark"] == ("=" if start == goal else "~")
    lost = {(after, action) for _source, _target, after, action in any_cloud.lost_pairs()}
    assert lost <= (set() if way == "more_specific" else {("modifying", "ModifyRouteEntry")})
    assert {hop for own in hops(any_cloud).values() for hop in own.values()} == (
        {"ri-A", "ri-B"} if goal == "prepared" else {existing_connection(any_cloud)}
    )
    assert done.writes.count("ModifyRouteEntry") == (2 if (start in STARTS[:2]) != (goal == "prepared") else 0)


def existing_connection(cloud: Cloud) -> str:
    (connection,) = cloud.simulator.control("state")["vpc_peer_connections"]
    return str(connection["InstanceId"])


def test_moving_in_place_is_seen_by_the_watch(slow_cloud: Cloud) -> None:
    slow_cloud.load(at_rung("prepared"), switches=TOGETHER)
    slow_cloud.watch()
    climbed(slow_cloud, ladder_role(slow_cloud, "switched"))
    assert {after for _source, _target, after, _action in slow_cloud.lost_pairs()} == {"modifying"}


@pytest.mark.parametrize("goal", GOALS)
def test_a_retired_peering_cannot_climb_down(cloud: Cloud, goal: str) -> None:
    cloud.load(at_rung("retired"), switches=TOGETHER)
    given = ladder_role(cloud, goal)
    if goal == "retired":
        assert climbed(cloud, given).steps == []
        return
    assert "its router interfaces are deleted, so there is no way back" in refused(cloud, given)


# --- killed runs ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("then", ["again", "back"])
@pytest.mark.parametrize("number", range(8))
@pytest.mark.parametrize("start", ["router_interface", "deactivated"])
@pytest.mark.sampled(5)
@pytest.mark.untraced
def test_a_run_killed_between_two_tasks_goes_on_or_back(slow_cloud: Cloud, start: str, number: int, then: str) -> None:
    """Up and down, by more specific routes: the run after a killed one reaches its rung and leaves no rest."""
    slow_cloud.load(at_rung(start), switches=TOGETHER)
    slow_cloud.watch()
    target, opposite = ("switched", "prepared") if start == "router_interface" else ("prepared", "switched")
    way = {"migrate_routes": "more_specific"}
    was_killed = killed(ladder_role(slow_cloud, target, **way), number)
    assert was_killed == (number < 7)
    goal = target if then == "again" else opposite
    done = climbed(slow_cloud, ladder_role(slow_cloud, goal, **way))
    assert rungs(done)[0][1] == goal
    assert slow_cloud.lost_pairs() == []
    assert {block for own in hops(slow_cloud).values() for block in own} == set(BLOCKS.values())


# --- routes --------------------------------------------------------------------------------------------------------


def test_routes_that_no_peering_wants_move_too(cloud: Cloud) -> None:
    """A migration changes nothing about what is reachable, however somebody has routed it."""
    more = [route("172.31.0.0/24", "ri-A", description="by hand"), route("172.16.100.0/25", "ri-A")]
    cloud.load(at_rung("prepared", *more), switches=TOGETHER)
    done = climbed(cloud, ladder_role(cloud, "switched", migrate_routes="more_specific"))
    assert hops(cloud)["vpc-12345678"] == dict.fromkeys(
        ("172.16.100.0/24", "172.16.100.0/25", "172.31.0.0/24"), "pcc-one"
    )
    assert done.writes.count("ModifyRouteEntry") == 4
    climbed(cloud, ladder_role(cloud, "prepared"))
    assert set(hops(cloud)["vpc-12345678"].values()) == {"ri-A"}


def test_a_peering_moves_with_the_keys_of_its_router_interfaces(cloud: Cloud) -> None:
    """A peering that a discovery has written moves as it stands, with another method."""
    existing = at_rung("router_interface")
    names = {side: {"interface_name": f"by-bob-{side}"} for side in ("initiator", "acceptor")}
    for side, named in names.items():
        existing[side]["router_interfaces"][0]["name"] = named["interface_name"]
    cloud.load(existing, switches=TOGETHER)
    climbed(cloud, ladder_role(cloud, "retired", peering(spec="Large.1", **names)))
    assert set(hops(cloud)["vpc-12345678"].values()) == {existing_connection(cloud)}


def test_a_missing_route_is_created_by_the_connection(cloud: Cloud) -> None:
    cloud.load(at_rung("prepared"), switches=TOGETHER)
    wanted = ["172.16.100.0/24", "172.31.0.0/16"]
    given = ladder_role(cloud, "switched", peering(initiator={"routes": wanted}))
    climbed(cloud, given)
    assert hops(cloud)["vpc-12345678"] == dict.fromkeys(wanted, "pcc-one")


def test_a_block_that_cannot_be_divided_moves_in_place_with_a_note(cloud: Cloud) -> None:
    cloud.load(at_rung("prepared", route("172.31.0.1/32", "ri-A")), switches=TOGETHER)
    done = climbed(cloud, ladder_role(cloud, "switched", migrate_routes="more_specific"))
    assert done.warnings == [
        f"{NAME}, initiator production: 172.31.0.1/32 in vtb-AAA moves in place: it cannot be divided."
    ]


def test_a_description_alone_makes_no_route_temporary(cloud: Cloud) -> None:
    """An entry is redundant only where the entry of its whole block has one of the two links as its next hop."""
    cloud.load(at_rung("prepared", route("172.31.0.0/24", "ri-A", description=TEMPORARY)), switches=TOGETHER)
    climbed(cloud, ladder_role(cloud, "switched"))
    assert hops(cloud)["vpc-12345678"]["172.31.0.0/24"] == "pcc-one"


def test_the_quota_counts_temporary_routes(cloud: Cloud) -> None:
    cloud.load(at_rung("prepared"), switches=TOGETHER)
    given = {"quotas": {"routes_per_table": 2}}
    message = refused(cloud, ladder_role(cloud, "switched", migrate_routes="more_specific", **given))
    assert message.splitlines()[0] == (
        "production: vtb-AAA would have 3 custom route entries while they move, and the quota is 2: raise it and set"
        " peering_quotas.routes_per_table, or set peering_migrate_routes=in_place."
    )
    climbed(cloud, ladder_role(cloud, "switched", **given))


def test_a_route_with_several_next_hops_stops_the_run(cloud: Cloud) -> None:
    several = {
        "destination": "172.31.0.0/24",
        "next_hops": [{"next_hop_id": "ri-A"}, {"next_hop_id": "ri-x"}],
    }
    more = ends("Active", ids=("ri-x", "ri-y"), routers=("vrt-AAA", "vrt-other"), name="theirs")
    estate = at_rung("prepared", several)
    estate["initiator"]["router_interfaces"].append(more[0])
    estate["acceptor"]["router_interfaces"].append(more[1])
    estate["acceptor"]["vpcs"].append(vpc("other", ACCEPTOR.region, "172.18.0.0/16"))
    cloud.load(estate, switches=TOGETHER)
    message = refused(cloud, ladder_role(cloud, "switched"))
    assert "172.31.0.0/24 in vtb-AAA has the next hops ri-A,ri-x, and the API cannot change several" in message


# --- gates ---------------------------------------------------------------------------------------------------------


def test_an_unreachable_block_has_to_be_repaired_first(cloud: Cloud) -> None:
    estate = at_rung("router_interface")
    estate["acceptor"]["vpcs"] = [tutorial_vpc("acceptor")]
    cloud.load(estate, switches=TOGETHER)
    message = refused(cloud, ladder_role(cloud, "switched"))
    assert message == (
        f"{NAME}, acceptor partner: 192.168.100.0/24 from 172.16.100.0/24 is not reachable now: repair the peering"
        " first: run aliops.vpc.peer_vpcs with its method: router_interface."
    )


@pytest.mark.parametrize("start", STARTS)
def test_router_interfaces_are_deleted_only_when_that_is_confirmed(cloud: Cloud, start: str) -> None:
    cloud.load(at_rung(start), switches=TOGETHER)
    message = refused(cloud, ladder_role(cloud, "retired", confirm_retire=False))
    assert "peering_migrate_to=retired deletes ri-A and ri-B, which most accounts cannot buy again" in message
    assert "set peering_confirm_retire=true" in message


def test_somebody_elses_router_interfaces_move_with_a_warning_and_stay(cloud: Cloud) -> None:
    estate = merged(at_rung("router_interface"))
    for side in ("initiator", "acceptor"):
        estate[side]["router_interfaces"][0]["name"] = "theirs"
    cloud.load(estate, switches=TOGETHER)
    assert "set peering_adopt=warn to move them" in refused(cloud, ladder_role(cloud, "switched", adopt="never"))
    assert "set peering_adopt=always to delete them" in refused(cloud, ladder_role(cloud, "retired"))
    (warning,) = climbed(cloud, ladder_role(cloud, "deactivated")).warnings
    assert "ri-A (theirs) of production and ri-B (theirs) of partner were created by somebody else" in warning
    climbed(cloud, ladder_role(cloud, "retired", adopt="always"))


def test_a_peering_without_any_link_is_created_by_peer_vpcs(cloud: Cloud) -> None:
    message = refused(cloud, ladder_role(cloud, "switched"))
    assert message == (
        f"{NAME}: there is neither a pair of router interfaces to move nor a VPC peering connection: create it with"
        " aliops.vpc.peer_vpcs."
    )


def test_a_pair_that_was_never_connected_has_to_be_repaired_first(cloud: Cloud) -> None:
    cloud.load(pair("Idle", name=NAME), switches=TOGETHER)
    message = refused(cloud, ladder_role(cloud, "prepared"))
    assert "ri-A in cn-beijing is Idle, so prepared is out of reach: repair the peering first" in message


def test_a_peering_that_keeps_its_router_interfaces_stays_as_it_is(cloud: Cloud) -> None:
    """One peering after the other can be moved; if there is none to move, the run names what is missing."""
    by_interfaces = peering(method="router_interface", spec="Large.1")
    cloud.load(at_rung("router_interface"), switches=TOGETHER)
    message = refused(cloud, ladder_role(cloud, "switched", by_interfaces))
    assert "peering_state=migrate moves peerings with method: vpc_peer, and there is none" in message


# --- several peerings ----------------------------------------------------------------------------------------------

SPOKE = peering(name="beijing-third", acceptor={"vpc_id": "vpc-third"})


def hub(cloud: Cloud) -> None:
    """Load the tutorial's peering, and another one of its initiator's VPC."""
    own, other = ends("Active", ids=("ri-C", "ri-D"), routers=("vrt-AAA", "vrt-third"), name="beijing-third")
    third = vpc(
        "third", ACCEPTOR.region, "172.17.0.0/16", "172.17.100.0/24", routes=[route("192.168.100.0/24", "ri-D")]
    )
    estate = at_rung("router_interface", route("172.17.100.0/24", "ri-C"))
    estate["initiator"]["router_interfaces"].append(own)
    estate["acceptor"]["router_interfaces"].append(other)
    estate["acceptor"]["vpcs"].append(third)
    cloud.load(estate, switches=TOGETHER)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.sampled(2)
@pytest.mark.untraced
def test_a_fleet_moves_in_the_same_tasks_and_one_peering_alone(slow_cloud: Cloud, way: str) -> None:
    hub(slow_cloud)
    slow_cloud.watch()
    alone = peering(name="beijing-third", acceptor={"vpc_id": "vpc-third"}, method="router_interface", spec="Large.1")
    options = {"migrate_routes": way}
    done = climbed(slow_cloud, ladder_role(slow_cloud, "switched", peering(), alone, **options))
    assert done.warnings == [
        "beijing-third stays as it is, because it has method: router_interface; set method: vpc_peer to move it."
    ]
    both = (peering(), SPOKE)
    done = climbed(slow_cloud, ladder_role(slow_cloud, "deactivated", *both, **options))
    assert rungs(done) == [("switched", "deactivated"), ("router_interface", "deactivated")]
    climbed(slow_cloud, ladder_role(slow_cloud, "prepared", *both, **options))
    climbed(slow_cloud, ladder_role(slow_cloud, "retired", *both, **options))
    assert [resource for resource in left_over(slow_cloud) if resource.startswith("ri-")] == []
    lost = {after for _source, _target, after, _action in slow_cloud.lost_pairs()}
    assert lost == ({"modifying"} if way == "in_place" else set())


def test_the_summary_has_the_rungs_and_both_links(cloud: Cloud) -> None:
    cloud.load(at_rung("router_interface"), switches=TOGETHER)
    done = climbed(cloud, ladder_role(cloud, "deactivated"))
    lines = neutral(done)
    assert lines[0].startswith(f"~ {NAME}: production vpc-12345678 in cn-beijing, ri-A Inactive, ID Activated")
    assert "; router_interface -> deactivated" in lines[0]
    assert f"    ~ initiator production: router interface {NAME}: status Active -> Inactive" in lines
    assert "    ~ initiator production: route 172.16.100.0/24 in vtb-AAA to ri-A -> ID" in lines
