# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What check_spend may make: the two VPCs that are named for it, and the method. Pure."""

from __future__ import annotations

import collections.abc
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import RefusedError
from ansible_collections.aliops.vpc.plugins.module_utils._model import peering_keys as peerings
from ansible_collections.aliops.vpc.plugins.module_utils._model import values
from ansible_collections.aliops.vpc.plugins.module_utils._model.constants import BY_CONNECTION, METHODS
from ansible_collections.aliops.vpc.plugins.module_utils._model.values import Check, Problems

ROLES = ("initiator", "acceptor")
KEYS: dict[str, Check] = {key: peerings.SIDES[key] for key in ("account", "region", "vpc_id")}
EXAMPLE = "{initiator: {account: a, region: cn-hangzhou, vpc_id: vpc-1}, acceptor: {...}}"


def checked_spend(value: t.Any, where: str) -> dict[str, t.Any]:
    """Return the two VPCs between which check_spend makes a link, and the method. Raises RefusedError."""
    options = values.given(values.mapping(EXAMPLE)(value, where))
    known = (*ROLES, "method")
    problems = Problems(values.unknown(key, known, where) for key in options if key not in known)
    method = problems.check(values.choice(*METHODS), options.get("method", BY_CONNECTION), f"{where}, method")
    sides = {role: _side(options.get(role), f"{where}, {role}", problems) for role in ROLES}
    if not problems and sides["initiator"]["vpc_id"] == sides["acceptor"]["vpc_id"]:
        problems.append(f"{where}: both sides name one VPC; name two.")
    if problems:
        raise RefusedError(problems)
    return {"method": method, **sides}


def _side(value: t.Any, where: str, problems: Problems) -> dict[str, t.Any]:
    if not isinstance(value, collections.abc.Mapping):
        problems.append(f"{where}: give account, region and vpc_id.")
        return {}
    side = values.given(value)
    problems += [values.unknown(key, tuple(KEYS), where) for key in side if key not in KEYS]
    problems += [f"{where}: give {key}." for key in KEYS if key not in side]
    return {key: problems.check(KEYS[key], side[key], f"{where}, {key}") for key in KEYS if key in side}


def spend_problems(given: t.Mapping[str, t.Any]) -> list[str]:
    """Return why check_spend cannot be done with the other variables, which are right each."""
    vpcs, accounts = given["spend_vpcs"], given["accounts"] or {}
    if given["spend"] and vpcs is None:
        return [f"check_spend_vpcs: check_spend needs two VPCs that are named for it, {EXAMPLE}."]
    named = [vpcs[role]["account"] for role in ROLES] if vpcs else []
    return [
        f"check_spend_vpcs: the account {account} is not in peering_accounts; add it, with a credential."
        for account in dict.fromkeys(named)
        if account not in accounts
    ]


def costs(vpcs: t.Mapping[str, t.Any]) -> list[str]:
    """Return what check_spend makes between these VPCs, and what it costs."""
    first, second = (f"{vpcs[role]['vpc_id']} of {vpcs[role]['account']} in {vpcs[role]['region']}" for role in ROLES)
    inter_region = vpcs["initiator"]["region"] != vpcs["acceptor"]["region"]
    if vpcs["method"] == BY_CONNECTION:
        made = f"check_spend makes one VPC peering connection between {first} and {second}, and deletes it again."
        price = (
            "Between regions CDT bills traffic by the GB; no route uses the connection, so there is none. The"
            " creation may open CDT in the requester's account."
            if inter_region
            else "Within a region it costs nothing."
        )
    else:
        made = f"check_spend makes a pair of router interfaces between {first} and {second}, and deletes it again."
        price = (
            "The initiator is billed by its specification, here the smallest (Mini.2), from its creation, by the day."
        )
    return [made, price, "No route is made. It takes up to some minutes, and ends with no link left over."]
