# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The content of a report: peerings, steps, verdicts, all chosen field by field, so that no credential slips in.

Pure; draws nothing.
"""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.constants import BY_CONNECTION, VPC_PEER
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import ACTIVATED
from ansible_collections.aliops.vpc.plugins.plugin_utils._audit.drift import SEVERITIES

Result = dict[str, t.Any]
VpcKey = tuple[str, str, str]

# The meaning of the colours: works, is asymmetric, does not work, is only planned, is irrelevant.
TONES = ("good", "warn", "bad", "plan", "calm")
GOOD, WARN, BAD, PLAN, CALM = TONES
TONE_OF_SEVERITY = dict(zip(SEVERITIES, (BAD, WARN, CALM)))
TONE_OF_VERDICT = {"reachable": GOOD, "one_way": WARN, "captured": WARN, "black_hole": BAD}

NOUNS = {
    "router_interfaces": "Router interfaces",
    "router_interface_peers": "Peers of router interfaces",
    "router_interface_connections": "Connections of router interfaces",
    "vpc_peer_connections": "VPC peering connections",
    "route_entries": "Route entries",
}
# The statuses of router interfaces and VPC peering connections that traffic goes through.
UP = ("Active", ACTIVATED)


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
        """Return the identity of the VPC."""
        return (self.account, self.region, self.vpc_id or "")


@dataclasses.dataclass(frozen=True)
class End:
    """One side of a peering; ``tone`` is that of the way from here to the other side."""

    role: str
    vpc: Vpc
    next_hop_id: str | None
    status: str
    routes: tuple[str, ...]
    tone: str


@dataclasses.dataclass(frozen=True)
class Link:
    """A peering; ``shared`` is whether its ends are one VPC peering connection, ``capacity`` is its bandwidth.

    ``rungs`` are those on which it stood before the run and stands after it, where it moves to another kind of link.
    """

    name: str
    action: str
    tone: str
    shared: bool
    capacity: str
    ends: tuple[End, End]
    rungs: tuple[str, str] | None = None

    @property
    def noun(self) -> str:
        """Return the name of what the routes of each side lead to."""
        return "VPC peering connection" if self.shared else "router interface"

    @property
    def active(self) -> bool:
        """Return whether both sides are active."""
        return all(end.status in UP for end in self.ends)

    @property
    def details(self) -> str:
        """Return the statuses of both sides, each once, and the bandwidth."""
        statuses = dict.fromkeys(end.status for end in self.ends)
        return ", ".join(filter(None, (" / ".join(statuses), self.capacity)))

    @property
    def known_end(self) -> End:
        """Return an end that names its next hop, when there is one: an account may not have been read."""
        return next((end for end in self.ends if end.next_hop_id), self.ends[0])

    def hop(self, end: End) -> str:
        """Name the next hop of a side."""
        without = {
            "absent": f"no {self.noun}",
            "ambiguous": f"several {self.noun}s",
            "unknown": "an account that could not be read",
        }
        return end.next_hop_id or without.get(end.status, f"a new {self.noun}")


@dataclasses.dataclass(frozen=True)
class Step:
    """The work of one task, and its accounts; ``elapsed`` is in seconds, None when the task does not return it.

    ``progress`` are the lines of its waits, each with its time, which tasks return with -v.
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
    """The content of a page; ``state`` is the role's, ``check`` is whether nothing was really written."""

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
        """Return the seconds of the steps that returned them."""
        took = [step.elapsed for step in self.steps if step.elapsed is not None]
        return sum(took) if took else None


def report(result: Result, read: Result, steps: t.Sequence[Result], audit: Result | None, **run: t.Any) -> Report:
    """Choose the content of a report from a run.

    ``result`` is the role's peering_result, ``read`` and ``steps`` are the results of its modules, ``audit`` that of
    the filter peering_audit; ``run`` is state, check and made_at.
    """
    vpcs = _vpcs(read)
    names = {account_id: name for name, account_id in _account_ids(read).items()}
    findings = audit["findings"] if audit else None
    pairs = [pair for pair in audit["reachability"] if pair["asked_for"]] if audit else []
    return Report(
        links=tuple(_link(peering, vpcs, findings, pairs, run["check"]) for peering in result["peerings"]),
        steps=tuple(shown for step in steps for shown in _step(step, names)),
        writes=len(result["writes"]),
        reads=result["api_calls"]["read"],
        findings=None if findings is None else tuple(findings),
        pairs=tuple(pairs),
        unreadable=tuple(audit["unreadable"]) if audit else (),
        **run,
    )


def _vpcs(read: Result) -> dict[VpcKey, Vpc]:
    vpcs = {}
    ids = _account_ids(read)
    for record in read.get("vpcs") or ():
        entries = record.get("route_entries") or ()
        local = {entry["destination"] for entry in entries if entry["next_hop_type"] == "local"}
        blocks = tuple(sorted(local)) or tuple(block for block in [record["cidr_block"]] if block)
        account = record["account"]
        vpc = Vpc(account, ids.get(account), record["region"], record["vpc_id"], record["name"], blocks)
        vpcs[vpc.key] = vpc
    return vpcs


def _account_ids(read: Result) -> dict[str, str | None]:
    return {name: facts.get("account_id") for name, facts in (read.get("accounts") or {}).items()}


def _link(
    peering: Result,
    vpcs: dict[VpcKey, Vpc],
    findings: t.Sequence[Result] | None,
    pairs: t.Sequence[Result],
    check: bool,
) -> Link:
    """Return a peering with its tone from the audit's findings; without an audit, from its result."""
    planned = check and peering["action"] != "none"
    shared = peering["method"] == BY_CONNECTION
    ways = {"initiator": "forward", "acceptor": "backward"}
    ends = []
    for role, way in ways.items():
        side = peering[role]
        bare = Vpc(side["account"], None, side["region"], side["vpc_id"])
        verdicts = [pair[way]["verdict"] for pair in pairs if pair["peering"] == peering["name"]]
        ends.append(
            End(
                role,
                vpcs.get(bare.key, bare),
                side["vpc_peer_connection_id" if shared else "router_interface_id"],
                side["status"],
                tuple(side["routes"]),
                PLAN if planned else _way_tone(peering, side, verdicts),
            )
        )
    tone = PLAN if planned else _tone(peering, findings)
    rungs = peering.get("migration")
    return Link(
        peering["name"],
        peering["action"],
        tone,
        shared,
        _capacity(peering),
        (ends[0], ends[1]),
        (rungs["before"], rungs["after"]) if rungs else None,
    )


def _capacity(peering: Result) -> str:
    """Return the bandwidth of a peering; "" for a connection within a region, which has no limit."""
    bandwidth = f"{peering['bandwidth']} Mbit/s" if peering.get("bandwidth") else None
    return ", ".join(filter(None, (peering.get("spec"), bandwidth, peering.get("link_type"))))


def _tone(peering: Result, findings: t.Sequence[Result] | None) -> str:
    tones = {TONE_OF_SEVERITY[each["severity"]] for each in findings or () if each["peering"] == peering["name"]}
    for tone in (BAD, WARN):
        if tone in tones:
            return tone
    if _is_up(peering):
        return GOOD
    return CALM if peering["state"] == "absent" else BAD


def _is_up(peering: Result) -> bool:
    return all(peering[role]["status"] in UP for role in ("initiator", "acceptor"))


def _way_tone(peering: Result, side: Result, verdicts: t.Sequence[str]) -> str:
    if verdicts:
        return next(TONE_OF_VERDICT[each] for each in ("black_hole", "captured", "reachable") if each in verdicts)
    if _is_up(peering):
        return GOOD if side["routes"] else CALM
    return CALM if peering["state"] == "absent" else BAD


def _step(result: Result, names: t.Mapping[str | None, str]) -> t.Iterator[Step]:
    """Return a step for a task's result in which something was, or would be, written, or that failed.

    ``names`` are those of the run's accounts by their ids.
    """
    failed = result.get("msg") if result.get("failed") else None
    if not (result.get("writes") or failed):
        return
    noun = next((noun for noun in NOUNS if noun in result), "")
    records = [record for record in result.get(noun) or () if record["action"] != "none"]
    accounts = dict.fromkeys(account for record in records for account in _accounts(record, names))
    yield Step(
        NOUNS.get(noun, "Calls"),
        ", ".join(accounts or result.get("accounts") or ()),
        tuple(result.get("writes") or ()),
        tuple((record["action"], _label(record)) for record in records),
        tuple(result.get("request_ids") or ()),
        result.get("elapsed"),
        tuple(result.get("progress") or ()),
        failed,
    )


def _accounts(record: Result, names: t.Mapping[str | None, str]) -> t.Iterator[str]:
    """Return the run's accounts that a record is about; a connection belongs to both of its accounts."""
    if record.get("account"):
        yield str(record["account"])
    for role in ("requester", "accepter"):
        if (account_id := record.get(f"{role}_account_id")) in names:
            yield names[account_id]


def _label(record: Result) -> str:
    if "destination" in record:
        noun = "VPC peering connection" if record.get("next_hop_type") == VPC_PEER else "router interface"
        hop = record.get("next_hop_id") or f"the new {noun}"
        return f"{record['destination']} \u2192 {hop} in {record['route_table_id']}"
    if "vpc_peer_connection_id" in record:
        named = record["vpc_peer_connection_id"] or record.get("name")
        return f"{named} ({record.get('requester_vpc_id')} to {record.get('accepter_vpc_id')})"
    named = record.get("router_interface_id") or f"{record.get('role')} on {record.get('router_id')}"
    return f"{named} ({record.get('role')} in {record.get('region')})"
