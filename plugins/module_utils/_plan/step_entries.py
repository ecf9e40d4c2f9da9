# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The entries of each step of a role's plan, as its planners collect them, and why some cannot be carried out. Pure."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import OptionError, RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering, Side
from ansible_collections.aliops.vpc.plugins.module_utils._plan.findings import where
from ansible_collections.aliops.vpc.plugins.module_utils._plan.module_checks import wrong_in

Entry = dict[str, t.Any]


class StepEntries:
    """Collects the entries of each step, each with its account, and the refusals."""

    def __init__(self, names: t.Iterable[str]) -> None:
        self.steps: dict[str, list[Entry]] = {step: [] for step in names}
        self.refused: list[str] = []

    def add(self, step: str, peering: Peering, side: Side, entry: Entry) -> None:
        """Add an entry to a step, and note why its module would refuse it."""
        self.refused += [f"{where(peering, side)}: {reason}" for reason in wrong_in(step, entry)]
        self.steps[step].append({"account": side.account, **entry})

    def refuse(self, subject: str, error: RefusedError | OptionError) -> None:
        """Note why a peering, or a side of it, cannot be planned."""
        reasons = error.role_reasons if isinstance(error, RefusedError) else [str(error)]
        self.refused += [f"{subject}: {reason}" for reason in reasons]


def route_options(route: RouteEntry) -> Entry:
    """Return the options that name a route entry and, where it has an id, its next hop."""
    hop = {"next_hop_id": route.next_hop_id} if route.next_hop_id else {}
    return {
        "region": route.region,
        "route_table_id": route.route_table_id,
        "destination": route.destination,
        "next_hop_type": route.next_hop_type,
        **hop,
    }
