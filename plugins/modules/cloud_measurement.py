#!/usr/bin/python
# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Make a link between two VPCs, measure how long its steps take, and delete it."""

from __future__ import annotations

DOCUMENTATION = r"""
module: cloud_measurement
short_description: Measure how long links take, with a link that is made for it
description:
  - Makes one link between two VPCs, measures how long its states take and how late lists show them, and deletes it,
    after a failure too. Two VPCs of which either has any link already are refused.
  - This may cost money. It makes no route, so no traffic changes.
version_added: 1.0.0
author:
  - aliops contributors (@aliops)
extends_documentation_fragment:
  - aliops.vpc.account
options:
  method:
    description:
      - What to make. V(router_interface) is billed by its specification, here the smallest one, from its creation.
    type: str
    choices: [router_interface, vpc_peer]
    default: vpc_peer
  initiator: &side
    description: The side that requests the link.
    type: dict
    required: true
    suboptions:
      account:
        description: The name of its account, as in O(accounts).
        type: str
      region:
        description: The region of its VPC.
        type: str
        required: true
      vpc_id:
        description: The id of its VPC.
        type: str
        required: true
  acceptor:
    <<: *side
    description: The other side.
  step_timeout:
    description:
      - For how many seconds each step is waited for.
    type: int
    default: 300
attributes:
  action_group:
    description: Use C(group/aliops.vpc.all) in C(module_defaults) to set the account's options once.
    support: full
    membership:
      - aliops.vpc.all
  check_mode:
    description: Can run in C(check_mode) and return changed status prediction without modifying target.
    support: full
    details:
      - In check mode it makes nothing and measures nothing.
  diff_mode:
    description: Returns what has changed, or in check mode what would change, when in diff mode.
    support: N/A
    details:
      - It leaves everything as it was.
  idempotent:
    description: When run twice in a row with the same arguments, the second run makes no write call.
    support: none
    details:
      - Each run makes a link and deletes it.
seealso:
  - module: aliops.vpc.cloud_check_info
"""

EXAMPLES = r"""
- name: Measure how long a VPC peering connection within the own account takes
  aliops.vpc.cloud_measurement:
    profile: production
    initiator: {region: cn-beijing, vpc_id: vpc-12345678}
    acceptor: {region: cn-beijing, vpc_id: vpc-spare}
"""

RETURN = r"""
checks:
  description: A verdict for each measurement, as in M(aliops.vpc.cloud_check_info).
  returned: success, or failure after the link was made
  type: list
  elements: dict
  contains:
    probe:
      description: V(measurements).
      type: str
    status:
      description: V(ok), or V(problem) for what is left over.
      type: str
    text:
      description: What was measured.
      type: str
    cure:
      description: What to do about it.
      type: str
    account:
      description: The name of the account.
      type: str
    region:
      description: The region.
      type: str
    peering:
      description: Always null.
      type: str
    settles:
      description: The points of the API contract that it settles.
      type: list
      elements: str
    value:
      description: The switch or delay of the simulator, and its value.
      type: raw
lines:
  description: The verdicts to read.
  returned: success, or failure after the link was made
  type: list
  elements: str
  sample: ["ok: measurements: vpc_peer_create_delay is 2.5"]
switches:
  description: The switches and delays of the simulator that were measured.
  returned: success, or failure after the link was made
  type: dict
  sample: {vpc_peer_create_delay: 2.5}
left_over:
  description: What could not be deleted. It is empty, or a person has to delete it.
  returned: success, or failure after the link was made
  type: list
  elements: str
  sample: []
"""

from ansible_collections.aliops.vpc.plugins.module_utils._check.points import ALL
from ansible_collections.aliops.vpc.plugins.module_utils._check.records import Record, ok, problem
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.vpc import describe_vpcs
from ansible_collections.aliops.vpc.plugins.module_utils._errors import Failures, OptionError
from ansible_collections.aliops.vpc.plugins.module_utils._model.constants import BY_CONNECTION, METHODS
from ansible_collections.aliops.vpc.plugins.module_utils._module import Definition, Spec, run
from ansible_collections.aliops.vpc.plugins.module_utils._probe.spend import Link, Measured, Site, measure
from ansible_collections.aliops.vpc.plugins.module_utils._probe.spend_interfaces import InterfaceLink
from ansible_collections.aliops.vpc.plugins.module_utils._probe.spend_peers import ConnectionLink
from ansible_collections.aliops.vpc.plugins.module_utils._results import Params
from ansible_collections.aliops.vpc.plugins.module_utils._task import Account, Task

SIDE: Spec = {
    "account": {"type": "str"},
    "region": {"type": "str", "required": True},
    "vpc_id": {"type": "str", "required": True},
}
ARGUMENT_SPEC: Spec = {
    "method": {"type": "str", "choices": list(METHODS), "default": BY_CONNECTION},
    "initiator": {"type": "dict", "required": True, "options": SIDE},
    "acceptor": {"type": "dict", "required": True, "options": SIDE},
    "step_timeout": {"type": "int", "default": 300},
}
PROBE = "measurements"


def account_of(task: Task, side: Params) -> Account:
    """Return the account of a side."""
    names = {account.name: account for account in task.accounts}
    name = side["account"] if task.params["accounts"] else None
    if name not in names:
        raise OptionError(f"account {name} is not in accounts ({', '.join(str(known) for known in names)})")
    return names[name]


def site_of(task: Task, side: Params) -> Site:
    """Return a side with its account's id and its VPC's router."""
    account = account_of(task, side)
    rows = describe_vpcs(account.client, side["region"], [side["vpc_id"]])
    if len(rows) != 1 or not rows[0].router_id:
        raise OptionError(f"there is no VPC {side['vpc_id']} in {side['region']} of this account")
    return Site(account.client, account.identify(), side["region"], side["vpc_id"], str(rows[0].router_id))


def work(task: Task) -> tuple[Params, Failures]:
    """Measure, unless in check mode."""
    task.check_opened()
    sites = [site_of(task, task.params[role]) for role in ("initiator", "acceptor")]
    timeout = float(task.params["step_timeout"])
    kinds: list[Link] = [InterfaceLink(sites[0], sites[1], timeout), ConnectionLink(sites[0], sites[1], timeout)]
    if task.check_mode:
        return {"changed": True, "checks": [], "lines": [], "switches": {}, "left_over": []}, []
    measured = measure(sites[0].client, kinds, kinds[task.params["method"] == BY_CONNECTION])
    records = records_of(measured)
    result: Params = {
        "changed": True,
        "checks": [record.as_result() for record in records],
        "lines": [f"{record.status}: {PROBE}: {record.text}" for record in records],
        "switches": {each.switch: each.value for each in measured.settled},
        "left_over": measured.left_over,
    }
    return result, [("measurement", measured.failure)] if measured.failure else []


def records_of(measured: Measured) -> list[Record]:
    """Return a verdict for each measurement, and for what is left over."""
    records = [
        ok(
            PROBE,
            f"{each.switch} is {each.value}",
            settles=(ALL[each.switch].number,),
            value={"switch": each.switch, "value": each.value},
        )
        for each in measured.settled
    ]
    if not measured.left_over:
        return [*records, ok(PROBE, "nothing is left over", value=0)]
    text = f"left over: {'; '.join(measured.left_over)}"
    return [
        *records,
        problem(PROBE, text, "delete it in the console: it may cost money", value=len(measured.left_over)),
    ]


MODULE = Definition(ARGUMENT_SPEC, work)


def main() -> None:
    """Measure, exit."""
    run(MODULE)


if __name__ == "__main__":
    main()
