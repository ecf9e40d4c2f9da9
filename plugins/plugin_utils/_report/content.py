# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Chooses the content of a report from a run, field by field, so that no credential slips in. Pure; draws nothing."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._model.constants import BY_CONNECTION
from ansible_collections.aliops.vpc.plugins.plugin_utils._audit.drift import SEVERITIES
from ansible_collections.aliops.vpc.plugins.plugin_utils._report.flows import ROLES, flow_of, tone_of
from ansible_collections.aliops.vpc.plugins.plugin_utils._report.groups import stands_alone
from ansible_collections.aliops.vpc.plugins.plugin_utils._report.model import (
    ChangeLine,
    End,
    Link,
    Report,
    Result,
    Vpc,
    VpcKey,
)
from ansible_collections.aliops.vpc.plugins.plugin_utils._report.steps import steps_of
from ansible_collections.aliops.vpc.plugins.plugin_utils._summary.text import MARKS, described_change

INTERFACE, CONNECTION = "router_interface_id", "vpc_peer_connection_id"
Records = dict[VpcKey, Result]


def report(result: Result, read: Result, steps: t.Sequence[Result], audit: Result | None, **run: t.Any) -> Report:
    """Choose the content of a report from a run.

    ``result`` is the role's peering_result, ``read`` and ``steps`` are the results of its modules, ``audit`` that of
    the filter peering_audit; ``run`` is state, check and made_at.
    """
    names = {account_id: name for name, account_id in _account_ids(read).items()}
    findings = audit["findings"] if audit else None
    pairs = [pair for pair in audit["reachability"] if pair["asked_for"]] if audit else []
    links = _Links(result, read, findings or (), pairs, run["check"])
    return Report(
        links=tuple(links.link(peering) for peering in result["peerings"]),
        steps=tuple(steps_of(steps, names, run["check"])),
        writes=len(result["writes"]),
        reads=result["api_calls"]["read"],
        findings=None if findings is None else tuple(findings),
        pairs=tuple(pairs),
        unreachable=tuple(loss["text"] for peering in result["peerings"] for loss in peering["unreachable"]),
        unreadable=tuple(audit["unreadable"]) if audit else (),
        **run,
    )


class _Links:
    """Makes the peerings of a result, with what was read of their VPCs and what an audit has found."""

    def __init__(
        self, result: Result, read: Result, findings: t.Sequence[Result], pairs: t.Sequence[Result], check: bool
    ) -> None:
        self._check = check
        self._ids = _account_ids(read)
        self._records = {_key(record): record for record in read.get("vpcs") or ()}
        self._paired = {peering[role].get(INTERFACE) for peering in result["peerings"] for role in ROLES}
        self._findings: dict[str, list[Result]] = {}
        for finding in findings:
            if not stands_alone(finding):
                self._findings.setdefault(finding["peering"], []).append(finding)
        self._pairs: dict[str, list[Result]] = {}
        for pair in pairs:
            self._pairs.setdefault(pair["peering"], []).append(pair)

    def link(self, peering: Result) -> Link:
        """Return a peering with its tone from the audit's findings; without an audit, from its result."""
        findings = self._findings.get(peering["name"], [])
        initiator, acceptor = (self._end(peering, role) for role in ROLES)
        rungs = peering.get("migration")
        severities = {finding["severity"] for finding in findings}
        return Link(
            name=peering["name"],
            mark=peering["mark"],
            tone=tone_of(peering, (initiator.flow, acceptor.flow), findings, self._check),
            shared=peering["method"] == BY_CONNECTION,
            capacity=_capacity(peering),
            ends=(initiator, acceptor),
            changes=tuple(_change(change) for change in peering["changes"]),
            severity=next((severity for severity in SEVERITIES if severity in severities), None),
            waiting=peering["waiting_for"],
            rungs=(rungs["before"], rungs["after"]) if rungs else None,
        )

    def _end(self, peering: Result, role: str) -> End:
        side = peering[role]
        shared = peering["method"] == BY_CONNECTION
        field, resource = (CONNECTION, "vpc_peer_connection") if shared else (INTERFACE, "router_interface")
        changes = [change for change in peering["changes"] if change["side"] == role]
        before = _before(changes, resource)
        hop_id = side[field]
        return End(
            role=role,
            vpc=self._vpc(side),
            next_hop_id=hop_id or (before.get(field) if side["status"] == "absent" else None),
            status=side["status"],
            flow=flow_of(peering, role, self._pairs.get(peering["name"], ()), self._check),
            tables=_tables(side, hop_id, self._records.get(_key(side), {}), changes),
            was=before.get("status"),
            former=_former(side),
        )

    def _vpc(self, side: Result) -> Vpc:
        account, region = side["account"], side["region"]
        record = self._records.get(_key(side))
        if record is None:
            return Vpc(account, None, region, side["vpc_id"])
        entries = record.get("route_entries") or ()
        local = {entry["destination"] for entry in entries if entry["next_hop_type"] == "local"}
        blocks = tuple(sorted(local)) or tuple(block for block in [record["cidr_block"]] if block)
        unpaired = tuple(
            _interface(interface)
            for interface in record.get("router_interfaces") or ()
            if _is_unpaired(interface) and interface[INTERFACE] not in self._paired
        )
        return Vpc(account, self._ids.get(account), region, record["vpc_id"], record["name"], blocks, unpaired)


def _key(place: Result) -> VpcKey:
    return (place["account"], place["region"], place["vpc_id"] or "")


def _account_ids(read: Result) -> dict[str, str | None]:
    return {name: facts.get("account_id") for name, facts in (read.get("accounts") or {}).items()}


def _capacity(peering: Result) -> str:
    """Return the bandwidth of a peering; "" for a connection within a region, which has no limit."""
    bandwidth = f"{peering['bandwidth']} Mbit/s" if peering.get("bandwidth") else None
    return ", ".join(filter(None, (peering.get("spec"), bandwidth, peering.get("link_type"))))


def _is_unpaired(interface: Result) -> bool:
    """Return whether the service shows no other end of a router interface."""
    return interface.get("peer_status") in (None, "Deleted")


def _interface(interface: Result) -> str:
    name = interface.get("name")
    return ", ".join(filter(None, (interface[INTERFACE], interface["status"], name)))


def _former(side: Result) -> str | None:
    """Return the router interface that a side has beside its connection, while its peering moves."""
    if "router_interface_status" not in side:
        return None
    interface = f"router interface {side[INTERFACE]}" if side[INTERFACE] else "a router interface"
    status = side["router_interface_status"]
    return "no router interface" if status == "absent" else f"{interface}, {status}"


def _change(change: Result) -> ChangeLine:
    return ChangeLine(MARKS[change["action"]], change["resource"], described_change(change, " \u2192 "))


def _before(changes: t.Sequence[Result], resource: str) -> Result:
    """Return the changed fields of a side's next hop as they were before a run that changes or deletes it."""
    states = [change["before"] for change in changes if change["resource"] == resource and "before" in change]
    return states[0] if states else {}


def _tables(
    side: Result, hop_id: str | None, record: Result, changes: t.Sequence[Result]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the route tables with the destinations that they route to a side's next hop, as the run leaves them.

    The result has the destinations of a side; what was read, and what the run changed, show in which tables they are.
    """
    places = {
        (entry["route_table_id"], entry["destination"])
        for entry in record.get("route_entries") or ()
        if hop_id and entry.get("next_hop_id") == hop_id
    }
    for change in (change for change in changes if change["resource"] == "route"):
        destination, _in, table = change["name"].rpartition(" in ")
        (places.discard if change["action"] == "deleted" else places.add)((table, destination))
    routed = set(side["routes"])
    tables: dict[str, list[str]] = {}
    for table, destination in sorted(place for place in places if place[1] in routed):
        tables.setdefault(table, []).append(destination)
    # A side that was not read has its routes from elsewhere, such as its handshake file.
    if missing := sorted(routed - {destination for _table, destination in places}):
        tables[""] = missing
    return tuple((table, tuple(destinations)) for table, destinations in tables.items())
