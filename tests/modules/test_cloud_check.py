# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The probes of cloud_check_info: both outcomes of each, with the cure, without a write and without a secret."""

from __future__ import annotations

import json
import time
import typing as t

import pytest

from ansible_collections.aliops.vpc.plugins.module_utils._cloud import hosts
from ansible_collections.aliops.vpc.tests import scenarios
from ansible_collections.aliops.vpc.tests.conformance.harness import running
from ansible_collections.aliops.vpc.tests.modules.checked_worlds import (
    Data,
    accounts,
    all_but,
    check,
    everything,
    only,
    peering,
    user,
    verdicts_of,
)
from ansible_collections.aliops.vpc.tests.modules.peers import connection
from ansible_collections.aliops.vpc.tests.modules.runs import A, B, Cloud, Result
from ansible_collections.aliops.vpc.tests.scenarios import pair, statement

SIDES = {
    "initiator": {"account": "production", "region": "cn-beijing", "vpc_id": "vpc-12345678"},
    "acceptor": {"account": "partner", "region": "cn-hangzhou", "vpc_id": "vpc-87654321"},
}


def tutorials(method: str = "vpc_peer", **more: t.Any) -> list[Data]:
    """Return the peering of the tutorial's two VPCs."""
    return [{"name": "prod-shared", "method": method, **SIDES, **more}]


def both_users(*statements: t.Mapping[str, t.Any]) -> Data:
    """Return, as a change for ``load``, that the keys of both accounts belong to users with these permissions."""
    return {side: user(side, *statements) for side in ("initiator", "acceptor")}


# --- credentials ---------------------------------------------------------------------------------------------


def test_the_key_of_a_user_is_in_order(cloud: Cloud) -> None:
    cloud.load(both_users(statement("*")))
    result = check(cloud, peerings=tutorials())
    verdict = only(result, "credentials", "ok", account="production")
    assert verdict["value"]["account_id"] == A
    assert "RAM user" in verdict["text"]
    assert verdicts_of(result, "credentials", "problem") == []


def test_the_key_of_an_account_itself_is_a_warning(cloud: Cloud) -> None:
    verdict = only(check(cloud), "credentials", account="production", status="warning")
    assert "it may do everything" in verdict["text"]


def test_a_key_of_another_account_is_a_problem(cloud: Cloud) -> None:
    given = accounts(cloud)
    given[0]["account_id"] = B
    verdict = only(check(cloud, given=given), "credentials", "problem")
    assert (verdict["account"], A in verdict["text"], B in verdict["text"]) == ("production", True, True)


def test_a_wrong_secret_is_one_problem_and_nothing_more_is_read(cloud: Cloud) -> None:
    given = accounts(cloud)
    given[0]["access_key_secret"] = "a-wrong-secret"
    result = check(cloud, given=given, peerings=tutorials())
    (verdict,) = verdicts_of(result, "credentials", "problem")
    assert "InvalidAccessKeySecret" in verdict["text"]
    assert verdict["cure"].startswith("the access key secret is wrong")
    assert verdicts_of(result, "permissions", account="production") == []
    assert verdicts_of(result, "permissions", account="partner")
    assert "a-wrong-secret" not in json.dumps(result)


def test_an_account_without_a_credential_is_a_problem_beside_the_others(cloud: Cloud) -> None:
    given = accounts(cloud)
    for key in ("access_key_id", "access_key_secret"):
        del given[0][key]
    result = check(cloud, given=given, peerings=tutorials())
    assert only(result, "credentials", "problem")["account"] == "production"
    assert verdicts_of(result, "permissions", account="partner")


def test_no_secret_is_returned(cloud: Cloud) -> None:
    cloud.load(both_users(statement("*")))
    result = json.dumps(check(cloud, peerings=tutorials()))
    assert not [secret for side in scenarios.SIDES.values() for secret in side.key if secret in result]


# --- hosts, certificates, clock ------------------------------------------------------------------------------


def test_an_endpoint_that_nobody_serves_is_a_problem_with_its_cure(cloud: Cloud) -> None:
    given = accounts(cloud)
    given[0]["endpoint"] = "http://127.0.0.1:9"
    result = check(cloud, given=given, peerings=tutorials())
    problems = verdicts_of(result, "endpoint", "problem", account="production")
    assert len(problems) == 4
    assert all("127.0.0.1:9" in verdict["text"] and verdict["cure"] for verdict in problems)
    assert only(result, "credentials", "unknown")["account"] == "production"
    assert verdicts_of(result, "endpoint", "ok", account="partner")


def test_an_endpoint_whose_name_nobody_knows_is_a_problem(cloud: Cloud) -> None:
    given = accounts(cloud)
    given[0]["endpoint"] = "vpc.check-cloud.invalid"
    (verdict, *_others) = verdicts_of(check(cloud, given=given), "endpoint", "problem", account="production")
    assert "cannot be resolved" in verdict["text"]


def test_plain_http_is_a_warning(cloud: Cloud) -> None:
    verdict = only(check(cloud), "certificate", account="production")
    assert (verdict["status"], "not encrypted" in verdict["text"]) == ("warning", True)


@pytest.fixture(name="encrypted", scope="module")
def encrypted_cloud(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[tuple[Cloud, str]]:
    """A cloud behind HTTPS, and the file of the authority to trust."""
    folder = tmp_path_factory.mktemp("tls")
    with running("--scenario", "tutorial", "--time-scale", "0", tls=folder) as simulator:
        yield Cloud(simulator), str(simulator.ca)


# --- permissions ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "account"),
    [
        ("DescribeVpcs", "production"),
        ("DescribeVSwitches", "production"),
        ("DescribeRouteTableList", "production"),
        ("DescribeRouteEntryList", "production"),
        ("DescribeRouterInterfaces", "production"),
        ("ListVpcPeerConnections", "production"),
        ("GetVpcPeerConnectionAttribute", "production"),
        ("CreateVpcPeerConnection", "production"),
        ("ModifyVpcPeerConnection", "production"),
        ("DeleteVpcPeerConnection", "production"),
        ("CreateRouteEntries", "production"),
        ("DeleteRouteEntries", "production"),
        ("AcceptVpcPeerConnection", "partner"),
    ],
)
@pytest.mark.sampled(4)
def test_each_needed_action_that_is_denied_is_a_problem(cloud: Cloud, action: str, account: str) -> None:
    cloud.load(both_users(*all_but(f"vpc:{action}")))
    result = check(cloud, peerings=tutorials())
    verdict = only(result, "permissions", "problem", account=account)
    assert verdict["value"] == action
    assert f"grant vpc:{action}" in verdict["cure"]


def test_all_needed_actions_are_allowed(cloud: Cloud) -> None:
    cloud.load(both_users(statement("*")))
    result = check(cloud, peerings=tutorials())
    assert verdicts_of(result, "permissions", "problem") + verdicts_of(result, "permissions", "warning") == []
    allowed = {verdict["account"]: set(verdict["value"]) for verdict in verdicts_of(result, "permissions", "ok")}
    assert allowed["production"] - allowed["partner"] == {"CreateVpcPeerConnection"}
    assert allowed["partner"] - allowed["production"] == {"AcceptVpcPeerConnection"}
    assert len(allowed["production"]) == 12


def test_without_peerings_a_denied_action_is_a_warning(cloud: Cloud) -> None:
    cloud.load(both_users(*all_but("vpc:DescribeVSwitches")))
    assert only(check(cloud), "permissions", "warning", account="production")["value"] == "DescribeVSwitches"


def test_writes_without_a_dry_run_are_unknown_with_the_statement_to_look_for(cloud: Cloud) -> None:
    verdict = only(check(cloud, peerings=tutorials("router_interface")), "permissions", "unknown", account="production")
    resource = f"acs:vpc:cn-beijing:{A}:routerinterface/*"
    assert (verdict["value"]["Resource"], len(verdict["value"]["Action"])) == (resource, 8)
    assert json.dumps(verdict["value"]) in verdict["cure"]


def test_with_everything_denied_the_report_still_comes(cloud: Cloud) -> None:
    cloud.load(both_users())
    result = check(cloud, peerings=tutorials())
    assert only(result, "credentials", "ok", account="production")
    denied = {verdict["value"] for verdict in verdicts_of(result, "permissions", "problem", account="production")}
    assert {"DescribeVpcs", "DescribeRouterInterfaces", "ListVpcPeerConnections", "CreateVpcPeerConnection"} <= denied
    assert result["switches"]["denied_code"] == "Forbidden.RAM"
    assert only(result, "vpc_peer_connection", "unknown")


# --- links ---------------------------------------------------------------------------------------------------


def test_a_connection_that_would_be_created_is_in_order(cloud: Cloud) -> None:
    verdict = only(check(cloud, peerings=tutorials()), "vpc_peer_connection")
    assert (verdict["status"], verdict["value"]) == ("ok", "DryRunOperation")


def test_a_remote_side_is_checked_by_its_ids(cloud: Cloud) -> None:
    remote: Data = {"acceptor": {**SIDES["acceptor"], "account_id": B}}
    result = check(cloud, given=accounts(cloud)[:1], peerings=tutorials(**remote))
    assert only(result, "vpc_peer_connection")["status"] == "ok"


def test_router_interfaces_in_the_way_are_a_problem(cloud: Cloud) -> None:
    cloud.load(pair("Active"))
    verdict = only(check(cloud, peerings=tutorials()), "vpc_peer_connection", "problem")
    assert verdict["value"] == "ResourceAlreadyExist.RouterInterface"
    assert "migrate_vpcs" in verdict["cure"]
    assert verdict["settles"] == ["VpcPeer U.1"]


def test_an_existing_connection_is_in_order(cloud: Cloud) -> None:
    cloud.load(connection("Activated"))
    assert only(check(cloud, peerings=tutorials()), "vpc_peer_connection")["value"] == "ResourceAlreadyExist.VpcPeer"


def test_an_unknown_vpc_is_a_problem(cloud: Cloud) -> None:
    wrong: Data = {"initiator": {**SIDES["initiator"], "vpc_id": "vpc-none"}}
    verdict = only(check(cloud, peerings=tutorials(**wrong)), "vpcs", "problem")
    assert (verdict["account"], "vpc-none" in verdict["text"]) == ("production", True)


@pytest.mark.parametrize(("is_open", "status"), [(True, "ok"), (False, "warning")])
def test_cdt_is_read_in_both_accounts_between_regions(cloud: Cloud, is_open: bool, status: str) -> None:
    cloud.load({side: {"cdt": is_open} for side in ("initiator", "acceptor")})
    verdicts = verdicts_of(check(cloud, peerings=tutorials()), "cdt")
    assert [(verdict["account"], verdict["status"]) for verdict in verdicts] == [
        ("production", status),
        ("partner", status),
    ]


@pytest.mark.parametrize(("attached", "status"), [(True, "warning"), (False, "ok")])
def test_an_attached_cen_is_a_warning(cloud: Cloud, attached: bool, status: str) -> None:
    cloud.load({"initiator": {"vpcs": [scenarios.tutorial_vpc("initiator", cen_attached=attached)]}})
    assert only(check(cloud, peerings=tutorials()), "cen", account="production")["status"] == status


def test_whether_router_interfaces_are_sold_is_unknown_with_a_way_to_find_out(cloud: Cloud) -> None:
    verdict = only(check(cloud, peerings=tutorials("router_interface")), "router_interfaces_sold")
    assert (verdict["account"], verdict["status"], verdict["settles"]) == ("production", "unknown", ["Vpc U.14"])
    assert "method: vpc_peer" in verdict["cure"]


# --- quotas, libraries, responses ----------------------------------------------------------------------------


def test_quotas_in_use_are_counted(cloud: Cloud) -> None:
    cloud.simulator.load(everything())
    result = check(cloud)
    numbers = {
        verdict["value"]["quota"]: verdict["value"]["used"]
        for verdict in verdicts_of(result, "quotas", account="production")
    }
    assert numbers == {
        "interfaces_per_region": 4,
        "interfaces_per_router": 1,
        "routes_per_table": 1,
        "connections_per_region": 5,
        "connections_per_vpc_within_region": 1,
        "connections_per_vpc_between_regions": 1,
    }
    assert only(result, "quotas", "warning", account="production")["value"]["quota"] == "interfaces_per_region"
    raised = check(cloud, quotas={"interfaces_per_region": 20})
    assert verdicts_of(raised, "quotas", "warning", account="production") == []


def test_a_quota_that_nobody_knows_is_refused(cloud: Cloud) -> None:
    result: Result = cloud.run("cloud_check_info", quotas={"interfaces": 3})
    assert "quota" in result["msg"]


def test_the_libraries_are_in_order(cloud: Cloud) -> None:
    assert [verdict["status"] for verdict in verdicts_of(check(cloud), "libraries")] == ["ok"] * 5


def test_the_responses_are_those_of_the_contract(cloud: Cloud) -> None:
    cloud.simulator.load(everything())
    verdicts = verdicts_of(check(cloud), "responses", account="production")
    assert {verdict["status"] for verdict in verdicts} == {"ok"}
    assert len(verdicts) == 8


def test_each_region_is_checked_once(cloud: Cloud) -> None:
    result = check(cloud, regions=["cn-beijing", "cn-shanghai", "cn-beijing"], peerings=tutorials())
    regions = [verdict["region"] for verdict in verdicts_of(result, "permissions", "ok", account="production")]
    assert regions == ["cn-beijing", "cn-shanghai"]


def test_contradicting_responses_are_a_warning_and_settle_nothing(cloud: Cloud) -> None:
    """One account's filter returns something else: the point stays open."""
    content = everything(switches={"shared_labels": False})
    content["vpc_peer_connections"][0]["accepting_resource_group_id"] = "rg-same"
    content["vpc_peer_connections"][0]["resource_group_id"] = "rg-same"
    for account in content["accounts"]:
        account["resource_groups"] = ["rg-same"]
    cloud.simulator.load(content)
    result = check(cloud)
    assert "shared_labels" not in result["switches"]
    assert only(result, "open_points", "warning")["value"] == {"switch": "shared_labels"}


def test_the_lines_begin_with_the_problems_and_end_with_the_numbers(cloud: Cloud) -> None:
    cloud.load(both_users(*all_but("vpc:DescribeVpcs")))
    result = check(cloud, peerings=[*tutorials(), peering("none", "a1", "b1")])
    kinds = [line.split(" ", 1)[0] for line in result["lines"]]
    assert kinds[0] == "problem"
    assert kinds == sorted(kinds, key=["problem", "warning", "unknown", "ok", "open", "ok:"].index)
    counts = result["summary"]
    assert result["lines"][-1] == ", ".join(f"{status}: {number}" for status, number in counts.items())
    assert all(" -> " in line for line in result["lines"] if line.startswith(("problem", "warning", "unknown")))


def shifted(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Set the machine's clock wrong by some seconds wherever it is compared with a host's."""
    actual = time.time

    class Wrong:
        """The module time, with another clock."""

        @staticmethod
        def time() -> float:
            return actual() + seconds

    monkeypatch.setattr(hosts, "time", Wrong)


@pytest.mark.parametrize(("seconds", "status"), [(0, "ok"), (-90, "warning"), (90, "warning"), (1200, "problem")])
def test_a_wrong_clock_is_seen(cloud: Cloud, monkeypatch: pytest.MonkeyPatch, seconds: float, status: str) -> None:
    shifted(monkeypatch, seconds)
    verdict = only(check(cloud), "clock", account="production")
    assert verdict["status"] == status
    assert abs(verdict["value"] - seconds) < 5
    assert not seconds or ("ahead" in verdict["text"]) is (seconds > 0)


@pytest.mark.parametrize(("days", "status"), [(0, "ok"), (3649, "warning")])
def test_a_certificate_that_ends_soon_is_a_warning(
    encrypted: tuple[Cloud, str], monkeypatch: pytest.MonkeyPatch, days: float, status: str
) -> None:
    cloud, bundle = encrypted
    given = accounts(cloud, ca_bundle=bundle)
    valid = only(check(cloud, given=given), "certificate", account="production")["value"]
    shifted(monkeypatch, (valid - 5) * 86400.0 if days else 0)
    verdict = only(check(cloud, given=given), "certificate", account="production")
    assert (verdict["status"], verdict["value"] > 0) == (status, True)


def test_a_certificate_of_an_unknown_authority_is_a_problem(encrypted: tuple[Cloud, str]) -> None:
    cloud, _bundle = encrypted
    verdicts = verdicts_of(check(cloud), "endpoint", "problem", account="production")
    assert len(verdicts) == 4
    assert all("ca_bundle" in verdict["cure"] for verdict in verdicts)
