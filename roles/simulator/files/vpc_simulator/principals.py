# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the access keys, RAM policies, roles and sessions of a scenario's accounts."""

from __future__ import annotations

import re
from collections.abc import Mapping

from vpc_simulator.identities import AccessKey, Account, Role, Session
from vpc_simulator.policies import Policy, PolicyError, read_policy, trust_policy
from vpc_simulator.reader import Section
from vpc_simulator.world import World

MIN_DURATION, DEFAULT_DURATION, MAX_DURATION = 900, 3600, 43200  # seconds of a session


def add_principals(world: World, account: Account, section: Section) -> None:
    """Read `policies`, `access_keys`, `roles` and `sessions` of an account. Raises ScenarioError."""
    documents = section.section("policies")
    policies = {name: policy(documents, name) for name in documents.names()}
    account.policies.update(policies)
    for access_key in section.sections("access_keys"):
        _access_key(world, account, access_key, policies)
    for role in section.sections("roles"):
        _role(account, role, policies)
    for session in section.sections("sessions"):
        _session(world, account, session)


def policy(section: Section, name: str, trust: bool = False) -> Policy:
    try:
        return read_policy(section.get(name), trust)
    except PolicyError as error:
        raise section.error(name, str(error)) from None


def uid(text: str) -> str:
    if not re.fullmatch(r"[0-9]{16}", text):
        raise ValueError(f"{text!r} is not an account's 16 digits")
    return text


def resource_directory(text: str) -> str:
    """The path of a folder in a resource directory, or an empty string. Raises ValueError."""
    if text and not re.fullmatch(r"rd-[A-Za-z0-9]+(/[A-Za-z0-9-]+)*", text):
        raise ValueError(f"{text!r} is not the path of a folder, as rd-ID/r-ID/fd-ID")
    return text


def _attached(section: Section, policies: Mapping[str, Policy]) -> tuple[Policy, ...] | None:
    """The policies that `policies` names. Without that key everything is allowed, with an empty list nothing."""
    if not section.has("policies"):
        section.get("policies")
        return None
    names = section.string_list("policies")
    for name in names:
        if name not in policies:
            raise section.error("policies", f"this account has no policy {name!r}")
    return tuple(policies[name] for name in names)


def _new_key_id(world: World, section: Section, name: str) -> str:
    key_id = section.string(name)
    if key_id in world.access_keys:
        raise section.error(name, f"{key_id} is given twice")
    return key_id


def _access_key(world: World, account: Account, section: Section, policies: Mapping[str, Policy]) -> None:
    key_id = _new_key_id(world, section, "id")
    user = section.string("user", "") or None
    key = AccessKey(
        key_id,
        section.string("secret"),
        account,
        section.string("status", "Active", ("Active", "Inactive")) == "Active",
        user,
        section.string("user_id", f"2{account.uid[1:]}") if user else None,
        _attached(section, policies),
    )
    if key.is_root and key.policies is not None:
        raise section.error("policies", "policies restrict a user or a role, never the account itself")
    world.access_keys[key_id] = key
    section.refuse_unknown()


def _role(account: Account, section: Section, policies: Mapping[str, Policy]) -> None:
    name = section.string("name")
    if name in account.roles:
        raise section.error("name", f"{name} is given twice")
    if section.has("trust_policy") == section.has("trusted_uids"):
        raise section.error("trust_policy", "set either trust_policy or trusted_uids")
    account.roles[name] = Role(
        section.string("role_id", f"3{account.uid[1:]}{len(account.roles):04d}"),
        name,
        account.uid,
        policy(section, "trust_policy", trust=True) if section.has("trust_policy") else _trust_policy(section),
        _duration(section, "max_session_duration"),
        _attached(section, policies),
    )
    section.refuse_unknown()


def _trust_policy(section: Section) -> Policy:
    try:
        return trust_policy(uid(text) for text in section.string_list("trusted_uids"))
    except ValueError as error:
        raise section.error("trusted_uids", str(error)) from None


def _duration(section: Section, name: str) -> int:
    seconds = section.integer(name, DEFAULT_DURATION)
    if not DEFAULT_DURATION <= seconds <= MAX_DURATION:
        raise section.error(name, f"must be between {DEFAULT_DURATION} and {MAX_DURATION} seconds")
    return seconds


def _session(world: World, account: Account, section: Section) -> None:
    key_id = _new_key_id(world, section, "access_key_id")
    role = account.roles.get(section.string("role"))
    if role is None:
        raise section.error("role", "is not a role of this account")
    session = Session(
        role,
        section.string("session_name", "scenario"),
        section.string("security_token"),
        world.now + section.number("expires_in", DEFAULT_DURATION),
        policy(section, "policy") if section.has("policy") else None,
    )
    section.get("policy")
    world.access_keys[key_id] = AccessKey(key_id, section.string("secret"), account, session=session)
    section.refuse_unknown()
