# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Carries out plans of router interfaces, phase by phase, with the waits between. Decides nothing."""

from __future__ import annotations

import dataclasses
import typing as t
import uuid

from ansible_collections.aliops.vpc.plugins.module_utils._apply import client_tokens
from ansible_collections.aliops.vpc.plugins.module_utils._apply.lookups import read_interfaces
from ansible_collections.aliops.vpc.plugins.module_utils._apply.progress import Item
from ansible_collections.aliops.vpc.plugins.module_utils._cloud import vpc as _vpc
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import Client
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.waiters import (
    ABSENT,
    INTERFACE_CREATED,
    INTERFACE_GONE,
    INTERFACE_INACTIVE,
    INTERFACE_STABLE,
    PEER_READY,
    WAIT_BETWEEN,
    Waiter,
    wait,
)
from ansible_collections.aliops.vpc.plugins.module_utils._errors import CallError, Failures, VpcError, WaitError
from ansible_collections.aliops.vpc.plugins.module_utils._model.constants import TRANSIENT
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._plan.change import Change
from ansible_collections.aliops.vpc.plugins.module_utils._plan.router_interfaces import (
    CREATE,
    DEACTIVATE,
    DELETE,
    MODIFY,
    MODIFY_SPEC,
    TAG,
    UNTAG,
)

Outcome = tuple[list[Change[RouterInterface]], Failures]

# How many deleted interfaces a creation may be answered with, at least. Finding that one is deleted takes as long as
# the lists may lag: the second one that is created within an hour takes one such wait, the third one two.
CHANCES = 12
# After how many seconds of waiting for lists a message explains why.
SOON = 5.0
# How long the service may take to show the peer that an interface was just given.
PEER_SEEN_WITHIN = 15


def apply(
    client: Client,
    changes: t.Sequence[Change[RouterInterface]],
    goal: t.Callable[[Item], Waiter],
    timeout: float | None,
    stopped: t.Mapping[str, VpcError] | None = None,
) -> Outcome:
    """Carry out a plan; return the changes with their outcomes, and (label, failure) of those that failed.

    All entries go through the same phases side by side, so one read a poll serves all that wait; an entry that fails
    stops by itself. ``timeout`` is in seconds; without one only the conditions of later phases are waited for.
    """
    items = send(client, changes, timeout, stopped)
    settle(client, items, goal, timeout)
    return outcome(items)


def send(
    client: Client,
    changes: t.Sequence[Change[RouterInterface]],
    timeout: float | None,
    stopped: t.Mapping[str, VpcError] | None = None,
    asked_at: float = 0.0,
) -> list[Item]:
    """Send the calls of a plan, and wait only where a later call on the same interface needs it; return the items.

    ``stopped`` are failures of preceding changes, by label: those changes are not begun. ``asked_at`` is when the
    snapshot began on which the plan is based; only creations need it.
    """
    items = [Item.from_change(change, stopped.get(change.label) if stopped else None, asked_at) for change in changes]
    moving = [
        item
        for item in items
        if item.change.writes and item.have and item.have.status in TRANSIENT and not item.failure
    ]
    _wait(client, moving, lambda item: INTERFACE_STABLE, timeout or WAIT_BETWEEN)
    for action, perform in PHASES.items():
        todo = [item for item in items if action in item.change.writes and not item.failure]
        if action == CONNECT:
            todo = _with_peers_in_sight(client, todo)
        _perform(client, perform, todo)
        if action == MODIFY:
            _perform(client, perform, _appeared(client, todo))
        if action in BETWEEN:
            more = [item for item in todo if item.change.writes[-1] != action]
            _wait(client, more, _goal_between(action), timeout or WAIT_BETWEEN)
    return items


def settle(client: Client, items: t.Sequence[Item], goal: t.Callable[[Item], Waiter], timeout: float | None) -> None:
    """Wait until the items have reached their goals; create again those that turn out to be deleted."""
    if timeout is not None:
        arrived = _create_lost(client, items, timeout)
        _wait(client, [item for item in items if item.have and item not in arrived], goal, timeout)


def outcome(items: t.Sequence[Item]) -> Outcome:
    """Return the changes with their outcomes, and (label, failure) of those that failed."""
    failures = [(item.change.label, item.failure) for item in items if item.failure]
    return [_applied(item) for item in items], failures


def _goal_between(action: str) -> t.Callable[[Item], Waiter]:
    """Return the state that an action has to reach before the next one can begin."""
    return lambda item: BETWEEN[action]


def _perform(client: Client, perform: t.Callable[[Client, Item], None], items: list[Item]) -> None:
    for item, _none, failure in client.outcomes(lambda item: perform(client, item), items):
        item.failure = failure


def _appeared(client: Client, items: t.Sequence[Item]) -> list[Item]:
    """Wait for interfaces that an earlier task created and the service does not know yet; return those it knows now."""
    unknown = [item for item in items if not item.change.before and is_unknown(item.failure)]
    for item in unknown:
        item.failure = None
    _wait(client, unknown, lambda item: INTERFACE_CREATED, client.list_lag)
    return [item for item in unknown if not item.failure]


def is_unknown(failure: VpcError | None) -> bool:
    """Return whether the service does not know an interface, or not yet."""
    return isinstance(failure, CallError) and failure.code in _vpc.GONE_ALREADY


def _wait(
    client: Client,
    items: t.Sequence[Item],
    goal: t.Callable[[Item], Waiter],
    timeout: float,
    waited: float = 0.0,
    *,
    read_first: bool = False,
) -> None:
    """Wait until the items have reached their goals; ``waited`` are seconds of ``timeout`` that have passed before.

    With ``read_first`` a read may show something new at once: the calls were sent by an earlier task.
    """
    pending = {item.interface_id: item for item in items if not item.failure}
    if not pending:
        return
    waiters = {interface_id: goal(item) for interface_id, item in pending.items()}
    records: dict[str, RouterInterface] = {}

    def read() -> dict[str, dict[str, t.Any]]:
        wanted = [RouterInterface(item.change.want.region, None, key) for key, item in pending.items()]
        interfaces = read_interfaces(client, wanted)
        records.clear()
        records.update({t.cast(str, interface.router_interface_id): interface for interface in interfaces})
        return {interface_id: record.as_result() for interface_id, record in records.items()}

    known = {key: item.have.as_result() for key, item in pending.items() if item.have and item.listed}
    # The calls have had no time to take effect: an immediate read would show nothing new.
    under_way = all(waiter.state_of(known.get(key)) not in waiter.target for key, waiter in waiters.items())
    first = known if under_way and not read_first else None
    _latest, failures = wait(waiters, read, timeout, client.watch, first, waited)
    for interface_id, item in pending.items():
        item.have = records.get(interface_id, item.have)
        item.listed = item.listed or interface_id in records
        item.failure = failures.get(interface_id)


def _with_peers_in_sight(client: Client, items: list[Item]) -> list[Item]:
    """Wait until the service knows the peers as Idle, so that it need not refuse the connection; but not for long.

    Return those of the interfaces that exist.
    """
    unlisted = [item for item in items if not item.listed]
    _wait(client, unlisted, lambda item: INTERFACE_CREATED, client.list_lag, read_first=True)
    unready = [item for item in items if not item.failure and item.have and item.have.peer_status != "Idle"]
    _wait(client, unready, lambda item: PEER_READY, PEER_SEEN_WITHIN)
    for item in unready:
        # No document promises that the service always shows it: its response to the connection decides.
        item.failure = None
    return [item for item in items if not item.failure]


def _create_lost(client: Client, items: t.Sequence[Item], timeout: float) -> list[Item]:
    """Wait for the created interfaces and return those that arrived.

    A missing one was perhaps deleted since its token was first used. When the service confirms that, it is created
    again with another token, which may have been used in the same way.
    """
    created = [item for item in items if CREATE in item.change.writes and not item.failure]
    waiting = created
    for _chance in range(max(CHANCES, int(client_tokens.WINDOW // client.list_lag))):
        _wait_for_lists(client, waiting, min(timeout, client.list_lag))
        waiting = [item for item in waiting if isinstance(item.failure, WaitError) and item.failure.state == ABSENT]
        # A shorter wait cannot distinguish a lost interface from one that is not in the lists yet.
        if not waiting or timeout < client.list_lag:
            break
        lost = []
        for item, deleted, failure in client.outcomes(lambda item: _is_gone(client, item), waiting):
            # Once the tokens have changed, only a new snapshot shows what to create: the interface stays absent.
            late = deleted and item.is_late(client.time.now())
            item.failure = item.failure if late else failure
            lost += [item] if deleted and not late else []
        # The next token is made from the lost id, so that a later or concurrent run computes the same one.
        _perform(client, lambda client, item: _create(client, item, replaced_id=item.interface_id), lost)
        if not lost:
            break
    return [item for item in created if item not in waiting or item.failure]


def _wait_for_lists(client: Client, created: t.Sequence[Item], patience: float) -> None:
    """Wait until lists show created interfaces; after a while, announce what is waited for."""
    _wait(client, created, lambda item: INTERFACE_CREATED, min(patience, SOON))
    if patience <= SOON:
        return
    late = [
        item
        for item in created
        if isinstance(item.failure, WaitError) and item.failure.state in INTERFACE_CREATED.pending
    ]
    if not late:
        return
    ids = ", ".join(item.interface_id for item in late)
    client.watch.announce(
        f"Waiting up to {patience - SOON:.0f} s for {ids}: the service answered a creation with a router interface that"
        " no list shows. It is not listed yet, or was deleted within the last hour; then another one is created."
    )
    for item in late:
        item.failure = None
    _wait(client, late, lambda item: INTERFACE_CREATED, patience, SOON)


def _is_gone(client: Client, item: Item) -> bool:
    """Return whether an unlisted interface is deleted, by a write that changes nothing: lists may only be late."""
    want = item.change.want
    try:
        unchanged = RouterInterface(want.region, name=want.name, description=want.description)
        _vpc.modify_router_interface_attribute(client, item.interface_id, unchanged)
    except CallError as error:
        if error.code in _vpc.GONE_ALREADY:
            return True
        raise
    return False


def _applied(item: Item) -> Change[RouterInterface]:
    change = item.change
    if item.failure:
        return dataclasses.replace(change, after=item.have)
    if change.action == "deleted":
        return change
    planned = t.cast(RouterInterface, change.after or change.before)
    if change.writes and item.have is change.before:
        return change
    return dataclasses.replace(change, after=item.have or planned)


def _create(client: Client, item: Item, replaced_id: str | None = None) -> None:
    new = t.cast(RouterInterface, item.change.after)
    # A creation in the place of another interface must not be answered with that one.
    replaced_id = replaced_id or (item.change.before.router_interface_id if item.change.before else None)
    if item.is_late(client.time.now()):
        raise WaitError("not created in time; another run may have created it by now, so run again", ABSENT)
    interface_id = _vpc.create_router_interface(client, new, client_tokens.token(new, item.asked_at, replaced_id))
    item.have, item.listed, item.peer_id = dataclasses.replace(new, router_interface_id=interface_id), False, None


def _modify(client: Client, item: Item) -> None:
    _vpc.modify_router_interface_attribute(client, item.interface_id, item.delta)


def _modify_spec(client: Client, item: Item) -> None:
    token = str(uuid.uuid4())
    _vpc.modify_router_interface_spec(client, item.interface_id, item.change.want, token)


def _tag(client: Client, item: Item) -> None:
    new, _removed = item.tags
    _vpc.tag_resources_for_express_connect(client, item.change.want.region, item.interface_id, new)


def _untag(client: Client, item: Item) -> None:
    _new, removed = item.tags
    _vpc.untag_resources_for_express_connect(client, item.change.want.region, item.interface_id, removed)


def _connect(client: Client, item: Item) -> None:
    _vpc.connect_router_interface(client, item.change.want.region, item.interface_id)


def _activate(client: Client, item: Item) -> None:
    _vpc.activate_router_interface(client, item.change.want.region, item.interface_id)


def _deactivate(client: Client, item: Item) -> None:
    _vpc.deactivate_router_interface(client, item.change.want.region, item.interface_id)


def _delete(client: Client, item: Item) -> None:
    _vpc.delete_router_interface(client, item.change.want.region, item.interface_id, str(uuid.uuid4()))


CONNECT = "ConnectRouterInterface"
PHASES: dict[str, t.Callable[[Client, Item], None]] = {
    DEACTIVATE: _deactivate,
    DELETE: _delete,
    CREATE: _create,
    UNTAG: _untag,
    TAG: _tag,
    MODIFY: _modify,
    MODIFY_SPEC: _modify_spec,
    "ActivateRouterInterface": _activate,
    CONNECT: _connect,
}
# The state that an action has to reach before the next phase of the same interface can begin.
BETWEEN = {DEACTIVATE: INTERFACE_INACTIVE, DELETE: INTERFACE_GONE, CREATE: INTERFACE_CREATED}
