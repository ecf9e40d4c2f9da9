# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the Sts actions: the identity of a caller, and sessions of roles."""

from __future__ import annotations

import json

from vpc_simulator.call import Call, Response, action
from vpc_simulator.clock import timestamp
from vpc_simulator.identities import AccessKey, Role, Session
from vpc_simulator.policies import AccessRequest, Policy, PolicyError, allowed, read_policy

DEFAULT_DURATION = 3600  # seconds


@action("GetCallerIdentity")
def get_caller_identity(call: Call) -> Response:
    """The caller's identity: the account itself, a RAM user of it, or a session of a role."""
    key, session = call.key, call.key.session
    if session:
        kind, user, role, principal = "AssumedRoleUser", None, session.role.id, f"{session.role.id}:{session.name}"
    else:
        principal = key.user_id or key.user or call.account.uid
        kind, user, role = "RAMUser" if key.user else "Account", principal, None
    return {
        "AccountId": call.account.uid,
        "UserId": user,
        "RoleId": role,
        "Arn": key.arn,
        "IdentityType": kind,
        "PrincipalId": principal,
    }


@action("AssumeRole")
def assume_role(call: Call) -> Response:
    """Create a session of a role that trusts the caller. It expires by the simulated clock."""
    if call.key.is_root:
        raise call.error("NoPermission")
    role = _trusting_role(call)
    duration = call.get("DurationSeconds", DEFAULT_DURATION)
    if duration > role.max_session_duration:
        raise call.error("InvalidParameter.DurationSeconds")
    world = call.world
    session = Session(
        role, call.get("RoleSessionName"), f"CAIS{world.ids.text(60)}", world.now + duration, _session_policy(call)
    )
    key = AccessKey(f"STS.NU{world.ids.text(18)}", world.ids.text(40), world.accounts[role.uid], session=session)
    world.access_keys[key.id] = key
    identity = {"SourceIdentity": call.get("SourceIdentity")} if "SourceIdentity" in call.parameters else {}
    return {
        **identity,
        "AssumedRoleUser": {"Arn": f"{role.arn}/{session.name}", "AssumedRoleId": f"{role.id}:{session.name}"},
        "Credentials": {
            "AccessKeyId": key.id,
            "AccessKeySecret": key.secret,
            "SecurityToken": session.token,
            "Expiration": timestamp(session.expires_at),
        },
    }


def _trusting_role(call: Call) -> Role:
    uid, name = call.get("RoleArn").removeprefix("acs:ram::").split(":role/", 1)
    account = call.world.accounts.get(uid)
    role = account.roles.get(name) if account else None
    if role is None:
        raise call.error("EntityNotExist.Role")
    external_id = call.get("ExternalId")
    context = {"sts:ExternalId": external_id} if external_id else {}
    if not allowed([role.trust], AccessRequest("sts:AssumeRole", role.arn, call.key.arn, context)):
        raise call.error("NoPermission", 1)
    return role


def _session_policy(call: Call) -> Policy | None:
    """The policy that restricts the session. The error for an invalid policy includes its PolicyError."""
    document = call.get("Policy")
    if document is None:
        return None
    refusal = call.error("InvalidParameter.PolicyGrammar")
    try:
        return read_policy(json.loads(document))
    except PolicyError as error:
        refusal.message = f"{refusal.message} {error}"
        raise refusal from None
    # Nesting too deep for the parser, or a number too long for it, is a wrong document as well.
    except (ValueError, RecursionError):
        raise refusal from None
