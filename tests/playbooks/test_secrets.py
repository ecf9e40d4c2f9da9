# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs of the role over HTTPS with all of Ansible's output: it holds no key, secret or token."""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import subprocess
import typing as t

import pytest
import yaml

from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator, running
from ansible_collections.aliops.vpc.tests.playbooks.runs import TUTORIAL, Ansible, Run
from ansible_collections.aliops.vpc.tests.scenarios import access_key, owner_key, tutorial

A, B = "1231579085529123", "1231579085529124"
# One account by options with secrets in a vault, the other one by a role that one of its users may assume.
OPTIONS = {"access_key_id": "STS.canary-id", "access_key_secret": "canary-secret-1", "security_token": "canary-token"}
PROFILE = {"access_key_id": "LTAI-canary-id", "access_key_secret": "canary-secret-2", "external_id": "canary-word"}
ROLE = {"mode": "RamRoleArn", "ram_role_arn": f"acs:ram::{B}:role/peering"}
TRUST = {
    "Version": "1",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"RAM": [f"acs:ram::{B}:user/ansible"]},
            "Condition": {"StringEquals": {"sts:ExternalId": PROFILE["external_id"]}},
        }
    ],
}
# In the environment of the run: keys that the vendor's SDK would use, and the collection without options.
SHADOWS = {
    f"{prefix}_ACCESS_KEY_{part}": "canary-shadow"
    for prefix in ("ALIYUN", "ALIBABA_CLOUD", "ALIBABACLOUD", "ALICLOUD")
    for part in ("ID", "SECRET")
}
TRACE = "trace.jsonl"
PLAY = """
- hosts: localhost
  gather_facts: false
  tasks:
    - ansible.builtin.include_role: {name: aliops.vpc.peering}
    - ansible.builtin.debug: {msg: "{{ [__peering_read, __peering_plan, __peering_interfaces, peering_result] }}"}
    - ansible.builtin.debug: {var: __peering_vpc_peers}
"""


@pytest.fixture(name="encrypted", scope="module")
def simulator_over_https(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Simulator]:
    with running("--time-scale", "0", tls=tmp_path_factory.mktemp("tls")) as simulator:
        yield simulator


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A folder with an encrypted file and its password."""
    folder = tmp_path_factory.mktemp("vault")
    (folder / "vault-password").write_text("canary-password", encoding="utf-8")
    (folder / "secrets.yml").write_text(yaml.safe_dump({"vaulted": OPTIONS}), encoding="utf-8")
    command = ["ansible-vault", "encrypt", "--vault-password-file", "vault-password", "secrets.yml"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture(name="ansible")
def ansible_with_canaries(encrypted: Simulator, vault: pathlib.Path, tmp_path: pathlib.Path) -> Ansible:
    """Ansible with all settings that make it print more, and credentials that must not appear anywhere."""
    key = {"access_key_id": OPTIONS["access_key_id"], "secret": OPTIONS["access_key_secret"]}
    session = {**key, "security_token": OPTIONS["security_token"], "role": "peering"}
    user = access_key((PROFILE["access_key_id"], PROFILE["access_key_secret"]), user="ansible")
    trusting = {"name": "peering", "trust_policy": TRUST}
    first = {"roles": [{"name": "peering", "trusted_uids": [A]}], "sessions": [session]}
    second = {"access_keys": [owner_key("acceptor"), user], "roles": [trusting]}
    encrypted.load(tutorial(initiator=first, acceptor=second))
    profile = {"name": "partner", **ROLE, **PROFILE}
    (tmp_path / "config.json").write_text(json.dumps({"profiles": [profile]}), encoding="utf-8")
    for path in vault.iterdir():
        shutil.copy(path, tmp_path)
    (tmp_path / "play.yml").write_text(PLAY, encoding="utf-8")
    (tmp_path / "process-list").touch()
    ansible = Ansible(tmp_path, encrypted.url)
    ansible.environ = {
        "ANSIBLE_LOG_PATH": str(tmp_path / "ansible.log"),
        "ANSIBLE_VAULT_PASSWORD_FILE": str(tmp_path / "vault-password"),
        "ANSIBLE_DISPLAY_ARGS_TO_STDOUT": "true",
        "ANSIBLE_CACHE_PLUGIN": "jsonfile",
        "ANSIBLE_CACHE_PLUGIN_CONNECTION": str(tmp_path / "facts"),
    }
    return ansible


def peer(ansible: Ansible, ca: pathlib.Path | None, **changes: t.Any) -> Run:
    variables = yaml.safe_load(TUTORIAL.read_text(encoding="utf-8"))
    way = {"endpoint": ansible.url, "ca_bundle": str(ca)}
    accounts = {
        "production": {**{name: f"{{{{ vaulted.{name} }}}}" for name in OPTIONS}, "account_id": A, **way},
        "partner": {"profile": "partner", "config_file": str(ansible.folder / "config.json"), **way},
    }
    output = {"peering_report": "report.html", "peering_report_mermaid": "report.mmd", "peering_trace": TRACE}
    variables |= {"peering_accounts": accounts, **output, **changes}
    for name, account in changes.pop("accounts", {}).items():
        variables["peering_accounts"][name] = account and {**accounts[name], **account}
    variables["peering_accounts"] = {
        name: account for name, account in variables["peering_accounts"].items() if account
    }
    (ansible.folder / "peerings.yml").write_text(yaml.safe_dump(variables), encoding="utf-8")
    return ansible.playbook("play.yml", "-vvvv", "--diff", "-e", "@secrets.yml", "-e", "@peerings.yml")


def assert_hidden(ansible: Ansible, simulator: Simulator, run: Run, *written: str) -> None:
    """No secret is in the output, the log, the results, the written files, or the list of the run's processes."""
    seen = {name: (ansible.folder / name).read_text(encoding="utf-8") for name in ("ansible.log", TRACE, *written)}
    cached = {str(path): path.read_text(encoding="utf-8") for path in ansible.folder.glob("facts/**") if path.is_file()}
    processes = (ansible.folder / "process-list").read_bytes().decode(errors="replace")
    for name, value in os.environ.items():
        # The environment of the tests themselves may hold another program's signature.
        processes = processes.replace(f"{name}={value}\n", "")
    seen |= {"output": run.output, "results": json.dumps(run.results), "calls": json.dumps(simulator.calls())}
    assert all(seen.values()), seen.keys()
    for place in (processes, run.output):
        assert ("AnsiballZ_vpcs_info.py" in place) is not ansible.in_process
    words = [*OPTIONS.values(), *PROFILE.values(), "canary-password", "Signature="]
    for name, text in {**seen, **cached, "processes": processes}.items():
        leaked = [word for word in words if word in text]
        assert not leaked, (name, leaked)


@pytest.mark.parametrize("in_process", [True, False])
@pytest.mark.parametrize(("method", "status"), [("router_interface", "Active"), ("vpc_peer", "Activated")])
@pytest.mark.sampled(3)
def test_a_run_that_succeeds(
    ansible: Ansible, encrypted: Simulator, method: str, status: str, in_process: bool
) -> None:
    ansible.in_process = in_process
    ansible.environ |= SHADOWS
    run = peer(ansible, encrypted.ca, peering_defaults={"method": method})
    assert run.code == 0, run.output
    assert {call["account"] for call in encrypted.calls()} == {A, B}
    assert run.facts("peering_result")["peerings"][0]["initiator"]["status"] == status
    assert_hidden(ansible, encrypted, run, "report.html", "report.mmd")


def test_one_side_alone_with_handshake_files(ansible: Ansible, encrypted: Simulator) -> None:
    ansible.in_process = False
    run = peer(ansible, encrypted.ca, accounts={"production": None}, peering_handshake_dir="handshakes")
    assert run.code == 0, run.output
    assert_hidden(ansible, encrypted, run, "report.html", "handshakes/beijing-hangzhou.acceptor.json")


@pytest.mark.parametrize("in_process", [True, False])
@pytest.mark.sampled(2)
def test_a_run_that_fails(ansible: Ansible, encrypted: Simulator, in_process: bool) -> None:
    ansible.in_process = in_process
    wrong = {"access_key_secret": "{{ vaulted.access_key_secret ~ vaulted.security_token }}"}
    run = peer(ansible, encrypted.ca, accounts={"production": wrong, "partner": {"ca_bundle": None}})
    assert run.code != 0
    assert "beijing-hangzhou, initiator production: GetCallerIdentity failed" in run.findings
    assert "beijing-hangzhou, acceptor partner: AssumeRole failed" in run.findings
    assert "the TLS certificate is not accepted" in run.findings
    assert [call for call in encrypted.calls() if call["write"]] == []
    assert_hidden(ansible, encrypted, run)
