# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the command line. `python -m vpc_simulator --help` lists the options."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from collections.abc import Iterator
from typing import Any

try:
    from vpc_simulator.app import Application
    from vpc_simulator.background import announcer_for
    from vpc_simulator.command_line import CLOCKS, PRINT, arguments, options_of
    from vpc_simulator.compare import compare
    from vpc_simulator.reader import ScenarioError
    from vpc_simulator.scenario import load
    from vpc_simulator.schema import scenario_schema
    from vpc_simulator.server import listen, serve
    from vpc_simulator.service import Options, Service
    from vpc_simulator.switches import Switches
    from vpc_simulator.traces import TraceError, read_trace
except ModuleNotFoundError as error:
    install = f"{sys.executable} -m pip install httptools pyyaml starlette uvicorn"
    sys.exit(f"Install the libraries of the simulator with: {install} ({error.name} is missing)")


def _check(file: str, options: Options) -> int:
    """Report the errors of a scenario, a line each. Status 0: there are none; 2: there are some."""
    try:
        Service(load(file), options)
    except ScenarioError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{file} is a valid scenario")
    return 0


def _compare(chosen: argparse.Namespace) -> int:
    """Report what a trace of the service has otherwise. Status 1: something, 2: the file cannot be read."""
    try:
        comparison = compare(read_trace(chosen.compare))
    except (TraceError, OSError) as error:
        print(f"vpc_simulator: {error}", file=sys.stderr)
        return 2
    print(json.dumps(comparison.as_data(), indent=1) if chosen.json else comparison.as_text())
    return 1 if comparison.deviations else 0


@contextlib.contextmanager
def _tls(chosen: argparse.Namespace) -> Iterator[Any]:
    """The certificate's files, or None for plain HTTP."""
    if not chosen.tls and chosen.tls_dir is None:
        yield None
        return
    # Imported only here: it takes longer to import than everything else.
    from vpc_simulator.tls import tls_files

    with tls_files(chosen.tls_dir, chosen.host) as files:
        yield files


def main() -> int:
    """Run until a signal. Status 2: a wrong scenario, or no access to the address or the certificate."""
    chosen = arguments()
    if chosen.switches == PRINT:
        print(Switches.as_table())
        return 0
    if chosen.schema:
        print(json.dumps(scenario_schema(), indent=1))
        return 0
    if chosen.compare:
        return _compare(chosen)
    try:
        options = options_of(chosen)
        if chosen.check:
            return _check(chosen.check, options)
        _serve(chosen, Service(load(chosen.scenario), options, CLOCKS[chosen.clock]()))
    except (ScenarioError, OSError, ImportError) as error:
        print(f"vpc_simulator: {error}", file=sys.stderr)
        return 2
    return 0


def _serve(chosen: argparse.Namespace, service: Service) -> None:
    with (
        listen(chosen.host, chosen.port) as listener,
        _tls(chosen) as tls,
        announcer_for(chosen.background) as announcer,
    ):
        service.ca_bundle = tls and tls.ca
        application = Application(service, [chosen.host, *chosen.allow_host])
        serve(application, listener, lambda url: announcer.ready(url, service), tls)


if __name__ == "__main__":
    sys.exit(main())
