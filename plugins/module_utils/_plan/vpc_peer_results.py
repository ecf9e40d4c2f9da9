# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The changes of VPC peering connections as a module returns them, with their diff. Pure."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import (
    ACCEPTER,
    OTHER_ROLE,
)
from ansible_collections.aliops.vpc.plugins.module_utils._plan.diff import Fields, fields_with_values, picked
from ansible_collections.aliops.vpc.plugins.module_utils._plan.vpc_peer_changes import PeerChange

NOUN = "vpc_peer_connections"
# The fields in which a task can see a change; the others are the service's own.
SHOWN = (
    "name",
    "description",
    "status",
    "bandwidth",
    "link_type",
    "resource_group_id",
    "tags",
    "peer_resource_group_id",
    "peer_tags",
)
ENDS = ("requester_region", "requester_vpc_id", "accepter_region", "accepter_vpc_id")


def as_result(changes: t.Sequence[PeerChange], writes: t.Sequence[str], named: bool) -> Fields:
    """Return the module's result; ``named`` accounts are in the records."""
    changes = [_predicted(change) for change in changes]
    records = []
    for change in changes:
        record = (change.after or change.before or change.want).as_result()
        account = {"account": change.want.account} if named else {}
        left = {"waiting_for": waiting_for(change), "deferred": list(change.deferred)}
        records.append({**account, **record, "action": change.action, **left})
    return {"changed": bool(writes), NOUN: records, "writes": list(writes), "diff": diff(changes)}


def _predicted(change: PeerChange) -> PeerChange:
    return dataclasses.replace(change, after=change.after.predicted) if change.after else change


def waiting_for(change: PeerChange) -> Fields | None:
    """Return what another account has to do next, and until when, or None."""
    if change.left is None:
        return None
    record = change.after or change.want.as_connection(None, None)
    account_id, region, vpc_id = record.end(change.left)
    return {
        "action": "accept" if change.left == ACCEPTER else "request",
        "account_id": account_id,
        "region": region,
        "vpc_id": vpc_id,
        "peer_vpc_id": record.end(OTHER_ROLE[change.left])[2],
        "vpc_peer_connection_id": record.vpc_peer_connection_id,
        "until": record.expiry_time,
    }


def diff(changes: t.Sequence[PeerChange]) -> dict[str, dict[str, dict[str, Fields]]]:
    """Return ``before`` and ``after``, each with the changed connections by name."""
    before: dict[str, Fields] = {}
    after: dict[str, Fields] = {}
    for change in changes:
        if change.steps:
            old, new = fields_with_values(change.before), fields_with_values(change.after)
            ends: set[str] = set() if change.before and change.after else {*ENDS}
            fields = [
                name for name in (*ENDS, *SHOWN) if name in ends or (name in SHOWN and old.get(name) != new.get(name))
            ]
            before.update({change.label: picked(old, fields)} if change.before else {})
            after.update({change.label: picked(new, fields)} if change.after else {})
    return {"before": {NOUN: before}, "after": {NOUN: after}}
