# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each guide as a story: its files are written, its commands are run in their order, then its other playbooks.

The text is run unchanged but for the way to the simulator: accounts and tasks get its endpoint, and the user's vault
and file of profiles exist.
"""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import re
import subprocess
import sys
import typing as t

import pytest
import yaml

from ansible_collections.aliops.vpc.tests.conformance.harness import ACCEPTOR, INITIATOR, SOURCE, Simulator
from ansible_collections.aliops.vpc.tests.playbooks import warm_command
from ansible_collections.aliops.vpc.tests.playbooks.guides import (
    BLOCKS,
    COMPARE,
    PRINTED,
    RUN,
    SIMULATOR,
    TUTORIALS,
    Block,
    tasks_in,
)
from ansible_collections.aliops.vpc.tests.playbooks.runs import COLLECTIONS, writes
from ansible_collections.aliops.vpc.tests.playbooks.test_peer_vpcs import of_the_readme
from ansible_collections.aliops.vpc.tests.playbooks.warm import Program
from ansible_collections.aliops.vpc.tests.scenarios import SIDES, Data, pair, route, shipped, tutorial, tutorial_vpc

README = "README.md"
# The files that the reader of any guide already has, from the README.
GIVEN = [block for block in BLOCKS if block.page == README and block.file]
KEYS = {
    "production": INITIATOR,
    "partner": ACCEPTOR,
    "hub": ("LTAI-example-hub", "not-a-secret-hub"),
    "retail": ("LTAI-example-retail", "not-a-secret-retail"),
}
SCENARIO = {"docs/fleets.md": "hub_and_spokes"}
VAULT = {
    "vault_partner_key": ACCEPTOR[0],
    "vault_partner_secret": ACCEPTOR[1],
    "aliops_production_key_id": INITIATOR[0],
    "aliops_production_key_secret": INITIATOR[1],
    "aliops_partner_key_id": ACCEPTOR[0],
    "aliops_partner_key_secret": ACCEPTOR[1],
}
# These start with an existing peering, and send no write call.
PEERED = {"docs/audit.md", "docs/discover.md", "docs/migrating.md", "docs/troubleshooting.md"}
# ... where the pair is a foreign one, and gets its mark when it is adopted.
ADOPTED = {"docs/migrating.md"}

# This one moves a foreign pair, on a service that allows both links at once.
MOVED = "docs/moving.md"

# test_awx.py and test_peer_vpcs.py run the playbooks of these.
NO_OTHER_PLAYBOOKS = {"docs/awx.md", README}

# test_ci.py runs these, in the pipelines of the guide.
IN_PIPELINES = {"docs/ci.md": ("check.yml", "nightly.yml")}

# Run elsewhere, or only to be read: pipelines, which are checked by their commands, and the source of a migration.
NOT_RUN = ("github", "gitlab", "terraform", "json", "python")


def peered(*, marked: bool = True) -> Data:
    """Return the tutorial's scenario with its pair under another name; without the mark, it is a foreign pair."""
    ids = ("ri-AAA", "ri-BBB")
    keys: Data = {"name": "to-partner", **({"tags": {"aliops.vpc/peering": "beijing-hangzhou"}} if marked else {})}
    routed = {
        side.name: {"vpcs": [tutorial_vpc(side.name, routes=[route(side.peer.vswitch_block, hop, name="partner")])]}
        for side, hop in zip(SIDES.values(), ids, strict=True)
    }
    return tutorial(pair("Active", ids=ids, initiating={"spec": "Large.1"}, **keys), routed)


def given_to(page: str) -> t.Iterator[tuple[str, str]]:
    """Yield the names and contents of the README's files; the cloud of a guide has only the tutorial's two VPCs."""
    known = {side.vpc_id for side in SIDES.values()}
    for block in GIVEN:
        data = block.data
        if page != README and isinstance(data, dict):
            peerings = data["peering_connections"]
            fitting = [peering for peering in peerings if {peering[side]["vpc_id"] for side in SIDES} == known]
            data = {**data, "peering_connections": fitting}
        yield t.cast(str, block.file), yaml.safe_dump(data, sort_keys=False)


def towards(url: str, text: str) -> str:
    """Return YAML of a guide whose accounts and tasks use the simulator."""
    for name, secret in VAULT.items():
        text = text.replace(f"{{{{ {name} }}}}", secret)
    data = yaml.safe_load(text)
    if isinstance(data, dict):
        for account in data.get("peering_accounts", {}).values():
            account.setdefault("endpoint", url)
    for task in tasks_in(data):
        for action, options in task.items():
            if action.startswith("aliops.vpc."):
                options.setdefault("endpoint", url)
        for account in (task.get("vars") or {}).get("peering_accounts", {}).values():
            if isinstance(account, dict):
                account.setdefault("endpoint", url)
    return yaml.safe_dump(data, sort_keys=False)


def new_blocks(page: str) -> list[Block]:
    """Return the blocks of a page that no earlier guide shows."""
    # These show the output of each of their commands.
    earlier = () if page in PRINTED else BLOCKS
    shown = {block.text for block in earlier if block.page.startswith("docs/") and block.page < page}
    return [block for block in BLOCKS if block.page == page and block.text not in shown]


def commands_run_before(page: str) -> list[str]:
    """Return the commands that only read, and that an earlier page runs on the same files."""
    if page in (README, *PRINTED):
        return []
    return [
        command
        for block in BLOCKS
        if block.shape == "commands" and block.page.startswith("docs/") and block.page < page
        for command in block.commands
        if command.endswith("audit_vpcs -e @peerings.yml")
    ]


class Story:
    """A folder with the files of a guide, and Ansible in it."""

    def __init__(self, folder: pathlib.Path, url: str, page: str) -> None:
        self.folder = folder
        self.url = url
        self.page = page
        self.blocks = new_blocks(page)
        self.environ = {
            **{
                key: value for key, value in os.environ.items() if not key.startswith(("ALIBABA", "ALICLOUD", "ALIYUN"))
            },
            **({"ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS)} if COLLECTIONS else {}),
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
            "ANSIBLE_NOCOLOR": "true",
            "HOME": str(folder / "home"),
            "ANSIBLE_HOME": str(folder / "home" / ".ansible"),
        }
        profiles = [
            {"name": name, "mode": "AK", "access_key_id": key, "access_key_secret": secret}
            for name, (key, secret) in KEYS.items()
        ]
        # The files already hold the keys themselves; test_audit.py tests with a vault of its own.
        self.write("vault.yml", "{}\n")
        self.write("home/.aliyun/config.json", json.dumps({"profiles": profiles}))
        for name, text in given_to(page):
            self.write(name, towards(url, text))

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def run(self, script: str) -> str:
        """Run a block of commands, and return its output."""
        environ = {**self.environ, **({"PYTHONPATH": str(SOURCE)} if COMPARE.search(script) else {})}
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=self.folder,
            env=environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"
        return done.stdout

    def run_all(self) -> str:
        """Write the files, run the commands, then the playbooks that no command has run; return the output."""
        rest = [self.save(number, block) for number, block in enumerate(self.blocks)]
        before, elsewhere = commands_run_before(self.page), IN_PIPELINES.get(self.page, ())
        output, called = "", "\n".join(elsewhere)
        for block in self.blocks:
            if block.shape == "commands":
                runs = [line for line in block.commands if RUN.match(line) or COMPARE.match(line)]
                lines = [line for line in runs if line not in before and not line.endswith(elsewhere)]
                called += "\n".join(lines) + "\n"
                output += self.run("\n".join(self.redirected(line) for line in lines)) if lines else ""
        # A playbook that another file includes or checks is run here too.
        playbooks = [name for name in rest if name and name not in called and self.page not in NO_OTHER_PLAYBOOKS]
        return output + (self.run(f"ansible-playbook {' '.join(playbooks)}") if playbooks else "")

    def redirected(self, command: str) -> str:
        """Return a command whose task uses the simulator; this Ansible has the libraries of the modules."""
        return command.replace(' -a "profile=', f' -a "endpoint={self.url} profile=')

    def save(self, number: int, block: Block) -> str | None:
        """Write a block to its file; return the name of a playbook that runs it."""
        if block.file:
            text = block.text if block.shape in (*NOT_RUN, "scenario", "hosts") else towards(self.url, block.text)
            # A file of tasks belongs into a play that has started the simulator.
            text = text.replace("{{ simulator_url }}", self.url) if block.shape == "tasks" else text
            self.write(block.file, text)
        if block.shape == "playbook":
            name = block.file or f"block{number}.yml"
            self.write(name, towards(self.url, block.text))
            return name
        if block.shape == "tasks" and block.file and "alibaba.alicloud" not in block.text:
            play = {"name": block.file, "hosts": "localhost", "gather_facts": False}
            include = [{"name": "Run the tasks", "ansible.builtin.include_tasks": block.file}]
            self.write(f"play_{block.file}", yaml.safe_dump([{**play, "tasks": include}]))
            return f"play_{block.file}"
        return None


def unprinted(page: str, output: str) -> list[str]:
    """Return the lines of a guide that its commands did not print in that order; "..." stands for any characters."""
    lines = [
        line for block in BLOCKS if block.page == page and block.kind == "text" for line in block.text.splitlines()
    ]
    left = []
    for line in lines:
        seen = re.search(re.escape(line.strip()).replace(r"\.\.\.", ".*"), output)
        left += [] if seen else [line]
        output = output[seen.end() :] if seen else output
    return left


PAGES = sorted({block.page for block in BLOCKS})
STORIES = [
    page
    for page in PAGES
    if any(block.shape == "playbook" or any(map(RUN.match, block.commands)) for block in new_blocks(page))
]
EXPECTED = {
    "docs/simulator_fidelity.md": ["the simulator would have answered alike", '"differences": []'],
    "docs/ci.md": ["peer_vpcs.yml is idempotent"],
    "docs/discover.md": ["Peerings: 1.", "1 unchanged", "Pairs of vSwitch blocks: 1 reachable."],
    "docs/migrating.md": ["changed=0"],
    README: [
        "Check mode, nothing was written: would be 2 created, 0 changed, 0 removed, 0 unchanged; ",
        "Total: 2 created, 0 changed, 0 removed, 0 unchanged; ",
        "Pairs of vSwitch blocks: 2 reachable.",
        "Total: 0 created, 0 changed, 2 removed, 0 unchanged; ",
    ],
    MOVED: [
        *(f"{before} -> {after}" for before, after in (("router_interface", "prepared"), ("prepared", "switched"))),
        *(f"{before} -> {after}" for before, after in (("switched", "deactivated"), ("deactivated", "retired"))),
        "switched -> prepared",
        "Pairs of vSwitch blocks: 1 reachable.",
    ],
}


# The commands of a guide run one after the other.
@pytest.mark.timeout(300)
@pytest.mark.parametrize("page", STORIES)
def test_a_guide_works(cloud: Simulator, program: Program, tmp_path: pathlib.Path, page: str) -> None:
    """The tutorials run in processes of their own, as for users; the other guides run warm."""
    scenario = shipped(SCENARIO.get(page, "tutorial"))
    foreign = page in ADOPTED
    if page == MOVED:
        scenario = {**peered(marked=False), "switches": {"ri_blocks": "never"}}
    if page == README:
        scenario = of_the_readme()
    cloud.load(peered(marked=not foreign) if page in PEERED else scenario)
    story = Story(tmp_path, cloud.url, page)
    with contextlib.ExitStack() as stack:
        if page not in TUTORIALS:
            story.environ = stack.enter_context(warm_command.commands(tmp_path / "bin", program, story.environ))
        output = story.run_all()
    assert [words for words in EXPECTED.get(page, ()) if words not in output] == []
    assert unprinted(page, output) == [] or page not in PRINTED
    assert not re.search(r"rescued=[1-9]", output), output
    if page in PEERED:
        assert writes(cloud) == (["TagResourcesForExpressConnect"] * 2 if foreign else [])
    if page == MOVED:
        state = cloud.control("state")
        assert [account["router_interfaces"] for account in state["accounts"]] == [[], []]
        assert [connection["Status"] for connection in state["vpc_peer_connections"]] == ["Activated"]


def test_the_readme_shows_commands_that_a_guide_runs() -> None:
    run_lines = {line for block in BLOCKS if block.page != "README.md" for line in block.commands}
    shown = [block for block in BLOCKS if block.page == "README.md" and block not in GIVEN]
    commands = [line for block in shown for line in block.commands if block.kind == "yaml" or RUN.match(line)]
    assert commands
    assert [line for line in commands if line not in run_lines] == []


# The others start the simulator.
CHECKS = [command for block in BLOCKS for command in block.commands if "vpc_simulator --check" in command]
STARTS = [command for block in BLOCKS for command in block.commands if SIMULATOR.match(command)]


@pytest.mark.parametrize("command", CHECKS)
def test_the_simulator_checks_the_scenario_of_a_page(command: str, tmp_path: pathlib.Path) -> None:
    name = command.split()[-1]
    (scenario,) = [block.text for block in BLOCKS if block.shape == "scenario" and block.file == name]
    (tmp_path / name).write_text(scenario, encoding="utf-8")
    environ = {**os.environ, "PYTHONPATH": str(SOURCE)}
    words = [sys.executable, *command.split()[1:]]
    run = subprocess.run(words, cwd=tmp_path, env=environ, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (0, f"{name} is a valid scenario\n", "")


@pytest.mark.parametrize("command", [name for name in STARTS if name not in CHECKS and not COMPARE.match(name)])
def test_the_simulator_starts_with_the_commands_of_the_guides(command: str, tmp_path: pathlib.Path) -> None:
    words = [sys.executable, *command.replace("8080", "0").split()[1:]]
    environ = {**os.environ, "PYTHONPATH": str(SOURCE)}
    for name in re.findall(r"--switches (\S+)", command):
        (tmp_path / name).write_text("list_order: oldest_first\ncreate_lag: 1.5\n", encoding="utf-8")
    with subprocess.Popen(words, cwd=tmp_path, env=environ, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert "http://127.0.0.1:" in t.cast(t.IO[str], process.stdout).readline()
        finally:
            process.terminate()
