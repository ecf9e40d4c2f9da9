# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plans VPC peering connections from any state: present, absent or rejected. Pure; the refusals are in vpc_peer_rules.

Both accounts share a connection, so a plan names for each call the account of the task that makes it.
"""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import (
    ACCEPTER,
    ACTIVATED,
    GOING,
    OTHER_ROLE,
    REQUESTER,
    TERMINAL,
    UNANSWERED,
    PeerConnection,
    WantedPeer,
)
from ansible_collections.aliops.vpc.plugins.module_utils._plan import vpc_peer_rules as rules
from ansible_collections.aliops.vpc.plugins.module_utils._plan.change import tags_after
from ansible_collections.aliops.vpc.plugins.module_utils._plan.vpc_peer_changes import (
    ABSENT,
    ACCEPT,
    CREATE,
    DELETE,
    MODIFY,
    MOVE,
    PRESENT,
    REJECT,
    TAG,
    UNTAG,
    Account,
    Allowed,
    Known,
    PeerChange,
    Step,
)

# States from which the service leads on by itself, and where to.
ARRIVES = {"Creating": "Accepting", "Updating": ACTIVATED}


def plan_peers(
    want: t.Sequence[WantedPeer], known: Known, state: str, allowed: Allowed | None = None
) -> list[PeerChange]:
    """Plan each entry; raise all refusals together, before anything is written."""
    changes: list[PeerChange] = []
    reasons: list[str] = []
    keys: set[t.Any] = set()
    for entry in want:
        try:
            change = _Planner(entry, known, allowed or Allowed()).plan(state)
        except RefusedError as error:
            reasons += error.reasons
            continue
        key = change.vpc_ids or entry.vpc_peer_connection_id
        if key in keys:
            reasons.append(f"{change.label} is given more than once.")
        keys.add(key)
        changes.append(change)
    if reasons:
        raise RefusedError(reasons)
    return changes


class _Planner:
    """Plans one entry: finds its connection, and who of the task can act in which role."""

    def __init__(self, want: WantedPeer, known: Known, allowed: Allowed) -> None:
        self.want, self.known, self.allowed = want, known, allowed
        self.own_id = known.account_ids.get(want.account)
        self.peer_id = want.peer_account_id
        if want.two_accounts:
            self.peer_id = known.account_ids.get(want.peer_account) or want.peer_account_id
        self.have = self._existing()

    def _existing(self) -> PeerConnection | None:
        """Return the connection as the entry's account sees it, with the labels that the other account sees."""
        own = rules.find(self.want, self.known.listed.get(self.want.account, ()))
        other = None
        if self.want.two_accounts:
            other = rules.find(self.want, self.known.listed.get(self.want.peer_account, ()))
        if other is None or (own and other.vpc_peer_connection_id != own.vpc_peer_connection_id):
            return own
        if own is None:
            own = dataclasses.replace(other, tags={}, resource_group_id=None)
        requested = own if self.want.role_in(own, self.own_id) == REQUESTER else other
        return dataclasses.replace(
            own,
            name=requested.name,
            description=requested.description,
            peer_tags=other.tags,
            peer_resource_group_id=other.resource_group_id,
        )

    def plan(self, state: str) -> PeerChange:
        rules.refuse_strange(self.want, self.have, self.own_id, self.peer_id)
        if state == PRESENT:
            return self._present()
        return self._absent() if state == ABSENT else self._rejected()

    # Who can act.

    def _actors(self, have: PeerConnection | None) -> dict[str, Account]:
        """Return the account of the task for each role that one of them has."""
        want = self.want
        own = want.role
        if have is not None:
            own = want.role_in(have, self.own_id)
        actors = {own: want.account}
        if want.two_accounts:
            actors[OTHER_ROLE[own]] = want.peer_account
        elif have.same_account if have else self._same_account():
            actors = {REQUESTER: want.account, ACCEPTER: want.account}
        return actors

    def _same_account(self) -> bool:
        if self.want.two_accounts:
            return self.own_id is not None and self.own_id == self.peer_id
        return self.want.peer_account_id in (None, self.own_id)

    # What to do.

    def _present(self) -> PeerChange:
        have = self.have
        if have is None or have.status in GOING:
            return dataclasses.replace(self._created(None), leaving=have)
        if have.status in TERMINAL:
            rules.refuse_terminal(have, self.allowed.recreate)
            return self._created(have)
        rules.refuse_locked(have, ())
        actors = self._actors(have)
        waits = have.status in UNANSWERED and not have.same_account
        accepts = waits and ACCEPTER in actors
        after, steps = have, []
        if accepts:
            steps.append(Step(ACCEPT, actors[ACCEPTER], ACCEPTER))
        for role in actors if not have.same_account else (REQUESTER,):
            after, more = self._labels(after, actors[role], role, accepts and role == ACCEPTER)
            steps += more
        active = accepts or not waits
        changed = rules.changed_attributes(self.want, have)
        if active:
            after = dataclasses.replace(after, **changed, expiry_time=None)
            steps += [self._modification(actors)] if changed else []
        arrived = ACTIVATED if accepts or (active and have.status in ARRIVES) else ARRIVES.get(str(have.status))
        after = dataclasses.replace(after, status=arrived or have.status)
        rules.refuse_locked(have, [step.action for step in steps])
        left = None if active else ACCEPTER
        return PeerChange(self.want, have, after, tuple(steps), left, () if active else tuple(changed))

    def _created(self, stale: PeerConnection | None) -> PeerChange:
        """Plan a new connection, in the place of one that nobody accepted."""
        new = rules.new_connection(self.want, stale, self.own_id, self.peer_id)
        actors = self._actors(None)
        same = self._same_account()
        deletion: list[Step] = []
        if stale is not None:
            rules.refuse_deletion(stale, (), force=False)
            deletion = [Step(DELETE, self.want.account, self.want.role_in(stale, self.own_id))]
        if REQUESTER not in actors:
            return PeerChange(self.want, stale, None, tuple(deletion), REQUESTER)
        rules.refuse_creation(self.want, new)
        steps = [*deletion, Step(CREATE, actors[REQUESTER], REQUESTER)]
        accepts = not same and ACCEPTER in actors
        if accepts:
            steps.append(Step(ACCEPT, actors[ACCEPTER], ACCEPTER))
        after = dataclasses.replace(new, status=ACTIVATED if same or accepts else "Accepting")
        return PeerChange(self.want, stale, after, tuple(steps), None if same or accepts else ACCEPTER)

    def _modification(self, actors: dict[str, Account]) -> Step:
        """Return the call that sets attributes: the requester may, the accepter only perhaps."""
        role = REQUESTER if REQUESTER in actors else ACCEPTER
        return Step(MODIFY, actors[role], role)

    def _labels(
        self, after: PeerConnection, account: Account, role: str, accepting: bool
    ) -> tuple[PeerConnection, list[Step]]:
        """Return the connection with the wanted labels of one account, and the calls; an acceptance brings them."""
        own = account == self.want.account
        tags_field, group_field = ("tags", "resource_group_id") if own else ("peer_tags", "peer_resource_group_id")
        changed: dict[str, t.Any] = {}
        steps: list[Step] = []
        tags = getattr(self.want, tags_field)
        if tags is not None:
            existing = getattr(after, tags_field) or {}
            changed[tags_field] = wanted = tags_after(after.label, existing, tags, self.allowed.purge_tags)
            steps += [Step(UNTAG, account, role)] if existing.keys() - wanted.keys() else []
            new = any(existing.get(key) != value for key, value in wanted.items())
            steps += [Step(TAG, account, role)] if new and not accepting else []
        group = getattr(self.want, group_field)
        if group is not None and group != getattr(after, group_field):
            changed[group_field] = group
            steps += [] if accepting else [Step(MOVE, account, role)]
        return dataclasses.replace(after, **changed), steps

    def _absent(self) -> PeerChange:
        have = self.have
        if have is None or have.status in GOING:
            return PeerChange(self.want, have, None)
        actors = self._actors(have)
        routes = [
            entry
            for account in dict.fromkeys(actors.values())
            for entry in self.known.routes_via(have.vpc_peer_connection_id, account)
        ]
        rules.refuse_deletion(have, routes, self.allowed.force_routes)
        role = next(role for role, account in actors.items() if account == self.want.account)
        sides = tuple((account, role) for role, account in actors.items())
        return PeerChange(self.want, have, None, (Step(DELETE, self.want.account, role),), actors=sides)

    def _rejected(self) -> PeerChange:
        have = self.have
        if have is None or have.status in (*GOING, *TERMINAL):
            return PeerChange(self.want, have, have)
        actors = self._actors(have)
        rules.refuse_rejection(have, ACCEPTER in actors)
        after = dataclasses.replace(have, status="Rejected", expiry_time=None)
        return PeerChange(self.want, have, after, (Step(REJECT, actors[ACCEPTER], ACCEPTER),))
