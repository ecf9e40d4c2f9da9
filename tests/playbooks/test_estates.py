# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role on large estates: fleets, every start state, adoption, limits, and one side only."""

from __future__ import annotations

import pathlib
import re
import typing as t

import pytest
import yaml

from ansible_collections.aliops.vpc.tests.playbooks import estates
from ansible_collections.aliops.vpc.tests.playbooks.runs import TUTORIAL, Ansible, Run, estate, writes

pytestmark = pytest.mark.warm

PRODUCT = [(own, peer) for own in estates.STATES for peer in estates.STATES]
# The accounts of the estates have a higher quota in each region than usual.
QUOTAS = {"interfaces_per_region": 500}
CONVERGING = [number for number, pair in enumerate(PRODUCT) if estates.can_converge(*pair)]


def variables(folder: pathlib.Path, **changed: t.Any) -> pathlib.Path:
    """Write the tutorial's accounts with other peerings."""
    content = {
        **yaml.safe_load(TUTORIAL.read_text(encoding="utf-8")),
        "peering_defaults": {"spec": "Mini.2"},
        **changed,
    }
    path = folder / "estate.yml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    return path


def fleet(ansible: Ansible, numbers: t.Iterable[int], *options: str, **changed: t.Any) -> Run:
    """Converge these pairs of an estate in one run."""
    changed = {"peering_connections": estates.connections(numbers), "peering_quotas": QUOTAS, **changed}
    return ansible.peer(*options, vars_file=variables(ansible.folder, **changed))


def states(simulator: t.Any) -> list[dict[str, t.Any]]:
    """Return the current state of the simulated accounts."""
    return list(simulator.control("state")["accounts"])


def ends(simulator: t.Any) -> dict[str, tuple[str, str]]:
    """Return the states of both ends of each pair, by the name of the initiator's VPC."""
    initiators, acceptors = (account["router_interfaces"] for account in states(simulator))
    status = {acceptor["RouterInterfaceId"]: acceptor["Status"] for acceptor in acceptors}
    return {
        initiator["VpcInstanceId"]: (initiator["Status"], status.get(initiator.get("OppositeInterfaceId"), ""))
        for initiator in initiators
    }


def test_pairs_that_cannot_converge_are_named_and_nothing_is_written(ansible: Ansible, simulator: t.Any) -> None:
    """The full product of both ends' states in one run: every hopeless pair has a message, and no other pair."""
    simulator.load(estates.scenario(PRODUCT))
    run = fleet(ansible, range(len(PRODUCT)))
    named = {number for number in range(len(PRODUCT)) if estates.name_of(number) in run.findings}
    assert named == set(range(len(PRODUCT))) - set(CONVERGING)
    assert writes(simulator) == []


@pytest.mark.timeout(300)
def test_all_other_pairs_converge_from_every_state(ansible: Ansible, simulator: t.Any) -> None:
    """All in one run; the next run writes nothing."""
    simulator.load(estates.scenario(PRODUCT))
    run = fleet(ansible, CONVERGING)
    assert run.code == 0, run.output
    assert run.module_runs <= 5
    states = ends(simulator)
    assert {states[f"vpc-a{number}"] for number in CONVERGING} == {("Active", "Active")}
    sent = len(writes(simulator))
    again = fleet(ansible, CONVERGING)
    assert (again.code, again.module_runs, len(writes(simulator))) == (0, 1, sent)
    assert len(
        [peering for peering in run.facts("peering_result")["peerings"] if len(peering["initiator"]["routes"]) == 1]
    ) == len(CONVERGING)


def test_a_foreign_route_in_the_way(ansible: Ansible, simulator: t.Any) -> None:
    """The run names the route; with replace it changes its next hop without a gap."""
    pairs = [("active", "active"), ("active", "active")]
    state = estates.scenario(pairs, {("a", 0): "ri-a0", ("b", 0): "ri-b0"})
    foreign = {
        "router_interface_id": "ri-foreign",
        "router_id": "vrt-a0",
        "role": "InitiatingSide",
        "status": "Inactive",
    }
    state["accounts"][0]["router_interfaces"].append({**foreign, "name": "theirs", "opposite_region": "cn-shanghai"})
    state["accounts"][0]["vpcs"][0]["routes"][0]["next_hop_id"] = "ri-foreign"
    simulator.load(state)
    run = fleet(ansible, [0])
    assert "already has next hop ri-foreign; set peering_on_conflict=replace" in run.findings
    assert writes(simulator) == []
    assert fleet(ansible, [0], peering_on_conflict="replace").code == 0
    assert writes(simulator) == ["ModifyRouteEntry"]


def test_one_run_creates_and_removes_peerings(ansible: Ansible, simulator: t.Any) -> None:
    """Each peering has its own state; removals make room before creations."""
    simulator.load(estates.scenario([("active", "active"), ("absent", "absent")]))
    coming, going = reversed(estates.connections([0, 1]))
    run = fleet(ansible, [], peering_connections=[coming, {**going, "state": "absent"}])
    assert run.code == 0, run.output
    assert ends(simulator) == {"vpc-a1": ("Active", "Active")}
    assert {peering["name"]: peering["action"] for peering in run.facts("peering_result")["peerings"]} == {
        "pair-000": "deleted",
        "pair-001": "created",
    }
    sent = len(writes(simulator))
    again = fleet(ansible, [], peering_connections=[coming, {**going, "state": "absent"}])
    assert (again.code, len(writes(simulator))) == (0, sent)


def test_many_peerings_are_removed_only_when_confirmed(ansible: Ansible, simulator: t.Any) -> None:
    simulator.load(estates.scenario([("active", "active")] * 6))
    everything = {"peering_connections": estates.connections(range(6)), "peering_state": "absent"}
    run = fleet(ansible, [], **everything)
    assert "6 peerings would be removed, more than peering_absent_limit (5)" in run.findings
    assert writes(simulator) == []
    assert fleet(ansible, [], **everything, peering_confirm_absent=True).code == 0
    assert ends(simulator) == {}


def test_a_foreign_pair_is_adopted_or_left(ansible: Ansible, simulator: t.Any) -> None:
    state = estates.scenario([("active", "active")])
    for account in state["accounts"]:
        account["router_interfaces"][0]["name"] = "by-hand"
    simulator.load(state)
    run = fleet(ansible, [0], peering_adopt="never")
    assert "the pair exists as ri-a0 (by-hand), created by somebody else" in run.findings
    run = fleet(ansible, [0])
    assert run.code == 0, run.output
    assert "adopts ri-a0 (by-hand) of production and ri-b0 (by-hand) of partner, created by somebody else" in run.output
    assert "production pays for the bandwidth" in run.output
    assert run.facts("peering_result")["peerings"][0]["adopted"] is True
    tags, routes = ["TagResourcesForExpressConnect"] * 2, ["CreateRouteEntries"] * 2
    assert writes(simulator) == [*tags, *routes]
    again = fleet(ansible, [0])
    assert (again.code, again.facts("peering_result")["peerings"][0]["adopted"]) == (0, False), again.output
    assert writes(simulator) == [*tags, *routes]


def test_a_foreign_pair_is_deleted_only_with_peering_adopt(ansible: Ansible, simulator: t.Any) -> None:
    state = estates.scenario([("active", "active")])
    for account in state["accounts"]:
        account["router_interfaces"][0]["name"] = "by-hand"
    simulator.load(state)
    run = fleet(ansible, [0], peering_state="absent")
    assert "neither marked nor named as this peering: set peering_adopt=always" in run.findings
    assert writes(simulator) == []
    assert fleet(ansible, [0], peering_state="absent", peering_adopt="always").code == 0
    assert ends(simulator) == {}


def test_a_renamed_peering_keeps_its_pair(ansible: Ansible, simulator: t.Any) -> None:
    """The mark identifies the pair, so its name and its mark follow the peering's, and nothing is adopted."""
    simulator.load(estates.scenario([("absent", "absent")]))
    assert fleet(ansible, [0]).code == 0
    sent = len(writes(simulator))
    renamed = [{**estates.connections([0])[0], "name": "renamed", "tags": {"team": "net"}, "description": "both ends"}]
    run = fleet(ansible, [], peering_connections=renamed)
    assert run.code == 0, run.output
    assert "created by somebody else" not in run.output
    # The two accounts write side by side.
    changed = writes(simulator)[sent:]
    assert sorted(changed) == sorted(["ModifyRouterInterfaceAttribute", "TagResourcesForExpressConnect"] * 2)
    assert fleet(ansible, [], peering_connections=renamed).code == 0
    assert writes(simulator)[sent:] == changed
    assert fleet(ansible, [], peering_connections=renamed, peering_state="absent").code == 0
    assert ends(simulator) == {}


@pytest.mark.parametrize("left_out", [False, True], ids=["vpc gone", "account left out"])
def test_the_rest_of_a_pair_is_removed_without_stopping_the_others(
    ansible: Ansible, simulator: t.Any, left_out: bool
) -> None:
    """The partner's VPC and interface are gone; the run removes the own one, created by hand, and the other pair."""
    state = estates.scenario([("active", "active"), ("active", "active")])
    own, partner = state["accounts"]
    own["router_interfaces"][0]["name"] = "by-hand"
    partner["router_interfaces"] = [
        interface for interface in partner["router_interfaces"] if interface["router_id"] != "vrt-b0"
    ]
    partner["vpcs"] = [vpc for vpc in partner["vpcs"] if vpc["vpc_id"] != "vpc-b0"]
    simulator.load(state)
    more: dict[str, t.Any] = {}
    if left_out:
        content = yaml.safe_load(TUTORIAL.read_text(encoding="utf-8"))
        accounts = {"production": content["peering_accounts"]["production"]}
        more = {"peering_accounts": accounts, "peering_handshake_dir": "none-yet"}
    run = fleet(ansible, [0, 1], peering_state="absent", **more)
    assert run.code == 0, run.output
    assert ("only ri-a0 (by-hand) of production is deleted" in run.output) is not left_out
    left = [
        [interface["RouterInterfaceId"] for interface in account["router_interfaces"]] for account in states(simulator)
    ]
    assert left == [[], ["ri-b1"] if left_out else []]


def test_a_full_router_is_named_before_the_first_write(ansible: Ansible, simulator: t.Any) -> None:
    """Six spokes on one hub exceed the quota, unless the account has a higher one."""
    simulator.load(estates.scenario([("absent", "absent")] * 6))
    star = [
        {**peering, "acceptor": estates.connections([0])[0]["acceptor"]} for peering in estates.connections(range(6))
    ]
    run = fleet(ansible, [], peering_connections=star)
    assert "the router vrt-b0 would have 6 router interfaces, and the quota is 5" in run.findings
    assert writes(simulator) == []


def test_a_full_region_is_named_too(ansible: Ansible, simulator: t.Any) -> None:
    """Interfaces on routers without a peering count too."""
    simulator.load(estates.scenario([("active", "active")] * 5 + [("absent", "absent")]))
    run = fleet(ansible, [5], peering_quotas={})
    assert "production: the region cn-beijing would have 6 router interfaces, and the quota is 5" in run.findings
    assert writes(simulator) == []


def test_a_check_can_be_switched_off_by_name(ansible: Ansible, simulator: t.Any) -> None:
    simulator.load(estates.scenario([("absent", "absent")] * 6))
    star = [
        {**peering, "acceptor": estates.connections([0])[0]["acceptor"]} for peering in estates.connections(range(6))
    ]
    run = fleet(ansible, [], "--check", peering_connections=star, peering_skip_checks=["quota"])
    assert run.code == 0, run.output


def one_side(ansible: Ansible, account: str, shared: pathlib.Path, method: str, *options: str) -> Run:
    """Run with the credential of one account only."""
    content = yaml.safe_load(TUTORIAL.read_text(encoding="utf-8"))
    accounts = {account: content["peering_accounts"][account]}
    changed = {**content, "peering_accounts": accounts, "peering_handshake_dir": shared.name}
    changed["peering_defaults"] = {"method": method}
    return ansible.peer(*options, vars_file=variables(ansible.folder, **changed))


@pytest.mark.parametrize("method", ["router_interface", "vpc_peer"])
@pytest.mark.parametrize("order", [("production", "partner"), ("partner", "production")], ids=lambda order: order[0])
@pytest.mark.sampled(3)
def test_each_side_alone_reaches_the_state_of_both(
    undisturbed: t.Any, ansible: Ansible, simulator: t.Any, order: tuple[str, str], method: str
) -> None:
    """Two teams alternate, with small files without secrets between them; at the end nothing is left to do."""
    shared = ansible.folder / "handshakes"
    for account in (*order, *order, *order):
        run = one_side(ansible, account, shared, method)
        assert run.code == 0, run.output
    sent = len(writes(simulator))
    for account in order:
        run = one_side(ansible, account, shared, method)
        assert (run.code, any(run.changed.values())) == (0, False), run.output
    assert len(writes(simulator)) == sent
    if method == "router_interface":
        assert estate(simulator) == undisturbed
    else:
        together = ansible.peer("-e", '{"peering_defaults": {"method": "vpc_peer"}}')
        assert (together.code, any(together.changed.values())) == (0, False), together.output
        assert together.facts("peering_result")["unreachable"] == []
    assert not [path for path in shared.iterdir() if "secret" in path.read_text(encoding="utf-8")]


def test_each_side_alone_removes_its_part(ansible: Ansible, simulator: t.Any) -> None:
    """The first side is refused while the other routes to the connection, and names the other side's task."""
    shared = ansible.folder / "handshakes"
    for account in ("production", "partner", "production", "partner"):
        assert one_side(ansible, account, shared, "vpc_peer").code == 0
    refused = one_side(ansible, "production", shared, "vpc_peer", "-e", "peering_state=absent")
    assert refused.code != 0
    assert re.search(
        r"waiting: partner has to delete its routes to pcc-\w+: run there with peering_state=absent", refused.output
    )
    assert one_side(ansible, "partner", shared, "vpc_peer", "-e", "peering_state=absent").code == 0
    sent = len(writes(simulator))
    assert one_side(ansible, "production", shared, "vpc_peer", "-e", "peering_state=absent").code == 0
    assert len(writes(simulator)) == sent
    state = simulator.control("state")
    assert [
        connection["Status"] for connection in state["vpc_peer_connections"] if connection["Status"] != "Deleted"
    ] == []


def test_without_a_folder_both_credentials_are_needed(ansible: Ansible, simulator: t.Any) -> None:
    content = yaml.safe_load(TUTORIAL.read_text(encoding="utf-8"))
    del content["peering_accounts"]["partner"]
    run = ansible.peer(vars_file=variables(ansible.folder, **content))
    assert "acceptor partner: the account is not in peering_accounts" in run.findings
    assert writes(simulator) == []


def test_a_failed_run_shows_its_progress(ansible: Ansible, simulator: t.Any) -> None:
    """A quota that only the service knows: one account's end exists, and the run shows the state and the next step."""
    scenario = estates.scenario([("absent", "absent")])
    scenario["accounts"][1]["quotas"]["router_interfaces_per_region"] = 0
    # When the run reads again, no list shows yet what it has just created.
    scenario["delays"] = {"create_lag": 600}
    simulator.load(scenario)
    run = fleet(ansible, [0])
    assert run.code != 0
    assert "QuotaExceeded" in run.findings
    assert re.search(
        r"pair-000: production vpc-a0 in cn-beijing, ri-\w+ Idle, .* <-> partner .*, no router interface", run.findings
    )
    assert "Fix the error and run again" in run.findings


def test_a_failed_second_attempt_shows_its_progress(ansible: Ansible, simulator: t.Any) -> None:
    """No list shows the new interfaces in time, so both attempts fail in a step; the result holds their writes."""
    scenario = estates.scenario([("absent", "absent")])
    scenario["delays"] = {"create_lag": 100_000}
    simulator.load(scenario)
    run = fleet(ansible, [0], peering_list_lag=600)
    assert run.code != 0
    result = run.facts("peering_result")
    assert result["failed"]
    assert set(result["writes"]) == {"CreateRouterInterface", "ModifyRouterInterfaceAttribute"}
    assert result["api_calls"]["write"] == len(writes(simulator))
    assert any("is absent after" in line for line in result["msg"])


def test_without_the_right_to_connect_both_ends_are_named(ansible: Ansible, simulator: t.Any) -> None:
    """The initiator's user may do everything but connect."""
    scenario = estates.scenario([("absent", "absent")])
    (key,) = scenario["accounts"][0]["access_keys"]
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    nothing = {"Effect": "Deny", "Action": "vpc:ConnectRouterInterface", "Resource": "*"}
    key.update(user="ansible", policies=["most"])
    scenario["accounts"][0]["policies"] = {"most": {"Version": "1", "Statement": [everything, nothing]}}
    simulator.load(scenario)
    run = fleet(ansible, [0])
    assert "Forbidden.RAM" in run.findings
    assert re.search(
        r"production vpc-a0 in cn-beijing, ri-\w+ Idle, .* <-> partner vpc-b0 .* ri-\w+ Idle", run.findings
    )
    assert "ConnectRouterInterface" not in writes(simulator)
