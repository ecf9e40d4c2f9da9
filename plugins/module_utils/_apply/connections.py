# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Carries out the connections of all accounts of a task: every call is sent before any end is waited for."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._apply import router_interfaces
from ansible_collections.aliops.vpc.plugins.module_utils._apply.progress import Item
from ansible_collections.aliops.vpc.plugins.module_utils._apply.router_interfaces import Outcome
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.waiters import Waiter
from ansible_collections.aliops.vpc.plugins.module_utils._errors import VpcError
from ansible_collections.aliops.vpc.plugins.module_utils._model.indexes import key_of, peer_key_of
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._plan.change import Change

Changes = t.Sequence[t.Sequence[Change[RouterInterface]]]


def connect(
    plans: Changes,
    each_account: t.Callable[..., list[t.Any]],
    goal_in: t.Callable[[t.Any], t.Callable[[Item], Waiter]],
    timeout: float | None,
) -> list[Outcome]:
    """Carry out the changes of all accounts, and wait for both ends side by side; return the accounts' outcomes.

    ``goal_in`` returns what the items of an account wait for; ``timeout`` is in seconds. How long an acceptor waits for
    its initiator counts from when the initiators' calls were sent, however long their own account took for them.
    """

    def send(account: t.Any, changes: t.Sequence[Change[RouterInterface]]) -> list[Item]:
        return router_interfaces.send(account.client, changes, timeout)

    def settle(account: t.Any, items: t.Sequence[Item]) -> None:
        router_interfaces.settle(account.client, items, goal_in(account), timeout)

    items: list[list[Item]] = each_account(send, plans)
    _give_up_acceptors([item for account_items in items for item in account_items])
    each_account(settle, items)
    return [router_interfaces.outcome(account_items) for account_items in items]


def _give_up_acceptors(items: t.Sequence[Item]) -> None:
    """Let no acceptor wait for an initiator whose connection was not accepted by the service."""
    failed = [item for item in items if item.failure and "ConnectRouterInterface" in item.change.writes]
    ids = {item.change.want.router_interface_id or (item.have and item.have.router_interface_id) for item in failed}
    keys = {key_of(item.change.want) for item in failed}
    for item in items:
        peer = item.have and item.have.peer_router_interface_id
        waits = item.have is None or item.have.status in (None, "Idle")
        if waits and not item.failure and ((peer and peer in ids) or peer_key_of(item.change.want) in keys):
            item.failure = VpcError("its initiator could not be connected to it")
