# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter full_mesh: a thin face of the code that runs on the controller."""

from __future__ import annotations

DOCUMENTATION = r"""
name: full_mesh
short_description: Make a peering for each pair of VPCs
version_added: 1.0.0
author:
  - aliops contributors (@aliops)
description:
  - Returns peerings for the variable C(peering_connections) of the role P(aliops.vpc.peering#role).
options:
  _input:
    description: The VPCs, each with C(name), C(account), C(region) and C(vpc_id), C(router_id) or C(vpc_name).
    type: list
    elements: dict
    required: true
  quota:
    description:
      - How many router interfaces a router may have, usually 5. With C(method=vpc_peer), how many VPC peering
        connections a VPC may have, usually 10 within its region and 20 with other regions.
    type: int
  common:
    description:
      - Further keyword arguments, such as C(spec) or C(method), become keys of every peering. C(bandwidth) and
        C(link_type) become keys of those between two regions.
    type: dict
    default: {}
"""

EXAMPLES = r"""
- name: Peer all VPCs with each other
  ansible.builtin.include_role:
    name: aliops.vpc.peering
  vars:
    peering_connections: "{{ vpcs | aliops.vpc.full_mesh(spec='Large.1') }}"
"""

RETURN = r"""
_value:
  description: The peerings.
  type: list
  elements: dict
"""

import typing as t

from ansible.errors import AnsibleFilterError

from ansible_collections.aliops.vpc.plugins.module_utils._errors import VpcError
from ansible_collections.aliops.vpc.plugins.plugin_utils import _fleets


def full_mesh(vpcs: list[dict[str, t.Any]], quota: int | None = None, **common: t.Any) -> list[dict[str, t.Any]]:
    """Return the peerings of a mesh."""
    try:
        return _fleets.full_mesh(vpcs, quota, **common)
    except VpcError as error:
        raise AnsibleFilterError(str(error)) from None


class FilterModule:
    """Registers the filter."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"full_mesh": full_mesh}
