# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is done of how many, for the names of the role's tasks and the labels of their loops. Pure."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._plan.peerings import MAKE, STEPS, TAKE_AWAY

INTERFACES = ("router interface", "router interfaces")
ROUTES = ("route entry", "route entries")
NOUNS = {
    "unroute": ROUTES,
    "freeze": INTERFACES,
    "remove": INTERFACES,
    "interfaces": INTERFACES,
    "peers": INTERFACES,
    "thaw": INTERFACES,
    "connections": ("connection", "connections"),
    "routes": ROUTES,
    "purge": ROUTES,
}
LABEL = 80

Steps = t.Mapping[str, t.Mapping[str, t.Sequence[t.Mapping[str, t.Any]]]]


def progress(steps: Steps, peerings: int, *, alone: bool) -> dict[str, t.Any]:
    """Return, for each step of a plan, ``name`` and by account ``parts``; and of which ``peerings`` it ``makes`` some.

    The name of a task is shown once for all hosts, with the first one's values. So unless the plan is ``alone`` in the
    play, it holds no numbers; the labels, which each host shows for itself, do.
    """
    busy = [step for step in STEPS if steps[step]]
    told = {step: _step(step, steps[step], f"step {busy.index(step) + 1} of {len(busy)}", alone) for step in busy}
    idle: dict[str, t.Any] = {"name": ", nothing to do" if alone else "", "parts": {}}
    return {
        **{step: told.get(step, idle) for step in STEPS},
        "takes_away": _peerings(steps, TAKE_AWAY, peerings) if alone else "",
        "makes": _peerings(steps, MAKE, peerings) if alone else "",
    }


def _step(
    step: str, entries: t.Mapping[str, t.Sequence[t.Mapping[str, t.Any]]], where: str, alone: bool
) -> dict[str, t.Any]:
    parts: dict[str, str] = {}
    total, last = sum(len(one) for one in entries.values()), 0
    for account, some in entries.items():
        first, last = last + 1, last + len(some)
        number = f"{first} to {last} of {total}" if len(some) > 1 else f"{first} of {total}"
        if step == "interfaces":  # each account has a task of its own, whose name says so
            parts[account] = f" of {account}, {where}: {number}" if alone else f" of {account}"
        else:
            parts[account] = _shortened(f"{account}, {number}: {', '.join(_names(some))}")
    return {"name": f", {where}: {total} {NOUNS[step][total > 1]}" if alone else "", "parts": parts}


def _peerings(steps: Steps, some: t.Sequence[str], total: int) -> str:
    names = {name for step in some for entries in steps[step].values() for name in _names(entries)}
    return f": {len(names)} of {total} peerings" if names else ""


def _names(entries: t.Sequence[t.Mapping[str, t.Any]]) -> list[str]:
    return list(dict.fromkeys(str(one["peering"]) for one in entries))


def _shortened(text: str) -> str:
    return text if len(text) <= LABEL else f"{text[: LABEL - 3]}..."
