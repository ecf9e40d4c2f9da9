# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the way of one call through the service: signer, faults, parameters, answer, log. Knows no HTTP server."""

from __future__ import annotations

import contextlib
import functools
import logging
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from vpc_simulator.actions import ACTIONS
from vpc_simulator.call import Answer, Call, answered, is_write
from vpc_simulator.clock import Clock, timestamp
from vpc_simulator.errors import COMMON, ApiError, api_error, missing_parameter
from vpc_simulator.faults import Fault, Faults, read_faults
from vpc_simulator.gatekeeper import Gatekeeper
from vpc_simulator.history import History
from vpc_simulator.identities import AccessKey, Account
from vpc_simulator.latency import Latency
from vpc_simulator.log import CallLog, Entry, target_of
from vpc_simulator.parameters import ACTIONS as CONTRACT
from vpc_simulator.parameters import Decoder, unchecked
from vpc_simulator.policies import wildcard
from vpc_simulator.populate import build
from vpc_simulator.ram import check_permission
from vpc_simulator.reader import Section
from vpc_simulator.regions import REGIONS, region_of_host
from vpc_simulator.scenario import Scenario
from vpc_simulator.signature import read
from vpc_simulator.tokens import TokenStore, Use
from vpc_simulator.wire import Request, encode
from vpc_simulator.world import World

PRODUCTS = {"2016-04-28": "Vpc", "2015-04-01": "Sts"}
logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Options:
    """What the command line chose; it stays over resets and scenarios."""

    latency: Latency = field(default_factory=Latency)
    time_scale: float = 1.0
    connect_delay: float | None = None
    switches: dict[str, str] = field(default_factory=dict)


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


class Service:
    """The simulated service: one world, replaced as a whole by `load` and `reset`."""

    def __init__(self, scenario: Scenario, options: Options, clock: Clock | None = None) -> None:
        self.options = options
        self.clock = clock or Clock()
        # what clients trust, where the server speaks HTTPS
        self.ca_bundle: Path | None = None
        self.faults = Faults()
        self.load(scenario)

    def load(self, scenario: Scenario) -> None:
        """Begin anew with a scenario: without faults, and with time as it first was.

        Raises ScenarioError and changes nothing when the scenario is wrong.
        """
        exact = {} if self.options.connect_delay is None else {"connect_delay": self.options.connect_delay}
        with self.clock.begun_anew():
            world = build(scenario.content, self.clock, self.options.time_scale, exact, self.options.switches)
            faults = read_faults(Section(scenario.content, ""), world.accounts)
        self.faults.release()
        self.scenario = scenario
        self.world = world
        self.log = CallLog()
        # the clients' ends of the connections on which calls came since then
        self.connections: set[tuple[Any, ...]] = set()
        self.tokens = TokenStore()
        self.gatekeeper = Gatekeeper(time.time)
        self._random = Random(1)
        self._set_faults(faults)

    def reset(self) -> None:
        """Back to the beginning of the scenario in force."""
        self.load(self.scenario)

    def add_faults(self, section: Section) -> None:
        """Add the faults of a section. Raises ScenarioError and adds none when one is wrong."""
        new = read_faults(section, self.world.accounts, len(self.faults.all))
        section.done()
        self._set_faults([*self.faults.all, *new])

    def clear_faults(self) -> None:
        self.faults.release()
        self._set_faults([])

    def _set_faults(self, faults: list[Fault]) -> None:
        self.faults = Faults(faults)
        self.world.settle()
        self.world.history = (self.world.history or History()) if self.faults.look_back else None

    def credentials(self) -> dict[str, dict[str, str]]:
        """Each account's first active access key, by the account's name, as options of the collection's modules."""
        found: dict[str, dict[str, str]] = {}
        for key in self.world.access_keys.values():
            if key.active and key.session is None and key.account.name not in found:
                found[key.account.name] = {
                    "account_id": key.account.uid,
                    "access_key_id": key.id,
                    "access_key_secret": key.secret,
                }
        return found

    def answer(self, request: Request) -> Reply:
        """The answer to a request, without any wait."""
        return self.perform(self.admit(request))

    def admit(self, request: Request) -> Work:
        """Let a call in, or note why it is refused; and decide which faults strike it."""
        entry = self.log.open(request.action, _log_time())
        latency = self.options.latency.sample(self._random) if self.options.latency else 0.0
        work = Work(request, str(uuid.uuid4()).upper(), entry, self.world, self.tokens, latency)
        try:
            work.key = key = self._check_signer(request, entry)
        except ApiError as error:
            work.refusal = error
        else:
            if self.faults.all:
                work.faults = self.faults.strike(request.action, key.account.uid, self.clock.now())
                entry.fault = ", ".join(fault.name for fault in work.faults) or None
        return work

    def _check_signer(self, request: Request, entry: Entry) -> AccessKey:
        _check_action(request)
        signed = read(request)
        known = self.world.access_keys.get(signed.access_key_id)
        if known:
            entry.account = known.account.uid
        entry.region = request.parameters.get("RegionId")
        key = self.gatekeeper.check(signed, known, self.world)
        https_only = PRODUCTS[request.version] == "Sts" and self.world.switches.sts_requires_https
        if https_only and request.scheme != "https":
            raise api_error(COMMON, "InvalidProtocol.NeedSsl")
        return key

    def perform(self, work: Work) -> Reply:
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


def _check_action(request: Request) -> None:
    if not request.version:
        raise missing_parameter(COMMON, "Version", "Missing<Param>")
    if request.version not in PRODUCTS:
        raise api_error(COMMON, "InvalidVersion")
    if not request.action:
        raise missing_parameter(COMMON, "Action", "Missing<Param>")
    if request.action not in ACTIONS or CONTRACT[request.action]["version"] != request.version:
        raise api_error(COMMON, "InvalidAction.NotFound")


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


def _log_time() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
