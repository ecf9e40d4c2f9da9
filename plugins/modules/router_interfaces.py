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
  - A deletion deactivates the interface first when it is active. Route entries to it are named in a refusal,
    or deleted with O(force_routes=true). With several O(accounts) all of this is done in all of them before the first
    interface is deleted.
  - The two ends of a pair that one task creates get each other as peers, when the entries name each other's routers,
    regions and accounts. Other peers are set by M(aliops.vpc.router_interface_peers).
  - What the API cannot do is refused before anything is written, in check mode too.
  - From 58 minutes past an hour on nothing is created for one and a half O(list_lag); the module waits.
  - An interface on a border router (V(vbr-...)), which joins a data centre, is an initiator like any other; its fast
    link mode, which creates both ends at once, is not supported.
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
      - Whether the interfaces should exist.
    type: str
    choices: [present, absent]
    default: present
  deactivate:
    description:
      - Whether O(state=absent) may deactivate an active interface to delete it. Otherwise an active one is an error; in
        check mode it represents one that an earlier task would deactivate.
      - The same holds for route entries to it.
    type: bool
    default: true
  force_routes:
    description:
      - Whether a deletion may delete the custom route entries whose next hop is the interface, and only those.
    type: bool
    default: false
  recreate:
    description:
      - Whether an interface may be deleted and created again when it cannot have the wanted peer otherwise. That is so
        for another peer once it was connected, for another O(interfaces[].peer_region), and after its peer was deleted.
      - The new interface keeps attributes that are not given. The traffic through the interface stops.
    type: bool
    default: false
  purge_tags:
    description:
      - Whether tags that are not in O(interfaces[].tags) are removed, when those are given. The service's own stay.
    type: bool
    default: true
  read_at:
    description:
      - When the snapshot of O(interfaces[].new) began, the RV(aliops.vpc.vpcs_info#module:read_at) of its module. One
        that is too old to create from is repeated.
    type: float
  interfaces:
    description:
      - The router interfaces.
    type: list
    elements: dict
    required: true
    suboptions:
      account:
        description:
          - The name of one of O(accounts). It is needed where there are several.
        type: str
      new:
        description:
          - Whether the interface was missing from a snapshot a moment ago, see O(read_at). It is then created without
            another read.
        type: bool
        default: false
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
          - The name, of 2 to 128 letters, digits, V(.), V(_) and V(-), a letter first.
        type: str
      description:
        description:
          - The description, of 2 to 256 characters, a letter first. The API cannot remove one.
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
          - The kind of O(interfaces[].router_id), which its id shows already. A border router V(VBR) can only initiate.
        type: str
        choices: [VRouter, VBR]
      access_point_id:
        description:
          - The access point of a border router. It is needed for one, and fixed at creation.
        type: str
      spec:
        description:
          - The bandwidth of an initiator, such as V(Large.1). An acceptor has none of its own, whatever is given; its
            specification is always V(Negative).
        type: str
        choices:
          [Mini.2, Mini.5, Small.1, Small.2, Small.5, Middle.1, Middle.2, Middle.5, Large.1, Large.2, Large.5, Xlarge.1]
      charge_type:
        description:
          - How the bandwidth is paid for. It is fixed at creation. The API cannot delete what is V(PrePaid).
          - V(PrePaid) is not offered within one region, and not to an acceptor, which costs nothing.
        type: str
        choices: [PostPaid, PrePaid]
      period:
        description:
          - For how many months (1 to 9) or years (1 to 3), see O(interfaces[].pricing_cycle), a V(PrePaid) interface is
            bought.
          - This and the other options of the purchase count at creation only; the API does not return them later.
        type: int
      pricing_cycle:
        description:
          - The unit of O(interfaces[].period). Without it, the API takes months.
        type: str
        choices: [Month, Year]
      auto_renew:
        description:
          - Whether the purchase is renewed by itself.
        type: bool
      auto_pay:
        description:
          - Whether the order is paid by itself. Otherwise it has to be paid in Expenses and Costs.
        type: bool
      resource_group_id:
        description:
          - The resource group (V(rg-...)). It is given at creation.
        type: str
      tags:
        description:
          - The tags, at most 20. Without this option they stay as they are.
        type: dict
      health_check_source_ip:
        description:
          - An unused address of the VPC, from which the health check of a connection to a border router is made.
          - An empty text, in both addresses, removes the health check.
        type: str
      health_check_target_ip:
        description:
          - The address at the other end that is checked.
        type: str
      health_check_rate:
        description:
          - The time between two checks in milliseconds. The service recommends 2000.
        type: int
      health_check_threshold:
        description:
          - After how many lost packets the connection counts as broken. The service recommends 8.
        type: int
      peer_region:
        description:
          - The region of the peer. It is fixed at creation, see O(recreate).
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
          - The kind of O(interfaces[].peer_router_id), which its id shows already.
        type: str
        choices: [VRouter, VBR]
      peer_access_point_id:
        description:
          - The access point of a peer on a border router. It is needed for one, and fixed at creation.
        type: str
      peer_router_interface_id:
        description:
          - The router interface of the peer (V(ri-...)). It and the other attributes of the peer can be set
            as long as the interface was never connected, see O(recreate). Given at creation, they need no further call.
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

- name: Change its bandwidth and its tags
  aliops.vpc.router_interfaces:
    profile: production
    region: cn-beijing
    interfaces:
      - role: initiator
        vpc_id: vpc-12345678
        peer_router_id: vrt-BBB
        spec: Large.2
        tags:
          team: network

- name: Delete it again, with the routes to it
  aliops.vpc.router_interfaces:
    profile: production
    region: cn-beijing
    state: absent
    force_routes: true
    interfaces:
      - role: initiator
        vpc_id: vpc-12345678
        peer_router_id: vrt-BBB
"""

RETURN = r"""
router_interfaces_json:
  description: The list RV(router_interfaces) as JSON, in its place.
  returned: when O(as_json) is V(true)
  type: str
router_interfaces:
  description: The interfaces, in the order asked for. What does not exist yet in check mode is null.
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
    action:
      description: V(none), V(created), V(updated), V(recreated) or V(deleted).
      type: str
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

from ansible_collections.aliops.vpc.plugins.module_utils._apply.client_tokens import is_stale, stand_by
from ansible_collections.aliops.vpc.plugins.module_utils._apply.interface_plans import InterfacePlan, read_routes_to
from ansible_collections.aliops.vpc.plugins.module_utils._apply.lookups import read_interfaces, with_routers
from ansible_collections.aliops.vpc.plugins.module_utils._apply.pairs import apply_pairs, new_pairs
from ansible_collections.aliops.vpc.plugins.module_utils._apply.router_interfaces import Outcome
from ansible_collections.aliops.vpc.plugins.module_utils._errors import Failures
from ansible_collections.aliops.vpc.plugins.module_utils._model.entry_specs import INTERFACE
from ansible_collections.aliops.vpc.plugins.module_utils._model.indexes import Key
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._module import (
    PASSING_SPEC,
    WAIT_SPEC,
    Definition,
    Spec,
    run,
)
from ansible_collections.aliops.vpc.plugins.module_utils._plan.router_interfaces import (
    MODIFY,
    Allowed,
    plan_interfaces,
    removable,
)
from ansible_collections.aliops.vpc.plugins.module_utils._results import Params
from ansible_collections.aliops.vpc.plugins.module_utils._task import Account, Task, converge

ARGUMENT_SPEC: Spec = {
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "deactivate": {"type": "bool", "default": True},
    "force_routes": {"type": "bool", "default": False},
    "recreate": {"type": "bool", "default": False},
    "purge_tags": {"type": "bool", "default": True},
    "interfaces": {"type": "list", "elements": "dict", "required": True, **INTERFACE},
    "read_at": {"type": "float"},
    **WAIT_SPEC,
    **PASSING_SPEC,
}


def read_and_plan(task: Task, account: Account, *, anew: bool = False) -> InterfacePlan:
    """Return the plan of an account; with ``anew`` the snapshots of earlier tasks do not count."""
    params, state, asked_at = task.params, task.params["state"], account.client.time.now()
    read_at, list_lag = params["read_at"], account.client.list_lag
    anew = anew or (read_at is not None and is_stale(read_at, list_lag, asked_at))
    want = [RouterInterface.from_options(entry, account.region) for entry in account.entries]
    want = with_routers(account.client, want, may_lack=state == "absent")
    new = [entry["new"] and state == "present" and not anew for entry in account.entries]
    have = read_interfaces(account.client, [entry for entry, is_new in zip(want, new) if not is_new])
    names = ("deactivate", "force_routes", "recreate", "purge_tags")
    allowed = Allowed(**{name: params[name] for name in names}, assume_done=task.check_mode)
    # In check mode an earlier task would also delete the routes to the interfaces that it would deactivate.
    assumed_done = task.check_mode and not params["deactivate"]
    deletable = [] if assumed_done else removable(want, have, state, params["recreate"])
    routes = read_routes_to(account.client, deletable)
    return InterfacePlan.from_changes(plan_interfaces(want, have, state, allowed, routes), routes, asked_at)


def work(task: Task) -> tuple[Params, Failures]:
    """Read, plan, apply."""

    def settled(account: Account, plan: InterfacePlan) -> InterfacePlan:
        late = stand_by(plan.changes, plan.asked_at, account.client.list_lag, account.client.watch)
        return read_and_plan(task, account, anew=True) if late else plan

    def delete_all(plans: t.Sequence[InterfacePlan]) -> list[Outcome]:
        released = task.each_account(lambda account, plan: plan.release(account.client, task.timeout), plans)
        return task.each_account(
            lambda account, plan, own: plan.delete(account.client, own, task.timeout), plans, released
        )

    def apply_all(plans: t.Sequence[InterfacePlan]) -> list[Outcome]:
        if task.params["state"] == "absent":
            return delete_all(plans)
        earlier, later = pairs(plans)
        settled_plans = task.each_account(settled, plans)
        return apply_pairs(settled_plans, positions(), earlier | later, task.each_account, task.timeout)

    def positions() -> list[list[int]]:
        return [account.positions for account in task.accounts]

    def pairs(plans: t.Sequence[InterfacePlan]) -> tuple[set[Key], set[Key]]:
        new = [[entry["new"] for entry in account.entries] for account in task.accounts]
        return new_pairs(plans, positions(), new)

    def joint_writes(plans: t.Sequence[InterfacePlan]) -> list[str]:
        return [] if task.params["state"] == "absent" else [MODIFY for _key in pairs(plans)[0]]

    return converge(task, "router_interfaces", lambda account: read_and_plan(task, account), apply_all, joint_writes)


MODULE = Definition(ARGUMENT_SPEC, work, entries="interfaces")


def main() -> None:
    """Read, plan, apply, exit."""
    run(MODULE)


if __name__ == "__main__":
    main()
