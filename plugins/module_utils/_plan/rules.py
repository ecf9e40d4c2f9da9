# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Refuses changes that the API cannot make to a router interface, each with its cure, before any write. Pure."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import Reason, RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry, RouterInterface

FOR_LIFE = "The API lets a once connected interface keep its peer for life"
REMAKE = {
    "module": "set recreate=true for a new interface in its place, or delete it (state=absent) and create it again",
    "role": "set state=absent for the peering, run once, and set it to present again",
}
# The longest prepaid period, in pricing cycles.
PERIODS = {"Month": 9, "Year": 3}


def refuse_fixed(have: RouterInterface, changed: dict[str, t.Any]) -> None:
    """Refuse changes of attributes that the API fixes at creation."""
    if changed:
        changes = ", ".join(f"{field} from {getattr(have, field)} to {value}" for field, value in changed.items())
        raise RefusedError([f"{have.label}: the API cannot change {changes}."])


def refuse_other_region(want: RouterInterface, have: RouterInterface) -> None:
    """Refuse a peer in another region than the one that was named at creation."""
    if want.peer_region not in (None, have.peer_region):
        change = f"peer_region from {have.peer_region} to {want.peer_region}"
        raise RefusedError([Reason(f"{have.label}: the API cannot change {change}", **REMAKE)])


def refuse_other_peer(have: RouterInterface, changed: dict[str, t.Any]) -> None:
    """Refuse other attributes of the peer for an interface that was once connected."""
    if changed and have.status != "Idle":
        changes = ", ".join(
            f"{field} from {getattr(have, field)} to {value or 'a new one'}" for field, value in changed.items()
        )
        fact = f"{have.label} is {have.status}, so the API cannot change {changes}. {FOR_LIFE}"
        raise RefusedError([Reason(fact, **REMAKE)])


def refuse_locked(have: RouterInterface, writes: t.Collection[str]) -> None:
    """Refuse changes of an interface that the service has locked; its tags can be changed all the same."""
    if have.business_status in (None, "Normal"):
        return
    refused = [action for action in writes if not action.endswith("ForExpressConnect")]
    if refused:
        reason = "settle the account's bills first" if have.business_status == "FinancialLocked" else "ask the support"
        raise RefusedError(
            [f"{have.label} is {have.business_status}, so the API refuses {', '.join(refused)}: {reason}."]
        )


def refuse_creation(want: RouterInterface) -> None:
    """Refuse an interface that cannot be created from the given attributes."""
    if want.router_interface_id:
        raise RefusedError([f"{want.label} does not exist."])
    missing = [field for field in ("role", "router_id", "peer_region", "spec") if not getattr(want, field)]
    if want.router_type == "VBR":
        missing += ["access_point_id"] if not want.access_point_id else []
        if want.role == "acceptor":
            raise RefusedError([f"{want.label}: a border router (vbr-) can only be the initiator."])
    if want.peer_router_type == "VBR" and not want.peer_access_point_id:
        missing.append("peer_access_point_id")
    if want.charge_type == "PrePaid" and not want.period:
        missing.append("period")
    if missing:
        raise RefusedError([f"{want.label} does not exist; to create it, give {' and '.join(missing)}."])
    _refuse_prepaid(want)
    refuse_health_check(want, want)


def _refuse_prepaid(want: RouterInterface) -> None:
    if want.charge_type != "PrePaid":
        return
    if want.role == "acceptor":
        raise RefusedError(
            [f"{want.label}: an acceptor costs nothing, so it cannot be PrePaid; leave charge_type out."]
        )
    cycle = want.pricing_cycle or "Month"
    if not 1 <= (want.period or 0) <= PERIODS[cycle]:
        raise RefusedError([f"{want.label}: with pricing_cycle={cycle}, period goes from 1 to {PERIODS[cycle]}."])
    if want.region == want.peer_region:
        raise RefusedError([f"{want.label}: PrePaid is not offered within one region; set charge_type=PostPaid."])


def refuse_health_check(want: RouterInterface, after: RouterInterface) -> None:
    """Refuse a health check of an interface whose peer is not on a border router."""
    if want.health_check_source_ip and after.peer_router_type != "VBR":
        kind = after.peer_router_type or "not known"
        raise RefusedError(
            [f"{after.label}: a health check needs a peer on a border router (VBR), this one is {kind}."]
        )


def refuse_deletion(have: RouterInterface, routes: t.Sequence[RouteEntry], force_routes: bool) -> None:
    """Refuse the deletion of a prepaid interface, and of the next hop of ``routes``."""
    if have.charge_type == "PrePaid":
        raise RefusedError(
            [f"{have.label} is PrePaid, and the API does not delete those: refund it in Expenses and Costs."]
        )
    entries = [entry for entry in routes if entry.status != "Deleting"]
    stuck = [entry for entry in entries if entry.kind != "Custom" or entry.next_hops]
    if stuck:
        labels = ", ".join(f"{entry.label} ({entry.kind}, next hops {entry.next_hop_id})" for entry in stuck)
        raise RefusedError(
            [f"{have.label} cannot be deleted: it is not the only next hop, or not a custom one, of {labels}."]
        )
    if entries and not force_routes:
        labels = ", ".join(entry.label for entry in entries)
        cure = "delete them first, or set force_routes=true"
        raise RefusedError(
            [f"{have.label} cannot be deleted while it is the next hop of route entries ({labels}): {cure}."]
        )
