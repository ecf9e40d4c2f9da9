# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages about the simulator are true: tables are those of the code, and examples run and respond as shown."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator
from ansible_collections.aliops.vpc.tests.scenarios import shipped_text
from ansible_collections.aliops.vpc.tools.simulator_tables import PAGE, rewritten

PAGES = ("simulator.md", "simulator_reference.md")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
# By page, each with its kind and its text.
BLOCKS: dict[str, list[tuple[str, str]]] = {
    name: BLOCK.findall((PAGE.parent / name).read_text(encoding="utf-8")) for name in PAGES
}
ROOT = PAGE.parents[1]
ROLE = ROOT / "roles" / "simulator" / "meta" / "argument_specs.yml"


def block(kind: str, containing: str) -> str:
    """The block of a kind that contains a string."""
    (text,) = [text for blocks in BLOCKS.values() for other, text in blocks if other == kind and containing in text]
    return text


def examples() -> Iterator[tuple[str, str, str | None]]:
    """Each shell example with its page, and the JSON that it returns, if the page shows it."""
    for page, blocks in BLOCKS.items():
        following = [*blocks[1:], ("", "")]
        for (kind, text), (kind_after, after) in zip(blocks, following, strict=True):
            if kind == "shell":
                yield page, text, after if kind_after == "json" else None


def responses(text: str) -> list[Any]:
    """JSON values one after the other."""
    decoder, values, rest = json.JSONDecoder(), [], text.strip()
    while rest:
        value, end = decoder.raw_decode(rest)
        values.append(value)
        rest = rest[end:].strip()
    return values


def problem_of(command: str, response: str | None, url: str, folder: Path) -> str | None:
    """Run an example in a folder; return the problem with its output, or None."""
    folder.mkdir()
    (folder / "scenario.yml").write_text(block("yaml", "# scenario.yml"))
    program = command.replace("http://127.0.0.1:8080", url).replace("python3", sys.executable)
    shell = ["bash", "-euo", "pipefail", "-c", program]
    run = subprocess.run(shell, cwd=folder, capture_output=True, text=True, timeout=30, check=False)
    if run.returncode or run.stderr:
        return f"status {run.returncode}, {run.stderr}"
    got = responses(run.stdout)
    if response is not None:
        return None if got == responses(response) else f"returned {got}"
    errors = [value for value in got if isinstance(value, dict) and "error" in value]
    return f"returned {errors or 'nothing'}" if errors or not got else None


def test_the_tables_are_those_of_the_code() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert rewritten(text) == text, f"make tables rewrites {PAGE.name}"


def test_the_examples_of_the_control_api_return_what_is_shown(cloud: Simulator, tmp_path: Path) -> None:
    shown, problems = list(examples()), []
    for number, (page, command, response) in enumerate(shown):
        cloud.control("scenario?name=tutorial", shipped_text("tutorial"))
        problem = problem_of(command, response, cloud.url, tmp_path / str(number))
        problems += [f"{page}: {command}{problem}"] if problem else []
    assert len(shown) > 15
    assert not problems, "\n".join(problems)


def test_the_examples_are_all_of_the_control_api(cloud: Simulator) -> None:
    source = (ROOT / "roles/simulator/files/vpc_simulator/control.py").read_text()
    paths = set(re.findall(r'Route\(f"\{PREFIX\}/(\w+)"', source))
    assert paths
    shown = "".join(command for _page, command, _response in examples())
    assert {path for path in paths if f"/_simulator/{path}" not in shown} == set()


def test_the_scenario_of_the_page_is_consistent(cloud: Simulator) -> None:
    cloud.control("scenario", block("yaml", "# scenario.yml"))
    state = cloud.control("state")
    for account in state["accounts"]:
        (interface,) = account["router_interfaces"]
        assert interface["OppositeInterfaceStatus"] == "Active"
    assert state["pending"] == []


def test_the_connection_of_the_page_loads(cloud: Simulator) -> None:
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
