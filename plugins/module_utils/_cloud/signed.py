# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A read that is signed by hand, for what the SDK lets nobody choose: key, nonce, time stamp, two values of a name."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import hmac
import time
import typing as t
import urllib.parse
import uuid

from ansible_collections.aliops.vpc.plugins.module_utils._cloud import bodies
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import VERSIONS, VPC_VERSION, Client
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.credentials import Credential
from ansible_collections.aliops.vpc.plugins.module_utils._model.observed import Reply

READS = ("Describe", "List", "Get")


@dataclasses.dataclass(frozen=True)
class Signing:
    """What a probe signs with; ``age`` is by how many seconds the time stamp is in the past."""

    key: Credential
    nonce: str = dataclasses.field(default_factory=lambda: uuid.uuid4().hex)
    age: float = 0.0


def send(
    client: Client,
    signing: Signing,
    url: str,
    action: str,
    region: str,
    product: str = "Vpc",
    form: t.Mapping[str, str] | None = None,
    **params: str,
) -> Reply:
    """Send one read, once, and return its reply, refused or not. ``form`` goes into the body, the rest into the query.

    Raises CallError when no response arrives.
    """
    if not action.startswith(READS):
        raise ValueError(f"{action} may write")
    key = signing.key
    stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - signing.age))
    query = {
        "Action": action,
        "Version": VERSIONS.get(product, VPC_VERSION),
        "Format": "JSON",
        "AccessKeyId": key.access_key_id,
        "SignatureMethod": "HMAC-SHA1",
        "SignatureVersion": "1.0",
        "SignatureNonce": signing.nonce,
        "Timestamp": stamp,
        **({"SecurityToken": key.security_token} if key.security_token else {}),
        **params,
    }
    query["Signature"] = _signature(key.access_key_secret, {**query, **(form or {})})
    response = client.post(url, region, query, dict(form or {}))
    try:
        fields = bodies.parsed(response.content)
    except ValueError:
        fields = {}
    return Reply(response.status_code, fields)


def _signature(secret: str, params: t.Mapping[str, str]) -> str:
    pairs = "&".join(f"{_encoded(name)}={_encoded(value)}" for name, value in sorted(params.items()))
    digest = hmac.new(f"{secret}&".encode(), f"POST&%2F&{_encoded(pairs)}".encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def _encoded(text: str) -> str:
    return urllib.parse.quote(text, safe="-_.~")
