# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The pace of an account's calls, against a token bucket as the service has it, on a clock that only sleepers move."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.aliops.vpc.plugins.module_utils._cloud import retry
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.clock import StoppedError
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.pace import CAUTION, MINUTE, Limits, Pace
from ansible_collections.aliops.vpc.tests.unit.plugins.module_utils.clocks import Hurried


class Service:
    """So many calls at once, and as many again within a minute."""

    def __init__(self, clock: Hurried, rate: float) -> None:
        self.clock, self.rate, self.tokens, self.filled = clock, rate, rate, clock.time
        self.refused = 0

    def accepts(self) -> bool:
        self.tokens = min(self.rate, self.tokens + (self.clock.time - self.filled) * self.rate / 60)
        self.filled = self.clock.time
        if self.tokens < 1:
            self.refused += 1
            return False
        self.tokens -= 1
        return True


@pytest.fixture
def clock() -> Hurried:
    return Hurried(1000.0)


def send(pace: Pace, service: Service) -> None:
    """Send one call until it is accepted."""
    while True:
        sent = pace.turn()
        service.clock.sleep(0.01)
        if service.accepts():
            pace.accepted(sent)
            return
        pace.refused(sent)


def test_calls_that_are_not_refused_are_not_slowed_down(clock: Hurried) -> None:
    service, pace, began = Service(clock, 300), Pace(clock), clock.time
    for _number in range(300):
        send(pace, service)
    assert (service.refused, round(clock.time - began, 6)) == (0, 3.0)


def test_the_rest_goes_at_the_rate_that_the_service_takes(clock: Hurried) -> None:
    service, pace, began = Service(clock, 300), Pace(clock), clock.time
    for _number in range(900):
        send(pace, service)
    assert service.refused < 900 * 0.02
    # 600 more than the bucket holds need two minutes at least.
    assert 110 < clock.time - began < 180


def test_a_lower_rate_is_found_out(clock: Hurried) -> None:
    service, pace = Service(clock, 60), Pace(clock)
    for _number in range(240):
        send(pace, service)
    assert service.refused < 240 * 0.05


def test_calls_that_were_under_way_together_count_as_one_refusal(clock: Hurried) -> None:
    pace = Pace(clock)
    turns = [pace.turn() for _number in range(8)]
    began = clock.time
    for sent in turns:
        pace.refused(sent)
    pace.accepted(turns[0])  # its response was under way already: no reason to go on
    after = pace.turn()
    assert retry.SHORTEST_PAUSE <= after - began <= retry.SHORTEST_PAUSE + 2


def test_one_call_goes_ahead_after_a_refusal_and_the_others_follow(clock: Hurried) -> None:
    pace = Pace(clock)
    pace.refused(pace.turn())
    probe = pace.turn()
    pace.accepted(probe)
    followers = [pace.turn() for _number in range(3)]
    gaps = [later - sooner for sooner, later in zip([probe, *followers[:-1]], followers)]
    assert gaps == pytest.approx([retry.THROTTLED_GAP] * 3, abs=0.01)


def spend(clock: Hurried, pace: Pace, service: Service, calls: int) -> float:
    """Send so many calls, and return the time that they took."""
    began = clock.time
    for _number in range(calls):
        send(pace, service)
    return clock.time - began


def test_the_rate_is_learned_from_accepted_calls(clock: Hurried) -> None:
    """One refusal is enough, however far the service's rate is from the usual one."""
    service, limits = Service(clock, 60), Limits()
    took = spend(clock, Pace(clock, "CreateRouterInterface", limits), service, 120)
    assert service.refused == 1
    assert limits.as_result()["CreateRouterInterface"] == pytest.approx(60, abs=1)
    assert took == pytest.approx(MINUTE, rel=0.1)


def test_a_limit_that_is_known_is_kept_without_a_refusal(clock: Hurried) -> None:
    """The first calls go at full speed all the same."""
    service = Service(clock, 60)
    pace = Pace(clock, "CreateRouterInterface", Limits({"CreateRouterInterface": 60}))
    assert spend(clock, pace, service, 60) == pytest.approx(0.6)
    assert spend(clock, pace, service, 60) == pytest.approx(MINUTE, rel=0.05)
    assert service.refused == 0


def test_few_accepted_calls_show_no_rate(clock: Hurried) -> None:
    limits = Limits()
    pace = Pace(clock, "CreateRouterInterface", limits)
    pace.accepted(pace.turn())
    pace.refused(pace.turn())
    assert limits.as_result() == {}


@pytest.mark.parametrize(
    ("known", "most"),
    [("CreateRouterInterface", 1), ("DescribeVpcs", 8)],
    ids=["the limit of another write", "the limit of a read"],
)
def test_close_to_the_limit_of_another_action_one_call_is_under_way(clock: Hurried, known: str, most: int) -> None:
    """So no more than one is refused when this action has it too; a read's limit does not matter to a write."""
    pace = Pace(clock, "ConnectRouterInterface", Limits({known: 60}))
    for _number in range(60 - CAUTION):
        pace.accepted(pace.turn())
    assert sum(1 for _turn in turns_at_once(clock, pace)) == most


def turns_at_once(clock: Hurried, pace: Pace) -> t.Iterator[float]:
    """Yield the turns of eight threads until one of them has to wait."""
    clock.stop()
    for _thread in range(8):
        try:
            yield pace.turn()
        except StoppedError:
            return
