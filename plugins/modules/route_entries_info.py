#!/usr/bin/python
# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read the route entries of one account."""

from __future__ import annotations

DOCUMENTATION = r"""
module: route_entries_info
short_description: Read route entries
description:
  - Returns the entries of route tables of one Alibaba Cloud account in one region, those of the service among them.
version_added: 1.0.0
author:
  - aliops contributors (@aliops)
extends_documentation_fragment:
  - aliops.vpc.account
  - aliops.vpc.attributes.info
options:
  route_table_ids:
    description:
      - The route tables (V(vtb-...)).
    type: list
    elements: str
  vpc_ids:
    description:
      - The VPCs, all of whose route tables are read.
    type: list
    elements: str
  destinations:
    description:
      - Only the entries for exactly these destinations.
    type: list
    elements: str
  next_hop_ids:
    description:
      - Only the entries with one of these next hops.
    type: list
    elements: str
  next_hop_types:
    description:
      - Only the entries with one of these types of next hops, such as V(RouterInterface) and V(local).
    type: list
    elements: str
  kinds:
    description:
      - Only the entries of these kinds, such as V(Custom) and V(System).
    type: list
    elements: str
  statuses:
    description:
      - Only the entries in one of these states, such as V(Available).
    type: list
    elements: str
  names:
    description:
      - Only entries with one of these names, in which V(*), V(?) and V([...]) stand for others, as in file names.
    type: list
    elements: str
  query:
    description:
      - A JMESPath expression over RV(route_entries); what it finds is RV(result).
    type: str
seealso:
  - module: aliops.vpc.route_entries
"""

EXAMPLES = r"""
- name: Read all entries of a route table
  aliops.vpc.route_entries_info:
    profile: production
    region: cn-beijing
    route_table_ids: [vtb-AAA]

- name: Find the destinations whose next hops are router interfaces
  aliops.vpc.route_entries_info:
    profile: production
    region: cn-beijing
    vpc_ids: [vpc-12345678]
    next_hop_types: [RouterInterface]
    query: "[].destination"
"""

RETURN = r"""
route_entries:
  description: The entries.
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
  sample:
    - route_table_id: vtb-AAA
      destination: 172.16.100.0/24
      next_hop_type: RouterInterface
      next_hop_id: ri-AAA
      kind: Custom
      status: Available
result:
  description: What O(query) finds in RV(route_entries), whatever its type.
  returned: when O(query) is given
  type: raw
  sample: [172.16.100.0/24]
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

from ansible_collections.aliops.vpc.plugins.module_utils._apply.route_reads import read_tables, with_tables
from ansible_collections.aliops.vpc.plugins.module_utils._errors import Failures
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry
from ansible_collections.aliops.vpc.plugins.module_utils._model.validation import check_destination, check_id
from ansible_collections.aliops.vpc.plugins.module_utils._module import QUERY_SPEC, Definition, Spec, run
from ansible_collections.aliops.vpc.plugins.module_utils._results import Params
from ansible_collections.aliops.vpc.plugins.module_utils._task import Account, Task, gather

# Option: the field of the record that it filters.
FILTERS = {
    "destinations": "destination",
    "next_hop_types": "next_hop_type",
    "kinds": "kind",
    "statuses": "status",
}
PLACES = ("route_table_ids", "vpc_ids")
OTHERS = ("next_hop_ids", "names")
ARGUMENT_SPEC: Spec = {
    **{option: {"type": "list", "elements": "str"} for option in (*PLACES, *OTHERS, *FILTERS)},
    **QUERY_SPEC,
}


def fits(entry: RouteEntry, params: dict[str, t.Any]) -> bool:
    """Return whether all filters match."""
    return (
        all(not params[option] or getattr(entry, field) in params[option] for option, field in FILTERS.items())
        and (not params["next_hop_ids"] or any(entry.routes_via(hop) for hop in params["next_hop_ids"]))
        and (not params["names"] or any(fnmatch.fnmatchcase(entry.name or "", name) for name in params["names"]))
    )


def work(task: Task) -> tuple[Params, Failures]:
    """Read the entries of every account."""
    params = task.params
    given = {check_id("route_table_id", table) or "" for table in params["route_table_ids"] or ()}
    vpcs = [{"vpc_id": check_id("vpc_id", vpc)} for vpc in params["vpc_ids"] or ()]
    params["destinations"] = [check_destination("destinations", block) for block in params["destinations"] or ()]

    def read(account: Account, region: str) -> list[Params]:
        _entries, owners = with_tables(account.client, vpcs, region)
        tables = given | {table for _region, table in owners}
        listed = read_tables(account.client, [RouteEntry(region, table, "") for table in tables])
        return [entry.as_result() for entry in listed if fits(entry, params)]

    return gather(task, "route_entries", read)


MODULE = Definition(ARGUMENT_SPEC, work, own_rules={"required_one_of": [PLACES]})


def main() -> None:
    """Read, exit."""
    run(MODULE)


if __name__ == "__main__":
    main()
