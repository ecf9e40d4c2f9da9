# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Waits for the router interfaces that route entries lead to. Decides nothing."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._apply.lookups import read_interfaces
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import Client
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.waiters import NEXT_HOP_ACTIVE, WAIT_BETWEEN, wait
from ansible_collections.aliops.vpc.plugins.module_utils._errors import VpcError
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouteEntry, RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._plan.change import Change


def active_next_hops(
    client: Client, changes: t.Sequence[Change[RouteEntry]], timeout: float | None
) -> tuple[list[RouterInterface], dict[str, VpcError]]:
    """Wait until the router interfaces that the entries of a plan lead to are active; ``timeout`` is in seconds,
    without one it is as long as a task waits for what its next call needs.

    Return the interfaces as last seen, and by the label of an entry why its interface did not become active.
    """
    after = [change.after for change in changes if change.after]
    regions = {
        entry.next_hop_id: entry.region
        for entry in after
        if entry.next_hop_type == "RouterInterface" and entry.next_hop_id
    }
    if not regions:
        return [], {}
    seen: dict[str, RouterInterface] = {}

    def read() -> dict[str, dict[str, t.Any]]:
        found = read_interfaces(client, [RouterInterface(region, None, one) for one, region in regions.items()])
        seen.update({t.cast(str, one.router_interface_id): one for one in found})
        return {str(one.router_interface_id): one.as_result() for one in found}

    waiter = dataclasses.replace(NEXT_HOP_ACTIVE, patience=client.list_lag)
    _last, failures = wait(dict.fromkeys(regions, waiter), read, timeout or WAIT_BETWEEN, client.report)
    stopped: dict[str, VpcError] = {
        change.label: failures[change.after.next_hop_id]
        for change in changes
        if change.after and change.after.next_hop_id in failures
    }
    return list(seen.values()), stopped
