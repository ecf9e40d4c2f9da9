# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lines with a run's result, or prediction, for people. Pure; decides nothing."""

from __future__ import annotations

import typing as t

Result = dict[str, t.Any]

NOUNS = {
    "router_interface": "router interface",
    "vpc_peer_connection": "VPC peering connection",
    "route": "route",
}
# A side that moves from one to the other has both.
IDS = {"vpc_peer_connection_id": "VPC peering connection", "router_interface_id": "router interface"}
MARKS = {"created": "+", "updated": "~", "deleted": "-"}
# The fields before the name of a changed resource.
QUIET = ("name", "next_hop_id")


def lines(result: Result) -> list[str]:
    """Return the peerings with their marks and changes, the unreachable blocks, and the totals."""
    peerings = [line for peering in result["peerings"] for line in _peering(peering)]
    losses = [f"! {finding['text']}" for finding in result["unreachable"]]
    return [*peerings, *losses, *_interruption(result), _totals(result)]


def text(peering: Result) -> str:
    """Return a peering as it is, or is predicted to be, in one line."""
    return f"{peering['name']}: {' <-> '.join(_end(peering[role]) for role in ('initiator', 'acceptor'))}"


def _peering(peering: Result) -> t.Iterator[str]:
    notes = ["adopted"] if peering["adopted"] else []
    notes += [_rungs(peering["migration"])] if "migration" in peering else []
    if peering["state"] == "present":
        notes += _payment(peering)
    yield "; ".join([f"{peering['mark']} {peering['text']}", *notes])
    for change in peering["changes"]:
        yield f"    {MARKS[change['action']]} {described_change(change)}"
    if peering["waiting_for"]:
        yield f"    waiting: {peering['waiting_for']}"


def _rungs(migration: Result) -> str:
    before, after = migration["before"], migration["after"]
    return before if before == after else f"{before} -> {after}"


def _payment(peering: Result) -> t.Iterator[str]:
    """Yield who pays for what; a connection within a region costs nothing."""
    if peering["method"] == "router_interface":
        yield f"{peering['pays']} pays for {peering['spec']}"
    elif peering["pays"]:
        bandwidth = f"{peering['bandwidth']} Mbit/s, " if peering["bandwidth"] else ""
        pay = "pay" if " and " in peering["pays"] else "pays"
        yield f"{bandwidth}{peering['pays']} {pay} for outgoing traffic"


def described_change(change: Result, arrow: str = " -> ") -> str:
    """Return a change without its mark; ``arrow`` stands between the value before and the one after."""
    what = f"{change['side']} {change['account']}: {NOUNS[change['resource']]} {change['name']}"
    return f"{what}{_values(change, change.get('before'), change.get('after'), arrow)}"


def _values(change: Result, before: Result | None, after: Result | None, arrow: str) -> str:
    if change["resource"] == "route":
        hops = [
            (state.get("next_hop_id") or f"the new {NOUNS[change['link']]}")
            for state in (before, after)
            if state is not None
        ]
        return f" to {arrow.join(hops)}"
    if before is None or after is None:
        units = {**dict.fromkeys((*IDS, "spec"), ""), "bandwidth": " Mbit/s"}
        values = [f"{value}{units[field]}" for field, value in (after or before or {}).items() if field in units]
        return f" ({', '.join(values)})" if values else ""
    fields = dict.fromkeys((*before, *after))
    return ": " + ", ".join(f"{field} {_value(before, field)}{arrow}{_value(after, field)}" for field in fields)


def _value(state: Result, field: str) -> str:
    value = state.get(field, "none")
    if not isinstance(value, dict):
        return str(value)
    # The service returns tags in an order of its own.
    return ", ".join(f"{name}={text}" for name, text in sorted(value.items()))


def _end(end: Result) -> str:
    where = f"{end['account']} {end['vpc_id'] or 'unknown'} in {end['region']}"
    if "router_interface_status" in end:
        where += f", {end['router_interface_id'] or 'router interface'} {end['router_interface_status']}"
    if end["status"] == "unknown":
        return f"{where}, could not be read"
    key, noun = next((key, noun) for key, noun in IDS.items() if key in end)
    if end["status"] == "ambiguous":
        return f"{where}, several {noun}s fit"
    if end["status"] == "absent":
        return f"{where}, no {noun}"
    hop = f"{end[key] or f'new {noun}'} {end['status']}"
    return f"{where}, {hop}, routes {', '.join(end['routes']) or 'none'}"


def _interruption(result: Result) -> t.Iterator[str]:
    seconds = result.get("interruption_seconds")
    if seconds is not None:
        yield f"The peerings that were moved had no link for {seconds} s."


def _totals(result: Result) -> str:
    counted = ", ".join(f"{number} {name}" for name, number in result["totals"].items())
    calls = len(result["writes"])
    if result["predicted"]:
        return (
            f"Check mode, nothing was written: would be {counted}; {calls} write {'call' if calls == 1 else 'calls'}."
        )
    return f"Total: {counted}; {calls} write {'call' if calls == 1 else 'calls'}."
