# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The policies that the role writes, attached to the keys of the next runs. Each action alone: tests/modules."""

from __future__ import annotations

import json
import pathlib
import typing as t

import pytest
import yaml

from ansible_collections.aliops.vpc.tests.playbooks.runs import TUTORIAL, Ansible, Run
from ansible_collections.aliops.vpc.tests.scenarios import (
    SIDES,
    Data,
    access_key,
    owner_key,
    pair,
    route,
    tutorial,
    tutorial_vpc,
)

pytestmark = pytest.mark.warm

NAMES = ("production", "partner")


MARK = {"aliops.vpc/peering": "beijing-hangzhou"}
PCC = "pcc-one"
ENDS = {"vpc_id": "vpc-12345678", "accepting_vpc_id": "vpc-87654321", "instance_id": PCC}
# By method, the link to be removed.
LINKS: dict[str, Data] = {
    "router_interface": pair("Active", tags=MARK),
    "vpc_peer": {"vpc_peer_connections": [{**ENDS, "status": "Activated", "tags": MARK, "accepting_tags": MARK}]},
}
# By method, the first call of a run that peers, and the call that removes the link, with its number.
FIRST = {"router_interface": "CreateRouterInterface", "vpc_peer": "CreateVpcPeerConnection"}
LAST = {"router_interface": ("DeleteRouterInterface", 2), "vpc_peer": ("DeleteVpcPeerConnection", 1)}


def scenario(policies: dict[str, t.Any], purpose: str, method: str) -> Data:
    """Return the tutorial's world, in which each account has a user with its policy for a purpose.

    For ``unpeer``, the link and its routes exist.
    """
    changes = LINKS[method] if purpose == "unpeer" else {}
    accounts: dict[str, Data] = {}
    for name, side in zip(NAMES, SIDES.values(), strict=True):
        user = access_key((f"LTAI-{name}", "not-a-secret"), user="ansible", policies=["least"])
        keys = {"access_keys": [owner_key(side.name), user], "policies": {"least": policies[name][purpose]}}
        if purpose == "unpeer":
            hop = route("10.9.0.0/16", side.interface_id)
            if method == "vpc_peer":
                hop = route("10.9.0.0/16", PCC, next_hop_type="VpcPeer")
            keys["vpcs"] = [tutorial_vpc(side.name, routes=[hop])]
        accounts[side.name] = keys
    return tutorial(changes, accounts)


@pytest.mark.parametrize("method", LINKS)
def test_the_roles_own_policies_are_enough(ansible: Ansible, simulator: t.Any, method: str) -> None:
    by_method = ("-e", json.dumps({"peering_defaults": {"method": method}}))
    written = ansible.peer("--check", "-e", "peering_state=policies", "-e", "peering_policies_dir=to/grant", *by_method)
    assert written.code == 0, written.output
    assert not any(written.changed.values())
    assert [call for call in simulator.calls() if call["write"]] == []
    policies = written.facts("peering_policies")
    files = {
        path.name: json.loads(path.read_text(encoding="utf-8")) for path in (ansible.folder / "to/grant").iterdir()
    }
    assert files == {
        f"{account}.{purpose}.json": policy for account in NAMES for purpose, policy in policies[account].items()
    }
    variables = yaml.safe_load(TUTORIAL.read_text(encoding="utf-8"))
    for name in NAMES:
        variables["peering_accounts"][name].update(access_key_id=f"LTAI-{name}", access_key_secret="not-a-secret")
    vars_file = ansible.folder / "users.yml"
    vars_file.write_text(yaml.safe_dump(variables), encoding="utf-8")

    def run(playbook: str) -> Run:
        return ansible.peer(*by_method, name=f"aliops.vpc.{playbook}_vpcs", vars_file=pathlib.Path(vars_file))

    simulator.load(scenario(policies, "audit", method))
    audited = run("audit")
    assert audited.code == 0, audited.output
    denied = run("peer")
    assert f"Let an administrator grant vpc:{FIRST[method]} in cn-beijing" in denied.output
    simulator.load(scenario(policies, "peer", method))
    peered = run("peer")
    assert peered.code == 0, peered.output
    assert len([call for call in simulator.calls() if call["write"] and call["status"] == 200]) >= 4
    simulator.load(scenario(policies, "unpeer", method))
    unpeered = run("unpeer")
    assert unpeered.code == 0, unpeered.output
    made = [call["action"] for call in simulator.calls() if call["write"]]
    removal, times = LAST[method]
    assert (made.count("DeleteRouteEntries"), made.count(removal)) == (2, times)
