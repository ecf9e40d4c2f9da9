# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the signatures of requests: RPC signature 1.0 (HMAC-SHA1) and ACS3-HMAC-SHA256. Knows no account.

`read` parses, `Signed.matches` compares with a secret. The rules for keys, times and nonces are in `authentication`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from urllib.parse import quote

from vpc_simulator.wire import Request

V3 = "ACS3-HMAC-SHA256"
EMPTY_BODY = hashlib.sha256(b"").hexdigest()


def percent_encode(text: str) -> str:
    """RFC 3986: letters, digits and `-_.~` stay, all other characters become %XX of their UTF-8 bytes."""
    return quote(text, safe="-_.~")


def _canonical_query(pairs: list[tuple[str, str]]) -> str:
    return "&".join(f"{percent_encode(name)}={percent_encode(value)}" for name, value in sorted(pairs))


@dataclass(slots=True)
class Signed:
    """The signature of a request and its parts. `missing` names the absent mandatory parts."""

    request: Request
    version: str
    method: str
    access_key_id: str
    security_token: str
    timestamp: str
    nonce: str
    signature: str
    missing: list[str]
    signed_headers: str = ""

    def string_to_sign(self) -> str:
        return self._string_v3() if self.version == V3 else self._string_v1()

    def _string_v1(self) -> str:
        # Of a name that is in the query and in the body, aliyun-python-sdk-core signs the value of the body only.
        pairs = [pair for pair in self.request.parameters.items() if pair[0] != "Signature"]
        return f"{self.request.method}&%2F&{percent_encode(_canonical_query(pairs))}"

    def _string_v3(self) -> str:
        request = self.request
        headers = "".join(f"{name}:{request.header(name).strip()}\n" for name in self.signed_headers.split(";"))
        canonical = "\n".join(
            (
                request.method,
                "/",
                _canonical_query(request.query_pairs),
                headers,
                self.signed_headers,
                hashlib.sha256(request.body).hexdigest() if request.body else EMPTY_BODY,
            )
        )
        return f"{V3}\n{hashlib.sha256(canonical.encode()).hexdigest()}"

    def matches(self, secret: str, string_to_sign: str) -> bool:
        """Whether the signature is that of `secret` over `string_to_sign`."""
        message = string_to_sign.encode()
        if self.version == V3:
            expected = hmac.digest(secret.encode(), message, "sha256").hex()
        else:
            expected = base64.b64encode(hmac.digest(f"{secret}&".encode(), message, "sha1")).decode()
        return hmac.compare_digest(expected.encode(), self.signature.encode())

    def body_matches(self) -> bool:
        """Whether the body is the signed one: V3 signs its hash in x-acs-content-sha256, V1 the form parameters."""
        if self.version != V3:
            return True
        return self.request.header("x-acs-content-sha256") == hashlib.sha256(self.request.body).hexdigest()


def read(request: Request) -> Signed:
    """The signature of a request. The Authorization header makes it V3; V1 clients send x-acs-action too."""
    if request.header("authorization").startswith(V3):
        return _read_v3(request)
    parameters = request.parameters
    names = ("AccessKeyId", "SignatureMethod", "SignatureNonce", "SignatureVersion", "Timestamp", "Signature")
    return Signed(
        request=request,
        version=parameters.get("SignatureVersion", ""),
        method=parameters.get("SignatureMethod", ""),
        access_key_id=parameters.get("AccessKeyId", ""),
        security_token=parameters.get("SecurityToken", ""),
        timestamp=parameters.get("Timestamp", ""),
        nonce=parameters.get("SignatureNonce", ""),
        signature=parameters.get("Signature", ""),
        missing=[name for name in names if not parameters.get(name)],
    )


def _read_v3(request: Request) -> Signed:
    fields = request.header("authorization").removeprefix(V3).strip()
    parts = dict(part.strip().partition("=")[::2] for part in fields.split(","))
    signed = Signed(
        request=request,
        version=V3,
        method=V3,
        access_key_id=parts.get("Credential", ""),
        security_token=request.header("x-acs-security-token"),
        timestamp=request.header("x-acs-date"),
        nonce=request.header("x-acs-signature-nonce"),
        signature=parts.get("Signature", ""),
        missing=[],
        signed_headers=parts.get("SignedHeaders", ""),
    )
    required = {
        "AccessKeyId": signed.access_key_id,
        "SignatureNonce": signed.nonce,
        "Timestamp": signed.timestamp,
        "SignedHeaders": signed.signed_headers,
        "Signature": signed.signature,
    }
    signed.missing = [name for name, value in required.items() if not value]
    return signed
