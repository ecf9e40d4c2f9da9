# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The result of a run of the role: its peerings, the changes on each, who pays, and the calls. Pure."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.joining import handshake
from ansible_collections.aliops.vpc.plugins.module_utils._model.links import Ends, NextHop
from ansible_collections.aliops.vpc.plugins.module_utils._model.ownership import foreign_ends
from ansible_collections.aliops.vpc.plugins.module_utils._model.packing import unpacked, without_records
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering, Side
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import PeerConnection
from ansible_collections.aliops.vpc.plugins.module_utils._plan.peerings import unclear
from ansible_collections.aliops.vpc.plugins.module_utils._plan.preflight import failures_of
from ansible_collections.aliops.vpc.plugins.module_utils._plan.surplus import wanted_routes
from ansible_collections.aliops.vpc.plugins.plugin_utils._migration.ladders import ladders_of
from ansible_collections.aliops.vpc.plugins.plugin_utils._run import Run
from ansible_collections.aliops.vpc.plugins.plugin_utils._summary.changes import Comparison
from ansible_collections.aliops.vpc.plugins.plugin_utils._summary.estate import Estate
from ansible_collections.aliops.vpc.plugins.plugin_utils._summary.rungs import moved, with_rung, with_rungs
from ansible_collections.aliops.vpc.plugins.plugin_utils._summary.text import lines, text
from ansible_collections.aliops.vpc.plugins.plugin_utils._summary.unreachable import Prediction
from ansible_collections.aliops.vpc.plugins.plugin_utils._summary.waiting import waiting_for

if t.TYPE_CHECKING:
    from ansible_collections.aliops.vpc.plugins.plugin_utils._planning import Attempt

# Those of a peering, of which the first that any of its links had counts.
ACTIONS = ("created", "deleted", "accepted", "updated")

Result = dict[str, t.Any]


def summary(run: Run, results: t.Sequence[Result], earlier: Attempt | None = None) -> Result:
    """Return the result of a run: ``peerings`` as they now are, ``writes`` (the API actions, in order), ``api_calls``.

    ``results`` are those of its steps, in order. ``earlier`` is the attempt before it, whose results count too; the
    run's snapshot shows the state that it left. ``handshakes`` are for the accounts of remote sides.
    """
    results = [result for result in results if not result.get("skipped")]
    before = Run(run.input, earlier.read) if earlier else run
    done = [*(earlier.results if earlier else ()), *map(without_records, results)]
    peerings = [peering if unclear(peering) else peering.as_existing() for peering in run.peerings]
    old, new = _states(run, before, peerings, results, earlier)
    ladders = ladders_of(run)
    comparison, prediction = Comparison(old, new, moved(ladders)), Prediction(peerings, new, ladders)
    # Adopting marks a pair, so the state before the run decides.
    adopted = [not unclear(old) and bool(foreign_ends(old)) for old in _as_in(before.peerings, peerings)]
    described = [_peering(*pair, comparison, prediction) for pair in zip(peerings, adopted)]
    described = [with_rungs(peering, ladders, comparison, run.input["migrate_to"]) for peering in described]
    totals: Result = {
        "changed": any(result.get("changed") for result in done),
        "predicted": _predicted(done),
        "peerings": described,
        "unreachable": [finding for peering in described for finding in peering["unreachable"]],
        "totals": _totals(described),
        "handshakes": (
            []
            if run.input["handshakes"] is None
            else [with_rung(handshake, described) for handshake in _handshakes(peerings, new)]
        ),
        "writes": [action for result in done for action in result.get("writes") or ()],
        "api_calls": _calls([run.read, *([earlier.read] if earlier else ()), *done]),
    }
    if earlier and earlier.interruption_seconds is not None:
        totals["interruption_seconds"] = earlier.interruption_seconds
    return {**totals, "lines": lines(totals)}


def _states(
    run: Run, before: Run, peerings: t.Sequence[Peering], results: t.Sequence[Result], earlier: Attempt | None
) -> tuple[Estate, Estate]:
    """Return the estate from which a run began and the one that it left."""
    old = _estate(_as_in(before.peerings, peerings), before)
    new = _estate(peerings, run) if before is not run else old.copied() if results else old
    if earlier:
        for record in () if earlier.lost else earlier.created:
            new.fill_in(record)
        for result in earlier.results:
            new.count(result)
    for result in results:
        # One after the other: unpacked, the records of one step take as much memory as what was read.
        new.apply_result(unpacked(result))
    return old, new


def _as_in(before: t.Sequence[Peering], peerings: t.Sequence[Peering]) -> list[Peering]:
    """Return the peerings as they were, with their ends the same way round as they are now."""
    return [
        old
        if old.initiator.account == new.initiator.account and old.initiator.value == new.initiator.value
        else old.swapped()
        for old, new in zip(before, peerings)
    ]


def _estate(peerings: t.Sequence[Peering], run: Run) -> Estate:
    estate = Estate()
    for account, read in run.reads.items():
        estate.unread |= {(account, region) for region, _msg in failures_of(read)}
    for peering in peerings:
        estate.read(peering)
    for ladder in ladders_of(run).values():
        estate.read(ladder.pair)
    return estate


def _handshakes(peerings: t.Sequence[Peering], estate: Estate) -> list[Result]:
    return [
        handshake(peering, side, estate.next_hops.get(peering.key(side)), _routes(side, peering, estate))
        for peering in peerings
        for side in peering.own_sides
        if peering.peer_of(side).remote and side.vpc
    ]


def _calls(results: t.Sequence[Result]) -> dict[str, int]:
    return {kind: sum(result.get("api_calls", {}).get(kind, 0) for result in results) for kind in ("read", "write")}


def _predicted(done: t.Sequence[Result]) -> bool:
    """Return whether check mode has planned calls; Ansible does not expose a check mode of the role alone."""
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
    changes = comparison.changes_of(peering, was, ends)
    touched = {action for side in peering.sides for action in estate.touched.get(peering.key(side), ())}
    action = next((action for action in ACTIONS if action in touched), "none")
    described = {
        "name": peering.name,
        "state": peering.state,
        "action": "adopted" if action == "none" and adopted and touched else action,
        "adopted": adopted,
        "mark": _mark(peering, changes, was, ends),
        "changes": changes,
        "pays": " and ".join(peering.payers) or None,
        "method": peering.method,
        **_capacity(peering, ends),
        "waiting_for": waiting_for(peering, ends, was),
        "unreachable": prediction.unreachable(peering, ends),
        **both,
    }
    return {**described, "text": text(described)}


def _capacity(peering: Peering, ends: Ends) -> Result:
    """Return the spec of a pair of router interfaces, or the bandwidth and link type of a connection."""
    if not peering.by_connection:
        return {"spec": peering.spec}
    connection = ends["initiator"]
    if not isinstance(connection, PeerConnection):
        return {"bandwidth": peering.bandwidth, "link_type": peering.link_type}
    return {"bandwidth": connection.bandwidth, "link_type": connection.link_type}


def _mark(peering: Peering, changes: t.Sequence[Result], was: Ends, ends: Ends) -> str:
    """Return + for a peering that is created, - for one that is removed, ~ for one that changes, and = for others."""
    if not changes:
        return "="
    own = [side.role for side in peering.own_sides]
    if not any(was[role] for role in own) and any(ends[role] for role in own):
        return "+"
    return "-" if peering.state == "absent" and not any(ends[role] for role in own) else "~"


def _side(peering: Peering, side: Side, hop: NextHop | None, estate: Estate) -> Result:
    unread = not side.vpc and any((side.account, region) in estate.unread for region in (None, side.region))
    return {
        "account": side.account,
        "region": side.region,
        "vpc_id": side.vpc["vpc_id"] if side.vpc else None,
        "router_id": side.router_id,
        f"{peering.link}_id": hop.next_hop_id if hop else None,
        "status": hop.status if hop else _status_without_next_hop(unread, peering.key(side) in estate.unclear),
        "routes": _routes(side, peering, estate),
    }


def _status_without_next_hop(unread: bool, unclear_: bool) -> str:
    return "unknown" if unread else "ambiguous" if unclear_ else "absent"


def _routes(side: Side, peering: Peering, estate: Estate) -> list[str]:
    """Return the destinations that a side routes to its next hop, or will once that exists."""
    tables = side.vpc["route_table_ids"] if side.vpc else []
    next_hop = estate.next_hops.get(peering.key(side))
    hop = next_hop.next_hop_id if next_hop else None
    blocks = [block for table in tables for block in estate.destinations.get((table, hop or ""), ())]
    if next_hop and not hop:
        wanted = {key[1:] for key in wanted_routes(peering, side)} if tables else set()
        blocks += [block for table in tables for block in estate.to_come.get(table, ()) if (table, block) in wanted]
    return sorted(blocks)
