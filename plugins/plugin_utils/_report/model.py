# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a report shows of a run: peerings, steps, verdicts, all chosen field by field, so that no credential slips in.

Pure; draws nothing.
"""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.plugin_utils._audit.drift import SEVERITIES

Result = dict[str, t.Any]
VpcKey = tuple[str, str, str]

# What the colour of a thing says: works, works lopsidedly, does not work, is only planned, is nobody's concern.
TONES = ("good", "warn", "bad", "plan", "calm")
GOOD, WARN, BAD, PLAN, CALM = TONES
TONE_OF_SEVERITY = dict(zip(SEVERITIES, (BAD, WARN, CALM)))
TONE_OF_VERDICT = {"reachable": GOOD, "one_way": WARN, "captured": WARN, "black_hole": BAD}

NOUNS = {
    "router_interfaces": "Router interfaces",
    "router_interface_peers": "Peers",
    "router_interface_connections": "Connections",
    "route_entries": "Route entries",
}


@dataclasses.dataclass(frozen=True)
class Vpc:
    """A VPC as far as it was read."""

    account: str
    account_id: str | None
    region: str
    vpc_id: str | None
    name: str | None = None
    blocks: tuple[str, ...] = ()

    @property
    def key(self) -> VpcKey:
        """Return what tells VPCs apart."""
        return (self.account, self.region, self.vpc_id or "")


@dataclasses.dataclass(frozen=True)
class End:
    """One side of a peering; ``tone`` is that of the way from here to the other side."""

    role: str
    vpc: Vpc
    interface_id: str | None
    status: str
    routes: tuple[str, ...]
    tone: str


@dataclasses.dataclass(frozen=True)
class Link:
    """A peering."""

    name: str
    action: str
    tone: str
    ends: tuple[End, End]

    @property
    def active(self) -> bool:
        """Whether both sides are active."""
        return all(end.status == "Active" for end in self.ends)


@dataclasses.dataclass(frozen=True)
class Step:
    """What one task did in one account; ``elapsed`` is in seconds, None when the task did not say.

    ``progress`` is what it saw while it waited, each line with its time, which tasks tell when asked for more (-v).
    """

    title: str
    account: str
    writes: tuple[str, ...]
    records: tuple[tuple[str, str], ...]
    request_ids: tuple[str, ...]
    elapsed: float | None
    progress: tuple[str, ...]
    failed: str | None


@dataclasses.dataclass(frozen=True)
class Report:
    """All that a page says of a run; ``state`` is the role's, ``check`` that nothing was really written."""

    state: str
    check: bool
    made_at: str
    links: tuple[Link, ...]
    steps: tuple[Step, ...]
    writes: int
    reads: int
    findings: tuple[Result, ...] | None = None
    pairs: tuple[Result, ...] = ()
    unreadable: tuple[str, ...] = ()

    @property
    def elapsed(self) -> float | None:
        """Return for how many seconds the steps took that said so."""
        took = [step.elapsed for step in self.steps if step.elapsed is not None]
        return sum(took) if took else None


def report(
    result: Result, reads: t.Sequence[Result], done: t.Sequence[Result], audit: Result | None, **run: t.Any
) -> Report:
    """Choose from a run what is shown of it.

    ``result`` is the role's peering_result, ``reads`` and ``done`` what its tasks returned, ``audit`` what the filter
    peering_audit did; ``run`` is state, check and made_at.
    """
    vpcs = _vpcs(reads)
    findings = audit["findings"] if audit else None
    pairs = [pair for pair in audit["reachability"] if pair["asked_for"]] if audit else []
    links = tuple(_link(one, vpcs, findings, pairs, run["check"]) for one in result["peerings"])
    return Report(
        links=links,
        steps=tuple(step for one in done for step in _step(one, links)),
        writes=len(result["writes"]),
        reads=result["api_calls"]["read"],
        findings=None if findings is None else tuple(findings),
        pairs=tuple(pairs),
        unreadable=tuple(audit["unreadable"]) if audit else (),
        **run,
    )


def _vpcs(reads: t.Sequence[Result]) -> dict[VpcKey, Vpc]:
    found = {}
    for read in reads:
        for vpc in read.get("vpcs") or ():
            local = [one["destination"] for one in vpc.get("route_entries") or () if one["next_hop_type"] == "local"]
            blocks = tuple(sorted(set(local))) or tuple(block for block in [vpc["cidr_block"]] if block)
            account = read["__peering_item"]["key"]
            one = Vpc(account, read.get("account_id"), vpc["region"], vpc["vpc_id"], vpc["name"], blocks)
            found[one.key] = one
    return found


def _link(
    one: Result, vpcs: dict[VpcKey, Vpc], findings: t.Sequence[Result] | None, pairs: t.Sequence[Result], check: bool
) -> Link:
    """Judge a peering by the audit's findings; without an audit, by what it came to."""
    planned = check and one["action"] != "none"
    ways = {"initiator": "forward", "acceptor": "backward"}
    ends = []
    for role, way in ways.items():
        side = one[role]
        bare = Vpc(side["account"], None, side["region"], side["vpc_id"])
        verdicts = [pair[way]["verdict"] for pair in pairs if pair["peering"] == one["name"]]
        ends.append(
            End(
                role,
                vpcs.get(bare.key, bare),
                side["router_interface_id"],
                side["status"],
                tuple(side["routes"]),
                PLAN if planned else _way_tone(one, side, verdicts),
            )
        )
    tone = PLAN if planned else _tone(one, findings)
    return Link(one["name"], one["action"], tone, (ends[0], ends[1]))


def _tone(one: Result, findings: t.Sequence[Result] | None) -> str:
    tones = {TONE_OF_SEVERITY[each["severity"]] for each in findings or () if each["peering"] == one["name"]}
    for tone in (BAD, WARN):
        if tone in tones:
            return tone
    if {one[role]["status"] for role in ("initiator", "acceptor")} == {"Active"}:
        return GOOD
    return CALM if one["state"] == "absent" else BAD


def _way_tone(one: Result, side: Result, verdicts: t.Sequence[str]) -> str:
    if verdicts:
        return next(TONE_OF_VERDICT[each] for each in ("black_hole", "captured", "reachable") if each in verdicts)
    if {one[role]["status"] for role in ("initiator", "acceptor")} == {"Active"}:
        return GOOD if side["routes"] else CALM
    return CALM if one["state"] == "absent" else BAD


def _step(one: Result, links: t.Sequence[Link]) -> t.Iterator[Step]:
    """Return a step for a task's result in which something was, or would be, written, or that failed."""
    failed = one.get("msg") if one.get("failed") else None
    if not (one.get("writes") or failed):
        return
    noun = next((noun for noun in NOUNS if noun in one), "")
    records = [record for record in one.get(noun) or () if record["action"] != "none"]
    yield Step(
        NOUNS.get(noun, "Calls"),
        _account(one, records, links),
        tuple(one.get("writes") or ()),
        tuple((record["action"], _label(record)) for record in records),
        tuple(one.get("request_ids") or ()),
        one.get("elapsed"),
        tuple(one.get("progress") or ()),
        failed,
    )


def _account(one: Result, records: t.Sequence[Result], links: t.Sequence[Link]) -> str:
    """Name the account of a result: a loop's item says it, else the interface does."""
    item = one.get("__peering_item")
    if isinstance(item, dict):
        return str(item.get("key", ""))
    ids = {record.get("router_interface_id") for record in records} - {None}
    roles = {(record.get("role"), record.get("region")) for record in records}
    return next(
        (
            end.vpc.account
            for link in links
            for end in link.ends
            if end.interface_id in ids or (not ids and (end.role, end.vpc.region) in roles)
        ),
        "",
    )


def _label(record: Result) -> str:
    if "destination" in record:
        hop = record.get("next_hop_id") or "the new router interface"
        return f"{record['destination']} \u2192 {hop} in {record['route_table_id']}"
    named = record.get("router_interface_id") or f"{record.get('role')} on {record.get('router_id')}"
    return f"{named} ({record.get('role')} in {record.get('region')})"
