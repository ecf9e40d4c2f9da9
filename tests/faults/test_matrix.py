# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The fault matrix: every fault strikes every call of every story.

A run leaves the same as an undisturbed one, if need be after one more run: the simulator's whole state, settled, but
for ids that the API made up, times, and the order of lists. No run creates a link too many, changes a foreign
resource, or prints a secret or a traceback.
"""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.aliops.vpc.tests.faults.conftest import CASE, chosen
from ansible_collections.aliops.vpc.tests.faults.journal import Journal
from ansible_collections.aliops.vpc.tests.faults.matrix import FAULTS, KILLS, STORIES, Matrix

ALL = {**FAULTS, **KILLS}


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("fault", ALL)
@pytest.mark.parametrize("story", STORIES)  # varies slowest, so that a process of the tests needs few of them
@pytest.mark.sampled(3)
def test_nothing_is_lost(
    matrices: dict[str, Matrix],
    journal: Journal,
    record_property: t.Callable[[str, object], None],
    request: pytest.FixtureRequest,
    story: str,
    fault: str,
) -> None:
    matrix = matrices[story]
    calls = chosen(request.config, matrix.calls_for(ALL[fault]), list(ALL).index(fault), story)
    if not calls:
        pytest.skip("in this part of the matrix the fault strikes no call of the story")
    lost = []
    for call in calls:
        number = call["n"]
        case = ("matrix", story, fault, str(number))
        survived = journal.outcome(case)
        if survived is None:
            outcome = matrix.case(ALL[fault], number)
            survived = outcome.survived
            if outcome.wrong:
                lost.append(f"call {number}, {call['action']}: {', '.join(outcome.wrong)}")
            else:
                journal.add(case, survived)
        record_property(CASE, (fault, survived))
    assert not lost, "\n".join(lost)
