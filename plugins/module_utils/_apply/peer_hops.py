# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""VPC peering connections as next hops: found by their two VPCs, ready for routes or not, and the wait for them."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._apply.vpc_peer_reads import read_links, read_lists
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import Client
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.waiters import PEER_ACTIVATED, WAIT_BETWEEN, wait
from ansible_collections.aliops.vpc.plugins.module_utils._errors import OptionError, RefusedError, VpcError
from ansible_collections.aliops.vpc.plugins.module_utils._model.constants import VPC_PEER
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry, known_values
from ansible_collections.aliops.vpc.plugins.module_utils._model.validation import check_next_hop
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import ACTIVATED, PeerConnection, WantedPeer
from ansible_collections.aliops.vpc.plugins.module_utils._plan.change import Change
from ansible_collections.aliops.vpc.plugins.module_utils._plan.vpc_peer_rules import (
    hop_between,
    refuse_hops,
)

Asked = list[tuple[t.Optional[str], str, str]]
Entry = dict[str, t.Any]
# Connections by id.
Records = dict[str, PeerConnection]


class KnownConnections:
    """The connections that earlier tasks have returned, in which next hops without an id are looked up first."""

    def __init__(self, records: t.Iterable[Entry]) -> None:
        connections = [PeerConnection(**known_values(PeerConnection, record)) for record in records if _holds(record)]
        self._in_use = [connection for connection in connections if connection.is_in_use]

    def between(self, vpc_ids: frozenset[str]) -> list[PeerConnection]:
        """Return the connections of two VPCs; one that a task in check mode would request has no id."""
        return [connection for connection in self._in_use if connection.vpc_ids == vpc_ids]

    @property
    def activated(self) -> Records:
        """Return the connections to which routes can be made at once."""
        ready = [connection for connection in self._in_use if connection.status == ACTIVATED]
        return {hop_id: connection for connection in ready if (hop_id := connection.vpc_peer_connection_id)}


def _holds(record: Entry) -> bool:
    """Return whether a task's record is of a connection that exists, or that the task would request."""
    ends = (record.get("requester_vpc_id"), record.get("accepter_vpc_id"))
    hop_id, action = record.get("vpc_peer_connection_id"), record.get("action")
    exists = isinstance(hop_id, str) and action != "deleted"
    to_come = hop_id is None and action in ("created", "recreated")
    return all(isinstance(vpc_id, str) for vpc_id in ends) and (exists or to_come)


def with_peer_hops(
    client: Client, entries: t.Sequence[Entry], region: str | None, known: KnownConnections
) -> tuple[list[Entry], Records]:
    """Return the entries with ``next_hop_id`` for each ``next_hop_connection``, as far as such a connection is in use.

    It is looked up in ``known``, else in one list of each region; what was read there is returned as well. Raises
    OptionError for what names no connection, and RefusedError when several fit.
    """
    named = [entry for entry in entries if entry.get("next_hop_connection")]
    _check(named, region)
    listed = _list(client, [entry for entry in named if not known.between(_vpc_ids(entry))], region)
    ids: dict[int, str | None] = {}
    reasons: list[str] = []
    for entry in named:
        try:
            hop = hop_between(_vpc_ids(entry), known.between(_vpc_ids(entry)) or listed)
        except RefusedError as error:
            reasons += [f"{name_of(entry)}: {reason}" for reason in error.reasons]
        else:
            ids[id(entry)] = hop.vpc_peer_connection_id if hop else None
    if reasons:
        raise RefusedError(reasons)
    resolved = [{**entry, "next_hop_id": ids[id(entry)]} if id(entry) in ids else entry for entry in entries]
    return resolved, {str(connection.vpc_peer_connection_id): connection for connection in listed}


def name_of(entry: Entry) -> str:
    """Name an entry, which may have no table yet, in a message."""
    account = f" of account {entry['account']}" if entry.get("account") else ""
    return f"{entry['destination']} in {entry.get('route_table_id') or entry.get('vpc_id')}{account}"


def _check(entries: t.Sequence[Entry], region: str | None) -> None:
    problems: list[str] = []
    for entry in entries:
        try:
            check_next_hop(entry)
            if not (entry.get("region") or region):
                raise OptionError("region is needed, for the task or for each entry.")
        except OptionError as error:
            problems.append(f"{name_of(entry)}: {error}")
    if problems:
        raise OptionError(" ".join(problems))


def _vpc_ids(entry: Entry) -> frozenset[str]:
    return frozenset(entry["next_hop_connection"].values())


def _list(client: Client, entries: t.Sequence[Entry], region: str | None) -> list[PeerConnection]:
    """Return the connections that the account lists in the regions of the entries."""
    places = {(t.cast(str, entry.get("region") or region), _vpc_ids(entry)) for entry in entries}
    if not places:
        return []
    pairs = [(place, *sorted(vpc_ids)) for place, vpc_ids in sorted(places, key=str)]
    want = [WantedPeer(None, place, vpc_id=vpc_id, peer_vpc_id=peer_id) for place, vpc_id, peer_id in pairs]
    return read_lists({None: client}, want)[None]


def peer_hops(
    client: Client, changes: t.Sequence[Change[RouteEntry]], known: t.Mapping[str, PeerConnection], *, may_come: bool
) -> Asked:
    """Return the connections that are to become next hops and are not Activated yet: account, region and id of each.

    ``known`` are those that need no further read. With ``may_come`` (check mode) a request may be one that an earlier
    task would accept. Raises RefusedError for one that cannot become a next hop. Without such changes nothing is read.
    """
    new = {
        (change.want.region, change.want.next_hop_id)
        for change in changes
        if change.writes
        and change.after
        and change.after.next_hop_type == VPC_PEER
        and change.after.next_hop_id
        and not (change.before and change.before.routes_via(change.after.next_hop_id))
    }
    asked: Asked = [(None, region, t.cast(str, hop_id)) for region, hop_id in sorted(new, key=str)]
    unread = [entry for entry in asked if entry[2] not in known]
    records = {**known, **(read_links({None: client}, unread) if unread else {})}
    refuse_hops({hop_id: records.get(hop_id) for _account, _region, hop_id in asked}, may_come)
    return [entry for entry in asked if records[entry[2]].status != ACTIVATED]


def await_peer_hops(
    client: Client, changes: t.Sequence[Change[RouteEntry]], asked: Asked, timeout: float | None
) -> dict[str, VpcError]:
    """Wait until connections are Activated; return why route entries cannot be made, by label."""
    if not asked:
        return {}

    def read() -> dict[str, dict[str, t.Any]]:
        return {hop_id: record.as_result() for hop_id, record in read_links({None: client}, asked).items()}

    waiters = dict.fromkeys((hop_id for _account, _region, hop_id in asked), PEER_ACTIVATED)
    _latest, reasons = wait(waiters, read, timeout or WAIT_BETWEEN, client.watch)
    return {
        change.label: reasons[hop_id]
        for change in changes
        for hop_id in (change.after.hop_ids if change.after else ())
        if hop_id in reasons
    }
