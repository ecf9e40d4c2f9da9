#!/usr/bin/python
# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read the router interfaces of one account."""

from __future__ import annotations

DOCUMENTATION = r"""
module: router_interfaces_info
short_description: Read router interfaces
description:
  - Returns the Express Connect router interfaces of one Alibaba Cloud account in one region.
version_added: 0.1.0
author:
  - aliops contributors (@aliops)
extends_documentation_fragment:
  - aliops.vpc.account
  - aliops.vpc.attributes.info
options:
  router_interface_ids:
    description:
      - Only these interfaces. An id that does not exist is not an error.
    type: list
    elements: str
  router_ids:
    description:
      - Only the interfaces on these routers.
    type: list
    elements: str
seealso:
  - module: aliops.vpc.router_interfaces
"""

EXAMPLES = r"""
- name: Read all router interfaces of a router
  aliops.vpc.router_interfaces_info:
    profile: production
    region: cn-beijing
    router_ids: [vrt-AAA]
"""

RETURN = r"""
router_interfaces:
  description: The interfaces.
  returned: success
  type: list
  elements: dict
  sample:
    - router_interface_id: ri-2zeo3xzyf38r4urzdpvfs
      region: cn-beijing
      role: initiator
      router_id: vrt-AAA
      spec: Large.1
      status: Active
      peer_status: Active
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

from ansible_collections.aliops.vpc.plugins.module_utils import _vpc
from ansible_collections.aliops.vpc.plugins.module_utils._module import Spec, finish, make_module, running, task_region
from ansible_collections.aliops.vpc.plugins.module_utils._records import check_id

ARGUMENT_SPEC: Spec = {
    "router_interface_ids": {"type": "list", "elements": "str"},
    "router_ids": {"type": "list", "elements": "str"},
}


def main() -> None:
    """Read, exit."""
    module = make_module(ARGUMENT_SPEC)
    with running(module) as client:
        ids, routers = set(module.params["router_interface_ids"] or ()), set(module.params["router_ids"] or ())
        for field, values in (("router_interface_id", ids), ("router_id", routers)):
            for value in values:
                check_id(field, value)
        key, chosen = ("RouterInterfaceId", ids) if ids else ("RouterId", routers)
        found = [
            one.as_result()
            for one in _vpc.describe_router_interfaces(client, task_region(module), key, chosen)
            if (not ids or one.router_interface_id in ids) and (not routers or one.router_id in routers)
        ]
        finish(module, client, {"changed": False, "router_interfaces": found}, [])


if __name__ == "__main__":
    main()
