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
from vpc_simulator.call import Call, Response, error_to_send, is_write
from vpc_simulator.clock import timestamp
from vpc_simulator.errors import COMMON, ApiError, api_error
from vpc_simulator.faults import Fault
from vpc_simulator.identities import AccessKey, Account
from vpc_simulator.log import Entry, target_of, trimmed_names
from vpc_simulator.operations import PRODUCTS, action_of, operation
from vpc_simulator.parameters import Decoder, parameters_of, raw_values
from vpc_simulator.policies import wildcard
from vpc_simulator.ram import check_permission
from vpc_simulator.regions import REGIONS, region_of_host
from vpc_simulator.tokens import TokenStore, TokenUse
from vpc_simulator.wire import Request, encode
from vpc_simulator.world import World

logger = logging.getLogger(__name__)


class HttpResponse(NamedTuple):
    """The response to a request."""

    status: int
    body: bytes
    content_type: str


@dataclass(slots=True)
class Exchange:
    """One call from its arrival to its response. It keeps the world in which it arrived."""

    request: Request
    request_id: str
    entry: Entry
    world: World
    tokens: TokenStore
    latency: float  # seconds, half of them before the action runs
    key: AccessKey | None = None
    refusal: ApiError | None = None
    faults: list[Fault] = field(default_factory=list)
    token_use: TokenUse | None = None

    @property
    def operation(self) -> str:
        return operation(self.request.version, self.request.action)

    def fault(self, kind: str) -> Fault | None:
        return next((fault for fault in self.faults if fault.kind == kind), None)

    def delay(self, before: bool) -> float:
        """Seconds to wait before the action runs, or after it."""
        delays: list[float] = [
            f.details["seconds"] for f in self.faults if f.kind == "delay" and f.details["before"] == before
        ]
        return self.latency / 2 + sum(delays)

    def holds(self, before: bool) -> list[Fault]:
        """The faults that hold the call before the action runs, or after it."""
        return [fault for fault in self.faults if fault.kind == "hold" and fault.details["before"] == before]


def perform(exchange: Exchange) -> HttpResponse:
    """Run the action of a call. Every failure becomes an error response."""
    request, entry = exchange.request, exchange.entry
    try:
        body = _run_action(exchange)
    except ApiError as error:
        return _refuse(exchange, error)
    except Exception:
        logger.exception("request %s: %s failed", exchange.request_id, request.action)
        return _refuse(exchange, api_error(COMMON, "InternalError"))
    entry.status = 200
    entry.target = target_of(request.parameters, body)
    body = {"RequestId": exchange.request_id, **body}
    response = HttpResponse(200, *encode(f"{request.action}Response", body, request.wants_json))
    if exchange.fault("malformed_body"):
        return response._replace(body=response.body[: len(response.body) // 2])
    return response


def _run_action(exchange: Exchange) -> Response:
    if exchange.refusal or exchange.key is None:
        raise exchange.refusal or api_error(COMMON, "InternalError")
    world = exchange.world
    for fault in exchange.faults:
        if fault.kind in ("error", "throttle"):
            raise fault.refusal(exchange.operation)
    world.settle()
    call = _checked_call(exchange, exchange.key)
    if exchange.faults or world.history:
        _apply_faults(exchange, call)
    response, exchange.token_use = exchange.tokens.perform(call, ACTIONS[call.action])
    if exchange.token_use:
        exchange.token_use.running = bool(exchange.delay(before=False))
    return response


def _checked_call(exchange: Exchange, key: AccessKey) -> Call:
    """The call with its typed parameters, if rate, permissions and parameters are in order. Raises ApiError."""
    request, world = exchange.request, exchange.world
    switches, decoder = world.switches, Decoder(exchange.operation, world.switches)
    sent = _parameters(request, world)
    raw, unknown = decoder.read(sent)
    exchange.entry.unknown_parameters = trimmed_names(unknown)
    if switches.throttling_check == "before_permissions":
        _check_rate(exchange.operation, key.account, world)
    exchange.entry.region = region = _region(exchange, sent.get("RegionId"))
    _add_region_of_host(exchange, raw)
    of_host = region_of_host(request.host)
    call = Call(world, key.account, key, region, exchange.operation, {}, of_host, request.version)
    if key.is_restricted and switches.permission_check == "before_parameters":
        call.parameters = raw_values(raw)
        check_permission(call, _context(request, world))
    call.parameters = decoder.check(raw)
    # A dry run writes nothing, whatever its action is.
    exchange.entry.write &= not call.parameters.get("DryRun")
    if key.is_restricted and switches.permission_check == "after_parameters":
        check_permission(call, _context(request, world))
    if switches.throttling_check == "after_parameters":
        _check_rate(exchange.operation, key.account, world)
    return call


def _parameters(request: Request, world: World) -> dict[str, str]:
    """The parameters of query and body together. A switch chooses between two RegionIds."""
    if world.switches.two_region_ids == "body":
        return request.parameters
    return {**request.parameters, **{name: text for name, text in request.query_pairs if name == "RegionId"}}


def _check_rate(action: str, account: Account, world: World) -> None:
    """Refuse a limited action above the account's quota `calls_per_minute`."""
    switches, limit = world.switches, account.quotas["calls_per_minute"]
    limited = _matches_any(action_of(action), switches.rate_limited_actions)
    if limited and world.throttle.exceeds_rate((account.uid, action), limit, world.now):
        raise api_error(COMMON, switches.throttling_code)


@functools.cache
def _matches_any(action: str, patterns: str) -> bool:
    return any(wildcard(pattern.strip()).fullmatch(action) for pattern in patterns.split(","))


def _apply_faults(exchange: Exchange, call: Call) -> None:
    """Give a stale read an earlier world; run a duplicated call for the first time."""
    world = exchange.world
    stale_read = exchange.fault("stale_read")
    if is_write(call.action):
        if world.history:
            world.history.keep(world.snapshot(), world.now, before_call=True)
    elif stale_read and world.history:
        age = stale_read.details
        if "seconds" in age:
            call.world = world.history.seconds_ago(world, age["seconds"])
        else:
            call.world = world.history.calls_ago(world, age["writes"])
    if exchange.fault("duplicate"):
        with contextlib.suppress(ApiError):
            exchange.tokens.perform(call, ACTIONS[call.action])


def _refuse(exchange: Exchange, error: ApiError) -> HttpResponse:
    request, entry = exchange.request, exchange.entry
    error = error_to_send(error, exchange.operation, exchange.world.switches)
    entry.status, entry.code = error.status, error.code
    entry.target = target_of(request.parameters, {})
    body = _error_body(request, error, exchange.request_id)
    return HttpResponse(error.status, *encode("Error", body, request.wants_json))


def _region(exchange: Exchange, region_id: str | None) -> str:
    """RegionId, or the region that the endpoint's name implies."""
    region = region_id or region_of_host(exchange.request.host) or exchange.world.switches.default_region
    if region not in REGIONS:
        raise api_error(exchange.operation, "InvalidRegionId.NotFound")
    return region


def _add_region_of_host(exchange: Exchange, raw: dict[str, Any]) -> None:
    """Let the region that the endpoint's name implies stand in for a mandatory RegionId.

    VpcPeer has one host for all regions, which implies none.
    """
    if PRODUCTS.get(exchange.request.version) == "VpcPeer":
        return
    parameter = parameters_of(exchange.operation).get("RegionId")
    region = region_of_host(exchange.request.host)
    if parameter and parameter.required and region and not raw.get("RegionId"):
        raw["RegionId"] = region


def _context(request: Request, world: World) -> dict[str, str]:
    """The values of the condition keys that policies can use."""
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
