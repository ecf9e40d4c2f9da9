#!/usr/bin/python
# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Make a link between two VPCs, measure how long its steps take, and delete it."""

from __future__ import annotations

DOCUMENTATION = r"""
module: cloud_measurement
short_description: Measure the delays of the service with a temporary link
description:
  - Creates one link between two VPCs, measures how long its states take and how late lists show them, and deletes it,
    even after a failure. It refuses two VPCs if either of them has a link already.
  - This may cost money. It creates no route, so no traffic changes.
version_added: 1.0.0
author:
  - aliops contributors (@aliops)
extends_documentation_fragment:
  - aliops.vpc.account
  - aliops.vpc.attributes
options:
  method:
    description:
      - The kind of the link. V(router_interface) is billed from its creation, by the smallest specification.
    type: str
    choices: [router_interface, vpc_peer]
    default: vpc_peer
  initiator: &side
    description: One of the two sides. The initiator requests the link.
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
        required: true
  acceptor: *side
  step_timeout:
    description:
      - The maximum number of seconds to wait for each step.
    type: int
    default: 300
attributes:
  check_mode:
    description: Can run in C(check_mode) and return changed status prediction without modifying target.
    support: full
    details:
      - In check mode it creates nothing and measures nothing.
  diff_mode:
    description: Returns what has changed, or in check mode what would change, when in diff mode.
    support: N/A
    details:
      - It leaves everything as it was.
  idempotent:
    description: When run twice in a row with the same arguments, the second run makes no write call.
    support: none
    details:
      - Each run creates a link and deletes it.
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
last_state:
  description: What was seen last of a resource that took a wrong way, or did not arrive in time.
  returned: when something was waited for in vain
  type: str
  sample: Connecting (peer AcceptingConnecting)
refused:
  description: What the API cannot do, a sentence each; nothing was written then.
  returned: when the plan was refused
  type: list
  elements: str
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
    # A single account needs no name.
    name = side["account"] if task.params["accounts"] and side["account"] else next(iter(names))
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
    account, region = account_of(task, task.params["initiator"]).name, sites[0].region
    records = [record.at(account, region) for record in records_of(measured)]
    result: Params = {
        "changed": True,
        "checks": [{key: value for key, value in record.as_result().items() if key != "peering"} for record in records],
        "lines": [f"{record.status}: {PROBE}: {record.text}" for record in records],
        "switches": {settled.switch: settled.value for settled in measured.settled},
        "left_over": measured.left_over,
    }
    return result, [("measurement", measured.failure)] if measured.failure else []


def records_of(measured: Measured) -> list[Record]:
    """Return a verdict for each measurement, and for what is left over."""
    records = [
        ok(
            PROBE,
            f"{settled.switch} is {settled.value}",
            settles=(ALL[settled.switch].number,),
            value={"switch": settled.switch, "value": settled.value},
        )
        for settled in measured.settled
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
