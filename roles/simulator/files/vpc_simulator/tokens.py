# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns ClientToken: a repeated call gets the first response, a different call with the same token is refused."""

from __future__ import annotations

from dataclasses import dataclass

from vpc_simulator.call import Call, Handler, Response
from vpc_simulator.errors import ApiError

# The codes for a token whose first call is still running, where the action has one of its own.
RUNNING = {"CreateVpc": "TOKEN_PROCESSING", "CreateVSwitch": "OperationFailed.IdempotentTokenProcessing"}
# The parameters that `client_token_compares` can exclude.
LABELS = frozenset({"Name", "Description", "RouteEntryName", "VpcName", "VSwitchName"})


@dataclass(slots=True)
class TokenUse:
    """The result of the first call with a token; `running` until its response was sent."""

    parameters: str
    result: Response | ApiError
    expires_at: float
    running: bool = False


class TokenStore:
    """Uses by account, action and token; they expire in simulated time."""

    def __init__(self) -> None:
        self._uses: dict[tuple[str, str, str], TokenUse] = {}

    def perform(self, call: Call, handler: Handler) -> tuple[Response, TokenUse | None]:
        """Run the handler, or repeat the result of the same call. Raises ApiError.

        The returned use belongs to a first call; the caller marks it as running.
        """
        token = call.get("ClientToken")
        if not token:
            return handler(call), None
        key = (call.account.uid, call.action, token)
        fingerprint = _fingerprint(call)
        use = self._uses.get(key)
        if use and use.expires_at > call.world.now:
            return _repeat(call, use, fingerprint), None
        expiry = call.world.now + call.switches.client_token_lifetime
        try:
            response = handler(call)
        except ApiError as error:
            if call.switches.client_token_consumed_by_failure:
                self._uses[key] = TokenUse(fingerprint, error, expiry)
            raise
        self._uses[key] = use = TokenUse(fingerprint, dict(response), expiry)
        return response, use


def _fingerprint(call: Call) -> str:
    """The parts of a call that must equal those of the first call with its token."""
    ignored = LABELS if call.switches.client_token_compares != "all" else frozenset()
    compared = sorted((name, repr(value)) for name, value in call.parameters.items() if name not in ignored)
    return repr((call.region, compared))


def _repeat(call: Call, use: TokenUse, fingerprint: str) -> Response:
    if use.parameters != fingerprint:
        raise call.error("IdempotentParameterMismatch")
    if use.running:
        raise call.error(RUNNING.get(call.action, "LastTokenProcessing"))
    if isinstance(use.result, ApiError):
        raise use.result
    return dict(use.result)
