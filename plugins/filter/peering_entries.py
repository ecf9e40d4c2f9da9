# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter peering_entries: a thin face of the code that runs on the controller."""

from __future__ import annotations

DOCUMENTATION = r"""
name: peering_entries
short_description: Fill the ids that are known by now into planned entries
version_added: 1.0.0
author:
  - aliops contributors (@aliops)
description:
  - Returns the entries of one step and account of a plan for their module, with the ids of the interfaces that exist or
    were made.
options:
  _input:
    description: The entries of one account in one step of the plan.
    type: list
    elements: dict
    required: true
  known:
    description: The key C(known) of the plan.
    type: dict
    required: true
  made:
    description: The interfaces that M(aliops.vpc.router_interfaces) returned in this run.
    type: list
    elements: dict
    default: []
"""

EXAMPLES = r"""
- name: Show the peers of an account's interfaces
  ansible.builtin.debug:
    msg: "{{ peering_plan.peers['production'] | aliops.vpc.peering_entries(peering_plan.known) }}"
"""

RETURN = r"""
_value:
  description: The entries.
  type: list
  elements: dict
"""

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._plan.peerings import entries_of


def peering_entries(
    planned: list[dict[str, t.Any]], known: dict[str, str], made: list[dict[str, t.Any]] | None = None
) -> list[dict[str, t.Any]]:
    """Return the entries with their ids."""
    return entries_of(planned, known, made or [])


class FilterModule:
    """Registers the filter."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"peering_entries": peering_entries}
