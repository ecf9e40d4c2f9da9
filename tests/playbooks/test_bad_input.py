# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bad input: one sentence that names side, account and value, without a traceback, a secret or a write."""

from __future__ import annotations

import json
import pathlib
import re
import typing as t

import pytest
import yaml

from ansible_collections.aliops.vpc.tests.playbooks.runs import ROOT, TUTORIAL, Ansible, Run, estate
from ansible_collections.aliops.vpc.tests.scenarios import SIDES, owner_key, tutorial, tutorial_vpc

pytestmark = pytest.mark.warm

ARGUMENTS = ROOT / "roles" / "peering" / "meta" / "argument_specs.yml"
REQUEST = r"request [0-9A-F]{8}-[0-9A-F-]+"
INITIATOR, ACCEPTOR = "beijing-hangzhou, initiator production", "beijing-hangzhou, acceptor partner"

Change = t.Callable[[t.Any], None]


def peerings(folder: pathlib.Path, change: Change) -> pathlib.Path:
    """Write the tutorial's peerings with a change."""
    variables = yaml.safe_load(TUTORIAL.read_text(encoding="utf-8"))
    change(variables)
    path = folder / "changed.yml"
    path.write_text(yaml.safe_dump(variables), encoding="utf-8")
    return path


def secret(variables: t.Any) -> None:
    variables["peering_accounts"]["partner"]["access_key_secret"] = "wrong-secret"


def key(variables: t.Any) -> None:
    variables["peering_accounts"]["partner"]["access_key_id"] = "LTAI-nobody"


def token(variables: t.Any) -> None:
    variables["peering_accounts"]["production"]["security_token"] = "a-token-of-yesterday"


def guard(variables: t.Any) -> None:
    variables["peering_accounts"]["production"]["account_id"] = "1000000000000000"


def same_account(variables: t.Any) -> None:
    del variables["peering_accounts"]["partner"]["account_id"]
    for field in ("access_key_id", "access_key_secret"):
        variables["peering_accounts"]["partner"][field] = variables["peering_accounts"]["production"][field]
    variables["peering_connections"][0]["acceptor"].update(region="cn-beijing", vpc_id="vpc-12345678")


def swapped(variables: t.Any) -> None:
    production, partner = (variables["peering_accounts"][name] for name in ("production", "partner"))
    for field in ("access_key_id", "access_key_secret"):
        production[field], partner[field] = partner[field], production[field]
    for account in (production, partner):
        del account["account_id"]


def vpc(variables: t.Any) -> None:
    variables["peering_connections"][0]["acceptor"]["vpc_id"] = "vpc-nowhere"


def router(variables: t.Any) -> None:
    side = variables["peering_connections"][0]["acceptor"]
    del side["vpc_id"]
    side["router_id"] = "vrt-nowhere"


def region(variables: t.Any) -> None:
    variables["peering_connections"][0]["initiator"]["region"] = "cn-nowhere"


def endpoint(variables: t.Any) -> None:
    variables["peering_accounts"]["partner"]["endpoint"] = "http://127.0.0.1:9"


def credential(variables: t.Any) -> None:
    del variables["peering_accounts"]["production"]["access_key_secret"]


def unnamed(variables: t.Any) -> None:
    variables["peering_connections"][0]["name"] = "1st"


def itself(variables: t.Any) -> None:
    variables["peering_connections"][0]["acceptor"] = variables["peering_connections"][0]["initiator"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            secret,
            rf"{ACCEPTOR}: GetCallerIdentity failed .*\(InvalidAccessKeySecret, {REQUEST}\)\. The access key secret is",
        ),
        (key, rf"{ACCEPTOR}: GetCallerIdentity failed in cn-hangzhou: .*\(InvalidAccessKeyId.NotFound, {REQUEST}\)"),
        (token, rf"{INITIATOR}: GetCallerIdentity failed in cn-hangzhou: .*\(InvalidSecurityToken\.\w+, {REQUEST}\)"),
        (guard, rf"{INITIATOR}: .* belongs to account 1231579085529123, not to account_id 1000000000000000"),
        (same_account, "production and partner are the same account, 1231579085529123"),
        (
            swapped,
            rf"{INITIATOR}: there is no VPC vpc-12345678 in cn-beijing: .*check vpc_id, region and the",
        ),
        (vpc, rf"{ACCEPTOR}: there is no VPC vpc-nowhere in cn-hangzhou: .*\(InvalidVpcId.NotFound, {REQUEST}\)"),
        (router, rf"{ACCEPTOR}: there is no VPC with router_id vrt-nowhere in cn-hangzhou"),
        (region, rf"{INITIATOR}: DescribeVpcs failed in cn-nowhere: .*\(InvalidRegionId.NotFound, {REQUEST}\)"),
        (
            endpoint,
            rf"{ACCEPTOR}: GetCallerIdentity failed in cn-hangzhou: no response from http://127.0.0.1:9: .*refused",
        ),
        (credential, "peering_accounts, production: access_key_id needs access_key_secret"),
        (unnamed, "'1st' cannot name router interfaces"),
        (itself, "both sides are on the router vrt-AAA"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_one_sentence_names_the_cause(ansible: Ansible, simulator: t.Any, change: Change, message: str) -> None:
    before = estate(simulator)
    run = ansible.peer("-vvv", vars_file=peerings(ansible.folder, change))
    assert run.code != 0
    assert re.search(message, run.findings), run.findings
    assert_nothing_written(simulator, before, run)


def test_one_run_shows_all_findings(ansible: Ansible, simulator: t.Any) -> None:
    before = estate(simulator)

    def both(variables: t.Any) -> None:
        key(variables)
        region(variables)

    run = ansible.peer(vars_file=peerings(ansible.folder, both))
    assert re.search(INITIATOR, run.findings)
    assert re.search(ACCEPTOR, run.findings)
    assert_nothing_written(simulator, before, run)


def test_an_expired_session_and_a_disabled_key(ansible: Ansible, simulator: t.Any) -> None:
    session = {"access_key_id": "STS.old", "secret": "not-a-secret-old", "security_token": "a-token-of-yesterday"}
    roles = [{"name": "peering", "trusted_uids": [SIDES["initiator"].uid]}]
    first = {"roles": roles, "sessions": [{**session, "role": "peering", "expires_in": 0}]}
    disabled = {**owner_key("acceptor"), "status": "Inactive"}
    simulator.load(tutorial(initiator=first, acceptor={"access_keys": [disabled]}))
    before = estate(simulator)

    def expired(variables: t.Any) -> None:
        given = {"access_key_id": "STS.old", "access_key_secret": session["secret"]}
        variables["peering_accounts"]["production"] |= {**given, "security_token": session["security_token"]}

    run = ansible.peer(vars_file=peerings(ansible.folder, expired))
    assert re.search(rf"{INITIATOR}: .*InvalidSecurityToken.Expired, .* has expired: get a new one", run.findings)
    assert re.search(rf"{ACCEPTOR}: .*InvalidAccessKeyId.Inactive, ", run.findings)
    assert_nothing_written(simulator, before, run)


def test_overlapping_vswitches(ansible: Ansible, simulator: t.Any) -> None:
    block = "192.168.100.128/25"
    overlapping = tutorial_vpc("acceptor", cidr_block="192.168.0.0/16", vswitches=[{"cidr_block": block}])
    simulator.load(tutorial(acceptor={"vpcs": [overlapping]}))
    before = estate(simulator)
    run = ansible.peer()
    assert re.search(rf"{INITIATOR}: the vSwitch block 192.168.100.0/24 .* overlaps 192.168.100.128/25", run.findings)
    assert_nothing_written(simulator, before, run)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("spec",), "Huge.9", "peering_connections, beijing-hangzhou, spec: 'Huge.9' must be one of Mini.2, "),
        (("initiator", "region"), None, f"peering_connections, {INITIATOR}: give region."),
        (("acceptor", "vpc"), "vpc-1", f"peering_connections, {ACCEPTOR}: there is no key 'vpc'; did you mean vpc_"),
        (("acceptor", "router_id"), "vrt-BBB", f"{ACCEPTOR}: give one of vpc_id, router_id, vpc_name"),
    ],
)
def test_options_are_refused_in_a_sentence(
    ansible: Ansible, simulator: t.Any, path: tuple[str, ...], value: str | None, message: str
) -> None:
    def change(variables: t.Any) -> None:
        place = variables["peering_connections"][0]
        for key_ in path[:-1]:
            place = place[key_]
        if value is None:
            del place[path[-1]]
        else:
            place[path[-1]] = value

    before = estate(simulator)
    run = ansible.peer(vars_file=peerings(ansible.folder, change))
    assert run.code != 0
    assert message in run.findings
    # The output holds neither the argument spec nor the task that carried the values.
    assert len(run.output) < 3_000
    assert simulator.calls() == []
    assert_nothing_written(simulator, before, run)


def test_wrong_input_stops_a_teardown_of_the_same_run(ansible: Ansible, simulator: t.Any) -> None:
    """The run shows all mistakes at once, and reads nothing."""

    def change(variables: t.Any) -> None:
        going, coming = variables["peering_connections"][0], {**variables["peering_connections"][0], "name": "coming"}
        coming.pop("spec")
        variables["peering_connections"] = [{**going, "state": "absent"}, coming]
        variables |= {"peering_defaults": {"spec": "Huge.9"}, "peering_wait_timeout": -5, "peering_skip_checks": ["x"]}

    assert ansible.peer().code == 0
    before, calls = estate(simulator), len(simulator.calls())
    run = ansible.peer(vars_file=peerings(ansible.folder, change))
    for variable in ("peering_defaults, spec", "peering_wait_timeout", "peering_skip_checks"):
        assert variable in run.findings
    assert estate(simulator) == before
    assert len(simulator.calls()) == calls


@pytest.mark.parametrize(
    "variable", ["peering_report", "peering_report_mermaid", "peering_handshake_dir", "peering_trace"]
)
def test_a_path_that_cannot_be_used_stops_the_run_before_it_reads(
    ansible: Ansible, simulator: t.Any, variable: str
) -> None:
    (ansible.folder / "file").touch()
    path = "file" if variable.endswith("dir") else "file/page"
    run = ansible.peer("-e", f"{variable}={path}")
    assert run.code != 0
    assert f"{variable}: " in run.findings
    assert simulator.calls() == []


@pytest.mark.parametrize("blank", ["", None])
def test_blank_answers_of_a_survey_count_as_none(ansible: Ansible, simulator: t.Any, blank: t.Any) -> None:
    """Of every optional variable, and of keys of an account and of a peering."""
    documented = yaml.safe_load(ARGUMENTS.read_text(encoding="utf-8"))["argument_specs"]["main"]["options"]

    def change(variables: t.Any) -> None:
        variables |= {name: blank for name in documented if name not in variables}
        variables["peering_accounts"]["partner"] |= {"profile": blank, "role_arn": blank, "read_timeout": blank}
        variables["peering_connections"][0] |= {"routes": blank, "state": blank}
        variables["peering_connections"][0]["initiator"] |= {"router_id": blank, "routes": blank}

    run = ansible.peer(vars_file=peerings(ansible.folder, change))
    assert run.code == 0, run.findings
    changed = estate(simulator)
    assert ansible.peer().code == 0
    assert estate(simulator) == changed
    assert not list(ansible.folder.glob("*.json"))


def test_accounts_named_by_numbers(ansible: Ansible, simulator: t.Any) -> None:
    def change(variables: t.Any) -> None:
        accounts = variables["peering_accounts"]
        variables["peering_accounts"] = {1001: accounts["production"], "my partner": accounts["partner"]}
        variables["peering_connections"][0]["initiator"]["account"] = "1001"
        variables["peering_connections"][0]["acceptor"]["account"] = "my partner"

    assert ansible.peer("--check", vars_file=peerings(ansible.folder, change)).code == 0


def test_a_handshake_file_with_a_template(ansible: Ansible, simulator: t.Any) -> None:
    """The file comes from another company: no template in it is evaluated, and a malformed id stops the run."""
    (ansible.folder / "handshakes").mkdir()
    handshake = {
        "peering": "beijing-hangzhou",
        "role": "acceptor",
        "account_id": "1231579085529124",
        "region": "cn-hangzhou",
        "vpc_id": "vpc-87654321",
        "router_id": "vrt-BBB",
        "cidr_block": "172.16.0.0/16",
        "secondary_cidr_blocks": [],
        "vswitch_blocks": ["172.16.100.0/24"],
        "router_interface_id": "ri-{{ lookup('pipe', 'touch carried-out') }}",
        "names_peer": None,
    }
    path = ansible.folder / "handshakes" / "beijing-hangzhou.acceptor.json"
    path.write_text(json.dumps(handshake), encoding="utf-8")

    def one_side(variables: t.Any) -> None:
        del variables["peering_accounts"]["partner"]
        variables["peering_handshake_dir"] = "handshakes"

    before = estate(simulator)
    run = ansible.peer(vars_file=peerings(ansible.folder, one_side))
    assert run.code != 0
    assert "The handshake file beijing-hangzhou.acceptor.json cannot be used: router_interface_id: " in run.findings
    assert not list(ansible.folder.rglob("carried-out"))
    assert_nothing_written(simulator, before, run)


def assert_nothing_written(simulator: t.Any, before: t.Any, run: Run) -> None:
    """The run sent no write call, printed no secret and did not crash."""
    assert [call for call in simulator.calls() if call["write"]] == []
    assert estate(simulator) == before
    for secret_ in ("wrong-secret", "not-a-secret", "a-token-of-yesterday"):
        assert secret_ not in run.output
    assert "Traceback" not in run.output
    assert "template error" not in run.output
