# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbook check_cloud as users run it: its list, its files and its exit code, without a write."""

from __future__ import annotations

import json
import pathlib
import typing as t

import pytest
import yaml

from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator, running
from ansible_collections.aliops.vpc.tests.playbooks.runs import SECRETS, Ansible, Run
from ansible_collections.aliops.vpc.tests.scenarios import SIDES, access_key, policy, statement, tutorial

pytestmark = pytest.mark.warm

CHECK = "aliops.vpc.check_cloud"
SPEND = {
    "initiator": {"account": "production", "region": "cn-beijing", "vpc_id": "vpc-12345678"},
    "acceptor": {"account": "partner", "region": "cn-hangzhou", "vpc_id": "vpc-87654321"},
}


def users(*statements: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return a change of the tutorial: both keys belong to users with these statements."""
    own = policy(*statements)
    return {
        name: {
            "access_keys": [access_key(side.key, user="checker", policies=["own"])],
            "policies": {"own": own},
        }
        for name, side in SIDES.items()
    }


def checked(ansible: Ansible, simulator: Simulator, *options: str) -> Run:
    """Check, and make sure that the run wrote nothing and showed no secret."""
    before = simulator.control("state")["accounts"]
    sent = len(simulator.calls())
    run = ansible.peer("-vvv", *options, name=CHECK)
    assert [call["action"] for call in simulator.calls()[sent:] if call["write"] and call["status"] == 200] == []
    assert simulator.control("state")["accounts"] == before
    assert not [secret for secret in SECRETS if secret in run.output]
    assert not any(run.changed.values())
    return run


def test_the_tutorial_has_no_problem(ansible: Ansible, simulator: Simulator, tmp_path: pathlib.Path) -> None:
    simulator.load(tutorial(users(statement("*"))))
    report, switches = tmp_path / "check.json", tmp_path / "switches.yml"
    run = checked(ansible, simulator, "-e", f"check_report={report}", "-e", f"check_switches={switches}")
    assert run.code == 0, run.output
    result = run.facts("check_result")
    assert result["summary"]["problem"] == 0
    assert json.loads(report.read_text()) == result
    assert yaml.safe_load(switches.read_text()) == result["switches"]
    assert not [secret for secret in SECRETS if secret in report.read_text() + switches.read_text()]
    assert {verdict["account"] for verdict in result["checks"] if verdict["probe"] == "credentials"} == {
        "production",
        "partner",
    }


def test_the_switch_file_starts_a_simulator_with_the_same_switches(
    ansible: Ansible, simulator: Simulator, tmp_path: pathlib.Path
) -> None:
    chosen = {"last_page_next_token": "absent", "unknown_key_status": "400", "vpc_peer_regions": "guide"}
    simulator.load(tutorial(switches=chosen))
    file = tmp_path / "switches.yml"
    checked(ansible, simulator, "-e", f"check_switches={file}")
    with running("--scenario", "tutorial", "--switches", str(file)) as copied:
        switches = copied.control("state")["switches"]
    assert {name: switches[name] for name in chosen} == chosen


def test_a_problem_fails_the_run_at_its_end(ansible: Ansible, simulator: Simulator, tmp_path: pathlib.Path) -> None:
    simulator.load(tutorial(users(statement("*"), statement("vpc:DescribeVSwitches", effect="Deny"))))
    report = tmp_path / "check.json"
    run = checked(ansible, simulator, "-e", f"check_report={report}")
    assert run.code == 2
    assert "grant vpc:DescribeVSwitches" in run.findings
    assert json.loads(report.read_text())["summary"]["problem"] == 2
    assert checked(ansible, simulator, "-e", "check_fail_on=never").code == 0


def test_warnings_fail_the_run_with_check_fail_on_warning(ansible: Ansible, simulator: Simulator) -> None:
    """The tutorial's keys are those of the accounts themselves."""
    assert checked(ansible, simulator).code == 0
    run = checked(ansible, simulator, "-e", "check_fail_on=warning")
    assert run.code == 2
    assert "it may do everything" in run.findings


def test_keys_without_permissions_still_get_a_report(ansible: Ansible, simulator: Simulator) -> None:
    simulator.load(tutorial(users()))
    run = checked(ansible, simulator)
    assert run.code == 2
    assert "DescribeVpcs is denied" in run.findings
    assert run.facts("check_result")["switches"]["denied_code"] == "Forbidden.RAM"


def test_accounts_without_peerings_are_checked_in_the_given_regions(
    ansible: Ansible, simulator: Simulator, tmp_path: pathlib.Path
) -> None:
    name, side = "initiator", SIDES["initiator"]
    account = {"access_key_id": side.key[0], "access_key_secret": side.key[1], "endpoint": simulator.url}
    file = tmp_path / "accounts.yml"
    file.write_text(json.dumps({"peering_accounts": {name: account}, "check_regions": "cn-beijing,cn-shanghai"}))
    run = ansible.playbook(CHECK, "-e", f"@{file}")
    assert run.code == 0, run.output
    regions = {
        verdict["region"] for verdict in run.facts("check_result")["checks"] if verdict["probe"] == "permissions"
    }
    assert regions == {"cn-beijing", "cn-shanghai"}


def test_check_mode_makes_no_difference(ansible: Ansible, simulator: Simulator, tmp_path: pathlib.Path) -> None:
    file = tmp_path / "check.json"
    run = checked(ansible, simulator, "--check", "-e", f"check_report={file}", "-e", spend())
    assert run.code == 0, run.output
    assert file.exists()


def spend(**changes: t.Any) -> str:
    """Return the extra variables for a link between the tutorial's VPCs."""
    return json.dumps({"check_spend": True, "check_spend_vpcs": {**SPEND, **changes}})


@pytest.mark.parametrize("method", ["vpc_peer", "router_interface"])
def test_spending_names_its_link_first_and_leaves_nothing(
    ansible: Ansible, simulator: Simulator, tmp_path: pathlib.Path, method: str
) -> None:
    file = tmp_path / "switches.yml"
    run = ansible.peer("-e", spend(method=method), "-e", f"check_switches={file}", name=CHECK)
    assert run.code == 0, run.output
    announced = run.output.index("check_spend makes")
    assert announced < run.output.index("Make a link, measure, and delete it")
    measured = {name for name in yaml.safe_load(file.read_text()) if name.endswith(("_delay", "_lag"))}
    prefix = "vpc_peer_" if method == "vpc_peer" else ""
    assert {f"{prefix}delete_delay", f"{prefix}create_lag"} <= measured
    assert run.facts("check_result")["checks"][-1]["text"] == "nothing is left over"
    simulator.control("clock", '{"advance": 100}')
    state = simulator.control("state")
    assert not any(account["router_interfaces"] for account in state["accounts"])
    with running("--scenario", "empty", "--switches", str(file)) as copied:
        assert copied.control("state")["delays"][f"{prefix}delete_delay"] > 0


def test_without_vpcs_for_it_nothing_is_spent(ansible: Ansible, simulator: Simulator) -> None:
    run = checked(ansible, simulator, "-e", "check_spend=true", "-e", "check_fail_on=everything")
    assert run.code == 2
    assert "check_spend_vpcs: check_spend needs two VPCs" in run.findings
    assert "check_fail_on: 'everything' must be one of" in run.findings
    assert simulator.calls() == []


def test_a_failed_measurement_is_a_problem_beside_the_others(ansible: Ansible, simulator: Simulator) -> None:
    simulator.control("faults", '[{"kind": "error", "action": "*AcceptVpcPeerConnection", "code": "Forbidden.RAM"}]')
    run = ansible.peer("-e", spend(), name=CHECK)
    assert run.code == 2
    assert "AcceptVpcPeerConnection failed" in run.findings
    assert "nothing is left over" in json.dumps(run.facts("check_result")["checks"])
