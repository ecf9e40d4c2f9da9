# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two runs at once, of the same peerings or of peerings that share a VPC: both end well, and create nothing twice.

One run stands still at a call while the other one runs from its beginning to its end; or calls of both are late by
chance, the same for the same seed.
"""

from __future__ import annotations

import functools
import typing as t

import pytest

from ansible_collections.aliops.vpc.plugins.module_utils._cloud import client
from ansible_collections.aliops.vpc.tests.faults.conftest import chosen
from ansible_collections.aliops.vpc.tests.faults.estates import SECRETS, foreign, normal, scenario, variables
from ansible_collections.aliops.vpc.tests.faults.journal import Journal, once
from ansible_collections.aliops.vpc.tests.faults.matrix import HOLD, HOLD_EFFECT, STORIES, Matrix
from ansible_collections.aliops.vpc.tests.faults.runs import Lab, Run

# A second run may fail with this, as long as the next one leaves the right state.
ANOTHER_RUN = "another run"
# At this turn the sample has a call of each story.
TURN = 5
# In these stories, a snapshot whose parts are read before and after a whole other run does not fit together.
MIXED_SNAPSHOTS = (("first run", "first run by vpc_peer"), HOLD_EFFECT)


def assert_well(runs: list[Run]) -> None:
    """One run ended well, and each of the others did so or named another run."""
    assert 0 in [run.code for run in runs], [run.output[-4000:] for run in runs]
    for run in runs:
        assert run.code == 0 or ANOTHER_RUN in run.output, run.output[-4000:]
        assert not any(word in run.output for word in (*SECRETS, "Traceback"))


def assert_undisturbed(lab: Lab, matrix: Matrix) -> None:
    """The state is that after one undisturbed run."""
    state = lab.settled()
    assert len(lab.created()) == matrix.created
    assert normal(state) == matrix.estate
    assert foreign(state) == matrix.foreign


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("order", [HOLD_EFFECT, HOLD], ids=["before the effect", "after the effect"])
@pytest.mark.parametrize("story", STORIES)
@pytest.mark.sampled(3)
def test_a_whole_run_while_another_one_stands_still(
    lab: Lab,
    matrices: dict[str, Matrix],
    journal: Journal,
    request: pytest.FixtureRequest,
    story: str,
    order: dict[str, t.Any],
) -> None:
    matrix = matrices[story]
    name, given = matrix.story.playbook, matrix.story.variables(lab.simulator.url)
    # A story of few calls may have none in the sample.
    calls = chosen(request.config, matrix.calls, TURN, story) or [call for call in matrix.calls if call["write"]][-1:]
    if story in MIXED_SNAPSHOTS[0] and order == MIXED_SNAPSHOTS[1]:
        between = next(call for call in matrix.calls if call["account"] != matrix.calls[0]["account"])
        calls += [between] if between not in calls else []
    assert calls

    def stand_still_at(number: int) -> None:
        lab.begin(matrix.story.scenario, {"name": "hold", "nth": number, **order})
        first = lab.start(name, given)
        if not lab.held(first, done="before" not in order):
            assert lab.end(first).code == 0
            stand_still_at(number - 1)
            return
        second = lab.run(name, given)
        lab.release()
        assert_well([lab.end(first), second])
        assert_undisturbed(lab, matrix)

    for call in calls:
        case = ("stands still", story, "before" if "before" in order else "after", str(call["n"]))
        once(journal, case, functools.partial(stand_still_at, call["n"]))


@pytest.mark.timeout(3600)
def test_a_change_of_the_tokens_between_two_runs(lab: Lab, matrices: dict[str, Matrix]) -> None:
    """The first is killed right after a creation. No list shows it to the second run, whose token is another one."""
    matrix = matrices["first run"]
    name, given = matrix.story.playbook, matrix.story.variables(lab.simulator.url)
    world = matrix.story.scenario
    world["delays"]["create_lag"] = client.LIST_LAG
    creation = next(call for call in matrix.calls if call["action"] == "CreateRouterInterface")
    lab.begin(world, {"name": "hold", "nth": creation["n"], **HOLD})
    lab.advance(lab.to_the_change - 1)
    first = lab.start(name, given)
    assert lab.held(first, done=True)
    lab.kill(first)
    lab.release()
    lab.advance(2)
    assert_well([lab.run(name, given)])
    assert_undisturbed(lab, matrix)


def late_by_chance(seed: int) -> dict[str, t.Any]:
    """Return a fault by which half of the calls are late, before their effect."""
    return {"kind": "delay", "seconds": 0.05, "before": True, "probability": 0.5, "seed": seed}


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("story", STORIES)
@pytest.mark.sampled(3)
def test_side_by_side(lab: Lab, matrices: dict[str, Matrix], request: pytest.FixtureRequest, story: str) -> None:
    matrix = matrices[story]
    name, given = matrix.story.playbook, matrix.story.variables(lab.simulator.url)
    for seed in range(1, 2 if request.config.getoption("--calls") == "sample" else 11):
        lab.begin(matrix.story.scenario, late_by_chance(seed))
        runs = [lab.start(name, given), lab.start(name, given)]
        assert_well([lab.end(run) for run in runs])
        assert_undisturbed(lab, matrix)


@pytest.mark.timeout(3600)
def test_peerings_that_share_a_vpc(lab: Lab, request: pytest.FixtureRequest) -> None:
    """Side by side, both leave what they leave one after the other, and they remove it side by side too."""
    url = lab.simulator.url
    both = [variables(url), variables(url, acceptor="vpc-third")]
    lab.begin(scenario(peered=False))
    before = lab.estate()
    assert [lab.run("peer_vpcs", given).code for given in both] == [0, 0]
    after = lab.estate()
    for seed in range(1, 2 if request.config.getoption("--calls") == "sample" else 11):
        lab.begin(scenario(peered=False), late_by_chance(seed))
        for name, estate in (("peer_vpcs", after), ("unpeer_vpcs", before)):
            runs = [lab.start(name, given) for given in both]
            assert [lab.end(run).code for run in runs] == [0, 0], [run.output[-4000:] for run in runs]
            assert lab.estate() == estate
        assert len(lab.created()) == 4
