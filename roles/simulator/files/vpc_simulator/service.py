# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the simulated service: its scenario, world, clock, faults and log; lets calls in. Knows no HTTP server."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from vpc_simulator.actions import ACTIONS
from vpc_simulator.clock import Clock
from vpc_simulator.errors import COMMON, ApiError, api_error, missing_parameter
from vpc_simulator.exchange import PRODUCTS, Reply, Work, perform
from vpc_simulator.faults import Fault, Faults, read_faults
from vpc_simulator.gatekeeper import Gatekeeper
from vpc_simulator.history import History
from vpc_simulator.identities import AccessKey
from vpc_simulator.latency import Latency
from vpc_simulator.log import CallLog, Entry
from vpc_simulator.parameters import ACTIONS as CONTRACT
from vpc_simulator.populate import build
from vpc_simulator.reader import Section
from vpc_simulator.scenario import Scenario
from vpc_simulator.signature import read
from vpc_simulator.tokens import TokenStore
from vpc_simulator.wire import Request


@dataclass(slots=True)
class Options:
    """What the command line chose; it stays over resets and scenarios."""

    latency: Latency = field(default_factory=Latency)
    time_scale: float = 1.0
    connect_delay: float | None = None
    switches: dict[str, str] = field(default_factory=dict)


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
        return perform(self.admit(request))

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


def _check_action(request: Request) -> None:
    if not request.version:
        raise missing_parameter(COMMON, "Version", "Missing<Param>")
    if request.version not in PRODUCTS:
        raise api_error(COMMON, "InvalidVersion")
    if not request.action:
        raise missing_parameter(COMMON, "Action", "Missing<Param>")
    if request.action not in ACTIONS or CONTRACT[request.action]["version"] != request.version:
        raise api_error(COMMON, "InvalidAction.NotFound")


def _log_time() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
