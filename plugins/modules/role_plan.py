#!/usr/bin/python
# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documents the action role_plan."""

from __future__ import annotations

DOCUMENTATION = r"""
module: role_plan
short_description: Plan a run of the role peering
description:
  - Returns the entries for the module of each step, from the input of the role and the current state.
  - It is part of the role P(aliops.vpc.peering#role), and outside the promise of semantic versioning.
version_added: 1.0.0
author:
  - aliops contributors (@aliops)
attributes:
  check_mode:
    description: It changes nothing.
    support: full
  diff_mode:
    description: It changes nothing.
    support: none
  idempotent:
    description: It changes nothing.
    support: full
options: {}
"""

EXAMPLES = r"""
- name: Plan
  aliops.vpc.role_plan:
  register: __peering_plan
"""

RETURN = r"""
deletions:
  description: The entries for M(aliops.vpc.router_interfaces) with O(aliops.vpc.router_interfaces#module:state=absent).
  returned: success
  type: list
  elements: dict
router_interfaces:
  description: The entries for M(aliops.vpc.router_interfaces).
  returned: success
  type: list
  elements: dict
peers:
  description: The entries for M(aliops.vpc.router_interface_peers).
  returned: success
  type: list
  elements: dict
connections:
  description: The entries for M(aliops.vpc.router_interface_connections).
  returned: success
  type: list
  elements: dict
vpc_peers:
  description: The entries for M(aliops.vpc.vpc_peer_connections).
  returned: success
  type: list
  elements: dict
vpc_peer_deletions:
  description: The entries for M(aliops.vpc.vpc_peer_connections), with state V(absent).
  returned: success
  type: list
  elements: dict
routes:
  description: The entries for M(aliops.vpc.route_entries).
  returned: success
  type: list
  elements: dict
activations:
  description: The entries for M(aliops.vpc.router_interface_connections) that activate router interfaces.
  returned: success
  type: list
  elements: dict
initiator_additions:
  description: The entries for M(aliops.vpc.route_entries) that create routes of the initiators before others move.
  returned: success
  type: list
  elements: dict
initiator_moves:
  description: The entries for M(aliops.vpc.route_entries) that move routes of the initiators to the other link.
  returned: success
  type: list
  elements: dict
initiator_removals:
  description: The entries for M(aliops.vpc.route_entries) that delete the temporary routes of the initiators.
  returned: success
  type: list
  elements: dict
acceptor_additions:
  description: The entries for M(aliops.vpc.route_entries) that create routes of the acceptors before others move.
  returned: success
  type: list
  elements: dict
acceptor_moves:
  description: The entries for M(aliops.vpc.route_entries) that move routes of the acceptors to the other link.
  returned: success
  type: list
  elements: dict
acceptor_removals:
  description: The entries for M(aliops.vpc.route_entries) that delete the temporary routes of the acceptors.
  returned: success
  type: list
  elements: dict
deactivations:
  description: The entries for M(aliops.vpc.router_interface_connections) that deactivate router interfaces.
  returned: success
  type: list
  elements: dict
retirements:
  description: The entries for M(aliops.vpc.router_interfaces) that delete inactive router interfaces.
  returned: success
  type: list
  elements: dict
route_deletions:
  description: The entries for M(aliops.vpc.route_entries) that delete the routes of an interruption.
  returned: success
  type: list
  elements: dict
parts:
  description: The files of tasks that the steps need, in order.
  returned: always
  type: list
  elements: str
  sample: [present]
progress:
  description: By step, the end of its task's name.
  returned: success
  type: dict
read_at:
  description: When the first snapshot began, for M(aliops.vpc.router_interfaces).
  returned: when the peerings could be judged
  type: float
inspects:
  description: Whether the run only reads, as an audit does.
  returned: always
  type: bool
final:
  description: Whether another snapshot would not change RV(msg).
  returned: always
  type: bool
discovered:
  description: The peerings that exist, what else there is, and the text of the file, with C(peering_state=discover).
  returned: with C(peering_state=discover)
  type: dict
audit_json:
  description: What an audit finds, as P(aliops.vpc.peering_audit#filter) returns it, as JSON.
  returned: with C(peering_state=audit)
  type: str
summary_json:
  description: The result of the run, as P(aliops.vpc.peering_result#filter) returns it, as JSON.
  returned: when nothing is left to do, an attempt has failed for good, or with C(peering_state=audit)
  type: str
earlier:
  description: The attempt that the plan continues, because a link that it created was deleted.
  returned: when there is one
  type: dict
notes:
  description: The failures of an earlier attempt.
  returned: always
  type: list
  elements: str
id:
  description: The run, as M(aliops.vpc.role_input) names it.
  returned: always
  type: str
warnings:
  description: What may be meant otherwise.
  returned: always
  type: list
  elements: str
msg:
  description: Why the plan cannot be carried out.
  returned: failure
  type: list
  elements: str
"""
