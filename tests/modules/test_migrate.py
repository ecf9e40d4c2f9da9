# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role moves peerings from router interfaces to VPC peering connections: from every rung to every rung.

Check mode predicts the run's calls and summary, a second run writes nothing, and traffic flows at the end.
"""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.aliops.vpc.tests.modules.ladders import GOALS, at_rung, climbed, ladder_role, migrate
from ansible_collections.aliops.vpc.tests.modules.runs import Cloud

STARTS = ("router_interface", "prepared", "switched", "deactivated")
WAYS = ("in_place", "more_specific")


@pytest.fixture(params=["at once", "in its time"])
def any_cloud(request: pytest.FixtureRequest) -> Cloud:
    """A cloud without delays, and one in which the transient states last."""
    cloud: Cloud = request.getfixturevalue("cloud" if request.param == "at once" else "slow_cloud")
    return cloud


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("goal", GOALS)
@pytest.mark.parametrize("start", STARTS)
def test_from_every_rung_to_every_rung(any_cloud: Cloud, start: str, goal: str, way: str) -> None:
    any_cloud.load(at_rung(start), switches={"ri_blocks": "never"})
    done = climbed(any_cloud, ladder_role(any_cloud, goal, migrate_routes=way))
    (summed,) = done.summary["peerings"]
    assert summed["migration"] == {"before": start, "after": goal}
    assert summed["mark"] == ("=" if start == goal else "~")


@pytest.mark.parametrize("goal", GOALS)
def test_a_retired_peering_cannot_climb_down(cloud: Cloud, goal: str) -> None:
    cloud.load(at_rung("retired"), switches={"ri_blocks": "never"})
    given = ladder_role(cloud, goal)
    if goal == "retired":
        assert climbed(cloud, given).steps == []
        return
    assert "its router interfaces are deleted, so there is no way back" in "\n".join(migrate(given).messages)
    assert cloud.writes() == []
