# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter peering_plan: a thin face of the code that runs on the controller."""

from __future__ import annotations

DOCUMENTATION = r"""
name: peering_plan
short_description: Plan peerings
version_added: 1.0.0
author:
  - aliops contributors (@aliops)
description:
  - Returns what stands in the way of peerings, or else the entries that the modules of each account get, step by step.
  - It decides with the same code as the modules, so a step without entries has nothing to do.
options:
  _input:
    description: The peerings, as P(aliops.vpc.peering_fleet#filter) returns them.
    type: list
    elements: dict
    required: true
  reads:
    description: The results of M(aliops.vpc.vpcs_info), one for each account, as C(__peering_item.key).
    type: list
    elements: dict
    required: true
  accounts:
    description: The names of the accounts that have a credential. Sides of other accounts are remote.
    type: list
    elements: str
    required: true
  handshakes:
    description:
      - What remote sides told, as P(aliops.vpc.peering_handshakes#filter) returns it.
      - Without it, every account needs a credential.
    type: list
    elements: dict
  on_conflict:
    description: As in M(aliops.vpc.route_entries).
    type: str
    choices: [fail, replace]
    default: fail
  purge_routes:
    description: As C(peering_purge_routes) of the role.
    type: bool
    default: true
  skip:
    description: The names of the checks that are switched off.
    type: list
    elements: str
    default: []
  component:
    description:
      - What P(aliops.vpc.peerings#inventory) says of the host, when there is one for each component of the peerings.
    type: dict
  state:
    description: What the run is to do, as C(peering_state) of the role.
    type: str
    choices: [present, absent]
    default: present
  quotas:
    description: As C(peering_quotas) of the role.
    type: dict
  absent:
    description: As C(peering_absent_limit) of the role.
    type: int
    default: 5
  absent_confirmed:
    description: As C(peering_confirm_absent) of the role.
    type: bool
    default: false
  adopt:
    description: As C(peering_adopt) of the role.
    type: str
    choices: [warn, always, never]
    default: warn
  vswitches:
    description:
      - Results of M(aliops.vpc.vpcs_info) with the vSwitches. Without those of a VPC that has several route tables,
        each of its vSwitches is taken to use all tables that are in use.
    type: list
    elements: dict
    default: []
"""

EXAMPLES = r"""
- name: Show what stands in the way
  ansible.builtin.debug:
    msg: "{{ (peering_fleet | aliops.vpc.peering_plan(peering_read.results, peering_accounts)).findings }}"
"""

RETURN = r"""
_value:
  description:
    - C(findings) and C(warnings), lists of sentences; and each step with its entries, by account.
    - C(progress) says of each step how many entries it has, for the names of tasks and the labels of loops.
    - C(read_at) is when the first of the readings began, for M(aliops.vpc.router_interfaces).
    - C(summary) is there when there is nothing to do, as P(aliops.vpc.peering_summary#filter) returns it.
  type: dict
"""

import typing as t

from ansible.errors import AnsibleFilterError

from ansible_collections.aliops.vpc.plugins.module_utils._errors import VpcError
from ansible_collections.aliops.vpc.plugins.module_utils._model.coercion import whole_number, words
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import joined, peerings_of
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_snapshot import with_vswitches
from ansible_collections.aliops.vpc.plugins.module_utils._plan import peerings as _peering_plan
from ansible_collections.aliops.vpc.plugins.module_utils._plan.findings import Finding
from ansible_collections.aliops.vpc.plugins.module_utils._plan.preflight import Limits, checked_quotas, findings
from ansible_collections.aliops.vpc.plugins.plugin_utils._handshakes import contradictions
from ansible_collections.aliops.vpc.plugins.plugin_utils._progress import progress
from ansible_collections.aliops.vpc.plugins.plugin_utils._summary.summary import summary


def peering_plan(
    connections: list[dict[str, t.Any]],
    reads: list[dict[str, t.Any]],
    accounts: t.Collection[str],
    handshakes: t.Sequence[dict[str, t.Any]] | None = None,
    on_conflict: str = "fail",
    skip: t.Any = None,
    component: dict[str, t.Any] | None = None,
    state: str = "present",
    quotas: t.Any = None,
    absent: t.Any = 5,
    absent_confirmed: bool = False,
    adopt: str = "warn",
    purge_routes: bool = True,
    vswitches: t.Sequence[dict[str, t.Any]] = (),
) -> dict[str, t.Any]:
    """Return the findings, or the plan when there are none."""
    by_account = {read["__peering_item"]["key"]: read for read in with_vswitches(reads, vswitches)}
    peerings = joined(peerings_of(connections, accounts), by_account, handshakes or ())
    try:
        judged_by = Limits(
            **checked_quotas(quotas),
            absent=whole_number(absent, "peering_absent_limit"),
            absent_elsewhere=whole_number(component["others"][state], "peering_component") if component else 0,
            absent_confirmed=absent_confirmed,
            adopt=adopt,
            one_side=handshakes is not None,
        )
        skipped = words(skip, "peering_skip_checks")
    except VpcError as error:
        raise AnsibleFilterError(str(error)) from None
    found = findings(peerings, by_account, skipped, judged_by)
    owners = {read["account_id"]: account for account, read in by_account.items() if read.get("account_id")}
    told = contradictions(peerings, handshakes or (), owners)
    found += [Finding("handshake", text, final=True) for text in told]
    warnings = [one.text for one in found if one.warning]
    errors = [one.text for one in found if not one.warning]
    if errors:
        # The names of tasks that are skipped are evaluated all the same.
        idle = {"takes_away": False, "makes": False, "progress": {"takes_away": "", "makes": ""}}
        return {"findings": errors, "warnings": warnings, **idle}
    plan = _peering_plan.plan(peerings, on_conflict, purge=purge_routes)
    plan["read_at"] = min((read["read_at"] for read in by_account.values()), default=None)
    shown = progress(plan, len(peerings), alone=component is None)
    if not (plan["takes_away"] or plan["makes"]):
        # What was read is how it stays; putting it together a second time would cost as much again.
        plan["summary"] = summary(peerings, reads, ())
    return {**plan, "findings": plan["refused"], "warnings": warnings, "progress": shown}


class FilterModule:
    """Registers the filter."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"peering_plan": peering_plan}
