# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The one loop that waits, on a clock of its own."""

from __future__ import annotations

import dataclasses
import math
import typing as t

import pytest

from ansible_collections.aliops.vpc.plugins.module_utils._cloud.waiters import (
    INTERFACE_ACTIVE,
    INTERFACE_CREATED,
    INTERFACE_GONE,
    PAIR_ACTIVE,
    PATIENCE,
    ROUTES_GONE,
    Watch,
    wait,
)
from ansible_collections.aliops.vpc.tests.unit.plugins.module_utils.clocks import Hurried


def story(*snapshots: dict[str, t.Any]) -> t.Callable[[], dict[str, t.Any]]:
    left = list(snapshots)
    return lambda: left.pop(0) if len(left) > 1 else left[0]


def pair(own: str, peer: str | None) -> dict[str, t.Any]:
    return {"ri-A": {"status": own, "peer_status": peer}}


def test_a_wait_ends_when_both_sides_are_active() -> None:
    clock = Hurried()
    read = story(
        pair("Idle", None), pair("Connecting", "AcceptingConnecting"), pair("Active", None), pair("Active", "Active")
    )
    seen, failures = wait({"ri-A": PAIR_ACTIVE}, read, 60, Watch(clock))
    assert (seen, failures) == (pair("Active", "Active"), {})
    assert clock.pauses == pytest.approx([0.2, 0.2, 0.2])


def test_a_state_off_the_way_fails_at_once_and_is_named() -> None:
    clock = Hurried()
    _seen, failures = wait({"ri-A": PAIR_ACTIVE}, story(pair("Deactivating", "Deleted")), 60, Watch(clock))
    assert "ri-A is Deactivating (peer Deleted) and will not become Active (peer Active)" in str(failures["ri-A"])
    assert clock.pauses == []


def test_a_timeout_names_the_last_status() -> None:
    clock = Hurried()
    _seen, failures = wait({"ri-A": PAIR_ACTIVE}, story(pair("Connecting", "AcceptingConnecting")), 7, Watch(clock))
    assert "is Connecting (peer AcceptingConnecting) after 7 s" in str(failures["ri-A"])
    assert clock.time == 7


def test_a_failure_does_not_stop_the_other_waits() -> None:
    snapshots = [{"ri-1": {"status": "Deleting"}, "ri-2": {"status": "Active"}}, {"ri-2": {"status": "Active"}}]
    _seen, failures = wait({"ri-1": INTERFACE_GONE, "ri-2": INTERFACE_GONE}, story(*snapshots), 60, Watch(Hurried()))
    assert list(failures) == ["ri-2"]


def test_absent_is_a_state() -> None:
    clock = Hurried()
    _seen, failures = wait({"ri-1": INTERFACE_CREATED}, story({}, {}, {"ri-1": {"status": "Idle"}}), 60, Watch(clock))
    assert failures == {}
    assert len(clock.pauses) == 2


def test_pauses_grow_to_a_limit() -> None:
    clock = Hurried()
    wait({"ri-1": INTERFACE_CREATED}, story({}), 200, Watch(clock))
    assert max(clock.pauses) == 5.0
    assert clock.time == 200


@pytest.mark.parametrize("duration", [0.1, 1.0, 2.0, 2.05, 3.7, 5.0, 11.0, 60.0, 240.0, 600.0])
def test_no_wait_is_much_longer_than_it_has_to_be(duration: float) -> None:
    clock = Hurried()

    def read() -> dict[str, t.Any]:
        return {"ri-1": {"status": "Active" if clock.time >= duration else "Activating"}}

    wait({"ri-1": INTERFACE_ACTIVE}, read, 900, Watch(clock))
    assert clock.time <= (1.05 * duration if duration >= 2 else duration + 0.2) + 1e-6
    # A poll costs a call for each 50 resources: no more of them than a twentieth needs.
    twentieths = math.log(max(duration / 2, 1), 1.05) + max(duration - 100, 0) / 5
    assert len(clock.pauses) <= 2 / 0.2 + 2 + twentieths


def test_a_pair_that_stands_still_fails_early_with_the_reason() -> None:
    clock = Hurried()
    _seen, failures = wait({"ri-A": PAIR_ACTIVE}, story(pair("Active", "Inactive")), 300, Watch(clock))
    message = "is Active (peer Inactive) and will not become Active (peer Active): the peer is inactive"
    assert message in str(failures["ri-A"])
    assert PATIENCE <= clock.time < 2 * PATIENCE


def test_a_status_that_lags_behind_for_a_moment_does_not_stand_still() -> None:
    snapshots = [pair("Active", "Inactive")] * 5 + [pair("Active", "Activating")] * 9 + [pair("Active", "Active")]
    _seen, failures = wait({"ri-A": PAIR_ACTIVE}, story(*snapshots), 300, Watch(Hurried()))
    assert failures == {}


def test_each_change_of_a_state_is_reported_once() -> None:
    lines: list[str] = []
    snapshots = [pair("Connecting", None)] * 3 + [pair("Active", "Active")]
    wait({"ri-A": PAIR_ACTIVE}, story(*snapshots), 60, Watch(Hurried(), lines.append))
    assert lines == [
        "router interface ri-A: Connecting (peer unknown)",
        "router interface ri-A: Active (peer Active)",
    ]


def test_a_timeout_shows_both_sides_where_only_one_counts() -> None:
    _seen, failures = wait({"ri-A": INTERFACE_ACTIVE}, story(pair("Idle", "Connecting")), 7, Watch(Hurried()))
    assert "ri-A is Idle (peer Connecting) after 7 s of waiting for Active" in str(failures["ri-A"])
    assert failures["ri-A"].state == "Idle"


def test_the_overview_counts_the_finished_waits_and_names_the_others() -> None:
    lines: list[str] = []
    first = {f"ri-{number}": {"status": "Creating" if number > 1 else "Idle"} for number in range(6)}
    last = {name: {"status": "Idle"} for name in first}
    waiter = dataclasses.replace(INTERFACE_CREATED, pending=frozenset({"Creating"}), shown=None)
    wait(dict.fromkeys(first, waiter), story(first, last), 60, Watch(Hurried(), overview=lines.append))
    assert lines == [
        "2 of 6 router interfaces done after 0 s, waiting for ri-2 (Creating), ri-3 (Creating), ri-4 (Creating)"
        " and 1 more"
    ]
    lines.clear()
    route = {"10.0.0.0/8 in vtb-A": ROUTES_GONE}
    deleting = {"10.0.0.0/8 in vtb-A": {"status": "Deleting"}}
    wait(route, story(deleting, {}), 60, Watch(Hurried(), overview=lines.append))
    assert lines == ["0 of 1 route entry done after 0 s, waiting for 10.0.0.0/8 in vtb-A (Deleting)"]
