# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Both ends of a pair in one task: each gets the other as its peer, the later one at its creation.

That spares a call for each pair. Which end is the later one depends on the entries alone and not on what exists: a
rerun has to ask for a creation with the same parameters, or the service would answer it with a second interface.
"""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._apply import router_interfaces
from ansible_collections.aliops.vpc.plugins.module_utils._apply.interface_plans import InterfacePlan
from ansible_collections.aliops.vpc.plugins.module_utils._apply.progress import Item, goal_settled
from ansible_collections.aliops.vpc.plugins.module_utils._apply.router_interfaces import Outcome, is_unknown
from ansible_collections.aliops.vpc.plugins.module_utils._cloud import vpc as _vpc
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import Client
from ansible_collections.aliops.vpc.plugins.module_utils._errors import VpcError
from ansible_collections.aliops.vpc.plugins.module_utils._model.indexes import Key, key_of, peer_key_of
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._plan.change import Change
from ansible_collections.aliops.vpc.plugins.module_utils._plan.router_interfaces import CREATE, PEER_FIELDS

Plans = t.Sequence[InterfacePlan]
Items = list[list[Item]]
# Calls a function for every account, side by side, with the elements of further lists.
EachAccount = t.Callable[..., list[t.Any]]


def apply_pairs(
    plans: Plans,
    positions: t.Sequence[t.Sequence[int]],
    pairs: t.Collection[Key],
    each_account: EachAccount,
    timeout: float | None,
) -> list[Outcome]:
    """Carry out the plans of all accounts in two rounds, and wait for both at once; return the accounts' outcomes.

    ``positions`` are the places of the plans' entries in the task's list, ``pairs`` the ends that get each other as
    peers. ``timeout`` is in seconds. The earlier ends get their peers before the wait: the service takes its time to
    know them everywhere, and the lists lag meanwhile.
    """

    def send(account: t.Any, plan: InterfacePlan) -> list[Item]:
        return plan.send(account.client, timeout)

    def settle(account: t.Any, own: list[Item]) -> None:
        router_interfaces.settle(account.client, own, goal_settled, timeout)

    later = _later(plans, positions)
    first = each_account(send, [_only(plan, later, keep=False) for plan in plans])
    second = _second_round(plans, later, first, each_account, timeout) if later else [[] for _plan in plans]
    items = [[*early, *late] for early, late in zip(first, second)]

    def set_peers(tolerated: t.Callable[[VpcError], bool]) -> None:
        known = _by_key(items)
        each_account(lambda account, own: _set_peers(account.client, own, pairs, known, tolerated), items)

    if pairs:
        # The service may not know an interface yet, or it may be deleted since its token was first used, or be
        # connected by a run that was killed: the wait for the lists finds out.
        set_peers(lambda _failure: True)
    each_account(settle, items)
    if pairs:
        # Others may have been created in the place of deleted ones.
        set_peers(lambda failure: timeout is None and is_unknown(failure))
    return [_in_order(plan, own) for plan, own in zip(plans, items)]


def _later(plans: Plans, positions: t.Sequence[t.Sequence[int]]) -> set[int]:
    """Return the changes (by their ids) that create the later ends of new pairs."""
    placed = [(change, place) for plan, own in zip(plans, positions) for change, place in zip(plan.changes, own)]
    places = {key_of(change.want): place for change, place in placed}
    return {
        id(change)
        for change, place in placed
        if _is_new(change) and places.get(peer_key_of(change.want), place) < place
    }


def _is_new(change: Change[RouterInterface]) -> bool:
    return change.before is None and CREATE in change.writes


def new_pairs(
    plans: Plans, positions: t.Sequence[t.Sequence[int]], new: t.Sequence[t.Sequence[bool]]
) -> tuple[set[Key], set[Key]]:
    """Return the earlier and the later ends, by their keys, that get the other end of a new pair as their peer.

    New are ends that the plans create, and those that the caller takes for ``new``: a killed run may have created them.
    An earlier end that does not name the account of its peer is left to router_interface_peers.
    """
    ends = {
        key_of(change.want): (place, change.want)
        for plan, own, flags in zip(plans, positions, new)
        for change, place, flag in zip(plan.changes, own, flags)
        if flag or _is_new(change)
    }
    earlier: set[Key] = set()
    later: set[Key] = set()
    for key, (place, want) in ends.items():
        peer_key = peer_key_of(want)
        if peer_key in ends and ends[peer_key][0] < place:
            later.add(key)
        elif peer_key in ends and want.peer_account_id and not want.peer_router_interface_id:
            earlier.add(key)
    return earlier, later


def _only(plan: InterfacePlan, later: t.Collection[int], *, keep: bool) -> InterfacePlan:
    chosen = [change for change in plan.changes if (id(change) in later) == keep]
    # The routes belong to what is deleted, which is never the later end of a new pair.
    return dataclasses.replace(plan, changes=chosen, routes=() if keep else plan.routes)


def _second_round(
    plans: Plans, later: t.Collection[int], first: Items, each_account: EachAccount, timeout: float | None
) -> Items:
    known = _by_key(first)
    named = [_only(plan, later, keep=True) for plan in plans]
    named = [dataclasses.replace(plan, changes=[_named(c, known) for c in plan.changes]) for plan in named]

    def send(account: t.Any, plan: InterfacePlan) -> list[Item]:
        alone = [change for change in plan.changes if not change.want.peer_router_interface_id]
        lost = VpcError("its peer could not be created, so it was not created either")
        stopped = {change.label: lost for change in alone}
        return router_interfaces.send(account.client, plan.changes, timeout, stopped, plan.asked_at)

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


def _set_peers(
    client: Client,
    items: t.Sequence[Item],
    pairs: t.Container[Key],
    known: t.Mapping[Key, RouterInterface],
    tolerated: t.Callable[[VpcError], bool],
) -> None:
    """Set the peers that the interfaces do not have yet; a tolerated failure is left for another attempt."""
    missing = [(item, peer) for item in items if (peer := _missing_peer(item, pairs, known))]

    def send(named: tuple[Item, RouterInterface]) -> None:
        item, peer = named
        want = dataclasses.replace(item.change.want, peer_router_interface_id=peer.router_interface_id)
        fields: dict[str, t.Any] = {field: getattr(want, field) for field in PEER_FIELDS}
        _vpc.modify_router_interface_attribute(client, item.interface_id, RouterInterface(want.region, **fields))

    for (item, peer), _none, failure in client.outcomes(send, missing):
        if not failure:
            item.peer_id = peer.router_interface_id
        elif not tolerated(failure):
            item.failure = failure


def _missing_peer(
    item: Item, pairs: t.Container[Key], known: t.Mapping[Key, RouterInterface]
) -> RouterInterface | None:
    """Return the other end of a new pair when the interface has not got it as its peer."""
    peer = known.get(peer_key_of(item.change.want))
    if item.failure or peer is None or key_of(item.change.want) not in pairs:
        return None
    # Lists show the peer of an interface late, but that of an earlier run.
    current = (
        item.peer_id,
        item.change.want.peer_router_interface_id,
        item.have and item.have.peer_router_interface_id,
    )
    return None if next(filter(None, current), None) == peer.router_interface_id else peer


def _in_order(plan: InterfacePlan, items: t.Sequence[Item]) -> Outcome:
    """Return the outcome of an account's plan, in the order of its entries."""
    by_key = {key_of(item.change.want): item for item in items}
    for item in items:
        # Lists show the new peer of an interface late.
        if item.have and item.peer_id:
            item.have = dataclasses.replace(item.have, peer_router_interface_id=item.peer_id)
    return router_interfaces.outcome([by_key[key_of(change.want)] for change in plan.changes])
