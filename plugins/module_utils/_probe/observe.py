# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs all probes in all accounts of a task, side by side, and returns what they observed. Decides nothing."""

from __future__ import annotations

import importlib.metadata
import platform
import typing as t

from ansible.module_utils.ansible_release import __version__ as ansible_version

from ansible_collections.aliops.vpc.plugins.module_utils._check.views import (
    AccountView,
    Pair,
    RegionView,
    vpc_of,
)
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import Client
from ansible_collections.aliops.vpc.plugins.module_utils._model.observed import Outcome
from ansible_collections.aliops.vpc.plugins.module_utils._probe import dry_runs, gateway, open_reads, pairs
from ansible_collections.aliops.vpc.plugins.module_utils._probe.reads import read_account

LIBRARIES = ("aliyun-python-sdk-core", "aliyun-python-sdk-vpc", "jmespath")


def observe_account(
    client: Client, name: str | None, account_id: str | None, regions: t.Sequence[str], peerings: t.Sequence[Pair]
) -> AccountView:
    """Return what one account shows by reads and dry runs."""
    ends = [end for pair in peerings for end in pair.ends if end.account == name and not end.remote]
    vpcs = {region: {str(end.vpc_id) for end in ends if end.region == region and end.vpc_id} for region in regions}
    account = read_account(client, name, account_id, vpcs)
    if account.identity is None or account.identity.unasked:
        return account
    gateway.ask_gateway(client, account)
    open_reads.ask_reads(client, account)
    for view in account.regions.values():
        if view.reads:
            tables = _tables(account, view, peerings)
            dry_runs.ask_permissions(client, account, view, tables)
            dry_runs.ask_rules(client, account, view)
            dry_runs.ask_connections(client, account, view)
    return account


def _tables(account: AccountView, view: RegionView, peerings: t.Sequence[Pair]) -> list[str]:
    """Return the route tables of the peerings' VPCs; without any the first one of the region."""
    ends = [end for pair in peerings for end in pair.ends if (end.account, end.region) == (account.name, view.region)]
    vpcs = [vpc_of(end, {account.name: account}) for end in ends]
    wanted = {row.get("VpcId") for row in vpcs if row}
    rows = view.rows("DescribeRouteTableList")
    tables = [str(row.get("RouteTableId")) for row in rows if row.get("VpcId") in wanted]
    return tables or [str(row.get("RouteTableId")) for row in rows[:1]]


def ask_pairs(
    clients: t.Mapping[str | None, Client], accounts: t.Mapping[str | None, AccountView], peerings: t.Sequence[Pair]
) -> list[tuple[Pair, dict[str, Outcome]]]:
    """Return the peerings with the responses to their dry runs, whatever their method is."""
    return [(pair, pairs.ask_pair(clients, accounts, pair)) for pair in peerings]


def library_versions() -> dict[str, str | None]:
    """Return the versions of the libraries of the host that makes the calls."""
    versions: dict[str, str | None] = {"python": platform.python_version(), "ansible-core": ansible_version}
    for name in LIBRARIES:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = None
    return versions
