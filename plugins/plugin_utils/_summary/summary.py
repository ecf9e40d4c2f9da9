# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a run of the role came to: its peerings, what changed on each, who pays, and what it cost. Pure."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.ownership import foreign_ends
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering, Side, handshake
from ansible_collections.aliops.vpc.plugins.module_utils._plan.peerings import key_of
from ansible_collections.aliops.vpc.plugins.module_utils._plan.preflight import failures_of
from ansible_collections.aliops.vpc.plugins.plugin_utils._summary.changes import Comparison
from ansible_collections.aliops.vpc.plugins.plugin_utils._summary.estate import Ends, Estate
from ansible_collections.aliops.vpc.plugins.plugin_utils._summary.text import lines, text
from ansible_collections.aliops.vpc.plugins.plugin_utils._summary.unreachable import Prediction
from ansible_collections.aliops.vpc.plugins.plugin_utils._summary.waiting import waiting_for
from ansible_collections.aliops.vpc.plugins.plugin_utils._told import told

Result = dict[str, t.Any]


def summary(
    peerings: t.Sequence[Peering],
    reads: t.Sequence[Result],
    done: t.Sequence[Result],
    made: t.Sequence[Result] = (),
    before: t.Sequence[Peering] | None = None,
    earlier: t.Sequence[Result] = (),
) -> Result:
    """Return ``peerings`` as they now are, ``writes`` (the API actions planned, in order) and ``api_calls``.

    ``done`` are the results of the role's resource tasks, in order; ``handshakes`` tells other accounts of own sides.
    ``made`` are records of router interfaces that tasks returned before ``reads``, which lists may not show yet.
    ``before`` are the peerings as they were read before the run, when ``reads`` came later.
    ``earlier`` are the results of tasks before ``reads``: they count, but ``reads`` show what there is.
    """
    done, earlier = told(done), told(earlier)
    sent = (*earlier, *done)
    turned = [peering.turned() for peering in peerings]
    olds = turned if before is None else [_as_in(one, two) for one, two in zip(before, turned)]
    old = _estate(olds, reads)
    new = old if before is None and not (done or made or earlier) else _estate(turned, reads)
    for record in made:
        new.fill_in(record)
    for result in earlier:
        new.count(result)
    for result in done:
        new.take(result)
    comparison, prediction = Comparison(old, new), Prediction(turned, new)
    # Adopting marks a pair, so the state before the run tells.
    adopted = [bool(foreign_ends(peering)) for peering in olds]
    described = [_peering(*one, comparison, prediction) for one in zip(turned, adopted)]
    totals: Result = {
        "changed": any(result.get("changed") for result in sent),
        "predicted": _predicted(sent),
        "peerings": described,
        "unreachable": [finding for peering in described for finding in peering["unreachable"]],
        "totals": _totals(described),
        "handshakes": [
            handshake(peering, side, new.interfaces.get(key_of(peering.want(side))), _routes(side, peering, new))
            for peering in turned
            for side in peering.own_sides
            if peering.peer_of(side).remote and side.vpc
        ],
        "writes": [action for result in sent for action in result.get("writes") or ()],
        "api_calls": {
            kind: sum(result.get("api_calls", {}).get(kind, 0) for result in (*reads, *sent))
            for kind in ("read", "write")
        },
    }
    return {**totals, "lines": lines(totals)}


def _as_in(before: Peering, turned: Peering) -> Peering:
    """Return a peering as it was, with its ends the same way round as it is now."""
    same = before.initiator.account == turned.initiator.account and before.initiator.value == turned.initiator.value
    return before if same else before.swapped()


def _estate(peerings: t.Sequence[Peering], reads: t.Sequence[Result]) -> Estate:
    estate = Estate()
    for read in reads:
        estate.unread |= {(read["__peering_item"]["key"], region) for region, _msg in failures_of(read)}
    for peering in peerings:
        estate.read(peering)
    return estate


def _predicted(done: t.Sequence[Result]) -> bool:
    """Return whether check mode has planned calls; Ansible does not tell when only the role is in check mode."""
    planned = any(result.get("writes") for result in done)
    tried = any(result.get("api_calls", {}).get("write") or result.get("failed") for result in done)
    return planned and not tried


def _totals(described: t.Sequence[Result]) -> dict[str, int]:
    marks = [peering["mark"] for peering in described]
    return {
        name: marks.count(mark)
        for name, mark in (("created", "+"), ("changed", "~"), ("removed", "-"), ("unchanged", "="))
    }


def _peering(peering: Peering, adopted: bool, comparison: Comparison, prediction: Prediction) -> Result:
    estate = comparison.after
    was, ends = comparison.before.ends(peering), estate.ends(peering)
    both = {side.role: _side(peering, side, ends[side.role], estate) for side in peering.sides}
    changes = comparison.of(peering, was, ends)
    touched = {action for side in peering.sides for action in estate.touched.get(key_of(peering.want(side)), ())}
    action = next((one for one in ("created", "deleted", "updated") if one in touched), "none")
    described = {
        "name": peering.name,
        "state": peering.state,
        "action": "adopted" if action == "none" and adopted and touched else action,
        "adopted": adopted,
        "mark": _mark(peering, changes, was, ends),
        "changes": changes,
        "pays": peering.initiator.account,
        "spec": peering.spec,
        "waiting_for": waiting_for(peering, ends, was),
        "unreachable": prediction.unreachable(peering, ends),
        **both,
    }
    return {**described, "text": text(described)}


def _mark(peering: Peering, changes: t.Sequence[Result], was: Ends, ends: Ends) -> str:
    """Return + for a peering that is created, - for one that is removed, ~ for one that changes, and = for others."""
    if not changes:
        return "="
    own = [side.role for side in peering.own_sides]
    if not any(was[role] for role in own) and any(ends[role] for role in own):
        return "+"
    return "-" if peering.state == "absent" and not any(ends[role] for role in own) else "~"


def _side(peering: Peering, side: Side, interface: RouterInterface | None, estate: Estate) -> Result:
    unread = not side.vpc and any((side.account, region) in estate.unread for region in (None, side.region))
    return {
        "account": side.account,
        "region": side.region,
        "vpc_id": side.vpc["vpc_id"] if side.vpc else None,
        "router_id": side.router_id,
        "router_interface_id": interface.router_interface_id if interface else None,
        "status": interface.status if interface else "unknown" if unread else "absent",
        "routes": _routes(side, peering, estate),
    }


def _routes(side: Side, peering: Peering, estate: Estate) -> list[str]:
    """Return the destinations whose next hop is the side's interface, or will be once it exists."""
    tables = side.vpc["route_table_ids"] if side.vpc else []
    interface = estate.interfaces.get(key_of(peering.want(side)))
    hop = interface.router_interface_id if interface else None
    found = [block for table in tables for block in estate.destinations.get((table, hop or ""), ())]
    if interface and not hop:
        wanted = {str(block) for block in peering.destinations(side)}
        found += [block for table in tables for block in estate.to_come.get(table, ()) if block in wanted]
    return sorted(found)
