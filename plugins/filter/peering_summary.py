# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter peering_summary: a thin face of the code that runs on the controller."""

from __future__ import annotations

DOCUMENTATION = r"""
name: peering_summary
short_description: Say what a run came to
version_added: 1.0.0
author:
  - aliops contributors (@aliops)
description:
  - Returns the peerings as they are after a run, the write calls of the run and how many calls it made.
options:
  _input:
    description: The peerings, as P(aliops.vpc.peering_fleet#filter) returns them.
    type: list
    elements: dict
    required: true
  reads:
    description: The results of M(aliops.vpc.vpcs_info), one for each account, as C(__peering_item.key).
    type: list
    elements: dict
    required: true
  accounts:
    description: The names of the accounts that have a credential. Sides of other accounts are remote.
    type: list
    elements: str
    required: true
  done:
    description: The results of the resource modules in this run, in order.
    type: list
    elements: dict
    required: true
  handshakes:
    description:
      - What remote sides told, as P(aliops.vpc.peering_handshakes#filter) returns it.
      - Without it, every account needs a credential.
    type: list
    elements: dict
  made:
    description:
      - The RV(aliops.vpc.router_interfaces#module:router_interfaces) that tasks returned before O(reads).
      - One that was created and that O(reads) do not show yet is there all the same.
    type: list
    elements: dict
    default: []
  vswitches:
    description: As of P(aliops.vpc.peering_plan#filter).
    type: list
    elements: dict
    default: []
  before:
    description: What was read before the run, when O(reads) came after it.
    type: list
    elements: dict
  earlier:
    description: The results of tasks before O(reads). They count, but what there is now is what O(reads) show.
    type: list
    elements: dict
    default: []
"""

EXAMPLES = r"""
- name: Show the peerings
  ansible.builtin.debug:
    msg: "{{ (peering_fleet | aliops.vpc.peering_summary(peering_read.results, peering_accounts, [])).peerings }}"
"""

RETURN = r"""
_value:
  description:
    - C(changed), C(peerings), C(totals), C(unreachable), C(handshakes), C(writes) and C(api_calls); C(lines) say all of
      it to people; and C(predicted) is whether check mode made it.
  type: dict
"""

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering, joined, peerings_of
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_snapshot import with_vswitches
from ansible_collections.aliops.vpc.plugins.plugin_utils._summary.summary import summary


def peering_summary(
    connections: list[dict[str, t.Any]],
    reads: list[dict[str, t.Any]],
    accounts: t.Collection[str],
    done: list[dict[str, t.Any]],
    handshakes: t.Sequence[dict[str, t.Any]] | None = None,
    made: t.Sequence[dict[str, t.Any]] = (),
    vswitches: t.Sequence[dict[str, t.Any]] = (),
    before: t.Sequence[dict[str, t.Any]] | None = None,
    earlier: t.Sequence[dict[str, t.Any]] = (),
) -> dict[str, t.Any]:
    """Return the summary of a run."""
    peerings = peerings_of(connections, accounts)

    def known(results: t.Sequence[dict[str, t.Any]]) -> list[Peering]:
        by_account = {read["__peering_item"]["key"]: read for read in with_vswitches(results, vswitches)}
        return joined(peerings, by_account, handshakes or ())

    return summary(known(reads), reads, done, made, None if before is None else known(before), earlier)


class FilterModule:
    """Registers the filter."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filter by its name."""
        return {"peering_summary": peering_summary}
