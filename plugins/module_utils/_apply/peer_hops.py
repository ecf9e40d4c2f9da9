# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""VPC peering connections as next hops: whether they are ready for routes, and the wait until they are."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._apply.vpc_peer_reads import read_links
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import Client
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.waiters import PEER_ACTIVATED, WAIT_BETWEEN, wait
from ansible_collections.aliops.vpc.plugins.module_utils._errors import VpcError
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry
from ansible_collections.aliops.vpc.plugins.module_utils._plan.change import Change
from ansible_collections.aliops.vpc.plugins.module_utils._plan.vpc_peer_rules import ACTIVATED, refuse_hops

HOP_TYPE = "VpcPeer"
Asked = list[tuple[t.Optional[str], str, str]]


def peer_hops(client: Client, changes: t.Sequence[Change[RouteEntry]], *, may_come: bool) -> Asked:
    """Return the connections that are to become next hops and are not Activated yet: account, region and id of each.

    With ``may_come`` (check mode) a request may be one that an earlier task would accept. Raises RefusedError for one
    that cannot become a next hop. Without such changes nothing is read.
    """
    new = {
        (change.want.region, change.want.next_hop_id)
        for change in changes
        if change.writes
        and change.after
        and change.after.next_hop_type == HOP_TYPE
        and change.after.next_hop_id
        and not (change.before and change.before.routes_via(change.after.next_hop_id))
    }
    asked: Asked = [(None, region, t.cast(str, hop_id)) for region, hop_id in sorted(new, key=str)]
    if not asked:
        return []
    records = read_links({None: client}, asked)
    refuse_hops({hop_id: records.get(hop_id) for _account, _region, hop_id in asked}, may_come)
    return [entry for entry in asked if records[entry[2]].status != ACTIVATED]


def await_peer_hops(
    client: Client, changes: t.Sequence[Change[RouteEntry]], asked: Asked, timeout: float | None
) -> dict[str, VpcError]:
    """Wait until connections are Activated; return why route entries cannot be made, by label."""
    if not asked:
        return {}

    def read() -> dict[str, dict[str, t.Any]]:
        return {hop_id: record.as_result() for hop_id, record in read_links({None: client}, asked).items()}

    waiters = dict.fromkeys((hop_id for _account, _region, hop_id in asked), PEER_ACTIVATED)
    _latest, failures = wait(waiters, read, timeout or WAIT_BETWEEN, client.watch)
    return {
        change.label: failure
        for change in changes
        for hop_id, failure in failures.items()
        if change.after and change.after.routes_via(hop_id)
    }
