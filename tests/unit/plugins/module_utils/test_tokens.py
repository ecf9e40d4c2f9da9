# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tokens of creations: which are the same, and when nothing is to be created under a new one yet."""

from __future__ import annotations

import pytest

from ansible_collections.aliops.vpc.plugins.module_utils import _tokens
from ansible_collections.aliops.vpc.plugins.module_utils._records import RouterInterface

HOUR = 7200.0
ONE = RouterInterface("cn-beijing", role="initiator", router_id="vrt-AAA", name="one")
OTHER = RouterInterface("cn-beijing", role="initiator", router_id="vrt-AAA", name="other")


@pytest.mark.parametrize(
    ("moment", "seconds"), [(HOUR - 1, 0), (HOUR, 90), (HOUR + 0.25, 89.75), (HOUR + 89, 1), (HOUR + 90, 0)]
)
def test_nothing_is_created_when_an_hour_has_just_begun(moment: float, seconds: float) -> None:
    assert _tokens.seconds_to_stand_by(moment) == seconds


def test_the_same_words_in_the_same_hour_have_the_same_token() -> None:
    hour = {_tokens.token(ONE, moment) for moment in (HOUR, HOUR + 3599)}
    others = {
        _tokens.token(ONE, HOUR - 1),
        _tokens.token(ONE, HOUR + 3600),
        _tokens.token(OTHER, HOUR),
        _tokens.token(ONE, HOUR, gone="ri-A"),
        _tokens.token(ONE, HOUR, gone="ri-B"),
    }
    assert (len(hour), len(others), len(hour | others)) == (1, 5, 6)
    assert all(len(one) == 64 and one.isascii() for one in hour | others)


def test_a_place_that_is_left_by_an_interface_has_one_token_at_any_time() -> None:
    assert len({_tokens.token(ONE, moment, gone="ri-A") for moment in (HOUR - 1, HOUR, HOUR + 7200)}) == 1
