# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The type of findings, and the label of a side in them. Pure; finds nothing."""

from __future__ import annotations

import dataclasses

from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering, Side


@dataclasses.dataclass(frozen=True)
class Finding:
    """A rule that is not met. A warning does not stop the run."""

    rule: str
    text: str
    warning: bool = False
    # No run can be right then, or nothing is known to plan with, so it cannot be skipped.
    final: bool = False


def where(peering: Peering, side: Side) -> str:
    """Return the label of a side in a sentence."""
    return f"{peering.name}, {side.role} {side.account}"
