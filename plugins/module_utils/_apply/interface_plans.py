# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plans of router interfaces, with the route entries whose next hops they are: reads the entries, and carries both out.

A plan that only deletes runs in two rounds, and the second one begins in no account before the first one has ended in
all: the two ends of a pair are often in two accounts, and one whose peer is deleted while it is active stays active.
"""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._apply import router_interfaces
from ansible_collections.aliops.vpc.plugins.module_utils._apply import routes as _routes
from ansible_collections.aliops.vpc.plugins.module_utils._apply.progress import Item, goal_inactive, goal_settled
from ansible_collections.aliops.vpc.plugins.module_utils._apply.route_reads import read_routes_via, read_table_ids
from ansible_collections.aliops.vpc.plugins.module_utils._apply.router_interfaces import Outcome
from ansible_collections.aliops.vpc.plugins.module_utils._cloud import vpc as _vpc
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import Client
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.waiters import WAIT_BETWEEN, Waiter
from ansible_collections.aliops.vpc.plugins.module_utils._errors import VpcError
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry, RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._plan.change import Change
from ansible_collections.aliops.vpc.plugins.module_utils._plan.router_interfaces import DEACTIVATE, DELETE
from ansible_collections.aliops.vpc.plugins.module_utils._plan.routes import batches, plan_routes


def read_routes_to(client: Client, interfaces: t.Sequence[RouterInterface]) -> list[RouteEntry]:
    """Return the entries of all tables on the interfaces' routers that have one of them as next hop."""
    vpcs = {(hop.region, hop.vpc_id) for hop in interfaces if hop.vpc_id}
    routers = {(hop.region, None, hop.router_id) for hop in interfaces if not hop.vpc_id}
    tables = read_table_ids(client, vpcs)
    for (region, _vpc_id, _router_id), rows in client.results(
        lambda router: _vpc.describe_route_table_list(client, *router), sorted(routers, key=str)
    ):
        tables += [(region, row["route_table_id"]) for row in rows]
    return read_routes_via(client, tables, {str(hop.router_interface_id) for hop in interfaces})


@dataclasses.dataclass(frozen=True)
class InterfacePlan:
    """A plan of router interfaces with the route entries that have to be deleted before some of them.

    ``asked_at`` is when the snapshot began on which it is based, in seconds since the epoch.
    """

    changes: t.Sequence[Change[RouterInterface]]
    routes: t.Sequence[Change[RouteEntry]] = ()
    asked_at: float = 0.0

    @classmethod
    def from_changes(
        cls, changes: t.Sequence[Change[RouterInterface]], routes: t.Sequence[RouteEntry], asked_at: float = 0.0
    ) -> InterfacePlan:
        """Return a plan that also deletes those of ``routes`` whose next hop is an interface that it deletes."""
        deleted = {change.before.router_interface_id for change in changes if change.before and DELETE in change.writes}
        surplus = [entry for entry in routes if not deleted.isdisjoint(entry.hop_ids)]
        return cls(changes, plan_routes(surplus, surplus, "absent", "fail"), asked_at)

    @property
    def writes(self) -> list[str]:
        """Return the write calls, in order."""
        routes = [batch.action for queue in batches(self.routes) for batch in queue]
        return routes + [action for change in self.changes for action in change.writes]

    def apply(self, client: Client, goal: t.Callable[[Item], Waiter], timeout: float | None) -> Outcome:
        """Carry the plan out; ``timeout`` is in seconds."""
        items = self.send(client, timeout)
        router_interfaces.settle(client, items, goal, timeout)
        return router_interfaces.outcome(items)

    def send(self, client: Client, timeout: float | None) -> list[Item]:
        """Send the plan's calls, the routes first; an interface whose routes stay is left alone."""
        stuck = self._delete_routes(client, timeout)
        return router_interfaces.send(client, self.changes, timeout, stuck, self.asked_at)

    def release(self, client: Client, timeout: float | None) -> Released:
        """Delete the routes to interfaces that are to be deleted, and deactivate these."""
        stuck = self._delete_routes(client, timeout)
        active = [
            dataclasses.replace(
                change, after=dataclasses.replace(change.before, status="Inactive"), writes=(DEACTIVATE,)
            )
            for change in self.changes
            if change.before and DEACTIVATE in change.writes and change.label not in stuck
        ]
        deactivated, failures = router_interfaces.apply(client, active, goal_inactive, timeout or WAIT_BETWEEN)
        return Released({change.label: change.after for change in deactivated}, {**stuck, **dict(failures)})

    def delete(self, client: Client, released: Released, timeout: float | None) -> Outcome:
        """Delete the released interfaces; return the original changes with their outcomes."""
        by_label = {change.label: change for change in self.changes}
        rest = [
            dataclasses.replace(
                change,
                before=released.latest.get(change.label) or change.before,
                writes=tuple(action for action in change.writes if action != DEACTIVATE),
            )
            for change in self.changes
        ]
        changes, failures = router_interfaces.apply(client, rest, goal_settled, timeout, released.failures)
        applied = [dataclasses.replace(by_label[change.label], after=change.after) for change in changes]
        return applied, failures

    def _delete_routes(self, client: Client, timeout: float | None) -> dict[str, VpcError]:
        """Delete the routes to the interfaces that are deleted; return why an interface has to stay, by label."""
        _changes, failures = _routes.apply(client, self.routes, timeout or WAIT_BETWEEN)
        hops = {change.label: change.before.router_interface_id for change in self.changes if change.before}
        return _routes.stuck_hops(self.routes, failures, hops)


@dataclasses.dataclass(frozen=True)
class Released:
    """Interfaces that are ready for deletion, by label, as last read; and why others cannot be deleted."""

    latest: t.Mapping[str, RouterInterface | None]
    failures: dict[str, VpcError]
