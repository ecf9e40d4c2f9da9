# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns one call from its arrival to its response: permissions, parameters, faults, the action. Knows no HTTP server."""

from __future__ import annotations

import contextlib
import functools
import logging
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from vpc_simulator.actions import ACTIONS
from vpc_simulator.call import Answer, Call, answered, is_write
from vpc_simulator.clock import timestamp
from vpc_simulator.errors import COMMON, ApiError, api_error
from vpc_simulator.faults import Fault
from vpc_simulator.identities import AccessKey, Account
from vpc_simulator.log import Entry, target_of
from vpc_simulator.parameters import Decoder, unchecked
from vpc_simulator.policies import wildcard
from vpc_simulator.ram import check_permission
from vpc_simulator.regions import REGIONS, region_of_host
from vpc_simulator.tokens import TokenStore, Use
from vpc_simulator.wire import Request, encode
from vpc_simulator.world import World

PRODUCTS = {"2016-04-28": "Vpc", "2015-04-01": "Sts"}
logger = logging.getLogger(__name__)


class Reply(NamedTuple):
    """The answer to a request."""

    status: int
    body: bytes
    content_type: str


@dataclass(slots=True)
class Work:
    """One call between its arrival and its answer. It stays with the world in which it arrived."""

    request: Request
    request_id: str
    entry: Entry
    world: World
    tokens: TokenStore
    latency: float  # seconds, half of them before it is carried out
    key: AccessKey | None = None
    refusal: ApiError | None = None
    faults: list[Fault] = field(default_factory=list)
    use: Use | None = None

    def struck(self, kind: str) -> Fault | None:
        return next((fault for fault in self.faults if fault.kind == kind), None)

    def wait(self, before: bool) -> float:
        """Seconds to wait before the call is carried out, or after that."""
        delays: list[float] = [
            f.details["seconds"] for f in self.faults if f.kind == "delay" and f.details["before"] == before
        ]
        return self.latency / 2 + sum(delays)

    def holds(self, before: bool) -> list[Fault]:
        """The faults that hold the call before it is carried out, or after that."""
        return [fault for fault in self.faults if fault.kind == "hold" and fault.details["before"] == before]


def perform(work: Work) -> Reply:
    """Carry a call out. Whatever goes wrong has an answer."""
    request, entry = work.request, work.entry
    try:
        body = _carry_out(work)
    except ApiError as error:
        return _refuse(work, error)
    except Exception:
        logger.exception("request %s: %s failed", work.request_id, request.action)
        return _refuse(work, api_error(COMMON, "InternalError"))
    entry.status = 200
    entry.target = target_of(request.parameters, body)
    answer = {"RequestId": work.request_id, **body}
    reply = Reply(200, *encode(f"{request.action}Response", answer, request.wants_json))
    if work.struck("malformed_body"):
        return reply._replace(body=reply.body[: len(reply.body) // 2])
    return reply


def _carry_out(work: Work) -> Answer:
    if work.refusal or work.key is None:
        raise work.refusal or api_error(COMMON, "InternalError")
    request, world = work.request, work.world
    for fault in work.faults:
        if fault.kind in ("error", "throttle"):
            raise fault.refusal(request.action)
    world.settle()
    call = _checked(work, work.key)
    if work.faults or world.history:
        _distort(work, call)
    answer, work.use = work.tokens.perform(call, ACTIONS[request.action])
    if work.use:
        work.use.running = bool(work.wait(before=False))
    return answer


def _checked(work: Work, key: AccessKey) -> Call:
    """The call with its typed parameters, when it is not one too many, allowed, and well formed."""
    request, world = work.request, work.world
    switches, decoder = world.switches, Decoder(request.action, world.switches)
    sent, work.entry.unknown_parameters = decoder.read(request.parameters)
    if switches.throttling_check == "before_permissions":
        _check_rate(request.action, key.account, world)
    work.entry.region = region = _region(request, world)
    call = Call(world, key.account, key, region, request.action, {})
    if key.is_restricted and switches.permission_check == "before_parameters":
        call.parameters = unchecked(sent)
        check_permission(call, _context(request, world))
    call.parameters = decoder.check(sent)
    if key.is_restricted and switches.permission_check == "after_parameters":
        check_permission(call, _context(request, world))
    if switches.throttling_check == "after_parameters":
        _check_rate(request.action, key.account, world)
    return call


def _check_rate(action: str, account: Account, world: World) -> None:
    """Some actions are limited for each account; the quota `calls_per_minute`."""
    switches, limit = world.switches, account.quotas["calls_per_minute"]
    limited = _is_one_of(action, switches.rate_limited_actions)
    if limited and world.throttle.is_too_much((account.uid, action), limit, world.now):
        raise api_error(COMMON, switches.throttling_code)


@functools.cache
def _is_one_of(action: str, patterns: str) -> bool:
    return any(wildcard(pattern.strip()).fullmatch(action) for pattern in patterns.split(","))


def _distort(work: Work, call: Call) -> None:
    """Let a read look at an earlier world; carry a duplicated call out for the first time."""
    world = work.world
    stale = work.struck("stale_read")
    if is_write(call.action):
        if world.history:
            world.history.keep(world.snapshot(), world.now, before_call=True)
    elif stale and world.history:
        age = stale.details
        if "seconds" in age:
            call.world = world.history.seconds_ago(world, age["seconds"])
        else:
            call.world = world.history.calls_ago(world, age["writes"])
    if work.struck("duplicate"):
        with contextlib.suppress(ApiError):
            work.tokens.perform(call, ACTIONS[call.action])


def _refuse(work: Work, error: ApiError) -> Reply:
    request, entry = work.request, work.entry
    error = answered(error, request.action, work.world.switches)
    entry.status, entry.code = error.status, error.code
    entry.target = target_of(request.parameters, {})
    return Reply(error.status, *encode("Error", _error_body(request, error, work.request_id), request.wants_json))


def _region(request: Request, world: World) -> str:
    """RegionId, or what the endpoint's name implies."""
    region = request.parameters.get("RegionId") or region_of_host(request.host) or world.switches.default_region
    if region not in REGIONS:
        raise api_error(request.action, "InvalidRegionId.NotFound")
    return region


def _context(request: Request, world: World) -> dict[str, str]:
    """The values of the condition keys that policies may use."""
    return {
        "acs:CurrentTime": timestamp(world.now),
        "acs:SecureTransport": "true" if request.scheme == "https" else "false",
        "acs:SourceIp": request.client,
    }


def _error_body(request: Request, error: ApiError, request_id: str) -> dict[str, Any]:
    product = PRODUCTS.get(request.version, "Vpc")
    denial = {"AccessDeniedDetail": error.access_denied} if error.access_denied else {}
    help_page = f"https://api.aliyun.com/troubleshoot?q={error.code}&product={product}&requestId={request_id}"
    return {
        "RequestId": request_id,
        "HostId": request.host.partition(":")[0] or "vpc.aliyuncs.com",
        "Code": error.code,
        "Message": error.message,
        "Recommend": help_page,
        **denial,
    }
