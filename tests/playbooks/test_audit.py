# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The audit as users run it: on the role's own peering, on drift, and without a valid credential."""

from __future__ import annotations

import json
import re
import typing as t

import pytest
import yaml
from aliyunsdkvpc.request.v20160428.DeactivateRouterInterfaceRequest import DeactivateRouterInterfaceRequest
from aliyunsdkvpc.request.v20160428.DeleteRouteEntryRequest import DeleteRouteEntryRequest

from ansible_collections.aliops.vpc.tests.conformance.harness import (
    ACCEPTOR,
    INITIATOR,
    Sdk,
    Simulator,
)
from ansible_collections.aliops.vpc.tests.playbooks.runs import ROOT, SECRETS, TUTORIAL, Ansible, Run
from ansible_collections.aliops.vpc.tests.scenarios import route, tutorial, tutorial_vpc

pytestmark = pytest.mark.warm

AUDIT = "aliops.vpc.audit_vpcs"
UNDER_WAY = '"(Pending|Creating|Modifying|Deactivating|Deleting)"'


@pytest.fixture
def peered(ansible: Ansible, simulator: Simulator) -> dict[str, t.Any]:
    """The router interface of each side of the tutorial's peering, created by the role."""
    run = ansible.peer()
    assert run.code == 0, run.output
    (peering,) = run.facts("peering_result")["peerings"]
    return {side: peering[side]["router_interface_id"] for side in ("initiator", "acceptor")}


def cause_drift(simulator: Simulator, key: tuple[str, str], region: str, request: t.Any, **parameters: str) -> None:
    """Make a call as an account's owner that breaks the peering, and let its effect take place."""
    Sdk(simulator, key, region).call(request, **parameters)
    simulator.control("clock", '{"advance": 100}')
    assert not re.search(UNDER_WAY, json.dumps(simulator.control("state")["accounts"]))


def audited(ansible: Ansible, simulator: Simulator, *options: str) -> tuple[Run, list[tuple[str, str, str]]]:
    """Audit, and check that the run wrote nothing and showed no secret."""
    sent = len(simulator.calls())
    run = ansible.peer("-vvv", *options, name=AUDIT)
    assert [call["action"] for call in simulator.calls()[sent:] if call["write"]] == []
    assert not [secret for secret in SECRETS if secret in run.output]
    assert not any(run.changed.values())
    return run, [(finding["severity"], finding["side"], finding["rule"]) for finding in run.facts("peering_audit")]


@pytest.mark.usefixtures("peered")
def test_a_peering_of_the_role_has_no_drift(ansible: Ansible, simulator: Simulator) -> None:
    run, findings = audited(ansible, simulator, "-e", "peering_fail_on=cosmetic")
    assert (run.code, findings, run.module_runs) == (0, [], 1), run.output
    (pair,) = run.facts("peering_reachability")
    assert (pair["initiator"], pair["acceptor"]) == ("192.168.100.0/24", "172.16.100.0/24")
    assert pair["verdict"] == "reachable"


def test_an_empty_cloud(ansible: Ansible, simulator: Simulator) -> None:
    run, findings = audited(ansible, simulator, "--check")
    assert run.code == 0, run.output
    assert findings == [
        ("cut_off", "initiator", "interface_missing"),
        ("cut_off", "acceptor", "interface_missing"),
    ]


def test_a_deleted_route(ansible: Ansible, simulator: Simulator, peered: dict[str, t.Any]) -> None:
    """``peering_fail_on`` decides about the exit code only; the drift is shown with any value."""
    cause_drift(
        simulator,
        ACCEPTOR,
        "cn-hangzhou",
        DeleteRouteEntryRequest,
        RouteTableId="vtb-BBB",
        DestinationCidrBlock="192.168.100.0/24",
        NextHopId=peered["acceptor"],
    )
    run, findings = audited(ansible, simulator)
    assert (run.code, findings) == (0, [("cut_off", "acceptor", "route_missing")])
    assert [pair["verdict"] for pair in run.facts("peering_reachability")] == ["one_way"]
    failing, _same = audited(ansible, simulator, "-e", "peering_fail_on=cut_off")
    assert failing.code != 0
    assert "no route to 192.168.100.0/24 in vtb-BBB" in failing.findings
    # The role repairs the findings of the audit.
    assert ansible.peer().code == 0
    assert audited(ansible, simulator)[1] == []


def test_a_more_specific_route_that_captures(ansible: Ansible, simulator: Simulator) -> None:
    captured = route("172.16.100.64/26", "i-firewall", next_hop_type="Instance")
    simulator.load(tutorial(initiator={"vpcs": [tutorial_vpc("initiator", routes=[captured])]}))
    assert ansible.peer().code == 0
    run, findings = audited(ansible, simulator, "-e", "peering_fail_on=cut_off")
    assert (run.code, findings) == (0, [("asymmetric", "initiator", "route_captured")])
    (pair,) = run.facts("peering_reachability")
    assert pair["verdict"] == "one_way"
    assert pair["forward"]["lost"] == ["172.16.100.64/26"]
    assert pair["forward"]["by"][0]["next_hop"] == "Instance i-firewall"
    assert audited(ansible, simulator, "-e", "peering_fail_on=asymmetric")[0].code != 0


def test_a_deactivated_side(ansible: Ansible, simulator: Simulator, peered: dict[str, t.Any]) -> None:
    parameters = {"RouterInterfaceId": peered["initiator"]}
    cause_drift(simulator, INITIATOR, "cn-beijing", DeactivateRouterInterfaceRequest, **parameters)
    _run, findings = audited(ansible, simulator)
    assert ("cut_off", "initiator", "interface_not_active") in findings
    assert {severity for severity, _side, _rule in findings} == {"cut_off"}


def test_a_vpc_with_several_tables_has_its_vswitches_read(ansible: Ansible, simulator: Simulator) -> None:
    """No vSwitch uses the second table, so its missing route is no drift."""
    two_tables = tutorial_vpc("initiator", route_tables=[{"route_table_id": "vtb-CCC"}])
    simulator.load(tutorial(initiator={"vpcs": [two_tables]}))
    assert ansible.peer().code == 0
    sent = len(simulator.calls())
    run, findings = audited(ansible, simulator)
    assert (run.code, findings) == (0, [])
    vswitch_reads = [call["account"] for call in simulator.calls()[sent:] if call["action"] == "DescribeVSwitches"]
    assert len(vswitch_reads) == 1
    assert [pair["verdict"] for pair in run.facts("peering_reachability")] == ["reachable"]


def test_an_unreadable_account_fails_in_any_case(ansible: Ansible, simulator: Simulator) -> None:
    variables = yaml.safe_load(TUTORIAL.read_text(encoding="utf-8"))
    variables["peering_accounts"]["partner"]["access_key_secret"] = "wrong-secret"
    path = ansible.folder / "wrong.yml"
    path.write_text(yaml.safe_dump(variables), encoding="utf-8")
    run = ansible.peer("-vvv", vars_file=path, name=AUDIT)
    assert run.code != 0
    assert re.search("partner could not be read: GetCallerIdentity failed", run.findings), run.findings
    assert not [secret for secret in SECRETS if secret in run.output]


def test_the_nightly_audit_of_the_guide_fails_on_drift(ansible: Ansible, simulator: Simulator) -> None:
    """The guide's own test shows that it passes without drift."""
    text = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(# nightly.yml\n.*?)```", text, flags=re.DOTALL)
    (ansible.folder / "nightly.yml").write_text(example, encoding="utf-8")
    variables = {**yaml.safe_load(TUTORIAL.read_text(encoding="utf-8")), "simulator_url": ansible.url}
    partner = variables["peering_accounts"]["partner"]
    vault = {"vault_partner_secret": partner["access_key_secret"]}
    partner["access_key_secret"] = "{{ vault_partner_secret }}"
    (ansible.folder / "peerings.yml").write_text(yaml.safe_dump(variables), encoding="utf-8")
    (ansible.folder / "vault.yml").write_text(yaml.safe_dump(vault), encoding="utf-8")
    run = ansible.playbook("nightly.yml")
    assert run.code != 0
    assert "interface_missing" in run.output or "router interface" in run.findings
    assert (ansible.folder / "peerings.html").exists()
