# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Handshake files come from another company: each is accepted as the role writes it, or refused by file and field."""

from __future__ import annotations

import json
import pathlib
import re
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.aliops.vpc.plugins.module_utils._errors import RefusedError
from ansible_collections.aliops.vpc.plugins.plugin_utils._handshakes import FIELDS, parsed, read
from ansible_collections.aliops.vpc.tests.examples import CHARACTERS
from ansible_collections.aliops.vpc.tests.unit.plugins.plugin_utils.snapshots import (
    Result,
    handshake,
    plan,
    refusals,
    snapshot,
)

CONTENT = handshake(
    "b",
    cidr_block="172.16.0.0/16",
    secondary_cidr_blocks=["172.20.0.0/16"],
    vswitch_blocks=["172.16.100.0/24", "172.20.0.0/24", "2001:db8::/64"],
)


def text(content: t.Any) -> bytes:
    return json.dumps(content).encode()


def alone(*handshakes: Result) -> Result:
    """Return the plan of a run that has the initiator's credential only."""
    return plan(snapshot("a"), accounts={"a": {}}, handshakes=list(handshakes))


def test_a_file_that_the_role_writes_is_accepted(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "one.acceptor.json"
    path.write_bytes(text(CONTENT))
    assert read([str(path)]) == [CONTENT]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"account_id": 1000000000000002}, "account_id: must be a string"),
        ({"account_id": "{{ 1 }}"}, "account_id: '{{ 1 }}' is not an account id"),
        ({"region": "cn-hangzhou.evil.example/"}, "is not the id of a region"),
        ({"router_id": "vpc-b"}, "router_id: 'vpc-b' is not the id of a router"),
        ({"router_interface_id": "ri-{{ lookup('pipe', 'id') }}"}, "router_interface_id: .* it must have up to 128"),
        ({"names_peer": "vrt-a"}, "names_peer|router interface"),
        ({"role": "acceptingSide"}, "role: must be one of initiator, acceptor"),
        ({"role": "initiator"}, "it is of the initiator of one, whose file must have the name one.initiator.json"),
        ({"peering": "two"}, "it is of the acceptor of two, whose file must have the name two.acceptor.json"),
        ({"cidr_block": "0.0.0.0/0"}, "cidr_block: 0.0.0.0/0 is larger than any VPC's block"),
        ({"vswitch_blocks": ["172.16.0.1/24"]}, "vswitch_blocks: 172.16.0.1/24 has host bits set"),
        ({"vswitch_blocks": ["8.8.8.0/24"]}, "vswitch_blocks: 8.8.8.0/24 is in none of the VPC's blocks"),
        ({"vswitch_blocks": "172.16.100.0/24"}, "vswitch_blocks: must be a list"),
        ({"secondary_cidr_blocks": [None]}, "secondary_cidr_blocks: must be a string"),
        ({"routes": []}, "'routes': is not a field of a handshake file"),
    ],
)
def test_a_field_that_is_not_as_it_should_be(changes: dict[str, t.Any], expected: str) -> None:
    with pytest.raises(RefusedError, match=expected) as caught:
        parsed("one.acceptor.json", text({**CONTENT, **changes}))
    assert all(reason.startswith("The handshake file one.acceptor.json cannot") for reason in caught.value.reasons)


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_that_is_missing(field: str) -> None:
    with pytest.raises(RefusedError, match=f"{field}: is missing"):
        parsed("one.acceptor.json", text({key: value for key, value in CONTENT.items() if key != field}))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "is not JSON"),
        (b"\xff\xfe", "is not JSON"),
        (b"[" * 50_000, "is not JSON"),
        (b"[]", "is not a JSON object"),
        (b" " * 100_001, "has more than 100000 bytes"),
    ],
)
def test_content_that_is_no_handshake(content: bytes, expected: str) -> None:
    with pytest.raises(RefusedError, match=expected):
        parsed("one.acceptor.json", content)


def test_all_files_are_judged_and_an_unreadable_one_is_named(tmp_path: pathlib.Path) -> None:
    (tmp_path / "two.acceptor.json").write_bytes(b"{")
    (tmp_path / "three.acceptor.json").mkdir()
    with pytest.raises(RefusedError) as caught:
        read([str(tmp_path / f"{name}.acceptor.json") for name in ("one", "two", "three")])
    for expected in (
        "one.acceptor.json cannot be read: No such",
        "two.acceptor.json cannot",
        "three.acceptor.json cannot",
    ):
        assert expected in str(caught.value)


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(CHARACTERS, max_size=20)
    | st.sampled_from(["{{ 1 }}", "::/0"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(CHARACTERS, max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(
    st.dictionaries(st.sampled_from(sorted(FIELDS)) | st.text(CHARACTERS, max_size=5), ANYTHING, min_size=1, max_size=3)
)
def test_any_content_is_accepted_or_refused(changes: dict[str, t.Any]) -> None:
    try:
        content = parsed("one.acceptor.json", text({**CONTENT, **changes}))
    except RefusedError:
        return
    planned = alone(content)
    assert refusals(planned) or "0.0.0.0/0" not in json.dumps(planned["routes"])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"account_id": "1000000000000001"}, "its account is 1000000000000001, which is a of this run"),
        ({"region": "cn-beijing"}, "region cn-beijing, but peering_connections has cn-hangzhou"),
        ({"vpc_id": "vpc-c"}, "vpc_id vpc-c, but peering_connections has vpc-b"),
        ({"role": "initiator"}, "one, initiator a: .* one.initiator.json states that this side is the account 10+2"),
    ],
)
def test_a_file_that_contradicts_the_run(changes: dict[str, t.Any], expected: str) -> None:
    planned = alone({**CONTENT, **changes})
    (text,) = refusals(planned)
    assert re.search(expected, text)
    assert (planned["router_interfaces"], planned["final"]) == ([], True)


def test_a_file_of_another_peering_does_not_matter() -> None:
    """A folder may hold those of all peerings, and a run may be about some."""
    other = {**CONTENT, "peering": "other", "vpc_id": "vpc-c"}
    assert refusals(alone(CONTENT, other)) == []
