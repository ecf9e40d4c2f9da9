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
version_added: 1.0.0
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
  names:
    description:
      - Only interfaces with one of these names, in which V(*), V(?) and V([...]) stand for others, as in file names.
    type: list
    elements: str
  router_ids:
    description:
      - Only the interfaces on these routers.
    type: list
    elements: str
  vpc_ids:
    description:
      - Only the interfaces on the routers of these VPCs.
    type: list
    elements: str
  role:
    description:
      - Only initiators or only acceptors.
    type: str
    choices: [initiator, acceptor]
  statuses:
    description:
      - Only interfaces in one of these states, such as V(Idle), V(Active) and V(Inactive).
    type: list
    elements: str
  specs:
    description:
      - Only interfaces with one of these specifications, such as V(Large.1) and V(Negative).
    type: list
    elements: str
  peer_router_interface_ids:
    description:
      - Only interfaces with one of these peers.
    type: list
    elements: str
  peer_router_ids:
    description:
      - Only interfaces whose peers are on these routers.
    type: list
    elements: str
  peer_account_ids:
    description:
      - Only interfaces whose peers are in these accounts.
    type: list
    elements: str
  peer_regions:
    description:
      - Only interfaces whose peers are in these regions.
    type: list
    elements: str
  resource_group_id:
    description:
      - Only the interfaces in this resource group.
    type: str
  tags:
    description:
      - Only interfaces that have all of these tags.
    type: dict
  query:
    description:
      - A JMESPath expression over RV(router_interfaces); what it finds is RV(result).
    type: str
seealso:
  - module: aliops.vpc.router_interfaces
"""

EXAMPLES = r"""
- name: Read all router interfaces of a router
  aliops.vpc.router_interfaces_info:
    profile: production
    region: cn-beijing
    router_ids: [vrt-AAA]

- name: Find the ids of the inactive initiators
  aliops.vpc.router_interfaces_info:
    profile: production
    region: cn-beijing
    role: initiator
    statuses: [Inactive]
    query: "[].router_interface_id"
"""

RETURN = r"""
router_interfaces:
  description: The interfaces.
  returned: success
  type: list
  elements: dict
  contains:
    account:
      description: The name of the account.
      returned: when O(accounts) is given
      type: str
    region:
      description: The region.
      type: str
    role:
      description: V(initiator) or V(acceptor).
      type: str
    router_interface_id:
      description: The id.
      type: str
    name:
      description: The name.
      type: str
    description:
      description: The description.
      type: str
    router_type:
      description: V(VRouter) for the router of a VPC, V(VBR) for a border router.
      type: str
    router_id:
      description: The router on which it is.
      type: str
    vpc_id:
      description: The VPC of that router.
      type: str
    access_point_id:
      description: The access point of a border router.
      type: str
    spec:
      description: The bandwidth of an initiator; an acceptor has V(Negative).
      type: str
    status:
      description: The state, such as V(Idle), V(Connecting), V(Active) or V(Inactive).
      type: str
    business_status:
      description: V(Normal), or what locks it, such as V(FinancialLocked).
      type: str
    charge_type:
      description: V(PostPaid) or V(PrePaid).
      type: str
    creation_time:
      description: When it was created, in UTC.
      type: str
    connected_time:
      description: When it was connected, in UTC.
      type: str
    resource_group_id:
      description: The resource group.
      type: str
    tags:
      description: The tags.
      type: dict
    health_check_source_ip:
      description: The address from which the health check is made.
      type: str
    health_check_target_ip:
      description: The address that is checked.
      type: str
    health_check_rate:
      description: The time between two checks in milliseconds.
      type: int
    health_check_threshold:
      description: After how many lost packets the connection counts as broken.
      type: int
    peer_region:
      description: The region of the peer.
      type: str
    peer_account_id:
      description: The account of the peer.
      type: str
    peer_router_type:
      description: The kind of the router of the peer.
      type: str
    peer_router_id:
      description: The router of the peer.
      type: str
    peer_router_interface_id:
      description: The peer.
      type: str
    peer_access_point_id:
      description: The access point of a peer on a border router.
      type: str
    peer_status:
      description: The state of the peer, as the service shows it on this side.
      type: str
    peer_spec:
      description: The bandwidth of the peer, as the service shows it on this side.
      type: str
    peer_vpc_id:
      description: The VPC of the peer, as the service shows it on this side.
      type: str
  sample:
    - router_interface_id: ri-2zeo3xzyf38r4urzdpvfs
      region: cn-beijing
      role: initiator
      router_id: vrt-AAA
      spec: Large.1
      status: Active
      peer_status: Active
result:
  description: What O(query) finds in RV(router_interfaces), whatever its type.
  returned: when O(query) is given
  type: raw
  sample: [ri-AAA]
api_calls:
  description: How many calls were made.
  returned: always
  type: dict
  contains:
    read:
      description: Calls that change nothing.
      type: int
    write:
      description: Calls that change something.
      type: int
  sample: {read: 2, write: 0}
request_ids:
  description: The request ids of the write calls.
  returned: always
  type: list
  elements: str
elapsed:
  description: For how many seconds the module was at work.
  returned: always
  type: float
  sample: 3.204
credential_source:
  description: Where the credential came from.
  returned: always
  type: str
  sample: profile production
accounts:
  description: For each of O(accounts) that had something to do, by its name, its C(api_calls) and C(credential_source).
  returned: when O(accounts) is given
  type: dict
  sample:
    production:
      api_calls: {read: 2, write: 0}
      credential_source: options
error:
  description: The failed API call; C(hint) is a sentence about the cure of its C(code).
  returned: when an API call failed
  type: dict
  contains:
    action:
      description: The action of the API.
      type: str
    code:
      description: The API's code, or one that begins with C(SDK.) when no response arrived.
      type: str
    request_id:
      description: The request id, by which Alibaba Cloud's support finds the call.
      type: str
    retryable:
      description: Whether the same call may succeed later.
      type: bool
    hint:
      description: What to do about the code, when something better than its message is known.
      type: str
  sample:
    action: CreateRouterInterface
    code: QuotaExceeded
    request_id: C7F6FCBD-F9CC-4501-8EF3-CDC9577CAE45
    retryable: false
    hint: Raise the quota in the Quota Center, or delete what is not needed
"""

import fnmatch
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._cloud import vpc as _vpc
from ansible_collections.aliops.vpc.plugins.module_utils._errors import Failures
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._model.validation import check_id, check_tags
from ansible_collections.aliops.vpc.plugins.module_utils._module import QUERY_SPEC, Definition, Spec, run
from ansible_collections.aliops.vpc.plugins.module_utils._results import Params
from ansible_collections.aliops.vpc.plugins.module_utils._task import Account, Task, gather

# Option: the field of the record that it filters, and the API's filter of the same meaning, if there is one.
FILTERS = {
    "router_interface_ids": ("router_interface_id", "RouterInterfaceId"),
    "router_ids": ("router_id", "RouterId"),
    "vpc_ids": ("vpc_id", None),
    "statuses": ("status", "Status"),
    "specs": ("spec", None),
    "peer_router_interface_ids": ("peer_router_interface_id", "OppositeInterfaceId"),
    "peer_router_ids": ("peer_router_id", "OppositeRouterId"),
    "peer_account_ids": ("peer_account_id", "OppositeInterfaceOwnerId"),
    "peer_regions": ("peer_region", None),
}
ARGUMENT_SPEC: Spec = {
    **{option: {"type": "list", "elements": "str"} for option in (*FILTERS, "names")},
    "role": {"type": "str", "choices": ["initiator", "acceptor"]},
    "resource_group_id": {"type": "str"},
    "tags": {"type": "dict"},
    **QUERY_SPEC,
}
IDS = ("router_interface_id", "router_id", "vpc_id", "peer_router_interface_id", "peer_router_id")


def fits(interface: RouterInterface, params: dict[str, t.Any]) -> bool:
    """Return whether all filters match; the service may have applied some of them already."""
    return (
        all(
            not params[option] or getattr(interface, field) in params[option]
            for option, (field, _key) in FILTERS.items()
        )
        and (not params["names"] or any(fnmatch.fnmatchcase(interface.name or "", name) for name in params["names"]))
        and params["role"] in (None, interface.role)
    )


def work(task: Task) -> tuple[Params, Failures]:
    """Read the interfaces of every account."""
    params = task.params
    for option, (field, _key) in FILTERS.items():
        for value in params[option] or () if field in IDS else ():
            check_id(field, value)
    filters = {key: params[option] for option, (_field, key) in FILTERS.items() if key and params[option]}
    tags = [{"Key": key, "Value": value} for key, value in (check_tags(params["tags"]) or {}).items()]
    more = {"ResourceGroupId": params["resource_group_id"], "Tags": tags}

    def read(account: Account, region: str) -> list[Params]:
        listed = _vpc.describe_router_interfaces(account.client, region, filters, **more)
        return [interface.as_result() for interface in listed if fits(interface, params)]

    return gather(task, "router_interfaces", read)


MODULE = Definition(ARGUMENT_SPEC, work)


def main() -> None:
    """Read, exit."""
    run(MODULE)


if __name__ == "__main__":
    main()
