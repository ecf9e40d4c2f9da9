# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A discovery as users run it: the file, its use in the next runs, and refusals before the first read."""

from __future__ import annotations

import json
import pathlib
import typing as t

import pytest
import yaml

from ansible_collections.aliops.vpc.tests.conformance.harness import Simulator
from ansible_collections.aliops.vpc.tests.playbooks.runs import SECRETS, TUTORIAL, Ansible, Run, writes
from ansible_collections.aliops.vpc.tests.scenarios import Data, pair, route, shipped, tutorial, tutorial_vpc

pytestmark = pytest.mark.warm

DISCOVER, PEER, AUDIT = (f"aliops.vpc.{name}_vpcs" for name in ("discover", "peer", "audit"))
REGIONS = ("-e", "peering_discover_regions=cn-beijing,cn-hangzhou,cn-shanghai")
EVIL = "{{ lookup('ansible.builtin.pipe', 'touch was-here') }}"


def accounts(ansible: Ansible, content: Data | None = None) -> pathlib.Path:
    """Write the file with the accounts, and nothing else."""
    known = yaml.safe_load(TUTORIAL.read_text(encoding="utf-8"))["peering_accounts"]
    if content:
        known = {
            account["name"]: {
                "access_key_id": account["access_keys"][0]["id"],
                "access_key_secret": account["access_keys"][0]["secret"],
                "endpoint": "{{ simulator_url }}",
            }
            for account in content["accounts"]
        }
    path = ansible.folder / "accounts.yml"
    path.write_text(yaml.safe_dump({"peering_accounts": known}), encoding="utf-8")
    return path


def run(ansible: Ansible, name: str, *options: str, before: str = "accounts.yml", after: str = "") -> Run:
    files = [option for path in (before, after) if path for option in ("-e", f"@{ansible.folder / path}")]
    return ansible.playbook(name, *files, "-e", f"simulator_url={ansible.url}", *options)


def hand_made(**keys: t.Any) -> Data:
    """Return the tutorial's scenario with a routed pair that was created by hand."""
    routed = {
        "initiator": {"vpcs": [tutorial_vpc("initiator", routes=[route("172.16.100.0/24", "ri-A")])]},
        "acceptor": {"vpcs": [tutorial_vpc("acceptor", routes=[route("192.168.100.0/24", "ri-B")])]},
    }
    return tutorial(routed, pair("Active", **{"name": "by-hand", **keys}))


def test_a_discovered_file_changes_nothing(ansible: Ansible, simulator: Simulator) -> None:
    simulator.load(hand_made(tags={"evil": EVIL}))
    accounts(ansible)
    done = run(ansible, DISCOVER, *REGIONS, "-vvv", "--diff")
    assert done.code == 0, done.output
    path = ansible.folder / "peerings.yml"
    text = path.read_text(encoding="utf-8")
    assert not [
        secret for secret in (*SECRETS, "LTAI-") if secret in text or secret in done.output.replace("LTAI***", "")
    ]
    discovered = done.facts("peering_discovered")
    assert [peering["name"] for peering in discovered["peerings"]] == ["by-hand"]
    assert (discovered["others"], discovered["unread"]) == ([], [])
    assert done.facts("peering_result")["changed"] is True
    for files in (("accounts.yml", "peerings.yml"), ("peerings.yml", "accounts.yml")):
        again = run(ansible, PEER, before=files[0], after=files[1])
        assert again.code == 0, again.output
        assert "1 unchanged" in again.output
    audit = run(ansible, AUDIT, "-e", "peering_fail_on=cosmetic", after="peerings.yml")
    assert (audit.code, audit.facts("peering_audit")) == (0, []), audit.output
    assert writes(simulator) == []
    # A template in a tag is not evaluated.
    assert EVIL in text
    assert not (ansible.folder / "was-here").exists()


def test_an_existing_file_is_refused_before_the_first_read(ansible: Ansible, simulator: Simulator) -> None:
    simulator.load(hand_made())
    accounts(ansible)
    path = ansible.folder / "peerings.yml"
    path.write_text("mine\n", encoding="utf-8")
    for check in ((), ("--check",)):
        refused = run(ansible, DISCOVER, *REGIONS, *check)
        assert refused.code != 0
        cure = "give another path, or set peering_discover_overwrite=true to replace it"
        assert f"peering_discover_file: peerings.yml exists already; {cure}." in refused.findings
    assert (simulator.calls(), path.read_text(encoding="utf-8")) == ([], "mine\n")
    overwriting = (*REGIONS, "-e", "peering_discover_overwrite=true")
    first, second = (run(ansible, DISCOVER, *overwriting) for _number in range(2))
    assert [done.facts("peering_result")["changed"] for done in (first, second)] == [True, False]


def test_check_mode_shows_the_file_and_writes_nothing(ansible: Ansible, simulator: Simulator) -> None:
    simulator.load(hand_made())
    accounts(ansible)
    predicted = run(ansible, DISCOVER, *REGIONS, "--check", "--diff", "-e", "peering_discover_file=to be.yml")
    assert predicted.code == 0, predicted.output
    assert predicted.facts("peering_result")["changed"] is True
    assert "- name: by-hand" in predicted.output
    assert not (ansible.folder / "to be.yml").exists()


def test_the_drifted_estate(ansible: Ansible, simulator: Simulator) -> None:
    """The audit still finds the old mistakes: a table with another next hop, and a route to a deleted interface."""
    content = shipped("drifted")
    simulator.load(content)
    accounts(ansible, content)
    done = run(ansible, DISCOVER, *REGIONS)
    assert done.code == 0, done.output
    assert "dangling: ri-core-archive" in done.output
    assert run(ansible, PEER, after="peerings.yml").code == 0
    audit = run(ansible, AUDIT, after="peerings.yml")
    findings = {(finding["rule"], finding["peering"]) for finding in audit.facts("peering_audit")}
    assert findings == {("route_captured", "by-hand"), ("leftover_route", "by-hand")}
    assert writes(simulator) == []


def test_one_account_alone(ansible: Ansible, simulator: Simulator) -> None:
    simulator.load(hand_made())
    path = accounts(ansible)
    known = yaml.safe_load(path.read_text(encoding="utf-8"))["peering_accounts"]
    path.write_text(yaml.safe_dump({"peering_accounts": {"production": known["production"]}}), encoding="utf-8")
    assert run(ansible, DISCOVER, *REGIONS).code == 0
    again = run(ansible, PEER, after="peerings.yml")
    assert again.code == 0, again.output
    # The run writes no handshake file for the other account either.
    assert sorted(file.name for file in ansible.folder.glob("*.y*ml")) == ["accounts.yml", "peerings.yml"]
    assert again.facts("peering_result")["handshakes"] == []
    assert writes(simulator) == []


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"peering_accounts": {}}, "peering_accounts: it has no account; give those that are to be read."),
        ({"peering_accounts": None}, "peering_accounts: it is needed."),
        ({"peering_discover_regions": ["cn-beijing-b"]}, "is a zone; give its region, cn-beijing."),
        ({"peering_discover_file": "no/folder.yml"}, "/no does not exist; create it."),
        ({"peering_discover_overwrite": "perhaps"}, "peering_discover_overwrite: 'perhaps' is neither true nor false."),
        (
            {"peering_accounts": {"a": {"profile": "{{ nowhere }}"}}},
            "peering_accounts, a, which peering_state=discover",
        ),
        ({"peering_component": {"peerings": []}}, "run it on one host, not on those of the inventory plugin"),
    ],
)
def test_bad_variables_are_refused(ansible: Ansible, simulator: Simulator, variables: Data, expected: str) -> None:
    accounts(ansible)
    refused = run(ansible, DISCOVER, "-e", json.dumps(variables))
    assert refused.code != 0
    assert expected in refused.findings, refused.output
    assert (simulator.calls(), list(ansible.folder.glob("peerings.yml"))) == ([], [])


def test_malformed_peerings_do_not_matter(ansible: Ansible, simulator: Simulator) -> None:
    simulator.load(hand_made())
    accounts(ansible)
    done = run(ansible, DISCOVER, *REGIONS, "-e", json.dumps({"peering_connections": [{"name": 7}]}))
    assert done.code == 0, done.output
