# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns ClientToken: the same call again gets the first answer, another call under the token is refused."""

from __future__ import annotations

from dataclasses import dataclass

from vpc_simulator.call import Answer, Call, Handler
from vpc_simulator.errors import ApiError

# The code of a call whose token is still at work; CreateVpc and CreateVSwitch have one of their own.
RUNNING = {"CreateVpc": "TOKEN_PROCESSING", "CreateVSwitch": "OperationFailed.IdempotentTokenProcessing"}
# What `client_token_compares` may leave out.
LABELS = frozenset({"Name", "Description", "RouteEntryName", "VpcName", "VSwitchName"})


@dataclass(slots=True)
class Use:
    """What came of the first call with a token; `running` until it has been answered."""

    parameters: str
    answer: Answer | ApiError
    forgotten_at: float
    running: bool = False


class TokenStore:
    """Remembered by account, action and token; in simulated time."""

    def __init__(self) -> None:
        self._uses: dict[tuple[str, str, str], Use] = {}

    def perform(self, call: Call, handler: Handler) -> tuple[Answer, Use | None]:
        """Run the handler, or repeat what it answered to the same call. Raises ApiError.

        The use is that of a first call, for which it can be said that it is still running.
        """
        token = call.get("ClientToken")
        if not token:
            return handler(call), None
        key = (call.account.uid, call.action, token)
        fingerprint = _fingerprint(call)
        use = self._uses.get(key)
        if use and use.forgotten_at > call.world.now:
            return _repeat(call, use, fingerprint), None
        until = call.world.now + call.switches.client_token_lifetime
        try:
            answer = handler(call)
        except ApiError as error:
            if call.switches.client_token_consumed_by_failure:
                self._uses[key] = Use(fingerprint, error, until)
            raise
        self._uses[key] = use = Use(fingerprint, dict(answer), until)
        return answer, use


def _fingerprint(call: Call) -> str:
    """What a call must have in common with the first one under its token."""
    ignored = LABELS if call.switches.client_token_compares != "all" else frozenset()
    compared = sorted((name, repr(value)) for name, value in call.parameters.items() if name not in ignored)
    return repr((call.region, compared))


def _repeat(call: Call, use: Use, fingerprint: str) -> Answer:
    if use.parameters != fingerprint:
        raise call.error("IdempotentParameterMismatch")
    if use.running:
        raise call.error(RUNNING.get(call.action, "LastTokenProcessing"))
    if isinstance(use.answer, ApiError):
        raise use.answer
    return dict(use.answer)
