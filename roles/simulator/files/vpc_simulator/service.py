# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the simulated service: its scenario, world, clock, faults and log; admits calls. Knows no HTTP server."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from vpc_simulator.actions import ACTIONS
from vpc_simulator.authentication import Authenticator
from vpc_simulator.clock import Clock
from vpc_simulator.dump import dump_world
from vpc_simulator.dump_faults import dump_faults
from vpc_simulator.dump_keys import compact
from vpc_simulator.errors import COMMON, ApiError, api_error, missing_parameter
from vpc_simulator.exchange import Exchange, HttpResponse, perform
from vpc_simulator.faults import Fault, Faults, read_faults
from vpc_simulator.history import History
from vpc_simulator.identities import AccessKey
from vpc_simulator.journal import Journal
from vpc_simulator.latency import Latency
from vpc_simulator.legacy import serves
from vpc_simulator.log import CallLog, Entry, trimmed
from vpc_simulator.operations import PRODUCTS, operation
from vpc_simulator.parameters import ACTIONS as CONTRACT
from vpc_simulator.populate import build
from vpc_simulator.reader import Problems, Section
from vpc_simulator.scenario import Scenario
from vpc_simulator.schema import scenario_schema
from vpc_simulator.signature import read
from vpc_simulator.tokens import TokenStore
from vpc_simulator.validation import errors_of, without
from vpc_simulator.wire import Request

MAX_CONNECTIONS = 100_000  # that are counted


@dataclass(slots=True)
class Options:
    """The options of the command line; they outlive resets and scenarios."""

    latency: Latency = field(default_factory=Latency)
    time_scale: float = 1.0
    connect_delay: float | None = None
    switches: dict[str, object] = field(default_factory=dict)
    delays: dict[str, float] = field(default_factory=dict)
    journal: bool = False


class Service:
    """The simulated service: one world, which `load` and `reset` replace as a whole."""

    def __init__(self, scenario: Scenario, options: Options, clock: Clock | None = None) -> None:
        self.options = options
        self.clock = clock or Clock()
        # for clients, when the server uses HTTPS
        self.ca_bundle: Path | None = None
        self.faults = Faults()
        # how many calls began or ended, and how often the world or its faults were replaced
        self._changes = 0
        self.load(scenario)

    @property
    def revision(self) -> tuple[int, int]:
        """Another one after everything that may have changed the world or the log."""
        return self._changes, self.world.events

    def load(self, scenario: Scenario) -> None:
        """Start over with a scenario: with its faults only, and with the initial clock.

        Raises ScenarioError for an invalid scenario, and changes nothing then.
        """
        exact = dict(self.options.delays)
        if self.options.connect_delay is not None:
            exact["connect_delay"] = self.options.connect_delay
        with self.clock.restarted():
            errors = errors_of(scenario.content, scenario_schema())
            problems = Problems(error.as_scenario_error() for error in errors)
            if not isinstance(scenario.content, dict):
                problems.raise_all()
            top = Section(without(scenario.content, errors) if errors else scenario.content, "", problems)
            with top.collecting():
                world = build(top, self.clock, self.options.time_scale, exact, self.options.switches)
                faults = read_faults(top, world.accounts)
            problems.raise_all()
        self.faults.release()
        self.scenario = scenario
        self.world = world
        self.log = CallLog()
        # the clients' addresses and ports, one for each connection with calls since then
        self.connections: set[tuple[Any, ...]] = set()
        self.tokens = TokenStore()
        self.authenticator = Authenticator(time.time)
        self._random = Random(1)
        self.journal = Journal(world) if self.options.journal else None
        self._set_faults(faults)

    def reset(self) -> None:
        """Start over with the current scenario."""
        self.load(self.scenario)

    def dump(self) -> dict[str, Any]:
        """The present state as the content of a scenario, with the faults in force."""
        self.world.settle()
        return {**dump_world(self.world), **compact(faults=dump_faults(self.faults.all))}

    def add_faults(self, section: Section) -> None:
        """Add the faults of a section. Raises ScenarioError and adds none if one is invalid."""
        added = read_faults(section, self.world.accounts, len(self.faults.all))
        section.refuse_unknown()
        self._set_faults([*self.faults.all, *added])

    def clear_faults(self) -> None:
        self.faults.release()
        self._set_faults([])

    def _set_faults(self, faults: list[Fault]) -> None:
        self._changes += 1
        self.faults = Faults(faults)
        self.world.settle()
        self.world.history = (self.world.history or History()) if self.faults.need_history else None

    def begin_journal(self) -> None:
        """Note from now on which vSwitches lose or regain their route; a reset ends it, unless an option began it."""
        self.journal = Journal(self.world)

    def end_journal(self) -> None:
        if self.journal:
            self.journal.close()
        self.journal = None

    def count_connection(self, client: tuple[Any, ...]) -> None:
        """Remember the address and port of a client with a call."""
        if len(self.connections) < MAX_CONNECTIONS:
            self.connections.add(client)

    def credentials(self) -> dict[str, dict[str, str]]:
        """Each account's first active access key, by the account's name, as options of the collection's modules."""
        credentials: dict[str, dict[str, str]] = {}
        for key in self.world.access_keys.values():
            if key.active and key.session is None and key.account.name not in credentials:
                credentials[key.account.name] = {
                    "account_id": key.account.uid,
                    "access_key_id": key.id,
                    "access_key_secret": key.secret,
                }
        return credentials

    def respond(self, request: Request) -> HttpResponse:
        """The response to a request, without any wait."""
        return self.perform(self.admit(request))

    def perform(self, exchange: Exchange) -> HttpResponse:
        """Run the action of a call that was admitted."""
        self._changes += 1
        response = perform(exchange)
        if self.journal:
            self.journal.after_call(exchange.world, exchange.entry)
        return response

    def admit(self, request: Request) -> Exchange:
        """Authenticate a call, or record why it is refused; choose the faults for it."""
        self._changes += 1
        entry = self.log.open(request.action, _log_time())
        latency = self.options.latency.sample(self._random) if self.options.latency else 0.0
        exchange = Exchange(request, str(uuid.uuid4()).upper(), entry, self.world, self.tokens, latency)
        try:
            exchange.key = key = self._check_signer(request, entry)
        except ApiError as error:
            exchange.refusal = error
        else:
            if self.faults.all:
                exchange.faults = self.faults.fire(exchange.operation, key.account.uid, self.clock.now())
                entry.fault = ", ".join(fault.name for fault in exchange.faults) or None
        return exchange

    def _check_signer(self, request: Request, entry: Entry) -> AccessKey:
        _check_action(request)
        signed = read(request)
        key = self.world.access_keys.get(signed.access_key_id)
        if key:
            entry.account = key.account.uid
        entry.region = trimmed(request.parameters.get("RegionId"))
        key = self.authenticator.check(signed, key, self.world)
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
    name = operation(request.version, request.action)
    if name not in ACTIONS or not serves(name, request.version, CONTRACT[name]["version"]):
        raise api_error(COMMON, "InvalidAction.NotFound")


def _log_time() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
