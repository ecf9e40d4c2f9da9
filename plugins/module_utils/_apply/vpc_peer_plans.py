# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plans VPC peering connections on what it reads, as far as a plan needs it, and carries the plan out."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._apply import routes as _routes
from ansible_collections.aliops.vpc.plugins.module_utils._apply.vpc_peer_calls import Link
from ansible_collections.aliops.vpc.plugins.module_utils._apply.vpc_peer_reads import (
    Account,
    Clients,
    any_client,
    read_account_ids,
    read_lists,
    read_routes,
)
from ansible_collections.aliops.vpc.plugins.module_utils._apply.vpc_peers import apply
from ansible_collections.aliops.vpc.plugins.module_utils._cloud import vpc_peer
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.waiters import PEER_LISTED, WAIT_BETWEEN, wait
from ansible_collections.aliops.vpc.plugins.module_utils._errors import CallError, VpcError
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry
from ansible_collections.aliops.vpc.plugins.module_utils._model.vpc_peer import WantedPeer
from ansible_collections.aliops.vpc.plugins.module_utils._plan.change import Change
from ansible_collections.aliops.vpc.plugins.module_utils._plan.routes import batches, plan_routes
from ansible_collections.aliops.vpc.plugins.module_utils._plan.vpc_peer_changes import (
    ABSENT,
    Allowed,
    Known,
    PeerChange,
)
from ansible_collections.aliops.vpc.plugins.module_utils._plan.vpc_peers import plan_peers


@dataclasses.dataclass(frozen=True)
class PeerPlan:
    """The change of each entry, and the route entries of each account that are deleted before."""

    changes: t.Sequence[PeerChange]
    routes: t.Mapping[Account, t.Sequence[Change[RouteEntry]]] = dataclasses.field(default_factory=dict)

    @property
    def writes(self) -> list[str]:
        """Return the API actions, in order."""
        return [action for account in self.routes for action in self._route_writes(account)] + [
            action for change in self.changes for action in change.writes
        ]

    def _route_writes(self, account: Account) -> list[str]:
        return [batch.action for queue in batches(self.routes[account]) for batch in queue]


@dataclasses.dataclass(frozen=True)
class PeerTask:
    """What a task asks for. ``identify`` returns the id of an account, and raises when it is not the one meant."""

    clients: Clients
    state: str
    allowed: Allowed
    identify: t.Callable[[Account], str]
    timeout: float | None

    def read_and_plan(self, want: t.Sequence[WantedPeer]) -> PeerPlan:
        """Read the lists and plan; where that needs a call, plan again with the accounts' ids and their routes."""
        by_id = {entry.account for entry in want if not entry.vpc_id}
        known = Known(read_lists(self.clients, want), read_account_ids(self.clients, by_id, self.identify))
        changes = plan_peers(want, known, self.state, self.allowed)
        acting = [change for change in changes if change.steps]
        if not acting:
            return PeerPlan(changes)
        needed = {account for change in acting for account in change.want.accounts} - known.account_ids.keys()
        ids = read_account_ids(self.clients, needed, self.identify)
        routes = read_routes(self.clients, acting) if self.state == ABSENT else {}
        known = Known(known.listed, {**known.account_ids, **ids}, routes)
        return PeerPlan(
            plan_peers(want, known, self.state, self.allowed),
            {account: plan_routes(own, own, ABSENT, "fail") for account, own in routes.items() if own},
        )

    def carry_out(self, plan: PeerPlan) -> list[Link]:
        """Carry a plan out; what another run has requested in the meantime is planned once more."""
        links = apply(self.clients, plan.changes, self.timeout, lambda: self._delete_routes(plan))
        late = [number for number, link in enumerate(links) if _is_requested_already(link.failure)]
        if late:
            for number, link in zip(late, self._again([links[number] for number in late])):
                links[number] = link
        return links

    def _delete_routes(self, plan: PeerPlan) -> dict[str, VpcError]:
        """Delete the routes; return why a connection has to stay, by label."""
        if not plan.routes:
            return {}
        stuck: dict[str, VpcError] = {}
        hops = {change.label: change.before.vpc_peer_connection_id for change in plan.changes if change.before}
        for account, outcome, failure in any_client(self.clients).outcomes(
            lambda account: _routes.apply(self.clients[account], plan.routes[account], self.timeout or WAIT_BETWEEN),
            list(plan.routes),
        ):
            routes = plan.routes[account]
            failures = outcome[1] if outcome else [(change.label, t.cast(VpcError, failure)) for change in routes]
            stuck.update(_routes.stuck_hops(routes, failures, hops))
        return stuck

    def _again(self, links: t.Sequence[Link]) -> list[Link]:
        """Plan again what another run was faster with, once the lists show it; return the outcomes."""
        want = {link.change.label: link.change.want for link in links}

        def read() -> dict[str, dict[str, t.Any]]:
            listed = [
                record for records in read_lists(self.clients, list(want.values())).values() for record in records
            ]
            return {
                label: record.as_result()
                for label, entry in want.items()
                for record in listed
                if record.vpc_ids == entry.vpc_ids
            }

        client = any_client(self.clients)
        wait(dict.fromkeys(want, PEER_LISTED), read, client.list_lag, client.watch)
        outcomes: list[Link] = []
        for link in links:
            try:
                (outcome,) = apply(self.clients, self.read_and_plan([link.change.want]).changes, self.timeout, dict)
            except VpcError as error:
                outcome = dataclasses.replace(link, failure=error)
            outcomes.append(outcome)
        return outcomes


def _is_requested_already(failure: VpcError | None) -> bool:
    return isinstance(failure, CallError) and failure.code == vpc_peer.EXISTS_ALREADY
