# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How many examples hypothesis tries: few and the same ones in CI, as many as ALIOPS_EXAMPLES says by hand."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

EXAMPLES = os.environ.get("ALIOPS_EXAMPLES")


def few(number: int) -> settings:
    """Return the settings of a test that tries ``number`` examples unless more are asked for."""
    return settings(
        max_examples=int(EXAMPLES or number),
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
        derandomize=EXAMPLES is None,
    )
