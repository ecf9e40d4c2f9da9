# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each check of VPC peering connections by its name: its findings, when it is silent, and that it can be skipped."""

from __future__ import annotations

import time
import typing as t

import pytest

from ansible_collections.aliops.vpc.tests.unit.plugins.plugin_utils.connection_snapshots import (
    connection,
    joined,
    peered,
    peering,
)
from ansible_collections.aliops.vpc.tests.unit.plugins.plugin_utils.snapshots import (
    READ_AT,
    UIDS,
    Result,
    end,
    plan,
    refusals,
    without_vpc,
)

EMPTY = joined("a"), joined("b")
PEERED = peered("a"), peered("b")
ONLY = {"a": {"accounts": {"a": {}}, "handshakes": []}, "b": {"accounts": {"b": {}}, "handshakes": []}}


def planned(*snapshots: Result, **variables: t.Any) -> Result:
    return plan(*snapshots, **{"peerings": [peering()], **variables})


def refusal(*snapshots: Result, rule: str, **variables: t.Any) -> str:
    """Return the only refusal of a plan; without its check there is none."""
    (text,) = refusals(planned(*snapshots, **variables))
    assert refusals(planned(*snapshots, skip_checks=[rule], **variables)) == []
    return text


def warning(*snapshots: Result, rule: str, **variables: t.Any) -> str:
    """Return the only warning of a plan that is not refused; without its check there is none."""
    result = planned(*snapshots, **variables)
    assert refusals(result) == []
    assert planned(*snapshots, skip_checks=[rule], **variables)["warnings"] == []
    (text,) = result["warnings"]
    return str(text)


def test_two_vpcs_without_a_link_are_connected() -> None:
    result = planned(*EMPTY)
    assert (refusals(result), result["warnings"], len(result["vpc_peers"])) == ([], [], 1)


def test_router_interfaces_that_join_the_two_vpcs() -> None:
    a = joined("a", interfaces=[end("a", "Active")])
    text = refusal(a, joined("b", interfaces=[end("b", "Active")]), rule="router_interface_pair")
    assert text == (
        "one: router interfaces join these two VPCs already, ri-a of a and ri-b of b: keep method: router_interface, or"
        " move the peering with the playbook aliops.vpc.migrate_vpcs."
    )
    alone = joined("a", interfaces=[end("a", "Active", peer_router_id=None, peer_vpc_id="vpc-b")])
    assert "already, ri-a of a: keep" in refusal(alone, EMPTY[1], rule="router_interface_pair")


@pytest.mark.parametrize(
    "interfaces",
    [
        [end("a", "Active", peer_router_id="vrt-c", peer_vpc_id="vpc-c")],
        [end("a", "Idle", peer_router_id=None)],
        [end("a", "Deleting")],
    ],
)
def test_router_interfaces_that_join_others(interfaces: list[t.Any]) -> None:
    assert refusals(planned(joined("a", interfaces=interfaces), EMPTY[1])) == []


def test_router_interfaces_beside_a_connection_that_exists() -> None:
    assert refusals(planned(peered("a", interfaces=[end("a", "Active")]), PEERED[1])) == []


@pytest.mark.parametrize("status", ["Rejected", "Expired", "Deleting"])
def test_router_interfaces_beside_a_connection_out_of_use(status: str) -> None:
    a = joined("a", connection(status), interfaces=[end("a", "Active")])
    assert "router interfaces join" in refusals(planned(a, joined("b", connection(status))))[0]


def placed(account: str, region: str, *connections: t.Any) -> Result:
    return joined(account, *connections, region=region)


def test_a_region_that_is_not_known() -> None:
    wanted = peering(initiator={"region": "na-south-1"})
    text = warning(placed("a", "na-south-1"), EMPTY[1], rule="region", peerings=[wanted])
    assert text == "one, initiator a: na-south-1 is not known to have VPC peering connections."


@pytest.mark.parametrize(
    ("region", "cloud"), [("cn-shanghai-finance-1", "finance cloud"), ("cn-north-2-gov-1", "government cloud")]
)
def test_regions_of_different_clouds(region: str, cloud: str) -> None:
    wanted = peering(initiator={"region": region})
    text = refusal(placed("a", region), EMPTY[1], rule="region", peerings=[wanted])
    assert text == (
        f"one: {region} is in the {cloud} and cn-hangzhou is in the public cloud; the service connects VPCs within one"
        " cloud only, so choose other VPCs."
    )


def test_two_regions_of_one_special_cloud() -> None:
    wanted = peering(initiator={"region": "cn-shanghai-finance-1"}, acceptor={"region": "cn-shenzhen-finance-1"})
    reads = placed("a", "cn-shanghai-finance-1"), placed("b", "cn-shenzhen-finance-1")
    result = planned(*reads, peerings=[wanted])
    assert (refusals(result), result["warnings"]) == ([], [])


def test_regions_do_not_matter_to_a_connection_that_exists() -> None:
    wanted = peering(initiator={"region": "cn-shanghai-finance-1"})
    have = connection(requester_region="cn-shanghai-finance-1")
    reads = placed("a", "cn-shanghai-finance-1", have), placed("b", "cn-hangzhou", have)
    assert refusals(planned(*reads, peerings=[wanted])) == []


def at(seconds: float) -> str:
    """Return a time so many seconds after the read, as the API writes it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(READ_AT + seconds))


def requested(seconds: float) -> Result:
    return joined("a", connection("Accepting", expiry_time=at(seconds)))


REMOTE = peering(acceptor={"account_id": UIDS["b"]})


@pytest.mark.parametrize("seconds", [-60, 60, 24 * 3600 - 60])
def test_a_request_that_expires_soon(seconds: float) -> None:
    text = warning(requested(seconds), rule="request_expiry", peerings=[REMOTE], **ONLY["a"])
    assert text == (
        f"one: the request pcc-one expires at {at(seconds)}, and b has not accepted it yet: ask its administrator to"
        " run before that."
    )


def test_a_request_that_expires_later_or_is_accepted_now() -> None:
    assert planned(requested(24 * 3600 + 60), peerings=[REMOTE], **ONLY["a"])["warnings"] == []
    have = connection("Accepting", expiry_time=at(60))
    assert planned(joined("a", have), joined("b", have))["warnings"] == []
    assert (
        planned(joined("b", have), peerings=[peering(initiator={"account_id": UIDS["a"]})], **ONLY["b"])["warnings"]
        == []
    )


def test_a_connection_that_was_accepted_does_not_expire() -> None:
    read = joined("a", connection("Updating", expiry_time=at(60)))
    assert planned(read, peerings=[REMOTE], **ONLY["a"])["warnings"] == []


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the time zone of the process cannot be set")
def test_expiry_is_in_utc_wherever_the_controller_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    later = planned(requested(26 * 3600), peerings=[REMOTE], **ONLY["a"])["warnings"]
    monkeypatch.undo()
    time.tzset()
    assert later == []


@pytest.mark.parametrize("text", [None, "soon", "2026-13-28T12:00:00Z", "2026-11-28T12:00+08:00"])
def test_a_time_of_expiry_that_cannot_be_read(text: str | None) -> None:
    read = joined("a", connection("Accepting", expiry_time=text))
    assert planned(read, peerings=[REMOTE], **ONLY["a"])["warnings"] == []


def test_bills_outstanding_for_a_connection() -> None:
    locked = connection(business_status="FinancialLocked")
    a, b = joined("a", locked), joined("b", locked)
    (text,) = refusals(planned(a, b))
    assert text == "one: pcc-one is locked, because a or b has bills outstanding; pay them first."
    assert not any("bills outstanding" in text for text in refusals(planned(a, b, skip_checks=["overdue"])))
    absent = planned(a, b, peerings=[peering(state="absent")])
    assert refusals(absent) == []


@pytest.mark.parametrize("method", ["vpc_peer", "router_interface"])
@pytest.mark.parametrize("state", ["present", "absent"])
def test_an_account_id_that_the_credential_does_not_have(method: str, state: str) -> None:
    other = peering(initiator={"account_id": UIDS["b"]}, method=method, spec="Large.1", state=state)
    text = refusal(*EMPTY, rule="account_id", peerings=[other])
    assert text == (
        f"one, initiator a: account_id is {UIDS['b']}, but the credential of a belongs to {UIDS['a']}: correct one of"
        " them."
    )
    same = peering(initiator={"account_id": UIDS["a"]}, method=method, spec="Large.1", state=state)
    assert refusals(planned(*EMPTY, peerings=[same])) == []


def test_a_vpc_that_another_account_shares() -> None:
    shared = joined("a", owner_id="1000000000000009")
    text = refusal(shared, EMPTY[1], rule="shared_vpc")
    assert text == (
        "one, initiator a: the VPC vpc-a belongs to the account 1000000000000009, which shares it with"
        f" {UIDS['a']}; only its owner can peer it, so give a credential of 1000000000000009."
    )
    assert refusals(planned(joined("a", owner_id=UIDS["a"]), joined("b", owner_id=None))) == []


def test_an_account_that_has_not_opened_cdt() -> None:
    closed = joined("b", facts={"cdt_enabled": False})
    text = warning(EMPTY[0], closed, rule="cdt")
    assert text.startswith(
        "one, acceptor b: Cloud Data Transfer (CDT), which bills the traffic between cn-hangzhou and cn-beijing, is not"
        " open in this account;"
    )
    for enabled in (True, None):
        assert planned(EMPTY[0], joined("b", facts={"cdt_enabled": enabled}))["warnings"] == []
    assert planned(PEERED[0], peered("b", facts={"cdt_enabled": False}))["warnings"] == []
    rejected = connection("Rejected")
    reads = joined("a", rejected), joined("b", rejected, facts={"cdt_enabled": False})
    assert planned(*reads)["warnings"] == []


def test_cdt_does_not_matter_within_a_region() -> None:
    near = peering(acceptor={"region": "cn-beijing"})
    closed = joined("b", region="cn-beijing", facts={"cdt_enabled": False})
    assert planned(EMPTY[0], closed, peerings=[near])["warnings"] == []


def test_a_vpc_that_could_not_be_read_hides_nothing_else() -> None:
    (text,) = refusals(planned(without_vpc("a"), joined("b", owner_id=UIDS["a"])))[1:]
    assert "only its owner can peer it" in text


@pytest.mark.parametrize("status", ["Activated", "Accepting", "Rejected"])
def test_the_limit_of_removals_counts_connections(status: str) -> None:
    reads = joined("a", connection(status)), joined("b", connection(status))
    given = {"peerings": [peering(state="absent")], "absent_limit": 0}
    (text,) = refusals(planned(*reads, **given))
    assert "1 peerings would be removed, more than peering_absent_limit (0): set peering_confirm_absent=true" in text
    assert refusals(planned(*reads, **given, confirm_absent=True)) == []
    assert refusals(planned(*EMPTY, **given)) == []


def test_another_request_is_named_where_a_side_runs_alone() -> None:
    stranger = connection("Accepting", requester_vpc_id="vpc-z", requester_account_id="1000000000000009")
    alone = peering(initiator={"account_id": UIDS["a"]})
    text = warning(joined("b", stranger), rule="other_request", peerings=[alone], **ONLY["b"])
    assert text == (
        "one, acceptor b: pcc-one asks to connect vpc-b with vpc-z of the account 1000000000000009, which this peering"
        " does not name: it is not accepted."
    )
    asked = connection("Accepting", accepter_vpc_id="vpc-z", requester_vpc_id="vpc-b")
    assert planned(joined("b", asked), peerings=[alone], **ONLY["b"])["warnings"] == []
    assert planned(joined("a"), joined("b", stranger))["warnings"] == []
