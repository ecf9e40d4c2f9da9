# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The audit of peerings: drift, reachability, failed reads. Pure; repairs nothing."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model.links import Ends
from ansible_collections.aliops.vpc.plugins.module_utils._model.topology import Peering, Side
from ansible_collections.aliops.vpc.plugins.module_utils._plan.adoption import unmanaged
from ansible_collections.aliops.vpc.plugins.module_utils._plan.peering_interfaces import interfaces_of
from ansible_collections.aliops.vpc.plugins.module_utils._plan.preflight import failures_of
from ansible_collections.aliops.vpc.plugins.module_utils._plan.surplus import all_wanted, surplus
from ansible_collections.aliops.vpc.plugins.plugin_utils._audit.connections import connection_drift
from ansible_collections.aliops.vpc.plugins.plugin_utils._audit.drift import (
    COSMETIC,
    CUT_OFF,
    SEVERITIES,
    Drift,
    drift,
    fails,
    vpc_name,
)
from ansible_collections.aliops.vpc.plugins.plugin_utils._audit.links import not_absent, unmanaged_drift
from ansible_collections.aliops.vpc.plugins.plugin_utils._audit.router_interfaces import interface_drift
from ansible_collections.aliops.vpc.plugins.plugin_utils._audit.routes import RouteAuditor
from ansible_collections.aliops.vpc.plugins.plugin_utils._run import Run

Result = dict[str, t.Any]
Reads = dict[str, Result]


def audit_of(run: Run) -> Result:
    """Return the audit of a run, with ``fails``: whether a finding is as bad as ``peering_fail_on``."""
    result = audit(run.peerings, run.reads)
    return {**result, "fails": fails(result["findings"], run.input["fail_on"])}


def audit(peerings: t.Sequence[Peering], reads: Reads) -> Result:
    """Return ``findings`` (the worst first), ``reachability`` of each pair of blocks, ``unreadable`` and ``lines``.

    ``reads`` are the results of vpcs_info by account; the peerings are joined with them already.
    """
    auditor = Auditor()
    for peering in peerings:
        auditor.judge(peering, reads)
    auditor.drifts += auditor.routes.leftovers()
    auditor.drifts += auditor.surplus_routes()
    auditor.drifts += auditor.unmanaged(peerings)
    findings = sorted(auditor.drifts, key=lambda finding: SEVERITIES.index(finding.severity))
    unreadable = list(dict.fromkeys(auditor.unreadable))
    return {
        "findings": [finding.as_result() for finding in findings],
        "reachability": auditor.reachability,
        "unreadable": unreadable,
        "failing": [finding.failure for finding in findings],
        "lines": [
            *unreadable,
            *(finding.line for finding in findings),
            *_verdicts(auditor.reachability),
            *_one_sided(peerings, findings, unreadable),
        ],
    }


def _one_sided(
    peerings: t.Sequence[Peering], findings: t.Sequence[Drift], unreadable: t.Sequence[str]
) -> t.Iterator[str]:
    """Yield the peerings without drift, as far as the credential of one side shows."""
    bad = {finding.peering for finding in findings}
    for peering in peerings if not unreadable else ():
        remote = [side.account for side in peering.sides if side.remote]
        if len(remote) == 1 and peering.name not in bad:
            (own,) = (side.account for side in peering.own_sides)
            unknown = f"the routes of {remote[0]} cannot be read from here"
            yield f"{peering.name}: the side of {own} is in good order; {unknown}."


def _verdicts(reachability: t.Sequence[Result]) -> list[str]:
    """Count the verdicts of the pairs that the peerings should connect, in one sentence."""
    verdicts = [pair["verdict"] for pair in reachability if pair["asked_for"]]
    counted = [f"{verdicts.count(verdict)} {verdict.replace('_', ' ')}" for verdict in dict.fromkeys(verdicts)]
    return [f"Pairs of vSwitch blocks: {', '.join(counted)}."] if counted else []


@dataclasses.dataclass
class Auditor:
    """Collects the drift, peering by peering."""

    drifts: list[Drift] = dataclasses.field(default_factory=list)
    reachability: list[Result] = dataclasses.field(default_factory=list)
    unreadable: list[str] = dataclasses.field(default_factory=list)
    judged: list[tuple[Peering, Ends]] = dataclasses.field(default_factory=list)
    routes: RouteAuditor = dataclasses.field(default_factory=RouteAuditor)
    managed: set[str | None] = dataclasses.field(default_factory=set)
    # The names of the peerings whose next hop is ambiguous.
    ambiguous: set[str] = dataclasses.field(default_factory=set)

    def judge(self, peering: Peering, reads: Reads) -> None:
        """Audit a peering as far as its sides could be read."""
        for side in peering.own_sides:
            self._vpc(peering, side, reads.get(side.account) or {})
        try:
            existing = peering.as_existing()
            have = {side.role: existing.have(side, deleting=peering.state == "absent") for side in existing.sides}
        except RefusedError as error:
            text = " ".join(error.role_reasons)
            self.ambiguous.add(peering.name)
            rule = "connection_ambiguous" if peering.by_connection else "interface_ambiguous"
            self.drifts += [drift(peering, side, CUT_OFF, rule, text) for side in peering.own_sides[:1]]
            return
        self.routes.note(existing, have)
        self.managed |= {hop.next_hop_id for hop in have.values() if hop}
        self.judged.append((existing, have))
        known = [side for side in existing.own_sides if side.vpc]
        for side in known:
            if peering.state == "absent":
                self.drifts += not_absent(existing, side, have[side.role])
            elif peering.by_connection:
                self.drifts += connection_drift(existing, side, have)
            else:
                self.drifts += interface_drift(existing, side, interfaces_of(have))
        if peering.state == "present" and all(side.vpc for side in existing.sides):
            self.drifts += self.routes.route_drift(existing, have)
            # The route tables of a side without a credential are unknown.
            if len(known) == len(existing.sides):
                self.reachability += self.routes.reachability(existing, have)

    def surplus_routes(self) -> t.Iterator[Drift]:
        """Find custom routes to the peerings' own next hops that no peering wants."""
        wanted = all_wanted(peering for peering, _have in self.judged)
        for peering, have in self.judged:
            for side in peering.own_sides if peering.state == "present" else ():
                for entry in surplus(peering, side, have[side.role], wanted):
                    text = f"{vpc_name(side)}: no peering wants {entry.label}, whose next hop is {entry.next_hop_id}."
                    yield drift(peering, side, COSMETIC, "route_surplus", text, entry=entry.as_result())

    def unmanaged(self, peerings: t.Sequence[Peering]) -> t.Iterator[Drift]:
        """Find marked links of the peerings' VPCs that are in none of the peerings."""
        marking = [(peering, peering.mark) for peering in peerings if peering.mark]
        sides = {side.router_id: (side, mark) for peering, mark in marking for side in peering.own_sides if side.vpc}
        for side, mark in sides.values():
            for hop in unmanaged([side.existing_vpc], mark, self.managed):
                if (hop.tags or {})[mark] not in self.ambiguous:
                    yield unmanaged_drift(side, hop, mark)

    def _vpc(self, peering: Peering, side: Side, read: Result) -> None:
        failed = [msg for region, msg in failures_of(read) if region in (None, side.region)]
        whose = "" if read.get("missing_libraries") else f"{side.account} could not be read: "
        self.unreadable += [f"{whose}{msg.rstrip('.')}." for msg in failed]
        if failed or peering.state == "absent":
            return
        if side.vpc is None:
            text = f"There is no VPC {side.value} in {side.region}, or there are several."
            self.drifts.append(drift(peering, side, CUT_OFF, "vpc_missing", text, **side.selector))
        elif side.vpc["status"] != "Available":
            text = f"The VPC {side.vpc['vpc_id']} is {side.vpc['status']}, not Available."
            values = {"expected": "Available", "actual": side.vpc["status"]}
            self.drifts.append(drift(peering, side, CUT_OFF, "vpc_not_available", text, **values))
        if side.vpc and side.vpc.get("vswitches_error"):
            self.unreadable.append(f"{side.account} could not be read: {side.vpc['vswitches_error'].rstrip('.')}.")
