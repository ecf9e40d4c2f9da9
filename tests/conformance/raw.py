# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns requests made by hand, signed as the RPC and ACS3 documents describe; for what no SDK sends. Shares no code
with the simulator."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import time
import urllib.parse
import uuid
from typing import Any

from ansible_collections.aliops.vpc.tests.conformance.harness import INITIATOR, Simulator


def encode(text: str) -> str:
    return urllib.parse.quote(text, safe="-_.~")


def query(parameters: dict[str, str]) -> str:
    return "&".join(f"{encode(name)}={encode(value)}" for name, value in sorted(parameters.items()))


def utc(seconds: float | None = None) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def sign(method: str, parameters: dict[str, str], secret: str) -> str:
    """The V1 signature of the parameters."""
    text = f"{method}&%2F&{encode(query(parameters))}"
    return base64.b64encode(hmac.new(f"{secret}&".encode(), text.encode(), hashlib.sha1).digest()).decode()


def signed(action: str, method: str = "GET", secret: str = INITIATOR[1], /, **changes: str | None) -> dict[str, str]:
    """The parameters of a signed call. `changes` are made before signing; None leaves a parameter out."""
    parameters: dict[str, str | None] = {
        "Action": action,
        "Version": "2016-04-28",
        "Format": "JSON",
        "RegionId": "cn-beijing",
        "AccessKeyId": INITIATOR[0],
        "SignatureMethod": "HMAC-SHA1",
        "SignatureVersion": "1.0",
        "SignatureNonce": str(uuid.uuid4()),
        "Timestamp": utc(),
        **changes,
    }
    kept = {name: value for name, value in parameters.items() if value is not None}
    return {**kept, "Signature": sign(method, kept, secret)}


class Reply:
    """Status, headers and text of a response."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.type = response.headers["content-type"]
        self.text = response.read().decode()

    @property
    def json(self) -> dict[str, Any]:
        return dict(json.loads(self.text))

    @property
    def refusal(self) -> tuple[int, str]:
        return self.status, self.json["Code"]


def send(
    cloud: Simulator, method: str, target: str, body: Any = None, headers: dict[str, str] | None = None, **options: Any
) -> Reply:
    """One request; `target` goes into the request line as it is."""
    connection = http.client.HTTPConnection(cloud.address, timeout=10)
    try:
        connection.request(method, target, body, headers or {}, **options)
        return Reply(connection.getresponse())
    finally:
        connection.close()


def get(cloud: Simulator, action: str, /, **changes: str | None) -> Reply:
    return send(cloud, "GET", "/?" + query(signed(action, **changes)))


def acs3_headers(
    action: str, parameters: dict[str, str], body: bytes = b"", secret: str = INITIATOR[1], claim: str | None = None
) -> dict[str, str]:
    """The headers of a call signed with ACS3-HMAC-SHA256; `claim` is a wrong digest of the body, rightly signed."""
    digest = hashlib.sha256(body).hexdigest()
    headers = {
        "accept": "application/json",
        "host": "vpc.aliyuncs.com",
        "x-acs-action": action,
        "x-acs-content-sha256": claim or digest,
        "x-acs-date": utc(),
        "x-acs-signature-nonce": str(uuid.uuid4()),
        "x-acs-version": "2016-04-28",
    }
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    canonical = "\n".join(["POST", "/", query(parameters), lines, names, digest])
    text = "ACS3-HMAC-SHA256\n" + hashlib.sha256(canonical.encode()).hexdigest()
    signature = hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    headers["authorization"] = f"ACS3-HMAC-SHA256 Credential={INITIATOR[0]},SignedHeaders={names},Signature={signature}"
    return headers
