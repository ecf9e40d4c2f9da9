# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A migration where the service allows a VPC peering connection beside router interfaces in no or some states.

By default it is refused, with the length of the interruption; where that is allowed, it goes on from wherever it was
killed.
"""

from __future__ import annotations

import datetime

import pytest

from ansible_collections.aliops.vpc.plugins.module_utils._plan.interruption import SECONDS
from ansible_collections.aliops.vpc.tests.modules.ladders import (
    GOALS,
    at_rung,
    climbed,
    hops,
    killed,
    ladder_role,
    migrate,
    refused,
    rungs,
)
from ansible_collections.aliops.vpc.tests.modules.role_proofs import NAME, left_over, peering
from ansible_collections.aliops.vpc.tests.modules.runs import Cloud
from ansible_collections.aliops.vpc.tests.scenarios import ACCEPTOR, ends, route, vpc

EXCLUSIVE = ("any", "active")
ALLOWED = {"allow_interruption": True, "confirm_retire": False}
DONE = [
    *["DeleteRouteEntries"] * 2,
    *["DeactivateRouterInterface"] * 2,
    *["DeleteRouterInterface"] * 2,
    "CreateVpcPeerConnection",
    "AcceptVpcPeerConnection",
    *["CreateRouteEntries"] * 2,
]


@pytest.mark.parametrize("goal", GOALS)
@pytest.mark.parametrize("ri_blocks", EXCLUSIVE)
def test_an_interruption_that_is_not_allowed_is_refused_with_its_length(
    cloud: Cloud, ri_blocks: str, goal: str
) -> None:
    cloud.load(at_rung("router_interface"), switches={"ri_blocks": ri_blocks})
    message = refused(cloud, ladder_role(cloud, goal))
    assert message.startswith(f"{NAME}: the service does not allow both links at once")
    assert f"about {SECONDS} s" in message
    assert ("set peering_allow_interruption=true" in message) == (goal != "prepared")
    if goal == "prepared":
        assert "choose one in peering_migrate_to, together with peering_allow_interruption=true." in message
        assert refused(cloud, ladder_role(cloud, goal, **ALLOWED)) == message


@pytest.mark.parametrize("goal", ["switched", "deactivated"])
def test_an_allowed_interruption_deletes_interfaces_where_the_service_insists(slow_cloud: Cloud, goal: str) -> None:
    """Check mode predicts it call by call."""
    slow_cloud.load(at_rung("router_interface"), switches={"ri_blocks": "any"})
    given = ladder_role(slow_cloud, goal, **ALLOWED)
    done = climbed(slow_cloud, given)
    assert done.writes == DONE
    assert rungs(done) == [("router_interface", "retired")]
    assert [resource for resource in left_over(slow_cloud) if resource.startswith("ri-")] == []
    assert done.summary["interruption_seconds"] >= 0
    line = f"The peerings that were moved had no link for {done.summary['interruption_seconds']} s."
    assert line in done.summary["lines"]
    assert "its router interfaces are deleted, so there is no way back" in refused(
        slow_cloud, ladder_role(slow_cloud, goal)
    )


def test_retired_by_an_interruption_needs_both_confirmations(cloud: Cloud) -> None:
    cloud.load(at_rung("router_interface"), switches={"ri_blocks": "any"})
    assert "set peering_confirm_retire=true" in refused(cloud, ladder_role(cloud, "retired", **ALLOWED))
    done = climbed(cloud, ladder_role(cloud, "retired", allow_interruption=True))
    assert rungs(done) == [("router_interface", "retired")]


@pytest.mark.parametrize("goal", GOALS[1:])
def test_inactive_router_interfaces_stay_where_they_are_not_in_the_way(slow_cloud: Cloud, goal: str) -> None:
    """After the deactivation the service decides otherwise than check mode predicts."""
    slow_cloud.load(at_rung("router_interface"), switches={"ri_blocks": "active"})
    given = ladder_role(slow_cloud, goal, allow_interruption=True)
    assert migrate(given, check=True).writes == DONE
    assert slow_cloud.writes() == []
    done = migrate(given)
    assert (done.messages, rungs(done)) == ([], [("router_interface", goal)])
    assert done.summary["unreachable"] == []
    again = migrate(given)
    assert (again.messages, again.steps) == ([], [])
    if goal == "deactivated":
        assert rungs(climbed(slow_cloud, ladder_role(slow_cloud, "prepared"))) == [("deactivated", "prepared")]


@pytest.mark.parametrize("ri_blocks", EXCLUSIVE)
@pytest.mark.parametrize("number", range(6))
@pytest.mark.sampled(5)
@pytest.mark.untraced
def test_an_interruption_that_was_killed_goes_on(slow_cloud: Cloud, number: int, ri_blocks: str) -> None:
    slow_cloud.load(at_rung("router_interface"), switches={"ri_blocks": ri_blocks})
    given = ladder_role(slow_cloud, "deactivated", **ALLOWED)
    assert killed(given, number) == (number < (6 if ri_blocks == "any" else 5))
    done = migrate(given)
    assert (done.messages, rungs(done)[0][1]) == ([], "retired" if ri_blocks == "any" else "deactivated")
    assert done.summary["unreachable"] == []
    assert len(hops(slow_cloud)["vpc-12345678"]) == len(hops(slow_cloud)["vpc-87654321"]) == 1
    again = migrate(given)
    assert (again.messages, again.steps) == ([], [])


def test_a_route_that_nobody_wants_would_be_lost(cloud: Cloud) -> None:
    cloud.load(at_rung("router_interface", route("172.31.0.0/24", "ri-A")), switches={"ri_blocks": "any"})
    assert "172.31.0.0/24 in vtb-AAA would be lost" in refused(cloud, ladder_role(cloud, "switched", **ALLOWED))
    named = peering(initiator={"routes": ["172.16.100.0/24", "172.31.0.0/24"]})
    climbed(cloud, ladder_role(cloud, "switched", named, **ALLOWED))
    assert len(hops(cloud)["vpc-12345678"]) == 2


def test_other_router_interfaces_of_a_vpc_may_be_in_the_way_as_well(cloud: Cloud) -> None:
    """Deleting the pair would be for nothing then; moved together, all of them go."""
    own, other = ends("Active", ids=("ri-C", "ri-D"), routers=("vrt-AAA", "vrt-third"), name="beijing-third")
    back = [route("192.168.100.0/24", "ri-D")]
    estate = at_rung("router_interface", route("172.17.100.0/24", "ri-C"))
    estate["initiator"]["router_interfaces"].append(own)
    estate["acceptor"]["router_interfaces"].append(other)
    third = vpc("third", ACCEPTOR.region, "172.17.0.0/16", "172.17.100.0/24", routes=back)
    estate["acceptor"]["vpcs"].append(third)
    cloud.load(estate, switches={"ri_blocks": "vpc"})
    message = refused(cloud, ladder_role(cloud, "switched", **ALLOWED))
    assert (
        "vpc-12345678 has other router interfaces, ri-C, which may be in the way of a VPC peering connection" in message
    )
    both = (peering(), peering(name="beijing-third", acceptor={"vpc_id": "vpc-third"}))
    done = climbed(cloud, ladder_role(cloud, "switched", *both, **ALLOWED))
    assert rungs(done) == [("router_interface", "retired")] * 2


def test_an_interruption_lasts_as_long_as_named(slow_cloud: Cloud) -> None:
    """From the first vSwitch that loses its route until all have one again, with the simulator's default delays."""
    slow_cloud.load(at_rung("router_interface"), switches={"ri_blocks": "any"})
    slow_cloud.watch()
    assert migrate(ladder_role(slow_cloud, "switched", **ALLOWED)).messages == []
    journal = slow_cloud.simulator.control("journal")
    times = [datetime.datetime.fromisoformat(entry["at"]) for entry in journal]
    measured = (max(times) - min(times)).total_seconds()
    assert journal[-1]["change"] == "regained"
    assert SECONDS - 5 < measured <= SECONDS
