# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lookup peering_summary: the filter peering_result on the variables of the role, read as they are.

As arguments of a filter, Ansible would look for templates in each value that was read and returned.
"""

from __future__ import annotations

DOCUMENTATION = r"""
name: peering_summary
short_description: Summarize a run of the role peering from its variables
version_added: 1.0.0
author:
  - aliops contributors (@aliops)
description:
  - Returns what the filter P(aliops.vpc.peering_result#filter) returns for the variables of a finished run.
  - It is part of the role P(aliops.vpc.peering#role), and outside the promise of semantic versioning.
options: {}
"""

EXAMPLES = r"""
- name: Sum up
  ansible.builtin.set_fact:
    peering_result: "{{ lookup('aliops.vpc.peering_summary') }}"
"""

RETURN = r"""
_raw:
  description: The result of the run.
  type: list
  elements: dict
"""

import typing as t

from ansible.plugins.lookup import LookupBase

from ansible_collections.aliops.vpc.plugins.filter.peering_result import peering_result
from ansible_collections.aliops.vpc.plugins.plugin_utils._planning import registers_of


class LookupModule(LookupBase):
    """Sums up a run."""

    def run(
        self, terms: list[t.Any], variables: t.Mapping[str, t.Any] | None = None, **kwargs: t.Any
    ) -> list[dict[str, t.Any]]:
        """Return the result of the run as the only element of a list."""
        variables = variables or {}
        plan = variables["__peering_plan"]
        steps = [variables.get(name) or {} for name in registers_of(plan["parts"])]
        return [peering_result(variables["__peering_input"], variables["__peering_read"], plan, steps)]
