# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter peering_plan: a thin face of the code that runs on the controller."""

from __future__ import annotations

DOCUMENTATION = r"""
name: peering_plan
short_description: Plan peerings
version_added: 0.1.0
author:
  - aliops contributors (@aliops)
description:
  - Returns what stands in the way of peerings, or else the entries that the modules of each account get, step by step.
  - It decides with the same code as the modules, so a step without entries has nothing to do.
options:
  _input:
    description: The peerings, as in the variable C(peering_connections) of the role P(aliops.vpc.peering#role).
    type: list
    elements: dict
    required: true
  reads:
    description: The results of M(aliops.vpc.vpcs_info), one for each account, with the account's name as C(item.key).
    type: list
    elements: dict
    required: true
  state:
    description: Whether the peerings should exist.
    type: str
    choices: [present, absent]
    default: present
  on_conflict:
    description: As in M(aliops.vpc.route_entries).
    type: str
    choices: [fail, replace]
    default: fail
"""

EXAMPLES = r"""
- name: Show what stands in the way
  ansible.builtin.debug:
    msg: "{{ (peering_connections | aliops.vpc.peering_plan(peering_read.results)).findings }}"
"""

RETURN = r"""
_value:
  description: C(findings), a list of sentences; and each step with its entries, by the name of the account.
  type: dict
"""

import typing as t

from ansible_collections.aliops.vpc.plugins.plugin_utils import _peering_plan
from ansible_collections.aliops.vpc.plugins.plugin_utils._peerings import joined, read_peerings
from ansible_collections.aliops.vpc.plugins.plugin_utils._preflight import findings


def peering_plan(
    connections: list[dict[str, t.Any]],
    reads: list[dict[str, t.Any]],
    state: str = "present",
    on_conflict: str = "fail",
) -> dict[str, t.Any]:
    """Return the findings, or the plan when there are none."""
    by_account = {read["item"]["key"]: read for read in reads}
    peerings = joined(read_peerings(connections), by_account)
    found = findings(peerings, by_account)
    if found:
        return {"findings": found}
    plan = _peering_plan.plan(peerings, state, on_conflict)
    return {**plan, "findings": plan["refused"]}


class FilterModule:
    """Registers the filter."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"peering_plan": peering_plan}
