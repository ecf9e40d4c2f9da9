# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns authentication: access keys, time stamps, nonces, signatures, security tokens. Knows no action, no resource."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime

from vpc_simulator.errors import COMMON, ApiError, api_error, missing_parameter
from vpc_simulator.identities import AccessKey
from vpc_simulator.signature import Signed
from vpc_simulator.world import World

WINDOW = 15 * 60.0
METHODS = frozenset({"HMAC-SHA1", "ACS3-HMAC-SHA256"})


class Authenticator:
    """Checks key, time stamp, nonce, signature and token, in the order of the switches, by the machine's clock."""

    def __init__(self, wall_clock: Callable[[], float]) -> None:
        self._wall_clock = wall_clock
        self._nonces: set[str] = set()
        self._expiring: deque[tuple[float, str]] = deque()

    def check(self, signed: Signed, key: AccessKey | None, world: World) -> AccessKey:
        """The access key of the signature; sessions expire in the world's time. Raises ApiError."""
        if signed.missing:
            raise missing_parameter(COMMON, signed.missing[0], "Missing<Param>")
        if signed.method not in METHODS:
            raise api_error(COMMON, "InvalidSignatureMethod")
        if signed.version not in ("1.0", "ACS3-HMAC-SHA256"):
            raise api_error(COMMON, "IncompleteSignature")
        switches, now = world.switches, self._wall_clock()
        if switches.time_check == "before_key":
            self._check_time(signed.timestamp, now)
        key = _active_key(key, int(switches.unknown_key_status))
        if switches.time_check == "after_key":
            self._check_time(signed.timestamp, now)
        nonce = f"{key.id}/{signed.nonce}"
        self._forget_nonces(now)
        if switches.nonce_check == "before_signature":
            self._check_nonce(nonce)
        if switches.token_check == "before_signature":
            _check_token(signed.security_token, key, world)
        self._check_signature(signed, key)
        if switches.nonce_check == "after_signature":
            self._check_nonce(nonce)
        if switches.token_check == "after_signature":
            _check_token(signed.security_token, key, world)
        self._nonces.add(nonce)
        self._expiring.append((now + WINDOW, nonce))
        return key

    def _check_time(self, text: str, now: float) -> None:
        try:
            sent = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        except ValueError:
            raise api_error(COMMON, "InvalidTimeStamp.Format") from None
        if abs(now - sent.timestamp()) > WINDOW:
            raise api_error(COMMON, "InvalidTimeStamp.Expired")

    def _forget_nonces(self, now: float) -> None:
        while self._expiring and self._expiring[0][0] <= now:
            self._nonces.discard(self._expiring.popleft()[1])

    def _check_nonce(self, nonce: str) -> None:
        if nonce in self._nonces:
            raise api_error(COMMON, "SignatureNonceUsed")

    def _check_signature(self, signed: Signed, key: AccessKey) -> None:
        string_to_sign = signed.string_to_sign()
        if not signed.body_matches() or not signed.matches(key.secret, string_to_sign):
            # Clients split this message at the colon and compare the rest with their own string to sign.
            error = api_error(COMMON, "SignatureDoesNotMatch")
            message = error.message.partition("<")[0] + string_to_sign
            raise ApiError(error.status, error.code, message)


def _active_key(key: AccessKey | None, unknown_status: int) -> AccessKey:
    if key is None:
        error = api_error(COMMON, "InvalidAccessKeyId.NotFound")
        error.status = unknown_status
        raise error
    if not key.active:
        raise api_error(COMMON, "InvalidAccessKeyId.Inactive")
    return key


def _check_token(token: str, key: AccessKey, world: World) -> None:
    """A session's key needs the session's token; a permanent key must have none."""
    if key.session is None:
        if token:
            raise api_error(COMMON, "InvalidSecurityToken.MismatchWithAccessKey")
        return
    if not token:
        raise api_error(COMMON, "MissingSecurityToken")
    if token != key.session.token:
        known = any(other.session and other.session.token == token for other in world.access_keys.values())
        raise api_error(COMMON, f"InvalidSecurityToken.{'MismatchWithAccessKey' if known else 'Malformed'}")
    if key.session.expires_at <= world.clock.now():
        raise api_error(COMMON, "InvalidSecurityToken.Expired")
