# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which tasks stopped only because no list shows a router interface that the run has just created. Pure."""

from __future__ import annotations

import typing as t

ABSENT = "absent"


def unlisted(results: t.Iterable[dict[str, t.Any]]) -> list[str]:
    """Return the entries of results that failed for nothing but router interfaces that no list shows."""
    entries: list[str] = []
    for result in results:
        failures = result.get("failures") or []
        if all(failure.get("last_state") == ABSENT for failure in failures):
            entries += [str(failure["entry"]) for failure in failures]
    return entries
