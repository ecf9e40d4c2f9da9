# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role `simulator`, as a playbook uses it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest
import yaml
from aliyunsdkvpc.request.v20160428.DescribeVpcsRequest import DescribeVpcsRequest

from ansible_collections.aliops.vpc.tests.conformance.harness import Sdk, Simulator
from vpc_simulator.delays import DELAYS

ROLE = Path(__file__).parents[2] / "roles" / "simulator"


def role(**variables: Any) -> dict[str, Any]:
    return {"ansible.builtin.include_role": {"name": str(ROLE)}, "vars": variables}


def play(folder: Path, *tasks: dict[str, Any], options: tuple[str, ...] = ()) -> dict[str, Any]:
    """Run the tasks on localhost; return the exit status and the output."""
    playbook = folder / "play.yml"
    variables = {"simulator_directory": str(folder / "simulator")}
    playbook.write_text(
        yaml.safe_dump([{"hosts": "localhost", "gather_facts": False, "vars": variables, "tasks": list(tasks)}])
    )
    command = [str(Path(sys.executable).with_name("ansible-playbook")), *options, str(playbook)]
    environment = {
        **os.environ,
        "ANSIBLE_STDOUT_CALLBACK": "ansible.builtin.default",
        "ANSIBLE_LOCAL_TEMP": str(folder / "tmp"),
        "ANSIBLE_NOCOLOR": "1",
    }
    run = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=100, check=False)
    return {"status": run.returncode, "output": run.stdout + run.stderr}


def write_facts(folder: Path) -> dict[str, Any]:
    content = "{{ {'url': simulator_url, 'accounts': simulator_accounts} | to_json }}"
    return {"ansible.builtin.copy": {"content": content, "dest": str(folder / "facts.json"), "mode": "0600"}}


def test_the_role_starts_once_and_stops(tmp_path: Path) -> None:
    start = role(simulator_time_scale=0, simulator_switches={"list_order": "oldest_first", "peer_follows": True})
    stop = role(simulator_state="stopped")
    note = tmp_path / "simulator" / "process.json"
    try:
        started = play(tmp_path, start, write_facts(tmp_path), start)
        assert started["status"] == 0, started["output"]
        assert "changed=3" in started["output"]  # the directory, the process, this test's file
        facts = json.loads((tmp_path / "facts.json").read_text())
        key = facts["accounts"]["initiator"]
        cloud = Simulator(facts["url"])
        sdk = Sdk(cloud, (key["access_key_id"], key["access_key_secret"]), "cn-beijing")
        assert str(sdk.call(DescribeVpcsRequest)["Vpcs"]["Vpc"][0]["OwnerId"]) == key["account_id"]
        state = cloud.control("state")
        assert (state["switches"]["list_order"], state["switches"]["peer_follows"]) == ("oldest_first", True)
        assert state["delays"]["connect_delay"] == 0
        assert note.stat().st_mode & 0o077 == 0
    finally:
        stopped = play(tmp_path, stop, stop)
    assert stopped["status"] == 0, stopped["output"]
    assert "changed=1" in stopped["output"]
    assert not note.exists()
    with pytest.raises(OSError, match="refused"):
        cloud.control("state")


def test_the_role_serves_https_and_returns_the_certificate_to_trust(tmp_path: Path) -> None:
    stop = role(simulator_state="stopped")
    templates = {"url": "{{ simulator_url }}", "ca": "{{ simulator_ca_bundle }}"}
    content = {"ansible.builtin.copy": {"content": "{{ facts | to_json }}", "dest": str(tmp_path / "facts.json")}}
    try:
        started = play(
            tmp_path,
            role(
                simulator_tls=True,
                simulator_scenario="hub_and_spokes",
                simulator_latency="uniform:0,0.001",
                simulator_delays="prompt",
                simulator_allow_hosts=["simulator.test", "cloud.test"],
            ),
            {**content, "vars": {"facts": templates}},
            role(simulator_tls=True),
            {"ansible.builtin.uri": {"url": "{{ simulator_url }}/_simulator/process", "ca_path": templates["ca"]}},
        )
        assert started["status"] == 0, started["output"]
        assert "changed=3" in started["output"]
        facts = json.loads((tmp_path / "facts.json").read_text())
        assert facts["url"].startswith("https://127.0.0.1:")
        assert Path(facts["ca"]) == tmp_path / "simulator" / "tls" / "ca.pem"
        cloud = Simulator(facts["url"], Path(facts["ca"]))
        delays = cloud.control("state?part=delays")["delays"]
        assert (delays["peer_view_lag"], delays["connect_delay"]) == (0, DELAYS["connect_delay"][0])
        request = urllib.request.Request(f"{cloud.url}/_simulator/process", headers={"Host": "cloud.test"})
        with cloud._open(request) as response:
            assert json.load(response)["scenario"] == "hub_and_spokes"
    finally:
        stopped = play(tmp_path, stop)
    assert stopped["status"] == 0, stopped["output"]
    assert not (tmp_path / "simulator" / "process.json").exists()


def test_a_wrong_scenario_is_reported_and_a_killed_simulator_does_not_count_as_running(tmp_path: Path) -> None:
    folder = tmp_path / "simulator"
    folder.mkdir()
    # what a killed simulator leaves behind; the process id is that of this test, which must not be killed
    note = {"url": "http://127.0.0.1:9", "pid": os.getpid(), "accounts": {}}
    (folder / "process.json").write_text(json.dumps(note))
    stopped = play(tmp_path, role(simulator_state="stopped"))
    assert stopped["status"] == 0, stopped["output"]
    assert "changed=0" in stopped["output"]
    failed = play(tmp_path, role(simulator_scenario="nix"))
    assert failed["status"] != 0
    assert (
        "no scenario and no file 'nix'; scenarios: drifted, empty, full_mesh, hub_and_spokes, tutorial"
        in failed["output"]
    )


def test_check_mode_starts_nothing(tmp_path: Path) -> None:
    checked = play(tmp_path, role(), options=("--check",))
    assert checked["status"] == 0, checked["output"]
    assert not (tmp_path / "simulator").exists()
