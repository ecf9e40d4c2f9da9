# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter peering_audit: a thin face of the code that runs on the controller."""

from __future__ import annotations

DOCUMENTATION = r"""
name: peering_audit
short_description: Compare peerings with the current state, and judge reachability
version_added: 1.0.0
author:
  - aliops contributors (@aliops)
description:
  - Returns how the current state differs from the peerings, with the severity of each difference. For each pair of
    vSwitch blocks of both sides, it returns whether traffic goes through the peering in each direction.
  - The verdicts come from longest-prefix matches over the route tables that the vSwitches use. Security groups and
    network ACLs are not examined.
  - It is part of the role P(aliops.vpc.peering#role), and outside the promise of semantic versioning.
options:
  _input:
    description: The input of the role, as M(aliops.vpc.role_input) returns it.
    type: dict
    required: true
  read:
    description: The result of M(aliops.vpc.vpcs_info) for the VPCs of the peerings.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Show what differs
  ansible.builtin.debug:
    msg: "{{ (__peering_input | aliops.vpc.peering_audit(__peering_read)).findings }}"
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


def peering_audit(given: dict[str, t.Any], read: dict[str, t.Any]) -> dict[str, t.Any]:
    """Return the findings, the verdicts and whether they are bad enough to fail."""
    # Ansible loads all filters of a collection with the first one; most runs do without what this one needs.
    from ansible_collections.aliops.vpc.plugins.plugin_utils._audit.findings import audit_of
    from ansible_collections.aliops.vpc.plugins.plugin_utils._run import Run

    return audit_of(Run(given, read))


class FilterModule:
    """Registers the filter."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"peering_audit": peering_audit}
