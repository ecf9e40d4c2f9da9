# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter peering_mermaid: a thin face of the code that runs on the controller."""

from __future__ import annotations

DOCUMENTATION = r"""
name: peering_mermaid
short_description: Draw peerings as a Mermaid diagram
version_added: 1.0.0
author:
  - aliops contributors (@aliops)
description:
  - Returns a Mermaid flowchart with the accounts, their VPCs and the peerings between them, for a README. A peering
    that is not active on both sides is dotted.
options:
  _input:
    description: The fact C(peering_result) of the role P(aliops.vpc.peering#role).
    type: dict
    required: true
  read:
    description: The result of M(aliops.vpc.vpcs_info) for the VPCs of the peerings.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Draw the diagram
  ansible.builtin.copy:
    content: "{{ peering_result | aliops.vpc.peering_mermaid(__peering_read) }}"
    dest: peerings.mmd
    mode: "0644"
"""

RETURN = r"""
_value:
  description: The diagram.
  type: str
"""

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.coercion import coerced


def peering_mermaid(result: dict[str, t.Any], read: dict[str, t.Any]) -> str:
    """Return the diagram."""
    # Ansible loads all filters of a collection with the first one; most runs do without what this one needs.
    from ansible_collections.aliops.vpc.plugins.module_utils._model.packing import unpacked
    from ansible_collections.aliops.vpc.plugins.plugin_utils._report.content import report
    from ansible_collections.aliops.vpc.plugins.plugin_utils._report.mermaid import mermaid

    return mermaid(report(coerced(result), unpacked(read), (), None, state="present", check=False, made_at=""))


class FilterModule:
    """Registers the filter."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"peering_mermaid": peering_mermaid}
