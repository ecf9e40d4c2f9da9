# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tokens of creations: which are equal, and when no creation may use a new one yet."""

from __future__ import annotations

import pytest

from ansible_collections.aliops.vpc.plugins.module_utils._apply import client_tokens
from ansible_collections.aliops.vpc.plugins.module_utils._model.resources import RouterInterface

# 02:58
CHANGE = 3 * 3600 - 120.0
INTERFACE = RouterInterface("cn-beijing", role="initiator", router_id="vrt-AAA", name="one")
OTHER = RouterInterface("cn-beijing", role="initiator", router_id="vrt-AAA", name="other")


@pytest.mark.parametrize(
    ("moment", "seconds"), [(CHANGE - 1, 0), (CHANGE, 90), (CHANGE + 0.25, 89.75), (CHANGE + 89, 1), (CHANGE + 90, 0)]
)
def test_nothing_is_created_when_the_tokens_have_just_changed(moment: float, seconds: float) -> None:
    assert client_tokens.seconds_to_stand_by(moment, 60) == seconds


def test_the_same_entry_between_two_changes_has_the_same_token() -> None:
    hour = {client_tokens.token(INTERFACE, moment) for moment in (CHANGE, CHANGE + 3599)}
    others = {
        client_tokens.token(INTERFACE, CHANGE - 1),
        client_tokens.token(INTERFACE, CHANGE + 3600),
        client_tokens.token(OTHER, CHANGE),
        client_tokens.token(INTERFACE, CHANGE, replaced_id="ri-A"),
        client_tokens.token(INTERFACE, CHANGE, replaced_id="ri-B"),
    }
    assert (len(hour), len(others), len(hour | others)) == (1, 5, 6)
    assert all(len(token) == 64 and token.isascii() for token in hour | others)


@pytest.mark.parametrize("minute", [0, 15, 30, 45])
def test_a_job_of_a_full_hour_or_a_quarter_creates_at_once(minute: int) -> None:
    assert not any(client_tokens.seconds_to_stand_by(7200 + 60 * minute + passed, 60) for passed in range(600))


def test_the_replacement_of_an_interface_has_one_token_at_any_time() -> None:
    assert (
        len(
            {
                client_tokens.token(INTERFACE, moment, replaced_id="ri-A")
                for moment in (CHANGE - 1, CHANGE, CHANGE + 7200)
            }
        )
        == 1
    )
