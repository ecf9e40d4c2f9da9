# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter peering_policies: a thin face of the code that runs on the controller."""

from __future__ import annotations

DOCUMENTATION = r"""
name: peering_policies
short_description: Return the RAM policies that peerings need
version_added: 1.0.0
author:
  - aliops contributors (@aliops)
description:
  - Returns the RAM policies that let each account's key do what its peerings need, and nothing else. Each can be
    attached as it is.
  - It is part of the role P(aliops.vpc.peering#role), and outside the promise of semantic versioning.
options:
  _input:
    description: The input of the role, as M(aliops.vpc.role_input) returns it.
    type: dict
    required: true
  read:
    description: The result of M(aliops.vpc.vpcs_info) for the VPCs of the peerings. Resources that it lacks are
      C(*) in the policies.
    type: dict
    required: true
  as_files:
    description: Whether to return the policies by file names that are safe on every file system.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Show what the partner's administrator has to grant
  ansible.builtin.debug:
    msg: "{{ (__peering_input | aliops.vpc.peering_policies(__peering_read)).partner.peer }}"
"""

RETURN = r"""
_value:
  description:
    - For each account, a policy for each purpose. These are C(audit), C(peer) and C(unpeer), and for an account with
      C(role_arn) also C(assume), for the user who assumes it.
    - With O(as_files), a policy for each name of a file.
  type: dict
"""

import typing as t

from ansible_collections.aliops.vpc.plugins.plugin_utils._policies import files, policies
from ansible_collections.aliops.vpc.plugins.plugin_utils._run import Run


def peering_policies(
    given: dict[str, t.Any], read: dict[str, t.Any], as_files: bool = False
) -> dict[str, dict[str, t.Any]]:
    """Return the policies by account and purpose, or by the names of their files."""
    policies_ = policies(
        Run(given, read).peerings, given["accounts"], given["on_conflict"], purge=given["purge_routes"]
    )
    return files(policies_) if as_files else policies_


class FilterModule:
    """Registers the filter."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"peering_policies": peering_policies}
