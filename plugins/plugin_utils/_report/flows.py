# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The outcome of each way of a peering, and the tone of the whole, from statuses, routes and verdicts. Pure."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.plugin_utils._report.model import (
    BAD,
    CALM,
    CAPTURED,
    GOES,
    GOOD,
    LOST,
    PARTLY_CAPTURED,
    PARTLY_LOST,
    PLAN,
    PLANNED,
    TONE_OF_SEVERITY,
    UNKNOWN,
    UNUSED,
    UP,
    WARN,
    Flow,
    Result,
)

ROLES = ("initiator", "acceptor")
WAYS = dict(zip(ROLES, ("forward", "backward")))
# By whether a part of the traffic goes through, and whether some has another next hop.
LOSSES = {
    (True, True): PARTLY_CAPTURED,
    (True, False): PARTLY_LOST,
    (False, True): CAPTURED,
    (False, False): LOST,
}


def flow_of(peering: Result, role: str, pairs: t.Sequence[Result], check: bool) -> Flow:
    """Return the outcome of the way from a side; ``pairs`` are the verdicts of this peering."""
    statuses = {peering[side]["status"] for side in ROLES}
    if is_planned(peering, check):
        return PLANNED
    if "unknown" in statuses:
        return UNKNOWN
    if not statuses <= set(UP):
        return UNUSED if peering["state"] == "absent" else LOST
    routes = [pair[WAYS[role]] for pair in pairs]
    return _judged(routes) if routes else _unjudged(peering, role)


def is_planned(peering: Result, check: bool) -> bool:
    """Return whether the peering is shown as a run would leave it."""
    return check and (peering["mark"] != "=" or peering["action"] != "none")


def tone_of(peering: Result, flows: t.Iterable[Flow], findings: t.Iterable[Result], check: bool) -> str:
    """Return the tone of a peering: that of its worst finding or way."""
    if is_planned(peering, check):
        return PLAN
    tones = {TONE_OF_SEVERITY[finding["severity"]] for finding in findings} | {flow.tone for flow in flows}
    for tone in (BAD, WARN):
        if tone in tones:
            return tone
    return GOOD if {peering[role]["status"] for role in ROLES} <= set(UP) else CALM


def _judged(routes: t.Sequence[Result]) -> Flow:
    verdicts = {route["verdict"] for route in routes}
    if verdicts == {"reachable"}:
        return GOES
    some = "reachable" in verdicts or any(route["partly"] for route in routes)
    return LOSSES[some, "captured" in verdicts]


def _unjudged(peering: Result, role: str) -> Flow:
    """Return the outcome without an audit: a way is as good as its routes, as far as the run knows no loss."""
    routed = bool(peering[role]["routes"])
    if any(loss["side"] == role for loss in peering["unreachable"]):
        return PARTLY_LOST if routed else LOST
    return GOES if routed else UNUSED
