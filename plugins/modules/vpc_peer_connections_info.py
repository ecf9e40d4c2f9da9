#!/usr/bin/python
# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read the VPC peering connections of one account."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vpc_peer_connections_info
short_description: Read VPC peering connections
description:
  - Returns the VPC peering connections that an Alibaba Cloud account has in one region, requested by it or by others.
version_added: 1.0.0
author:
  - aliops contributors (@aliops)
extends_documentation_fragment:
  - aliops.vpc.account
  - aliops.vpc.attributes.info
options:
  vpc_peer_connection_ids:
    description:
      - Only these connections. An id that does not exist is not an error.
    type: list
    elements: str
  vpc_ids:
    description:
      - Only connections of these VPCs, on either side.
    type: list
    elements: str
  names:
    description:
      - Only connections with one of these names, in which V(*), V(?) and V([...]) stand for others, as in file names.
    type: list
    elements: str
  statuses:
    description:
      - Only connections in one of these states, such as V(Accepting), V(Activated) and V(Expired).
    type: list
    elements: str
  peer_account_ids:
    description:
      - Only connections with VPCs of these accounts, on either side.
    type: list
    elements: str
  resource_group_id:
    description:
      - Only the connections in this resource group of the account.
    type: str
  tags:
    description:
      - Only connections that have all of these tags in the account.
    type: dict
  query:
    description:
      - A JMESPath expression over RV(vpc_peer_connections); what it finds is RV(result).
    type: str
seealso:
  - module: aliops.vpc.vpc_peer_connections
"""

EXAMPLES = r"""
- name: Read all connections of a VPC
  aliops.vpc.vpc_peer_connections_info:
    profile: production
    region: cn-beijing
    vpc_ids: [vpc-12345678]

- name: Find what waits to be accepted, and until when
  aliops.vpc.vpc_peer_connections_info:
    profile: partner
    region: cn-hangzhou
    statuses: [Accepting]
    query: "[].{id: vpc_peer_connection_id, until: expiry_time}"
"""

RETURN = r"""
vpc_peer_connections:
  description: The connections.
  returned: success
  type: list
  elements: dict
  contains:
    account:
      description: The name of the account.
      returned: when O(accounts) is given
      type: str
    vpc_peer_connection_id:
      description: The id.
      type: str
    name:
      description: The name.
      type: str
    description:
      description: The description.
      type: str
    status:
      description: The state, such as V(Accepting), V(Activated), V(Rejected) or V(Expired).
      type: str
    business_status:
      description: V(Normal), or what locks it, such as V(FinancialLocked).
      type: str
    bandwidth:
      description: The bandwidth in Mbit/s; null within a region, where it has no limit.
      type: int
    link_type:
      description: The quality of the line between two regions, such as V(Gold); null within a region.
      type: str
    requester_account_id:
      description: The account of the requester.
      type: str
    requester_region:
      description: The region of the requester's VPC.
      type: str
    requester_vpc_id:
      description: The requester's VPC.
      type: str
    requester_cidr_blocks:
      description: The CIDR blocks of the requester's VPC.
      type: list
      elements: str
    accepter_account_id:
      description: The account of the accepter.
      type: str
    accepter_region:
      description: The region of the accepter's VPC.
      type: str
    accepter_vpc_id:
      description: The accepter's VPC.
      type: str
    accepter_cidr_blocks:
      description: The CIDR blocks of the accepter's VPC.
      type: list
      elements: str
    resource_group_id:
      description: The resource group on this account's side.
      type: str
    tags:
      description: The tags on this account's side.
      type: dict
    managed_service:
      description: The service that made it, if that is not the account's owner.
      type: str
    creation_time:
      description: When it was requested, in UTC.
      type: str
    modified_time:
      description: When it was changed last, in UTC.
      type: str
    expiry_time:
      description: Until when a request can be accepted, in UTC; 7 days after its creation.
      type: str
result:
  description: What O(query) finds in RV(vpc_peer_connections), whatever its type.
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

from ansible_collections.aliops.vpc.plugins.module_utils._cloud import vpc_peer
from ansible_collections.aliops.vpc.plugins.module_utils._errors import Failures
from ansible_collections.aliops.vpc.plugins.module_utils._model.validation import check_id, check_tags
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import PeerConnection
from ansible_collections.aliops.vpc.plugins.module_utils._module import QUERY_SPEC, Definition, Spec, run
from ansible_collections.aliops.vpc.plugins.module_utils._results import Params
from ansible_collections.aliops.vpc.plugins.module_utils._task import Account, Task, gather

FILTERS = ("vpc_peer_connection_ids", "vpc_ids", "names", "statuses", "peer_account_ids")
ARGUMENT_SPEC: Spec = {
    **{option: {"type": "list", "elements": "str"} for option in FILTERS},
    "resource_group_id": {"type": "str"},
    "tags": {"type": "dict"},
    **QUERY_SPEC,
}


def fits(connection: PeerConnection, params: Params) -> bool:
    """Return whether all filters match; the service has applied tags and resource group."""
    values: dict[str, set[str | None]] = {
        "vpc_peer_connection_ids": {connection.vpc_peer_connection_id},
        "vpc_ids": set(connection.vpc_ids),
        "statuses": {connection.status},
        "peer_account_ids": {connection.requester_account_id, connection.accepter_account_id},
    }
    return all(not params[option] or own.intersection(params[option]) for option, own in values.items()) and (
        not params["names"] or any(fnmatch.fnmatchcase(connection.name or "", name) for name in params["names"])
    )


def work(task: Task) -> tuple[Params, Failures]:
    """Read the connections of every account."""
    params = task.params
    for option, field in (("vpc_peer_connection_ids", "vpc_peer_connection_id"), ("vpc_ids", "vpc_id")):
        for value in params[option] or ():
            check_id(field, value)
    tags = check_tags(params["tags"])
    group = params["resource_group_id"]

    def read(account: Account, region: str) -> list[Params]:
        # For one VPC the service looks up its connections.
        alone = params["vpc_ids"] if len(params["vpc_ids"] or ()) == 1 else ()
        listed = vpc_peer.list_vpc_peer_connections(account.client, region, alone, tags, group)
        return [connection.as_listed() for connection in listed if fits(connection, params)]

    return gather(task, "vpc_peer_connections", read)


MODULE = Definition(ARGUMENT_SPEC, work)


def main() -> None:
    """Read, exit."""
    run(MODULE)


if __name__ == "__main__":
    main()
