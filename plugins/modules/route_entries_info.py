#!/usr/bin/python
# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read the route entries of one account."""

from __future__ import annotations

DOCUMENTATION = r"""
module: route_entries_info
short_description: Read route entries
description:
  - Returns the entries of route tables of one Alibaba Cloud account in one region, those of the service among them.
version_added: 0.1.0
author:
  - aliops contributors (@aliops)
extends_documentation_fragment:
  - aliops.vpc.account
  - aliops.vpc.attributes.info
options:
  route_table_ids:
    description:
      - The route tables (V(vtb-...)).
    type: list
    elements: str
    required: true
seealso:
  - module: aliops.vpc.route_entries
"""

EXAMPLES = r"""
- name: Read all entries of a route table
  aliops.vpc.route_entries_info:
    profile: production
    region: cn-beijing
    route_table_ids: [vtb-AAA]
"""

RETURN = r"""
route_entries:
  description: The entries.
  returned: success
  type: list
  elements: dict
  sample:
    - route_table_id: vtb-AAA
      destination: 172.16.100.0/24
      next_hop_type: RouterInterface
      next_hop_id: ri-AAA
      kind: Custom
      status: Available
api_calls:
  description: How many calls were made.
  returned: always
  type: dict
  sample: {read: 1, write: 0}
request_ids:
  description: The request ids of the write calls.
  returned: always
  type: list
  elements: str
credential_source:
  description: Where the credential came from.
  returned: always
  type: str
  sample: profile production
"""

from ansible_collections.aliops.vpc.plugins.module_utils._module import Spec, finish, make_module, running, task_region
from ansible_collections.aliops.vpc.plugins.module_utils._records import RouteEntry, check_id
from ansible_collections.aliops.vpc.plugins.module_utils._routes import read_tables

ARGUMENT_SPEC: Spec = {"route_table_ids": {"type": "list", "elements": "str", "required": True}}


def main() -> None:
    """Read, exit."""
    module = make_module(ARGUMENT_SPEC)
    with running(module) as client:
        tables = [check_id("route_table_id", table) for table in module.params["route_table_ids"]]
        wanted = [RouteEntry(task_region(module), table or "", "") for table in tables]
        found = [entry.as_result() for entry in read_tables(client, wanted)]
        finish(module, client, {"changed": False, "route_entries": found}, [])


if __name__ == "__main__":
    main()
