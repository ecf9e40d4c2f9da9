# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The drift of a side's router interface. Pure; ignores routes."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.ownership import wanted_name
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering, Side
from ansible_collections.aliops.vpc.plugins.module_utils._plan.peering_interfaces import Interfaces
from ansible_collections.aliops.vpc.plugins.plugin_utils._audit.drift import COSMETIC, CUT_OFF, Drift, drift, vpc_name
from ansible_collections.aliops.vpc.plugins.plugin_utils._audit.links import tag_drift


def interface_drift(peering: Peering, side: Side, have: Interfaces) -> t.Iterator[Drift]:
    """Find the drift of a side's router interface; ``have`` are both sides' by their roles."""
    own, peer_side = have[side.role], peering.peer_of(side)
    if own is None:
        text = f"{vpc_name(side)} in {side.region} has no router interface towards {vpc_name(peer_side)}."
        yield drift(peering, side, CUT_OFF, "interface_missing", text, vpc_id=side.existing_vpc["vpc_id"])
        return
    values: dict[str, t.Any] = {"router_interface_id": own.router_interface_id}
    for rule, what, is_now, should_be in _states(own, remote=peer_side.remote):
        if is_now != should_be:
            text = f"{own.label}: its {what} is {is_now}, not {should_be}."
            yield drift(peering, side, CUT_OFF, rule, text, **values, expected=should_be, actual=is_now)
    for severity, field, expected in _attributes(peering, side, own, have[peer_side.role]):
        actual = getattr(own, field)
        if expected and actual != expected:
            rule = "peer_differs" if field.startswith("peer_") else f"{field}_differs"
            text = f"{own.label} has {actual or 'nothing'} as {field}, not {expected}."
            yield drift(peering, side, severity, rule, text, **values, field=field, expected=expected, actual=actual)
    yield from tag_drift(peering, side, own)


def _states(own: RouterInterface, *, remote: bool) -> t.Iterator[tuple[str, str, str | None, str]]:
    """Return the states that decide about traffic: rule, words, actual, expected.

    The service's view of the other side may lag behind, so it counts only where nobody can read that side.
    """
    yield "interface_not_active", "status", own.status, "Active"
    yield "interface_locked", "business status", own.business_status or "Normal", "Normal"
    if remote:
        yield "peer_not_active", "peer's status", own.peer_status or "Active", "Active"


def _attributes(
    peering: Peering, side: Side, own: RouterInterface, peer: RouterInterface | None
) -> t.Iterator[tuple[str, str, str | None]]:
    """Return the expected attributes of an interface, as far as they are known or were requested."""
    want = peering.want(side)
    yield CUT_OFF, "peer_router_interface_id", peer.router_interface_id if peer else None
    yield CUT_OFF, "peer_router_id", want.peer_router_id
    yield CUT_OFF, "peer_account_id", want.peer_account_id
    yield COSMETIC, "name", wanted_name(peering, side, own)
    yield COSMETIC, "description", want.description
    # The acceptor has no bandwidth of its own.
    yield COSMETIC, "spec", want.spec if side.role == "initiator" else None
