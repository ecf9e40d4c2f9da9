#!/usr/bin/python
# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read the VPCs of one account, with what belongs to them."""

from __future__ import annotations

DOCUMENTATION = r"""
module: vpcs_info
short_description: Read VPCs and their resources
description:
  - Returns VPCs of one Alibaba Cloud account in any number of regions, with the resources that
    O(gather_subset) selects, and the id of the account that the credential belongs to.
version_added: 1.0.0
author:
  - aliops contributors (@aliops)
extends_documentation_fragment:
  - aliops.vpc.account
  - aliops.vpc.attributes.info
  - aliops.vpc.passing
options:
  vpcs:
    description:
      - Only these VPCs. Each names its VPC by one of the options below. Those that do not exist are in RV(missing).
      - Without it, all VPCs of O(region), or of O(regions).
    type: list
    elements: dict
    suboptions:
      account:
        description:
          - The name of one of O(accounts). It is needed where there are several.
        type: str
      region:
        description:
          - The region of the VPC; the default is O(region).
        type: str
      vpc_id:
        description:
          - The id of the VPC.
        type: str
      router_id:
        description:
          - The id of the router of the VPC.
        type: str
      name:
        description:
          - The name of the VPC.
        type: str
  regions:
    description:
      - All VPCs of these regions, instead of O(region).
      - V(all) stands for every region that the service has, which costs one call more for each account.
    type: list
    elements: str
  names:
    description:
      - Only VPCs with one of these names, in which V(*), V(?) and V([...]) stand for others, as in file names.
    type: list
    elements: str
  tags:
    description:
      - Only VPCs that have all of these tags.
    type: dict
  query:
    description:
      - A JMESPath expression over RV(vpcs); what it finds is RV(result).
    type: str
  gather_subset:
    description:
      - What to read of each VPC. Each word is a key of the VPC in RV(vpcs).
      - V(vswitches_by_table) is the key V(vswitches) of VPCs with several route tables only, and its failure does not
        fail the task; in other VPCs all vSwitches use the one table.
      - V(cdt) is of the account, RV(cdt_enabled), and its failure does not fail the task.
    type: list
    elements: str
    choices:
      - vswitches
      - vswitches_by_table
      - route_tables
      - route_entries
      - router_interfaces
      - vpc_peer_connections
      - cdt
    default: []
"""

EXAMPLES = r"""
- name: Read a VPC and all that peering it needs
  aliops.vpc.vpcs_info:
    profile: production
    region: cn-beijing
    vpcs:
      - vpc_id: vpc-12345678
    gather_subset: [route_tables, route_entries, router_interfaces]

- name: Find the VPCs of the tutorial by name
  aliops.vpc.vpcs_info:
    profile: production
    region: cn-beijing
    names: ["initia*"]
    query: "[].{id: vpc_id, block: cidr_block}"

- name: Read all VPCs of an account, with their router interfaces
  aliops.vpc.vpcs_info:
    profile: production
    regions: [all]
    gather_subset: [router_interfaces]
"""

RETURN = r"""
account_id:
  description: The id of the account that the credential belongs to.
  returned: success, without O(accounts)
  type: str
  sample: "1231579085529123"
read_at:
  description: When the snapshot began, in seconds since the epoch by the host's clock.
  returned: success, without O(accounts)
  type: float
  sample: 1795627800.25
vpcs_json:
  description: The list RV(vpcs) as JSON.
  returned: when O(as_json) is V(true)
  type: str
  sample: '[{"vpc_id": "vpc-12345678", "region": "cn-beijing"}]'
vpcs:
  description: The VPCs, each with the keys that O(gather_subset) asked for.
  returned: success, unless O(as_json) is V(true)
  type: list
  elements: dict
  contains:
    account:
      description: The name of the account.
      returned: when O(accounts) is given
      type: str
    vpc_id:
      description: The id.
      type: str
    region:
      description: The region.
      type: str
    name:
      description: The name.
      type: str
    description:
      description: The description.
      type: str
    status:
      description: The state, V(Available) or V(Pending).
      type: str
    cidr_block:
      description: The CIDR block.
      type: str
    secondary_cidr_blocks:
      description: The secondary CIDR blocks.
      type: list
      elements: str
    router_id:
      description: Its router.
      type: str
    route_table_ids:
      description: Its route tables.
      type: list
      elements: str
    cen_status:
      description: Whether it is attached to a CEN, V(Attached) or V(Detached).
      type: str
    owner_id:
      description: The id of the account that owns it; another one's VPC is shared with this account.
      type: str
    tags:
      description: The tags.
      type: dict
    vswitches:
      description: Its vSwitches.
      returned: when O(gather_subset) holds V(vswitches), or V(vswitches_by_table) and the VPC has several route tables
      type: list
      elements: dict
      contains:
        vswitch_id:
          description: The id.
          type: str
        name:
          description: The name.
          type: str
        cidr_block:
          description: The CIDR block.
          type: str
        zone_id:
          description: The zone.
          type: str
        status:
          description: The state, V(Available) or V(Pending).
          type: str
        route_table_id:
          description: The route table that it uses.
          type: str
    vswitches_error:
      description: Why its vSwitches could not be read.
      returned: when O(gather_subset) holds V(vswitches_by_table), and the read failed
      type: str
    route_tables:
      description: Its route tables.
      returned: when O(gather_subset) holds V(route_tables)
      type: list
      elements: dict
      contains:
        route_table_id:
          description: The id.
          type: str
        type:
          description: V(System) or V(Custom).
          type: str
        vswitch_ids:
          description: The vSwitches that use it; null for the only table of a VPC, which all of them use.
          type: list
          elements: str
    route_entries:
      description: The entries of its route tables, as M(aliops.vpc.route_entries_info) returns them.
      returned: when O(gather_subset) holds V(route_entries)
      type: list
      elements: dict
    router_interfaces:
      description: The router interfaces on its router, as M(aliops.vpc.router_interfaces_info) returns them.
      returned: when O(gather_subset) holds V(router_interfaces)
      type: list
      elements: dict
    vpc_peer_connections:
      description:
        - The VPC peering connections of the VPC, on either side, as M(aliops.vpc.vpc_peer_connections_info) returns
          them.
      returned: when O(gather_subset) holds V(vpc_peer_connections)
      type: list
      elements: dict
  sample:
    - vpc_id: vpc-12345678
      region: cn-beijing
      router_id: vrt-AAA
      cidr_block: 192.168.0.0/16
      status: Available
      route_tables: [{route_table_id: vtb-AAA, type: System}]
result:
  description: What O(query) finds in RV(vpcs), whatever its type.
  returned: when O(query) is given
  type: raw
  sample: [{id: vpc-12345678, block: 192.168.0.0/16}]
router_interface_counts:
  description: How many router interfaces the account has in each region, when O(gather_subset) asks for them.
  returned: success, without O(accounts)
  type: dict
  sample: {cn-beijing: 1}
vpc_peer_connection_counts:
  description: How many VPC peering connections the account has in each region, when O(gather_subset) asks for them.
  returned: success, without O(accounts)
  type: dict
  sample: {cn-beijing: 1}
regions:
  description: The regions that were read, or could not be, as far as O(regions) asks for them.
  returned: when O(regions) is given, without O(accounts)
  type: list
  elements: str
  sample: [cn-beijing, cn-hangzhou]
other_router_interfaces:
  description: The router interfaces on routers of none of RV(vpcs), such as border routers.
  returned: when O(regions) is given and O(gather_subset) holds V(router_interfaces)
  type: list
  elements: dict
  sample: []
cdt_enabled:
  description: Whether the account has opened Cloud Data Transfer (CDT); null when that could not be read.
  returned: when O(gather_subset) holds V(cdt), without O(accounts)
  type: bool
  sample: true
missing:
  description: The elements of O(vpcs) that do not exist.
  returned: success
  type: list
  elements: dict
  contains:
    account:
      description: The name of the account.
      returned: when O(accounts) is given
      type: str
    region:
      description: The region in which it was looked for.
      type: str
    vpc_id:
      description: The id that was given.
      type: str
    router_id:
      description: The router that was given.
      type: str
    name:
      description: The name that was given.
      type: str
    msg:
      description: What is missing.
      type: str
    error:
      description: Where that is known from, as RV(error).
      type: dict
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
  description: For each of O(accounts) that had something to do, by its name, RV(account_id), RV(read_at),
    RV(router_interface_counts), RV(vpc_peer_connection_counts), RV(regions), RV(cdt_enabled), RV(api_calls),
    RV(credential_source) and RV(failures), as far as they are known.
  returned: when O(accounts) is given
  type: dict
  sample:
    production:
      api_calls: {read: 2, write: 1}
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


from ansible_collections.aliops.vpc.plugins.module_utils._apply.snapshot import (
    SELECTORS,
    SUBSETS,
    Snapshot,
    read_snapshot,
)
from ansible_collections.aliops.vpc.plugins.module_utils._cloud import cdt, sts
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import CENTRAL_REGION, Client
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.query import check_query, queried
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.vpc import describe_regions
from ansible_collections.aliops.vpc.plugins.module_utils._errors import CallError, Failures, OptionError, VpcError
from ansible_collections.aliops.vpc.plugins.module_utils._model.entry_specs import ACCOUNT
from ansible_collections.aliops.vpc.plugins.module_utils._model.validation import check_id, check_tags
from ansible_collections.aliops.vpc.plugins.module_utils._module import PASSING_SPEC, QUERY_SPEC, Definition, Spec, run
from ansible_collections.aliops.vpc.plugins.module_utils._results import Params, failures_of
from ansible_collections.aliops.vpc.plugins.module_utils._task import Account, Task, check_account, outcomes

# What gather_subset reads of the account.
CDT = "cdt"
ALL_REGIONS = "all"
INTERFACES = "router_interfaces"
# The lists of a result, of which each record names its account.
LISTS = ("vpcs", "missing", "other_router_interfaces")

ARGUMENT_SPEC: Spec = {
    "vpcs": {
        "type": "list",
        "elements": "dict",
        "options": {**ACCOUNT, "region": {"type": "str"}, **{selector: {"type": "str"} for selector in SELECTORS}},
        "required_one_of": [SELECTORS],
        "mutually_exclusive": [SELECTORS],
    },
    "regions": {"type": "list", "elements": "str"},
    "names": {"type": "list", "elements": "str"},
    "tags": {"type": "dict"},
    **QUERY_SPEC,
    "gather_subset": {"type": "list", "elements": "str", "choices": [*SUBSETS, CDT], "default": []},
    **PASSING_SPEC,
}


def wanted(account: Account, whole_regions: list[str]) -> dict[str, list[Params]]:
    """Return the selectors of each region; an empty list stands for all VPCs of the region."""
    if whole_regions:
        known = describe_regions(account.client, CENTRAL_REGION) if ALL_REGIONS in whole_regions else whole_regions
        return {region: [] for region in known}
    regions: dict[str, list[Params]] = {}
    for entry in account.entries or [{}]:
        region = entry.get("region") or account.region
        if not region:
            raise OptionError("region is needed, for the task or for each VPC")
        selector = {key: entry[key] for key in SELECTORS if entry.get(key)}
        for key in ("vpc_id", "router_id"):
            check_id(key, selector.get(key))
        regions.setdefault(region, []).extend([selector] if selector else [])
    return regions


def cdt_status(client: Client) -> Params:
    """Return whether the account has opened CDT; a key without the permission leaves it unknown."""
    try:
        return {"cdt_enabled": cdt.get_cdt_service_status(client, CENTRAL_REGION)}
    except CallError:
        return {"cdt_enabled": None}


def read(task: Task, account: Account) -> tuple[Params, Failures]:
    """Return the requested VPCs of an account, and the regions that could not be read."""
    params, client = task.params, account.client
    tags = check_tags(params["tags"]) or {}
    subset = set(params["gather_subset"])

    def snapshots_of(regions: dict[str, list[Params]]) -> list[tuple[str, Snapshot | None, VpcError | None]]:
        return client.outcomes(
            lambda region: read_snapshot(client, region, regions[region], subset - {CDT}, params["names"] or (), tags),
            list(regions),
        )

    # Nothing is written here, so the identity is read at the same time; a wrong account is reported first.
    (identity, cdt_facts), snapshots = client.both(
        lambda: (sts.get_caller_identity(client, CENTRAL_REGION), cdt_status(client) if CDT in subset else {}),
        lambda: snapshots_of(wanted(account, params["regions"] or [])),
    )
    check_account(account.options["account_id"], identity, client)
    failures: Failures = [(region, failure) for region, _snapshot, failure in snapshots if failure]
    known = [(region, snapshot or Snapshot()) for region, snapshot, _failure in snapshots]
    facts: Params = {
        "account_id": str(identity["AccountId"]),
        "read_at": min(snapshot.read_at for _region, snapshot in known),
        "router_interface_counts": {region: snapshot.interface_count for region, snapshot in known},
        "vpc_peer_connection_counts": {region: snapshot.connection_count for region, snapshot in known},
        **cdt_facts,
    }
    resources: Params = {
        "vpcs": [vpc for _region, snapshot in known for vpc in snapshot.vpcs],
        "missing": [entry for _region, snapshot in known for entry in snapshot.missing],
    }
    if params["regions"]:
        facts["regions"] = [region for region, _snapshot in known]
    if params["regions"] and INTERFACES in subset:
        others = [interface for _region, snapshot in known for interface in snapshot.other_interfaces]
        resources["other_router_interfaces"] = others
    return {**facts, **resources}, failures


def work(task: Task) -> tuple[Params, Failures]:
    """Read every account side by side; one that fails does not stop the others."""
    check_query(task.params["query"])
    if task.params["vpcs"] and task.params["regions"]:
        raise OptionError("vpcs and regions exclude each other: leave one out")
    results = outcomes(lambda account: read(task, account), task.accounts, task.time)
    if not task.params["accounts"]:
        ((result, failures),) = task.results(results)
        return {"changed": False, **result, **queried(task.params["query"], result["vpcs"])}, failures
    lists: dict[str, list[Params]] = {"vpcs": [], "missing": []}
    failed: Failures = [(str(name), error) for name, error in task.unopened.items()]
    for account, (outcome, error) in zip(task.accounts, results):
        result, failures = outcome or ({}, [])
        for name in (name for name in LISTS if name in result):
            lists.setdefault(name, []).extend({"account": account.name, **record} for record in result.pop(name))
        account.facts = {**result, "failures": failures_of([(None, error)] if error else failures)}
        failed += (
            [(str(account.name), error)] if error else [(f"{account.name}, {region}", e) for region, e in failures]
        )
    return {"changed": False, **lists, **queried(task.params["query"], lists["vpcs"])}, failed


MODULE = Definition(ARGUMENT_SPEC, work, entries="vpcs")


def main() -> None:
    """Read, exit."""
    run(MODULE)


if __name__ == "__main__":
    main()
