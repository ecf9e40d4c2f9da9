#!/usr/bin/python
# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Converge VPC peering connections, in the accounts of both sides or in one."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vpc_peer_connections
short_description: Request, accept, change, reject and delete VPC peering connections
description:
  - Converges a list of VPC peering connections. Each joins two VPCs, of one account or of two, in one region or in two.
  - With O(connections[].peer_account) it requests in the requester's account and accepts in the accepter's. Without, it
    does the part of its own account and returns what is left for the other one, RV(vpc_peer_connections[].waiting_for).
  - A connection is found by O(connections[].vpc_peer_connection_id), else by its two VPCs, whichever of them requested.
  - What the API cannot do is refused before anything is written, in check mode too. A dry run asks the
    service what it would create, see O(probe).
  - The service creates one connection of a VPC at a time, and so does the module, as it deletes them; connections that
    share no VPC are changed side by side.
version_added: 1.0.0
author:
  - aliops contributors (@aliops)
extends_documentation_fragment:
  - aliops.vpc.account
  - aliops.vpc.attributes
  - aliops.vpc.wait
  - aliops.vpc.passing
options:
  state:
    description:
      - V(present) requests and accepts, V(absent) deletes from either side, V(rejected) rejects the request of another
        account that nobody has accepted yet.
      - A rejected request can be requested again only with O(recreate=true), or once it is deleted.
    type: str
    choices: [present, absent, rejected]
    default: present
  force_routes:
    description:
      - Whether a deletion may delete the custom route entries with the connection as next hop in the own tables of the
        task's accounts, and only those. The API's own C(Force), which may reach the other account's, is never used.
    type: bool
    default: false
  recreate:
    description:
      - Whether a connection that is V(Rejected) or V(Expired) may be deleted and requested again. Otherwise it is an
        error. Attributes that are not given are taken over.
    type: bool
    default: false
  purge_tags:
    description:
      - Whether tags that are not in O(connections[].tags) are removed, when those are given. The service's own stay.
    type: bool
    default: true
  probe:
    description:
      - Whether to ask the service by dry runs, before anything is written and in check mode too, if it would create
        what does not exist. It refuses for a pair of router interfaces between the two VPCs, or a quota.
      - In check mode a key that may not create learns nothing, which is not an error.
    type: bool
    default: true
  connections:
    description:
      - The connections. Two entries for the same two VPCs are an error.
    type: list
    elements: dict
    required: true
    suboptions:
      account:
        description:
          - The name of one of O(accounts). It is needed where there are several.
        type: str
      region:
        description:
          - The region of O(connections[].vpc_id); the default is the region of the account.
        type: str
      vpc_id:
        description:
          - The VPC of the entry's account.
        type: str
      vpc_peer_connection_id:
        description:
          - The id (V(pcc-...)) of an existing connection. Without the two VPCs beside it, whatever it joins is meant.
        type: str
      role:
        description:
          - Which side the entry's account has when a connection is requested. A V(accepter) requests none itself.
          - Of an existing connection it does not matter who requested it.
        type: str
        choices: [requester, accepter]
        default: requester
      peer_account:
        description:
          - The name of one of O(accounts), in which the task does the other side's part.
        type: str
      peer_account_id:
        description:
          - The account of O(connections[].peer_vpc_id), where the task has no key for it. Without this option and
            O(connections[].peer_account) both VPCs are in one account.
        type: str
      peer_region:
        description:
          - The region of O(connections[].peer_vpc_id). The default is the region of O(connections[].peer_account), else
            the region of the entry.
        type: str
      peer_vpc_id:
        description:
          - The VPC on the other side.
        type: str
      name:
        description:
          - The name, of 2 to 128 letters, digits, V(_) and V(-), a letter first.
        type: str
      description:
        description:
          - The description, of 2 to 256 characters, a letter first. The API cannot remove it.
        type: str
      bandwidth:
        description:
          - The bandwidth in Mbit/s, of a connection between two regions only. The service takes 1024 by itself.
        type: int
      link_type:
        description:
          - The quality of the line, of a connection between two regions only. The service takes V(Gold) by itself.
        type: str
        choices: [Gold, Platinum]
      resource_group_id:
        description:
          - The resource group (V(rg-...)) in the entry's account.
        type: str
      tags:
        description:
          - The tags in the entry's account, at most 20. Without this option they stay as they are.
        type: dict
      peer_resource_group_id:
        description:
          - The resource group in O(connections[].peer_account).
        type: str
      peer_tags:
        description:
          - The tags in O(connections[].peer_account).
        type: dict
notes:
  - Routes are not part of a connection, see M(aliops.vpc.route_entries). They can be made once it is V(Activated).
  - The service needs Cloud Data Transfer (CDT) for connections between two regions. It is never opened by this module.
seealso:
  - module: aliops.vpc.vpc_peer_connections_info
  - module: aliops.vpc.route_entries
  - module: aliops.vpc.router_interfaces
"""

EXAMPLES = r"""
- name: Request a connection with the VPC of another company
  aliops.vpc.vpc_peer_connections:
    profile: production
    region: cn-beijing
    connections:
      - vpc_id: vpc-12345678
        peer_account_id: "1231579085529124"
        peer_region: cn-hangzhou
        peer_vpc_id: vpc-87654321
        name: beijing-hangzhou
        bandwidth: 100

- name: Accept what that company has requested
  aliops.vpc.vpc_peer_connections:
    profile: partner
    region: cn-hangzhou
    connections:
      - vpc_id: vpc-87654321
        role: accepter
        peer_account_id: "1231579085529123"
        peer_region: cn-beijing
        peer_vpc_id: vpc-12345678

- name: Change its bandwidth and the tags of the own side
  aliops.vpc.vpc_peer_connections:
    profile: production
    region: cn-beijing
    connections:
      - vpc_id: vpc-12345678
        peer_account_id: "1231579085529124"
        peer_region: cn-hangzhou
        peer_vpc_id: vpc-87654321
        bandwidth: 200
        tags:
          team: network

- name: Delete it again, with its routes
  aliops.vpc.vpc_peer_connections:
    profile: production
    region: cn-beijing
    state: absent
    force_routes: true
    connections:
      - vpc_id: vpc-12345678
        peer_account_id: "1231579085529124"
        peer_vpc_id: vpc-87654321
"""

RETURN = r"""
vpc_peer_connections_json:
  description: The list RV(vpc_peer_connections) as JSON, in its place.
  returned: when O(as_json) is V(true)
  type: str
vpc_peer_connections:
  description: The connections, in the order asked for. What does not exist yet in check mode is null.
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
    peer_resource_group_id:
      description: The resource group in O(connections[].peer_account).
      type: str
    peer_tags:
      description: The tags in O(connections[].peer_account).
      type: dict
    action:
      description: V(none), V(created), V(accepted), V(updated), V(recreated), V(rejected) or V(deleted).
      type: str
    deferred:
      description: Attributes that differ, and that the API changes only once the connection is V(Activated).
      type: list
      elements: str
    waiting_for:
      description: What another account has to do next, for which the task has no key.
      returned: when that is so, else null
      type: dict
      contains:
        action:
          description: V(accept) or V(request).
          type: str
        account_id:
          description: The account that has to act.
          type: str
        region:
          description: The region of its VPC.
          type: str
        vpc_id:
          description: Its VPC.
          type: str
        peer_vpc_id:
          description: The VPC on the other side.
          type: str
        vpc_peer_connection_id:
          description: The request to accept; null before there is one.
          type: str
        until:
          description: Until when it can be accepted, in UTC.
          type: str
  sample:
    - action: created
      vpc_peer_connection_id: pcc-lnk0m24khwvtkmabcd
      status: Accepting
      requester_vpc_id: vpc-12345678
      accepter_vpc_id: vpc-87654321
      waiting_for:
        action: accept
        account_id: "1231579085529124"
        vpc_peer_connection_id: pcc-lnk0m24khwvtkmabcd
        until: "2026-05-15T09:02:36Z"
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
throttled_at:
  description: How many calls of an action the service accepted within a minute before it refused more, by action.
  returned: when the service throttled calls, in this task or in an earlier one that it was given
  type: dict
  sample: {CreateRouterInterface: 300}
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
failures:
  description: The entries that failed.
  returned: when some entries failed
  type: list
  elements: dict
  contains:
    entry:
      description: The entry.
      type: str
    msg:
      description: What went wrong.
      type: str
    error:
      description: As RV(error), when an API call failed.
      type: dict
    last_state:
      description: As RV(last_state), when it was waited for in vain.
      type: str
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
refused:
  description: What the API cannot do, a sentence each; nothing was written then.
  returned: when the plan was refused
  type: list
  elements: str
last_state:
  description: What was seen last of a resource that took a wrong way, or did not arrive in time.
  returned: when something was waited for in vain
  type: str
  sample: Connecting (peer AcceptingConnecting)
progress:
  description:
    - What was seen while waiting, a line for each change of a state. A module that runs in a process of its own writes
      the lines to the system's log as they come.
  returned: with C(-v), when something was waited for
  type: list
  elements: str
  sample: ["   0.4 s router interface ri-AAA: Connecting (peer AcceptingConnecting)"]
"""

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._apply.vpc_peer_plans import PeerTask
from ansible_collections.aliops.vpc.plugins.module_utils._apply.vpc_peer_reads import probe
from ansible_collections.aliops.vpc.plugins.module_utils._errors import Failures, OptionError
from ansible_collections.aliops.vpc.plugins.module_utils._model.entry_specs import PEER_CONNECTION
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import WantedPeer
from ansible_collections.aliops.vpc.plugins.module_utils._module import (
    PASSING_SPEC,
    WAIT_SPEC,
    Definition,
    Spec,
    run,
)
from ansible_collections.aliops.vpc.plugins.module_utils._plan.vpc_peer_changes import (
    Allowed,
)
from ansible_collections.aliops.vpc.plugins.module_utils._plan.vpc_peer_results import as_result
from ansible_collections.aliops.vpc.plugins.module_utils._results import Params
from ansible_collections.aliops.vpc.plugins.module_utils._task import Account, Task

ARGUMENT_SPEC: Spec = {
    "state": {"type": "str", "choices": ["present", "absent", "rejected"], "default": "present"},
    "force_routes": {"type": "bool", "default": False},
    "recreate": {"type": "bool", "default": False},
    "purge_tags": {"type": "bool", "default": True},
    "probe": {"type": "bool", "default": True},
    "connections": {"type": "list", "elements": "dict", "required": True, **PEER_CONNECTION},
    **WAIT_SPEC,
    **PASSING_SPEC,
}


def wanted(task: Task) -> list[WantedPeer]:
    """Return the entries in the order given; a peer's region is that of its account, unless an entry names another."""
    regions = {account.name: account.region for account in task.accounts}
    placed: dict[int, WantedPeer] = {}
    problems: list[str] = []

    def read(account: Account, entry: Params) -> WantedPeer:
        peer_region = entry["peer_region"] or (regions[entry["peer_account"]] if entry["peer_account"] else None)
        return WantedPeer.from_options({**entry, "peer_region": peer_region}, account.name, account.region)

    for account in task.accounts:
        for place, entry in zip(account.positions, account.entries):
            try:
                placed[place] = read(account, entry)
            except OptionError as error:
                problems.append(str(error))
    if problems:
        raise OptionError(" ".join(problems))
    return [want for _place, want in sorted(placed.items())]


def work(task: Task) -> tuple[Params, Failures]:
    """Read, plan, apply."""
    task.check_opened()
    by_name = {account.name: account for account in task.accounts}
    names = ("recreate", "purge_tags", "force_routes")
    peer_task = PeerTask(
        {name: account.client for name, account in by_name.items()},
        task.params["state"],
        Allowed(**{name: task.params[name] for name in names}),
        lambda name: by_name[name].identify(),
        task.timeout,
    )
    plan = peer_task.read_and_plan(wanted(task))
    changes, failures = list(plan.changes), t.cast(Failures, [])
    if task.params["probe"]:
        probe(peer_task.clients, changes, denied_passes=task.check_mode)
    if not task.check_mode:
        links = peer_task.carry_out(plan)
        changes = [link.result for link in links]
        failures = [(link.change.label, link.failure) for link in links if link.failure]
    return as_result(changes, plan.writes, named=bool(task.params.get("accounts"))), failures


MODULE = Definition(ARGUMENT_SPEC, work, entries="connections")


def main() -> None:
    """Read, plan, apply, exit."""
    run(MODULE)


if __name__ == "__main__":
    main()
