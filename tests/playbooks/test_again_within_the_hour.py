# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A pair that is created, removed and created again within an hour: the service returns the old ids, and no run fails.

The clock is the simulator's, so a wait costs nothing and can be measured.
"""

from __future__ import annotations

import datetime
import typing as t

import pytest

from ansible_collections.aliops.vpc.plugins.plugin_utils._in_process import PAUSE
from ansible_collections.aliops.vpc.tests.playbooks.runs import Ansible, Run

pytestmark = pytest.mark.warm

UNPEER = "aliops.vpc.unpeer_vpcs"


def now(simulator: t.Any) -> datetime.datetime:
    return datetime.datetime.fromisoformat(simulator.control("clock")["now"])


def waits(run: Run) -> int:
    """Return how often the run announced that it waits for the lists; each account announces its own wait."""
    return run.output.count("Waiting up to")


@pytest.mark.parametrize("lag", [60, 3])
def test_a_peering_is_created_again_with_an_announced_wait(ansible: Ansible, simulator: t.Any, lag: int) -> None:
    options = ("-e", f"peering_list_lag={lag}")
    first = ansible.peer(*options)
    removed = ansible.peer(*options, name=UNPEER)
    began = now(simulator)
    again = ansible.peer(*options)
    took = (now(simulator) - began).total_seconds()
    for run in (first, removed, again):
        assert run.code == 0, run.output
        assert not [result["task"] for result in run.results if result["outcome"] == "failed"]
    # A wait that is over before the next line of progress is not announced.
    assert (waits(first), waits(removed), waits(again)) == (0, 0, 2 * (lag > PAUSE))
    (peering,) = again.facts("peering_result")["peerings"]
    assert (peering["initiator"]["status"], peering["acceptor"]["status"]) == ("Active", "Active")
    # The connection and the routes take their time, as in the first run.
    assert took < lag + 60
    second = ansible.peer(*options)
    assert second.facts("peering_result")["writes"] == []


@pytest.mark.parametrize("lag", ["0", "1201", "soon"])
def test_an_impossible_lag_is_refused(ansible: Ansible, simulator: t.Any, lag: str) -> None:
    run = ansible.peer("-e", f"peering_list_lag={lag}")
    assert run.code != 0
    assert "peering_list_lag" in run.findings
    assert not simulator.calls()
