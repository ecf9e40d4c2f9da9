# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads the route entries that lead to router interfaces which are to go, and carries out plans that remove both."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._apply import router_interfaces
from ansible_collections.aliops.vpc.plugins.module_utils._apply import routes as _routes
from ansible_collections.aliops.vpc.plugins.module_utils._apply.progress import Item
from ansible_collections.aliops.vpc.plugins.module_utils._cloud import vpc as _vpc
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import Client
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.waiters import WAIT_BETWEEN
from ansible_collections.aliops.vpc.plugins.module_utils._errors import Failures, VpcError
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry, RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._plan.change import Change
from ansible_collections.aliops.vpc.plugins.module_utils._plan.router_interfaces import DELETE
from ansible_collections.aliops.vpc.plugins.module_utils._plan.routes import batches, plan_routes


def read_routes_to(client: Client, interfaces: t.Sequence[RouterInterface]) -> list[RouteEntry]:
    """Return the entries of all tables on the interfaces' routers that lead to one of them."""
    routers = {(one.region, one.vpc_id, None if one.vpc_id else one.router_id) for one in interfaces}
    tables: list[tuple[str, str]] = []
    for (region, _vpc_id, _router_id), rows, failure in client.each(
        lambda router: _vpc.describe_route_table_list(client, *router), sorted(routers, key=str)
    ):
        if failure:
            raise failure
        tables += [(region, row["route_table_id"]) for row in rows or ()]
    found = _routes.read_tables(client, [RouteEntry(region, table, "") for region, table in tables])
    return [entry for entry in found if any(entry.leads_to(one.router_interface_id) for one in interfaces)]


@dataclasses.dataclass(frozen=True)
class Removal:
    """A plan of router interfaces with the route entries that have to go before some of them.

    ``asked_at`` is when the reading began that it was made of, in seconds since the epoch.
    """

    interfaces: t.Sequence[Change[RouterInterface]]
    routes: t.Sequence[Change[RouteEntry]] = ()
    asked_at: float = 0.0

    @classmethod
    def of(
        cls, changes: t.Sequence[Change[RouterInterface]], routes: t.Sequence[RouteEntry], asked_at: float = 0.0
    ) -> Removal:
        """Return a plan with the removal of those of ``routes`` that lead to what it deletes."""
        going = [change.before.router_interface_id for change in changes if change.before and DELETE in change.writes]
        leading = [entry for entry in routes if any(entry.leads_to(one) for one in going)]
        return cls(changes, plan_routes(leading, leading, "absent", "fail"), asked_at)

    @property
    def writes(self) -> list[str]:
        """Return the write calls, in order."""
        routes = [batch.action for queue in batches(self.routes) for batch in queue]
        return routes + [action for change in self.interfaces for action in change.writes]

    def apply(
        self, client: Client, goal: t.Callable[[Item], t.Any], timeout: float | None
    ) -> tuple[list[Change[RouterInterface]], Failures]:
        """Carry the plan out, the routes first; an interface whose routes stay is left alone."""
        _changes, failures = _routes.apply(client, self.routes, timeout or WAIT_BETWEEN)
        stuck: dict[str, VpcError] = {}
        for label, error in failures:
            hops = [change.before for change in self.routes if change.label == label and change.before]
            stuck.update(
                {
                    change.label: VpcError(f"the route entry {label} could not be deleted: {error}")
                    for change in self.interfaces
                    if change.before and any(hop.leads_to(change.before.router_interface_id) for hop in hops)
                }
            )
        return router_interfaces.apply(client, self.interfaces, goal, timeout, stuck, self.asked_at)
