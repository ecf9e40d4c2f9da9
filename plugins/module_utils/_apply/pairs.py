# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Both ends of a pair in one task: the later one is created with the id of the earlier one as its peer.

It spares a call for each pair. Which end is the later one depends on the entries alone and not on what exists: a rerun
has to ask for a creation with the same parameters, or the service would answer it with a second interface.
"""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._apply import router_interfaces
from ansible_collections.aliops.vpc.plugins.module_utils._apply.progress import Item, goal_settled
from ansible_collections.aliops.vpc.plugins.module_utils._apply.removals import Removal
from ansible_collections.aliops.vpc.plugins.module_utils._apply.router_interfaces import Outcome
from ansible_collections.aliops.vpc.plugins.module_utils._errors import VpcError
from ansible_collections.aliops.vpc.plugins.module_utils._model.indexes import Key, key_of, peer_key_of
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._plan.change import Change
from ansible_collections.aliops.vpc.plugins.module_utils._plan.router_interfaces import CREATE, plan_peers

Plans = t.Sequence[Removal]
Items = list[list[Item]]
# Calls a function for every account, side by side, with the elements of further lists.
EachAccount = t.Callable[..., list[t.Any]]


def apply_pairs(
    plans: Plans, positions: t.Sequence[t.Sequence[int]], each_account: EachAccount, timeout: float | None
) -> list[Outcome]:
    """Carry out the plans of all accounts in two rounds, and wait for both at once; return the accounts' outcomes.

    ``positions`` are the places of the plans' entries in the task's list. ``timeout`` is in seconds.
    """

    def send(account: t.Any, plan: Removal) -> list[Item]:
        return plan.send(account.client, timeout)

    def settle(account: t.Any, own: list[Item]) -> None:
        router_interfaces.settle(account.client, own, goal_settled, timeout)

    later = _later(plans, positions)
    first = each_account(send, [_only(plan, later, keep=False) for plan in plans])
    second = _second_round(plans, later, first, each_account, timeout) if later else [[] for _plan in plans]
    items = [[*early, *late] for early, late in zip(first, second)]

    each_account(settle, items)
    if later:
        _name_again(second, _by_key(items), each_account, timeout)
    return [_in_order(plan, own) for plan, own in zip(plans, items)]


def _later(plans: Plans, positions: t.Sequence[t.Sequence[int]]) -> set[int]:
    """Return the changes (by their ids) that create the later ends of new pairs."""
    placed = [(change, place) for plan, own in zip(plans, positions) for change, place in zip(plan.interfaces, own)]
    places = {key_of(change.want): place for change, place in placed}
    return {
        id(change)
        for change, place in placed
        if change.before is None and CREATE in change.writes and places.get(peer_key_of(change.want), place) < place
    }


def _only(plan: Removal, later: t.Collection[int], *, keep: bool) -> Removal:
    chosen = [change for change in plan.interfaces if (id(change) in later) == keep]
    # The routes belong to what is deleted, which is never the later end of a new pair.
    return dataclasses.replace(plan, interfaces=chosen, routes=() if keep else plan.routes)


def _second_round(
    plans: Plans, later: t.Collection[int], first: Items, each_account: EachAccount, timeout: float | None
) -> Items:
    known = _by_key(first)
    named = [_only(plan, later, keep=True) for plan in plans]
    named = [dataclasses.replace(plan, interfaces=[_named(c, known) for c in plan.interfaces]) for plan in named]

    def send(account: t.Any, plan: Removal) -> list[Item]:
        alone = [change for change in plan.interfaces if not change.want.peer_router_interface_id]
        lost = VpcError("its peer could not be created, so it was not created either")
        stopped = {change.label: lost for change in alone}
        return router_interfaces.send(account.client, plan.interfaces, timeout, stopped, plan.asked_at)

    return each_account(send, named)


def _by_key(items: Items) -> dict[Key, RouterInterface]:
    """Return the interfaces that exist, by what they are known by before they have ids."""
    return {
        key_of(item.change.want): item.have
        for own in items
        for item in own
        if item.have and item.have.router_interface_id and not item.failure
    }


def _named(change: Change[RouterInterface], known: t.Mapping[Key, RouterInterface]) -> Change[RouterInterface]:
    """Return a creation that names its peer, as far as that exists."""
    peer = known.get(peer_key_of(change.want))
    named = {"peer_router_interface_id": peer.router_interface_id if peer else None}
    want, after = (dataclasses.replace(t.cast(RouterInterface, end), **named) for end in (change.want, change.after))  # type: ignore[arg-type]
    return dataclasses.replace(change, want=want, after=after)


def _name_again(
    second: Items, known: t.Mapping[Key, RouterInterface], each_account: EachAccount, timeout: float | None
) -> None:
    """Name the peers that had to be created again, because the service had returned deleted interfaces."""

    def rename(account: t.Any, own: list[Item]) -> None:
        wrong = [item for item in own if not item.failure and _peer_id(item, known)]
        want = [dataclasses.replace(item.change.want, peer_router_interface_id=_peer_id(item, known)) for item in wrong]
        have = [t.cast(RouterInterface, item.have) for item in wrong]
        if wrong:
            renamed = router_interfaces.send(account.client, plan_peers(want, have), timeout)
            for item, again in zip(wrong, renamed):
                item.have, item.failure = again.have, again.failure

    each_account(rename, second)


def _peer_id(item: Item, known: t.Mapping[Key, RouterInterface]) -> str | None:
    """Return the id of an interface's peer when it differs from the one that the interface names."""
    peer = known.get(peer_key_of(item.change.want))
    same = peer is None or peer.router_interface_id == item.change.want.peer_router_interface_id
    return None if same or peer is None else peer.router_interface_id


def _in_order(plan: Removal, items: t.Sequence[Item]) -> Outcome:
    """Return the outcome of an account's plan, in the order of its entries."""
    by_key = {key_of(item.change.want): item for item in items}
    return router_interfaces.outcome([by_key[key_of(change.want)] for change in plan.interfaces])
