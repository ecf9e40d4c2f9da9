#!/usr/bin/python
# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Check the accounts of peerings by reads and dry runs."""

from __future__ import annotations

DOCUMENTATION = r"""
module: cloud_check_info
short_description: Check accounts, keys and the service by reads and dry runs
description:
  - Checks the prerequisites of VPC peering. These are credentials, clock, endpoints, certificates, permissions, quotas,
    CDT, CEN, libraries, and whether the service would create the link of each peering.
  - It also checks whether the service responds as this collection expects, and settles open points of its API.
  - It sends reads and dry runs only, and returns a verdict with a cure for each check. A bad verdict does not fail the
    task.
version_added: 1.0.0
author:
  - aliops contributors (@aliops)
extends_documentation_fragment:
  - aliops.vpc.account
  - aliops.vpc.attributes.info
options:
  regions:
    description:
      - The regions to check in each account, besides those of O(peerings). The default is O(region).
    type: list
    elements: str
    default: []
  peerings:
    description:
      - The peerings for which the accounts are checked. Without peerings, the required permissions are unknown,
        so a missing one is a warning.
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description: The name of the peering.
        type: str
        required: true
      method:
        description: The kind of the link.
        type: str
        choices: [router_interface, vpc_peer]
        default: router_interface
      initiator: &end
        description: A side of the peering. One whose O(peerings[].initiator.account) is not in O(accounts) is remote.
        type: dict
        required: true
        suboptions:
          account:
            description:
              - The name of one of O(accounts). It is needed where there are several.
            type: str
          region:
            description: The region of its VPC.
            type: str
            required: true
          vpc_id:
            description: The id of its VPC.
            type: str
          vpc_name:
            description: The name of its VPC.
            type: str
          router_id:
            description: The id of the router of its VPC.
            type: str
          account_id:
            description: The id of its account. A remote side needs it.
            type: str
      acceptor: *end
  quotas:
    description:
      - The quotas of the accounts where they are not the service's defaults, such as C(interfaces_per_region=20).
    type: dict
    default: {}
seealso:
  - module: aliops.vpc.vpcs_info
"""

EXAMPLES = r"""
- name: Check one account in its region
  aliops.vpc.cloud_check_info:
    profile: production
    region: cn-beijing

- name: Check whether a VPC peering connection would be made
  aliops.vpc.cloud_check_info:
    profile: production
    region: cn-beijing
    peerings:
      - name: prod-shared
        method: vpc_peer
        initiator:
          region: cn-beijing
          vpc_id: vpc-12345678
        acceptor:
          account: partner
          account_id: "1231579085529124"
          region: cn-hangzhou
          vpc_id: vpc-87654321
"""

RETURN = r"""
checks:
  description: The verdicts, one for each probe and account, region or peering.
  returned: success
  type: list
  elements: dict
  contains:
    probe:
      description: The name of the probe.
      type: str
    status:
      description: V(ok), V(warning), V(problem), or V(unknown) where neither a read nor a dry run shows it.
      type: str
    text:
      description: What was found.
      type: str
    cure:
      description: What to do about it, or how to find out.
      type: str
    account:
      description: The name of the account.
      type: str
    region:
      description: The region.
      type: str
    peering:
      description: The name of the peering.
      type: str
    settles:
      description: The points of the API contract that the probe settles.
      type: list
      elements: str
    value:
      description: What a program may want of it.
      type: raw
  sample:
    - probe: clock
      status: ok
      text: the local clock agrees with the service's
      cure: null
      account: production
      region: null
      peering: null
      settles: []
      value: 0.2
summary:
  description: How many verdicts have each status, without those of the open points.
  returned: success
  type: dict
  sample: {ok: 12, warning: 1, problem: 0, unknown: 3}
lines:
  description: The verdicts to read, problems first.
  returned: success
  type: list
  elements: str
  sample: ["ok production: clock", "ok: 12, warning: 1, problem: 0, unknown: 3"]
switches:
  description: What was settled of the simulator's switches, for its option C(--switches).
  returned: success
  type: dict
  sample: {list_order: newest_first}
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
"""

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._check import verdicts
from ansible_collections.aliops.vpc.plugins.module_utils._check.libraries import library_records
from ansible_collections.aliops.vpc.plugins.module_utils._check.lines import lines, summary
from ansible_collections.aliops.vpc.plugins.module_utils._check.records import Record
from ansible_collections.aliops.vpc.plugins.module_utils._check.views import AccountView, End, Pair
from ansible_collections.aliops.vpc.plugins.module_utils._errors import Failures, VpcError
from ansible_collections.aliops.vpc.plugins.module_utils._model.constants import METHODS
from ansible_collections.aliops.vpc.plugins.module_utils._module import Definition, Spec, run
from ansible_collections.aliops.vpc.plugins.module_utils._plan.preflight_quotas import Limits, checked_quotas
from ansible_collections.aliops.vpc.plugins.module_utils._probe.observe import (
    ask_pairs,
    library_versions,
    observe_account,
)
from ansible_collections.aliops.vpc.plugins.module_utils._results import Params
from ansible_collections.aliops.vpc.plugins.module_utils._task import Account, Task, outcomes

END: Spec = {
    "account": {"type": "str"},
    "region": {"type": "str", "required": True},
    "vpc_id": {"type": "str"},
    "vpc_name": {"type": "str"},
    "router_id": {"type": "str"},
    "account_id": {"type": "str"},
}
ARGUMENT_SPEC: Spec = {
    "regions": {"type": "list", "elements": "str", "default": []},
    "peerings": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": {
            "name": {"type": "str", "required": True},
            "method": {"type": "str", "choices": list(METHODS), "default": METHODS[0]},
            "initiator": {"type": "dict", "required": True, "options": END},
            "acceptor": {"type": "dict", "required": True, "options": END},
        },
    },
    "quotas": {"type": "dict", "default": {}},
}
SIDES = ("initiator", "acceptor")


def peerings_of(task: Task) -> list[Pair]:
    """Return the peerings; an end without an account is the task's own, where it has no names."""
    names = {account.name for account in task.accounts} | set(task.unopened)

    def end(given: Params, role: str) -> End:
        # The options of the task itself have no name; with the id of another account the end is remote.
        account = given["account"] if task.params["accounts"] or given["account_id"] else None
        return End(**{**given, "account": account}, role=role, remote=account not in names)

    return [
        Pair(entry["name"], entry["method"], *(end(entry[role], role) for role in SIDES))
        for entry in task.params["peerings"]
    ]


def regions_of(task: Task, account: Account, peerings: list[Pair]) -> list[str]:
    """Return the regions to check in an account."""
    own = [end.region for pair in peerings for end in pair.ends if end.account == account.name and not end.remote]
    chosen = [*own, *task.params["regions"]]
    return list(dict.fromkeys(chosen or ([account.region] if account.region else [])))


def observe(task: Task, account: Account, peerings: list[Pair]) -> AccountView:
    """Return what one account shows."""
    regions = regions_of(task, account, peerings)
    return observe_account(account.client, account.name, account.options["account_id"], regions, peerings)


def work(task: Task) -> tuple[Params, Failures]:
    """Observe every account side by side, and judge all of them together."""
    limits = dataclasses.replace(Limits(), **t.cast("Params", checked_quotas(task.params["quotas"], "quotas")))
    peerings = peerings_of(task)
    results = outcomes(lambda account: observe(task, account, peerings), task.accounts, task.time)
    views = [view or failed_view(account.name, error) for account, (view, error) in zip(task.accounts, results)]
    views += [failed_view(name, error) for name, error in task.unopened.items()]
    clients = {account.name: account.client for account in task.accounts}
    by_name = {view.name: view for view in views}
    observed = verdicts.Observed(views, ask_pairs(clients, by_name, peerings), limits)
    settled = verdicts.settled(observed)
    records: list[Record] = [*library_records(library_versions()), *verdicts.verdicts(observed)]
    return {
        "changed": False,
        "checks": [record.as_result() for record in (*records, *verdicts.open_points(settled))],
        "summary": summary(records),
        "lines": lines([*records, *verdicts.open_points(settled)]),
        "switches": verdicts.agreed(settled),
    }, []


def failed_view(name: str | None, error: VpcError | None) -> AccountView:
    """Return the view of an account of which nothing was observed."""
    return AccountView(name, failure=str(error))


MODULE = Definition(ARGUMENT_SPEC, work)


def main() -> None:
    """Check, exit."""
    run(MODULE)


if __name__ == "__main__":
    main()
