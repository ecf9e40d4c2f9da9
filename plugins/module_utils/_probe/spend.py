# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Measures with a link of its own: refuses VPCs that have any, and leaves none behind. Knows no kind of links."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._check.records import Settled
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import Client
from ansible_collections.aliops.vpc.plugins.module_utils._errors import CallError, RefusedError, VpcError, WaitError

# The name of what is made, by which a later run knows what a killed one left.
NAME = "aliops-check-cloud"
# Seconds between two readings: the measurements are as exact as that.
STEP = 0.5


@dataclasses.dataclass(frozen=True)
class Site:
    """One side of the link: the client of its account, and its VPC."""

    client: Client
    account_id: str
    region: str
    vpc_id: str
    router_id: str


class Link(t.Protocol):
    """A kind of links that can be made, measured and removed between two sites."""

    def foreign(self) -> list[str]:
        """Return the links of either VPC that are not this one's."""

    def make(self) -> t.Iterator[Settled]:
        """Make the link; yield what it shows."""

    def remove(self) -> t.Iterator[Settled]:
        """Remove the link; yield what it shows."""

    def sweep(self) -> list[str]:
        """Delete whatever is left of links with NAME; return what could not be deleted."""


@dataclasses.dataclass
class Measured:
    """What was measured, why it ended early, and what is left over."""

    settled: list[Settled] = dataclasses.field(default_factory=list)
    failure: VpcError | None = None
    left_over: list[str] = dataclasses.field(default_factory=list)


def measure(any_client: Client, kinds: t.Sequence[Link], link: Link) -> Measured:
    """Make a link, measure, and remove it, after failures too. Raises RefusedError where a VPC has any link."""
    for kind in kinds:
        kind.sweep()
    foreign = [name for kind in kinds for name in kind.foreign()]
    if foreign:
        cure = "name two VPCs in check_spend_vpcs that have none"
        raise RefusedError([f"The two VPCs have links already, {', '.join(foreign)}: {cure}."])
    measured = Measured()
    try:
        for step in (link.make, link.remove):
            for settled in step():
                measured.settled.append(settled)
    except VpcError as error:
        measured.failure = error
    finally:
        if _may_be_unseen(measured.failure):
            # What a call without a reply has made is listed by then.
            any_client.time.sleep(any_client.list_lag)
        # A refusal that passes must not leave anything that costs money.
        measured.left_over = link.sweep() and link.sweep()
    return measured


def _may_be_unseen(failure: VpcError | None) -> bool:
    """Return whether a call ended without a reply, so that nobody knows what it made."""
    return isinstance(failure, CallError) and failure.code.startswith("SDK.")


def first_times(client: Client, conditions: t.Mapping[str, t.Callable[[], bool]], timeout: float) -> dict[str, float]:
    """Return after how many seconds each condition held for the first time. Raises WaitError."""
    started, seen = client.time.monotonic(), dict[str, float]()
    while len(seen) < len(conditions):
        for name, holds in conditions.items():
            if name not in seen and holds():
                seen[name] = round(client.time.monotonic() - started, 1)
        missing = [name for name in conditions if name not in seen]
        if missing and client.time.monotonic() - started > timeout:
            raise WaitError(f"not within {timeout:g} s: {', '.join(missing)}", "unknown")
        if missing:
            client.time.sleep(STEP)
    return seen
