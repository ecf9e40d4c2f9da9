# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""VPC peering connections by two teams: each runs alone, with handshake files or with the accounts in its YAML."""

from __future__ import annotations

import dataclasses
import json
import typing as t

import pytest

from ansible_collections.aliops.vpc.plugins.plugin_utils._handshakes import parsed
from ansible_collections.aliops.vpc.tests.modules.peers import ACCEPT, CREATE, VPC_A, VPC_B, connection, existing
from ansible_collections.aliops.vpc.tests.modules.role import Outcome, Role
from ansible_collections.aliops.vpc.tests.modules.runs import A, B, Cloud

NAME = "beijing-hangzhou"
IDS = {"production": A, "partner": B}
ROLES = {"production": "initiator", "partner": "acceptor"}
BLOCKS = {"production": "192.168.100.0/24", "partner": "172.16.100.0/24"}
VPC_BLOCKS = {"production": "192.168.0.0/16", "partner": "172.16.0.0/12"}
TABLES = {"production": "vtb-AAA", "partner": "vtb-BBB"}


def peering(**changed: t.Any) -> dict[str, t.Any]:
    """Return the tutorial's peering with other keys; those of a side are added to its own."""
    written: dict[str, t.Any] = {
        "name": NAME,
        "method": "vpc_peer",
        "initiator": {"account": "production", "region": "cn-beijing", "vpc_id": VPC_A},
        "acceptor": {"account": "partner", "region": "cn-hangzhou", "vpc_id": VPC_B},
    }
    return {
        **written,
        **{key: {**written[key], **value} if key in written and isinstance(value, dict) else value
           for key, value in changed.items()},
    }  # fmt: skip


# The peering as a side writes it that knows the other one's account.
NAMED = peering(initiator={"account_id": A}, acceptor={"account_id": B})


@dataclasses.dataclass
class Alone(Role):
    """The role with the credential of one account; ``files`` are the handshake files that both sides share."""

    files: dict[str, t.Any] = dataclasses.field(default_factory=dict)

    def input(self, state: str = "present") -> dict[str, t.Any]:
        return {**super().input(state), "handshakes": list(self.files.values())}

    def carry_out(self, state: str = "present", *, check: bool = False) -> Outcome:
        done = super().carry_out(state, check=check)
        for content in done.summary.get("handshakes", ()) if not check else ():
            name = f"{content['peering']}.{content['role']}.json"
            self.files[name] = parsed(name, json.dumps(content).encode())
        return done


def alone(
    cloud: Cloud, account: str, written: dict[str, t.Any] = NAMED, files: dict[str, t.Any] | None = None
) -> Alone:
    """Return the role of one account; without ``files`` the other side's never arrive."""
    given = Alone({account: cloud.account(IDS[account])}, [written])
    given.files = {} if files is None else files
    return given


def run(role: Alone, state: str = "present") -> str | None:
    """Predict and carry out, and return what the run waits for."""
    predicted = role.carry_out(state, check=True)
    assert predicted.messages == []
    done = role.carry_out(state)
    assert done.messages == []
    assert sorted(predicted.writes) == sorted(done.writes)
    (described,) = done.summary["peerings"]
    return t.cast("str | None", described["waiting_for"])


def routes(cloud: Cloud, account: str) -> list[str]:
    """Return the destinations of an account's routes to VPC peering connections."""
    uid = IDS[account]
    listed = cloud.run("route_entries_info", uid, route_table_ids=[TABLES[account]])["route_entries"]
    return sorted(entry["destination"] for entry in listed if entry["next_hop_type"] == "VpcPeer")


def idle(cloud: Cloud, roles: t.Iterable[Alone]) -> None:
    """Show that another run of each side has nothing to do."""
    before = cloud.writes()
    for role in roles:
        assert role.carry_out().messages == []
    assert cloud.writes() == before


@pytest.mark.parametrize("order", [("production", "partner"), ("partner", "production")], ids=lambda order: order[0])
@pytest.mark.parametrize("written", [peering(), NAMED], ids=["with files", "accounts named"])
def test_each_side_alone_ends_where_both_do(cloud: Cloud, order: tuple[str, str], written: dict[str, t.Any]) -> None:
    files: dict[str, t.Any] = {}
    roles = [alone(cloud, account, written, files) for account in order]
    waits = [run(role) for role in roles * 3]
    assert waits[-2:] == [None, None], waits
    assert [link["status"] for link in existing(cloud)] == ["Activated"]
    assert cloud.writes().count(CREATE) == cloud.writes().count(ACCEPT) == 1
    assert routes(cloud, "production") == [BLOCKS["partner"]]
    assert routes(cloud, "partner") == [BLOCKS["production"]]
    idle(cloud, roles)


def test_the_requester_alone_names_what_it_waits_for(cloud: Cloud) -> None:
    role = alone(cloud, "production")
    waits = str(run(role))
    (request,) = existing(cloud)
    assert waits.startswith(f"partner has to accept {request['vpc_peer_connection_id']} until {request['expiry_time']}")
    assert (request["status"], routes(cloud, "production")) == ("Accepting", [])


def test_the_requester_does_nothing_without_the_accepters_account(cloud: Cloud) -> None:
    assert "give account_id and vpc_id of its side (acceptor) here" in str(run(alone(cloud, "production", peering())))
    assert cloud.writes() == []


def test_the_accepter_waits_for_the_request(cloud: Cloud) -> None:
    assert "production has to request the VPC peering connection" in str(run(alone(cloud, "partner")))
    assert cloud.writes() == []


def test_the_accepter_finds_the_request_without_a_file(cloud: Cloud) -> None:
    cloud.load(connection("Accepting"))
    role = alone(cloud, "partner")
    assert "production has to send its handshake file: the blocks of its vSwitches are not known" in str(run(role))
    assert [link["status"] for link in existing(cloud, B)] == ["Activated"]
    assert routes(cloud, "partner") == []
    idle(cloud, [role])


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"routes": "vpc"}, VPC_BLOCKS["production"]),
        ({"acceptor": {**NAMED["acceptor"], "routes": ["192.168.7.0/24"]}}, "192.168.7.0/24"),
    ],
    ids=["vpc", "a list"],
)
def test_routes_without_a_file(cloud: Cloud, options: dict[str, t.Any], expected: str) -> None:
    """The connection itself shows the blocks of the other VPC, and a list needs none."""
    cloud.load(connection("Accepting"))
    role = alone(cloud, "partner", {**NAMED, **options})
    waits = run(role)
    assert routes(cloud, "partner") == [expected]
    assert "it has not reported its routes to" in str(waits)
    idle(cloud, [role])


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (peering(), "pcc-one of the account 1231579085529123 is not accepted, which is not named here"),
        (
            peering(initiator={"vpc_name": "initiator", "vpc_id": None, "account_id": A}),
            "give account_id and vpc_id of its side",
        ),
    ],
    ids=["no account", "no vpc"],
)
def test_a_request_that_the_file_does_not_name_is_not_accepted(
    cloud: Cloud, written: dict[str, t.Any], message: str
) -> None:
    """Its name proves nothing: whoever requested it wrote that."""
    cloud.load(connection("Accepting", name=NAME))
    assert message in str(run(alone(cloud, "partner", written)))
    assert cloud.writes() == []


def test_a_request_of_another_account_is_refused(cloud: Cloud) -> None:
    cloud.load(connection("Accepting"))
    stranger = peering(initiator={"account_id": "1000000000000009"})
    (message,) = alone(cloud, "partner", stranger).carry_out().messages
    assert f"{VPC_A} belongs to account {A}: correct peer_account_id" in message
    assert cloud.writes() == []


def test_a_request_of_another_vpc_is_named_and_left_alone(cloud: Cloud) -> None:
    cloud.load(connection("Accepting", name=NAME))
    other = peering(initiator={"account_id": A, "vpc_id": "vpc-other"})
    done = alone(cloud, "partner", other).carry_out()
    assert done.messages == []
    (warning,) = [warning for warning in done.warnings if "asks to connect" in warning]
    assert warning == (
        f"{NAME}, acceptor partner: pcc-one asks to connect {VPC_B} with {VPC_A} of the account {A}, which this"
        " peering does not name: it is not accepted."
    )
    assert cloud.writes() == []


def test_a_connection_that_is_active_needs_no_account(cloud: Cloud) -> None:
    """It was accepted before, so its account is known."""
    cloud.load(connection("Activated", name=NAME))
    run(alone(cloud, "partner", {**peering(), "routes": "vpc"}))
    assert routes(cloud, "partner") == [VPC_BLOCKS["production"]]


def test_the_own_request_names_the_account(cloud: Cloud) -> None:
    """The request itself names the other account, so nothing more is needed to change it, or to go on from it."""
    cloud.load(connection("Accepting", name=NAME))
    waits = str(run(alone(cloud, "production", {**peering(), "tags": {"team": "net"}})))
    assert waits.startswith("partner has to accept pcc-one until ")
    assert cloud.writes() == ["TagResources"]


@pytest.mark.parametrize("account", ["production", "partner"])
@pytest.mark.parametrize("status", ["Rejected", "Expired"])
def test_a_rejected_or_expired_request_is_removed_by_either_side(cloud: Cloud, account: str, status: str) -> None:
    cloud.load(connection(status, name=NAME))
    role = alone(cloud, account)
    (message,) = role.carry_out().messages
    assert f"pcc-one between {VPC_A} and {VPC_B} is {status}" in message
    assert "set state=absent for the peering, run once, and set it to present again" in message
    assert cloud.writes() == []
    run(role, "absent")
    assert existing(cloud, IDS[account]) == []


def test_a_teardown_names_what_the_other_side_has_to_do(cloud: Cloud) -> None:
    files: dict[str, t.Any] = {}
    production, partner = (alone(cloud, account, NAMED, files) for account in IDS)
    for role in (production, partner) * 2:
        run(role)
    (message,) = production.carry_out("absent").messages
    assert "DeleteVpcPeerConnection failed" in message
    assert "its owner has to delete them first" in message
    assert routes(cloud, "production") == []
    run(partner, "absent")
    assert (routes(cloud, "partner"), existing(cloud)) == ([], [])
    assert run(production, "absent") is None
    before = cloud.writes()
    assert production.carry_out("absent").messages == []
    assert cloud.writes() == before
