# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From the chosen credential to the key that signs: fetches keys that others hand out, and assumes roles through STS.

Keys and roles need only the SDK. The vendor's credentials library knows the rest; it takes 0.4 s to import, so it is
imported only for that.
"""

from __future__ import annotations

import dataclasses
import importlib
import re
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils import _vpc
from ansible_collections.aliops.vpc.plugins.module_utils._client import Client, Transport, shut_off_variables
from ansible_collections.aliops.vpc.plugins.module_utils._credentials import Choice, Credential, Remote, Role
from ansible_collections.aliops.vpc.plugins.module_utils._errors import CredentialError

LIBRARY = "alibabacloud_credentials"
# STS answers the same in every region.
CENTRAL_REGION = "cn-hangzhou"

# Mode: the library's class, and its name of each detail.
PROVIDERS = {
    "EcsRamRole": ("EcsRamRoleCredentialsProvider", {"role_name": "role_name"}),
    "OIDC": (
        "OIDCRoleArnCredentialsProvider",
        {
            "provider_arn": "oidc_provider_arn",
            "token_file": "oidc_token_file_path",
            "role_arn": "role_arn",
            "session_name": "role_session_name",
        },
    ),
    "CredentialsURI": ("URLCredentialsProvider", {"uri": "uri"}),
}


def open_client(choice: Choice, transport: Transport) -> Client:
    """Return the client of a task; its calls count those that were needed for its key."""
    shut_off_variables()
    key = fetch(choice.key, transport) if isinstance(choice.key, Remote) else choice.key
    client = Client(key, transport)
    for role in choice.roles:
        calls = client.calls
        client = Client(_assume(client, role), transport)
        client.calls.update(calls)
    return client


def _assume(client: Client, role: Role) -> Credential:
    key = _vpc.assume_role(
        client,
        CENTRAL_REGION,
        RoleArn=role.arn,
        RoleSessionName=role.session_name,
        DurationSeconds=role.duration,
        ExternalId=role.external_id,
        Policy=role.policy,
    )
    source = f"{client.credential.source}, role {role.arn}"
    return Credential(key["AccessKeyId"], key["AccessKeySecret"], key["SecurityToken"], source)


def fetch(remote: Remote, transport: Transport) -> Credential:
    """Return the key that something outside hands out, through the vendor's library."""
    try:
        library = importlib.import_module(f"{LIBRARY}.provider")
        http = importlib.import_module(f"{LIBRARY}.http")
    except ImportError:
        needed = f"needs the Python library {LIBRARY} on the host that makes the calls"
        raise CredentialError(f"{remote.source}: the mode {remote.kind} {needed}") from None
    name, names = PROVIDERS[remote.kind]
    more: dict[str, t.Any] = {"async_update_enabled": False} if remote.kind == "EcsRamRole" else {}
    if remote.kind == "OIDC":
        more["sts_endpoint"] = transport.url("Sts", CENTRAL_REGION).split("://", maxsplit=1)[1]
    # In milliseconds.
    more["http_options"] = http.HttpOptions(
        connect_timeout=transport.connect_timeout * 1000, read_timeout=transport.read_timeout * 1000
    )
    details = {theirs: remote.details[ours] for ours, theirs in names.items()}
    try:
        found = getattr(library, name)(**details, **more).get_credentials()
    except Exception as error:  # noqa: BLE001 -- the library raises whatever happens inside it; nothing of it is ours
        raise CredentialError(f"{remote.source}: no key from {remote.kind} ({_reason(error)})") from None
    return dataclasses.replace(
        Credential(found.get_access_key_id(), found.get_access_key_secret(), found.get_security_token()),
        source=remote.source,
    )


def _reason(error: Exception) -> str:
    """Return what may be shown of a library's error: its kind, and the HTTP status when it tells one."""
    status = re.search(r"(?i)http_?code[=:]\s*(\d+)", str(error))
    return f"{type(error).__name__}, HTTP {status[1]}" if status else type(error).__name__
