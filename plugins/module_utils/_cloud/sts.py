# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The actions of STS, named like them: the identity of a credential, and temporary keys of roles. Decides nothing."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import Client


def get_caller_identity(client: Client, region: str) -> dict[str, t.Any]:
    """Return the identity of the credential: AccountId, and Arn when STS returns it."""
    response = client.call("GetCallerIdentity", region, product="Sts")
    account_id = response.account("AccountId")
    if account_id is None:
        raise response.wrong("AccountId", "is missing")
    return {"AccountId": account_id, "Arn": response.string("Arn")}


def assume_role(client: Client, region: str, **params: t.Any) -> dict[str, t.Any]:
    """Return a role's temporary key with STS's names: AccessKeyId, AccessKeySecret, SecurityToken."""
    response = client.call("AssumeRole", region, product="Sts", **params)
    key = response.inner("Credentials")
    if key is None:
        raise response.wrong("Credentials", "is missing")
    return {name: key.need_string(name) for name in ("AccessKeyId", "AccessKeySecret", "SecurityToken")}
