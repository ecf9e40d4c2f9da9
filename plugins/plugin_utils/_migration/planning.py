# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The plan of a run that moves peerings to VPC peering connections, and what is refused before any write. Pure."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.ladder import BEGINNING, MORE_SPECIFIC, PREPARED, Ladder
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Side
from ansible_collections.aliops.vpc.plugins.module_utils._plan import interruption, migration
from ansible_collections.aliops.vpc.plugins.module_utils._plan.findings import where
from ansible_collections.aliops.vpc.plugins.module_utils._plan.migration import Goal
from ansible_collections.aliops.vpc.plugins.module_utils._plan.migration_rules import REPAIR
from ansible_collections.aliops.vpc.plugins.module_utils._plan.preflight_quotas import Limits
from ansible_collections.aliops.vpc.plugins.plugin_utils._migration.ladders import ladders_of
from ansible_collections.aliops.vpc.plugins.plugin_utils._migration.traffic import Loss, Traffic
from ansible_collections.aliops.vpc.plugins.plugin_utils._run import Run

Entries = dict[str, list[dict[str, t.Any]]]
# What the service answers a request with as long as a pair of router interfaces joins the two VPCs.
EXCLUDED = "ResourceAlreadyExist.RouterInterface"
# By the steps that can break traffic, what would have done it.
NAMES = {"deactivations": "deactivating the router interfaces", "retirements": "deleting the router interfaces"}


@dataclasses.dataclass(frozen=True)
class Planned:
    """The entries of each step, and the file of tasks that carries them out."""

    part: str
    steps: Entries
    refused: list[str]
    warnings: list[str]


def goal_of(given: t.Mapping[str, t.Any]) -> Goal:
    """Return the goal that a run's variables name."""
    limits = Limits(**given["quotas"])
    return Goal(
        given["migrate_to"],
        more_specific=given["migrate_routes"] == MORE_SPECIFIC,
        retire_confirmed=given["confirm_retire"],
        may_interrupt=given["allow_interruption"],
        adopt=given["adopt"],
        routes_per_table=None if "quota" in given["skip_checks"] else limits.routes_per_table,
    )


def planned(run: Run, *, excluded: bool = False) -> Planned:
    """Return the plan of a run; ``excluded`` where the service does not allow both links of its peerings at once."""
    goal, ladders = goal_of(run.input), list(ladders_of(run).values())
    blocked = [ladder for ladder in ladders if interruption.is_blocked(ladder)] if excluded else []
    if blocked:
        reasons = interruption.refusals(blocked, goal)
        replaced = interruption.plan([] if reasons else blocked, goal)
        return Planned("interrupt", replaced.steps, [*reasons, *replaced.refused], [])
    plan = migration.plan([ladder.peering for ladder in ladders], goal)
    refused = plan.refused or list(_unreachable(ladders, plan.steps, goal))
    return Planned("migrate", plan.steps, refused, plan.warnings)


def _unreachable(ladders: t.Sequence[Ladder], steps: Entries, goal: Goal) -> t.Iterator[str]:
    """Yield where traffic does not flow before the first step, or would not after one."""
    if not any(steps.values()):
        return
    traffic = Traffic(ladders)
    lost = traffic.losses()
    for ladder in ladders if lost and not goal.may_interrupt else ():
        for side, losses in _by_side(lost.get(ladder.peering.name, ())):
            cure = REPAIR if ladder.rung in (BEGINNING, PREPARED) else "run aliops.vpc.peer_vpcs first"
            yield f"{where(ladder.peering, side)}: {_blocks(losses)} is not reachable now: {cure}."
    if lost and not goal.may_interrupt:
        return
    for step in (step for step in migration.STEPS if steps[step]):
        traffic.apply(step, steps[step])
        before, lost = lost, traffic.losses()
        for ladder in ladders:
            known = before.get(ladder.peering.name, ())
            new = [loss for loss in lost.get(ladder.peering.name, ()) if loss not in known]
            for side, losses in _by_side(new):
                cause = NAMES.get(step, "moving the routes")
                yield f"{where(ladder.peering, side)}: {cause} would make {_blocks(losses)} unreachable: {REPAIR}."


def _by_side(losses: t.Iterable[Loss]) -> t.Iterator[tuple[Side, list[Loss]]]:
    by_role: dict[str, list[Loss]] = {}
    for loss in losses:
        by_role.setdefault(loss.side.role, []).append(loss)
    for own in by_role.values():
        yield own[0].side, own


def _blocks(losses: t.Sequence[Loss]) -> str:
    blocks, sources = dict.fromkeys(loss.block for loss in losses), dict.fromkeys(loss.source for loss in losses)
    return f"{', '.join(blocks)} from {', '.join(sources)}"
