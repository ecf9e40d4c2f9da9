# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether a run of the role would have nothing to do with peerings, judged by the role's own plan. Pure."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.joining import joined, peerings_of
from ansible_collections.aliops.vpc.plugins.module_utils._model.peering_keys import VARIABLE, filled
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering
from ansible_collections.aliops.vpc.plugins.module_utils._model.values import Problems
from ansible_collections.aliops.vpc.plugins.module_utils._plan.peerings import STEPS, plan, unclear
from ansible_collections.aliops.vpc.plugins.module_utils._plan.preflight import findings
from ansible_collections.aliops.vpc.plugins.module_utils._plan.preflight_quotas import Limits

Result = dict[str, t.Any]
Reads = dict[str, Result]

# These stop a run until somebody has paid, or the service is ready; the peerings are right all the same.
PASSING = ("overdue", "vpc")


def objections(peerings: t.Sequence[Result], defaults: t.Any, mark: t.Any, reads: Reads) -> dict[str, list[str]]:
    """Return by name the peerings that a run would change or refuse, and why."""
    # Of an account, only the regions that were read hold a peering.
    reads = {name: {**read, "failures": []} for name, read in reads.items()}
    reasons: dict[str, list[str]] = {}
    accepted: list[Result] = []
    for peering in peerings:
        problems = Problems()
        accepted += filled([peering], defaults, "present", problems, mark)
        if problems:
            at = f"{VARIABLE}, {peering['name']}"
            reasons[peering["name"]] = [problem.removeprefix(at).lstrip(":, ") for problem in problems]
    for planned in joined(peerings_of(accepted, reads), reads):
        if planned.name not in reasons and (why := _objections(planned, reads)):
            reasons[planned.name] = why
    return reasons


def _objections(peering: Peering, reads: Reads) -> list[str]:
    ambiguous = unclear(peering)
    if ambiguous:
        return ambiguous
    refused = [finding.text for finding in findings([peering], reads, PASSING, Limits()) if not finding.warning]
    steps = {} if refused else plan([peering], "fail")
    changes = [f"a run would change it ({step})" for step in STEPS if steps.get(step)]
    return [text.removeprefix(f"{peering.name}: ") for text in (*refused, *steps.get("refused", ()), *changes)]
