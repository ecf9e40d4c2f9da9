# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The drift of a side's VPC peering connection. Pure; ignores routes."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.links import Ends
from ansible_collections.aliops.vpc.plugins.module_utils._model.ownership import wanted_name
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering, Side
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import ACTIVATED, PeerConnection
from ansible_collections.aliops.vpc.plugins.plugin_utils._audit.drift import COSMETIC, CUT_OFF, Drift, drift, vpc_name
from ansible_collections.aliops.vpc.plugins.plugin_utils._audit.links import tag_drift


def connection_drift(peering: Peering, side: Side, have: Ends) -> t.Iterator[Drift]:
    """Find the drift of a peering's connection as a side sees it; its attributes are reported once, for the requester.

    ``have`` are both sides' views by their roles.
    """
    own = have[side.role]
    if not isinstance(own, PeerConnection):
        text = (
            f"{vpc_name(side)} in {side.region} has no VPC peering connection with {vpc_name(peering.peer_of(side))}."
        )
        yield drift(peering, side, CUT_OFF, "connection_missing", text, vpc_id=side.vpc_id)
        return
    values = {"vpc_peer_connection_id": own.vpc_peer_connection_id}
    for rule, what, is_now, should_be in (
        ("connection_not_activated", "status", own.status, ACTIVATED),
        ("connection_locked", "business status", own.business_status or "Normal", "Normal"),
    ):
        if is_now != should_be:
            text = f"{own.label}: its {what} is {is_now}, not {should_be}."
            yield drift(peering, side, CUT_OFF, rule, text, **values, expected=should_be, actual=is_now)
    if side is peering.own_sides[0]:
        for field, expected in _attributes(peering, side, own):
            actual = getattr(own, field)
            if expected is not None and actual != expected:
                text = f"{own.label} has {actual or 'nothing'} as {field}, not {expected}."
                more = {"field": field, "expected": expected, "actual": actual}
                yield drift(peering, side, COSMETIC, f"{field}_differs", text, **values, **more)
    yield from tag_drift(peering, side, own)


def _attributes(peering: Peering, side: Side, own: PeerConnection) -> t.Iterator[tuple[str, t.Any]]:
    """Yield the attributes that were requested."""
    yield "name", wanted_name(peering, side, own)
    yield "description", peering.description
    yield "bandwidth", peering.bandwidth
    yield "link_type", peering.link_type
