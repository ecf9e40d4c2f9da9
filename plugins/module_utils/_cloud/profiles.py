# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads the configuration file of the vendor's command line. The meaning of a profile's keys is in credentials."""

from __future__ import annotations

import json
import re
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import CredentialError

# Modes in which a provider returns the key: our name of each detail, and the profile's key of it.
REMOTE_MODES = {
    "EcsRamRole": {"role_name": "ram_role_name"},
    "OIDC": {
        "provider_arn": "oidc_provider_arn",
        "token_file": "oidc_token_file",
        "role_arn": "ram_role_arn",
        "session_name": "ram_session_name",
    },
    "CredentialsURI": {"uri": "credentials_uri"},
}
MODES = ("AK", "StsToken", "RamRoleArn", "ChainableRamRoleArn", *REMOTE_MODES)


# The keys of a profile that credentials reads as strings.
STRINGS = frozenset(
    {
        "mode",
        "access_key_id",
        "access_key_secret",
        "sts_token",
        "source_profile",
        "ram_role_arn",
        "ram_session_name",
        "external_id",
        "policy",
        *(key for keys in REMOTE_MODES.values() for key in keys.values()),
    }
)


def read(name: str, path: str) -> dict[str, t.Any]:
    """Return a profile as the file has it; raises CredentialError, which never holds the content of the file."""
    where = f"profile {name}: {path}"
    profiles = {profile["name"]: profile for profile in _profiles(_document(where, path), where)}
    if name not in profiles:
        raise CredentialError(f"profile {name} is not in {path}, which has {', '.join(sorted(profiles)) or 'none'}")
    _check_types(profiles[name], f"profile {name} in {path}")
    return profiles[name]


def _document(where: str, path: str) -> t.Any:
    try:
        with open(path, encoding="utf-8") as stream:
            return json.load(stream)
    except (OSError, ValueError, RecursionError) as error:
        # Not the error itself, which may repeat the path, or hold the content of the file.
        raise CredentialError(f"{where} {_defect(error)}") from None


def _defect(error: Exception) -> str:
    """Return why a file is no JSON document."""
    if isinstance(error, json.JSONDecodeError):
        return f"is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
    if isinstance(error, UnicodeDecodeError):
        return f"is not text in UTF-8: byte {error.start + 1} of it"
    if isinstance(error, RecursionError):
        return "is nested too deeply"
    reason = error.strerror if isinstance(error, OSError) else None
    return f"cannot be read: {reason}" if reason else f"cannot be read ({type(error).__name__})"


def _profiles(document: t.Any, where: str) -> list[dict[str, t.Any]]:
    """Return the profiles of a file, each with a name; errors name the place, never the content."""
    if not isinstance(document, dict):
        raise CredentialError(f"{where} must hold a JSON object with the key profiles, and is {_kind(document)}")
    profiles = document.get("profiles")
    if not isinstance(profiles, list):
        problem = "is missing" if profiles is None else f"is {_kind(profiles)}"
        raise CredentialError(f"{where} must have a list of profiles: the key profiles {problem}")
    for number, profile in enumerate(profiles):
        place = f"profiles[{number}]"
        if not isinstance(profile, dict):
            raise CredentialError(f"{where}: {place} must be an object, and is {_kind(profile)}")
        if not isinstance(profile.get("name"), str):
            problem = "is missing" if profile.get("name") is None else f"is {_kind(profile['name'])}"
            raise CredentialError(f"{where}: {place}.name must be a string, and {problem}")
    return profiles


def _check_types(profile: dict[str, t.Any], where: str) -> None:
    for key in sorted(STRINGS & set(profile)):
        if not isinstance(profile[key], (str, type(None))):
            raise CredentialError(f"{where}: {key} must be a string, and is {_kind(profile[key])}")
    seconds = profile.get("expired_seconds")
    if isinstance(seconds, bool) or not re.fullmatch(r"[0-9]*", str(seconds or "")):
        raise CredentialError(f"{where}: expired_seconds must be a whole number of seconds")


def _kind(value: t.Any) -> str:
    """Return JSON's name of a value's type."""
    kinds = {dict: "an object", list: "a list", str: "a string", bool: "true or false", type(None): "null"}
    return kinds.get(type(value), "a number")
