# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Carries out plans of VPC peering connections: one creation for each VPC, all else side by side. Decides nothing."""

from __future__ import annotations

import dataclasses
import typing as t
import uuid

from ansible_collections.aliops.vpc.plugins.module_utils._apply.vpc_peer_calls import Link, perform
from ansible_collections.aliops.vpc.plugins.module_utils._apply.vpc_peer_reads import Clients, any_client, read_links
from ansible_collections.aliops.vpc.plugins.module_utils._cloud import vpc_peer
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.waiters import (
    ABSENT,
    PEER_ACTIVATED,
    PEER_GONE,
    PEER_MOVING,
    PEER_REQUESTED,
    PEER_STABLE,
    WAIT_BETWEEN,
    Waiter,
    wait,
)
from ansible_collections.aliops.vpc.plugins.module_utils._errors import CallError, VpcError, WaitError
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import GOING, PEER_LABELS, PeerConnection
from ansible_collections.aliops.vpc.plugins.module_utils._plan.vpc_peer_changes import (
    ACCEPT,
    CREATE,
    DELETE,
    MODIFY,
    PeerChange,
    Step,
    waves,
)

# The state that a call has to reach before the next one on the same connection.
BETWEEN = {DELETE: PEER_GONE, CREATE: PEER_REQUESTED, ACCEPT: PEER_ACTIVATED}
# The state that a call has to reach before the next connection of the same VPC: the service creates one of them at a
# time. Whether anything else is in its way no page says; a call that is refused as a conflict is repeated.
ONE_AT_A_TIME = {DELETE: PEER_GONE, CREATE: PEER_REQUESTED}
# In these a connection does not stay.
ON_THEIR_WAY = PEER_MOVING | {*GOING}
# The account that reads, the region, and the id of a connection.
Reading = tuple[t.Optional[str], str, str]
LABELS = ("tags", "resource_group_id", *PEER_LABELS)


def apply(
    clients: Clients,
    changes: t.Sequence[PeerChange],
    timeout: float | None,
    release: t.Callable[[], t.Mapping[str, VpcError]],
) -> list[Link]:
    """Carry out a plan; return each change with its outcome, in order.

    ``release`` is called once the connections are stable, before the first call that changes one; it returns the
    failures of those that cannot be changed, by label. ``timeout`` is in seconds; without one only what a next call
    needs is waited for.
    """
    links = [Link(change, change.before or (change.leaving if change.steps else None)) for change in changes]
    by_change = {id(link.change): link for link in links}
    moving = [link for link in links if link.have and link.have.status in ON_THEIR_WAY and link.change.steps]
    _wait(clients, moving, lambda link: PEER_GONE if link.change.leaving else PEER_STABLE, timeout or WAIT_BETWEEN)
    stopped = release()
    for link in links:
        link.failure = link.failure or stopped.get(link.change.label)
    groups = waves([link.change for link in links if link.change.steps and not link.failure])
    for number, group in enumerate(groups, start=1):
        own = [by_change[id(change)] for change in group]
        _run(clients, own)
        if number < len(groups):
            serial = [link for link in own if link.change.steps[-1].action in ONE_AT_A_TIME]
            _wait(clients, serial, lambda link: ONE_AT_A_TIME[link.change.steps[-1].action], timeout or WAIT_BETWEEN)
    if timeout is not None:
        _settle(clients, links, timeout)
    return links


def _run(clients: Clients, links: t.Sequence[Link]) -> None:
    """Make the calls of connections that share no VPC, each connection's in order."""
    for turn in range(max(len(link.change.steps) for link in links)):
        going = [link for link in links if len(link.change.steps) > turn and not link.failure]
        if turn:
            _between(clients, going, turn)
        _send(clients, [link for link in going if not link.failure], turn)


def _between(clients: Clients, links: t.Sequence[Link], turn: int) -> None:
    """Wait for what the calls before this turn's have to reach, as the account sees it that makes the next one."""
    late = [link for link in links if link.change.steps[turn - 1].action in BETWEEN]
    _wait(
        clients,
        late,
        lambda link: BETWEEN[link.change.steps[turn - 1].action],
        WAIT_BETWEEN,
        lambda link: link.change.steps[turn],
    )


def _send(clients: Clients, links: t.Sequence[Link], turn: int) -> None:
    """Make one call for each connection; once more for those that another run was just changing."""
    tokens = {id(link): str(uuid.uuid4()) for link in links}

    def send(link: Link) -> None:
        step = link.change.steps[turn]
        perform(clients[step.account], link, step, tokens[id(link)])

    _side_by_side(clients, send, links)
    again = [link for link in links if _is_busy(link.failure, link.change.steps[turn].action)]
    for link in again:
        link.failure = None
        tokens[id(link)] = str(uuid.uuid4())
    deletes = {id(link) for link in again if link.change.steps[turn].action == DELETE}
    _wait(clients, again, lambda link: PEER_STABLE if id(link) in deletes else PEER_ACTIVATED, WAIT_BETWEEN)
    _side_by_side(clients, send, [link for link in again if not link.failure])


def _side_by_side(clients: Clients, function: t.Callable[[Link], None], links: t.Sequence[Link]) -> None:
    for link, _none, failure in any_client(clients).outcomes(function, links):
        link.failure = failure


def _is_busy(failure: VpcError | None, action: str) -> bool:
    return isinstance(failure, CallError) and failure.code == vpc_peer.WRONG_STATE and action in (DELETE, MODIFY)


def _settle(clients: Clients, links: t.Sequence[Link], timeout: float) -> None:
    """Wait until changes have ended in what was planned; those without a call only if they are on their way."""
    waiting = [
        link
        for link in links
        if link.goal and link.exists and (link.change.steps or (link.have and link.have.status in ON_THEIR_WAY))
    ]
    _wait(clients, waiting, lambda link: t.cast(Waiter, link.goal), timeout)
    for link in waiting:
        link.settled = True


def _wait(
    clients: Clients,
    links: t.Sequence[Link],
    goal: t.Callable[[Link], Waiter],
    timeout: float,
    reader: t.Callable[[Link], Step | None] = lambda _link: None,
) -> None:
    """Wait until connections have reached their goals; ``reader`` names the side that reads, else the own."""
    pending = {link.connection_id: link for link in links if not link.failure and link.exists}
    if not pending:
        return
    asked = [_reading(link, reader(link)) for link in pending.values()]
    records, failures = _read_until(clients, {key: goal(link) for key, link in pending.items()}, asked, timeout)
    for account, _region, connection_id in asked:
        link, record = pending[connection_id], records.get(connection_id)
        link.failure = failures.get(connection_id)
        gone = (record is None or record.status == "Deleted") and not link.failure
        link.have = None if gone else _with_labels(link, record, account)


def _read_until(
    clients: Clients, waiters: dict[str, Waiter], asked: t.Sequence[Reading], timeout: float
) -> tuple[dict[str, PeerConnection | None], dict[str, WaitError]]:
    """Read until all have arrived; return what was read last, and the failures, by id."""
    records: dict[str, PeerConnection | None] = {}
    # What may be gone was planned from a list.
    listed = [connection_id for connection_id, waiter in waiters.items() if ABSENT in waiter.target]

    def arrived(connection_id: str) -> bool:
        record, waiter = records.get(connection_id), waiters[connection_id]
        return connection_id in records and waiter.state_of(record.as_result() if record else None) in waiter.target

    def read() -> dict[str, dict[str, t.Any]]:
        # What has arrived need not be read again.
        rest = [entry for entry in asked if not arrived(entry[2])]
        latest = read_links(clients, rest, listed)
        records.update({connection_id: latest.get(connection_id) for _account, _region, connection_id in rest})
        return {connection_id: record.as_result() for connection_id, record in records.items() if record}

    _latest, failures = wait(waiters, read, timeout, any_client(clients).watch)
    return records, failures


def _reading(link: Link, step: Step | None) -> Reading:
    """Return which account reads a connection, in which region, and the id."""
    if step is None:
        return link.change.want.account, link.own_region, link.connection_id
    return step.account, link.region(step), link.connection_id


def _with_labels(link: Link, record: PeerConnection | None, account: str | None) -> PeerConnection | None:
    """Return what an account has read, with the labels of the other one as last known or as planned."""
    have = t.cast(PeerConnection, link.have)
    if record is None:
        return have
    planned = link.change.after or have
    unseen = PEER_LABELS if account == link.change.want.account else LABELS
    values = {name: getattr(planned, name) for name in unseen}
    kept = {name: getattr(have, name) if value is None else value for name, value in values.items()}
    return dataclasses.replace(record, **kept)
