#!/usr/bin/python
# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Connect, activate and deactivate the router interfaces of one account."""

from __future__ import annotations

DOCUMENTATION = r"""
module: router_interface_connections
short_description: Connect, activate and deactivate router interfaces
description:
  - Brings router interfaces of one account to the state active or inactive. A connection is initiated on the initiator,
    after each side has named the other one as its peer. The acceptor sends no call for it.
  - On an initiator it waits until B(both) sides are active, as the initiator sees them; on an acceptor, until the
    acceptor itself is. A state that does not change by itself, such as a peer that its owner has deactivated, ends
    the wait after a moment, with an error that names it.
  - An interface whose peer was deleted is dead; O(aliops.vpc.router_interfaces#module:recreate) is the cure.
version_added: 1.0.0
author:
  - aliops contributors (@aliops)
extends_documentation_fragment:
  - aliops.vpc.account
  - aliops.vpc.attributes
  - aliops.vpc.known
  - aliops.vpc.wait
  - aliops.vpc.passing
options:
  state:
    description:
      - V(active) initiates the connection, or activates an inactive interface. V(inactive) deactivates an active one.
    type: str
    choices: [active, inactive]
    default: active
  connections:
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
      region:
        description:
          - The region of the interface; the default is O(region).
        type: str
      router_interface_id:
        description:
          - The id of the interface.
        type: str
      router_id:
        description:
          - The router (V(vrt-...)) on which the interface is, when its id is not given.
        type: str
      vpc_id:
        description:
          - The VPC whose router is meant, instead of O(connections[].router_id).
        type: str
      role:
        description:
          - The role of the interface, when its id is not given.
        type: str
        choices: [initiator, acceptor]
      name:
        description:
          - The name of the interface, when neither its id nor O(connections[].peer_router_id) is given.
        type: str
      peer_router_id:
        description:
          - The router of the peer, which distinguishes the interfaces of a router.
        type: str
seealso:
  - module: aliops.vpc.router_interface_peers
"""

EXAMPLES = r"""
- name: Initiate the connection and wait until both sides are active
  aliops.vpc.router_interface_connections:
    profile: production
    region: cn-beijing
    connections:
      - router_interface_id: ri-AAA

- name: Deactivate it
  aliops.vpc.router_interface_connections:
    profile: production
    region: cn-beijing
    state: inactive
    connections:
      - router_interface_id: ri-AAA
"""

RETURN = r"""
router_interface_connections_json:
  description: The list RV(router_interface_connections) as JSON, in its place.
  returned: when O(as_json) is V(true)
  type: str
router_interface_connections:
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
    - action: updated
      router_interface_id: ri-AAA
      status: Active
      peer_status: Active
writes:
  description: The write calls that the plan holds, in check mode too.
  returned: success
  type: list
  elements: str
  sample: [ConnectRouterInterface]
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

from ansible_collections.aliops.vpc.plugins.module_utils._apply.connections import connect
from ansible_collections.aliops.vpc.plugins.module_utils._apply.lookups import (
    KnownInterfaces,
    read_interfaces,
    with_routers,
)
from ansible_collections.aliops.vpc.plugins.module_utils._apply.progress import Item, goal_active, goal_inactive
from ansible_collections.aliops.vpc.plugins.module_utils._apply.router_interfaces import Outcome
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.waiters import Waiter
from ansible_collections.aliops.vpc.plugins.module_utils._errors import Failures
from ansible_collections.aliops.vpc.plugins.module_utils._model.entry_specs import CONNECTION
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._module import (
    KNOWN_SPEC,
    PASSING_SPEC,
    WAIT_SPEC,
    Definition,
    Spec,
    run,
)
from ansible_collections.aliops.vpc.plugins.module_utils._plan.change import Changes
from ansible_collections.aliops.vpc.plugins.module_utils._plan.connections import plan_connections
from ansible_collections.aliops.vpc.plugins.module_utils._results import Params
from ansible_collections.aliops.vpc.plugins.module_utils._task import Account, Task, converge, known_records

ARGUMENT_SPEC: Spec = {
    "state": {"type": "str", "choices": ["active", "inactive"], "default": "active"},
    "connections": {"type": "list", "elements": "dict", "required": True, **CONNECTION},
    **KNOWN_SPEC,
    **WAIT_SPEC,
    **PASSING_SPEC,
}


def work(task: Task) -> tuple[Params, Failures]:
    """Read, plan, apply; each end is looked at in its own account, where both are in the task."""
    active, known = task.params["state"] == "active", KnownInterfaces(known_records(task.params, "known_interfaces"))

    def plan(account: Account) -> Changes[RouterInterface]:
        want = [RouterInterface.from_options(entry, account.region) for entry in account.entries]
        want = known.with_ids(with_routers(account.client, want))
        have = read_interfaces(account.client, [entry for entry in want if not known.is_new(entry)])
        state = task.params["state"]
        return Changes(plan_connections(want, have, state, assume_created=task.check_mode, new=known.new_ids))

    def apply_all(plans: t.Sequence[Changes[RouterInterface]]) -> list[Outcome]:
        ids = {(change.before or change.want).router_interface_id for plan_ in plans for change in plan_.changes}

        def goal_in(account: Account) -> t.Callable[[Item], Waiter]:
            return goal_active(ids, account.client.list_lag) if active else goal_inactive

        return connect([own.changes for own in plans], task.each_account, goal_in, task.timeout)

    return converge(task, "router_interface_connections", plan, apply_all)


MODULE = Definition(ARGUMENT_SPEC, work, entries="connections")


def main() -> None:
    """Read, plan, apply, exit."""
    run(MODULE)


if __name__ == "__main__":
    main()
