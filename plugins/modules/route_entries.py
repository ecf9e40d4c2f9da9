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
  - Only requested entries are changed. Routes of the system, of CEN, BGP and the like are never changed.
  - Entries of a table share calls, up to 50 in one. If the service refuses some entries of a call, it still creates the
    others.
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
      - Whether the entries should exist, unless they have an O(entries[].state) of their own.
    type: str
    choices: [present, absent]
    default: present
  on_conflict:
    description:
      - What to do when a destination already has another next hop. V(replace) moves it to the new one without a gap.
      - Entries with several next hops cannot be moved; they have to be deleted first.
    type: str
    choices: [fail, replace]
    default: fail
  purge:
    description:
      - Also delete custom entries that are not in O(entries) when they are in a table of those that should exist
        and have one of their router interfaces or VPC peering connections as next hop. Nothing else is ever deleted.
    type: bool
    default: false
  entries:
    description:
      - The route entries. A destination occurs once in a table.
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
          - Whether the destination was missing from the table a moment ago. The entry is then created without another
            read; where the service refuses the destination as a duplicate, the entry is read and compared.
        type: bool
        default: false
      state:
        description:
          - Whether the entry should exist; the default is O(state). In each table the deletions come first.
        type: str
        choices: [present, absent]
      region:
        description:
          - The region of the table; the default is O(region).
        type: str
      route_table_id:
        description:
          - The route table (V(vtb-...)).
        type: str
      vpc_id:
        description:
          - The VPC of the tables, instead of O(entries[].route_table_id).
        type: str
      tables:
        description:
          - Which tables of O(entries[].vpc_id) get the entry, V(system) or every one that a vSwitch V(used).
        type: str
        choices: [system, used]
        default: system
      destination:
        description:
          - The destination, an IPv4 or IPv6 CIDR block without host bits, or a prefix list (V(pl-...)).
        type: str
        required: true
      next_hop_type:
        description:
          - The type of the next hop. A V(VpcPeer) becomes one only once it is V(Activated), for which the module waits
            while the service is at work.
        type: str
        choices:
          - RouterInterface
          - Instance
          - HaVip
          - NetworkInterface
          - VpnGateway
          - IPv6Gateway
          - NatGateway
          - Attachment
          - VpcPeer
          - Ipv4Gateway
          - GatewayEndpoint
          - Ecr
          - GatewayLoadBalancerEndpoint
        default: RouterInterface
      next_hop_id:
        description:
          - The next hop. An entry that should exist may lack it in check mode only, for a next hop that an earlier task
            would create. An entry that should not exist is deleted only if it has this next hop.
        type: str
      next_hop_interface:
        description:
          - The next hop by identity instead of by O(entries[].next_hop_id), a router interface in the region of the
            table. It is looked up in O(known_interfaces), else in the account.
          - In check mode one that does not exist stands for one that an earlier task would create.
        type: dict
        suboptions:
          router_id:
            description:
              - The router that the interface is on.
            type: str
          role:
            description:
              - The role of the interface.
            type: str
            choices: [initiator, acceptor]
          peer_router_id:
            description:
              - The router that its peer is on.
            type: str
      next_hop_connection:
        description:
          - The next hop by identity instead of by O(entries[].next_hop_id), with
            O(entries[].next_hop_type=VpcPeer) the VPC peering connection of two VPCs, whichever of them has requested
            it. It is looked up in O(known_connections), else in the account. One that is being deleted, was rejected
            or has expired does not count.
          - In check mode one that does not exist stands for one that an earlier task would request.
        type: dict
        suboptions:
          vpc_id:
            description:
              - The VPC of the table.
            type: str
            required: true
          peer_vpc_id:
            description:
              - The VPC at the other end.
            type: str
            required: true
      next_hops:
        description:
          - Two to four router interfaces among which the traffic is shared (ECMP), instead of O(entries[].next_hop_id).
            The API takes those whose peers are on border routers.
        type: list
        elements: dict
        suboptions:
          next_hop_id:
            description:
              - The router interface.
            type: str
            required: true
          weight:
            description:
              - Its share of the traffic.
            type: int
      name:
        description:
          - The name, of 1 to 128 characters.
        type: str
      description:
        description:
          - The description, of 1 to 256 characters.
        type: str
  known_connections:
    description:
      - VPC peering connections as earlier tasks have returned them, as a list or as JSON,
        RV(aliops.vpc.vpc_peer_connections#module:vpc_peer_connections). Each O(entries[].next_hop_connection) is looked
        up in these first, because the account's lists show a new one late.
      - One that is V(Activated) gets its routes without another read. In check mode those that would be requested
        have no id, and stand for connections that do not exist yet.
    type: json
    default: "[]"
  known_route_entries:
    description:
      - Route entries as earlier tasks have returned them, RV(aliops.vpc.route_entries#module:route_entries). In check
        mode they count as these tasks would leave them; otherwise the tables are read, and this option has no effect.
    type: json
    default: "[]"
seealso:
  - module: aliops.vpc.route_entries_info
  - module: aliops.vpc.vpc_peer_connections
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

- name: Lead two blocks there from every table that a vSwitch uses, and no other block any more
  aliops.vpc.route_entries:
    profile: production
    region: cn-beijing
    purge: true
    entries:
      - vpc_id: vpc-12345678
        tables: used
        destination: 172.16.100.0/24
        next_hop_id: ri-AAA
      - vpc_id: vpc-12345678
        tables: used
        destination: 172.16.101.0/24
        next_hop_id: ri-AAA
        name: office

- name: Move the first block to the VPC peering connection that joins the two VPCs
  aliops.vpc.route_entries:
    profile: production
    region: cn-beijing
    on_conflict: replace
    entries:
      - vpc_id: vpc-12345678
        destination: 172.16.100.0/24
        next_hop_type: VpcPeer
        next_hop_connection:
          vpc_id: vpc-12345678
          peer_vpc_id: vpc-87654321

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
route_entries_json:
  description: The list RV(route_entries) as JSON, in its place.
  returned: when O(as_json) is V(true)
  type: str
route_entries:
  description:
    - The entries, in the order asked for, once for each table; those that O(purge) deletes stand at the end.
    - Of several next hops, C(next_hop_id) holds the ids joined by commas.
  returned: success
  type: list
  elements: dict
  contains:
    account:
      description: The name of the account.
      returned: when O(accounts) is given
      type: str
    region:
      description: The region of the table.
      type: str
    route_table_id:
      description: The route table.
      type: str
    destination:
      description: The destination.
      type: str
    next_hop_type:
      description: What kind of resource the next hop is; V(local) within the VPC.
      type: str
    next_hop_id:
      description: The next hop; the ids of several are joined by commas.
      type: str
    next_hops:
      description: Each of several next hops with its weight; else empty.
      type: list
      elements: dict
      contains:
        next_hop_id:
          description: The router interface.
          type: str
        weight:
          description: Its share of the traffic.
          type: int
    name:
      description: The name.
      type: str
    description:
      description: The description.
      type: str
    route_entry_id:
      description: The id.
      type: str
    kind:
      description: V(Custom) for entries that somebody made; V(System), V(BGP), V(CEN) or V(ECR) for the service's own.
      type: str
    status:
      description: The state, such as V(Pending) or V(Available).
      type: str
    action:
      description: V(none), V(created), V(updated), V(recreated) or V(deleted).
      type: str
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

from ansible_collections.aliops.vpc.plugins.module_utils._apply.lookups import KnownInterfaces
from ansible_collections.aliops.vpc.plugins.module_utils._apply.next_hops import with_next_hops
from ansible_collections.aliops.vpc.plugins.module_utils._apply.peer_hops import (
    KnownConnections,
    await_peer_hops,
    name_of,
    peer_hops,
    with_peer_hops,
)
from ansible_collections.aliops.vpc.plugins.module_utils._apply.route_reads import read_tables, with_tables
from ansible_collections.aliops.vpc.plugins.module_utils._apply.routes import KnownRoutes, apply
from ansible_collections.aliops.vpc.plugins.module_utils._errors import Failures, OptionError
from ansible_collections.aliops.vpc.plugins.module_utils._model.entry_specs import NEXT_HOP_KEY, ROUTE
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry
from ansible_collections.aliops.vpc.plugins.module_utils._module import (
    KNOWN_SPEC,
    PASSING_SPEC,
    WAIT_SPEC,
    Definition,
    Spec,
    run,
)
from ansible_collections.aliops.vpc.plugins.module_utils._plan.change import Change
from ansible_collections.aliops.vpc.plugins.module_utils._plan.routes import (
    ABSENT,
    PRESENT,
    UNTOUCHED,
    RoutePlan,
    plan_routes,
)
from ansible_collections.aliops.vpc.plugins.module_utils._results import Params
from ansible_collections.aliops.vpc.plugins.module_utils._task import Account, Task, converge, known_records

ARGUMENT_SPEC: Spec = {
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "on_conflict": {"type": "str", "choices": ["fail", "replace"], "default": "fail"},
    "purge": {"type": "bool", "default": False},
    "entries": {"type": "list", "elements": "dict", "required": True, **ROUTE},
    "known_connections": {"type": "json", "default": "[]"},
    "known_route_entries": {"type": "json", "default": "[]"},
    **KNOWN_SPEC,
    **WAIT_SPEC,
    **PASSING_SPEC,
}


def named_hop(entry: Params) -> str | None:
    """Return the next hop that an entry names by identity, and how to get it, or None."""
    if entry["next_hop_interface"]:
        router, role, peer = (entry["next_hop_interface"][key] for key in NEXT_HOP_KEY)
        return f"{role} on {router} towards {peer}; create it with aliops.vpc.router_interfaces first"
    if entry["next_hop_connection"]:
        own, peer = entry["next_hop_connection"]["vpc_id"], entry["next_hop_connection"]["peer_vpc_id"]
        connection = f"a VPC peering connection in use between {own} and {peer}"
        return f"{connection}; request it with aliops.vpc.vpc_peer_connections first"
    return None


def refuse_without_next_hop(want: list[RouteEntry], entries: list[Params]) -> None:
    """Raise OptionError for entries to create that have no next hop, or one that does not exist."""
    lacking = [entry for wanted, entry in zip(want, entries) if not wanted.next_hop_id and entry["state"] == PRESENT]
    unnamed = [name_of(entry) for entry in lacking if not named_hop(entry)]
    reasons = [f"next_hop_id is needed for {', '.join(unnamed)}."] if unnamed else []
    reasons += [
        f"the next hop of {name_of(entry)} does not exist: {named}." for entry in lacking if (named := named_hop(entry))
    ]
    if reasons:
        raise OptionError(" ".join(reasons))


def state_of(wanted: RouteEntry, entry: Params, known: KnownRoutes) -> str:
    """Return the state of an entry for its plan."""
    has_no_hop = entry["state"] == ABSENT and named_hop(entry) and not wanted.next_hop_id
    return UNTOUCHED if has_no_hop and not known.would_create(wanted) else str(entry["state"])


def work(task: Task) -> tuple[Params, Failures]:
    """Read, plan, apply."""
    params, known = task.params, KnownInterfaces(known_records(task.params, "known_interfaces"))
    connections = KnownConnections(known_records(params, "known_connections"))
    routes = KnownRoutes(known_records(params, "known_route_entries") if task.check_mode else ())

    def plan(account: Account) -> RoutePlan:
        entries = [{**entry, "state": entry["state"] or params["state"]} for entry in account.entries]
        entries, listed = with_peer_hops(account.client, entries, account.region, connections)
        entries = with_next_hops(account.client, entries, account.region, known)
        entries, owners = with_tables(account.client, entries, account.region)
        want = [RouteEntry.from_options(entry, account.region) for entry in entries]
        if not task.check_mode:
            refuse_without_next_hop(want, entries)
        # What is purged has to be read, and what an entry was before it is deleted.
        read = [params["purge"] or not entry["new"] or entry["state"] == ABSENT for entry in entries]
        have = routes.after(read_tables(account.client, [wanted for wanted, needed in zip(want, read) if needed]))
        states = [state_of(wanted, entry, routes) for wanted, entry in zip(want, entries)]
        changes = plan_routes(want, have, states, params["on_conflict"], purge=params["purge"])
        read_already = {**connections.activated, **listed}
        return RoutePlan(changes, owners, peer_hops(account.client, changes, read_already, may_come=task.check_mode))

    def apply_one(account: Account, own: RoutePlan) -> tuple[list[Change[RouteEntry]], Failures]:
        stopped = await_peer_hops(account.client, own.changes, list(own.hops), task.timeout)
        return apply(account.client, own.changes, task.timeout, own.owners, stopped)

    return converge(task, "route_entries", plan, lambda plans: task.each_account(apply_one, plans))


MODULE = Definition(ARGUMENT_SPEC, work, entries="entries")


def main() -> None:
    """Read, plan, apply, exit."""
    run(MODULE)


if __name__ == "__main__":
    main()
