# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads what a task needs to know of VPC peering connections: lists, accounts, routes, a dry run. Decides nothing."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._apply.route_reads import read_routes_via, read_table_ids
from ansible_collections.aliops.vpc.plugins.module_utils._apply.vpc_peer_calls import to_request
from ansible_collections.aliops.vpc.plugins.module_utils._cloud import vpc_peer
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import Client
from ansible_collections.aliops.vpc.plugins.module_utils._errors import CallError, Failures, PartialError
from ansible_collections.aliops.vpc.plugins.module_utils._model.error_catalog import DENIED
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import PeerConnection, WantedPeer
from ansible_collections.aliops.vpc.plugins.module_utils._plan.vpc_peer_changes import (
    CREATE,
    PeerChange,
)

Account = t.Optional[str]
Clients = t.Mapping[Account, Client]

# Up to so many connections of a region are read one by one, at once and without the lag of lists.
FEW = 4
PASSED = (vpc_peer.DRY_RUN_PASSED, vpc_peer.EXISTS_ALREADY)
# States in which a connection may be the next hop of route entries.
ROUTED = ("Activated", "Updating")


def read_lists(clients: Clients, want: t.Sequence[WantedPeer]) -> dict[Account, list[PeerConnection]]:
    """Return the connections that each account lists in the regions of the entries: one list for each region.

    For one entry the service looks up its two VPCs.
    """
    wanted: dict[tuple[Account, str], list[WantedPeer]] = {}
    for entry in want:
        wanted.setdefault((entry.account, entry.region), []).append(entry)
        if entry.two_accounts:
            wanted.setdefault((entry.peer_account, entry.peer_region or entry.region), []).append(entry)

    def listed(place: tuple[Account, str]) -> list[PeerConnection]:
        account, region = place
        entries = wanted[place]
        alone = entries[0].vpc_ids if len(entries) == 1 and not entries[0].vpc_peer_connection_id else ()
        return vpc_peer.list_vpc_peer_connections(clients[account], region, alone)

    lists: dict[Account, list[PeerConnection]] = {}
    for (account, _region), connections in any_client(clients).results(listed, list(wanted)):
        known = {record.vpc_peer_connection_id for record in lists.setdefault(account, [])}
        # A connection between two regions may be in the lists of both.
        lists[account] += [record for record in connections if record.vpc_peer_connection_id not in known]
    return lists


def read_account_ids(
    clients: Clients, accounts: t.Iterable[Account], identify: t.Callable[[Account], str]
) -> dict[Account, str]:
    """Return the ids of accounts."""
    return dict(any_client(clients).results(identify, sorted(set(accounts), key=str)))


def read_links(
    clients: Clients, asked: t.Sequence[tuple[Account, str, str]], listed: t.Collection[str] = ()
) -> dict[str, PeerConnection]:
    """Return connections by id; ``asked`` are the account that reads, its region, and the id.

    Those of ``listed`` were in a list before: once no list has them, they are gone.
    """
    places: dict[tuple[Account, str], list[str]] = {}
    for account, region, connection_id in asked:
        places.setdefault((account, region), []).append(connection_id)
    many = {place for place, ids in places.items() if len(ids) > FEW}
    records: dict[str, PeerConnection] = {}
    for (account, region), connections in any_client(clients).results(
        lambda place: vpc_peer.list_vpc_peer_connections(clients[place[0]], place[1]), sorted(many, key=str)
    ):
        ids = places[(account, region)]
        records.update(
            {
                str(record.vpc_peer_connection_id): record
                for record in connections
                if record.vpc_peer_connection_id in ids
            }
        )
    rest = [entry for entry in asked if entry[2] not in records and not (entry[:2] in many and entry[2] in listed)]
    for (_account, _region, connection_id), record in any_client(clients).results(
        lambda entry: vpc_peer.get_vpc_peer_connection_attribute(clients[entry[0]], entry[1], entry[2]), rest
    ):
        records.update({connection_id: record} if record else {})
    return records


def read_routes(clients: Clients, changes: t.Sequence[PeerChange]) -> dict[Account, list[RouteEntry]]:
    """Return the entries of each account's own tables whose next hop is a connection that is to go."""
    vpcs: dict[Account, set[tuple[str, str]]] = {}
    hop_ids: dict[Account, set[str]] = {}
    for change in changes:
        have = change.before
        if have is None or change.after is not None or have.status not in ROUTED:
            continue
        for account, role in change.actors:
            _account_id, region, vpc_id = have.end(role)
            vpcs.setdefault(account, set()).add((region, vpc_id))
            hop_ids.setdefault(account, set()).add(str(have.vpc_peer_connection_id))

    def read(account: Account) -> list[RouteEntry]:
        client = clients[account]
        return read_routes_via(client, read_table_ids(client, vpcs[account]), hop_ids[account])

    return dict(any_client(clients).results(read, list(vpcs)))


def probe(clients: Clients, changes: t.Sequence[PeerChange], *, denied_passes: bool) -> None:
    """Ask the service by dry runs whether it would create what is new; raise PartialError with all that it refuses.

    With ``denied_passes`` a missing permission proves nothing: a check needs none. A connection that exists and
    that no list shows yet is no refusal, it is found when it is to be created.
    """
    new = [change for change in changes if change.before is None and CREATE in change.writes]

    def ask(change: PeerChange) -> None:
        step = next(step for step in change.steps if step.action == CREATE)
        try:
            vpc_peer.create_vpc_peer_connection(clients[step.account], to_request(change, step), None, dry_run=True)
        except CallError as error:
            if error.code not in PASSED and not (denied_passes and error.code in DENIED):
                raise

    refused: Failures = []
    for change, _none, failure in any_client(clients).outcomes(ask, new):
        refused += [(change.label, failure)] if failure else []
    if refused:
        raise PartialError(refused)


def any_client(clients: Clients) -> Client:
    """Return a client whose threads serve for calls of all accounts."""
    return next(iter(clients.values()))
