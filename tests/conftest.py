# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns what all suites share: the cap of Hypothesis, which importing ``examples`` sets.

The environments of `make matrix` have no Hypothesis, and none of the tests that it runs there needs it.
"""

from __future__ import annotations

import importlib
import importlib.util

if importlib.util.find_spec("hypothesis"):
    importlib.import_module("ansible_collections.aliops.vpc.tests.examples")
