#!/usr/bin/python
# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Set the peer attributes of the router interfaces of one account."""

from __future__ import annotations

DOCUMENTATION = r"""
module: router_interface_peers
short_description: Set the peer of router interfaces
description:
  - Sets the peer of router interfaces of one account, which is a router interface of any account. The acceptor's
    account consents to the connection by naming the initiator as the peer of the acceptor.
  - The API takes these attributes only as long as an interface was never connected. Another peer for one that was is
    refused before anything is written, unless O(recreate=true).
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
  recreate:
    description:
      - Whether an interface that was once connected may be deleted and created again, with all its attributes but
        another id, to get another peer. The traffic through it stops.
      - When a run is interrupted between both, M(aliops.vpc.router_interfaces) has to create the interface again.
    type: bool
    default: false
  force_routes:
    description:
      - Whether O(recreate=true) may delete the custom route entries whose next hop is the interface, and only those.
    type: bool
    default: false
  peers:
    description:
      - The interfaces with their peers.
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
          - The VPC whose router is meant, instead of O(peers[].router_id).
        type: str
      role:
        description:
          - The role of the interface, when its id is not given.
        type: str
        choices: [initiator, acceptor]
      name:
        description:
          - The name of the interface, when neither its id nor O(peers[].peer_router_id) is given.
        type: str
      peer_router_id:
        description:
          - The router of the peer, which also distinguishes the interfaces of a router.
        type: str
      peer_account_id:
        description:
          - The id of the account of the peer, which is never that of a RAM user.
        type: str
        required: true
      peer_router_type:
        description:
          - The kind of O(peers[].peer_router_id), which its id shows already.
        type: str
        choices: [VRouter, VBR]
      peer_region:
        description:
          - The region of the peer. Another one than at the creation of the interface needs O(recreate=true).
        type: str
      peer_router_interface_id:
        description:
          - The router interface of the peer (V(ri-...)).
          - It may be left out in check mode, for a peer that an earlier task would create.
        type: str
seealso:
  - module: aliops.vpc.router_interfaces
  - module: aliops.vpc.router_interface_connections
"""

EXAMPLES = r"""
- name: Name the initiator on the acceptor
  aliops.vpc.router_interface_peers:
    profile: partner
    region: cn-hangzhou
    peers:
      - router_interface_id: ri-BBB
        peer_account_id: "1231579085529123"
        peer_router_id: vrt-AAA
        peer_router_interface_id: ri-AAA
"""

RETURN = r"""
router_interface_peers_json:
  description: The list RV(router_interface_peers) as JSON, in its place.
  returned: when O(as_json) is V(true)
  type: str
router_interface_peers:
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
      router_interface_id: ri-BBB
      status: Idle
      peer_account_id: "1231579085529123"
      peer_router_id: vrt-AAA
      peer_router_interface_id: ri-AAA
writes:
  description: The write calls that the plan holds, in check mode too.
  returned: success
  type: list
  elements: str
  sample: [ModifyRouterInterfaceAttribute]
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

from ansible_collections.aliops.vpc.plugins.module_utils._apply.interface_plans import InterfacePlan, read_routes_to
from ansible_collections.aliops.vpc.plugins.module_utils._apply.lookups import (
    KnownInterfaces,
    read_interfaces,
    with_routers,
)
from ansible_collections.aliops.vpc.plugins.module_utils._apply.progress import goal_settled
from ansible_collections.aliops.vpc.plugins.module_utils._apply.router_interfaces import Outcome
from ansible_collections.aliops.vpc.plugins.module_utils._errors import Failures, OptionError
from ansible_collections.aliops.vpc.plugins.module_utils._model.entry_specs import PEER
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._module import (
    KNOWN_SPEC,
    PASSING_SPEC,
    WAIT_SPEC,
    Definition,
    Spec,
    run,
)
from ansible_collections.aliops.vpc.plugins.module_utils._plan.router_interfaces import Allowed, plan_peers, removable
from ansible_collections.aliops.vpc.plugins.module_utils._results import Params
from ansible_collections.aliops.vpc.plugins.module_utils._task import Account, Task, converge, known_records

ARGUMENT_SPEC: Spec = {
    "recreate": {"type": "bool", "default": False},
    "force_routes": {"type": "bool", "default": False},
    "peers": {"type": "list", "elements": "dict", "required": True, **PEER},
    **KNOWN_SPEC,
    **WAIT_SPEC,
    **PASSING_SPEC,
}


def work(task: Task) -> tuple[Params, Failures]:
    """Read, plan, apply."""
    params = task.params
    known = KnownInterfaces(known_records(params, "known_interfaces"))

    def plan(account: Account) -> InterfacePlan:
        want = [RouterInterface.from_options(entry, account.region) for entry in account.entries]
        want = known.with_ids(with_routers(account.client, want))
        lacking = [entry.label for entry in want if not (entry.peer_router_interface_id and entry.peer_router_id)]
        if lacking and not task.check_mode:
            raise OptionError(f"peer_router_interface_id and peer_router_id are needed for {', '.join(lacking)}")
        have = read_interfaces(account.client, [entry for entry in want if not known.is_new(entry)])
        allowed = Allowed(recreate=params["recreate"], force_routes=params["force_routes"], assume_done=task.check_mode)
        routes = read_routes_to(account.client, removable(want, have, "present", params["recreate"]))
        changes = plan_peers(want, have, allowed, routes, known.new_ids, known.has_peer)
        return InterfacePlan.from_changes(changes, routes)

    def apply(account: Account, own: InterfacePlan) -> Outcome:
        # The API takes the attributes of a peer at once; only a new interface has to be waited for.
        return own.apply(account.client, goal_settled, task.timeout if params["recreate"] else None)

    return converge(task, "router_interface_peers", plan, lambda plans: task.each_account(apply, plans))


MODULE = Definition(ARGUMENT_SPEC, work, entries="peers")


def main() -> None:
    """Read, plan, apply, exit."""
    run(MODULE)


if __name__ == "__main__":
    main()
