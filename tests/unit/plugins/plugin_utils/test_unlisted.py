# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is looked for once more, and what is a failure."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.aliops.vpc.plugins.filter.peering_unlisted import peering_unlisted

ABSENT = {"entry": "ri-a", "msg": "no list shows it", "last_state": "absent"}
DENIED = {"entry": "ri-b", "msg": "denied", "error": {"code": "Forbidden.RAM"}}
STUCK = {"entry": "ri-c", "msg": "stuck", "last_state": "Idle"}


@pytest.mark.parametrize(
    ("results", "entries"),
    [
        ([], []),
        ([{"changed": True}], []),
        ([{"failed": True, "msg": "no credential"}], []),
        ([{"failures": [ABSENT]}, {"changed": True}], ["ri-a"]),
        ([{"failures": [ABSENT, DENIED]}], []),
        ([{"failures": [STUCK]}], []),
    ],
)
def test_only_what_no_list_shows_is_looked_for_again(results: list[dict[str, t.Any]], entries: list[str]) -> None:
    assert peering_unlisted(results) == entries
