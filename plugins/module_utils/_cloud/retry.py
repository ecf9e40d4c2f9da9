# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which failed calls are worth another try, and after which delays. Data with a reason each; sends nothing."""

from __future__ import annotations

import typing as t

from ansible.module_utils.api import generate_jittered_backoff

# Refused for now, before any effect: the account sent too many requests.
THROTTLED = frozenset({"Throttling", "Throttling.User", "Throttling.Api", "Rejected.Throttling"})

# Refused for now, before any effect: the service works on the VPC's routes, vSwitches or interfaces one task at a time.
BUSY = frozenset(
    {
        "TaskConflict",
        "OperationConflict",
        "IncorrectRouteEntryStatus",
        "IncorrcetRouteEntryStatus",
        "IncorrectVpcStatus",
        "IncorrectVSwitchStatus",
        "IncorrectInstanceStatus",
        "IncorrectStatus.RouteTableStatus",
        "IncorrectStatus.RouterInterface",
        "IncorrectStatus.CenStatus",
        "OperationFailed.DistibuteLock",
        "INSTANCE_IN_PROCESSIONG",
        # Another VPC peering connection of one of the two VPCs is being changed.
        "Conflict.Operation",
    }
)

# The service still works on the same request with the same token; the response will be the same.
TOKEN_RUNNING = frozenset({"LastTokenProcessing", "TOKEN_PROCESSING", "OperationFailed.IdempotentTokenProcessing"})

# The service, or the network, failed; nobody knows whether the call took effect. Every call of this collection may be
# repeated all the same: reads change nothing, creations carry a token, and the other writes set a named state, where
# the code of a second call means that the work is done.
UNKNOWN_EFFECT = frozenset(
    {
        "ServiceUnavailable",
        "InternalError",
        "Internal.Error",
        "SystemBusy",
        "System.ServiceBusy",
        "UnknownError",
        "VPC.ERROR",
        "Vpc.Error",
        "SDK.HttpError",
        "SDK.ServerUnreachable",
    }
)

# The attributes that were just set on either side are not visible to the service everywhere yet.
PEER_NOT_YET_SEEN = frozenset({"IncorrectOppositeInterfaceInfo.NotSet"})

# Each try has a new nonce and time stamp.
STALE_SIGNATURE = frozenset({"SignatureNonceUsed"})

TRANSIENT = THROTTLED | BUSY | TOKEN_RUNNING | UNKNOWN_EFFECT | PEER_NOT_YET_SEEN | STALE_SIGNATURE

TRIES = 10
SHORTEST_PAUSE, LONGEST_PAUSE = 1, 30
# Seconds between two calls of an account that was throttled: the service takes 300 of a kind a minute.
THROTTLED_GAP = 0.2
# Without any response the endpoint is more likely wrong than busy.
UNREACHABLE_TRIES = 3


def worth_another_try(code: str) -> bool:
    """Return whether a call that failed with this code may be sent again."""
    return code in TRANSIENT or is_throttled(code)


def is_throttled(code: str) -> bool:
    """Return whether a call was refused because the account sends too many: all calls of its action slow down."""
    return code in THROTTLED or code.startswith("Throttling")


def delays() -> t.Iterator[int]:
    """Yield the pauses between the tries of one call, in seconds, with jitter: about two minutes in all."""
    for jitter in generate_jittered_backoff(retries=TRIES, delay_base=2, delay_threshold=LONGEST_PAUSE):
        yield SHORTEST_PAUSE + jitter


def tries(code: str) -> int:
    """Return how often a call may be repeated that keeps failing with this code."""
    if not worth_another_try(code):
        return 0
    return UNREACHABLE_TRIES if code.startswith("SDK.") else TRIES
