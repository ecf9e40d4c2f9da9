# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The title of a report, its tone, and the sentence below it. Pure; draws nothing."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.plugin_utils._audit.drift import COSMETIC, SEVERITIES
from ansible_collections.aliops.vpc.plugins.plugin_utils._report.model import (
    BAD,
    CALM,
    GOOD,
    PLAN,
    TONE_OF_SEVERITY,
    WARN,
    WORD_OF_MARK,
    Report,
    Result,
    count,
    spaced,
)


@dataclasses.dataclass(frozen=True)
class Headline:
    """What a page begins with; ``kind`` is that of the run."""

    kind: str
    title: str
    tone: str
    lead: str


def headline(report: Report) -> Headline:
    """Return the headline of a report."""
    if report.unreadable:
        return Headline(_kind(report), "Something could not be read", BAD, " ".join(report.unreadable))
    if report.findings and report.state == "audit":
        return Headline(_kind(report), *_drift(report, report.findings), _counted(report.findings))
    if report.state == "audit":
        return Headline(_kind(report), "No drift", GOOD, f"Actual and desired state match. {_active(report)}")
    if not report.writes:
        return Headline(_kind(report), "Nothing to do", GOOD, f"Actual and desired state match. {_active(report)}")
    return _run(report)


def _kind(report: Report) -> str:
    if report.state == "audit":
        return "Audit"
    return "Prediction, nothing was written" if report.check else "Run"


def _drift(report: Report, findings: t.Sequence[Result]) -> tuple[str, str]:
    """Return how many peerings have the worst severity; findings that no peering notices are counted as such."""
    total = len(report.links)
    for severity in [name for name in SEVERITIES if name != COSMETIC]:
        names = [link.name for link in report.links if link.severity == severity]
        if names and total == 1:
            return f"{names[0]} is {spaced(severity)}", TONE_OF_SEVERITY[severity]
        if names:
            return f"{len(names)} of {total} peerings {spaced(severity)}", TONE_OF_SEVERITY[severity]
    return count(len(findings), "cosmetic finding"), CALM


def _counted(findings: t.Sequence[Result]) -> str:
    severities = [finding["severity"] for finding in findings]
    counted = [f"{severities.count(severity)} {spaced(severity)}" for severity in SEVERITIES if severity in severities]
    return f"{count(len(severities), 'finding')}: {', '.join(counted)}."


def _active(report: Report) -> str:
    active = sum(link.active for link in report.links)
    return f"{active} of {count(len(report.links), 'peering')} active on both sides."


def _run(report: Report) -> Headline:
    marks = [link.mark for link in report.links]
    changing = count(sum(mark != "=" for mark in marks) or len(marks), "peering")
    verbs = ("would move", "moved") if report.state == "migrate" else ("would change", "changed")
    if report.check:
        counted = ", ".join(f"{marks.count(mark)} {word}" for mark, word in WORD_OF_MARK.items() if mark in marks)
        lead = f"Planned: {counted}. Ids that only the service assigns are not known yet."
        return Headline(_kind(report), f"{changing} {verbs[0]}", PLAN, lead)
    works = all(link.active for link in report.links) and not report.unreachable
    tone = GOOD if works or report.state == "absent" else WARN
    return Headline(_kind(report), f"{changing} {verbs[1]}", tone, _active(report))
