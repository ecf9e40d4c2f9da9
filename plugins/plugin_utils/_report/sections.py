# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Draws the lists of a page: drift, reachability, changes, steps. Pure; what is alike is decided in groups."""

from __future__ import annotations

import collections
import typing as t

from ansible_collections.aliops.vpc.plugins.plugin_utils._report.groups import (
    Alike,
    Drifted,
    Pairs,
    Verdict,
    changed,
    drifted,
    totals,
    verdicts,
)
from ansible_collections.aliops.vpc.plugins.plugin_utils._report.markup import Markup, join, tag, with_commas
from ansible_collections.aliops.vpc.plugins.plugin_utils._report.model import (
    TONE_OF_SEVERITY,
    TONE_OF_VERDICT,
    ChangeLine,
    Link,
    Report,
    Step,
    count,
    spaced,
)
from ansible_collections.aliops.vpc.plugins.plugin_utils._report.parts import fold, mark_of, names_of, row, section

# So many lines of a row are shown; more are behind a fold.
LINES = 4
RESOURCES = {
    "router_interface": "router interface",
    "vpc_peer_connection": "VPC peering connection",
    "route": "route",
}


def drift(report: Report) -> Markup | None:
    """Return the findings of an audit by peering."""
    return section("Drift", [_drifted(group) for group in drifted(report.findings or ())])


def _drifted(group: Drifted) -> Markup:
    several = len(group.names) > 1
    title = names_of(group.names) if group.names else tag("p", "Beside the peerings")
    return row(
        tag("span", spaced(group.severity), class_=f"mark {TONE_OF_SEVERITY[group.severity]}"),
        tag("div", title, *(_alike(alike, several=several) for alike in group.findings)),
        count(sum(len(alike.texts) for alike in group.findings), "finding"),
    )


def _alike(alike: Alike, *, several: bool) -> Markup:
    """Return findings of one rule: their texts, or, of several peerings and of many, the rule and a fold."""
    title = spaced(alike.rule)
    fits = len(alike.texts) <= (1 if several else 2)
    lines = [
        tag("li", tag("p", text), tag("p", f"{title}, {place}" if fits else place, class_="sub"))
        for text, place in zip(alike.texts, alike.places)
    ]
    listed = tag("ul", *lines, class_="findings")
    return listed if fits else fold(f"{title}, {len(lines)} times", listed)


def losses(report: Report) -> Markup | None:
    """Return the blocks that a run leaves unreachable, each with the cure."""
    # An audit has a finding for each.
    texts = report.unreachable if report.findings is None else ()
    rows = [row(tag("span", "not reachable", class_="mark warn"), tag("p", text)) for text in texts]
    return section("Not reachable after this run", rows)


def reachability(report: Report) -> Markup | None:
    """Return the verdicts on pairs of vSwitch blocks; those that reach each other are behind a fold."""
    groups = verdicts(report.pairs)
    works = [group for group in groups if group.verdict == "reachable"]
    rows = [_verdict(group) for group in groups if group.verdict != "reachable"]
    if not rows and len(works) <= LINES:
        return section("Reachability", [_verdict(group) for group in works])
    if len(rows) > LINES:
        bad = dict.fromkeys(group.verdict for group in groups if group.verdict != "reachable")
        rows = [_folded(verdict, groups) for verdict in bad]
    return section("Reachability", rows, last=_works(works) if works else None)


def _folded(verdict: str, groups: t.Sequence[Verdict]) -> Markup:
    """Return a row for all peerings with a verdict, each of them behind a fold."""
    alike = [group for group in groups if group.verdict == verdict]
    title = tag("strong", count(len(alike), "peering"))
    lines = [tag("li", tag("p", tag("strong", group.peering)), _explained(group)) for group in alike]
    return row(_mark(verdict), fold(title, tag("ul", *lines, class_="findings")))


def _works(groups: t.Sequence[Verdict]) -> Markup:
    number = count(sum(len(pairs.blocks) for group in groups for pairs in group.pairs), "pair")
    title = tag("span", f"{number} of vSwitch blocks reachable both ways", class_="mark good")
    lines = [tag("li", _blocks(pairs), " ", group.peering) for group in groups for pairs in group.pairs]
    return fold(title, tag("ul", *lines), "fold list")


def _verdict(group: Verdict) -> Markup:
    return row(_mark(group.verdict), _explained(group), group.peering)


def _mark(verdict: str) -> Markup:
    return tag("span", spaced(verdict), class_=f"mark {TONE_OF_VERDICT[verdict]}")


def _explained(group: Verdict) -> Markup:
    return tag("div", *(_pairs(pairs, alone=len(group.pairs) == 1) for pairs in group.pairs))


def _pairs(pairs: Pairs, *, alone: bool) -> Markup:
    """Return pairs with their reasons, and with their verdict where the peering has several."""
    word = None if alone else tag("span", spaced(pairs.verdict), class_=TONE_OF_VERDICT[pairs.verdict])
    reasons = tag("ul", *(tag("li", reason) for reason in pairs.reasons), class_="sub") if pairs.reasons else None
    return tag("div", tag("p", _blocks(pairs), " ", word), reasons, class_="pairs")


def _blocks(pairs: Pairs) -> Markup:
    return with_commas(
        join(tag("code", initiator), " \u2194 ", tag("code", acceptor)) for initiator, acceptor in pairs.blocks
    )


def changes(report: Report) -> Markup | None:
    """Return the changes of the peerings, before and after."""
    rows = [_changed(mark, links) for mark, links in changed(report.links)]
    return section("Planned changes" if report.check else "Changes", rows)


def _changed(mark: str, links: t.Sequence[Link]) -> Markup:
    lines = [change for link in links for change in link.changes]
    listed = tag("ul", *(_change(change, link) for link in links for change in link.changes), class_="changes")
    body = listed if len(lines) <= LINES + 2 else fold(_totals(lines), listed)
    return row(mark_of(mark) or tag("b", "="), tag("div", names_of([link.name for link in links]), body))


def _change(change: ChangeLine, link: Link) -> Markup:
    return tag("li", mark_of(change.mark), tag("span", f"{change.text}", title=link.name))


def _totals(lines: t.Iterable[ChangeLine]) -> Markup:
    return with_commas(
        join(mark_of(mark), " ", count(number, RESOURCES[resource]))
        for (mark, resource), number in totals(lines).items()
    )


def steps(report: Report) -> Markup | None:
    """Return the tasks that wrote, or would write."""
    rows = [_step(step, check=report.check) for step in report.steps]
    return section("Planned steps" if report.check else "Steps", rows, "ol")


def _step(step: Step, *, check: bool) -> Markup:
    entries = [
        tag("li", join(mark_of(entry.mark), " ") if check else None, f"{entry.verb} ", tag("code", entry.label))
        for entry in step.entries
    ]
    verbs = collections.Counter(entry.verb for entry in step.entries)
    counted = ", ".join(f"{number} {verb}" for verb, number in verbs.items())
    listed = tag("ul", *entries, class_="sub") if entries else None
    return row(
        tag("span", step.account, class_="mark bad" if step.failed else None),
        tag(
            "div",
            tag("p", step.title),
            fold(counted, listed) if listed and len(entries) > LINES else listed,
            tag("p", step.failed, class_="bad") if step.failed else None,
            _calls(step, check=check),
        ),
        f"{step.elapsed:.1f} s" if step.elapsed is not None else None,
    )


def _calls(step: Step, *, check: bool) -> Markup | None:
    if not step.writes:
        return None
    counted = collections.Counter(step.writes)
    calls = ", ".join(f"{action} \u00d7 {number}" if number > 1 else action for action, number in counted.items())
    if check or not step.request_ids:
        return tag("p", tag("code", calls), class_="sub")
    details = [*_lines("Request ids", step.request_ids), *_lines("Seen while waiting", step.progress)]
    return fold(tag("code", calls), join(*details))


def _lines(title: str, lines: t.Sequence[str]) -> list[Markup]:
    return [tag("p", title), tag("ul", *(tag("li", tag("code", line)) for line in lines))] if lines else []
