# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which peerings of a run move, and which stay as they are. Pure."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.ladder import Ladder, moves, twin
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering
from ansible_collections.aliops.vpc.plugins.module_utils._plan.findings import Finding
from ansible_collections.aliops.vpc.plugins.module_utils._plan.migration_rules import left_alone
from ansible_collections.aliops.vpc.plugins.module_utils._plan.peerings import unclear
from ansible_collections.aliops.vpc.plugins.plugin_utils._run import Run

MIGRATE = "migrate"


def movers(run: Run) -> list[Peering]:
    """Return the peerings that a run moves; none in another state of the role."""
    return [peering for peering in run.peerings if moves(peering)] if run.input["state"] == MIGRATE else []


def ladders_of(run: Run) -> dict[str, Ladder]:
    """Return the ladders of a run's peerings by their names, without those whose links are ambiguous or unread."""
    return {
        peering.name: Ladder.from_peering(peering)
        for peering in movers(run)
        if not doubts(peering) and all(side.vpc for side in peering.own_sides)
    }


def doubts(peering: Peering) -> list[str]:
    """Return why one of a peering's two links is ambiguous."""
    return [*unclear(peering), *unclear(twin(peering))]


def others(run: Run) -> t.Iterator[Finding]:
    """Yield a warning for each peering that stays as it is, and an error when none moves."""
    staying = [peering for peering in run.peerings if not moves(peering)]
    if len(staying) == len(run.peerings) and run.input["component"] is None:
        text = (
            "peering_state=migrate moves peerings with method: vpc_peer, and there is none: set it for those to move."
        )
        yield Finding("method", text, final=True)
        return
    for peering in staying:
        yield Finding("method", left_alone(peering), warning=True)
