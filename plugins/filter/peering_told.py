# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter peering_told: a thin face of the code that runs on the controller."""

from __future__ import annotations

DOCUMENTATION = r"""
name: peering_told
short_description: Keep of tasks' results what is needed of them later
version_added: 1.0.0
author:
  - aliops contributors (@aliops)
description:
  - Returns results of the resource modules without what was given to them, without differences, and with only the keys
    of their resources that a summary or a report needs. Ansible copies facts often, so that large ones cost time.
options:
  _input:
    description: The results of tasks, or of a loop.
    type: list
    elements: dict
    required: true
"""

EXAMPLES = r"""
- name: Remember what was done
  ansible.builtin.set_fact:
    peering_done: "{{ peering_done + peering_routes.results | default([]) | aliops.vpc.peering_told }}"
"""

RETURN = r"""
_value:
  description: The results.
  type: list
  elements: dict
"""

import typing as t

from ansible_collections.aliops.vpc.plugins.plugin_utils._told import told


def peering_told(results: list[dict[str, t.Any]]) -> list[dict[str, t.Any]]:
    """Return the results, smaller."""
    return told(results)


class FilterModule:
    """Registers the filter."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"peering_told": peering_told}
