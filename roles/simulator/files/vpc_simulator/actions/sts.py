# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the Sts actions. Sessions and AssumeRole are not here yet."""

from __future__ import annotations

from vpc_simulator.call import Answer, Call, action


@action("GetCallerIdentity")
def get_caller_identity(call: Call) -> Answer:
    """Who signed: the account itself, or a RAM user of it."""
    uid, key = call.account.uid, call.key
    if key.user is None:
        arn, kind, principal = f"acs:ram::{uid}:root", "Account", uid
    else:
        arn, kind, principal = f"acs:ram::{uid}:user/{key.user}", "RAMUser", key.user_id or key.user
    return {
        "AccountId": uid,
        "UserId": principal,
        "RoleId": None,
        "Arn": arn,
        "IdentityType": kind,
        "PrincipalId": principal,
    }
