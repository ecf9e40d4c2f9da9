# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter peering_reads: a thin face of the code that runs on the controller."""

from __future__ import annotations

DOCUMENTATION = r"""
name: peering_reads
short_description: Say what has to be read for peerings
version_added: 1.0.0
author:
  - aliops contributors (@aliops)
description:
  - Returns, for each account that has a credential, the VPCs to read, as the option C(vpcs) of M(aliops.vpc.vpcs_info)
    takes them.
options:
  _input:
    description: The peerings, as P(aliops.vpc.peering_fleet#filter) returns them.
    type: list
    elements: dict
    required: true
  accounts:
    description: The names of the accounts that have a credential. Sides of other accounts are remote.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Show what has to be read
  ansible.builtin.debug:
    msg: "{{ peering_fleet | aliops.vpc.peering_reads(peering_accounts) }}"
"""

RETURN = r"""
_value:
  description: The VPCs to read, by the name of the account.
  type: dict
"""

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import peerings_of
from ansible_collections.aliops.vpc.plugins.module_utils._plan.peerings import account_order


def peering_reads(connections: list[dict[str, t.Any]], accounts: t.Collection[str]) -> dict[str, list[dict[str, str]]]:
    """Return the selectors of each account, every VPC once."""
    peerings = peerings_of(connections, accounts)
    reads: dict[str, dict[t.Any, dict[str, str]]] = {account: {} for account in account_order(peerings)}
    for side in (side for peering in peerings for side in peering.own_sides):
        reads[side.account].setdefault(frozenset(side.selector.items()), side.selector)
    return {account: list(selectors.values()) for account, selectors in reads.items()}


class FilterModule:
    """Registers the filter."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"peering_reads": peering_reads}
