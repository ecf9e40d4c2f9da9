#!/usr/bin/python
# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Converge the router interfaces of one account."""

from __future__ import annotations

DOCUMENTATION = r"""
module: router_interfaces
short_description: Create, change and delete router interfaces
description:
  - Converges a list of Express Connect router interfaces of one Alibaba Cloud account, in any number of regions.
  - An interface is found by O(interfaces[].router_interface_id); else by its router, role and the peer's router; else
    by its router, role and name. Names are not unique in the API, so two candidates are an error that lists them.
  - A deletion freezes the interface first when it is active. Route entries that lead to it must be gone.
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
      - Whether the interfaces should exist.
    type: str
    choices: [present, absent]
    default: present
  freeze:
    description:
      - Whether O(state=absent) may freeze an active interface to delete it. Otherwise an active one is an error; in
        check mode it stands for one that an earlier task would freeze.
    type: bool
    default: true
  interfaces:
    description:
      - The router interfaces.
    type: list
    elements: dict
    required: true
    suboptions:
      region:
        description:
          - The region of the interface; the default is O(region).
        type: str
      router_interface_id:
        description:
          - The id of an existing interface.
        type: str
      name:
        description:
          - The name, of 2 to 128 characters.
        type: str
      description:
        description:
          - The description, of 2 to 256 characters.
        type: str
      role:
        description:
          - Whether the interface initiates the connection or accepts it. It is fixed at creation.
        type: str
        choices: [initiator, acceptor]
      router_id:
        description:
          - The router (V(vrt-...)) on which the interface is. It is fixed at creation.
        type: str
      vpc_id:
        description:
          - The VPC whose router is meant, instead of O(interfaces[].router_id).
        type: str
      router_type:
        description:
          - The kind of O(interfaces[].router_id). A border router V(VBR) can only initiate.
        type: str
        choices: [VRouter, VBR]
      spec:
        description:
          - The bandwidth of an initiator, such as V(Large.1). An acceptor has none of its own, whatever is given.
        type: str
        choices:
          [Mini.2, Mini.5, Small.1, Small.2, Small.5, Middle.1, Middle.2, Middle.5, Large.1, Large.2, Large.5, Xlarge.1]
      peer_region:
        description:
          - The region of the peer. It is fixed at creation.
        type: str
      peer_account_id:
        description:
          - The account of the peer.
        type: str
      peer_router_id:
        description:
          - The router of the peer.
        type: str
      peer_router_type:
        description:
          - The kind of O(interfaces[].peer_router_id).
        type: str
        choices: [VRouter, VBR]
      peer_router_interface_id:
        description:
          - The router interface of the peer (V(ri-...)). It and the other attributes of the peer can be set
            as long as the interface was never connected.
        type: str
seealso:
  - module: aliops.vpc.router_interface_peers
  - module: aliops.vpc.router_interface_connections
  - module: aliops.vpc.router_interfaces_info
"""

EXAMPLES = r"""
- name: Create the initiator's router interface
  aliops.vpc.router_interfaces:
    profile: production
    region: cn-beijing
    interfaces:
      - role: initiator
        name: beijing-hangzhou
        spec: Large.1
        vpc_id: vpc-12345678
        peer_region: cn-hangzhou
        peer_router_id: vrt-BBB

- name: Delete it again
  aliops.vpc.router_interfaces:
    profile: production
    region: cn-beijing
    state: absent
    interfaces:
      - role: initiator
        vpc_id: vpc-12345678
        peer_router_id: vrt-BBB
"""

RETURN = r"""
router_interfaces:
  description: The interfaces, in the order asked for. What does not exist yet in check mode is null.
  returned: success
  type: list
  elements: dict
  sample:
    - action: created
      router_interface_id: ri-2zeo3xzyf38r4urzdpvfs
      region: cn-beijing
      role: initiator
      router_id: vrt-AAA
      spec: Large.1
      status: Idle
      peer_router_id: vrt-BBB
writes:
  description: The write calls that the plan holds, in check mode too.
  returned: success
  type: list
  elements: str
  sample: [CreateRouterInterface]
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

import dataclasses

from ansible_collections.aliops.vpc.plugins.module_utils import _vpc
from ansible_collections.aliops.vpc.plugins.module_utils._client import Client
from ansible_collections.aliops.vpc.plugins.module_utils._errors import Failures, OptionError
from ansible_collections.aliops.vpc.plugins.module_utils._interfaces import apply, goal_settled, read_interfaces
from ansible_collections.aliops.vpc.plugins.module_utils._module import (
    INTERFACE_KEY_SPEC,
    WAIT_SPEC,
    Spec,
    finish,
    guard_account,
    make_module,
    running,
    wait_timeout,
)
from ansible_collections.aliops.vpc.plugins.module_utils._plan import as_result
from ansible_collections.aliops.vpc.plugins.module_utils._plan_interfaces import plan_interfaces
from ansible_collections.aliops.vpc.plugins.module_utils._records import SPECS, RouterInterface

ARGUMENT_SPEC: Spec = {
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "freeze": {"type": "bool", "default": True},
    "interfaces": {
        "type": "list",
        "elements": "dict",
        "required": True,
        "options": {
            **INTERFACE_KEY_SPEC,
            "description": {"type": "str"},
            "vpc_id": {"type": "str"},
            "router_type": {"type": "str", "choices": ["VRouter", "VBR"]},
            "spec": {"type": "str", "choices": list(SPECS)},
            "peer_region": {"type": "str"},
            "peer_account_id": {"type": "str"},
            "peer_router_type": {"type": "str", "choices": ["VRouter", "VBR"]},
            "peer_router_interface_id": {"type": "str"},
        },
        "mutually_exclusive": [("router_id", "vpc_id")],
        "required_one_of": [("router_interface_id", "router_id", "vpc_id")],
    },
    **WAIT_SPEC,
}


def with_routers(client: Client, want: list[RouterInterface]) -> list[RouterInterface]:
    """Return the entries with the router of each VPC that was given instead of one."""
    routers: dict[tuple[str, str], str | None] = {}
    for region in {entry.region for entry in want if entry.vpc_id and not entry.router_id}:
        ids = {entry.vpc_id for entry in want if entry.region == region and entry.vpc_id}
        routers.update({(region, vpc.vpc_id): vpc.router_id for vpc in _vpc.describe_vpcs(client, region, ids)})
    unknown = [entry for entry in want if entry.vpc_id and (entry.region, entry.vpc_id) not in routers]
    if unknown:
        raise OptionError(" ".join(f"There is no VPC {entry.vpc_id} in {entry.region}." for entry in unknown))
    return [
        dataclasses.replace(entry, router_id=routers[entry.region, entry.vpc_id]) if entry.vpc_id else entry
        for entry in want
    ]


def main() -> None:
    """Read, plan, apply, exit."""
    module = make_module(ARGUMENT_SPEC)
    params = module.params
    with running(module) as client:
        want = [RouterInterface.from_options(entry, params["region"]) for entry in params["interfaces"]]
        want = with_routers(client, want)
        have = read_interfaces(client, want)
        freeze = {"freeze": params["freeze"], "assume_frozen": module.check_mode}
        changes = plan_interfaces(want, have, params["state"], **freeze)
        writes = [action for change in changes for action in change.writes]
        failures: Failures = []
        if writes and not module.check_mode:
            guard_account(module, client)
            changes, failures = apply(client, changes, goal_settled, wait_timeout(module))
        finish(module, client, as_result("router_interfaces", changes, writes), failures)


if __name__ == "__main__":
    main()
