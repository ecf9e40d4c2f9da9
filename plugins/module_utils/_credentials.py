# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which credential set a task works with, and where it came from. Whole sets only; contacts no service."""

from __future__ import annotations

import dataclasses
import json
import os
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import CredentialError

KEYS = ("access_key_id", "access_key_secret", "security_token")

# The vendor's tools disagree on the prefix; the first one under which a key is set supplies the whole set.
ENVIRONMENTS = ("ALIBABA_CLOUD", "ALIBABACLOUD", "ALICLOUD")
CONFIG_FILE = "~/.aliyun/config.json"
PROFILE_MODES = {"AK": False, "StsToken": True}


@dataclasses.dataclass(frozen=True)
class Credential:
    """An access key; ``security_token`` is set for temporary ones. ``source`` may be shown, the rest may not."""

    access_key_id: str
    access_key_secret: str = dataclasses.field(repr=False)
    security_token: str | None = dataclasses.field(default=None, repr=False)
    source: str = "options"


def choose(options: dict[str, t.Any], environ: t.Mapping[str, str]) -> Credential:
    """Return the credential of a task: its own keys, else its profile, else the environment.

    One set is never completed from another. Raises CredentialError when the set that was chosen is incomplete.
    """
    given = {key: options.get(key) for key in KEYS if options.get(key)}
    if given:
        return _complete(given, "options")
    if options.get("profile"):
        return from_profile(options["profile"], options.get("config_file") or CONFIG_FILE)
    for prefix in ENVIRONMENTS:
        found = {key: environ[f"{prefix}_{key.upper()}"] for key in KEYS if environ.get(f"{prefix}_{key.upper()}")}
        if found:
            return _complete(found, f"environment {prefix}_*")
    raise CredentialError(
        "No credential: give access_key_id and access_key_secret, or profile, or set ALIBABA_CLOUD_ACCESS_KEY_ID and"
        " ALIBABA_CLOUD_ACCESS_KEY_SECRET"
    )


def from_profile(name: str, path: str) -> Credential:
    """Return the credential of a profile of the vendor's command line."""
    source = f"profile {name}"
    try:
        with open(os.path.expanduser(path), encoding="utf-8") as stream:
            profiles = {one["name"]: one for one in json.load(stream)["profiles"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CredentialError(f"{source}: {path} cannot be read ({type(error).__name__})") from None
    if name not in profiles:
        raise CredentialError(f"{source} is not in {path}, which has {', '.join(sorted(profiles)) or 'none'}")
    profile = profiles[name]
    mode = profile.get("mode") or "AK"
    if mode not in PROFILE_MODES:
        raise CredentialError(f"{source} has the mode {mode}; supported are {', '.join(PROFILE_MODES)}")
    found = {
        "access_key_id": profile.get("access_key_id"),
        "access_key_secret": profile.get("access_key_secret"),
        "security_token": profile.get("sts_token") if PROFILE_MODES[mode] else None,
    }
    return _complete(found, source, token=PROFILE_MODES[mode])


def _complete(found: t.Mapping[str, str | None], source: str, token: bool = False) -> Credential:
    needed = KEYS if token else KEYS[:2]
    missing = [key for key in needed if not found.get(key)]
    if missing:
        raise CredentialError(f"The credential from {source} lacks {' and '.join(missing)}")
    return Credential(
        access_key_id=t.cast(str, found["access_key_id"]),
        access_key_secret=t.cast(str, found["access_key_secret"]),
        security_token=found.get("security_token"),
        source=source,
    )
