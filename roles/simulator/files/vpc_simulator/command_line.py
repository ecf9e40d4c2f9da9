# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owns the options of the command line and their values. Starts nothing."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from vpc_simulator.clock import Clock, ManualClock
from vpc_simulator.delays import DELAY_SETS, DELAYS
from vpc_simulator.latency import FORMS, Latency, parse_latency
from vpc_simulator.service import Options
from vpc_simulator.switch_file import read_switches
from vpc_simulator.switches import Switches

CLOCKS = {"real": Clock, "manual": ManualClock}
PRINT = ""  # of --switches without a file


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError("must not be negative")
    return value


def _latency(text: str) -> Latency:
    try:
        return parse_latency(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _switch(text: str) -> tuple[str, str]:
    name, separator, value = text.partition("=")
    if not separator:
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=VALUE")
    return name, value


def _epilog() -> str:
    lines = ["switches (behaviour that the documentation leaves open):"]
    for name, default, doc, choices in Switches.describe():
        lines.append(f"  {name}={default}" + (f" ({' | '.join(choices)})" if choices else ""))
        lines.append(f"      {doc}")
    lines.append("delays and lags of a scenario, in seconds:")
    lines += [f"  {name}: {default:g}  {description}" for name, (default, description) in DELAYS.items()]
    return "\n".join(lines)


def arguments() -> argparse.Namespace:
    """The options of the command line. Exits with a message for wrong ones, and for --help."""
    parser = argparse.ArgumentParser(
        prog="vpc_simulator",
        description="Simulate Alibaba Cloud's Vpc, VpcPeer, CDT and Sts APIs on this machine.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_server(parser)
    _add_scenario(parser)
    _add_output(parser)
    if "--help" in sys.argv or "-h" in sys.argv:
        parser.epilog = _epilog()
    chosen = parser.parse_args()
    if chosen.json and chosen.compare is None:
        parser.error("--json needs --compare")
    return chosen


def _add_server(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="default: 0, any free port")
    parser.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="another name by which the page and /_simulator/ may be requested; loopback names and --host always may",
    )
    parser.add_argument(
        "--background",
        type=Path,
        metavar="DIRECTORY",
        help="run in the background and return when it is ready; DIRECTORY/process.json holds its address and pid",
    )
    parser.add_argument("--tls", action="store_true", help="serve HTTPS; GET /_simulator/ca returns the CA certificate")
    parser.add_argument("--tls-dir", type=Path, metavar="DIRECTORY", help="keep the certificate here; implies --tls")


def _add_scenario(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--scenario", default="tutorial", metavar="NAME_OR_FILE", help="default: tutorial")
    parser.add_argument(
        "--latency", type=_latency, default=Latency(), metavar="SECONDS", help=f"time that each call takes: {FORMS}"
    )
    parser.add_argument(
        "--connect-delay",
        type=_seconds,
        metavar="SECONDS",
        help="time from Connecting to Active, never scaled",
    )
    parser.add_argument(
        "--time-scale", type=_seconds, default=1.0, metavar="FACTOR", help="factor for all delays; 0: immediate"
    )
    parser.add_argument(
        "--clock",
        choices=CLOCKS,
        default="real",
        help="how time passes after each start, reset and scenario; manual: only the control API moves it",
    )
    parser.add_argument("--delays", choices=DELAY_SETS, help="a set of delays; prompt: every lag is 0")
    parser.add_argument("--switch", type=_switch, action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument(
        "--switches",
        nargs="?",
        const=PRINT,
        metavar="FILE",
        help="set the switches and delays of a YAML or JSON file; without FILE print all switches as a table and exit",
    )


def _add_output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", metavar="FILE", help="report all errors of a scenario and exit; status 2 if any")
    parser.add_argument(
        "--journal", action="store_true", help="note which vSwitches lose or regain their route, from each start on"
    )
    parser.add_argument(
        "--compare",
        type=Path,
        metavar="TRACE",
        help="report where the simulator would have answered otherwise than the service in a trace (peering_trace, or"
        " ALIOPS_VPC_TRACE), and exit; status 1 if anywhere",
    )
    parser.add_argument("--json", action="store_true", help="with --compare: report it as JSON")
    parser.add_argument("--schema", action="store_true", help="print the JSON Schema of scenarios and exit")


def options_of(chosen: argparse.Namespace) -> Options:
    """What outlives resets and scenarios. Raises ScenarioError for a wrong file of switches."""
    measured = read_switches(chosen.switches)
    return Options(
        chosen.latency,
        chosen.time_scale,
        chosen.connect_delay,
        {**measured.switches, **dict(chosen.switch)},
        {**measured.delays, **DELAY_SETS.get(chosen.delays, {})},
        chosen.journal,
    )
