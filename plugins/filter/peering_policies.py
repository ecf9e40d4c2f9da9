# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter peering_policies: a thin face of the code that runs on the controller."""

from __future__ import annotations

DOCUMENTATION = r"""
name: peering_policies
short_description: Say which RAM policies peerings need
version_added: 1.0.0
author:
  - aliops contributors (@aliops)
description:
  - Returns the RAM policies that let each account's key do what its peerings need, and nothing else. Each can be
    attached as it is.
options:
  _input:
    description: The peerings, as P(aliops.vpc.peering_fleet#filter) returns them.
    type: list
    elements: dict
    required: true
  reads:
    description:
      - The results of M(aliops.vpc.vpcs_info), one for each account, as C(__peering_item.key).
      - What they do not hold stands in the policies as C(*).
    type: list
    elements: dict
    default: []
  accounts:
    description:
      - The options of the accounts by name. Of these, only C(account_id) and C(role_arn) are looked at.
    type: dict
    default: {}
  on_conflict:
    description: As in M(aliops.vpc.route_entries). Only V(replace) needs a permission to move routes.
    type: str
    choices: [fail, replace]
    default: fail
  purge_routes:
    description: As C(peering_purge_routes) of the role. V(false) needs no permission to delete routes.
    type: bool
    default: true
  as_files:
    description: Whether to return the policies by names of files, which are safe on every file system.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Show what the partner's administrator has to grant
  ansible.builtin.debug:
    msg: "{{ (peering_fleet | aliops.vpc.peering_policies).partner.peer }}"
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

from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import joined, peerings_of
from ansible_collections.aliops.vpc.plugins.plugin_utils._policies import files, policies


def peering_policies(
    connections: list[dict[str, t.Any]],
    reads: t.Sequence[dict[str, t.Any]] = (),
    accounts: t.Mapping[str, t.Mapping[str, t.Any]] | None = None,
    on_conflict: str = "fail",
    purge_routes: bool = True,
    as_files: bool = False,
) -> dict[str, dict[str, t.Any]]:
    """Return the policies by account and purpose, or by the names of their files."""
    by_account = {read["__peering_item"]["key"]: read for read in reads}
    peerings = joined(peerings_of(connections, by_account), by_account)
    found = policies(peerings, accounts or {}, on_conflict, purge=purge_routes)
    return files(found) if as_files else found


class FilterModule:
    """Registers the filter."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"peering_policies": peering_policies}
