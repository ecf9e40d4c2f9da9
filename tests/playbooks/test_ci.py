# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The pipelines and the Molecule scenario of docs/ci.md, run line by line in a fresh home and a fresh repository.

Two things differ from the services: the artifact replaces the public registry, and pip may use no index, so that each
library must be installed.
"""

from __future__ import annotations

import dataclasses
import json
import os
import pathlib
import re
import shutil
import string
import subprocess
import typing as t

import pytest
import yaml

from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator
from ansible_collections.aliops.vpc.tests.playbooks.guides import BLOCKS, ROOT, Block
from ansible_collections.aliops.vpc.tests.playbooks.runs import writes
from ansible_collections.aliops.vpc.tests.playbooks.test_guides import peered
from ansible_collections.aliops.vpc.tests.scenarios import ACCEPTOR, INITIATOR, SIDES, Data

PAGE = [block for block in BLOCKS if block.page == "docs/ci.md"]
FILES = {block.file: block for block in PAGE if block.file}
EXAMPLE = ROOT / "docs" / "examples" / "molecule"
PUBLIC = "collection install aliops.vpc"
# The tests provide the checkout and the interpreter, and check the artifacts of a job themselves.
USED = {"actions/checkout", "actions/setup-python", "actions/upload-artifact"}
SECRETS = {"VAULT_PASSWORD": "opens-the-vault", "VAULT_PASSWORD_FILE": "password-of-the-vault"}

# The last two tasks send a write call each in each run, and report no change.
RESTLESS = (
    (EXAMPLE / "peer_vpcs.yml").read_text(encoding="utf-8")
    + """
- name: Change the bandwidth twice
  hosts: localhost
  gather_facts: false
  vars_files: [peerings.yml]
  vars:
    other: {vpc_id: vpc-12345678, peer_vpc_id: vpc-87654321, peer_account_id: "1231579085529124"}
  module_defaults:
    group/aliops.vpc.all: "{{ peering_accounts.production }}"
  tasks:
    - name: Set a small bandwidth
      aliops.vpc.vpc_peer_connections:
        region: cn-beijing
        connections: ["{{ other | combine({'peer_region': 'cn-hangzhou', 'bandwidth': 100}) }}"]
      changed_when: false
    - name: Set a large bandwidth
      aliops.vpc.vpc_peer_connections:
        region: cn-beijing
        connections: ["{{ other | combine({'peer_region': 'cn-hangzhou', 'bandwidth': 200}) }}"]
      changed_when: false
"""
)


class Script(t.NamedTuple):
    """The script that a service gives to one shell, and its variables."""

    text: str
    variables: dict[str, str]


def github(block: Block, job: str) -> list[Script]:
    """Return the scripts of a job: a shell for each step."""
    definition = block.data["jobs"][job]
    used = {step["uses"].partition("@")[0] for step in definition["steps"] if "uses" in step}
    assert used <= USED
    return [
        Script(step["run"], {**definition.get("env", {}), **step.get("env", {})})
        for step in definition["steps"]
        if "run" in step
    ]


def gitlab(block: Block, job: str) -> list[Script]:
    """Return the script of a job: one shell for all of its lines."""
    definition = {**block.data["default"], **block.data[job]}
    return [Script("\n".join((*definition["before_script"], *definition["script"])), definition.get("variables", {}))]


def expanded(value: str) -> str:
    """Return the value of a variable, with the secrets that it names."""
    value = re.sub(r"\$\{\{ secrets\.(\w+) \}\}", r"$\1", value)
    return string.Template(value).substitute(SECRETS)


PIPELINES = {
    "github": lambda job: github(FILES[".github/workflows/peerings.yml"], job),
    "gitlab": lambda job: gitlab(FILES[".gitlab-ci.yml"], job),
}


@pytest.fixture(scope="session")
def artifact(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """The collection as it would be in the registry."""
    folder = tmp_path_factory.mktemp("registry")
    command = ["ansible-galaxy", "collection", "build", "--output-path", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    (path,) = folder.glob("aliops-vpc-*.tar.gz")
    return path


@dataclasses.dataclass
class Runner:
    """A machine that runs jobs: an empty home, the checkout of a repository, and nothing of the collection."""

    home: pathlib.Path
    repository: pathlib.Path
    artifact: pathlib.Path

    def write(self, name: str, text: str) -> None:
        (self.repository / name).write_text(text, encoding="utf-8")

    def environ(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not re.match("ANSIBLE|ALI(BABA|CLOUD|YUN)", key)}
        return {**kept, "HOME": str(self.home), "PIP_NO_INDEX": "1", "ANSIBLE_NOCOLOR": "true", "NO_COLOR": "1"}

    def run(self, *scripts: Script) -> tuple[int, str]:
        """Run scripts until one fails; return its exit code, and the output of all of them."""
        output, code = "", 0
        for script in scripts:
            text = script.text.replace(PUBLIC, f"collection install {self.artifact}")
            variables = {name: expanded(str(value)) for name, value in script.variables.items()}
            done = subprocess.run(
                ["bash", "-eo", "pipefail", "-c", text],
                cwd=self.repository,
                env={**self.environ(), **variables},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            output, code = output + done.stdout, done.returncode
            if code:
                break
        return code, output


@pytest.fixture
def runner(tmp_path: pathlib.Path, artifact: pathlib.Path) -> Runner:
    """A runner with the example's playbook and peerings, and the files of the guide beside them."""
    (tmp_path / "home").mkdir()
    (tmp_path / "repository").mkdir()
    machine = Runner(tmp_path / "home", tmp_path / "repository", artifact)
    for name in ("peer_vpcs.yml", "peerings.yml"):
        shutil.copy(EXAMPLE / name, machine.repository)
    for name in ("estate.yml", "check.yml", "nightly.yml"):
        machine.write(name, FILES[name].text)
    return machine


@pytest.mark.parametrize("service", sorted(PIPELINES))
@pytest.mark.only_ci
def test_the_job_passes_an_idempotent_playbook(runner: Runner, service: str) -> None:
    scripts = PIPELINES[service]("idempotent")
    assert any(PUBLIC in script.text for script in scripts)
    code, output = runner.run(*scripts)
    assert code == 0, output
    assert "peer_vpcs.yml is idempotent" in output
    assert not (runner.repository / "simulator" / "process.json").exists()


@pytest.mark.only_ci
def test_the_job_fails_another_playbook(runner: Runner) -> None:
    """The check is the last command of each pipeline, so one of them is enough."""
    lasts = {PIPELINES[service]("idempotent")[-1].text.splitlines()[-1] for service in PIPELINES}
    assert lasts == {"ansible-playbook check.yml"}
    runner.write("peer_vpcs.yml", RESTLESS)
    code, output = runner.run(*PIPELINES["github"]("idempotent"))
    assert code != 0, output
    assert "peer_vpcs.yml is not idempotent: its second run sent 2 write calls" in output
    assert not (runner.repository / "simulator" / "process.json").exists()


def watched(url: str) -> Data:
    """Return the peerings of a pair of router interfaces; one key is in a profile, the other one in the vault."""
    accounts = {
        "production": {"profile": "production"},
        "partner": {"access_key_id": "{{ vault_key }}", "access_key_secret": "{{ vault_secret }}"},
    }
    sides = {role: {"region": side.region, "vpc_id": side.vpc_id} for role, side in SIDES.items()}
    owners = dict(zip(sides, accounts, strict=True))
    peering = {role: {**sides[role], "account": owners[role]} for role in sides}
    return {
        "peering_accounts": {name: {**account, "endpoint": url} for name, account in accounts.items()},
        "peering_connections": [{"name": "beijing-hangzhou", "spec": "Large.1", **peering}],
    }


def hide_keys(runner: Runner) -> None:
    """Leave one key in a profile of the home, and the other one in an encrypted file of the repository."""
    key, secret = INITIATOR.key
    profile = {"name": "production", "mode": "AK", "access_key_id": key, "access_key_secret": secret}
    (runner.home / ".aliyun").mkdir()
    (runner.home / ".aliyun" / "config.json").write_text(json.dumps({"profiles": [profile]}), encoding="utf-8")
    password = SECRETS["VAULT_PASSWORD_FILE"]
    runner.write(password, SECRETS["VAULT_PASSWORD"])
    runner.write("vault.yml", yaml.safe_dump(dict(zip(("vault_key", "vault_secret"), ACCEPTOR.key, strict=True))))
    code, output = runner.run(Script(f"ansible-vault encrypt --vault-password-file {password} vault.yml", {}))
    assert code == 0, output


def cut_off(scenario: Data) -> Data:
    """Return a scenario in which the VPCs of the last account have no routes."""
    *others, last = scenario["accounts"]
    last = {**last, "vpcs": [{**vpc, "routes": []} for vpc in last["vpcs"]]}
    return {**scenario, "accounts": [*others, last]}


@pytest.mark.parametrize("service", sorted(PIPELINES))
@pytest.mark.only_ci
def test_the_nightly_job_passes_while_traffic_flows_and_keeps_its_page(
    runner: Runner, cloud: Simulator, service: str
) -> None:
    cloud.load(peered())
    runner.write("peerings.yml", yaml.safe_dump(watched(cloud.url)))
    hide_keys(runner)
    scripts = PIPELINES[service]("audit")
    code, output = runner.run(*scripts)
    assert code == 0, output
    page = runner.repository / "peerings.html"
    assert page.exists()
    page.unlink()
    cloud.load(cut_off(peered()))
    code, output = runner.run(*scripts)
    assert code != 0, output
    assert page.exists()
    assert writes(cloud) == []
    assert not [side for side in SIDES.values() if side.key[1] in output]


# --- Molecule ------------------------------------------------------------------------------------------------


def commands(heading: str) -> list[Script]:
    """Return the commands below a heading of the guide."""
    text = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    start = text.count("\n", 0, text.index(f"\n## {heading}\n")) + 1
    end = text.find("\n## ", text.index(f"\n## {heading}\n") + 1)
    lines = range(start, text.count("\n", 0, end) + 1)
    blocks = (block for block in PAGE if block.shape == "commands" and block.line in lines)
    return [Script(line, {}) for block in blocks for line in block.commands]


def test_the_example_has_the_scenario_of_the_guide() -> None:
    example = yaml.safe_load((EXAMPLE / "molecule" / "default" / "files" / "estate.yml").read_text(encoding="utf-8"))
    assert example == FILES["estate.yml"].data


# Molecule starts Ansible for each of its steps.
@pytest.mark.timeout(600)
@pytest.mark.parametrize("playbook", ["restless", "idempotent"])
@pytest.mark.only_ci
def test_molecule_fails_a_restless_playbook_only(runner: Runner, playbook: str) -> None:
    if playbook == "restless":
        runner.write("peer_vpcs.yml", RESTLESS)
    install = Script(f"ansible-galaxy {PUBLIC}", {})
    steps = commands("Use Molecule")
    assert [script.text for script in steps][-1:] == ["molecule test"]
    code, output = runner.run(install, *steps)
    # No task reports a change, so Molecule's own step passes in both; the count of the calls fails.
    assert re.search(r"idempotence\W+Executed: Successful", output), output
    if playbook == "idempotent":
        assert code == 0, output
        assert "peer_vpcs.yml is idempotent: its first run sent 0 write calls" in output
    else:
        assert code != 0, output
        assert "peer_vpcs.yml is not idempotent: its second run sent 2 write calls" in output
        assert "Stop the simulator" in output.partition("is not idempotent")[2]
