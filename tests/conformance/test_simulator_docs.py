# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/simulator.md is true: its tables are those of the code, its examples run and answer what it says."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator
from ansible_collections.aliops.vpc.tests.scenarios import shipped_text
from ansible_collections.aliops.vpc.tools.simulator_tables import PAGE, rewritten

TEXT = PAGE.read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
BLOCKS: list[tuple[str, str]] = BLOCK.findall(TEXT)
ROOT = PAGE.parents[1]
ROLE = ROOT / "roles" / "simulator" / "meta" / "argument_specs.yml"


def block(kind: str, containing: str) -> str:
    """The one block of a kind that contains a text."""
    (found,) = [text for one, text in BLOCKS if one == kind and containing in text]
    return str(found)


def examples() -> list[tuple[str, str | None]]:
    """Each shell example, and the JSON that it is said to answer, if the page says so."""
    following = [*BLOCKS[1:], ("", "")]
    return [
        (text, after if kind_after == "json" else None)
        for (kind, text), (kind_after, after) in zip(BLOCKS, following, strict=True)
        if kind == "shell"
    ]


def answers(text: str) -> list[Any]:
    """JSON values one after the other."""
    decoder, found, rest = json.JSONDecoder(), [], text.strip()
    while rest:
        value, end = decoder.raw_decode(rest)
        found.append(value)
        rest = rest[end:].strip()
    return found


def test_the_tables_are_those_of_the_code() -> None:
    assert rewritten(TEXT) == TEXT, f"make tables rewrites {PAGE.name}"


@pytest.mark.parametrize(("command", "answer"), examples())
def test_an_example_of_the_control_api_answers_so(
    cloud: Simulator, tmp_path: Path, command: str, answer: str | None
) -> None:
    cloud.control("scenario?name=tutorial", shipped_text("tutorial"))
    (tmp_path / "scenario.yml").write_text(block("yaml", "# scenario.yml"))
    program = command.replace("http://127.0.0.1:8080", cloud.url).replace("python3", sys.executable)
    shell = ["bash", "-euo", "pipefail", "-c", program]
    run = subprocess.run(shell, cwd=tmp_path, capture_output=True, text=True, timeout=30, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    got = answers(run.stdout)
    if answer is None:
        assert got
        assert [one for one in got if isinstance(one, dict) and "error" in one] == []
    else:
        assert got == answers(answer)


def test_the_examples_are_all_of_the_control_api(cloud: Simulator) -> None:
    source = (ROOT / "roles/simulator/files/vpc_simulator/control.py").read_text()
    paths = set(re.findall(r'Route\(f"\{PREFIX\}/(\w+)"', source))
    assert paths
    shown = "".join(command for command, _answer in examples())
    assert {path for path in paths if f"/_simulator/{path}" not in shown} == set()


def test_the_scenario_is_one_and_is_consistent(cloud: Simulator) -> None:
    cloud.control("scenario", block("yaml", "# scenario.yml"))
    state = cloud.control("state")
    for account in state["accounts"]:
        (interface,) = account["router_interfaces"]
        assert interface["OppositeInterfaceStatus"] == "Active"
    assert state["pending"] == []


def test_the_connection_of_the_page_is_one(cloud: Simulator) -> None:
    cloud.control("scenario", block("yaml", "# scenario.yml") + block("yaml", "vpc_peer_connections:"))
    (connection,) = cloud.control("state")["vpc_peer_connections"]
    assert (connection["InstanceId"], connection["Vpc"]["VpcId"]) == ("pcc-one", "vpc-one")
    assert connection["accepting"]["tags"] == {"side": "b"}


def test_the_python_example_runs(cloud: Simulator) -> None:
    program = block("python", "AcsClient").replace("127.0.0.1:8080", cloud.address)
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=False)
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["Vpcs"]["Vpc"][0]["VpcId"] == "vpc-12345678"


def test_the_options_of_the_example_playbook_are_the_roles() -> None:
    options = yaml.safe_load(ROLE.read_text())["argument_specs"]["main"]["options"]
    (play,) = yaml.safe_load(block("yaml", "hosts:"))
    used = {name for task in play["tasks"] for name in task["vars"]}
    assert used <= set(options)
