# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads with signatures that are wrong on purpose, and with two regions: how the gateway checks. Decides nothing.

A wrong key is one that nobody has. What is signed wrongly with the own key is a GetCallerIdentity.
"""

from __future__ import annotations

import dataclasses
import typing as t
import uuid

from ansible_collections.aliops.vpc.plugins.module_utils._check.views import AccountView
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import CENTRAL_REGION, Client
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.credentials import Credential
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.signed import Signing, send
from ansible_collections.aliops.vpc.plugins.module_utils._errors import CallError, OptionError
from ansible_collections.aliops.vpc.plugins.module_utils._model.observed import Reply

NOBODY = Credential(f"LTAI{'0' * 20}", "nobody's", source="a key that nobody has")
HOUR = 3600.0
NOWHERE = "cn-nowhere"


def ask_gateway(client: Client, account: AccountView) -> None:
    """Add the replies of an account whose credential the service accepts."""
    url = client.transport.url("Sts", CENTRAL_REGION)
    own, nonce = client.credential, uuid.uuid4().hex
    wrong = dataclasses.replace(own, access_key_secret=f"{own.access_key_secret}-")
    signings = {
        "unknown_key": Signing(NOBODY),
        "unknown_key_and_old": Signing(NOBODY, age=HOUR),
        "own_nonce": Signing(own, nonce),
        "own_nonce_again": Signing(own, nonce),
        "own_nonce_and_wrong_secret": Signing(wrong, nonce),
    }
    if own.security_token:
        mistaken = dataclasses.replace(wrong, security_token=f"{own.security_token}-")
        signings["wrong_token_and_wrong_secret"] = Signing(mistaken)
    for name, signing in signings.items():
        reply = _reply(client, signing, url)
        if reply:
            account.replies[name] = reply
    _ask_clear_text(client, account, url)
    _ask_two_regions(client, account)
    _ask_denial(client, account)


def _reply(client: Client, signing: Signing, url: str) -> Reply | None:
    try:
        return send(client, signing, url, "GetCallerIdentity", CENTRAL_REGION, "Sts")
    except CallError:
        return None


def _ask_clear_text(client: Client, account: AccountView, url: str) -> None:
    """Ask STS over plain HTTP: with the own key where the endpoint is plain HTTP anyway, else with nobody's."""
    plain = url.startswith("http://")
    # Another port, or a host of the user's own, has no plain twin.
    if not plain and (client.transport.endpoint or client.transport.sts_endpoint):
        return
    key = client.credential if plain else NOBODY
    reply = _reply(client, Signing(key), url if plain else url.replace("https://", "http://", 1))
    if reply:
        account.replies["clear_text"] = reply


def _ask_two_regions(client: Client, account: AccountView) -> None:
    """Name a region in the query and another one, which does not exist, in the body; and the other way round."""
    known = next((view.region for view in account.regions.values() if view.lists_connections), None)
    if known is None:
        return
    url = client.transport.url("VpcPeer", known)
    for name, query, form in (("in_body", known, NOWHERE), ("in_query", NOWHERE, known)):
        try:
            account.replies[f"no_region_{name}"] = send(
                client,
                Signing(client.credential),
                url,
                "ListVpcPeerConnections",
                known,
                "VpcPeer",
                {"RegionId": form, "MaxResults": "1"},
                RegionId=query,
            )
        except (CallError, OptionError):
            return


def _ask_denial(client: Client, account: AccountView) -> None:
    """Repeat a read that was denied, for the whole body of its refusal."""
    denied = next((outcome for outcome in account.outcomes if outcome.denied and outcome.product == "Vpc"), None)
    if denied is None:
        return
    url = client.transport.url("Vpc", denied.region)
    more: dict[str, t.Any] = (
        {"PageSize": "1"} if denied.action != "DescribeRouteEntryList" else {"RouteTableId": "vtb-none"}
    )
    try:
        account.replies["denied"] = send(
            client, Signing(client.credential), url, denied.action, denied.region, RegionId=denied.region, **more
        )
    except CallError:
        return
