# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The examples of the guide for AWX work, and the execution environment has the imports of the modules."""

from __future__ import annotations

import importlib.metadata
import json
import pathlib
import re
import subprocess
import sys
import typing as t

import jinja2
import pytest
import yaml

from ansible_collections.aliops.vpc.tests.playbooks.runs import ROOT, SECRETS, TUTORIAL, Ansible, writes
from ansible_collections.aliops.vpc.tests.playbooks.test_components import environ, outcome, runner
from ansible_collections.aliops.vpc.tests.playbooks.test_guides import peered

GUIDE = (ROOT / "docs" / "awx.md").read_text(encoding="utf-8")
FILES = {name: text for text, name in re.findall(r"```yaml\n(# (\S+\.yml)\n.*?)```", GUIDE, flags=re.DOTALL)}
DEFINITION = ROOT / "docs" / "examples" / "execution-environment.yml"


def injected() -> dict[str, str]:
    """Return the variables that the guide's credential types inject for the tutorial's keys, rendered as by AWX."""
    accounts = yaml.safe_load(TUTORIAL.read_text(encoding="utf-8"))["peering_accounts"]
    values: dict[str, str] = {}
    for kind in yaml.safe_load(FILES["credential_types.yml"]):
        account = accounts[kind["name"].rpartition(" ")[2]]
        inputs = {"key_id": account["access_key_id"], "key_secret": account["access_key_secret"]}
        assert {field["id"] for field in kind["inputs"]["fields"]} == set(kind["inputs"]["required"]) == set(inputs)
        assert [field["id"] for field in kind["inputs"]["fields"] if field.get("secret")] == ["key_secret"]
        strict = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False)
        for name, template in kind["injectors"]["extra_vars"].items():
            values[name] = strict.from_string(template).render(inputs)
    return values


def test_the_guides_project_runs_with_the_guides_credentials(ansible: Ansible, simulator: t.Any) -> None:
    """As AWX runs it: with the files of the project, a file of the injected variables, and ansible-runner."""
    folder = ansible.folder / "private"
    for name in ("project", "inventory", "env"):
        (folder / name).mkdir(parents=True)
    for name in ("peer_vpcs.yml", "unpeer_vpcs.yml", "audit_vpcs.yml"):
        (folder / "project" / name).write_text(FILES[name], encoding="utf-8")
    peerings = yaml.safe_load(FILES["peerings.yml"])
    for account in peerings["peering_accounts"].values():
        account["endpoint"] = simulator.url
    (folder / "inventory" / "peerings.yml").write_text(yaml.safe_dump(peerings), encoding="utf-8")
    (folder / "inventory" / "night.peerings.yml").write_text(FILES["night.peerings.yml"], encoding="utf-8")
    (folder / "env" / "extravars").write_text(json.dumps(injected()), encoding="utf-8")
    options = ("--inventory", str(folder / "inventory" / "night.peerings.yml"))
    with runner(folder, "peer_vpcs.yml", *options) as process:
        output = outcome(process)
    assert writes(simulator).count("ConnectRouterInterface") == 1
    assert not [secret for secret in SECRETS if secret in output]
    (command,) = folder.glob("artifacts/*/command")
    assert not [secret for secret in SECRETS if secret in json.dumps(json.loads(command.read_text())["command"])]


def test_the_guide_as_code_is_a_playbook_and_its_variables_are_the_roles() -> None:
    """The modules of awx.awx are not installed here, so this checks their options against the other files."""
    (play,) = yaml.safe_load(FILES["controller.yml"])
    tasks = {next(key for key in task if key.startswith("awx.awx.")).rpartition(".")[2]: task for task in play["tasks"]}
    spec = yaml.safe_load((ROOT / "roles" / "peering" / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))
    options = spec["argument_specs"]["main"]["options"]
    (question,) = play["vars"]["confirm"]["spec"]
    assert "V(true) or V(false)." in options[question["variable"]]["description"]
    templates = tasks["job_template"]["loop"]
    assert {template["playbook"] for template in templates} <= set(FILES)
    for name, value in next(template["extra_vars"] for template in templates if "extra_vars" in template).items():
        assert f"V({value})" in " ".join(options[name]["description"])
    assert tasks["schedule"]["awx.awx.schedule"]["unified_job_template"] in [template["name"] for template in templates]
    assert tasks["inventory_source"]["awx.awx.inventory_source"]["source_path"] in FILES


@pytest.mark.warm
def test_an_answer_of_a_survey_counts_as_a_boolean(ansible: Ansible, simulator: t.Any) -> None:
    simulator.load(peered())
    for confirmed, code in (("false", 2), ("true", 0)):
        options = ("--check", "-e", f"peering_confirm_absent={confirmed}", "-e", "peering_absent_limit=0")
        assert ansible.peer(*options, name="aliops.vpc.unpeer_vpcs").code == code


def run(*command: str, folder: pathlib.Path) -> str:
    completed = subprocess.run(command, cwd=folder, env=environ(), capture_output=True, text=True, check=False)
    assert completed.returncode == 0, completed.stdout + completed.stderr
    return completed.stdout


def test_an_execution_environment_can_be_built(tmp_path: pathlib.Path) -> None:
    """The commands of the guide up to the image itself, for which there is no engine, and the build's introspection."""
    run("ansible-galaxy", "collection", "build", str(ROOT), "--output-path", ".", folder=tmp_path)
    (tmp_path / DEFINITION.name).write_text(DEFINITION.read_text(encoding="utf-8"), encoding="utf-8")
    run(
        "ansible-builder",
        "create",
        "-f",
        DEFINITION.name,
        "-c",
        "context",
        "--output-filename",
        "Containerfile",
        folder=tmp_path,
    )
    build = tmp_path / "context" / "_build"
    (collection,) = yaml.safe_load((build / "requirements.yml").read_text(encoding="utf-8"))["collections"]
    assert (build / collection["name"]).is_file()
    containerfile = (tmp_path / "context" / "Containerfile").read_text(encoding="utf-8")
    assert "ansible-galaxy collection install" in containerfile
    assert "ansible-core>=2.17" in containerfile
    install = ("ansible-galaxy", "collection", "install", "--offline", "--force", "-p", "installed")
    run(*install, str(build / collection["name"]), folder=tmp_path)
    # Within the build, this collects the requirements of all collections.
    introspect = (sys.executable, str(build / "scripts" / "introspect.py"), "introspect", "installed")
    run(*introspect, "--write-pip", "pip.txt", folder=tmp_path)
    needed = (tmp_path / "pip.txt").read_text(encoding="utf-8")
    wanted = [line for line in (ROOT / "requirements.txt").read_text().splitlines() if line and line[0] != "#"]
    assert len(wanted) == 3
    for line in wanted:
        assert line in needed
        assert importlib.metadata.version(re.split("[>=]", line)[0])
