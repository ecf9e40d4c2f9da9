# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The verdicts of a check on data that the simulator never sends: wrong fields, old libraries, odd hosts."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.aliops.vpc.plugins.module_utils._check import (
    points,
    settle_networks,
    settle_peers,
    verdicts,
)
from ansible_collections.aliops.vpc.plugins.module_utils._check.accounts import account_records
from ansible_collections.aliops.vpc.plugins.module_utils._check.libraries import SUPPORTED, library_records
from ansible_collections.aliops.vpc.plugins.module_utils._check.permissions import Use, permission_records
from ansible_collections.aliops.vpc.plugins.module_utils._check.records import Settled
from ansible_collections.aliops.vpc.plugins.module_utils._check.responses import CHAPTERS, REQUIRED, response_records
from ansible_collections.aliops.vpc.plugins.module_utils._check.views import AccountView, RegionView
from ansible_collections.aliops.vpc.plugins.module_utils._cloud import signed
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import Client
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.credentials import Credential
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.transport import Transport
from ansible_collections.aliops.vpc.plugins.module_utils._model.observed import Host, Outcome
from ansible_collections.aliops.vpc.plugins.module_utils._model.response_shapes import RESPONSES
from ansible_collections.aliops.vpc.plugins.module_utils._probe import calls

VPC: dict[str, t.Any] = {
    "VpcId": "vpc-a",
    "VRouterId": "vrt-a",
    "CidrBlock": "10.0.0.0/8",
    "OwnerId": 1,
    "IsDefault": True,
}


def vpcs(**changes: t.Any) -> Outcome:
    """Return a response of DescribeVpcs with one VPC; a change to None leaves the field out."""
    row = {name: value for name, value in {**VPC, **changes}.items() if value is not None}
    return Outcome("DescribeVpcs", "Vpc", "cn-hangzhou", {"RequestId": "1", "TotalCount": 1, "Vpcs": {"Vpc": [row]}})


@pytest.mark.parametrize(
    ("changes", "status", "text"),
    [
        ({}, "ok", "DescribeVpcs responds as the contract says"),
        ({"IsDefault": None}, "ok", "DescribeVpcs responds as the contract says"),
        ({"Colour": "red"}, "ok", "with further fields: Vpcs.Vpc[].Colour"),
        ({"VRouterId": None}, "warning", "(Vpc D): Vpcs.Vpc[].VRouterId is missing"),
        ({"OwnerId": "1"}, "warning", "(Vpc D): Vpcs.Vpc[].OwnerId is string, not integer"),
        ({"CidrBlock": 7, "VRouterId": None}, "warning", "CidrBlock is integer, not string; Vpcs.Vpc[].VRouterId is m"),
    ],
)
def test_a_response_is_compared_with_the_contract(changes: dict[str, t.Any], status: str, text: str) -> None:
    (record,) = response_records([vpcs(**changes)])
    assert (record.status, record.settles) == (status, ("Vpc D",))
    assert text in record.text


def test_a_list_that_is_missing_is_a_warning() -> None:
    (record,) = response_records([Outcome("DescribeVpcs", "Vpc", "cn-hangzhou", {"RequestId": "1", "TotalCount": 0})])
    assert (record.status, record.value) == ("warning", ["Vpcs is missing"])


def test_a_refusal_has_no_fields_to_judge() -> None:
    assert not list(response_records([Outcome("DescribeVpcs", "Vpc", "cn-hangzhou", {}, "Forbidden.RAM")]))


def test_required_fields_are_in_the_contract() -> None:
    shapes = {name.rpartition(".")[2]: shape for name, shape in RESPONSES.items()}
    assert set(CHAPTERS) == set(REQUIRED)
    for action, paths in REQUIRED.items():
        for path in paths:
            shape: t.Any = shapes[action]
            for step in path.replace("[]", ".[]").split("."):
                shape = shape[0] if step == "[]" else shape[step]


@pytest.mark.parametrize(
    ("version", "status"),
    [("2.16.9", "problem"), ("2.17.0", "ok"), ("2.21.5", "ok"), ("2.22.0", "warning"), (None, "unknown")],
)
def test_a_library_is_compared_with_the_supported_versions(version: str | None, status: str) -> None:
    versions = {name: least for name, (least, _untried) in SUPPORTED.items()}
    records = {
        record.text.split()[0].rstrip(":"): record for record in library_records({**versions, "ansible-core": version})
    }
    assert records.pop("ansible-core").status == status
    assert {record.status for record in records.values()} == {"ok"}


@pytest.mark.parametrize(
    ("days", "proxied", "status"),
    [(20.0, False, "ok"), (13.0, False, "warning"), (None, False, "unknown"), (None, True, "unknown")],
)
def test_a_certificate_is_judged_by_its_days(days: float | None, proxied: bool, status: str) -> None:
    host = Host("Vpc", "https://vpc.example.com", ahead=0.0, days=days, proxied=proxied)
    (record,) = [record for record in account_records(AccountView("a", hosts=[host])) if record.probe == "certificate"]
    assert record.status == status
    assert proxied == ("a proxy is between" in record.text)


def test_hosts_without_a_clock_leave_it_unknown() -> None:
    (record,) = [
        record
        for record in account_records(AccountView("a", hosts=[Host("Vpc", "https://a.example.com")]))
        if record.probe == "clock"
    ]
    assert record.status == "unknown"


def test_a_throttled_call_shows_no_permission() -> None:
    view = RegionView(
        "cn-hangzhou", {"DescribeVpcs": Outcome("DescribeVpcs", "Vpc", "cn-hangzhou", {}, "Throttling.User")}
    )
    use = Use(frozenset({"router_interface"}), requests=True, accepts=False, certain=True)
    records = [record for record in permission_records(AccountView("a"), view, use) if "DescribeVpcs" in record.text]
    assert [record.status for record in records] == ["unknown"]


def test_a_point_that_is_settled_in_two_ways_stays_open() -> None:
    both = [Settled("list_order", "newest_first", "one"), Settled("list_order", "oldest_first", "two")]
    assert verdicts.agreed([*both, Settled("peer_serial", True, "three")]) == {"peer_serial": True}
    disputed = [record for record in verdicts.open_points(both) if record.status == "warning"]
    assert [record.value for record in disputed] == [{"switch": "list_order"}]
    assert "newest_first by one; oldest_first by two" in disputed[0].text


def test_each_open_point_has_a_number_and_a_cure() -> None:
    for record in verdicts.open_points([]):
        assert record.status == "unknown"
        assert record.cure
    assert all(point.number.split()[0] in ("Vpc", "VpcPeer") for point in points.ALL.values())


def test_a_destination_settles_nothing_where_next_hops_are_checked_first() -> None:
    """Two blocks that are always refused show whether the service checks destinations or next hops first."""

    def outcome(code: str) -> Outcome:
        fields = {"FailedRouteEntries": [{"FailedCode": code}]}
        return Outcome("CreateRouteEntries", "Vpc", "cn-hangzhou", fields)

    for control, expected in (
        (("InvalidCidrBlock", "InvalidCidrBlock.Malformed"), 3),
        (("InvalidRouterInterface",) * 2, 0),
    ):
        probes = {
            "service_block": outcome(control[0]),
            "malformed_block": outcome(control[1]),
            "ten_slash_eight": outcome("InvalidRouterInterface"),
            "host_bits": outcome("InvalidRouterInterface"),
            "block_around_a_vswitch": outcome("InvalidRouterInterface"),
        }
        account = AccountView("a", regions={"cn-hangzhou": RegionView("cn-hangzhou", probes=probes)})
        assert len(list(settle_networks.networks([account]))) == expected


def test_a_probe_cannot_write(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither through the client nor signed by hand, whatever the action is."""
    credential = Credential("LTAI-a", "not-a-secret")
    client = Client(credential, Transport())

    def never(*_arguments: t.Any, **_options: t.Any) -> t.Any:
        raise AssertionError("something was sent")

    monkeypatch.setattr(Client, "call", never)
    monkeypatch.setattr(Client, "post", never)
    for action, params in (("CreateVpc", {}), ("DeleteVpcPeerConnection", {"DryRun": "true"}), ("TagResources", {})):
        with pytest.raises(ValueError, match="would write"):
            calls.ask(client, action, "cn-hangzhou", **params)
        with pytest.raises(ValueError, match="may write"):
            signed.send(client, signed.Signing(credential), "https://vpc.example.com", action, "cn-hangzhou")


def test_an_accepted_region_settles_nothing_unless_an_unlisted_one_is_refused() -> None:
    """Else the service checks the VPC first, and the guide's region shows nothing."""

    def outcome(code: str) -> Outcome:
        return Outcome("CreateVpcPeerConnection", "VpcPeer", "cn-hangzhou", {}, code)

    for control, expected in (("UnsupportedRegion", ["guide"]), ("ResourceNotFound.Vpc", [])):
        probes = {"region_of_none": outcome(control), "region_of_the_guide": outcome("ResourceNotFound.Vpc")}
        account = AccountView("a", regions={"cn-hangzhou": RegionView("cn-hangzhou", probes=probes)})
        values = [
            settled.value for settled in settle_peers.connections([account]) if settled.switch == "vpc_peer_regions"
        ]
        assert values == expected
