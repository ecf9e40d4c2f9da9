# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns writing the policies, access keys, roles and sessions of an account as a scenario has them."""

from __future__ import annotations

from typing import Any

from vpc_simulator.dump_keys import compact
from vpc_simulator.identities import AccessKey, Account, Role, Session
from vpc_simulator.policies import Policy
from vpc_simulator.world import World


def dump_policies(account: Account) -> dict[str, Any]:
    """Name: document."""
    return {name: policy.document for name, policy in account.policies.items()}


def dump_keys(world: World, account: Account) -> list[dict[str, Any]]:
    """The keys of the account and of its RAM users."""
    return [_key(account, key) for key in _keys(world, account) if key.session is None]


def dump_roles(account: Account) -> list[dict[str, Any]]:
    """The roles; `trusted_uids` has become the trust policy that it stands for."""
    return [_role(account, role) for role in account.roles.values()]


def dump_sessions(world: World, account: Account) -> list[dict[str, Any]]:
    """The sessions that have not expired; of the others a scenario cannot say when they did."""
    keys = [(key, key.session) for key in _keys(world, account) if key.session]
    return [_session(world, key, session) for key, session in keys if session.expires_at > world.now]


def _keys(world: World, account: Account) -> list[AccessKey]:
    return [key for key in world.access_keys.values() if key.account is account]


def _attached(account: Account, policies: tuple[Policy, ...] | None) -> dict[str, list[str]]:
    """`policies`, unless everything is allowed; with an empty list nothing is."""
    if policies is None:
        return {}
    names = {id(policy): name for name, policy in account.policies.items()}
    return {"policies": [names[id(policy)] for policy in policies]}


def _key(account: Account, key: AccessKey) -> dict[str, Any]:
    return {
        **compact(
            id=key.id,
            secret=key.secret,
            status=None if key.active else "Inactive",
            user=key.user,
            user_id=key.user_id,
        ),
        "secret": key.secret,
        **_attached(account, key.policies),
    }


def _role(account: Account, role: Role) -> dict[str, Any]:
    return {
        "name": role.name,
        "role_id": role.id,
        "trust_policy": role.trust.document,
        "max_session_duration": role.max_session_duration,
        **_attached(account, role.policies),
    }


def _session(world: World, key: AccessKey, session: Session) -> dict[str, Any]:
    return {
        "access_key_id": key.id,
        "secret": key.secret,
        "security_token": session.token,
        "role": session.role.name,
        "session_name": session.name,
        "expires_in": session.expires_at - world.now,
        **({"policy": session.policy.document} if session.policy else {}),
    }
