# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads the router interfaces that a task speaks of: which routers are meant, and what is on them. Decides nothing."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._cloud import vpc as _vpc
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import Client
from ansible_collections.aliops.vpc.plugins.module_utils._errors import OptionError
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouterInterface


def read_interfaces(client: Client, want: t.Sequence[RouterInterface]) -> list[RouterInterface]:
    """Return the existing interfaces among which those of ``want`` are: one reading for each region."""
    regions = sorted({entry.region for entry in want})

    def one(region: str) -> list[RouterInterface]:
        here = [entry for entry in want if entry.region == region]
        if all(entry.router_interface_id for entry in here):
            ids = {t.cast(str, entry.router_interface_id) for entry in here}
            return _vpc.describe_router_interfaces(client, region, {"RouterInterfaceId": ids})
        if all(entry.router_id and not entry.router_interface_id for entry in here):
            routers = {t.cast(str, entry.router_id) for entry in here}
            return _vpc.describe_router_interfaces(client, region, {"RouterId": routers})
        return _vpc.describe_router_interfaces(client, region)

    found: list[RouterInterface] = []
    for _region, interfaces, failure in client.each(one, regions):
        if failure:
            raise failure
        found += interfaces or []
    return found


def new_ids(want: t.Sequence[RouterInterface], entries: t.Sequence[dict[str, t.Any]]) -> set[str | None]:
    """Return the ids of those of ``want`` whose options say that an earlier task has just made them."""
    return {one.router_interface_id for one, entry in zip(want, entries) if entry["new"] and one.router_interface_id}


def with_routers(client: Client, want: t.Sequence[RouterInterface], *, may_lack: bool = False) -> list[RouterInterface]:
    """Return the entries with the router of each VPC that was given instead of one.

    Raises OptionError for a VPC that is not there; with ``may_lack`` its entry stays without a router.
    """
    routers: dict[tuple[str, str], str | None] = {}
    for region in sorted({entry.region for entry in want if entry.vpc_id and not entry.router_id}):
        ids = {entry.vpc_id for entry in want if entry.region == region and entry.vpc_id}
        routers.update({(region, vpc.vpc_id): vpc.router_id for vpc in _vpc.describe_vpcs(client, region, ids)})
    lacking = [entry for entry in want if entry.vpc_id and not routers.get((entry.region, entry.vpc_id))]
    if lacking and not may_lack:
        raise OptionError(" ".join(f"There is no VPC {entry.vpc_id} in {entry.region}." for entry in lacking))
    return [
        dataclasses.replace(entry, router_id=routers.get((entry.region, entry.vpc_id)), router_type="VRouter")
        if entry.vpc_id
        else entry
        for entry in want
    ]
