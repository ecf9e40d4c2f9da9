# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Decides how a report is folded: what is shown at once, and what is alike and shown together. Pure; draws nothing."""

from __future__ import annotations

import collections
import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.plugin_utils._audit.drift import SEVERITIES
from ansible_collections.aliops.vpc.plugins.plugin_utils._reach import idle_state
from ansible_collections.aliops.vpc.plugins.plugin_utils._report.model import (
    BAD,
    CALM,
    GOOD,
    PLAN,
    TONE_OF_VERDICT,
    WARN,
    ChangeLine,
    End,
    Link,
    Result,
    Vpc,
    VpcKey,
)

# So few peerings are all drawn at once; of more, so many of those that need a look.
ALL_AT_ONCE, AT_ONCE = 6, 12
# The findings about a resource that is nobody's: the peering that they name only shares its VPC.
BESIDE = ("leftover_route", "unmanaged")

Key = t.TypeVar("Key")
Value = t.TypeVar("Value")


@dataclasses.dataclass(frozen=True)
class Picture:
    """The peerings that are drawn at once, and those behind a fold, by the tone that they share."""

    shown: tuple[Link, ...]
    folded: tuple[tuple[str, tuple[Link, ...]], ...] = ()


@dataclasses.dataclass(frozen=True)
class Hub:
    """A VPC with the peerings drawn beside it: for each its own end and the far one."""

    vpc: Vpc
    spokes: tuple[tuple[Link, End, End], ...]


@dataclasses.dataclass(frozen=True)
class Alike:
    """Findings of one rule and one severity: the texts, each with the peering, side and account that it is about."""

    severity: str
    rule: str
    places: tuple[str, ...]
    texts: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Drifted:
    """Peerings with the same findings; without a peering, what stands for itself."""

    names: tuple[str, ...]
    severity: str
    findings: tuple[Alike, ...]


@dataclasses.dataclass(frozen=True)
class Pairs:
    """Pairs of vSwitch blocks with one verdict, and the reasons that they share."""

    verdict: str
    blocks: tuple[tuple[str, str], ...]
    reasons: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Verdict:
    """The pairs of a peering; ``verdict`` is the worst of them."""

    peering: str
    verdict: str
    pairs: tuple[Pairs, ...]


def picture(links: t.Sequence[Link]) -> Picture:
    """Return what is drawn at once: all of a few, else those that do not work or that are planned, the worst first."""
    if len(links) <= ALL_AT_ONCE:
        return Picture(tuple(links))
    by_tone = _by(links, lambda link: link.tone)
    urgent = [link for tone in (BAD, WARN, PLAN) for link in by_tone.get(tone, ())]
    folded = _by(urgent[AT_ONCE:], lambda link: link.tone)
    quiet = {tone: by_tone[tone] for tone in (GOOD, CALM) if tone in by_tone}
    return Picture(tuple(urgent[:AT_ONCE]), tuple((tone, tuple(links)) for tone, links in {**folded, **quiet}.items()))


def hubs(links: t.Sequence[Link]) -> list[Hub]:
    """Return the VPCs with the most peerings, each with those that no VPC before it has."""
    by_vpc: dict[VpcKey, list[tuple[Link, End, End]]] = collections.defaultdict(list)
    for link in links:
        initiator, acceptor = link.ends
        by_vpc[initiator.vpc.key].append((link, initiator, acceptor))
        by_vpc[acceptor.vpc.key].append((link, acceptor, initiator))
    drawn: set[str] = set()
    groups = []
    for spokes in sorted(by_vpc.values(), key=len, reverse=True):
        if left := [spoke for spoke in spokes if spoke[0].name not in drawn]:
            drawn |= {link.name for link, _own, _far in left}
            groups.append(Hub(left[0][1].vpc, tuple(left)))
    return groups


def stands_alone(finding: Result) -> bool:
    """Return whether a finding is about a resource that is no peering's."""
    return finding["rule"] in BESIDE


def drifted(findings: t.Sequence[Result]) -> list[Drifted]:
    """Return the findings by peering, the worst first; peerings with the same findings are one element."""
    by_peering = _by((finding for finding in findings if not stands_alone(finding)), lambda finding: finding["peering"])
    kinds = _by(by_peering, lambda name: tuple(sorted({_kind(finding) for finding in by_peering[name]})))
    groups = [
        _drifted(tuple(names), [finding for name in names for finding in by_peering[name]]) for names in kinds.values()
    ]
    if alone := [finding for finding in findings if stands_alone(finding)]:
        groups.append(_drifted((), alone))
    return groups


def _kind(finding: Result) -> tuple[int, str, str]:
    return (SEVERITIES.index(finding["severity"]), finding["rule"], finding["side"])


def _drifted(names: tuple[str, ...], findings: t.Sequence[Result]) -> Drifted:
    alike = _by(findings, lambda finding: (finding["severity"], finding["rule"]))

    def about(finding: Result) -> str:
        return f"{finding['peering']}, " if len(names) > 1 else ""

    return Drifted(
        names,
        findings[0]["severity"],
        tuple(
            Alike(
                severity,
                rule,
                tuple(f"{about(finding)}{_place(finding)}" for finding in group),
                tuple(finding["text"] for finding in group),
            )
            for (severity, rule), group in alike.items()
        ),
    )


def _place(finding: Result) -> str:
    return str(finding["account"]) if stands_alone(finding) else f"{finding['side']} {finding['account']}"


def verdicts(pairs: t.Sequence[Result]) -> list[Verdict]:
    """Return the pairs of each peering, those with one verdict and the same reasons together."""
    by_peering = _by(pairs, lambda pair: pair["peering"])
    return [Verdict(name, _worst(own), tuple(_alike_pairs(own))) for name, own in by_peering.items()]


def _worst(pairs: t.Iterable[Result]) -> str:
    return max((str(pair["verdict"]) for pair in pairs), key=list(TONE_OF_VERDICT).index)


def _alike_pairs(pairs: t.Iterable[Result]) -> t.Iterator[Pairs]:
    kinds = _by(pairs, lambda pair: (pair["verdict"], tuple(_reasons(pair))))
    for (verdict, reasons), alike in kinds.items():
        yield Pairs(verdict, tuple((pair["initiator"], pair["acceptor"]) for pair in alike), reasons)


def _reasons(pair: Result) -> t.Iterator[str]:
    """Yield for each way what is lost, and why."""
    for way, arrow in (("forward", "\u2192"), ("backward", "\u2190")):
        route = pair[way]
        if route["lost"]:
            yield f"{arrow} {', '.join(route['lost'])}: {'; '.join(map(_because, route['by'])) or 'no route'}."


def _because(entry: Result) -> str:
    """Return the entry that is the reason: a black hole has a next hop that carries nothing."""
    named = f"{entry['destination']} in {entry['route_table_id']}"
    if entry["status"]:
        return f"{named} is {entry['status']}"
    status = entry["next_hop_status"]
    state = f", which {idle_state(status)}" if status else ""
    return f"{named} has next hop {entry['next_hop']}{state}"


def changed(links: t.Iterable[Link]) -> list[tuple[str, tuple[Link, ...]]]:
    """Return the peerings that change by their mark, those with the same kinds of changes together."""
    kinds = _by((link for link in links if link.changes), lambda link: (link.mark, tuple(totals(link.changes).items())))
    return [(mark, tuple(group)) for (mark, _kinds), group in kinds.items()]


def totals(changes: t.Iterable[ChangeLine]) -> dict[tuple[str, str], int]:
    """Return how many changes there are of each mark and resource."""
    return dict(collections.Counter((change.mark, change.resource) for change in changes))


def climbing(links: t.Iterable[Link]) -> list[tuple[tuple[str, str], tuple[str, ...]]]:
    """Return the rungs before and after the run, with the peerings that move from one to the other."""
    kinds = _by((link for link in links if link.rungs), lambda link: link.rungs)
    return [(rungs, tuple(link.name for link in group)) for rungs, group in kinds.items() if rungs]


def _by(values: t.Iterable[Value], key: t.Callable[[Value], Key]) -> dict[Key, list[Value]]:
    """Return the values by a key, in their order."""
    groups: dict[Key, list[Value]] = {}
    for value in values:
        groups.setdefault(key(value), []).append(value)
    return groups
