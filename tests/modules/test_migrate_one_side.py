# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A migration by two teams: each runs alone, and nothing goes before the other side's file shows that it may."""

from __future__ import annotations

import json
import typing as t

import pytest

from ansible_collections.aliops.vpc.plugins.plugin_utils._handshakes import parsed
from ansible_collections.aliops.vpc.tests.modules.ladders import at_rung, hops, migrate, rungs
from ansible_collections.aliops.vpc.tests.modules.role import Outcome
from ansible_collections.aliops.vpc.tests.modules.role_proofs import left_over
from ansible_collections.aliops.vpc.tests.modules.runs import Cloud
from ansible_collections.aliops.vpc.tests.modules.test_vpc_peer_one_side import Alone, alone

ORDERS = [("production", "partner"), ("partner", "production")]
TOGETHER = {"ri_blocks": "never"}


def climb(role: Alone, goal: str, **options: t.Any) -> Outcome:
    """Predict and carry out; the prediction is exact."""
    role.options = {"migrate_to": goal, "confirm_retire": True, **options}
    predicted = migrate(role, check=True)
    assert predicted.messages == []
    done = migrate(role)
    assert done.messages == []
    assert predicted.writes == done.writes
    return done


def waits(done: Outcome) -> str | None:
    (described,) = done.summary["peerings"]
    return t.cast("str | None", described["waiting_for"])


def both_rest(done: list[Outcome], goal: str) -> bool:
    """Return whether both teams are on the rung, and their last runs had nothing to do."""
    return [(rungs(outcome)[0][1], outcome.steps) for outcome in done] == [(goal, []), (goal, [])]


@pytest.mark.parametrize("way", ["in_place", "more_specific"])
@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order[0])
@pytest.mark.sampled(3)
@pytest.mark.untraced
def test_two_teams_climb_all_rungs_and_back(slow_cloud: Cloud, order: tuple[str, str], way: str) -> None:
    slow_cloud.load(at_rung("router_interface"), switches=TOGETHER)
    slow_cloud.watch()
    files: dict[str, t.Any] = {}
    roles = [alone(slow_cloud, account, files=files) for account in order]
    for goal in ("prepared", "switched", "deactivated", "switched", "prepared", "retired"):
        done: list[Outcome] = []
        for role in roles * 4:
            done.append(climb(role, goal, migrate_routes=way))
            # The teams do not run within the seconds in which the service shows an interface's change to its peer.
            slow_cloud.simulator.control("clock", json.dumps({"advance": 60}))
            if both_rest(done[-2:], goal):
                break
        assert both_rest(done[-2:], goal), [(rungs(outcome), waits(outcome)) for outcome in done]
        assert {content["migration"] for content in files.values()} == {goal}
    assert [resource for resource in left_over(slow_cloud) if resource.startswith("ri-")] == []
    lost = {after for _source, _target, after, _action in slow_cloud.lost_pairs()}
    assert lost <= ({"modifying"} if way == "in_place" else set())


@pytest.mark.parametrize(("first", "other"), ORDERS)
def test_nothing_is_deactivated_before_the_other_side_has_switched(cloud: Cloud, first: str, other: str) -> None:
    """Nor deleted before it has deactivated, unless its router interface shows that."""
    cloud.load(at_rung("prepared"), switches=TOGETHER)
    files: dict[str, t.Any] = {}
    own, peer = (alone(cloud, account, files=files) for account in (first, other))
    climb(peer, "prepared")
    done = climb(own, "retired")
    assert rungs(done) == [("prepared", "switched")]
    assert done.writes == ["ModifyRouteEntry"]
    assert waits(done) == (
        f"{other} has to reach switched: run there with peering_migrate_to=switched, and send its handshake file."
    )
    assert climb(own, "retired").steps == []
    climb(peer, "switched")
    done = climb(own, "retired")
    assert (rungs(done), done.writes) == ([("switched", "deactivated")], ["DeactivateRouterInterface"])
    assert waits(done) == (
        f"{other} has to reach deactivated: run there with peering_migrate_to=deactivated, and send its handshake file."
    )
    # The peer sees the inactive router interface, and needs no file.
    assert rungs(climb(peer, "retired")) == [("switched", "retired")]
    assert rungs(climb(own, "retired")) == [("deactivated", "retired")]


def test_the_initiator_is_activated_after_its_acceptor(cloud: Cloud) -> None:
    cloud.load(at_rung("deactivated"), switches=TOGETHER)
    files: dict[str, t.Any] = {}
    initiator, acceptor = (alone(cloud, account, files=files) for account in ORDERS[0])
    climb(acceptor, "deactivated")
    done = climb(initiator, "prepared")
    assert done.steps == []
    assert waits(done) == (
        "partner has to activate its router interface: run there with peering_migrate_to=prepared, and send its"
        " handshake file."
    )
    assert climb(acceptor, "prepared").writes == ["ActivateRouterInterface"]
    assert climb(initiator, "prepared").writes == ["ActivateRouterInterface", "ModifyRouteEntry"]
    assert climb(acceptor, "prepared").writes == ["ModifyRouteEntry"]
    assert hops(cloud) == {"vpc-12345678": {"172.16.100.0/24": "ri-A"}, "vpc-87654321": {"192.168.100.0/24": "ri-B"}}


def test_an_interruption_needs_both_credentials(cloud: Cloud) -> None:
    cloud.load(at_rung("router_interface"), switches={"ri_blocks": "any"})
    files: dict[str, t.Any] = {}
    role = alone(cloud, "production", files=files)
    role.options = {"migrate_to": "switched", "allow_interruption": True}
    (message,) = migrate(role).messages
    assert "run once with the credentials of both accounts" in message
    assert cloud.writes() == []


def test_a_rung_in_a_handshake_file_is_checked() -> None:
    content = {"peering": "a", "role": "initiator", "migration": "half-way"}
    with pytest.raises(Exception, match="migration: must be one of"):
        parsed("a.initiator.json", json.dumps(content).encode())
