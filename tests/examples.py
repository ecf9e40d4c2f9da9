# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns how many examples Hypothesis tries in all suites: few and the same ones, or as many as ALIOPS_EXAMPLES sets."""

from __future__ import annotations

import os
import typing as t

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

EXAMPLES = os.environ.get("ALIOPS_EXAMPLES")
# For a test that sets no number of its own.
USUAL = 40
# All of Unicode but surrogates. The usual alphabet is the same, but each process needs 5 s to compute it.
CHARACTERS = st.characters(exclude_categories=["Cs"])


def few(number: int = USUAL, **more: t.Any) -> settings:
    """Return the settings of a test that tries ``number`` examples unless more are asked for."""
    return settings(
        max_examples=int(EXAMPLES or number),
        # How fast the machine is proves nothing.
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
        derandomize=EXAMPLES is None,
        database=None,
        **more,
    )


settings.register_profile("few", few())
settings.load_profile("few")
