# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From the chosen credential to the key that signs: fetches it from its provider, and assumes roles."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._cloud import credential_providers, sts
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import (
    CENTRAL_REGION,
    Client,
)
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.clock import Clock
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.credentials import Choice, Credential, Remote, Role
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.trace import AccountTrace
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.transport import Transport


def open_client(
    choice: Choice,
    transport: Transport,
    conceal: t.Callable[[t.Iterable[str]], None],
    time: Clock | None = None,
    trace: AccountTrace | None = None,
) -> Client:
    """Return the client of a task; its calls include those that fetched its key.

    ``conceal`` gets every key, secret and token before it is used. ``time`` is the clock of the task,
    ``trace`` gets a line for each call.
    """
    conceal(choice.secrets())
    key = credential_providers.fetch(choice.key, transport, trace) if isinstance(choice.key, Remote) else choice.key
    conceal(key.secrets())
    client = Client(key, transport, time, trace)
    for role in choice.roles:
        calls = client.calls
        client = Client(_assume(client, role), transport, time, trace)
        conceal(client.credential.secrets())
        client.calls.update(calls)
    return client


def _assume(client: Client, role: Role) -> Credential:
    key = sts.assume_role(
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
