# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The progress of a run, as the names of the role's tasks show it."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._plan.peerings import STEPS
from ansible_collections.aliops.vpc.plugins.plugin_utils._planning import STEPS as ALL_STEPS
from ansible_collections.aliops.vpc.plugins.plugin_utils._progress import NOUNS, progress
from ansible_collections.aliops.vpc.tests.unit.plugins.plugin_utils.snapshots import PEERED, plan, snapshot


def steps(**numbers: int) -> dict[str, list[dict[str, t.Any]]]:
    """Return the steps of a plan with so many entries."""
    return {step: [{}] * numbers.get(step, 0) for step in STEPS}


def test_each_step_shows_which_of_how_many_it_is() -> None:
    assert progress(steps(deletions=1, router_interfaces=5, connections=2, routes=41)) == {
        "deletions": ", step 1 of 4: 1 router interface",
        "router_interfaces": ", step 2 of 4: 5 router interfaces",
        "peers": ", nothing to do",
        "connections": ", step 3 of 4: 2 ends",
        "routes": ", step 4 of 4: 41 route entries",
        **dict.fromkeys(("vpc_peer_deletions", "vpc_peers"), ", nothing to do"),
    }


def test_a_single_entry_is_named_in_the_singular() -> None:
    assert progress(steps(connections=1, routes=1))["connections"] == ", step 1 of 2: 1 end"
    assert progress(steps(connections=1, routes=1))["routes"] == ", step 2 of 2: 1 route entry"


def test_all_steps_have_a_noun() -> None:
    assert set(NOUNS) == set(ALL_STEPS)


def test_a_plan_has_the_progress_of_its_steps() -> None:
    planned = plan(snapshot("a"), snapshot("b"))
    assert planned["progress"]["router_interfaces"] == ", step 1 of 3: 2 router interfaces"
    # The ends of a new pair get each other as peers in the first step.
    assert planned["progress"]["peers"] == ", nothing to do"
    assert set(plan(*PEERED)["progress"].values()) == {", nothing to do"}


def test_a_name_that_many_hosts_share_has_no_numbers() -> None:
    component = {"peerings": ["one"], "others": {"present": 0, "absent": 0}}
    planned = plan(snapshot("a"), snapshot("b"), component=component)
    assert (planned["parts"], set(planned["progress"].values())) == (["present"], {""})
