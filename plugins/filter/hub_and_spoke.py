# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter hub_and_spoke: a thin face of the code that runs on the controller."""

from __future__ import annotations

DOCUMENTATION = r"""
name: hub_and_spoke
short_description: Make a peering between each spoke and a hub
version_added: 1.0.0
author:
  - aliops contributors (@aliops)
description:
  - Returns peerings for the variable C(peering_connections) of the role P(aliops.vpc.peering#role).
  - The spokes initiate, so each pays for its own bandwidth.
options:
  _input:
    description: The spokes, each with C(name), C(account), C(region) and C(vpc_id), C(router_id) or C(vpc_name).
    type: list
    elements: dict
    required: true
  hub:
    description: The hub, with the same keys.
    type: dict
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
- name: Peer all spokes with the hub
  ansible.builtin.include_role:
    name: aliops.vpc.peering
  vars:
    peering_connections: "{{ spokes | aliops.vpc.hub_and_spoke(hub, spec='Large.1') }}"
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


def hub_and_spoke(
    spokes: list[dict[str, t.Any]], hub: dict[str, t.Any], quota: int | None = None, **common: t.Any
) -> list[dict[str, t.Any]]:
    """Return the peerings of a star."""
    try:
        return _fleets.hub_and_spoke(spokes, hub, quota, **common)
    except VpcError as error:
        raise AnsibleFilterError(str(error)) from None


class FilterModule:
    """Registers the filter."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"hub_and_spoke": hub_and_spoke}
