# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the way of one call through the service: action, signer, parameters, answer, log. Knows no HTTP server."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import vpc_simulator.actions  # noqa: F401  registers the actions
from vpc_simulator.call import ACTIONS, Answer, Call
from vpc_simulator.clock import Clock, RealClock, timestamp
from vpc_simulator.errors import COMMON, ApiError, api_error, missing_parameter
from vpc_simulator.gatekeeper import Gatekeeper
from vpc_simulator.log import CallLog, Entry, target_of
from vpc_simulator.parameters import ACTIONS as CONTRACT
from vpc_simulator.parameters import Decoder
from vpc_simulator.populate import build
from vpc_simulator.ram import check_permission
from vpc_simulator.regions import REGIONS, region_of_host
from vpc_simulator.scenario import Scenario
from vpc_simulator.signature import read
from vpc_simulator.tokens import TokenStore
from vpc_simulator.wire import Request, encode
from vpc_simulator.world import World

PRODUCTS = {"2016-04-28": "Vpc", "2015-04-01": "Sts"}


@dataclass(slots=True)
class Options:
    """What the command line chose; it stays over resets and scenarios."""

    latency: float = 0.0
    time_scale: float = 1.0
    connect_delay: float | None = None
    switches: dict[str, str] = field(default_factory=dict)


class Service:
    """The simulated service: one world, replaced as a whole by `load` and `reset`."""

    def __init__(self, scenario: Scenario, options: Options, clock: Clock | None = None) -> None:
        self.options = options
        self.clock = clock or RealClock()
        self.load(scenario)

    def load(self, scenario: Scenario) -> None:
        """Begin anew with a scenario. Raises ScenarioError and changes nothing when the scenario is wrong."""
        exact = {} if self.options.connect_delay is None else {"connect_delay": self.options.connect_delay}
        world = build(scenario.content, self.clock, self.options.time_scale, exact, self.options.switches)
        self.scenario = scenario
        self.world = world
        self.log = CallLog()
        self.tokens = TokenStore()
        self.gatekeeper = Gatekeeper(time.time)

    def reset(self) -> None:
        """Back to the beginning of the scenario in force."""
        self.load(self.scenario)

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

    def answer(self, request: Request) -> tuple[int, bytes, str]:
        """HTTP status, body and content type of the answer to a request."""
        entry = self.log.open(request.action, _log_time())
        request_id = str(uuid.uuid4()).upper()
        try:
            body = self._perform(request, entry)
        except ApiError as error:
            entry.status, entry.code = error.status, error.code
            entry.target = target_of(request.parameters, {})
            data, content_type = encode("Error", _error_body(request, error, request_id), request.wants_json)
            return error.status, data, content_type
        entry.status = 200
        entry.target = target_of(request.parameters, body)
        data, content_type = encode(f"{request.action}Response", {"RequestId": request_id, **body}, request.wants_json)
        return 200, data, content_type

    def _perform(self, request: Request, entry: Entry) -> Answer:
        _check_action(request)
        signed = read(request)
        known = self.world.access_keys.get(signed.access_key_id)
        if known:
            entry.account = known.account.uid
        entry.region = request.parameters.get("RegionId")
        key = self.gatekeeper.check(signed, known, self.world)
        self._check_transport(request)
        self.world.settle()
        parameters, entry.unknown_parameters = Decoder(request.action, self.world.switches).decode(request.parameters)
        entry.region = region = self._region(request)
        call = Call(self.world, key.account, key, region, request.action, parameters)
        if key.is_restricted:
            check_permission(call, _context(request, self.world))
        return self.tokens.perform(call, ACTIONS[request.action])

    def _check_transport(self, request: Request) -> None:
        https_only = PRODUCTS[request.version] == "Sts" and self.world.switches.sts_requires_https
        if https_only and request.scheme != "https":
            raise api_error(COMMON, "InvalidProtocol.NeedSsl")

    def _region(self, request: Request) -> str:
        """RegionId, or what the endpoint's name implies."""
        region = (
            request.parameters.get("RegionId") or region_of_host(request.host) or self.world.switches.default_region
        )
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
    help_page = f"https://api.aliyun.com/troubleshoot?q={error.code}&product={product}&requestId={request_id}"
    return {
        "RequestId": request_id,
        "HostId": request.host.partition(":")[0] or "vpc.aliyuncs.com",
        "Code": error.code,
        "Message": error.message,
        "Recommend": help_page,
    }


def _log_time() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
