# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter peering_page: a thin face of the code that runs on the controller."""

from __future__ import annotations

DOCUMENTATION = r"""
name: peering_page
short_description: Draw a run of the role peering as a page
version_added: 1.0.0
author:
  - aliops contributors (@aliops)
description:
  - Returns one HTML file with the topology, what was done or would be done, and the findings of an audit. It loads
    nothing, runs no script and holds no credential.
options:
  _input:
    description: The fact C(peering_result) of the role P(aliops.vpc.peering#role).
    type: dict
    required: true
  read:
    description: The result of M(aliops.vpc.vpcs_info) for the VPCs of the peerings.
    type: dict
    required: true
  steps:
    description: The results of the modules in this run, in order.
    type: list
    elements: dict
    default: []
  audit:
    description: The result of the filter P(aliops.vpc.peering_audit#filter), if the snapshot is still current.
    type: dict
  state:
    description: The value of C(peering_state) in this run.
    type: str
    choices: [present, absent, audit]
    default: present
  check:
    description: Whether the run was in check mode.
    type: bool
    default: false
  made_at:
    description: The time that the page shows.
    type: str
    default: ""
"""

EXAMPLES = r"""
- name: Draw the page
  ansible.builtin.copy:
    content: "{{ peering_result | aliops.vpc.peering_page(__peering_read) }}"
    dest: peerings.html
    mode: "0644"
"""

RETURN = r"""
_value:
  description: The page.
  type: str
"""

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.coercion import coerced


def peering_page(
    result: dict[str, t.Any],
    read: dict[str, t.Any],
    steps: t.Sequence[dict[str, t.Any]] = (),
    audit: dict[str, t.Any] | None = None,
    state: str = "present",
    check: bool = False,
    made_at: str = "",
) -> str:
    """Return the page."""
    # Ansible loads all filters of a collection with the first one; most runs do without what this one needs.
    from ansible_collections.aliops.vpc.plugins.module_utils._model.packing import unpacked
    from ansible_collections.aliops.vpc.plugins.plugin_utils._report.content import report
    from ansible_collections.aliops.vpc.plugins.plugin_utils._report.page import page

    done = [unpacked(step) for step in steps]
    return page(
        report(coerced(result), unpacked(read), done, coerced(audit), state=state, check=check, made_at=made_at)
    )


class FilterModule:
    """Registers the filter."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"peering_page": peering_page}
