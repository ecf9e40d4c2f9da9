# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads the router interfaces that a task speaks of and carries out their plan, phase by phase. Decides nothing."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import time
import typing as t
import uuid

from ansible_collections.aliops.vpc.plugins.module_utils import _vpc
from ansible_collections.aliops.vpc.plugins.module_utils._client import Client
from ansible_collections.aliops.vpc.plugins.module_utils._errors import Failures, VpcError, WaitError
from ansible_collections.aliops.vpc.plugins.module_utils._plan import Change
from ansible_collections.aliops.vpc.plugins.module_utils._plan_interfaces import ATTRIBUTES, PEER_FIELDS
from ansible_collections.aliops.vpc.plugins.module_utils._records import TRANSIENT, RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._waiters import (
    ABSENT,
    INTERFACE_ACTIVE,
    INTERFACE_CREATED,
    INTERFACE_GONE,
    INTERFACE_INACTIVE,
    INTERFACE_STABLE,
    PAIR_ACTIVE,
    PEER_IN_SIGHT,
    Waiter,
    wait,
)

# A token repeats within this many seconds, so that a run that was killed after a creation, and run again, is answered
# with the interface that it made before that is in any list.
TOKEN_WINDOW = 600
# A created interface is in the lists within a minute. One that is not was deleted since the token was first used.
VISIBLE_WITHIN = 60
# How long the service may take to show the peer that an interface was just given.
PEER_SEEN_WITHIN = 15
# Without wait, a deletion still has to wait until its interface is frozen.
WAIT_BETWEEN = 120


def read_interfaces(client: Client, want: t.Sequence[RouterInterface]) -> list[RouterInterface]:
    """Return the existing interfaces among which those of ``want`` are: one reading for each region."""
    regions = sorted({entry.region for entry in want})

    def one(region: str) -> list[RouterInterface]:
        here = [entry for entry in want if entry.region == region]
        if all(entry.router_interface_id for entry in here):
            ids = {t.cast(str, entry.router_interface_id) for entry in here}
            return _vpc.describe_router_interfaces(client, region, "RouterInterfaceId", ids)
        if all(entry.router_id and not entry.router_interface_id for entry in here):
            routers = {t.cast(str, entry.router_id) for entry in here}
            return _vpc.describe_router_interfaces(client, region, "RouterId", routers)
        return _vpc.describe_router_interfaces(client, region)

    found: list[RouterInterface] = []
    for _region, interfaces, failure in client.each(one, regions):
        if failure:
            raise failure
        found += interfaces or []
    return found


def goal_active(item: Item) -> Waiter:
    """Return what an interface that is to be active waits for: the initiator sees both ends."""
    return PAIR_ACTIVE if item.have and item.have.role == "initiator" else INTERFACE_ACTIVE


def goal_inactive(item: Item) -> Waiter:
    """Return what an interface that is to be frozen waits for."""
    return INTERFACE_INACTIVE


def goal_settled(item: Item) -> Waiter:
    """Return what a created, changed or deleted interface waits for."""
    if item.change.action == "deleted":
        return INTERFACE_GONE
    return INTERFACE_CREATED if item.change.action == "created" else INTERFACE_STABLE


@dataclasses.dataclass
class Item:
    """One change on its way: the interface as last seen, and why it stopped."""

    change: Change[RouterInterface]
    have: RouterInterface | None
    failure: VpcError | None = None

    @property
    def interface_id(self) -> str:
        """Return the id, which a creation has filled in."""
        return t.cast(str, self.have and self.have.router_interface_id)

    @property
    def delta(self) -> RouterInterface:
        """Return what is to be changed, and nothing else: unchanged attributes are not sent."""
        want, have = self.change.want, self.change.before
        fields = {field: getattr(want, field) for field in (*ATTRIBUTES, *PEER_FIELDS)}
        changed = {field: value for field, value in fields.items() if value != getattr(have, field, None)}
        return RouterInterface(region=want.region, **changed)


def apply(
    client: Client,
    changes: t.Sequence[Change[RouterInterface]],
    goal: t.Callable[[Item], Waiter],
    timeout: float | None,
) -> tuple[list[Change[RouterInterface]], Failures]:
    """Carry out a plan; return the changes as they came out, and (label, failure) of those that did not.

    All entries go through the same phases side by side, so one reading a poll serves all that wait; an entry that fails
    stops by itself. ``timeout`` is in seconds; without one nothing is waited for but what a later phase needs.
    """
    items = [Item(change, change.before) for change in changes]
    moving = [item for item in items if item.have and item.have.status in TRANSIENT and item.change.writes]
    _wait(client, moving, lambda item: INTERFACE_STABLE, timeout or WAIT_BETWEEN)
    for action, perform in PHASES.items():
        todo = [item for item in items if action in item.change.writes and not item.failure]
        if action == CONNECT:
            _look_for_peers(client, todo)
        _perform(client, perform, todo)
        if action == FREEZE:
            more = [item for item in todo if item.change.writes[-1] != FREEZE]
            _wait(client, more, goal_inactive, timeout or WAIT_BETWEEN)
    if timeout is not None:
        arrived = _create_lost(client, items, timeout)
        _wait(client, [item for item in items if item.have and item not in arrived], goal, timeout)
    failures = [(item.change.label, item.failure) for item in items if item.failure]
    return [_came_out(item) for item in items], failures


def _perform(client: Client, perform: t.Callable[[Client, Item], None], items: list[Item]) -> None:
    for item, _none, failure in client.each(lambda item: perform(client, item), items):
        item.failure = failure


def _wait(client: Client, items: t.Sequence[Item], goal: t.Callable[[Item], Waiter], timeout: float) -> None:
    going = {item.interface_id: item for item in items if not item.failure}
    if not going:
        return
    records: dict[str, RouterInterface] = {}

    def read() -> dict[str, dict[str, t.Any]]:
        found = read_interfaces(
            client, [RouterInterface(item.change.want.region, None, one) for one, item in going.items()]
        )
        records.clear()
        records.update({t.cast(str, one.router_interface_id): one for one in found})
        return {one: record.as_result() for one, record in records.items()}

    _seen, failures = wait({one: goal(item) for one, item in going.items()}, read, timeout)
    for one, item in going.items():
        item.have = records.get(one, item.have)
        item.failure = failures.get(one)


def _look_for_peers(client: Client, items: t.Sequence[Item]) -> None:
    """Wait until new peers are known to the service, so that it need not refuse the connection; but not for long."""
    unseen = [item for item in items if item.have and not item.have.peer_status]
    _wait(client, unseen, lambda item: PEER_IN_SIGHT, PEER_SEEN_WITHIN)
    for item in unseen:
        # Nothing says that the service always shows it: whether it is ready, its answer to the connection tells.
        item.failure = None


def _create_lost(client: Client, items: t.Sequence[Item], timeout: float) -> list[Item]:
    """Wait for the created interfaces and return those that arrived.

    One that does not was deleted since its token was first used: it is created again with another token.
    """
    created = [item for item in items if item.change.action == "created" and not item.failure]
    _wait(client, created, lambda item: INTERFACE_CREATED, min(timeout, VISIBLE_WITHIN))
    lost = [item for item in created if isinstance(item.failure, WaitError) and item.failure.state == ABSENT]
    for item in lost:
        item.failure = None
    _perform(client, lambda client, item: _create(client, item, salt=item.interface_id), lost)
    return [item for item in created if item not in lost]


def _came_out(item: Item) -> Change[RouterInterface]:
    change = item.change
    if item.failure:
        return dataclasses.replace(change, after=item.have)
    if change.action == "deleted":
        return change
    planned = t.cast(RouterInterface, change.after or change.before)
    if change.writes and item.have is change.before:
        return change
    return dataclasses.replace(change, after=item.have or planned)


def _token(action: str, want: RouterInterface, salt: str = "") -> str:
    asked = {key: value for key, value in want.as_result().items() if value is not None}
    said = json.dumps([action, asked, int(time.time() // TOKEN_WINDOW), salt], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def _create(client: Client, item: Item, salt: str = "") -> None:
    want = item.change.want
    interface_id = _vpc.create_router_interface(client, want, _token("CreateRouterInterface", want, salt))
    item.have = dataclasses.replace(want, router_interface_id=interface_id, status="Idle")


def _modify(client: Client, item: Item) -> None:
    _vpc.modify_router_interface_attribute(client, item.interface_id, item.delta)


def _modify_spec(client: Client, item: Item) -> None:
    token = str(uuid.uuid4())
    _vpc.modify_router_interface_spec(client, item.interface_id, item.change.want, token)


def _connect(client: Client, item: Item) -> None:
    _vpc.connect_router_interface(client, item.change.want.region, item.interface_id)


def _activate(client: Client, item: Item) -> None:
    _vpc.activate_router_interface(client, item.change.want.region, item.interface_id)


def _deactivate(client: Client, item: Item) -> None:
    _vpc.deactivate_router_interface(client, item.change.want.region, item.interface_id)


def _delete(client: Client, item: Item) -> None:
    _vpc.delete_router_interface(client, item.change.want.region, item.interface_id, str(uuid.uuid4()))


FREEZE, CONNECT = "DeactivateRouterInterface", "ConnectRouterInterface"
PHASES: dict[str, t.Callable[[Client, Item], None]] = {
    FREEZE: _deactivate,
    "DeleteRouterInterface": _delete,
    "CreateRouterInterface": _create,
    "ModifyRouterInterfaceAttribute": _modify,
    "ModifyRouterInterfaceSpec": _modify_spec,
    "ActivateRouterInterface": _activate,
    CONNECT: _connect,
}
