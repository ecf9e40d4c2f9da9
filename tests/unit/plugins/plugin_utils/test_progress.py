# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a run says of how far it is."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._plan.peerings import STEPS
from ansible_collections.aliops.vpc.plugins.plugin_utils._progress import progress


def steps(**numbers: dict[str, int]) -> dict[str, t.Any]:
    """Return the steps of a plan with so many entries for each account."""
    return {
        step: {
            account: [{"peering": f"{account}-{one}"} for one in range(number)]
            for account, number in numbers.get(step, {}).items()
        }
        for step in STEPS
    }


PLAN = steps(
    unroute={"p": 1},
    interfaces={"p": 2, "q": 3},
    connections={"p": 1},
    routes={"p": 40, "q": 1},
)


def test_each_step_says_which_of_how_many_it_is() -> None:
    told = progress(PLAN, 100, alone=True)
    assert {step: told[step]["name"] for step in ("unroute", "peers", "connections", "routes")} == {
        "unroute": ", step 1 of 4: 1 route entry",
        "peers": ", nothing to do",
        "connections": ", step 3 of 4: 1 connection",
        "routes": ", step 4 of 4: 41 route entries",
    }
    assert told["interfaces"]["parts"] == {
        "p": " of p, step 2 of 4: 1 to 2 of 5",
        "q": " of q, step 2 of 4: 3 to 5 of 5",
    }
    assert (told["takes_away"], told["makes"]) == (": 1 of 100 peerings", ": 43 of 100 peerings")


def test_each_part_says_how_far_the_step_is() -> None:
    parts = progress(PLAN, 100, alone=True)["routes"]["parts"]
    assert parts["q"] == "q, 41 of 41: q-0"
    assert parts["p"].startswith("p, 1 to 40 of 41: p-0, p-1, ")
    assert len(parts["p"]) == 80
    assert parts["p"].endswith("...")


def test_a_name_that_many_hosts_share_has_no_numbers() -> None:
    told = progress(PLAN, 100, alone=False)
    assert {told[step]["name"] for step in STEPS} | {told["takes_away"], told["makes"]} == {""}
    assert told["interfaces"]["parts"] == {"p": " of p", "q": " of q"}
    assert told["routes"]["parts"]["q"] == "q, 41 of 41: q-0"


def test_nothing_to_do() -> None:
    told = progress(steps(), 100, alone=True)
    assert told["routes"] == {"name": ", nothing to do", "parts": {}}
    assert (told["takes_away"], told["makes"]) == ("", "")
