# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter peering_audit: a thin face of the code that runs on the controller."""

from __future__ import annotations

DOCUMENTATION = r"""
name: peering_audit
short_description: Compare peerings with what was read, and say who reaches whom
version_added: 1.0.0
author:
  - aliops contributors (@aliops)
description:
  - Returns how peerings that were read differ from what they should be, each difference with its severity, and for each
    vSwitch block of one side with each of the other whether traffic goes through the peering, both ways.
  - The verdicts come from longest-prefix matches over the route tables that the vSwitches use. Security groups and
    network ACLs are not looked at.
options:
  _input:
    description: The peerings, as the filter P(aliops.vpc.peering_fleet#filter) returns them.
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
    description: What other accounts told of their sides.
    type: list
    elements: dict
  vswitches:
    description:
      - Results of M(aliops.vpc.vpcs_info) with the vSwitches. Without those of a VPC that has several route tables,
        each of its vSwitches is taken to use all tables that are in use.
    type: list
    elements: dict
    default: []
  fail_on:
    description: From which severity on C(fails) is true.
    type: str
    choices: [cut_off, asymmetric, cosmetic, never]
    default: never
"""

EXAMPLES = r"""
- name: Show what differs
  ansible.builtin.debug:
    msg: "{{ (peering_fleet | aliops.vpc.peering_audit(peering_read.results, peering_accounts)).findings }}"
"""

RETURN = r"""
_value:
  description:
    - C(findings), the worst first, each with C(peering), C(side), C(account), C(severity), C(rule), C(text) and
      C(values).
    - C(reachability), for each pair of vSwitch blocks C(verdict), which is C(reachable), C(one_way), C(captured) or
      C(black_hole), and C(forward) and C(backward) with the route entries that are the reason.
    - C(unreadable), sentences about what could not be read; C(lines), all of that for people; C(failing), the
      findings for a failing task; and C(fails).
  type: dict
"""

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import joined, peerings_of
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_snapshot import with_vswitches


def peering_audit(
    connections: list[dict[str, t.Any]],
    reads: list[dict[str, t.Any]],
    accounts: t.Collection[str],
    handshakes: t.Sequence[dict[str, t.Any]] | None = None,
    vswitches: t.Sequence[dict[str, t.Any]] = (),
    fail_on: str = "never",
) -> dict[str, t.Any]:
    """Return the findings, the verdicts and whether they are bad enough to fail."""
    # Ansible loads all filters of a collection with the first one; most runs do without what this one needs.
    from ansible_collections.aliops.vpc.plugins.plugin_utils._audit.drift import fails
    from ansible_collections.aliops.vpc.plugins.plugin_utils._audit.findings import audit

    by_account = {read["__peering_item"]["key"]: read for read in with_vswitches(reads, vswitches)}
    result = audit(joined(peerings_of(connections, accounts), by_account, handshakes or ()), by_account)
    return {**result, "fails": fails(result["findings"], fail_on)}


class FilterModule:
    """Registers the filter."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"peering_audit": peering_audit}
