# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads the configuration file of the vendor's command line. What a profile's keys mean is in _credentials."""

from __future__ import annotations

import json
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import CredentialError

# Modes in which something outside hands the key out: our name of each detail, and the profile's key of it.
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


def read(name: str, path: str) -> dict[str, t.Any]:
    """Return a profile as the file has it; raises CredentialError, which never holds what the file says."""
    try:
        with open(path, encoding="utf-8") as stream:
            profiles = {one["name"]: one for one in json.load(stream)["profiles"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CredentialError(f"profile {name}: {path} cannot be read ({type(error).__name__})") from None
    if name not in profiles:
        raise CredentialError(f"profile {name} is not in {path}, which has {', '.join(sorted(profiles)) or 'none'}")
    return t.cast("dict[str, t.Any]", profiles[name])
