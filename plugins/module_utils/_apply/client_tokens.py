# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns the tokens of creations, and keeps creations away from the moments at which the tokens change.

Who asks for the same in the same hour has the same token, and is answered with the same interface. On the two sides of
a change the tokens differ; so after it nothing is created before all that was created in front of it is in the lists.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._cloud.waiters import Watch
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouterInterface
from ansible_collections.aliops.vpc.plugins.module_utils._plan.change import Change
from ansible_collections.aliops.vpc.plugins.module_utils._plan.router_interfaces import CREATE

# A token repeats within this many seconds of the host's time since the epoch, so that a run that was killed after a
# creation, and run again, is answered with the interface that it made before that is in any list.
WINDOW = 3600
# At which second of an hour the tokens change. Jobs are started at full hours and quarters, and create soon after that.
CHANGE = 58 * 60
# By how much the clocks of two hosts may differ, and the effect of a creation come later than it was sent; in all, as
# a part of the lists' lag.
MARGIN = 0.5


def token(new: RouterInterface, asked_at: float, replaced_id: str | None = None) -> str:
    """Return the token of a creation that was planned on a snapshot begun at ``asked_at``.

    ``replaced_id`` is the id of an interface that the new one replaces: there is at most one at any time.
    """
    attributes = {name: value for name, value in dataclasses.asdict(new).items() if value is not None}
    content = json.dumps([CREATE, attributes, replaced_id or _window(asked_at)], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def since_change(moment: float) -> float:
    """Return for how many seconds the tokens of a moment had been in use."""
    return (moment - CHANGE) % WINDOW


def is_over(asked_at: float, now: float) -> bool:
    """Return whether the tokens have changed since a snapshot: another run uses new ones, and may see more."""
    return _window(now) != _window(asked_at)


def set_apart(list_lag: float) -> float:
    """Return for how many seconds after a change of the tokens nothing is created, if lists lag by so many."""
    return list_lag * (1 + MARGIN)


def is_stale(read_at: float, list_lag: float, now: float) -> bool:
    """Return whether the snapshot is too old to create from: others may have created under tokens that changed.

    A snapshot right after a change does not show yet what was created before it.
    """
    return is_over(read_at, now) or seconds_to_stand_by(read_at, list_lag) > 0


def stand_by(changes: t.Sequence[Change[RouterInterface]], asked_at: float, list_lag: float, watch: Watch) -> bool:
    """Wait when a plan creates something and the tokens have just changed; return whether the plan is out of date.

    ``asked_at`` is when the snapshot began on which the plan is based.
    """
    seconds = max(seconds_to_stand_by(asked_at, list_lag), seconds_to_stand_by(watch.clock.now(), list_lag))
    if not seconds or not any(CREATE in change.writes and not change.before for change in changes):
        return False
    why = "what another run created a moment ago may not be listed yet"
    watch.announce(f"creating nothing for {seconds:.0f} s: {why}")
    watch.clock.sleep(seconds)
    return True


def seconds_to_stand_by(moment: float, list_lag: float) -> float:
    """Return for how many seconds from a moment on nothing is to be created."""
    return max(set_apart(list_lag) - since_change(moment), 0.0)


def _window(moment: float) -> int:
    return int((moment - CHANGE) // WINDOW)
