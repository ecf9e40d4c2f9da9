# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads one account: identity, hosts, CDT, and the first page of each list in its regions. Decides nothing."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._check.views import AccountView, RegionView
from ansible_collections.aliops.vpc.plugins.module_utils._cloud import hosts
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import CENTRAL_REGION, Client
from ansible_collections.aliops.vpc.plugins.module_utils._model.observed import Host
from ansible_collections.aliops.vpc.plugins.module_utils._probe.calls import NO_CONNECTION, ask, dry_run

PRODUCTS = ("Sts", "VpcPeer", "CDT", "Vpc")
CENTRAL = ("Sts", "VpcPeer", "CDT")
PAGE: dict[str, t.Any] = {"PageSize": 50, "PageNumber": 1}
# How many route tables of a region are read at most, those of the peerings' VPCs first.
MOST_TABLES = 20


def read_account(
    client: Client, name: str | None, account_id: str | None, regions: t.Mapping[str, t.Collection[str]]
) -> AccountView:
    """Return what one account shows. ``regions`` has the VPCs of the peerings in each region."""
    view = AccountView(name, account_id, client.credential.source, temporary=bool(client.credential.security_token))
    view.hosts = _hosts(client, list(regions))
    unreachable = {(host.product, host.url) for host in view.hosts if host.failure}

    def reachable(product: str, region: str) -> bool:
        return all((product, host.url) not in unreachable for host in view.hosts if _serves(host, product, region))

    def _serves(host: Host, product: str, region: str) -> bool:
        return host.product == product and (not host.url or host.url == client.transport.url(product, region))

    if reachable("Sts", CENTRAL_REGION):
        view.identity = ask(client, "GetCallerIdentity", CENTRAL_REGION, "Sts")
    if view.identity is None or view.identity.unasked:
        # Every other call would end the same way.
        return view
    if reachable("CDT", CENTRAL_REGION):
        view.cdt = ask(client, "GetCdtServiceStatus", CENTRAL_REGION, "CDT")
    for region, vpc_ids in regions.items():
        region_view = view.regions[region] = RegionView(region)
        if reachable("Vpc", region):
            _read_network(client, region_view, vpc_ids)
        if reachable("VpcPeer", region):
            _read_connections(client, region_view)
    return view


def _hosts(client: Client, regions: t.Sequence[str]) -> list[Host]:
    """Return each product's host, each address once for a product."""
    wanted = [(product, CENTRAL_REGION) for product in CENTRAL] + [("Vpc", region) for region in regions]
    looked = [host for _pair, host in client.results(lambda pair: hosts.look_at(client, *pair), wanted)]
    return list({(host.product, host.url, host.failure): host for host in looked}.values())


def _read_network(client: Client, view: RegionView, vpc_ids: t.Collection[str]) -> None:
    lists = ("DescribeVpcs", "DescribeVSwitches", "DescribeRouteTableList", "DescribeRouterInterfaces")
    for action, outcome in client.results(lambda action: ask(client, action, view.region, **PAGE), lists):
        view.reads[action] = outcome
    _read_further_vpcs(client, view, vpc_ids)
    view.probes["dry_run_of_a_read"] = dry_run(client, "DescribeVpcs", view.region)
    tables = [str(row.get("RouteTableId")) for row in _ordered(view, vpc_ids)][:MOST_TABLES]
    for table, outcome in client.results(
        lambda table: ask(client, "DescribeRouteEntryList", view.region, RouteTableId=table, MaxResult=100), tables
    ):
        view.entries[table] = outcome


def _read_further_vpcs(client: Client, view: RegionView, vpc_ids: t.Collection[str]) -> None:
    """Add the VPCs of the peerings that are not on the first page."""
    listed, first = view.rows("DescribeVpcs"), view.reads["DescribeVpcs"]
    missing = sorted(set(vpc_ids) - {str(row.get("VpcId")) for row in listed})
    if first.succeeded and missing and first.fields.get("TotalCount") != len(listed):
        more = ask(client, "DescribeVpcs", view.region, VpcId=",".join(missing[:20]), **PAGE).rows("Vpcs.Vpc")
        view.reads["DescribeVpcs"] = dataclasses.replace(first, fields={**first.fields, "Vpcs": {"Vpc": listed + more}})


def _ordered(view: RegionView, vpc_ids: t.Collection[str]) -> list[dict[str, t.Any]]:
    """Return the route tables, those of the named VPCs first, so that few are enough of a large region."""
    tables = view.rows("DescribeRouteTableList")
    return sorted(tables, key=lambda row: row.get("VpcId") not in vpc_ids)


def _read_connections(client: Client, view: RegionView) -> None:
    view.reads["ListVpcPeerConnections"] = ask(client, "ListVpcPeerConnections", view.region, "VpcPeer", MaxResults=100)
    view.probes["unknown_connection"] = ask(
        client, "GetVpcPeerConnectionAttribute", view.region, "VpcPeer", InstanceId=NO_CONNECTION
    )
