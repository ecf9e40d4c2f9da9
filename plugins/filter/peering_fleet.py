# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter peering_fleet: a thin face of the code that runs on the controller."""

from __future__ import annotations

DOCUMENTATION = r"""
name: peering_fleet
short_description: Fill defaults into peerings
version_added: 1.0.0
author:
  - aliops contributors (@aliops)
description:
  - Returns the peerings with every key filled in, and refuses all that is wrong in what was written.
options:
  _input:
    description: The peerings, as in the variable C(peering_connections) of the role P(aliops.vpc.peering#role).
    type: list
    elements: dict
    required: true
  defaults:
    description: C(spec), C(routes), C(tables), C(state), C(description) and C(tags) of the peerings that do not say.
    type: dict
    default: {}
  state:
    description: V(absent) holds for all peerings of the run.
    type: str
    choices: [present, absent]
    default: present
  component:
    description:
      - What P(aliops.vpc.peerings#inventory) says of the host. Other peerings than those of the component are refused.
    type: dict
  accounts:
    description: The accounts, as in the variable C(peering_accounts) of the role P(aliops.vpc.peering#role).
    type: dict
  mark:
    description: As C(peering_mark) of the role.
    type: str
    default: aliops.vpc/peering
"""

EXAMPLES = r"""
- name: Show the peerings with their defaults
  ansible.builtin.debug:
    msg: "{{ peering_connections | aliops.vpc.peering_fleet({'spec': 'Large.1'}) }}"
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
from ansible_collections.aliops.vpc.plugins.module_utils._model.ownership import MARK
from ansible_collections.aliops.vpc.plugins.plugin_utils._components import check_component
from ansible_collections.aliops.vpc.plugins.plugin_utils._fleets import fleet
from ansible_collections.aliops.vpc.plugins.plugin_utils._input.accounts import checked_accounts


def peering_fleet(
    connections: list[dict[str, t.Any]],
    defaults: dict[str, t.Any] | None = None,
    state: str = "present",
    component: dict[str, t.Any] | None = None,
    accounts: dict[str, t.Any] | None = None,
    mark: str = MARK,
) -> list[dict[str, t.Any]]:
    """Return the peerings with their defaults."""
    try:
        checked_accounts({} if accounts is None else accounts)
        filled = fleet(connections, {} if defaults is None else defaults, state, mark)
        if component is not None:
            check_component(filled, component)
        return filled
    except VpcError as error:
        raise AnsibleFilterError(str(error)) from None


class FilterModule:
    """Registers the filter."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"peering_fleet": peering_fleet}
