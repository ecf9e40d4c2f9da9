# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which credential set a task uses, and its source. Complete sets only; contacts no service.

Keys that a set names only indirectly (a role, an instance's metadata) are fetched in sessions and
credential_providers.
"""

from __future__ import annotations

import dataclasses
import os
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._cloud import profiles
from ansible_collections.aliops.vpc.plugins.module_utils._errors import CredentialError
from ansible_collections.aliops.vpc.plugins.module_utils._model import account_options

KEYS = ("access_key_id", "access_key_secret", "security_token")
# Option, and the name of the environment variable and of the profile's key that mean the same.
ROLE_KEYS = {
    "role_arn": ("ROLE_ARN", "ram_role_arn"),
    "role_session_name": ("ROLE_SESSION_NAME", "ram_session_name"),
    "role_session_duration": ("ROLE_SESSION_EXPIRATION", "expired_seconds"),
    "role_external_id": ("EXTERNAL_ID", "external_id"),
    "role_policy": ("ROLE_POLICY", "policy"),
}
SESSION_NAME, SESSION_DURATION = "aliops-vpc", 3600

# The vendor's tools disagree on the prefix; the first one under which something is set supplies the whole set.
ENVIRONMENTS = ("ALIBABA_CLOUD", "ALIBABACLOUD", "ALICLOUD")
# ... and on these names.
OTHER_NAMES = {"ACCESS_KEY_ID": "ACCESS_KEY", "ACCESS_KEY_SECRET": "SECRET_KEY"}


@dataclasses.dataclass(frozen=True)
class Credential:
    """An access key; ``security_token`` is set for temporary ones. ``source`` may be shown, the rest may not."""

    access_key_id: str = dataclasses.field(repr=False)
    access_key_secret: str = dataclasses.field(repr=False)
    security_token: str | None = dataclasses.field(default=None, repr=False)
    source: str = "options"

    def secrets(self) -> list[str]:
        """Return the values to mask. The id of a key is no secret, but one of the two values that an attacker needs."""
        return [value for value in (self.access_key_id, self.access_key_secret, self.security_token) if value]


@dataclasses.dataclass(frozen=True)
class Remote:
    """A key that a provider returns; ``kind`` is the mode's name in the vendor's tools.

    ``EcsRamRole`` has role_name, ``OIDC`` has provider_arn, token_file, role_arn and session_name, ``CredentialsURI``
    has uri.
    """

    kind: str
    details: dict[str, str] = dataclasses.field(repr=False)
    source: str


@dataclasses.dataclass(frozen=True)
class Role:
    """A role to be assumed through STS; ``duration`` in seconds."""

    arn: str
    session_name: str = SESSION_NAME
    duration: int = SESSION_DURATION
    external_id: str | None = dataclasses.field(default=None, repr=False)
    policy: str | None = None


@dataclasses.dataclass(frozen=True)
class Choice:
    """The credential of a task: a key, or its provider, and the roles that are assumed with it, in order."""

    key: Credential | Remote
    roles: tuple[Role, ...] = ()

    def secrets(self) -> list[str]:
        """Return the values to mask, as far as they are known before anything was fetched."""
        key = self.key
        own = key.secrets() if isinstance(key, Credential) else [key.details["uri"]] if "uri" in key.details else []
        return own + [role.external_id for role in self.roles if role.external_id]


def choose(options: dict[str, t.Any], environ: t.Mapping[str, str]) -> Choice:
    """Return the credential of a task: its own keys, else its profile, else the environment.

    One set is never completed from another; O(role_arn) is assumed with any set. Raises CredentialError when the
    chosen set is incomplete.
    """
    choice = _base(options, environ)
    role = {name: options.get(name) for name in ROLE_KEYS if options.get(name)}
    if not role:
        return choice
    return dataclasses.replace(choice, roles=(*choice.roles, _role(role, "options")))


def from_profile(name: str, path: str, parents: tuple[str, ...] = ()) -> Choice:
    """Return the credential of a profile of the vendor's command line."""
    source = f"profile {name}"
    if name in parents:
        raise CredentialError(f"{source} is its own source_profile ({' > '.join((*parents, name))})")
    profile = profiles.read(name, os.path.expanduser(path))
    mode = profile.get("mode") or "AK"
    role = {option: profile.get(key) for option, (_variable, key) in ROLE_KEYS.items() if profile.get(key)}
    if mode in ("AK", "StsToken", "RamRoleArn"):
        token = profile.get("sts_token") if mode != "AK" else None
        values = {**{key: profile.get(key) for key in KEYS[:2]}, "security_token": token}
        key = _complete(values, source, token=mode == "StsToken")
        return Choice(key, (_role(role, source),) if mode == "RamRoleArn" else ())
    if mode == "ChainableRamRoleArn":
        _check_complete(profile, ("source_profile",), source)
        base = from_profile(profile["source_profile"], path, (*parents, name))
        return Choice(dataclasses.replace(base.key, source=source), (*base.roles, _role(role, source)))
    if mode in profiles.REMOTE_MODES:
        details = {ours: profile.get(theirs) for ours, theirs in profiles.REMOTE_MODES[mode].items()}
        return Choice(_remote(mode, details, source))
    raise CredentialError(f"{source} has the mode {mode}; supported are {', '.join(profiles.MODES)}")


def _base(options: dict[str, t.Any], environ: t.Mapping[str, str]) -> Choice:
    config = options.get("config_file") or account_options.CONFIG_FILE
    given = {key: options.get(key) for key in KEYS if options.get(key)}
    if given:
        return Choice(_complete(given, "options"))
    if options.get("profile"):
        return from_profile(options["profile"], config)
    for prefix in ENVIRONMENTS:
        choice = _from_environment(prefix, environ, config)
        if choice:
            return choice
    raise CredentialError(
        "No credential: give access_key_id and access_key_secret, or profile, or set ALIBABA_CLOUD_ACCESS_KEY_ID and"
        " ALIBABA_CLOUD_ACCESS_KEY_SECRET"
    )


def _from_environment(prefix: str, environ: t.Mapping[str, str], config: str) -> Choice | None:
    def value(name: str) -> str | None:
        other = environ.get(f"{prefix}_{OTHER_NAMES[name]}") if name in OTHER_NAMES else None
        return environ.get(f"{prefix}_{name}") or other or None

    source = f"environment {prefix}_*"
    keys = {key: value(key.upper()) for key in KEYS}
    role = {option: value(variable) for option, (variable, _key) in ROLE_KEYS.items() if value(variable)}
    if any(keys.values()):
        return Choice(_complete(keys, source), (_role(role, source),) if role.get("role_arn") else ())
    if value("OIDC_PROVIDER_ARN"):
        details = {"provider_arn": value("OIDC_PROVIDER_ARN"), "token_file": value("OIDC_TOKEN_FILE")}
        session = value("ROLE_SESSION_NAME")
        return Choice(_remote("OIDC", {**details, "role_arn": value("ROLE_ARN"), "session_name": session}, source))
    if value("ECS_METADATA"):
        return Choice(_remote("EcsRamRole", {"role_name": value("ECS_METADATA")}, source))
    if value("CREDENTIALS_URI"):
        return Choice(_remote("CredentialsURI", {"uri": value("CREDENTIALS_URI")}, source))
    name = value("PROFILE")
    return from_profile(name, config) if name else None


def _remote(mode: str, details: t.Mapping[str, str | None], source: str) -> Remote:
    complete = {**details, "session_name": details.get("session_name") or SESSION_NAME} if mode == "OIDC" else details
    _check_complete(complete, tuple(complete), source)
    return Remote(mode, {name: t.cast(str, value) for name, value in complete.items()}, source)


def _role(options: t.Mapping[str, t.Any], source: str) -> Role:
    _check_complete(options, ("role_arn",), source)
    return Role(
        arn=options["role_arn"],
        session_name=options.get("role_session_name") or SESSION_NAME,
        duration=int(options.get("role_session_duration") or SESSION_DURATION),
        external_id=options.get("role_external_id"),
        policy=options.get("role_policy"),
    )


def _complete(values: t.Mapping[str, str | None], source: str, token: bool = False) -> Credential:
    _check_complete(values, KEYS if token else KEYS[:2], source)
    return Credential(
        access_key_id=t.cast(str, values["access_key_id"]),
        access_key_secret=t.cast(str, values["access_key_secret"]),
        security_token=values.get("security_token"),
        source=source,
    )


def _check_complete(values: t.Mapping[str, t.Any], names: t.Sequence[str], source: str) -> None:
    missing = [name for name in names if not values.get(name)]
    if missing:
        raise CredentialError(f"The credential from {source} lacks {' and '.join(missing)}")
