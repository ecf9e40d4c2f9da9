# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns identities: accounts, access keys, roles, sessions, and what their policies allow. Knows no request."""

from __future__ import annotations

from dataclasses import dataclass, field

from vpc_simulator.policies import AccessRequest, Policy, allowed

QUOTAS = {
    "router_interfaces_per_router": 5,
    "router_interfaces_per_region": 5,
    "route_entries_per_table": 200,
    "vswitches_per_vpc": 150,
    "vpcs_per_region": 10,
    "tags_per_resource": 20,
    "vpc_peers_per_vpc_intra_region": 10,
    "vpc_peers_per_vpc_inter_region": 20,
    "vpc_peers_per_region": 20,
    "vpc_peer_bandwidth": 1024,
    "calls_per_minute": 300,
}


@dataclass(slots=True)
class Account:
    """An Alibaba Cloud account; `uid` is the OppositeInterfaceOwnerId of its interfaces' peers."""

    uid: str
    name: str
    site: str = "china"
    overdue: bool = False
    quotas: dict[str, int] = field(default_factory=lambda: dict(QUOTAS))
    policies: dict[str, Policy] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)
    # Cloud Data Transfer is opened, within and across the border of mainland China
    cdt: bool = False
    cdt_cross_border: bool = False
    # its folder in a resource directory, as rd-ID/r-ID/fd-ID; empty: it is in none
    resource_directory: str = ""
    # all that exist: the default one, those of the scenario, and those that resources were put into
    resource_groups: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.resource_groups.add(f"rg-default-{self.uid}")


@dataclass(frozen=True, slots=True)
class Role:
    """A RAM role; `policies` is None if everything is allowed, `max_session_duration` is in seconds."""

    id: str
    name: str
    uid: str
    trust: Policy
    max_session_duration: int
    policies: tuple[Policy, ...] | None

    @property
    def arn(self) -> str:
        return f"acs:ram::{self.uid}:role/{self.name}"


@dataclass(frozen=True, slots=True)
class Session:
    """A session of AssumeRole, without its key pair; `policy` restricts the role's permissions."""

    role: Role
    name: str
    token: str = field(repr=False)
    expires_at: float
    policy: Policy | None = None


@dataclass(slots=True)
class AccessKey:
    """A key pair: of an account's root identity, of the RAM user `user`, or of a session."""

    id: str
    secret: str = field(repr=False)
    account: Account
    active: bool = True
    user: str | None = None
    user_id: str | None = None
    policies: tuple[Policy, ...] | None = None
    session: Session | None = None

    @property
    def is_root(self) -> bool:
        return self.user is None and self.session is None

    @property
    def arn(self) -> str:
        """The principal, as GetCallerIdentity and trust policies name it."""
        uid = self.account.uid
        if self.session:
            return f"acs:ram::{uid}:assumed-role/{self.session.role.name}/{self.session.name}"
        return f"acs:ram::{uid}:user/{self.user}" if self.user else f"acs:ram::{uid}:root"

    @property
    def is_restricted(self) -> bool:
        """Whether any policy restricts this key."""
        if self.session:
            return self.session.role.policies is not None or self.session.policy is not None
        return self.policies is not None

    def may(self, access: AccessRequest) -> bool:
        """Whether the policies of the user or role allow the access, and the session's own policy too."""
        session = self.session
        policies = session.role.policies if session else self.policies
        if policies is not None and not allowed(policies, access):
            return False
        return session is None or session.policy is None or allowed([session.policy], access)
