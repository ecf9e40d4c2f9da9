#!/usr/bin/python
# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Converge the route entries of one account."""

from __future__ import annotations

DOCUMENTATION = r"""
module: route_entries
short_description: Create, change and delete route entries
description:
  - Converges a list of custom route entries in any route tables of one Alibaba Cloud account.
  - Only entries that are asked for are touched. Routes of the system, of CEN, BGP and the like are never changed.
version_added: 0.1.0
author:
  - aliops contributors (@aliops)
extends_documentation_fragment:
  - aliops.vpc.account
  - aliops.vpc.attributes
  - aliops.vpc.wait
options:
  state:
    description:
      - Whether the entries should exist.
    type: str
    choices: [present, absent]
    default: present
  on_conflict:
    description:
      - What to do when a destination is there with another next hop. V(replace) moves it to the new one without a gap.
    type: str
    choices: [fail, replace]
    default: fail
  entries:
    description:
      - The route entries. One destination stands once in a table.
    type: list
    elements: dict
    required: true
    suboptions:
      region:
        description:
          - The region of the table; the default is O(region).
        type: str
      route_table_id:
        description:
          - The route table (V(vtb-...)).
        type: str
        required: true
      destination:
        description:
          - The destination, a CIDR block without host bits.
        type: str
        required: true
      next_hop_type:
        description:
          - What kind of resource the next hop is.
        type: str
        choices: [RouterInterface, Instance, HaVip, NetworkInterface, VpnGateway, NatGateway, VpcPeer]
        default: RouterInterface
      next_hop_id:
        description:
          - The next hop. With O(state=present) it may be left out in check mode only, for a next hop that an earlier
            task would create. With O(state=absent) an entry is deleted only when it leads there.
        type: str
      name:
        description:
          - The name, of 1 to 128 characters.
        type: str
      description:
        description:
          - The description, of 1 to 256 characters.
        type: str
seealso:
  - module: aliops.vpc.route_entries_info
"""

EXAMPLES = r"""
- name: Lead the peer's block to the router interface
  aliops.vpc.route_entries:
    profile: production
    region: cn-beijing
    entries:
      - route_table_id: vtb-AAA
        destination: 172.16.100.0/24
        next_hop_id: ri-AAA

- name: Delete that route again
  aliops.vpc.route_entries:
    profile: production
    region: cn-beijing
    state: absent
    entries:
      - route_table_id: vtb-AAA
        destination: 172.16.100.0/24
"""

RETURN = r"""
route_entries:
  description: The entries, in the order asked for.
  returned: success
  type: list
  elements: dict
  sample:
    - action: created
      route_table_id: vtb-AAA
      destination: 172.16.100.0/24
      next_hop_type: RouterInterface
      next_hop_id: ri-AAA
      kind: Custom
      status: Available
writes:
  description: The write calls that the plan holds, in check mode too.
  returned: success
  type: list
  elements: str
  sample: [CreateRouteEntries]
api_calls:
  description: How many calls were made.
  returned: always
  type: dict
  sample: {read: 2, write: 1}
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
failures:
  description: The entries that failed, each with RV(ignore:entry), RV(ignore:msg) and RV(ignore:error).
  returned: when some entries failed
  type: list
  elements: dict
"""

from ansible_collections.aliops.vpc.plugins.module_utils._errors import Failures, OptionError
from ansible_collections.aliops.vpc.plugins.module_utils._module import (
    WAIT_SPEC,
    Spec,
    finish,
    guard_account,
    make_module,
    running,
    wait_timeout,
)
from ansible_collections.aliops.vpc.plugins.module_utils._plan import as_result
from ansible_collections.aliops.vpc.plugins.module_utils._plan_routes import batches, plan_routes
from ansible_collections.aliops.vpc.plugins.module_utils._records import RouteEntry
from ansible_collections.aliops.vpc.plugins.module_utils._routes import apply, read_tables

ARGUMENT_SPEC: Spec = {
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "on_conflict": {"type": "str", "choices": ["fail", "replace"], "default": "fail"},
    "entries": {
        "type": "list",
        "elements": "dict",
        "required": True,
        "options": {
            "region": {"type": "str"},
            "route_table_id": {"type": "str", "required": True},
            "destination": {"type": "str", "required": True},
            "next_hop_type": {
                "type": "str",
                "choices": [
                    "RouterInterface",
                    "Instance",
                    "HaVip",
                    "NetworkInterface",
                    "VpnGateway",
                    "NatGateway",
                    "VpcPeer",
                ],
                "default": "RouterInterface",
            },
            "next_hop_id": {"type": "str"},
            "name": {"type": "str"},
            "description": {"type": "str"},
        },
    },
    **WAIT_SPEC,
}


def main() -> None:
    """Read, plan, apply, exit."""
    module = make_module(ARGUMENT_SPEC)
    params = module.params
    with running(module) as client:
        want = [RouteEntry.from_options(entry, params["region"]) for entry in params["entries"]]
        half = [entry.label for entry in want if not entry.next_hop_id]
        if half and params["state"] == "present" and not module.check_mode:
            raise OptionError(f"next_hop_id is needed for {', '.join(half)}")
        changes = plan_routes(want, read_tables(client, want), params["state"], params["on_conflict"])
        writes = [batch.action for queue in batches(changes) for batch in queue]
        failures: Failures = []
        if writes and not module.check_mode:
            guard_account(module, client)
            changes, failures = apply(client, changes, wait_timeout(module))
        finish(module, client, as_result("route_entries", changes, writes), failures)


if __name__ == "__main__":
    main()
