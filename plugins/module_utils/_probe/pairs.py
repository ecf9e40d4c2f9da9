# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Asks by dry run whether VPC peering connections between the VPCs of peerings would be made. Decides nothing."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._check.views import AccountView, End, Pair, vpc_of
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import Client
from ansible_collections.aliops.vpc.plugins.module_utils._model.observed import Outcome, Row
from ansible_collections.aliops.vpc.plugins.module_utils._probe.calls import dry_run

Accounts = t.Mapping[t.Optional[str], AccountView]
BANDWIDTH = 10


def ask_pair(clients: t.Mapping[str | None, Client], accounts: Accounts, pair: Pair) -> dict[str, Outcome]:
    """Return the responses to requests from the side that has a credential: plain, and with what is in question."""
    for requester, accepter in (pair.ends, pair.ends[::-1]):
        own, other = _known(requester, accounts), _known(accepter, accounts)
        view = accounts[requester.account].regions.get(requester.region) if requester.account in clients else None
        if view and view.obeys_dry_runs and own and other:
            client = clients[requester.account]
            more: dict[str, t.Any] = {"LinkType": "Silver"} if pair.inter_region else {"Bandwidth": BANDWIDTH}
            return {
                "plain": _ask(client, requester.region, own, accepter.region, other),
                "with_more": _ask(client, requester.region, own, accepter.region, other, **more),
            }
    return {}


def _ask(client: Client, region: str, own: Row, accepting_region: str, other: Row, **more: t.Any) -> Outcome:
    return dry_run(
        client,
        "CreateVpcPeerConnection",
        region,
        "VpcPeer",
        VpcId=own["VpcId"],
        AcceptingAliUid=other["OwnerId"],
        AcceptingRegionId=accepting_region,
        AcceptingVpcId=other["VpcId"],
        **more,
    )


def _known(end: End, accounts: Accounts) -> Row | None:
    """Return the id and owner of an end's VPC; those of a remote end are as the peering names them."""
    if end.remote:
        return {"VpcId": end.vpc_id, "OwnerId": end.account_id} if end.vpc_id and end.account_id else None
    row = vpc_of(end, accounts)
    return row and {"VpcId": row.get("VpcId"), "OwnerId": accounts[end.account].uid or row.get("OwnerId")}
